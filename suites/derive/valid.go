package derive

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// sample adds the request of the documented sample: the page's own, where it
// shows one, else the smallest that finds what the sample shows.
func (b *builder) sample() {
	d := b.found()
	if _, query, ok := strings.Cut(b.op.SampleRequest, "?"); ok {
		b.read(d, query)
	}
	d.before = nil
	b.close(d)
	b.add(suites.Case{
		Kind: suites.Sample, Title: "the request of the documented sample", Steps: b.steps(d, b.outcome(d)), Needs: d.needs,
		Requirements: b.rows(d), Source: b.page("response"),
	}, "request")
}

// read takes the documented parameters out of a sample's query. Masked values
// and placeholders are left out.
func (b *builder) read(d *draft, query string) {
	for pair := range strings.SplitSeq(strings.Fields(query + " ")[0], "&") {
		name, value, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(value)
		if err != nil || value == "" || specs.Masked(value) || strings.ContainsAny(value, "<>{}") {
			continue
		}
		if l, ok := b.leaf(name); ok && !b.isNeed(l) && departs(&l.Row, value) == "" {
			d.set(l.arg, value)
		}
	}
}

// valid adds the requests that every implementation accepts.
func (b *builder) valid() {
	minimal := b.base()
	b.accept(minimal, "only what is required", b.page("request"), b.defaults(minimal), "minimal")
	if all, ok := b.all(); ok {
		b.accept(all, "every documented parameter that nothing forbids", b.page("request"), nil, "all-optional")
	}
	if len(b.op.Methods) > 1 {
		for _, method := range b.op.Methods {
			d := b.found()
			d.method = method
			b.accept(d, "by "+method, b.page("request"), nil, "@method", method)
		}
	}
	for _, l := range b.leaves {
		if l.In != "path" {
			b.values(l)
		}
	}
	for i := range b.op.Request {
		b.forms(&b.op.Request[i])
		b.several(&b.op.Request[i])
	}
}

// accept adds a valid case.
func (b *builder) accept(d *draft, title string, source specs.Source, requirements []string, segments ...string) {
	b.add(suites.Case{
		Kind: suites.Valid, Title: title, Steps: b.steps(d, b.outcome(d)), Needs: d.needs,
		Requirements: append(requirements, b.rows(d)...), Source: source,
	}, segments...)
}

// outcome is what a valid request should bring. Where the page leaves an
// implementation reasons to refuse, it is Any: a lookup without what it looks
// up or with conditions that its thing need not meet, a value whose existence
// an error row asks for. A dry run brings its code.
func (b *builder) outcome(d *draft) suites.Expect {
	if dry := b.op.Behaviour.DryRun; dry != nil {
		for _, a := range d.args {
			if a.Path == dry.Parameter && a.Value == "true" {
				return suites.Expect{Outcome: suites.Failure, Code: dry.Code}
			}
		}
	}
	expect := suites.Expect{}
	if look, ok := b.lookup(); ok {
		if !d.has(look.Path) {
			expect.Outcome = suites.Any
		}
		for _, a := range d.args {
			if l, ok := b.leaf(protocol.RowPath(a.Path)); ok && !required(l) && l.Path != look.Path {
				expect.Outcome = suites.Any
			}
		}
	}
	for _, a := range d.args {
		if b.asksForState(protocol.RowPath(a.Path)) && !strings.Contains(a.Value, "${") {
			expect.Outcome = suites.Any
		}
	}
	return expect
}

// asksForState reports whether an error row of the operation says that the
// parameter's value must exist.
func (b *builder) asksForState(path string) bool {
	return slices.ContainsFunc(b.op.Errors, func(row specs.ErrorCode) bool {
		return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool {
			return p.By == specs.FaultState && p.Parameter == path
		})
	})
}

// all is the request with every parameter that needs nothing from outside; ok
// is false where that is no more than the base.
func (b *builder) all() (*draft, bool) {
	d := b.found()
	before := len(d.args)
	for _, l := range b.leaves {
		if d.has(l.Path) || l.Deprecated || b.isNeed(l) || b.asksForState(l.Path) {
			continue
		}
		if dry := b.op.Behaviour.DryRun; dry != nil && dry.Parameter == l.Path {
			d.set(l.arg, "false")
			continue
		}
		b.give(d, l)
	}
	for _, l := range b.leaves {
		if l.nested() && d.has(l.Path) {
			b.name(d, l.top)
		}
	}
	b.close(d)
	return d, len(d.args) > before
}

// values adds a case for each documented value of a leaf.
func (b *builder) values(l leaf) {
	list := slices.Clone(l.Enum)
	itemType := l.Type
	if itemType == specs.Array {
		itemType = l.Items
	}
	if itemType == specs.Boolean {
		list = []string{"true", "false"}
	} else if e := example(l.Parameter); e != "" && !specs.Masked(e) && departs(&l.Row, e) == "" {
		list = append(list, e)
	} else if e == "" && len(list) == 0 && l.Default == nil && !b.isNeed(l) {
		b.accept(b.with(l, b.plain(l)), l.Path+" given", l.Source, nil, l.name(), "given")
	}
	if l.Default != nil && departs(&l.Row, *l.Default) == "" && itemType != specs.Boolean {
		list = append(list, *l.Default)
	}
	if b.isNeed(l) {
		b.accept(b.existing(l), l.Path+" of something that exists", l.Source, nil, l.name(), "existing")
		return
	}
	for i, v := range list {
		if slices.Contains(list[:i], v) {
			continue
		}
		sent := v
		if plain := b.plain(l); strings.Contains(plain, "${"+suites.Unique+"}") {
			sent = plain
		}
		b.accept(b.with(l, sent), fmt.Sprintf("%s is %s", l.Path, v), l.Source, nil, l.name(), v)
	}
	if l.Separator != "" && len(l.Enum) > 1 {
		for _, values := range [][]string{l.Enum[:2], {l.Enum[len(l.Enum)-1], l.Enum[0]}, l.Enum} {
			v := strings.Join(values, l.Separator)
			b.accept(b.with(l, v), fmt.Sprintf("%s is %s", l.Path, v), l.Source, nil, l.name(), v)
		}
	}
}

// plain is a value of a leaf that needs nothing from outside.
func (b *builder) plain(l leaf) string {
	v, need := b.value(l)
	if need != nil {
		return need.Sample
	}
	return v
}

// forms adds a case for each way in which a structure travels.
func (b *builder) forms(p *specs.Parameter) {
	if p.Type != specs.Object || strings.Contains(p.Path, ".") || p.In == "body" {
		return
	}
	for _, form := range []protocol.Form{protocol.JSONForm, protocol.DottedForm} {
		own := p.Style == string(form) || p.Style == "" && form == protocol.JSONForm
		if !own && !slices.Contains(p.OtherStyles, string(form)) {
			continue
		}
		d := b.found()
		for _, l := range b.leaves {
			if l.top == p.Path && !l.Deprecated && !b.isNeed(l) {
				b.give(d, l)
			}
		}
		if !slices.ContainsFunc(d.args, func(a suites.Arg) bool { return strings.HasPrefix(a.Path, p.Path+".") }) {
			return
		}
		b.name(d, p.Path)
		b.close(d)
		d.form = form
		expect := b.outcome(d)
		if !own {
			expect.Outcome = suites.Any
		}
		b.add(suites.Case{
			Kind: suites.Valid, Title: fmt.Sprintf("%s as %s", p.Path, form), Steps: b.steps(d, expect), Needs: d.needs,
			Requirements: b.rows(d), Source: p.Source,
		}, segment(p.Path), "@form", string(form))
	}
}

// several adds a case of two items for an array.
func (b *builder) several(p *specs.Parameter) {
	if p.Type != specs.Array || strings.Contains(p.Path, "[]") || p.MaxItems != nil && *p.MaxItems < 2 {
		return
	}
	if d := b.found(); b.fill(d, p, 2) {
		b.accept(d, p.Path+" of two items", p.Source, nil, segment(p.Path), "@items", "2")
	}
}

// fill gives an array n items that differ; it reports whether the array has a
// member that can be given.
func (b *builder) fill(d *draft, p *specs.Parameter, n int) bool {
	given := false
	for i := range n {
		for _, l := range b.leaves {
			if l.Path != p.Path && !strings.HasPrefix(l.Path, p.Path+"[]") || l.Deprecated || b.isNeed(l) {
				continue
			}
			v := b.plain(l)
			switch {
			case len(l.Enum) > 0:
				v = l.Enum[i%len(l.Enum)]
			case i > 0 && l.Format == "" && l.Pattern == "" && (l.Type == specs.String || l.Items == specs.String):
				v += "-" + strconv.Itoa(i+1)
			}
			at := p.Path + "[" + strconv.Itoa(i) + "]" + strings.TrimPrefix(strings.TrimPrefix(l.arg, p.Path), "[0]")
			d.set(at, v)
			given = true
		}
	}
	b.close(d)
	return given
}

// boundary adds requests at the edge of what the page allows.
func (b *builder) boundary() {
	for _, l := range b.leaves {
		if l.In == "path" || b.isNeed(l) && len(l.Enum) == 0 && l.Min == nil && l.Max == nil && l.MaxLength == nil && l.MinLength == nil {
			continue
		}
		b.edge(l, "minimum", "min", bound(l.Min))
		b.edge(l, "maximum", "max", bound(l.Max))
		if l.MinLength != nil && *l.MinLength > 0 {
			b.edge(l, "shortest", "minLength", letters(*l.MinLength))
		}
		if l.MaxLength != nil {
			b.edge(l, "longest", "maxLength", letters(*l.MaxLength))
		}
	}
	for i := range b.op.Request {
		p := &b.op.Request[i]
		if p.Type != specs.Array || strings.Contains(p.Path, "[]") || p.MaxItems == nil || *p.MaxItems > maxList {
			continue
		}
		if d := b.found(); b.fill(d, p, *p.MaxItems) {
			b.atEdge(d, fmt.Sprintf("%s of %d items", p.Path, *p.MaxItems), p.Source, []string{b.fact(p.Path, "maxItems")}, segment(p.Path), "most-items")
		}
	}
}

// maxList bounds how many items a case sends.
const maxList = 200

func (b *builder) edge(l leaf, edge, fact, value string) {
	if value == "" || len(value) > maxText || departs(&l.Row, value) != "" {
		return
	}
	b.atEdge(b.with(l, value), fmt.Sprintf("%s is the %s", l.Path, edge), l.Source, []string{b.fact(l.Path, fact)}, l.name(), edge)
}

func (b *builder) atEdge(d *draft, title string, source specs.Source, requirements []string, segments ...string) {
	b.add(suites.Case{
		Kind: suites.Boundary, Title: title, Steps: b.steps(d, b.outcome(d)), Needs: d.needs,
		Requirements: append(requirements, b.rows(d)...), Source: source,
	}, segments...)
}

// letters is a text of n characters that sorts after most.
func letters(n int) string {
	if n > maxText {
		return ""
	}
	return strings.Repeat("a", n)
}
