package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/observe"
	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// driftFlags are the flags of `concord drift`.
type driftFlags struct {
	targetFlags
	changeFlags

	recordings []string
	confirm    int
	write      string
	state      string
	rate       float64
	timeout    time.Duration
	patience   time.Duration
}

func newDrift(a *app) *cobra.Command {
	var f driftFlags
	cmd := &cobra.Command{
		Use:   "drift (--target URL|NAME | --recording FILE...) [SELECTOR...]",
		Short: "Find where traffic departs from the documentation",
		Long: `Send the documented reads to a target, or read recordings, and list where the
answers depart from the documentation. Only operations that read are called,
one request a second each unless --rate says otherwise; a target that says it is
called too often is waited for.

What traffic had no occasion to show is never called removed. An operation of
which no answer could be read is listed as open, and the exit code is 3.

Exit codes: 0 no change at or above --fail-on, 1 one remains after waivers,
2 usage or configuration, 3 nothing could be concluded of an operation,
130 interrupted.`,
		Example: `  concord drift --target live --state drift.yaml
  concord drift --target http://127.0.0.1:4566 --rate 0 alibaba/ecs/DescribeImages
  concord drift --recording recordings/ --json
  concord drift --target live --write catalog/     # a patch to review`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.drift(cmd.Context(), &f, args) },
	}
	f.targetFlags.add(cmd)
	cmd.Flags().Lookup("target").DefValue = ""
	f.target = ""
	f.changeFlags.add(cmd)
	flags := cmd.Flags()
	flags.StringArrayVar(&f.recordings, "recording", nil, "read a recorded `FILE` or directory (repeatable)")
	flags.IntVar(&f.confirm, "confirm", 1, "look for each change again `N` times")
	flags.StringVar(&f.write, "write", "", "write the patched catalog files into `DIR`")
	flags.StringVar(&f.state, "state", "", "`FILE` that remembers what was seen when; only what is new is printed")
	flags.Float64Var(&f.rate, "rate", 1, "send at most `R` requests a second of each operation (0: no limit)")
	flags.DurationVar(&f.timeout, "timeout", 10*time.Second, "how long a request may take with its answer")
	flags.DurationVar(&f.patience, "patience", time.Minute, "how long to wait for a target that throttles a request")
	return cmd
}

func (f *driftFlags) validate(cmdTarget string) error {
	switch {
	case cmdTarget == "" && len(f.recordings) == 0:
		return errors.New("drift wants --target or --recording")
	case cmdTarget != "" && len(f.recordings) > 0:
		return errors.New("drift takes --target or --recording, not both")
	case f.confirm < 0:
		return fmt.Errorf("--confirm %d: want 0 or more", f.confirm)
	}
	return f.check()
}

func (a *app) drift(ctx context.Context, f *driftFlags, selectors []string) error {
	if err := f.validate(f.target); err != nil {
		return err
	}
	state, err := readDriftState(f.state)
	if err != nil {
		return err
	}
	var found []runner.Drift
	if len(f.recordings) > 0 {
		found, err = a.recordedDrift(f.recordings, selectors)
	} else {
		found, err = a.liveDrift(ctx, f, selectors)
	}
	if err != nil {
		return err
	}
	codes := []int{exitOK}
	if ctx.Err() != nil {
		codes = append(codes, exitInterrupted)
	}
	var list changeList
	for _, d := range found {
		list.Changes = append(list.Changes, d.Changes...)
		for _, lacks := range d.NotCompared {
			if d.Open != "" {
				break // says more
			}
			list.NotCompared = append(list.NotCompared, fmt.Sprintf("of %s, %s", d.Operation.Address, lacks))
			fmt.Fprintf(a.stderr, "concord drift: %s: %s\n", d.Operation.Address, reports.Printable(lacks))
		}
		if d.Open == "" {
			list.Concluded++
			continue
		}
		list.Open = append(list.Open, openOperation{d.Operation.Address.String(), d.Open})
		fmt.Fprintf(a.stderr, "concord drift: %s: nothing can be concluded: %s\n", d.Operation.Address, reports.Printable(d.Open))
		codes = append(codes, exitUnreachable)
	}
	if f.write != "" {
		if err := a.writePatch(f.write, found); err != nil {
			return err
		}
	}
	if f.state != "" {
		all := len(list.Changes)
		if list.Changes, err = state.update(f.state, found, a.now()); err != nil {
			return err
		}
		list.Known = all - len(list.Changes)
	}
	f.against = f.target
	err = a.printChanges("Drift from the documentation", list, &f.changeFlags)
	var coded *exitError
	switch {
	case errors.As(err, &coded) && coded.err == nil:
		codes = append(codes, coded.code)
	case err != nil:
		return err
	}
	return exit(worst(codes...))
}

// liveDrift asks a target.
func (a *app) liveDrift(ctx context.Context, f *driftFlags, selectors []string) ([]runner.Drift, error) {
	target, tls, err := f.resolve(a)
	if err != nil {
		return nil, err
	}
	plan, err := (&planFlags{shard: "1/1"}).plan(a, selectors, "")
	if err != nil {
		return nil, err
	}
	var operations []*specs.Operation
	for _, address := range plan.Operations() {
		if op := a.operation(address); op != nil && op.Effect == specs.Read {
			operations = append(operations, op)
		}
	}
	if len(operations) == 0 {
		return nil, errors.New("no selected operation reads")
	}
	stop, err := a.serveEmbedded(&target)
	if err != nil {
		return nil, err
	}
	defer stop()
	profile := target.Held()
	return runner.FindDrift(ctx, runner.Options{
		Target: target, Contracts: a.contract, Rules: suites.NewRules(checks.All(), suites.NewSeverities(profile, false, nil)),
		Redactor: &fixtures.Redactor{Secrets: target.Secrets(), Operation: a.operation},
		Timeout:  f.timeout, OperationRate: f.rate, Patience: f.patience,
		TLS: tls, UserAgent: "concord/" + version(), Clock: a.now, Rand: a.rand,
	}, func() iter.Seq[suites.Case] { return a.reads(plan) }, operations, f.confirm)
}

// reads yields the cases of a plan that only read and should succeed.
func (a *app) reads(plan *suites.Plan) iter.Seq[suites.Case] {
	return func(yield func(suites.Case) bool) {
		for c := range plan.Cases() {
			if !slices.Contains([]suites.Kind{suites.Sample, suites.Valid, suites.Boundary, suites.Sequence}, c.Kind) || c.Writes || c.NeedsAuth || c.Forced {
				continue
			}
			wanted := !slices.ContainsFunc(c.Steps, func(s suites.Step) bool {
				op := a.operation(either(s.Operation, c.Operation))
				return op == nil || op.Effect != specs.Read || s.Expect.Outcome == suites.Failure
			})
			if wanted && !yield(c) {
				return
			}
		}
	}
}

// recordedDrift reads recordings.
func (a *app) recordedDrift(files, selectors []string) ([]runner.Drift, error) {
	parsed, err := suites.ParseSelectors(selectors)
	if err != nil {
		return nil, err
	}
	catalog, err := a.catalog()
	if err != nil {
		return nil, err
	}
	if _, err := addresses(catalog, selectors); err != nil {
		return nil, err
	}
	finder := observe.NewFinder(catalog)
	redactor := a.gateRedactor() // a HAR document holds its secrets
	observers := map[string]*observe.Observer{}
	outside := map[string]int{}
	for _, file := range files {
		recorded, err := fixtures.ReadRecording(file)
		if errors.Is(err, fixtures.ErrEmptyRecording) {
			fmt.Fprintf(a.stderr, "concord drift: %v\n", err)
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, r := range recorded {
			address := finder.Operation(r)
			if address == "" {
				outside[either(r.Name, host(r.Request.URL))]++
				continue
			}
			op, err := catalog.Operation(address)
			if err != nil {
				return nil, err
			}
			if !parsed.Operation(op.Address) {
				continue
			}
			if observers[address] == nil {
				observers[address] = observe.New(op)
			}
			x := *r.Exchange
			x.Operation = address
			observers[address].Add(redactor.Exchange(&x))
		}
	}
	a.tellOutside(outside)
	if len(observers) == 0 {
		about := "an operation of the catalog"
		if len(selectors) > 0 {
			about = strings.Join(selectors, " or ")
		}
		return nil, &exitError{exitUnreachable, fmt.Errorf("no exchange of the recordings is about %s: nothing can be concluded", about)}
	}
	var found []runner.Drift
	for _, address := range sortedKeys(observers) {
		found = append(found, runner.ConcludeRecorded(a.operation(address), observers[address]))
	}
	return found, nil
}

// tellOutside lists what the recordings hold beside the catalog, with how many
// exchanges each.
func (a *app) tellOutside(outside map[string]int) {
	const most = 20 // lines
	names := sortedKeys(outside)
	for _, name := range names[:min(len(names), most)] {
		fmt.Fprintf(a.stderr, "concord drift: %s is no operation of the catalog: %d exchanges judged by nothing\n", reports.Printable(name), outside[name])
	}
	if more := len(names) - most; more > 0 {
		fmt.Fprintf(a.stderr, "concord drift: and %d more names like these\n", more)
	}
}

// host returns whom a request was sent to; its path may hold a secret.
func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return "an exchange without a request"
	}
	return "a request to " + u.Hostname()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// writePatch writes the pages of operations with what traffic showed, and
// their overlays beside them, as a layer for --catalog. What is written was
// loaded once, and what still departs then is told.
func (a *app) writePatch(dir string, found []runner.Drift) error {
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	seen := map[string][]diff.Change{}
	for _, d := range found {
		address := d.Operation.Address
		page, err := catalog.Page(address.String())
		if err != nil {
			return err
		}
		changes := slices.DeleteFunc(slices.Clone(d.Changes), func(c diff.Change) bool {
			return c.Kind == diff.NeverSeen || c.Label == runner.Flaky || c.Label == runner.Environment
		})
		if len(changes) == 0 {
			continue
		}
		seen[address.String()] = changes
		diff.Patch(page, changes)
		if page.Protocol == specs.RPC && slices.Equal(page.Methods, page.Product.Methods) {
			page.Methods = nil // the product's file states them
		}
		base := path.Join(address.Provider, address.Product, address.Version, address.Name)
		if files[base+".yaml"], err = specs.EncodeYAML(page); err != nil {
			return err
		}
		overlay, err := catalog.Overlay(address.String())
		if err != nil {
			return err
		}
		if overlay != nil {
			files[base+".overlay.yaml"] = overlay
		}
	}
	if err := a.checkPatch(files, seen); err != nil {
		return err
	}
	for _, name := range sortedKeys(files) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := writeBytes(file, files[name]); err != nil {
			return err
		}
		fmt.Fprintf(a.stderr, "concord drift: wrote %s\n", filepath.ToSlash(file))
	}
	return nil
}

// checkPatch loads the files of a patch over the catalog and tells which
// changes they do not settle.
func (a *app) checkPatch(files map[string][]byte, seen map[string][]diff.Change) error {
	dir, err := os.MkdirTemp("", "concord-patch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, data := range files {
		if err := writeBytes(filepath.Join(dir, filepath.FromSlash(name)), data); err != nil {
			return err
		}
	}
	layers, err := over(specs.EmbeddedLayer(), "--catalog", append(slices.Clone(a.catalogDirs), dir))
	if err != nil {
		return err
	}
	catalog, err := specs.Load(layers...)
	if err != nil {
		return fmt.Errorf("the patch cannot be loaded: %w", err)
	}
	for _, address := range sortedKeys(seen) {
		op, err := catalog.Operation(address)
		if err != nil {
			return fmt.Errorf("the patch cannot be loaded: %w", err)
		}
		for _, c := range seen[address] {
			if !diff.Settled(op, c) {
				fmt.Fprintf(a.stderr, "concord drift: %s: the patch does not settle this, a page cannot say it or an overlay holds the row: %s\n", address, reports.Printable(c.String()))
			}
		}
	}
	return nil
}

func writeBytes(file string, data []byte) error {
	return reports.WriteFile(file, func(w io.Writer) error { _, err := w.Write(data); return err }, nil)
}
