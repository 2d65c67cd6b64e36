package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldNull() suites.Check {
	return suites.Check{
		ID:     "field-null",
		Family: suites.FamilyResponse,
		Doc:    "No documented field is null.",
		Kinds:  []judge.Kind{judge.IsNull},
	}
}
