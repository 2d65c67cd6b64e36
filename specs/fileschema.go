package specs

import (
	"encoding/json"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"
)

// FileSchemas returns JSON Schemas (draft 2020-12) of the catalog's files by
// file name, for editors: operation, overlay, product and provider. They say
// what the strict reader says of keys, kinds and words; references between
// rows are the reader's alone.
func FileSchemas() (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, t := range map[string]reflect.Type{
		"operation.schema.json": reflect.TypeFor[pageFile](),
		"overlay.schema.json":   reflect.TypeFor[overlayFile](),
		"product.schema.json":   reflect.TypeFor[Product](),
		"provider.schema.json":  reflect.TypeFor[Provider](),
	} {
		w := &schemaWriter{d: &decoder{}, defs: map[string]any{}}
		root := w.object(t, nil)
		if t == reflect.TypeFor[overlayFile]() {
			properties := root["properties"].(map[string]any)
			for key, row := range map[string]reflect.Type{
				"request": reflect.TypeFor[Parameter](), "response": reflect.TypeFor[Field](), "errors": reflect.TypeFor[ErrorCode](),
			} {
				properties[key] = map[string]any{"type": "array", "items": w.entry(row)}
			}
		}
		root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		root["$id"] = name
		if len(w.defs) > 0 {
			root["$defs"] = w.defs
		}
		data, err := json.MarshalIndent(root, "", "  ")
		if err != nil {
			return nil, err
		}
		out[name] = append(data, '\n')
	}
	return out, nil
}

// schemaWriter turns the types that the strict reader fills into schemas.
type schemaWriter struct {
	d    *decoder
	defs map[string]any
}

// object is a mapping with the keys of a struct; optional lists those that may
// be missing though the struct wants them, nil for none, and all of them where
// it is empty.
func (w *schemaWriter) object(t reflect.Type, optional []string) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range w.d.fieldsOf(t) {
		properties[f.name] = w.value(t.FieldByIndex(f.index).Type)
		if f.required && optional == nil {
			required = append(required, f.name)
		}
	}
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		slices.Sort(required)
		s["required"] = required
	}
	return s
}

// entry is an overlay's entry: the keys that choose rows, and any of a row's.
func (w *schemaWriter) entry(row reflect.Type) map[string]any {
	s := w.object(row, []string{})
	properties := s["properties"].(map[string]any)
	keys := w.object(reflect.TypeFor[entryKeys](), nil)
	for name, value := range keys["properties"].(map[string]any) {
		properties[name] = value
	}
	s["required"] = keys["required"]
	return s
}

func (w *schemaWriter) value(t reflect.Type) map[string]any {
	if words, ok := words[t]; ok {
		var list []string
		for _, word := range words {
			if zero, ok := zeroWord([]string{word}); ok {
				word = zero
			}
			list = append(list, word)
		}
		return map[string]any{"enum": list}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.value(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": w.value(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": w.value(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Struct:
		if t == reflect.TypeFor[yaml.Node]() {
			return map[string]any{}
		}
		if _, done := w.defs[t.Name()]; !done {
			w.defs[t.Name()] = map[string]any{} // ends recursion
			w.defs[t.Name()] = w.object(t, nil)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	// Text may be written without quotes where it reads as a number or a word.
	return map[string]any{"type": []string{"string", "number", "boolean"}}
}
