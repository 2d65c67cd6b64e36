package checks

import (
	"strconv"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func echo() suites.Check {
	return suites.Check{
		ID:     "echo",
		Family: suites.FamilyBehaviour,
		Doc:    "Where an answer repeats a parameter, it repeats the value that was sent or is the default.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			out := asserted(ev, "echo")
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !succeeded(o) || !wanted(o) || o.Call == nil {
					continue
				}
				for _, e := range echoes(o.Contract.Operation) {
					if f, ok := repeated(ev, i, e); ok {
						out = append(out, f)
					}
				}
			}
			return out
		},
	}
}

// echoes returns what an answer repeats, the page's number and size among it.
func echoes(op *specs.Operation) []specs.Echo {
	list := op.Behaviour.Echoes
	if p := op.Behaviour.Paging; p != nil {
		list = append(list[:len(list):len(list)],
			specs.Echo{Parameter: p.Number, Field: p.NumberField}, specs.Echo{Parameter: p.Size, Field: p.SizeField})
	}
	return list
}

// repeated returns the finding that step i repeats another value.
func repeated(ev *suites.Evidence, i int, e specs.Echo) (suites.Finding, bool) {
	o := &ev.Steps[i]
	row := o.Contract.Operation.Parameter(e.Parameter)
	want, ok := argument(o, e.Parameter)
	switch {
	case ok && want == "":
		return suites.Finding{}, false // invalid-accepted tells where it matters
	case ok:
		want = meant(row, want)
	default:
		if row == nil || row.Default == nil {
			return suites.Finding{}, false
		}
		want = *row.Default
	}
	for _, c := range o.Report.Slot(judge.Slot(e.Field)) {
		if accepted(c.Text) || equal(want, c.Text) {
			continue
		}
		f := aboutField(ev, i, e.Field)
		f.Pointer, f.Want, f.Got = c.Pointer, strconv.Quote(shortened(want))+" ("+e.Parameter+")", strconv.Quote(shortened(c.Text))
		return f, true
	}
	return suites.Finding{}, false
}
