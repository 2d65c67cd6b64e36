package suites

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// Line is one line of the severity table: what the findings of a check are
// worth.
type Line struct {
	Check string
	// Aspect tells apart the findings of one check: a judge.Kind, or a word of
	// the check's own. Empty: every finding that no other line names.
	Aspect     string
	Mock, Live Severity
	// Strict replaces Mock under --strict; empty: it does not.
	Strict Severity
	Says   string // when the line holds, in words
}

// Aspects that are not kinds of departures.
const (
	AspectOpen      = "open"      // an unlisted code where the code table is open
	AspectPreferred = "preferred" // the preferred row is stated firmly
	AspectHinted    = "hinted"    // the preferred row is a hint
	AspectWording   = "wording"   // the template's words in other punctuation or letter case
	AspectBound     = "bound"     // the page states firmly what the request breaks
	AspectAcross    = "across"    // between the answers of a sequence
	AspectHeader    = "header"    // in a header alone
	AspectMalformed = "malformed" // cannot be decoded at all
	AspectCase      = "case"      // a documented value in another letter case
)

// Lines returns the severity table in the order of the checks' families.
func Lines() []Line {
	const (
		e, w, i, n = SeverityError, SeverityWarning, SeverityInfo, SeverityNone
	)
	k := func(kind judge.Kind) string { return string(kind) }
	return []Line{
		{"status-documented", "", e, e, "", "a status that no table states"},
		{"content-type", "", e, e, "", "a media type or charset that the provider does not use"},
		{"body-syntax", "", e, e, "", "no JSON, cut, empty, or bytes after the end"},
		{"body-encoding", "", e, e, "", "invalid UTF-8, or a byte order mark"},
		{"body-duplicate-key", "", w, w, "", "a member name that comes twice in one object"},

		{"field-type", "", e, e, "", "another type"},
		{"field-type", k(judge.SampleType), w, w, "", "another type, of a field known only from the sample"},
		{"field-type", k(judge.OtherReading), i, i, "", "the other reading of a page that contradicts itself"},
		{"field-coercible", "", e, w, "", `"1" for 1, "true" for true, 1 for "1"`},
		{"field-enum", "", e, e, "", "a value outside the enumeration"},
		{"field-enum", k(judge.EnumCase), e, w, "", "a documented value in another letter case"},
		{"field-enum", k(judge.EnumEmpty), e, i, "", `"" where values are enumerated`},
		{"field-enum", k(judge.OtherReading), i, i, "", "the other reading of a page that contradicts itself"},
		{"field-range", "", e, e, "", "a number out of its range"},
		{"field-length", "", e, e, "", "a text or list that is too short or too long"},
		{"field-pattern", "", e, e, "", "a text that its pattern does not match"},
		{"field-format", "", w, w, "", "not the documented format (date-time, uuid)"},
		{"field-null", "", e, w, "", "null"},
		{"field-missing", "", e, e, "", "absent, though always there or its condition is met"},
		{"field-missing", k(judge.MissingShown), e, n, "", "absent, presence unstated, but the sample shows it"},
		{"field-undocumented", "", w, w, e, "a field that no row and no sample shows"},
		{"field-wrapper", "", e, e, "", "a list without its wrapper, or with another"},
		{"number-precision", "", e, e, "", "a fraction in an integer, an exponent beyond 400"},
		{"number-precision", k(judge.BeyondInt64), e, w, "", "an integer beyond int64"},
		{"ids-unique", "", w, w, "", "an id that repeats in one answer"},
		{"paging", "", e, e, "", "a page that is longer than asked, miscounted or misnumbered"},
		{"paging", AspectAcross, e, w, "", "items that repeat, or totals that change, between pages"},

		{"error-envelope", "", e, e, "", "an error answer of another shape"},
		{"error-code", "", e, e, "", "a code that is undocumented, or that the request cannot provoke"},
		{"error-code", AspectOpen, w, w, "", "an unlisted code of the provider's pattern, where the code table is open"},
		{"error-code-other", "", w, w, "", "another code of the expected set, where the page names one firmly"},
		{"error-code-other", AspectHinted, i, i, "", "another code of the expected set, where the page only hints at one"},
		{"error-status", "", e, e, "", "a status that the code's row does not list"},
		{"error-status", k(judge.OtherReading), i, i, "", "the other reading of a page that contradicts itself"},
		{"error-message", "", i, i, "", "a message that no template of the code matches"},
		{"error-message", AspectWording, i, i, "", "the template's words, in other punctuation or letter case"},
		{"error-request-id", "", w, w, "", "an error answer without the request id that its form has"},
		{"error-request-id", AspectHeader, i, i, "", "no header with a request id, where the form has no member for it"},
		{"invalid-accepted", "", w, w, "", "a success for an invalid request, where the page states the bound weakly"},
		{"invalid-accepted", AspectBound, e, w, "", "a success for an invalid request, where the page states the bound firmly"},
		{"invalid-accepted", AspectCase, i, i, "", "a documented value of a parameter in another letter case, taken as that value"},

		{"request-unknown", "", w, w, "", "a parameter that no row documents"},
		{"request-missing", "", e, e, "", "a required parameter that is absent or empty"},
		{"request-type", "", e, e, "", "another type"},
		{"request-enum", "", e, e, "", "a value outside the enumeration"},
		{"request-enum", k(judge.EnumEmpty), w, w, "", `"" where values are enumerated`},
		{"request-enum", k(judge.OtherReading), i, i, "", "the other reading of a page that contradicts itself"},
		{"request-range", "", e, e, "", "a number out of its range"},
		{"request-length", "", e, e, "", "a text or list that is too short or too long"},
		{"request-format", "", e, e, "", "not the documented format or pattern"},
		{"request-dependency", "", e, e, "", "a parameter without the one that it needs"},
		{"request-serialisation", "", w, w, "", "a form that a vendor's SDK uses but no page shows"},
		{"request-serialisation", AspectMalformed, e, e, "", "a form that nothing documents, or that cannot be decoded"},
		{"request-method", "", e, e, "", "a method that the operation does not take"},
		{"request-version", "", e, e, "", "a version that is not the operation's"},
		{"request-signature", "", e, e, "", "unsigned, or signed by a scheme or in a form that the provider does not take"},
		{"request-duplicate", "", e, e, "", "a parameter that comes twice, or two places that disagree"},
		{"request-secret", "", w, w, "", "a secret in a URL"},

		{"filter-applied", "", e, e, "", "an item that the filter excludes"},
		{"echo", "", e, e, "", "another value than the request's"},
		{"state", "", e, e, "", "an answer that forgets what was done, or finds what is not there"},
		{"dry-run", "", e, e, "", "a dry run that was performed"},

		{"evidence", "", i, i, "", "a documented field that no answer showed"},
	}
}

// Override replaces the severities of a check, as a severity file states it.
type Override struct {
	Check    string
	Profile  Profile // empty: every profile
	Severity Severity
}

// Severities answers what a finding is worth. It is read-only and may be
// shared.
type Severities struct {
	table    map[lineKey]Severity
	override map[string]Severity
}

type lineKey struct{ check, aspect string }

// NewSeverities returns the table for a profile. Strict weighs mock's findings
// as --strict does; overrides come last, those that name the profile after
// those that do not.
func NewSeverities(profile Profile, strict bool, overrides []Override) *Severities {
	s := &Severities{table: map[lineKey]Severity{}, override: map[string]Severity{}}
	for _, l := range Lines() {
		severity := l.Mock
		switch {
		case profile == ProfileLive:
			severity = l.Live
		case strict && l.Strict != "":
			severity = l.Strict
		}
		s.table[lineKey{l.Check, l.Aspect}] = severity
	}
	for _, o := range overrides {
		if o.Profile == "" {
			s.override[o.Check] = o.Severity
		}
	}
	for _, o := range overrides {
		if o.Profile == profile {
			s.override[o.Check] = o.Severity
		}
	}
	return s
}

// Of returns the severity of f by its check, aspect and strength; what rests
// on a hint is at most a warning. A check without a line is worth an error.
func (s *Severities) Of(f *Finding) Severity {
	severity, ok := s.override[f.Check]
	if !ok {
		severity, ok = s.table[lineKey{f.Check, f.Aspect}]
	}
	if !ok {
		severity, ok = s.table[lineKey{f.Check, ""}]
	}
	if !ok {
		severity = SeverityError
	}
	if f.Strength == specs.Hint && severity == SeverityError {
		return SeverityWarning
	}
	return severity
}

// Rank orders severities: 3 for an error, 2 for a warning, 1 for an info, 0
// for none.
func (s Severity) Rank() int {
	switch s {
	case SeverityError:
		return 3
	case SeverityWarning:
		return 2
	case SeverityInfo:
		return 1
	}
	return 0
}

// ParseSeverity reads error, warning, info or none.
func ParseSeverity(s string) (Severity, error) {
	switch v := Severity(s); v {
	case SeverityError, SeverityWarning, SeverityInfo:
		return v, nil
	case "none":
		return SeverityNone, nil
	}
	return SeverityNone, fmt.Errorf("severity %q: want error, warning, info or none", s)
}

// ReadSeverities reads a severity file: a YAML mapping of check IDs, each with
// "/mock" or "/live" behind it where it holds for that profile only, to error,
// warning, info or none. An unknown check, profile or severity and a key that
// comes twice are errors that begin with file:line:column.
func ReadSeverities(file string, data []byte) ([]Override, error) {
	known := map[string]bool{}
	for _, l := range Lines() {
		known[l.Check] = true
	}
	root, err := document(file, data)
	if err != nil || root == nil {
		return nil, err
	}
	if root.Kind != yaml.MappingNode {
		return nil, at(file, root, errors.New("want a mapping of check IDs to severities"))
	}
	var out []Override
	seen := map[string]bool{}
	for i := 0; i < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		id, profile, qualified := strings.Cut(key.Value, "/")
		if !known[id] {
			return nil, at(file, key, fmt.Errorf("unknown check %q", id))
		}
		if qualified && profile != string(ProfileMock) && profile != string(ProfileLive) {
			return nil, at(file, key, fmt.Errorf("unknown profile %q: want mock or live", profile))
		}
		if seen[key.Value] {
			return nil, at(file, key, fmt.Errorf("%s comes twice", key.Value))
		}
		seen[key.Value] = true
		severity, err := ParseSeverity(value.Value)
		if err != nil {
			return nil, at(file, value, err)
		}
		out = append(out, Override{Check: id, Profile: Profile(profile), Severity: severity})
	}
	slices.SortFunc(out, func(a, b Override) int {
		return cmp.Or(strings.Compare(a.Check, b.Check), strings.Compare(string(a.Profile), string(b.Profile)))
	})
	return out, nil
}

// document parses data as one YAML document and returns its root, or nil
// where it is empty.
func document(file string, data []byte) (*yaml.Node, error) {
	const limit = 1 << 20
	if len(data) > limit {
		return nil, fmt.Errorf("%s:1:1: larger than 1 MiB", file)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, syntaxError(file, err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, at(file, &second, errors.New("a second document"))
	case !errors.Is(err, io.EOF):
		return nil, syntaxError(file, err)
	}
	return doc.Content[0], nil
}

// syntaxError rewrites the "yaml: line 3: …" of the parser as file:line:column.
func syntaxError(file string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var line int
	if _, scan := fmt.Sscanf(text, "line %d:", &line); scan != nil {
		return fmt.Errorf("%s:1:1: %s", file, text)
	}
	_, text, _ = strings.Cut(text, ": ")
	return fmt.Errorf("%s:%d:1: %s", file, line, text)
}

func at(file string, n *yaml.Node, err error) error {
	return fmt.Errorf("%s:%d:%d: %w", file, n.Line, n.Column, err)
}
