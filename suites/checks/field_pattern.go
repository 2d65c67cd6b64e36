package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldPattern() suites.Check {
	return suites.Check{
		ID:     "field-pattern",
		Family: suites.FamilyResponse,
		Doc:    "Every text matches its documented pattern.",
		Kinds:  []judge.Kind{judge.BadPattern},
	}
}
