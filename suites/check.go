package suites

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// Check is one property that an endpoint, or a request, has when it is right.
type Check struct {
	ID     string // for ever: waivers and severity files name it
	Family string // transport, response, error, request, behaviour, integrity
	Doc    string // one sentence that is true when the endpoint is right
	// Kinds are the departures that belong to the check; they become findings
	// by the severity table.
	Kinds []judge.Kind
	// Func looks at whole evidence for what no single body shows. Nil where
	// Kinds say it all.
	Func func(*Evidence) []Finding
}

// Observation is one exchange with what the judge saw in it.
type Observation struct {
	Exchange *fixtures.Exchange // raw, in memory only
	// Step is what was sent, its variables replaced; nil when only observed.
	Step     *Step
	Contract *schemas.Contract // of the step's operation
	// Call is the request as decoded; nil where it could not be.
	Call *protocol.Call
	// Report is the judge's pass over the response body (success or error
	// form, as the status and the body say).
	Report judge.Report
	// Request is the judge's pass over Call, where nobody planned it.
	Request judge.Report
	// IsError says that the answer is an error answer.
	IsError bool
	// Answer is what an error answer says; the zero value otherwise.
	Answer Answer
	// XML says that the body is XML, which is not judged beyond its envelope.
	XML bool
	// SignatureError says why the request's signature does not verify, where
	// somebody who holds the secret tried; empty otherwise.
	SignatureError string
}

// Answer is what an error answer says of itself.
type Answer struct {
	Code, Message, RequestID string
	// Rows are the error rows that the code is held to; see CodeRows.
	Rows []*specs.ErrorCode
	// Envelope is the provider's form that the answer has; nil where it shows
	// no code in any of them.
	Envelope *specs.Envelope
}

// Evidence is what a check looks at.
type Evidence struct {
	Case     *Case // nil when only observed
	Profile  Profile
	Contract *schemas.Contract // of the case's operation
	Steps    []Observation
	// Guessed are the needs of the case that the page's own values stand for;
	// see [Prepared].
	Guessed []Need
}

// Observed reports whether nobody planned the exchanges, so that the request
// is judged and no outcome is expected.
func (e *Evidence) Observed() bool { return e.Case == nil || e.Case.Kind == Observed }

// Fingerprint returns the first 12 hex digits of SHA-256 over check, address,
// section and path, joined by newlines. It does not change with values, order,
// ports or versions.
func (f *Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(f.Check + "\n" + f.Operation + "\n" + f.Section + "\n" + f.Path))
	return hex.EncodeToString(sum[:])[:12]
}
