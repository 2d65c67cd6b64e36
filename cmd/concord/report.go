package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/suites"
)

// resultFlags are the flags of `concord report`.
type resultFlags struct {
	reportFlags
	releaseFlags

	compare string
}

func newReport(a *app) *cobra.Command {
	var f resultFlags
	cmd := &cobra.Command{
		Use:   "report RESULTS...",
		Short: "Render results anew, merge shards, compare, decide on a release",
		Long: `Read the results JSON of a run, or of all shards of a plan, and write the reports
anew. Merged shards are what one run of the whole plan would have been: evidence,
coverage and waivers are decided over all of them.

RESULTS are files, or directories that hold a results.json. --compare lists what
newly fails, what was fixed, what vanished and what is new since earlier results.

With --release, RESULTS may be of several runs, and what concord drift --json
printed may be among them. The verdict is in release.json: every run conforms,
nothing drifted at or above --drift-fail-on, and no waiver has expired.

Exit codes: as of concord run, for what the results say; 2 where shards of a plan
are missing, plans or versions differ, or a file cannot be read whole. Earlier
reports are then left as they are.`,
		Example: `  concord report shard-*/results.json --out concord-report
  concord report concord-report --compare main/results.json --markdown changes.md
  concord report concord-report --sarif findings.sarif
  concord report --release mock/results.json live/results.json drift.json --waivers waivers.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.report(&f, args) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.compare, "compare", "", "earlier results `FILE` to compare with")
	flags.BoolVar(&f.release, "release", false, "one verdict and one page over several runs, drift and waivers due")
	flags.StringVar(&f.waivers, "waivers", "", "with --release: `FILE` of known deviations (default that of the configuration)")
	flags.IntVar(&f.due, "due", 30, "with --release: list waivers that expire within `DAYS`")
	flags.StringVar(&f.driftFailOn, "drift-fail-on", "warning", "with --release: the lightest change that stands in the way: error, warning or info")
	return cmd
}

func (a *app) report(f *resultFlags, args []string) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.release {
		return a.release(f, args)
	}
	inputs, err := openResults(args)
	if err != nil {
		return err
	}
	var base *reports.Results
	if f.compare != "" {
		if base, err = openResult(f.compare); err != nil {
			return fmt.Errorf("--compare: %w", err)
		}
	}
	results, err := a.gather(inputs, f, base)
	if err != nil {
		return err
	}
	if base == nil {
		if err := a.printFailing(f, results); err != nil {
			return err
		}
	}
	if err := a.render(&f.reportFlags, results); err != nil {
		return err
	}
	return exit(code(results))
}

// printFailing prints a line for each case that failed.
func (a *app) printFailing(f *resultFlags, results *reports.Results) error {
	style := reports.Style{Details: f.verbose, Colour: a.colour()}
	for r, err := range results.All() {
		if err != nil {
			return err
		}
		if _, err := io.WriteString(a.stdout, reports.Line(r, &results.Head, style)); err != nil {
			return err
		}
	}
	return nil
}

// gather writes the results JSON that the others are rendered from.
func (a *app) gather(inputs []*reports.Results, f *resultFlags, base *reports.Results) (results *reports.Results, err error) {
	path := f.jsonPath()
	results = inputs[0]
	whole := len(inputs) == 1 && results.Shard == (suites.Shard{}).String()
	if !whole {
		if results, err = reports.Merge(path, inputs, a.operation); err != nil {
			return nil, err
		}
	}
	shortfall := f.shortfall(results.Coverage)
	for _, p := range shortfall {
		if !slices.Contains(results.Problems, p) {
			results.Problems = append(results.Problems, p)
		}
	}
	if base != nil {
		if results.Comparison, err = reports.Compare(base, results); err != nil {
			return nil, err
		}
	}
	if whole || base != nil || len(shortfall) > 0 {
		return reports.Write(path, results)
	}
	return results, nil
}

func openResults(args []string) ([]*reports.Results, error) {
	var list []*reports.Results
	var failed []error
	for _, name := range args {
		r, err := openResult(name)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		list = append(list, r)
	}
	return list, errors.Join(failed...)
}

// openResult opens a results file, or the one in a directory.
func openResult(name string) (*reports.Results, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, "results.json")
	}
	return reports.Open(name)
}
