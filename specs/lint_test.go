package specs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
)

func TestSampleAgainstTablesOfTheFive(t *testing.T) {
	ops, err := specs.Embedded().Operations(five...)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if op.Address.Name == "AddImage" {
			continue // its page has no response table; the overlay's rows are the sample's
		}
		got := specs.CompareSample(op)
		if diff := cmp.Diff(op.SampleOnly, got.Only); diff != "" {
			t.Errorf("%s sampleOnly (-page +got):\n%s", op.Address, diff)
		}
		if diff := cmp.Diff(op.NotInSample, got.Absent); diff != "" {
			t.Errorf("%s notInSample (-page +got):\n%s", op.Address, diff)
		}
		for _, c := range got.Contradictions {
			if !slices.ContainsFunc(op.Contradictions, func(k specs.Contradiction) bool { return k.Wire == c.Wire && k.Sample == c.Sample }) {
				t.Errorf("%s: %+v is not among the page's contradictions", op.Address, c)
			}
		}
	}
}

func TestLint(t *testing.T) {
	op, err := specs.DecodeOperation("ListThings.yaml", []byte(`
operation: ListThings
protocol: rest
path: /v1/{project_id}/things
methods: [GET]
request:
  - {path: status, type: string, in: query, enum: [ON, OFF], default: "on", example: "UP"}
  - {path: id, type: string, in: path}
response:
  - {path: things, type: array}
  - {path: "things[].size", type: integer}
  - {path: "things[].state", type: string, enum: [ON, OFF]}
  - {path: total, type: unstated}
errors:
  - {statuses: [400], code: X.1}
  - {statuses: [404], code: X.2, provokes: [{by: state}]}
statuses:
  - {status: 404}
sample: |
  {"things": [{"size": "4", "state": "on", "extra": 1}], "total": 1}
lost:
  - {fact: enum, section: request, path: id, why: the list is cut off}
  - {fact: version, why: not stated}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range specs.Lint(op) {
		mark := "open"
		if i.Settled {
			mark = "settled"
		}
		got = append(got, mark+" "+i.Rule+" "+i.Message)
	}
	want := []string{
		`open enum status: the default "on" is none of the listed values`,
		`open enum status: the example "UP" is none of the listed values`,
		`open path the path has {project_id}, the table has no such row`,
		`open path the path /v1/{project_id}/things has no {id}`,
		`open type things: the type of the items is not stated`,
		`open type total: no type is stated`,
		`open provokes nobody has said what provokes X.1`,
		`open status the status table lacks 400, the status of X.1`,
		`open sample things[].size: the table says integer, the sample string`,
		`open sample things[].state: the table says ON, OFF, the sample on`,
		`open sample-only things[].extra: only the sample shows it`,
		`open lost enum lost at request id: the list is cut off`,
		`settled lost version lost: not stated`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}

func TestFiveOperationsAreSettled(t *testing.T) {
	ops, err := specs.Embedded().Operations(five...)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		for _, i := range specs.Lint(op) {
			if undated := strings.HasPrefix(i.Message, "updated lost"); !i.Settled && !undated {
				t.Errorf("%s: %s: %s", op.Address, i.Rule, i.Message)
			}
		}
	}
}
