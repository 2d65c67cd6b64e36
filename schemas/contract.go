package schemas

import (
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// Contract is an Operation compiled. It is read-only and may be shared.
type Contract struct {
	Operation *specs.Operation
	// Success judges bodies of successful answers, Request judges decoded
	// requests rendered as JSON.
	Success *judge.Tree
	Request *judge.Tree
	// Errors judges error bodies, one tree for each of the provider's
	// envelopes, in their order.
	Errors []*judge.Tree
}
