package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
)

func newExport(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export openapi|jsonschema [SELECTOR...]",
		Short: "Write contracts as OpenAPI 3.1 or JSON Schema 2020-12",
		Long: `Write contracts as OpenAPI 3.1.0, one operation a document, or as JSON Schema
(draft 2020-12) of request, response and error. Without --out the documents go
to standard output, one after the other.`,
		Example: `  concord export openapi alibaba/ecs/DescribeImages
  concord export jsonschema --out schemas`,
		ValidArgs: []string{"openapi", "jsonschema"},
		Args:      cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := a.export(args[0], args[1:])
			if err != nil {
				return err
			}
			return a.writeExport(out, files)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "`DIR` to write the documents into")
	return cmd
}

func (a *app) export(format string, selectors []string) ([]schemas.File, error) {
	render := schemas.JSONSchemas
	switch format {
	case "jsonschema":
	case "openapi":
		render = func(op *specs.Operation) ([]schemas.File, error) {
			file, err := schemas.OpenAPI(op)
			return []schemas.File{file}, err
		}
	default:
		return nil, fmt.Errorf("format %q: want openapi or jsonschema", format)
	}
	operations, err := a.selected(selectors)
	if err != nil {
		return nil, err
	}
	var files []schemas.File
	for _, op := range operations {
		some, err := render(op)
		if err != nil {
			return nil, err
		}
		files = append(files, some...)
	}
	return files, nil
}

func (a *app) writeExport(out string, files []schemas.File) error {
	for _, f := range files {
		if out == "" {
			if _, err := a.stdout.Write(f.Data); err != nil {
				return err
			}
			continue
		}
		file := filepath.Join(out, filepath.FromSlash(f.Name))
		write := func(w io.Writer) error { _, err := w.Write(f.Data); return err }
		if err := reports.WriteFile(file, write, nil); err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, file)
	}
	return nil
}
