package openapi_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/openapi"
)

func ptr[T any](v T) *T { return &v }

func TestRead(t *testing.T) {
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := openapi.Read(data, specs.Address{Provider: "acme", Product: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	shop := specs.Parameter{Row: specs.Row{Path: "shop", Type: specs.String}, In: "path", Required: ptr(true)}
	want := []*specs.Operation{
		{
			Address: specs.NewAddress("acme", "shop", "7", "listGoods", ""), Page: specs.Page{Title: "Shop", Document: "openapi"},
			Protocol: specs.REST, Methods: []string{"GET"}, URLPath: "/shops/{shop}/goods", Effect: specs.Read,
			Request: []specs.Parameter{
				{Row: specs.Row{Path: "tags", Type: specs.Array, Items: specs.String, MaxLength: ptr(9), MaxItems: ptr(3)}, In: "query", Required: ptr(false)},
				{Row: specs.Row{Path: "filter", Type: specs.Object}, In: "query", Required: ptr(false)},
				{Row: specs.Row{Path: "filter.by", Type: specs.String}, In: "query", Required: ptr(true)},
				shop,
			},
			Response: []specs.Field{
				{Row: specs.Row{Path: "goods", Type: specs.Array, Items: specs.Object}, Wire: "goods[]", Presence: specs.Always},
				{Row: specs.Row{Path: "goods[].id", Type: specs.String, Format: "uuid"}, Wire: "goods[].id", Presence: specs.Always},
				{Row: specs.Row{Path: "goods[].size", Type: specs.Integer, Format: "int64", Min: ptr(1.0), Example: ptr("5")}, Wire: "goods[].size"},
				{Row: specs.Row{Path: "goods[].rate", Type: specs.Number, Max: ptr(1.5)}, Wire: "goods[].rate"},
				{Row: specs.Row{Path: "goods[].colour", Type: specs.String, Enum: []string{"red", "green"}, Default: ptr("red")}, Wire: "goods[].colour"},
				{Row: specs.Row{Path: "goods[].labels", Type: specs.Map}, Wire: "goods[].labels"},
				{Row: specs.Row{Path: "goods[].labels{}.text", Type: specs.String}, Wire: "goods[].labels{}.text"},
				{Row: specs.Row{Path: "goods[].counts", Type: specs.Map}, Wire: "goods[].counts"},
				{Row: specs.Row{Path: "goods[].grid", Type: specs.Array, Items: specs.Array}, Wire: "goods[].grid[]"},
				{Row: specs.Row{Path: "goods[].either"}, Wire: "goods[].either"},
			},
			Statuses: []specs.Status{{Status: 200, Text: "The goods"}, {Status: 404, Text: "Gone"}},
			Errors:   []specs.ErrorCode{{Statuses: []int{404}, Code: "NoShop"}, {Statuses: []int{404}, Code: "NoGoods"}},
			Unread: []specs.Unread{
				{Text: "request session: in: cookie", Why: "parameters travel in path, query, body or header"},
				{Text: "request filter: style: deepObject", Why: "structures travel as repeatList, json or dotted"},
				{Text: "response 200 headers", Why: "answers are judged by their body"},
				{Text: "response 200 body: content text/csv", Why: "bodies are JSON or forms, one form an operation"},
				{Text: "response goods[].parent: $ref #/components/schemas/Good", Why: "the schema contains itself"},
				{Text: "response goods[].rate: multipleOf", Why: "an operation has no word for it"},
				{Text: "response goods[].rate: exclusiveMaximum", Why: "bounds include their value"},
				{Text: "response goods[].colour: nullable", Why: "an operation has no word for it"},
				{Text: "response goods[].counts: additionalProperties: type", Why: "a map's plain values have no row"},
				{Text: "response goods[].grid: items", Why: "lists of lists and of maps have no rows"},
				{Text: "response goods[].either: oneOf", Why: "an operation has no word for it"},
				{Text: "response default status default", Why: "classes of statuses and defaults mean nothing here"},
				{Text: "security", Why: "authentication is the provider's, not the operation's"},
			},
		},
		{
			Address: specs.NewAddress("acme", "shop", "7", "post_shops_shop_goods", ""), Page: specs.Page{Title: "Shop", Document: "openapi"},
			Protocol: specs.REST, Methods: []string{"POST"}, URLPath: "/shops/{shop}/goods", Effect: specs.Write,
			Request: []specs.Parameter{
				shop,
				{Row: specs.Row{Path: "name", Type: specs.String, MinLength: ptr(1), Pattern: "^[a-z]+$"}, In: "body", Required: ptr(true)},
				{Row: specs.Row{Path: "size", Type: specs.Integer, Deprecated: true}, In: "body", Required: ptr(false)},
			},
			Statuses: []specs.Status{{Status: 201, Text: "Made"}},
			Open:     specs.Open{Errors: true},
			Unread:   []specs.Unread{{Text: "security", Why: "authentication is the provider's, not the operation's"}},
		},
	}
	options := cmp.Options{
		cmpopts.IgnoreUnexported(specs.Address{}), cmpopts.IgnoreTypes(specs.Source{}), cmpopts.IgnoreFields(specs.Unread{}, "Line"), cmpopts.EquateEmpty(),
	}
	if diff := cmp.Diff(want, got, options); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, u := range got[0].Unread {
		if u.Line == 0 {
			t.Errorf("%s: no line", u.Text)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"no document":  {`{`, "openapi: "},
		"Swagger":      {`{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {}}`, `openapi: version ""`},
		"no paths":     {`{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}`, "openapi: no paths or no info"},
		"another file": {`{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/": {"$ref": "other.yaml"}}}`, "other.yaml"},
		"too long":     {strings.Repeat(" ", 65<<20), "at most 67108864 are read"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := openapi.Read([]byte(test.data), specs.Address{}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":["object","null"],"properties":{"a":{"const":1},"b":{"type":"array"},"c":true}}}}}}}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		operations, err := openapi.Read(data, specs.Address{})
		if err == nil {
			for _, op := range operations {
				if len(op.Methods) == 0 || op.Address.Name == "" {
					t.Errorf("an operation without method or name: %+v", op)
				}
			}
		}
	})
}
