package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/specs"
)

// lintedOperation is one operation of `concord lint --json`.
type lintedOperation struct {
	Operation string       `json:"operation"`
	Issues    []lintedFact `json:"issues"`
}

type lintedFact struct {
	specs.Issue
	File string `json:"file"`
	Line int    `json:"line"`
}

func newLint(a *app) *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "lint [SELECTOR...]",
		Short: "Compare each page's tables with its own sample, and list what is open",
		Long: `List where a page contradicts itself, what its rendition lost, and what nobody
has said yet, such as what provokes an error. What the catalog has settled with
a reason is listed with --all. The exit code is 1 where something is open.`,
		Example: "  concord lint\n  concord lint alibaba/ecs/DescribeImages --all\n  concord lint --catalog ./catalog --json",
		RunE: func(_ *cobra.Command, args []string) error {
			operations, err := a.selected(args)
			if err != nil {
				return err
			}
			list := make([]lintedOperation, 0, len(operations))
			open, settled := 0, 0
			for _, op := range operations {
				one := lintedOperation{op.Address.String(), []lintedFact{}}
				for _, issue := range specs.Lint(op) {
					if issue.Settled {
						settled++
					} else {
						open++
					}
					if all || asJSON || !issue.Settled {
						one.Issues = append(one.Issues, lintedFact{issue, issue.Source.File, issue.Source.Line})
					}
				}
				list = append(list, one)
			}
			if asJSON {
				err = a.printJSON(list)
			} else {
				err = a.printLint(list, open, settled)
			}
			if err == nil && open > 0 {
				return exit(exitFindings)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, settled issues too")
	cmd.Flags().BoolVar(&all, "all", false, "list settled issues too")
	return cmd
}

func (a *app) printLint(list []lintedOperation, open, settled int) error {
	for _, op := range list {
		for _, i := range op.Issues {
			state := "open"
			if i.Settled {
				state = "settled"
			}
			place := ""
			if i.File != "" {
				place = fmt.Sprintf("%s:%d: ", i.File, i.Line)
			}
			if _, err := fmt.Fprintf(a.stdout, "%s%s: %s (%s, %s)\n", place, op.Operation, i.Message, i.Rule, state); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(a.stdout, "%d operations: %d issues open, %d settled\n", len(list), open, settled)
	return err
}
