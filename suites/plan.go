package suites

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/concord-dev/concord/specs"
)

// kindOrder is the order of kinds within an operation; evidence, which looks
// at what the others showed, comes last.
var kindOrder = []Kind{Sample, Valid, Boundary, Invalid, Error, Sequence, Fixture, Observed, EvidenceKind}

// ParseKinds reads the kinds that a user chose; none means all.
func ParseKinds(words []string) ([]Kind, error) {
	var kinds []Kind
	for _, w := range words {
		k := Kind(w)
		if k == Observed || !slices.Contains(kindOrder, k) {
			return nil, fmt.Errorf("kind %q: want sample, valid, boundary, invalid, error, sequence, fixture or evidence", w)
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

// Compare orders the cases of a plan: by operation, kind and ID.
func Compare(a, b Case) int {
	if a.Operation != b.Operation {
		return cmp.Compare(a.Operation+"/", b.Operation+"/")
	}
	if a.Kind != b.Kind {
		return cmp.Compare(slices.Index(kindOrder, a.Kind), slices.Index(kindOrder, b.Kind))
	}
	return cmp.Compare(a.ID, b.ID)
}

// Suite is a named list of cases of one operation.
type Suite struct {
	Name      string
	Operation specs.Address
	// Cases yields the cases; it is called once for each walk over the plan
	// and yields the same each time. The error is that of a contract that
	// cannot be loaded.
	Cases func() (iter.Seq[Case], error)
}

// Choice says which cases of the suites are planned. The zero value is all.
type Choice struct {
	Selectors []string
	Kinds     []Kind
	Shard     Shard
}

// Plan is the cases of a run, in order: by operation and [Compare]. It does
// not hold them unless they are few, so that its memory grows with the largest
// operation only.
type Plan struct {
	groups    [][]Suite // of one operation each
	selectors *Selectors
	choice    Choice
	hash      string
	size      int
	held      []Case // all of the shard, nil where they are many
}

// Sharded is why evidence cases are skipped in a shard: the shards together
// decide them.
const Sharded = "the operation's cases are in several shards; concord report decides"

// maxHeld is how many cases a plan holds rather than make them again.
const maxHeld = 4_000

// NewPlan walks the suites once. The errors name selectors that match no case,
// IDs that two cases have, and contracts that cannot be loaded.
func NewPlan(list []Suite, choice Choice) (*Plan, error) {
	selectors, err := ParseSelectors(choice.Selectors)
	if err != nil {
		return nil, err
	}
	p := &Plan{selectors: selectors, choice: choice}
	byOperation := map[string][]Suite{}
	var order []string
	for _, s := range list {
		if !selectors.Operation(s.Operation) {
			continue
		}
		key := s.Operation.String() + "/"
		if byOperation[key] == nil {
			order = append(order, key)
		}
		byOperation[key] = append(byOperation[key], s)
	}
	slices.Sort(order)
	used := make([]bool, len(choice.Selectors))
	hash := sha256.New()
	held := []Case{}
	var broken []error
	for _, key := range order {
		group := byOperation[key]
		slices.SortStableFunc(group, func(a, b Suite) int { return cmp.Compare(a.Name, b.Name) })
		p.groups = append(p.groups, group)
		cases, err := p.group(group, used)
		if err != nil {
			broken = append(broken, err)
			continue
		}
		ids := make([]string, 0, len(cases))
		for _, c := range cases {
			ids = append(ids, c.ID)
			if choice.Shard.Has(c.ID) {
				p.size++
				if held != nil {
					held = append(held, c)
				}
			}
		}
		if len(held) > maxHeld {
			held = nil
		}
		slices.Sort(ids)
		for i, id := range ids {
			if i > 0 && id == ids[i-1] {
				return nil, fmt.Errorf("two cases have the ID %s", id)
			}
			hash.Write([]byte(id + "\n"))
		}
	}
	if len(broken) > 0 {
		return nil, errors.Join(broken...)
	}
	var unmatched []error
	for i, ok := range used {
		if !ok {
			unmatched = append(unmatched, fmt.Errorf("selector %q matches no case", choice.Selectors[i]))
		}
	}
	p.hash, p.held = hex.EncodeToString(hash.Sum(nil)), held
	return p, errors.Join(unmatched...)
}

// group returns the chosen cases of one operation, whatever their shard, in
// order.
func (p *Plan) group(group []Suite, used []bool) ([]Case, error) {
	var cases []Case
	whole := true
	for _, s := range group {
		list, err := s.Cases()
		if err != nil {
			return nil, err
		}
		full := s.Operation.Full()
		for c := range list {
			if p.selectors.match(&c, full, used) && (len(p.choice.Kinds) == 0 || slices.Contains(p.choice.Kinds, c.Kind)) {
				cases = append(cases, c)
			} else {
				whole = false
			}
		}
	}
	for i := range cases {
		switch {
		case cases[i].Kind != EvidenceKind:
		case !whole:
			cases[i].Skip = "only a part of the operation's cases is planned"
		case p.choice.Shard.Count > 1:
			cases[i].Skip = Sharded
		}
	}
	slices.SortFunc(cases, Compare)
	return cases, nil
}

// Hash is the SHA-256, in hex, of the sorted IDs of the plan without sharding,
// each followed by a newline. Shards of one plan have the same.
func (p *Plan) Hash() string { return p.hash }

// Len is how many cases the shard has.
func (p *Plan) Len() int { return p.size }

// Operations lists the addresses of the operations that may have cases, in
// order.
func (p *Plan) Operations() []string {
	var list []string
	for _, g := range p.groups {
		list = append(list, g[0].Operation.String())
	}
	return list
}

// Cases yields the cases of the shard in order. It may be walked several
// times; a contract that has become unreadable since NewPlan ends the walk.
func (p *Plan) Cases() iter.Seq[Case] {
	if p.held != nil {
		return slices.Values(p.held)
	}
	return func(yield func(Case) bool) {
		used := make([]bool, len(p.choice.Selectors))
		for _, group := range p.groups {
			cases, err := p.group(group, used)
			if err != nil {
				return
			}
			for _, c := range cases {
				if p.choice.Shard.Has(c.ID) && !yield(c) {
					return
				}
			}
		}
	}
}
