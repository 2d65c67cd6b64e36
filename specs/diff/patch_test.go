package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
)

// TestPatch writes each kind of change into a page and reads it back.
func TestPatch(t *testing.T) {
	page := decode(t, head+`request: []
response:
  - {path: Total, type: integer, max: 9}
  - {path: Boxes, type: array, items: object, wire: "Boxes.Box[]"}
  - {path: "Boxes[].Name", type: string, enum: [a]}
  - {path: Lid, type: object}
  - {path: Lid.Height, type: integer}
  - {path: Names, type: array, items: string, wire: "Names.Name[]"}
  - {path: Tags, type: string}
  - {path: "Tags[].Key", type: string}
errors:
  - {statuses: [404], code: Gone}
sample: |
  {"Total":1,"Boxes":{"Box":[{"Name":"a"}]}}
`)
	changes := []diff.Change{
		{Section: diff.Response, Path: "Boxes[].Name", Kind: diff.EnumAdded, New: []string{"b"}},
		{Section: diff.Response, Path: "Total", Kind: diff.Max, New: 10.0},
		{Section: diff.Response, Path: "Boxes", Kind: diff.Wrapper, Old: "Box", New: "Item"},
		{Section: diff.Response, Path: "Boxes.Box[].Size", Kind: diff.Undocumented, New: map[string]any{"type": "integer"}},
		{Section: diff.Response, Path: "Labels[]", Kind: diff.Undocumented, New: undocumented(t, specs.Array, specs.Object)},
		{Section: diff.Response, Path: "Total", Kind: diff.Type, New: diff.Null},
		{Section: diff.Response, Path: "Total", Kind: diff.Type, New: diff.BeyondInt64},
		{Section: diff.Response, Path: "Absent", Kind: diff.Type, New: "string"},
		{Section: diff.Response, Path: "Boxes", Kind: diff.Type, New: "string"}, // its members have rows
		{Section: diff.Response, Path: "Boxes", Kind: diff.Type, New: "array of string"},
		{Section: diff.Response, Path: "Lid", Kind: diff.Type, New: "array of object"}, // its members have no "[]"
		{Section: diff.Response, Path: "Names", Kind: diff.Type, New: "string"},        // in the wrapper, or instead
		{Section: diff.Response, Path: "Tags", Kind: diff.Type, New: "array of object"},
		{Section: diff.Response, Path: "Nothing", Kind: diff.Undocumented, New: map[string]any{}},
		{Section: diff.Errors, Path: "Gone", Kind: diff.Status, Old: []int{404}, New: []int{400, 404}},
		{Section: diff.Errors, Path: "Full", Kind: diff.Undocumented, New: []int{507}},
		{Section: diff.Statuses, Path: "206", Kind: diff.Undocumented, New: 206},
	}
	for _, c := range changes {
		if diff.Settled(page, c) {
			t.Errorf("%s is settled before the patch", c)
		}
	}
	diff.Patch(page, changes)
	data, err := specs.EncodeYAML(page)
	if err != nil {
		t.Fatal(err)
	}
	again := decode(t, string(data))
	var open []string
	for _, c := range changes {
		if !diff.Settled(again, c) {
			open = append(open, c.Path)
		}
	}
	if d := cmp.Diff([]string{"Total", "Total", "Absent", "Boxes", "Boxes", "Lid", "Names", "Nothing"}, open); d != "" {
		t.Errorf("what no row can take (-want +got):\n%s", d)
	}
	want := map[string]string{"Total": "Total", "Boxes": "Boxes.Item[]", "Boxes[].Name": "Boxes.Item[].Name", "Boxes[].Size": "Boxes.Item[].Size", "Labels": "Labels[]",
		"Lid": "Lid", "Names": "Names.Name[]", "Lid.Height": "Lid.Height", "Tags": "Tags[]", "Tags[].Key": "Tags[].Key"}
	got := map[string]string{}
	for _, f := range again.Response {
		got[f.Path] = f.Wire
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("wires (-want +got):\n%s", d)
	}
	if f := again.Field("Boxes[].Name"); !cmp.Equal(f.Enum, []string{"a", "b"}) || f.Strength("enum") != specs.Hint {
		t.Errorf("the enumeration is %v, %s", f.Enum, f.Strength("enum"))
	}
	if f := again.Field("Boxes[].Size"); f.From != specs.FromObservation || f.Strength("type") != specs.Hint {
		t.Errorf("the new row is from %s, %s", f.From, f.Strength("type"))
	}
	if f := again.Field("Labels"); f.Type != specs.Array || f.Items != specs.Object {
		t.Errorf("the new list is %s of %s", f.Type, f.Items)
	}
	if len(again.Errors) != 2 || !cmp.Equal(again.Errors[0].Statuses, []int{400, 404}) || again.Errors[1].Code != "Full" || len(again.Statuses) != 1 {
		t.Errorf("errors %v, statuses %v", again.Errors, again.Statuses)
	}
}

// undocumented is what Traffic says of a field that no row documents.
func undocumented(t *testing.T, typ, items specs.Type) any {
	t.Helper()
	seen := &diff.Observation{Strangers: map[string]diff.Sight{
		"A": {Seen: 1, Of: 1, Kinds: map[string]int{string(typ): 1}, Items: map[string]int{string(items): 1}},
	}}
	changes := diff.Traffic(&specs.Operation{}, seen)
	if len(changes) != 1 || changes[0].Kind != diff.Undocumented {
		t.Fatalf("changes %v, want one undocumented field", changes)
	}
	return changes[0].New
}

// TestOccasion: a change that was not seen is disproved only by what might have
// shown it.
func TestOccasion(t *testing.T) {
	op := decode(t, head+`request: []
response:
  - {path: Boxes, type: array, items: object, wire: "Boxes.Box[]"}
  - {path: "Boxes[].Name", type: string}
sample: |
  {"Boxes":{"Box":[{"Name":"a"}]}}
`)
	empty := &diff.Observation{Answers: 1, Rows: map[string]diff.Sight{"Boxes": {Seen: 1, Of: 1}, "Boxes[].Name": {}}}
	full := &diff.Observation{Answers: 1, Rows: map[string]diff.Sight{"Boxes": {Seen: 1, Of: 1, Items: map[string]int{"object": 2}}, "Boxes[].Name": {Seen: 1, Of: 2}}}
	without := &diff.Observation{Answers: 1, Rows: map[string]diff.Sight{"Boxes": {Of: 1}, "Boxes[].Name": {Of: 2}}}
	for _, c := range []struct {
		seen *diff.Observation
		path string
		kind diff.Kind
		want bool
	}{
		{empty, "Boxes[].Name", diff.Type, false},
		{full, "Boxes[].Name", diff.Type, true},
		{without, "Boxes[].Name", diff.Type, false},
		{full, "Boxes", diff.Required, true},
		{without, "Boxes", diff.Required, false},
		{full, "Boxes[].Name", diff.Required, false},
		{full, "Boxes[]", diff.Type, true},
		{empty, "Boxes[]", diff.Type, false},
		{empty, "Boxes[].Name", diff.NeverSeen, false},
		{without, "Boxes[].Name", diff.NeverSeen, true},
		{full, "Colour", diff.Undocumented, true},
		{&diff.Observation{}, "Colour", diff.Undocumented, false},
		{full, "Boxes.Box[].Colour", diff.Undocumented, true},
		{without, "Boxes.Box[].Colour", diff.Undocumented, false},
		{empty, "Boxes.Box[].Colour", diff.Undocumented, false},
		{full, "Lid.Height", diff.Undocumented, false},
	} {
		if got := c.seen.Occasion(op, diff.Change{Section: diff.Response, Path: c.path, Kind: c.kind}); got != c.want {
			t.Errorf("occasion to see %s %s in %+v: %t, want %t", c.path, c.kind, c.seen, got, c.want)
		}
	}
}
