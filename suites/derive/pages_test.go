package derive_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/pages"
	"github.com/concord-dev/concord/suites/derive"
)

// Whatever page an operation was read from, its cases have different IDs, and
// their requests keep or
// break the page on the wire as they say.
func TestCasesOfAnyPage(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/pages/*.*")
	if len(files) == 0 {
		t.Skip("no ../shared/pages")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		op, err := pages.Read(filepath.Base(file), data, pages.Options{As: specs.Address{Provider: "vendor", Product: "product"}})
		if err != nil {
			continue
		}
		op.Provider, op.Product = &specs.Provider{Name: "vendor"}, &specs.Product{Name: "product"}
		c, err := schemas.Compile(op)
		if err != nil {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			cases := slices.Collect(derive.Cases(c, nil))
			for i, one := range cases {
				if i > 0 && one.ID == cases[i-1].ID {
					t.Errorf("%s: two cases", one.ID)
				}
			}
			checkWire(t, c, cases)
		})
	}
}
