package derive

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// leaf is a parameter that holds one value, or an array of single values.
type leaf struct {
	*specs.Parameter
	arg string // the argument's path, every index 0
	top string // the first name of the path
}

// name is the leaf's segment in case IDs: its path without brackets.
func (l leaf) name() string { return segment(l.Path) }

func segment(path string) string {
	return strings.ReplaceAll(strings.ReplaceAll(path, "[]", ""), "{}", "")
}

// nested reports whether the leaf is a member of a structure.
func (l leaf) nested() bool { return l.top != l.Path }

// leavesOf lists the leaves in page order. Maps, and objects without
// documented members, have no value that a page states.
func leavesOf(op *specs.Operation) []leaf {
	var leaves []leaf
	for i := range op.Request {
		p := &op.Request[i]
		if isContainer(op, p.Path) || p.Type == specs.Object || p.Type == specs.Map || strings.Contains(p.Path, "{}") {
			continue
		}
		if op.Protocol == specs.RPC && p.Path == "Action" {
			continue // it names the operation; the protocol sends it
		}
		if slices.ContainsFunc(leaves, func(l leaf) bool { return l.Path == p.Path }) {
			continue // the first of two rows counts
		}
		l := leaf{Parameter: p, arg: strings.ReplaceAll(p.Path, "[]", "[0]"), top: p.Path}
		if p.Type == specs.Array {
			l.arg += "[0]"
		}
		if i := strings.IndexAny(p.Path, ".["); i >= 0 {
			l.top = p.Path[:i]
		}
		leaves = append(leaves, l)
	}
	return leaves
}

func isContainer(op *specs.Operation, path string) bool {
	return slices.ContainsFunc(op.Request, func(p specs.Parameter) bool {
		return strings.HasPrefix(p.Path, path) && len(p.Path) > len(path) && strings.ContainsRune(".[{", rune(p.Path[len(path)]))
	})
}

// leaf returns the leaf with the documented path.
func (b *builder) leaf(path string) (leaf, bool) {
	i := slices.IndexFunc(b.leaves, func(l leaf) bool { return l.Path == path })
	if i < 0 {
		return leaf{}, false
	}
	return b.leaves[i], true
}

// draft is a request in the making.
type draft struct {
	args   []suites.Arg
	needs  []suites.Need
	before []suites.Step // that prepare it
	form   protocol.Form
	method string
}

func (d *draft) clone() *draft {
	return &draft{slices.Clone(d.args), slices.Clone(d.needs), slices.Clone(d.before), d.form, d.method}
}

// set gives an argument, in place of one that is there.
func (d *draft) set(path, value string) {
	for i := range d.args {
		if d.args[i].Path == path {
			d.args[i].Value = value
			return
		}
	}
	d.args = append(d.args, suites.Arg{Path: path, Value: value})
}

// drop takes the arguments of a row away, and what they need.
func (d *draft) drop(row string) {
	d.args = slices.DeleteFunc(d.args, func(a suites.Arg) bool { return protocol.RowPath(a.Path) == row })
	d.needs = slices.DeleteFunc(d.needs, func(n suites.Need) bool { return n.Parameter == row })
	d.before = slices.DeleteFunc(d.before, func(s suites.Step) bool { return s.Supplies == row })
}

// then returns the preparing steps and those that follow them.
func (d *draft) then(steps ...suites.Step) []suites.Step { return slices.Concat(d.before, steps) }

func (d *draft) has(row string) bool {
	return slices.ContainsFunc(d.args, func(a suites.Arg) bool { return protocol.RowPath(a.Path) == row })
}

// give sets a leaf to a value that every implementation accepts, or to what
// the need stands for.
func (b *builder) give(d *draft, l leaf) {
	value, need := b.value(l)
	if need == nil {
		d.set(l.arg, value)
		return
	}
	d.set(l.arg, "${"+need.Parameter+"}")
	if slices.ContainsFunc(d.needs, func(n suites.Need) bool { return n.Parameter == need.Parameter }) {
		return
	}
	d.needs = append(d.needs, *need)
	if step, ok := b.supply(l); ok {
		d.before = d.then(step)
	}
}

// base is the smallest request that the page allows: what is required, and of
// required structures what is required in them, or else their first member.
func (b *builder) base() *draft {
	if b.smallest == nil {
		b.smallest = b.makeBase()
	}
	return b.smallest.clone()
}

func (b *builder) makeBase() *draft {
	d := &draft{}
	for _, l := range b.leaves {
		if required(l) && b.inRequired(l.Path) {
			b.give(d, l)
		}
	}
	for i := range b.op.Request {
		p := &b.op.Request[i]
		if p.Required == nil || !*p.Required || !isContainer(b.op, p.Path) || !b.inRequired(p.Path) {
			continue
		}
		under := func(l leaf) bool { return slices.Contains(containers(l.Path), p.Path) }
		if !slices.ContainsFunc(b.leaves, func(l leaf) bool { return under(l) && d.has(l.Path) }) {
			if at := slices.IndexFunc(b.leaves, under); at >= 0 {
				b.give(d, b.leaves[at])
			}
		}
	}
	b.close(d)
	return d
}

// inRequired reports whether every structure around a row is required.
func (b *builder) inRequired(path string) bool {
	for _, container := range containers(path) {
		if p := b.op.Parameter(container); p == nil || p.Required == nil || !*p.Required {
			return false
		}
	}
	return true
}

// found is the smallest request that finds something: the base and, for a
// lookup, what it looks up.
func (b *builder) found() *draft {
	if b.finding == nil {
		b.finding = b.base()
		if l, ok := b.lookup(); ok && !b.finding.has(l.Path) {
			b.give(b.finding, l)
		}
	}
	return b.finding.clone()
}

func (b *builder) lookup() (leaf, bool) {
	if b.op.Behaviour.Lookup == nil {
		return leaf{}, false
	}
	return b.leaf(b.op.Behaviour.Lookup.Parameter)
}

// with is a request that gives a leaf this value, with the siblings of its
// structure that need nothing from outside.
func (b *builder) with(l leaf, value string) *draft {
	d := b.found()
	if l.nested() {
		for _, s := range b.leaves {
			if s.top == l.top && s.Deprecated == l.Deprecated && (required(s) || !b.isNeed(s)) {
				b.give(d, s)
			}
		}
	}
	b.name(d, l.top)
	d.set(l.arg, value)
	b.close(d)
	return d
}

// name sets the parameter whose enumeration names a structure ("Container" of
// ImageType for ContainerImageSpec), so that a request does not speak of one
// kind of thing and describe another.
func (b *builder) name(d *draft, structure string) {
	if p := b.op.Parameter(structure); p == nil || p.Type != specs.Object {
		return
	}
	for _, l := range b.leaves {
		for _, v := range l.Enum {
			if !l.nested() && len(v) > 1 && len(v) < len(structure) && strings.HasPrefix(structure, v) {
				d.set(l.arg, v)
			}
		}
	}
}

// existing is a request that gives a leaf what exists.
func (b *builder) existing(l leaf) *draft {
	d := b.with(l, "")
	d.drop(l.Path)
	b.give(d, l)
	b.close(d)
	return d
}

func (b *builder) isNeed(l leaf) bool {
	_, need := b.value(l)
	return need != nil
}

func required(l leaf) bool { return l.In == "path" || l.Required != nil && *l.Required }

// close gives the parameters that others depend on, and takes away those that
// they exclude.
func (b *builder) close(d *draft) {
	for range len(b.op.Dependencies) + 1 {
		changed := false
		for _, dep := range b.op.Dependencies {
			if !b.holds(d, dep.When) || b.holds(d, dep.Needs) {
				continue
			}
			l, ok := b.leaf(dep.Needs.Parameter)
			switch {
			case !ok:
				continue
			case dep.Needs.Not:
				d.drop(l.Path)
			case len(dep.Needs.Is) > 0:
				d.drop(l.Path)
				d.set(l.arg, dep.Needs.Is[0])
			default:
				b.give(d, l)
			}
			changed = true
		}
		if !changed {
			return
		}
	}
}

// holds reports whether a term is true of the request; a parameter that is
// absent has its default.
func (b *builder) holds(d *draft, t specs.Term) bool {
	given := false
	for _, a := range d.args {
		if protocol.RowPath(a.Path) == t.Parameter && (len(t.Is) == 0 || slices.Contains(t.Is, a.Value)) {
			given = true
		}
	}
	if !d.has(t.Parameter) && len(t.Is) > 0 {
		if p := b.op.Parameter(t.Parameter); p != nil && p.Default != nil {
			given = slices.Contains(t.Is, *p.Default)
		}
	}
	return given != t.Not
}

// step turns the draft into the step that the case is about. The arguments
// stand in page order.
func (b *builder) step(d *draft, expect suites.Expect) suites.Step {
	order := func(a suites.Arg) int {
		row := protocol.RowPath(a.Path)
		return slices.IndexFunc(b.op.Request, func(p specs.Parameter) bool { return p.Path == row })
	}
	args := slices.Clone(d.args)
	slices.SortStableFunc(args, func(x, y suites.Arg) int {
		if x, y := order(x), order(y); x != y && !strings.Contains(b.op.Request[max(x, 0)].Path, "[]") {
			return x - y
		}
		return 0
	})
	return suites.Step{Args: args, Method: d.method, Form: string(d.form), Writes: b.op.Effect == specs.Write, Expect: expect}
}

// steps are the preparing steps and the step itself.
func (b *builder) steps(d *draft, expect suites.Expect) []suites.Step {
	return d.then(b.step(d, expect))
}

// supply returns the step that brings a need: one that makes what a lookup
// finds, or the list that a filter narrows. What the list itself needs is not
// supplied.
func (b *builder) supply(l leaf) (suites.Step, bool) {
	if b.looksUp(l) {
		return b.supplyMade(l)
	}
	for _, f := range b.op.Behaviour.Filters {
		field := b.op.Field(f.Field)
		if f.Parameter != l.Path || f.When != nil || field == nil || f.Match != "" && f.Match != "equal" && f.Match != "any-of" || required(l) || b.smallest == nil {
			continue
		}
		step := b.step(b.base(), suites.Expect{})
		step.Save = map[string]string{l.Path: wirePath(field)}
		step.Supplies = l.Path
		return step, true
	}
	return suites.Step{}, false
}

// supplyMade returns the step that makes what the operation looks up.
func (b *builder) supplyMade(l leaf) (suites.Step, bool) {
	maker := b.find(b.op.Behaviour.Lookup.CreatedBy)
	if maker == nil || maker.Behaviour.Create == nil {
		return suites.Step{}, false
	}
	id := maker.Field(maker.Behaviour.Create.ID)
	if id == nil {
		return suites.Step{}, false
	}
	mb := newBuilder(maker, b.find)
	d := mb.base()
	if len(d.needs) > 0 {
		return suites.Step{}, false
	}
	step := mb.step(d, suites.Expect{})
	step.Operation = mb.address
	step.Save = map[string]string{l.Path: wirePath(id)}
	step.Supplies = l.Path
	return step, true
}

// wirePath is where a field sits in an answer's JSON.
func wirePath(f *specs.Field) string {
	if f.Wire != "" {
		return f.Wire
	}
	return f.Path
}
