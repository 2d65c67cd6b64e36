package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func requestFormat() suites.Check {
	return suites.Check{
		ID:     "request-format",
		Family: suites.FamilyRequest,
		Doc:    "Every parameter has its documented format and pattern.",
		Kinds:  []judge.Kind{judge.BadFormat, judge.BadPattern},
	}
}
