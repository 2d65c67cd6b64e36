package openapi

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/concord-dev/concord/specs"
)

// row is one row as read from a schema, of a request or a response.
type row struct {
	specs.Row
	wire      string
	required  *bool
	presence  specs.Presence
	condition *specs.Term
}

// root reads the members of a body, which is an object.
func (r *reader) root(ref *openapi3.SchemaRef, name string, add func(row)) {
	s := r.merged(ref, name)
	if s == nil {
		return
	}
	if s.Type != nil && !s.Type.Is("object") {
		r.unread("type "+strings.Join(*s.Type, ", "), name, "a body is an object", s.Origin)
		return
	}
	r.keywords(s, name)
	if s.AdditionalProperties.Schema != nil {
		r.unread("additionalProperties", name, "a body has named members", s.Origin)
	}
	r.members(s, "", "", add)
	r.open = r.open[:len(r.open)-1]
}

// members reads the properties of an object at a documented path and a wire
// path; both end in "." or are empty.
func (r *reader) members(s *openapi3.Schema, path, wire string, add func(row)) {
	conditions := r.conditions(s, path)
	for _, name := range propertyNames(s) {
		property := s.Properties[name]
		if property == nil || property.Value == nil {
			continue
		}
		required := slices.Contains(s.Required, name)
		r.value(property, path+name, wire+name, &required, func(row row) {
			if condition := conditions[name]; condition != nil && row.Path == path+name {
				row.presence, row.condition = specs.When, condition
			}
			add(row)
		})
	}
}

// propertyNames returns the names of the properties in the document's order
// where that is known, else sorted.
func propertyNames(s *openapi3.Schema) []string {
	line := func(name string) int {
		if ref := s.Properties[name]; ref != nil && ref.Ref == "" && ref.Value != nil && ref.Value.Origin != nil && ref.Value.Origin.Key != nil {
			return ref.Value.Origin.Key.Line
		}
		return 0
	}
	names := slices.Sorted(mapKeys(s.Properties))
	slices.SortStableFunc(names, func(a, b string) int { return line(a) - line(b) })
	return names
}

// value reads the value at a documented path and a wire path, and what is
// below it.
func (r *reader) value(ref *openapi3.SchemaRef, path, wire string, required *bool, add func(row)) {
	s := r.merged(ref, path)
	if s == nil {
		return
	}
	defer func() { r.open = r.open[:len(r.open)-1] }()
	if r.rows++; r.rows > maxRows {
		if r.rows == maxRows+1 {
			r.unread("properties", path, fmt.Sprintf("only %d rows are read", maxRows), s.Origin)
		}
		return
	}
	var wrapped string
	if extension(s.Extensions, WrapperKey, &wrapped) {
		for _, name := range propertyNames(s) {
			r.value(s.Properties[name], path, wire+"."+name, required, add)
		}
		return
	}
	r.keywords(s, path)
	read := row{wire: wire, required: required}
	read.Path = path
	read.Type = r.typeOf(s, path)
	if required != nil && *required {
		read.presence = specs.Always
	}
	item := s.Items
	isRow := r.annotations(s, &read)
	if read.Type == specs.Array {
		read.wire += "[]"
		if item != nil && item.Value != nil {
			if merged := r.merged(item, path+"[]"); merged != nil {
				defer func() { r.open = r.open[:len(r.open)-1] }()
				read.Items = r.typeOf(merged, path+"[]")
				r.facts(merged, &read)
				item = openapi3.NewSchemaRef("", merged)
			}
		}
		read.MinItems, read.MaxItems = count(s.MinItems), limit(s.MaxItems)
	} else {
		r.facts(s, &read)
	}
	r.contradictions(s, &read)
	if isRow {
		add(read)
	}
	r.below(s, item, &read, add)
}

// below reads what is inside a list, a map or an object.
func (r *reader) below(s *openapi3.Schema, item *openapi3.SchemaRef, at *row, add func(row)) {
	switch at.Type {
	case specs.Array:
		switch {
		case item == nil || item.Value == nil:
		case at.Items == specs.Array || at.Items == specs.Map:
			r.unread("items", at.Path, "lists of lists and of maps have no rows", item.Value.Origin)
		default:
			r.keywords(item.Value, at.Path+"[]")
			r.members(item.Value, at.Path+"[].", at.wire+".", add)
		}
	case specs.Map:
		values := r.merged(s.AdditionalProperties.Schema, at.Path)
		if values == nil {
			return
		}
		if len(values.Properties) == 0 && values.Type != nil {
			r.unread("additionalProperties: type", at.Path, "a map's plain values have no row", values.Origin)
		}
		r.members(values, at.Path+"{}.", at.wire+"{}.", add)
		r.open = r.open[:len(r.open)-1]
	default:
		r.members(s, at.Path+".", at.wire+".", add)
	}
}

// typeOf returns the type word of a schema; null beside it is listed as
// unread, and so are further types.
func (r *reader) typeOf(s *openapi3.Schema, path string) specs.Type {
	var names []string
	if s.Type != nil {
		names = *s.Type
	}
	var readings []string
	extension(s.Extensions, OtherReadingKey, &readings)
	first := specs.Type("")
	for _, name := range names {
		switch {
		case name == "null":
			r.unread("type null", path, "null is never a documented value", s.Origin)
		case first == "":
			first = specs.Type(name)
		case !slices.Contains(readings, name):
			r.unread("type "+name, path, "a row has one type", s.Origin)
		}
	}
	if first == "" && len(s.Properties) > 0 {
		first = specs.Object
	}
	if first == specs.Object && len(s.Properties) == 0 && s.AdditionalProperties.Schema != nil {
		first = specs.Map
	}
	return first
}

// annotations reads what stands beside the constraints. It reports whether the
// schema is a row: in concord's own documents what has a source.
func (r *reader) annotations(s *openapi3.Schema, to *row) bool {
	to.Deprecated = s.Deprecated
	if s.Default != nil {
		to.Default = text(s.Default)
	}
	if len(s.Examples) > 0 {
		to.Example = text(s.Examples[0])
	} else if s.Example != nil {
		to.Example = text(s.Example)
	}
	extension(s.Extensions, SecretKey, &to.Secret)
	var word string
	if extension(s.Extensions, RequiredKey, &word) && word == "unstated" {
		to.required = nil
	}
	if extension(s.Extensions, PresenceKey, &word) {
		to.presence = specs.Presence(word)
	}
	var at Source
	if !extension(s.Extensions, SourceKey, &at) {
		to.Source = specs.Source{Page: r.op.Page.Title, Table: r.section, Row: to.Path}
		return !r.own
	}
	to.Source = source(at)
	to.From, to.Strengths = from(at.From), strengths(at.Strengths)
	return true
}

// facts reads the constraints of a scalar; those of a list are its items'.
func (r *reader) facts(s *openapi3.Schema, to *row) {
	to.Format, to.Pattern = s.Format, s.Pattern
	to.MinLength, to.MaxLength = count(s.MinLength), limit(s.MaxLength)
	to.Min, to.Max = s.Min, s.Max
	r.exclusive(s, to)
	var bounds Bounds
	if extension(s.Extensions, RangeKey, &bounds) {
		to.Min, to.Max = bounds.Min, bounds.Max
	}
	for _, value := range s.Enum {
		if value == nil {
			r.unread("enum null", to.Path, "null is never a documented value", s.Origin)
			continue
		}
		to.Enum = append(to.Enum, *text(value))
	}
	if s.Const != nil {
		to.Enum = []string{*text(s.Const)}
	}
	extension(s.Extensions, SeparatorKey, &to.Separator)
	if extension(s.Extensions, ValuesKey, &to.Enum) {
		if to.Separator == "" {
			to.Extensible = true
		} else {
			to.Pattern = "" // it only repeats the values
		}
	}
}

// exclusive turns exclusive bounds of integers into inclusive ones.
func (r *reader) exclusive(s *openapi3.Schema, to *row) {
	integer := s.Type.Is("integer")
	for _, bound := range []struct {
		keyword   string
		exclusive openapi3.ExclusiveBound
		inclusive **float64
		step      float64
	}{
		{"exclusiveMinimum", s.ExclusiveMin, &to.Min, 1},
		{"exclusiveMaximum", s.ExclusiveMax, &to.Max, -1},
	} {
		limit := bound.exclusive.Value
		if flag := bound.exclusive.Bool; flag != nil && *flag { // the word of 3.0
			limit = *bound.inclusive
		}
		switch {
		case limit == nil:
		case integer && *limit == math.Trunc(*limit):
			v := *limit + bound.step
			*bound.inclusive = &v
		default:
			*bound.inclusive = limit
			r.unread(bound.keyword, to.Path, "bounds include their value", s.Origin)
		}
	}
}

// contradictions reads the other readings of the page, which the schema
// allows, back into contradictions.
func (r *reader) contradictions(s *openapi3.Schema, to *row) {
	var readings []string
	extension(s.Extensions, OtherReadingKey, &readings)
	for _, sample := range readings {
		c := specs.Contradiction{Wire: to.wire, Kind: "type", Documented: []string{string(to.Type)}, Sample: sample}
		if r.section == "request" {
			c.Section = "request"
			c.Wire = to.Path
		}
		if !(s.Type != nil && slices.Contains((*s.Type)[1:], sample)) {
			to.Enum = slices.DeleteFunc(slices.Clone(to.Enum), func(value string) bool { return slices.Contains(readings, value) })
			c.Kind, c.Documented = "enum", to.Enum
		}
		r.op.Contradictions = append(r.op.Contradictions, c)
	}
}

// conditions reads the if and then that concord writes for a presence with a
// condition, by member; other conditions are unread.
func (r *reader) conditions(s *openapi3.Schema, path string) map[string]*specs.Term {
	conditions := map[string]*specs.Term{}
	for _, ref := range s.AllOf {
		c := ref.Value
		if c == nil || c.If == nil {
			continue // merged
		}
		met, then := c.If.Value, c.Then
		not := c.Else != nil
		if not {
			then = c.Else
		}
		if met == nil || then == nil || then.Value == nil || len(met.Required) != 1 || len(then.Value.Required) != 1 {
			r.unread("if", strings.TrimSuffix(path, "."), "a condition names one member and requires one", c.Origin)
			continue
		}
		term := &specs.Term{Field: path + met.Required[0], Not: not}
		if is := met.Properties[met.Required[0]]; is != nil && is.Value != nil {
			for _, value := range is.Value.Enum {
				term.Is = append(term.Is, *text(value))
			}
		}
		conditions[then.Value.Required[0]] = term
	}
	return conditions
}

// merged returns the schema with its allOf merged in, and opens it; nil where
// there is none or it is open already.
func (r *reader) merged(ref *openapi3.SchemaRef, path string) *openapi3.Schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	s := ref.Value
	switch {
	case slices.Contains(r.open, s):
		r.unread("$ref "+ref.Ref, path, "the schema contains itself", s.Origin)
		return nil
	case len(r.open) >= maxDepth:
		r.unread("properties", path, fmt.Sprintf("only %d levels are read", maxDepth), s.Origin)
		return nil
	}
	r.open = append(r.open, s)
	if !slices.ContainsFunc(s.AllOf, isPart) {
		return s
	}
	whole := *s
	whole.Properties = openapi3.Schemas{}
	whole.AllOf = nil
	for name, property := range s.Properties {
		whole.Properties[name] = property
	}
	for _, part := range s.AllOf {
		if !isPart(part) {
			whole.AllOf = append(whole.AllOf, part)
			continue
		}
		r.merge(&whole, part, path, len(r.open))
	}
	return &whole
}

// isPart reports whether a schema of allOf is a part of the whole, not a
// condition.
func isPart(ref *openapi3.SchemaRef) bool { return ref.Value != nil && ref.Value.If == nil }

// merge adds one schema of allOf: its members, and its type where the whole
// has none. Parts of parts are merged too.
func (r *reader) merge(whole *openapi3.Schema, part *openapi3.SchemaRef, path string, depth int) {
	s := part.Value
	if depth > maxDepth || slices.Contains(r.open, s) {
		r.unread("allOf", path, "the schema contains itself", s.Origin)
		return
	}
	for _, name := range slices.Sorted(mapKeys(s.Properties)) {
		if whole.Properties[name] == nil {
			whole.Properties[name] = s.Properties[name]
		}
	}
	whole.Required = append(slices.Clone(whole.Required), s.Required...)
	if whole.Type == nil {
		whole.Type = s.Type
	}
	if len(s.Properties) == 0 && len(s.AllOf) == 0 {
		r.unread("allOf", path, "only members are merged", s.Origin)
	}
	for _, inner := range s.AllOf {
		if isPart(inner) {
			r.merge(whole, inner, path, depth+1)
		}
	}
}

// keywords lists the keywords of a schema that a row cannot express.
func (r *reader) keywords(s *openapi3.Schema, path string) {
	for _, k := range []struct {
		keyword string
		set     bool
	}{
		{"oneOf", len(s.OneOf) > 0}, {"anyOf", len(s.AnyOf) > 0}, {"not", s.Not != nil}, {"if", s.If != nil},
		{"multipleOf", s.MultipleOf != nil}, {"uniqueItems", s.UniqueItems},
		{"minProperties", s.MinProps > 0}, {"maxProperties", s.MaxProps != nil}, {"propertyNames", s.PropertyNames != nil},
		{"patternProperties", len(s.PatternProperties) > 0}, {"dependentSchemas", len(s.DependentSchemas) > 0},
		{"dependentRequired", len(s.DependentRequired) > 0}, {"prefixItems", len(s.PrefixItems) > 0}, {"contains", s.Contains != nil},
		{"unevaluatedItems", s.UnevaluatedItems.Schema != nil}, {"unevaluatedProperties", s.UnevaluatedProperties.Schema != nil},
		{"nullable", s.Nullable}, {"discriminator", s.Discriminator != nil}, {"contentSchema", s.ContentSchema != nil},
		{"$dynamicRef", s.DynamicRef != ""},
		{"additionalProperties", s.AdditionalProperties.Schema != nil && len(s.Properties) > 0},
	} {
		if k.set {
			r.unread(k.keyword, path, "an operation has no word for it", s.Origin)
		}
	}
}

func source(s Source) specs.Source {
	return specs.Source{Page: s.Page, Edition: s.Edition, Table: s.Table, Row: s.Row, From: from(s.From)}
}

// from reads a specs.From as String writes it.
func from(word string) specs.From {
	if word == specs.FromTable.String() {
		return specs.FromTable
	}
	return specs.From(word)
}

func strengths(words map[string]string) map[string]specs.Strength {
	if len(words) == 0 {
		return nil
	}
	out := make(map[string]specs.Strength, len(words))
	for fact, word := range words {
		out[fact] = specs.Strength(word)
		if word == specs.Must.String() {
			out[fact] = specs.Must
		}
	}
	return out
}

// text returns a JSON value as the catalog writes values.
func text(v any) *string {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case float64:
		s = strconv.FormatFloat(v, 'f', -1, 64)
	default:
		s = fmt.Sprint(v)
	}
	return &s
}

func count(n uint64) *int {
	if n == 0 || n > math.MaxInt32 {
		return nil
	}
	v := int(n)
	return &v
}

func limit(n *uint64) *int {
	if n == nil || *n > math.MaxInt32 {
		return nil
	}
	v := int(*n)
	return &v
}
