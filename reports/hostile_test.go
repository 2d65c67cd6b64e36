package reports

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHostileTextIsPrintedHarmless holds that what a peer wrote begins no line
// of the output, and brings no command to a CI system or a terminal.
func TestHostileTextIsPrintedHarmless(t *testing.T) {
	const hostile = "x\n::add-mask::y\r\n##vso[task.setvariable variable=a]b ##teamcity[buildStatus] ##[group]g \x1b[2J"
	result := &Result{Case: "a/b/C/valid/x", Verdict: "fail", Reason: hostile,
		Findings: []Finding{{Check: "field-type", Severity: "error", Pointer: "/" + hostile, Want: hostile, Got: hostile, Message: hostile}},
		Exchange: &Exchange{Response: &Message{Headers: map[string]string{"X-Request-Id": hostile}}}}
	text := Line(result, &Head{Target: "mock"}, Style{Details: true})
	for _, mark := range []string{"##vso[", "##teamcity[", "##[", "\x1b", "\r"} {
		if strings.Contains(text, mark) {
			t.Errorf("%q is printed in\n%s", mark, text)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("a command is printed: %s", line)
		}
	}
	if !strings.Contains(text, "request id: x ::add-mask::y") || !strings.Contains(text, "## vso[task") {
		t.Errorf("the text is not told:\n%s", text)
	}
}

// TestOneRunOneSpool holds that a second run with the same results file is
// refused while the first is under way, and that the first loses nothing.
func TestOneRunOneSpool(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	first, err := NewSpool(path, Head{Target: "mock", Plan: "p"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(*Result, []string) error { return nil }
	if _, err := NewSpool(path, Head{}, time.Now); err == nil || !strings.Contains(err.Error(), "another run is writing it") {
		t.Errorf("a second run got %v", err)
	}
	if _, err := ResumeSpool(path, Head{Target: "mock", Plan: "p"}, time.Now, keep); err == nil || !strings.Contains(err.Error(), "another run is writing it") {
		t.Errorf("a run that resumes got %v", err)
	}
	if err := first.Add(&Result{Case: "a/b/C/valid/x", Verdict: "pass"}, nil); err != nil {
		t.Fatal(err)
	}
	results, err := first.Close(Ending{})
	if err != nil || results.Summary.Pass != 1 {
		t.Fatalf("the first run ends with %+v, %v", results, err)
	}
	again, err := NewSpool(path, Head{}, time.Now)
	if err != nil {
		t.Fatalf("after the first run: %v", err)
	}
	if _, err := again.Close(Ending{}); err != nil {
		t.Error(err)
	}
}
