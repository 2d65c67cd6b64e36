package suites

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// things is a contract small enough to read.
func things(t *testing.T) *schemas.Contract {
	t.Helper()
	op := &specs.Operation{
		Address:  specs.NewAddress("p", "q", "1", "List", "1"),
		Response: []specs.Field{{Row: specs.Row{Path: "Size", Type: specs.Integer}}, {Row: specs.Row{Path: "Name", Type: specs.String}}},
		Errors:   []specs.ErrorCode{{Code: "InDebt", Statuses: []int{400}, Provokes: []specs.Provocation{{By: specs.FaultAccount}}}},
		Provider: &specs.Provider{Name: "p", Envelopes: []specs.Envelope{{Name: "e", Code: "Code", Message: "Message"}}},
	}
	specs.SetWire(op.Response)
	c, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEvaluate(t *testing.T) {
	contract := things(t)
	list := []Check{
		{ID: "field-type", Family: FamilyResponse, Kinds: []judge.Kind{judge.WrongType}},
		{ID: "field-coercible", Family: FamilyResponse, Kinds: []judge.Kind{judge.Coercible}},
		{ID: "request-type", Family: FamilyRequest, Kinds: []judge.Kind{judge.WrongType}},
		{ID: "echo", Family: FamilyBehaviour, Func: func(*Evidence) []Finding {
			return []Finding{{Section: SectionResponse, Path: "Name", Aspect: "x", Count: 2, Message: "two\r\nlines\u2028"}, {Section: SectionResponse, Path: "Name"}}
		}},
	}
	severities := NewSeverities(ProfileMock, false, []Override{{"echo", "", SeverityInfo}})
	rules := NewRules(list, severities)
	evidence := func(profile Profile, bodies ...string) *Evidence {
		ev := &Evidence{Case: &Case{Operation: "p/q/List", Requirements: []string{"p/q/List#response.Size.type"}}, Profile: profile, Contract: contract}
		for _, body := range bodies {
			x := &fixtures.Exchange{Err: "connection refused"}
			if body != "" {
				x = &fixtures.Exchange{Response: &fixtures.Response{Status: 200, Body: []byte(body)}}
			}
			if body == `{"Code": "InDebt", "Message": ""}` {
				x.Response.Status = 400
			}
			ev.Steps = append(ev.Steps, Observe(x, contract, nil, &Step{}))
		}
		return ev
	}
	type short struct {
		Severity Severity
		Check    string
		Path     string
		Count    int
		Step     int
	}
	echo := short{SeverityInfo, "echo", "Name", 3, 0}
	for _, c := range []struct {
		name     string
		ev       *Evidence
		verdict  Verdict
		reason   string
		decisive int
		findings []short
	}{
		{"pass", evidence(ProfileMock, `{"Size": 1}`), Pass, "", 0, []short{echo}},
		{"fail in the second step", evidence(ProfileMock, `{"Size": 1}`, `{"Size": []}`), Fail, "", 1,
			[]short{{SeverityError, "field-type", "Size", 1, 1}, echo}},
		{"no answer", evidence(ProfileMock, `{"Size": 1}`, ""), ErrorVerdict, "connection refused", 1, []short{echo}},
		{"fail before no answer", evidence(ProfileMock, `{"Size": []}`, ""), Fail, "", 0,
			[]short{{SeverityError, "field-type", "Size", 1, 0}, echo}},
		{"the account of a live target", evidence(ProfileLive, `{"Code": "InDebt", "Message": ""}`), Inconclusive,
			"the target answered InDebt, which is no fault of the request", 0, []short{echo}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := rules.Evaluate(c.ev)
			if e.Verdict != c.verdict || e.Reason != c.reason || e.Decisive != c.decisive {
				t.Errorf("%s %q %d, want %s %q %d", e.Verdict, e.Reason, e.Decisive, c.verdict, c.reason, c.decisive)
			}
			var got []short
			for _, f := range e.Findings {
				got = append(got, short{f.Severity, f.Check, f.Path, f.Count, f.Step})
			}
			if diff := cmp.Diff(c.findings, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}

	t.Run("one line", func(t *testing.T) {
		e := rules.Evaluate(evidence(ProfileMock, `{"Size": 1}`))
		if got := e.Findings[0].Message; got != "two  lines " {
			t.Errorf("%q", got)
		}
	})
	t.Run("unknown operation", func(t *testing.T) {
		x := &fixtures.Exchange{Response: &fixtures.Response{Status: 200, Body: []byte("{}")}}
		e := NewRules(nil, severities).Evaluate(&Evidence{Steps: []Observation{Observe(x, nil, nil, nil)}})
		if e.Verdict != Inconclusive {
			t.Errorf("%s, want inconclusive", e.Verdict)
		}
	})
	t.Run("fail on info", func(t *testing.T) {
		strict := NewRules(list, severities)
		strict.FailOn = SeverityInfo
		if e := strict.Evaluate(evidence(ProfileMock, `{"Size": 1}`)); e.Verdict != Fail {
			t.Errorf("%s, want fail", e.Verdict)
		}
	})
	t.Run("waived", func(t *testing.T) {
		f := Finding{Check: "field-type", Operation: "p/q/List", Section: SectionResponse, Path: "Size"}
		waiving := NewRules(list, severities)
		waiving.Waivers = &Waivers{List: []Waiver{{Fingerprint: f.Fingerprint(), Reason: "ticket 7"}}}
		e := waiving.Evaluate(evidence(ProfileMock, `{"Size": []}`))
		if e.Verdict != Skip || e.Reason != "waived: ticket 7" {
			t.Errorf("%s %q, want skip", e.Verdict, e.Reason)
		}
	})
	t.Run("what was seen and exercised", func(t *testing.T) {
		e := rules.Evaluate(evidence(ProfileMock, `{"Size": 1}`))
		want := Evaluation{Verdict: Pass, Exercised: []string{"p/q/List#response.Size.type"}, Seen: []string{"response.Size", "status.200", "success"}}
		if diff := cmp.Diff(want, e, cmpopts.IgnoreFields(Evaluation{}, "Findings")); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}
