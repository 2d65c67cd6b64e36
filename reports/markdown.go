package reports

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Limits of a Markdown summary: GitHub shows at most 1 MiB a step.
const (
	maxListed     = 50      // distinct findings and reasons
	maxDetails    = 8 << 10 // bytes of one failing case
	maxOperations = 500     // rows of the coverage
)

// signs go before a verdict.
var signs = map[string]string{"pass": "✅", "fail": "❌", "error": "⚠️"}

// Markdown writes a summary for the page of a CI job: counts, what failed
// with its details, why cases were not decided, and coverage.
func Markdown(w io.Writer, r *Results) error {
	m := &markdown{results: r}
	sentence, word := r.Sentence()
	m.line("## %s %s", signs[word], escape(sentence))
	m.line("")
	m.counts()
	for _, problem := range r.Problems {
		m.line("- %s", escape(problem))
	}
	if len(r.Problems) > 0 {
		m.line("")
	}
	m.comparison()
	if err := m.failures(); err != nil {
		return err
	}
	m.coverage()
	if err := m.undecided(); err != nil {
		return err
	}
	m.line("%s %s, profile %s, plan `%s`, shard %s, %s", r.Tool.Name, escape(r.Tool.Version), escape(r.Profile), headOf(r.Plan, 12), r.Shard,
		time.Duration(r.DurationMS)*time.Millisecond)
	_, err := io.WriteString(w, m.text.String())
	return err
}

// MarkdownFile writes a Markdown summary to path; see WriteFile.
func MarkdownFile(path string, r *Results) error {
	return WriteFile(path, func(w io.Writer) error { return Markdown(w, r) }, nil)
}

type markdown struct {
	results *Results
	text    strings.Builder
}

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(&m.text, format+"\n", args...) }

func (m *markdown) counts() {
	s := m.results.Summary
	m.line("| cases | passed | failed | skipped | inconclusive | in error | waived |")
	m.line("| --: | --: | --: | --: | --: | --: | --: |")
	m.line("| %d | %d | %d | %d | %d | %d | %d |", s.Cases, s.Pass, s.Fail, s.Skip, s.Inconclusive, s.Error, s.Waived)
	m.line("")
	m.line("Findings: %s.", s.Findings)
	m.line("")
}

// comparison lists what changed since the base.
func (m *markdown) comparison() {
	c := m.results.Comparison
	if c == nil {
		return
	}
	m.line("### Since %s", minute(c.Base.Started))
	m.line("")
	for _, s := range c.sections() {
		m.line("- %d %s", len(s.Cases), s.Title)
		for _, changed := range s.Cases[:min(len(s.Cases), maxListed)] {
			m.line("  - %s %s", code(changed.Case), escape(changed.String()))
		}
		if more := len(s.Cases) - maxListed; more > 0 {
			m.line("  - and %d more", more)
		}
	}
	m.line("")
}

// problem is what the same finding, or the same reason, made of cases.
type problem struct {
	why   string
	first *Result
	count int
}

// failures lists what failed cases or ended them in error: each distinct
// finding or reason once, with the details of the first case that has it.
func (m *markdown) failures() error {
	byKey := map[string]*problem{}
	var order []*problem
	others := 0
	for result, err := range m.results.All() {
		if err != nil {
			return err
		}
		if kind := outcome(result, m.results); kind != "failure" && kind != "error" {
			continue
		}
		key, why := result.Reason, result.Reason
		if failing := result.Failing(m.results.FailOn); len(failing) > 0 {
			key, why = failing[0].Fingerprint, failing[0].Check+": "+failing[0].Message
		}
		p := byKey[key]
		switch {
		case p != nil:
			p.count++
		case len(order) == maxListed:
			others++
		default:
			p = &problem{why, result, 1}
			byKey[key] = p
			order = append(order, p)
		}
	}
	if len(order) > 0 {
		m.line("### Failures")
		m.line("")
	}
	for _, p := range order {
		m.problem(p)
	}
	if others > 0 {
		m.line("%d more cases failed for other reasons.", others)
		m.line("")
	}
	return nil
}

func (m *markdown) problem(p *problem) {
	of := code(p.first.Case)
	if p.count > 1 {
		of = fmt.Sprintf("%d cases, first %s", p.count, of)
	}
	m.line("<details><summary>%s (%s)</summary>", markup(headline(p.why)), of)
	m.line("")
	failing := p.first.Failing(m.results.FailOn)
	text := Details(p.first, failing, &m.results.Head)
	if len(failing) == 0 {
		text = p.first.Reason + "\n" + text
	}
	text = middleCut(clean(text), maxDetails)
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	m.line("%stext\n%s\n%s", fence, strings.TrimSuffix(text, "\n"), fence)
	m.line("</details>")
	m.line("")
}

func (m *markdown) coverage() {
	if len(m.results.Coverage) == 0 {
		return
	}
	total := Total(m.results.Coverage)
	m.line("### Coverage: %.1f %% of what is documented", total.Percent())
	m.line("")
	m.line("Exercised of reachable, and + what only a fault forced; documented in brackets.")
	m.line("")
	m.line("| operation | parameters | enum values | fields | error codes |")
	m.line("| --- | --: | --: | --: | --: |")
	for i := range m.results.Coverage[:min(len(m.results.Coverage), maxOperations)] {
		c := &m.results.Coverage[i]
		m.text.WriteString("| " + code(c.Operation))
		for _, reach := range c.classes() {
			fmt.Fprintf(&m.text, " | %s (%d)", reach.short(), reach.Documented)
		}
		m.line(" |")
	}
	m.line("")
	if more := len(m.results.Coverage) - maxOperations; more > 0 {
		m.line("%d more operations are in the results.", more)
		m.line("")
	}
}

func (m *markdown) undecided() error {
	var b strings.Builder
	if err := reasons(&b, m.results); err != nil {
		return err
	}
	text := strings.TrimSpace(b.String())
	if text == "" {
		return nil
	}
	m.line("### Not decided")
	m.line("")
	for _, line := range strings.Split(text, "\n") {
		m.line("- %s", escape(strings.TrimSpace(line)))
	}
	m.line("")
	return nil
}

// markup writes text that Markdown takes as HTML.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;",
	"|", "&#124;", "~", "&#126;", "@", "&#64;", "#", "&#35;", "\\", "&#92;", "$", "&#36;").Replace

// escape writes text that is to show as it is.
func escape(s string) string { return markup(headline(s)) }

// code writes a code span that may stand in a table.
func code(s string) string {
	return "<code>" + escape(s) + "</code>"
}

func longestRun(s string, of rune) int {
	longest, run := 0, 0
	for _, r := range s {
		if r != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
