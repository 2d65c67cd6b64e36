package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/concord-dev/concord/cmd/concord/internal/independent"
	"github.com/concord-dev/concord/reports"
)

// addressOf has the operations' addresses by name.
var addressOf = map[string]string{
	"DescribeImages":      "alibaba/ecs/DescribeImages",
	"GetImage":            "alibaba/ehpcinstant/GetImage",
	"AddImage":            "alibaba/ehpcinstant/AddImage",
	"ListCommunityImages": "alibaba/ehpc@2018-04-12/ListCommunityImages",
	"ShowImage":           "huawei/modelarts/ShowImage",
}

// against runs the cases of the defect's operation against an independent cloud and returns the exit
// code, what was printed, and the results.
func against(t *testing.T, d independent.Defect) (code int, stdout string, results reports.Results) {
	t.Helper()
	server := httptest.NewServer(independent.New(d))
	t.Cleanup(server.Close)
	out := t.TempDir()
	var printed bytes.Buffer
	w := &world{stdin: strings.NewReader(""), stdout: &printed, stderr: &printed,
		getenv: func(string) string { return "" }, now: time.Now, rand: rand.Reader}
	args := []string{"run", "--target", server.URL, "--out", out}
	if d.Operation != "" {
		args = append(args, addressOf[d.Operation])
	}
	code = execute(args, w)
	data, err := os.ReadFile(filepath.Join(out, "results.json"))
	if err != nil {
		t.Fatalf("%v\n%s", err, &printed)
	}
	if err := json.Unmarshal(data, &results); err != nil {
		t.Fatal(err)
	}
	return code, printed.String(), results
}

// TestIndependentCloudConforms holds concord to raise no alarm about a cloud
// that it did not make and that conforms.
func TestIndependentCloudConforms(t *testing.T) {
	code, stdout, results := against(t, independent.Defect{})
	if code != exitOK {
		t.Errorf("exit %d\n%s", code, stdout)
	}
	for _, r := range results.Results {
		for _, f := range r.Findings {
			if f.Severity != "info" {
				t.Errorf("%s: %s %s: %s", r.Case, f.Severity, f.Check, f.Message)
			}
		}
		if r.Verdict == "skip" && r.Reason == "" || r.Verdict == "inconclusive" {
			t.Errorf("%s: %s: %s", r.Case, r.Verdict, r.Reason)
		}
	}
}

// TestIndependentDefectsAreFound holds concord to find each defect, by the
// check that names it and at the documented row.
func TestIndependentDefectsAreFound(t *testing.T) {
	for _, d := range independent.Defects {
		t.Run(d.Operation+"/"+d.Name, func(t *testing.T) {
			t.Parallel()
			code, _, results := against(t, d)
			if code != exitFindings && !d.Warning {
				t.Errorf("exit %d, want %d", code, exitFindings)
			}
			severities := []string{"error"}
			if d.Warning {
				severities = append(severities, "warning")
			}
			var others []string
			for _, r := range results.Results {
				for _, f := range r.Findings {
					rowed := d.Row == "" || f.Path == d.Row || f.Source.Row != nil && *f.Source.Row == d.Row
					if f.Check == d.Check && rowed && slices.Contains(severities, f.Severity) {
						return
					}
					if line := fmt.Sprintf("%s %s %s: %s", f.Severity, f.Check, f.Path, f.Message); !slices.Contains(others, line) && f.Severity != "info" {
						others = append(others, line)
					}
				}
			}
			t.Errorf("no finding of %s at %q; found only\n%s", d.Check, d.Row, strings.Join(others[:min(len(others), 12)], "\n"))
		})
	}
}
