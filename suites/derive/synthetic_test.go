package derive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites/derive"
)

// synthetic is an operation with every kind of fact that the embedded
// operations lack.
func synthetic() *specs.Operation {
	yes := true
	i := func(n int) *int { return &n }
	f := func(n float64) *float64 { return &n }
	s := func(v string) *string { return &v }
	return &specs.Operation{
		Address: specs.NewAddress("vendor", "product", "v1", "Make", "v1"), Protocol: specs.RPC, Action: "Make", Methods: []string{"POST"},
		URLPath: "/", Effect: specs.Write, Page: specs.Page{Title: "Make"}, File: "make.yaml",
		Provider: &specs.Provider{Name: "vendor"}, Product: &specs.Product{Name: "product", Protocol: specs.RPC},
		Request: []specs.Parameter{
			{Row: specs.Row{Path: "Action", Type: specs.String, Enum: []string{"Make"}}, Required: &yes},
			{Row: specs.Row{Path: "Count", Type: specs.Integer, Min: f(2), Max: f(9), Default: s("3")}, Required: &yes},
			{Row: specs.Row{Path: "Ratio", Type: specs.Number, Min: f(0.5), Example: s("0.7")}},
			{Row: specs.Row{Path: "Name", Type: specs.String, MinLength: i(3), MaxLength: i(5)}},
			{Row: specs.Row{Path: "Word", Type: specs.String, Pattern: "^[a-z]+$", Example: s("word")}},
			{Row: specs.Row{Path: "Token", Type: specs.String, Format: "uuid"}},
			{Row: specs.Row{Path: "Since", Type: specs.String, Format: "date-time"}},
			{Row: specs.Row{Path: "Mode", Type: specs.String, Enum: []string{"fast", "slow"}, Extensible: true}},
			{Row: specs.Row{Path: "Zones", Type: specs.Array, Items: specs.String, Enum: []string{"a", "b"}, MaxItems: i(2)}},
			{Row: specs.Row{Path: "Disk", Type: specs.Array, Items: specs.Object, MaxItems: i(1)}, Required: &yes},
			{Row: specs.Row{Path: "Disk[].Size", Type: specs.Integer, Min: f(1)}, Required: &yes},
			{Row: specs.Row{Path: "Disk[].Label", Type: specs.String}},
			{Row: specs.Row{Path: "Net", Type: specs.Object}, Style: "dotted"},
			{Row: specs.Row{Path: "Net.Public", Type: specs.Boolean}},
			{Row: specs.Row{Path: "Net.Id", Type: specs.String, Example: s("net-12****")}},
			{Row: specs.Row{Path: "Labels", Type: specs.Map}},
			{Row: specs.Row{Path: "Old", Type: specs.String, Deprecated: true}},
		},
		Dependencies: []specs.Dependency{
			{Name: "old-excludes-name", When: specs.Term{Parameter: "Old"}, Needs: specs.Term{Parameter: "Name", Not: true}},
			{Name: "slow-needs-word", When: specs.Term{Parameter: "Mode", Is: []string{"slow"}}, Needs: specs.Term{Parameter: "Word"}, Strength: specs.Should},
		},
		Errors: []specs.ErrorCode{
			{Statuses: []int{400}, Code: "InvalidCount", Provokes: []specs.Provocation{{By: specs.FaultRange, Parameter: "Count"}}},
			{Statuses: []int{400}, Code: "UnknownParameter", Provokes: []specs.Provocation{{By: specs.FaultUnknown, Parameter: "*"}}},
			{Statuses: []int{404}, Code: "NoSuchNet", Provokes: []specs.Provocation{{By: specs.FaultState, Parameter: "Net.Id"}}},
			{Statuses: []int{500}, Code: "Broken", Provokes: []specs.Provocation{{By: specs.FaultServer}}},
		},
	}
}

// The facts that no embedded operation states give cases too.
func TestCasesOfEveryFact(t *testing.T) {
	op := synthetic()
	c, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	cases := slices.Collect(derive.Cases(c, nil))
	checkWire(t, c, cases)
	var b strings.Builder
	for _, one := range cases {
		fmt.Fprintln(&b, describe(&one))
	}
	golden(t, "synthetic", b.String())
}
