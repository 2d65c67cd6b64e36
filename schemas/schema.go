package schemas

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/openapi"
)

func sourceOf(s specs.Source, from specs.From, strengths map[string]specs.Strength) openapi.Source {
	out := openapi.Source{Page: s.Page, Edition: s.Edition, Table: s.Table, Row: s.Row}
	if from != specs.FromTable {
		out.From = from.String()
	}
	for fact, strength := range strengths {
		if out.Strengths == nil {
			out.Strengths = map[string]string{}
		}
		out.Strengths[fact] = strength.String()
	}
	return out
}

// schema draws one level, members included.
func (l *level) schema() *openapi3.SchemaRef {
	s := &openapi3.Schema{Extensions: map[string]any{}}
	if l.row != nil {
		l.annotate(s)
	}
	switch {
	case l.item != nil:
		s.Type = types(specs.Array)
		item := l.item.schema()
		if l.row != nil {
			if l.row.Items != "" {
				item.Value.Type = types(l.row.Items)
			}
			l.constrain(item.Value, l.row.Items)
			s.MinItems, s.MaxItems = natural(l.row.MinItems), limit(l.row.MaxItems)
		}
		s.Items = item
	case l.value != nil:
		s.Type = types(specs.Object)
		s.AdditionalProperties = openapi3.AdditionalProperties{Schema: l.value.schema()}
	case l.row == nil || len(l.members) > 0:
		if l.row == nil && len(l.members) == 0 {
			break // an item or a value that nothing is said about
		}
		s.Type = types(specs.Object)
		l.properties(s)
		if list := l.wrapped(); list != nil {
			s.Extensions[openapi.WrapperKey] = list.row.Path
		}
	default:
		s.Type = types(l.row.Type)
		if l.row.Type == specs.Array { // the page contradicts its own nesting
			s.Items = openapi3.NewSchemaRef("", &openapi3.Schema{})
		}
		l.constrain(s, l.row.Type)
	}
	for _, c := range l.others {
		if c.Kind == "type" && s.Type != nil {
			s.Type = &openapi3.Types{(*s.Type)[0], string(c.Sample)}
		}
		s.Extensions[openapi.OtherReadingKey] = append(otherReadings(s), c.Sample)
	}
	return openapi3.NewSchemaRef("", s)
}

func otherReadings(s *openapi3.Schema) []string {
	readings, _ := s.Extensions[openapi.OtherReadingKey].([]string)
	return readings
}

// properties draws the members of an object.
func (l *level) properties(s *openapi3.Schema) {
	s.Properties = openapi3.Schemas{}
	members := slices.SortedFunc(slices.Values(l.members), func(a, b *level) int { return strings.Compare(a.name, b.name) })
	for _, m := range members {
		property := m.schema()
		s.Properties[m.name] = property
		if m.unstated {
			property.Value.Extensions[openapi.RequiredKey] = "unstated"
		}
		if m.optional {
			property.Value.Extensions[openapi.PresenceKey] = string(specs.Optional)
		}
		if m.required {
			s.Required = append(s.Required, m.name)
		}
		if m.when != nil {
			s.AllOf = append(s.AllOf, conditional(m))
		}
	}
}

// conditional says in JSON Schema that a member is present where the
// statement about its sibling holds.
func conditional(m *level) *openapi3.SchemaRef {
	name := m.when.Field[strings.LastIndex(m.when.Field, ".")+1:]
	met := &openapi3.Schema{Required: []string{name}}
	if len(m.when.Is) > 0 {
		values := make([]any, len(m.when.Is))
		for i, value := range m.when.Is {
			values[i] = typed(value, m.whenType)
		}
		met.Properties = openapi3.Schemas{name: openapi3.NewSchemaRef("", &openapi3.Schema{Enum: values})}
	}
	needs := openapi3.NewSchemaRef("", &openapi3.Schema{Required: []string{m.name}})
	out := &openapi3.Schema{If: openapi3.NewSchemaRef("", met), Then: needs}
	if m.when.Not {
		out.Then, out.Else = openapi3.NewSchemaRef("", &openapi3.Schema{}), needs
	}
	return openapi3.NewSchemaRef("", out)
}

// annotate writes what a row says beside its constraints.
func (l *level) annotate(s *openapi3.Schema) {
	row := l.row
	s.Extensions[openapi.SourceKey] = sourceOf(row.Source, row.From, row.Strengths)
	s.Deprecated = row.Deprecated
	if row.Default != nil {
		s.Default = typed(*row.Default, row.Type)
	}
	if row.Secret {
		s.Extensions[openapi.SecretKey] = true
	} else if row.Example != nil && row.Type != specs.Array && row.Type != specs.Object {
		s.Examples = []any{typed(*row.Example, row.Type)}
	}
}

// constrain writes what a row says about a scalar of type t.
func (l *level) constrain(s *openapi3.Schema, t specs.Type) {
	row := l.row
	s.Format = row.Format
	s.Pattern = row.Pattern
	s.MinLength, s.MaxLength = natural(row.MinLength), limit(row.MaxLength)
	switch {
	case t != specs.String:
		s.Min, s.Max = row.Min, row.Max
	case row.Min != nil || row.Max != nil:
		s.Extensions[openapi.RangeKey] = openapi.Bounds{Min: row.Min, Max: row.Max}
	}
	if row.Separator != "" {
		s.Extensions[openapi.SeparatorKey] = row.Separator
	}
	switch {
	case len(row.Enum) == 0:
	case row.Extensible:
		s.Extensions[openapi.ValuesKey] = row.Enum
	case row.Separator != "":
		s.Extensions[openapi.ValuesKey] = row.Enum
		if s.Pattern == "" {
			s.Pattern = severalOf(row.Enum, row.Separator)
		}
	default:
		for _, value := range row.Enum {
			s.Enum = append(s.Enum, typed(value, t))
		}
		for _, c := range l.others {
			if c.Kind == "enum" {
				s.Enum = append(s.Enum, typed(c.Sample, t))
			}
		}
	}
}

// severalOf returns the pattern of texts that hold one or more of the values.
func severalOf(values []string, separator string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = regexp.QuoteMeta(value)
	}
	one := "(" + strings.Join(quoted, "|") + ")"
	return "^" + one + `(\s*` + regexp.QuoteMeta(separator) + `\s*` + one + ")*$"
}

func types(t specs.Type) *openapi3.Types {
	switch t {
	case "":
		return nil
	case specs.Map:
		t = specs.Object
	}
	return &openapi3.Types{string(t)}
}

func natural(n *int) uint64 {
	if n == nil || *n < 0 {
		return 0
	}
	return uint64(*n)
}

func limit(n *int) *uint64 {
	if n == nil {
		return nil
	}
	v := natural(n)
	return &v
}

// typed turns the catalog's text of a value into a JSON value of its type; a
// text that has not that form stays one.
func typed(text string, t specs.Type) any {
	switch t {
	case specs.Integer:
		if v, err := strconv.ParseInt(text, 10, 64); err == nil {
			return v
		}
	case specs.Number:
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			return v
		}
	case specs.Boolean:
		switch strings.ToLower(text) {
		case "true":
			return true
		case "false":
			return false
		}
	}
	return text
}

// render writes a document with sorted keys and two blanks of indent, HTML
// characters as they are.
func render(document any) ([]byte, error) {
	raw, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(plain); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
