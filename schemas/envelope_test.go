package schemas_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func TestMatchEnvelope(t *testing.T) {
	op := &specs.Operation{Provider: &specs.Provider{Envelopes: []specs.Envelope{
		{Name: "service", Code: "error_code", Message: "error_msg", Optional: []string{"encoded_authorization_message"}},
		{Name: "gateway of services", Code: "error_code", Message: "error_msg", RequestID: "request_id"},
		{Name: "nested", Code: "error.code", Message: "error.message"},
		{Name: "gateway", Code: "Code", Message: "Message", RequestID: "RequestId", Optional: []string{"HostId"}},
	}}}
	contract, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	type match struct {
		Envelope, Code, Message, RequestID string
		Departs                            []string
	}
	for name, test := range map[string]struct {
		body string
		want match
	}{
		"first form":       {`{"error_msg":"m","error_code":"ModelArts.1"}`, match{"service", "ModelArts.1", "m", "", nil}},
		"least departures": {`{"error_msg":"m","error_code":"A.1","request_id":"r"}`, match{"gateway of services", "A.1", "m", "r", nil}},
		"nested form":      {`{"error":{"message":"m","code":"IAM.1"}}`, match{"nested", "IAM.1", "m", "", nil}},
		"third form":       {`{"RequestId":"r","Message":"m","HostId":"h","Code":"A.B"}`, match{"gateway", "A.B", "m", "r", nil}},
		"lower-case keys":  {`{"requestid":"r","message":"m","code":"A.B"}`, match{"gateway", "A.B", "m", "r", []string{"missing Code", "missing Message", "missing RequestId", "undocumented code", "undocumented message", "undocumented requestid"}}},
		"request id gone":  {`{"Code":"A","Message":"m"}`, match{"gateway", "A", "m", "", []string{"missing RequestId"}}},
		"message gone":     {`{"Code":"A","RequestId":"r"}`, match{"gateway", "A", "", "r", []string{"missing Message"}}},
		"unknown member":   {`{"Code":"A","Message":"m","RequestId":"r","Hint":"x"}`, match{"gateway", "A", "m", "r", []string{"undocumented Hint"}}},
		"numeric code":     {`{"Code":404,"Message":"m","RequestId":"r"}`, match{"", "", "", "", []string{"missing error_code", "missing error_msg", "undocumented Code", "undocumented Message", "undocumented RequestId"}}},
		"a success":        {`{"RequestId":"r"}`, match{"", "", "", "", []string{"missing error_code", "missing error_msg", "undocumented RequestId"}}},
		"HTML":             {`<html>`, match{"", "", "", "", []string{"syntax "}}},
	} {
		t.Run(name, func(t *testing.T) {
			m := contract.MatchEnvelope([]byte(test.body))
			got := match{Code: m.Code, Message: m.Message, RequestID: m.RequestID}
			if m.Envelope != nil {
				got.Envelope = m.Envelope.Name
			}
			for _, d := range m.Report.Departures {
				got.Departs = append(got.Departs, string(d.Kind)+" "+d.Path)
			}
			if diff := cmp.Diff(test.want, got, cmp.Transformer("sorted", sorted)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	if m := (&schemas.Contract{}).MatchEnvelope([]byte(`{"Code":"A"}`)); m.Envelope != nil || m.Report.Has(judge.Missing) {
		t.Error("an operation without a provider has an envelope")
	}
}

func sorted(in []string) []string {
	out := append([]string{}, in...)
	slices.Sort(out)
	return out
}
