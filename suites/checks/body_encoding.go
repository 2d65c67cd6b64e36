package checks

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func bodyEncoding() suites.Check {
	return suites.Check{
		ID:     "body-encoding",
		Family: suites.FamilyTransport,
		Doc:    "The body is valid UTF-8 without a byte order mark.",
		Kinds:  []judge.Kind{judge.Encoding},
	}
}
