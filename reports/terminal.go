package reports

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Style says how lines for a terminal look.
type Style struct {
	Details bool // of each failing case
	Colour  bool
}

// The colours of a terminal.
const (
	red     = "31"
	green   = "32"
	magenta = "35"
)

func paint(text, colour string, wanted bool) string {
	if !wanted {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// Line returns one line for a case that failed or ended in an error, and
// nothing for any other. What peers sent is cleaned of what a terminal obeys.
func Line(result *Result, r *Head, style Style) string {
	failing := result.Failing(r.FailOn)
	word, colour, text := "FAIL", red, result.Reason
	switch {
	case result.Verdict == "fail" && len(failing) > 0:
		f := failing[0]
		more := ""
		if n := len(failing) - 1; n > 0 {
			more = fmt.Sprintf(" (and %d more)", n)
		}
		text = fmt.Sprintf("%s: %s%s; documented: %s", f.Check, f.Message, more, f.Source)
	case result.Verdict == "fail":
	case result.Verdict == "error":
		word, colour = "ERROR", magenta
	case result.Verdict == "inconclusive" && r.Inconclusive == "fail":
		word = "INCONCLUSIVE"
	default:
		return ""
	}
	line := fmt.Sprintf("%s %s: %s\n", paint(word, colour, style.Colour), result.Case, Printable(text))
	if style.Details && len(failing) > 0 {
		line += indent(harmless(clean(Details(result, failing, r))))
	}
	return line
}

// Printable makes one line of a text that a peer may have written, without what
// a terminal or a CI system that reads the output would obey.
func Printable(s string) string { return harmless(clean(oneLine(s))) }

// harmless breaks the marks of the commands that Azure Pipelines, TeamCity and
// GitHub look for within a line.
var harmless = strings.NewReplacer("##vso[", "## vso[", "##teamcity[", "## teamcity[", "##[", "## [").Replace

func indent(s string) string {
	return "     " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n     ") + "\n"
}

// Terminal writes the summary of a run: reasons of what was not decided,
// coverage an operation, and the counts.
func Terminal(w io.Writer, r *Results, colour bool) error {
	var b strings.Builder
	if err := reasons(&b, r); err != nil {
		return err
	}
	comparison(&b, r.Comparison)
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
	counts := fmt.Sprintf("%d cases on %s in %s: %d passed, %d failed, %d skipped, %d inconclusive, %d in error",
		s.Cases, r.Target, time.Duration(r.DurationMS)*time.Millisecond, s.Pass, s.Fail, s.Skip, s.Inconclusive, s.Error)
	if s.Waived > 0 {
		counts += fmt.Sprintf(", %d waived", s.Waived)
	}
	_, word := r.Sentence()
	b.WriteString(paint(counts, map[string]string{"pass": green, "fail": red, "error": magenta}[word], colour))
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

// comparison lists what changed since the base.
func comparison(b *strings.Builder, c *Comparison) {
	if c == nil {
		return
	}
	fmt.Fprintf(b, "since %s:", minute(c.Base.Started))
	for i, s := range c.sections() {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, " %d %s", len(s.Cases), s.Title)
	}
	b.WriteByte('\n')
	for _, s := range c.sections() {
		for _, changed := range s.Cases {
			fmt.Fprintf(b, "  %s: %s: %s\n", s.Title, changed.Case, Printable(changed.String()))
		}
	}
	b.WriteByte('\n')
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
		fmt.Fprintf(b, "%5d %s\n", counts[key], Printable(key))
	}
	if others > 0 {
		fmt.Fprintf(b, "%5d more, for other reasons\n", others)
	}
	if len(order) > 0 {
		b.WriteByte('\n')
	}
	return nil
}
