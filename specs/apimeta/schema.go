package apimeta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// schema is a node of api-docs.json: JSON Schema with the vendor's habits,
// numbers as text and required on the node itself among them.
type schema struct {
	Ref         string          `json:"$ref"`
	Type        string          `json:"type"`
	Format      string          `json:"format"`
	Description string          `json:"description"`
	Properties  properties      `json:"properties"`
	Items       *schema         `json:"items"`
	Extra       *schema         `json:"additionalProperties"`
	Required    json.RawMessage `json:"required"`
	Enum        []scalar        `json:"enum"`
	Minimum     number          `json:"minimum"`
	Maximum     number          `json:"maximum"`
	MinLength   number          `json:"minLength"`
	MaxLength   number          `json:"maxLength"`
	MinItems    number          `json:"minItems"`
	MaxItems    number          `json:"maxItems"`
	Pattern     string          `json:"pattern"`
	Default     scalar          `json:"default"`
	Example     scalar          `json:"example"`
	Deprecated  bool            `json:"deprecated"`
}

// UnmarshalJSON takes what is no object (a boolean for additionalProperties)
// for the schema that says nothing.
func (s *schema) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return nil
	}
	type plain schema
	return json.Unmarshal(data, (*plain)(s))
}

// property is one member of an object.
type property struct {
	name   string
	schema *schema
}

// properties keeps the members of an object in the document's order.
type properties []property

// UnmarshalJSON reads an object in order.
func (p *properties) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	open, err := dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return nil
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		s := &schema{}
		if err := dec.Decode(s); err != nil {
			return err
		}
		*p = append(*p, property{fmt.Sprint(key), s})
	}
	return nil
}

// scalar is a value as text.
type scalar struct {
	text string
	set  bool
}

// UnmarshalJSON keeps a string's value and the text of any other literal.
func (s *scalar) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if string(data) == "null" {
		return nil
	}
	s.set = true
	if data[0] == '"' {
		return json.Unmarshal(data, &s.text)
	}
	s.text = string(data)
	return nil
}

// pointer returns the value, nil where there is none or it is empty.
func (s scalar) pointer() *string {
	if !s.set || s.text == "" {
		return nil
	}
	return &s.text
}

// number is a number, or its text.
type number struct{ value *float64 }

// UnmarshalJSON reads either; what is no number says nothing.
func (n *number) UnmarshalJSON(data []byte) error {
	f, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		n.value = &f
	}
	return nil
}

// whole returns the number where it is a whole one that a length can have.
func (n number) whole() *int {
	if n.value == nil || *n.value < 0 || *n.value > math.MaxInt32 || *n.value != math.Trunc(*n.value) {
		return nil
	}
	i := int(*n.value)
	return &i
}

func (s *schema) required() bool { return string(bytes.TrimSpace(s.Required)) == "true" }

func (s *schema) enum() []string {
	var values []string
	for _, v := range s.Enum {
		values = append(values, v.text)
	}
	return values
}

// typeWord returns the type in the one vocabulary, unstated where the schema
// names none or another.
func (s *schema) typeWord() specs.Type {
	switch t := specs.Type(strings.ToLower(s.Type)); t {
	case specs.String, specs.Integer, specs.Number, specs.Boolean, specs.Array:
		return t
	case specs.Object:
		if len(s.Properties) == 0 && s.Extra != nil {
			return specs.Map
		}
		return t
	}
	return ""
}

// wrapped returns the list that an object without a text of its own wraps, nil
// where it is no wrapper: the vendor's pages show such a list alone.
func (s *schema) wrapped() *property {
	if strings.ToLower(s.Type) != "object" || s.Description != "" || len(s.Properties) != 1 {
		return nil
	}
	if inner := &s.Properties[0]; strings.EqualFold(inner.schema.Type, "array") {
		return inner
	}
	return nil
}

var errDepth = errors.New("schemas are nested too deeply")

// resolve follows references to components.
func (r *reader) resolve(s *schema, depth int) (*schema, error) {
	for hops := 0; ; hops++ {
		if depth > maxDepth || hops > maxDepth {
			return nil, errDepth
		}
		if s == nil {
			return &schema{}, nil
		}
		if s.Ref == "" {
			return s, nil
		}
		name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/")
		next := r.schemas[name]
		if !ok || next == nil {
			return nil, fmt.Errorf("unknown reference %q", s.Ref)
		}
		s = next
	}
}
