package checks

import (
	"strconv"
	"strings"

	"github.com/concord-dev/concord/suites"
)

func dryRun() suites.Check {
	return suites.Check{
		ID:     "dry-run",
		Family: suites.FamilyBehaviour,
		Doc:    "A dry run is answered with the documented code and performs nothing.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			out := asserted(ev, "dry-run")
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) || o.Contract.Operation.Behaviour.DryRun == nil {
					continue
				}
				d := o.Contract.Operation.Behaviour.DryRun
				value, sent := argument(o, d.Parameter)
				if !sent || !strings.EqualFold(value, "true") || !suites.StatusOK(o.Exchange.Response.Status) {
					continue
				}
				f := aboutParameter(ev, i, d.Parameter, "row")
				f.Section = suites.SectionResponse
				f.Want, f.Got = strconv.Itoa(d.Status)+" "+d.Code, status(o)
				out = append(out, f)
			}
			return out
		},
	}
}
