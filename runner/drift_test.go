package runner

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/observe"
	"github.com/concord-dev/concord/specs"
)

// TestConcludeRecorded: what could not be compared is said beside what was, and
// nothing is concluded from what only informs about errors.
func TestConcludeRecorded(t *testing.T) {
	op, err := specs.Embedded().Operation("alibaba/ehpcinstant/GetImage")
	if err != nil {
		t.Fatal(err)
	}
	answer := func(status int, body string) *fixtures.Exchange {
		return &fixtures.Exchange{Response: &fixtures.Response{Status: status, Body: []byte(body)}}
	}
	good, html := answer(200, `{"RequestId":"r","Image":{}}`), answer(502, "<html>")
	failure := answer(407, `{"RequestId":"r","HostId":"h","Code":"NotAuthorized","Message":"m","Success":false}`)
	for name, c := range map[string]struct {
		answers     []*fixtures.Exchange
		open        string
		notCompared []string
	}{
		"all":        {[]*fixtures.Exchange{good, failure}, "", nil},
		"two thirds": {[]*fixtures.Exchange{good, failure, html}, "", []string{"1 of 3 answers could not be read: status 502 with a body that is no JSON (an HTML page)"}},
		"errors":     {[]*fixtures.Exchange{failure}, "every answer was an error, the first NotAuthorized", []string{"the response is not compared: only errors were recorded"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := observe.New(op)
			for _, e := range c.answers {
				o.Add(e)
			}
			d := ConcludeRecorded(op, o)
			if d.Open != c.open {
				t.Errorf("open because %q, want %q", d.Open, c.open)
			}
			if c.open != "" && d.Changes != nil {
				t.Errorf("changes %v of an open operation", d.Changes)
			}
			if diff := cmp.Diff(c.notCompared, d.NotCompared); diff != "" {
				t.Errorf("not compared (-want +got):\n%s", diff)
			}
		})
	}
}

// TestConcludeTries: what an enumeration grew by in any try is told.
func TestConcludeTries(t *testing.T) {
	op, err := specs.Embedded().Operation("alibaba/ecs/DescribeImages")
	if err != nil {
		t.Fatal(err)
	}
	var tries []map[string]*observe.Observer
	for _, status := range []string{"Molten", "Frozen"} {
		o := observe.New(op)
		o.Add(&fixtures.Exchange{Response: &fixtures.Response{Status: 200, Body: []byte(`{"Images":{"Image":[{"Status":"` + status + `"}]}}`)}})
		tries = append(tries, map[string]*observe.Observer{op.Address.String(): o})
	}
	var got []any
	for _, c := range conclude(op, tries).Changes {
		if c.Kind == "enum-added" {
			got = append(got, c.New, c.Label, c.Evidence)
		}
	}
	want := []any{[]string{"Frozen", "Molten"}, Confirmed, []string{`"Molten" in 1 of 1`, `"Frozen" in 1 of 1`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values, label and evidence (-want +got):\n%s", diff)
	}
}
