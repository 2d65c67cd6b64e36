package openapi_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/openapi"
)

// TestSchemas reads one member of an answer in 3.1.
func TestSchemas(t *testing.T) {
	row := func(r specs.Row) []specs.Field { r.Path = "x"; return []specs.Field{{Row: r, Wire: "x"}} }
	const noWord = "an operation has no word for it"
	for name, test := range map[string]struct {
		schema string
		want   []specs.Field
		unread []string // keyword: why
	}{
		"const":                       {`{"type": "integer", "const": 5}`, row(specs.Row{Type: specs.Integer, Enum: []string{"5"}}), nil},
		"enum of numbers":             {`{"type": "number", "enum": [1, 1.5, 1e3]}`, row(specs.Row{Type: specs.Number, Enum: []string{"1", "1.5", "1000"}}), nil},
		"enum with null":              {`{"type": "string", "enum": ["a", null]}`, row(specs.Row{Type: specs.String, Enum: []string{"a"}}), []string{"enum null: null is never a documented value"}},
		"or null":                     {`{"type": ["string", "null"]}`, row(specs.Row{Type: specs.String}), []string{"type null: null is never a documented value"}},
		"two types":                   {`{"type": ["string", "integer"]}`, row(specs.Row{Type: specs.String}), []string{"type integer: a row has one type"}},
		"no type":                     {`{}`, row(specs.Row{}), nil},
		"object by its members":       {`{"properties": {}}`, row(specs.Row{}), nil},
		"free object":                 {`{"type": "object"}`, row(specs.Row{Type: specs.Object}), nil},
		"exclusive bounds":            {`{"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10}`, row(specs.Row{Type: specs.Integer, Min: ptr(1.0), Max: ptr(9.0)}), nil},
		"exclusive bound of a number": {`{"type": "number", "exclusiveMinimum": 0}`, row(specs.Row{Type: specs.Number, Min: ptr(0.0)}), []string{"exclusiveMinimum: bounds include their value"}},
		"examples":                    {`{"type": "boolean", "examples": [true], "default": false}`, row(specs.Row{Type: specs.Boolean, Example: ptr("true"), Default: ptr("false")}), nil},
		"conditions":                  {`{"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}}`, row(specs.Row{Type: specs.Object}), []string{"if: " + noWord}},
		"odd condition in allOf": {`{"type": "object", "allOf": [{"if": {"required": ["a", "c"]}, "then": {"required": ["b"]}}]}`, row(specs.Row{Type: specs.Object}),
			[]string{"if: a condition names one member and requires one"}},
		"condition": {`{"type": "object", "properties": {"a": {"type": "boolean"}, "b": {"type": "string"}}, "allOf": [{"if": {"required": ["a"], "properties": {"a": {"enum": [true]}}}, "then": {"required": ["b"]}}]}`,
			[]specs.Field{
				{Row: specs.Row{Path: "x", Type: specs.Object}, Wire: "x"},
				{Row: specs.Row{Path: "x.a", Type: specs.Boolean}, Wire: "x.a"},
				{Row: specs.Row{Path: "x.b", Type: specs.String}, Wire: "x.b", Presence: specs.When, Condition: &specs.Term{Field: "x.a", Is: []string{"true"}}},
			}, nil},
		"parts of parts": {`{"allOf": [{"allOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}]}, {"minProperties": 1}]}`,
			[]specs.Field{
				{Row: specs.Row{Path: "x", Type: specs.Object}, Wire: "x"},
				{Row: specs.Row{Path: "x.a", Type: specs.String}, Wire: "x.a", Presence: specs.Always},
			}, []string{"allOf: only members are merged"}},
		"list without items": {`{"type": "array", "minItems": 1}`, []specs.Field{{Row: specs.Row{Path: "x", Type: specs.Array, MinItems: ptr(1)}, Wire: "x[]"}}, nil},
		"list of objects": {`{"type": "array", "items": {"type": "object", "uniqueItems": true, "properties": {"a": {"type": "integer"}}}}`, []specs.Field{
			{Row: specs.Row{Path: "x", Type: specs.Array, Items: specs.Object}, Wire: "x[]"},
			{Row: specs.Row{Path: "x[].a", Type: specs.Integer}, Wire: "x[].a"},
		}, []string{"[]: uniqueItems: " + noWord}},
		"members and more": {`{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}}`, []specs.Field{
			{Row: specs.Row{Path: "x", Type: specs.Object}, Wire: "x"},
			{Row: specs.Row{Path: "x.a", Type: specs.String}, Wire: "x.a"},
		}, []string{"additionalProperties: " + noWord}},
		"no other members": {`{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}`, []specs.Field{
			{Row: specs.Row{Path: "x", Type: specs.Object}, Wire: "x"},
			{Row: specs.Row{Path: "x.a", Type: specs.String}, Wire: "x.a"},
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			document := fmt.Sprintf(`{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": {"responses": {"200": {"description": "",
				"content": {"application/json": {"schema": {"type": "object", "properties": {"x": %s}}}}}}}}}}`, test.schema)
			operations, err := openapi.Read([]byte(document), specs.Address{})
			if err != nil {
				t.Fatal(err)
			}
			options := cmp.Options{cmpopts.IgnoreTypes(specs.Source{}), cmpopts.EquateEmpty()}
			if diff := cmp.Diff(test.want, operations[0].Response, options); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			var unread []string
			for _, u := range operations[0].Unread {
				unread = append(unread, u.Text+": "+u.Why)
			}
			for i := range test.unread {
				test.unread[i] = "response x" + separator(test.unread[i]) + test.unread[i]
			}
			if diff := cmp.Diff(test.unread, unread); diff != "" {
				t.Errorf("unread (-want +got)\n%s", diff)
			}
		})
	}
}

// separator stands between the member's path and a keyword; a path that goes
// on ("[]: ") needs none.
func separator(text string) string {
	if text[0] == '[' {
		return ""
	}
	return ": "
}

func TestBodies(t *testing.T) {
	read := func(body string) *specs.Operation {
		t.Helper()
		operations, err := openapi.Read(fmt.Appendf(nil, `{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/": {"post": {
			"requestBody": {"content": {"application/json": {"schema": %s}}}, "callbacks": {"c": {}}, "responses": {"2XX": {"description": ""}, "201": {"description": "", "links": {"l": {"operationId": "x"}}}}}}}}`, body), specs.Address{})
		if err != nil {
			t.Fatal(err)
		}
		return operations[0]
	}
	beside := []string{"response 201 links", "response 2XX status 2XX", "callbacks"}
	for body, unread := range map[string]string{
		`{"type": "array", "items": {}}`:                                 "request requestBody: type array",
		`{"type": "object", "additionalProperties": {"type": "string"}}`: "request requestBody: additionalProperties",
	} {
		op := read(body)
		var got []string
		for _, u := range op.Unread {
			got = append(got, u.Text)
		}
		if diff := cmp.Diff(append([]string{unread}, beside...), got); diff != "" || len(op.Request) > 0 {
			t.Errorf("%s: rows %+v, unread (-want +got)\n%s", body, op.Request, diff)
		}
	}
}
