package mutate

import (
	"bytes"
	"slices"

	"github.com/concord-dev/concord/suites"
)

// Keep returns a copy of evidence whose bodies nobody else uses.
func Keep(ev *suites.Evidence) *suites.Evidence {
	kept := *ev
	kept.Steps = slices.Clone(ev.Steps)
	for i := range kept.Steps {
		o := &kept.Steps[i]
		if o.Exchange == nil {
			continue
		}
		x := *o.Exchange
		x.Request.Body = bytes.Clone(x.Request.Body)
		if x.Response != nil {
			response := *x.Response
			response.Body = bytes.Clone(response.Body)
			x.Response = &response
		}
		o.Exchange = &x
	}
	return &kept
}
