package mutate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Alarm is a legal answer of which a check says more than a note.
type Alarm struct {
	Operation, Variation, Target string
	Finding                      suites.Finding
}

// variedErrors bounds the error codes of an operation whose answers are varied:
// they differ in their texts alone.
const variedErrors = 10

// variations judges what is legal though it looks unusual: nothing above info
// may be said of it.
func (p *Proof) variations(g *group) {
	for _, s := range representative(g.successes) {
		p.varyBody(s)
		p.varyFields(s)
		p.varyHeaders(s)
	}
	codes := map[string]bool{}
	for _, s := range g.errors {
		if code := s.observation().Answer.Code; !codes[code] && len(codes) < variedErrors {
			codes[code] = true
			p.varyBody(s)
			p.varyHeaders(s)
			p.varyError(s)
		}
	}
	p.extended(g)
}

// representative returns the first source, and the first of those that are
// built from the sample: it shows every field.
func representative(sources []*Source) []*Source {
	var out []*Source
	for _, s := range sources {
		if len(s.Evidence.Steps) > 1 {
			continue // other steps may look at what this one says
		}
		fromSample := s.Evidence.Case.ID == s.observation().Contract.Operation.Address.String()+"/sample"
		if len(out) == 0 || fromSample && len(out) == 1 {
			out = append(out, s)
		}
	}
	return out
}

// legal judges one variation. Nil means that it did not apply.
func (p *Proof) legal(s *Source, variation, target string, ev *suites.Evidence) {
	if ev == nil {
		return
	}
	p.Legal++
	for _, f := range p.Rules.Evaluate(ev).Findings {
		if f.Severity.Rank() > suites.SeverityInfo.Rank() {
			p.Alarms = append(p.Alarms, Alarm{s.observation().Contract.Operation.Address.String(), variation, target, f})
		}
	}
}

// varyBody writes the same value in other ways.
func (p *Proof) varyBody(s *Source) {
	whole := func(variation string, change func(root *tree)) {
		p.legal(s, variation, "", s.withBody(func(root *tree) bool {
			change(root)
			return true
		}))
	}
	whole("key-order", func(root *tree) {
		root.walk(func(t *tree) { slices.Reverse(t.members) })
	})
	whole("escapes", func(root *tree) {
		root.walk(func(t *tree) {
			if strings.HasPrefix(t.literal, `"`) {
				t.literal = escaped(t.value())
			}
		})
	})
	whole("exponents", func(root *tree) {
		root.walk(func(t *tree) {
			if n, err := strconv.ParseInt(t.literal, 10, 64); err == nil && n != 0 && n%10 == 0 {
				t.literal = strconv.FormatInt(n/10, 10) + "e1"
			}
		})
	})
	whole("whole-fractions", func(root *tree) {
		root.walk(func(t *tree) {
			if _, err := strconv.ParseInt(t.literal, 10, 64); err == nil {
				t.literal += ".0"
			}
		})
	})
	p.legal(s, "white-space", "", s.with(func(x *fixtures.Exchange) {
		root, err := parse(x.Response.Body)
		if err != nil {
			return
		}
		text := strings.NewReplacer("{", "{ \t", "}", "\r\n}", "[", "[ ").Replace(string(root.text()))
		if _, err := parse([]byte(text)); err == nil {
			x.Response.Body = []byte("\r\n\t " + text + " \n\n")
		}
	}))
}

// walk calls visit for every value below t and t itself.
func (t *tree) walk(visit func(*tree)) {
	visit(t)
	for _, m := range t.members {
		m.value.walk(visit)
	}
	for _, item := range t.items {
		item.walk(visit)
	}
}

// escaped writes a string with an escape for each character.
func escaped(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		for _, unit := range utf16(r) {
			b.WriteString(`\u`)
			b.WriteString(strconv.FormatInt(int64(unit)+0x10000, 16)[1:])
		}
	}
	b.WriteByte('"')
	return b.String()
}

func utf16(r rune) []rune {
	const surrogates = 0x10000
	if r < surrogates {
		return []rune{r}
	}
	r -= surrogates
	return []rune{0xd800 + r>>10, 0xdc00 + r&0x3ff}
}

// varyHeaders announces the body in other ways.
func (p *Proof) varyHeaders(s *Source) {
	for _, value := range []string{"application/json", "application/json; charset=UTF-8", "Application/JSON;charset=utf-8",
		`application/json; charset="utf-8"`, "application/json;charset=utf-8;profile=x"} {
		p.legal(s, "content-type", value, s.with(func(x *fixtures.Exchange) { x.Response.Header.Set("Content-Type", value) }))
	}
	p.legal(s, "other-headers", "", s.with(func(x *fixtures.Exchange) {
		x.Response.Header.Add("Set-Cookie", "a=b")
		x.Response.Header.Set("Vary", "Accept-Encoding")
	}))
}

// unusual are texts that a free text may be.
func unusual() []string {
	return []string{"", " ", "a\u0000b", "\U0001F642 e\u0301 \u202Eabc", "</script>]]>&amp;", `\\"'`, "null", "12", "x****",
		strings.Repeat("长", 200), "line\nline\r\n", "\uFFFD\uFFFE"}
}

// varyFields gives each field other legal values, and leaves out what may be.
func (p *Proof) varyFields(s *Source) {
	op := s.observation().Contract.Operation
	bound := looked(op)
	for i := range op.Response {
		f := &op.Response[i]
		change := func(variation string, apply func(place) bool) {
			p.legal(s, variation, f.Path, s.withBody(func(root *tree) bool {
				at, ok := root.find(f.Wire)
				return ok && apply(at)
			}))
		}
		set := func(value *tree) func(place) bool {
			return func(at place) bool {
				at.set(value)
				return true
			}
		}
		if p.mayBeAbsent(f) {
			change("absent", func(at place) bool {
				at.parent.remove(at.name)
				return true
			})
		}
		if mayBeEmpty(op, f, bound) {
			change("empty-object", set(object()))
		}
		if f.Type == specs.Array && strings.Contains(f.Path, "[]") || f.Type == specs.Array && len(bound) == 0 {
			change("empty-list", set(list()))
		}
		if bound[f.Path] || f.Type == specs.Array {
			continue
		}
		switch {
		case len(f.Enum) > 0:
			for _, v := range f.Enum {
				if f.Type == specs.Integer {
					change("documented-value", set(raw(v)))
				} else {
					change("documented-value", set(scalar(v)))
				}
			}
			if f.Type == specs.String {
				change("masked", set(scalar("x****")))
			}
		case f.Type == specs.String && f.Format == "" && f.Pattern == "" && f.MinLength == nil && f.Min == nil && f.Max == nil:
			for _, text := range unusual() {
				if f.MaxLength == nil || len([]rune(text)) <= *f.MaxLength {
					change("text", set(scalar(text)))
				}
			}
			if f.MaxLength != nil {
				change("longest", set(scalar(strings.Repeat("ü", *f.MaxLength))))
			}
		case f.Type == specs.Integer && f.Min == nil && f.Max == nil && f.Format != "int32":
			for _, n := range []string{"0", "-1", "9223372036854775807", "-9223372036854775808", "-0"} {
				change("integer", set(raw(n)))
			}
		case f.Type == specs.Boolean && !slices.ContainsFunc(op.Behaviour.Says, func(s specs.Said) bool { return s.Field == f.Path }):
			change("boolean", set(raw("true")))
			change("boolean", set(raw("false")))
		}
	}
	p.legal(s, "absent-together", "", s.withBody(func(root *tree) bool {
		for i := range op.Response {
			if f := &op.Response[i]; p.mayBeAbsent(f) {
				for _, at := range root.all(f.Wire) {
					at.parent.remove(at.name)
				}
			}
		}
		return true
	}))
	p.legal(s, "sample-only-absent", "", s.withBody(func(root *tree) bool {
		for _, wire := range op.SampleOnly {
			if slices.ContainsFunc(op.Response, func(f specs.Field) bool { return f.Wire == wire }) {
				continue
			}
			for _, at := range root.all(wire) {
				at.parent.remove(at.name)
			}
		}
		return len(op.SampleOnly) > 0
	}))
}

// mayBeEmpty reports whether an object lacks nothing that the page states as
// {}, and holds nothing that a check looks at.
func mayBeEmpty(op *specs.Operation, f *specs.Field, bound map[string]bool) bool {
	if f.Type != specs.Object {
		return false
	}
	return !slices.ContainsFunc(op.Response, func(inner specs.Field) bool {
		return strings.HasPrefix(inner.Path, f.Path+".") && (inner.Presence == specs.Always || inner.Presence == specs.When || bound[inner.Path])
	})
}

// mayBeAbsent reports whether the severity table says nothing of the absence
// of a field.
func (p *Proof) mayBeAbsent(f *specs.Field) bool {
	switch {
	case f.Presence == specs.Always || f.Presence == specs.When:
		return false
	case f.Presence == specs.Optional || f.From == specs.FromSample || !f.Shown:
		return true
	}
	return p.Profile == suites.ProfileLive
}

// looked returns the documented paths at whose values the behaviour of an
// operation looks: they are not free.
func looked(op *specs.Operation) map[string]bool {
	out := map[string]bool{}
	b := &op.Behaviour
	for _, f := range b.Filters {
		out[f.Field], out[f.KeyField] = true, true
	}
	for _, e := range b.Echoes {
		out[e.Field] = true
	}
	if b.Paging != nil {
		out[b.Paging.NumberField], out[b.Paging.SizeField], out[b.Paging.Total], out[b.Paging.Items] = true, true, true, true
	}
	for _, u := range b.Unique {
		out[u] = true
	}
	if b.Lookup != nil {
		out[b.Lookup.Field] = true
	}
	delete(out, "")
	return out
}

// varyError says an error in other ways that its template and its envelope
// allow.
func (p *Proof) varyError(s *Source) {
	o := s.observation()
	envelope := o.Answer.Envelope
	if envelope == nil {
		return
	}
	message := func(variation string, change func(text string) string) {
		p.legal(s, variation, o.Answer.Code, s.withBody(func(root *tree) bool {
			at, ok := root.find(envelope.Message)
			if ok {
				at.set(scalar(change(at.value().value())))
			}
			return ok
		}))
	}
	message("no-period", func(text string) string { return strings.TrimSuffix(text, ".") })
	message("period-and-space", func(text string) string { return strings.TrimSuffix(text, ".") + ". " })
	for _, row := range suites.CodeRows(o.Contract.Operation, o.Answer.Code) {
		message("filled-template", func(string) string {
			return strings.NewReplacer("%s", "a.b [c] %d", "{0}", "é", "{}", "").Replace(row.Message)
		})
		break
	}
	for _, name := range envelope.Optional {
		p.legal(s, "optional-member", name, s.withBody(func(root *tree) bool {
			if root.index(name) >= 0 {
				root.remove(name)
			} else {
				root.set(name, object(pair("AuthAction", scalar("x"))))
			}
			return true
		}))
	}
	if o.Step == nil || o.Step.Expect.Status != 0 {
		return
	}
	for _, status := range allowed(o.Contract.Operation, o.Answer.Code) {
		if suites.StatusOK(status) {
			continue
		}
		p.legal(s, "status", strconv.Itoa(status), s.with(func(x *fixtures.Exchange) { x.Response.Status = status }))
	}
}

// extended marks each enumeration as left open and shows a value beyond it.
func (p *Proof) extended(g *group) {
	for _, s := range g.successes[:min(1, len(g.successes))] {
		op := *g.contract.Operation
		op.Response = slices.Clone(op.Response)
		for i := range op.Response {
			op.Response[i].Extensible = true
		}
		contract, err := schemas.Compile(&op)
		if err != nil {
			continue
		}
		bound := looked(&op)
		for i := range op.Response {
			f := &op.Response[i]
			if len(f.Enum) == 0 || f.Type != specs.String || bound[f.Path] {
				continue
			}
			ev := s.withBody(func(root *tree) bool {
				at, ok := root.find(f.Wire)
				if ok {
					at.set(scalar("ConcordUnknown"))
				}
				return ok
			})
			if ev == nil {
				continue
			}
			o := &ev.Steps[s.Step]
			*o = suites.Observe(o.Exchange, contract, o.Call, o.Step)
			p.legal(s, "extensible", f.Path, ev)
		}
	}
}
