package specs_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
)

var five = []string{
	"alibaba/ecs/DescribeImages",
	"alibaba/ehpc@2018-04-12/ListCommunityImages",
	"alibaba/ehpcinstant/AddImage",
	"alibaba/ehpcinstant/GetImage",
	"huawei/modelarts/ShowImage",
}

func TestEmbeddedAddresses(t *testing.T) {
	got := specs.Embedded().Addresses()
	for _, address := range five {
		if !slices.Contains(got, address) {
			t.Errorf("%s is not among %q", address, got)
		}
	}
}

func TestOperationTakesBothFormsOfAddress(t *testing.T) {
	c := specs.Embedded()
	short, err := c.Operation("alibaba/ecs/DescribeImages")
	if err != nil {
		t.Fatal(err)
	}
	full, err := c.Operation("alibaba/ecs@2014-05-26/DescribeImages")
	if err != nil {
		t.Fatal(err)
	}
	if short != full {
		t.Error("the two forms of one address give two operations")
	}
	if got := short.Address.String(); got != "alibaba/ecs/DescribeImages" {
		t.Errorf("address %q", got)
	}
}

func TestRowCounts(t *testing.T) {
	type counts struct{ Request, Response, Errors, Statuses int }
	want := map[string]counts{
		"alibaba/ecs/DescribeImages":                  {29, 56, 12, 0},
		"alibaba/ehpc@2018-04-12/ListCommunityImages": {3, 24, 6, 0},
		"alibaba/ehpcinstant/AddImage":                {15, 0, 11, 0},
		"alibaba/ehpcinstant/GetImage":                {3, 24, 8, 0},
		"huawei/modelarts/ShowImage":                  {2, 20, 0, 4},
	}
	ops, err := specs.Embedded().Operations(five...)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]counts{}
	for _, op := range ops {
		fromPage := func(r specs.Row) bool { return r.From == specs.FromTable }
		n := counts{Statuses: len(op.Statuses)}
		for i := range op.Request {
			if fromPage(op.Request[i].Row) {
				n.Request++
			}
		}
		for i := range op.Response {
			if fromPage(op.Response[i].Row) {
				n.Response++
			}
		}
		for _, row := range op.Errors {
			if row.From == specs.FromTable {
				n.Errors++
			}
		}
		got[op.Address.String()] = n
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of the page (-want +got):\n%s", diff)
	}
}

func TestURLPath(t *testing.T) {
	cat := specs.Embedded()
	for _, address := range cat.Addresses() {
		op, err := cat.Operation(address)
		if err != nil {
			t.Fatal(err)
		}
		if path, err := cat.URLPath(address); path != op.URLPath || err != nil {
			t.Errorf("%s: %q %v, want %q", address, path, err, op.URLPath)
		}
	}
	files := fstest.MapFS{
		"huawei/modelarts/v1/Quoted.yaml": {Data: []byte("methods: [GET]\npath: \"/v1/{id}\" # as on the page\n")},
		"huawei/modelarts/v1/Flow.yaml":   {Data: []byte("{methods: [GET], path: /v1/flow}\n")},
		"huawei/modelarts/v1/Broken.yaml": {Data: []byte("methods: [\n")},
	}
	cat, err := specs.Load(specs.EmbeddedLayer(), specs.Layer{FS: files, Prefix: "catalog"})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{"huawei/modelarts/Quoted": "/v1/{id}", "huawei/modelarts/Flow": "/v1/flow"} {
		if path, err := cat.URLPath(address); path != want || err != nil {
			t.Errorf("%s: %q %v, want %q", address, path, err, want)
		}
	}
	for _, address := range []string{"huawei/modelarts/Broken", "huawei/modelarts/Missing"} {
		if path, err := cat.URLPath(address); err == nil {
			t.Errorf("%s: %q, want an error", address, path)
		}
	}
}
