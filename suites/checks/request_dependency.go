package checks

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func requestDependency() suites.Check {
	return suites.Check{
		ID:     "request-dependency",
		Family: suites.FamilyRequest,
		Doc:    "A parameter that needs another comes with it, with the value that it needs.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				var out []suites.Finding
				for _, d := range ev.Steps[i].Contract.Operation.Dependencies {
					for _, scope := range scopes(call, d.When.Parameter) {
						if !holds(call, &d.When, scope) || holds(call, &d.Needs, scope) {
							continue
						}
						f := aboutParameter(ev, i, d.When.Parameter, "row")
						f.Want, f.Got = statement(&d.Needs)+" with "+statement(&d.When), statement(&specs.Term{Parameter: d.Needs.Parameter, Not: true})
						if v := valuesIn(call, d.Needs.Parameter, scope); len(v) > 0 {
							f.Got = shortened(d.Needs.Parameter + "=" + strings.Join(v, ", "))
						}
						f.Strength = d.Strength
						if d.Source != (specs.Source{}) {
							f.Source = d.Source
						}
						out = append(out, f)
					}
				}
				return out
			})
		},
	}
}

// scopes returns the items in which a dependency has to hold: the parents, with
// their indices, of the arguments for a member of a list; else one, "".
func scopes(call *protocol.Call, path string) []string {
	if !strings.Contains(path, "[]") {
		return []string{""}
	}
	var out []string
	for i := range call.Args {
		a := &call.Args[i]
		if p := parent(a.Path); parent(protocol.RowPath(a.Path)) == parent(path) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// valuesIn returns the values of a parameter, those of one item where it is a
// member of the scope's list.
func valuesIn(call *protocol.Call, path, scope string) []string {
	var out []string
	for i := range call.Args {
		a := &call.Args[i]
		if protocol.RowPath(a.Path) != path || a.Value == "" {
			continue
		}
		if scope != "" && strings.Contains(path, "[]") && parent(a.Path) != scope {
			continue
		}
		out = append(out, a.Value)
	}
	return out
}

// holds reports whether a term is true of a call.
func holds(call *protocol.Call, t *specs.Term, scope string) bool {
	values := valuesIn(call, t.Parameter, scope)
	is := len(values) > 0
	if is && len(t.Is) > 0 {
		is = slices.ContainsFunc(values, func(v string) bool {
			return slices.ContainsFunc(t.Is, func(w string) bool { return equal(v, w) })
		})
	}
	return is != t.Not
}

// statement says a term in words.
func statement(t *specs.Term) string {
	s := t.Parameter
	if len(t.Is) > 0 {
		s += "=" + strings.Join(t.Is, " or ")
	}
	if t.Not {
		return "no " + s
	}
	return s
}
