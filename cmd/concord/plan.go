package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/derive"
)

// planFlags say which cases are sent.
type planFlags struct {
	kinds      []string
	shard      string
	lastFailed bool
	seed       uint64
}

func (f *planFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.kinds, "kind", nil, "only cases of these kinds, `KIND,...`: sample, valid, boundary, invalid, error, sequence, fixture, evidence")
	flags.StringVar(&f.shard, "shard", "1/1", "part `I/N` of the plan; auto: as the build system says (CI_NODE_INDEX, CIRCLE_NODE_INDEX, BUILDKITE_PARALLEL_JOB; JOB_COMPLETION_INDEX or CONCORD_SHARD_INDEX from 0, with CONCORD_SHARDS)")
	flags.BoolVar(&f.lastFailed, "last-failed", false, "only the cases that failed or ended in error in the last run")
	flags.Uint64Var(&f.seed, "seed", 0, "`N` for what is drawn at random, such as names of things to add (0: another each run)")
}

// everything reports whether no flag but --shard leaves out a case.
func (f *planFlags) everything() bool { return len(f.kinds) == 0 && !f.lastFailed }

func (f *planFlags) sharded() bool { return f.shard != "1/1" }

// knows returns what a shard leaves to the merging of all shards; nil for the
// whole plan.
func (f *planFlags) knows(rules *suites.Rules, profile suites.Profile, everything bool) *reports.Sharded {
	if !f.sharded() {
		return nil
	}
	evidence := rules.Severities.Of(&suites.Finding{Check: suites.EvidenceCheck})
	s := &reports.Sharded{Whole: everything, Evidence: string(evidence)}
	for _, w := range rules.Waivers.Holding(rules.Target, profile) {
		s.Waivers = append(s.Waivers, reports.ShardWaiver{Fingerprint: w.Fingerprint, Reason: w.Reason, Unneeded: w.Unneeded().Error()})
	}
	return s
}

// plan returns the cases that the flags and selectors choose. LastFailed are
// the results to look in for --last-failed.
func (f *planFlags) plan(a *app, selectors []string, lastResults string) (*suites.Plan, error) {
	choice := suites.Choice{Selectors: selectors}
	var err error
	if choice.Kinds, err = suites.ParseKinds(f.kinds); err != nil {
		return nil, fmt.Errorf("--kind: %w", err)
	}
	if choice.Shard, err = suites.ParseShard(f.shard); err != nil {
		return nil, fmt.Errorf("--shard: %w", err)
	}
	if f.lastFailed {
		failed, err := lastFailed(lastResults)
		if err != nil {
			return nil, fmt.Errorf("--last-failed: %w", err)
		}
		choice.Selectors = append(choice.Selectors, failed...)
	}
	parsed, err := suites.ParseSelectors(choice.Selectors)
	if err != nil {
		return nil, err
	}
	list, err := a.suites(parsed)
	if err != nil {
		return nil, err
	}
	return suites.NewPlan(list, choice)
}

// suites returns the derived suite of every operation, those written by hand
// and the fixtures.
func (a *app) suites(selectors *suites.Selectors) ([]suites.Suite, error) {
	catalog, err := a.catalog()
	if err != nil {
		return nil, err
	}
	list, err := a.writtenSuites(catalog)
	if err != nil {
		// A broken contract is named rather than what builds on it.
		return nil, cmp.Or(a.broken(catalog, selectors), err)
	}
	return append(list, derive.Suites(catalog, a.contract)...), nil
}

// broken returns the errors of the contracts that the selectors may choose.
func (a *app) broken(catalog *specs.Catalog, selectors *suites.Selectors) error {
	var broken []error
	for _, address := range catalog.Addresses() {
		parsed, _ := catalog.Address(address)
		if selectors.Operation(parsed) {
			if _, err := a.contract(address); err != nil {
				broken = append(broken, err)
			}
		}
	}
	return errors.Join(broken...)
}

// writtenSuites returns the suites written by hand and the fixtures.
func (a *app) writtenSuites(catalog *specs.Catalog) ([]suites.Suite, error) {
	layers, err := over(suites.EmbeddedLayer(), "--suites", a.suiteDirs)
	if err != nil {
		return nil, err
	}
	written, err := suites.LoadSuites(catalog, layers...)
	if err != nil {
		return nil, err
	}
	if layers, err = over(fixtures.EmbeddedLayer(), "--fixtures", a.fixtureDirs); err != nil {
		return nil, err
	}
	recorded, err := suites.LoadFixtures(catalog, layers...)
	if err != nil {
		return nil, err
	}
	return append(written, recorded...), nil
}

// lastFailed lists the cases of a results file that failed or ended in error.
func lastFailed(file string) ([]string, error) {
	results, err := reports.Open(file)
	if err != nil {
		return nil, err
	}
	var ids []string
	for r, err := range results.All() {
		if err != nil {
			return nil, err
		}
		if r.Verdict == string(suites.Fail) || r.Verdict == string(suites.ErrorVerdict) {
			ids = append(ids, r.Case)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%s: no case failed", file)
	}
	return ids, nil
}

// printPlan writes one case ID a line.
func printPlan(w io.Writer, p *suites.Plan) error {
	b := bufio.NewWriter(w)
	for c := range p.Cases() {
		fmt.Fprintln(b, c.ID)
	}
	return b.Flush()
}
