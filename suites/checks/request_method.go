package checks

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/suites"
)

func requestMethod() suites.Check {
	return suites.Check{
		ID:     "request-method",
		Family: suites.FamilyRequest,
		Doc:    "A request is made with a method that the operation takes.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				methods := ev.Steps[i].Contract.Operation.Methods
				if len(methods) == 0 || slices.Contains(methods, call.Method) {
					return nil
				}
				f := about(ev, i, suites.SectionRequest, "method")
				f.Want, f.Got = strings.Join(methods, " or "), shortened(call.Method)
				return []suites.Finding{f}
			})
		},
	}
}
