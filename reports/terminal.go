package reports

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Line writes one line for a case that failed or ended in an error, and
// nothing for any other. With verbose the details of a failing case follow.
func Line(w io.Writer, result *Result, r *Head, verbose bool) error {
	failing := result.Failing(r.FailOn)
	var err error
	switch {
	case result.Verdict == "fail" && len(failing) > 0:
		f := failing[0]
		more := ""
		if n := len(failing) - 1; n > 0 {
			more = fmt.Sprintf(" (and %d more)", n)
		}
		_, err = fmt.Fprintf(w, "FAIL %s: %s: %s%s; documented: %s\n", result.Case, f.Check, f.Message, more, f.Source)
	case result.Verdict == "fail":
		_, err = fmt.Fprintf(w, "FAIL %s: %s\n", result.Case, oneLine(result.Reason))
	case result.Verdict == "error":
		_, err = fmt.Fprintf(w, "ERROR %s: %s\n", result.Case, oneLine(result.Reason))
	case result.Verdict == "inconclusive" && r.Inconclusive == "fail":
		_, err = fmt.Fprintf(w, "INCONCLUSIVE %s: %s\n", result.Case, oneLine(result.Reason))
	default:
		return nil
	}
	if err == nil && verbose && len(failing) > 0 {
		_, err = io.WriteString(w, indent(Details(result, failing, r)))
	}
	return err
}

func indent(s string) string {
	return "     " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n     ") + "\n"
}

// Terminal writes the summary of a run: reasons of what was not decided,
// coverage an operation, and the counts.
func Terminal(w io.Writer, r *Results) error {
	var b strings.Builder
	if err := reasons(&b, r); err != nil {
		return err
	}
	if len(r.Coverage) > 0 {
		width := 0
		for _, c := range r.Coverage {
			width = max(width, len(c.Operation))
		}
		fmt.Fprintf(&b, "%-*s  %-13s %-13s %-13s %-13s\n", width, "exercised of reachable", "parameters", "enum values", "fields", "error codes")
		for _, c := range r.Coverage {
			fmt.Fprintf(&b, "%-*s  %-13s %-13s %-13s %-13s\n", width, c.Operation,
				c.Parameters.short(), c.EnumValues.short(), c.Fields.short(), c.Errors.short())
		}
		b.WriteByte('\n')
	}
	s := r.Summary
	fmt.Fprintf(&b, "%d cases on %s in %s: %d passed, %d failed, %d skipped, %d inconclusive, %d in error",
		s.Cases, r.Target, time.Duration(r.DurationMS)*time.Millisecond, s.Pass, s.Fail, s.Skip, s.Inconclusive, s.Error)
	if s.Waived > 0 {
		fmt.Fprintf(&b, ", %d waived", s.Waived)
	}
	fmt.Fprintf(&b, "\nfindings: %d errors, %d warnings, %d notes\n", s.Findings.Error, s.Findings.Warning, s.Findings.Info)
	for _, problem := range r.Problems {
		fmt.Fprintf(&b, "%s\n", problem)
	}
	if r.Interrupted {
		b.WriteString("interrupted: what was not sent is skipped\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// short tells what was exercised of what is reachable, and what only a fault
// forced.
func (r Reach) short() string {
	text := fmt.Sprintf("%d/%d", r.Exercised, r.Reachable)
	if r.Forced > 0 {
		text += fmt.Sprintf(" +%d", r.Forced)
	}
	return text
}

// maxReasons is how many different reasons the summary lists.
const maxReasons = 20

// reasons lists why cases were skipped or inconclusive, each reason once.
func reasons(b *strings.Builder, r *Results) error {
	counts := map[string]int{}
	var order []string
	others := 0
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		var key string
		switch result.Verdict {
		case "skip":
			key = "skipped: " + skipReason(result)
		case "inconclusive":
			key = "inconclusive: " + result.Reason
		default:
			continue
		}
		if counts[key]++; counts[key] == 1 {
			if len(order) == maxReasons {
				delete(counts, key)
				others++
				continue
			}
			order = append(order, key)
		}
	}
	for _, key := range order {
		fmt.Fprintf(b, "%5d %s\n", counts[key], oneLine(key))
	}
	if others > 0 {
		fmt.Fprintf(b, "%5d more, for other reasons\n", others)
	}
	if len(order) > 0 {
		b.WriteByte('\n')
	}
	return nil
}
