package schemas

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/openapi"
)

// OpenAPI returns the operation as an OpenAPI 3.1.0 document of its own. It is
// built with kin-openapi and validated before it is returned: the document by
// the rules of 3.1, its schemas, defaults and patterns included. Examples are
// not held against their schemas, since pages mask theirs. The bytes are
// stable.
func OpenAPI(op *specs.Operation) (File, error) {
	document, err := openAPIDocument(op)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", op.Address, err)
	}
	data, err := render(document)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", op.Address, err)
	}
	// What is validated is what is written.
	read, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", op.Address, err)
	}
	if err := read.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return File{}, fmt.Errorf("%s: %w", op.Address, err)
	}
	return File{fileName(op, "openapi"), data}, nil
}

func openAPIDocument(op *specs.Operation) (*openapi3.T, error) {
	operation, err := openAPIOperation(op)
	if err != nil {
		return nil, err
	}
	method := http.MethodGet
	if len(op.Methods) > 0 {
		method = op.Methods[0]
	}
	urlPath := op.URLPath
	if urlPath == "" {
		urlPath = "/"
	}
	item := &openapi3.PathItem{}
	item.SetOperation(method, operation)
	return &openapi3.T{
		OpenAPI: "3.1.0",
		Info: &openapi3.Info{
			Title:   op.Address.Product + " " + op.Address.Name,
			Version: op.Address.Version,
			Extensions: map[string]any{
				openapi.SourceKey: openapi.Source{Page: op.Page.Title, Edition: op.Page.Edition},
			},
		},
		Servers: servers(op.Product),
		Paths:   openapi3.NewPaths(openapi3.WithPath(urlPath, item)),
	}, nil
}

func openAPIOperation(op *specs.Operation) (*openapi3.Operation, error) {
	operation := &openapi3.Operation{
		OperationID: op.Address.Name,
		Extensions: map[string]any{
			openapi.OperationKey: op.Address.Full(),
			openapi.ProtocolKey:  op.Protocol,
			openapi.MethodsKey:   op.Methods,
			openapi.EffectKey:    op.Effect,
		},
	}
	if sections := openapi.OpenSections(op.Open); len(sections) > 0 {
		operation.Extensions[openapi.OpenKey] = sections
	}
	if op.Protocol == specs.RPC {
		operation.Parameters = append(operation.Parameters,
			routing(op, "Action", op.Action), routing(op, "Version", op.Address.Version))
	}
	rest, err := requestLevels(op, func(p *specs.Parameter) bool { return p.In != "body" })
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	for _, l := range rest.members {
		if p := parameter(op, l); p != nil {
			operation.Parameters = append(operation.Parameters, &openapi3.ParameterRef{Value: p})
		}
	}
	body, err := requestLevels(op, func(p *specs.Parameter) bool { return p.In == "body" })
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	if len(body.members) > 0 {
		content := openapi3.NewContentWithJSONSchemaRef(object(body))
		operation.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Content: content, Required: true}}
	}
	if operation.Responses, err = responses(op); err != nil {
		return nil, fmt.Errorf("response: %w", err)
	}
	return operation, nil
}

// routing returns the parameter that names an RPC operation, or its version.
func routing(op *specs.Operation, name, value string) *openapi3.ParameterRef {
	schema := &openapi3.Schema{Type: types(specs.String), Enum: []any{value}}
	return &openapi3.ParameterRef{Value: &openapi3.Parameter{
		Name: name, In: openapi3.ParameterInQuery, Required: true,
		Schema:     openapi3.NewSchemaRef("", schema),
		Extensions: map[string]any{openapi.RoutingKey: true},
	}}
}

// parameter draws a parameter that does not travel in a JSON body; nil where
// it names the operation.
func parameter(op *specs.Operation, l *level) *openapi3.Parameter {
	if op.Protocol == specs.RPC && (l.name == "Action" || l.name == "Version") {
		return nil
	}
	p := &openapi3.Parameter{Name: l.name, In: openapi3.ParameterInQuery, Required: l.required, Extensions: map[string]any{}}
	if row := op.Parameter(l.name); row != nil {
		if row.In != "" {
			p.In = row.In
		}
	}
	switch {
	case l.unstated:
		p.Extensions[openapi.RequiredKey] = "unstated"
	case p.In == openapi3.ParameterInPath && !l.required:
		p.Extensions[openapi.RequiredKey] = "no"
	}
	p.Required = p.Required || p.In == openapi3.ParameterInPath
	schema := l.schema()
	p.Deprecated = schema.Value.Deprecated
	style := l.style
	switch {
	case style != "":
	case l.item != nil:
		style = "repeatList"
	case len(l.members) > 0 || l.row != nil && l.row.Type == specs.Object:
		style = "json"
	}
	if style == "json" {
		p.Content = openapi3.NewContentWithJSONSchemaRef(schema)
		return p
	}
	if style != "" {
		p.Extensions[openapi.StyleKey] = style
	}
	p.Schema = schema
	return p
}

// servers draws the product's endpoints.
func servers(product *specs.Product) openapi3.Servers {
	if product == nil {
		return nil
	}
	var out openapi3.Servers
	for _, endpoint := range product.Endpoints {
		server := &openapi3.Server{URL: "https://" + endpoint.Host}
		if strings.Contains(endpoint.Host, "{region}") {
			region := &openapi3.ServerVariable{Enum: product.Regions, Default: "region"}
			if len(product.Regions) > 0 {
				region.Default = product.Regions[0]
			}
			server.Variables = map[string]*openapi3.ServerVariable{"region": region}
		}
		out = append(out, server)
	}
	return out
}

// responses draws the success answer under each documented status of success,
// 200 where none is, and the errors under theirs.
func responses(op *specs.Operation) (*openapi3.Responses, error) {
	root, err := responseLevels(op)
	if err != nil {
		return nil, err
	}
	errors := map[int][]specs.ErrorCode{}
	for _, row := range op.ErrorRows() {
		for _, status := range row.Statuses {
			errors[status] = append(errors[status], row)
		}
	}
	statuses := map[int]bool{}
	success := false
	for _, row := range op.Statuses {
		statuses[row.Status] = true
		success = success || row.Status < 300
	}
	if !success {
		statuses[http.StatusOK] = true
	}
	for status := range errors {
		statuses[status] = true
	}
	out := openapi3.NewResponsesWithCapacity(len(statuses))
	for status := range statuses {
		description := statusText(status)
		response := &openapi3.Response{Description: &description}
		switch {
		case status < 300:
			response.Content = openapi3.NewContentWithJSONSchemaRef(object(root))
		case len(errors[status]) > 0:
			response.Content = openapi3.NewContentWithJSONSchemaRef(errorSchema(op, errors[status]))
		}
		if slices.ContainsFunc(op.Statuses, func(s specs.Status) bool { return s.Status == status }) {
			response.Extensions = map[string]any{
				openapi.SourceKey: openapi.Source{Page: op.Page.Title, Edition: op.Page.Edition, Table: op.Page.Tables["statuses"], Row: strconv.Itoa(status)},
			}
		}
		out.Set(strconv.Itoa(status), &openapi3.ResponseRef{Value: response})
	}
	return out, nil
}

// Export returns every document of an operation, as schemas/gen holds them:
// the OpenAPI document, then the JSON Schemas.
func Export(op *specs.Operation) ([]File, error) {
	document, err := OpenAPI(op)
	if err != nil {
		return nil, err
	}
	files, err := JSONSchemas(op)
	if err != nil {
		return nil, err
	}
	return append([]File{document}, files...), nil
}
