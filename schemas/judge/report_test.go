package judge_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func TestReport(t *testing.T) {
	report := compileShop(t).Judge([]byte(whole(
		`"State":"Gone","Why":"w","Words":["x","y"],"Labels":{"a":{"Text":"t"}},"Total":2,` +
			`"Goods":{"Good":[{"Id":"a","Size":"1"},{"Id":"b\u0021","Size":"1","Tags":{"Tag":[{"Key":"k"},{"Key":"l"}]}}]}`)))
	if len(report.Departures) > 0 {
		t.Fatalf("departs: %+v", report.Departures)
	}
	wantSlots := map[judge.Slot][]judge.Captured{
		"Total":              {{Pointer: "/Total", Item: -1, Inner: -1, Text: "2"}},
		"Goods[].Id":         {{Pointer: "/Goods/Good/0/Id", Text: "a", IsText: true}, {Pointer: "/Goods/Good/1/Id", Item: 1, Inner: 1, Text: "b!", IsText: true}},
		"Goods[].Tags[].Key": {{Pointer: "/Goods/Good/1/Tags/Tag/0/Key", Item: 1, Text: "k", IsText: true}, {Pointer: "/Goods/Good/1/Tags/Tag/1/Key", Item: 1, Inner: 1, Text: "l", IsText: true}},
		"Words":              {{Pointer: "/Words/0", Text: "x", IsText: true}, {Pointer: "/Words/1", Item: 1, Inner: 1, Text: "y", IsText: true}},
		"Labels{}.Text":      {{Pointer: "/Labels/a/Text", Item: -1, Inner: -1, Text: "t", IsText: true}},
		"RequestId":          nil, // no behaviour looks at it
	}
	for slot, want := range wantSlots {
		if diff := cmp.Diff(want, report.Slot(slot)); diff != "" {
			t.Errorf("slot %s (-want +got)\n%s", slot, diff)
		}
	}
	wantSeen := []string{
		"Goods", "Goods[].Id", "Goods[].Size", "Goods[].Tags", "Goods[].Tags[].Key", "Ident", "Labels", "Labels{}.Text", "RequestId",
		"State", "State=Gone", "Total", "Why", "Words", "Words=x", "Words=y",
	}
	if diff := cmp.Diff(wantSeen, report.Seen()); diff != "" {
		t.Errorf("seen (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"Goods": 2, "Goods[].Tags": 2, "Words": 2}, report.Lists()); diff != "" {
		t.Errorf("lists (-want +got)\n%s", diff)
	}
	if n, ok := report.Items("Goods"); n != 2 || !ok {
		t.Errorf("Items(Goods) = %d, %v", n, ok)
	}
	if n, ok := report.Items("List"); n != 0 || ok {
		t.Errorf("Items(List) = %d, %v", n, ok)
	}
}

func TestSlotsOfOddShapes(t *testing.T) {
	report := compileShop(t).Judge([]byte(whole(`"Goods":[{"Id":"a","Size":"1"},{"Id":"b","Size":"1"}]`)))
	want := []judge.Captured{{Pointer: "/Goods/0/Id", Text: "a", IsText: true}, {Pointer: "/Goods/1/Id", Item: 1, Inner: 1, Text: "b", IsText: true}}
	if diff := cmp.Diff(want, report.Slot("Goods[].Id")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestZeroReport(t *testing.T) {
	var r judge.Report
	if r.Seen() != nil || len(r.Lists()) > 0 || r.Slot("Total") != nil || r.Has(judge.Syntax) {
		t.Error("the zero report reports something")
	}
}

func TestConditionOnParameter(t *testing.T) {
	tree := compileShop(t)
	request := func(values ...string) judge.Option {
		return judge.Request(func(path string) []string {
			if path == "Paged" {
				return values
			}
			return nil
		})
	}
	missing := []fact{{judge.Missing, "Page", "/Page", "present", "absent", 1, true}}
	for name, test := range map[string]struct {
		option judge.Option
		body   string
		want   []fact
	}{
		"met":                      {request("true"), whole(""), missing},
		"met, another letter case": {request("True"), whole(""), missing},
		"met and there":            {request("true"), whole(`"Page":1`), nil},
		"not met":                  {request("false"), whole(""), nil},
		"not in the request":       {request(), whole(""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, facts(tree.Judge([]byte(test.body), test.option))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	if got := facts(tree.Judge([]byte(whole("")))); got != nil {
		t.Errorf("without the request the condition counts as met: %+v", got)
	}
}

func TestBounds(t *testing.T) {
	tree := compileShop(t)
	t.Run("depth", func(t *testing.T) {
		deep := func(n int) string { return whole(`"Any":` + strings.Repeat("[", n) + strings.Repeat("]", n)) }
		if got := facts(tree.Judge([]byte(deep(511)))); got != nil {
			t.Errorf("512 levels depart: %+v", got)
		}
		report := tree.Judge([]byte(deep(512)))
		if !report.Has(judge.Syntax) || !report.Unreadable {
			t.Errorf("513 levels pass: %+v", report.Departures)
		}
		if report := tree.Judge([]byte(strings.Repeat("[", 1_000_000))); !report.Unreadable {
			t.Error("a million brackets are readable")
		}
	})
	t.Run("departures", func(t *testing.T) {
		var members []string
		for i := range 3000 {
			members = append(members, fmt.Sprintf(`"x%d":1`, i))
		}
		report := tree.Judge([]byte(whole(strings.Join(members, ","))))
		if len(report.Departures) != 1000 || report.More != 2000 {
			t.Errorf("%d departures and %d more", len(report.Departures), report.More)
		}
	})
	t.Run("doubled names among many", func(t *testing.T) {
		var members []string
		for i := range 1000 {
			members = append(members, fmt.Sprintf(`"x%d":1`, i))
		}
		report := tree.Judge([]byte(whole(`"Detail":{` + strings.Join(members, ",") + `,"x999":2,"x3":2}`)))
		want := []fact{
			{judge.DuplicateKey, "Detail.x3", "/Detail/x3", "one member x3", "another one", 1, false},
			{judge.DuplicateKey, "Detail.x999", "/Detail/x999", "one member x999", "another one", 1, false},
		}
		if diff := cmp.Diff(want, facts(report)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("long values are cut", func(t *testing.T) {
		report := tree.Judge([]byte(whole(`"Next":"` + strings.Repeat("中", 1000) + `"`)))
		if got := []rune(report.Departures[0].Got); len(got) != 120 {
			t.Errorf("%d characters: %s", len(got), string(got))
		}
	})
}

func TestManyMembers(t *testing.T) {
	op := &specs.Operation{}
	var members []string
	for i := range 200 {
		name := fmt.Sprintf("F%d", i)
		op.Response = append(op.Response, specs.Field{Row: specs.Row{Path: name, Type: specs.Integer}, Wire: name, Presence: specs.Always})
		if i != 130 {
			members = append(members, fmt.Sprintf("%q:1", name))
		}
	}
	tree, err := judge.CompileResponse(op)
	if err != nil {
		t.Fatal(err)
	}
	want := []fact{{judge.Missing, "F130", "/F130", "present", "absent", 1, true}}
	if diff := cmp.Diff(want, facts(tree.Judge([]byte("{"+strings.Join(members, ",")+"}")))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOpenSection(t *testing.T) {
	op := shop()
	op.Open.Response = true
	tree, err := judge.CompileResponse(op)
	if err != nil {
		t.Fatal(err)
	}
	if got := facts(tree.Judge([]byte(whole(`"Next":1`)))); got != nil {
		t.Errorf("an open section calls a member undocumented: %+v", got)
	}
}

func TestSharedByGoroutines(t *testing.T) {
	tree := compileShop(t)
	body := []byte(whole(`"State":"Lost","Words":["z"]`))
	want := facts(tree.Judge(body))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if diff := cmp.Diff(want, facts(tree.Judge(body))); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
					return
				}
			}
		})
	}
	group.Wait()
}

// TestAllocations holds that nothing is allocated a field where nothing
// departs.
func TestAllocations(t *testing.T) {
	tree, err := judge.CompileResponse(operation(t, "alibaba/ecs/DescribeImages"))
	if err != nil {
		t.Fatal(err)
	}
	for _, images := range []int{1, 1000} {
		body := answer(t, images)
		if allocs := testing.AllocsPerRun(20, func() { tree.Judge(body) }); allocs > 8 {
			t.Errorf("%d images: %v allocations", images, allocs)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	field := func(path, wire string) specs.Field {
		return specs.Field{Row: specs.Row{Path: path, Type: specs.String}, Wire: wire}
	}
	conditional := func(term *specs.Term) specs.Field {
		f := field("B", "B")
		f.Presence, f.Condition = specs.When, term
		return f
	}
	pattern := field("A", "A")
	pattern.Pattern = "("
	for name, test := range map[string]struct {
		fields []specs.Field
		want   string
	}{
		"pattern":             {[]specs.Field{pattern}, "pattern of A: error parsing regexp"},
		"two rows at a place": {[]specs.Field{field("A", "X"), field("B", "X")}, "B: two rows at X: A and B"},
		"empty name":          {[]specs.Field{field("A", "X..Y")}, `wire path "X..Y": an empty name`},
		"no condition":        {[]specs.Field{conditional(nil)}, "B: presence when, but no condition"},
		"empty condition":     {[]specs.Field{conditional(&specs.Term{})}, "B: a condition that names neither field nor parameter"},
		"unknown field":       {[]specs.Field{conditional(&specs.Term{Field: "C"})}, "B: its condition names C, which no row documents"},
		"field elsewhere":     {[]specs.Field{field("C.D", "C.D"), conditional(&specs.Term{Field: "C.D"})}, "B: its condition names C.D, which is not in an object around it"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := judge.CompileResponse(&specs.Operation{Response: test.fields})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
