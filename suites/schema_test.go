package suites

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
)

func compileSchemas(t *testing.T) (suite, fixture *jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, name := range []string{"suite.schema.json", "fixture.schema.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	return c.MustCompile("suite.schema.json"), c.MustCompile("fixture.schema.json")
}

// asJSON reads YAML as the JSON that the schemas are about.
func asJSON(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// The files of the build are valid by the schemas that editors use.
func TestFilesMatchSchemas(t *testing.T) {
	suite, fixture := compileSchemas(t)
	for _, tt := range []struct {
		layer  specs.Layer
		schema *jsonschema.Schema
	}{{EmbeddedLayer(), suite}, {fixtures.EmbeddedLayer(), fixture}} {
		files := 0
		err := fs.WalkDir(tt.layer.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") {
				return err
			}
			files++
			data, err := fs.ReadFile(tt.layer.FS, name)
			if err != nil {
				return err
			}
			if err := tt.schema.Validate(asJSON(t, data)); err != nil {
				t.Errorf("%s/%s: %#v", tt.layer.Prefix, name, err)
			}
			return nil
		})
		if err != nil || files == 0 {
			t.Errorf("%s: %d files, %v", tt.layer.Prefix, files, err)
		}
	}
}

// The schemas have the keys that the loader reads, and no others.
func TestSchemasMatchTypes(t *testing.T) {
	suite, fixture := compileSchemas(t)
	defs := func(name string) *jsonschema.Schema { return suite.Properties["cases"].Items2020.Ref.Properties[name] }
	step := defs("steps").Items2020.Ref
	expect := step.Properties["expect"].Ref
	for _, tt := range []struct {
		name   string
		schema *jsonschema.Schema
		of     reflect.Type
	}{
		{"suite", suite, reflect.TypeFor[suiteFile]()},
		{"case", suite.Properties["cases"].Items2020.Ref, reflect.TypeFor[caseInFile]()},
		{"step", step, reflect.TypeFor[stepInFile]()},
		{"expect", expect, reflect.TypeFor[Expect]()},
		{"assertion", expect.Properties["assert"].Items2020.Ref, reflect.TypeFor[Assertion]()},
		{"fixture", fixture, reflect.TypeFor[fixtureFile]()},
	} {
		if diff := cmp.Diff(keysOf(tt.of), slices.Sorted(maps.Keys(tt.schema.Properties))); diff != "" {
			t.Errorf("%s (-type +schema):\n%s", tt.name, diff)
		}
	}
}

// keysOf lists the YAML keys of a struct, sorted.
func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("yaml")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case strings.Contains(options, "inline"):
			keys = append(keys, keysOf(t.Field(i).Type)...)
		case ok && name != "-":
			keys = append(keys, name)
		}
	}
	slices.Sort(keys)
	return keys
}
