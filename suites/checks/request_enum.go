package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func requestEnum() suites.Check {
	return suites.Check{
		ID:     "request-enum",
		Family: suites.FamilyRequest,
		Doc:    "Every enumerated parameter has one of its documented values.",
		Kinds:  []judge.Kind{judge.EnumUnknown, judge.EnumCase, judge.EnumEmpty, judge.OtherReading},
	}
}
