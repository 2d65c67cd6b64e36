package suites

import (
	"encoding/json"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// NeedOf returns the need of a parameter of an operation. Its sample is the
// example of the request's row or, for what the operation looks up, the value
// that the answer's sample shows.
func NeedOf(op *specs.Operation, parameter string) Need {
	n := Need{Parameter: parameter, Operation: op.Address.String()}
	if p := op.Parameter(parameter); p != nil && p.Example != nil {
		n.Sample = strings.TrimSpace(*p.Example)
	}
	if lookup := op.Behaviour.Lookup; n.Sample == "" && lookup != nil && lookup.Parameter == parameter {
		if f := op.Field(lookup.Field); f != nil {
			n.Sample = sampleAt(op.Sample, f.Wire)
		}
	}
	n.Masked = specs.Masked(n.Sample)
	return n
}

// sampleAt returns the text at a wire path without arrays in a sample.
func sampleAt(sample json.RawMessage, path string) string {
	var v any
	if json.Unmarshal(sample, &v) != nil {
		return ""
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	text, _ := v.(string)
	return strings.TrimSpace(text)
}
