package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldRange() suites.Check {
	return suites.Check{
		ID:     "field-range",
		Family: suites.FamilyResponse,
		Doc:    "Every number lies within its documented range.",
		Kinds:  []judge.Kind{judge.OutOfRange},
	}
}
