package schemas

import (
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/openapi"
)

const draft = "https://json-schema.org/draft/2020-12/schema"

// File is one exported document.
type File struct {
	// Name is <provider>/<product>/<version>/<Operation>.<kind>.json.
	Name string
	Data []byte
}

// fileName returns the name of an operation's document.
func fileName(op *specs.Operation, kind string) string {
	a := op.Address
	return path.Join(a.Provider, a.Product, a.Version, a.Name+"."+kind+".json")
}

// JSONSchemas returns the JSON Schemas (draft 2020-12) of an operation's
// request, response and error, in this order. The request is the JSON object
// of the documented parameters. Fields that no row documents are allowed, as
// they are at most a warning; what a sample alone shows is left out. The bytes
// are stable.
func JSONSchemas(op *specs.Operation) ([]File, error) {
	request, err := requestLevels(op, func(*specs.Parameter) bool { return true })
	if err != nil {
		return nil, fmt.Errorf("%s: request: %w", op.Address, err)
	}
	response, err := responseLevels(op)
	if err != nil {
		return nil, fmt.Errorf("%s: response: %w", op.Address, err)
	}
	var files []File
	for _, part := range []struct {
		kind   string
		schema *openapi3.SchemaRef
	}{
		{"request", object(request)},
		{"response", object(response)},
		{"error", errorSchema(op, op.ErrorRows())},
	} {
		s := part.schema.Value
		s.SchemaDialect = draft
		s.Title = op.Address.String() + " " + part.kind
		s.Extensions[openapi.SourceKey] = openapi.Source{Page: op.Page.Title, Edition: op.Page.Edition, Table: op.Page.Tables[table(part.kind)]}
		data, err := render(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", op.Address, part.kind, err)
		}
		files = append(files, File{fileName(op, part.kind+".schema"), data})
	}
	return files, nil
}

func table(kind string) string {
	if kind == "error" {
		return "errors"
	}
	return kind
}

// object draws a root, which is an object also where no row documents a
// member.
func object(root *level) *openapi3.SchemaRef {
	s := root.schema()
	s.Value.Type = types(specs.Object)
	return s
}

// errorSchema draws the error answers that the rows allow: one of the
// provider's envelopes, with one of the codes. Where the operation's table is
// open, any code of the provider's pattern is allowed too.
func errorSchema(op *specs.Operation, rows []specs.ErrorCode) *openapi3.SchemaRef {
	out := &openapi3.Schema{Type: types(specs.Object), Extensions: map[string]any{}}
	listed := make([]openapi.Error, len(rows))
	for i, row := range rows {
		listed[i] = openapi.Error{
			Code: row.Code, Statuses: row.Statuses, Message: row.Message, Envelope: row.Form,
			Scope: row.Scope.String(), Source: sourceOf(row.Source, row.From, row.Weak),
		}
	}
	if len(listed) > 0 {
		out.Extensions[openapi.ErrorsKey] = listed
	}
	if op.Provider == nil {
		return openapi3.NewSchemaRef("", out)
	}
	code := codeSchema(op, rows)
	for _, e := range op.Provider.Envelopes {
		root := &level{}
		texts := map[*level]bool{}
		for _, name := range []string{e.Code, e.Message, e.RequestID} {
			if l := mark(root, name); l != nil {
				texts[l] = true
			}
		}
		for _, name := range e.Optional {
			root.at(name) // names of the catalog are never empty
		}
		s := root.envelope(texts)
		at := s
		for name := range strings.SplitSeq(e.Code, ".") {
			at = at.Value.Properties[name]
		}
		at.Value = code
		s.Value.Title = e.Name
		out.AnyOf = append(out.AnyOf, s)
	}
	if len(out.AnyOf) == 1 {
		only := out.AnyOf[0].Value
		only.Extensions = out.Extensions
		return out.AnyOf[0]
	}
	return openapi3.NewSchemaRef("", out)
}

// mark adds a member of an envelope, which makes its ancestors required.
func mark(root *level, name string) *level {
	if name == "" {
		return nil
	}
	at := root
	for part := range strings.SplitSeq(name, ".") {
		at = at.member(part)
		at.required = true
	}
	return at
}

// envelope draws an error form; texts are its members that hold a string.
func (l *level) envelope(texts map[*level]bool) *openapi3.SchemaRef {
	s := &openapi3.Schema{Extensions: map[string]any{}}
	switch {
	case texts[l]:
		s.Type = types(specs.String)
	case len(l.members) > 0:
		s.Type = types(specs.Object)
		s.Properties = openapi3.Schemas{}
		for _, m := range l.members {
			s.Properties[m.name] = m.envelope(texts)
			if m.required {
				s.Required = append(s.Required, m.name)
			}
		}
		slices.Sort(s.Required)
	}
	return openapi3.NewSchemaRef("", s)
}

// placeholder is what stands for any text in a code ("MissingParameter.%s").
var placeholder = regexp.MustCompile(`%s|\{[A-Za-z0-9_]*\}`)

// codeSchema draws the codes of rows.
func codeSchema(op *specs.Operation, rows []specs.ErrorCode) *openapi3.Schema {
	var codes []any
	var patterns []string
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row.Code] {
			continue
		}
		seen[row.Code] = true
		if !placeholder.MatchString(row.Code) {
			codes = append(codes, row.Code)
			continue
		}
		parts := placeholder.Split(row.Code, -1)
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		patterns = append(patterns, "^"+strings.Join(parts, ".+")+"$")
	}
	if op.Open.Errors && op.Provider.CodePattern != "" {
		patterns = append(patterns, "^("+op.Provider.CodePattern+")$")
	}
	s := &openapi3.Schema{Type: types(specs.String)}
	if len(patterns) == 0 {
		s.Enum = codes
		return s
	}
	if len(codes) > 0 {
		s.AnyOf = append(s.AnyOf, openapi3.NewSchemaRef("", &openapi3.Schema{Enum: codes}))
	}
	for _, pattern := range patterns {
		s.AnyOf = append(s.AnyOf, openapi3.NewSchemaRef("", &openapi3.Schema{Pattern: pattern}))
	}
	return s
}

// statusText describes a status in the words of HTTP, never in a page's.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return text
	}
	return "Status " + strconv.Itoa(status)
}
