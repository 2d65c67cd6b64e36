package derive_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/derive"
)

var update = flag.Bool("update", false, "rewrite testdata")

// casesOf derives the cases of every embedded operation.
func casesOf(t testing.TB) map[string][]suites.Case {
	t.Helper()
	cat := specs.Embedded()
	all := map[string][]suites.Case{}
	for _, address := range cat.Addresses() {
		op, err := cat.Operation(address)
		if err != nil {
			t.Fatal(err)
		}
		for c := range derive.Cases(&schemas.Contract{Operation: op}, cat) {
			all[address] = append(all[address], c)
		}
	}
	return all
}

// The plan of each operation is known case by case.
func TestCasesGolden(t *testing.T) {
	for address, cases := range casesOf(t) {
		name := address[strings.LastIndexByte(address, '/')+1:]
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, c := range cases {
				fmt.Fprintln(&b, describe(&c))
			}
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("cases of %s (-want +got; rewrite with -update):\n%s", address, diff)
			}
		})
	}
}

// describe is one line of a golden file: the ID and what each step sends and
// expects.
func describe(c *suites.Case) string {
	var b strings.Builder
	b.WriteString(c.ID)
	for _, s := range c.Steps {
		b.WriteString(" |")
		if s.Operation != "" {
			b.WriteString(" " + s.Operation)
		}
		for _, extra := range []struct{ name, value string }{{"method", s.Method}, {"form", s.Form}, {"auth", s.Auth}, {"fault", s.Fault}, {"supplies", s.Supplies}} {
			if extra.value != "" {
				b.WriteString(" " + extra.name + ":" + extra.value)
			}
		}
		for _, a := range append(s.Args, s.Raw...) {
			fmt.Fprintf(&b, " %s=%s", a.Path, a.Value)
		}
		e := s.Expect
		switch e.Outcome {
		case suites.Failure:
			fmt.Fprintf(&b, " -> error %s", strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", e.Code, e.Parameter, e.Fault, e.Bound)), " "))
		case suites.Any:
			b.WriteString(" -> any")
		}
		if len(e.Assert) > 0 {
			fmt.Fprintf(&b, " +%d", len(e.Assert))
		}
	}
	for _, n := range c.Needs {
		fmt.Fprintf(&b, " needs %s", n.Parameter)
	}
	return b.String()
}
