package pages

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/concord-dev/concord/specs"
)

// node is one value of a sample. Members keep their order.
type node struct {
	kind    specs.Type // object, array or a scalar's type; "" for null and for text of XML
	text    string     // of a scalar, unquoted
	raw     string     // of a scalar, as JSON
	keys    []string
	members map[string]*node
	items   []*node
}

func (n *node) member(key string) *node {
	if n == nil {
		return nil
	}
	return n.members[key]
}

func (n *node) isEmpty() bool {
	return n == nil || n.kind == "" && n.text == "" || n.kind == specs.String && strings.TrimSpace(n.text) == "" ||
		n.kind == specs.Array && len(n.items) == 0 || n.kind == specs.Object && len(n.keys) == 0
}

func (n *node) set(key string, v *node) {
	if n.members == nil {
		n.members = map[string]*node{}
	}
	if _, ok := n.members[key]; !ok {
		n.keys = append(n.keys, key)
	}
	n.members[key] = v
}

// appendJSON writes the node as JSON.
func (n *node) appendJSON(b *bytes.Buffer) {
	switch n.kind {
	case specs.Object:
		b.WriteByte('{')
		for i, k := range n.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(k))
			b.WriteByte(':')
			n.members[k].appendJSON(b)
		}
		b.WriteByte('}')
	case specs.Array:
		b.WriteByte('[')
		for i, x := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			x.appendJSON(b)
		}
		b.WriteByte(']')
	case specs.String:
		b.WriteString(quote(n.text))
	default:
		if n.raw == "" || !json.Valid([]byte(n.raw)) {
			b.WriteString("null")
			return
		}
		b.WriteString(n.raw)
	}
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// names adds the keys of n and of everything below it.
func (n *node) names(into map[string]bool) {
	if n == nil {
		return
	}
	for _, k := range n.keys {
		into[k] = true
		n.members[k].names(into)
	}
	for _, x := range n.items {
		x.names(into)
	}
}

// places notes at which paths, array marks left out, each member name stands.
func (n *node) places(at string, into map[string]map[string]bool, depth int) {
	if n == nil || depth > maxDepth {
		return
	}
	for _, k := range n.keys {
		if into[k] == nil {
			into[k] = map[string]bool{}
		}
		if len(into[k]) < maxNodes {
			into[k][at] = true
		}
		n.members[k].places(at+"."+k, into, depth+1)
	}
	for _, x := range n.items {
		x.places(at, into, depth+1)
	}
}

// maxDepth bounds the nesting of a sample.
const maxDepth = 100

// repairer reads JSON as pages print it: with comments, without commas, with
// backslashes at line ends, without the outer braces, or cut off at the end.
type repairer struct {
	s   string
	pos int
}

var (
	statusLine = regexp.MustCompile(`(?i)^\s*(?:HTTP/\d(?:\.\d)?\s+\d{3}|STATUS\s+CODE|[A-Za-z][\w-]*:\s*\S)`)
	commentRun = regexp.MustCompile(`^\s*(?://|#)`)
)

// parseSample reads the first JSON value of a sample; nil where there is none.
func parseSample(text string) *node {
	n, _ := parseWhole(text)
	return n
}

// parseWhole is parseSample; whole reports that the braces close where the
// text ends, so that each member stands where the page means it.
func parseWhole(text string) (n *node, whole bool) {
	text = trimPreamble(text)
	if text == "" {
		return nil, false
	}
	r := &repairer{s: text}
	switch text[0] {
	case '{', '[':
		n = r.value(0)
	case '"':
		n = r.members(&node{kind: specs.Object}, 0)
	default:
		return nil, false
	}
	if n == nil || n.kind == specs.Object && len(n.keys) == 0 && strings.Contains(text, ":") {
		return nil, false
	}
	c := r.peek()
	return n, c != ',' && c != '}' && c != ']'
}

// trimPreamble drops what stands before the JSON: status line, headers,
// comments, a word for the format.
func trimPreamble(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n\u00a0\u3000\ufeff")
		if text == "" || text[0] == '{' || text[0] == '[' || text[0] == '"' || text[0] == '<' {
			return text
		}
		line, rest, _ := strings.Cut(text, "\n")
		if !statusLine.MatchString(line) && !commentRun.MatchString(line) && len(line) > 40 {
			return ""
		}
		text = rest
	}
}

func (r *repairer) peek() byte {
	r.space()
	if r.pos < len(r.s) {
		return r.s[r.pos]
	}
	return 0
}

// space skips white space and what stands between values by mistake.
func (r *repairer) space() {
	for r.pos < len(r.s) {
		switch c := r.s[r.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			r.pos++
		case c == '\\':
			r.pos++
		case c == '/' && strings.HasPrefix(r.s[r.pos:], "//"):
			if i := strings.IndexByte(r.s[r.pos:], '\n'); i >= 0 {
				r.pos += i
			} else {
				r.pos = len(r.s)
			}
		case c == '/' && strings.HasPrefix(r.s[r.pos:], "/*"):
			if i := strings.Index(r.s[r.pos:], "*/"); i >= 0 {
				r.pos += i + 2
			} else {
				r.pos = len(r.s)
			}
		case c == '.' && strings.HasPrefix(r.s[r.pos:], "..."):
			r.pos += 3
		case c >= utf8.RuneSelf:
			x, size := utf8.DecodeRuneInString(r.s[r.pos:])
			if !strings.ContainsRune("\u00a0\u3000\ufeff…，", x) {
				return
			}
			r.pos += size
		default:
			return
		}
	}
}

func (r *repairer) value(depth int) *node {
	if depth > maxDepth {
		return nil
	}
	switch c := r.peek(); {
	case c == '{':
		r.pos++
		return r.members(&node{kind: specs.Object}, depth)
	case c == '[':
		r.pos++
		n := &node{kind: specs.Array}
		for {
			switch r.peek() {
			case 0:
				return n
			case ']':
				r.pos++
				return n
			case ',':
				r.pos++
				continue
			case '}', ':':
				return n // the bracket is missing
			}
			before := r.pos
			if v := r.value(depth + 1); v != nil {
				n.items = append(n.items, v)
			}
			if r.pos == before {
				r.pos++
			}
		}
	case c == '"':
		text, raw := r.str()
		return &node{kind: specs.String, text: text, raw: raw}
	case c == 0 || c == '}' || c == ']' || c == ',' || c == ':':
		return nil
	}
	from := r.pos
	for r.pos < len(r.s) && !strings.ContainsRune(",}]\n{[\\", rune(r.s[r.pos])) && !strings.HasPrefix(r.s[r.pos:], " //") {
		r.pos++
	}
	if r.pos == from {
		r.pos++
	}
	return scalarNode(strings.TrimSpace(r.s[from:r.pos]))
}

// members reads the members of an object whose brace is read.
func (r *repairer) members(n *node, depth int) *node {
	for {
		switch c := r.peek(); c {
		case 0:
			return n
		case '}':
			r.pos++
			return n
		case ']':
			return n // the brace is missing
		case ',', ':':
			r.pos++
		case '{', '[':
			before := r.pos
			r.value(depth + 1) // a value without a name
			if r.pos == before {
				r.pos++
			}
		default:
			var key string
			if c == '"' {
				key, _ = r.str()
				key = strings.TrimSpace(key)
			} else {
				from := r.pos
				for r.pos < len(r.s) && !strings.ContainsRune(":,}]\n{[\"", rune(r.s[r.pos])) {
					r.pos++
				}
				key = strings.Trim(strings.TrimSpace(r.s[from:r.pos]), "'“”")
				if r.pos == from {
					r.pos++
				}
			}
			if r.peek() != ':' {
				continue
			}
			r.pos++
			switch r.peek() {
			case ',', '}', ']', 0:
				n.set(key, &node{})
			default:
				if v := r.value(depth + 1); v != nil {
					n.set(key, v)
				} else if depth >= maxDepth {
					r.pos = len(r.s)
					return n
				}
			}
		}
	}
}

// str reads a quoted string. A quote inside that ends neither a key nor a
// value is part of it.
func (r *repairer) str() (text, raw string) {
	from := r.pos
	r.pos++
	for r.pos < len(r.s) {
		switch r.s[r.pos] {
		case '\\':
			r.pos = min(r.pos+2, len(r.s))
			continue
		case '\n':
			// An unfinished string ends with its line, unless the line goes on.
			if rest := strings.TrimLeft(r.s[r.pos:], " \t\r\n"); rest == "" || rest[0] == '"' || rest[0] == '}' || rest[0] == ']' {
				return strings.TrimRight(r.s[from+1:r.pos], `, `), ""
			}
		case '"':
			r.pos++
			raw = r.s[from:r.pos]
			if json.Unmarshal([]byte(raw), &text) != nil {
				text = strings.Trim(raw, `"`)
			}
			return text, raw
		}
		r.pos++
	}
	return r.s[from+1:], ""
}

func scalarNode(s string) *node {
	s = strings.Trim(s, "'“”‘’")
	n := &node{text: s, raw: s}
	switch {
	case s == "" || s == "null" || s == "None":
		n.text = ""
	case s == "true" || s == "false" || s == "True" || s == "False":
		n.kind, n.raw = specs.Boolean, strings.ToLower(s)
	case json.Valid([]byte(s)):
		n.kind = specs.Integer
		if strings.ContainsAny(s, ".eE") {
			n.kind = specs.Number
		}
	default:
		n.kind = specs.String
	}
	return n
}

// parseXML reads a sample in XML: an element is an object, elements of one
// name that repeat are an array, text has no type.
func parseXML(text string) *node {
	d := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(trimPreamble(text), "<? xml", "<?xml")))
	d.Strict = false
	root := &node{kind: specs.Object}
	stack := []*node{root}
	for {
		t, err := d.Token()
		if err != nil {
			if err != io.EOF && len(root.keys) == 0 {
				return nil
			}
			break
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil
			}
			n := &node{}
			if old := top.member(t.Name.Local); old != nil {
				if old.kind != specs.Array {
					old = &node{kind: specs.Array, items: []*node{old}}
				}
				old.items = append(old.items, n)
				n.text = ""
				top.set(t.Name.Local, old)
			} else {
				top.kind, top.text = specs.Object, ""
				top.set(t.Name.Local, n)
			}
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			if top.kind == "" {
				top.text += strings.TrimSpace(string(t))
			}
		}
	}
	if len(root.keys) == 0 {
		return nil
	}
	if first := root.members[root.keys[0]]; first.kind == specs.Object {
		return first
	}
	return root
}

// sample adds the samples of a chapter.
func (p *page) sample(ch *chapter) {
	var kind sectionKind
	switch ch.place {
	case sampleRequestPlace:
		kind = requestSample
	case sampleResponsePlace:
		kind = responseSample
	case examplesPlace:
		kind = -1
	default:
		return
	}
	for _, s := range codeTexts(ch.blocks) {
		k := kind
		if k < 0 {
			k = responseSample
			if requestLine.MatchString(firstLine(s.text)) || strings.Contains(firstLine(s.text), "://") {
				k = requestSample
			}
		}
		s.kind, s.heading = k, ch.heading
		p.sections = append(p.sections, s)
	}
}

func firstLine(s string) string {
	l, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return l
}

// codeTexts returns the code of a chapter: its code blocks or, where it has
// none, the runs of lines that are JSON, XML or a request.
func codeTexts(blocks []block) []section {
	var out []section
	for _, b := range blocks {
		if b.kind == codeBlock {
			out = append(out, section{line: b.line, text: b.text})
		}
	}
	if len(out) > 0 {
		return out
	}
	var run strings.Builder
	var kind byte
	line := 0
	flush := func() {
		if run.Len() > 0 {
			out = append(out, section{line: line, text: run.String()})
		}
		run.Reset()
		kind = 0
	}
	for _, b := range blocks {
		raw := b.rawLine()
		t := strings.TrimSpace(raw)
		if t == "" {
			continue
		}
		begins := byte(0)
		switch {
		case t[0] == '{' || t[0] == '[':
			begins = '{'
		case t[0] == '<':
			begins = '<'
		case strings.Contains(t, "://") || requestLine.MatchString(t):
			begins = '/'
		}
		if kind == 0 || begins != 0 && begins != kind && (kind != '{' || begins == '<' && b.gap) {
			if begins == 0 {
				continue
			}
			flush()
			kind, line = begins, b.line
		} else if b.gap && formatWord.MatchString(t) {
			flush()
			continue
		}
		run.WriteString(raw)
		run.WriteByte('\n')
	}
	flush()
	return out
}

// formatWord announces the format of the next sample.
var formatWord = regexp.MustCompile("(?i)^[•\\s*`-]*(?:JSON|XML)[\\s`*]*(?:format|格式|example|示例)?[\\s`*]*$")

// sampleNames returns every member name that a sample of the page shows.
func (p *page) sampleNames() map[string]bool {
	names := map[string]bool{}
	for _, s := range p.sections {
		if s.kind != responseSample && s.kind != requestSample {
			continue
		}
		if n := parseSample(s.text); n != nil {
			n.names(names)
		} else if strings.HasPrefix(trimPreamble(s.text), "<") {
			parseXML(s.text).names(names)
		}
		for _, m := range queryName.FindAllStringSubmatch(s.text, 500) {
			names[simpleName(m[1])] = true
		}
	}
	return names
}

var queryName = regexp.MustCompile(`[?&]\s*([A-Za-z][\w.]*)=`)

// successSample returns the sample of a successful answer and whether it is
// JSON. other is the same in XML, where the page prints both; it is the sample
// where the braces of the JSON are broken.
func (p *page) successSample() (sample, other *node, isJSON bool) {
	whole := false
	for _, s := range p.sections {
		if s.kind != responseSample || s.status != 0 && s.status/100 != 2 {
			continue
		}
		if sample == nil {
			sample, whole = parseWhole(s.text)
		}
		if other == nil && strings.HasPrefix(trimPreamble(s.text), "<") {
			other = parseXML(s.text)
		}
	}
	if sample == nil || !whole && other != nil {
		return other, nil, false
	}
	return sample, other, true
}

// joinedSample is the JSON sample of a successful answer with the members that
// the samples offered beside it show; nil where there is none.
func (p *page) joinedSample() *node {
	var out *node
	for _, s := range p.sections {
		if s.kind != responseSample || s.status != 0 && s.status/100 != 2 || out != nil && !s.or {
			continue
		}
		n := parseSample(s.text)
		switch {
		case out == nil:
			out = n
		case n != nil && !n.isError():
			out.absorb(n)
		}
	}
	return out
}

// absorb adds the members and items of other.
func (n *node) absorb(other *node) {
	switch {
	case n.kind != other.kind:
	case n.kind == specs.Array:
		n.items = append(n.items, other.items...)
	case n.kind == specs.Object:
		for _, k := range other.keys {
			if v := n.members[k]; v != nil {
				v.absorb(other.members[k])
			} else {
				n.set(k, other.members[k])
			}
		}
	}
}

// isError reports a body, or the one object in it, that is nothing but a code
// and a message.
func (n *node) isError() bool {
	if len(n.keys) == 1 && n.members[n.keys[0]].kind == specs.Object {
		n = n.members[n.keys[0]]
	}
	return len(n.keys) <= 3 && (n.member("code") != nil && n.member("message") != nil || n.member("error_code") != nil && n.member("error_msg") != nil)
}
