package checks

import (
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/suites"
)

func requestSecret() suites.Check {
	return suites.Check{
		ID:     "request-secret",
		Family: suites.FamilyRequest,
		Doc:    "No secret travels in a URL, where proxies and logs keep it.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				var out []suites.Finding
				for _, a := range call.Args {
					path := protocol.RowPath(a.Path)
					row := ev.Steps[i].Contract.Operation.Parameter(path)
					if row == nil || !row.Secret || a.In != "query" && a.In != "path" || a.Value == "" {
						continue
					}
					f := aboutParameter(ev, i, path, "row")
					f.Want, f.Got = "in the body", "in the URL"
					out = append(out, f)
				}
				return out
			})
		},
	}
}
