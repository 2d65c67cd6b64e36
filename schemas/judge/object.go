package judge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// fewNames is how many names of one object are compared one by one before a
// map takes over.
const fewNames = 16

// names holds the undocumented members of one object, to find doubled ones.
type names struct {
	base int // of pass.names
	many map[string]struct{}
}

// isNew reports whether the object has no such name yet, and keeps it.
func (s *names) isNew(p *pass, name []byte) bool {
	if s.many == nil {
		for _, other := range p.names[s.base:] {
			if bytes.Equal(name, other) {
				return false
			}
		}
		if p.names = append(p.names, name); len(p.names)-s.base > fewNames {
			s.many = make(map[string]struct{}, 4*fewNames)
			for _, other := range p.names[s.base:] {
				s.many[string(other)] = struct{}{}
			}
		}
		return true
	}
	if _, ok := s.many[string(name)]; ok {
		return false
	}
	s.many[string(name)] = struct{}{}
	return true
}

// object judges the object at the pass's place by n, which is nil where no row
// documents it.
func (p *pass) object(n *node) bool {
	if n == nil || len(n.children) == 0 {
		return p.freeObject(n)
	}
	base := len(p.bits)
	for range n.expect {
		p.bits = append(p.bits, 0)
	}
	if n.owns {
		for _, c := range n.children {
			if c.register >= 0 {
				p.registers[c.register].present = false
			}
		}
	}
	o := openObject{names: names{base: len(p.names)}, bits: base}
	last := -1
	empty := true
	ok := p.members(n, func(name []byte) bool {
		empty = false
		i := p.child(n, name, last)
		if i < 0 {
			return p.stranger(n, &o, name)
		}
		last = i
		c := n.children[i]
		if bit(p.bits[base:], i) {
			p.note(DuplicateKey, c, func() (string, string) { return "one member " + c.name, "another one" })
		}
		setBit(p.bits[base:], i)
		setBit(p.seen, c.id)
		return p.value(c)
	})
	if !ok {
		return false
	}
	if o.renamed != "" {
		p.settle(n, &o)
	}
	if !empty || !n.mayBeEmpty {
		for w, expect := range n.expect {
			if expect &^= p.bits[base+w]; expect != 0 {
				p.absent(n, w, expect)
			}
		}
	}
	if n.owns && len(p.pending) > 0 {
		p.decide(n)
	}
	p.bits, p.names = p.bits[:base], p.names[:o.names.base]
	return true
}

// openObject is what the pass knows of an object that it is in.
type openObject struct {
	names names
	bits  int // base of pass.bits
	// renamed is the member of a wrapper that may be the list under another
	// name, renamedAt its pointer.
	renamed, renamedAt string
}

// child returns which child of n is called name, or -1. Members mostly come in
// the order of the item before.
func (p *pass) child(n *node, name []byte, last int) int {
	guess := &p.follow[n.follow+last+1]
	if n.children[*guess].name == string(name) {
		return int(*guess)
	}
	i, ok := n.index[string(name)]
	if !ok {
		return -1
	}
	*guess = i
	return int(i)
}

// freeObject judges an object whose members no row names: a map, where n.free
// judges the values, or anything.
func (p *pass) freeObject(n *node) bool {
	var value *node
	if n != nil {
		value = n.free
	}
	seen := names{base: len(p.names)}
	ok := p.members(n, func(name []byte) bool {
		if !seen.isNew(p, name) {
			p.doubled(name)
		}
		if value != nil {
			setBit(p.seen, value.id)
		}
		return p.value(value)
	})
	p.names = p.names[:seen.base]
	return ok
}

func (p *pass) doubled(name []byte) {
	if p.full() {
		return
	}
	path := p.wirePath()
	p.add(key{kind: DuplicateKey, node: -1, name: path},
		Departure{Path: path, Pointer: p.pointer(), Want: "one member " + cut(name), Got: "another one"})
}

// stranger judges a member that no row names.
func (p *pass) stranger(n *node, o *openObject, name []byte) bool {
	if !o.names.isNew(p, name) {
		p.doubled(name)
	}
	if p.t.fold {
		for _, c := range n.children {
			if strings.EqualFold(c.name, string(name)) {
				p.noteStranger(n, name, func() (string, string) { return c.name, string(name) })
				p.odd = true
				return p.value(c)
			}
		}
	}
	if n.inner != nil && o.renamed == "" && !bit(p.bits[o.bits:], 0) && p.i < len(p.b) && p.b[p.i] == '[' {
		o.renamed, o.renamedAt = cut(name), p.pointer()
		setBit(p.seen, n.inner.id)
		p.odd = true
		return p.value(n.inner)
	}
	start := p.i
	if !p.value(nil) {
		return false
	}
	if !p.t.open {
		p.noteStranger(n, name, func() (string, string) { return "no such member", oneLine(p.b[start:p.i]) })
	}
	return true
}

func (p *pass) noteStranger(n *node, name []byte, text func() (string, string)) {
	// The conversion in the index does not allocate.
	if i, ok := p.noted[key{kind: Undocumented, node: n.id, name: string(name)}]; ok {
		p.departures[i].Count++
		return
	}
	if p.full() {
		return
	}
	want, got := text()
	p.add(key{kind: Undocumented, node: n.id, name: string(name)}, Departure{Path: p.wirePath(), Pointer: p.pointer(), Want: want, Got: got})
}

// settle says what the list under another name in a wrapper was, now that the
// wrapper is read.
func (p *pass) settle(n *node, o *openObject) {
	if bit(p.bits[o.bits:], 0) {
		p.add(key{kind: Undocumented, node: n.id, name: o.renamed},
			Departure{Path: join(n.wire, o.renamed), Pointer: o.renamedAt, Want: "no such member", Got: "an array"})
		return
	}
	setBit(p.bits[o.bits:], 0)
	p.add(key{kind: Wrapper, node: n.inner.id}, Departure{Path: n.inner.path, Row: n.inner.row,
		Pointer: o.renamedAt, Want: n.inner.wire, Got: join(n.wire, o.renamed) + "[]"})
}

func join(wire, name string) string {
	if wire == "" {
		return name
	}
	return wire + "." + name
}

// absent notes the missing members of n whose bits are set in word w.
func (p *pass) absent(n *node, w int, missing uint64) {
	for i := w * 64; missing != 0; i, missing = i+1, missing>>1 {
		if missing&1 == 0 {
			continue
		}
		c := n.children[i]
		switch {
		case c.where == always:
			p.missing(Missing, c)
		case c.where == shown:
			p.missing(MissingShown, c)
		case c.cond.owner == nil || c.cond.owner == n:
			if p.met(c.cond) {
				p.missing(Missing, c)
			}
		default:
			p.postpone(c)
		}
	}
}

func (p *pass) missing(kind Kind, c *node) {
	k := key{kind: kind, node: c.id}
	if !p.again(k) {
		p.add(k, Departure{Path: c.path, Row: c.row, Pointer: p.pointer() + "/" + escapePointer(c.name), Want: c.asked(), Got: "absent"})
	}
}

// asked says what is missing where n is absent: of a wrapper's list the path
// on the wire, which the documented path does not show.
func (n *node) asked() string {
	if n.wrapped {
		return strings.TrimSuffix(n.wire, "[]")
	}
	return "present"
}

// postpone keeps an absence until the field that its condition looks at is
// known.
func (p *pass) postpone(c *node) {
	if i := slices.IndexFunc(p.pending, func(a absence) bool { return a.node == c }); i >= 0 {
		p.pending[i].count++
		return
	}
	p.pending = append(p.pending, absence{c, p.pointer() + "/" + escapePointer(c.name), 1})
}

// decide judges the absences that waited for a field of n.
func (p *pass) decide(n *node) {
	p.pending = slices.DeleteFunc(p.pending, func(a absence) bool {
		if a.node.cond.owner != n {
			return false
		}
		if p.met(a.node.cond) {
			k := key{kind: Missing, node: a.node.id}
			p.add(k, Departure{Path: a.node.path, Row: a.node.row, Pointer: a.pointer, Want: a.node.asked(), Got: "absent"})
			if i, ok := p.noted[k]; ok {
				p.departures[i].Count += a.count - 1
			}
		}
		return true
	})
}

// met reports whether a condition holds.
func (p *pass) met(c *condition) bool {
	var values []string
	present := false
	if c.register >= 0 {
		if r := p.registers[c.register]; r.present {
			present, values = true, []string{string(r.text)}
		}
	} else {
		if p.request == nil {
			return false
		}
		values = p.request(c.term.Parameter)
		present = len(values) > 0
	}
	holds := present && len(c.term.Is) == 0 || slices.ContainsFunc(values, func(v string) bool {
		return slices.ContainsFunc(c.term.Is, func(is string) bool {
			return v == is || isBoolean([]byte(v)) && strings.EqualFold(v, is)
		})
	})
	return holds != c.term.Not
}

// note adds a departure at the pass's place; text, which says what was wanted
// and got, is only asked for the first of its kind.
func (p *pass) note(kind Kind, n *node, text func() (want, got string)) {
	k := key{kind: kind, node: n.id}
	if p.again(k) {
		return
	}
	want, got := text()
	p.add(k, Departure{Path: n.path, Row: n.row, Pointer: p.pointer(), Want: want, Got: got})
}

// again counts a departure that was noted before, and reports whether it was.
func (p *pass) again(k key) bool {
	i, ok := p.noted[k]
	if ok {
		p.departures[i].Count++
	}
	return ok
}

// add adds a departure, or counts it where its like was noted before.
func (p *pass) add(k key, d Departure) {
	if p.again(k) {
		return
	}
	if p.full() {
		return
	}
	p.noted[k] = len(p.departures)
	d.Kind, d.Count = k.kind, 1
	p.departures = append(p.departures, d)
}

// full counts one departure more where the report holds as many as it may, and
// reports whether it does.
func (p *pass) full() bool {
	if len(p.departures) < maxDepartures {
		return false
	}
	p.more++
	return true
}

// pointer returns the JSON pointer of the pass's place.
func (p *pass) pointer() string {
	var b strings.Builder
	for _, at := range p.places {
		switch at.start {
		case -2:
		case -1:
			fmt.Fprintf(&b, "/%d", at.end)
		default:
			b.WriteString("/" + escapePointer(p.name(at)))
		}
	}
	return b.String()
}

// wirePath returns the wire path of the pass's place, without indices.
func (p *pass) wirePath() string {
	var b strings.Builder
	for _, at := range p.places {
		switch at.start {
		case -2:
		case -1:
			b.WriteString("[]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(p.name(at))
		}
	}
	return b.String()
}

func (p *pass) name(at place) string {
	return strings.ToValidUTF8(string(unescape(nil, p.b[at.start:at.end])), "\uFFFD")
}
