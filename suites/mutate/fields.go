package mutate

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// change is one way to make the body of a success wrong.
type change struct {
	operator string
	target   string
	checks   []string
	aspect   string // with checks[0], the line of the severity table
	strength specs.Strength
	apply    func(root *tree) bool // false where the body does not show the place
}

// fieldChanges returns the ways in which a documented field can be wrong.
func fieldChanges(op *specs.Operation, f *specs.Field) []change {
	b := builder{op: op, f: f}
	if f.Type != "" {
		b.types()
	}
	if f.Type != "" && f.From != specs.FromSample {
		b.add("null", "field-null", judge.IsNull, f.Strength("type"), func(p place) { p.set(raw("null")) })
	}
	b.presence()
	if f.Type == specs.Array {
		b.lists()
	}
	b.values()
	return b.changes
}

type builder struct {
	op      *specs.Operation
	f       *specs.Field
	changes []change
}

// add adds a change of the field's place.
func (b *builder) add(operator, check string, kind judge.Kind, strength specs.Strength, apply func(p place)) {
	b.addIf(operator, []string{check}, string(kind), strength, func(p place) bool {
		apply(p)
		return true
	})
}

func (b *builder) addIf(operator string, checks []string, aspect string, strength specs.Strength, apply func(p place) bool) {
	wire := b.f.Wire
	b.changes = append(b.changes, change{operator: operator, target: b.f.Path, checks: checks, aspect: aspect, strength: strength,
		apply: func(root *tree) bool {
			p, ok := root.find(wire)
			return ok && apply(p)
		}})
}

// types adds values of other types than the documented one.
func (b *builder) types() {
	strength := b.f.Strength("type")
	aspect := judge.WrongType
	if b.f.From == specs.FromSample {
		aspect = judge.SampleType
	}
	wrong := func(operator string, value *tree) {
		if b.otherType(value) {
			return
		}
		b.add("type:"+operator, "field-type", aspect, strength, func(p place) { p.set(value) })
	}
	coercible := func(operator string, value *tree) {
		if b.otherType(value) || aspect == judge.SampleType {
			return
		}
		b.add("coercible:"+operator, "field-coercible", judge.Coercible, strength, func(p place) { p.set(value) })
	}
	switch b.f.Type {
	case specs.String:
		wrong("object", object())
		wrong("array", list(scalar("x")))
		coercible("number", raw("7"))
		coercible("boolean", raw("true"))
	case specs.Integer, specs.Number:
		wrong("object", object())
		wrong("array", list(raw("1")))
		wrong("boolean", raw("true"))
		wrong("text", scalar("40 GiB"))
		coercible("numeric-text", scalar("7"))
	case specs.Boolean:
		wrong("object", object())
		wrong("array", list(raw("true")))
		wrong("number", raw("1"))
		wrong("text", scalar("yes"))
		coercible("boolean-text", scalar("true"))
	case specs.Object, specs.Map:
		wrong("text", scalar("x"))
		wrong("number", raw("7"))
		b.add("type:list-of-it", "field-type", aspect, strength, func(p place) { p.set(list(p.value())) })
	}
}

// otherType reports whether a contradiction of the page makes a value's type
// another reading.
func (b *builder) otherType(value *tree) bool {
	for _, c := range b.op.Contradictions {
		if c.Kind == "type" && c.Section != "request" && c.Wire == b.f.Wire && c.Sample == typeWord(value) {
			return true
		}
	}
	return false
}

func typeWord(t *tree) string {
	switch {
	case t.kind == '{':
		return "object"
	case t.kind == '[':
		return "array"
	case strings.HasPrefix(t.literal, `"`):
		return "string"
	case t.literal == "true" || t.literal == "false":
		return "boolean"
	}
	return "integer"
}

// onlyMember reports whether the field is the only one of an object that is
// the member of another: as {} that object lacks nothing.
func (b *builder) onlyMember() bool {
	outer := func(wire string) string {
		wire = strings.TrimSuffix(wire, "[]")
		return wire[:max(strings.LastIndexByte(wire, '.'), 0)]
	}
	within := outer(b.f.Wire)
	if _, _, wrapped := wrapper(b.op, b.f); wrapped || within == "" || strings.HasSuffix(within, "]") {
		return false
	}
	return !slices.ContainsFunc(b.op.Response, func(f specs.Field) bool { return f.Wire != b.f.Wire && outer(f.Wire) == within })
}

// presence adds the ways in which a field that should be there is not. Where
// its absence is no departure, a field of another name is one at least.
func (b *builder) presence() {
	checks, kind := []string{"field-undocumented"}, judge.Undocumented
	switch {
	case b.f.Presence == specs.Always:
		checks, kind = []string{"field-missing"}, judge.Missing
	case b.f.Presence == "" && b.f.Shown && b.f.From != specs.FromSample:
		checks, kind = []string{"field-missing"}, judge.MissingShown
	}
	strength := specs.Must
	if kind == judge.Missing || kind == judge.MissingShown {
		strength = b.f.Strengths["presence"]
		if !b.onlyMember() || kind == judge.Missing {
			b.add("absent", "field-missing", kind, strength, func(p place) { p.parent.remove(p.name) })
		}
	} else if b.op.Open.Response {
		return // what is undocumented is unknown, not wrong
	}
	if b.f.Type == specs.Array && strings.HasSuffix(checks[0], "missing") {
		checks = append(checks, "field-wrapper") // a list under another name may be its wrapper's
	}
	b.addIf("renamed", checks, string(kind), strength, func(p place) bool {
		p.rename(p.name + "X")
		return true
	})
	b.addIf("letter-case", checks, string(kind), strength, func(p place) bool {
		name := otherCase(p.name)
		if p.parent.index(name) >= 0 {
			return false
		}
		p.rename(name)
		return true
	})
	wire, target := b.f.Wire, b.f.Path
	if kind == judge.MissingShown && b.onlyMember() && !b.op.Open.Response {
		checks, kind = []string{"field-undocumented"}, judge.Undocumented
	}
	b.changes = append(b.changes, change{operator: "moved", target: target, checks: checks, aspect: string(kind), strength: strength,
		apply: func(root *tree) bool {
			p, ok := root.find(wire)
			if !ok {
				return false
			}
			value := p.value()
			to := root
			if p.parent == root {
				to = beside(root, p.name)
			}
			if to.index(p.name) >= 0 {
				return false
			}
			p.parent.remove(p.name)
			to.set(p.name, value)
			return true
		}})
}

// beside returns an object beside a member of the root; a new one where there is
// none.
func beside(root *tree, name string) *tree {
	for _, m := range root.members {
		if m.name != name && m.value.kind == '{' && m.value.index(name) < 0 {
			return m.value
		}
	}
	to := object()
	root.set("ConcordMoved", to)
	return to
}

// otherCase changes the letter case of a name's first letter.
func otherCase(name string) string {
	for i, r := range name {
		switch {
		case unicode.IsUpper(r):
			return name[:i] + string(unicode.ToLower(r)) + name[i+1:]
		case unicode.IsLower(r):
			return name[:i] + string(unicode.ToUpper(r)) + name[i+1:]
		}
	}
	return name
}

// lists adds lists that are none, or that stand in another wrapper.
func (b *builder) lists() {
	strength := b.f.Strength("type")
	either := []string{"field-type", "field-wrapper"}
	member := func(operator string, checks []string, apply func(p place) bool) {
		b.addIf(operator, checks, string(judge.WrongType), strength, apply)
	}
	set := func(value *tree) func(place) bool {
		return func(p place) bool {
			p.set(value)
			return true
		}
	}
	member("list:scalar", []string{"field-type"}, set(scalar("x")))
	if b.f.Items == specs.Object {
		member("list:object", either, func(p place) bool {
			l := p.value()
			if len(l.items) == 0 {
				return false
			}
			p.set(l.items[0])
			return true
		})
	}
	member("list:null", []string{"field-null"}, set(raw("null")))
	member("list:wrong-item", []string{"field-type"}, func(p place) bool {
		l := p.value()
		if len(l.items) == 0 {
			return false
		}
		if l.items[0].kind == '{' {
			l.items[0] = scalar("x")
		} else {
			l.items[0] = object()
		}
		return true
	})
	member("list:null-item", []string{"field-null"}, func(p place) bool {
		l := p.value()
		if len(l.items) == 0 {
			return false
		}
		l.items[0] = raw("null")
		return true
	})
	outer, inner, wrapped := wrapper(b.op, b.f)
	if !wrapped {
		b.addIf("list:wrapped", []string{"field-wrapper", "field-type"}, "", strength, func(p place) bool {
			p.set(object(pair("Item", p.value())))
			return true
		})
		return
	}
	onOuter := func(operator string, checks []string, apply func(p place) bool) {
		aspect := ""
		if checks[0] == "field-missing" && b.f.Presence == "" {
			aspect = string(judge.MissingShown)
		}
		b.changes = append(b.changes, change{operator: operator, target: b.f.Path, checks: checks, aspect: aspect, strength: strength,
			apply: func(root *tree) bool {
				p, ok := root.find(outer)
				return ok && p.value().kind == '{' && apply(p)
			}})
	}
	onOuter("wrapper:bare-list", []string{"field-wrapper"}, func(p place) bool {
		p.set(p.value().get(inner))
		return p.value() != nil
	})
	onOuter("wrapper:renamed", []string{"field-wrapper"}, func(p place) bool {
		i := p.value().index(inner)
		if i < 0 {
			return false
		}
		p.value().members[i].name = inner + "s"
		return true
	})
	onOuter("wrapper:scalar", either, set(scalar("")))
	onOuter("wrapper:empty", []string{"field-missing", "field-wrapper"}, set(object()))
	onOuter("wrapper:doubled", []string{"field-wrapper", "field-type"}, func(p place) bool {
		p.set(object(pair(inner, p.value())))
		return true
	})
}

// pair returns a member.
func pair(name string, value *tree) member { return member{name, value} }

// wrapper returns the wire path of the object around a list and the list's name
// in it; false where the documentation gives the list no wrapper.
func wrapper(op *specs.Operation, f *specs.Field) (outer, inner string, ok bool) {
	wire := strings.TrimSuffix(f.Wire, "[]")
	cut := strings.LastIndexByte(wire, '.')
	if cut < 0 {
		return "", "", false
	}
	outer, inner = wire[:cut], wire[cut+1:]
	for i := range op.Response {
		if strings.TrimSuffix(op.Response[i].Wire, "[]") == strings.TrimSuffix(outer, "[]") {
			return "", "", false // the object above is a row of its own
		}
	}
	return outer, inner, true
}

// values adds values that are wrong though their type is right.
func (b *builder) values() {
	b.enums()
	b.bounds()
	if b.f.Type == specs.Integer && b.f.From != specs.FromSample {
		strength := b.f.Strength("type")
		b.add("number:fraction", "number-precision", judge.Precision, strength, func(p place) { p.set(raw("40.5")) })
		b.add("number:exponent", "number-precision", judge.Precision, strength, func(p place) { p.set(raw("1e999")) })
		if b.f.Format != "int32" {
			b.add("number:beyond-int64", "number-precision", judge.BeyondInt64, strength, func(p place) { p.set(raw("92233720368547758080")) })
		}
	}
}

func (b *builder) enums() {
	if len(b.f.Enum) == 0 || b.f.Extensible {
		return
	}
	strength := b.f.Strength("enum")
	into := func(text string) func(place) bool {
		return func(p place) bool {
			v := p.value()
			switch {
			case b.f.Type != specs.Array:
				p.set(scalar(text))
			case len(v.items) > 0:
				v.items[0] = scalar(text)
			default:
				return false
			}
			return true
		}
	}
	if b.f.Type == specs.Integer || b.f.Type == specs.Number {
		b.add("enum:unknown", "field-enum", judge.EnumUnknown, strength, func(p place) { p.set(raw("987654321")) })
		return
	}
	b.addIf("enum:unknown", []string{"field-enum"}, string(judge.EnumUnknown), strength, into("ConcordUnknown"))
	b.addIf("enum:empty", []string{"field-enum"}, string(judge.EnumEmpty), strength, into(""))
	if other, ok := b.caseOutside(); ok {
		b.addIf("enum:letter-case", []string{"field-enum"}, string(judge.EnumCase), strength, into(other))
	}
}

// caseOutside returns a documented value in a letter case that nothing
// documents.
func (b *builder) caseOutside() (string, bool) {
	known := map[string]bool{}
	for _, v := range b.f.Enum {
		known[v] = true
	}
	for _, c := range b.op.Contradictions {
		if c.Wire == b.f.Wire || c.Wire == strings.TrimSuffix(b.f.Wire, "[]") {
			known[c.Sample] = true
		}
	}
	for _, v := range b.f.Enum {
		for _, other := range []string{strings.ToUpper(v), strings.ToLower(v), otherCase(v)} {
			if !known[other] {
				return other, true
			}
		}
	}
	return "", false
}

func (b *builder) bounds() {
	f := b.f
	number := func(v float64) *tree {
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if f.Type == specs.String {
			return scalar(text)
		}
		return raw(text)
	}
	if f.Min != nil {
		b.add("range:below", "field-range", judge.OutOfRange, f.Strength("min"), func(p place) { p.set(number(*f.Min - 1)) })
	}
	if f.Max != nil {
		b.add("range:above", "field-range", judge.OutOfRange, f.Strength("max"), func(p place) { p.set(number(*f.Max + 1)) })
	}
	if f.Format == "int32" {
		b.add("range:int32", "field-range", judge.OutOfRange, f.Strength("format"), func(p place) { p.set(raw("2147483648")) })
	}
	if f.MinLength != nil && *f.MinLength > 1 && len(f.Enum) == 0 {
		b.add("length:short", "field-length", judge.BadLength, f.Strength("minLength"), func(p place) { p.set(scalar(strings.Repeat("ü", *f.MinLength-1))) })
	}
	if f.MaxLength != nil && len(f.Enum) == 0 {
		b.add("length:long", "field-length", judge.BadLength, f.Strength("maxLength"), func(p place) { p.set(scalar(strings.Repeat("ü", *f.MaxLength+1))) })
	}
	if f.MaxItems != nil {
		b.addIf("length:items", []string{"field-length"}, string(judge.TooManyItems), f.Strength("maxItems"), func(p place) bool {
			l := p.value()
			for len(l.items) > 0 && len(l.items) <= *f.MaxItems {
				l.items = append(l.items, l.items[0].clone())
			}
			return len(l.items) > 0
		})
	}
	if f.Pattern != "" {
		b.add("pattern", "field-pattern", judge.BadPattern, f.Strength("pattern"), func(p place) { p.set(scalar("\u2028?")) })
	}
	switch f.Format {
	case "", "int32", "int64", "float", "double":
	default:
		b.add("format", "field-format", judge.BadFormat, f.Strength("format"), func(p place) { p.set(scalar("not in its format")) })
	}
}

// sampleOnly returns the changes of type of what only the sample shows.
func sampleOnly(op *specs.Operation) []change {
	var out []change
	for _, wire := range op.SampleOnly {
		if slices.ContainsFunc(op.Response, func(f specs.Field) bool { return f.Wire == wire }) {
			continue // the overlay made it a row
		}
		out = append(out, change{operator: "sample-type", target: wire, checks: []string{"field-type"}, aspect: string(judge.SampleType),
			apply: func(root *tree) bool {
				p, ok := root.find(wire)
				if !ok {
					return false
				}
				if p.value().kind == '{' {
					p.set(scalar("x"))
				} else {
					p.set(object())
				}
				return true
			}})
	}
	return out
}

// undocumented returns a change that adds a member to every documented object.
func undocumented(op *specs.Operation) []change {
	if op.Open.Response {
		return nil
	}
	wires := []string{""}
	for i := range op.Response {
		f := &op.Response[i]
		if f.Type == specs.Object || f.Type == specs.Array && f.Items == specs.Object {
			wires = append(wires, f.Wire)
		}
	}
	var out []change
	for _, wire := range wires {
		out = append(out, change{operator: "undocumented", target: wire, checks: []string{"field-undocumented"}, aspect: string(judge.Undocumented),
			apply: func(root *tree) bool {
				at := root
				if wire != "" {
					p, ok := root.find(wire)
					if !ok {
						return false
					}
					at = p.value()
					if at.kind == '[' && len(at.items) > 0 {
						at = at.items[0]
					}
				}
				if at.kind != '{' {
					return false
				}
				at.set("ConcordExtra", scalar("x"))
				return true
			}})
	}
	return out
}
