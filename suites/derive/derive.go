// Package derive makes cases out of a contract: the documented sample's
// request, valid values, values at the edge, invalid requests of one mutation
// each, documented errors, and sequences of the behaviour that the overlay
// states. It is deterministic: equal contracts give equal cases.
//
// A valid request is one that every implementation of the page accepts; what
// an implementation may refuse for reasons of its own has the outcome Any.
// What derivation cannot know is written by hand (suites/data).
package derive

import (
	"iter"
	"maps"
	"slices"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Cases returns the cases of one operation in the order of [suites.Compare];
// the last is of kind evidence. The catalog finds the operations that
// sequences lead to; where it does not hold them, or is nil, those sequences
// are left out.
func Cases(c *schemas.Contract, cat *specs.Catalog) iter.Seq[suites.Case] {
	return func(yield func(suites.Case) bool) {
		b := newBuilder(c.Operation, func(address string) *specs.Operation {
			if cat == nil || address == "" {
				return nil
			}
			op, err := cat.Operation(address)
			if err != nil {
				return nil
			}
			return op
		})
		b.sample()
		b.valid()
		b.boundary()
		b.invalid()
		b.errors()
		b.sequences()
		b.travels()
		b.routes()
		b.add(suites.Case{Kind: suites.EvidenceKind, Title: "what the cases of the operation proved at all", Source: b.page("response")})
		cases := slices.SortedFunc(maps.Values(b.cases), suites.Compare)
		for _, c := range cases {
			if !yield(c) {
				return
			}
		}
	}
}

// builder collects the cases of one operation.
type builder struct {
	op      *specs.Operation
	address string
	find    func(address string) *specs.Operation
	leaves  []leaf
	wire    *wire
	cases   map[string]suites.Case // by ID
	mutants []mutant

	smallest, finding *draft // what base and found return copies of
}

func newBuilder(op *specs.Operation, find func(string) *specs.Operation) *builder {
	return &builder{
		op: op, address: op.Address.String(), find: find, leaves: leavesOf(op), wire: newWire(op),
		cases: map[string]suites.Case{},
	}
}

// add completes a case and keeps it under its ID, which the segments make. The
// first case of an ID stays; the requirements of both are joined.
func (b *builder) add(c suites.Case, segments ...string) {
	c.ID = suites.ID(b.address, append([]string{string(c.Kind)}, segments...)...)
	c.Operation = b.address
	if before, ok := b.cases[c.ID]; ok {
		before.Requirements = unique(append(before.Requirements, c.Requirements...))
		b.cases[c.ID] = before
		return
	}
	c.Requirements = unique(c.Requirements)
	if b.op.Effect == specs.Write && len(c.Steps) > 0 {
		c.Writes = true
	}
	b.cases[c.ID] = c
}

// page is the source of what no single row states.
func (b *builder) page(section string) specs.Source {
	return specs.Source{Page: b.op.Page.Title, Edition: b.op.Page.Edition, Table: b.op.Page.Tables[section], File: b.op.File, Line: 1}
}

func unique(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
