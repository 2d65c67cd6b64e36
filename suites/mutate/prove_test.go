package mutate_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
	"github.com/concord-dev/concord/suites/mutate"
)

// TestEveryMutantOfTheSamplesIsKilled makes every mutant that the pages and
// their samples can express, without a server.
func TestEveryMutantOfTheSamplesIsKilled(t *testing.T) {
	for _, profile := range []suites.Profile{suites.ProfileMock, suites.ProfileLive} {
		t.Run(string(profile), func(t *testing.T) {
			killed := map[string]int{}
			p := mutate.Proof{
				Rules:   suites.NewRules(checks.All(), suites.NewSeverities(profile, false, nil)),
				Profile: profile,
				Emit: func(o mutate.Outcome) {
					if !o.Killed {
						t.Errorf("survived: %s %s %s: %s", o.Operation, o.Operator, o.Target, o.Need())
						return
					}
					killed[o.Checks[0]]++
				},
			}
			var evidence []*suites.Evidence
			for _, address := range specs.Embedded().Addresses() {
				op, err := specs.Embedded().Operation(address)
				if err != nil {
					t.Fatal(err)
				}
				contract, err := schemas.Compile(op)
				if err != nil {
					t.Fatal(err)
				}
				evidence = append(evidence, mutate.FromSample(contract, profile)...)
			}
			p.Run(evidence)
			for _, r := range p.Refused {
				t.Errorf("the sample of %s disagrees with its page: %+v", r.Case, r.Finding)
			}
			for _, g := range p.Gaps {
				t.Errorf("no answer for %s %s %s: %s", g.Operation, g.Operator, g.Target, g.Need)
			}
			for _, a := range p.Alarms {
				t.Errorf("false alarm: %s %s %s: %s %s %s: %s", a.Operation, a.Variation, a.Target, a.Finding.Severity, a.Finding.Check, a.Finding.Path, a.Finding.Message)
			}
			t.Logf("%d legal variations", p.Legal)
			var lines []string
			for check, n := range killed {
				lines = append(lines, fmt.Sprintf("%s %d", check, n))
			}
			slices.Sort(lines)
			t.Log(lines)
		})
	}
}
