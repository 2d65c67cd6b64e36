package pages_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/pages"
)

var updateCatalog = flag.Bool("update-catalog", false, "write the five pages into the catalog")

// TestCatalogIsImported shows that the catalog's page files are what import
// makes of the pages, byte for byte; everything else about the operations
// stands in their overlays.
func TestCatalogIsImported(t *testing.T) {
	five := map[string]string{
		"000_58f14d1e095c052e.txt": "alibaba/ehpcinstant@2023-07-01/GetImage",
		"001_8381d8e253fa1804.txt": "alibaba/ehpc@2018-04-12/ListCommunityImages",
		"002_212371b1e433cadd.txt": "alibaba/ecs@2014-05-26/DescribeImages",
		"003_dd4663113d1c7066.txt": "alibaba/ehpcinstant@2023-07-01/AddImage",
		"004_0cc52b5181c98480.txt": "huawei/modelarts@v1/ShowImage",
	}
	for page, address := range five {
		t.Run(page, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seeds", page))
			if err != nil {
				t.Skipf("the page %s is not at hand", page)
			}
			as, err := specs.ParseAddress(address)
			if err != nil {
				t.Fatal(err)
			}
			op, err := pages.Read(page, data, pages.Options{As: as})
			if err != nil {
				t.Fatal(err)
			}
			got, err := specs.EncodeYAML(op)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("..", "catalog", as.Provider, as.Product, as.Version, as.Name+".yaml")
			if *updateCatalog {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-catalog +import; rewrite with -update-catalog):\n%s", file, diff)
			}
		})
	}
}
