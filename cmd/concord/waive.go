package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/suites"
)

// waiveFlags are the flags of `concord waive`.
type waiveFlags struct {
	reason, owner, expiry, target string
	file, results                 string
}

func newWaive(a *app) *cobra.Command {
	var f waiveFlags
	cmd := &cobra.Command{
		Use:   "waive FINGERPRINT --reason TEXT --owner NAME --expiry YYYY-MM-DD",
		Short: "Write down a known deviation, so that it does not fail a run until a day",
		Long: `Add a waiver to a file of waivers. The finding is looked up by its fingerprint in
the last results. From the day after its expiry, or once what it covers is no
longer found, the waiver itself fails the run.`,
		Example: `  concord waive 33921a0b295d --reason "fixed in 2.4" --owner mocks --expiry 2027-01-31
  concord run --waivers waivers.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.waive(&f, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.reason, "reason", "", "`TEXT` that says why the deviation is accepted (required)")
	flags.StringVar(&f.owner, "owner", "", "`NAME` of who answers for it (required)")
	flags.StringVar(&f.expiry, "expiry", "", "the last day on which it holds, `YYYY-MM-DD` (required)")
	flags.StringVar(&f.target, "target", "", "the only `NAME` of a target that it holds for")
	flags.StringVar(&f.file, "waivers", "", "`FILE` to add to (default that of the configuration, else waivers.yaml)")
	flags.StringVar(&f.results, "results", filepath.Join("concord-report", "results.json"), "results `FILE` that has the finding")
	return cmd
}

func (a *app) waive(f *waiveFlags, fingerprint string) error {
	if f.reason == "" || f.owner == "" || f.expiry == "" {
		return errors.New("a waiver needs --reason, --owner and --expiry")
	}
	expiry, err := time.Parse(time.DateOnly, f.expiry)
	if err != nil {
		return fmt.Errorf("--expiry %q: want YYYY-MM-DD", f.expiry)
	}
	finding, err := findFinding(f.results, fingerprint)
	if err != nil {
		return err
	}
	file := either(f.file, either(a.config.Waivers, "waivers.yaml"))
	data, err := readBounded(file, maxSettings)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("--waivers: %w", err)
	}
	text, err := suites.AppendWaiver(file, data, finding, f.owner, f.reason, expiry, f.target)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error { _, err := w.Write(text); return err }
	if err := reports.WriteFile(file, write, nil); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: waived %s, %s of %s, until %s\n", file, fingerprint, finding.Check, finding.Operation, f.expiry)
	return err
}

// findFinding looks a fingerprint up in a results file.
func findFinding(file, fingerprint string) (*suites.Finding, error) {
	results, err := reports.Open(file)
	if err != nil {
		return nil, fmt.Errorf("--results: %w", err)
	}
	for r, err := range results.All() {
		if err != nil {
			return nil, err
		}
		for _, f := range r.Findings {
			if f.Fingerprint == fingerprint {
				return &suites.Finding{Check: f.Check, Operation: either(f.Operation, r.Operation), Section: f.Section, Path: f.Path}, nil
			}
		}
	}
	return nil, fmt.Errorf("%s: no finding has the fingerprint %s", file, fingerprint)
}
