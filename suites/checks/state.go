package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func state() suites.Check {
	return suites.Check{
		ID:     "state",
		Family: suites.FamilyBehaviour,
		Doc:    "What was added is found as it was added, what is asked for is what is answered, and a success says that it is one.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			out := asserted(ev, "state")
			for i := range ev.Steps {
				if !answered(&ev.Steps[i]) {
					continue
				}
				if f, ok := lookedUp(ev, i); ok {
					out = append(out, f)
				}
				out = append(out, said(ev, i)...)
				out = append(out, kept(ev, i)...)
			}
			return out
		},
	}
}

// lookedUp returns the finding that step i answers with another thing than was
// asked for.
func lookedUp(ev *suites.Evidence, i int) (suites.Finding, bool) {
	o := &ev.Steps[i]
	lookup := o.Contract.Operation.Behaviour.Lookup
	if lookup == nil || lookup.Field == "" || !succeeded(o) || !wanted(o) {
		return suites.Finding{}, false
	}
	want, ok := argument(o, lookup.Parameter)
	if !ok || want == "" {
		return suites.Finding{}, false
	}
	for _, c := range o.Report.Slot(judge.Slot(lookup.Field)) {
		if accepted(c.Text) || accepted(want) || c.Text == "" || equal(want, c.Text) {
			continue
		}
		f := aboutField(ev, i, lookup.Field)
		f.Pointer, f.Want, f.Got = c.Pointer, strconv.Quote(shortened(want))+" ("+lookup.Parameter+")", strconv.Quote(shortened(c.Text))
		return f, true
	}
	return suites.Finding{}, false
}

// said returns the findings that the success of step i says of itself that it
// is none.
func said(ev *suites.Evidence, i int) []suites.Finding {
	o := &ev.Steps[i]
	if !succeeded(o) || !wanted(o) {
		return nil
	}
	var out []suites.Finding
	for _, s := range o.Contract.Operation.Behaviour.Says {
		for _, c := range o.Report.Slot(judge.Slot(s.Field)) {
			if c.Text == "" || equal(s.Value, c.Text) {
				continue
			}
			f := aboutField(ev, i, s.Field)
			f.Pointer, f.Want, f.Got = c.Pointer, s.Value+" in a success", c.Text
			out = append(out, f)
		}
	}
	return out
}

// kept returns the findings that step i, which adds a thing, is forgotten by a
// later step that asks for it.
func kept(ev *suites.Evidence, i int) []suites.Finding {
	o := &ev.Steps[i]
	create := o.Contract.Operation.Behaviour.Create
	if create == nil || !succeeded(o) {
		return nil
	}
	ids := o.Report.Slot(judge.Slot(create.ID))
	if len(ids) == 0 {
		return nil
	}
	var out []suites.Finding
	for j := i + 1; j < len(ev.Steps); j++ {
		later := &ev.Steps[j]
		if !answered(later) || !wanted(later) || later.Contract.Operation.Address.String() != create.ReadBy {
			continue
		}
		id, ok := argument(later, create.Parameter)
		if !ok || !equal(id, ids[0].Text) {
			continue
		}
		if !suites.StatusOK(later.Exchange.Response.Status) || later.IsError {
			if later.Step != nil && later.Step.Expect.Outcome == suites.Any {
				continue
			}
			if verdict, _ := suites.Excuse(ev, j); verdict != "" {
				continue
			}
			f := about(ev, j, suites.SectionResponse, create.Parameter)
			f.Want, f.Got = "what step "+strconv.Itoa(i+1)+" added", strings.TrimSpace(status(later)+" "+later.Answer.Code)
			out = append(out, f)
			continue
		}
		out = append(out, same(ev, i, j, create)...)
	}
	return out
}

// same returns the findings that what step j shows differs from what step i
// was asked to add.
func same(ev *suites.Evidence, i, j int, create *specs.Create) []suites.Finding {
	added, later := &ev.Steps[i], &ev.Steps[j]
	if added.Call == nil || !succeeded(later) {
		return nil
	}
	var out []suites.Finding
	doc := decode(later)
	ids := added.Report.Slot(judge.Slot(create.ID))
	for _, m := range create.Maps {
		field := later.Contract.Operation.Field(m.Field)
		if field == nil {
			continue
		}
		row := added.Contract.Operation.Parameter(m.Parameter)
		for k := range added.Call.Args {
			a := &added.Call.Args[k]
			if protocol.RowPath(a.Path) != m.Parameter {
				continue
			}
			for _, v := range find(doc, field.Wire) {
				if !v.present || accepted(v.text()) || equal(a.Value, v.text()) {
					continue
				}
				if row != nil && row.Exists != "" && equal(ids[0].Text, v.text()) {
					continue // what was made of a thing is shown as the thing itself
				}
				f := aboutField(ev, j, m.Field)
				if otherStyle(added) {
					f.Strength = specs.Hint // no page shows the form in which it came
				}
				f.Pointer, f.Want, f.Got = v.pointer, strconv.Quote(shortened(a.Value))+" ("+m.Parameter+")", strconv.Quote(shortened(v.text()))
				out = append(out, f)
			}
		}
	}
	return out
}

// otherStyle reports whether a planned step sends a structure in a form that no
// page shows.
func otherStyle(o *suites.Observation) bool {
	if o.Step == nil || o.Step.Form == "" {
		return false
	}
	return slices.ContainsFunc(o.Contract.Operation.Request, func(p specs.Parameter) bool {
		return slices.Contains(p.OtherStyles, o.Step.Form) &&
			slices.ContainsFunc(o.Call.Args, func(a protocol.Arg) bool { return strings.HasPrefix(a.Path, p.Path+".") })
	})
}
