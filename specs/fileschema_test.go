package specs_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/specs"
)

var updateSchemas = flag.Bool("update-schemas", false, "write the JSON Schemas of the catalog's files anew")

// TestFileSchemas holds the schemas beside the catalog to what the reader
// reads, and every file of the catalog to its schema.
func TestFileSchemas(t *testing.T) {
	schemas, err := specs.FileSchemas()
	if err != nil {
		t.Fatal(err)
	}
	compiled := map[string]*jsonschema.Schema{}
	for name, want := range schemas {
		file := filepath.Join("catalog", name)
		if *updateSchemas {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: go test ./specs -run TestFileSchemas -update-schemas", file)
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(name, bytes.NewReader(want)); err != nil {
			t.Fatal(err)
		}
		if compiled[name], err = compiler.Compile(name); err != nil {
			t.Fatal(err)
		}
	}
	files := 0
	err = fs.WalkDir(os.DirFS("catalog"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".yaml" {
			return err
		}
		kind := "operation"
		switch base := path.Base(name); {
		case base == "provider.yaml", base == "product.yaml":
			kind = strings.TrimSuffix(base, ".yaml")
		case strings.HasSuffix(base, ".overlay.yaml"):
			kind = "overlay"
		}
		data, err := os.ReadFile(filepath.Join("catalog", filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		var doc any
		if err := yaml.Unmarshal(data, &doc); err != nil {
			return err
		}
		if err := compiled[kind+".schema.json"].Validate(doc); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
		files++
		return nil
	})
	if err != nil || files < 15 {
		t.Errorf("%d files of the catalog were validated: %v", files, err)
	}
	if err := compiled["operation.schema.json"].Validate(map[string]any{"colour": "red"}); err == nil {
		t.Error("an unknown key is valid")
	}
	if err := compiled["overlay.schema.json"].Validate(map[string]any{"request": []any{map[string]any{"path": "A"}}}); err == nil {
		t.Error("an overlay's entry without a reason is valid")
	}
}
