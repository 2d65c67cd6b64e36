package suites_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/suites"
)

func TestReady(t *testing.T) {
	need := suites.Need{Parameter: "ImageId", Operation: "a/b/Get", Sample: "m-1"}
	masked := suites.Need{Parameter: "ImageId", Operation: "a/b/Get", Sample: "m-****", Masked: true}
	region := suites.Need{Parameter: "RegionId", Operation: "a/b/Get", Sample: "cn-hangzhou", Free: true}
	get := suites.Step{Args: []suites.Arg{{Path: "ImageId", Value: "${ImageId}"}}, Expect: suites.Expect{Supplied: true}}
	anyGet := get
	anyGet.Expect.Outcome = suites.Any
	add := suites.Step{Operation: "a/b/Add", Save: map[string]string{"ImageId": "ImageId"}, Supplies: "ImageId", Writes: true}
	list := suites.Step{Save: map[string]string{"ImageId": "Images[].Id"}, Supplies: "ImageId"}
	given := func(operation, parameter string) (string, bool) {
		return "m-given", operation == "a/b/Get" && parameter == "ImageId"
	}

	for _, tt := range []struct {
		name    string
		c       suites.Case
		offer   suites.Offer
		steps   []suites.Step
		values  map[string]string
		guessed bool
		skip    string
	}{
		{"nothing needed", suites.Case{Steps: []suites.Step{get}}, suites.Offer{}, []suites.Step{get}, nil, false, ""},
		{"given", suites.Case{Steps: []suites.Step{get}, Needs: []suites.Need{need}}, suites.Offer{Given: given},
			[]suites.Step{get}, map[string]string{"ImageId": "m-given"}, false, ""},
		{"given instead of made", suites.Case{Steps: []suites.Step{add, get}, Needs: []suites.Need{need}}, suites.Offer{Given: given, Writes: true},
			[]suites.Step{anyGet}, map[string]string{"ImageId": "m-given"}, false, ""},
		{"made", suites.Case{Steps: []suites.Step{add, get}, Needs: []suites.Need{masked}}, suites.Offer{Loopback: true, Writes: true},
			[]suites.Step{add, get}, map[string]string{}, false, ""},
		{"listed", suites.Case{Steps: []suites.Step{list, get}, Needs: []suites.Need{masked}}, suites.Offer{},
			[]suites.Step{list, get}, map[string]string{}, false, ""},
		{"not to be made", suites.Case{Steps: []suites.Step{add, get}, Needs: []suites.Need{need}}, suites.Offer{},
			nil, nil, false, "needs ImageId"},
		{"sample on loopback", suites.Case{Steps: []suites.Step{get}, Needs: []suites.Need{need}}, suites.Offer{Loopback: true},
			[]suites.Step{get}, map[string]string{"ImageId": "m-1"}, true, ""},
		{"sample elsewhere", suites.Case{Steps: []suites.Step{get}, Needs: []suites.Need{need}}, suites.Offer{}, nil, nil, false, "needs ImageId"},
		{"masked on loopback", suites.Case{Steps: []suites.Step{get}, Needs: []suites.Need{masked}}, suites.Offer{Loopback: true}, nil, nil, false, "needs ImageId"},
		{"masked to the embedded mock", suites.Case{Steps: []suites.Step{get}, Needs: []suites.Need{masked}}, suites.Offer{Loopback: true, Embedded: true},
			[]suites.Step{get}, map[string]string{"ImageId": "m-****"}, false, ""},
		{"the same for everybody", suites.Case{Steps: []suites.Step{get}, Needs: []suites.Need{region}}, suites.Offer{},
			[]suites.Step{get}, map[string]string{"RegionId": "cn-hangzhou"}, true, ""},
		{"forced", suites.Case{Forced: true}, suites.Offer{}, nil, nil, false, "only a fault of the server provokes it, and the target declares no faults"},
		{"forced where faults are declared", suites.Case{Forced: true}, suites.Offer{Faults: true}, nil, nil, false, ""},
		{"authentication", suites.Case{NeedsAuth: true}, suites.Offer{}, nil, nil, false, "the target does not declare auth: verify"},
		{"writing", suites.Case{Writes: true}, suites.Offer{Loopback: true}, nil, nil, false, "writes, and writes are not allowed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, skip := tt.c.Ready(tt.offer)
			if diff := cmp.Diff(tt.steps, p.Steps); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.values, p.Values); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if guessed := len(p.Guessed) > 0; guessed != tt.guessed {
				t.Errorf("guessed %v, want %v", p.Guessed, tt.guessed)
			}
			if skip != tt.skip {
				t.Errorf("skip %q, want %q", skip, tt.skip)
			}
		})
	}
}

func TestExpand(t *testing.T) {
	values := map[string]string{"a": "1", "b": "${a}", "": "empty", "t": "2019-12-31T23:59:30+08:00", "none": ""}
	for _, tt := range []struct{ text, want, missing string }{
		{"plain", "plain", ""},
		{"x-${a}-${b}", "x-1-${a}", ""},
		{"${c}", "${c}", "c"},
		{"${a}${c}", "${a}${c}", "c"},
		{"${a", "${a", ""},
		{"$a {a}", "$a {a}", ""},
		{"${}", "empty", ""},
		{"${t+1m}", "2019-12-31T16:00Z", ""},
		{"${t-1m}", "2019-12-31T15:58Z", ""},
		{"${a+1m}", "${a+1m}", "a+1m"},
		{"${none-1m}", "", ""},
	} {
		got, missing := suites.Expand(tt.text, func(name string) (string, bool) { v, ok := values[name]; return v, ok })
		if got != tt.want || missing != tt.missing {
			t.Errorf("%s is %q, missing %q; want %q, missing %q", tt.text, got, missing, tt.want, tt.missing)
		}
	}
}
