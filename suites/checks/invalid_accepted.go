package checks

import (
	"strconv"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func invalidAccepted() suites.Check {
	return suites.Check{
		ID:     "invalid-accepted",
		Family: suites.FamilyError,
		Doc:    "A request that the documentation forbids is answered with an error.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || o.Step == nil || o.Step.Fault != "" || !refusal(o) && !filledIn(o) && !foldsCase(o) {
					continue
				}
				if !suites.StatusOK(o.Exchange.Response.Status) || isDryRun(o.Contract.Operation, o.Step.Expect.Code) {
					continue
				}
				out = append(out, takenFor(ev, i))
			}
			return out
		},
	}
}

// refusal reports whether the step must not succeed.
func refusal(o *suites.Observation) bool {
	return o.Step.Expect.Outcome == suites.Failure || o.Step.Expect.Outcome == suites.Refused
}

// filledIn reports whether a required parameter was sent empty, and the answer
// says that it was taken for another value.
func filledIn(o *suites.Observation) bool {
	e := o.Step.Expect
	if e.Outcome != suites.Any || e.Fault != specs.FaultMissing || !succeeded(o) || o.Call == nil {
		return false
	}
	if sent, ok := argument(o, e.Parameter); !ok || sent != "" {
		return false
	}
	for _, echo := range echoes(o.Contract.Operation) {
		if echo.Parameter != e.Parameter {
			continue
		}
		for _, c := range o.Report.Slot(judge.Slot(echo.Field)) {
			return c.Text != ""
		}
	}
	return false
}

// foldsCase reports whether a documented value in another letter case was sent
// and was no error.
func foldsCase(o *suites.Observation) bool {
	e := o.Step.Expect
	if e.Outcome != suites.Any || e.Fault != specs.FaultEnum || !succeeded(o) {
		return false
	}
	sent, ok := argument(o, e.Parameter)
	return ok && meant(o.Contract.Operation.Parameter(e.Parameter), sent) != sent
}

// takenFor is the finding that the faulty request of step i was accepted.
func takenFor(ev *suites.Evidence, i int) suites.Finding {
	o := &ev.Steps[i]
	e := o.Step.Expect
	f := aboutParameter(ev, i, e.Parameter, string(e.Fault))
	f.Section = suites.SectionError
	if f.Path == "" {
		f.Path = e.Code
	}
	if f.Source == (specs.Source{}) {
		f.Source = sourceOf(o.Contract.Operation, suites.CodeRows(o.Contract.Operation, e.Code))
	}
	set := expected(o)
	f.Want, f.Got = set.words(), status(o)
	if e.Bound == specs.Must {
		f.Aspect = suites.AspectBound
	}
	f.Strength = e.Bound
	switch value, ok := argument(o, e.Parameter); {
	case ok && foldsCase(o):
		f.Aspect = suites.AspectCase
		f.Message = f.Path + ": " + strconv.Quote(shortened(value)) + " was taken as " + meant(o.Contract.Operation.Parameter(e.Parameter), value)
	case f.Path == "":
		f.Message = "a request with a wrong " + string(e.Fault) + " was accepted; want " + f.Want + ", got " + f.Got
	case ok && value == "":
		f.Message = f.Path + `: "" was accepted; want ` + f.Want + ", got " + f.Got
	}
	return f
}
