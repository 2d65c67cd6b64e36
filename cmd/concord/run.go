package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/suites"
)

// runFlags are the flags of `concord run`.
type runFlags struct {
	targetFlags
	judgeFlags
	reportFlags
	planFlags

	maxFailures int
	repeat      int
	parallel    int
	rate        float64
	timeout     time.Duration
	resume      bool
	list        bool
}

func newRun(a *app) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [SELECTOR...]",
		Short: "Send the cases to a target and judge the answers",
		Long: `Send the cases to a target, judge the answers and write reports. Without --target
it is the embedded mock, in this process, on a free loopback port.

A SELECTOR is an operation's address or the beginning of a case ID at a "/";
"*" stays inside a segment, "**" crosses segments.

Exit codes: 0 all conforms, 1 a finding at or above --fail-on, 2 usage,
configuration or contract error, 3 the target could not be reached or a case
ended in error, 130 interrupted (reports are still written).`,
		Example: `  concord run
  concord run --target http://127.0.0.1:4566 --junit junit.xml
  concord run alibaba/ecs/DescribeImages --kind invalid,error
  concord run alibaba/ecs/DescribeImages/invalid/Architecture/not-in-enum --verbose
  concord run --target live --given alibaba/ecs/DescribeImages.ImageId=m-bp1g7004ksh0oeuc0000
  concord run --list`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.run(cmd.Context(), &f, args) },
	}
	f.targetFlags.add(cmd)
	f.judgeFlags.add(cmd)
	f.reportFlags.add(cmd)
	f.planFlags.add(cmd)
	flags := cmd.Flags()
	flags.IntVar(&f.maxFailures, "max-failures", 0, "stop after `N` failed cases (0: never)")
	flags.IntVar(&f.repeat, "repeat", 1, "send every case `N` times; one result a case, flaky where verdicts differ")
	flags.IntVar(&f.parallel, "parallel", 8, "send `N` cases at once")
	flags.Float64Var(&f.rate, "rate", 0, "send at most `R` requests a second (0: no limit)")
	flags.DurationVar(&f.timeout, "timeout", 10*time.Second, "how long a request may take with its answer")
	flags.BoolVar(&f.resume, "resume", false, "keep the results of a run of the same plan that was killed, and send the rest")
	flags.BoolVar(&f.list, "list", false, "print the plan, one case ID a line, and send nothing")
	return cmd
}

func (a *app) run(ctx context.Context, f *runFlags, selectors []string) error {
	if err := errors.Join(f.judgeFlags.check(), f.reportFlags.check()); err != nil {
		return err
	}
	var err error
	if f.shard, err = a.shard(f.shard); err != nil {
		return err
	}
	if f.requireCoverage > 0 && f.sharded() {
		return errors.New("--require-coverage is about the whole plan: give it to concord report, which merges the shards")
	}
	target, tls, err := f.resolve(a)
	if err != nil {
		return err
	}
	plan, err := f.plan(a, selectors, f.jsonPath())
	if err != nil {
		return err
	}
	if f.list {
		return printPlan(a.stdout, plan)
	}
	stop, err := a.serveEmbedded(&target)
	if err != nil {
		return err
	}
	defer stop()
	if f.profile != "" {
		target.Profile = suites.Profile(f.profile)
	}
	profile := target.Held()
	rules, expired, err := f.rules(a, target.Name, profile)
	if err != nil {
		return err
	}
	head := reports.Head{
		Target: target.Name, Profile: string(profile), Plan: plan.Hash(), Shard: f.shard,
		FailOn: f.failOn, Inconclusive: f.inconclusive, Rules: f.digest,
	}
	done := newDone(plan)
	defer done.stop()
	report, err := a.openReport(f, head, done)
	if err != nil {
		return err
	}
	report.progress = newProgress(a.stderr, plan.Len(), a.now)
	summary, err := runner.Run(ctx, runner.Options{
		Target: target, Contracts: a.contract, Rules: rules, Redactor: &fixtures.Redactor{Secrets: target.Secrets(), Operation: a.operation},
		Workers: f.parallel, Timeout: f.timeout, Rate: f.rate, Repeat: f.repeat, MaxFailures: f.maxFailures,
		TLS: tls, UserAgent: "concord/" + version(), Clock: a.now, Rand: a.rand,
		Tally: done.tally, Cover: done.cover,
	}, done.rest(), report.emit)
	if err != nil {
		return err
	}
	ended := f.everything() && !summary.Interrupted && !summary.Stopped
	everything := ended && len(selectors) == 0
	whole := func(operation string) bool {
		return ended && !f.sharded() && report.spool.Summary().Error == 0 && a.chosenWhole(operation, selectors)
	}
	coverage := a.coverage(plan.Operations(), done.cover)
	results, err := report.finish(reports.Ending{
		Interrupted: summary.Interrupted,
		Problems:    append(waiverProblems(rules, expired, profile, report.spool.Found, whole), f.missing(coverage)...),
		Coverage:    coverage,
		Sharded:     f.knows(rules, profile, everything),
	})
	if err != nil {
		return err
	}
	return exit(report.code(results))
}

// chosenWhole reports whether the selectors choose every case of an operation;
// "" stands for all operations.
func (a *app) chosenWhole(address string, selectors []string) bool {
	if len(selectors) == 0 {
		return true
	}
	op := a.operation(address)
	parsed, err := suites.ParseSelectors(selectors)
	return op != nil && err == nil && parsed.Chooses(op.Address)
}

// openReport opens the spool of a run; with --resume that of a killed one,
// where there is one of the same plan.
func (a *app) openReport(f *runFlags, head reports.Head, d *done) (*reporting, error) {
	if !f.resume {
		return a.startReport(&f.reportFlags, head)
	}
	report, err := a.resumeReport(&f.reportFlags, head, d.keep)
	if errors.Is(err, reports.ErrNoSpool) {
		fmt.Fprintln(a.stderr, "concord: --resume: no run of this plan was killed; every case is sent")
		return a.startReport(&f.reportFlags, head)
	}
	return report, err
}

// done is the beginning of a plan that an earlier run has done.
type done struct {
	plan  *suites.Plan
	next  func() (suites.Case, bool)
	stop  func()
	count int
	tally *suites.Tally
	cover *suites.Cover
}

func newDone(plan *suites.Plan) *done {
	d := &done{plan: plan, tally: suites.NewTally(), cover: &suites.Cover{}}
	d.next, d.stop = iter.Pull(plan.Cases())
	return d
}

// keep takes in the result of the plan's next case.
func (d *done) keep(r *reports.Result, seen []string) error {
	c, ok := d.next()
	if !ok || c.ID != r.Case {
		return fmt.Errorf("--resume: the spool has %s where the plan has %s", r.Case, c.ID)
	}
	d.count++
	result := &suites.Result{Case: &c, Verdict: suites.Verdict(r.Verdict), Reason: r.Reason, Seen: seen}
	if len(r.Findings) > 0 {
		result.Findings = make([]suites.Finding, len(r.Findings))
	}
	if result.Verdict == suites.Pass || result.Verdict == suites.Fail || r.Waived {
		result.Exercised = c.Requirements
	}
	d.tally.Add(result)
	d.cover.Add(result)
	return nil
}

// rest yields the cases of the plan that are not done.
func (d *done) rest() iter.Seq[suites.Case] {
	return func(yield func(suites.Case) bool) {
		skip := d.count
		for c := range d.plan.Cases() {
			if skip > 0 {
				skip--
				continue
			}
			if !yield(c) {
				return
			}
		}
	}
}
