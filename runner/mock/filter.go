package mock

import (
	"slices"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// wanted is one filter with what a call wants of it.
type wanted struct {
	filter *specs.Filter
	values []string
	pairs  [][2]string
	masked string // the documented id with its asterisks, where it is asked for
}

// filter returns the items of the list that a call asks for.
func (r *request) filter() []*item {
	var all []wanted
	masked := ""
	for i := range r.op.Behaviour.Filters {
		w := r.wants(&r.op.Behaviour.Filters[i])
		if w.masked != "" {
			masked = w.masked
		}
		if len(w.values)+len(w.pairs) > 0 {
			all = append(all, w)
		}
	}
	if len(all) == 0 {
		return r.model.list
	}
	var matched []*item
	for _, it := range r.model.list {
		if !slices.ContainsFunc(all, func(w wanted) bool { return !w.matches(r.op, it) }) {
			matched = append(matched, it)
		}
	}
	if masked != "" && len(matched) > 0 {
		// The page hides the id behind asterisks; who asks by it gets it back.
		for _, f := range r.op.Behaviour.Unique {
			body := matched[0].body.set(strings.TrimPrefix(r.model.wire(f), r.model.itemsWire+"."), textNode(masked))
			matched = []*item{{body: body}}
		}
	}
	return matched
}

// wants returns what a call wants of a filter.
func (r *request) wants(f *specs.Filter) wanted {
	w := wanted{filter: f}
	if f.When != nil && !r.fulfils(f.When) {
		return w
	}
	row := r.op.Parameter(f.Parameter)
	switch {
	case f.Match == "pair":
		w.pairs = r.pairs(f)
		return w
	case f.Key != "":
		for _, index := range indices(&r.call, f.Parameter) {
			key, value := argument(&r.call, f.Key, index), argument(&r.call, f.Parameter, index)
			if key != nil && value != nil && key.Value == f.KeyIs {
				w.values = append(w.values, value.Value)
			}
		}
		return w
	}
	value := ""
	if p := argument(&r.call, f.Parameter, ""); p != nil {
		value = p.Value
	} else if f.Default && row != nil && row.Default != nil {
		value = *row.Default
	}
	switch {
	case value == "":
	case row == nil:
		w.values = []string{value}
	case row.Example != nil && value == *row.Example && specs.Masked(value) && slices.Contains(r.op.Behaviour.Unique, f.Field):
		w.masked = value
		w.values = []string{unmask(value, 0)}
	case f.Match == "any-of" && row.Separator != "":
		for v := range strings.SplitSeq(value, row.Separator) {
			w.values = append(w.values, strings.TrimSpace(v))
		}
	case row.Type == specs.Boolean:
		w.values = []string{strings.ToLower(value)}
	default:
		w.values = []string{value}
	}
	return w
}

// fulfils reports whether a term is true of a call.
func (r *request) fulfils(t *specs.Term) bool {
	given := slices.ContainsFunc(r.call.Args, func(a protocol.Arg) bool {
		return protocol.RowPath(a.Path) == t.Parameter &&
			(len(t.Is) == 0 || slices.ContainsFunc(t.Is, func(is string) bool { return strings.EqualFold(is, a.Value) }))
	})
	return given != t.Not
}

// pairs lists the keys and values of a Tag-like filter.
func (r *request) pairs(f *specs.Filter) [][2]string {
	var pairs [][2]string
	for _, index := range indices(&r.call, f.Key) {
		pair := [2]string{}
		if key := argument(&r.call, f.Key, index); key != nil {
			pair[0] = key.Value
		}
		if value := argument(&r.call, f.Parameter, index); value != nil {
			pair[1] = value.Value
		}
		if pair[0] != "" {
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

// matches reports whether an item is what a filter wants.
func (w wanted) matches(op *specs.Operation, it *item) bool {
	for _, want := range w.pairs {
		if !slices.ContainsFunc(it.pairs[w.filter.Field], func(has [2]string) bool {
			return has[0] == want[0] && (want[1] == "" || has[1] == want[1])
		}) {
			return false
		}
	}
	if len(w.values) == 0 {
		return true
	}
	has := it.values[w.filter.Field]
	switch w.filter.Match {
	case "contains":
		return slices.ContainsFunc(has, func(v string) bool { return wildcard(w.values[0], v) })
	case "after", "before":
		for _, value := range w.values {
			if !slices.ContainsFunc(has, func(v string) bool { return ordered(op, w.filter, v, value) }) {
				return false
			}
		}
		return true
	}
	return slices.ContainsFunc(has, func(v string) bool { return slices.Contains(w.values, v) })
}

// wildcard reports whether a text holds a wanted one, in which an asterisk
// stands for any text.
func wildcard(want, has string) bool {
	for part := range strings.SplitSeq(want, "*") {
		i := strings.Index(has, part)
		if i < 0 {
			return false
		}
		has = has[i+len(part):]
	}
	return true
}

// ordered reports whether a field's time lies on the wanted side of a
// parameter's.
func ordered(op *specs.Operation, f *specs.Filter, has, want string) bool {
	row := op.Parameter(f.Parameter)
	layout := time.RFC3339
	if row != nil && strings.HasPrefix(row.Format, "yyyy") {
		layout = goLayout(row.Format)
	}
	limit, err := time.Parse(layout, want)
	if err != nil {
		return true
	}
	t, err := time.Parse(time.RFC3339, has)
	if err != nil {
		return false
	}
	if f.Match == "after" {
		return !t.Before(limit)
	}
	return !t.After(limit)
}
