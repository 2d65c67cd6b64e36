package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/suites"
)

// releaseFlags are those of `concord report --release`.
type releaseFlags struct {
	release     bool
	waivers     string
	due         int
	driftFailOn string
}

// release writes one verdict over runs, drift and waivers.
func (a *app) release(f *resultFlags, args []string) error {
	if f.compare != "" || f.junit != "" || f.junitDir != "" || f.sarif != "" || f.tap != "" || f.badge != "" || f.json != "" {
		return errors.New("--release writes release.json and report.html to --out, and --html and --markdown where they say; the other reports are of one run")
	}
	if !slices.Contains(diffSeverities, diff.Severity(f.driftFailOn)) {
		return fmt.Errorf("--drift-fail-on %q: want error, warning or info", f.driftFailOn)
	}
	release := &reports.Release{Tool: reports.Tool{Name: "concord", Version: version()}, Time: a.now(), FailOn: diff.Severity(f.driftFailOn)}
	var err error
	if release.Due, err = a.dueWaivers(either(f.waivers, a.config.Waivers), f.due); err != nil {
		return err
	}
	var results []string
	for _, name := range args {
		drift, err := readDrift(name)
		switch {
		case err != nil:
			return err
		case drift != nil:
			release.Drift = append(release.Drift, drift.Changes...)
			for _, o := range drift.Open {
				release.Open = append(release.Open, o.Operation)
			}
		default:
			results = append(results, name)
		}
	}
	inputs, err := openResults(results)
	if err != nil {
		return err
	}
	if release.Runs, err = a.runs(inputs, f.out); err != nil {
		return err
	}
	codes := []int{exitOK}
	for _, r := range release.Runs {
		if missing := f.shortfall(r.Coverage); len(missing) > 0 {
			r.Problems = append(r.Problems, missing...)
		}
		codes = append(codes, code(r))
	}
	if len(release.Obstacles()) > 0 && worst(codes...) == exitOK {
		codes = append(codes, exitFindings)
	}
	if err := a.renderRelease(f, release); err != nil {
		return err
	}
	return exit(worst(codes...))
}

func (a *app) renderRelease(f *resultFlags, release *reports.Release) error {
	for _, o := range []struct {
		path   string
		render func(io.Writer, *reports.Release) error
	}{{filepath.Join(f.out, "release.json"), reports.ReleaseJSON}, {f.htmlPath(), reports.ReleaseHTML}, {f.markdown, reports.ReleaseMarkdown}} {
		if o.path == "" {
			continue
		}
		if err := reports.WriteFile(o.path, func(w io.Writer) error { return o.render(w, release) }, nil); err != nil {
			return err
		}
	}
	if path := a.getenv("GITHUB_STEP_SUMMARY"); path != "" && (f.github || a.getenv("GITHUB_ACTIONS") == "true") {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return fmt.Errorf("GITHUB_STEP_SUMMARY: %w", err)
		}
		if err := errors.Join(reports.ReleaseMarkdown(file, release), file.Close()); err != nil {
			return err
		}
	}
	if f.quiet {
		return nil
	}
	return reports.ReleaseText(a.stdout, release, a.colour())
}

// runs returns the runs that results are of. Shards are merged under dir.
func (a *app) runs(inputs []*reports.Results, dir string) ([]*reports.Results, error) {
	var runs []*reports.Results
	var order []string
	shards := map[string][]*reports.Results{}
	for _, r := range inputs {
		if r.Sharded == nil {
			runs = append(runs, r)
			continue
		}
		key := r.Plan + " " + r.Target
		if shards[key] == nil {
			order = append(order, key)
		}
		shards[key] = append(shards[key], r)
	}
	for i, key := range order {
		merged, err := reports.Merge(filepath.Join(dir, fmt.Sprintf("merged-%d.json", i+1)), shards[key], a.operation)
		if err != nil {
			return nil, err
		}
		runs = append(runs, merged)
	}
	return runs, nil
}

// maxDrift is how large a list of changes may be.
const maxDrift = 64 << 20

// readDrift reads what `concord drift --json` printed, nil where the file is
// something else.
func readDrift(name string) (*changeList, error) {
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		return nil, nil // its error is that of the results
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	dec := json.NewDecoder(io.LimitReader(f, maxDrift))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil
	}
	if key, err := dec.Token(); err != nil || key != "changes" {
		return nil, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	list := &changeList{}
	if err := json.NewDecoder(io.LimitReader(f, maxDrift)).Decode(list); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the list of changes is cut")
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if list.Changes == nil {
		list.Changes = []diff.Change{}
	}
	return list, nil
}

// dueWaivers returns the waivers of a file that expire within so many days, or
// have, soonest first.
func (a *app) dueWaivers(file string, days int) ([]reports.Due, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--waivers: %w", err)
	}
	waivers, err := suites.ReadWaivers(file, data)
	if err != nil {
		return nil, err
	}
	now := a.now()
	var due []reports.Due
	for i := range waivers.List {
		w := &waivers.List[i]
		if !w.Expired(now.AddDate(0, 0, days)) {
			continue
		}
		due = append(due, reports.Due{Fingerprint: w.Fingerprint, Owner: w.Owner, Reason: w.Reason, Expiry: w.Expiry.Format(time.DateOnly),
			Expired: w.Expired(now), Target: w.Target, File: w.File, Line: w.Line})
	}
	slices.SortStableFunc(due, func(x, y reports.Due) int { return strings.Compare(x.Expiry, y.Expiry) })
	return due, nil
}
