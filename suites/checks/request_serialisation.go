package checks

import (
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func requestSerialisation() suites.Check {
	return suites.Check{
		ID:     "request-serialisation",
		Family: suites.FamilyRequest,
		Doc:    "Every structure travels in its documented form, and can be decoded.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			return eachCall(ev, func(i int, call *protocol.Call) []suites.Finding {
				out := otherForms(ev, i, call)
				for _, what := range call.Malformed {
					name, why, _ := strings.Cut(what, ": ")
					f := about(ev, i, suites.SectionRequest, shortened(general(name)))
					f.Aspect, f.Want, f.Got = suites.AspectMalformed, "what can be decoded", shortened(why)
					out = append(out, f)
				}
				return out
			})
		},
	}
}

// otherForms returns a finding for each structure that came in another form
// than the documented one.
func otherForms(ev *suites.Evidence, i int, call *protocol.Call) []suites.Finding {
	var out []suites.Finding
	seen := map[string]bool{}
	for _, a := range call.Args {
		top := protocol.RowPath(a.Path)
		if cut := strings.IndexAny(top, ".["); cut >= 0 {
			top = top[:cut]
		}
		row := ev.Steps[i].Contract.Operation.Parameter(top)
		if row == nil || seen[top] || a.In == "path" || a.In == "header" || strings.HasSuffix(a.In, "json") {
			continue
		}
		want, got := style(row), formOf(&a, top)
		if got == "" || got == want {
			continue
		}
		seen[top] = true
		f := aboutParameter(ev, i, top, "style")
		f.Want, f.Got = describe(want, row), describe(got, row)
		if !strings.Contains(strings.Join(row.OtherStyles, " "), got) {
			f.Aspect = suites.AspectMalformed
		}
		out = append(out, f)
	}
	return out
}

// style returns the documented form of a structure; empty for a scalar.
func style(row *specs.Parameter) string {
	switch {
	case row.Style != "":
		return row.Style
	case row.Type == specs.Array:
		return "repeatList"
	case row.Type == specs.Object || row.Type == specs.Map:
		return "json"
	}
	return ""
}

// formOf returns the form that the argument's wire name shows; empty for a
// scalar, and for what a JSON body holds, which has no other form.
func formOf(a *protocol.Arg, top string) string {
	if a.Path == top && a.Name == top && a.Kind == protocol.Text {
		return ""
	}
	if a.Name == top {
		return "json"
	}
	rest := strings.TrimPrefix(a.Name, top+".")
	if first, _, _ := strings.Cut(rest, "."); first != "" && strings.Trim(first, "0123456789") == "" {
		return "repeatList"
	}
	if rest != a.Name && !strings.Contains(a.Name, "[") {
		return "dotted"
	}
	return ""
}

// describe shows a form by example.
func describe(style string, row *specs.Parameter) string {
	switch style {
	case "repeatList":
		return row.Path + ".1=… (repeatList)"
	case "dotted":
		return row.Path + ".Member=… (dotted)"
	}
	return row.Path + "=JSON"
}
