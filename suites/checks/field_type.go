package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func fieldType() suites.Check {
	return suites.Check{
		ID:     "field-type",
		Family: suites.FamilyResponse,
		Doc:    "Every field of an answer has its documented type.",
		Kinds:  []judge.Kind{judge.WrongType, judge.SampleType, judge.OtherReading},
	}
}
