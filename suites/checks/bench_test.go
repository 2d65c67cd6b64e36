package checks_test

import (
	"net/http"
	"testing"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// BenchmarkEvaluate judges one answer whole: the pass over its body, every
// check and the verdict.
func BenchmarkEvaluate(b *testing.B) {
	lib, err := embedded()
	if err != nil {
		b.Fatal(err)
	}
	contract := lib.contracts["alibaba/ecs/DescribeImages"]
	op := contract.Operation
	rules := suites.NewRules(checks.All(), suites.NewSeverities(suites.ProfileMock, false, nil))
	header := http.Header{"Content-Type": {"application/json;charset=utf-8"}}
	for _, c := range []struct {
		name   string
		step   suites.Step
		args   []protocol.Arg
		status int
		body   string
	}{
		{"success", suites.Step{}, []protocol.Arg{{Path: "RegionId", Value: "cn-hangzhou"}, {Path: "PageSize", Value: "1"}}, 200, string(op.Sample)},
		{"error", suites.Step{Expect: suites.Expect{Outcome: suites.Failure, Parameter: "Architecture", Fault: specs.FaultEnum}},
			[]protocol.Arg{{Path: "RegionId", Value: "cn-hangzhou"}, {Path: "Architecture", Value: "sparc"}}, 404,
			`{"RequestId":"04F0F334-1335-436C-A1D7-6C044FE73368","HostId":"h","Code":"InvalidArchitecture","Message":"The specified Architecture is not valid."}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			call := &protocol.Call{Operation: op, Args: c.args}
			x := &fixtures.Exchange{Response: &fixtures.Response{Status: c.status, Header: header, Body: []byte(c.body)}}
			ev := &suites.Evidence{Case: &suites.Case{Operation: op.Address.String()}, Profile: suites.ProfileMock, Contract: contract,
				Steps: make([]suites.Observation, 1)}
			b.ReportAllocs()
			for b.Loop() {
				ev.Steps[0] = suites.Observe(x, contract, call, &c.step)
				if e := rules.Evaluate(ev); e.Verdict != suites.Pass {
					b.Fatal(e.Findings)
				}
			}
		})
	}
}
