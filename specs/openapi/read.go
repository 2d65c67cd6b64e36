package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/concord-dev/concord/specs"
)

// Bounds of what is read.
const (
	maxBytes = 64 << 20
	maxDepth = 32 // levels of one body; deeper ones are listed as unread
	maxRows  = 20_000
)

// Read reads an OpenAPI document in JSON or YAML: one operation for each path
// and method, in the order of paths and methods. A document that concord
// exported says its operations' addresses; of others, base gives provider and
// product, the document's version stands for the version, and the operationId
// (else method and path) for the name. Lines of unread keywords are known for
// YAML only. Read fails where data is no OpenAPI 3 document or refers to other
// files.
func Read(data []byte, base specs.Address) ([]*specs.Operation, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("openapi: the document has %d bytes, at most %d are read", len(data), maxBytes)
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	document, err := loader.LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	if !document.IsOpenAPI30() && !document.IsOpenAPI31OrLater() {
		return nil, fmt.Errorf("openapi: version %q, want 3.0 or 3.1", document.OpenAPI)
	}
	if document.Paths == nil || document.Info == nil {
		return nil, fmt.Errorf("openapi: no paths or no info")
	}
	var operations []*specs.Operation
	for _, path := range document.Paths.InMatchingOrder() {
		item := document.Paths.Value(path)
		methods := item.Operations()
		for _, method := range slices.Sorted(mapKeys(methods)) {
			r := &reader{document: document, own: methods[method].Extensions[OperationKey] != nil}
			operations = append(operations, r.operation(path, method, item, methods[method], base))
		}
	}
	slices.SortFunc(operations, func(a, b *specs.Operation) int {
		return strings.Compare(a.URLPath+" "+a.Methods[0], b.URLPath+" "+b.Methods[0])
	})
	return operations, nil
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range m {
			if !yield(key) {
				return
			}
		}
	}
}

// reader reads one operation.
type reader struct {
	document *openapi3.T
	op       *specs.Operation
	own      bool // exported by concord: what has no source is no row
	section  string
	rows     int
	// open are the schemas around the one that is read, against recursion.
	open []*openapi3.Schema
}

func (r *reader) operation(path, method string, item *openapi3.PathItem, o *openapi3.Operation, base specs.Address) *specs.Operation {
	info := r.document.Info
	name := o.OperationID
	if name == "" {
		name = strings.ToLower(method) + strings.NewReplacer("/", "_", "{", "", "}", "").Replace(path)
	}
	r.op = &specs.Operation{
		Address:  specs.NewAddress(base.Provider, base.Product, info.Version, name, ""),
		Page:     specs.Page{Title: info.Title, Document: "openapi"},
		Protocol: specs.REST,
		Methods:  []string{method},
		URLPath:  path,
		Effect:   specs.Write,
	}
	if method == http.MethodGet || method == http.MethodHead {
		r.op.Effect = specs.Read
	}
	r.ownFacts(o)
	r.section = "request"
	for _, parameters := range []openapi3.Parameters{o.Parameters, item.Parameters} {
		for _, ref := range parameters {
			if ref.Value != nil && !slices.ContainsFunc(r.op.Request, func(p specs.Parameter) bool { return p.Path == ref.Value.Name && p.In == ref.Value.In }) {
				r.parameter(ref.Value)
			}
		}
	}
	if o.RequestBody != nil && o.RequestBody.Value != nil {
		body := o.RequestBody.Value
		if schema := r.content(body.Content, "requestBody"); schema != nil {
			r.root(schema, "requestBody", func(row row) {
				r.op.Request = append(r.op.Request, specs.Parameter{Row: row.Row, In: "body", Required: row.required})
			})
		}
	}
	r.responses(o.Responses)
	if len(o.Callbacks) > 0 {
		r.unread("callbacks", "", "an operation has no calls back", o.Origin)
	}
	if o.Security != nil || len(r.document.Security) > 0 {
		r.unread("security", "", "authentication is the provider's, not the operation's", o.Origin)
	}
	return r.op
}

// ownFacts reads what concord's own documents say about the operation.
func (r *reader) ownFacts(o *openapi3.Operation) {
	var address, protocol, effect string
	var methods, open []string
	extension(o.Extensions, OperationKey, &address)
	if a, err := specs.ParseAddress(address); err == nil {
		r.op.Address = a
	}
	if extension(o.Extensions, ProtocolKey, &protocol) {
		r.op.Protocol = specs.Protocol(protocol)
	}
	if extension(o.Extensions, EffectKey, &effect) {
		r.op.Effect = specs.Effect(effect)
	}
	if extension(o.Extensions, MethodsKey, &methods) && len(methods) > 0 {
		r.op.Methods = methods
	}
	extension(o.Extensions, OpenKey, &open)
	for _, section := range openSections(&r.op.Open) {
		*section.open = slices.Contains(open, section.name)
	}
	var page Source
	if r.own && extension(r.document.Info.Extensions, SourceKey, &page) {
		r.op.Page.Title, r.op.Page.Edition = page.Page, page.Edition
	}
}

// extension decodes an extension; it reports whether it was there and fits.
func extension(extensions map[string]any, key string, v any) bool {
	value, ok := extensions[key]
	if !ok {
		return false
	}
	raw, err := json.Marshal(value)
	return err == nil && json.Unmarshal(raw, v) == nil
}

// unread lists a keyword that an operation cannot express.
func (r *reader) unread(keyword, path, why string, origin *openapi3.Origin) {
	u := specs.Unread{Text: keyword, Why: why}
	if path != "" {
		u.Text = path + ": " + keyword
	}
	if r.section != "" {
		u.Text = r.section + " " + u.Text
	}
	if origin != nil && origin.Key != nil {
		u.Line = origin.Key.Line
	}
	r.op.Unread = append(r.op.Unread, u)
}

// parameter reads a parameter of path, query or header.
func (r *reader) parameter(p *openapi3.Parameter) {
	schema := p.Schema
	if schema == nil {
		schema = r.content(p.Content, p.Name)
	}
	var routing bool
	if extension(p.Extensions, RoutingKey, &routing) && routing {
		if p.Name == "Action" && schema != nil && schema.Value != nil && len(schema.Value.Enum) == 1 {
			r.op.Action = fmt.Sprint(schema.Value.Enum[0])
		}
		return
	}
	if p.In == openapi3.ParameterInCookie {
		r.unread("in: cookie", p.Name, "parameters travel in path, query, body or header", p.Origin)
		return
	}
	if schema == nil || schema.Value == nil {
		schema = openapi3.NewSchemaRef("", &openapi3.Schema{})
	}
	in := p.In
	if r.op.Protocol == specs.RPC && in == openapi3.ParameterInQuery {
		in = ""
	}
	required := &p.Required
	var word string
	if extension(p.Extensions, RequiredKey, &word) {
		no := false
		required = map[string]*bool{"no": &no}[word]
	}
	style := r.style(p)
	first := len(r.op.Request)
	r.value(schema, p.Name, p.Name, required, func(row row) {
		parameter := specs.Parameter{Row: row.Row, In: in, Required: row.required}
		if row.Path == p.Name {
			parameter.Style = style
			parameter.Deprecated = parameter.Deprecated || p.Deprecated
		}
		r.op.Request = append(r.op.Request, parameter)
	})
	if p.Style != "" && p.Style != openapi3.SerializationForm && p.Style != openapi3.SerializationSimple && first < len(r.op.Request) {
		r.unread("style: "+p.Style, p.Name, "structures travel as repeatList, json or dotted", p.Origin)
	}
}

// style returns how a structure travels, the zero value where that is the
// default of its type.
func (r *reader) style(p *openapi3.Parameter) string {
	var style string
	extension(p.Extensions, StyleKey, &style)
	if style == "" && p.Content != nil {
		style = "json"
	}
	return style
}

// content returns the schema of the JSON content, and lists the others.
func (r *reader) content(content openapi3.Content, path string) *openapi3.SchemaRef {
	var schema *openapi3.SchemaRef
	for _, media := range slices.Sorted(mapKeys(map[string]*openapi3.MediaType(content))) {
		switch {
		case content[media] == nil || content[media].Schema == nil:
		case schema == nil && (media == "application/json" || strings.HasSuffix(media, "+json") || media == "application/x-www-form-urlencoded"):
			schema = content[media].Schema
		default:
			r.unread("content "+media, path, "bodies are JSON or forms, one form an operation", content[media].Origin)
		}
	}
	return schema
}

// responses reads the success answer, the statuses and the errors.
func (r *reader) responses(responses *openapi3.Responses) {
	if responses == nil {
		return
	}
	success := false
	for _, key := range slices.Sorted(mapKeys(responses.Map())) {
		response := responses.Map()[key].Value
		if response == nil {
			continue
		}
		r.section = "response " + key
		status, err := strconv.Atoi(key)
		if err != nil {
			r.unread("status "+key, "", "classes of statuses and defaults mean nothing here", response.Origin)
			continue
		}
		r.status(status, response)
		if len(response.Headers) > 0 {
			r.unread("headers", "", "answers are judged by their body", response.Origin)
		}
		if len(response.Links) > 0 {
			r.unread("links", "", "an operation does not name others", response.Origin)
		}
		schema := r.content(response.Content, "body")
		switch {
		case schema == nil || schema.Value == nil:
		case status >= 300:
			r.errors(status, schema.Value)
		case success:
			r.unread("content", "", "an operation has one form of success", response.Origin)
		default:
			success = true
			r.section = "response"
			r.root(schema, "response", func(row row) {
				field := specs.Field{Row: row.Row, Wire: row.wire, Presence: row.presence, Condition: row.condition}
				r.op.Response = append(r.op.Response, field)
			})
		}
	}
	r.section = ""
	if !r.own && len(r.op.Errors) == 0 {
		r.op.Open.Errors = true
	}
}

func (r *reader) status(status int, response *openapi3.Response) {
	var at Source
	if r.own && !extension(response.Extensions, SourceKey, &at) {
		return // only the error rows name it
	}
	row := specs.Status{Status: status, Source: specs.Source{Page: r.op.Page.Title, Edition: r.op.Page.Edition, Table: at.Table, Row: strconv.Itoa(status)}}
	if response.Description != nil {
		row.Text = *response.Description
	}
	r.op.Statuses = append(r.op.Statuses, row)
}

// errors reads the error rows behind an answer: those that concord listed,
// else the enumeration of a member that is named like a code.
func (r *reader) errors(status int, s *openapi3.Schema) {
	var listed []Error
	if extension(s.Extensions, ErrorsKey, &listed) {
		for _, e := range listed {
			row := specs.ErrorCode{
				Statuses: e.Statuses, Code: e.Code, Message: e.Message, Form: e.Envelope,
				From: from(e.Source.From), Weak: strengths(e.Source.Strengths), Source: source(e.Source),
			}
			same := func(other specs.ErrorCode) bool {
				return other.Code == row.Code && other.Message == row.Message && slices.Equal(other.Statuses, row.Statuses)
			}
			if e.Scope == specs.OperationScope.String() && !slices.ContainsFunc(r.op.Errors, same) {
				r.op.Errors = append(r.op.Errors, row)
			}
		}
		return
	}
	for _, name := range []string{"code", "Code", "error_code", "errorCode"} {
		code := s.Properties[name]
		if code == nil || code.Value == nil {
			continue
		}
		for _, value := range code.Value.Enum {
			r.op.Errors = append(r.op.Errors, specs.ErrorCode{
				Statuses: []int{status}, Code: fmt.Sprint(value),
				Source: specs.Source{Page: r.op.Page.Title, Row: fmt.Sprint(value)},
			})
		}
	}
}
