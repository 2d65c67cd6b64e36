package sdktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// TestDifferences compares the catalog with the SDKs' own structs, which
// concord reads without running them: each difference was reviewed.
func TestDifferences(t *testing.T) {
	text, err := os.ReadFile("testdata/differences.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]struct {
		Package     string
		Differences []struct{ Says, Reason string }
	}
	if err := yaml.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	for operation, w := range want {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			var reviewed []string
			for _, d := range w.Differences {
				if d.Reason == "" {
					t.Errorf("no reason why %s", d.Says)
				}
				reviewed = append(reviewed, d.Says)
			}
			slices.Sort(reviewed)
			if diff := cmp.Diff(reviewed, differences(t, operation, w.Package)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestNoSuchOperation covers ListCommunityImages, which the legacy SDK does not
// have: its package of that product is another version's.
func TestNoSuchOperation(t *testing.T) {
	out, err := exec.Command(concord, "diff", list, source(t, "github.com/aliyun/alibaba-cloud-sdk-go/services/ehpc")).CombinedOutput()
	exit := new(exec.ExitError)
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(out), "no request or response struct of the operation ListCommunityImages") {
		t.Errorf("got %v: %s", err, out)
	}
}

// source returns the directory of a package of the SDKs.
func source(t *testing.T, pkg string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-find", "-f", "{{.Dir}}", pkg).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func differences(t *testing.T, operation, pkg string) []string {
	t.Helper()
	out, err := exec.Command(concord, "diff", "--json", operation, source(t, pkg)).Output()
	if exit := new(exec.ExitError); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("%v: %s", err, out)
	}
	var found struct {
		Changes []struct {
			Section, Path, Kind string
			Old, New            any
		}
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range found.Changes {
		says := c.Section + " " + c.Path + " " + c.Kind
		if c.Kind != "added" && c.Kind != "removed" {
			for _, value := range []any{c.Old, c.New} {
				if value != nil {
					says += " " + fmt.Sprint(value)
				}
			}
		}
		list = append(list, says)
	}
	slices.Sort(list)
	return list
}
