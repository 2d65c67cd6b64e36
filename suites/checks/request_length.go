package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func requestLength() suites.Check {
	return suites.Check{
		ID:     "request-length",
		Family: suites.FamilyRequest,
		Doc:    "Every text and list of a request is as long as documented.",
		Kinds:  []judge.Kind{judge.BadLength, judge.TooManyItems},
	}
}
