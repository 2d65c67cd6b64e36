package pages

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// linked places the rows of pages that show their nesting: each row bears its
// depth, members directly below their row.
func (u *reader) linked(secs []*section, sample *node) *forest {
	var names []string
	for _, s := range secs {
		for i := range s.rows {
			if s.rows[i].depth <= 0 {
				names = append(names, s.rows[i].name)
			}
		}
	}
	f := &forest{root: rootField(sample, names)}
	for _, s := range secs {
		stack := []*field{f.root}
		for i := range s.rows {
			r := &s.rows[i]
			if r.name == "" {
				continue
			}
			stack = stack[:min(len(stack), max(r.depth, 0)+1)]
			at := stack[len(stack)-1]
			if at == f.root && isRootRow(r) {
				if sample == nil {
					f.root.shape, f.root.wire = specs.Array, "[]."
				}
				stack = append(stack, f.root) // what follows are members of the items
				continue
			}
			if at.depth > 0 {
				at.openShape()
			}
			x := &field{row: r, name: r.name, in: cmp.Or(r.in, at.in, s.in), itemName: typeName(r.typ)}
			x.typ, x.items = parseType(r.typ)
			stack = append(stack, x)
			// "policy.id" below a row "policy" is its member.
			if first, rest, ok := strings.Cut(x.name, "."); ok && rest != "" {
				if parent := at.byName[strings.TrimSuffix(first, "[]")]; parent != nil {
					parent.openShape()
					at, x.name = parent, rest
				}
			}
			at.add(x)
			f.fields = append(f.fields, x)
		}
	}
	return f
}

// rootName is what stands for the name of a body that is an array.
var rootName = regexp.MustCompile(`^\[\*?\w+\*?\]$`)

func isRootRow(r *row) bool {
	t, _ := parseType(r.typ)
	return t == specs.Array && rootName.MatchString(r.name)
}
