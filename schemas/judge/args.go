package judge

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Value is one leaf of a decoded request.
type Value struct {
	// Path is the documented path with indices from 0 in the brackets:
	// "Tag[0].Key", "ContainerImageSpec.RegistryCredential.Server".
	Path string
	Text string
	// Kind is the JSON type word of a value that came out of JSON (string,
	// number, boolean, null, object, array); empty for a text of the query, the
	// form, the path or a header, whose type is judged by its form: "500" is an
	// integer, "True" a boolean.
	Kind string
}

// JudgeArgs judges a decoded request: the values become the JSON document that
// they describe, and that goes through the same pass. Pointers are of that
// document.
func (t *Tree) JudgeArgs(values []Value, options ...Option) Report {
	root := &argument{}
	for _, v := range values {
		at, n := root, t.root
		for name := range pathSteps(v.Path) {
			at = at.member(name)
			n = n.step(name)
		}
		at.texts = append(at.texts, literal(n, v))
	}
	return t.Judge(root.append(nil), options...)
}

// step returns the node of a member or, for an index, of the item; nil where
// no row documents it.
func (n *node) step(name string) *node {
	switch {
	case n == nil:
		return nil
	case strings.HasPrefix(name, "["):
		return n.item
	case n.free != nil:
		return n.free
	}
	if i, ok := n.index[name]; ok {
		return n.children[i]
	}
	return nil
}

// pathSteps yields the names of a path, an index as "[0]".
func pathSteps(path string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for segment := range strings.SplitSeq(path, ".") {
			name, rest, indexed := strings.Cut(segment, "[")
			if !yield(name) {
				return
			}
			for indexed {
				var index string
				index, rest, _ = strings.Cut(rest, "]")
				if !yield("[" + index + "]") {
					return
				}
				rest, indexed = strings.CutPrefix(rest, "[")
			}
		}
	}
}

// literal writes a leaf as JSON: a text that has the documented type's form
// becomes a literal of the type.
func literal(n *node, v Value) string {
	switch v.Kind {
	case "number", "boolean", "null":
		if json.Valid([]byte(v.Text)) {
			return v.Text
		}
	case "object":
		return "{}"
	case "array":
		return "[]"
	case "":
		switch {
		case n == nil:
		case n.want == wantInteger && isInteger([]byte(v.Text)), n.want == wantNumber && isNumber([]byte(v.Text)):
			return v.Text
		case n.want == wantBoolean && isBoolean([]byte(v.Text)):
			return strings.ToLower(v.Text)
		}
	}
	return string(appendText(nil, v.Text))
}

// appendText writes a JSON string. It keeps invalid UTF-8, for the pass to
// see.
func appendText(b []byte, text string) []byte {
	b = append(b, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, `\u00`...)
			b = append(b, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// argument is a part of the document that values describe. More than one text
// at one place become doubled members.
type argument struct {
	name    string
	members []*argument
	texts   []string
}

func (a *argument) member(name string) *argument {
	if i := slices.IndexFunc(a.members, func(m *argument) bool { return m.name == name }); i >= 0 {
		return a.members[i]
	}
	m := &argument{name: name}
	a.members = append(a.members, m)
	return m
}

// isList reports whether the members are items.
func (a *argument) isList() bool {
	return !slices.ContainsFunc(a.members, func(m *argument) bool { return !strings.HasPrefix(m.name, "[") })
}

// append writes the argument's value, its members before its own texts.
func (a *argument) append(b []byte) []byte {
	switch {
	case len(a.members) == 0 && a.name == "" && len(a.texts) == 0:
		return append(b, "{}"...)
	case len(a.members) == 0:
		return append(b, a.texts[0]...)
	case a.isList():
		slices.SortStableFunc(a.members, func(x, y *argument) int { return x.index() - y.index() })
		b = append(b, '[')
		for i, m := range a.members {
			if i > 0 {
				b = append(b, ',')
			}
			b = m.append(b)
		}
		return append(b, ']')
	}
	b = append(b, '{')
	for i, m := range a.members {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, m.name)
		b = append(b, ':')
		b = m.append(b)
		for _, again := range m.texts[min(1, len(m.texts)):] {
			b = appendText(append(b, ','), m.name)
			b = append(append(b, ':'), again...)
		}
	}
	return append(b, '}')
}

func (a *argument) index() int {
	i, err := strconv.Atoi(strings.Trim(a.name, "[]"))
	if err != nil {
		return 0
	}
	return i
}
