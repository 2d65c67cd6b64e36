package schemas_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/specs/openapi"
)

func ptr[T any](v T) *T { return &v }

// every is an operation with every fact that an exported document can hold.
func every() *specs.Operation {
	op := &specs.Operation{
		Address:  specs.NewAddress("test", "shop", "2020-01-01", "ListGoods", "2020-01-01"),
		Page:     specs.Page{Title: "ListGoods", Edition: "2024-01-02"},
		Protocol: specs.REST, Methods: []string{"POST", "GET"}, URLPath: "/goods/{shop}", Effect: specs.Read,
		Open: specs.Open{Errors: true, Enums: true},
		Request: []specs.Parameter{
			{Row: specs.Row{Path: "shop", Type: specs.String, Format: "uuid"}, In: "path", Required: ptr(false)},
			{Row: specs.Row{Path: "size", Type: specs.Integer, Min: ptr(1.0), Max: ptr(100.0), Default: ptr("10"), Example: ptr("5")}, In: "query", Required: ptr(false)},
			{Row: specs.Row{Path: "state", Type: specs.String, Enum: []string{"on", "off"}, Separator: ","}, In: "query"},
			{Row: specs.Row{Path: "ids", Type: specs.Array, Items: specs.String, MinLength: ptr(2), MaxItems: ptr(5)}, In: "query"},
			{Row: specs.Row{Path: "names", Type: specs.Array, Items: specs.String}, In: "query", Style: "json", Required: ptr(true)},
			{Row: specs.Row{Path: "token", Type: specs.String, Secret: true, Deprecated: true}, In: "header"},
			{Row: specs.Row{Path: "spec", Type: specs.Object}, In: "body", Required: ptr(true)},
			{Row: specs.Row{Path: "spec.url", Type: specs.String, Pattern: "^https:"}, In: "body", Required: ptr(true)},
			{Row: specs.Row{Path: "spec.size", Type: specs.Integer, Enum: []string{"1", "2"}}, In: "body"},
		},
		Response: []specs.Field{
			{Row: specs.Row{Path: "state", Type: specs.String, Enum: []string{"Ready", "Gone"}, Default: ptr("Ready")}, Presence: specs.Always},
			{Row: specs.Row{Path: "why", Type: specs.String, MaxLength: ptr(9)}, Presence: specs.When, Condition: &specs.Term{Field: "state", Is: []string{"Gone"}}},
			{Row: specs.Row{Path: "note", Type: specs.String, From: specs.FromSample, Strengths: map[string]specs.Strength{"row": specs.Hint}}, Presence: specs.Optional},
			{Row: specs.Row{Path: "arch", Type: specs.String, Enum: []string{"X86"}}},
			{Row: specs.Row{Path: "odd", Type: specs.String}},
			{Row: specs.Row{Path: "kind", Type: specs.String, Enum: []string{"a", "b"}, Extensible: true}},
			{Row: specs.Row{Path: "port", Type: specs.String, Min: ptr(1.0), Max: ptr(9.0)}},
			{Row: specs.Row{Path: "rate", Type: specs.Number, Max: ptr(1.5), Format: "double"}},
			{Row: specs.Row{Path: "labels", Type: specs.Map}},
			{Row: specs.Row{Path: "labels{}.text", Type: specs.String}},
			{Row: specs.Row{Path: "any"}},
			{Row: specs.Row{Path: "words", Type: specs.Array, Items: specs.String, Enum: []string{"x", "y"}, MinItems: ptr(1)}},
			{Row: specs.Row{Path: "goods", Type: specs.Array, Items: specs.Object}, Wire: "goods.good[]", Presence: specs.When, Condition: &specs.Term{Field: "any"}},
			{Row: specs.Row{Path: "goods[].id", Type: specs.String}, Wire: "goods.good[].id", Presence: specs.Always},
		},
		Statuses: []specs.Status{{Status: 200, Text: "OK"}, {Status: 404, Text: "Not Found"}},
		Errors: []specs.ErrorCode{
			{Statuses: []int{400, 404}, Code: "Bad.Shop", Message: "The shop {0} is bad."},
			{Statuses: []int{400}, Code: "Bad.%s", Weak: map[string]specs.Strength{"row": specs.Should}, From: specs.FromProse},
		},
		Contradictions: []specs.Contradiction{
			{Wire: "arch", Kind: "enum", Documented: []string{"X86"}, Sample: "x86"},
			{Wire: "odd", Kind: "type", Documented: []string{"string"}, Sample: "integer"},
		},
		Provider: &specs.Provider{Envelopes: []specs.Envelope{{Name: "only", Code: "error.code", Message: "error.message"}}, CodePattern: "[A-Z].*"},
	}
	specs.SetWire(op.Response)
	return op
}

// expressed returns what of an operation OpenAPI, with concord's extensions,
// expresses: not samples, behaviour, what provokes errors, or order.
func expressed(op *specs.Operation) *specs.Operation {
	out := &specs.Operation{
		Address: op.Address, Page: specs.Page{Title: op.Page.Title, Edition: op.Page.Edition, Document: "openapi"},
		Protocol: op.Protocol, Action: op.Action, Methods: op.Methods, URLPath: op.URLPath, Effect: op.Effect, Open: op.Open,
	}
	for _, p := range op.Request {
		p.OtherStyles, p.Exists = nil, ""
		p.Row = expressedRow(p.Row)
		if p.Type == specs.Array && p.Style == "" {
			p.Style = "repeatList" // the default, by its name
		}
		if p.Type == specs.Object && p.Style == "" && p.In != "body" && !strings.Contains(p.Path, ".") {
			p.Style = "json"
		}
		if strings.ContainsAny(p.Path, ".[") || p.In == "body" {
			p.Style = ""
		}
		out.Request = append(out.Request, p)
	}
	for _, f := range op.Response {
		f.Shown = false
		f.Row = expressedRow(f.Row)
		if c := f.Condition; c != nil {
			f.Condition = &specs.Term{Field: c.Field, Is: c.Is, Not: c.Not}
		}
		out.Response = append(out.Response, f)
	}
	for _, e := range op.Errors {
		e.Provokes = nil
		out.Errors = append(out.Errors, e)
	}
	for _, s := range op.Statuses {
		s.Text = http.StatusText(s.Status)
		out.Statuses = append(out.Statuses, s)
	}
	for _, c := range op.Contradictions {
		if c.Section == "errors" {
			continue // of a table, not of a row
		}
		c.Reason = ""
		out.Contradictions = append(out.Contradictions, c)
	}
	return out
}

// expressedRow writes booleans as JSON does ("True" is true), and leaves out
// examples that are not exported.
func expressedRow(r specs.Row) specs.Row {
	for _, value := range []**string{&r.Default, &r.Example} {
		if *value != nil && r.Type == specs.Boolean {
			*value = ptr(strings.ToLower(**value))
		}
	}
	if r.Secret || r.Type == specs.Array || r.Type == specs.Object {
		r.Example = nil
	}
	return r
}

func TestRoundTrip(t *testing.T) {
	operations := []*specs.Operation{every()}
	for _, address := range specs.Embedded().Addresses() {
		operations = append(operations, compile(t, address).Operation)
	}
	for _, op := range operations {
		t.Run(op.Address.Name, func(t *testing.T) {
			file, err := schemas.OpenAPI(op)
			if err != nil {
				t.Fatal(err)
			}
			read, err := openapi.Read(file.Data, specs.Address{})
			if err != nil {
				t.Fatal(err)
			}
			if len(read) != 1 || len(read[0].Unread) > 0 {
				t.Fatalf("%d operations, unread %+v", len(read), read[0].Unread)
			}
			options := cmp.Options{
				cmpopts.IgnoreUnexported(specs.Address{}),
				cmpopts.IgnoreTypes(specs.Source{}),
				cmpopts.EquateEmpty(),
				cmpopts.SortSlices(func(a, b specs.Parameter) bool { return a.Path+a.In < b.Path+b.In }),
				cmpopts.SortSlices(func(a, b specs.Field) bool { return a.Wire < b.Wire }),
				cmpopts.SortSlices(func(a, b specs.ErrorCode) bool { return a.Code+a.Message < b.Code+b.Message }),
				cmpopts.SortSlices(func(a, b specs.Status) bool { return a.Status < b.Status }),
				cmpopts.SortSlices(func(a, b specs.Contradiction) bool { return a.Wire+a.Sample < b.Wire+b.Sample }),
			}
			if diff := cmp.Diff(expressed(op), read[0], options); diff != "" {
				t.Errorf("(-exported +read)\n%s", diff)
			}
			if changes := diff.Compare(op, read[0]); len(changes) > 0 {
				t.Errorf("changes: %+v", changes)
			}
			again, err := schemas.OpenAPI(&specs.Operation{
				Address: op.Address, Page: op.Page, Protocol: op.Protocol, Action: op.Action, Methods: op.Methods, URLPath: op.URLPath, Effect: op.Effect,
				Open: op.Open, Request: read[0].Request, Response: read[0].Response, Errors: op.Errors, Statuses: op.Statuses,
				Contradictions: read[0].Contradictions, Product: op.Product, Provider: op.Provider,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(file.Data), string(again.Data)); diff != "" {
				t.Errorf("the document of what was read differs (-first +second)\n%s", diff)
			}
		})
	}
}

func TestRoundTripKeepsSources(t *testing.T) {
	op := compile(t, "alibaba/ecs/DescribeImages").Operation
	file, err := schemas.OpenAPI(op)
	if err != nil {
		t.Fatal(err)
	}
	read, err := openapi.Read(file.Data, specs.Address{})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(read[0].Response, func(f specs.Field) bool { return f.Path == "Images[].Status" })
	want := specs.Source{Page: "DescribeImages", Edition: "2024-04-11", Table: "Response parameters", Row: "Images[].Status"}
	if diff := cmp.Diff(want, read[0].Response[at].Source); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
