package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/suites"
)

// listing is what the steps of a case showed of one list by pages of one size.
type listing struct {
	asked string // the request but for page and size
	size  int
	total int
	pages map[int]int // number -> step
	last  int         // step
}

// lostPages returns the findings that an item which the list has on one page
// is on none of the smaller pages that hold it all.
func lostPages(ev *suites.Evidence) []suites.Finding {
	if len(ev.Steps) < 2 {
		return nil
	}
	var out []suites.Finding
	all := listings(ev)
	for _, whole := range all {
		step, ok := whole.pages[1]
		if !ok || whole.total > whole.size {
			continue
		}
		for _, walk := range all {
			if walk.asked != whole.asked || walk.size >= whole.size || walk.total != whole.total || !walk.complete() {
				continue
			}
			if f, ok := lost(ev, step, walk); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// listings gathers the pages that the steps asked for and got.
func listings(ev *suites.Evidence) []*listing {
	var all []*listing
	for i := range ev.Steps {
		o := &ev.Steps[i]
		if !succeeded(o) || !wanted(o) || o.Call == nil || o.Contract.Operation.Behaviour.Paging == nil {
			continue
		}
		p := o.Contract.Operation.Behaviour.Paging
		page, numbered := number(o, p.Number)
		size, sized := number(o, p.Size)
		total, counted := captured(o, p.Total)
		if !numbered || !sized || !counted || page < 1 || size < 1 {
			continue
		}
		asked := o.Contract.Operation.Address.String()
		for _, a := range o.Call.Args {
			if a.Path != p.Number && a.Path != p.Size {
				asked += "\x00" + a.Path + "\x00" + a.Value
			}
		}
		at := slices.IndexFunc(all, func(l *listing) bool { return l.asked == asked && l.size == size })
		if at < 0 {
			at = len(all)
			all = append(all, &listing{asked: asked, size: size, total: total, pages: map[int]int{}})
		}
		all[at].pages[page], all[at].last = i, i
		if all[at].total != total {
			all[at].total = -1 // another finding tells; nobody knows how many there are
		}
	}
	return all
}

// complete reports whether every page that holds items was asked for.
func (l *listing) complete() bool {
	if l.total < 1 {
		return false
	}
	for page := 1; (page-1)*l.size < l.total; page++ {
		if _, ok := l.pages[page]; !ok {
			return false
		}
	}
	return true
}

// lost returns the finding that an item of the whole list, which step shows, is
// on no page of a walk.
func lost(ev *suites.Evidence, step int, walk *listing) (suites.Finding, bool) {
	op := ev.Steps[step].Contract.Operation
	for _, path := range op.Behaviour.Unique {
		if !strings.HasPrefix(path, op.Behaviour.Paging.Items+"[]") {
			continue
		}
		shown := map[string]bool{}
		for _, i := range walk.pages {
			for _, c := range ev.Steps[i].Report.Slot(judge.Slot(path)) {
				shown[c.Text] = true
			}
		}
		f := aboutField(ev, walk.last, path)
		f.Aspect, f.Count = suites.AspectAcross, 0
		for _, c := range ev.Steps[step].Report.Slot(judge.Slot(path)) {
			if c.Text == "" || accepted(c.Text) || shown[c.Text] {
				continue
			}
			if f.Count == 0 {
				f.Want = strconv.Quote(c.Text) + " on a page of " + strconv.Itoa(walk.size) + ", as it is on one of all " + strconv.Itoa(walk.total)
				f.Got = "on none"
			}
			f.Count++
		}
		return f, f.Count > 0
	}
	return suites.Finding{}, false
}
