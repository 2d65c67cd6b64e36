package checks

import (
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func errorCodeOther() suites.Check {
	return suites.Check{
		ID:     "error-code-other",
		Family: suites.FamilyError,
		Doc:    "The error code is the one that the documentation names for this fault of this parameter.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || !o.IsError || o.Answer.Code == "" || o.Step == nil || o.Step.Expect.Outcome != suites.Failure {
					continue
				}
				if verdict, _ := suites.Excuse(ev, i); verdict != "" {
					continue
				}
				set := expected(o)
				if set.rank(o.Answer.Code) != other || len(set.Preferred) == 0 {
					continue
				}
				f := about(ev, i, suites.SectionError, o.Answer.Code)
				f.Pointer, f.Want, f.Got = pointerOf(o), set.words(), o.Answer.Code
				f.Source = set.Preferred[0].Source
				if set.strength != specs.Must {
					f.Aspect = suites.AspectHinted
				}
				out = append(out, f)
			}
			return out
		},
	}
}
