package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func bodySyntax() suites.Check {
	return suites.Check{
		ID:     "body-syntax",
		Family: suites.FamilyTransport,
		Doc:    "Every body is one whole JSON value, or XML where that was asked for.",
		Kinds:  []judge.Kind{judge.Syntax},
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) {
					continue
				}
				var want, got string
				switch cut := o.Exchange.Response.Cut; {
				case cut != "":
					want, got = "a whole body", "cut: "+cut
				case o.XML && o.Report.Unreadable:
					want, got = "XML", "what no XML reader reads"
				default:
					continue
				}
				section := suites.SectionResponse
				if o.IsError {
					section = suites.SectionError
				}
				f := about(ev, i, section, "")
				f.Want, f.Got = want, got
				out = append(out, f)
			}
			return out
		},
	}
}
