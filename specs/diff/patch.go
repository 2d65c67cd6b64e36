package diff

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Patch writes what traffic showed into the operation of a page, so that the
// same traffic shows no change any more. What is added has source observation
// and strength hint. Changes that no row of the page can take are passed over;
// Settled tells them.
func Patch(page *specs.Operation, changes []Change) {
	// Wire paths of the other changes are the documented ones: lists move last.
	ordered := slices.Clone(changes)
	slices.SortStableFunc(ordered, func(a, b Change) int {
		return boolInt(a.Kind == Wrapper) - boolInt(b.Kind == Wrapper)
	})
	for _, c := range ordered {
		if c.Kind == NeverSeen {
			continue // the documentation may still be right
		}
		switch c.Section {
		case Response:
			patchResponse(page, c)
		case Errors:
			patchError(page, c)
		case Statuses:
			if n, err := strconv.Atoi(c.Path); err == nil && c.Kind == Undocumented {
				page.Statuses = append(page.Statuses, specs.Status{Status: n})
			}
		}
	}
}

// Settled reports whether a document says what a change of Traffic showed, so
// that the same traffic is no change of it.
func Settled(op *specs.Operation, c Change) bool {
	switch c.Section {
	case Errors:
		statuses, _ := c.New.([]int)
		rows := op.ErrorRowsFor(c.Path)
		return len(rows) > 0 && (c.Kind != Status || !slices.ContainsFunc(statuses, func(s int) bool {
			return !slices.ContainsFunc(rows, func(r specs.ErrorCode) bool { return slices.Contains(r.Statuses, s) })
		}))
	case Statuses:
		return slices.ContainsFunc(op.Statuses, func(s specs.Status) bool { return strconv.Itoa(s.Status) == c.Path })
	}
	rows := responseRows(op)
	at := slices.IndexFunc(rows, func(r row) bool { return r.Path == c.Path || c.Kind == Undocumented && takes(r, c.Path) })
	if at < 0 {
		return false
	}
	r := rows[at]
	n, _ := c.New.(float64)
	switch c.Kind {
	case Undocumented:
		return true
	case EnumAdded:
		values, _ := c.New.([]string)
		return len(r.Enum) == 0 || !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(r.Enum, v) })
	case Type:
		return typeWord(r) == word(c.New)
	case Wrapper:
		return wrapper(r) == word(c.New)
	case Min:
		return r.Min == nil || *r.Min <= n
	case Max:
		return r.Max == nil || *r.Max >= n
	case MinLength:
		return r.MinLength == nil || float64(*r.MinLength) <= n
	case MaxLength:
		return r.MaxLength == nil || float64(*r.MaxLength) >= n
	}
	return false
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func patchResponse(page *specs.Operation, c Change) {
	if c.Kind == Undocumented {
		row, ok := c.New.(map[string]any)
		if !ok || word(row["type"]) == "" {
			return // null alone tells no type
		}
		f := specs.Field{Wire: c.Path}
		f.Path = documentedPath(page, c.Path)
		f.Type, f.Items = specs.Type(word(row["type"])), specs.Type(word(row["items"]))
		f.From, f.Strengths = specs.FromObservation, map[string]specs.Strength{"row": specs.Hint}
		page.Response = slices.Insert(page.Response, behind(page, f.Path), f)
		return
	}
	f := page.Field(c.Path)
	if f == nil {
		return
	}
	weaken := func(fact string) {
		strengths := maps.Clone(f.Strengths)
		if strengths == nil {
			strengths = map[string]specs.Strength{}
		}
		strengths[fact] = specs.Hint
		f.Strengths = strengths
	}
	switch c.Kind {
	case EnumAdded:
		values, ok := c.New.([]string)
		if !ok {
			return
		}
		f.Enum = append(slices.Clone(f.Enum), values...)
		weaken("enum")
	case Type:
		t, items, _ := strings.Cut(word(c.New), " of ")
		if !Fits("", t) || !Fits("", items) {
			return // a page says nothing of null and other oddities
		}
		if outside(page, f.Path, specs.Type(t), specs.Type(items)) {
			return // the rows of its members would hang in the air
		}
		wire := strings.TrimSuffix(f.Wire, "[]")
		if specs.Type(t) == specs.Array {
			wire += "[]"
		} else if wrapper(row{Row: &f.Row, wire: f.Wire}) != "" {
			return // in the wrapper, or instead of it?
		}
		f.Type, f.Items = specs.Type(t), specs.Type(items)
		rewire(page, f.Wire, wire)
		weaken("type")
	case Wrapper:
		base := strings.TrimSuffix(f.Wire, "[]")
		if was := word(c.Old); was != "" {
			base = strings.TrimSuffix(base, "."+was)
		}
		if is := word(c.New); is != "" {
			base += "." + is
		}
		rewire(page, f.Wire, base+"[]")
		weaken("type")
	case Min, Max:
		n, ok := c.New.(float64)
		if !ok {
			return
		}
		if c.Kind == Min {
			f.Min = &n
			weaken("min")
		} else {
			f.Max = &n
			weaken("max")
		}
	case MinLength, MaxLength:
		v, ok := c.New.(float64)
		if !ok {
			return
		}
		n := int(v)
		if c.Kind == MinLength {
			f.MinLength = &n
			weaken("minLength")
		} else {
			f.MaxLength = &n
			weaken("maxLength")
		}
	}
}

// takes reports whether a row is the one for an undocumented wire path. Lists
// above it may have moved since.
func takes(r row, wire string) bool {
	_, was, _ := cutLast(strings.TrimSuffix(wire, "[]"))
	_, is, _ := cutLast(strings.TrimSuffix(r.wire, "[]"))
	return strings.TrimSuffix(r.wire, "[]") == strings.TrimSuffix(wire, "[]") || r.From == specs.FromObservation && is == was
}

// outside reports whether rows below a path are no members of a value of a type.
func outside(page *specs.Operation, path string, t, items specs.Type) bool {
	return slices.ContainsFunc(page.Response, func(f specs.Field) bool {
		rest, _ := strings.CutPrefix(f.Path, path)
		switch {
		case strings.HasPrefix(rest, "[]"):
			return t != specs.Array || items != "" && items != specs.Object && items != specs.Array
		case strings.HasPrefix(rest, "."):
			return t != specs.Object
		}
		return false
	})
}

// rewire moves a field and its members to another wire path.
func rewire(page *specs.Operation, from, to string) {
	for i := range page.Response {
		f := &page.Response[i]
		if rest, ok := strings.CutPrefix(f.Wire, from); ok && (rest == "" || strings.HasPrefix(rest, ".")) {
			f.Wire = to + rest
		}
	}
}

func patchError(page *specs.Operation, c Change) {
	statuses, ok := c.New.([]int)
	if !ok {
		return
	}
	if c.Kind == Status {
		for i := range page.Errors {
			if page.Errors[i].Code == c.Path {
				page.Errors[i].Statuses = union(page.Errors[i].Statuses, statuses)
				return
			}
		}
	}
	if c.Kind != Status && c.Kind != Undocumented {
		return
	}
	old, _ := c.Old.([]int) // of a row of the service or the gateway
	page.Errors = append(page.Errors, specs.ErrorCode{Statuses: union(old, statuses), Code: c.Path,
		From: specs.FromObservation, Weak: map[string]specs.Strength{"row": specs.Hint}})
}

func union(a, b []int) []int {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

func word(v any) string {
	s, _ := v.(string)
	return s
}

// documentedPath turns the wire path of what no row documents into a
// documented one: below the row of the nearest parent that is documented.
func documentedPath(page *specs.Operation, wire string) string {
	name := strings.TrimSuffix(wire, "[]")
	for parent, _, ok := cutLast(name); ok; parent, _, ok = cutLast(parent) {
		for i := range page.Response {
			f := &page.Response[i]
			if f.Wire != parent {
				continue
			}
			path := f.Path
			if strings.HasSuffix(parent, "[]") {
				path += "[]"
			}
			return path + name[len(parent):]
		}
	}
	return name
}

// cutLast splits a path before its last name; ok is false where it has one
// name only.
func cutLast(path string) (parent, name string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// behind returns where a new row stands: behind the last row of its parent.
func behind(page *specs.Operation, path string) int {
	parent, _, nested := cutLast(path)
	if !nested {
		return len(page.Response)
	}
	at := len(page.Response)
	for i := range page.Response {
		p := page.Response[i].Path
		if p == strings.TrimSuffix(parent, "[]") || strings.HasPrefix(p, parent+".") {
			at = i + 1
		}
	}
	return at
}
