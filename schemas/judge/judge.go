// Package judge is the one pass over a body: it walks a compiled contract
// beside the tokens of the JSON, without building the document, and reports
// each departure as a fact. It does not know severities, checks or verdicts
// (suites), and it never fails on a peer's bytes: what cannot be read is a
// departure too.
package judge

import "github.com/concord-dev/concord/specs"

// Kind names what departs.
type Kind string

// The kinds of departures.
const (
	WrongType    Kind = "type"      // want and got are type words
	Coercible    Kind = "coercible" // "1" for 1, "true" for true, 1 for "1"
	IsNull       Kind = "null"
	EnumUnknown  Kind = "enum"
	EnumCase     Kind = "enum-case"  // a documented value in another letter case
	EnumEmpty    Kind = "enum-empty" // "" where an enumeration is documented
	OutOfRange   Kind = "range"
	BadLength    Kind = "length"
	BadPattern   Kind = "pattern"
	BadFormat    Kind = "format"
	TooManyItems Kind = "items"
	Missing      Kind = "missing"       // presence always, or its condition is met
	MissingShown Kind = "missing-shown" // unstated, but the sample shows it
	Undocumented Kind = "undocumented"
	SampleType   Kind = "sample-type" // type of a field known only from the sample
	Wrapper      Kind = "wrapper"     // a list without, or with another, wrapper
	BeyondInt64  Kind = "int64"       // an integer beyond int64
	Precision    Kind = "precision"   // a fraction in an integer, an exponent beyond 400
	DuplicateKey Kind = "duplicate-key"
	Syntax       Kind = "syntax"        // not JSON, cut, or bytes after the end
	Encoding     Kind = "encoding"      // invalid UTF-8, a byte order mark
	OtherReading Kind = "other-reading" // the other reading of a contradiction of the page
)

// Departure is what one pass reports about one place of a body. Equal
// departures at further items of a list are counted, not repeated.
type Departure struct {
	Kind    Kind
	Pointer string // RFC 6901, of the first occurrence
	// Path is the documented path of the row, or the wire path without
	// indices of what no row documents.
	Path  string
	Row   *specs.Row // nil where no row documents the place
	Want  string
	Got   string // a value is cut to 120 characters
	Count int
}

// Slot names a documented path whose values are captured in the pass.
type Slot string

// Captured is one value of a slot, in document order.
type Captured struct {
	Pointer string
	Item    int    // index in the outermost list, or -1
	Text    string // the string's value, or the literal's text
	IsText  bool   // a JSON string
}

// Report is the outcome of one pass.
type Report struct {
	Departures []Departure
	Slots      map[Slot][]Captured
	// Seen are the documented paths that were present, and enum values as
	// "path=value", sorted.
	Seen []string
	// Lists counts the items of each documented array by documented path,
	// summed over the body.
	Lists map[string]int
	// Unreadable is set where the bytes are no JSON value at all.
	Unreadable bool
}
