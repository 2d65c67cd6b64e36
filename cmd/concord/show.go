package main

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/pages"
)

func newShow(a *app) *cobra.Command {
	var asJSON, all bool
	var documents []string
	cmd := &cobra.Command{
		Use:   "show ADDRESS...",
		Short: "Show what the documentation says of an operation, and where it says it",
		Long: `Show what the documentation says of an operation, and where it says it. With
--compare, show instead where other documents of the operation disagree with the
page: a vendor's metadata, a Go SDK package, an OpenAPI document, another
edition, a recording. A document that does not tell a fact has "-". LINE is the
line of the operation's file in the catalog, unless it names another.`,
		Example: `  concord show alibaba/ecs/DescribeImages
  concord show huawei/modelarts/ShowImage --json
  concord show alibaba/ecs/DescribeImages --compare api-docs.json --compare sdk/services/ecs --compare recordings/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(documents) > 0 {
				if len(args) > 1 {
					return errors.New("--compare is about one operation")
				}
				return a.compare(args[0], documents, all, asJSON)
			}
			operations, err := a.selected(args)
			if err != nil {
				return err
			}
			if asJSON {
				facts := make([]pages.PageFacts, 0, len(operations))
				for _, op := range operations {
					facts = append(facts, pages.Facts(op, path.Base(op.File)))
				}
				return a.printJSON(facts)
			}
			for i, op := range operations {
				if i > 0 {
					fmt.Fprintln(a.stdout)
				}
				if err := a.show(op); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringArrayVar(&documents, "compare", nil, "compare with a `DOCUMENT` or a recording (repeatable)")
	cmd.Flags().BoolVar(&all, "all", false, "with --compare: also the facts on which all agree")
	return cmd
}

func (a *app) show(op *specs.Operation) error {
	fmt.Fprintf(a.stdout, "%s: %s\n", op.Address, op.Page.Title)
	fmt.Fprintf(a.stdout, "  edition %s, %s, %s, %s %s\n  %s\n", op.Page.Edition, op.Protocol, op.Effect, strings.Join(op.Methods, "|"), op.URLPath, op.File)
	w := a.table()
	fmt.Fprintf(w, "\nREQUEST\tTYPE\tREQUIRED\tVALUES\tLINE\n")
	for i := range op.Request {
		p := &op.Request[i]
		required := "?"
		if p.Required != nil {
			required = strconv.FormatBool(*p.Required)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", p.Path, typeOf(&p.Row), required, bounds(&p.Row), lineIn(op, p.Source))
	}
	fmt.Fprintf(w, "\nRESPONSE\tTYPE\tPRESENCE\tVALUES\tLINE\n")
	for i := range op.Response {
		f := &op.Response[i]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.Path, typeOf(&f.Row), f.Presence, bounds(&f.Row), lineIn(op, f.Source))
	}
	fmt.Fprintf(w, "\nERROR\tSTATUS\tSCOPE\tMESSAGE\tLINE\n")
	for _, e := range op.ErrorRows() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.Code, numbers(e.Statuses), e.Scope, e.Message, lineIn(op, e.Source))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return showNotes(a.stdout, op)
}

// showNotes lists where the page disagrees with itself and what it has lost.
func showNotes(w io.Writer, op *specs.Operation) error {
	var b strings.Builder
	for _, c := range op.Contradictions {
		fmt.Fprintf(&b, "contradiction at %s: the table says %s, the sample %s\n", c.Wire, strings.Join(c.Documented, ", "), c.Sample)
	}
	for _, l := range op.Lost {
		of := ""
		if where := strings.TrimSpace(l.Section + " " + l.Path); where != "" {
			of = " of " + where
		}
		fmt.Fprintf(&b, "lost: %s%s: %s\n", l.Fact, of, l.Why)
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(w, "\n"+b.String())
	return err
}

// lineIn returns the line of a row in the operation's own file, or the file's
// name with it where the row stands in another.
func lineIn(op *specs.Operation, s specs.Source) string {
	switch {
	case s.File == op.File || s.File == "":
		return strconv.Itoa(s.Line)
	case path.Dir(s.File) == path.Dir(op.File):
		return fmt.Sprintf("%s:%d", path.Base(s.File), s.Line)
	}
	return fmt.Sprintf("%s:%d", s.File, s.Line)
}

func typeOf(r *specs.Row) string {
	text := string(r.Type)
	if r.Items != "" {
		text += " of " + string(r.Items)
	}
	if r.Format != "" {
		text += " (" + r.Format + ")"
	}
	return text
}

// bounds tells in words which values a row allows.
func bounds(r *specs.Row) string {
	var parts []string
	if len(r.Enum) > 0 {
		parts = append(parts, strings.Join(r.Enum, "|"))
	}
	between := func(what string, low, high string) {
		switch {
		case low != "" && high != "":
			parts = append(parts, what+low+" to "+high)
		case low != "":
			parts = append(parts, what+"from "+low)
		case high != "":
			parts = append(parts, what+"up to "+high)
		}
	}
	between("", float(r.Min), float(r.Max))
	between("length ", integer(r.MinLength), integer(r.MaxLength))
	between("items ", integer(r.MinItems), integer(r.MaxItems))
	if r.Pattern != "" {
		parts = append(parts, "/"+r.Pattern+"/")
	}
	if r.Default != nil {
		parts = append(parts, "default "+*r.Default)
	}
	if r.Deprecated {
		parts = append(parts, "deprecated")
	}
	return strings.Join(parts, "; ")
}

func float(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func integer(v *int) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(*v)
}

func numbers(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, "|")
}
