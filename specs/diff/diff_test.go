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
			[]string{"request A added: required true, type string | error yes"},
		},
		"an optional parameter comes, another goes": {
			"request:\n  - {path: A, type: integer, required: false}\nresponse: []\n", "request:\n  - {path: B, type: string, required: false}\nresponse: []\n",
			[]string{"request A removed: was required false, type integer | warning maybe", "request B added: required false, type string | info no"},
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
			[]string{"request A enum-added: none -> z | info no", "request A enum-removed: x -> none | error yes"},
		},
		"an answer's list shrinks and grows": {
			"request: []\nresponse:\n  - {path: A, type: string, enum: [x, y]}\n", "request: []\nresponse:\n  - {path: A, type: string, enum: [y, z]}\n",
			[]string{"response A enum-added: none -> z | warning maybe", "response A enum-removed: x -> none | info no"},
		},
		"a list that the rendition lost": {
			"request:\n  - {path: A, type: string, enum: [x, y]}\nresponse: []\n",
			"request:\n  - {path: A, type: string}\nresponse: []\nlost:\n  - {fact: enum, section: request, path: A, why: cut off}\n", nil,
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
			[]string{"response ItemID added: type string | info no", "response itemId added: type string | info no", "response item_id removed: was type string | warning maybe"},
		},
		"a wrapper comes": {
			"request: []\nresponse:\n  - {path: A, type: array, items: string}\nsample: |\n  {\"A\":[]}\n",
			"request: []\nresponse:\n  - {path: A, type: array, items: string, wire: \"A.B[]\"}\nsample: |\n  {\"A\":{\"B\":[]}}\n",
			[]string{`response A wrapper: "" -> "B" | error yes`},
		},
		"a parent row that only one layout has": {
			"request:\n  - {path: \"Tag[].Key\", type: string}\nresponse: []\n",
			"request:\n  - {path: Tag, type: array, items: object}\n  - {path: \"Tag[].Key\", type: string}\nresponse: []\n", nil,
		},
		"errors": {
			"request: []\nresponse: []\nerrors:\n  - {statuses: [404], code: A, message: No  thing.}\n  - {statuses: [400], code: B}\n  - {statuses: [400], code: Old Code}\n",
			"request: []\nresponse: []\nerrors:\n  - {statuses: [400], code: A, message: No thing}\n  - {statuses: [500], code: C}\n  - {statuses: [400], code: OldCode}\n",
			[]string{
				"errors A status: [404] -> [400] | warning maybe", "errors B removed: was [400] | warning maybe",
				"errors C added: [500] | info no", `errors Old Code renamed: "Old Code" -> "OldCode" | warning maybe`,
			},
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
