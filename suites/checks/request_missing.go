package checks

import (
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func requestMissing() suites.Check {
	return suites.Check{
		ID:     "request-missing",
		Family: suites.FamilyRequest,
		Doc:    "Every required parameter is sent and is not empty.",
		Kinds:  []judge.Kind{judge.Missing},
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				var out []suites.Finding
				for _, a := range call.Args {
					path := protocol.RowPath(a.Path)
					row := ev.Steps[i].Contract.Operation.Parameter(path)
					if a.Value != "" || row == nil || row.Required == nil || !*row.Required {
						continue
					}
					f := aboutParameter(ev, i, path, "required")
					f.Want, f.Got = "a value", `""`
					out = append(out, f)
				}
				return out
			})
		},
	}
}
