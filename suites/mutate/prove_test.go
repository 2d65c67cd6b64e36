package mutate_test

import (
	"slices"
	"testing"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
	"github.com/concord-dev/concord/suites/mutate"
)

// TestEveryMutantOfTheSamplesIsKilled makes every mutant that the pages and
// their samples can express, without a server; "concord selftest" does so with
// the mock's answers.
func TestEveryMutantOfTheSamplesIsKilled(t *testing.T) {
	for _, profile := range []suites.Profile{suites.ProfileMock, suites.ProfileLive} {
		t.Run(string(profile), func(t *testing.T) {
			var contracts []*schemas.Contract
			for _, address := range specs.Embedded().Addresses() {
				op, err := specs.Embedded().Operation(address)
				if err != nil {
					t.Fatal(err)
				}
				contracts = append(contracts, compile(t, op))
			}
			killed := prove(t, profile, contracts...)
			for _, c := range checks.All() {
				switch c.ID {
				case "field-pattern", "field-range":
					continue // no response row of the five operations states one; see TestRowsThatStateMore
				}
				if killed[c.ID] == 0 {
					t.Errorf("%s: no mutant that it should kill", c.ID)
				}
			}
		})
	}
}

// TestRowsThatStateMore proves what no row of the embedded operations states.
func TestRowsThatStateMore(t *testing.T) {
	low, high, short, long, few := 1.0, 500.0, 3, 5, 2
	row := func(r specs.Row) specs.Field { return specs.Field{Row: r} }
	op := &specs.Operation{
		Address: specs.NewAddress("p", "q", "1", "Show", "1"), Protocol: specs.RPC, Methods: []string{"GET"}, URLPath: "/",
		Open: specs.Open{Request: true},
		Response: []specs.Field{
			row(specs.Row{Path: "Size", Type: specs.Integer, Min: &low, Max: &high}),
			row(specs.Row{Path: "Ratio", Type: specs.Number, Max: &high}),
			row(specs.Row{Path: "Port", Type: specs.String, Min: &low, Max: &high}),
			row(specs.Row{Path: "Code", Type: specs.String, Pattern: "^[a-z]+$"}),
			row(specs.Row{Path: "Name", Type: specs.String, MinLength: &short, MaxLength: &long}),
			row(specs.Row{Path: "Small", Type: specs.Integer, Format: "int32"}),
			row(specs.Row{Path: "Level", Type: specs.Integer, Enum: []string{"1", "2"}}),
			row(specs.Row{Path: "Made", Type: specs.String, Format: "date-time"}),
			row(specs.Row{Path: "Names", Type: specs.Array, Items: specs.String, MaxItems: &few, Enum: []string{"a", "b"}}),
			row(specs.Row{Path: "Labels", Type: specs.Map}),
		},
		Sample: []byte(`{"Size": 7, "Ratio": 0.5, "Port": "80", "Code": "abc", "Name": "abcd", "Small": 1, "Level": 2,
			"Made": "2020-01-01T00:00:00Z", "Names": ["a"], "Labels": {"x": "y"}}`),
		Provider: &specs.Provider{Name: "p", Envelopes: []specs.Envelope{{Name: "e", Code: "Code", Message: "Message"}},
			ContentTypes: []string{"application/json"}, Schemes: []string{"acs-v1"}},
	}
	specs.SetWire(op.Response)
	for i := range op.Response {
		op.Response[i].Shown = true
	}
	killed := prove(t, suites.ProfileMock, compile(t, op))
	for _, id := range []string{"field-range", "field-pattern", "field-length", "field-format", "field-enum", "number-precision"} {
		if killed[id] == 0 {
			t.Errorf("%s: no mutant that it should kill", id)
		}
	}
}

func compile(t *testing.T, op *specs.Operation) *schemas.Contract {
	t.Helper()
	c, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// prove makes the mutants and the legal variations of samples, and returns how
// many mutants each check killed. What goes wrong is an error of the test.
func prove(t *testing.T, profile suites.Profile, contracts ...*schemas.Contract) map[string]int {
	t.Helper()
	killed := map[string]int{}
	p := mutate.Proof{
		Rules:   suites.NewRules(checks.All(), suites.NewSeverities(profile, false, nil)),
		Profile: profile,
		Emit: func(o mutate.Outcome) {
			if !o.Killed {
				t.Errorf("survived: %s %s %s: %s", o.Operation, o.Operator, o.Target, o.Need())
			}
			killed[o.Checks[0]]++
		},
	}
	var evidence []*suites.Evidence
	for _, c := range contracts {
		evidence = append(evidence, mutate.FromSample(c, profile)...)
	}
	p.Run(evidence)
	for _, r := range p.Refused {
		t.Errorf("the sample of %s disagrees with its page: %s", r.Case, r.Finding.Message)
	}
	for _, g := range p.Gaps {
		t.Errorf("no answer for %s %s %s: %s", g.Operation, g.Operator, g.Target, g.Need)
	}
	for _, a := range p.Alarms {
		t.Errorf("false alarm: %s %s %s: %s %s", a.Operation, a.Variation, a.Target, a.Finding.Check, a.Finding.Message)
	}
	if p.Legal == 0 {
		t.Error("nothing was varied")
	}
	return killed
}

// TestASurvivorIsNamed leaves a check out: its mutants survive, and say what
// they need.
func TestASurvivorIsNamed(t *testing.T) {
	op, err := specs.Embedded().Operation("huawei/modelarts/ShowImage")
	if err != nil {
		t.Fatal(err)
	}
	without := slices.DeleteFunc(checks.All(), func(c suites.Check) bool { return c.ID == "field-length" })
	var survived []string
	p := mutate.Proof{
		Rules:   suites.NewRules(without, suites.NewSeverities(suites.ProfileMock, false, nil)),
		Profile: suites.ProfileMock,
		Emit: func(o mutate.Outcome) {
			if !o.Killed {
				survived = append(survived, o.Operator+" "+o.Target+": "+o.Need())
			}
		},
	}
	p.Run(mutate.FromSample(compile(t, op), suites.ProfileMock))
	want := []string{
		"length:long description: a finding of field-length at error or above",
		"length:long name: a finding of field-length at error or above",
	}
	if !slices.Equal(survived, want) {
		t.Errorf("survived %q, want %q", survived, want)
	}
}
