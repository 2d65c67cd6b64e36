package checks

import (
	"net/http"
	"slices"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func statusDocumented() suites.Check {
	return suites.Check{
		ID:     "status-documented",
		Family: suites.FamilyTransport,
		Doc:    "Every answer has a status that the documentation states for what it says.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) {
					continue
				}
				got := o.Exchange.Response.Status
				documented := successes(o.Contract.Operation)
				if o.IsError {
					if o.Answer.Code != "" && known(o) {
						continue // error-status holds it to the code's rows
					}
					documented = append(documented, failures(o.Contract.Operation)...)
				}
				if slices.Contains(documented, got) {
					continue
				}
				section := suites.SectionResponse
				if o.IsError {
					section = suites.SectionError
				}
				f := about(ev, i, section, status(o))
				f.Want, f.Got = statuses(sorted(documented)), status(o)
				f.Source = specs.Source{Page: o.Contract.Operation.Page.Title, Edition: o.Contract.Operation.Page.Edition,
					Table: o.Contract.Operation.Page.Tables["statuses"], File: o.Contract.Operation.File}
				f.Message = "status: want " + f.Want + ", got " + f.Got
				out = append(out, f)
			}
			return out
		},
	}
}

// successes returns the statuses of successful answers: those of the status
// table, or 200 where no table states one.
func successes(op *specs.Operation) []int {
	var out []int
	for _, s := range op.Statuses {
		if suites.StatusOK(s.Status) {
			out = append(out, s.Status)
		}
	}
	if len(out) == 0 {
		out = append(out, http.StatusOK)
	}
	return out
}

// failures returns the statuses of all documented error answers.
func failures(op *specs.Operation) []int {
	var out []int
	for _, s := range op.Statuses {
		if !suites.StatusOK(s.Status) {
			out = append(out, s.Status)
		}
	}
	for row := range suites.Rows(op) {
		out = append(out, row.Statuses...)
	}
	if d := op.Behaviour.DryRun; d != nil {
		out = append(out, d.Status)
	}
	return out
}

// known reports whether the answer's code is documented.
func known(o *suites.Observation) bool {
	op := o.Contract.Operation
	return isDryRun(op, o.Answer.Code) || len(o.Answer.Rows) > 0
}

// isDryRun reports whether code says that a dry run went well.
func isDryRun(op *specs.Operation, code string) bool {
	return op.Behaviour.DryRun != nil && op.Behaviour.DryRun.Code == code
}

func sorted(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}
