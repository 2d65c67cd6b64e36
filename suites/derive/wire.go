package derive

import (
	"net/url"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// wire reads a step back as the server would.
type wire struct {
	op      *specs.Operation
	decoder *protocol.Decoder
	base    *url.URL
}

func newWire(op *specs.Operation) *wire {
	return &wire{op, protocol.DecoderOf(op), &url.URL{Scheme: "http", Host: "localhost"}}
}

// read encodes a step and decodes what was encoded. Ok is false where the step
// cannot be sent, or is not read as a call of the operation.
func (w *wire) read(s suites.Step, needs []suites.Need) (call protocol.Call, ok bool) {
	m, err := protocol.Encode(w.base, Call(w.op, s, func(name string) (string, bool) {
		for _, n := range needs {
			if n.Parameter == name && n.Sample != "" {
				return n.Sample, true
			}
		}
		return invented, true
	}))
	if err != nil {
		return protocol.Call{}, false
	}
	call = w.decoder.Decode(m)
	return call, call.Operation != nil
}

// Call turns a step of an operation into the call to encode, with each
// "${name}" replaced by value(name); a name without a value stands as it is.
func Call(op *specs.Operation, s suites.Step, value func(name string) (string, bool)) protocol.Call {
	call := protocol.Call{Operation: op, Method: s.Method, Form: protocol.Form(s.Form), Format: s.Format}
	for _, a := range s.Args {
		v, _ := suites.Expand(a.Value, value)
		call.Args = append(call.Args, protocol.Arg{Path: a.Path, Value: v})
	}
	for _, a := range s.Raw {
		v, _ := suites.Expand(a.Value, value)
		call.Raw = append(call.Raw, protocol.Arg{Name: a.Path, Value: v})
	}
	return call
}

// breaks reports whether the wire form of a step has the fault in the
// parameter, and so is really invalid.
func (w *wire) breaks(s suites.Step, needs []suites.Need, row *specs.Row, fault specs.Fault) bool {
	call, ok := w.read(s, needs)
	if !ok {
		return false
	}
	if fault == specs.FaultUnknown {
		return len(call.Unknown) > 0
	}
	if fault == specs.FaultCount {
		return row.MaxItems != nil && items(call.Args, row.Path) > *row.MaxItems ||
			row.MinItems != nil && items(call.Args, row.Path) < *row.MinItems
	}
	found := false
	for _, a := range call.Args {
		if protocol.RowPath(a.Path) != row.Path {
			continue
		}
		found = true
		if row.Type == specs.Object || row.Type == specs.Array && fault == specs.FaultType {
			return a.Kind != protocol.Obj && a.Kind != protocol.Arr
		}
		if departs(row, a.Value) == fault {
			return true
		}
	}
	return !found && (fault == specs.FaultMissing || fault == specs.FaultType && len(call.Malformed) > 0)
}

// items counts the items that the arguments give an array.
func items(args []protocol.Arg, array string) int {
	var seen []string
	for _, a := range args {
		rest, ok := strings.CutPrefix(a.Path, array+"[")
		if !ok {
			continue
		}
		index, _, _ := strings.Cut(rest, "]")
		if !slices.Contains(seen, index) {
			seen = append(seen, index)
		}
	}
	return len(seen)
}
