package concordtest_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/runner/concordtest"
	"github.com/concord-dev/concord/runner/mock"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func embedded(t *testing.T, faults ...string) *mock.Server {
	t.Helper()
	cloud, err := mock.New(specs.Embedded(), mock.Options{Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	return cloud
}

// TestEveryCase is a test as a user writes it, of a cloud that conforms and
// that tells what it can be asked, so that no case is skipped.
func TestEveryCase(t *testing.T) {
	target := concordtest.Handler(t, embedded(t))
	target.Auth, target.Faults, target.Embedded = runner.AuthVerify, true, true
	concordtest.Run(t, target)
}

// TestInner is what the other tests run in a process of its own, so that it
// may fail. Its suite comes out of the environment.
func TestInner(t *testing.T) {
	if os.Getenv("CONCORDTEST_INNER") == "" {
		t.Skip("run by the other tests")
	}
	var faults, selectors []string
	if fault := os.Getenv("CONCORDTEST_FAULT"); fault != "" {
		faults = []string{fault}
	}
	if selector := os.Getenv("CONCORDTEST_SELECTOR"); selector != "" {
		selectors = []string{selector}
	}
	suite := concordtest.Suite{
		Waivers:          os.Getenv("CONCORDTEST_WAIVERS"),
		FailOn:           suites.Severity(os.Getenv("CONCORDTEST_FAIL_ON")),
		FailInconclusive: os.Getenv("CONCORDTEST_INCONCLUSIVE") != "",
	}
	target := concordtest.Handler(t, embedded(t, faults...))
	if url := os.Getenv("CONCORDTEST_URL"); url != "" {
		target = concordtest.URL(url)
	}
	suite.Run(t, target, selectors...)
}

// inner runs TestInner, or the subtests that a pattern chooses, and returns
// what it printed and whether it passed.
func inner(t *testing.T, pattern string, env ...string) (printed string, passed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^TestInner$"+pattern)
	cmd.Env = append(append(os.Environ(), "CONCORDTEST_INNER=1"), env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), err == nil
}

const (
	describeImages = "CONCORDTEST_SELECTOR=alibaba/ecs/DescribeImages"
	wrongType      = "CONCORDTEST_FAULT=wrong-type=Images[].Size"
)

func TestFindingFailsItsSubtest(t *testing.T) {
	printed, passed := inner(t, "", describeImages, wrongType)
	if passed {
		t.Error("a wrong type passes")
	}
	for _, want := range []string{
		"--- FAIL: TestInner/alibaba/ecs/DescribeImages/sample/request",
		"--- PASS: TestInner/alibaba/ecs/DescribeImages/invalid/Architecture/not-in-enum",
		`field-type (error): Images[].Size: want integer, got string "concord"`,
		"at:         /Images/Image/0/Size (10 times)",
		"documented: DescribeImages 2024-04-11, Response parameters, row Images[].Size",
		"row:        specs/catalog/alibaba/ecs/2014-05-26/DescribeImages.yaml:",
		"waive as:   010ce37d2c31",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("not printed: %s", want)
		}
	}
	if t.Failed() {
		t.Log(printed)
	}
}

// TestRunFlagChoosesWhatIsSent holds a filtered run to send nothing else.
func TestRunFlagChoosesWhatIsSent(t *testing.T) {
	printed, passed := inner(t, "/alibaba/ecs/DescribeImages/invalid/Architecture", describeImages, wrongType)
	if !passed || strings.Contains(printed, "/sample/") || !strings.Contains(printed, "--- PASS: TestInner/alibaba/ecs/DescribeImages/invalid/Architecture/not-in-enum") {
		t.Error(printed)
	}
}

func TestWaivers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "waivers.yaml")
	write := func(expiry string) {
		t.Helper()
		text := "- fingerprint: 010ce37d2c31\n  reason: sizes are words until the next release\n  owner: images\n  expiry: " + expiry + "\n"
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	waivers := "CONCORDTEST_WAIVERS=" + file
	write(time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
	if printed, passed := inner(t, "", describeImages, wrongType, waivers); !passed || !strings.Contains(printed, "waived:     sizes are words until the next release") {
		t.Errorf("a waived finding fails:\n%s", printed)
	}
	if printed, passed := inner(t, "", waivers); passed || !strings.Contains(printed, "010ce37d2c31") {
		t.Errorf("a waiver that nothing needs passes:\n%s", printed)
	}
	write(time.Now().AddDate(0, -1, 0).Format(time.DateOnly))
	if printed, passed := inner(t, "", describeImages, wrongType, waivers); passed || !strings.Contains(printed, "expired") {
		t.Errorf("an expired waiver passes:\n%s", printed)
	}
}

func TestWhatIsAskedForWrongly(t *testing.T) {
	for _, test := range []struct {
		name, pattern, want string
		env                 []string
	}{
		{"selector", "", `selector "alibaba/ecs/Nothing" matches no case`, []string{"CONCORDTEST_SELECTOR=alibaba/ecs/Nothing"}},
		{"waivers", "", "no such file", []string{"CONCORDTEST_WAIVERS=nowhere.yaml"}},
		{"url", "", `want http://HOST or https://HOST`, []string{"CONCORDTEST_URL=ftp://127.0.0.1"}},
		{"no target", "", "not judged: no answer: connection refused", []string{describeImages + "/sample", "CONCORDTEST_URL=http://127.0.0.1:1"}},
		{"inconclusive", "/alibaba/ecs/DescribeImages/evidence", "inconclusive: ", []string{describeImages, "CONCORDTEST_INCONCLUSIVE=1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			printed, passed := inner(t, test.pattern, test.env...)
			if passed || !strings.Contains(printed, test.want) {
				t.Errorf("want %s in\n%s", test.want, printed)
			}
		})
	}
}

// TestInnerGate is a test of a program that calls a cloud, which the cases
// stand for here.
func TestInnerGate(t *testing.T) {
	if os.Getenv("CONCORDTEST_INNER") == "" {
		t.Skip("run by the other tests")
	}
	endpoint := concordtest.Gate(t)
	if selector := os.Getenv("CONCORDTEST_SELECTOR"); selector != "" {
		if _, err := concordtest.Results(t.Context(), concordtest.URL(endpoint), selector); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGate(t *testing.T) {
	for _, test := range []struct {
		name, selector string
		passes         bool
		want           string
	}{
		{"documented", "alibaba/ecs/DescribeImages/sample", true, "--- PASS: TestInnerGate"},
		{"forbidden", "alibaba/ecs/DescribeImages/invalid/PageSize", false, "request-range (error): PageSize: want 1 to 100"},
		{"nothing", "", false, "concordtest: the test sent nothing to the gate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^TestInnerGate$")
			cmd.Env = append(os.Environ(), "CONCORDTEST_INNER=1", "CONCORDTEST_SELECTOR="+test.selector)
			out, err := cmd.CombinedOutput()
			if (err == nil) != test.passes || !strings.Contains(string(out), test.want) {
				t.Errorf("want %s in\n%s", test.want, out)
			}
		})
	}
}
