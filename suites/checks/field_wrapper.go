package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldWrapper() suites.Check {
	return suites.Check{
		ID:     "field-wrapper",
		Family: suites.FamilyResponse,
		Doc:    "Every list stands in the wrapper that the documentation gives it, and only there.",
		Kinds:  []judge.Kind{judge.Wrapper},
	}
}
