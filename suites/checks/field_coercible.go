package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldCoercible() suites.Check {
	return suites.Check{
		ID:     "field-coercible",
		Family: suites.FamilyResponse,
		Doc:    "No value is written as another type that a lenient reader would convert.",
		Kinds:  []judge.Kind{judge.Coercible},
	}
}
