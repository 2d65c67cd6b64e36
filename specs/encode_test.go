package specs_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/specs"
)

// TestPageFilesAreAsEncoded holds the embedded page files against their own
// encoding: what import writes is what stands there, byte for byte.
func TestPageFilesAreAsEncoded(t *testing.T) {
	n := 0
	err := fs.WalkDir(os.DirFS("catalog"), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || strings.Count(name, "/") != 3 || strings.HasSuffix(name, ".overlay.yaml") {
			return err
		}
		n++
		data, err := os.ReadFile(path.Join("catalog", name))
		if err != nil {
			return err
		}
		op, err := specs.DecodeOperation(name, data)
		if err != nil {
			return err
		}
		got, err := specs.EncodeYAML(op)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(string(data), string(got)); diff != "" {
			t.Errorf("%s (-file +encoded):\n%s", name, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < len(five) {
		t.Errorf("%d page files", n)
	}
}

// TestEncodeRoundTrip encodes what a catalog loads, overlays and all, and reads
// it again.
func TestEncodeRoundTrip(t *testing.T) {
	ops, err := specs.Embedded().Operations(five...)
	if err != nil {
		t.Fatal(err)
	}
	ignore := cmp.Options{
		cmpopts.IgnoreTypes(specs.Source{}), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(specs.Address{}),
		cmpopts.IgnoreFields(specs.Operation{}, "File", "Product", "Provider"), cmpopts.IgnoreFields(specs.Address{}, "Provider", "Product"),
	}
	for _, op := range ops {
		data, err := specs.EncodeYAML(op)
		if err != nil {
			t.Fatal(err)
		}
		again, err := specs.DecodeOperation(op.Address.Name+".yaml", data)
		if err != nil {
			t.Fatalf("%s:\n%v\n%s", op.Address, err, data)
		}
		if diff := cmp.Diff(op, again, ignore); diff != "" {
			t.Errorf("%s (-loaded +decoded again):\n%s", op.Address, diff)
		}
	}
}

func TestDecodeOperationFillsInSources(t *testing.T) {
	op, err := specs.DecodeOperation("x/List.yaml", []byte(`operation: List
page:
  title: Listing things
  edition: "2026-01-30"
  tables: {response: Table 3 Things}
response:
  - {path: things, type: array, items: object, wire: 'things.thing[]'}
  - {path: 'things[].id', type: string, strengths: {enum: should}, enum: [a]}
sample: |
  {"things": {"thing": [{"id": "a"}]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := specs.Field{
		Row: specs.Row{
			Path: "things[].id", Type: specs.String, Enum: []string{"a"}, Strengths: map[string]specs.Strength{"enum": specs.Should},
			Source: specs.Source{Page: "Listing things", Edition: "2026-01-30", Table: "Table 3 Things", Row: "things[].id", File: "x/List.yaml", Line: 8},
		},
		Wire: "things.thing[].id", Shown: true,
	}
	if diff := cmp.Diff(want, op.Response[1]); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
}
