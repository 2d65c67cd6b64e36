package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/specs"
)

// listed is one operation of `concord list --json`.
type listed struct {
	Operation string `json:"operation"`
	Title     string `json:"title"`
	Edition   string `json:"edition"`
	Effect    string `json:"effect"`
	Protocol  string `json:"protocol"`
	Request   int    `json:"request"`  // rows
	Response  int    `json:"response"` // rows
	Errors    int    `json:"errors"`   // rows of the operation's own table
	File      string `json:"file"`
}

func newList(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [SELECTOR...]",
		Short: "List the operations of the catalog",
		Long: `List the operations of the catalog with the sizes of their tables. A SELECTOR is
an operation's address; "*" stays inside a segment, "**" crosses segments.
What a page does not state is "-". The cases of an operation are listed by
"concord run --list".`,
		Example: "  concord list\n  concord list 'alibaba/*/Describe*' --json",
		RunE: func(_ *cobra.Command, args []string) error {
			operations, err := a.selected(args)
			if err != nil {
				return err
			}
			rows := make([]listed, 0, len(operations))
			for _, op := range operations {
				rows = append(rows, listed{op.Address.String(), op.Page.Title, op.Page.Edition, string(op.Effect), string(op.Protocol),
					len(op.Request), len(op.Response), len(op.Errors), op.File})
			}
			if asJSON {
				return a.printJSON(rows)
			}
			w := a.table()
			fmt.Fprintln(w, "OPERATION\tEFFECT\tEDITION\tREQUEST\tRESPONSE\tERRORS\tTITLE")
			for _, r := range rows {
				fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%s\n", r.Operation, r.Effect, either(r.Edition, "-"), r.Request, r.Response, r.Errors, either(r.Title, "-"))
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// selected loads the operations that the selectors choose; none chooses all.
// A selector that matches nothing is an error.
func (a *app) selected(selectors []string) ([]*specs.Operation, error) {
	catalog, err := a.catalog()
	if err != nil {
		return nil, err
	}
	addresses, err := addresses(catalog, selectors)
	if err != nil {
		return nil, err
	}
	return catalog.Operations(addresses...)
}
