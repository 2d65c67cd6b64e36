package checks

import "github.com/concord-dev/concord/suites"

func evidence() suites.Check {
	return suites.Check{
		ID:     suites.EvidenceCheck,
		Family: suites.FamilyIntegrity,
		Doc:    "Every documented field was shown by some answer of the run, every list had items and every filter let some through.",
	}
}
