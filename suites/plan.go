package suites

import (
	"cmp"
	"slices"
)

// kindOrder is the order of kinds within an operation; evidence, which looks
// at what the others showed, comes last.
var kindOrder = []Kind{Sample, Valid, Boundary, Invalid, Error, Sequence, Fixture, Observed, EvidenceKind}

// Compare orders the cases of a plan: by operation, kind and ID.
func Compare(a, b Case) int {
	return cmp.Or(
		cmp.Compare(a.Operation+"/", b.Operation+"/"),
		cmp.Compare(slices.Index(kindOrder, a.Kind), slices.Index(kindOrder, b.Kind)),
		cmp.Compare(a.ID, b.ID))
}
