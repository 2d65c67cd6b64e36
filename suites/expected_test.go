package suites_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func TestExpectedErrors(t *testing.T) {
	codes := func(rows []*specs.ErrorCode) []string {
		var list []string
		for _, r := range rows {
			list = append(list, r.Code)
		}
		return list
	}
	row := func(code string, provokes ...specs.Provocation) specs.ErrorCode {
		return specs.ErrorCode{Code: code, Statuses: []int{400}, Provokes: provokes}
	}
	by := func(f specs.Fault, parameter string) specs.Provocation {
		return specs.Provocation{By: f, Parameter: parameter}
	}
	auth := func(defect string) specs.Provocation { return specs.Provocation{By: specs.FaultAuth, Auth: defect} }
	hint := func(p specs.Provocation) specs.Provocation { p.Strength = specs.Hint; return p }
	op := &specs.Operation{
		Errors: []specs.ErrorCode{
			row("InvalidUsage", by(specs.FaultEnum, "Usage")),
			row("InvalidTag", by(specs.FaultDependency, "Tag[].Key"), hint(by(specs.FaultFormat, "Tag[].Value"))),
			row("InvalidParam", hint(by(specs.FaultEnum, "*")), hint(by(specs.FaultType, "*"))),
			row("NotFound", by(specs.FaultState, "Id")),
			row("InDebt", by(specs.FaultAccount, "")),
			row("DbError", by(specs.FaultServer, "")),
		},
		Dependencies: []specs.Dependency{{Name: "value-needs-key", When: specs.Term{Parameter: "Tag[].Value"}, Needs: specs.Term{Parameter: "Tag[].Key"}}},
		Product:      &specs.Product{Errors: []specs.ErrorCode{row("MissingParameter", by(specs.FaultMissing, "*"))}},
		Provider: &specs.Provider{Errors: []specs.ErrorCode{
			row("UnknownKey", auth("unknown-key")), row("BadSignature", auth("wrong-secret"), hint(auth("unsigned"))),
			row("Throttling", by(specs.FaultThrottle, "")), row("NoSuchAction", by(specs.FaultRoute, "")),
		}},
	}
	ofRequest := func(but ...string) []string {
		var rest []string
		for _, code := range []string{"InvalidUsage", "InvalidTag", "InvalidParam", "NotFound", "MissingParameter"} {
			found := false
			for _, b := range but {
				found = found || b == code
			}
			if !found {
				rest = append(rest, code)
			}
		}
		return rest
	}
	for _, tt := range []struct {
		name              string
		parameter         string
		fault             specs.Fault
		preferred, others []string
		strength          specs.Strength
	}{
		{"named", "Usage", specs.FaultEnum, []string{"InvalidUsage"}, ofRequest("InvalidUsage"), specs.Must},
		{"of any parameter", "Status", specs.FaultEnum, []string{"InvalidParam"}, ofRequest("InvalidParam"), specs.Hint},
		{"another fault of a named parameter", "Usage", specs.FaultType, []string{"InvalidParam"}, ofRequest("InvalidParam"), specs.Hint},
		{"of the service", "Usage", specs.FaultMissing, []string{"MissingParameter"}, ofRequest("MissingParameter"), specs.Hint},
		{"with an index", "Tag[3].Value", specs.FaultFormat, []string{"InvalidTag"}, ofRequest("InvalidTag"), specs.Hint},
		{"the other side of a dependency", "Tag[].Value", specs.FaultDependency, []string{"InvalidTag"}, ofRequest("InvalidTag"), specs.Hint},
		{"a state", "Id", specs.FaultState, []string{"NotFound"}, ofRequest("NotFound"), specs.Must},
		{"nobody names it", "Usage", specs.FaultRange, nil, ofRequest(), specs.Hint},
		{"authentication", "unknown-key", specs.FaultAuth, []string{"UnknownKey"}, []string{"BadSignature"}, specs.Must},
		{"authentication by a guess", "unsigned", specs.FaultAuth, []string{"BadSignature"}, []string{"UnknownKey"}, specs.Hint},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := suites.ExpectedErrors(op, tt.parameter, tt.fault)
			if diff := cmp.Diff(tt.preferred, codes(e.Preferred)); diff != "" {
				t.Errorf("preferred (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.others, codes(e.Others)); diff != "" {
				t.Errorf("others (-want +got):\n%s", diff)
			}
			if s := e.Strength(tt.parameter, tt.fault); s != tt.strength {
				t.Errorf("strength %s, want %s", s, tt.strength)
			}
		})
	}
}
