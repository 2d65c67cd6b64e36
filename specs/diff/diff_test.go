package diff_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
)

const head = "operation: FindBoxes\npage: {title: FindBoxes}\nprotocol: rpc\naction: FindBoxes\n"

// TestCompare changes one fact at a time; the directions decide who is broken.
func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		want     []string
	}{
		"nothing": {
			"request:\n  - {path: A, type: string, enum: [x, y]}\n  - {path: B, type: string}\nresponse: []\nerrors: []\n",
			"request:\n  - {path: B, type: string}\n  - {path: A, type: string, enum: [y, x]}\nresponse: []\nerrors: []\n", nil,
		},
		"a required parameter comes": {
			"request: []\nresponse: []\n", "request:\n  - {path: A, type: string, required: true}\nresponse: []\n",
			[]string{"request A added: string, required | error yes"},
		},
		"an optional parameter comes, another goes": {
			"request:\n  - {path: A, type: integer, required: false}\nresponse: []\n", "request:\n  - {path: B, type: string, required: false}\nresponse: []\n",
			[]string{"request A removed: was integer, optional | warning maybe", "request B added: string, optional | info no"},
		},
		"an unknown requiredness changes nothing": {
			"request:\n  - {path: A, type: string}\nresponse: []\n", "request:\n  - {path: A, type: string, required: true}\nresponse: []\n", nil,
		},
		"a parameter becomes required": {
			"request:\n  - {path: A, type: string, required: false}\nresponse: []\n", "request:\n  - {path: A, type: string, required: true}\nresponse: []\n",
			[]string{"request A required: false -> true | error yes"},
		},
		"a request's list shrinks and grows": {
			"request:\n  - {path: A, type: string, enum: [x, y]}\nresponse: []\n", "request:\n  - {path: A, type: string, enum: [y, z]}\nresponse: []\n",
			[]string{`request A enum-added: "z" | info no`, `request A enum-removed: "x" | error yes`},
		},
		"an answer's list shrinks and grows": {
			"request: []\nresponse:\n  - {path: A, type: string, enum: [x, y]}\n", "request: []\nresponse:\n  - {path: A, type: string, enum: [y, z]}\n",
			[]string{`response A enum-added: "z" | warning maybe`, `response A enum-removed: "x" | info no`},
		},
		"a list that the rendition lost": {
			"request:\n  - {path: A, type: string, enum: [x, y]}\nresponse: []\n",
			"request:\n  - {path: A, type: string}\nresponse: []\nlost:\n  - {fact: enum, section: request, path: A, why: cut off}\n", nil,
		},
		"a default in a list that the rendition lost": {
			"request:\n  - {path: A, type: string, default: x}\n  - {path: B, type: string, default: x}\nresponse: []\n",
			"request:\n  - {path: A, type: string}\n  - {path: B, type: string, default: y}\nresponse: []\nlost:\n" +
				"  - {fact: list, section: request, path: A, why: cut off}\n  - {fact: list, section: request, path: B, why: cut off}\n",
			[]string{`request B default: "x" -> "y" | warning maybe`},
		},
		"facts that one side states": {
			"request:\n  - {path: A, type: string, default: x}\nresponse: []\n",
			"request:\n  - {path: A, type: string, max: 9}\nresponse: []\n",
			[]string{`request A default: "x" -> not stated | warning maybe`, "request A max: not stated -> 9 | warning maybe"},
		},
		"what a new row says": {
			"request: []\nresponse: []\n",
			"request:\n  - {path: A, type: integer, required: false, default: \"1\", min: 1, max: 9, deprecated: true}\n" +
				"  - {path: B, type: unstated, enum: [x y, z], maxLength: 8}\nresponse: []\n",
			[]string{`request A added: integer, optional, default "1", min 1, max 9, deprecated | info no`, `request B added: enum "x y" "z", maxLength 8 | info no`},
		},
		"a header of every request": {
			"request: []\nresponse: []\n", "request:\n  - {path: X-Auth-Token, type: string, in: header, required: true}\nresponse: []\n",
			[]string{"request X-Auth-Token added: string, required | info no"},
		},
		"bounds": {
			"request:\n  - {path: A, type: integer, min: 1, max: 100}\nresponse:\n  - {path: B, type: integer, max: 9}\n",
			"request:\n  - {path: A, type: integer, min: 0, max: 50}\nresponse:\n  - {path: B, type: integer, max: 10}\n",
			[]string{"request A max: 100 -> 50 | error yes", "request A min: 1 -> 0 | info no", "response B max: 9 -> 10 | warning maybe"},
		},
		"lengths, default, deprecation": {
			"request:\n  - {path: A, type: string, maxLength: 8, default: x}\nresponse: []\n",
			"request:\n  - {path: A, type: string, maxLength: 4, default: y, deprecated: true}\nresponse: []\n",
			[]string{"request A default: \"x\" -> \"y\" | warning maybe", "request A deprecated: false -> true | info no", "request A max-length: 8 -> 4 | error yes"},
		},
		"types": {
			"request: []\nresponse:\n  - {path: A, type: string}\n  - {path: B, type: array, items: string}\n  - {path: C, type: array}\n",
			"request: []\nresponse:\n  - {path: A, type: integer}\n  - {path: B, type: array, items: object}\n  - {path: C, type: array, items: string}\n",
			[]string{`response A type: "string" -> "integer" | error yes`, `response B type: "array of string" -> "array of object" | error yes`},
		},
		"a renamed container takes its members along": {
			"request: []\nresponse:\n  - {path: data, type: object}\n  - {path: data.name, type: string}\n  - {path: data.kind, type: string}\n",
			"request: []\nresponse:\n  - {path: Data, type: object}\n  - {path: Data.name, type: string}\n  - {path: Data.kind, type: integer}\n",
			[]string{`response Data.kind type: "string" -> "integer" | error yes`, `response data renamed: "data" -> "Data" | error yes`},
		},
		"two candidates are no rename": {
			"request: []\nresponse:\n  - {path: item_id, type: string}\n",
			"request: []\nresponse:\n  - {path: itemId, type: string}\n  - {path: ItemID, type: string}\n",
			[]string{"response ItemID added: string | info no", "response itemId added: string | info no", "response item_id removed: was string | warning maybe"},
		},
		"a wrapper comes": {
			"request: []\nresponse:\n  - {path: A, type: array, items: string}\nsample: |\n  {\"A\":[]}\n",
			"request: []\nresponse:\n  - {path: A, type: array, items: string, wire: \"A.B[]\"}\nsample: |\n  {\"A\":{\"B\":[]}}\n",
			[]string{`response A wrapper: "" -> "B" | error yes`},
		},
		"a wrapper that a sample does not show": {
			"request: []\nresponse:\n  - {path: A, type: array, items: string}\nnotInSample: [A]\nsample: |\n  {\"C\":1}\n",
			"request: []\nresponse:\n  - {path: A, type: array, items: string, wire: \"A.B[]\"}\nsample: |\n  {\"A\":{\"B\":[]}}\n", nil,
		},
		"a wrapper in rows of its own": {
			"request: []\nresponse:\n  - {path: As, type: array, items: object, wire: \"As.A[]\"}\n  - {path: \"As[].Id\", type: string}\n" +
				"  - {path: \"As[].Bs\", type: array, items: string, wire: \"As.A[].Bs.B[]\"}\n",
			"request: []\nresponse:\n  - {path: As, type: object}\n  - {path: As.A, type: array, items: object}\n  - {path: \"As.A[].Id\", type: integer}\n" +
				"  - {path: \"As.A[].Name\", type: string}\n  - {path: \"As.A[].Bs\", type: object}\n  - {path: \"As.A[].Bs.B\", type: array, items: string}\n",
			[]string{`response As.A[].Name added: string | info no`, `response As[].Id type: "string" -> "integer" | error yes`},
		},
		"an object with more members than a list": {
			"request: []\nresponse:\n  - {path: As, type: array, items: string, wire: \"As.A[]\"}\n",
			"request: []\nresponse:\n  - {path: As, type: object}\n  - {path: As.A, type: array, items: string}\n  - {path: As.N, type: integer}\n",
			[]string{`response As type: "array of string" -> "object" | error yes`, `response As.A added: array of string | info no`, `response As.N added: integer | info no`},
		},
		"a row that only the order of rows placed": {
			"request: []\nresponse:\n  - {path: As, type: array, items: object}\n  - {path: \"As[].Id\", type: string}\n  - {path: \"As[].Region\", type: string}\n" +
				"notInSample: [\"As[].Region\"]\nsample: |\n  {\"As\":[{\"Id\":\"x\"}]}\n",
			"request: []\nresponse:\n  - {path: As, type: array, items: object}\n  - {path: \"As[].Id\", type: string}\n  - {path: Region, type: string}\n" +
				"sample: |\n  {\"As\":[{\"Id\":\"x\"}],\"Region\":\"y\"}\n", nil,
		},
		"a row that no sample shows above a list": {
			"request: []\nresponse:\n  - {path: Region, type: string}\n  - {path: As, type: array, items: object}\n  - {path: \"As[].Id\", type: string}\n" +
				"notInSample: [Region]\nsample: |\n  {\"As\":[{\"Id\":\"x\"}]}\n",
			"request: []\nresponse:\n  - {path: As, type: array, items: object}\n  - {path: \"As[].Id\", type: string}\n  - {path: \"As[].Region\", type: string}\n" +
				"sample: |\n  {\"As\":[{\"Id\":\"x\",\"Region\":\"y\"}]}\n",
			[]string{"response As[].Region added: string | info no", "response Region removed: was string | warning maybe"},
		},
		"a row that both samples show in its place": {
			"request: []\nresponse:\n  - {path: As, type: object}\n  - {path: As.Region, type: string}\nsample: |\n  {\"As\":{\"Region\":\"y\"}}\n",
			"request: []\nresponse:\n  - {path: As, type: object}\n  - {path: Region, type: string}\nsample: |\n  {\"As\":{},\"Region\":\"y\"}\n",
			[]string{"response As.Region removed: was string | warning maybe", "response Region added: string | info no"},
		},
		"a boolean's default in another letter case": {
			"request:\n  - {path: A, type: boolean, default: \"False\"}\nresponse: []\n", "request:\n  - {path: A, type: boolean, default: \"false\"}\nresponse: []\n", nil,
		},
		"a parent row that only one layout has": {
			"request:\n  - {path: \"Tag[].Key\", type: string}\nresponse: []\n",
			"request:\n  - {path: Tag, type: array, items: object}\n  - {path: \"Tag[].Key\", type: string}\nresponse: []\n", nil,
		},
		"errors": {
			"request: []\nresponse: []\nerrors:\n  - {statuses: [404], code: A, message: No  thing .}\n  - {statuses: [400], code: B}\n  - {statuses: [400], code: Old Code}\n",
			"request: []\nresponse: []\nerrors:\n  - {statuses: [400], code: A, message: No thing}\n  - {statuses: [500], code: C}\n  - {statuses: [400], code: OldCode}\n",
			[]string{
				"errors A status: [404] -> [400] | warning maybe", "errors B removed: was [400] | warning maybe",
				"errors C added: [500] | info no", `errors Old Code renamed: "Old Code" -> "OldCode" | warning maybe`,
			},
		},
		"a message where the cell was empty": {
			"request: []\nresponse: []\nerrors:\n  - {statuses: [404], code: A}\n  - {statuses: [400], code: B, message: b}\n",
			"request: []\nresponse: []\nerrors:\n  - {statuses: [404], code: A, message: a}\n  - {statuses: [400], code: B, message: b}\n",
			[]string{`errors A message: not stated -> "a" | info no`},
		},
		"a table without messages": {
			"request: []\nresponse: []\nerrors:\n  - {statuses: [404], code: A}\n",
			"request: []\nresponse: []\nerrors:\n  - {statuses: [404], code: A, message: a}\n", nil,
		},
		"a page without a table of statuses": {
			"request: []\nresponse: []\n", "request: []\nresponse: []\nstatuses: [{status: 200, text: OK}]\n", nil,
		},
		"a table of statuses that grows": {
			"request: []\nresponse: []\nstatuses: [{status: 200, text: OK}]\n", "request: []\nresponse: []\nstatuses: [{status: 200, text: OK}, {status: 404}]\n",
			[]string{"statuses 404 added: 404 | info no"},
		},
		"a table that the rendition lost": {
			"request: []\nresponse:\n  - {path: A, type: string}\n",
			"request: []\nresponse: []\nlost:\n  - {fact: table, section: response, why: missing}\n", nil,
		},
		"an open section removes nothing": {
			"request: []\nresponse:\n  - {path: A, type: string}\n", "request: []\nresponse: []\nopen: {response: true}\n", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range diff.Compare(decode(t, head+c.old), decode(t, head+c.new)) {
				got = append(got, fmt.Sprintf("%s | %s %s", c, c.Severity, c.Breaking))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("changes (-want +got):\n%s", d)
			}
		})
	}
}

// TestShownBySample: a row that a sample shows without the table is told so.
func TestShownBySample(t *testing.T) {
	without := decode(t, head+"request: []\nresponse: []\nsampleOnly: [A]\nsample: |\n  {\"A\":[1]}\n")
	list := decode(t, head+"request: []\nresponse: []\nsampleOnly: [\"A[]\"]\nsample: |\n  {\"A\":[1]}\n")
	with := decode(t, head+"request: []\nresponse:\n  - {path: A, type: array, items: integer}\n")
	for _, c := range []struct {
		old, new *specs.Operation
		want     []string
	}{
		{without, with, []string{"the sample showed it before"}},
		{with, without, []string{"the sample still shows it"}},
		{with, list, []string{"the sample still shows it"}},
	} {
		changes := diff.Compare(c.old, c.new)
		if len(changes) != 1 {
			t.Fatalf("changes: %v, want one", changes)
		}
		if d := cmp.Diff(c.want, changes[0].Evidence); d != "" {
			t.Errorf("%s: evidence (-want +got):\n%s", changes[0], d)
		}
	}
}

// TestRowsTwice: what one of two rows for one path states is stated, and what
// they contradict each other on is compared with nothing.
func TestRowsTwice(t *testing.T) {
	optional, required := false, true
	eight, nine := 8, 9
	row := func(required *bool, maxLength *int) specs.Parameter {
		return specs.Parameter{Row: specs.Row{Path: "A", Type: specs.String, MaxLength: maxLength}, Required: required}
	}
	old := &specs.Operation{Request: []specs.Parameter{row(&optional, nil), row(&required, &eight)}}
	new := &specs.Operation{Request: []specs.Parameter{row(&optional, &nine)}}
	if d := cmp.Diff("info request A max-length: 8 -> 9\n", lines(diff.Compare(old, new))); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
}

// TestUnread: a row that stands among what was not read has neither come nor
// gone.
func TestUnread(t *testing.T) {
	row := func(path string) []specs.Parameter {
		return []specs.Parameter{{Row: specs.Row{Path: path, Type: specs.String}}}
	}
	unread := []specs.Unread{{Line: 7, Text: "Size | Integer", Why: "no table"}}
	for _, c := range []struct {
		old, new *specs.Operation
		want     string
	}{
		{&specs.Operation{Unread: unread}, &specs.Operation{Request: row("Size")}, ""},
		{&specs.Operation{Request: row("Box.Size")}, &specs.Operation{Unread: unread}, ""},
		{&specs.Operation{Unread: unread}, &specs.Operation{Request: row("Siz")}, "info request Siz added: string\n"},
	} {
		if d := cmp.Diff(c.want, lines(diff.Compare(c.old, c.new))); d != "" {
			t.Errorf("changes (-want +got):\n%s", d)
		}
	}
}

// TestAction: only the row itself is compared, never that one layout omits it.
func TestAction(t *testing.T) {
	action := func(rows string) *specs.Operation { return decode(t, head+rows+"response: []\n") }
	row := "request:\n  - {path: Action, type: string, required: %t}\n"
	for _, c := range []struct{ old, new, want string }{
		{fmt.Sprintf(row, true), "request: []\n", ""},
		{"request: []\n", fmt.Sprintf(row, true), ""},
		{fmt.Sprintf(row, false), fmt.Sprintf(row, true), "info request Action required: false -> true\n"},
	} {
		if d := cmp.Diff(c.want, lines(diff.Compare(action(c.old), action(c.new)))); d != "" {
			t.Errorf("changes (-want +got):\n%s", d)
		}
	}
}

// TestAddressOfBoth: a rendition that omits a part of the address changes no
// fingerprint of what the other states.
func TestAddressOfBoth(t *testing.T) {
	full := specs.Address{Provider: "cloud", Product: "box", Version: "v1", Name: "FindBoxes"}
	for want, c := range map[string][2]specs.Address{
		"cloud/box@v1/FindBoxes": {full, full},
		"cloud/box/FindBoxes":    {{Provider: "cloud", Name: "FindBoxes"}, full},
	} {
		old := &specs.Operation{Address: c[0]}
		new := &specs.Operation{Address: c[1], Response: []specs.Field{{Row: specs.Row{Path: "A"}}}}
		for _, pair := range [][2]*specs.Operation{{old, new}, {new, old}} {
			changes := diff.Compare(pair[0], pair[1])
			if len(changes) != 1 || changes[0].Operation != want {
				t.Errorf("%v: want one change of %s", changes, want)
			}
		}
	}
}

func TestNotCompared(t *testing.T) {
	op := decode(t, head+"request: []\nresponse: []\nlost:\n"+
		"  - {fact: enum, section: request, path: A, why: cut off}\n  - {fact: list, section: request, path: B, why: cut off}\n"+
		"  - {fact: table, section: errors, why: missing}\n  - {fact: table, section: response, why: missing, filled: a sample}\n"+
		"  - {fact: required, section: request, why: empty}\n  - {fact: version, why: nowhere}\n")
	op.Unread = []specs.Unread{{Line: 7, Text: "x", Why: "y"}}
	want := []string{
		"the errors table is missing", "the request table's column of requiredness is empty",
		"2 rows have lost their lists of values", "1 line was not read",
	}
	if d := cmp.Diff(want, diff.NotCompared(op)); d != "" {
		t.Errorf("statements (-want +got):\n%s", d)
	}
}

func decode(t *testing.T, text string) *specs.Operation {
	t.Helper()
	op, err := specs.DecodeOperation("FindBoxes.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return op
}

// TestFingerprint holds fingerprints to their published form, for waivers name
// them.
func TestFingerprint(t *testing.T) {
	if got, want := diff.Fingerprint("a/b/C", "request", "D", diff.Added), "6d74db99b9b9"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	seen := map[string]bool{}
	for _, f := range []string{
		diff.Fingerprint("a/b/C", "request", "D", diff.Added), diff.Fingerprint("a/b/C", "response", "D", diff.Added),
		diff.Fingerprint("a/b/C", "request", "E", diff.Added), diff.Fingerprint("a/b/C", "request", "D", diff.Removed),
	} {
		if seen[f] {
			t.Errorf("%s stands for two changes", f)
		}
		seen[f] = true
	}
}
