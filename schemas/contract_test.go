package schemas_test

import (
	"testing"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func compile(t testing.TB, address string) *schemas.Contract {
	t.Helper()
	op, err := specs.Embedded().Operation(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSamplesConform(t *testing.T) {
	for _, address := range specs.Embedded().Addresses() {
		t.Run(address, func(t *testing.T) {
			c := compile(t, address)
			for _, d := range c.Success.Judge(c.Operation.Sample).Departures {
				if d.Kind == judge.OtherReading && d.Path == "arch" {
					continue // the page's own contradiction: X86_64 against x86_64
				}
				t.Errorf("%s %s at %s: want %s, got %s", d.Kind, d.Path, d.Pointer, d.Want, d.Got)
			}
		})
	}
}

// BenchmarkCompile is the part of a cold start that compiles the catalog.
func BenchmarkCompile(b *testing.B) {
	operations, err := specs.Embedded().Operations(specs.Embedded().Addresses()...)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, op := range operations {
			if _, err := schemas.Compile(op); err != nil {
				b.Fatal(err)
			}
		}
	}
}
