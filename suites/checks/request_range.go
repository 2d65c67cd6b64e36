package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func requestRange() suites.Check {
	return suites.Check{
		ID:     "request-range",
		Family: suites.FamilyRequest,
		Doc:    "Every numeric parameter lies within its documented range.",
		Kinds:  []judge.Kind{judge.OutOfRange},
	}
}
