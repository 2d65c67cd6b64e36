package suites

import (
	"slices"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// Expected is the set of error rows that a faulty request may be answered
// with. A code of Preferred is right; one of Others is a documented error that
// a client's request can provoke, though not the one that the page names.
type Expected struct {
	// The rows are the operation's own; read only.
	Preferred []*specs.ErrorCode
	Others    []*specs.ErrorCode
}

// Strength returns how firmly the preferred rows name the fault: the strongest
// of their provocations. It is Hint where there is none.
func (e Expected) Strength(parameter string, fault specs.Fault) specs.Strength {
	strongest := specs.Hint
	for _, row := range e.Preferred {
		for _, p := range row.Provokes {
			if p.By == fault && names(p, parameter, fault) && weaker(strongest, p.Strength) {
				strongest = p.Strength
			}
		}
	}
	return strongest
}

// ExpectedErrors returns the rows that a request with this fault may be
// answered with: preferred are those whose provocation names the parameter and
// the fault, or where none does, those that name the fault for any parameter;
// the others are all further rows of the operation, its service and its
// gateway that a request can provoke.
//
// Parameter is a documented path, with or without indices. For FaultAuth it is
// the defect of authentication ("unknown-key"), and the others are the rows of
// other defects. For FaultDependency either side of the dependency will do.
func ExpectedErrors(op *specs.Operation, parameter string, fault specs.Fault) Expected {
	related := []string{protocol.RowPath(parameter)}
	if fault == specs.FaultDependency {
		for _, d := range op.Dependencies {
			if d.When.Parameter == related[0] {
				related = append(related, d.Needs.Parameter)
			} else if d.Needs.Parameter == related[0] {
				related = append(related, d.When.Parameter)
			}
		}
	}
	named := func(row *specs.ErrorCode) bool {
		return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool {
			return p.By == fault && slices.ContainsFunc(related, func(r string) bool { return names(p, r, fault) })
		})
	}
	anyParameter := func(row *specs.ErrorCode) bool {
		return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool {
			return p.By == fault && (p.Parameter == "*" || p.Parameter == "" && (fault == specs.FaultState || fault == specs.FaultRoute))
		})
	}
	preferred := anyParameter
	for row := range Rows(op) {
		if named(row) {
			preferred = named
			break
		}
	}
	var e Expected
	for row := range Rows(op) {
		switch {
		case preferred(row):
			e.Preferred = append(e.Preferred, row)
		case provocable(row, fault):
			e.Others = append(e.Others, row)
		}
	}
	return e
}

// names reports whether the provocation is about this parameter, or for
// FaultAuth about this defect.
func names(p specs.Provocation, parameter string, fault specs.Fault) bool {
	if fault == specs.FaultAuth {
		return p.Auth == parameter
	}
	return p.Parameter != "" && p.Parameter == protocol.RowPath(parameter)
}

// provocable reports whether some request of a client brings the row: a
// properly signed one, except where the fault is one of authentication.
func provocable(row *specs.ErrorCode, fault specs.Fault) bool {
	return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool {
		if fault == specs.FaultAuth {
			return p.By == specs.FaultAuth
		}
		return OfRequest(p.By) || p.By == specs.FaultState
	})
}

// OfRequest reports whether the fault lies in one parameter of a request.
func OfRequest(f specs.Fault) bool {
	switch f {
	case specs.FaultMissing, specs.FaultType, specs.FaultEnum, specs.FaultRange, specs.FaultLength, specs.FaultPattern,
		specs.FaultFormat, specs.FaultCount, specs.FaultDependency, specs.FaultUnknown:
		return true
	}
	return false
}

// weaker reports whether a is weaker than b.
func weaker(a, b specs.Strength) bool { return rank(a) < rank(b) }

func rank(s specs.Strength) int {
	switch s {
	case specs.Must:
		return 2
	case specs.Should:
		return 1
	}
	return 0
}
