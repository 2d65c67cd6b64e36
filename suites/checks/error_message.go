package checks

import (
	"strconv"

	"github.com/concord-dev/concord/suites"
)

func errorMessage() suites.Check {
	return suites.Check{
		ID:     "error-message",
		Family: suites.FamilyError,
		Doc:    "Every error message is what a documented template of its code stands for.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || !o.IsError || o.Answer.Code == "" {
					continue
				}
				if f, ok := otherMessage(ev, i); ok {
					out = append(out, f)
				}
			}
			return out
		},
	}
}

func otherMessage(ev *suites.Evidence, i int) (suites.Finding, bool) {
	o := &ev.Steps[i]
	f := about(ev, i, suites.SectionError, o.Answer.Code)
	parameter := ""
	if o.Step != nil && o.Step.Expect.Outcome == suites.Failure && suites.OfRequest(o.Step.Expect.Fault) {
		parameter = o.Step.Expect.Parameter
	}
	var templates []string
	if op := o.Contract.Operation; isDryRun(op, o.Answer.Code) {
		templates = append(templates, op.Behaviour.DryRun.Message)
	}
	for _, row := range o.Answer.Rows {
		templates = append(templates, row.Message)
		if f.Want == "" {
			f.Want, f.Source = strconv.Quote(suites.Fill(row.Message, parameter)), row.Source
		}
	}
	if len(templates) == 0 {
		return f, false
	}
	if f.Want == "" {
		f.Want = strconv.Quote(templates[0])
	}
	for _, t := range templates {
		if t == "" || suites.MatchTemplate(t, o.Answer.Message) {
			return f, false
		}
		if suites.MatchWords(t, o.Answer.Message) {
			f.Aspect = suites.AspectWording
		}
	}
	f.Got = strconv.Quote(shortened(o.Answer.Message))
	if o.Answer.Envelope != nil && !o.XML {
		f.Pointer = pointer(o.Answer.Envelope.Message)
	}
	return f, true
}

// shortened cuts a text to 120 characters.
func shortened(s string) string {
	const limit = 120
	n := 0
	for i := range s {
		if n == limit-1 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
