package suites

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// Rules turn evidence into findings and a verdict. They are read-only once in
// use and may be shared.
type Rules struct {
	Checks     []Check
	Severities *Severities
	// FailOn is the severity from which a finding fails its case; the zero
	// value is SeverityError.
	FailOn Severity
	// Waivers may be nil.
	Waivers *Waivers
	// Target is the name of what is judged, for the waivers that name one.
	Target string

	byKind  map[judge.Kind][]*Check // of answers
	request map[judge.Kind][]*Check // of requests
	shown   *shown
}

// NewRules returns rules of the given checks and severities.
func NewRules(checks []Check, severities *Severities) *Rules {
	r := &Rules{Checks: checks, Severities: severities,
		byKind: map[judge.Kind][]*Check{}, request: map[judge.Kind][]*Check{}, shown: newShown()}
	for i := range checks {
		c := &checks[i]
		for _, k := range c.Kinds {
			if c.Family == FamilyRequest {
				r.request[k] = append(r.request[k], c)
			} else {
				r.byKind[k] = append(r.byKind[k], c)
			}
		}
	}
	return r
}

// Families of checks.
const (
	FamilyTransport = "transport"
	FamilyResponse  = "response"
	FamilyError     = "error"
	FamilyRequest   = "request" // judged only where nobody planned the request
	FamilyBehaviour = "behaviour"
	FamilyIntegrity = "integrity"
)

// Sections of findings.
const (
	SectionRequest  = "request"
	SectionResponse = "response"
	SectionError    = "error"
)

// Evaluation is what rules make of one piece of evidence.
type Evaluation struct {
	Verdict Verdict
	Reason  string // of a skip, an inconclusive or an error; one line
	// Findings are merged by fingerprint, heaviest first.
	Findings []Finding
	// Decisive indexes the step that decided the verdict, or is -1.
	Decisive int
	// Exercised are the requirements that were proved or disproved.
	Exercised []string
	// Seen are facts for coverage and for the evidence case; see Tally.
	Seen []string
}

// Evaluate judges ev. It never fails: evidence that shows nothing has verdict
// error or inconclusive, with the reason.
func (r *Rules) Evaluate(ev *Evidence) Evaluation {
	var found []Finding
	for i := range ev.Steps {
		found = r.departures(ev, i, found)
	}
	observed := ev.Observed()
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Func == nil || c.Family == FamilyRequest && !observed {
			continue
		}
		for _, f := range c.Func(ev) {
			f.Check = c.ID
			if f.Message == "" {
				f.Message = Sentence(&f)
			}
			found = append(found, f)
		}
	}
	found = slices.DeleteFunc(found, func(f Finding) bool {
		o := &ev.Steps[f.Step]
		return o.Step != nil && o.Step.Expect.Outcome == Refused && f.Check != "invalid-accepted"
	})
	e := Evaluation{Findings: r.weigh(ev.Profile, found), Decisive: -1}
	r.decide(ev, &e)
	// What is waived was shown all the same.
	if e.Verdict == Pass || e.Verdict == Fail || e.Verdict == Skip {
		e.Seen = r.shown.seen(ev)
		if ev.Case != nil {
			e.Exercised = ev.Case.Requirements
		}
	}
	return e
}

// departures appends what the judge saw in the answer of step i.
func (r *Rules) departures(ev *Evidence, i int, found []Finding) []Finding {
	o := &ev.Steps[i]
	section := SectionResponse
	if o.IsError {
		section = SectionError
	}
	judged := func(ds []judge.Departure, owners map[judge.Kind][]*Check, section string) {
		for j := range ds {
			if ds[j].Kind == judge.Syntax && section != SectionRequest && o.Exchange.Response.Cut != "" {
				continue // body-syntax says instead why reading ended
			}
			for _, c := range owners[ds[j].Kind] {
				if f, ok := departed(c, o, &ds[j], section); ok {
					f.Step = i
					found = append(found, f)
				}
			}
		}
	}
	judged(o.Report.Departures, r.byKind, section)
	if ev.Observed() {
		judged(o.Request.Departures, r.request, SectionRequest)
	}
	return found
}

// ofAnyBody reports whether a departure of an error answer means the same as in
// any other body; the rest are departures from the envelope.
func ofAnyBody(o *Observation, d *judge.Departure) bool {
	switch d.Kind {
	case judge.Syntax, judge.Encoding, judge.DuplicateKey:
		return true
	case judge.Undocumented:
		return o.Answer.Envelope != nil && !strings.EqualFold(d.Want, d.Got)
	}
	return false
}

// departed returns the finding that d is for c, if it is one.
func departed(c *Check, o *Observation, d *judge.Departure, section string) (Finding, bool) {
	if section == SectionError && !ofAnyBody(o, d) {
		return Finding{}, false
	}
	if d.Kind == judge.OtherReading && section == SectionResponse && (c.ID == "field-enum") != isEnumReading(o, d) {
		return Finding{}, false
	}
	f := Finding{Check: c.ID, Aspect: string(d.Kind), Section: section, Path: d.Path, Pointer: d.Pointer,
		Want: d.Want, Got: d.Got, Count: max(d.Count, 1)}
	if o.Contract != nil {
		f.Operation = o.Contract.Operation.Address.String()
	}
	if d.Row != nil {
		f.Source = d.Row.Source
		f.Strength = strength(d)
	}
	f.Message = Sentence(&f)
	if d.Kind == judge.OtherReading {
		f.Message += "; " + BothReadings
	}
	return f, true
}

// BothReadings ends the message of a finding that is only about the
// documentation.
const BothReadings = "the documentation contradicts itself, and both are accepted"

// isEnumReading reports whether the contradiction behind d is one of values.
func isEnumReading(o *Observation, d *judge.Departure) bool {
	if o.Contract == nil {
		return false
	}
	op := o.Contract.Operation
	for i := range op.Contradictions {
		c := &op.Contradictions[i]
		if c.Kind != "enum" || c.Section == SectionRequest {
			continue
		}
		if c.Wire == d.Path {
			return true
		}
		if f := op.Field(d.Path); f != nil && (f.Wire == c.Wire || f.Wire == "" && f.Path == c.Wire) {
			return true
		}
	}
	return false
}

// strength returns how firmly the documentation states what d contradicts. That
// a field is there is stated apart from the row.
func strength(d *judge.Departure) specs.Strength {
	switch d.Kind {
	case judge.Syntax, judge.Encoding, judge.DuplicateKey:
		return specs.Must // of any body, whatever the row
	case judge.Missing, judge.MissingShown:
		return d.Row.Strengths["presence"]
	case judge.EnumUnknown, judge.EnumCase, judge.EnumEmpty:
		return d.Row.Strength("enum")
	case judge.OutOfRange:
		return weakest(d.Row, "min", "max")
	case judge.BadLength:
		if d.Row.MaxLength == nil {
			return d.Row.Strength("minLength")
		}
		return weakest(d.Row, "minLength", "maxLength")
	case judge.TooManyItems:
		return weakest(d.Row, "minItems", "maxItems")
	case judge.BadPattern:
		return d.Row.Strength("pattern")
	case judge.BadFormat:
		return d.Row.Strength("format")
	}
	return d.Row.Strength("type")
}

// weakest returns the weaker of the strengths of two facts.
func weakest(r *specs.Row, a, b string) specs.Strength {
	if weaker(r.Strength(a), r.Strength(b)) {
		return r.Strength(a)
	}
	return r.Strength(b)
}

// weigh gives each finding its severity, drops what is worth none, merges
// equal fingerprints, marks what is waived and sorts heaviest first, causes
// before consequences.
func (r *Rules) weigh(profile Profile, found []Finding) []Finding {
	if len(found) == 0 {
		return nil
	}
	type key struct{ check, operation, section, path string }
	at := make(map[key]int, len(found))
	out := found[:0:0]
	for i := range found {
		f := found[i]
		f.Severity = r.Severities.Of(&f)
		if f.Severity == SeverityNone {
			continue
		}
		f.Count = max(f.Count, 1)
		k := key{f.Check, f.Operation, f.Section, f.Path}
		j, ok := at[k]
		if !ok {
			at[k] = len(out)
			out = append(out, f)
			continue
		}
		count := out[j].Count + f.Count
		if f.Severity.Rank() > out[j].Severity.Rank() {
			out[j] = f
		}
		out[j].Count = count
	}
	for i := range out {
		out[i].Message = oneLine(out[i].Message)
		out[i].Waiver, out[i].Waived = r.Waivers.Reason(&out[i], r.Target, profile)
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity.Rank(), a.Severity.Rank()), cmp.Compare(consequence(a.Check), consequence(b.Check)))
	})
	return out
}

// consequence orders findings of one severity: an answer of the wrong kind has
// the wrong shape as well, and is told of first.
func consequence(check string) int {
	switch check {
	case "invalid-accepted", "dry-run":
		return 0
	}
	return 1
}

// oneLine replaces what a peer may have put into a message to break its line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// decide sets the verdict, its reason and the decisive step.
func (r *Rules) decide(ev *Evidence, e *Evaluation) {
	failOn := r.FailOn.Rank()
	if failOn == 0 {
		failOn = SeverityError.Rank()
	}
	var waived string
	for i := range e.Findings {
		f := &e.Findings[i]
		if f.Severity.Rank() < failOn {
			continue
		}
		if !f.Waived {
			e.Verdict, e.Decisive = Fail, f.Step
			return
		}
		if waived == "" {
			waived, e.Decisive = "waived: "+f.Waiver, f.Step
		}
	}
	for i := range ev.Steps {
		x := ev.Steps[i].Exchange
		if x == nil || x.Response == nil {
			e.Verdict, e.Decisive, e.Reason = ErrorVerdict, i, "no answer"
			if x != nil && x.Err != "" {
				e.Reason = x.Err
			}
			return
		}
	}
	if waived != "" {
		e.Verdict, e.Reason = Skip, waived
		return
	}
	e.Verdict, e.Decisive = Pass, len(ev.Steps)-1
	for i := range ev.Steps {
		if verdict, reason := r.unproved(ev, i); reason != "" {
			e.Verdict, e.Decisive, e.Reason = verdict, i, reason
			return
		}
	}
}

// unproved says why step i neither agrees nor disagrees with the
// documentation, and the verdict that follows; empty where it does either.
func (r *Rules) unproved(ev *Evidence, i int) (Verdict, string) {
	o := &ev.Steps[i]
	if o.Contract == nil {
		return Inconclusive, "no operation of the catalog is known to be called"
	}
	if o.XML && !o.IsError && (o.Step == nil || o.Step.Format != NoFormat) {
		return Inconclusive, "the body is XML, which is not judged"
	}
	return Excuse(ev, i)
}

// Sentence says in one line what f found, from its facts.
func Sentence(f *Finding) string {
	var b strings.Builder
	b.WriteString(f.Path)
	if f.Path == "" {
		b.WriteString("the " + f.Section)
	}
	if f.Want != "" {
		b.WriteString(": want " + f.Want)
	}
	if f.Got != "" {
		if f.Want == "" {
			b.WriteString(": got " + f.Got)
		} else {
			b.WriteString(", got " + f.Got)
		}
	}
	return b.String()
}

// StatusOK reports whether a status is one of success.
func StatusOK(status int) bool {
	return status >= http.StatusOK && status < http.StatusMultipleChoices
}
