package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldMissing() suites.Check {
	return suites.Check{
		ID:     "field-missing",
		Family: suites.FamilyResponse,
		Doc:    "Every field that the documentation or its sample shows is there when its parent is.",
		Kinds:  []judge.Kind{judge.Missing, judge.MissingShown},
	}
}
