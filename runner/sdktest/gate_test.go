package sdktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// programs are built once: concord from its own module, fiveops from this one.
var concord, fiveops string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "sdktest-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
		defer os.RemoveAll(dir)
		// Both SDKs read these.
		for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "CONCORD_ENDPOINT"} {
			os.Unsetenv(name)
		}
		concord, fiveops = filepath.Join(dir, "concord"), filepath.Join(dir, "fiveops")
		for _, args := range [][]string{{"build", "-C", "../..", "-o", concord, "./cmd/concord"}, {"build", "-o", fiveops, "./fiveops"}} {
			if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "go %s: %v\n%s", strings.Join(args, " "), err, out)
				return 2
			}
		}
		return m.Run()
	}())
}

// gated runs `concord gate` in a directory of its own and returns its exit
// code, what it printed and the results.
func gated(t *testing.T, flags []string, command ...string) (code int, out string, results results, dir string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.Command(concord, slices.Concat([]string{"gate"}, flags, []string{"--"}, command)...)
	cmd.Dir = dir
	text, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "concord-report", "results.json"))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if err := json.Unmarshal(data, &results); err != nil {
		t.Fatal(err)
	}
	return code, string(text), results, dir
}

type results struct {
	Results []struct {
		Operation, Verdict, Reason string
		Findings                   []struct{ Check, Severity, Path, Got string }
	}
}

// operations lists the operations that were called, each once.
func (r results) operations() []string {
	var list []string
	for _, c := range r.Results {
		list = append(list, c.Operation)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// findings lists the findings above info, each once.
func (r results) findings() []string {
	var list []string
	for _, c := range r.Results {
		for _, f := range c.Findings {
			if f.Severity != "info" {
				list = append(list, strings.Join([]string{f.Severity, f.Check, c.Operation, f.Path}, " "))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

const (
	describe = "alibaba/ecs/DescribeImages"
	list     = "alibaba/ehpc@2018-04-12/ListCommunityImages"
	add      = "alibaba/ehpcinstant/AddImage"
	get      = "alibaba/ehpcinstant/GetImage"
	show     = "huawei/modelarts/ShowImage"
)

// Reviewed: what the vendors' SDKs do that no page shows, in every mode.
var reviewed = []string{
	// A password travels in the query of AddImage; both SDKs send it so.
	"warning request-secret " + add + " ContainerImageSpec.RegistryCredential.Password",
	// The legacy SDK sends the structure as dotted parameters.
	"warning request-serialisation " + add + " ContainerImageSpec",
}

// TestFiveOperations runs a program that calls the five operations through the
// vendors' SDKs behind a gate, in every way that it can be led there.
func TestFiveOperations(t *testing.T) {
	proxied := []string{describe, list, add, get}
	all := append(slices.Clone(proxied), show)
	unset := []string{"env", "-u", "CONCORD_ENDPOINT", fiveops}
	for _, test := range []struct {
		name       string
		command    []string
		operations []string
	}{
		{"HTTP by proxy", unset, proxied},
		{"HTTPS by proxy", append(slices.Clone(unset), "-scheme", "HTTPS"), proxied},
		{"CONCORD_ENDPOINT", []string{fiveops}, all},
		{"temporary keys", []string{fiveops, "-token", "testStsToken+/="}, all},
		{"GET", []string{fiveops, "-method", "GET"}, all},
		{"XML", []string{fiveops, "-format", "XML"}, all},
		{"XML by HTTPS and GET", append(slices.Clone(unset), "-scheme", "HTTPS", "-format", "XML", "-method", "GET"), proxied},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, out, results, _ := gated(t, nil, test.command...)
			if code != 0 {
				t.Errorf("exit code %d\n%s", code, out)
			}
			if diff := cmp.Diff(test.operations, results.operations()); diff != "" {
				t.Errorf("operations called (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(reviewed, results.findings()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDeviations holds that what a program sends wrongly is named.
func TestDeviations(t *testing.T) {
	t.Parallel()
	code, out, results, _ := gated(t, nil, "env", "-u", "CONCORD_ENDPOINT", fiveops, "-page-size", "500", "-architecture", "sparc")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, out)
	}
	want := append([]string{"error request-enum " + describe + " Architecture", "error request-range " + describe + " PageSize"}, reviewed...)
	if diff := cmp.Diff(want, results.findings()); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestWrongSecret holds that a program that signs wrongly is failed for that.
func TestWrongSecret(t *testing.T) {
	t.Parallel()
	code, out, results, _ := gated(t, nil, fiveops, "-secret", "another secret")
	if code != 1 {
		t.Errorf("exit code %d\n%s", code, out)
	}
	for _, op := range []string{describe, list, add} {
		if want := "error request-signature " + op + " signature"; !slices.Contains(results.findings(), want) {
			t.Errorf("no %s in %q", want, results.findings())
		}
	}
}

// TestPassword holds that a password is kept nowhere.
func TestPassword(t *testing.T) {
	t.Parallel()
	const password = "Pa55/w+ord%&=~é"
	for _, file := range []string{"tape.yaml", "tape.har"} {
		_, out, _, dir := gated(t, []string{"-v", "--record", file, "--write-fixtures", "fixtures"}, "env", "-u", "CONCORD_ENDPOINT", fiveops, "-password", password)
		texts := map[string][]byte{"output": []byte(out)}
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				texts[path], err = os.ReadFile(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range texts {
			for _, part := range []string{"Pa55", "UGE1NS"} {
				if bytes.Contains(text, []byte(part)) {
					t.Errorf("%s holds %s", name, part)
				}
			}
		}
	}
}
