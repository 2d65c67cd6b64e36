package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func numberPrecision() suites.Check {
	return suites.Check{
		ID:     "number-precision",
		Family: suites.FamilyResponse,
		Doc:    "Every integer is whole and fits into 64 bits.",
		Kinds:  []judge.Kind{judge.BeyondInt64, judge.Precision},
	}
}
