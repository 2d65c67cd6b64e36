package suites_test

import (
	"strings"
	"testing"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func TestExcuse(t *testing.T) {
	op, err := specs.Embedded().Operation("alibaba/ecs/DescribeImages")
	if err != nil {
		t.Fatal(err)
	}
	contract, err := schemas.Compile(op)
	if err != nil {
		t.Fatal(err)
	}
	region := []suites.Need{{Parameter: "RegionId", Operation: "alibaba/ecs/DescribeImages", Sample: "cn-hangzhou", Free: true}}
	for _, tt := range []struct {
		name, code string
		profile    suites.Profile
		step       suites.Step
		guessed    []suites.Need
		verdict    suites.Verdict
		reason     string // its beginning
	}{
		{"too often", "Throttling.User", suites.ProfileMock, suites.Step{}, nil, suites.Inconclusive, "the target answered Throttling.User: it is called too often; --rate"},
		{"too often, where an error was wanted", "Throttling", suites.ProfileLive, suites.Step{Expect: suites.Expect{Outcome: suites.Failure}}, nil, suites.Inconclusive, "the target answered Throttling"},
		{"asked for", "Throttling", suites.ProfileMock, suites.Step{Fault: "Throttling"}, nil, "", ""},
		{"the sample's region", "InvalidRegionId.NotFound", suites.ProfileMock, suites.Step{}, region, suites.Skip,
			"needs RegionId: the sample's is not there; --given alibaba/ecs/DescribeImages.RegionId=VALUE"},
		{"a given region", "InvalidRegionId.NotFound", suites.ProfileMock, suites.Step{}, nil, "", ""},
		{"another thing", "InvalidImageId.NotFound", suites.ProfileMock, suites.Step{}, region, "", ""},
		{"the account", "Forbidden.RiskControl", suites.ProfileLive, suites.Step{}, nil, suites.Inconclusive, "the target answered Forbidden.RiskControl, which is no fault"},
		{"the account of a mock", "Forbidden.RiskControl", suites.ProfileMock, suites.Step{}, nil, "", ""},
		{"authentication", "SignatureDoesNotMatch", suites.ProfileLive, suites.Step{Auth: "wrong-secret"}, nil, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := &fixtures.Exchange{Response: &fixtures.Response{Status: 400, Body: []byte(`{"RequestId": "r", "HostId": "h", "Code": "` + tt.code + `", "Message": "m"}`)}}
			ev := &suites.Evidence{Profile: tt.profile, Contract: contract, Guessed: tt.guessed, Steps: []suites.Observation{suites.Observe(x, contract, nil, &tt.step)}}
			verdict, reason := suites.Excuse(ev, 0)
			if verdict != tt.verdict || !strings.HasPrefix(reason, tt.reason) || reason != "" && tt.reason == "" {
				t.Errorf("%q %q, want %q %q", verdict, reason, tt.verdict, tt.reason)
			}
		})
	}
}
