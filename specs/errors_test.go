package specs_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/concord-dev/concord/specs"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestErrors loads the catalog that an archive holds and compares what is
// reported with its file "want", one error a line.
func TestErrors(t *testing.T) {
	archives, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := len(archive.Files) - 1
			if archive.Files[last].Name != "want" {
				t.Fatal("the last file of the archive is not want")
			}
			files, err := txtar.FS(&txtar.Archive{Files: archive.Files[:last]})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(reported(files), "\n") + "\n"
			want := string(archive.Files[last].Data)
			if *update {
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("errors (-want +got; rewrite with -update):\n%s", diff)
			}
		})
	}
}

// reported lists every error of a catalog's shared files, or where these are
// sound, of its operations.
func reported(files fs.FS) []string {
	c, err := specs.Load(specs.Layer{FS: files, Prefix: "my"})
	if err != nil {
		return strings.Split(err.Error(), "\n")
	}
	var lines []string
	for _, address := range c.Addresses() {
		if _, err := c.Operation(address); err != nil {
			lines = append(lines, strings.Split(err.Error(), "\n")...)
		}
	}
	return lines
}

func TestErrorsOfAFileAreBounded(t *testing.T) {
	_, err := specs.DecodeOperation("x.yaml", []byte("request:\n"+strings.Repeat("  - {path: A, type: nonsense}\n", 1000)))
	var all specs.FileErrors
	if !errors.As(err, &all) {
		t.Fatalf("got %T, want FileErrors", err)
	}
	if len(all) > 51 {
		t.Errorf("%d errors are reported of one file", len(all))
	}
}
