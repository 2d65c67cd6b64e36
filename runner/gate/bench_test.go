package gate

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Each measurement is taken in turns with what it is held against, in one run.
// The answer is the sample of DescribeImages, written by a plain handler.

func canned(b *testing.B) http.HandlerFunc {
	op, err := specs.Embedded().Operation("alibaba/ecs/DescribeImages")
	if err != nil {
		b.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/json;charset=utf-8"}
		w.Write(op.Sample)
	}
}

// opened is a gate that judges, and nothing more.
func opened(b *testing.B, set func(*Options)) (base string, judged func() int) {
	o := Options{
		Catalog: specs.Embedded(), Contracts: contracts(), Profile: suites.ProfileMock, Clock: time.Now, Cloud: canned(b),
		Rules:    suites.NewRules(unsigned(), suites.NewSeverities(suites.ProfileMock, false, nil)),
		Redactor: &fixtures.Redactor{Secrets: []string{"testAccessKeySecret"}}, Emit: func(*suites.Result) {},
	}
	if set != nil {
		set(&o)
	}
	g, err := New(o)
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(g.Handler())
	return server.URL, func() int {
		server.Close()
		n, _ := g.Close()
		return n
	}
}

// proxyLoop sends n requests as a program does that was led to a proxy, over 8
// connections, and returns how long that took.
func proxyLoop(b *testing.B, proxy string, n int) time.Duration {
	b.Helper()
	const request = "GET http://ecs.cn-hangzhou.aliyuncs.com" + describe + " HTTP/1.1\r\nHost: ecs.cn-hangzhou.aliyuncs.com\r\nUser-Agent: bench\r\n\r\n"
	start := time.Now()
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			conn, err := net.Dial("tcp", strings.TrimPrefix(proxy, "http://"))
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			answers := bufio.NewReaderSize(conn, 64<<10)
			for range n / 8 {
				if _, err := io.WriteString(conn, request); err != nil {
					b.Error(err)
					return
				}
				answer, err := http.ReadResponse(answers, nil)
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
					b.Errorf("status %d, %v", answer.StatusCode, err)
					return
				}
			}
		})
	}
	clients.Wait()
	return time.Since(start)
}

// BenchmarkJudged reports how many judged exchanges a second a gate makes, with
// the last one judged, for each request that a bare proxy of httputil passes
// on: passing on too, and answering itself.
func BenchmarkJudged(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the program sets it
	origin := httptest.NewServer(canned(b))
	defer origin.Close()
	to, err := url.Parse(origin.URL)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, to.Host)
	}}
	defer transport.CloseIdleConnections()
	bare := httptest.NewServer(&httputil.ReverseProxy{Transport: transport, Rewrite: func(*httputil.ProxyRequest) {}})
	defer bare.Close()
	const batch = 4000
	for _, test := range []struct {
		name string
		set  func(*Options)
	}{
		{"passing on", func(o *Options) { o.Elsewhere = Passthrough(transport) }},
		{"answering", nil},
	} {
		b.Run(test.name, func(b *testing.B) {
			var ours, theirs time.Duration
			for b.Loop() {
				theirs += proxyLoop(b, bare.URL, batch)
				base, judged := opened(b, test.set)
				start := time.Now()
				proxyLoop(b, base, batch)
				n := judged()
				ours += time.Since(start)
				if n != batch {
					b.Fatalf("%d of %d exchanges were judged", n, batch)
				}
			}
			b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-bare")
			b.ReportMetric(float64(b.N*batch)/ours.Seconds(), "judged/s")
			b.ReportMetric(float64(b.N*batch)/theirs.Seconds(), "bare/s")
		})
	}
}

// BenchmarkAdds reports what a gate adds to one call by one client, in
// milliseconds, against the same client and handler without it.
func BenchmarkAdds(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	direct := httptest.NewServer(canned(b))
	defer direct.Close()
	base, judged := opened(b, nil)
	defer judged()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	const batch = 500
	one := func(base string) time.Duration {
		start := time.Now()
		for range batch {
			answer, err := client.Get(base + describe)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, answer.Body); err != nil {
				b.Fatal(err)
			}
			answer.Body.Close()
		}
		return time.Since(start)
	}
	var with, without time.Duration
	for b.Loop() {
		without += one(direct.URL)
		with += one(base)
	}
	calls := float64(b.N * batch)
	b.ReportMetric((with-without).Seconds()*1000/calls, "ms-added")
	b.ReportMetric(without.Seconds()*1000/calls, "ms-direct")
	b.ReportMetric(0, "ns/op")
}
