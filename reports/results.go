package reports

import (
	"iter"
	"time"
)

// Version of the results JSON that this package writes and reads.
const Version = 1

// Tool says what wrote the results.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Head is what is known of a run before its first case.
type Head struct {
	Version int       `json:"version"` // 0 is written as Version
	Tool    Tool      `json:"tool"`
	Started time.Time `json:"started"`
	// DurationMS is how long the run took, in milliseconds.
	DurationMS int64  `json:"duration_ms"`
	Target     string `json:"target"` // "mock", the URL or the name
	Profile    string `json:"profile"`
	// Plan is the SHA-256 of the unsharded plan's sorted case IDs, in hex.
	Plan  string `json:"plan"`
	Shard string `json:"shard"` // "I/N"; empty is written as "1/1"
	// FailOn and Inconclusive are the run's flags, which renderings obey.
	FailOn       string `json:"fail_on,omitempty"`
	Inconclusive string `json:"inconclusive,omitempty"`
	// Rules identifies the checks, severities and waivers that judged; a killed
	// run is resumed with the same alone.
	Rules string `json:"rules,omitempty"`
	// Problems are what else fails the run, one line each: waivers that have
	// expired or are not needed any more.
	Problems []string `json:"problems,omitempty"`
	// Interrupted marks a run that was stopped before its end.
	Interrupted bool `json:"interrupted,omitempty"`
	// Sharded is what Merge must know of a shard; nil for a whole plan.
	Sharded *Sharded `json:"sharded,omitempty"`
}

// Sharded is what a shard knows and only all shards together can decide.
type Sharded struct {
	// Whole says that nothing but the sharding left out a case, so that
	// waivers which no shard needed are not needed.
	Whole bool `json:"whole"`
	// Evidence is the severity of what evidence cases find; empty is none.
	Evidence string `json:"evidence"`
	// Waivers are those that hold for the target.
	Waivers []ShardWaiver `json:"waivers,omitempty"`
}

// ShardWaiver is a waiver that holds for a shard's target.
type ShardWaiver struct {
	Fingerprint string `json:"fingerprint"`
	Reason      string `json:"reason"`
	// Unneeded is the problem that it is where nothing needed it.
	Unneeded string `json:"unneeded"`
}

// Counts are numbers of distinct fingerprints by severity.
type Counts struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Info    int `json:"info"`
}

// Summary counts cases by verdict. Waived cases are among the skipped ones.
type Summary struct {
	Cases        int    `json:"cases"`
	Pass         int    `json:"pass"`
	Fail         int    `json:"fail"`
	Skip         int    `json:"skip"`
	Inconclusive int    `json:"inconclusive"`
	Error        int    `json:"error"`
	Waived       int    `json:"waived"`
	Findings     Counts `json:"findings"`
}

// Reach counts documented facts of one sort: those that the documentation
// states, that a client can reach, that a case exercised, and that only a
// forced fault exercised.
type Reach struct {
	Documented int `json:"documented"`
	Reachable  int `json:"reachable"`
	Exercised  int `json:"exercised"`
	Forced     int `json:"forced"`
}

// Unreached is a requirement that no case exercised, with the reason.
type Unreached struct {
	Requirement string `json:"requirement"`
	Reason      string `json:"reason"`
}

// Coverage is what the run exercised of one operation.
type Coverage struct {
	Operation  string      `json:"operation"`
	Parameters Reach       `json:"parameters"`
	EnumValues Reach       `json:"enum_values"`
	Fields     Reach       `json:"fields"`
	Errors     Reach       `json:"errors"`
	Unreached  []Unreached `json:"unreached"`
	// Requirements are all of the operation's, in page order.
	Requirements []Requirement `json:"requirements,omitempty"`
}

// Requirement is one documented statement and whether the run showed it.
type Requirement struct {
	ID     string `json:"id"`
	State  string `json:"state"`            // exercised, forced, reachable, unreachable; see suites.State
	Reason string `json:"reason,omitempty"` // where it was not shown
	Source Source `json:"source"`
}

// Source is the documented row that a case or a finding rests on.
type Source struct {
	Page     string  `json:"page"`
	Edition  string  `json:"edition"`
	Table    string  `json:"table"`
	Row      *string `json:"row"` // null where no row documents it
	Strength string  `json:"strength,omitempty"`
	File     string  `json:"file"`
	Line     int     `json:"line"`
}

// Finding is one disagreement of a case.
type Finding struct {
	Check       string `json:"check"`
	Severity    string `json:"severity"`
	Operation   string `json:"operation,omitempty"` // where it is not the case's
	Section     string `json:"section,omitempty"`
	Path        string `json:"path,omitempty"`
	Pointer     string `json:"pointer"`
	Want        string `json:"want"`
	Got         string `json:"got"`
	Count       int    `json:"count"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`
	Waived      bool   `json:"waived"`
	Waiver      string `json:"waiver,omitempty"` // the reason, where waived
	Source      Source `json:"source"`
}

// Message is one side of an exchange, redacted. Method and URL belong to a
// request, Status and Cut to a response.
type Message struct {
	Method  string            `json:"method,omitempty"`
	URL     string            `json:"url,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers"`
	// Body is text; Base64 holds it instead where it is not UTF-8.
	Body   string `json:"body"`
	Base64 string `json:"base64,omitempty"`
	// Omitted counts the bytes left out at the end of Body.
	Omitted int `json:"omitted,omitempty"`
	// Cut says why reading the body ended early.
	Cut string `json:"cut,omitempty"`
}

// Exchange is a request and its response, redacted.
type Exchange struct {
	Request  Message  `json:"request"`
	Response *Message `json:"response"` // null where none arrived
	Error    string   `json:"error,omitempty"`
	// Curl repeats the request unsigned.
	Curl string `json:"curl"`
}

// Result is the outcome of one case.
type Result struct {
	Case         string     `json:"case"`
	Kind         string     `json:"kind"`
	Operation    string     `json:"operation"`
	Title        string     `json:"title,omitempty"`
	Verdict      string     `json:"verdict"`
	Reason       string     `json:"reason"`
	DurationMS   float64    `json:"duration_ms"`
	Requirements []string   `json:"requirements"`
	Findings     []Finding  `json:"findings"`
	Exchange     *Exchange  `json:"exchange,omitempty"`
	Exchanges    []Exchange `json:"exchanges,omitempty"`
	// Source is where the case's expectation is documented.
	Source Source `json:"source"`
	Runs   int    `json:"runs,omitempty"` // repetitions, where more than one
	Flaky  bool   `json:"flaky,omitempty"`
	Waived bool   `json:"waived,omitempty"`
	// Shown is what the case proved; only results of a shard have it.
	Shown *Shown `json:"shown,omitempty"`
}

// Shown is what coverage and evidence rest on: the facts of suites.Result that
// merging shards needs.
type Shown struct {
	Exercised bool `json:"exercised,omitempty"` // its requirements were
	Forced    bool `json:"forced,omitempty"`
	// Seen are the facts that no earlier result of the shard has.
	Seen []string `json:"seen,omitempty"`
}

// Results are the outcome of a run.
type Results struct {
	Head
	Summary Summary `json:"summary"`
	// Coverage is of the operations of the plan. Where it stays in a file, the
	// lists of each operation are left there: use Covered to go over it whole.
	Coverage []Coverage `json:"coverage"`
	// Comparison is with earlier results; nil where nobody asked.
	Comparison *Comparison `json:"comparison,omitempty"`
	// Results are the cases in order; nil where they stay in the file that
	// Open was given. Use All to go over them in either case.
	Results []Result `json:"results"`

	file     string
	offset   int64 // of the first result in file
	coverage int64 // of the first operation's coverage in file; 0: not there
}

// All goes over the results in order. An error ends it: the file has gone or
// has changed.
func (r *Results) All() iter.Seq2[*Result, error] {
	if r.file != "" {
		return stream[Result](r.file, r.offset)
	}
	return func(yield func(*Result, error) bool) {
		for i := range r.Results {
			if !yield(&r.Results[i], nil) {
				return
			}
		}
	}
}

// Covered goes over the coverage, whole, in its order. An error ends it: the
// file has gone or has changed.
func (r *Results) Covered() iter.Seq2[*Coverage, error] {
	if r.file != "" && r.coverage > 0 {
		return stream[Coverage](r.file, r.coverage)
	}
	return func(yield func(*Coverage, error) bool) {
		for i := range r.Coverage {
			if !yield(&r.Coverage[i], nil) {
				return
			}
		}
	}
}

// Failing returns the findings that weigh at least threshold ("error",
// "warning", "info") and are not waived.
func (r *Result) Failing(threshold string) []Finding {
	var failing []Finding
	for _, f := range r.Findings {
		if !f.Waived && AtLeast(f.Severity, threshold) {
			failing = append(failing, f)
		}
	}
	return failing
}

var weights = map[string]int{"error": 3, "warning": 2, "info": 1}

// AtLeast reports whether severity weighs as much as threshold; an empty
// threshold is "error".
func AtLeast(severity, threshold string) bool {
	if threshold == "" {
		threshold = "error"
	}
	return weights[severity] >= weights[threshold]
}
