package suites

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
)

func TestTally(t *testing.T) {
	op := &specs.Operation{
		Address: specs.NewAddress("p", "q", "1", "List", "1"),
		Response: []specs.Field{
			{Row: specs.Row{Path: "Things", Type: specs.Array}},
			{Row: specs.Row{Path: "Things[].Name", Type: specs.String}},
			{Row: specs.Row{Path: "Extra", Type: specs.Object}},
			{Row: specs.Row{Path: "Extra.Colour", Type: specs.String}},
		},
		Behaviour: specs.Behaviour{Filters: []specs.Filter{{Parameter: "Name", Field: "Things[].Name"}}},
	}
	severities := NewSeverities(ProfileMock, false, nil)
	verdict := func(seen ...string) (Verdict, string, []string) {
		tally := NewTally()
		for _, s := range seen {
			tally.Add(&Result{Case: &Case{Operation: "p/q/List"}, Seen: []string{s}})
		}
		e := tally.Evidence(op, severities)
		var paths []string
		for _, f := range e.Findings {
			paths = append(paths, string(f.Severity)+" "+f.Path)
		}
		return e.Verdict, e.Reason, paths
	}
	for _, c := range []struct {
		name    string
		seen    []string
		verdict Verdict
		reason  string
		paths   []string
	}{
		{"nothing", nil, Inconclusive, "no successful answer was judged", nil},
		{"empty list", []string{"success", "response.Things"}, Inconclusive, "the list Things was always empty", []string{"info Extra"}},
		{"filter without effect", []string{"success", "response.Things", "items.Things", "response.Things[].Name", "sent.Name", "response.Extra"},
			Inconclusive, "the filter Name matched nothing", []string{"info Extra.Colour"}},
		{"all", []string{"success", "response.Things", "items.Things", "response.Things[].Name", "sent.Name", "matched.Name", "response.Extra", "p/q/List#response.Extra.Colour"},
			Pass, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, reason, paths := verdict(c.seen...)
			if v != c.verdict || reason != c.reason {
				t.Errorf("%s %q, want %s %q", v, reason, c.verdict, c.reason)
			}
			if diff := cmp.Diff(c.paths, paths); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
