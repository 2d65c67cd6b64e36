package schemas_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
)

// TestGenerated holds that schemas/gen is what the catalog exports;
// go generate ./schemas/... writes it.
func TestGenerated(t *testing.T) {
	want := map[string]string{}
	for _, address := range specs.Embedded().Addresses() {
		files, err := schemas.Export(compile(t, address).Operation)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			want[file.Name] = string(file.Data)
		}
	}
	got := map[string]string{}
	err := filepath.WalkDir("gen", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".json") {
			return err
		}
		data, err := os.ReadFile(name)
		got[strings.TrimPrefix(filepath.ToSlash(name), "gen/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schemas/gen is stale: go generate ./schemas/... (-want +got)\n%s", diff)
	}
}
