package suites_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func TestEncodeFixture(t *testing.T) {
	decoder := protocol.NewDecoder(specs.Embedded())
	tests := []struct {
		name, method, target string
		status               int
		code                 string
		want                 suites.Step
		needs                string
	}{
		{
			name: "a read", method: "GET", status: 200,
			target: "/?Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou&Tag.1.Key=k&Odd=1&SignatureNonce=x",
			want: suites.Step{Method: "GET", Args: []suites.Arg{{Path: "RegionId", Value: "${RegionId}"}, {Path: "Tag[0].Key", Value: "k"}},
				Raw: []suites.Arg{{Path: "Odd", Value: "1"}}},
			needs: "RegionId",
		},
		{
			name: "a write", method: "POST", status: 200,
			target: "/?Action=AddImage&Version=2023-07-01&Name=n&ContainerImageSpec.RegistryCredential.Password=" + specs.Redacted,
			want: suites.Step{Method: "POST", Form: "dotted", Writes: true, Expect: suites.Expect{Outcome: suites.Any},
				Args: []suites.Arg{{Path: "ContainerImageSpec.RegistryCredential.Password", Value: specs.Redacted}, {Path: "Name", Value: "n"}}},
		},
		{
			name: "what must exist", method: "GET", status: 200,
			target: "/v1/0123456789abcdef0123456789abcdef/images/278e88d1-5b71-4766-8502-b3ba72e824d9",
			want: suites.Step{Method: "GET", Expect: suites.Expect{Outcome: suites.Any},
				Args: []suites.Arg{{Path: "id", Value: "${id}"}, {Path: "project_id", Value: "${project_id}"}}},
			needs: "project_id id",
		},
		{
			name: "an error of the request", method: "GET", status: 404, code: "InvalidArchitecture",
			target: "/?Action=DescribeImages&Version=2014-05-26&Architecture=sparc",
			want: suites.Step{Method: "GET", Args: []suites.Arg{{Path: "Architecture", Value: "sparc"}},
				Expect: suites.Expect{Outcome: suites.Failure, Code: "InvalidArchitecture"}},
		},
		{
			name: "an error of the sender", method: "GET", status: 400, code: "SignatureDoesNotMatch",
			target: "/?Action=DescribeImages&Version=2014-05-26",
			want:   suites.Step{Method: "GET", Expect: suites.Expect{Outcome: suites.Any}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u, err := url.Parse("http://127.0.0.1" + test.target)
			if err != nil {
				t.Fatal(err)
			}
			call := decoder.Decode(protocol.Message{Method: test.method, URL: u, Header: http.Header{}})
			data, err := suites.EncodeFixture("recorded.1", "a program", &call, test.status, test.code)
			if err != nil {
				t.Fatal(err)
			}
			list, err := suites.LoadFixtures(specs.Embedded(), specs.Layer{FS: fstest.MapFS{"f.yaml": {Data: data}}, Prefix: "x"})
			if err != nil {
				t.Fatalf("%v in\n%s", err, data)
			}
			cases, err := list[0].Cases()
			if err != nil {
				t.Fatal(err)
			}
			for c := range cases {
				if diff := cmp.Diff([]suites.Step{test.want}, c.Steps); diff != "" {
					t.Errorf("-want +got:\n%s\n%s", diff, data)
				}
				var needs []string
				for _, n := range c.Needs {
					needs = append(needs, n.Parameter)
				}
				if got := strings.Join(needs, " "); got != test.needs {
					t.Errorf("needs %q, want %q", got, test.needs)
				}
			}
		})
	}
}
