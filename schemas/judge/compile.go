package judge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// CompileResponse returns the tree that judges the operation's successful
// answers. Fields that only the sample shows are known, their types taken from
// it. The fields that the operation's behaviour names are its slots.
func CompileResponse(op *specs.Operation) (*Tree, error) {
	b := newBuilder(op.Open.Response)
	for i := range op.Response {
		if err := b.field(&op.Response[i]); err != nil {
			return nil, err
		}
	}
	var sample any
	if len(op.Sample) > 0 {
		if err := json.Unmarshal(op.Sample, &sample); err != nil {
			return nil, fmt.Errorf("sample of %s: %w", op.Address, err)
		}
	}
	for _, wire := range op.SampleOnly {
		b.sampleOnly(wire, sample)
	}
	for _, c := range op.Contradictions {
		if c.Section == "" || c.Section == "response" {
			b.contradiction(c)
		}
	}
	b.slots = behaviourSlots(&op.Behaviour)
	if op.Provider != nil {
		for _, e := range op.Provider.Envelopes {
			b.slots = append(b.slots, e.RequestID)
		}
	}
	return b.finish()
}

// CompileRequest returns the tree that judges decoded requests of the
// operation. Parameters that the provider's gateway knows are known.
func CompileRequest(op *specs.Operation) (*Tree, error) {
	b := newBuilder(op.Open.Request)
	b.tree.bare = true
	for i := range op.Request {
		if err := b.parameter(&op.Request[i]); err != nil {
			return nil, err
		}
	}
	if op.Provider != nil {
		for i := range op.Provider.Common {
			common := op.Provider.Common[i]
			if op.Parameter(common.Path) != nil {
				continue
			}
			common.Required = nil // the gateway's rule, not the operation's
			if err := b.parameter(&common); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range op.Contradictions {
		if c.Section == "request" {
			b.contradiction(c)
		}
	}
	return b.finish()
}

// CompileEnvelope returns the tree that judges error answers of one form. Its
// slots are the envelope's own member names. Members in another letter case
// are read as if they were right, and reported.
func CompileEnvelope(e specs.Envelope) (*Tree, error) {
	b := newBuilder(false)
	b.tree.fold = true
	for _, path := range []string{e.Code, e.Message, e.RequestID} {
		if path == "" {
			continue
		}
		f := &specs.Field{Row: specs.Row{Path: path, Type: specs.String}, Presence: specs.Always}
		if err := b.field(f); err != nil {
			return nil, err
		}
		b.slots = append(b.slots, path)
	}
	for _, path := range e.Optional {
		if err := b.field(&specs.Field{Row: specs.Row{Path: path}}); err != nil {
			return nil, err
		}
	}
	return b.finish()
}

// behaviourSlots returns the documented paths whose values the checks of
// behaviour look at.
func behaviourSlots(b *specs.Behaviour) []string {
	slots := append([]string(nil), b.Unique...)
	for _, f := range b.Filters {
		slots = append(slots, f.Field, f.KeyField)
	}
	for _, e := range b.Echoes {
		slots = append(slots, e.Field)
	}
	if p := b.Paging; p != nil {
		slots = append(slots, p.NumberField, p.SizeField, p.Total)
	}
	if b.Lookup != nil {
		slots = append(slots, b.Lookup.Field)
	}
	if b.Create != nil {
		slots = append(slots, b.Create.ID)
	}
	for _, s := range b.Says {
		slots = append(slots, s.Field)
	}
	return slots
}

// builder grows a tree from wire paths.
type builder struct {
	tree       *Tree
	byWire     map[string]*node // "[]" behind each array; the item of X[] is "X[]" itself
	byPath     map[string]*node
	conditions []*node
	slots      []string
	places     map[string]string // of parameters, by documented path
}

func newBuilder(open bool) *builder {
	root := &node{register: -1, want: wantObject}
	return &builder{tree: &Tree{root: root, open: open}, byWire: map[string]*node{}, byPath: map[string]*node{}, places: map[string]string{}}
}

// field adds one row of a response table.
func (b *builder) field(f *specs.Field) error {
	wire := f.Wire
	if wire == "" {
		wire = f.Path
		if f.Type == specs.Array && !strings.HasSuffix(wire, "[]") {
			wire += "[]"
		}
	}
	n, err := b.row(wire, &f.Row)
	if err != nil {
		return err
	}
	n.sampled = f.From == specs.FromSample
	switch {
	case f.Presence == specs.Always:
		n.where = always
	case f.Presence == specs.When && f.Condition != nil:
		n.where = when
		n.cond = &condition{term: *f.Condition, register: -1}
		b.conditions = append(b.conditions, n)
	case f.Presence == specs.When:
		return fmt.Errorf("%s: presence when, but no condition", f.Path)
	case f.Shown && f.Presence == "" && !n.sampled:
		n.where = shown
	}
	return nil
}

// parameter adds one row of a request table. Of parameters with one name in
// several places (path and body), the first is judged.
func (b *builder) parameter(p *specs.Parameter) error {
	if in, ok := b.places[p.Path]; ok && in != p.In {
		return nil
	}
	b.places[p.Path] = p.In
	wire := p.Path
	if p.Type == specs.Array && !strings.HasSuffix(wire, "[]") {
		wire += "[]"
	}
	n, err := b.row(wire, &p.Row)
	if err != nil {
		return err
	}
	if p.Required != nil && *p.Required {
		n.where = always
	}
	return nil
}

// row adds the node of one documented row.
func (b *builder) row(wire string, row *specs.Row) (*node, error) {
	n, err := b.node(wire)
	if err != nil {
		return nil, err
	}
	if n.row != nil {
		return nil, fmt.Errorf("%s: two rows at %s: %s and %s", row.Path, wire, n.row.Path, row.Path)
	}
	facts, err := compileFacts(row)
	if err != nil {
		return nil, err
	}
	n.row, n.path = row, row.Path
	b.byPath[row.Path] = n
	if w, ok := wants[row.Type]; ok && n.item == nil {
		n.want = w
	}
	if n.want == wantArray && n.item == nil { // the page contradicts its own nesting
		n.item = b.new(n, "", wire+"[]")
	}
	if n.item == nil {
		n.facts = facts
		return n, nil
	}
	n.item.row, n.item.path = row, row.Path
	if row.Items != "" {
		n.item.want = wants[row.Items]
	}
	n.item.facts = facts
	if row.MinItems != nil {
		n.minItems = *row.MinItems
	}
	if row.MaxItems != nil {
		n.maxItems = *row.MaxItems
	}
	return n, nil
}

func (b *builder) new(parent *node, name, wire string) *node {
	return &node{parent: parent, name: name, wire: wire, path: wire, register: -1, minItems: -1, maxItems: -1}
}

// node returns the node at a wire path, which it adds with its ancestors. Of
// a path that ends in "[]" it is the list, not its item.
func (b *builder) node(wire string) (*node, error) {
	at, path := b.tree.root, ""
	for segment := range strings.SplitSeq(wire, ".") {
		at = at.content()
		name := strings.TrimRight(segment, "[]{}")
		if name == "" {
			return nil, fmt.Errorf("wire path %q: an empty name", wire)
		}
		path = join(path, name)
		next := b.byWire[path]
		if next == nil {
			next = b.new(at, name, path)
			b.byWire[path] = next
			if at.want == wantAny {
				at.want = wantObject
			}
			at.children = append(at.children, next)
		}
		at = next
		if strings.HasSuffix(segment, "[]") {
			path += "[]"
			if at.item == nil {
				at.want, at.wire = wantArray, path
				at.item = b.new(at, "", path)
			}
		}
		if strings.HasSuffix(segment, "{}") {
			path += "{}"
			if at.free == nil {
				at.want, at.free = wantMap, b.new(at, "", path)
			}
		}
	}
	return at, nil
}

// content returns the node that members of n belong to.
func (n *node) content() *node {
	switch {
	case n.item != nil:
		return n.item.content()
	case n.free != nil:
		return n.free.content()
	}
	return n
}

// sampleOnly adds what only the sample shows, and its type there.
func (b *builder) sampleOnly(wire string, sample any) {
	n, err := b.node(wire)
	if err != nil || n.row != nil {
		return
	}
	row := &specs.Row{
		Path: wire, From: specs.FromSample, Strengths: map[string]specs.Strength{"row": specs.Hint},
	}
	n.sampled = true
	value := sampleValue(sample, wire)
	if n.item != nil {
		row.Path = strings.TrimSuffix(wire, "[]")
		row.Type = specs.Array
		n.item.sampled, n.item.row = true, row
		n.item.want = sampleWant(value)
	} else {
		n.want = sampleWant(value)
		row.Type = specs.Type(n.want.word())
		if n.want == wantAny {
			row.Type = ""
		}
	}
	n.row = row
}

// sampleValue returns the first value at a wire path of the sample, that of
// the items where the path ends in "[]"; nil where there is none.
func sampleValue(v any, wire string) any {
	for segment := range strings.SplitSeq(wire, ".") {
		name, isList := strings.CutSuffix(segment, "[]")
		object, _ := v.(map[string]any)
		v = object[name]
		if isList {
			list, _ := v.([]any)
			if len(list) == 0 {
				return nil
			}
			v = list[0]
		}
	}
	return v
}

// sampleWant returns the type of a value of a sample; an integer there may
// well be a number elsewhere.
func sampleWant(v any) want {
	switch v.(type) {
	case string:
		return wantString
	case float64:
		return wantNumber
	case bool:
		return wantBoolean
	case map[string]any:
		return wantObject
	case []any:
		return wantArray
	}
	return wantAny
}

// contradiction lets both readings pass.
func (b *builder) contradiction(c specs.Contradiction) {
	n, ok := b.byWire[strings.TrimSuffix(c.Wire, "[]")]
	if !ok {
		return
	}
	n.other = append(n.other, c)
	if n.item != nil && c.Kind == "enum" {
		n.item.other = append(n.item.other, c)
	}
}

// finish numbers the nodes and works out what the pass asks of each.
func (b *builder) finish() (*Tree, error) {
	t := b.tree
	for _, n := range b.conditions {
		if err := b.bind(n); err != nil {
			return nil, err
		}
	}
	for _, path := range b.slots {
		if n := b.byPath[path]; n != nil && n.item != nil {
			n.item.slot = true
		} else if n != nil {
			n.slot = true
		}
	}
	follow := 0
	t.nodes = []*node{t.root}
	for i := 0; i < len(t.nodes); i++ {
		n := t.nodes[i]
		n.id = i
		if n.item != nil {
			n.list = len(t.lists)
			t.lists = append(t.lists, n)
			t.nodes = append(t.nodes, n.item)
		}
		if n.free != nil {
			t.nodes = append(t.nodes, n.free)
		}
		if len(n.children) > 0 {
			n.follow = follow
			follow += len(n.children) + 1
			n.finishObject()
		}
		t.nodes = append(t.nodes, n.children...)
	}
	bits := len(t.nodes)
	for _, n := range t.nodes {
		if n.facts != nil {
			n.facts.enumBit = bits
			bits += len(n.facts.enum)
		}
		n.static = n.isStatic()
		n.plain = n.facts == nil && !n.slot && n.register < 0
	}
	t.seenWords = (bits + 63) / 64
	for _, n := range t.nodes {
		for i, c := range n.children {
			if c.where != optional {
				setBit(n.expect, i)
			}
		}
		n.mayBeEmpty = n.name != "" && n.inner == nil &&
			!slices.ContainsFunc(n.children, func(c *node) bool { return c.where == always || c.where == when })
	}
	return t, nil
}

// finishObject works out wrappers, the index and the members that are missed.
func (n *node) finishObject() {
	if n.row == nil && n.parent != nil && len(n.children) == 1 && n.children[0].item != nil && n.children[0].row != nil {
		list := n.children[0]
		n.inner, list.wrapped = list, true
		n.row, n.path = list.row, list.path
		n.where, n.cond, n.sampled = list.where, list.cond, list.sampled
	}
	n.index = make(map[string]int32, len(n.children))
	n.expect = make([]uint64, (len(n.children)+63)/64)
	for i, c := range n.children {
		n.index[c.name] = int32(i)
	}
}

// bind finds the field that a condition looks at.
func (b *builder) bind(n *node) error {
	c := n.cond
	if c.term.Field == "" {
		if c.term.Parameter == "" {
			return fmt.Errorf("%s: a condition that names neither field nor parameter", n.path)
		}
		return nil
	}
	field := b.byPath[c.term.Field]
	if field == nil {
		return fmt.Errorf("%s: its condition names %s, which no row documents", n.path, c.term.Field)
	}
	for a := n.parent; a != nil; a = a.parent {
		if a == field.parent {
			if field.register < 0 {
				field.register = b.tree.registers
				b.tree.registers++
			}
			c.register, c.owner, a.owns = field.register, a, true
			return nil
		}
	}
	return fmt.Errorf("%s: its condition names %s, which is not in an object around it", n.path, c.term.Field)
}
