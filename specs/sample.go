package specs

import (
	"encoding/json"
	"slices"
	"strings"
)

// SampleReport is what a sample and a response table say about each other.
type SampleReport struct {
	// Only lists the wire paths of members that no row documents, containers
	// and their members both, wrappers not, in the sample's order.
	Only []string
	// Absent lists the wire paths of rows that the sample does not show,
	// without "[]" at the end; not those of members of a list that is empty
	// there.
	Absent []string
	// Contradictions are values of another type or outside the enumeration.
	Contradictions []Contradiction
}

// CompareSample compares an operation's sample with its response rows, whose
// wire paths must be filled in. Masked values, empty strings, placeholders
// ("null", "{...}"), surrounding space and an integer for a number contradict
// nothing. An operation without a sample gives the zero report.
func CompareSample(o *Operation) SampleReport {
	s := sampleWalk{rows: map[string]*Field{}, within: map[string]bool{}, seen: map[string]bool{}}
	for i := range o.Response {
		f := &o.Response[i]
		s.rows[f.Wire] = f
		for at := strings.LastIndex(f.Wire, "."); at > 0; at = strings.LastIndex(f.Wire[:at], ".") {
			s.within[f.Wire[:at]] = true
		}
	}
	if len(o.Sample) == 0 {
		return SampleReport{}
	}
	dec := json.NewDecoder(strings.NewReader(string(o.Sample)))
	dec.UseNumber()
	s.members(dec, "")
	for i := range o.Response {
		f := &o.Response[i]
		if !s.seen[f.Wire] && !s.belowEmpty(f.Wire) {
			s.report.Absent = append(s.report.Absent, strings.TrimSuffix(f.Wire, "[]"))
		}
	}
	return s.report
}

// sampleWalk walks a sample's tokens in their order.
type sampleWalk struct {
	rows   map[string]*Field // by wire path
	within map[string]bool   // wire paths above rows
	seen   map[string]bool   // wire paths that the sample shows
	empty  []string          // wire paths of lists that are empty
	report SampleReport
}

// members reads one value at a wire path; "" is the root.
func (s *sampleWalk) members(dec *json.Decoder, at string) {
	token, err := dec.Token()
	if err != nil {
		return
	}
	switch token {
	case json.Delim('{'):
		s.note(at, Object, "")
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				return
			}
			name, _ := key.(string)
			if at != "" {
				name = at + "." + name
			}
			s.members(dec, name)
		}
		_, _ = dec.Token()
	case json.Delim('['):
		list := at + "[]"
		s.note(list, Array, "")
		if !dec.More() {
			s.empty = append(s.empty, list+".")
		}
		for dec.More() {
			s.item(dec, list)
		}
		_, _ = dec.Token()
	default:
		s.note(at, typeOfToken(token), tokenText(token))
	}
}

// item reads one item of the list at a wire path.
func (s *sampleWalk) item(dec *json.Decoder, list string) {
	token, err := dec.Token()
	if err != nil {
		return
	}
	switch token {
	case json.Delim('{'):
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				return
			}
			name, _ := key.(string)
			s.members(dec, list+"."+name)
		}
		_, _ = dec.Token()
	case json.Delim('['):
		for dec.More() {
			s.item(dec, list)
		}
		_, _ = dec.Token()
	default:
		if f := s.rows[list]; f != nil {
			s.compare(f, f.Items, typeOfToken(token), tokenText(token))
		}
	}
}

// note records that the sample has a value at a wire path.
func (s *sampleWalk) note(at string, got Type, value string) {
	if at == "" {
		return
	}
	first := !s.seen[at]
	s.seen[at] = true
	if f := s.rows[at]; f != nil {
		s.compare(f, f.Type, got, value)
		return
	}
	other := at + "[]"
	if f := s.rows[other]; f != nil && got != Array {
		s.seen[other] = true
		if got != "" {
			s.contradict(f, "type", []string{string(Array)}, string(got))
		}
		return
	}
	if f := s.rows[strings.TrimSuffix(at, "[]")]; f != nil && got == Array {
		s.seen[f.Wire] = true
		s.compare(f, f.Type, Array, "")
		return
	}
	if first && !s.within[at] && !s.inMap(at) {
		s.report.Only = append(s.report.Only, at)
	}
}

// inMap reports whether the path is a free key of a map.
func (s *sampleWalk) inMap(at string) bool {
	cut := strings.LastIndex(at, ".")
	if cut < 0 {
		return false
	}
	f := s.rows[at[:cut]]
	return f != nil && f.Type == Map
}

// compare holds one value against a row; want is the type of the value or of
// the list's items.
func (s *sampleWalk) compare(f *Field, want, got Type, value string) {
	value = strings.TrimSpace(value)
	if got == "" || Masked(value) || got == String && (value == "" || strings.HasPrefix(value, "{") || value == "null") {
		return
	}
	fits := want == "" || want == got || want == Number && got == Integer || want == Map && got == Object
	if !fits {
		s.contradict(f, "type", []string{string(want)}, string(got))
		return
	}
	if len(f.Enum) > 0 && got != Array && got != Object && !slices.Contains(f.Enum, value) {
		s.contradict(f, "enum", f.Enum, value)
	}
}

func (s *sampleWalk) contradict(f *Field, kind string, documented []string, sample string) {
	known := func(c Contradiction) bool { return c.Wire == f.Wire && c.Kind == kind && c.Sample == sample }
	if !slices.ContainsFunc(s.report.Contradictions, known) {
		s.report.Contradictions = append(s.report.Contradictions, Contradiction{Wire: f.Wire, Kind: kind, Documented: documented, Sample: sample})
	}
}

// belowEmpty reports whether a wire path lies in a list that is empty.
func (s *sampleWalk) belowEmpty(wire string) bool {
	return slices.ContainsFunc(s.empty, func(list string) bool { return strings.HasPrefix(wire, list) })
}

func typeOfToken(token json.Token) Type {
	switch t := token.(type) {
	case string:
		return String
	case bool:
		return Boolean
	case json.Number:
		if strings.ContainsAny(t.String(), ".eE") {
			return Number
		}
		return Integer
	}
	return ""
}

func tokenText(token json.Token) string {
	switch t := token.(type) {
	case string:
		return t
	case json.Number:
		return t.String()
	}
	return ""
}
