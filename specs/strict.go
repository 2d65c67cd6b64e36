package specs

import "reflect"

// DecodeStrict fills the struct that v points to from a YAML file of one
// document, by its yaml tags. It is as strict as the catalog: an unknown or
// repeated key, a missing key whose tag lacks omitempty and a value of another
// kind are errors with file:line:column, at most fifty of them (FileErrors).
func DecodeStrict(file string, data []byte, v any) error {
	d := &decoder{file: file}
	if n := d.parseYAML(data); n != nil {
		d.value(n, reflect.ValueOf(v).Elem())
	}
	return d.err()
}
