package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func bodyDuplicateKey() suites.Check {
	return suites.Check{
		ID:     "body-duplicate-key",
		Family: suites.FamilyTransport,
		Doc:    "No object of the body has two members of one name.",
		Kinds:  []judge.Kind{judge.DuplicateKey},
	}
}
