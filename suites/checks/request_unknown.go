package checks

import (
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/suites"
)

func requestUnknown() suites.Check {
	return suites.Check{
		ID:     "request-unknown",
		Family: suites.FamilyRequest,
		Doc:    "Every parameter of a request is documented for the operation or known to the gateway.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				var out []suites.Finding
				if ev.Steps[i].Contract.Operation.Open.Request {
					return nil // what the document does not list is unknown, not wrong
				}
				for _, a := range call.Unknown {
					f := about(ev, i, suites.SectionRequest, shortened(general(a.Name)))
					f.Want, f.Got = "a documented parameter", shortened(a.Name)
					if a.Path != "" {
						f.Want = protocol.RowPath(a.Path) + ", in its own letter case"
						f.Source = aboutParameter(ev, i, protocol.RowPath(a.Path), "row").Source
					}
					out = append(out, f)
				}
				return out
			})
		},
	}
}

// eachCall gathers the findings of every call that could be decoded.
func eachCall(ev *suites.Evidence, judge func(i int, call *protocol.Call) []suites.Finding) []suites.Finding {
	var out []suites.Finding
	for i := range ev.Steps {
		o := &ev.Steps[i]
		if o.Contract != nil && o.Call != nil {
			out = append(out, judge(i, o.Call)...)
		}
	}
	return out
}

// general takes the indices out of a wire name: "Tag.3.Colour" is
// "Tag.N.Colour".
func general(name string) string {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		if i > 0 && p != "" && strings.Trim(p, "0123456789") == "" {
			parts[i] = "N"
		}
	}
	return strings.Join(parts, ".")
}
