package schemas

import (
	"fmt"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// level is one place of a body as export draws it. It is built apart from the
// judge's tree on purpose: the schemas made of it are the oracle that property
// tests hold the judge against.
type level struct {
	name     string
	row      *specs.Row // nil for the root and for what only the wire has
	members  []*level
	item     *level // of an array
	value    *level // of a map
	required bool
	unstated bool        // of a parameter: the page does not say whether it is required
	optional bool        // of a field: the page says that it may be absent
	when     *specs.Term // of the same object, else nil
	whenType specs.Type  // of the field that it looks at
	style    string      // of a parameter
	others   []specs.Contradiction
}

// member returns the member called name, which it adds where it is new.
func (l *level) member(name string) *level {
	for _, m := range l.members {
		if m.name == name {
			return m
		}
	}
	m := &level{name: name}
	l.members = append(l.members, m)
	return m
}

// at returns the level at a wire path, which it adds with its ancestors: of a
// path that ends in "[]" the list, not its item.
func (l *level) at(wire string) (*level, error) {
	last := l
	for segment := range strings.SplitSeq(wire, ".") {
		name := strings.TrimRight(segment, "[]{}")
		if name == "" {
			return nil, fmt.Errorf("wire path %q: an empty name", wire)
		}
		last = l.member(name)
		l = last
		switch strings.TrimPrefix(segment, name) {
		case "[]":
			if l.item == nil {
				l.item = &level{}
			}
			l = l.item
		case "{}":
			if l.value == nil {
				l.value = &level{}
			}
			l = l.value
		}
	}
	return last, nil
}

// wrapped returns the list that the level wraps on the wire, or nil.
func (l *level) wrapped() *level {
	if l.row == nil && len(l.members) == 1 && l.members[0].item != nil && l.members[0].row != nil {
		return l.members[0]
	}
	return nil
}

// responseLevels draws the success answer.
func responseLevels(op *specs.Operation) (*level, error) {
	root := &level{}
	rows := append([]specs.Field(nil), op.Response...)
	specs.SetWire(rows)
	for i := range rows {
		l, err := root.at(rows[i].Wire)
		if err != nil {
			return nil, err
		}
		l.row = &op.Response[i].Row
		l.required, l.optional = rows[i].Presence == specs.Always, rows[i].Presence == specs.Optional
		if c := rows[i].Condition; rows[i].Presence == specs.When && c != nil && sibling(c.Field, rows[i].Path) {
			l.when = c
			if f := op.Field(c.Field); f != nil {
				l.whenType = f.Type
			}
		}
	}
	root.contradict(op, "response")
	root.require()
	return root, nil
}

// sibling reports whether two documented paths are members of one object.
func sibling(a, b string) bool {
	return a != "" && strings.LastIndex(a, ".") == strings.LastIndex(b, ".") &&
		a[:strings.LastIndex(a, ".")+1] == b[:strings.LastIndex(b, ".")+1]
}

// require makes a wrapper required, or required on a condition, whose list is.
func (l *level) require() {
	for _, m := range l.members {
		m.require()
		if list := m.wrapped(); list != nil {
			m.required = list.required
			m.when, m.whenType, list.when = list.when, list.whenType, nil
		}
	}
	if l.item != nil {
		l.item.require()
	}
	if l.value != nil {
		l.value.require()
	}
}

// requestLevels draws the parameters that keep says.
func requestLevels(op *specs.Operation, keep func(*specs.Parameter) bool) (*level, error) {
	root := &level{}
	for i := range op.Request {
		p := &op.Request[i]
		if !keep(p) {
			continue
		}
		wire := p.Path
		if p.Type == specs.Array {
			wire += "[]"
		}
		l, err := root.at(wire)
		if err != nil {
			return nil, err
		}
		l.row, l.style = &p.Row, p.Style
		l.required, l.unstated = p.Required != nil && *p.Required, p.Required == nil
	}
	root.contradict(op, "request")
	return root, nil
}

// contradict notes the other readings of the section. A contradiction of a
// place that no row documents is of no use here.
func (l *level) contradict(op *specs.Operation, section string) {
	for _, c := range op.Contradictions {
		if c.Section != section && (c.Section != "" || section != "response") {
			continue
		}
		if at := l.find(strings.Split(c.Wire, ".")); at != nil {
			at.others = append(at.others, c)
		}
	}
}

func (l *level) find(segments []string) *level {
	for _, m := range l.members {
		if m.name != strings.TrimRight(segments[0], "[]{}") {
			continue
		}
		switch {
		case len(segments) == 1:
			return m
		case m.item != nil:
			return m.item.find(segments[1:])
		case m.value != nil:
			return m.value.find(segments[1:])
		}
		return m.find(segments[1:])
	}
	return nil
}
