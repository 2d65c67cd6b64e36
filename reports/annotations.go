package reports

import (
	"fmt"
	"io"
	"strings"
)

// maxAnnotations is how many annotations of one level GitHub shows of a step.
const maxAnnotations = 10

// Annotations writes GitHub workflow commands: an error for each case that
// failed or could not be decided, a warning for each distinct finding below
// that, ten of each at most and then how many more there are.
func Annotations(w io.Writer, r *Results) error {
	a := annotations{w: w, seen: map[string]bool{}}
	for _, problem := range r.Problems {
		a.add("error", &Source{}, "concord", problem)
	}
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		failing := result.Failing(r.FailOn)
		switch kind := outcome(result, r); {
		case kind == "failure" && len(failing) > 0:
			for i := range failing {
				f := &failing[i]
				a.once("error", f, result.Case)
			}
		case kind == "failure" || kind == "error":
			a.add("error", &result.Source, result.Case, result.Reason)
		}
		for i := range result.Findings {
			if f := &result.Findings[i]; !f.Waived && f.Severity == "warning" {
				a.once("warning", f, result.Case)
			}
		}
	}
	for _, level := range []string{"error", "warning"} {
		if more := a.count(level) - maxAnnotations; more > 0 {
			a.write("notice", &Source{}, "concord", fmt.Sprintf("%d more %ss are in the report", more, level))
		}
	}
	return a.err
}

type annotations struct {
	w                io.Writer
	errors, warnings int
	seen             map[string]bool // fingerprints
	err              error
}

func (a *annotations) count(level string) int {
	if level == "error" {
		return a.errors
	}
	return a.warnings
}

// once annotates a finding unless its fingerprint was.
func (a *annotations) once(level string, f *Finding, id string) {
	if a.seen[f.Fingerprint] {
		return
	}
	a.seen[f.Fingerprint] = true
	a.add(level, &f.Source, id, fmt.Sprintf("%s: %s; documented: %s", f.Check, f.Message, f.Source))
}

func (a *annotations) add(level string, s *Source, title, message string) {
	n := &a.errors
	if level == "warning" {
		n = &a.warnings
	}
	if *n++; *n <= maxAnnotations {
		a.write(level, s, title, message)
	}
}

// Characters that end a command, or a property of it, travel percent-encoded.
var (
	commandText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

func (a *annotations) write(level string, s *Source, title, message string) {
	if a.err != nil {
		return
	}
	place := ""
	if s.File != "" {
		place = "file=" + commandProperty(clean(s.File)) + ","
		if s.Line > 0 {
			place += fmt.Sprintf("line=%d,", s.Line)
		}
	}
	_, a.err = fmt.Fprintf(a.w, "::%s %stitle=%s::%s\n", level, place, commandProperty(clean(title)), commandText(headline(message)))
}
