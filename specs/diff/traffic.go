package diff

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Kinds of values beside the types of specs.
const (
	Null        = "null"
	BeyondInt64 = "integer beyond int64"
	NotUTF8     = "string that is no UTF-8"
	Twice       = "twice" // a member of a name that its object has already
)

// Sight says what traffic showed at one place.
type Sight struct {
	Seen int // instances of the value
	Of   int // instances of the object or answer that may hold it
	// Missing counts those that do not hold it though their answer was recorded
	// whole, with its request.
	Missing int
	// Kinds counts the instances by a type's word or one of the other kinds;
	// "" is a redacted value of unknown type. Items does so for the items of
	// lists.
	Kinds, Items map[string]int
	// Wrappers counts lists that were not in the documented wrapper, by the
	// wrapper's name; "" is a bare list.
	Wrappers map[string]int
	// Values counts the values of an enumeration. Cut reports that there were
	// more than were kept.
	Values map[string]int
	Cut    bool
	// Bounds of what was seen, nil where no number or text was.
	Min, Max             *float64
	MinLength, MaxLength *int
}

// Observation is what the answers of one operation showed. Documented and
// undocumented places are kept apart: a wire path may read like a documented
// one.
type Observation struct {
	Answers int // successful ones
	Errors  int
	// Rows is by documented path, Strangers by the wire path of what no row
	// documents.
	Rows, Strangers map[string]Sight
	Codes           map[string]map[int]int // statuses by error code
	Statuses        map[int]int
	// Envelope is what each error answer should have beside its code, by
	// member; EnvelopeStrangers what else error answers had.
	Envelope, EnvelopeStrangers map[string]Sight
}

// Occasion reports whether the observation had occasion to show a change of
// the response: an instance of the value or, where the change is that there is
// none, of what might have held it.
func (o *Observation) Occasion(documented *specs.Operation, c Change) bool {
	if s, ok := o.Rows[c.Path]; ok {
		switch c.Kind {
		case NeverSeen:
			return s.Of > 0
		case Required: // an excerpt without the value shows nothing
			return s.Of > 0 && s.Seen == s.Of
		}
		return s.Seen > 0
	}
	if list, ok := strings.CutSuffix(c.Path, "[]"); ok && c.Kind == Type {
		if s, ok := o.Rows[list]; ok { // null for an item
			return total(s.Items) > 0
		}
	}
	parent, _, nested := cutLast(c.Path)
	if !nested {
		return o.Answers > 0
	}
	for _, r := range responseRows(documented) {
		if strings.TrimSuffix(r.wire, "[]") == strings.TrimSuffix(parent, "[]") {
			return held(o.Rows[r.Path], parent)
		}
	}
	return held(o.Strangers[parent], parent)
}

// held reports whether there was a holder of members at a path: an item, where
// it is a list's.
func held(s Sight, path string) bool {
	if strings.HasSuffix(path, "[]") {
		return total(s.Items) > 0
	}
	return s.Seen > 0
}

// Traffic lists where what was observed departs from what is documented. It
// keeps quiet about what traffic had no occasion to show.
func Traffic(documented *specs.Operation, seen *Observation) []Change {
	d := &differ{old: documented, address: documented.Address.String()}
	t := &traffic{d, seen}
	if !lostTable(documented, Response) {
		for _, r := range responseRows(documented) {
			t.row(r, seen.Rows[r.Path])
		}
		for _, wire := range slices.Sorted(maps.Keys(seen.Strangers)) {
			t.stranger(wire, seen.Strangers[wire])
		}
	}
	if !lostTable(documented, Errors) {
		for _, code := range slices.Sorted(maps.Keys(seen.Codes)) {
			t.code(code, seen.Codes[code])
		}
	}
	t.envelope()
	t.statuses()
	d.sort()
	return d.changes
}

type traffic struct {
	*differ
	seen *Observation
}

// Fits reports whether a kind of value is of a type; "" is any type.
func Fits(t specs.Type, kind string) bool {
	switch kind {
	case "":
		return true
	case Null, BeyondInt64, NotUTF8, Twice:
		return false
	case string(specs.Integer):
		return t == "" || t == specs.Integer || t == specs.Number
	case string(specs.Object):
		return t == "" || t == specs.Object || t == specs.Map
	}
	return t == "" || string(t) == kind
}

// TypeOf returns the type of the values seen: where several were, one that
// departs from the documented one; "" where none can be told.
func TypeOf(documented specs.Type, kinds map[string]int) specs.Type {
	types, departing := map[string]int{}, map[string]int{}
	for kind, n := range kinds {
		switch {
		case kind == "" || !Fits("", kind):
		case Fits(documented, kind):
			types[kind] = n
		default:
			departing[kind] = n
		}
	}
	switch {
	case len(departing) > 0:
		return specs.Type(Most(departing))
	case len(types) > 0 && documented != "":
		return documented
	}
	return specs.Type(Most(types))
}

// Most returns the key of the greatest count, the first in order where several
// are, "" where there is none.
func Most(counts map[string]int) string {
	most := ""
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if counts[key] > counts[most] {
			most = key
		}
	}
	return most
}

// row compares a documented row with what was seen of it.
func (t *traffic) row(r row, s Sight) {
	switch {
	case s.Missing > 0 && s.Seen == 0 && r.always:
		t.add(Response, r.Path, NeverSeen, summary(r), nil, "yes", Error, fmt.Sprintf("absent from %d of %d", s.Of, s.Of))
	case s.Of > s.Seen && s.Seen == 0:
		t.add(Response, r.Path, NeverSeen, summary(r), nil, "no", Info, fmt.Sprintf("absent from %d of %d", s.Of, s.Of))
	case s.Missing > 0 && r.always:
		t.add(Response, r.Path, Required, true, false, "yes", Error, fmt.Sprintf("absent from %d of %d", s.Missing, s.Of))
	}
	if s.Seen == 0 {
		return
	}
	t.types(r, s)
	if len(s.Wrappers) > 0 {
		var evidence []string
		for _, name := range slices.Sorted(maps.Keys(s.Wrappers)) {
			what := "no wrapper"
			if name != "" {
				what = strconv.Quote(name)
			}
			evidence = append(evidence, fmt.Sprintf("%s in %d of %d", what, s.Wrappers[name], s.Seen))
		}
		t.add(Response, r.Path, Wrapper, wrapper(r), Most(s.Wrappers), "yes", Error, evidence...)
	}
	t.enum(r, s)
	t.beyond(r, s)
}

// types compares types; what was seen once departs, whatever else was seen.
func (t *traffic) types(r row, s Sight) {
	items := total(s.Items)
	departing, hard := t.departing(r.Type, s.Kinds, r.wire)
	wrong, hardItems := map[string]int{}, ""
	if r.Type == specs.Array {
		wrong, hardItems = t.departing(r.Items, s.Items, r.wire)
	}
	nulls := wrong[Null]
	delete(wrong, Null)
	evidence := shares(departing, s.Seen, "")
	evidence = append(evidence, shares(wrong, items, "items: ")...)
	var is string
	severity, breaking := Error, "yes"
	switch {
	case hard == string(specs.Array):
		is = typeWord(row{Row: &specs.Row{Type: specs.Array, Items: TypeOf("", s.Items)}})
	case hard != "":
		is = hard
	case hardItems != "":
		is = typeWord(row{Row: &specs.Row{Type: specs.Array, Items: specs.Type(hardItems)}})
	case len(departing) > 0:
		is = Most(departing)
		severity, breaking = Warning, "maybe"
	case len(wrong) > 0:
		is = "array of " + Most(wrong)
		severity, breaking = Warning, "maybe"
	}
	if is != "" {
		t.add(Response, r.Path, Type, typeWord(r), is, breaking, severity, evidence...)
	}
	if nulls > 0 {
		t.add(Response, r.Path+"[]", Type, string(r.Items), Null, "maybe", Warning, fmt.Sprintf("null in %d of %d", nulls, items))
	}
}

// departing returns the kinds that are not of a documented type, and the one
// of them, "" for none, that is most often there and no mere oddity.
func (t *traffic) departing(documented specs.Type, kinds map[string]int, wire string) (all map[string]int, hard string) {
	all, heavy := map[string]int{}, map[string]int{}
	for kind, n := range kinds {
		if Fits(documented, kind) || t.otherReading(wire, "type", kind) {
			continue
		}
		all[kind] = n
		if kind != Null && kind != BeyondInt64 && kind != Twice {
			heavy[kind] = n
		}
	}
	return all, Most(heavy)
}

// shares says how many of how many were of each kind.
func shares(counts map[string]int, of int, what string) []string {
	var out []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, fmt.Sprintf("%s%s in %d of %d", what, kind, counts[kind], of))
	}
	return out
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// enum compares the values of an enumeration. An empty text is information,
// for clouds answer it for what is not set, and so is another value where the
// page leaves the list open.
func (t *traffic) enum(r row, s Sight) {
	if len(r.Enum) == 0 || r.Type == specs.Boolean || lostList(t.old, Response, r.Path) {
		return
	}
	var came, evidence []string
	n := total(s.Values)
	for _, v := range slices.Sorted(maps.Keys(s.Values)) {
		if !slices.Contains(r.Enum, v) && !t.otherReading(r.wire, "enum", v) {
			came = append(came, v)
			evidence = append(evidence, fmt.Sprintf("%q in %d of %d", v, s.Values[v], n))
		}
	}
	const most = 10 // counts; the values themselves are in the change
	if more := len(evidence) - most; more > 0 {
		evidence = append(evidence[:most], fmt.Sprintf("and %d more", more))
	}
	switch {
	case len(came) == 0:
	case r.Extensible || len(came) == 1 && came[0] == "":
		t.add(Response, r.Path, EnumAdded, []string{}, came, "no", Info, evidence...)
	default:
		t.add(Response, r.Path, EnumAdded, []string{}, came, "maybe", Warning, evidence...)
	}
}

// beyond reports observed values outside the documented bounds; within them
// an observation bounds nothing.
func (t *traffic) beyond(r row, s Sight) {
	check := func(kind Kind, documented, observed *float64, side float64) {
		if documented != nil && observed != nil && (*observed-*documented)*side > 0 {
			t.add(Response, r.Path, kind, *documented, *observed, "maybe", Warning, t.there(s))
		}
	}
	check(Min, r.Min, s.Min, -1)
	check(Max, r.Max, s.Max, 1)
	check(MinLength, float(r.MinLength), float(s.MinLength), -1)
	check(MaxLength, float(r.MaxLength), float(s.MaxLength), 1)
}

func (t *traffic) there(s Sight) string { return fmt.Sprintf("there in %d of %d", s.Seen, s.Of) }

// stranger tells what no row documents. What the page's sample shows is only
// held to the type that it has there.
func (t *traffic) stranger(wire string, s Sight) {
	if shownBy(t.old, row{wire: wire}, "") == nil {
		t.add(Response, wire, Undocumented, nil, t.facts(s), "maybe", Warning, append([]string{t.there(s)}, mixture(s)...)...)
		return
	}
	sample, items := sampleTypes(t.old.Sample, wire)
	if sample == "" {
		return
	}
	departing, kind := t.departing(sample, s.Kinds, wire)
	delete(departing, Null)
	if kind != "" {
		was := typeWord(row{Row: &specs.Row{Type: sample, Items: items}})
		t.add(Response, wire, Type, was, kind, "maybe", Warning, append(shares(departing, s.Seen, ""), "only the sample shows the field")...)
		return
	}
	if wrong, kind := t.departing(items, s.Items, wire); kind != "" {
		t.add(Response, wire, Type, "array of "+string(items), "array of "+kind, "maybe", Warning,
			append(shares(wrong, total(s.Items), "items: "), "only the sample shows the field")...)
	}
}

// facts are the type of what no row documents, and the range of its numbers.
func (t *traffic) facts(s Sight) map[string]any {
	r := specs.Row{Type: TypeOf("", s.Kinds), Min: s.Min, Max: s.Max}
	if r.Type == "" && s.Kinds[""] > 0 {
		r.Type = specs.String // redacted, and written as a string
	}
	if r.Type == specs.Array {
		r.Items = TypeOf("", s.Items)
	}
	return summary(row{Row: &r})
}

// mixture says which kinds were seen where there were several.
func mixture(s Sight) []string {
	if len(s.Kinds) < 2 && s.Kinds[Null] == 0 {
		return nil
	}
	return shares(s.Kinds, s.Seen, "")
}

// sampleTypes returns the type, and that of the items, which a sample has at a
// wire path; "" where it does not show it. An integer in a sample may be a
// number elsewhere.
func sampleTypes(sample json.RawMessage, wire string) (t, items specs.Type) {
	var v any
	if json.Unmarshal(sample, &v) != nil {
		return "", ""
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(wire, "[]"), ".") {
		name, isList := strings.CutSuffix(segment, "[]")
		object, _ := v.(map[string]any)
		v = object[name]
		if list, ok := v.([]any); ok && isList && len(list) > 0 {
			v = list[0]
		}
	}
	if list, ok := v.([]any); ok && len(list) > 0 {
		items = sampleType(list[0])
	}
	return sampleType(v), items
}

func sampleType(v any) specs.Type {
	switch v.(type) {
	case string:
		return specs.String
	case float64:
		return specs.Number
	case bool:
		return specs.Boolean
	case map[string]any:
		return specs.Object
	case []any:
		return specs.Array
	}
	return ""
}

// code compares an error code with the rows of all scopes.
func (t *traffic) code(code string, seen map[int]int) {
	statuses := slices.Sorted(maps.Keys(seen))
	var evidence []string
	for _, status := range statuses {
		evidence = append(evidence, fmt.Sprintf("%d in %d of %d", status, seen[status], t.seen.Errors))
	}
	known, inTable := codes(t.old)[code], true
	if known == nil {
		inTable = false
		rows := t.old.ErrorRowsFor(code)
		if len(rows) == 0 {
			t.add(Errors, code, Undocumented, nil, statuses, "maybe", Warning, evidence...)
			return
		}
		known = collect(rows)[rows[0].Code]
	}
	if len(known.statuses) == 0 || !slices.ContainsFunc(statuses, func(s int) bool { return !slices.Contains(known.statuses, s) }) {
		return
	}
	if !inTable {
		evidence = append(evidence, "a row of the "+known.scope+"'s table")
	}
	t.add(Errors, code, Status, known.statuses, statuses, "maybe", Warning, evidence...)
}

// envelope compares what error answers have beside their codes.
func (t *traffic) envelope() {
	for _, name := range slices.Sorted(maps.Keys(t.seen.Envelope)) {
		s := t.seen.Envelope[name]
		absent := fmt.Sprintf("absent from %d of %d error answers", s.Of-s.Seen, s.Of)
		switch {
		case s.Seen == 0:
			t.add(Errors, name, NeverSeen, map[string]any{"type": string(specs.String)}, nil, "maybe", Warning, absent)
		case s.Seen < s.Of:
			t.add(Errors, name, Required, true, false, "maybe", Warning, absent)
		}
		if departing, _ := t.departing(specs.String, s.Kinds, ""); len(departing) > 0 {
			t.add(Errors, name, Type, string(specs.String), Most(departing), "maybe", Warning, shares(departing, s.Seen, "")...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.seen.EnvelopeStrangers)) {
		s := t.seen.EnvelopeStrangers[name]
		severity := Warning
		if slices.ContainsFunc(t.old.Response, func(f specs.Field) bool { return f.Wire == name }) {
			severity = Info // a field of the operation, though of its successes
		}
		t.add(Errors, name, Undocumented, nil, t.facts(s), "maybe", severity, fmt.Sprintf("there in %d of %d error answers", s.Seen, s.Of))
	}
}

func (t *traffic) statuses() {
	if lostTable(t.old, Statuses) || len(t.old.Statuses) == 0 {
		return
	}
	answers := 0
	for _, n := range t.seen.Statuses {
		answers += n
	}
	for _, s := range slices.Sorted(maps.Keys(t.seen.Statuses)) {
		documented := slices.ContainsFunc(t.old.Statuses, func(row specs.Status) bool { return row.Status == s }) ||
			slices.ContainsFunc(t.old.ErrorRows(), func(row specs.ErrorCode) bool { return slices.Contains(row.Statuses, s) })
		if !documented {
			t.add(Statuses, strconv.Itoa(s), Undocumented, nil, s, "maybe", Warning, fmt.Sprintf("in %d of %d", t.seen.Statuses[s], answers))
		}
	}
}

// otherReading reports whether the page contradicts itself at a wire path and
// its other reading is what was observed.
func (d *differ) otherReading(wire, kind, value string) bool {
	return slices.ContainsFunc(d.old.Contradictions, func(c specs.Contradiction) bool {
		return cmp.Or(c.Section, Response) == Response && c.Wire == strings.TrimSuffix(wire, "[]") && c.Kind == kind &&
			(c.Sample == value || kind == "type" && c.Sample == string(specs.Number) && value == string(specs.Integer))
	})
}
