package suites

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// ErrNoFixture is returned for a request that cannot stand in a fixture.
var ErrNoFixture = errors.New("the request cannot stand in a fixture")

// EncodeFixture writes a recorded, redacted call and the status and error code
// of its answer as a fixture file, which [LoadFixtures] reads. It is a first
// draft, for a person to review: what must exist becomes a need, and of an
// answer that may be another next time (what was written, what the gateway
// refused) any documented outcome is expected. From says where the request was
// seen.
func EncodeFixture(name, from string, call *protocol.Call, status int, code string) ([]byte, error) {
	op := call.Operation
	if op == nil {
		return nil, fmt.Errorf("%w: it calls no operation of the catalog", ErrNoFixture)
	}
	f := fixtureFile{Fixture: name, Operation: op.Address.String(), From: from,
		Title: fmt.Sprintf("%s as it was recorded, answered %d", op.Address.Name, status)}
	step := &f.Request
	step.Form = string(call.Form)
	if slices.Contains(op.Methods, call.Method) {
		step.Method = call.Method
	}
	if strings.EqualFold(call.Format, "XML") {
		step.Format = "XML"
	}
	step.Args, step.Raw = map[string]string{}, map[string]string{}
	for i := range call.Args {
		a := &call.Args[i]
		row := op.Parameter(protocol.RowPath(a.Path))
		switch {
		case strings.Contains(a.Value, "${"):
			return nil, fmt.Errorf("%w: %s holds ${", ErrNoFixture, a.Name)
		case row == nil:
			step.Raw[a.Name] = a.Value
		case row.Exists != "" && StatusOK(status) && row.Path == a.Path:
			f.Needs = append(f.Needs, row.Path)
			step.Args[a.Path] = "${" + row.Path + "}"
		default:
			step.Args[a.Path] = a.Value
		}
	}
	for _, a := range call.Unknown {
		step.Raw[a.Name] = a.Value
	}
	step.Expect = drafted(op, len(f.Needs) > 0, status, code)
	var b bytes.Buffer
	b.WriteString("# Written from a recording, for review: what must exist, what must be unique,\n# what the answer must be.\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(f); err != nil {
		return nil, err
	}
	return b.Bytes(), enc.Close()
}

// drafted returns what a recorded answer lets expect of the next one.
func drafted(op *specs.Operation, needs bool, status int, code string) Expect {
	switch {
	case status == http.StatusOK && op.Effect != specs.Write && !needs:
		return Expect{}
	case code != "" && slices.ContainsFunc(op.ErrorRowsFor(code), func(row specs.ErrorCode) bool {
		return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return OfRequest(p.By) || p.By == specs.FaultDryRun })
	}):
		return Expect{Outcome: Failure, Code: code}
	}
	return Expect{Outcome: Any}
}
