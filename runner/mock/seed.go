package mock

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/concord-dev/concord/specs"
)

// How many items a list is seeded with: several pages of the usual size. Some
// of them are such as a default filter leaves out.
const (
	seedItems  = 36
	seedCommon = 27 // items that pass the default filters
	seedThings = 4  // things that a lookup finds
)

// model is what the mock knows of an operation, worked out once.
type model struct {
	op   *specs.Operation
	rows []specs.ErrorCode
	top  *node // a successful answer, without masks
	// requestID is the top-level member that takes the request id, or "".
	requestID string

	items     string // documented path of the list, or ""
	itemsWire string
	list      []*item
	things    []*thing
}

// item is one entry of a list, with the values that filters look at.
type item struct {
	body   *node
	values map[string][]string // by documented path
	pairs  map[string][][2]string
}

// thing is what a lookup finds.
type thing struct {
	id   string
	body *node // the whole answer
}

func newModel(op *specs.Operation) *model {
	m := &model{op: op, rows: op.ErrorRows()}
	if m.top = parseNode(op.Sample); m.top == nil || m.top.kind != 'o' {
		m.top = &node{kind: 'o'}
	}
	m.top = unmaskAll(m.top, 0)
	m.findItems()
	m.complete()
	if op.Provider != nil {
		for _, e := range op.Provider.Envelopes {
			if e.RequestID != "" && op.Field(e.RequestID) != nil {
				m.requestID = e.RequestID
				break
			}
		}
	}
	switch {
	case m.items != "":
		m.seedList()
	case op.Behaviour.Lookup != nil:
		m.seedThings()
	}
	return m
}

func (m *model) wire(path string) string {
	if f := m.op.Field(path); f != nil {
		return f.Wire
	}
	return path
}

// findItems finds the list that paging, filters or uniqueness speak of.
func (m *model) findItems() {
	b := &m.op.Behaviour
	var inside string
	switch {
	case b.Paging != nil:
		m.items = b.Paging.Items
	case len(b.Filters) > 0:
		inside = b.Filters[0].Field
	case len(b.Unique) > 0:
		inside = b.Unique[0]
	}
	if i := strings.Index(inside, "[]"); i >= 0 {
		m.items = inside[:i]
	}
	if m.items != "" {
		m.itemsWire = m.wire(m.items)
	}
}

// complete adds the documented fields that the sample does not show.
func (m *model) complete() {
	for i := range m.op.Response {
		f := &m.op.Response[i]
		if len(m.top.at(f.Wire)) > 0 || f.Deprecated {
			continue
		}
		if v := invent(&f.Row, 0); v != nil && m.parentShown(f.Wire) {
			m.top = m.top.set(f.Wire, v)
		}
	}
}

// parentShown reports whether the object that holds a wire path is there.
func (m *model) parentShown(wire string) bool {
	cut := strings.LastIndexByte(wire, '.')
	return cut < 0 || len(m.top.at(wire[:cut])) > 0
}

// invent makes a value that the row allows; nil for structures.
func invent(r *specs.Row, i int) *node {
	t, enum := r.Type, r.Enum
	if t == specs.Array {
		t = r.Items
	}
	pick := ""
	if len(enum) > 0 {
		pick = enum[i%len(enum)]
	}
	switch t {
	case specs.Integer, specs.Number:
		if pick == "" {
			pick = "1"
			if r.Min != nil {
				pick = strconv.FormatFloat(*r.Min, 'f', -1, 64)
			}
		}
		return scalar(pick)
	case specs.Boolean:
		return scalar("false")
	case specs.String:
		if pick == "" {
			pick = text(r)
		}
		return textNode(pick)
	}
	return nil
}

// text makes a string that the row allows.
func text(r *specs.Row) string {
	s := strings.ReplaceAll(strings.ToLower(lastName(r.Path)), "_", "-")
	switch {
	case r.Example != nil:
		s = unmask(strings.TrimSpace(*r.Example), 0)
	case r.Default != nil:
		s = *r.Default
	case r.Format == "date-time":
		s = "2020-01-01T00:00:00Z"
	case r.Format == "uuid":
		s = "00000000-0000-4000-8000-000000000001"
	}
	if r.MaxLength != nil && len(s) > *r.MaxLength {
		s = s[:*r.MaxLength]
	}
	return s
}

func lastName(path string) string {
	name := path[strings.LastIndexByte(path, '.')+1:]
	return strings.TrimSuffix(strings.TrimSuffix(name, "[]"), "{}")
}

// unmask fills the asterisks of a documented value with the digits of i.
func unmask(s string, i int) string {
	if !specs.Masked(s) {
		return s
	}
	first, last := strings.IndexByte(s, '*'), strings.LastIndexByte(s, '*')
	return s[:first] + fmt.Sprintf("%0*d", last-first+1, i) + s[last+1:]
}

// unmaskAll cleans a sample: no masks, no line ends at the end of texts.
func unmaskAll(n *node, i int) *node {
	c := &node{kind: n.kind, text: n.text, names: n.names}
	if n.kind == 's' && len(n.text) > 0 && n.text[0] == '"' {
		c.text = appendString(nil, unmask(strings.TrimSpace(n.value()), i))
	}
	for _, kid := range n.kids {
		c.kids = append(c.kids, unmaskAll(kid, i))
	}
	return c
}

// distinct makes the i-th of values like the example.
func distinct(example, format string, i int) string {
	switch {
	case specs.Masked(example):
		return unmask(example, i)
	case i == 0:
		return example
	case format == "uuid" || len(example) == 36 && strings.Count(example, "-") == 4:
		return fmt.Sprintf("%s%04x", example[:len(example)-4], i)
	}
	return example + "-" + strconv.Itoa(i)
}

// seedList fills the list with items of which every documented value of every
// filter finds some and leaves some out.
func (m *model) seedList() {
	template := &node{kind: 'o'}
	if all := m.top.at(m.itemsWire); len(all) > 0 {
		template = all[0]
	}
	original := &node{kind: 'o'}
	if raw := parseNode(m.op.Sample); raw != nil {
		if all := raw.at(m.itemsWire); len(all) > 0 {
			original = all[0]
		}
	}
	var fields []varied
	for j := range m.op.Response {
		f := &m.op.Response[j]
		below, inside := strings.CutPrefix(f.Wire, m.itemsWire+".")
		if !inside || f.Type == specs.Array || len(template.at(below)) == 0 {
			continue
		}
		v := varied{Field: f, steps: strings.Split(below, "."), filter: m.filterOf(f.Path)}
		if all := original.at(below); len(all) > 0 && all[0].kind == 's' {
			v.shown = strings.TrimSpace(all[0].value())
		}
		fields = append(fields, v)
	}
	for i := range seedItems {
		body := template.clone()
		stride := 0
		for j := range fields {
			if v := m.vary(&fields[j], i, &stride); v != nil {
				body.put(fields[j].steps, v)
			}
		}
		m.list = append(m.list, m.newItem(m.addPairs(body, i)))
	}
	m.top = m.top.set(strings.TrimSuffix(m.itemsWire, "[]"), &node{kind: 'a'})
}

// varied is a field that items may have different values of.
type varied struct {
	*specs.Field
	steps  []string // of the wire path inside the item
	shown  string   // what the sample shows, masks and all
	filter *specs.Filter
}

// vary returns the value of a field in the i-th item; nil leaves the sample's.
func (m *model) vary(f *varied, i int, stride *int) *node {
	switch {
	case slices.Contains(m.op.Behaviour.Unique, f.Path):
		return textNode(distinct(f.shown, f.Format, i))
	case len(f.Enum) > 0:
		return typed(f.Enum[m.cycle(f.filter, f.Enum, i, stride)], f.Type)
	case f.Type == specs.Boolean:
		return scalar([]string{"true", "false"}[m.cycle(f.filter, []string{"true", "false"}, i, stride)])
	case f.Format == "date-time" && f.filter != nil:
		t, err := time.Parse(time.RFC3339, f.shown)
		if err != nil {
			return nil
		}
		return textNode(t.AddDate(0, 3*(seedCommon/2-i), 0).UTC().Format(time.RFC3339))
	case specs.Masked(f.shown):
		return textNode(unmask(f.shown, i))
	case f.filter != nil && f.Type == specs.String && f.filter.Match != "pair":
		if i%2 == 0 {
			return nil
		}
		return textNode(strings.ToLower(lastName(f.Path)) + "-" + strconv.Itoa(i%5))
	}
	return nil
}

// cycle picks a value of an enumeration for the i-th item. Among the common
// items every value comes, at another pace in each field, so that the fields
// are mixed; a default filter's own values all the common items have.
func (m *model) cycle(filter *specs.Filter, enum []string, i int, stride *int) int {
	if filter != nil && filter.Default {
		if p := m.op.Parameter(filter.Parameter); p != nil && p.Default != nil {
			if at := slices.Index(enum, *p.Default); at >= 0 && i < seedCommon {
				return at
			}
		}
		return i % len(enum)
	}
	*stride = *stride%4 + 1
	step := *stride
	for step > 1 && step*len(enum) > seedCommon {
		step--
	}
	return i / step % len(enum)
}

func (m *model) filterOf(path string) *specs.Filter {
	for i := range m.op.Behaviour.Filters {
		if f := &m.op.Behaviour.Filters[i]; f.Field == path {
			return f
		}
	}
	return nil
}

// addPairs gives every other item the example pair of a Tag-like filter.
func (m *model) addPairs(body *node, i int) *node {
	for j := range m.op.Behaviour.Filters {
		f := &m.op.Behaviour.Filters[j]
		key, value := m.op.Parameter(f.Key), m.op.Parameter(f.Parameter)
		if f.Match != "pair" || i%2 == 1 || key == nil || value == nil || key.Example == nil || value.Example == nil {
			continue
		}
		list, keyName := m.below(f.KeyField)
		_, valueName := m.below(f.Field)
		all := body.at(list)
		if len(all) == 0 {
			continue
		}
		pair := all[0].set(keyName, textNode(*key.Example)).set(valueName, textNode(*value.Example))
		body = body.set(strings.TrimSuffix(list, "[]"), &node{kind: 'a', kids: append(slices.Clone(all), pair)})
	}
	return body
}

// below splits the wire path of a member of a list inside an item into the
// list's and the member's.
func (m *model) below(path string) (list, name string) {
	wire := strings.TrimPrefix(m.wire(path), m.itemsWire+".")
	cut := strings.LastIndexByte(wire, '.')
	if cut < 0 {
		return "", wire
	}
	return wire[:cut], wire[cut+1:]
}

func (m *model) newItem(body *node) *item {
	it := &item{body: body.keep(), values: map[string][]string{}, pairs: map[string][][2]string{}}
	read := func(path string) {
		var values []string
		for _, n := range body.at(strings.TrimPrefix(m.wire(path), m.itemsWire+".")) {
			values = append(values, n.value())
		}
		it.values[path] = values
	}
	for i := range m.op.Behaviour.Filters {
		f := &m.op.Behaviour.Filters[i]
		read(f.Field)
		if f.Match != "pair" {
			continue
		}
		list, keyName := m.below(f.KeyField)
		_, valueName := m.below(f.Field)
		for _, entry := range body.at(list) {
			k, v := entry.member(keyName), entry.member(valueName)
			if k != nil && v != nil {
				it.pairs[f.Field] = append(it.pairs[f.Field], [2]string{k.value(), v.value()})
			}
		}
	}
	for _, path := range m.op.Behaviour.Unique {
		read(path)
	}
	return it
}

// seedThings fills what a lookup finds.
func (m *model) seedThings() {
	lookup := m.op.Behaviour.Lookup
	example := m.idExample()
	for i := range seedThings {
		body := m.top
		for j := range m.op.Response {
			f := &m.op.Response[j]
			if strings.Contains(f.Path, "[]") || len(body.at(f.Wire)) == 0 || f.Type == specs.Array {
				continue
			}
			enum := f.Enum
			if len(enum) == 0 {
				enum = m.namesake(f)
			}
			if len(enum) > 0 {
				body = body.set(f.Wire, typed(enum[i%len(enum)], f.Type))
			}
		}
		t := &thing{id: distinct(example, "", i)}
		if lookup.Field != "" {
			body = body.set(m.wire(lookup.Field), textNode(t.id))
		}
		t.body = body.keep()
		m.things = append(m.things, t)
	}
}

// idExample is an id as the page shows it.
func (m *model) idExample() string {
	lookup := m.op.Behaviour.Lookup
	if p := m.op.Parameter(lookup.Parameter); p != nil && p.Example != nil {
		return strings.TrimSpace(*p.Example)
	}
	if lookup.Field != "" {
		if all := m.top.at(m.wire(lookup.Field)); len(all) > 0 {
			return all[0].value()
		}
	}
	return "id-****"
}

// namesake returns the values of a request parameter of a field's name, where
// the page lists them there alone.
func (m *model) namesake(f *specs.Field) []string {
	for i := range m.op.Request {
		if p := &m.op.Request[i]; p.Path == lastName(f.Path) && p.Type == f.Type {
			return p.Enum
		}
	}
	return nil
}

// typed writes a text as JSON of a documented type.
func typed(value string, t specs.Type) *node {
	switch t {
	case specs.Integer, specs.Number:
		if _, err := strconv.ParseFloat(value, 64); err == nil && json.Valid([]byte(value)) {
			return scalar(value)
		}
	case specs.Boolean:
		return scalar(strings.ToLower(value))
	}
	return textNode(value)
}
