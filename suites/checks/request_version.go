package checks

import (
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func requestVersion() suites.Check {
	return suites.Check{
		ID:     "request-version",
		Family: suites.FamilyRequest,
		Doc:    "A request names the version that documents its operation.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				op := ev.Steps[i].Contract.Operation
				if op.Protocol == specs.REST || call.Version == op.Address.Version {
					return nil
				}
				f := about(ev, i, suites.SectionRequest, "Version")
				f.Want, f.Got = op.Address.Version, shortened(call.Version)
				if f.Got == "" {
					f.Got = "none"
				}
				return []suites.Finding{f}
			})
		},
	}
}
