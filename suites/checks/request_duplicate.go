package checks

import (
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/suites"
)

func requestDuplicate() suites.Check {
	return suites.Check{
		ID:     "request-duplicate",
		Family: suites.FamilyRequest,
		Doc:    "Every parameter comes once, and no two places of a request disagree.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				var out []suites.Finding
				for _, name := range call.Duplicates {
					f := about(ev, i, suites.SectionRequest, shortened(general(name)))
					f.Want, f.Got = "once", "more than once"
					out = append(out, f)
				}
				if call.Conflict != "" {
					name, _, _ := strings.Cut(call.Conflict, " ")
					f := about(ev, i, suites.SectionRequest, name)
					f.Want, f.Got = "places that agree", shortened(call.Conflict)
					out = append(out, f)
				}
				return out
			})
		},
	}
}
