package specs

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// SetWire fills in the wire path of each row that lacks one: the wire path of
// the parent row and the row's own name, "[]" behind an array. Rows without a
// parent row take their documented path.
func SetWire(rows []Field) {
	wires := make(map[string]string, len(rows))
	for i := range rows {
		if rows[i].Wire == "" {
			rows[i].Wire = defaultWire(&rows[i].Row, wires)
		}
		wires[rows[i].Path] = rows[i].Wire
	}
}

// compactWire empties the wire paths that SetWire would fill in again.
func compactWire(rows []Field) {
	wires := make(map[string]string, len(rows))
	for i := range rows {
		wires[rows[i].Path] = rows[i].Wire
		if rows[i].Wire == defaultWire(&rows[i].Row, wires) {
			rows[i].Wire = ""
		}
	}
}

func defaultWire(r *Row, wires map[string]string) string {
	wire := r.Path
	if cut := strings.LastIndex(r.Path, "."); cut >= 0 {
		parent := r.Path[:cut]
		if above, ok := wires[strings.TrimSuffix(parent, "[]")]; ok && strings.HasSuffix(parent, "[]") && above != "" {
			wire = above + r.Path[cut:]
		} else if above, ok := wires[strings.TrimSuffix(parent, "{}")]; ok && above != "" {
			wire = above + strings.TrimPrefix(parent, strings.TrimSuffix(parent, "{}")) + r.Path[cut:]
		}
	}
	if r.Type == Array {
		wire += "[]"
	}
	return wire
}

// markShown sets Shown on the fields that the sample shows.
func markShown(o *Operation) {
	var sample any
	if json.Unmarshal(o.Sample, &sample) != nil {
		return
	}
	for i := range o.Response {
		o.Response[i].Shown = shows(sample, strings.Split(o.Response[i].Wire, "."))
	}
}

// shows reports whether a document has a value at a wire path.
func shows(v any, steps []string) bool {
	if len(steps) == 0 {
		return true
	}
	name, isMap := strings.CutSuffix(steps[0], "{}")
	name, isArray := strings.CutSuffix(name, "[]")
	members, ok := v.(map[string]any)
	if !ok {
		return false
	}
	v, ok = members[name]
	if !ok || len(steps) == 1 {
		return ok
	}
	switch {
	case isArray:
		items, _ := v.([]any)
		return slices.ContainsFunc(items, func(item any) bool { return shows(item, steps[1:]) })
	case isMap:
		values, _ := v.(map[string]any)
		for _, value := range values {
			if shows(value, steps[1:]) {
				return true
			}
		}
		return false
	default:
		return shows(v, steps[1:])
	}
}

// Redacted stands in a recording where a secret stood. It needs no escape in
// URLs, headers, forms, JSON and XML; every check accepts it.
const Redacted = "__REDACTED__"

// Masked reports whether a value hides a part of itself, so that it names
// nothing: behind asterisks, as pages do ("m-bp1g7004ksh0oeuc****",
// "127****"), or behind Redacted.
func Masked(s string) bool { return strings.Contains(s, "**") || strings.Contains(s, Redacted) }

// RedactedAs returns what stands in a JSON body where a secret of a type stood:
// Redacted, and behind it the type where that is not a string.
func RedactedAs(t Type) string {
	if t == String || t == "" {
		return Redacted
	}
	return Redacted + string(t)
}

// RedactedType reports whether a text stands for a secret, and of which type
// that was; "" where the text does not tell.
func RedactedType(s string) (t Type, ok bool) {
	rest, ok := strings.CutPrefix(s, Redacted)
	if !ok {
		return "", false
	}
	switch t := Type(rest); t {
	case "", Integer, Number, Object, Array:
		return t, true
	}
	return "", false
}

func statusText(status int) string { return strconv.Itoa(status) }

func sortedKeys(v reflect.Value) []string {
	keys := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		keys = append(keys, key.String())
	}
	slices.Sort(keys)
	return keys
}
