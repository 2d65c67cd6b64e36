package derive

import (
	"net/http"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// travels adds the requests as SDKs of the provider send them: signed by each
// of its schemes, and with the parameters in the body. Only a target that
// verifies signatures can tell whether it reads them.
func (b *builder) travels() {
	if b.op.Provider == nil {
		return
	}
	add := func(title string, change func(*suites.Step), segments ...string) {
		d := b.found()
		steps := b.steps(d, b.outcome(d))
		change(&steps[len(steps)-1])
		b.add(suites.Case{
			Kind: suites.Valid, Title: title, Steps: steps, Needs: d.needs, NeedsAuth: true,
			Requirements: b.rows(d), Source: b.page("request"),
		}, segments...)
	}
	body := b.op.Protocol == specs.RPC && slices.Contains(b.op.Methods, http.MethodPost)
	for _, scheme := range b.op.Provider.Schemes {
		add("signed by "+scheme, func(s *suites.Step) { s.Scheme = scheme }, "@scheme", scheme)
		if body {
			add("in the body, signed by "+scheme, func(s *suites.Step) {
				s.Scheme, s.Body, s.Method = scheme, true, http.MethodPost
			}, "@scheme", scheme, "body")
		}
	}
	if slices.ContainsFunc(b.op.Provider.ContentTypes, func(t string) bool { return strings.HasSuffix(t, "xml") }) {
		add("without a format, which brings XML", func(s *suites.Step) { s.Format = suites.NoFormat }, "@format", "none")
	}
}

// routes adds the calls of what the provider does not have. What a target
// answers is judged where it verifies signatures; any other must not take the
// call for one of the operation.
func (b *builder) routes() {
	rows := suites.ExpectedErrors(b.op, "", specs.FaultRoute).Preferred
	if len(rows) == 0 {
		return
	}
	ways := []string{suites.NoPath}
	if b.op.Protocol == specs.RPC {
		ways = []string{suites.NoAction, suites.NoVersion}
	}
	for _, way := range ways {
		for _, strict := range []bool{true, false} {
			d := b.nowhere()
			step := b.step(d, suites.Expect{Outcome: suites.Refused, Fault: specs.FaultRoute, Bound: specs.Should})
			name := "refused"
			if strict {
				step.Expect.Outcome, step.Expect.Bound, name = suites.Failure, specs.Must, "error"
			}
			step.Route = way
			b.add(suites.Case{
				Kind: suites.Error, Title: "a call of " + map[string]string{
					suites.NoAction: "an action", suites.NoVersion: "a version", suites.NoPath: "a path",
				}[way] + " that is not there", Steps: []suites.Step{step}, Needs: d.needs, NeedsAuth: strict, Source: rows[0].Source,
			}, "route", way, name)
		}
	}
}
