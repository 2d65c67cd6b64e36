package specs

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// flowWidth is the width up to which a row is written on one line.
const flowWidth = 118

// EncodeYAML returns op as a catalog file: what [DecodeOperation] reads. Order
// and formatting depend on the content alone, a row takes one line where it
// fits, and nothing refers to lines of the page, so that a new edition of a
// page makes a small diff. Unread lines and the address beside the name and
// version are not part of it.
func EncodeYAML(op *Operation) ([]byte, error) {
	page := pageOf(op)
	doc := encodeValue(reflect.ValueOf(page))
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.Address, err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.Address, err)
	}
	return out.Bytes(), nil
}

func encodeValue(v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Pointer:
		return encodeValue(v.Elem())
	case reflect.Struct:
		return encodeStruct(v)
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for i := range v.Len() {
			item := encodeValue(v.Index(i))
			if item.Kind == yaml.MappingNode && width(item) <= flowWidth {
				item.Style = yaml.FlowStyle
			}
			n.Content = append(n.Content, item)
		}
		return n
	case reflect.Map:
		return encodeMap(v)
	default:
		return encodeScalar(v)
	}
}

func encodeStruct(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := range v.NumField() {
		tag, ok := v.Type().Field(i).Tag.Lookup("yaml")
		if !ok || tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		value := v.Field(i)
		if strings.Contains(options, "inline") {
			n.Content = append(n.Content, encodeStruct(value).Content...)
			continue
		}
		if strings.Contains(options, "omitempty") && isEmpty(value) {
			continue
		}
		item := encodeValue(value)
		if strings.Contains(options, "flow") {
			item.Style = yaml.FlowStyle
		}
		n.Content = append(n.Content, text(name), item)
	}
	return n
}

// isEmpty reports whether omitempty leaves a value out: the zero value, an
// empty list or map, a struct all of whose keys are left out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		return len(encodeStruct(v).Content) == 0
	default:
		return v.IsZero()
	}
}

func encodeMap(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, key := range sortedKeys(v) {
		n.Content = append(n.Content, text(key), encodeValue(v.MapIndex(reflect.ValueOf(key))))
	}
	return n
}

func encodeScalar(v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v.Bool())}
	case reflect.Int:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatInt(v.Int(), 10)}
	case reflect.Float64:
		value, tag := strconv.FormatFloat(v.Float(), 'f', -1, 64), "!!int"
		if strings.Contains(value, ".") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
	default:
		value := v.String()
		if v.Type() == reflect.TypeFor[literal]() {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.LiteralStyle, Value: value + "\n"}
		}
		if known, closed := words[v.Type()]; closed && value == "" {
			value, _ = zeroWord(known)
		}
		return text(value)
	}
}

func text(value string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
	if strings.Contains(value, "\n") {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// literal is a text that is written as a block of lines.
type literal string

// width estimates the characters that a node takes on one line.
func width(n *yaml.Node) int {
	total := len(n.Value) + 2
	for _, item := range n.Content {
		total += width(item)
	}
	return total
}
