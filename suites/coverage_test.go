package suites_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func TestCover(t *testing.T) {
	yes := true
	op := &specs.Operation{
		Address: specs.Address{Provider: "p", Product: "q", Name: "List"},
		Request: []specs.Parameter{
			{Row: specs.Row{Path: "Status", Type: specs.String, Enum: []string{"On", "Off"}}},
			{Row: specs.Row{Path: "Id", Type: specs.String}, Required: &yes},
			{Row: specs.Row{Path: "Labels", Type: specs.Map}},
		},
		Response: []specs.Field{
			{Row: specs.Row{Path: "Size", Type: specs.Integer}},
			{Row: specs.Row{Path: "Items[].Status", Type: specs.String, Enum: []string{"On", "Off"}}},
			{Row: specs.Row{Path: "Items[].Kind", Type: specs.String, Enum: []string{"A", "B"}}},
		},
		Errors: []specs.ErrorCode{
			{Statuses: []int{404}, Code: "NotFound"}, {Statuses: []int{400}, Code: "BadStatus"},
			{Statuses: []int{500}, Code: "DbError"}, {Statuses: []int{403}, Code: "Forbidden"},
		},
		Statuses:  []specs.Status{{Status: 200}, {Status: 401}},
		Behaviour: specs.Behaviour{Filters: []specs.Filter{{Parameter: "Status", Field: "Items[].Status"}}},
	}
	id := func(s string) string { return "p/q/List#" + s }
	result := func(verdict suites.Verdict, reason string, forced bool, seen []string, requirements ...string) *suites.Result {
		r := &suites.Result{Case: &suites.Case{Operation: "p/q/List", Forced: forced}, Verdict: verdict, Reason: reason, Seen: seen}
		for _, s := range requirements {
			r.Case.Requirements = append(r.Case.Requirements, id(s))
		}
		if verdict == suites.Pass || verdict == suites.Fail {
			r.Exercised = r.Case.Requirements
		}
		return r
	}
	results := []*suites.Result{
		result(suites.Pass, "", false, []string{"status.200", "success", "response.Size", "response.Items[].Status", "response.Items[].Status.enum.On"},
			"request.Status.accepted", "request.Status.enum.On"),
		result(suites.Skip, "needs Id", false, nil, "request.Id.accepted", "request.Id.required", "error.404.NotFound"),
		result(suites.Fail, "", false, []string{"error.409.BadStatus", "status.409"}, "request.Status.enum", "error.400.BadStatus"),
		result(suites.Pass, "", true, []string{"error.500.DbError", "status.500"}, "error.500.DbError"),
		result(suites.Skip, "the target declares no faults", true, nil, "error.403.Forbidden"),
		{Case: &suites.Case{Operation: "p/q/Other"}, Verdict: suites.Pass, Seen: []string{"p/q/List#response.Items[].Kind"}},
	}
	want := suites.Coverage{
		Operation:  "p/q/List",
		Parameters: suites.Reach{Documented: 3, Reachable: 1, Exercised: 1},
		EnumValues: suites.Reach{Documented: 6, Reachable: 3, Exercised: 2},
		Fields:     suites.Reach{Documented: 3, Reachable: 3, Exercised: 3},
		Errors:     suites.Reach{Documented: 4, Reachable: 1, Forced: 1},
		Unreached: []suites.Unreached{
			{id("request.Status.enum.Off"), "no case of the plan exercises it"},
			{id("request.Id.accepted"), "needs Id"},
			{id("request.Labels.accepted"), "no case: the page shows no member and no value of it"},
			{id("response.Items[].Status.enum.Off"), "no answer showed it"},
			{id("response.Items[].Kind.enum.A"), "no answer showed it, and no request asks for it"},
			{id("response.Items[].Kind.enum.B"), "no answer showed it, and no request asks for it"},
			{id("error.404.NotFound"), "needs Id"},
			{id("error.400.BadStatus"), "sent, and no answer had this code and status"},
			{id("error.403.Forbidden"), "the target declares no faults"},
		},
	}
	var c suites.Cover
	for i := range results {
		c.Add(results[len(results)-1-i]) // any order will do
	}
	got := c.Of(op)
	states := map[string]suites.State{}
	for _, r := range got.Requirements {
		states[r.ID] = r.State
	}
	if len(states) != len(op.Requirements()) {
		t.Errorf("%d requirements have a state, want all %d", len(states), len(op.Requirements()))
	}
	for s, state := range map[string]suites.State{
		"status.200": suites.StateExercised, "status.401": suites.StateUnreachable, "request.Status.enum": suites.StateExercised,
		"request.Id.required": suites.StateUnreachable, "response.Size.type": suites.StateExercised, "error.500.DbError": suites.StateForced,
	} {
		if states[id(s)] != state {
			t.Errorf("%s is %q, want %q", s, states[id(s)], state)
		}
	}
	got.Requirements = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
}

// Of an operation that nothing was sent to, nothing is reachable.
func TestCoverNothing(t *testing.T) {
	op := &specs.Operation{
		Address:  specs.Address{Provider: "p", Product: "q", Name: "List"},
		Response: []specs.Field{{Row: specs.Row{Path: "Size", Type: specs.Integer}}},
	}
	var c suites.Cover
	want := suites.Coverage{Operation: "p/q/List", Fields: suites.Reach{Documented: 1},
		Unreached: []suites.Unreached{{"p/q/List#response.Size.present", "no successful answer was judged"}}}
	got := c.Of(op)
	got.Requirements = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
}
