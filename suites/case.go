package suites

import (
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// Kind says why a case exists.
type Kind string

// The kinds of cases; see the formats of `concord run --kind`.
const (
	Sample       Kind = "sample"   // the documented sample's request
	Valid        Kind = "valid"    // a documented value
	Boundary     Kind = "boundary" // a value at the edge of what is documented
	Invalid      Kind = "invalid"  // one mutation of a valid request
	Error        Kind = "error"    // a documented error, provoked
	Sequence     Kind = "sequence" // steps that depend on each other
	Fixture      Kind = "fixture"  // recorded or hand-written
	EvidenceKind Kind = "evidence" // one an operation: what was proved at all
	Observed     Kind = "observed" // an exchange that concord did not plan
)

// Outcome is what a step should bring.
type Outcome string

// The outcomes. The zero value is Success.
const (
	Success Outcome = ""      // a documented success
	Failure Outcome = "error" // one of the expected errors
	Any     Outcome = "any"   // a documented success or error; only the shape is judged
	// Refused is any answer that is no success; nothing else of it is judged.
	Refused Outcome = "refused"
)

// Arg is one argument of a step: a documented path with indices
// ("Tag[0].Key") and the text to send. "${name}" in Value is replaced by what
// an earlier step saved, by the value of the need with that parameter, or for
// [Unique] by a text of this sending of the case alone; see [Expand].
type Arg struct {
	Path  string `yaml:"path" json:"path"`
	Value string `yaml:"value" json:"value"`
}

// Step is one request of a case.
type Step struct {
	Operation string `yaml:"operation,omitempty"` // address; empty: the case's
	Args      []Arg  `yaml:"-"`
	// Raw are wire names and values added as they are.
	Raw    []Arg  `yaml:"-"`
	Method string `yaml:"method,omitempty"` // empty: the operation's first
	Form   string `yaml:"form,omitempty"`   // protocol.Form
	Format string `yaml:"format,omitempty"` // JSON (default), XML or NoFormat
	// Scheme signs the request by another of the provider's schemes than the
	// first that the credentials can be used for.
	Scheme string `yaml:"scheme,omitempty"`
	// Body sends the parameters of an RPC call in the body.
	Body bool `yaml:"body,omitempty"`
	// Route calls what is not there: [NoAction], [NoVersion] or [NoPath].
	Route string `yaml:"route,omitempty"`
	// Auth is the defect of authentication to send, as in specs.Provocation;
	// empty: signed properly.
	Auth string `yaml:"auth,omitempty"`
	// Fault asks the target to answer with this documented code or named
	// fault (the header X-Concord-Fault).
	Fault string `yaml:"fault,omitempty"`
	// Save keeps values of the answer for later steps: name -> wire path
	// ("ImageId", "Images.Image[].ImageId"); of a list, the first value that
	// is not empty. A later step that uses a name which was not found makes
	// the case inconclusive.
	Save map[string]string `yaml:"save,omitempty"`
	// Supplies names the need that the step's Save fills. Such a step prepares
	// the case: it is left out where the target gives the value, or may not be
	// written to; see [Case.Ready].
	Supplies string `yaml:"supplies,omitempty"`
	// Writes marks a step of an operation that writes.
	Writes bool   `yaml:"-"`
	Expect Expect `yaml:"expect,omitempty"`
}

// NoFormat is the format of a step that asks for none.
const NoFormat = protocol.NoFormat

// What a step calls that no provider has.
const (
	NoAction  = "action"
	NoVersion = "version"
	NoPath    = "path"
)

// Expect is the outcome that a step should have.
type Expect struct {
	Outcome Outcome `yaml:"outcome,omitempty"`
	// Supplied restricts Success to the thing that an earlier step of the case
	// made; for any other thing the outcome is Any.
	Supplied bool `yaml:"-"`
	// Parameter and Fault name the mutation that an error answers; with them
	// the expected set is worked out of the contract (ExpectedErrors).
	Parameter string      `yaml:"parameter,omitempty"`
	Fault     specs.Fault `yaml:"by,omitempty"`
	// Code and Status pin one error row (kinds error and fixture); Status 0
	// leaves it to the row.
	Code   string `yaml:"code,omitempty"`
	Status int    `yaml:"status,omitempty"`
	// Bound is how firmly the page states what the request breaks.
	Bound specs.Strength `yaml:"bound,omitempty"`
	// Assert are statements about the answer's body, by wire path.
	Assert []Assertion `yaml:"assert,omitempty"`
}

// Assertion is one statement about an answer's body.
type Assertion struct {
	// At is a wire path; "[]" means every item and must match at least one.
	At string `yaml:"at"`
	// Exactly one of these is set.
	Equals   *string  `yaml:"equals,omitempty"` // as text; "${name}" is replaced
	Contains *string  `yaml:"contains,omitempty"`
	OneOf    []string `yaml:"oneOf,omitempty,flow"`
	Present  *bool    `yaml:"present,omitempty"`
	MaxItems *int     `yaml:"maxItems,omitempty"`
	MinItems *int     `yaml:"minItems,omitempty"`
	// Check is the ID of the check that owns the statement (default: state).
	Check string `yaml:"check,omitempty"`
}

// Case is one thing to try. Cases are values: two of equal content have equal
// IDs.
type Case struct {
	// ID is the operation's address, the kind and what is varied, joined by
	// "/"; segments percent-encode all but A-Za-z0-9._~@+-.
	ID        string
	Kind      Kind
	Operation string // address
	Title     string // one line, in words
	Steps     []Step // empty for kind evidence
	// Requirements are the IDs of what the case exercises.
	Requirements []string
	// Needs are the values that must come from outside ("ImageId"): the first
	// that the target cannot give makes the case a skip.
	Needs []Need
	// Forced marks a case whose error only a fault of the server provokes.
	Forced bool
	// Writes marks a case with a step of a writing operation.
	Writes bool
	// NeedsAuth marks a case that only a verifying target can answer.
	NeedsAuth bool
	// Skip is why the plan cannot answer the case, set by [NewPlan]: evidence
	// is found only where every case of the operation is planned.
	Skip string
	// Source is where a reader looks the expectation up: the catalog's row or
	// the suite's file and line.
	Source specs.Source
}

// Need is a value that must identify something that exists.
type Need struct {
	Parameter string // documented path
	Operation string // address
	// Sample is the page's own value, empty where it has none; Masked where
	// the page hides a part.
	Sample string
	Masked bool
	// Free marks a value that is the same for everybody (a region): Sample
	// may go to any target.
	Free bool
}
