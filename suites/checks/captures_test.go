package checks_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// reviewed is what was said of one public capture of a real answer, and why it
// is a true departure.
type reviewed struct {
	Capture string `yaml:"capture"`
	// As is the operation that it is judged as; empty: no operation of the
	// catalog has such answers, for the reason given.
	As string `yaml:"as"`
	// At names the list whose items are judged, where the answer is another
	// operation's that lists the same thing.
	At       string `yaml:"at"`
	Reason   string `yaml:"reason"`
	Findings []struct {
		Says   string `yaml:"says"`
		Reason string `yaml:"reason"`
	} `yaml:"findings"`
}

// TestCaptures judges public captures of real answers under profile live: each
// finding was reviewed.
func TestCaptures(t *testing.T) {
	dir := shared(t, "captures")
	text, err := os.ReadFile("testdata/captures.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []reviewed
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range list {
		known[r.Capture] = true
		t.Run(strings.TrimSuffix(r.Capture, ".json"), func(t *testing.T) {
			if r.Reason == "" {
				t.Error("no reason for what it is judged as")
			}
			if r.As == "" {
				return
			}
			var want []string
			for _, f := range r.Findings {
				if f.Reason == "" {
					t.Errorf("no reason why this is a departure: %s", f.Says)
				}
				want = append(want, f.Says)
			}
			got := strings.Split(strings.TrimSuffix(render(capture(t, filepath.Join(dir, r.Capture), r.As, r.At)), "\n"), "\n")
			if got[0] == "" {
				got = nil
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[filepath.Base(file)] {
			t.Errorf("%s was not reviewed", filepath.Base(file))
		}
	}
}

// shared returns a folder of the reference material beside the repository.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no ../shared/%s", name)
	}
	return dir
}

// capture returns the findings of one capture: of its body, or of each item of
// a list in it.
func capture(t *testing.T, file, address, at string) []suites.Finding {
	t.Helper()
	lib, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Status int             `json:"_http_status"`
		Body   json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	bodies := []json.RawMessage{c.Body}
	if at != "" {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(c.Body, &members); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(members[at], &bodies); err != nil {
			t.Fatal(err)
		}
	}
	ev := &suites.Evidence{
		Case:    &suites.Case{ID: "capture", Kind: suites.Fixture, Operation: address},
		Profile: suites.ProfileLive, Contract: lib.contracts[address],
	}
	for _, body := range bodies {
		x := &fixtures.Exchange{Operation: address, Redacted: true,
			Response: &fixtures.Response{Status: c.Status, Header: http.Header{}, Body: body}}
		step := &suites.Step{Expect: suites.Expect{Outcome: suites.Any}}
		ev.Steps = append(ev.Steps, suites.Observe(x, ev.Contract, nil, step))
	}
	return suites.NewRules(checks.All(), suites.NewSeverities(suites.ProfileLive, false, nil)).Evaluate(ev).Findings
}
