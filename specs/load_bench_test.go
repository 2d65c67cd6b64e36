package specs_test

import (
	"os"
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
