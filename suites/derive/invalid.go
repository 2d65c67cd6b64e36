package derive

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// mutant is an invalid request: a valid one with one fault.
type mutant struct {
	row     *specs.Row // of the parameter at fault
	fault   specs.Fault
	name    string // of the mutation, the last segments of the ID
	title   string
	draft   *draft
	raw     []suites.Arg
	bound   specs.Strength
	outcome suites.Outcome // Failure, or Any where a server may well accept
	// requirements are what the mutant is about.
	requirements []string
}

// invalid adds one case for each mutation of a valid request whose wire form
// is really invalid.
func (b *builder) invalid() {
	for _, l := range b.leaves {
		if l.In == "path" {
			continue
		}
		b.missing(l)
		b.wrongType(l)
		b.wrongEnum(l)
		b.wrongRange(l)
		b.wrongLength(l)
		b.wrongText(l)
	}
	for i := range b.op.Request {
		b.wrongStructure(&b.op.Request[i])
		b.wrongCount(&b.op.Request[i])
	}
	for i := range b.op.Dependencies {
		b.wrongDependency(&b.op.Dependencies[i])
	}
	b.unknown()
}

// mutate adds a mutant whose leaf has another value.
func (b *builder) mutate(l leaf, fault specs.Fault, fact, name, title, value string) {
	d := b.with(l, value)
	b.mutated(mutant{row: &l.Row, fault: fault, name: name, title: l.Path + " " + title, draft: d, bound: l.Strength(fact), outcome: suites.Failure,
		requirements: []string{b.fact(l.Path, fact)}})
}

// probe adds a mutant that a server may well accept.
func (b *builder) probe(l leaf, fault specs.Fault, fact, name, title, value string) {
	b.mutated(mutant{row: &l.Row, fault: fault, name: name, title: l.Path + " " + title, draft: b.with(l, value), bound: specs.Hint,
		outcome: suites.Any, requirements: []string{b.fact(l.Path, fact)}})
}

// mutated adds a mutant as a case if its wire form has the fault.
func (b *builder) mutated(m mutant) {
	step := b.step(m.draft, suites.Expect{Outcome: m.outcome, Parameter: m.row.Path, Fault: m.fault, Bound: m.bound})
	step.Raw = m.raw
	if !b.wire.breaks(step, m.draft.needs, m.row, m.fault) {
		return
	}
	if m.outcome == suites.Failure {
		expected := suites.ExpectedErrors(b.op, m.row.Path, m.fault)
		for _, row := range expected.Preferred {
			m.requirements = append(m.requirements, b.errorRow(row)...)
		}
	}
	b.mutants = append(b.mutants, m)
	b.add(suites.Case{
		Kind: suites.Invalid, Title: m.title, Steps: m.draft.then(step), Needs: m.draft.needs,
		Requirements: m.requirements, Source: m.row.Source,
	}, append([]string{segment(m.row.Path)}, strings.Split(m.name, "/")...)...)
}

func (b *builder) missing(l leaf) {
	if !required(l) {
		return
	}
	d := b.found()
	if l.nested() {
		d = b.with(l, b.plain(l))
	}
	given := d.clone()
	d.drop(l.Path)
	outcome := suites.Failure
	if l.Default != nil {
		outcome = suites.Any // the page says both that it is required and what holds without it
	}
	b.mutated(mutant{row: &l.Row, fault: specs.FaultMissing, name: "missing", title: l.Path + " is left out", draft: d,
		bound: l.Strength("required"), outcome: outcome, requirements: []string{b.fact(l.Path, "required")}})
	given.drop(l.Path)
	given.set(l.arg, "")
	b.empty(l, given)
}

// empty adds the case of a required parameter that is empty, of which no
// page says whether it is there.
func (b *builder) empty(l leaf, d *draft) {
	step := b.step(d, suites.Expect{Outcome: suites.Any, Parameter: l.Path, Fault: specs.FaultMissing, Bound: specs.Hint})
	b.add(suites.Case{
		Kind: suites.Invalid, Title: l.Path + " is empty", Steps: d.then(step), Needs: d.needs,
		Requirements: []string{b.fact(l.Path, "required")}, Source: l.Source,
	}, l.name(), "empty")
}

func (b *builder) wrongType(l leaf) {
	t := l.Type
	if t == specs.Array {
		t = l.Items
	}
	switch t {
	case specs.Integer:
		b.mutate(l, specs.FaultType, "type", "not-an-integer", "is no number", invented)
		b.fraction(l)
		b.probe(l, specs.FaultType, "type", "beyond-int64", "is beyond 64 bits", strconv.FormatUint(math.MaxInt64+1, 10))
	case specs.Number:
		b.mutate(l, specs.FaultType, "type", "not-a-number", "is no number", invented)
	case specs.Boolean:
		b.mutate(l, specs.FaultType, "type", "not-a-boolean", "is neither true nor false", invented)
	}
}

// fraction gives an integer with a fraction. Servers that read numbers
// leniently cut it off, which is less than taking what is no number.
func (b *builder) fraction(l leaf) {
	b.mutated(mutant{row: &l.Row, fault: specs.FaultType, name: "fraction", title: l.Path + " has a fraction", draft: b.with(l, "1.5"),
		bound: weakest(l.Strength("type"), specs.Should), outcome: suites.Failure, requirements: []string{b.fact(l.Path, "type")}})
}

func (b *builder) wrongEnum(l leaf) {
	if len(l.Enum) == 0 || len(l.Enum) == 1 && l.Path == "Action" {
		return
	}
	add := b.mutate
	if l.Extensible {
		add = b.probe
	}
	add(l, specs.FaultEnum, "enum", "not-in-enum", "is none of the documented values", invented)
	if l.Separator != "" {
		add(l, specs.FaultEnum, "enum", "not-in-enum-beside-another", "holds one value that is not documented", l.Enum[0]+l.Separator+invented)
	}
	if other := otherCase(l.Enum[0]); other != l.Enum[0] {
		b.probe(l, specs.FaultEnum, "enum", "other-case", "is a documented value in another letter case", other)
	}
}

// otherCase swaps the case of each letter.
func otherCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func (b *builder) wrongRange(l leaf) {
	if l.Min != nil {
		b.mutate(l, specs.FaultRange, "min", "below-minimum", "is below the minimum", strconv.FormatFloat(math.Floor(*l.Min)-1, 'f', -1, 64))
	}
	if l.Max != nil {
		b.mutate(l, specs.FaultRange, "max", "above-maximum", "is above the maximum", strconv.FormatFloat(math.Ceil(*l.Max)+1, 'f', -1, 64))
	}
}

func (b *builder) wrongLength(l leaf) {
	if l.MinLength != nil && *l.MinLength > 1 {
		b.mutate(l, specs.FaultLength, "minLength", "too-short", "is too short", letters(*l.MinLength-1))
	}
	if l.MaxLength != nil && *l.MaxLength < maxText {
		b.mutate(l, specs.FaultLength, "maxLength", "too-long", "is too long", letters(*l.MaxLength+1))
	}
}

func (b *builder) wrongText(l leaf) {
	if l.Pattern != "" {
		for _, v := range []string{"concord: no match!", strings.Repeat("-", max(lengthOf(l), 1)), "\u00e9"} {
			if departs(&l.Row, v) == specs.FaultPattern {
				b.mutate(l, specs.FaultPattern, "pattern", "no-match", "does not match the pattern", v)
				break
			}
		}
	}
	if l.Format != "" {
		b.mutate(l, specs.FaultFormat, "format", "bad-format", "is not in the documented format", badText(l))
		if layoutKind(l.Format) == "layout" || l.Format == "date-time" {
			b.probe(l, specs.FaultFormat, "format", "impossible-time", "is a time that no calendar has", impossible(l))
		}
	}
}

// badText is text of an allowed length that has no format.
func badText(l leaf) string {
	if n := utf8.RuneCountInString(invented); l.MinLength != nil && *l.MinLength > n {
		return letters(min(*l.MinLength, maxText))
	}
	return invented
}

// impossible is the documented time format with a 13th month.
func impossible(l leaf) string {
	layout := l.Format
	if layout == "date-time" {
		layout = "yyyy-MM-ddTHH:mm:ssZ"
	}
	return strings.NewReplacer("yyyy", "2017", "MM", "13", "dd", "32", "HH", "25", "hh", "25", "mm", "61", "ss", "61").Replace(layout)
}

// wrongStructure sends text where a structure travels as JSON.
func (b *builder) wrongStructure(p *specs.Parameter) {
	if p.Type != specs.Object || strings.Contains(p.Path, ".") || p.Style != "" && p.Style != string(protocol.JSONForm) || p.In == "body" {
		return
	}
	b.mutated(mutant{row: &p.Row, fault: specs.FaultType, name: "not-an-object", title: p.Path + " is no structure", draft: b.found(),
		raw: []suites.Arg{{Path: p.Path, Value: invented}}, bound: p.Row.Strength("type"), outcome: suites.Failure, requirements: []string{b.fact(p.Path, "type")}})
}

func (b *builder) wrongCount(p *specs.Parameter) {
	if p.Type != specs.Array || strings.Contains(p.Path, "[]") || p.MaxItems == nil || *p.MaxItems >= maxList {
		return
	}
	d := b.found()
	if !b.fill(d, p, *p.MaxItems+1) {
		return
	}
	b.mutated(mutant{row: &p.Row, fault: specs.FaultCount, name: "too-many", title: fmt.Sprintf("%s of %d items", p.Path, *p.MaxItems+1), draft: d,
		bound: p.Row.Strength("maxItems"), outcome: suites.Failure, requirements: []string{b.fact(p.Path, "maxItems")}})
}

// wrongDependency meets a dependency's condition and not its need: the needed
// parameter absent, or with another documented value.
func (b *builder) wrongDependency(dep *specs.Dependency) {
	when, ok := b.leaf(dep.When.Parameter)
	if !ok || dep.When.Not {
		return
	}
	needs, ok := b.leaf(dep.Needs.Parameter)
	if !ok {
		return
	}
	d := b.found()
	switch {
	case len(dep.When.Is) > 0:
		d.set(when.arg, dep.When.Is[0])
	case b.isNeed(when):
		return
	default:
		d.set(when.arg, b.plain(when))
	}
	if dep.Needs.Not {
		b.wrongExclusion(dep, &when.Row, d, needs)
		return
	}
	absent := d.clone()
	absent.drop(needs.Path)
	b.breakDependency(dep, &when.Row, absent, "absent", needs.Path+" is not given")
	if len(dep.Needs.Is) == 0 {
		return
	}
	for _, v := range needs.Enum {
		other := d.clone()
		other.drop(needs.Path)
		other.set(needs.arg, v)
		if !b.holds(other, dep.Needs) {
			b.breakDependency(dep, &when.Row, other, "other-value", needs.Path+" is "+v)
			return
		}
	}
}

// wrongExclusion gives what a dependency excludes.
func (b *builder) wrongExclusion(dep *specs.Dependency, when *specs.Row, d *draft, excluded leaf) {
	value := b.plain(excluded)
	if len(dep.Needs.Is) > 0 {
		value = dep.Needs.Is[0]
	}
	if value == "" {
		return
	}
	d.set(excluded.arg, value)
	b.breakDependency(dep, when, d, "given", excluded.Path+" is given too")
}

func (b *builder) breakDependency(dep *specs.Dependency, when *specs.Row, d *draft, name, title string) {
	if !b.holds(d, dep.When) || b.holds(d, dep.Needs) {
		return
	}
	step := b.step(d, suites.Expect{Outcome: suites.Failure, Parameter: when.Path, Fault: specs.FaultDependency, Bound: dep.Strength})
	m := mutant{row: when, fault: specs.FaultDependency, draft: d, bound: dep.Strength, outcome: suites.Failure,
		title: fmt.Sprintf("%s is given, %s", when.Path, title), requirements: []string{b.dependency(dep)}}
	expected := suites.ExpectedErrors(b.op, when.Path, specs.FaultDependency)
	for _, row := range expected.Preferred {
		m.requirements = append(m.requirements, b.errorRow(row)...)
	}
	b.mutants = append(b.mutants, m)
	source := dep.Source
	if source.Line == 0 {
		source = when.Source
	}
	b.add(suites.Case{
		Kind: suites.Invalid, Title: m.title, Steps: d.then(step), Needs: d.needs, Requirements: m.requirements, Source: source,
	}, segment(when.Path), dep.Name, name)
}

// unknown sends a parameter that no row documents, where an error row says
// that it is refused.
func (b *builder) unknown() {
	const name = "ConcordNoSuchParameter"
	for i := range b.op.Errors {
		for _, p := range b.op.Errors[i].Provokes {
			if p.By == specs.FaultUnknown {
				row := &specs.Row{Path: name, Source: b.op.Errors[i].Source}
				b.mutated(mutant{row: row, fault: specs.FaultUnknown, name: "unknown", title: "a parameter that no row documents", draft: b.found(),
					raw: []suites.Arg{{Path: name, Value: "1"}}, bound: p.Strength, outcome: suites.Failure})
			}
		}
	}
}
