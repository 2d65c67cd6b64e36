package main

import (
	"context"
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
	flags.BoolVar(&f.list, "list", false, "print the plan, one case ID a line, and send nothing")
	return cmd
}

func (a *app) run(ctx context.Context, f *runFlags, selectors []string) error {
	if err := f.check(); err != nil {
		return err
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
	report, err := a.startReport(&f.reportFlags, reports.Head{
		Target: target.Name, Profile: string(profile), Plan: plan.Hash(), Shard: f.shard,
		FailOn: f.failOn, Inconclusive: f.inconclusive,
	})
	if err != nil {
		return err
	}
	summary, err := runner.Run(ctx, runner.Options{
		Target: target, Contracts: a.contract, Rules: rules, Redactor: &fixtures.Redactor{Secrets: target.Secrets(), Operation: a.operation},
		Workers: f.parallel, Timeout: f.timeout, Rate: f.rate, Repeat: f.repeat, MaxFailures: f.maxFailures,
		TLS: tls, UserAgent: "concord/" + version(), Clock: a.now, Rand: a.rand,
	}, plan.Cases(), report.emit)
	if err != nil {
		return err
	}
	whole := len(selectors) == 0 && f.whole() && !summary.Interrupted && !summary.Stopped
	results, err := report.finish(reports.Ending{
		Interrupted: summary.Interrupted,
		Problems:    waiverProblems(rules, expired, profile, report.spool.Found, whole),
		Coverage:    a.coverage(plan.Operations(), summary.Cover),
	})
	if err != nil {
		return err
	}
	return exit(report.code(results))
}
