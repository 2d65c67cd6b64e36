package main

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/suites"
)

// reporting takes the results of a run as they come: it spools them, prints a
// line for each that fails, and writes the reports at the end. It is used by
// one goroutine.
type reporting struct {
	app     *app
	flags   *reportFlags
	head    reports.Head
	spool   *reports.Spool
	started time.Time
	err     error // of the first result that could not be spooled
	silent  map[string]int
	reasons []string        // of silent, in order
	spooled map[shared]bool // lists of facts that are in the spool

	progress *progress // nil: not shown
	colour   bool
	shower   reports.Shower
}

// shared identifies a list of facts that several results share.
type shared struct {
	first     *string
	operation string
	forced    bool
}

// startReport opens the spool of a run.
func (a *app) startReport(f *reportFlags, head reports.Head) (*reporting, error) {
	r := a.newReporting(f, head)
	var err error
	r.spool, err = reports.NewSpool(f.jsonPath(), r.head, a.now)
	return r, err
}

// resumeReport opens the spool that a killed run of the same plan left behind.
// Keep gets what it holds.
func (a *app) resumeReport(f *reportFlags, head reports.Head, keep func(r *reports.Result, seen []string) error) (*reporting, error) {
	r := a.newReporting(f, head)
	var err error
	r.spool, err = reports.ResumeSpool(f.jsonPath(), r.head, a.now, keep)
	return r, err
}

func (a *app) newReporting(f *reportFlags, head reports.Head) *reporting {
	started := a.now()
	head.Tool = reports.Tool{Name: "concord", Version: version()}
	head.Started = started.UTC()
	return &reporting{app: a, flags: f, head: head, started: started, silent: map[string]int{}, spooled: map[shared]bool{}, colour: a.colour()}
}

// emit takes one result. Cases that end in error for the same reason, as all
// do where the target is not there, get one line.
func (r *reporting) emit(result *suites.Result) {
	if r.err != nil {
		return
	}
	kept := reports.FromResult(result)
	if r.head.Shard != "1/1" {
		kept.Shown = r.shower.Shown(result)
	}
	if r.err = r.spool.Add(&kept, r.facts(result)); r.err != nil {
		return
	}
	r.progress.add(result.Verdict == suites.Fail || result.Verdict == suites.ErrorVerdict)
	if result.Verdict == suites.ErrorVerdict {
		reason := strings.TrimPrefix(kept.Reason, runner.NotSent)
		if r.silent[reason]++; r.silent[reason] > 1 {
			return
		}
		r.reasons = append(r.reasons, reason)
	}
	line := reports.Line(&kept, &r.head, reports.Style{Details: r.flags.verbose, Colour: r.colour})
	if line == "" {
		return
	}
	r.progress.clear()
	_, r.err = io.WriteString(r.app.stdout, line)
}

// maxShared bounds how many lists of facts are remembered.
const maxShared = 256

// facts returns what a resumed run must know of a result, unless an earlier
// result told it.
func (r *reporting) facts(result *suites.Result) []string {
	if len(result.Seen) == 0 {
		return nil
	}
	key := shared{&result.Seen[0], result.Case.Operation, result.Case.Forced}
	if r.spooled[key] {
		return nil
	}
	if len(r.spooled) >= maxShared {
		clear(r.spooled)
	}
	r.spooled[key] = true
	return result.Seen
}

// finish writes the reports and the summary.
func (r *reporting) finish(end reports.Ending) (*reports.Results, error) {
	r.progress.clear()
	if r.err != nil {
		return nil, r.err
	}
	end.Duration = r.app.now().Sub(r.started)
	results, err := r.spool.Close(end)
	if err != nil {
		return nil, err
	}
	for _, reason := range r.reasons {
		if n := r.silent[reason]; n > 1 {
			fmt.Fprintf(r.app.stdout, "ERROR %d more cases: %s\n", n-1, reports.Printable(reason))
		}
	}
	return results, r.app.render(r.flags, results)
}

// code returns the exit code of results.
func code(results *reports.Results) int {
	codes := []int{exitOK}
	s := results.Summary
	if results.Interrupted {
		codes = append(codes, exitInterrupted)
	}
	if s.Fail > 0 || len(results.Problems) > 0 || results.Inconclusive == "fail" && s.Inconclusive > 0 {
		codes = append(codes, exitFindings)
	}
	if s.Error > 0 {
		codes = append(codes, exitUnreachable)
	}
	return worst(codes...)
}

// code returns the exit code of a run's results.
func (r *reporting) code(results *reports.Results) int { return code(results) }

// coverage yields what results showed of operations, worked out anew for each
// walk.
func (a *app) coverage(addresses []string, cover *suites.Cover) iter.Seq2[*reports.Coverage, error] {
	return func(yield func(*reports.Coverage, error) bool) {
		for _, address := range addresses {
			op := a.operation(address)
			if op == nil {
				continue
			}
			of := cover.Of(op)
			if c := reports.FromCoverage(&of); !yield(&c, nil) {
				return
			}
		}
	}
}
