package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
)

// reportFlags say which reports are written where.
type reportFlags struct {
	out      string
	json     string
	junit    string
	junitDir string
	html     string
	verbose  bool
}

func (f *reportFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "concord-report", "`DIR` for results.json, junit.xml and report.html")
	flags.StringVar(&f.json, "json", "", "results JSON `FILE` (default results.json in --out)")
	flags.StringVar(&f.junit, "junit", "", "JUnit XML `FILE` (default junit.xml in --out)")
	flags.StringVar(&f.junitDir, "junit-dir", "", "`DIR` for a JUnit XML file an operation")
	flags.StringVar(&f.html, "html", "", "HTML `FILE` (default report.html in --out)")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "print the details of each failing case")
}

func (f *reportFlags) jsonPath() string  { return either(f.json, filepath.Join(f.out, "results.json")) }
func (f *reportFlags) junitPath() string { return either(f.junit, filepath.Join(f.out, "junit.xml")) }
func (f *reportFlags) htmlPath() string  { return either(f.html, filepath.Join(f.out, "report.html")) }

// render writes every report but the results JSON.
func (a *app) render(f *reportFlags, results *reports.Results) error {
	if err := reports.JUnitFile(f.junitPath(), results); err != nil {
		return err
	}
	if f.junitDir != "" {
		if err := reports.JUnitDir(f.junitDir, results); err != nil {
			return err
		}
	}
	return reports.HTMLFile(f.htmlPath(), results)
}
