package pages

import (
	"strings"

	"github.com/concord-dev/concord/specs"
)

// wires sets the wire path of every field, parents first.
func (f *forest) wires(sample *node) {
	for _, x := range f.root.children {
		if x.in == "header" {
			x.wire, x.nodes = x.name, nil // not in the body
			x.finishWire()
			continue
		}
		if len(x.nodes) == 0 && sample != nil {
			f.strayed(x, sample)
		}
		if x.wire == "" {
			x.wire = f.root.wire + x.name
		}
		x.finishWire()
	}
}

// finishWire completes the field's wire path and sets its members'.
func (x *field) finishWire() {
	if x.shape == specs.Array {
		if x.wrapper != "" {
			x.wire += "." + x.wrapper
		}
		x.wire += "[]"
	}
	for _, c := range x.children {
		c.wire = x.wire + "." + c.name
		c.finishWire()
	}
}

// strayed finds a top row that the sample shows in one place deeper down,
// inside containers that no row documents.
func (f *forest) strayed(x *field, sample *node) {
	if sample.kind != specs.Object {
		return
	}
	var found []*node
	wire, places := "", 0
	var walk func(n *node, at string, depth int)
	walk = func(n *node, at string, depth int) {
		if depth > maxDepth || places > 1 {
			return
		}
		switch n.kind {
		case specs.Object:
			if v := n.member(x.name); v != nil && at != "" {
				if at+"."+x.name != wire {
					places++
					wire = at + "." + x.name
				}
				if len(found) < maxNodes {
					found = append(found, v)
				}
			}
			for _, k := range n.keys {
				if at == "" && f.root.byName[k] != nil {
					continue // documented containers are searched by their rows
				}
				walk(n.members[k], strings.TrimPrefix(at+"."+k, "."), depth+1)
			}
		case specs.Array:
			for _, item := range n.items {
				walk(item, at+"[]", depth+1)
			}
		}
	}
	walk(sample, "", 0)
	if places == 1 {
		x.nodes, x.wire = found, wire
		x.refresh()
	}
}

// refresh looks up the sample's values of the members again.
func (x *field) refresh() {
	x.findWrapper()
	for _, c := range x.children {
		c.nodes, _ = x.shows(c.name)
		c.refresh()
	}
}

// inEmptyArray reports a member of an array that is empty in the sample.
func (x *field) inEmptyArray() bool {
	for p := x.parent; p != nil && p.parent != nil; p = p.parent {
		if p.shape == specs.Array && len(p.nodes) > 0 && len(p.memberNodes()) == 0 {
			return true
		}
	}
	return false
}

// sampleOnly lists the members of the sample that no row documents.
func (f *forest) sampleOnly(sample *node) []string {
	s := sampleWalk{seen: map[string]bool{}, documented: map[string]*field{}}
	var gather func(x *field)
	gather = func(x *field) {
		for _, c := range x.children {
			s.documented[strings.TrimPrefix(strings.ReplaceAll(c.wire, "[]", ""), ".")] = c
			if w := c.wrapper; w != "" {
				s.wrap(strings.TrimSuffix(strings.TrimSuffix(c.wire, "[]"), "."+w))
			}
			gather(c)
		}
	}
	s.holders = map[string]bool{}
	gather(f.root)
	for wire := range s.documented {
		for i := strings.LastIndexByte(wire, '.'); i > 0; i = strings.LastIndexByte(wire[:i], '.') {
			s.holders[wire[:i]] = true
		}
	}
	s.walk(sample, "", "", 0)
	return s.out
}

type sampleWalk struct {
	documented map[string]*field // by wire path without "[]"
	holders    map[string]bool   // what stands above a documented member: wrappers
	seen       map[string]bool
	out        []string
}

func (s *sampleWalk) wrap(wire string) { s.holders[wire] = true }

// walk visits a value; at is its wire path, flat the same without "[]".
func (s *sampleWalk) walk(n *node, at, flat string, depth int) {
	if depth > maxDepth || n == nil {
		return
	}
	switch n.kind {
	case specs.Array:
		for _, item := range n.items {
			s.walk(item, at+"[]", flat, depth+1)
		}
	case specs.Object:
		if x := s.documented[flat]; x != nil && (x.shape == specs.Map || x.shape == specs.Array && x.items == specs.Map) {
			return // free keys
		}
		for _, k := range n.keys {
			v := n.members[k]
			wire, bare := strings.TrimPrefix(at+"."+k, "."), strings.TrimPrefix(flat+"."+k, ".")
			if s.documented[bare] == nil && !s.holders[bare] && !s.seen[bare] && len(s.out) < maxListed {
				s.seen[bare] = true
				listed := wire
				if v.kind == specs.Array {
					listed += "[]"
				}
				s.out = append(s.out, listed)
			}
			s.walk(v, wire, bare, depth+1)
		}
	}
}

// maxListed bounds a list of paths taken from a sample.
const maxListed = 10_000

// contradictions holds the values of the sample against a row's facts.
func (u *reader) contradictions(x *field, fld *specs.Field) {
	add := func(kind string, documented []string, sample string) {
		u.op.Contradictions = append(u.op.Contradictions, specs.Contradiction{
			Wire: x.wire, Kind: kind, Documented: documented, Sample: sample,
			Source: u.source(u.op.Page.Tables["response"], x.path, specs.FromSample),
		})
	}
	if x.typ == specs.Array && x.bare {
		add("type", []string{string(specs.Array)}, string(specs.Object))
		return
	}
	values := x.nodes
	want := x.typ
	if x.typ == specs.Array {
		for _, n := range x.nodes {
			if n.kind != specs.Array && n.kind != specs.Object && !isPlaceholder(n) {
				add("type", []string{string(specs.Array)}, string(n.kind))
				return
			}
		}
		values, want = x.memberNodes(), fld.Items
	}
	for _, n := range values {
		if got, ok := mismatch(want, n); ok {
			documented := want
			if x.typ == specs.Array {
				documented = fld.Items
			}
			add("type", []string{string(documented)}, got)
			return
		}
	}
	if len(fld.Enum) == 0 || fld.Extensible {
		return
	}
	for _, n := range values {
		if n.kind == specs.Object || n.kind == specs.Array || isPlaceholder(n) {
			continue
		}
		if v := strings.Join(strings.Fields(n.text), " "); !inEnum(fld.Enum, v) {
			add("enum", fld.Enum, v)
			return
		}
	}
}

func inEnum(enum []string, v string) bool {
	for _, e := range enum {
		if e == v {
			return true
		}
	}
	return false
}

// mismatch reports that a sample's value is not of the documented type.
func mismatch(want specs.Type, n *node) (got string, ok bool) {
	if n.kind == "" || isPlaceholder(n) || want == "" || n.kind == want {
		return "", false
	}
	switch {
	case want == specs.Number && n.kind == specs.Integer,
		want == specs.Map && n.kind == specs.Object:
		return "", false
	}
	return string(n.kind), true
}

// isPlaceholder reports a value that stands for another: empty, masked, a type
// word, or an ellipsis.
func isPlaceholder(n *node) bool {
	if n.kind == specs.Object || n.kind == specs.Array {
		return false
	}
	if n.kind != specs.String {
		return n.text == ""
	}
	t := strings.TrimSpace(n.text)
	switch strings.ToLower(t) {
	case "", "string", "str", "null", "none", "-", "--", "…", "...", "空", "无", "integer", "int", "long", "boolean", "object", "array":
		return true
	}
	return strings.Contains(t, "**") || strings.Contains(strings.ToLower(t), "xxx") || strings.Contains(t, "...") ||
		strings.HasPrefix(t, "<") && strings.HasSuffix(t, ">") || strings.HasPrefix(t, "{") && strings.HasSuffix(t, "}") && len(t) < 40 ||
		strings.HasPrefix(t, "$")
}
