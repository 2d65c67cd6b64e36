package specs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxFile bounds a catalog file, maxErrors the errors reported of one file.
const (
	maxFile   = 8 << 20
	maxErrors = 50
)

// FileError is one thing that is wrong in a file, at a place.
type FileError struct {
	File         string
	Line, Column int // counted from 1
	Message      string
}

// Error returns "file:line:column: message".
func (e FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// FileErrors is everything that is wrong in a file, in file order.
type FileErrors []FileError

// Error returns one line an error.
func (e FileErrors) Error() string {
	lines := make([]string, len(e))
	for i := range e {
		lines[i] = e[i].Error()
	}
	return strings.Join(lines, "\n")
}

// words lists the words that the types of a closed vocabulary take in YAML.
// The first word stands for the zero value where it is in parentheses.
var words = map[reflect.Type][]string{
	reflect.TypeFor[Type]():     {"(unstated)", "string", "integer", "number", "boolean", "object", "array", "map"},
	reflect.TypeFor[Strength](): {"(must)", "should", "hint"},
	reflect.TypeFor[Protocol](): {"rpc", "roa", "rest"},
	reflect.TypeFor[Effect]():   {"read", "write"},
	reflect.TypeFor[Presence](): {"(unstated)", "always", "when", "optional"},
	reflect.TypeFor[From]():     {"(table)", "prose", "sample", "observation", "sibling", "metadata", "overlay"},
	reflect.TypeFor[Fault](): {"missing", "type", "enum", "range", "length", "pattern", "format", "count", "dependency", "unknown",
		"state", "account", "server", "throttle", "auth", "route", "transport", "dry-run"},
}

// decoder fills Go values from YAML nodes by their yaml tags. It is strict: an
// unknown or repeated key, a missing key whose tag lacks omitempty, a value of
// another kind and a word outside a vocabulary are errors with their place.
// A struct with a Source is told its file and line.
type decoder struct {
	file    string
	limit   int  // bytes of the file; 0: maxFile
	partial bool // keys without omitempty may be missing
	// discreet leaves values out of errors: one may be a secret.
	discreet bool
	fields   map[reflect.Type][]field
	errs     FileErrors
	more     int // errors beyond maxErrors
}

// field is one key of a struct.
type field struct {
	name     string
	index    []int
	required bool
}

// parseYAML returns the one document of a file, nil when it is broken.
func (d *decoder) parseYAML(data []byte) *yaml.Node {
	at := &yaml.Node{Line: 1, Column: 1}
	if limit := cmp.Or(d.limit, maxFile); len(data) > limit {
		d.errorf(at, "the file is larger than %d bytes", limit)
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			d.errorf(at, "the file is empty")
			return nil
		}
		message := strings.TrimPrefix(err.Error(), "yaml: ")
		if rest, ok := strings.CutPrefix(message, "line "); ok {
			_, message, _ = strings.Cut(rest, ": ")
		}
		at.Line = brokenLine(data)
		d.errorf(at, "%s", message)
		return nil
	}
	if err := dec.Decode(&second); err == nil {
		d.errorf(&second, "a second document: a file holds one")
	}
	if len(doc.Content) != 1 {
		d.errorf(at, "the file is empty")
		return nil
	}
	return doc.Content[0]
}

// brokenLine returns the line up to which the parser reads before it gives up.
// The parser's own line is that of the construct's beginning, or none.
func brokenLine(data []byte) int {
	lines := &lineReader{rest: data}
	_ = yaml.NewDecoder(lines).Decode(&yaml.Node{})
	return lines.count
}

// lineReader gives out one line a call and counts them.
type lineReader struct {
	rest  []byte
	count int
}

func (r *lineReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	line := r.rest
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end+1]
	}
	n := copy(p, line)
	r.rest = r.rest[n:]
	if n == len(line) {
		r.count++
	}
	return n, nil
}

func (d *decoder) errorf(at *yaml.Node, format string, args ...any) {
	if len(d.errs) == maxErrors {
		d.more++
		return
	}
	d.errs = append(d.errs, FileError{d.file, max(at.Line, 1), max(at.Column, 1), fmt.Sprintf(format, args...)})
}

// err returns what was found so far, nil when nothing was.
func (d *decoder) err() error {
	if len(d.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(d.errs, func(a, b FileError) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	if d.more > 0 {
		last := d.errs[len(d.errs)-1]
		last.Message = fmt.Sprintf("%d more errors", d.more)
		d.errs, d.more = append(d.errs, last), 0
	}
	return d.errs
}

// value fills v, which may hold a value already: a mapping sets the keys that
// it names.
func (d *decoder) value(n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.errorf(n, "anchors and aliases are not read")
		return
	}
	if v.Type() == reflect.TypeFor[yaml.Node]() {
		v.Set(reflect.ValueOf(*n))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem())
	case reflect.Struct:
		d.mapping(n, v)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.errorf(n, "want a list, got %s", d.kindOf(n))
			return
		}
		list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
		for i, item := range n.Content {
			d.value(item, list.Index(i))
		}
		v.Set(list)
	case reflect.Map:
		d.table(n, v)
	default:
		d.scalar(n, v)
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.errorf(n, "want a mapping, got %s", d.kindOf(n))
		return
	}
	fields := d.fieldsOf(v.Type())
	seen := make([]bool, len(fields))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		at := slices.IndexFunc(fields, func(f field) bool { return f.name == key.Value })
		switch {
		case key.Kind != yaml.ScalarNode || at < 0:
			names := make([]string, len(fields))
			for i := range fields {
				names[i] = fields[i].name
			}
			d.errorf(key, "unknown key %q (known: %s)", key.Value, strings.Join(names, ", "))
		case seen[at]:
			d.errorf(key, "key %q is repeated", key.Value)
		default:
			seen[at] = true
			d.value(n.Content[i+1], v.FieldByIndex(fields[at].index))
		}
	}
	if !d.partial {
		for i, f := range fields {
			if f.required && !seen[i] {
				d.errorf(n, "missing key %q", f.name)
			}
		}
	}
	if source := v.FieldByName("Source"); source.IsValid() && source.Type() == reflect.TypeFor[Source]() && v.CanAddr() {
		s := source.Addr().Interface().(*Source)
		s.File, s.Line = d.file, n.Line
	}
}

// fieldsOf lists the keys of a struct type, those of inlined structs first.
func (d *decoder) fieldsOf(t reflect.Type) []field {
	if fields, ok := d.fields[t]; ok {
		return fields
	}
	var fields []field
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("yaml")
		if !ok || tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if strings.Contains(options, "inline") {
			for _, f := range d.fieldsOf(t.Field(i).Type) {
				fields = append(fields, field{f.name, append([]int{i}, f.index...), f.required})
			}
			continue
		}
		fields = append(fields, field{name, []int{i}, !strings.Contains(options, "omitempty")})
	}
	if d.fields == nil {
		d.fields = map[reflect.Type][]field{}
	}
	d.fields[t] = fields
	return fields
}

// table fills a map with text keys.
func (d *decoder) table(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.errorf(n, "want a mapping, got %s", d.kindOf(n))
		return
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || seen[key.Value] {
			d.errorf(key, "key %q is repeated or no text", key.Value)
			continue
		}
		seen[key.Value] = true
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(n.Content[i+1], item)
		v.SetMapIndex(reflect.ValueOf(key.Value), item)
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		d.errorf(n, "want %s, got %s", scalarName(v), d.kindOf(n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.text(n, v)
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" || n.ShortTag() != "!!bool" {
			d.errorf(n, "want true or false, got %s", d.kindOf(n))
		}
		v.SetBool(n.Value == "true")
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil || n.ShortTag() != "!!int" {
			d.errorf(n, "want a whole number, got %s", d.kindOf(n))
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if tag := n.ShortTag(); err != nil || math.IsInf(f, 0) || math.IsNaN(f) || tag != "!!int" && tag != "!!float" {
			d.errorf(n, "want a number, got %s", d.kindOf(n))
		}
		v.SetFloat(f)
	default:
		panic("specs: a YAML field of kind " + v.Kind().String())
	}
}

// text fills a string, or a word of a closed vocabulary.
func (d *decoder) text(n *yaml.Node, v reflect.Value) {
	known, closed := words[v.Type()]
	if !closed {
		v.SetString(n.Value)
		return
	}
	if zero, ok := zeroWord(known); ok && n.Value == zero {
		v.SetString("")
		return
	}
	if !slices.Contains(known, n.Value) || strings.HasPrefix(n.Value, "(") {
		d.errorf(n, "unknown word %s (known: %s)", d.kindOf(n), strings.NewReplacer("(", "", ")", "").Replace(strings.Join(known, ", ")))
		return
	}
	v.SetString(n.Value)
}

// zeroWord returns the word that stands for the zero value.
func zeroWord(known []string) (string, bool) {
	word, ok := strings.CutPrefix(known[0], "(")
	return strings.TrimSuffix(word, ")"), ok
}

func scalarName(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "text"
	default:
		return "a number"
	}
}

// kindOf says what stands in the place of something else.
func (d *decoder) kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "nothing"
	case d.discreet:
		return "another value"
	default:
		return strconv.Quote(n.Value)
	}
}
