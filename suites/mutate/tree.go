package mutate

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// tree is a JSON value that can be changed in place; members keep their order
// and may come twice.
type tree struct {
	literal string   // of a scalar
	members []member // of an object
	items   []*tree  // of a list
	kind    byte     // '{', '[' or 0 for a scalar
}

type member struct {
	name  string
	value *tree
}

var errTrailing = errors.New("bytes after the value")

// parse reads one JSON value.
func parse(body []byte) (*tree, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	t, err := parseValue(d)
	if err == nil && d.More() {
		err = errTrailing
	}
	return t, err
}

func parseValue(d *json.Decoder) (*tree, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch delim := token.(type) {
	case json.Delim:
		t := &tree{kind: byte(delim)}
		for d.More() {
			name := ""
			if t.kind == '{' {
				key, err := d.Token()
				if err != nil {
					return nil, err
				}
				name, _ = key.(string)
			}
			value, err := parseValue(d)
			if err != nil {
				return nil, err
			}
			if t.kind == '{' {
				t.members = append(t.members, member{name, value})
			} else {
				t.items = append(t.items, value)
			}
		}
		_, err := d.Token()
		return t, err
	default:
		return scalar(token), nil
	}
}

// scalar returns the tree of a Go value.
func scalar(v any) *tree {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only values of this package come here
	}
	return &tree{literal: string(text)}
}

// raw returns the tree of a literal, which need not be JSON.
func raw(literal string) *tree { return &tree{literal: literal} }

func object(members ...member) *tree { return &tree{kind: '{', members: members} }

func list(items ...*tree) *tree { return &tree{kind: '[', items: items} }

// text writes the tree.
func (t *tree) text() []byte { return t.append(nil) }

func (t *tree) append(b []byte) []byte {
	switch t.kind {
	case '{':
		b = append(b, '{')
		for i, m := range t.members {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, scalar(m.name).literal...)
			b = append(b, ':')
			b = m.value.append(b)
		}
		return append(b, '}')
	case '[':
		b = append(b, '[')
		for i, item := range t.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.append(b)
		}
		return append(b, ']')
	}
	return append(b, t.literal...)
}

func (t *tree) clone() *tree {
	c := *t
	c.members = slices.Clone(t.members)
	for i := range c.members {
		c.members[i].value = c.members[i].value.clone()
	}
	c.items = slices.Clone(t.items)
	for i := range c.items {
		c.items[i] = c.items[i].clone()
	}
	return &c
}

// value returns the text of a string, or the literal of another scalar.
func (t *tree) value() string {
	var s string
	if json.Unmarshal([]byte(t.literal), &s) == nil {
		return s
	}
	return t.literal
}

func (t *tree) index(name string) int {
	return slices.IndexFunc(t.members, func(m member) bool { return m.name == name })
}

// get returns a member's value, or nil.
func (t *tree) get(name string) *tree {
	if t == nil {
		return nil
	}
	if i := t.index(name); i >= 0 {
		return t.members[i].value
	}
	return nil
}

// set replaces a member's value, or adds the member.
func (t *tree) set(name string, value *tree) {
	if i := t.index(name); i >= 0 {
		t.members[i].value = value
		return
	}
	t.members = append(t.members, member{name, value})
}

func (t *tree) remove(name string) {
	t.members = slices.DeleteFunc(t.members, func(m member) bool { return m.name == name })
}

// place is a member of an object in a tree.
type place struct {
	parent *tree
	name   string
}

func (p place) value() *tree     { return p.parent.get(p.name) }
func (p place) set(value *tree)  { p.parent.set(p.name, value) }
func (p place) rename(to string) { p.parent.members[p.parent.index(p.name)].name = to }

// find returns the first place that a wire path names ("Images.Image[].Tags",
// "dev_services[]"), "[]" standing for some item and "{}" for some member; the
// "[]" at its end is the list.
func (t *tree) find(wire string) (place, bool) {
	step, rest, deeper := strings.Cut(wire, ".")
	name, isList := strings.CutSuffix(step, "[]")
	name, isMap := strings.CutSuffix(name, "{}")
	value := t.get(name)
	if t == nil || t.kind != '{' || value == nil {
		return place{}, false
	}
	if !deeper {
		return place{t, name}, true
	}
	switch {
	case isList:
		for _, item := range value.items {
			if p, ok := item.find(rest); ok {
				return p, true
			}
		}
		return place{}, false
	case isMap:
		for _, m := range value.members {
			if p, ok := m.value.find(rest); ok {
				return p, true
			}
		}
		return place{}, false
	}
	return value.find(rest)
}

// all returns every place that a wire path names.
func (t *tree) all(wire string) []place {
	step, rest, deeper := strings.Cut(wire, ".")
	name, isList := strings.CutSuffix(step, "[]")
	value := t.get(name)
	if t == nil || t.kind != '{' || value == nil {
		return nil
	}
	if !deeper {
		return []place{{t, name}}
	}
	if !isList {
		return value.all(rest)
	}
	var out []place
	for _, item := range value.items {
		out = append(out, item.all(rest)...)
	}
	return out
}
