package checks

import (
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func errorRequestID() suites.Check {
	return suites.Check{
		ID:     "error-request-id",
		Family: suites.FamilyError,
		Doc:    "Every error answer names the request that it answers.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || !o.IsError || o.Report.Unreadable || o.Contract.Operation.Provider == nil {
					continue
				}
				member := requestIDMember(o)
				if o.Answer.RequestID != "" || member == "" && inHeader(o, o.Contract.Operation.Provider) {
					continue
				}
				f := about(ev, i, suites.SectionError, member)
				f.Want, f.Got = "a request id", "none"
				if member == "" {
					f.Aspect, f.Path = suites.AspectHeader, o.Contract.Operation.Provider.RequestIDHeader[0]
				}
				out = append(out, f)
			}
			return out
		},
	}
}

// inHeader reports whether a header names the request, or nobody can tell: the
// provider states no header, or a recording kept none.
func inHeader(o *suites.Observation, p *specs.Provider) bool {
	header := o.Exchange.Response.Header
	for _, name := range p.RequestIDHeader {
		if header.Get(name) != "" {
			return true
		}
	}
	return len(p.RequestIDHeader) == 0 || len(header) == 0
}
