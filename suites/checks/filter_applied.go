package checks

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func filterApplied() suites.Check {
	return suites.Check{
		ID:     "filter-applied",
		Family: suites.FamilyBehaviour,
		Doc:    "Every item of a list is one that the request's filters let through.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			out := asserted(ev, "filter-applied")
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !succeeded(o) || !wanted(o) || o.Call == nil {
					continue
				}
				filters := o.Contract.Operation.Behaviour.Filters
				for j := range filters {
					for _, want := range sent(o, &filters[j]) {
						if f, ok := passed(ev, i, &filters[j], want); ok {
							out = append(out, f)
						}
					}
				}
			}
			return out
		},
	}
}

// asked is one use of a filter: its value and, where it has one, its key.
type asked struct {
	key, value string
	keyOnly    bool // any value will do
}

// sent returns the uses of a filter in the request of o. Parameters that are
// members of a list pair with their key by index.
func sent(o *suites.Observation, f *specs.Filter) []asked {
	if f.When != nil && !fulfils(o.Call, f.When) {
		return nil
	}
	leading := f.Parameter
	if f.Match == "pair" {
		leading = f.Key
	}
	var out []asked
	for i := range o.Call.Args {
		a := &o.Call.Args[i]
		if protocol.RowPath(a.Path) != leading || a.Value == "" {
			continue
		}
		use := asked{value: meant(o.Contract.Operation.Parameter(f.Parameter), a.Value)}
		switch {
		case f.Match == "pair":
			use.key = a.Value
			use.value = sibling(o.Call, a.Path, f.Parameter)
			use.keyOnly = use.value == ""
		case f.Key != "":
			use.key = sibling(o.Call, a.Path, f.Key)
			if f.KeyIs != "" && use.key != f.KeyIs {
				continue
			}
		}
		out = append(out, use)
	}
	if len(out) == 0 && f.Default {
		if row := o.Contract.Operation.Parameter(f.Parameter); row != nil && row.Default != nil {
			out = append(out, asked{value: *row.Default})
		}
	}
	return out
}

// fulfils reports whether a term is true of a call.
func fulfils(call *protocol.Call, t *specs.Term) bool {
	given := slices.ContainsFunc(call.Args, func(a protocol.Arg) bool {
		return protocol.RowPath(a.Path) == t.Parameter &&
			(len(t.Is) == 0 || slices.ContainsFunc(t.Is, func(is string) bool { return equal(is, a.Value) }))
	})
	return given != t.Not
}

// sibling returns the value of the argument with the documented path key that
// has the indices of path.
func sibling(call *protocol.Call, path, key string) string {
	for i := range call.Args {
		a := &call.Args[i]
		if protocol.RowPath(a.Path) == key && parent(a.Path) == parent(path) {
			return a.Value
		}
	}
	return ""
}

// parent returns a path without its last member.
func parent(path string) string {
	return path[:max(strings.LastIndexByte(path, '.'), 0)]
}

// passed returns the finding that an item of step i came through a filter that
// excludes it. Items that do not show the field prove nothing.
func passed(ev *suites.Evidence, i int, filter *specs.Filter, want asked) (suites.Finding, bool) {
	o := &ev.Steps[i]
	values := o.Report.Slot(judge.Slot(filter.Field))
	var keys []judge.Captured
	if filter.KeyField != "" {
		keys = o.Report.Slot(judge.Slot(filter.KeyField))
	}
	separator := ""
	if row := o.Contract.Operation.Parameter(filter.Parameter); row != nil {
		separator = row.Separator
	}
	f := aboutField(ev, i, filter.Field)
	f.Count, f.Strength = 0, filter.Strength
	for start := 0; start < len(values); {
		end := start
		ok := false
		for ; end < len(values) && values[end].Item == values[start].Item; end++ {
			v := &values[end]
			ok = ok || accepted(v.Text) || keyed(keys, v, want.key) && (want.keyOnly || satisfies(filter.Match, want.value, separator, v.Text))
		}
		if !ok {
			if f.Count == 0 {
				f.Pointer, f.Got = values[start].Pointer, strconv.Quote(shortened(values[start].Text))
			}
			f.Count++
		}
		start = end
	}
	if f.Count == 0 && filter.KeyField != "" {
		f = without(ev, i, filter, values)
	}
	if f.Count == 0 {
		return f, false
	}
	f.Want = relation(filter, want)
	return f, true
}

// without counts the items that have no pair at all. Where no item shows its
// pairs nobody knows.
func without(ev *suites.Evidence, i int, filter *specs.Filter, values []judge.Captured) suites.Finding {
	f := aboutField(ev, i, filter.Field)
	f.Count = 0
	list, _, _ := strings.Cut(filter.Field, "[]")
	items, _ := ev.Steps[i].Report.Items(list)
	if _, shown := ev.Steps[i].Report.Items(strings.TrimSuffix(parent(filter.Field), "[]")); !shown {
		return f
	}
	with := map[int]bool{}
	for k := range values {
		with[values[k].Item] = true
	}
	f.Count, f.Got, f.Strength = max(items-len(with), 0), "no such pair", filter.Strength
	return f
}

// keyed reports whether the captured value belongs to a pair with the key.
func keyed(keys []judge.Captured, value *judge.Captured, key string) bool {
	if keys == nil {
		return true
	}
	return slices.ContainsFunc(keys, func(k judge.Captured) bool {
		return k.Item == value.Item && k.Inner == value.Inner && (k.Text == key || accepted(k.Text))
	})
}

// satisfies reports whether an item's value is one that the filter lets
// through.
func satisfies(match, want, separator, got string) bool {
	switch match {
	case "contains":
		return strings.Contains(want, "*") || strings.Contains(strings.ToLower(got), strings.ToLower(want))
	case "after", "before":
		limit, precision, okLimit := instant(want)
		at, _, ok := instant(got)
		if !okLimit || !ok {
			return true // no time to compare: the format checks tell
		}
		if match == "after" {
			return !at.Before(limit)
		}
		return at.Before(limit.Add(precision))
	case "any-of":
		if separator == "" {
			separator = ","
		}
		return slices.ContainsFunc(strings.Split(want, separator), func(w string) bool { return equal(w, got) })
	}
	return equal(want, got)
}

// instant reads the layouts of time that the clouds use, and tells how long the
// moment is that they name.
func instant(s string) (time.Time, time.Duration, bool) {
	for _, l := range []struct {
		layout    string
		precision time.Duration
	}{
		{time.RFC3339Nano, time.Second}, {"2006-01-02T15:04Z07:00", time.Minute},
		{time.DateTime, time.Second}, {time.DateOnly, 24 * time.Hour},
	} {
		if t, err := time.Parse(l.layout, strings.TrimSpace(s)); err == nil {
			return t, l.precision, true
		}
	}
	return time.Time{}, 0, false
}

// relation says what the filter asks of an item.
func relation(filter *specs.Filter, want asked) string {
	text := strconv.Quote(shortened(want.value))
	switch filter.Match {
	case "contains":
		return "a text with " + text + " in it (" + filter.Parameter + ")"
	case "after", "before":
		return "not " + map[string]string{"after": "before ", "before": "after "}[filter.Match] + text + " (" + filter.Parameter + ")"
	case "any-of":
		return "one of " + text + " (" + filter.Parameter + ")"
	case "pair":
		if want.keyOnly {
			return strconv.Quote(want.key) + " (" + filter.Key + ")"
		}
		return strconv.Quote(want.key) + " with " + text + " (" + filter.Parameter + ")"
	}
	return text + " (" + filter.Parameter + ")"
}
