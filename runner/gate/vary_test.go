package gate

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/runner/mock"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// five are calls that succeed on the mock: the query of an RPC call, or a path.
var five = map[string]string{
	"alibaba/ecs/DescribeImages":                  "Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou",
	"alibaba/ehpcinstant/GetImage":                "Action=GetImage&Version=2023-07-01&Format=JSON",
	"alibaba/ehpcinstant/AddImage":                "Action=AddImage&Version=2023-07-01&Format=JSON&Name=vary",
	"alibaba/ehpc@2018-04-12/ListCommunityImages": "Action=ListCommunityImages&Version=2018-04-12&Format=JSON",
	"huawei/modelarts/ShowImage":                  "/v1/0123456789abcdef0123456789abcdef/images/278e88d1-5b71-4766-8502-b3ba72e824d9",
}

func call(base, what string) (*http.Request, error) {
	if strings.HasPrefix(what, "/") {
		r, err := http.NewRequest(http.MethodGet, base+what, http.NoBody)
		if err == nil {
			r.Header.Set("X-Auth-Token", "testToken")
		}
		return r, err
	}
	return http.NewRequest(http.MethodGet, base+"/?"+what, http.NoBody)
}

func aMock(t *testing.T) http.Handler {
	t.Helper()
	m, err := mock.New(specs.Embedded(), mock.Options{Auth: mock.Ignore, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestVariationsConform holds that each varied answer is one that the
// documentation allows: no finding above info where absence is held as with a
// live cloud.
func TestVariationsConform(t *testing.T) {
	cloud := aMock(t)
	var answers []suites.Check
	for _, c := range checks.All() {
		if c.Family != suites.FamilyRequest && c.Family != suites.FamilyBehaviour && c.ID != "ids-unique" && c.ID != "paging" {
			answers = append(answers, c)
		}
	}
	rules := suites.NewRules(answers, suites.NewSeverities(suites.ProfileLive, false, nil))
	decoder := protocol.NewDecoder(specs.Embedded())
	for address, what := range five {
		t.Run(address, func(t *testing.T) {
			op, err := specs.Embedded().Operation(address)
			if err != nil {
				t.Fatal(err)
			}
			contract, err := schemas.Compile(op)
			if err != nil {
				t.Fatal(err)
			}
			variations, varied := Variations(op), newVaried()
			g := &Gate{o: Options{Cloud: cloud}, decoder: decoder}
			seen := map[string]bool{}
			for i := range variations {
				var name string
				var x *fixtures.Exchange
				r, err := call("http://127.0.0.1", strings.Replace(what, "Name=vary", fmt.Sprintf("Name=vary%d", i), 1))
				if err != nil {
					t.Fatal(err)
				}
				w := httptest.NewRecorder()
				Capture(varied.handler(g, &name), time.Now, func(e *fixtures.Exchange) { x = e }).ServeHTTP(w, r)
				if seen[name] {
					t.Errorf("variation %q came twice", name)
				}
				seen[name] = true
				message := protocol.Message{Method: r.Method, URL: r.URL, Header: r.Header}
				c := decoder.Decode(message)
				e := rules.Evaluate(&suites.Evidence{Profile: suites.ProfileLive, Contract: contract,
					Steps: []suites.Observation{suites.Observe(x, contract, &c, nil)}})
				for _, f := range e.Findings {
					if f.Severity.Rank() > suites.SeverityInfo.Rank() {
						t.Errorf("%q: %s %s: %s\n%s", name, f.Check, f.Path, f.Message, x.Response.Body)
					}
				}
			}
			for _, v := range variations {
				if !seen[v.Name] {
					t.Errorf("%q never came", v.Name)
				}
			}
		})
	}
}

// TestVariationsChange holds that the variations of one answer do what their
// names say.
func TestVariationsChange(t *testing.T) {
	op, err := specs.Embedded().Operation("alibaba/ecs/DescribeImages")
	if err != nil {
		t.Fatal(err)
	}
	usual := `{"PageSize":10,"Images":{"Image":[{"Status":"Available","Size":40,"ImageId":"m-1","Tags":{"Tag":[]}}]}}`
	want := map[string]string{
		"":                           usual,
		"Images[].Status = Creating": `{"PageSize":10,"Images":{"Image":[{"Status":"Creating","Size":40,"ImageId":"m-1","Tags":{"Tag":[]}}]}}`,
		"Images[].Size absent":       `{"PageSize":10,"Images":{"Image":[{"Status":"Available","ImageId":"m-1","Tags":{"Tag":[]}}]}}`,
		"Images empty":               `{"PageSize":10,"Images":{"Image":[]}}`,
	}
	for _, v := range Variations(op) {
		text, ok := want[v.Name]
		if !ok {
			continue
		}
		delete(want, v.Name)
		got, changed := change([]byte(usual), v)
		var g, w any
		if json.Unmarshal(got, &g) != nil || json.Unmarshal([]byte(text), &w) != nil || !changed {
			t.Fatalf("%q gave %s", v.Name, got)
		}
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%q (-want +got):\n%s", v.Name, diff)
		}
	}
	for name := range want {
		t.Errorf("no variation %q", name)
	}
	if !slices.ContainsFunc(Variations(op), func(v Variation) bool { return v.Fault == "InvalidArchitecture" }) {
		t.Error("no variation answers with InvalidArchitecture")
	}
}

// TestVaryNames holds that results name the variation that was answered, that
// the same calls give the same variations again, and that a varied answer is
// never blamed on the program.
func TestVaryNames(t *testing.T) {
	run := func() []string {
		s := newStand(t, func(o *Options) { o.Vary = true })
		for range 12 {
			r, err := call(s.base, five["alibaba/ecs/DescribeImages"]+"&Status=Available")
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		var names []string
		for _, r := range s.close() {
			names = append(names, r.Case.Title)
			for _, f := range r.Findings {
				if f.Section != suites.SectionRequest {
					t.Errorf("%s: %s: %s", r.Case.Title, f.Check, f.Message)
				}
			}
		}
		return names
	}
	first := run()
	if diff := cmp.Diff(first, run()); diff != "" {
		t.Errorf("a second run varies differently:\n%s", diff)
	}
	if len(first) != 12 || first[0] != "a request of the program" || !strings.HasPrefix(first[1], "a request of the program, answered with ") {
		t.Errorf("got %q", first)
	}
	if n := len(slices.Compact(slices.Sorted(slices.Values(first)))); n != 12 {
		t.Errorf("%d titles of 12 calls differ", n)
	}
}

// TestVaryLeavesFaultsAlone holds that a program that asks for a fault gets it.
func TestVaryLeavesFaultsAlone(t *testing.T) {
	s := newStand(t, func(o *Options) { o.Vary = true })
	for range 3 {
		r, err := call(s.base, five["alibaba/ecs/DescribeImages"])
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(faultHeader, "InvalidStatus")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 400 || !strings.Contains(string(body), `"InvalidStatus"`) {
			t.Errorf("got %d %s", resp.StatusCode, body)
		}
	}
	for _, r := range s.close() {
		if r.Case.Title != "a request of the program" {
			t.Errorf("%s: no variation was answered", r.Case.Title)
		}
	}
}
