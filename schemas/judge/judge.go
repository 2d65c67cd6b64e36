// Package judge is the one pass over a body: it walks a compiled contract
// beside the tokens of the JSON, without building the document, and reports
// each departure as a fact. It does not know severities, checks or verdicts
// (suites), and it never fails on a peer's bytes: what cannot be read is a
// departure too.
//
// The scanner is the package's own: the bar is 0.3 of the time that
// encoding/json takes, and judging is what the package is for. Fuzz tests hold
// its idea of JSON against encoding/json and jsontext.
package judge

import "github.com/concord-dev/concord/specs"

// Kind names what departs.
type Kind string

// The kinds of departures.
const (
	WrongType    Kind = "type"      // Want is a type word, Got a type word and the scalar behind it
	Coercible    Kind = "coercible" // "1" for 1, "true" for true, 1 for "1"
	IsNull       Kind = "null"
	EnumUnknown  Kind = "enum"
	EnumCase     Kind = "enum-case"  // a documented value in another letter case
	EnumEmpty    Kind = "enum-empty" // "" where an enumeration is documented
	OutOfRange   Kind = "range"
	BadLength    Kind = "length"
	BadPattern   Kind = "pattern"
	BadFormat    Kind = "format"
	TooManyItems Kind = "items"         // more items, or fewer, than documented
	Missing      Kind = "missing"       // presence always, or its condition is met
	MissingShown Kind = "missing-shown" // unstated, but the sample shows it
	Undocumented Kind = "undocumented"
	SampleType   Kind = "sample-type" // type of a field known only from the sample
	Wrapper      Kind = "wrapper"     // a list without, or with another, wrapper
	BeyondInt64  Kind = "int64"       // an integer beyond int64
	Precision    Kind = "precision"   // a fraction in an integer, an exponent beyond 400
	DuplicateKey Kind = "duplicate-key"
	Syntax       Kind = "syntax"        // not JSON, cut, or bytes after the end
	Encoding     Kind = "encoding"      // invalid UTF-8, a byte order mark, half a surrogate pair
	OtherReading Kind = "other-reading" // the other reading of a contradiction of the page
)

// Departure is what one pass reports about one place of a body. Equal
// departures at further items of a list are counted, not repeated.
type Departure struct {
	Kind Kind
	// Pointer is the RFC 6901 pointer of the first occurrence; of what is
	// missing, the place where it should stand.
	Pointer string
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

// Captured is one value of a slot.
type Captured struct {
	Pointer string
	Item    int    // index in the outermost list, or -1
	Inner   int    // index in the innermost list, or -1
	Text    string // the string's value, or the literal's text
	IsText  bool   // a JSON string
}
