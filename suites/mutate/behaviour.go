package mutate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// behaviourMutants returns the ways in which a success can be well formed and
// still not be what was asked for.
func behaviourMutants(s *Source, m *maker) {
	op := s.observation().Contract.Operation
	for i := range op.Behaviour.Filters {
		ignoredFilter(s, m, &op.Behaviour.Filters[i])
	}
	for _, e := range op.Behaviour.Echoes {
		otherEcho(s, m, "echo", e)
	}
	if p := op.Behaviour.Paging; p != nil {
		otherEcho(s, m, "page-number", specs.Echo{Parameter: p.Number, Field: p.NumberField})
		otherEcho(s, m, "page-size", specs.Echo{Parameter: p.Size, Field: p.SizeField})
		otherPage(s, m, p)
	}
	for _, path := range op.Behaviour.Unique {
		repeatedIDs(s, m, path)
	}
	for _, said := range op.Behaviour.Says {
		saysOther(s, m, said)
	}
	if l := op.Behaviour.Lookup; l != nil && l.Field != "" {
		if value, ok := argument(s, l.Parameter); ok && !specs.Masked(value) {
			m.add(s, "lookup:another-thing", l.Field, []string{"state"}, "", specs.Must, s.withBody(func(root *tree) bool {
				p, ok := root.find(op.Field(l.Field).Wire)
				if ok {
					p.set(scalar("378e88d1-5b71-4766-8502-b3ba72e824d0"))
				}
				return ok
			}))
		}
	}
	forgotten(s, m)
}

// argument returns the value that the request has for a documented path.
func argument(s *Source, path string) (string, bool) {
	call := s.observation().Call
	if call == nil {
		return "", false
	}
	for i := range call.Args {
		if protocol.RowPath(call.Args[i].Path) == path {
			return call.Args[i].Value, true
		}
	}
	return "", false
}

// sent returns what a request asks for by a parameter: its value, or the
// default.
func sent(s *Source, path string) (string, bool) {
	if value, ok := argument(s, path); ok {
		return value, true
	}
	if row := s.observation().Contract.Operation.Parameter(path); row != nil && row.Default != nil {
		return *row.Default, true
	}
	return "", false
}

// ignoredFilter lets an item through that a filter excludes.
func ignoredFilter(s *Source, m *maker, filter *specs.Filter) {
	op := s.observation().Contract.Operation
	f := op.Field(filter.Field)
	want, asked := argument(s, filter.Parameter)
	if asked && filter.KeyIs != "" {
		key, _ := argument(s, filter.Key)
		asked = key == filter.KeyIs
	}
	target := filter.Parameter
	if filter.KeyIs != "" {
		target += "=" + filter.KeyIs
	}
	if !asked && filter.Default {
		want, asked = sent(s, filter.Parameter)
		target += " (default)"
	}
	if f == nil || !asked || strings.Contains(want, "*") || !fulfils(s, filter.When) {
		return
	}
	m.add(s, "filter-ignored", target, []string{"filter-applied"}, "", filter.Strength, s.withBody(func(root *tree) bool {
		p, ok := root.find(f.Wire)
		if !ok {
			return false
		}
		other, ok := excluded(filter, f, want, p.value())
		if !ok {
			return false
		}
		if filter.Match == "pair" { // every pair of the item that holds the first
			for _, each := range siblings(root, f.Wire) {
				each.set(other.clone())
			}
			return true
		}
		p.set(other)
		return true
	}))
}

// fulfils reports whether a term is true of the request; nil is always.
func fulfils(s *Source, t *specs.Term) bool {
	if t == nil {
		return true
	}
	value, given := argument(s, t.Parameter)
	return given && (len(t.Is) == 0 || slices.Contains(t.Is, value)) != t.Not
}

// siblings returns the places that a wire path names in the first item that
// has one.
func siblings(root *tree, wire string) []place {
	outer, inner, _ := strings.Cut(wire, "[].")
	p, ok := root.find(outer)
	if !ok {
		return nil
	}
	for _, item := range p.value().items {
		if places := item.all(inner); len(places) > 0 {
			return places
		}
	}
	return nil
}

// excluded returns a value that the filter does not let through.
func excluded(filter *specs.Filter, f *specs.Field, want string, now *tree) (*tree, bool) {
	switch {
	case filter.Match == "after":
		return scalar("1999-01-01T00:00:00Z"), true
	case filter.Match == "before":
		return scalar("2999-01-01T00:00:00Z"), true
	case f.Type == specs.Boolean:
		return raw(strconv.FormatBool(!strings.EqualFold(want, "true"))), true
	case len(f.Enum) > 0:
		for _, v := range f.Enum {
			if !slices.Contains(strings.Split(want, ","), v) {
				return scalar(v), true
			}
		}
		return nil, false
	case f.Type == specs.Integer:
		return raw("987654321"), now.value() != "987654321"
	}
	return scalar("concord-other"), true
}

// otherEcho makes an answer repeat another value than the request's.
func otherEcho(s *Source, m *maker, operator string, e specs.Echo) {
	f := s.observation().Contract.Operation.Field(e.Field)
	value, ok := sent(s, e.Parameter)
	if f == nil || !ok {
		return
	}
	m.add(s, operator, e.Field, []string{"echo"}, "", specs.Must, s.withBody(func(root *tree) bool {
		p, ok := root.find(f.Wire)
		if !ok {
			return false
		}
		if n, err := strconv.Atoi(value); err == nil {
			p.set(raw(strconv.Itoa(n + 1)))
		} else {
			p.set(scalar("concord-other"))
		}
		return true
	}))
}

// saysOther makes a success say that it is none.
func saysOther(s *Source, m *maker, said specs.Said) {
	f := s.observation().Contract.Operation.Field(said.Field)
	if f == nil || f.Type != specs.Boolean {
		return
	}
	m.add(s, "says-otherwise", said.Field, []string{"state"}, "", specs.Must, s.withBody(func(root *tree) bool {
		p, ok := root.find(f.Wire)
		if ok {
			p.set(raw(strconv.FormatBool(said.Value != "true")))
		}
		return ok
	}))
}

// longestPage bounds the pages that are made longer than asked.
const longestPage = 50

// otherPage makes the page longer than asked, and the total wrong.
func otherPage(s *Source, m *maker, paging *specs.Paging) {
	op := s.observation().Contract.Operation
	items, total := op.Field(paging.Items), op.Field(paging.Total)
	text, _ := sent(s, paging.Size)
	size, err := strconv.Atoi(text)
	if items == nil || total == nil || err != nil {
		return
	}
	m.add(s, "page-too-long", paging.Items, []string{"paging"}, "", specs.Must, s.withBody(func(root *tree) bool {
		p, ok := root.find(items.Wire)
		if !ok || len(p.value().items) == 0 || size > longestPage {
			return false
		}
		l := p.value()
		for len(l.items) <= size {
			another := l.items[0].clone()
			for _, path := range op.Behaviour.Unique {
				if f := op.Field(path); f != nil {
					_, inner, _ := strings.Cut(f.Wire, "[].")
					for _, id := range another.all(inner) {
						id.set(scalar("m-concord" + strconv.Itoa(len(l.items))))
					}
				}
			}
			l.items = append(l.items, another)
		}
		if t, ok := root.find(total.Wire); ok {
			t.set(raw(strconv.Itoa(len(l.items))))
		}
		return true
	}))
	number, _ := sent(s, paging.Number)
	page, err := strconv.Atoi(number)
	if err != nil {
		return
	}
	m.add(s, "wrong-total", paging.Total, []string{"paging"}, "", specs.Must, s.withBody(func(root *tree) bool {
		p, ok := root.find(items.Wire)
		t, shown := root.find(total.Wire)
		if !ok || !shown {
			return false
		}
		have := len(p.value().items)
		for _, wrong := range []int{(page-1)*size + have + 1, max((page-1)*size+have-1, 0), 0} {
			if min(max(wrong-(page-1)*size, 0), size) != have {
				t.set(raw(strconv.Itoa(wrong)))
				return true
			}
		}
		return false
	}))
}

// repeatedIDs makes an id come twice: in one answer, or on the next page.
func repeatedIDs(s *Source, m *maker, path string) {
	o := s.observation()
	f := o.Contract.Operation.Field(path)
	if f == nil {
		return
	}
	m.add(s, "ids-repeat", path, []string{"ids-unique"}, "", specs.Must, s.withBody(func(root *tree) bool {
		places := root.all(f.Wire)
		if len(places) < 2 || specs.Masked(places[0].value().value()) {
			return false
		}
		places[1].set(places[0].value().clone())
		return true
	}))
	paging := o.Contract.Operation.Behaviour.Paging
	if paging == nil || s.Step == 0 || s.Evidence.Steps[s.Step-1].Contract != o.Contract {
		return
	}
	before := Source{Evidence: s.Evidence, Step: s.Step - 1}
	here, _ := sent(s, paging.Number)
	there, _ := sent(&before, paging.Number)
	first, err := parse(before.observation().Exchange.Response.Body)
	if here == there || err != nil || !sameList(&before, s, paging.Number) {
		return
	}
	m.add(s, "pages-repeat", path, []string{"ids-unique"}, "", specs.Must, s.withBody(func(root *tree) bool {
		from, to := first.all(f.Wire), root.all(f.Wire)
		if len(from) == 0 || len(to) == 0 {
			return false
		}
		to[0].set(from[0].value().clone())
		return true
	}))
}

// sameList reports whether two requests differ in nothing but a parameter.
func sameList(a, b *Source, but string) bool {
	args := func(s *Source) []string {
		var out []string
		for _, arg := range s.observation().Call.Args {
			if arg.Path != but {
				out = append(out, arg.Path+"="+arg.Value)
			}
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(args(a), args(b))
}

// forgotten makes a thing that an earlier step added be lost, or be another.
func forgotten(s *Source, m *maker) {
	later := s.observation()
	for i := range s.Step {
		added := &s.Evidence.Steps[i]
		create := added.Contract.Operation.Behaviour.Create
		if create == nil || added.IsError || create.ReadBy != later.Contract.Operation.Address.String() {
			continue
		}
		op := later.Contract.Operation
		if l := op.Behaviour.Lookup; l != nil {
			for _, row := range suites.CodeRows(op, l.NotFound) {
				m.add(s, "added-lost", create.Parameter, []string{"state"}, "", specs.Must,
					s.with(func(x *fixtures.Exchange) { errorAnswer(x.Response, op, row) }))
				break
			}
		}
		for _, e := range create.Maps {
			f := op.Field(e.Field)
			if f == nil || !hasArgument(added, e.Parameter) {
				continue
			}
			m.add(s, "added-changed", e.Field, []string{"state"}, "", specs.Must, s.withBody(func(root *tree) bool {
				p, ok := root.find(f.Wire)
				if ok {
					p.set(scalar("concord-other"))
				}
				return ok
			}))
		}
	}
}

func hasArgument(o *suites.Observation, path string) bool {
	_, ok := argument(&Source{Evidence: &suites.Evidence{Steps: []suites.Observation{*o}}}, path)
	return ok
}

// acceptedMutants answers a request that must be refused as if it were good.
func acceptedMutants(s *Source, m *maker, good []byte) {
	o := s.observation()
	if !planned(o) || good == nil {
		return
	}
	e := o.Step.Expect
	target := e.Parameter + " " + string(e.Fault)
	if e.Parameter == "" {
		target = e.Code
	}
	accepted := s.with(func(x *fixtures.Exchange) {
		x.Response.Status, x.Response.Body = 200, good
	})
	switch {
	case o.Step.Fault != "":
		m.add(s, "fault-ignored", target, []string{"error-code"}, "", specs.Must, accepted)
	case isDryRun(o.Contract.Operation, e.Code):
		m.add(s, "dry-run-performed", target, []string{"dry-run"}, "", specs.Must, accepted)
	default:
		aspect := ""
		if e.Bound == specs.Must {
			aspect = suites.AspectBound
		}
		m.add(s, "invalid-accepted", target, []string{"invalid-accepted"}, aspect, e.Bound, accepted)
	}
}
