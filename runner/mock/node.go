package mock

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// node is a JSON value that keeps the order of its members. A node that was
// given to another request is not changed any more: set copies what it changes.
type node struct {
	kind  byte     // 'o' object, 'a' array, 's' scalar
	text  []byte   // of a scalar: its JSON; of others: their JSON where it is kept, or nil
	names []string // of an object
	kids  []*node
}

func scalar(text string) *node { return &node{kind: 's', text: []byte(text)} }

func textNode(s string) *node { return &node{kind: 's', text: appendString(nil, s)} }

// parseNode reads one JSON value; nil where it is none.
func parseNode(raw []byte) *node {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	n, err := decodeNode(dec)
	if err != nil {
		return nil
	}
	return n
}

func decodeNode(dec *json.Decoder) (*node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		n := &node{kind: 'o'}
		if token == '[' {
			n.kind = 'a'
		}
		for dec.More() {
			if n.kind == 'o' {
				name, err := dec.Token()
				if err != nil {
					return nil, err
				}
				n.names = append(n.names, name.(string))
			}
			kid, err := decodeNode(dec)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, kid)
		}
		_, err := dec.Token()
		return n, err
	case string:
		return textNode(token), nil
	case json.Number:
		return scalar(token.String()), nil
	case bool:
		return scalar(strconv.FormatBool(token)), nil
	}
	return scalar("null"), nil
}

// clone returns a deep copy without kept JSON.
func (n *node) clone() *node {
	c := &node{kind: n.kind, names: slices.Clone(n.names)}
	if n.kind == 's' {
		c.text = n.text
	}
	for _, kid := range n.kids {
		c.kids = append(c.kids, kid.clone())
	}
	return c
}

// keep renders the node once for all requests.
func (n *node) keep() *node {
	if n.kind != 's' {
		n.text = n.append(nil)
	}
	return n
}

func (n *node) append(b []byte) []byte {
	if n.text != nil {
		return append(b, n.text...)
	}
	if n.kind == 'a' {
		b = append(b, '[')
		for i, kid := range n.kids {
			if i > 0 {
				b = append(b, ',')
			}
			b = kid.append(b)
		}
		return append(b, ']')
	}
	b = append(b, '{')
	for i, kid := range n.kids {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, n.names[i])
		b = append(b, ':')
		b = kid.append(b)
	}
	return append(b, '}')
}

// member returns the member of an object, or nil.
func (n *node) member(name string) *node {
	if i := slices.Index(n.names, name); i >= 0 {
		return n.kids[i]
	}
	return nil
}

// value returns a scalar as text, the way a parameter would carry it.
func (n *node) value() string {
	if n.kind == 's' && len(n.text) > 0 && n.text[0] == '"' {
		var s string
		if json.Unmarshal(n.text, &s) == nil {
			return s
		}
	}
	return string(n.text)
}

// at returns the nodes at a wire path, through every item of its arrays.
func (n *node) at(wire string) []*node {
	if wire == "" {
		return []*node{n}
	}
	step, rest, _ := strings.Cut(wire, ".")
	name := strings.TrimSuffix(step, "[]")
	kid := n.member(name)
	if kid == nil {
		return nil
	}
	if name == step || rest == "" && kid.kind != 'a' {
		return kid.at(rest)
	}
	if rest == "" {
		return kid.kids
	}
	var all []*node
	for _, item := range kid.kids {
		all = append(all, item.at(rest)...)
	}
	return all
}

// set returns a copy of the node in which the values at a wire path are v; the
// rest is shared. An object or array on the way that is missing is added.
func (n *node) set(wire string, v *node) *node {
	if wire == "" {
		return v
	}
	c := &node{kind: n.kind, names: n.names, kids: slices.Clone(n.kids)}
	step, rest, _ := strings.Cut(wire, ".")
	name := strings.TrimSuffix(step, "[]")
	if n.kind != 'o' {
		return n
	}
	i := slices.Index(n.names, name)
	if i < 0 {
		i = len(c.kids)
		c.names = append(slices.Clone(n.names), name)
		c.kids = append(c.kids, &node{kind: 'o'})
		if name != step {
			c.kids[i] = &node{kind: 'a', kids: []*node{{kind: 'o'}}}
		}
	}
	if name == step || rest == "" && c.kids[i].kind != 'a' {
		c.kids[i] = c.kids[i].set(rest, v)
		return c
	}
	if rest == "" {
		c.kids[i] = &node{kind: 'a', kids: []*node{v}}
		return c
	}
	list := &node{kind: 'a'}
	for _, item := range c.kids[i].kids {
		list.kids = append(list.kids, item.set(rest, v))
	}
	c.kids[i] = list
	return c
}

// put is set in place, for a node that nobody else has; steps is the wire path
// at its dots. It reports false where the path leads nowhere.
func (n *node) put(steps []string, v *node) bool {
	name, isList := strings.CutSuffix(steps[0], "[]")
	i := slices.Index(n.names, name)
	switch {
	case i < 0:
		return false
	case len(steps) == 1:
		n.kids[i] = v
		return true
	case !isList:
		return n.kids[i].put(steps[1:], v)
	}
	done := false
	for _, item := range n.kids[i].kids {
		done = item.put(steps[1:], v) || done
	}
	return done
}

// remove returns a copy without the member at a wire path.
func (n *node) remove(wire string) *node {
	step, rest, _ := strings.Cut(wire, ".")
	name := strings.TrimSuffix(step, "[]")
	i := slices.Index(n.names, name)
	if i < 0 {
		return n
	}
	c := &node{kind: n.kind, names: slices.Clone(n.names), kids: slices.Clone(n.kids)}
	switch {
	case rest == "":
		c.names, c.kids = slices.Delete(c.names, i, i+1), slices.Delete(c.kids, i, i+1)
	case name != step:
		list := &node{kind: 'a'}
		for _, item := range n.kids[i].kids {
			list.kids = append(list.kids, item.remove(rest))
		}
		c.kids[i] = list
	default:
		c.kids[i] = n.kids[i].remove(rest)
	}
	return c
}

const lowerHex = "0123456789abcdef"

// appendString writes a JSON string.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(b, `\ufffd`...)
			} else {
				b = append(b, s[i:i+size]...)
			}
			i += size
			continue
		}
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c < 0x20 || c == 0x7f:
			b = append(b, '\\', 'u', '0', '0', lowerHex[c>>4], lowerHex[c&15])
		default:
			b = append(b, c)
		}
		i++
	}
	return append(b, '"')
}

// appendXML writes the node as the content of an element: members as elements,
// an array as repeated elements of its name.
func (n *node) appendXML(b []byte, name string) []byte {
	switch n.kind {
	case 'a':
		for _, item := range n.kids {
			b = item.appendXML(b, name)
		}
		return b
	case 'o':
		if len(n.kids) == 0 {
			b = append(b, '<')
			b = append(b, name...)
			return append(b, "/>"...)
		}
	}
	b = append(b, '<')
	b = append(b, name...)
	b = append(b, '>')
	if n.kind == 'o' {
		for i, kid := range n.kids {
			b = kid.appendXML(b, n.names[i])
		}
	} else if value := n.value(); value != "null" {
		b = appendXMLText(b, value)
	}
	b = append(b, "</"...)
	b = append(b, name...)
	return append(b, '>')
}

func appendXMLText(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '&':
			b = append(b, "&amp;"...)
		case r < 0x20 && r != '\t' && r != '\n':
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
