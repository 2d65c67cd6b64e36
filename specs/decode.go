package specs

import (
	"reflect"

	"go.yaml.in/yaml/v3"
)

// DecodeYAML fills v, a pointer to a struct, from the one document of a file,
// as strictly as catalog files are read: an unknown, repeated or missing key, a
// value of another kind and a word outside a vocabulary are errors. Keys are
// the yaml tags, and those without omitempty must be there. A struct with a
// Source is told the file and its line. The error is [FileErrors].
func DecodeYAML(file string, data []byte, v any) error {
	return (&decoder{file: file, limit: maxFile}).document(data, v)
}

// DecodeRecording is [DecodeYAML] for files that hold what was sent: up to
// limit bytes instead of 8 MiB, and errors tell no values, since one may be a
// secret.
func DecodeRecording(file string, data []byte, limit int, v any) error {
	return (&decoder{file: file, limit: limit, discreet: true}).document(data, v)
}

func (d *decoder) document(data []byte, v any) error {
	if root := d.parseYAML(data); root != nil {
		d.value(root, reflect.ValueOf(v).Elem())
	}
	return d.err()
}

// PlaceInYAML returns where a value stands in a file that [DecodeYAML] has
// read: path holds keys (string) and indices (int). What is not there has the
// place of the nearest value around it.
func PlaceInYAML(data []byte, path ...any) (line, column int) {
	d := &decoder{}
	at := d.parseYAML(data)
	if at == nil {
		return 1, 1
	}
	for _, step := range path {
		next := (*yaml.Node)(nil)
		switch step := step.(type) {
		case string:
			next = valueOf(at, step)
		case int:
			if at.Kind == yaml.SequenceNode && step >= 0 && step < len(at.Content) {
				next = at.Content[step]
			}
		}
		if next == nil {
			break
		}
		at = next
	}
	return max(at.Line, 1), max(at.Column, 1)
}
