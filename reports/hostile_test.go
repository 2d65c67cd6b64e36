package reports

import (
	"strings"
	"testing"
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
