package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldLength() suites.Check {
	return suites.Check{
		ID:     "field-length",
		Family: suites.FamilyResponse,
		Doc:    "Every text and list is as long as documented.",
		Kinds:  []judge.Kind{judge.BadLength, judge.TooManyItems},
	}
}
