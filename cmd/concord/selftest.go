package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
	"github.com/concord-dev/concord/suites/mutate"
)

// selftestDoc is `concord selftest --json`.
type selftestDoc struct {
	Mutants  int           `json:"mutants"`
	Killed   int           `json:"killed"`
	Legal    int           `json:"legal"` // variations that no check may report
	Checks   []killsDoc    `json:"checks"`
	Survived []survivorDoc `json:"survived"`
	Gaps     []survivorDoc `json:"gaps"`
	Alarms   []survivorDoc `json:"alarms"`
	Unusable []survivorDoc `json:"unusable"`
}

// killsDoc counts the mutants of one check on one operation.
type killsDoc struct {
	Check     string `json:"check"`
	Operation string `json:"operation"`
	Killed    int    `json:"killed"`
	Survived  int    `json:"survived"`
}

// survivorDoc is a mutant that no check of its own found, one that nothing
// could be made of, or a legal answer that a check reports.
type survivorDoc struct {
	Operation string `json:"operation"`
	Operator  string `json:"operator"`
	Target    string `json:"target"`
	Check     string `json:"check"`
	Need      string `json:"need"`
}

func newSelftest(a *app) *cobra.Command {
	var asJSON bool
	var profile string
	cmd := &cobra.Command{
		Use:   "selftest [SELECTOR...]",
		Short: "Break answers on purpose and see each fault found",
		Long: `Take the answers of the embedded mock, make each of them wrong in every way that
the documentation can express, and see whether the check that names the fault
finds it. Then vary them in every way that is legal, which no check may report.

Exit code 1 where a mutant survives or a legal answer is reported.`,
		Example: "  concord selftest\n  concord selftest alibaba/ecs/DescribeImages\n  concord selftest --json --profile live",
		RunE: func(cmd *cobra.Command, args []string) error {
			if profile != string(suites.ProfileMock) && profile != string(suites.ProfileLive) {
				return fmt.Errorf("--profile %q: want mock or live", profile)
			}
			return a.selftest(cmd.Context(), args, suites.Profile(profile), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&profile, "profile", string(suites.ProfileMock), "how strictly the answers are held, `mock|live`")
	return cmd
}

func (a *app) selftest(ctx context.Context, selectors []string, profile suites.Profile, asJSON bool) error {
	rules := suites.NewRules(checks.All(), suites.NewSeverities(profile, false, nil))
	evidence, err := a.conforming(ctx, selectors, rules, profile)
	if err != nil {
		return err
	}
	doc := prove(rules, profile, evidence)
	if asJSON {
		if err := a.printJSON(doc); err != nil {
			return err
		}
	} else if err := a.printSelftest(doc); err != nil {
		return err
	}
	if len(doc.Survived)+len(doc.Alarms)+len(doc.Unusable) > 0 {
		return exit(exitFindings)
	}
	return nil
}

// conforming sends the plan to the embedded mock and returns what came back.
func (a *app) conforming(ctx context.Context, selectors []string, rules *suites.Rules, profile suites.Profile) ([]*suites.Evidence, error) {
	plan, err := (&planFlags{shard: "1/1"}).plan(a, selectors, "")
	if err != nil {
		return nil, err
	}
	target, tls, err := (&targetFlags{target: "mock"}).resolve(a)
	if err != nil {
		return nil, err
	}
	stop, err := a.serveEmbedded(&target)
	if err != nil {
		return nil, err
	}
	defer stop()
	target.Profile = profile
	var mu sync.Mutex
	var evidence []*suites.Evidence
	_, err = runner.Run(ctx, runner.Options{
		Target: target, Contracts: a.contract, Rules: rules,
		Redactor: &fixtures.Redactor{Secrets: target.Secrets(), Operation: a.operation},
		Timeout:  10 * time.Second, TLS: tls, UserAgent: "concord/" + version(), Clock: a.now, Rand: a.rand,
		Inspect: func(ev *suites.Evidence) {
			kept := mutate.Keep(ev)
			mu.Lock()
			defer mu.Unlock()
			evidence = append(evidence, kept)
		},
	}, plan.Cases(), func(*suites.Result) {})
	slices.SortFunc(evidence, func(a, b *suites.Evidence) int { return cmp.Compare(a.Case.ID, b.Case.ID) })
	return evidence, err
}

// prove makes the mutants and counts what became of them.
func prove(rules *suites.Rules, profile suites.Profile, evidence []*suites.Evidence) *selftestDoc {
	doc := &selftestDoc{Checks: []killsDoc{}, Survived: []survivorDoc{}, Gaps: []survivorDoc{}, Alarms: []survivorDoc{}, Unusable: []survivorDoc{}}
	counts := map[[2]string]*killsDoc{}
	p := mutate.Proof{Rules: rules, Profile: profile, Emit: func(o mutate.Outcome) {
		doc.Mutants++
		key := [2]string{o.Checks[0], o.Operation}
		if counts[key] == nil {
			counts[key] = &killsDoc{Check: o.Checks[0], Operation: o.Operation}
		}
		if o.Killed {
			doc.Killed++
			counts[key].Killed++
			return
		}
		counts[key].Survived++
		doc.Survived = append(doc.Survived, survivorDoc{o.Operation, o.Operator, o.Target, o.Checks[0], o.Need()})
	}}
	p.Run(evidence)
	for _, g := range p.Gaps {
		doc.Gaps = append(doc.Gaps, survivorDoc{g.Operation, g.Operator, g.Target, g.Check, g.Need})
	}
	for _, r := range p.Refused {
		doc.Unusable = append(doc.Unusable, survivorDoc{r.Finding.Operation, r.Case, r.Finding.Path, r.Finding.Check, r.Finding.Message})
	}
	doc.Legal = p.Legal
	for _, l := range p.Alarms {
		doc.Alarms = append(doc.Alarms, survivorDoc{l.Operation, l.Variation, l.Target, l.Finding.Check, l.Finding.Message})
	}
	for _, key := range slices.SortedFunc(maps.Keys(counts), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		doc.Checks = append(doc.Checks, *counts[key])
	}
	return doc
}

func (a *app) printSelftest(doc *selftestDoc) error {
	w := a.table()
	fmt.Fprintln(w, "check\toperation\tkilled\tsurvived")
	for _, c := range doc.Checks {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\n", c.Check, c.Operation, c.Killed, c.Survived)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, part := range []struct {
		what string
		list []survivorDoc
	}{
		{"survived", doc.Survived}, {"no answer to make it of", doc.Gaps},
		{"false alarm", doc.Alarms}, {"the mock disagrees", doc.Unusable},
	} {
		for _, s := range part.list {
			fmt.Fprintf(a.stdout, "%s: %s %s %s (%s): %s\n", part.what, s.Operation, s.Operator, s.Target, s.Check, s.Need)
		}
	}
	_, err := fmt.Fprintf(a.stdout, "\n%d mutants: %d killed, %d survived, %d without an answer\n%d legal variations: %d false alarms\n",
		doc.Mutants, doc.Killed, len(doc.Survived), len(doc.Gaps), doc.Legal, len(doc.Alarms))
	return err
}
