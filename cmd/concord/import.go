package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/specs/pages"
)

// importFlags are the flags of `concord import`.
type importFlags struct {
	json  bool
	as    string
	out   string
	check bool
}

func newImport(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import PAGE...",
		Short: "Read documentation pages into contracts",
		Long: `Read documentation pages (HTML, Markdown, reStructuredText, or text pasted from
the page; English or Chinese) and print the contract as the catalog's YAML, or
the facts as JSON. A directory is all the pages in it, "-" is standard input.

What a rendition lost is listed as lost, what was not understood as unread;
nothing is dropped in silence. The exit code is 2 where a page could not be
read at all, 1 where --check finds that the catalog says something else.`,
		Example: `  concord import DescribeImages.html
  concord import --json pages/
  concord import DescribeImages.txt --as alibaba/ecs/DescribeImages@2014-05-26 --out catalog
  concord import DescribeImages.html --check`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.importPages(&f, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "print the facts as JSON, an array for several pages")
	flags.StringVar(&f.as, "as", "", "`ADDRESS[@VERSION]` of what the page omits: alibaba/ecs/DescribeImages@2014-05-26")
	flags.StringVar(&f.out, "out", "", "catalog `DIR` to write YAML into")
	flags.BoolVar(&f.check, "check", false, "compare with the catalog and print what differs")
	return cmd
}

// imported is one page that was read, or was not.
type imported struct {
	name string
	op   *specs.Operation // nil: err says why
	err  error
}

func (a *app) importPages(f *importFlags, args []string) error {
	as, err := parseAs(f.as)
	if err != nil {
		return err
	}
	names, several, err := pageFiles(args)
	if err != nil {
		return err
	}
	if several && f.as != "" && len(names) > 1 && as.Name != "" {
		return errors.New("--as names one operation, and there are several pages")
	}
	code := exitOK
	list := make([]imported, 0, len(names))
	for _, name := range names {
		page := imported{name: name}
		page.op, page.err = a.readPage(name, pages.Options{As: as})
		if page.err != nil {
			code = exitUsage
			fmt.Fprintf(a.stderr, "concord: %s: %v\n", name, page.err)
		}
		list = append(list, page)
	}
	switch {
	case f.check:
		code, err = a.checkImported(list, code, f.json)
	case f.out != "":
		code = a.writeImported(f.out, list, code)
	case f.json:
		err = a.printFacts(list, several)
	default:
		err = a.printYAML(list)
	}
	if err != nil {
		return err
	}
	return exit(code)
}

// parseAs reads ADDRESS[@VERSION]; the version may stand behind the product or
// behind the operation.
func parseAs(text string) (specs.Address, error) {
	if text == "" {
		return specs.Address{}, nil
	}
	last := text[strings.LastIndexByte(text, '/')+1:]
	name, version, found := strings.Cut(last, "@")
	address, err := specs.ParseAddress(strings.TrimSuffix(text, last) + name)
	if err != nil {
		return address, fmt.Errorf("--as: %w", err)
	}
	if found && address.Version != "" && address.Version != version {
		return address, fmt.Errorf("--as %q: two versions", text)
	}
	if found {
		address.Version = version
	}
	return address, nil
}

// pageTypes are the extensions of the pages in a directory.
var pageTypes = []string{".html", ".htm", ".md", ".rst", ".txt"}

// pageFiles lists the files that the arguments name. Several says that there
// may be more than one: a directory, or several arguments.
func pageFiles(args []string) (files []string, several bool, err error) {
	several = len(args) > 1
	for _, arg := range args {
		if arg == stdin {
			files = append(files, arg)
			continue
		}
		info, err := os.Stat(arg)
		if errors.Is(err, os.ErrNotExist) {
			return nil, false, fmt.Errorf("%s: no such page", arg)
		}
		if err != nil {
			return nil, false, err
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		several = true
		err = filepath.WalkDir(arg, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && slices.Contains(pageTypes, strings.ToLower(filepath.Ext(name))) {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			return nil, false, err
		}
	}
	return files, several, nil
}

// stdin names the page on standard input.
const stdin = "-"

func (a *app) readPage(name string, options pages.Options) (*specs.Operation, error) {
	in := a.stdin
	if name != stdin {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, pages.MaxSize+1))
	if err != nil {
		return nil, err
	}
	return pages.Read(filepath.Base(name), data, options)
}

// unreadable is the entry of a page that could not be read.
type unreadable struct {
	Page   string         `json:"page"`
	Unread []specs.Unread `json:"unread"`
}

func (a *app) printFacts(list []imported, several bool) error {
	facts := make([]any, 0, len(list))
	for _, page := range list {
		base := filepath.Base(page.name)
		if page.err != nil {
			facts = append(facts, unreadable{base, []specs.Unread{{Line: 1, Why: page.err.Error()}}})
			continue
		}
		facts = append(facts, pages.Facts(page.op, base))
	}
	if !several {
		return a.printJSON(facts[0])
	}
	return a.printJSON(facts)
}

func (a *app) printYAML(list []imported) error {
	first := true
	for _, page := range list {
		if page.err != nil {
			continue
		}
		text, err := specs.EncodeYAML(withUnstated(page.op))
		if err != nil {
			return fmt.Errorf("%s: %w", page.name, err)
		}
		if !first {
			fmt.Fprintln(a.stdout, "---")
		}
		first = false
		if _, err := a.stdout.Write(text); err != nil {
			return err
		}
		a.warnUnread(page)
	}
	return nil
}

// withUnstated returns op with the word for what a page does not state where
// the catalog needs it: the operation's name and its version.
func withUnstated(op *specs.Operation) *specs.Operation {
	out := *op
	out.Address.Name = either(op.Address.Name, specs.Unstated)
	out.Address.Version = either(op.Address.Version, specs.Unstated)
	return &out
}

// warnUnread lists on standard error what was not understood of a page.
func (a *app) warnUnread(page imported) {
	for _, u := range page.op.Unread {
		fmt.Fprintf(a.stderr, "%s:%d: unread: %s (%s)\n", page.name, u.Line, u.Text, u.Why)
	}
}

// writeImported writes each page's contract to its place under dir.
func (a *app) writeImported(dir string, list []imported, code int) int {
	for _, page := range list {
		if page.err != nil {
			continue
		}
		file, err := writeContract(dir, page.op)
		if err != nil {
			fmt.Fprintf(a.stderr, "concord: %s: %v\n", page.name, err)
			code = exitUsage
			continue
		}
		fmt.Fprintln(a.stdout, file)
		a.warnUnread(page)
	}
	return code
}

func writeContract(dir string, op *specs.Operation) (string, error) {
	at := op.Address
	for _, part := range []struct{ what, value string }{
		{"provider", at.Provider}, {"product", at.Product}, {"version", at.Version}, {"operation", at.Name},
	} {
		if part.value == "" {
			return "", fmt.Errorf("the page states no %s; give --as provider/product/Operation@version", part.what)
		}
		if part.value == "." || part.value == ".." || strings.ContainsAny(part.value, `/\`) {
			return "", fmt.Errorf("the page's %s %q is no name of a file", part.what, part.value)
		}
	}
	text, err := specs.EncodeYAML(op)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, at.Provider, at.Product, at.Version, at.Name+".yaml")
	write := func(w io.Writer) error { _, err := w.Write(text); return err }
	return file, reports.WriteFile(file, write, nil)
}

// checkImported compares each page with the catalog's contract.
func (a *app) checkImported(list []imported, code int, asJSON bool) (int, error) {
	catalog, err := a.catalog()
	if err != nil {
		return code, err
	}
	changes := []diff.Change{}
	for _, page := range list {
		if page.err != nil {
			continue
		}
		documented, err := inCatalog(catalog, page.op)
		if err != nil {
			fmt.Fprintf(a.stderr, "concord: %s: %v\n", page.name, err)
			code = exitUsage
			continue
		}
		changes = append(changes, diff.Compare(documented, page.op)...)
	}
	if len(changes) > 0 {
		code = worst(code, exitFindings)
	}
	if asJSON {
		return code, a.printJSON(map[string]any{"changes": changes})
	}
	for _, c := range changes {
		fmt.Fprintln(a.stdout, c)
	}
	return code, nil
}

// inCatalog returns the catalog's operation that a page is about, as the
// catalog's own page has it.
func inCatalog(catalog *specs.Catalog, op *specs.Operation) (*specs.Operation, error) {
	at := op.Address
	if at.Name == "" {
		return nil, errors.New("the page states no operation; give --as")
	}
	find := func(product string) (found []string) {
		for _, address := range catalog.Addresses() {
			known, _ := catalog.Address(address)
			if known.Name == at.Name && fits(at.Provider, known.Provider) && fits(product, known.Product) && fits(at.Version, known.Version) {
				found = append(found, address)
			}
		}
		return found
	}
	// A page may call its product by another name than the gateway does.
	found := find(at.Product)
	if len(found) == 0 {
		found = find("")
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("no operation %s in the catalog", at.Name)
	case 1:
		return catalog.Page(found[0])
	}
	return nil, fmt.Errorf("%s may be any of %s; give --as", at.Name, strings.Join(found, ", "))
}

func fits(stated, known string) bool { return stated == "" || strings.EqualFold(stated, known) }
