package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldFormat() suites.Check {
	return suites.Check{
		ID:     "field-format",
		Family: suites.FamilyResponse,
		Doc:    "Every text has its documented format, such as date-time or uuid.",
		Kinds:  []judge.Kind{judge.BadFormat},
	}
}
