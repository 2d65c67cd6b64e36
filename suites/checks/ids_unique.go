package checks

import (
	"strconv"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func idsUnique() suites.Check {
	return suites.Check{
		ID:     "ids-unique",
		Family: suites.FamilyResponse,
		Doc:    "No id comes twice in one answer, or on two pages of one list, and no two answers have one request id.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			out := asserted(ev, "ids-unique")
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !succeeded(o) {
					continue
				}
				for _, path := range o.Contract.Operation.Behaviour.Unique {
					out = append(out, repeats(ev, i, path)...)
				}
			}
			return append(out, sameRequest(ev)...)
		},
	}
}

// sameRequest returns a finding where two answers of the case have the same
// request id.
func sameRequest(ev *suites.Evidence) []suites.Finding {
	before := map[string]int{} // id -> step
	for i := range ev.Steps {
		o := &ev.Steps[i]
		if !succeeded(o) || o.Contract.Operation.Provider == nil {
			continue
		}
		for _, e := range o.Contract.Operation.Provider.Envelopes {
			for _, c := range o.Report.Slot(judge.Slot(e.RequestID)) {
				j, again := before[c.Text]
				if !again {
					before[c.Text] = i
				}
				if !again || j == i || c.Text == "" || accepted(c.Text) {
					continue
				}
				f := aboutField(ev, i, e.RequestID)
				f.Pointer, f.Want, f.Got = c.Pointer, "an id of this request", strconv.Quote(shortened(c.Text))+", as in step "+strconv.Itoa(j+1)
				return []suites.Finding{f}
			}
		}
	}
	return nil
}

// repeats returns a finding where an id of step i comes twice, or came on an
// earlier page of the same list.
func repeats(ev *suites.Evidence, i int, path string) []suites.Finding {
	before := map[string]string{} // id -> where it was
	for _, j := range earlierPages(ev, i) {
		for _, c := range ev.Steps[j].Report.Slot(judge.Slot(path)) {
			before[c.Text] = "also on page " + pageNumber(&ev.Steps[j])
		}
	}
	first := suites.Finding{}
	for _, c := range ev.Steps[i].Report.Slot(judge.Slot(path)) {
		if c.Text == "" || accepted(c.Text) {
			continue
		}
		place, again := before[c.Text]
		if !again {
			before[c.Text] = "also at " + c.Pointer
			continue
		}
		if first.Count == 0 {
			first = aboutField(ev, i, path)
			first.Count = 0
			first.Pointer, first.Want, first.Got = c.Pointer, "ids that do not repeat", strconv.Quote(c.Text)+", "+place
		}
		first.Count++
	}
	if first.Count == 0 {
		return nil
	}
	return []suites.Finding{first}
}
