package checks

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func errorEnvelope() suites.Check {
	return suites.Check{
		ID:     "error-envelope",
		Family: suites.FamilyError,
		Doc:    "Every error answer has the provider's envelope: its members, spelt and typed as documented.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || !o.IsError {
					continue
				}
				if o.XML || o.Report.Unreadable {
					if f, ok := noCode(ev, i); ok {
						out = append(out, f)
					}
					continue
				}
				told := len(out)
				for _, d := range o.Report.Departures {
					if !ofEnvelope(o, &d) {
						continue
					}
					f := about(ev, i, suites.SectionError, d.Path)
					f.Pointer, f.Want, f.Got, f.Count = d.Pointer, d.Want, d.Got, max(d.Count, 1)
					if misspelt(&d) {
						f.Path = d.Want
					}
					if d.Kind == judge.Missing {
						f.Want, f.Got = "a member of every error answer", "absent"
					}
					out = append(out, f)
				}
				if o.Answer.Envelope == nil && len(out) == told {
					f := about(ev, i, suites.SectionError, firstForm(o.Contract.Operation).Code)
					f.Want, f.Got = "an error code", "none"
					out = append(out, f)
				}
			}
			return out
		},
	}
}

// noCode returns the finding that an XML error names no code. Of a body that
// nobody can read body-syntax tells.
func noCode(ev *suites.Evidence, i int) (suites.Finding, bool) {
	o := &ev.Steps[i]
	if !o.XML || o.Report.Unreadable || o.Answer.Code != "" {
		return suites.Finding{}, false
	}
	f := about(ev, i, suites.SectionError, firstForm(o.Contract.Operation).Code)
	f.Want, f.Got = "an error code", "none"
	return f, true
}

// ofEnvelope reports whether a departure of an error body is one of its form,
// and not one that another check names.
func ofEnvelope(o *suites.Observation, d *judge.Departure) bool {
	switch d.Kind {
	case judge.Syntax, judge.Encoding, judge.DuplicateKey:
		return false
	case judge.Undocumented:
		return misspelt(d)
	case judge.Missing:
		return d.Path != requestIDMember(o) && !slices.ContainsFunc(o.Report.Departures, func(e judge.Departure) bool {
			return misspelt(&e) && e.Want == d.Path
		})
	}
	return true
}

// misspelt reports whether a departure is a member in another letter case.
func misspelt(d *judge.Departure) bool {
	return d.Kind == judge.Undocumented && strings.EqualFold(d.Want, d.Got)
}

// requestIDMember returns the member that holds an error answer's request id, in
// the form that the code's row names or else in the one that the answer has;
// empty where only a header holds it.
func requestIDMember(o *suites.Observation) string {
	if p := o.Contract.Operation.Provider; p != nil && len(o.Answer.Rows) > 0 && o.Answer.Rows[0].Form != "" {
		for _, e := range p.Envelopes {
			if e.Name == o.Answer.Rows[0].Form {
				return e.RequestID
			}
		}
	}
	if o.Answer.Envelope != nil {
		return o.Answer.Envelope.RequestID
	}
	return firstForm(o.Contract.Operation).RequestID
}

// firstForm returns the provider's preferred envelope.
func firstForm(op *specs.Operation) specs.Envelope {
	if op.Provider == nil || len(op.Provider.Envelopes) == 0 {
		return specs.Envelope{Code: "Code", Message: "Message"}
	}
	return op.Provider.Envelopes[0]
}
