package checks

import (
	"slices"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func errorStatus() suites.Check {
	return suites.Check{
		ID:     "error-status",
		Family: suites.FamilyError,
		Doc:    "Every error code comes with a status that its row lists.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || !o.IsError || o.Answer.Code == "" {
					continue
				}
				want, source := codeStatuses(o)
				f := about(ev, i, suites.SectionError, o.Answer.Code)
				switch {
				case len(want) == 0:
					continue
				case slices.Contains(want, o.Exchange.Response.Status):
					if !contradicts(o) {
						continue
					}
					f.Aspect = string(judge.OtherReading)
					want = slices.DeleteFunc(want, func(s int) bool { return s == o.Exchange.Response.Status })
				}
				f.Pointer, f.Want, f.Got, f.Source = pointerOf(o), statuses(sorted(want)), status(o), source
				f.Message = o.Answer.Code + ": want status " + f.Want + ", got " + f.Got
				if f.Aspect != "" {
					f.Message = o.Answer.Code + ": status " + f.Got + ", where another table has " + f.Want + "; " + suites.BothReadings
				}
				out = append(out, f)
			}
			return out
		},
	}
}

// contradicts reports whether the answer takes the other side where the
// documentation of the code's status contradicts itself.
func contradicts(o *suites.Observation) bool {
	return slices.ContainsFunc(o.Contract.Operation.Contradictions, func(c specs.Contradiction) bool {
		return c.Kind == "status" && c.Wire == o.Answer.Code && c.Sample == status(o)
	})
}

// codeStatuses returns the statuses that an answer's code may come with, and
// where that is documented; none where nothing documents the code. A step that
// pins a status holds the code that it expects to it.
func codeStatuses(o *suites.Observation) ([]int, specs.Source) {
	op, code := o.Contract.Operation, o.Answer.Code
	if o.Step != nil && o.Step.Expect.Code == code && o.Step.Expect.Status != 0 {
		return []int{o.Step.Expect.Status}, sourceOf(op, o.Answer.Rows)
	}
	if isDryRun(op, code) {
		return []int{op.Behaviour.DryRun.Status}, specs.Source{From: specs.FromProse, Page: op.Page.Title, Edition: op.Page.Edition, File: op.File}
	}
	var want []int
	rows := o.Answer.Rows
	for _, row := range rows {
		want = append(want, row.Statuses...)
	}
	if op.Open.Errors && (len(rows) == 0 || rows[0].Scope != specs.OperationScope) {
		for _, s := range op.Statuses {
			if !suites.StatusOK(s.Status) {
				want = append(want, s.Status)
			}
		}
	}
	return want, sourceOf(op, o.Answer.Rows)
}
