package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// checkDoc is one check of `concord checks --json`.
type checkDoc struct {
	ID         string        `json:"id"`
	Family     string        `json:"family"`
	Doc        string        `json:"doc"`
	Severities []severityDoc `json:"severities"`
}

type severityDoc struct {
	When   string `json:"when"`
	Mock   string `json:"mock"`
	Live   string `json:"live"`
	Strict string `json:"strict,omitempty"`
}

func newChecks(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "checks [ID...]",
		Short:   "List the checks and what their findings weigh",
		Example: "  concord checks\n  concord checks error-status\n  concord checks --json",
		RunE: func(_ *cobra.Command, args []string) error {
			docs, err := checkDocs(args)
			switch {
			case err != nil:
				return err
			case asJSON:
				return a.printJSON(docs)
			}
			w := a.table()
			for _, d := range docs {
				if len(args) == 0 {
					fmt.Fprintf(w, "%s\t%s\t%s\n", d.ID, d.Family, d.Doc)
					continue
				}
				fmt.Fprintf(w, "%s (%s)\n  %s\n", d.ID, d.Family, d.Doc)
				fmt.Fprintf(w, "  when\tmock\tlive\n")
				for _, s := range d.Severities {
					mock := s.Mock
					if s.Strict != "" {
						mock += " (--strict: " + s.Strict + ")"
					}
					fmt.Fprintf(w, "  %s\t%s\t%s\n", s.When, mock, s.Live)
				}
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func checkDocs(ids []string) ([]checkDoc, error) {
	all := checks.All()
	known := map[string]bool{}
	wanted := map[string]bool{}
	for _, c := range all {
		known[c.ID] = true
	}
	for _, id := range ids {
		if !known[id] {
			return nil, fmt.Errorf("no check %s; concord checks lists them", id)
		}
		wanted[id] = true
	}
	docs := []checkDoc{}
	for _, c := range all {
		if len(ids) > 0 && !wanted[c.ID] {
			continue
		}
		d := checkDoc{ID: c.ID, Family: c.Family, Doc: strings.TrimSpace(c.Doc)}
		for _, l := range suites.Lines() {
			if l.Check == c.ID {
				d.Severities = append(d.Severities, severityDoc{l.Says, word(l.Mock), word(l.Live), string(l.Strict)})
			}
		}
		docs = append(docs, d)
	}
	return docs, nil
}

func word(s suites.Severity) string {
	if s == suites.SeverityNone {
		return "none"
	}
	return string(s)
}
