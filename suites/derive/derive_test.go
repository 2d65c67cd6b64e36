package derive_test

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/derive"
)

var update = flag.Bool("update", false, "rewrite testdata")

// contract compiles an embedded operation.
func contract(t testing.TB, address string) *schemas.Contract {
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

// casesOf derives the cases of every embedded operation.
func casesOf(t testing.TB) map[string][]suites.Case {
	t.Helper()
	all := map[string][]suites.Case{}
	for _, address := range specs.Embedded().Addresses() {
		all[address] = slices.Collect(derive.Cases(contract(t, address), specs.Embedded()))
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
			golden(t, name, b.String())
		})
	}
}

// golden compares text with a file of testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; rewrite with -update):\n%s", file, diff)
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

// Equal contracts give equal cases, in the order of a plan.
func TestCasesDeterministic(t *testing.T) {
	first, second := casesOf(t), casesOf(t)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two derivations differ (-first +second):\n%s", diff)
	}
	for address, cases := range first {
		if !slices.IsSortedFunc(cases, suites.Compare) {
			t.Errorf("%s: cases are not in order", address)
		}
		if last := cases[len(cases)-1]; last.Kind != suites.EvidenceKind || last.ID != address+"/evidence" {
			t.Errorf("%s: the last case is %s", address, last.ID)
		}
	}
}

// An ID names one case; each case says what it exercises and where that is
// documented, and each requirement of the operation's own exists.
func TestCasesComplete(t *testing.T) {
	ids := map[string]bool{}
	for address, cases := range casesOf(t) {
		op := contract(t, address).Operation
		known := map[string]bool{}
		for _, r := range op.Requirements() {
			known[r.ID] = true
		}
		for _, row := range op.ErrorRows() {
			for _, status := range row.Statuses {
				known[specs.ErrorRequirement(address, status, row.Code)] = true
			}
		}
		for _, c := range cases {
			if ids[c.ID] {
				t.Errorf("%s: two cases", c.ID)
			}
			ids[c.ID] = true
			if c.Title == "" || c.Source.File == "" || c.Source.Line == 0 {
				t.Errorf("%s: title %q, source %+v", c.ID, c.Title, c.Source)
			}
			if len(c.Steps) == 0 && c.Kind != suites.EvidenceKind {
				t.Errorf("%s: no steps", c.ID)
			}
			for _, id := range c.Requirements {
				if !known[id] {
					t.Errorf("%s: no requirement %s", c.ID, id)
				}
			}
		}
	}
}

// broken lists the departures that a fault on the wire is judged as.
var broken = map[specs.Fault][]judge.Kind{
	specs.FaultMissing: {judge.Missing}, specs.FaultType: {judge.WrongType, judge.Precision}, specs.FaultEnum: {judge.EnumUnknown},
	specs.FaultRange: {judge.OutOfRange}, specs.FaultFormat: {judge.BadFormat}, specs.FaultCount: {judge.TooManyItems},
	specs.FaultLength: {judge.BadLength}, specs.FaultPattern: {judge.BadPattern},
}

// checkWire reports each step whose request must succeed and breaks the
// documentation on the wire, or must fail and keeps it there.
func checkWire(t *testing.T, c *schemas.Contract, cases []suites.Case) {
	t.Helper()
	for _, one := range cases {
		for i, s := range one.Steps {
			if s.Operation != "" || s.Fault != "" || saved(&s) {
				continue
			}
			kinds := kindsOnTheWire(t, c, &s)
			e := s.Expect
			switch {
			case e.Outcome == suites.Success && len(kinds) > 0:
				t.Errorf("%s step %d: must succeed, and departs by %v", one.ID, i, kinds)
			case e.Outcome == suites.Failure && len(broken[e.Fault]) > 0 &&
				!slices.ContainsFunc(kinds, func(k judge.Kind) bool { return slices.Contains(broken[e.Fault], k) }):
				t.Errorf("%s step %d: must have the fault %s, and departs by %v", one.ID, i, e.Fault, kinds)
			}
		}
	}
}

// Every request that must succeed keeps the documentation on the wire, and
// every request that must fail breaks it there.
func TestCasesOnTheWire(t *testing.T) {
	for address, cases := range casesOf(t) {
		checkWire(t, contract(t, address), cases)
	}
}

// saved reports whether a step sends what an earlier answer held.
func saved(s *suites.Step) bool {
	return slices.ContainsFunc(s.Args, func(a suites.Arg) bool { return a.Value == "${value}" })
}

// kindsOnTheWire encodes a step, decodes it as a server would and has the
// request judged.
func kindsOnTheWire(t *testing.T, c *schemas.Contract, s *suites.Step) []judge.Kind {
	t.Helper()
	message, err := protocol.Encode(&url.URL{Scheme: "http", Host: "localhost"}, derive.Call(c.Operation, *s, func(name string) (string, bool) {
		return "11111111-2222-4333-8444-555555555555", true
	}))
	if err != nil {
		t.Fatal(err)
	}
	call := protocol.DecoderOf(c.Operation).Decode(message)
	if call.Operation == nil {
		t.Fatalf("%v is not read as a call of %s", message.URL, c.Operation.Address)
	}
	var kinds []judge.Kind
	for _, d := range suites.Observe(&fixtures.Exchange{}, c, &call, nil).Request.Departures {
		kinds = append(kinds, d.Kind)
	}
	if len(call.Malformed) > 0 {
		kinds = append(kinds, judge.WrongType)
	}
	return kinds
}

// Nothing is asked for twice: the cases of an operation that send the same
// expect the same.
func TestCasesAgree(t *testing.T) {
	for address, cases := range casesOf(t) {
		expected := map[string]suites.Outcome{}
		for _, c := range cases {
			if len(c.Steps) != 1 || c.Steps[0].Fault != "" || c.Steps[0].Auth != "" || c.Steps[0].Route != "" {
				continue
			}
			s := c.Steps[0]
			request := fmt.Sprintln(s.Args, s.Raw, s.Method, s.Form)
			if before, ok := expected[request]; ok && before != s.Expect.Outcome {
				t.Errorf("%s: %s expects %q, another case %q", address, c.ID, s.Expect.Outcome, before)
			}
			expected[request] = s.Expect.Outcome
		}
	}
}

func BenchmarkCases(b *testing.B) {
	c := contract(b, "alibaba/ecs/DescribeImages")
	for b.Loop() {
		for range derive.Cases(c, specs.Embedded()) {
		}
	}
}
