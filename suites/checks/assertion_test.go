package checks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func TestAssertions(t *testing.T) {
	op, err := specs.Embedded().Operation("alibaba/ecs/DescribeImages")
	if err != nil {
		t.Fatal(err)
	}
	contract, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"RequestId": "R", "TotalCount": 2, "Images": {"Image": [
		{"ImageId": "m-1", "Size": 40, "IsPublic": false}, {"ImageId": "m-2", "Size": 41, "ImageName": "centos"}]}}`
	yes, no := true, false
	text := func(s string) *string { return &s }
	number := func(n int) *int { return &n }
	for _, c := range []struct {
		name   string
		assert suites.Assertion
		want   string // got of the finding; empty: it holds
	}{
		{"equals", suites.Assertion{At: "TotalCount", Equals: text("2")}, ""},
		{"equals not", suites.Assertion{At: "TotalCount", Equals: text("3")}, "2"},
		{"a boolean in another letter case", suites.Assertion{At: "Images.Image[0].IsPublic", Equals: text("False")}, ""},
		{"one item", suites.Assertion{At: "Images.Image[1].ImageId", Equals: text("m-2")}, ""},
		{"no such item", suites.Assertion{At: "Images.Image[2].ImageId", Equals: text("m-2")}, "nothing at Images.Image[2].ImageId"},
		{"every item", suites.Assertion{At: "Images.Image[].Size", OneOf: []string{"40", "41"}}, ""},
		{"not every item", suites.Assertion{At: "Images.Image[].Size", OneOf: []string{"40"}}, "41"},
		{"an item without it", suites.Assertion{At: "Images.Image[].ImageName", Contains: text("cent")}, "absent"},
		{"present", suites.Assertion{At: "Images.Image[].ImageId", Present: &yes}, ""},
		{"absent", suites.Assertion{At: "Images.Image[].Colour", Present: &no}, ""},
		{"not absent", suites.Assertion{At: "RequestId", Present: &no}, "R"},
		{"at most", suites.Assertion{At: "Images.Image", MaxItems: number(1)}, `[{"ImageId":"m-1","IsPublic":false,"Size":40},{"ImageId":"m-2","ImageName":"centos","Size":41}]`},
		{"at least", suites.Assertion{At: "Images.Image[]", MinItems: number(2)}, ""},
		{"no list", suites.Assertion{At: "RequestId", MinItems: number(0)}, "R"},
		{"of another check", suites.Assertion{At: "TotalCount", Equals: text("3"), Check: "paging"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := &fixtures.Exchange{Response: &fixtures.Response{Status: 200, Body: []byte(body)}}
			step := &suites.Step{Expect: suites.Expect{Assert: []suites.Assertion{c.assert}}}
			ev := &suites.Evidence{Contract: contract, Steps: []suites.Observation{suites.Observe(x, contract, nil, step)}}
			got := ""
			for _, f := range asserted(ev, "state") {
				got += f.Got
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
