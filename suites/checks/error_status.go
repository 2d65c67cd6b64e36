package checks

import (
	"slices"

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
				if len(want) == 0 || slices.Contains(want, o.Exchange.Response.Status) {
					continue
				}
				f := about(ev, i, suites.SectionError, o.Answer.Code)
				f.Pointer, f.Want, f.Got, f.Source = pointerOf(o), statuses(sorted(want)), status(o), source
				f.Message = o.Answer.Code + ": want status " + f.Want + ", got " + f.Got
				out = append(out, f)
			}
			return out
		},
	}
}

// codeStatuses returns the statuses that an answer's code may come with, and
// where that is documented; none where nothing documents the code. A step that
// pins a status holds the code that it expects to it.
func codeStatuses(o *suites.Observation) ([]int, specs.Source) {
	op, code := o.Contract.Operation, o.Answer.Code
	if o.Step != nil && o.Step.Expect.Code == code && o.Step.Expect.Status != 0 {
		return []int{o.Step.Expect.Status}, sourceOf(op, code)
	}
	if isDryRun(op, code) {
		return []int{op.Behaviour.DryRun.Status}, specs.Source{From: specs.FromProse, Page: op.Page.Title, Edition: op.Page.Edition, File: op.File}
	}
	var want []int
	rows := suites.CodeRows(op, code)
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
	return want, sourceOf(op, code)
}
