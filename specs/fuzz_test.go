package specs_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/specs"
)

// FuzzDecodeOperation reads any bytes as a page's file: it never panics, and
// what it accepts survives encoding and the questions that others ask of it.
func FuzzDecodeOperation(f *testing.F) {
	for _, name := range catalogFiles(f, "*/*/*/*.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		op, err := specs.DecodeOperation("fuzz.yaml", data)
		if err != nil {
			return
		}
		specs.Lint(op)
		op.Requirements()
		encoded, err := specs.EncodeYAML(op)
		if err != nil {
			t.Fatal(err)
		}
		again, err := specs.DecodeOperation("fuzz.yaml", encoded)
		if err != nil {
			t.Fatalf("encoded, it is refused: %v\n%s", err, encoded)
		}
		options := cmp.Options{cmpopts.IgnoreTypes(specs.Source{}), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(specs.Address{})}
		if diff := cmp.Diff(op, again, options); diff != "" {
			t.Errorf("encoded, it differs (-first +again):\n%s", diff)
		}
	})
}

// FuzzOverlay lays any bytes over an operation.
func FuzzOverlay(f *testing.F) {
	for _, name := range catalogFiles(f, "*/*/*/*.overlay.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		over := specs.Layer{FS: fstest.MapFS{"alibaba/ecs/2014-05-26/DescribeImages.overlay.yaml": {Data: data}}}
		c, err := specs.Load(specs.EmbeddedLayer(), over)
		if err != nil {
			t.Fatal(err)
		}
		if op, err := c.Operation("alibaba/ecs/DescribeImages"); err == nil {
			specs.Lint(op)
			op.Requirements()
		}
	})
}

// catalogFiles lists files of the embedded catalog's directory.
func catalogFiles(f *testing.F, pattern string) []string {
	names, err := filepath.Glob(filepath.Join("catalog", filepath.FromSlash(pattern)))
	if err != nil || len(names) == 0 {
		f.Fatalf("no files %s: %v", pattern, err)
	}
	return names
}
