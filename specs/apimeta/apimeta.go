// Package apimeta reads the vendor's machine-readable metadata into Operations:
// Alibaba Cloud's api-docs.json (requests, responses, error codes, samples) and
// the files of aliyun-openapi-meta that the vendor's command line is built on
// (requests alone).
//
// The metadata states types, requiredness and bounds as keywords, and most
// enumerations in prose, which this package does not read: its enumerations
// are open. It does not fetch anything and knows no operation by name.
package apimeta

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Bounds on one document.
const (
	maxSize    = 64 << 20
	maxNesting = 128    // of JSON values within values
	maxDepth   = 32     // of schemas within schemas
	maxRows    = 50_000 // of one operation
)

// ErrNoMetadata is returned for a document that is neither format.
var ErrNoMetadata = errors.New("neither an api-docs.json nor a file of aliyun-openapi-meta")

// ErrNoOperation is returned where a document has no operation of the name.
var ErrNoOperation = errors.New("no such operation")

// Names lists the operations of a document, sorted.
func Names(data []byte) ([]string, error) {
	doc, err := parse(data)
	if err != nil {
		return nil, err
	}
	if doc.APIs == nil {
		return []string{doc.Name}, nil
	}
	names := make([]string, 0, len(doc.APIs))
	for name := range doc.APIs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// Read returns one operation of a document; file is the document's name for
// sources, name may be empty where the document has one operation. Rows stand
// in the document's order. What the document says nothing of is open.
func Read(file string, data []byte, name string) (*specs.Operation, error) {
	doc, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if doc.APIs == nil {
		if name != "" && name != doc.Name {
			return nil, fmt.Errorf("%s: %w: %s", file, ErrNoOperation, name)
		}
		return doc.cli(file)
	}
	if name == "" && len(doc.APIs) == 1 {
		for name = range doc.APIs {
			break
		}
	}
	api, ok := doc.APIs[name]
	if !ok {
		return nil, fmt.Errorf("%s: %w: %q", file, ErrNoOperation, name)
	}
	r := &reader{file: file, schemas: doc.Components.Schemas}
	op, err := r.operation(doc, name, &api)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", file, name, err)
	}
	return op, nil
}

// document is either format.
type document struct {
	Info struct {
		Style   string `json:"style"`
		Product string `json:"product"`
		Version string `json:"version"`
	} `json:"info"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
	APIs map[string]api `json:"apis"`

	Name        string         `json:"name"`
	Method      string         `json:"method"`
	PathPattern *string        `json:"pathPattern"`
	Parameters  []cliParameter `json:"parameters"`
}

// api is one operation of api-docs.json.
type api struct {
	Methods    []string    `json:"methods"`
	Path       string      `json:"path"`
	Title      string      `json:"title"`
	Deprecated bool        `json:"deprecated"`
	System     systemTags  `json:"systemTags"`
	Type       string      `json:"operationType"`
	Parameters []parameter `json:"parameters"`
	Responses  map[string]struct {
		Schema *schema `json:"schema"`
	} `json:"responses"`
	ErrorCodes map[string][]struct {
		Code    string `json:"errorCode"`
		Message string `json:"errorMessage"`
	} `json:"errorCodes"`
	// Demo is a JSON text: a list of samples by format.
	Demo string `json:"responseDemo"`
}

type systemTags struct {
	Type string `json:"operationType"`
}

type parameter struct {
	Name   string  `json:"name"`
	In     string  `json:"in"`
	Style  string  `json:"style"`
	Schema *schema `json:"schema"`
}

func parse(data []byte) (*document, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("the document is larger than %d bytes", maxSize)
	}
	if nesting(data) > maxNesting {
		return nil, errDepth
	}
	var doc document
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("read metadata: %w", err)
	}
	if doc.APIs == nil && (doc.Name == "" || doc.PathPattern == nil) {
		return nil, ErrNoMetadata
	}
	return &doc, nil
}

// nesting returns how deeply the values of a JSON text are nested.
func nesting(data []byte) int {
	deepest, depth, quoted := 0, 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// reader turns one operation's schemas into rows.
type reader struct {
	file    string
	schemas map[string]*schema
	rows    int
}

func (r *reader) operation(doc *document, name string, a *api) (*specs.Operation, error) {
	op := &specs.Operation{
		Address:  specs.Address{Provider: "alibaba", Product: strings.ToLower(doc.Info.Product), Version: doc.Info.Version, Name: name},
		Page:     specs.Page{Title: name, Document: "metadata"},
		Protocol: specs.RPC,
		Action:   name,
		URLPath:  "/",
		Effect:   effect(a),
		Open:     specs.Open{Response: len(a.Responses) == 0, Errors: a.ErrorCodes == nil, Statuses: true, Enums: true},
		File:     r.file,
	}
	if strings.EqualFold(doc.Info.Style, "ROA") {
		op.Protocol, op.URLPath = specs.ROA, template(a.Path)
	}
	for _, m := range a.Methods {
		op.Methods = append(op.Methods, strings.ToUpper(m))
	}
	for _, p := range a.Parameters {
		if err := r.parameter(op, &p); err != nil {
			return nil, err
		}
	}
	if s := success(a); s != nil {
		root, err := r.resolve(s, 0)
		if err != nil {
			return nil, err
		}
		for _, m := range root.Properties {
			if err := r.field(op, m.name, m.schema, "", "", 0); err != nil {
				return nil, err
			}
		}
	}
	r.errors(op, a)
	sample(op, a.Demo)
	specs.SetWire(op.Response)
	return op, nil
}

// effect is what the metadata's own class of the operation says.
func effect(a *api) specs.Effect {
	kind := a.Type
	if kind == "" || kind == "none" {
		kind = a.System.Type
	}
	switch kind {
	case "read", "get", "list":
		return specs.Read
	case "write", "readAndWrite", "create", "update", "delete":
		return specs.Write
	}
	return ""
}

// template turns the metadata's path ("/clusters/[ClusterId]" in old files)
// into one with braces.
func template(path string) string {
	return strings.NewReplacer("[", "{", "]", "}").Replace(path)
}

// success returns the schema of the first answer of class 2xx.
func success(a *api) *schema {
	for _, status := range slices.Sorted(keys(a.Responses)) {
		if strings.HasPrefix(status, "2") {
			return a.Responses[status].Schema
		}
	}
	return nil
}

func keys[V any](m map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// parameter adds a parameter's row and those of its members.
func (r *reader) parameter(op *specs.Operation, p *parameter) error {
	if p.In == "host" || p.Name == "" {
		return nil
	}
	in := p.In
	switch {
	case op.Protocol == specs.RPC:
		in = ""
	case in == "formData":
		in = "body"
	}
	s, err := r.resolve(p.Schema, 0)
	if err != nil {
		return err
	}
	style := ""
	switch p.Style {
	case "json":
		style = "json"
	case "repeatList":
		style = "repeatList"
	case "flat":
		style = "dotted"
	}
	return r.parameterRow(op, p.Name, in, style, s, 0)
}

func (r *reader) parameterRow(op *specs.Operation, path, in, style string, s *schema, depth int) error {
	s, err := r.resolve(s, depth)
	if err != nil {
		return err
	}
	row, err := r.row(path, s, "request")
	if err != nil {
		return err
	}
	required := s.required()
	op.Request = append(op.Request, specs.Parameter{Row: row, In: in, Style: style, Required: &required})
	members, below, err := r.members(s, path, depth)
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := r.parameterRow(op, below+m.name, in, "", m.schema, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// field adds a field's row and those of its members. parent and parentWire are
// the prefixes of its paths, with the dot.
func (r *reader) field(op *specs.Operation, name string, s *schema, parent, parentWire string, depth int) error {
	s, err := r.resolve(s, depth)
	if err != nil {
		return err
	}
	path, wire := parent+name, parentWire+name
	if inner := s.wrapped(); inner != nil {
		if s, err = r.resolve(inner.schema, depth+1); err != nil {
			return err
		}
		wire += "." + inner.name
	}
	row, err := r.row(path, s, "response")
	if err != nil {
		return err
	}
	if row.Type == specs.Array {
		wire += "[]"
	}
	op.Response = append(op.Response, specs.Field{Row: row, Wire: wire})
	members, below, err := r.members(s, path, depth)
	if err != nil {
		return err
	}
	if row.Type == specs.Map {
		wire += "{}"
	}
	for _, m := range members {
		if err := r.field(op, m.name, m.schema, below, wire+".", depth+1); err != nil {
			return err
		}
	}
	return nil
}

// members returns the members of an object, of a list's items or of a map's
// values, and the prefix of their paths.
func (r *reader) members(s *schema, path string, depth int) ([]property, string, error) {
	switch {
	case s.Items != nil:
		item, err := r.resolve(s.Items, depth+1)
		if err != nil {
			return nil, "", err
		}
		return item.Properties, path + "[].", nil
	case s.Extra != nil && len(s.Properties) == 0:
		value, err := r.resolve(s.Extra, depth+1)
		if err != nil {
			return nil, "", err
		}
		return value.Properties, path + "{}.", nil
	}
	return s.Properties, path + ".", nil
}

func (r *reader) row(path string, s *schema, table string) (specs.Row, error) {
	if r.rows++; r.rows > maxRows {
		return specs.Row{}, fmt.Errorf("more than %d rows", maxRows)
	}
	row := specs.Row{
		Path: path, Type: s.typeWord(), Format: s.Format, Enum: s.enum(), Min: s.Minimum.value, Max: s.Maximum.value,
		MinLength: s.MinLength.whole(), MaxLength: s.MaxLength.whole(), MinItems: s.MinItems.whole(), MaxItems: s.MaxItems.whole(),
		Pattern: s.Pattern, Default: s.Default.pointer(), Example: s.Example.pointer(), Deprecated: s.Deprecated,
		From:   specs.FromMetadata,
		Source: specs.Source{Page: r.file, Table: table, Row: path, From: specs.FromMetadata, File: r.file},
	}
	if s.Items != nil {
		item, err := r.resolve(s.Items, 1)
		if err != nil {
			return row, err
		}
		row.Items = item.typeWord()
		if len(row.Enum) == 0 {
			row.Enum = item.enum()
		}
	}
	return row, nil
}

// errors adds the error rows, by status.
func (r *reader) errors(op *specs.Operation, a *api) {
	for _, status := range slices.Sorted(keys(a.ErrorCodes)) {
		n, err := strconv.Atoi(status)
		if err != nil || n < 100 || n > 599 {
			continue
		}
		for _, e := range a.ErrorCodes[status] {
			op.Errors = append(op.Errors, specs.ErrorCode{
				Statuses: []int{n}, Code: e.Code, Message: strings.TrimSpace(e.Message), From: specs.FromMetadata,
				Source: specs.Source{Page: r.file, Table: "errorCodes", Row: e.Code, From: specs.FromMetadata, File: r.file},
			})
		}
	}
}

// sample takes the first sample that is a JSON value.
func sample(op *specs.Operation, demo string) {
	var samples []struct {
		Type    string `json:"type"`
		Example string `json:"example"`
	}
	if json.Unmarshal([]byte(demo), &samples) != nil {
		return
	}
	for _, s := range samples {
		if text := strings.TrimSpace(s.Example); s.Type == "json" && json.Valid([]byte(text)) {
			op.Sample = json.RawMessage(text)
			return
		}
	}
}
