package specs_test

import (
	"slices"
	"testing"

	"github.com/concord-dev/concord/specs"
)

func TestRequirementsHaveStableIDs(t *testing.T) {
	want := map[string][]string{
		"alibaba/ecs/DescribeImages": {
			"#request.PageSize.maximum", "#request.Status.enum.Available", "#request.Status.enum", "#request.RegionId.required",
			"#request.Tag[].Key.accepted", "#request.IsPublic.dependency.is-public-needs-owner-others",
			"#response.Images[].Status.enum.Available", "#response.Images[].Status.type", "#response.RequestId.presence",
			"#error.404.InvalidArchitecture",
		},
		"alibaba/ehpc@2018-04-12/ListCommunityImages": {"#response.Images[].BaseOsTag.Platform.enum.Windows%20Server%202003"},
		"huawei/modelarts/ShowImage":                  {"#status.401", "#response.name.maxLength"},
	}
	for address, ids := range want {
		op, err := specs.Embedded().Operation(address)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range op.Requirements() {
			got = append(got, r.ID)
		}
		for _, id := range ids {
			if !slices.Contains(got, address+id) {
				t.Errorf("no requirement %s%s", address, id)
			}
		}
	}
}

func TestRequirementsAreUniqueAndSourced(t *testing.T) {
	ops, err := specs.Embedded().Operations(specs.Embedded().Addresses()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		seen := map[string]bool{}
		for _, r := range op.Requirements() {
			if seen[r.ID] {
				t.Errorf("%s comes twice", r.ID)
			}
			seen[r.ID] = true
			if r.Source.File == "" || r.Source.Line == 0 || r.Source.Page == "" {
				t.Errorf("%s has no place: %+v", r.ID, r.Source)
			}
		}
	}
}
