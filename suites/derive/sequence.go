package derive

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// sequences adds the cases of the behaviour that the overlay states.
func (b *builder) sequences() {
	for _, f := range b.op.Behaviour.Filters {
		b.filter(f)
	}
	if p := b.op.Behaviour.Paging; p != nil {
		b.paging(p)
	}
	if c := b.op.Behaviour.Create; c != nil {
		b.create(c)
	}
}

func (b *builder) sequence(title string, d *draft, steps []suites.Step, segments ...string) {
	c := suites.Case{
		Kind: suites.Sequence, Title: title, Steps: d.then(steps...), Needs: d.needs,
		Requirements: b.rows(d), Source: b.page("request"),
	}
	if l, ok := b.leaf(segments[len(segments)-1]); ok {
		c.Source = l.Source
	}
	b.add(c, segments...)
}

// filter lists, and lists again by a value of the first answer. Only a value
// that identifies an item is sure to be found again: other conditions may
// exclude an item by defaults that depend on them.
func (b *builder) filter(f specs.Filter) {
	l, ok := b.leaf(f.Parameter)
	field := b.op.Field(f.Field)
	if !ok || field == nil || f.Match == "after" || f.Match == "before" || f.KeyIs != "" || f.When != nil || l.Deprecated {
		return
	}
	list := b.base()
	first := b.step(list, suites.Expect{})
	first.Save = map[string]string{"value": wirePath(field)}
	narrow := b.base()
	if f.Match == "pair" {
		key, keyField := b.op.Parameter(f.Key), b.op.Field(f.KeyField)
		if key == nil || keyField == nil {
			return
		}
		k, ok := b.leaf(f.Key)
		if !ok || k.Deprecated {
			return
		}
		first.Save["key"] = wirePath(keyField)
		narrow.set(k.arg, "${key}")
	}
	narrow.set(l.arg, "${value}")
	b.close(narrow)
	expect := b.outcome(narrow)
	if slices.Contains(b.op.Behaviour.Unique, f.Field) && (f.Match == "" || f.Match == "equal" || f.Match == "any-of") {
		value := "${value}"
		expect.Assert = []suites.Assertion{{At: wirePath(field), Equals: &value, Check: "filter-applied"}}
	}
	b.sequence("list, then filter by "+l.Path+" of an item", narrow, []suites.Step{first, b.step(narrow, expect)}, "filter", l.name())
}

// Pages that a walk over a list asks for: those of wide cover longer lists,
// those of narrow leave another remainder.
const (
	walked      = 12
	wide        = 7
	narrow      = 3
	largestPage = 100 // where the page states none
)

// paging asks for three pages of one item, for a page of two, and walks over
// the list by pages that leave a remainder, beyond its end.
func (b *builder) paging(p *specs.Paging) {
	number, ok1 := b.leaf(p.Number)
	size, ok2 := b.leaf(p.Size)
	items := b.op.Field(p.Items)
	if !ok1 || !ok2 || items == nil {
		return
	}
	d := b.base()
	page := func(n, of int) suites.Step {
		d.set(number.arg, strconv.Itoa(n))
		d.set(size.arg, strconv.Itoa(of))
		return b.step(d, suites.Expect{Assert: []suites.Assertion{{At: wirePath(items), MaxItems: &of, Check: "paging"}}})
	}
	b.sequence("three pages of one item", d, []suites.Step{page(1, 1), page(2, 1), page(3, 1)}, "paging", "pages")
	largest := largestPage
	if size.Max != nil {
		largest = int(*size.Max)
	}
	for _, walk := range []struct {
		of   int
		name string
	}{{narrow, "narrow"}, {wide, "wide"}} {
		steps := []suites.Step{page(1, largest)}
		for n := range walked {
			step := page(n+1, walk.of)
			if n > 0 {
				step.Expect.Outcome = suites.Any // a page past the end may be refused
			}
			steps = append(steps, step)
		}
		b.sequence(fmt.Sprintf("the whole list, then page by page of %d items beyond its end", walk.of), d, steps, "paging", "walk", walk.name)
	}
	b.sequence("pages of one item and of two", d, []suites.Step{page(1, 1), page(2, 1), page(1, 2)}, "paging", "sizes")
}

// create adds a thing and finds it again by the operation that reads it. The
// check of the state compares what was given with what is found.
func (b *builder) create(c *specs.Create) {
	id := b.op.Field(c.ID)
	reader := b.find(c.ReadBy)
	if id == nil || reader == nil {
		return
	}
	rb := newBuilder(reader, b.find)
	key, ok := rb.leaf(c.Parameter)
	if !ok {
		return
	}
	check := func(d *draft, title string, source *specs.Row, segments ...string) {
		first := b.step(d, suites.Expect{})
		first.Save = map[string]string{"created": wirePath(id)}
		get := rb.base()
		get.drop(key.Path)
		get.set(key.arg, "${created}")
		rb.likewise(get, d)
		second := rb.step(get, suites.Expect{})
		second.Operation = rb.address
		both := d.clone()
		both.needs = append(both.needs, get.needs...)
		b.sequence(title, both, []suites.Step{first, second}, append([]string{"add-then-find"}, segments...)...)
	}
	check(b.base(), "add with only what is required, then find", nil, "minimal")
	if all, ok := b.all(); ok {
		check(all, "add with all that is kept, then find", nil, "all-optional")
	}
	for _, m := range c.Maps {
		l, ok := b.leaf(m.Parameter)
		if !ok || b.isNeed(l) || required(l) {
			continue
		}
		values := slices.Clone(l.Enum)
		if l.Type == specs.Boolean {
			values = []string{"true", "false"}
		}
		if len(values) == 0 {
			values = []string{b.plain(l)}
		}
		for _, v := range values {
			check(b.with(l, v), fmt.Sprintf("add with %s %s, then find", l.Path, v), &l.Row, l.name(), v)
		}
	}
}

// likewise repeats, in a request that reads, the values of the one that added:
// of the reader's parameters that have a default and that both operations
// have, since the default may speak of another kind of thing.
func (b *builder) likewise(get, added *draft) {
	for _, a := range added.args {
		l, ok := b.leaf(protocol.RowPath(a.Path))
		if ok && l.Default != nil && l.arg == a.Path && departs(&l.Row, a.Value) == "" {
			get.set(l.arg, a.Value)
		}
	}
}
