package checks

import (
	"strconv"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

func paging() suites.Check {
	return suites.Check{
		ID:     "paging",
		Family: suites.FamilyResponse,
		Doc:    "A page holds as many items as were asked for and the total says there are, the total stays from page to page, and no item is lost between pages.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			out := asserted(ev, "paging")
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !succeeded(o) || !wanted(o) || o.Contract.Operation.Behaviour.Paging == nil {
					continue
				}
				out = append(out, pageOf(ev, i)...)
			}
			return append(out, lostPages(ev)...)
		},
	}
}

// pageOf judges the length of one page.
func pageOf(ev *suites.Evidence, i int) []suites.Finding {
	o := &ev.Steps[i]
	p := o.Contract.Operation.Behaviour.Paging
	items, shown := o.Report.Items(p.Items)
	size, sized := number(o, p.Size)
	if !shown || !sized || size < 1 {
		return nil
	}
	if items > size {
		f := aboutField(ev, i, p.Items)
		f.Want, f.Got = "at most "+strconv.Itoa(size)+" items", strconv.Itoa(items)
		return []suites.Finding{f}
	}
	total, counted := captured(o, p.Total)
	page, numbered := number(o, p.Number)
	if !counted || !numbered || page < 1 {
		return nil
	}
	if want := min(max(total-(page-1)*size, 0), size); items != want {
		f := aboutField(ev, i, p.Total)
		f.Want = strconv.Itoa(want) + " items on page " + strconv.Itoa(page) + " of " + strconv.Itoa(total) + " by " + strconv.Itoa(size)
		f.Got = strconv.Itoa(items)
		return []suites.Finding{f}
	}
	for _, j := range earlierPages(ev, i) {
		before, ok := captured(&ev.Steps[j], p.Total)
		if !ok || before == total {
			continue
		}
		f := aboutField(ev, i, p.Total)
		f.Aspect = suites.AspectAcross
		f.Want, f.Got = strconv.Itoa(before)+", as on page "+pageNumber(&ev.Steps[j]), strconv.Itoa(total)
		return []suites.Finding{f}
	}
	return nil
}

// number returns what the request asks for by a numeric parameter, or its
// default; false where it asks for nothing or for no number, and where nobody
// knows the request.
func number(o *suites.Observation, path string) (int, bool) {
	if o.Call == nil {
		return 0, false
	}
	text, ok := argument(o, path)
	if !ok {
		row := o.Contract.Operation.Parameter(path)
		if row == nil || row.Default == nil {
			return 0, false
		}
		text = *row.Default
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// argument returns the text of a parameter of the request.
func argument(o *suites.Observation, path string) (string, bool) {
	if o.Call == nil || path == "" {
		return "", false
	}
	for i := range o.Call.Args {
		if o.Call.Args[i].Path == path {
			return o.Call.Args[i].Value, true
		}
	}
	return "", false
}

// captured returns the integer that a field of the answer holds.
func captured(o *suites.Observation, path string) (int, bool) {
	for _, c := range o.Report.Slot(judge.Slot(path)) {
		n, err := strconv.ParseFloat(c.Text, 64)
		return int(n), err == nil
	}
	return 0, false
}

// pageNumber returns the page that the request asks for, as text.
func pageNumber(o *suites.Observation) string {
	n, _ := number(o, o.Contract.Operation.Behaviour.Paging.Number)
	return strconv.Itoa(n)
}

// earlierPages returns the steps before i that ask for other pages of the same
// list: the same operation with the same arguments but for the page.
func earlierPages(ev *suites.Evidence, i int) []int {
	o := &ev.Steps[i]
	p := o.Contract.Operation.Behaviour.Paging
	if p == nil || o.Call == nil {
		return nil
	}
	page, ok := number(o, p.Number)
	if !ok {
		return nil
	}
	var out []int
	for j := range i {
		e := &ev.Steps[j]
		if !succeeded(e) || e.Contract.Operation != o.Contract.Operation || e.Call == nil {
			continue
		}
		if n, ok := number(e, p.Number); ok && n != page && sameBut(e.Call, o.Call, p.Number) {
			out = append(out, j)
		}
	}
	return out
}

// sameBut reports whether two calls have the same arguments but for one.
func sameBut(a, b *protocol.Call, path string) bool {
	args := map[string]string{}
	for i := range a.Args {
		if a.Args[i].Path != path {
			args[a.Args[i].Path] = a.Args[i].Value
		}
	}
	n := 0
	for i := range b.Args {
		if b.Args[i].Path == path {
			continue
		}
		if v, ok := args[b.Args[i].Path]; !ok || v != b.Args[i].Value {
			return false
		}
		n++
	}
	return n == len(args)
}
