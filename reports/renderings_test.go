package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"
)

// renderings are the reports beside JUnit that whole files are made of.
var renderings = map[string]func(io.Writer, *Results) error{
	"report.html":    HTML,
	"summary.md":     Markdown,
	"annotations":    Annotations,
	"results.tap":    TAP,
	"badge.json":     Badge,
	"findings.sarif": func(w io.Writer, r *Results) error { return SARIF(w, r, docOf) },
}

func docOf(check string) string { return "The doc of " + check + "." }

func TestRenderings(t *testing.T) {
	results := written(t, sample())
	for name, render := range renderings {
		if name == "report.html" {
			continue // its look is for a browser, see TestHTMLInABrowser
		}
		var b bytes.Buffer
		if err := render(&b, results); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		golden(t, name, b.Bytes())
	}
}

// hostileResults are results of every verdict with hostile text in all places
// that peers, pages and file systems fill.
func hostileResults() *Results {
	text := hostile + "</script><script>alert(1)</script> ${x} `code` ``` | @team ::error::x \u202e right to left \u2028 \n# heading\n---\n"
	results := &Results{Head: head, Coverage: []Coverage{{Operation: images + text, Unreached: []Unreached{{text, text}},
		Requirements: []Requirement{{text, "reachable", text, Source{Page: text, File: text}}}}}}
	results.Problems = []string{text}
	for i, verdict := range []string{"pass", "fail", "skip", "inconclusive", "error"} {
		r := Result{
			Case: fmt.Sprintf("%s/observed/%d%s", images, i, text), Operation: images, Kind: "observed", Verdict: verdict, Reason: text, Title: text,
			Findings: []Finding{{Check: "body-syntax", Severity: "error", Message: text, Want: text, Got: text, Pointer: text, Fingerprint: fmt.Sprint(i),
				Waived: verdict == "skip", Waiver: text, Source: Source{Page: text, File: text, Row: &text}}},
			Exchange: &Exchange{Request: Message{Method: "GET", URL: text, Headers: map[string]string{text: text}},
				Response: &Message{Status: 200, Body: strings.Repeat(text, 1<<20/len(text))}, Curl: text},
			Source: Source{File: text, Line: 3},
		}
		results.Results = append(results.Results, r)
	}
	var t tally
	for i := range results.Results {
		t.add(&results.Results[i])
	}
	results.Summary = t.summary()
	return results
}

func TestRenderingsTakeHostileText(t *testing.T) {
	results := hostileResults()
	for name, render := range renderings {
		var b bytes.Buffer
		if err := render(&b, results); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text := b.String()
		switch name {
		case "report.html":
			if n := strings.Count(text, "</script"); n != 2 {
				t.Errorf("%s: %d script ends, want those of the data and of the program", name, n)
			}
		case "summary.md":
			if len(text) > 1<<20 {
				t.Errorf("%s: %d bytes, more than GitHub takes", name, len(text))
			}
			if outside := unfenced(text); strings.Contains(outside, "<script") || strings.Contains(outside, "\n# heading") {
				t.Errorf("%s: text of a peer is markup", name)
			}
		case "annotations":
			for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
				if !strings.HasPrefix(line, "::") {
					t.Errorf("%s: a line that is no command: %.80q", name, line)
				}
			}
		case "results.tap":
			points := 0
			for _, line := range strings.Split(text, "\n") {
				if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "not ok ") {
					points++
				}
			}
			if points != len(results.Results) {
				t.Errorf("%s: %d test points, want %d", name, points, len(results.Results))
			}
		default:
			if !json.Valid(b.Bytes()) {
				t.Errorf("%s: no JSON", name)
			}
		}
		if name != "report.html" && strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }) {
			t.Errorf("%s: control characters", name)
		}
	}
}

// unfenced returns Markdown without its fenced blocks.
func unfenced(text string) string {
	var b strings.Builder
	fence := ""
	for _, line := range strings.Split(text, "\n") {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
		case fence != "" && line == fence:
			fence = ""
		case fence == "":
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func TestRenderingsOfNothing(t *testing.T) {
	results := &Results{Head: head, Coverage: []Coverage{}}
	for name, render := range renderings {
		if err := render(io.Discard, results); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
