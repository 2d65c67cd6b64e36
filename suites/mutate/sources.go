package mutate

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// FromSample returns evidence that is built from the page alone: its sample,
// filled up with what the tables document beside it, as the answer to a request
// without filters and with each of them; and an answer for each error row, as
// the answer to a request that asked for it. It returns nil for an operation
// whose page has no sample.
func FromSample(c *schemas.Contract, profile suites.Profile) []*suites.Evidence {
	op := c.Operation
	root, err := parse(op.Sample)
	if err != nil {
		return nil
	}
	complete(op, root)
	plain := repeatedArgs(op, root)
	out := []*suites.Evidence{oneStep(c, profile, suites.Step{}, plain, success(root))}
	for i := range op.Behaviour.Filters {
		if args := filterArgs(&op.Behaviour.Filters[i], op, root); args != nil {
			out = append(out, oneStep(c, profile, suites.Step{}, append(args, plain...), success(root)))
		}
	}
	if several := doubled(op, root.clone()); several != nil {
		out = append(out, oneStep(c, profile, suites.Step{}, repeatedArgs(op, several), success(several)))
	}
	for row := range suites.Rows(op) {
		if strings.ContainsAny(row.Code, "%{") || !slices.Contains(suites.CodeRows(op, row.Code), row) {
			continue // a template, or a narrower table has the code
		}
		var args []protocol.Arg
		if isDryRun(op, row.Code) {
			args = append(args, protocol.Arg{Path: op.Behaviour.DryRun.Parameter, Value: "true"})
		}
		for _, status := range row.Statuses {
			answer := &fixtures.Response{Status: status, Header: http.Header{}}
			errorAnswer(answer, op, row)
			answer.Status = status
			expect := suites.Expect{Outcome: suites.Failure, Code: row.Code}
			for _, p := range row.Provokes {
				if suites.OfRequest(p.By) && p.Parameter != "*" {
					expect = suites.Expect{Outcome: suites.Failure, Parameter: p.Parameter, Fault: p.By}
					break
				}
			}
			out = append(out, oneStep(c, profile, suites.Step{Expect: expect}, args, answer))
		}
	}
	return out
}

// doubled gives the list of a sample two items with ids of their own; nil where
// no list has ids.
func doubled(op *specs.Operation, root *tree) *tree {
	for _, path := range op.Behaviour.Unique {
		f := op.Field(path)
		if f == nil {
			continue
		}
		outer, inner, _ := strings.Cut(f.Wire, "[].")
		p, ok := root.find(outer)
		if !ok || len(p.value().items) == 0 {
			continue
		}
		l := p.value()
		l.items = append(l.items[:1:1], l.items[0].clone())
		for i, item := range l.items {
			for _, id := range item.all(inner) {
				id.set(scalar("m-concord" + strconv.Itoa(i)))
			}
		}
		if paging := op.Behaviour.Paging; paging != nil {
			for _, count := range []string{paging.Total, paging.SizeField} {
				if f := op.Field(count); f != nil {
					put(root, f.Wire, raw(strconv.Itoa(len(l.items))))
				}
			}
		}
		return root
	}
	return nil
}

// oneStep is the evidence of one step.
func oneStep(c *schemas.Contract, profile suites.Profile, step suites.Step, args []protocol.Arg, answer *fixtures.Response) *suites.Evidence {
	op := c.Operation
	x := &fixtures.Exchange{Operation: op.Address.String(), Request: fixtures.Request{Method: http.MethodPost, URL: "http://127.0.0.1/"}, Response: answer}
	call := &protocol.Call{Operation: op, Args: args}
	return &suites.Evidence{
		Case:    &suites.Case{ID: op.Address.String() + "/sample", Kind: suites.Sample, Operation: op.Address.String()},
		Profile: profile, Contract: c,
		Steps: []suites.Observation{suites.Observe(x, c, call, &step)},
	}
}

func success(root *tree) *fixtures.Response {
	return &fixtures.Response{Status: http.StatusOK, Body: root.text(),
		Header: http.Header{"Content-Type": {"application/json;charset=utf-8"}}}
}

// errorAnswer makes answer what the documentation says of an error row.
func errorAnswer(answer *fixtures.Response, op *specs.Operation, row *specs.ErrorCode) {
	form := specs.Envelope{Code: "Code", Message: "Message", RequestID: "RequestId"}
	if p := op.Provider; p != nil && len(p.Envelopes) > 0 {
		form = p.Envelopes[0]
		for _, e := range p.Envelopes {
			if e.Name == row.Form {
				form = e
			}
		}
		for _, name := range p.RequestIDHeader {
			answer.Header.Set(name, "r-1")
		}
	}
	root := object()
	put(root, form.Code, scalar(row.Code))
	put(root, form.Message, scalar(strings.NewReplacer("%s", "x", "{0}", "x", "{}", "x").Replace(row.Message)))
	if form.RequestID != "" {
		put(root, form.RequestID, scalar("04F0F334-1335-436C-A1D7-6C044FE73368"))
	}
	answer.Header.Set("Content-Type", "application/json;charset=utf-8")
	answer.Body = root.text()
	if len(row.Statuses) > 0 {
		answer.Status = row.Statuses[0]
	}
}

// put sets a dotted member, making the objects above it.
func put(root *tree, path string, value *tree) {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		root.set(name, value)
		return
	}
	if root.get(name) == nil {
		root.set(name, object())
	}
	put(root.get(name), rest, value)
}

// complete adds to a sample what the tables document and it does not show.
func complete(op *specs.Operation, root *tree) {
	for i := range op.Response {
		f := &op.Response[i]
		if _, shown := root.find(f.Wire); shown {
			continue
		}
		wire := strings.TrimSuffix(f.Wire, "[]")
		above, name := root, wire
		if cut := strings.LastIndexByte(wire, '.'); cut >= 0 {
			p, ok := root.find(wire[:cut])
			if !ok {
				continue
			}
			above, name = p.value(), wire[cut+1:]
			if above.kind == '[' {
				if len(above.items) == 0 {
					continue
				}
				above = above.items[0]
			}
		}
		if above.kind == '{' {
			above.set(name, conforming(f))
		}
	}
}

// conforming returns a value that a field may have.
func conforming(f *specs.Field) *tree {
	text := "x"
	switch {
	case len(f.Enum) > 0:
		text = f.Enum[0]
	case f.Example != nil:
		text = *f.Example
	}
	switch f.Type {
	case specs.Integer, specs.Number:
		if len(f.Enum) == 0 {
			text = "1"
		}
		return raw(text)
	case specs.Boolean:
		return raw("true")
	case specs.Object, specs.Map:
		return object()
	case specs.Array:
		if f.Items == specs.Object {
			return list(object())
		}
		return list(scalar(text))
	}
	return scalar(text)
}

// repeatedArgs returns the arguments that a sample answers to: those whose
// values it repeats.
func repeatedArgs(op *specs.Operation, root *tree) []protocol.Arg {
	var args []protocol.Arg
	repeat := func(parameter, field string) {
		f := op.Field(field)
		if f == nil || parameter == "" {
			return
		}
		if p, ok := root.find(f.Wire); ok {
			args = append(args, protocol.Arg{Path: parameter, Value: p.value().value()})
		}
	}
	for _, e := range op.Behaviour.Echoes {
		repeat(e.Parameter, e.Field)
	}
	if p := op.Behaviour.Paging; p != nil {
		repeat(p.Number, p.NumberField)
		repeat(p.Size, p.SizeField)
	}
	if l := op.Behaviour.Lookup; l != nil {
		repeat(l.Parameter, l.Field)
	}
	return args
}

// filterArgs returns arguments with which a filter lets the sample's items
// through.
func filterArgs(filter *specs.Filter, op *specs.Operation, root *tree) []protocol.Arg {
	f := op.Field(filter.Field)
	if f == nil {
		return nil
	}
	p, ok := root.find(f.Wire)
	if !ok || specs.Masked(p.value().value()) {
		return nil
	}
	indexed := func(path string) string { return strings.Replace(path, "[]", "[0]", 1) }
	args := []protocol.Arg{{Path: indexed(filter.Parameter), Value: p.value().value()}}
	switch {
	case filter.Match == "pair":
		key := op.Field(filter.KeyField)
		if key == nil {
			return nil
		}
		k, ok := root.find(key.Wire)
		if !ok {
			return nil
		}
		args = append(args, protocol.Arg{Path: indexed(filter.Key), Value: k.value().value()})
	case filter.Key != "":
		args = append(args, protocol.Arg{Path: indexed(filter.Key), Value: filter.KeyIs})
	}
	return args
}
