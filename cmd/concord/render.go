package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/suites/checks"
)

// reportFlags say which reports are written where, and what is printed.
type reportFlags struct {
	out      string
	json     string
	junit    string
	junitDir string
	html     string
	markdown string
	sarif    string
	tap      string
	badge    string
	github   bool
	verbose  bool
	quiet    bool

	requireCoverage float64
}

func (f *reportFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "concord-report", "`DIR` for results.json, junit.xml and report.html")
	flags.StringVar(&f.json, "json", "", "results JSON `FILE` (default results.json in --out)")
	flags.StringVar(&f.junit, "junit", "", "JUnit XML `FILE` (default junit.xml in --out)")
	flags.StringVar(&f.junitDir, "junit-dir", "", "`DIR` for a JUnit XML file an operation")
	flags.StringVar(&f.html, "html", "", "HTML `FILE` (default report.html in --out)")
	flags.StringVar(&f.markdown, "markdown", "", "`FILE` for a summary in Markdown")
	flags.StringVar(&f.sarif, "sarif", "", "`FILE` for the findings in SARIF 2.1.0")
	flags.StringVar(&f.tap, "tap", "", "`FILE` for the results in TAP 14")
	flags.StringVar(&f.badge, "badge", "", "`FILE` for a badge, as shields.io reads it")
	flags.BoolVar(&f.github, "github", false, "print GitHub annotations, and append the summary to $GITHUB_STEP_SUMMARY (by itself where GITHUB_ACTIONS is set)")
	flags.Float64Var(&f.requireCoverage, "require-coverage", 0, "fail below `PCT` percent of the documented parameters, values, fields and errors")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "print the details of each failing case")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print a line a failing case and no summary")
	cmd.MarkFlagsMutuallyExclusive("verbose", "quiet")
}

func (f *reportFlags) jsonPath() string  { return either(f.json, filepath.Join(f.out, "results.json")) }
func (f *reportFlags) junitPath() string { return either(f.junit, filepath.Join(f.out, "junit.xml")) }
func (f *reportFlags) htmlPath() string  { return either(f.html, filepath.Join(f.out, "report.html")) }

func (f *reportFlags) check() error {
	if f.requireCoverage < 0 || f.requireCoverage > 100 {
		return fmt.Errorf("--require-coverage %v: want 0 to 100", f.requireCoverage)
	}
	return nil
}

// missing is shortfall for coverage that is worked out as it is asked for.
func (f *reportFlags) missing(coverage iter.Seq2[*reports.Coverage, error]) []string {
	if f.requireCoverage == 0 {
		return nil
	}
	var list []reports.Coverage
	for c := range coverage {
		counts := *c
		counts.Requirements, counts.Unreached = nil, nil
		list = append(list, counts)
	}
	return f.shortfall(list)
}

// shortfall says where the coverage is below what is required.
func (f *reportFlags) shortfall(list []reports.Coverage) []string {
	total := reports.Total(list)
	if f.requireCoverage == 0 || total.Percent() >= f.requireCoverage {
		return nil
	}
	return []string{fmt.Sprintf("coverage is %.1f %% (%d of %d), and --require-coverage asks for %v %%",
		total.Percent(), total.Exercised+total.Forced, total.Documented, f.requireCoverage)}
}

// render writes every report but the results JSON, and prints the summary.
func (a *app) render(f *reportFlags, results *reports.Results) error {
	docs := sentences()
	sarif := func(path string, r *reports.Results) error { return reports.SARIFFile(path, r, docs) }
	for _, o := range []struct {
		path  string
		write func(string, *reports.Results) error
	}{
		{f.junitPath(), reports.JUnitFile}, {f.junitDir, reports.JUnitDir}, {f.htmlPath(), reports.HTMLFile},
		{f.markdown, reports.MarkdownFile}, {f.sarif, sarif}, {f.tap, reports.TAPFile}, {f.badge, reports.BadgeFile},
	} {
		if o.path == "" {
			continue
		}
		if err := o.write(o.path, results); err != nil {
			return err
		}
	}
	if f.github || a.getenv("GITHUB_ACTIONS") == "true" {
		if err := a.annotate(results); err != nil {
			return err
		}
	}
	if f.quiet {
		return nil
	}
	if err := reports.Terminal(a.stdout, results, a.colour()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "report: %s\n", filepath.ToSlash(f.htmlPath()))
	return err
}

// annotate tells GitHub of a run's results.
func (a *app) annotate(results *reports.Results) error {
	if err := reports.Annotations(a.stdout, results); err != nil {
		return err
	}
	path := a.getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("GITHUB_STEP_SUMMARY: %w", err)
	}
	return errors.Join(reports.Markdown(file, results), file.Close())
}

// sentences returns the sentence of a check by its ID.
func sentences() func(string) string {
	docs := map[string]string{}
	for _, c := range checks.All() {
		docs[c.ID] = c.Doc
	}
	return func(id string) string { return docs[id] }
}

// colour says whether standard output takes colours.
func (a *app) colour() bool {
	return isTerminal(a.stdout) && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
