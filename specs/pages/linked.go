package pages

import (
	"regexp"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// maxFields bounds the rows of one section after tables of members have been
// put in their places.
const maxFields = 20_000

// linked places the rows of pages whose tables of members are named by the
// rows they belong to: a link to the table's anchor, its number, or the name
// of the type.
func (u *reader) linked(secs []*section, kind sectionKind, sample *node) *forest {
	f := &forest{root: &field{row: &row{}, typ: specs.Object}}
	if sample != nil {
		f.root.nodes = []*node{sample}
		if sample.kind == specs.Array {
			f.root.typ = specs.Array
		}
	}
	status := 0
	for _, s := range secs {
		status = max(status, s.status)
	}
	l := &linker{forest: f, used: map[*section]bool{}, open: map[*section]bool{}}
	for i := range u.page.sections {
		if s := &u.page.sections[i]; s.kind == kind && (s.member || len(s.ids) > 0 || s.number != "") && (s.status == 0 || status == 0 || s.status == status) {
			l.pool = append(l.pool, s)
		}
	}
	for _, s := range secs {
		l.used[s] = true
	}
	for _, s := range secs {
		l.table(f.root, s)
	}
	l.guess()
	f.order()
	for _, s := range l.pool {
		if s.member && !l.used[s] {
			for i := range s.rows {
				u.op.Unread = append(u.op.Unread, specs.Unread{
					Line: s.rows[i].line, Text: clip(s.rows[i].name + " " + s.rows[i].typ), Why: "a table of members that no row names",
				})
			}
		}
	}
	return f
}

// linker joins tables of members to rows.
type linker struct {
	*forest
	pool []*section
	used map[*section]bool
	open map[*section]bool // being read, against tables that hold themselves
	n    int
}

// table adds the rows of a table as members of parent.
func (l *linker) table(parent *field, s *section) {
	if l.open[s] {
		return
	}
	l.open[s] = true
	defer delete(l.open, s)
	for i := range s.rows {
		if l.n++; l.n > maxFields || parent.depth >= maxDepth {
			return
		}
		r := &s.rows[i]
		if r.name == "" {
			continue
		}
		x := &field{row: r, in: s.in, name: r.name}
		if parent.in != "" {
			x.in = parent.in
		}
		x.typ, x.items = parseType(r.typ)
		x.itemName = typeName(r.typ)
		at := parent
		if first, rest, ok := strings.Cut(x.name, "."); ok && rest != "" && parent.byName[strings.TrimSuffix(first, "[]")] != nil {
			at, x.name = parent.byName[strings.TrimSuffix(first, "[]")], rest
		}
		at.add(x)
		if t := l.membersOf(x); t != nil && !l.open[t] {
			l.used[t] = true
			l.table(x, t)
		}
	}
}

var tableNumber = regexp.MustCompile(`(?i)(?:\btable\s*|表\s*)(\d+)`)

// membersOf finds the table that describes the members of a row.
func (l *linker) membersOf(x *field) *section {
	if x.typ != "" && !x.isContainer() {
		return nil
	}
	for _, r := range x.row.refs {
		anchor := strings.TrimPrefix(r.to, "#")
		for _, s := range l.pool {
			for _, id := range s.ids {
				if anchor != "" && id == anchor && s.member {
					return s
				}
			}
		}
	}
	for _, r := range x.row.refs {
		if m := tableNumber.FindStringSubmatch(r.text); m != nil {
			for _, s := range l.pool {
				if s.number == m[1] && s.member {
					return s
				}
			}
		}
	}
	for _, want := range []string{typeName(x.row.typ), x.name} {
		if want == "" {
			continue
		}
		for _, s := range l.pool {
			if s.member && s.name != "" && sameName(s.name, want) {
				return s
			}
		}
	}
	return nil
}

// sameName compares names of types, letter case and plural apart.
func sameName(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == b || a+"s" == b || b+"s" == a
}

// guess joins the one table that no row names to the one container without
// members.
func (l *linker) guess() {
	var table *section
	for _, s := range l.pool {
		if s.member && !l.used[s] {
			if table != nil {
				return
			}
			table = s
		}
	}
	if table == nil {
		return
	}
	var holder *field
	count := 0
	var walk func(x *field)
	walk = func(x *field) {
		for _, c := range x.children {
			if (c.typ == specs.Object || c.typ == specs.Array && c.items == specs.Object) && len(c.children) == 0 {
				holder, count = c, count+1
			}
			walk(c)
		}
	}
	walk(l.root)
	if count == 1 {
		l.used[table] = true
		l.table(holder, table)
	}
}

// order lists the fields as they are documented: members below their row.
func (f *forest) order() {
	var walk func(x *field)
	walk = func(x *field) {
		for _, c := range x.children {
			f.fields = append(f.fields, c)
			walk(c)
		}
	}
	f.fields = f.fields[:0]
	walk(f.root)
}
