package diff_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
)

func TestStatements(t *testing.T) {
	page := decode(t, head+`request:
  - {path: A, type: string, required: true}
response:
  - {path: B, type: array, items: string, enum: [x, y]}
  - {path: C, type: integer}
errors:
  - {statuses: [404], code: E}
`)
	sdk := decode(t, head+`request:
  - {path: A, type: string}
  - {path: D, type: boolean}
response:
  - {path: B, type: array}
  - {path: C, type: string}
open: {errors: true}
`)
	traffic := decode(t, head+`request: []
response:
  - {path: B, type: array, items: string, enum: [x]}
  - {path: C, type: string}
open: {request: true, response: true, errors: true, enums: true}
`)
	var got []string
	for _, s := range diff.Statements([]*specs.Operation{page, sdk, traffic}) {
		got = append(got, fmt.Sprintf("%s %s %s %q agree %v", s.Section, s.Path, s.Fact, s.Says, s.Agree()))
	}
	want := []string{
		`request A row ["there" "there" ""] agree true`,
		`request A type ["string" "string" ""] agree true`,
		`request D row ["absent" "there" ""] agree false`,
		`response B row ["there" "there" "there"] agree true`,
		`response B type ["array of string" "" "array of string"] agree true`,
		`response C row ["there" "there" "there"] agree true`,
		`response C type ["integer" "string" "string"] agree false`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("statements (-want +got):\n%s", d)
	}
}
