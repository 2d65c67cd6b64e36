package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldUndocumented() suites.Check {
	return suites.Check{
		ID:     "field-undocumented",
		Family: suites.FamilyResponse,
		Doc:    "Every field of an answer is documented.",
		Kinds:  []judge.Kind{judge.Undocumented},
	}
}
