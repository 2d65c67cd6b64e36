package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func requestType() suites.Check {
	return suites.Check{
		ID:     "request-type",
		Family: suites.FamilyRequest,
		Doc:    "Every parameter has its documented type.",
		Kinds:  []judge.Kind{judge.WrongType, judge.Coercible, judge.IsNull, judge.Precision, judge.BeyondInt64},
	}
}
