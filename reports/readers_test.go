package reports

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	junit "github.com/joshdk/go-junit"
)

// readersInput is a JUnit file of every verdict, ordinary and hostile, and what
// its readers must count.
func readersInput(t *testing.T) (path string, want Summary) {
	t.Helper()
	results := written(t, sample())
	all := hostileResults()
	for r, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		all.Results = append(all.Results, *r)
	}
	for range 3 { // one ID, as a gate has
		all.Results = append(all.Results, Result{Case: images + "/observed", Operation: images, Kind: "observed", Verdict: "pass"})
	}
	var sum tally
	for i := range all.Results {
		sum.add(&all.Results[i])
	}
	path = filepath.Join(t.TempDir(), "junit.xml")
	if err := JUnitFile(path, all); err != nil {
		t.Fatal(err)
	}
	return path, sum.summary()
}

func TestJUnitByGoReader(t *testing.T) {
	path, want := readersInput(t)
	suites, err := junit.IngestFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got junit.Totals
	for _, s := range suites {
		got.Tests += s.Totals.Tests
		got.Passed += s.Totals.Passed
		got.Failed += s.Totals.Failed
		got.Error += s.Totals.Error
		got.Skipped += s.Totals.Skipped
		for _, test := range s.Tests {
			if test.Name == "" || test.Classname == "" || test.Status != junit.StatusPassed && test.Message == "" {
				t.Errorf("%q of %q has no name, class or message", test.Name, test.Classname)
			}
		}
	}
	got.Duration = 0
	wanted := junit.Totals{Tests: want.Cases, Passed: want.Pass, Failed: want.Fail, Error: want.Error, Skipped: want.Skip + want.Inconclusive}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestJUnitByNodeReaders(t *testing.T) {
	if _, err := os.Stat("browser/node_modules/junit2json"); err != nil {
		t.Skip("the readers of reports/browser/package.json are not installed")
	}
	path, want := readersInput(t)
	cmd := exec.Command("node", "browser/read.mjs", path)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]map[string]int
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	skipped := want.Skip + want.Inconclusive
	exact := map[string]int{"tests": want.Cases, "failure": want.Fail, "error": want.Error, "skipped": skipped}
	named := map[string]int{"tests": want.Cases, "failure": want.Fail, "error": want.Error, "skipped": skipped, "names": want.Cases}
	joined := map[string]int{"tests": want.Cases, "failing": want.Fail + want.Error, "skipped": skipped}
	wanted := map[string]map[string]int{"junit2json": named, "xml2js": named, "fast-xml-parser": named, "xunit-viewer": exact,
		"test-results-parser": joined, "junitxml-to-javascript": joined}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestJUnitBySchema(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("no xmllint is installed")
	}
	path, _ := readersInput(t)
	for _, file := range []string{path, "testdata/junit.xml", "testdata/junit-empty.xml"} {
		// Without --huge, as readers that do not ask for it.
		if out, err := exec.Command("xmllint", "--noout", "--nonet", "--schema", "testdata/junit.xsd", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, fmt.Sprintf("%.2000s", out))
		}
	}
}
