package suites

import (
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
)

// Severity of a finding.
type Severity string

// The severities, heaviest first. None drops the finding.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
	SeverityNone    Severity = ""
)

// Profile is how strictly a target is held.
type Profile string

// The profiles.
const (
	ProfileMock Profile = "mock"
	ProfileLive Profile = "live"
)

// Verdict of a case.
type Verdict string

// The verdicts. Fail is the endpoint's fault, ErrorVerdict ours or the network's.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Skip         Verdict = "skip"
	Inconclusive Verdict = "inconclusive"
	ErrorVerdict Verdict = "error"
)

// Finding is one disagreement between documentation and wire.
type Finding struct {
	Check string
	// Aspect tells apart what one check may find; with Check it names the line
	// of the severity table. Not part of the fingerprint.
	Aspect   string
	Severity Severity // set by Rules.Evaluate
	// Step indexes the exchange that shows it.
	Step int
	// Operation is the address that the finding is about.
	Operation string
	// Section is request, response or error.
	Section string
	// Path is the documented path, or the error code; for what is
	// undocumented the wire path without indices. Part of the fingerprint.
	Path    string
	Pointer string // RFC 6901, into the body; with the first index where it repeats
	Want    string
	Got     string
	Message string // one line
	Count   int    // how often in this case
	Source  specs.Source
	// Strength is that of the documented fact.
	Strength specs.Strength
	Waived   bool   // set by Rules.Evaluate
	Waiver   string // the waiver's reason, where Waived
}

// Result is a case's verdict with its evidence.
type Result struct {
	Case     *Case
	Verdict  Verdict
	Reason   string // of a skip, an inconclusive or an error; one line
	Started  time.Time
	Duration time.Duration
	Findings []Finding
	// Exchanges are redacted copies, in order; Decisive indexes the one that
	// decided the verdict, or is -1.
	Exchanges []*fixtures.Exchange
	Decisive  int
	// Exercised are the requirements that this case proved something about.
	Exercised []string
	// Seen are wire facts for coverage: documented response paths and enum
	// values observed ("response.Images[].Status", "...enum.Available").
	Seen []string
	// Runs counts repetitions; Flaky is set where their verdicts differed.
	Runs  int
	Flaky bool
}
