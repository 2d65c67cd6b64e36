package pages_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/pages"
	"github.com/google/go-cmp/cmp"
)

// rendition is the tail of a reference page's name that tells its form.
var rendition = regexp.MustCompile(`-(flat|linemd|table|oldmd|text|rst|html)\.\w+$`)

// TestRenditionsAgree reads pages that are at hand in several renditions. They
// say the same, except what one of them lists as lost.
func TestRenditionsAgree(t *testing.T) {
	root := shared(t, "pages")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{}
	for _, e := range entries {
		if loc := rendition.FindStringIndex(e.Name()); loc != nil {
			key := e.Name()[:loc[0]]
			groups[key] = append(groups[key], e.Name())
		}
	}
	for key, names := range groups {
		if len(names) < 2 {
			continue
		}
		t.Run(key, func(t *testing.T) {
			var ops []*specs.Operation
			for _, name := range names {
				data, err := os.ReadFile(filepath.Join(root, name))
				if err != nil {
					t.Fatal(err)
				}
				op, err := pages.Read(name, data, pages.Options{})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				ops = append(ops, op)
			}
			for i, b := range ops[1:] {
				a := ops[0]
				if diff := cmp.Diff(shape(a), shape(b)); diff != "" {
					t.Errorf("rows of %s and %s (-%[1]s +%[2]s):\n%s", names[0], names[i+1], diff)
				}
				drop := lostEnums(a, b)
				if diff := cmp.Diff(values(a, drop), values(b, drop)); diff != "" {
					t.Errorf("facts of %s and %s (-%[1]s +%[2]s):\n%s", names[0], names[i+1], diff)
				}
				if diff := cmp.Diff(enums(a, b), enums(b, a)); diff != "" {
					t.Errorf("enumerations of %s and %s (-%[1]s +%[2]s):\n%s", names[0], names[i+1], diff)
				}
				if diff := cmp.Diff(codes(a), codes(b)); diff != "" {
					t.Errorf("errors of %s and %s (-%[1]s +%[2]s):\n%s", names[0], names[i+1], diff)
				}
			}
		})
	}
}

type rowShape struct {
	Section, Path, Wire string
	Type, Items         specs.Type
}

func shape(op *specs.Operation) (rows []rowShape) {
	for _, p := range op.Request {
		rows = append(rows, rowShape{"request", p.Path, "", p.Type, p.Items})
	}
	for _, f := range op.Response {
		rows = append(rows, rowShape{"response", f.Path, f.Wire, f.Type, f.Items})
	}
	return rows
}

// lostEnums are the rows whose list of values one of the renditions lost: with
// it goes a default that was marked in the list.
func lostEnums(ops ...*specs.Operation) map[string]bool {
	lost := map[string]bool{}
	for _, op := range ops {
		for _, l := range op.Lost {
			if l.Fact == "enum" {
				lost[l.Section+" "+l.Path] = true
			}
		}
	}
	return lost
}

type rowValues struct {
	Default                        string
	Min, Max, MinLength, MaxLength float64
	Deprecated, HasDefault         bool
}

// values maps each row to its facts, enumerations apart: a list without a
// marker before it is lost without a trace.
func values(op *specs.Operation, drop map[string]bool) map[string]rowValues {
	out := map[string]rowValues{}
	add := func(section string, r specs.Row) {
		key := section + " " + r.Path
		v := rowValues{Deprecated: r.Deprecated}
		v.Min, v.Max = value(r.Min), value(r.Max)
		if r.MinLength != nil {
			v.MinLength = float64(*r.MinLength)
		}
		if r.MaxLength != nil {
			v.MaxLength = float64(*r.MaxLength)
		}
		if !drop[key] && r.Default != nil {
			v.HasDefault, v.Default = true, *r.Default
		}
		out[key] = v
	}
	for _, p := range op.Request {
		add("request", p.Row)
	}
	for _, f := range op.Response {
		add("response", f.Row)
	}
	return out
}

// enums lists the enumerations of the rows for which both have one.
func enums(op, other *specs.Operation) map[string][]string {
	out := map[string][]string{}
	for _, p := range op.Request {
		if q := other.Parameter(p.Path); q != nil && len(p.Enum) > 0 && len(q.Enum) > 0 {
			out["request "+p.Path] = p.Enum
		}
	}
	for _, f := range op.Response {
		if g := other.Field(f.Path); g != nil && len(f.Enum) > 0 && len(g.Enum) > 0 {
			out["response "+f.Path] = f.Enum
		}
	}
	return out
}

func value(f *float64) float64 {
	if f == nil {
		return 0
	}
	return *f
}

type errorShape struct {
	Status int
	Code   string
}

func codes(op *specs.Operation) (rows []errorShape) {
	for _, e := range op.Errors {
		rows = append(rows, errorShape{e.Statuses[0], strings.TrimSpace(e.Code)})
	}
	return rows
}
