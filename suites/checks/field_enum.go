package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldEnum() suites.Check {
	return suites.Check{
		ID:     "field-enum",
		Family: suites.FamilyResponse,
		Doc:    "Every enumerated field has one of its documented values, letter case included.",
		Kinds:  []judge.Kind{judge.EnumUnknown, judge.EnumCase, judge.EnumEmpty, judge.OtherReading},
	}
}
