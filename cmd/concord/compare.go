package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/observe"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
)

// comparison is what `show --compare --json` prints.
type comparison struct {
	Operation  string           `json:"operation"`
	Documents  []string         `json:"documents"`
	Statements []diff.Statement `json:"statements"`
}

// compare shows where the catalog and other documents of an operation
// disagree: pages, metadata, SDK packages, OpenAPI documents, recordings.
func (a *app) compare(address string, documents []string, all, asJSON bool) error {
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	op, err := catalog.Operation(address)
	if err != nil {
		return err
	}
	out := comparison{Operation: op.Address.String(), Documents: []string{"page"}, Statements: []diff.Statement{}}
	ops := []*specs.Operation{op}
	for _, argument := range documents {
		other, kind, err := a.evidence(argument, op)
		if err != nil {
			return err
		}
		ops = append(ops, other)
		out.Documents = append(out.Documents, kind+" "+filepath.Base(filepath.Clean(argument)))
	}
	agreed := 0
	for _, s := range diff.Statements(ops) {
		if s.Agree() {
			agreed++
			if !all {
				continue
			}
		}
		out.Statements = append(out.Statements, s)
	}
	if asJSON {
		return a.printJSON(out)
	}
	fmt.Fprintf(a.stdout, "%s: %d facts that several documents tell, %d agree\n", out.Operation, agreed+disagreeing(out.Statements), agreed)
	w := a.table()
	fmt.Fprintf(w, "\nSECTION\tPATH\tFACT\t%s\n", strings.Join(out.Documents, "\t"))
	for _, s := range out.Statements {
		fmt.Fprintf(w, "%s\t%s\t%s", s.Section, s.Path, s.Fact)
		for _, says := range s.Says {
			fmt.Fprintf(w, "\t%s", either(says, "-"))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func disagreeing(list []diff.Statement) int {
	n := 0
	for _, s := range list {
		if !s.Agree() {
			n++
		}
	}
	return n
}

// evidence reads a document of an operation, or a recording of it.
func (a *app) evidence(argument string, op *specs.Operation) (other *specs.Operation, kind string, err error) {
	other, err = a.document(argument, op.Address.Name)
	if err == nil {
		return other, either(other.Page.Document, "page"), nil
	}
	recorded, recordingErr := fixtures.ReadRecording(argument)
	if recordingErr != nil {
		return nil, "", err
	}
	catalog, err := a.catalog()
	if err != nil {
		return nil, "", err
	}
	finder, observer := observe.NewFinder(catalog), observe.New(op)
	for _, r := range recorded {
		if finder.Operation(r) == op.Address.String() {
			observer.Add(r.Exchange)
		}
	}
	if observer.Answers() == 0 {
		return nil, "", fmt.Errorf("%s: the recording holds no successful answer of %s", argument, op.Address)
	}
	return observer.Operation(), "traffic", nil
}
