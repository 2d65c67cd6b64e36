package specs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concord-dev/concord/specs"
)

// BenchmarkColdLoad loads the catalog and parses the five operations, as a
// process does once.
func BenchmarkColdLoad(b *testing.B) {
	layer := specs.Layer{FS: os.DirFS("catalog"), Prefix: "specs/catalog"}
	for b.Loop() {
		c, err := specs.Load(layer)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Operations(five...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadTenThousand loads a vendor's whole catalog and uses one
// operation of it.
func BenchmarkLoadTenThousand(b *testing.B) {
	page, err := os.ReadFile("catalog/alibaba/ecs/2014-05-26/DescribeImages.yaml")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	write := func(name string, data []byte) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("alibaba/provider.yaml", []byte(minimalProvider))
	for p := range 100 {
		product := fmt.Sprintf("p%d", p)
		write("alibaba/"+product+"/product.yaml", []byte(strings.Replace(minimalProduct, "product: ecs", "product: "+product, 1)))
		for i := range 100 {
			name := fmt.Sprintf("Describe%d", i)
			write("alibaba/"+product+"/2014-05-26/"+name+".yaml", []byte(strings.Replace(string(page), "operation: DescribeImages", "operation: "+name, 1)))
		}
	}
	layer := specs.Layer{FS: os.DirFS(dir), Prefix: "mine"}
	for b.Loop() {
		c, err := specs.Load(specs.EmbeddedLayer(), layer)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Operation("alibaba/p7@2014-05-26/Describe42"); err != nil {
			b.Fatal(err)
		}
	}
}
