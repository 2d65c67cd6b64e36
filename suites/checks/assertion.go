package checks

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/suites"
)

// asserted returns the findings of the statements that a case makes about its
// answers and that the check owns.
func asserted(ev *suites.Evidence, check string) []suites.Finding {
	var out []suites.Finding
	for i := range ev.Steps {
		o := &ev.Steps[i]
		if o.Step == nil || len(o.Step.Expect.Assert) == 0 || !answered(o) || o.XML || o.Report.Unreadable {
			continue
		}
		if o.IsError && o.Step.Expect.Outcome != suites.Failure {
			continue // another check tells, or it is an error that will do
		}
		for j := range o.Step.Expect.Assert {
			a := &o.Step.Expect.Assert[j]
			if owner := a.Check; owner != check && (owner != "" || check != "state") {
				continue
			}
			if f, ok := contradicted(ev, i, a); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// contradicted returns the finding that the answer of step i is not as a says.
func contradicted(ev *suites.Evidence, i int, a *suites.Assertion) (suites.Finding, bool) {
	f := about(ev, i, suites.SectionResponse, documented(&ev.Steps[i], a.At))
	if ev.Case != nil {
		f.Source = ev.Case.Source
	}
	values := find(decode(&ev.Steps[i]), a.At)
	if a.Present != nil && !*a.Present {
		for _, v := range values {
			if v.present {
				f.Pointer, f.Want, f.Got = v.pointer, "absent", v.text()
				return f, true
			}
		}
		return f, false
	}
	if len(values) == 0 {
		f.Want, f.Got = demand(a), "nothing at "+a.At
		return f, true
	}
	for _, v := range values {
		if v.holds(a) {
			continue
		}
		if f.Want == "" {
			f.Count = 0
			f.Pointer, f.Want, f.Got = v.pointer, demand(a), "absent"
			if v.present {
				f.Got = shortened(v.text())
			}
		}
		f.Count++
	}
	return f, f.Want != ""
}

// documented returns the documented path of a wire path of the answer, or the
// wire path without indices where no row has it.
func documented(o *suites.Observation, wire string) string {
	var b strings.Builder
	for i, step := range strings.Split(wire, ".") {
		if i > 0 {
			b.WriteByte('.')
		}
		name, rest, indexed := strings.Cut(step, "[")
		b.WriteString(name)
		if indexed && rest != "" {
			b.WriteString("[]")
		}
	}
	for i := range o.Contract.Operation.Response {
		if f := &o.Contract.Operation.Response[i]; strings.TrimSuffix(f.Wire, "[]") == strings.TrimSuffix(b.String(), "[]") {
			return f.Path
		}
	}
	return b.String()
}

// demand says in words what an assertion asks for.
func demand(a *suites.Assertion) string {
	switch {
	case a.Equals != nil:
		return *a.Equals
	case a.Contains != nil:
		return "a text with " + strconv.Quote(*a.Contains) + " in it"
	case len(a.OneOf) > 0:
		return "one of " + strings.Join(a.OneOf, ", ")
	case a.MaxItems != nil:
		return "at most " + strconv.Itoa(*a.MaxItems) + " items"
	case a.MinItems != nil:
		return "at least " + strconv.Itoa(*a.MinItems) + " items"
	}
	return "present"
}

// value is a place of a decoded body.
type value struct {
	pointer string
	present bool
	node    any
}

// text returns a scalar as text and anything else as compact JSON.
func (v value) text() string {
	switch n := v.node.(type) {
	case string:
		return n
	case json.Number:
		return n.String()
	}
	text, err := json.Marshal(v.node)
	if err != nil {
		return ""
	}
	return string(text)
}

// holds reports whether the value is as an assertion says.
func (v value) holds(a *suites.Assertion) bool {
	if !v.present {
		return false
	}
	items, isList := v.node.([]any)
	switch {
	case a.MaxItems != nil:
		return isList && len(items) <= *a.MaxItems
	case a.MinItems != nil:
		return isList && len(items) >= *a.MinItems
	case accepted(v.text()):
		return true
	case a.Equals != nil:
		return equal(*a.Equals, v.text())
	case a.Contains != nil:
		return strings.Contains(v.text(), *a.Contains)
	case len(a.OneOf) > 0:
		return slices.ContainsFunc(a.OneOf, func(s string) bool { return equal(s, v.text()) })
	}
	return true
}

// decode reads the body of an answer; nil where it is no JSON.
func decode(o *suites.Observation) any {
	d := json.NewDecoder(bytes.NewReader(o.Exchange.Response.Body))
	d.UseNumber()
	var doc any
	if d.Decode(&doc) != nil {
		return nil
	}
	return doc
}

// find returns the values at a wire path ("Images.Image[].ImageId",
// "Images.Image[0].ImageId"); "[]" stands for every item. A member that an item
// lacks is a value that is not present. A path that ends in "[]" means the list.
func find(doc any, path string) []value {
	at := []value{{present: true, node: doc}}
	steps := strings.Split(strings.TrimSuffix(path, "[]"), ".")
	for _, step := range steps {
		name, index, indexed := strings.Cut(step, "[")
		at = each(at, func(v value) []value { return []value{v.member(name)} })
		if !indexed {
			continue
		}
		index = strings.TrimSuffix(index, "]")
		at = each(at, func(v value) []value { return v.items(index) })
	}
	return at
}

func each(values []value, expand func(value) []value) []value {
	var out []value
	for _, v := range values {
		if v.present {
			out = append(out, expand(v)...)
		}
	}
	return out
}

func (v value) member(name string) value {
	members, _ := v.node.(map[string]any)
	node, ok := members[name]
	return value{v.pointer + "/" + name, ok, node}
}

// items returns every item of a list, or the one with an index.
func (v value) items(index string) []value {
	list, _ := v.node.([]any)
	var out []value
	for i := range list {
		if index == "" || index == strconv.Itoa(i) {
			out = append(out, value{v.pointer + "/" + strconv.Itoa(i), true, list[i]})
		}
	}
	return out
}
