package pages_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/concord-dev/concord/specs/pages"
)

// BenchmarkRead reads the reference pages, or the synthetic ones where there
// are none, in turn: one operation is one page.
func BenchmarkRead(b *testing.B) {
	type page struct {
		name string
		data []byte
	}
	var all []page
	for _, pattern := range []string{"../../../shared/pages/*", "../../../shared/seeds/*", "testdata/*/page.*"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range files {
			if base := filepath.Base(f); base == "FORMATS.md" || base == "INDEX.tsv" {
				continue
			}
			data, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, page{filepath.Base(f), data})
		}
	}
	size := 0
	for _, p := range all {
		size += len(p.data)
	}
	b.SetBytes(int64(size / len(all)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := all[i%len(all)]
		if _, err := pages.Read(p.name, p.data, pages.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
