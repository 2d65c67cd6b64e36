package mock

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

const connections = 16

// rate sends raw requests over 16 connections for a while and returns the
// answers a second.
func rate(tb testing.TB, url string, raw []byte, d time.Duration) float64 {
	var wg sync.WaitGroup
	counts := make([]int, connections)
	started := time.Now()
	for i := range connections {
		wg.Go(func() {
			conn, err := net.Dial("tcp", url[len("http://"):])
			if err != nil {
				tb.Error(err)
				return
			}
			defer conn.Close()
			r := bufio.NewReaderSize(conn, 64<<10)
			for time.Since(started) < d {
				if _, err := conn.Write(raw); err != nil {
					tb.Error(err)
					return
				}
				resp, err := http.ReadResponse(r, nil)
				if err != nil || resp.StatusCode != http.StatusOK {
					tb.Errorf("answer: %v %v", resp, err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				counts[i]++
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / time.Since(started).Seconds()
}

// BenchmarkRate compares the mock with a plain handler that writes the same
// bytes, each for a moment in turn; "ratio" is the mock's part of the plain
// handler's rate.
func BenchmarkRate(b *testing.B) {
	for _, test := range []struct {
		name, address string
		args          []string
		o             Options
	}{
		{"DescribeImages", describe, []string{"RegionId", "cn-hangzhou"}, Options{Auth: Ignore}},
		{"DescribeImages verified", describe, []string{"RegionId", "cn-hangzhou"}, Options{Faults: []string{"replay-accepted"}}},
		{"GetImage", get, nil, Options{Auth: Ignore}},
		{"GetImage verified", get, nil, Options{Faults: []string{"replay-accepted"}}},
	} {
		b.Run(test.name, func(b *testing.B) {
			c := newClient(b, test.o)
			req := c.request(test.address, protocol.Call{}, test.args...)
			var raw bytes.Buffer
			if err := req.Write(&raw); err != nil {
				b.Fatal(err)
			}
			answer := c.do(req)
			body := []byte(answer.text)
			mocked := httptest.NewServer(c.server)
			defer mocked.Close()
			plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = jsonType
				_, _ = w.Write(body)
			}))
			defer plain.Close()
			var ours, theirs float64
			for b.Loop() {
				theirs += rate(b, plain.URL, raw.Bytes(), 300*time.Millisecond)
				ours += rate(b, mocked.URL, raw.Bytes(), 300*time.Millisecond)
			}
			b.ReportMetric(ours/theirs, "ratio")
			b.ReportMetric(ours/float64(b.N), "answers/s")
			b.ReportMetric(float64(len(body)), "bytes")
		})
	}
}

// BenchmarkReady measures what passes until the first answer.
func BenchmarkReady(b *testing.B) {
	for b.Loop() {
		cat, err := specs.Load(specs.EmbeddedLayer())
		if err != nil {
			b.Fatal(err)
		}
		s, err := New(cat, Options{Auth: Ignore})
		if err != nil {
			b.Fatal(err)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou", nil))
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
}

// BenchmarkServe measures the handler alone.
func BenchmarkServe(b *testing.B) {
	c := newClient(b, Options{Faults: []string{"replay-accepted"}})
	req := c.request(describe, protocol.Call{}, "RegionId", "cn-hangzhou")
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		c.server.ServeHTTP(w, req)
	}
	if w.status != http.StatusOK {
		b.Fatal(fmt.Sprint(w.status))
	}
}

type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
