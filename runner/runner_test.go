package runner

import (
	"context"
	"fmt"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

const (
	images   = "alibaba/ecs/DescribeImages"
	addImage = "alibaba/ehpcinstant/AddImage"
)

// one returns a case of one step without a need.
func one(operation string, change ...func(*suites.Case)) suites.Case {
	c := suites.Case{
		ID: operation + "/valid/x", Kind: suites.Valid, Operation: operation,
		Steps: []suites.Step{{Args: []suites.Arg{{Path: "RegionId", Value: "cn-hangzhou"}, {Path: "PageSize", Value: "1"}}, Expect: suites.Expect{Outcome: suites.Any}}},
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// results runs cases against a target and returns their results.
func results(t *testing.T, o Options, cases ...suites.Case) []*suites.Result {
	t.Helper()
	var list []*suites.Result
	if _, err := Run(context.Background(), o, slices.Values(cases), func(r *suites.Result) { list = append(list, r) }); err != nil {
		t.Fatal(err)
	}
	if len(list) != len(cases) {
		t.Fatalf("%d results of %d cases", len(list), len(cases))
	}
	return list
}

// verdict is a result in one line.
func verdict(r *suites.Result) string { return strings.TrimSpace(string(r.Verdict) + " " + r.Reason) }

func TestReadIsRetriedOnceWhereNoAnswerCame(t *testing.T) {
	var tries atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tries.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(operationOf(t, images).Sample)
	}))
	defer server.Close()
	for _, test := range []struct {
		operation string
		verdict   suites.Verdict
		tries     int64
	}{{images, suites.Pass, 2}, {addImage, suites.ErrorVerdict, 1}} {
		tries.Store(0)
		r := results(t, options(server.URL), one(test.operation))[0]
		if r.Verdict != test.verdict || tries.Load() != test.tries {
			t.Errorf("%s: %s after %d tries, want %s after %d", test.operation, verdict(r), tries.Load(), test.verdict, test.tries)
		}
	}
}

func TestAnswersThatCannotBeUsed(t *testing.T) {
	for name, test := range map[string]struct {
		answer string // the connection is closed after it
		want   string // of Response.Cut; empty: no answer
	}{
		"nothing":        {"", ""},
		"status line":    {"HTTP/1.1 200 OK\r\n", "the connection was cut"},
		"no HTTP":        {"SSH-2.0-x\r\n", `unreadable: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0-x"`},
		"half a body":    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "the connection was cut"},
		"half a chunk":   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", "the connection was cut"},
		"large headers":  {"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", 2<<20) + "\r\n\r\n", "headers larger than 1 MiB"},
		"large body":     {"HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat(" ", 17<<20), "body larger than 16 MiB"},
		"a whole answer": {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			base := serveRaw(t, test.answer)
			o := options(base)
			var seen []*fixtures.Exchange
			var mu sync.Mutex
			o.Record = func(x *fixtures.Exchange) { mu.Lock(); defer mu.Unlock(); seen = append(seen, x) }
			r := results(t, o, one(images))[0]
			x := seen[len(seen)-1]
			switch {
			case test.want == "" && (x.Response != nil || verdict(r) != "error no answer: the connection was closed"):
				t.Errorf("got %+v, %s", x.Response, verdict(r))
			case test.want == "-" && (x.Response == nil || x.Response.Cut != ""):
				t.Errorf("got %+v, want a whole answer", x.Response)
			case test.want != "" && test.want != "-":
				if x.Response == nil || x.Response.Cut != test.want || r.Verdict != suites.Fail {
					t.Errorf("got %+v, %s; want a fail, cut: %s", x.Response, verdict(r), test.want)
				}
			}
		})
	}
}

// serveRaw answers each connection's first request with text.
func serveRaw(t *testing.T, text string) (base string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := c.Read(make([]byte, 64<<10)); err == nil {
					c.Write([]byte(text))
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestTimeoutInBody(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("{"))
		w.(http.Flusher).Flush()
		<-release
	}))
	defer server.Close()
	defer close(release)
	o := options(server.URL)
	o.Timeout = 50 * time.Millisecond
	r := results(t, o, one(images))[0]
	if r.Verdict != suites.Fail || r.Exchanges[0].Response.Cut != "no end within 50ms" {
		t.Errorf("got %s, %+v", verdict(r), r.Exchanges[0].Response)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var followed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer server.Close()
	r := results(t, options(server.URL), one(images))[0]
	if r.Verdict != suites.Fail || followed.Load() {
		t.Errorf("%s, followed: %v", verdict(r), followed.Load())
	}
}

func TestRequestsGoNowhereButToTheTarget(t *testing.T) {
	o := options("http://127.0.0.1:1")
	w := newWire(&o)
	req := httptest.NewRequest("GET", "http://127.0.0.1:2/", nil)
	if _, err := w.RoundTrip(req); err == nil || err.Error() != "host 127.0.0.1:2 is not of the target" {
		t.Errorf("got error %v", err)
	}
}

func TestWhatATargetIsSpared(t *testing.T) {
	forced := func(c *suites.Case) { c.Forced = true; c.Steps[0].Fault = "DbError" }
	hidden := func(c *suites.Case) { c.Steps[0].Fault = "DbError" }
	masked := func(c *suites.Case) {
		c.Needs = []suites.Need{{Parameter: "ImageId", Operation: images, Sample: "m-bp1****", Masked: true}}
		c.Steps[0].Args = append(c.Steps[0].Args, suites.Arg{Path: "ImageId", Value: "${ImageId}"})
	}
	const noWrites, noFaults = "skip writes, and writes are not allowed", "skip only a fault of the server provokes it, and the target declares no faults"
	live := Target{Name: "live", Root: "http://192.0.2.1:1"}
	writing := live
	writing.Writes = true
	given := live
	given.Given = map[string]string{images + ".ImageId": "m-real"}
	unreachable := "error no answer"
	for _, test := range []struct {
		name   string
		target Target
		c      suites.Case
		want   string // the beginning of verdict and reason
	}{
		{"read on live", live, one(images), unreachable},
		{"write on live", live, one(addImage), noWrites},
		{"write where allowed", writing, one(addImage), unreachable},
		{"write hidden in a step", live, one(images, func(c *suites.Case) { c.Steps[0].Operation = addImage }), noWrites},
		{"write on loopback", Target{Root: "http://127.0.0.1:1"}, one(addImage), unreachable},
		{"forced error", live, one(images, forced), noFaults},
		{"fault without being forced", live, one(images, hidden), "skip asks for a fault, and the target declares no faults"},
		{"masked sample", Target{Root: "http://127.0.0.1:1"}, one(images, masked), "skip needs ImageId"},
		{"given value", given, one(images, masked), unreachable},
	} {
		o := options("")
		o.Target = test.target
		o.Timeout = 20 * time.Millisecond
		if got := verdict(results(t, o, test.c)[0]); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for _, test := range []struct {
		target Target
		want   bool
	}{
		{Target{}, false},
		{Target{Root: "http://127.0.0.1:4566"}, true},
		{Target{Root: "http://[::1]:4566"}, true},
		{Target{Root: "http://localhost"}, true},
		{Target{Root: "http://mock.localhost"}, true},
		{Target{Root: "http://localhost.example"}, false},
		{Target{Root: "http://127.0.0.1.example"}, false},
		{Target{Root: "http://0.0.0.0"}, false},
		{Target{Root: "http://127.0.0.1", URLs: map[string]string{"alibaba": "https://ecs.aliyuncs.com"}}, false},
		{Target{URLs: map[string]string{"alibaba/ecs": "http://127.0.0.1:1"}}, true},
	} {
		if got := test.target.Loopback(); got != test.want {
			t.Errorf("%+v: loopback %v, want %v", test.target, got, test.want)
		}
	}
}

func TestBaseIsTheMostSpecificURL(t *testing.T) {
	target := Target{Root: "http://root", URLs: map[string]string{
		"alibaba": "http://provider", "alibaba/ecs": "http://product", "alibaba/ecs@2014-05-26": "http://version",
	}}
	for address, want := range map[string]string{
		"alibaba/ecs@2014-05-26/X": "http://version", "alibaba/ecs@2099-01-01/X": "http://product",
		"alibaba/ess@1/X": "http://provider", "huawei/modelarts@v1/X": "http://root",
	} {
		a, err := specs.ParseAddress(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := target.Base(a); got != want {
			t.Errorf("%s goes to %s, want %s", address, got, want)
		}
	}
}

func TestStepsHandOnWhatTheySaved(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("ImageName")+" "+r.URL.Query().Get("ImageId"))
		w.Header().Set("Content-Type", "application/json")
		w.Write(operationOf(t, images).Sample)
	}))
	defer server.Close()
	c := one(images, func(c *suites.Case) {
		first := c.Steps[0]
		first.Args = append(slices.Clone(first.Args), suites.Arg{Path: "ImageName", Value: "new-${unique}"})
		first.Save = map[string]string{"found": "Images.Image[].ImageId", "absent": "Images.Image[9].ImageId"}
		second := c.Steps[0]
		second.Args = append(slices.Clone(second.Args), suites.Arg{Path: "ImageId", Value: "${found}"}, suites.Arg{Path: "ImageName", Value: "new-${unique}"})
		third := c.Steps[0]
		third.Args = append(slices.Clone(third.Args), suites.Arg{Path: "ImageId", Value: "${absent}"})
		c.Steps = []suites.Step{first, second, third}
	})
	r := results(t, options(server.URL), c)[0]
	if got, want := verdict(r), "inconclusive the answer of step 1 shows nothing at Images.Image[9].ImageId, which step 3 needs"; got != want && r.Verdict != suites.Fail {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(asked) != 2 {
		t.Fatalf("%d requests, want 2: %q", len(asked), asked)
	}
	name, _, _ := strings.Cut(asked[0], " ")
	if !strings.HasPrefix(name, "new-") || len(name) < 12 {
		t.Errorf("the unique name is %q", name)
	}
	id, ok := lookUp(operationOf(t, images).Sample, "Images.Image[].ImageId")
	if !ok || asked[1] != name+" "+id {
		t.Errorf("the second step asked for %q, want %q", asked[1], name+" "+id)
	}
}

func TestLookUp(t *testing.T) {
	const body = `{"A": {"B": [{"C": ""}, {"C": "x", "N": 12345678901234567890, "T": true}]}, "S": "s", "Z": null}`
	for path, want := range map[string]string{
		"S": "s", "A.B[].C": "x", "A.B[1].C": "x", "A.B[].N": "12345678901234567890", "A.B[].T": "true",
		"A.B[0].C": "", "A.B[2].C": "", "A": "", "Z": "", "A.B": "", "S.x": "", "": "",
	} {
		got, ok := lookUp([]byte(body), path)
		if got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", path, got, ok, want)
		}
	}
	if got, ok := lookUp([]byte("<html>"), "S"); ok {
		t.Errorf("found %q in what is no JSON", got)
	}
}

func TestInterruptedRunEmitsEveryCase(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var answered atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answered.Add(1) == 20 {
			cancel()
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(operationOf(t, images).Sample)
	}))
	defer server.Close()
	counts := map[string]int{}
	summary, err := Run(ctx, options(server.URL), repeated(200), func(r *suites.Result) { counts[verdict(r)]++ })
	if err != nil {
		t.Fatal(err)
	}
	if !summary.Interrupted {
		t.Error("the run does not know that it was interrupted")
	}
	if sum := counts["pass"] + counts["skip "+Interrupted]; sum != 200 || counts["pass"] < 10 || counts["pass"] > 40 {
		t.Errorf("got %v", counts)
	}
}

func TestMaxFailuresEndsTheRunAtTheSameCase(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	o := options(server.URL)
	o.MaxFailures = 3
	var got []suites.Verdict
	summary, err := Run(context.Background(), o, repeated(50), func(r *suites.Result) { got = append(got, r.Verdict) })
	if err != nil {
		t.Fatal(err)
	}
	want := append([]suites.Verdict{suites.Fail, suites.Fail, suites.Fail}, slices.Repeat([]suites.Verdict{suites.Skip}, 47)...)
	if diff := cmp.Diff(want, got); diff != "" || !summary.Stopped {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

func TestRepeatReportsFlakiness(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if n.Add(1) == 2 {
			w.Write([]byte("{"))
			return
		}
		w.Write(operationOf(t, images).Sample)
	}))
	defer server.Close()
	o := options(server.URL)
	o.Repeat = 4
	r := results(t, o, one(images))[0]
	if r.Verdict != suites.Fail || !r.Flaky || r.Runs != 4 || n.Load() != 4 {
		t.Errorf("%s, flaky %v, %d runs, %d requests", verdict(r), r.Flaky, r.Runs, n.Load())
	}
}

func TestRateLimits(t *testing.T) {
	o := options(canned(t))
	o.Rate = 200
	o.Workers = 1
	start := time.Now()
	if _, err := Run(context.Background(), o, repeated(20), func(*suites.Result) {}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 90*time.Millisecond {
		t.Errorf("20 requests at 200 a second took %s", took)
	}
}

func TestSchemeFitsTheCredentials(t *testing.T) {
	schemes := []string{"huawei-sdk-hmac", "x-auth-token"}
	for _, test := range []struct {
		c    sign.Credentials
		want sign.Scheme
	}{
		{sign.Credentials{KeyID: "k", Secret: "s"}, sign.SchemeHuawei},
		{sign.Credentials{AuthToken: "t"}, sign.SchemeToken},
	} {
		if got := scheme(schemes, test.c); got != test.want {
			t.Errorf("%+v: scheme %q, want %q", test.c, got, test.want)
		}
	}
}

// repeated yields one case n times, under other IDs.
func repeated(n int) iter.Seq[suites.Case] {
	return func(yield func(suites.Case) bool) {
		for i := range n {
			c := one(images)
			c.ID = fmt.Sprintf("%s/valid/%d", images, i)
			if !yield(c) {
				return
			}
		}
	}
}

func TestMemoryDoesNotGrowWithCases(t *testing.T) {
	o := options(canned(t))
	peak := func(cases int) uint64 {
		var most uint64
		n := 0
		if _, err := Run(context.Background(), o, repeated(cases), func(*suites.Result) {
			if n++; n%(cases/4) == 0 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}); err != nil {
			t.Fatal(err)
		}
		return most
	}
	few := peak(400)
	if many := peak(8000); many > few+4<<20 {
		t.Errorf("%d KiB with 400 cases, %d KiB with 8000", few>>10, many>>10)
	}
}

func TestUnmetNamesTheStepAndItsField(t *testing.T) {
	steps := []suites.Step{{Save: map[string]string{"created": "Images.Image[].CreationTime"}}, {}}
	for name, want := range map[string]string{
		"created":    "the answer of step 1 shows nothing at Images.Image[].CreationTime, which step 2 needs",
		"created-1m": "the answer of step 1 shows nothing at Images.Image[].CreationTime, which step 2 needs",
		"other":      "step 2 needs other, which no step brings",
	} {
		if got := unmet(steps, 1, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A header that the user gives must not sign what a case sends unsigned.
func TestHeadersDoNotAuthenticateForTests(t *testing.T) {
	var tokens, others []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		tokens = append(tokens, r.Header.Get("X-Auth-Token"))
		others = append(others, r.Header.Get("X-Stage"))
	}))
	defer server.Close()
	const show = "huawei/modelarts/ShowImage"
	o := options(server.URL)
	o.Workers = 1
	o.Target.Auth = AuthVerify
	o.Target.Header = []string{"X-Auth-Token: given", "X-Stage: test"}
	plain := one(show, func(c *suites.Case) {
		c.Steps[0].Args = []suites.Arg{{Path: "project_id", Value: "0123456789abcdef0123456789abcdef"}, {Path: "id", Value: "x"}}
	})
	unsigned := one(show, func(c *suites.Case) {
		c.Steps[0].Args, c.Steps[0].Auth = plain.Steps[0].Args, defectNoToken
	})
	results(t, o, plain, unsigned)
	if diff := cmp.Diff([]string{"given", ""}, tokens); diff != "" {
		t.Errorf("X-Auth-Token (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"test", "test"}, others); diff != "" {
		t.Errorf("X-Stage (-want +got):\n%s", diff)
	}
}
