package judge

import (
	"bytes"
	"fmt"
	"slices"
)

// maxDepth bounds the nesting of a body.
const maxDepth = 512

// Option changes one pass.
type Option func(*pass)

// Request gives the values of the request's parameters, by documented path,
// to conditions that name one: nil where the request did not hold it. Without
// it such conditions count as not met.
func Request(values func(path string) []string) Option {
	return func(p *pass) { p.request = values }
}

// pass is the state of one pass. Passes are used again: what they hold grows
// with the deepest body, not with the longest.
type pass struct {
	t       *Tree
	b       []byte
	i       int
	depth   int
	request func(string) []string

	places    []place  // where the pass stands, outermost first
	bits      []uint64 // members seen, of the open objects
	names     [][]byte // members that no row documents, of the open objects
	follow    []int32  // which member last followed which, of each object
	registers []register
	pending   []absence
	scratch   []byte

	seen     []uint64
	items    []int
	captured []capture
	texts    []byte
	odd      bool // a list stood in another wrapper than documented

	departures []Departure
	noted      map[key]int
	more       int
}

// place is one step of a pointer: a member's raw name body[start:end], or
// with start -1 the index end of a list.
type place struct{ start, end int }

// nowhere is the step of a member whose name is not read yet.
var nowhere = place{start: -2}

// register holds the value of a field that a condition looks at.
type register struct {
	present bool
	text    []byte
}

// absence is a field that was missing count times, whose condition looks at an
// object further up.
type absence struct {
	node    *node
	pointer string // of the first time
	count   int
}

// key is what equal departures share.
type key struct {
	kind Kind
	node int
	name string
}

// Judge reads body once and reports where it departs from the contract. It
// keeps nothing of body.
func (t *Tree) Judge(body []byte, options ...Option) Report {
	p, _ := t.passes.Get().(*pass)
	if p == nil {
		p = t.newPass()
	}
	p.b = body
	for _, option := range options {
		option(p)
	}
	p.seen, p.items = make([]uint64, t.seenWords), make([]int, len(t.lists))
	report := Report{tree: t}
	report.Unreadable = !p.body()
	report.seen, report.items = p.seen, p.items
	if len(p.captured) > 0 {
		report.captured = slices.Clone(p.captured)
		report.text = string(p.texts)
	}
	if len(p.departures) > 0 {
		report.Departures, report.More = p.departures, p.more
		sortDepartures(report.Departures)
	}
	p.reset()
	t.passes.Put(p)
	return report
}

func (t *Tree) newPass() *pass {
	p := &pass{t: t, noted: map[key]int{}, registers: make([]register, t.registers)}
	for _, n := range t.nodes {
		if n.children == nil {
			continue
		}
		for i := range n.children {
			p.follow = append(p.follow, int32(i))
		}
		p.follow = append(p.follow, 0)
	}
	return p
}

func (p *pass) reset() {
	p.b, p.i, p.depth, p.request = nil, 0, 0, nil
	p.places, p.bits, p.names, p.pending = p.places[:0], p.bits[:0], p.names[:0], p.pending[:0]
	p.captured, p.texts, p.odd = p.captured[:0], p.texts[:0], false
	p.seen, p.items, p.departures, p.more = nil, nil, nil, 0
	clear(p.names[:cap(p.names)]) // they are pieces of the body
	clear(p.noted)
	for i := range p.registers {
		p.registers[i].present = false
	}
}

// body reads the whole body. It reports whether there was a complete value.
func (p *pass) body() bool {
	if bytes.HasPrefix(p.b, []byte("\uFEFF")) {
		p.note(Encoding, p.t.root, func() (string, string) { return "no byte order mark", "U+FEFF" })
		p.i = len("\uFEFF")
	}
	p.space()
	if p.i >= len(p.b) {
		return p.fail("a JSON value")
	}
	if !p.value(p.t.root) {
		return false
	}
	p.space()
	if p.i < len(p.b) {
		p.fail("the end of the body")
	}
	return true
}

func (p *pass) space() {
	if p.i < len(p.b) && p.b[p.i] <= ' ' {
		p.i = skipSpace(p.b, p.i)
	}
}

// fail notes that the body is no JSON from here on. It returns false.
func (p *pass) fail(want string) bool {
	got := ""
	switch {
	case len(bytes.TrimSpace(p.b)) == 0:
		got = "an empty body"
	case p.i >= len(p.b):
		got = fmt.Sprintf("the end of the body at byte %d", len(p.b))
	default:
		got = fmt.Sprintf("%s at byte %d", quoted(p.b[p.i:]), p.i)
	}
	p.add(key{kind: Syntax}, Departure{Pointer: p.pointer(), Want: want, Got: got})
	return false
}

// value judges the value at the pass's place by n, which is nil where no row
// documents it. It returns false where there is no value.
func (p *pass) value(n *node) bool {
	if p.i >= len(p.b) {
		return p.fail("a JSON value")
	}
	switch p.b[p.i] {
	case '"':
		return p.stringValue(n)
	case '{':
		return p.nested(n, '{')
	case '[':
		return p.nested(n, '[')
	case 't':
		return p.literal(n, "true", wantBoolean)
	case 'f':
		return p.literal(n, "false", wantBoolean)
	case 'n':
		return p.literal(n, "null", wantAny)
	}
	return p.numberValue(n)
}

func (p *pass) stringValue(n *node) bool {
	raw, escaped, ok := p.quotedText(n)
	if !ok || n == nil || n.plain && (n.want == wantString || n.want == wantAny) {
		return ok
	}
	text := raw
	if escaped {
		p.scratch = unescape(p.scratch[:0], raw)
		text = p.scratch
	}
	p.keep(n, text, true)
	switch {
	case n.want != wantString && n.want != wantAny:
		if !p.masked(text) {
			p.mistyped(n, wantString, text)
		}
	case n.facts != nil:
		p.text(n, text)
	}
	return true
}

// quotedText reads a string and returns what stands between its quotes.
func (p *pass) quotedText(n *node) (raw []byte, escaped, ok bool) {
	start := p.i + 1
	end, escaped, flaw := scanString(p.b, p.i)
	if end < 0 {
		return nil, false, p.fail("a complete string")
	}
	p.i = end + 1
	raw = p.b[start:end]
	if flaw != noFlaw {
		p.flawed(n, flaw, raw)
	}
	return raw, escaped, true
}

func (p *pass) flawed(n *node, f flaw, raw []byte) {
	want := "valid UTF-8"
	if f == loneSurrogate {
		want = "surrogates in pairs"
	}
	if n != nil {
		p.note(Encoding, n, func() (string, string) { return want, quoted(raw) })
	} else if k := (key{kind: Encoding, node: -1}); !p.again(k) {
		p.add(k, Departure{Path: p.wirePath(), Pointer: p.pointer(), Want: want, Got: quoted(raw)})
	}
}

func (p *pass) numberValue(n *node) bool {
	start := p.i
	end, whole := scanNumber(p.b, start)
	if end < 0 {
		return p.fail("a JSON value")
	}
	p.i = end
	if n == nil {
		return true
	}
	lit := p.b[start:end]
	if !n.plain {
		p.keep(n, lit, false)
	}
	got := wantInteger
	if !whole || len(lit) > 18 { // 18 digits always fit
		m := measureNumber(lit)
		switch {
		case m.huge:
			p.note(Precision, n, func() (string, string) {
				return fmt.Sprintf("an exponent up to %d", maxExponent), cut(lit)
			})
			return true
		case !m.integral:
			got = wantNumber
		case !m.inInt64 && n.want == wantInteger:
			p.note(BeyondInt64, n, func() (string, string) { return "an integer within int64", cut(lit) })
			return true
		}
	}
	switch {
	case n.want == wantAny:
	case n.want == wantInteger && got == wantNumber && !n.sampled:
		if !p.otherReading(n, got, lit) {
			p.note(Precision, n, func() (string, string) { return "integer", cut(lit) })
		}
	case n.want != wantNumber && n.want != got:
		p.mistyped(n, got, lit)
	case n.facts != nil:
		p.number(n, lit)
	}
	return true
}

func (p *pass) literal(n *node, word string, got want) bool {
	if len(p.b)-p.i < len(word) || string(p.b[p.i:p.i+len(word)]) != word {
		return p.fail("a JSON value")
	}
	text := p.b[p.i : p.i+len(word)]
	p.i += len(word)
	switch {
	case n == nil:
		return true
	case got == wantAny: // null
		switch {
		case n.want == wantAny || n.sampled && n.where != always:
		case n.sampled:
			p.note(SampleType, n, func() (string, string) { return n.want.word(), "null" })
		default:
			p.note(IsNull, n, func() (string, string) { return n.want.word(), "null" })
		}
		return true
	}
	if !n.plain {
		p.keep(n, text, false)
	}
	if n.want != wantAny && n.want != got {
		p.mistyped(n, got, text)
	}
	return true
}

// mistyped notes a value of another type than documented. Text is that of a
// scalar.
func (p *pass) mistyped(n *node, got want, text []byte) {
	if p.otherReading(n, got, text) {
		return
	}
	kind := WrongType
	switch {
	case n.sampled:
		kind = SampleType
	case coercible(n.want, got, text):
		kind = Coercible
	}
	p.note(kind, n, func() (string, string) { return n.want.word(), valueText(got, text) })
}

// otherReading reports whether the page's own sample has the type, and notes
// it.
func (p *pass) otherReading(n *node, got want, text []byte) bool {
	for _, c := range n.other {
		if c.Kind == "type" && (c.Sample == got.word() || c.Sample == "number" && got == wantInteger) {
			p.note(OtherReading, n, func() (string, string) { return n.want.word(), valueText(got, text) })
			return true
		}
	}
	return false
}

func valueText(got want, text []byte) string {
	switch got {
	case wantString:
		return "string " + quoted(text)
	case wantObject, wantArray:
		return got.word()
	}
	return got.word() + " " + cut(text)
}

// coercible reports whether a value is the documented one in another JSON
// type: "1" for 1, "true" for true, 1 for "1".
func coercible(n, got want, text []byte) bool {
	switch n {
	case wantString:
		return got == wantInteger || got == wantNumber || got == wantBoolean
	case wantInteger:
		return got == wantString && isInteger(text)
	case wantNumber:
		return got == wantString && isNumber(text)
	case wantBoolean:
		return got == wantString && isBoolean(text)
	}
	return false
}

// keep stores a scalar for slots and conditions.
func (p *pass) keep(n *node, text []byte, isText bool) {
	if n.register >= 0 {
		r := &p.registers[n.register]
		r.present, r.text = true, append(r.text[:0], text...)
	}
	if !n.slot {
		return
	}
	c := capture{node: n, start: int32(len(p.texts)), isText: isText}
	p.texts = append(p.texts, text...)
	c.end = int32(len(p.texts))
	for _, at := range p.places {
		if at.start == -1 && int(c.lists) < len(c.index) {
			c.index[c.lists] = int32(at.end)
			c.lists++
		}
	}
	if p.odd || !n.static {
		c.pointer = p.pointer()
	}
	p.captured = append(p.captured, c)
}

// nested judges an object or a list.
func (p *pass) nested(n *node, open byte) bool {
	if p.depth++; p.depth > maxDepth {
		return p.fail(fmt.Sprintf("at most %d levels", maxDepth))
	}
	var ok bool
	if open == '{' {
		ok = p.objectAs(n)
	} else {
		ok = p.listAs(n)
	}
	p.depth--
	return ok
}

// objectAs judges an object by what the node wants.
func (p *pass) objectAs(n *node) bool {
	if n == nil {
		return p.object(nil)
	}
	p.present(n)
	switch n.want {
	case wantAny, wantObject, wantMap:
		return p.object(n)
	case wantArray:
		switch {
		case p.otherReading(n, wantObject, nil):
			return p.single(n)
		case n.wrapped:
			p.note(Wrapper, n, func() (string, string) { return n.wire + " array", "object" })
			return p.single(n)
		case !p.t.bare && p.opensList():
			p.note(Wrapper, n, func() (string, string) { return n.wire + " array", "an object around the array" })
			return p.extraWrapper(n)
		}
	}
	p.mistyped(n, wantObject, nil)
	return p.object(nil)
}

// listAs judges a list by what the node wants.
func (p *pass) listAs(n *node) bool {
	switch {
	case n == nil:
		return p.list(nil)
	case n.want == wantArray:
		p.present(n)
		return p.list(n)
	case n.inner != nil:
		p.note(Wrapper, n.inner, func() (string, string) { return n.inner.wire, "an array without wrapper" })
		setBit(p.seen, n.inner.id)
		p.odd = true
		return p.list(n.inner)
	case n.want == wantAny:
		p.present(n)
		return p.list(nil)
	}
	p.mistyped(n, wantArray, nil)
	return p.list(nil)
}

func (p *pass) present(n *node) {
	if n.register >= 0 {
		r := &p.registers[n.register]
		r.present, r.text = true, r.text[:0]
	}
}

// single judges an object that stands where a list of such should.
func (p *pass) single(n *node) bool {
	p.odd = true
	p.items[n.list]++
	return p.objectAs(n.item)
}

// opensList reports whether the object at the pass's place begins with a
// member that is a list.
func (p *pass) opensList() bool {
	i := skipSpace(p.b, p.i+1)
	if i >= len(p.b) || p.b[i] != '"' {
		return false
	}
	if i, _, _ = scanString(p.b, i); i < 0 {
		return false
	}
	if i = skipSpace(p.b, i+1); i >= len(p.b) || p.b[i] != ':' {
		return false
	}
	i = skipSpace(p.b, i+1)
	return i < len(p.b) && p.b[i] == '['
}

// extraWrapper judges the object around a list that should stand bare: its
// first member is the list.
func (p *pass) extraWrapper(n *node) bool {
	p.odd = true
	first := true
	return p.members(nil, func([]byte) bool {
		if first {
			first = false
			return p.value(n)
		}
		return p.value(nil)
	})
}

// list judges the items at the pass's place by n, a list, or nil.
func (p *pass) list(n *node) bool {
	var item *node
	if n != nil {
		item = n.item
	}
	p.i++
	p.space()
	count := 0
	if p.i < len(p.b) && p.b[p.i] == ']' {
		p.i++
	} else {
		at := len(p.places)
		p.places = append(p.places, place{start: -1})
		for {
			p.places[at].end = count
			if !p.value(item) {
				return false
			}
			count++
			p.space()
			if p.i >= len(p.b) {
				return p.fail(", or ]")
			}
			c := p.b[p.i]
			if c == ']' {
				p.i++
				break
			}
			if c != ',' {
				return p.fail(", or ]")
			}
			p.i++
			p.space()
		}
		p.places = p.places[:at]
	}
	if n == nil {
		return true
	}
	p.items[n.list] += count
	if n.minItems >= 0 && count < n.minItems || n.maxItems >= 0 && count > n.maxItems {
		p.note(TooManyItems, n, func() (string, string) { return n.itemsText(), fmt.Sprintf("%d items", count) })
	}
	return true
}

func (n *node) itemsText() string {
	switch {
	case n.minItems < 0:
		return fmt.Sprintf("at most %d items", n.maxItems)
	case n.maxItems < 0:
		return fmt.Sprintf("at least %d items", n.minItems)
	}
	return fmt.Sprintf("%d to %d items", n.minItems, n.maxItems)
}

// members reads the members of the object at the pass's place. Each is called
// at the member's value with its name, which it must read.
func (p *pass) members(n *node, each func(name []byte) bool) bool {
	p.i++
	p.space()
	if p.i < len(p.b) && p.b[p.i] == '}' {
		p.i++
		return true
	}
	at := len(p.places)
	p.places = append(p.places, nowhere)
	for {
		p.places[at] = nowhere
		if p.i >= len(p.b) || p.b[p.i] != '"' {
			return p.fail("a member's name")
		}
		start := p.i + 1
		name, escaped, ok := p.quotedText(n)
		if !ok {
			return false
		}
		p.places[at] = place{start, start + len(name)}
		if escaped {
			name = unescape(nil, name)
		}
		p.space()
		if p.i >= len(p.b) || p.b[p.i] != ':' {
			return p.fail(": behind a member's name")
		}
		p.i++
		p.space()
		if !each(name) {
			return false
		}
		p.space()
		if p.i >= len(p.b) {
			return p.fail(", or }")
		}
		c := p.b[p.i]
		if c == '}' {
			p.i++
			break
		}
		if c != ',' {
			return p.fail(", or }")
		}
		p.i++
		p.space()
	}
	p.places = p.places[:at]
	return true
}
