package runner

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"iter"
	"net/http"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
	"github.com/concord-dev/concord/suites/derive"
)

// canned answers every request with the sample of DescribeImages, so that
// both loops of the benchmark meet the same, cheap target.
func canned(tb testing.TB) (base string) {
	op := operationOf(tb, "alibaba/ecs/DescribeImages")
	var body bytes.Buffer
	body.Write(op.Sample)
	base, stop, err := Serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/json;charset=utf-8"}
		w.Write(body.Bytes())
	}))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := stop(); err != nil {
			tb.Error(err)
		}
	})
	return base
}

func operationOf(tb testing.TB, address string) *specs.Operation {
	op, err := specs.Embedded().Operation(address)
	if err != nil {
		tb.Fatal(err)
	}
	return op
}

// contracts compiles contracts of the embedded catalog once.
func contracts(address string) (*schemas.Contract, error) {
	compiled.Lock()
	defer compiled.Unlock()
	if c := compiled.byAddress[address]; c != nil {
		return c, nil
	}
	op, err := specs.Embedded().Operation(address)
	if err != nil {
		return nil, err
	}
	c, err := schemas.Compile(op)
	compiled.byAddress[address] = c
	return c, err
}

var compiled = struct {
	sync.Mutex
	byAddress map[string]*schemas.Contract
}{byAddress: map[string]*schemas.Contract{}}

// passing are n cases of DescribeImages that the canned answer passes.
func passing(tb testing.TB, base string, n int) iter.Seq[suites.Case] {
	c, err := contracts("alibaba/ecs/DescribeImages")
	if err != nil {
		tb.Fatal(err)
	}
	var cases []suites.Case
	_, err = Run(context.Background(), options(base), derive.Cases(c, specs.Embedded()), func(r *suites.Result) {
		if r.Verdict == suites.Pass && len(r.Findings) == 0 && len(r.Case.Steps) == 1 {
			cases = append(cases, *r.Case)
		}
	})
	if err != nil || len(cases) == 0 {
		tb.Fatalf("%d cases pass: %v", len(cases), err)
	}
	return func(yield func(suites.Case) bool) {
		for i := range n {
			if !yield(cases[i%len(cases)]) {
				return
			}
		}
	}
}

func options(base string) Options {
	return Options{
		Target:    Target{Name: "bench", Root: base, Credentials: TestCredentials()},
		Contracts: contracts,
		Rules:     suites.NewRules(checks.All(), suites.NewSeverities(suites.ProfileMock, false, nil)),
		Redactor:  &fixtures.Redactor{},
		Clock:     time.Now,
		Rand:      rand.Reader,
	}
}

// BenchmarkRatio reports how many judged cases a second a run makes for each
// request of a bare net/http client loop with as many workers on the same
// target, taken in turns.
func BenchmarkRatio(b *testing.B) {
	// As the program sets it.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	base := canned(b)
	const batch = 4000
	cases := passing(b, base, batch)
	var judged, bare time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := Run(context.Background(), options(base), cases, func(*suites.Result) {}); err != nil {
			b.Fatal(err)
		}
		judged += time.Since(start)
		start = time.Now()
		bareLoop(b, base, batch)
		bare += time.Since(start)
	}
	b.ReportMetric(float64(bare)/float64(judged), "of-bare")
	b.ReportMetric(float64(b.N*batch)/judged.Seconds(), "judged/s")
	b.ReportMetric(float64(b.N*batch)/bare.Seconds(), "bare/s")
}

// bareLoop sends n requests with 8 workers and reads the answers.
func bareLoop(tb testing.TB, base string, n int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for range n / 8 {
				resp, err := client.Post(base+"/?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou", "", nil)
				if err != nil {
					tb.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					tb.Error(err)
				}
				resp.Body.Close()
			}
		})
	}
	workers.Wait()
}
