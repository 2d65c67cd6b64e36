package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
)

func newDiff(a *app) *cobra.Command {
	var operation string
	var f changeFlags
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "List what changed from one document of an operation to another",
		Long: `List what changed from OLD to NEW. Each is a documentation page, a catalog YAML
file, an OpenAPI document, a vendor's metadata file, a directory with a Go SDK
package, or an operation's address.

Only facts are compared: order, marker words and prose never make a change.

Exit codes: 0 no change at or above --fail-on, 1 one remains after waivers,
2 usage or a document that cannot be read.`,
		Example: `  concord diff DescribeImages-2024.txt DescribeImages-2025.md
  concord diff alibaba/ecs/DescribeImages new-edition.html --json
  concord diff alibaba/ecs/DescribeImages ./sdk/services/ecs`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return a.diff(args[0], args[1], operation, &f) },
	}
	cmd.Flags().StringVar(&operation, "operation", "", "`NAME` of the operation, where a document holds several or calls it otherwise (default: the other document's)")
	f.add(cmd)
	return cmd
}

// changeFlags say how changes are printed and which of them fail.
type changeFlags struct {
	json       bool
	html       string
	failOn     string
	waivers    string
	severities string
	against    string // the target that traffic is of; no waiver of another holds
}

func (f *changeFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "print JSON")
	flags.StringVar(&f.html, "html", "", "`FILE` for the changes as a page")
	flags.StringVar(&f.failOn, "fail-on", "warning", "the lightest `SEVERITY` of a change that fails: error, warning or info")
	flags.StringVar(&f.waivers, "waivers", "", "`FILE` of known changes")
	flags.StringVar(&f.severities, "severities", "", "`FILE` of severities by section and kind of change")
}

func (a *app) diff(oldName, newName, operation string, f *changeFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	named := operation
	old, err := a.document(oldName, operation)
	if err != nil && operation == "" {
		// The other document may tell which operation is meant.
		if other, otherErr := a.document(newName, ""); otherErr == nil && other.Address.Name != "" {
			operation = other.Address.Name
			old, err = a.document(oldName, operation)
		}
	}
	if err != nil {
		return err
	}
	if operation == "" {
		operation = old.Address.Name
	}
	new, err := a.document(newName, operation)
	if err != nil {
		return err
	}
	if named != "" {
		// Who names the operation knows better than a page's links and title.
		old.Address.Name, new.Address.Name = named, named
	}
	if old.Address.Name != "" && new.Address.Name != "" && old.Address.Name != new.Address.Name {
		return fmt.Errorf("%s documents %s, and %s documents %s: where both are one operation, name it with --operation",
			oldName, old.Address.Name, newName, new.Address.Name)
	}
	list := changeList{Changes: diff.Compare(old, new)}
	for _, side := range []struct {
		name string
		op   *specs.Operation
	}{{oldName, old}, {newName, new}} {
		for _, lacks := range diff.NotCompared(side.op) {
			list.NotCompared = append(list.NotCompared, fmt.Sprintf("in %s, %s", side.name, lacks))
		}
	}
	for _, lacks := range list.NotCompared {
		fmt.Fprintln(a.stderr, "not compared:", lacks)
	}
	return a.printChanges(oldName+" to "+newName, list, f)
}

func (f *changeFlags) check() error {
	if !slices.Contains(diffSeverities, diff.Severity(f.failOn)) {
		return fmt.Errorf("--fail-on %q: want error, warning or info", f.failOn)
	}
	return nil
}

// diffSeverities, lightest first.
var diffSeverities = []diff.Severity{diff.Info, diff.Warning, diff.Error}

// changeList is what --json prints: changes, and what else a reader must know
// before calling the list complete.
type changeList struct {
	Changes []diff.Change `json:"changes"`
	// NotCompared says what had to be left out, Open of which operations drift
	// could conclude nothing.
	NotCompared []string        `json:"notCompared,omitempty"`
	Open        []openOperation `json:"open,omitempty"`
	// Known counts the changes that --state remembers and that are not listed.
	Known int `json:"known,omitempty"`
	// Waived counts the changes that waivers and severities leave out.
	Waived int `json:"waived,omitempty"`
	// Concluded counts the operations of which something could be concluded.
	Concluded int `json:"-"`
}

type openOperation struct {
	Operation string `json:"operation"`
	Reason    string `json:"reason"`
}

// lacks says, a sentence each, what the changes are silent about.
func (l *changeList) lacks() []string {
	var lacks []string
	for _, o := range l.Open {
		lacks = append(lacks, fmt.Sprintf("%s: nothing can be concluded: %s", o.Operation, o.Reason))
	}
	for _, n := range l.NotCompared {
		lacks = append(lacks, "not compared: "+n)
	}
	return lacks
}

// none says in one line what it means that no change is listed.
func (l *changeList) none() string {
	line := "no change"
	if l.Known > 0 {
		line = fmt.Sprintf("nothing new, %d known", l.Known)
	}
	if l.Waived > 0 {
		line += fmt.Sprintf(", %d waived", l.Waived)
	}
	switch {
	case len(l.Open) > 0 && l.Concluded == 0:
		return "nothing could be concluded"
	case len(l.Open) > 0:
		line += fmt.Sprintf(" in %d of %d operations; nothing could be concluded of the others", l.Concluded, l.Concluded+len(l.Open))
	case len(l.NotCompared) > 0:
		line += " in what was compared"
	}
	return line
}

// printChanges prints the changes that waivers leave, under a title where they
// are a page, and returns the exit they ask for.
func (a *app) printChanges(title string, list changeList, f *changeFlags) error {
	all := len(list.Changes)
	changes, err := a.weigh(list.Changes, f)
	if err != nil {
		return err
	}
	if f.html != "" {
		page := func(w io.Writer) error {
			return reports.ChangesHTML(w, title, changes, list.lacks(), reports.Tool{Name: "concord", Version: version()}, a.now())
		}
		if err := reports.WriteFile(f.html, page, nil); err != nil {
			return err
		}
	}
	list.Changes, list.Waived = changes, all-len(changes)
	switch {
	case f.json:
		if err := a.printJSON(list); err != nil {
			return err
		}
	case len(changes) == 0:
		fmt.Fprintln(a.stdout, list.none())
	default:
		printChangeLines(a.stdout, changes)
		if list.Waived > 0 {
			fmt.Fprintf(a.stdout, "%d waived\n", list.Waived)
		}
	}
	for _, c := range changes {
		if slices.Index(diffSeverities, c.Severity) >= slices.Index(diffSeverities, diff.Severity(f.failOn)) {
			return exit(exitFindings)
		}
	}
	return nil
}

func printChangeLines(w io.Writer, changes []diff.Change) {
	counts := map[diff.Severity]int{}
	operation := ""
	for _, c := range changes {
		counts[c.Severity]++
		if c.Operation != operation {
			operation = c.Operation
			fmt.Fprintln(w, strings.Join(strings.FieldsFunc(operation, func(r rune) bool { return r == '/' }), "/")) // a page may not state its provider
		}
		line := c.String()
		if c.Breaking == "yes" {
			line += " [breaking]"
		}
		for _, e := range c.Evidence {
			line += "; " + e
		}
		fmt.Fprintf(w, "  %-7s %s  %s\n", c.Severity, reports.Printable(line), c.Fingerprint)
	}
	word := "changes"
	if len(changes) == 1 {
		word = "change"
	}
	fmt.Fprintf(w, "%d %s: %s\n", len(changes), word,
		reports.Counts{Error: counts[diff.Error], Warning: counts[diff.Warning], Info: counts[diff.Info]})
}
