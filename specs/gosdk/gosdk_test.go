package gosdk_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/gosdk"
)

// TestRead reads the invented SDK packages of testdata, one archive each: its
// comment names the operation, its last file "want" holds the rows.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fsys, want := fstest.MapFS{}, ""
			for _, f := range a.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			op, err := gosdk.Read(fsys, ".", strings.TrimSpace(string(a.Comment)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, render(op)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func render(op *specs.Operation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %v\n", op.Protocol, op.Address.Version, op.URLPath, op.Methods)
	for _, p := range op.Request {
		required := "unstated"
		if p.Required != nil {
			required = fmt.Sprint(*p.Required)
		}
		fmt.Fprintf(&b, "request %s %s %s %v required %s style %s\n", p.Path, p.Type, p.Items, p.Enum, required, p.Style)
	}
	for _, f := range op.Response {
		fmt.Fprintf(&b, "response %s %s %s %v wire %s\n", f.Path, f.Type, f.Items, f.Enum, f.Wire)
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

func TestReadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		fsys fstest.MapFS
		want string
	}{
		"another package": {fstest.MapFS{"x.go": {Data: []byte("package x\n\ntype Other struct{}\n")}}, "no request or response struct of the operation Find"},
		"not Go":          {fstest.MapFS{"x.go": {Data: []byte("packag x\n")}}, "x.go:1:1: expected 'package'"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := gosdk.Read(c.fsys, ".", "Find")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q in it", err, c.want)
			}
		})
	}
	if _, err := gosdk.Read(fstest.MapFS{}, "absent", "Find"); err == nil || errors.Is(err, gosdk.ErrNoOperation) {
		t.Errorf("got error %v for a missing directory", err)
	}
}
