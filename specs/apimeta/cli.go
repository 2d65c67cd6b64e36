package apimeta

import (
	"fmt"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// cliParameter is a parameter of a file of aliyun-openapi-meta.
type cliParameter struct {
	Name     string         `json:"name"`
	Position string         `json:"position"`
	Type     string         `json:"type"`
	Required bool           `json:"required"`
	Members  []cliParameter `json:"sub_parameters"`
}

// cli reads a file of aliyun-openapi-meta, which states requests alone. An
// object that travels as JSON is a String there and has no members; the type
// of a Json, an object or a list, is left unstated.
func (d *document) cli(file string) (*specs.Operation, error) {
	op := &specs.Operation{
		Address:  specs.Address{Provider: "alibaba", Name: d.Name},
		Page:     specs.Page{Title: d.Name, Document: "metadata"},
		Protocol: specs.RPC,
		Action:   d.Name,
		URLPath:  "/",
		Open:     specs.Open{Response: true, Errors: true, Statuses: true, Enums: true},
		File:     file,
	}
	if *d.PathPattern != "" {
		op.Protocol, op.URLPath = specs.ROA, template(*d.PathPattern)
	}
	for m := range strings.SplitSeq(d.Method, "|") {
		if m != "" {
			op.Methods = append(op.Methods, strings.ToUpper(m))
		}
	}
	if err := cliRows(op, file, d.Parameters, "", 0); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return op, nil
}

func cliRows(op *specs.Operation, file string, list []cliParameter, prefix string, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	for i := range list {
		p := &list[i]
		if len(op.Request) >= maxRows {
			return fmt.Errorf("more than %d rows", maxRows)
		}
		path := prefix + p.Name
		row := specs.Row{
			Path: path, From: specs.FromMetadata,
			Source: specs.Source{Page: file, Table: "parameters", Row: path, From: specs.FromMetadata, File: file},
		}
		below := path + "."
		switch p.Type {
		case "String":
			row.Type = specs.String
		case "Boolean":
			row.Type = specs.Boolean
		case "Integer":
			row.Type, row.Format = specs.Integer, "int32"
		case "Long":
			row.Type, row.Format = specs.Integer, "int64"
		case "Float", "Double":
			row.Type = specs.Number
		case "RepeatList":
			row.Type, below = specs.Array, path+"[]."
			if len(p.Members) > 0 {
				row.Items = specs.Object
			}
		}
		required := p.Required
		parameter := specs.Parameter{Row: row, Required: &required}
		if op.Protocol != specs.RPC {
			parameter.In = strings.ToLower(p.Position)
		}
		op.Request = append(op.Request, parameter)
		if err := cliRows(op, file, p.Members, below, depth+1); err != nil {
			return err
		}
	}
	return nil
}
