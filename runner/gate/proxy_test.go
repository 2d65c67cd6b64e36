package gate

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/suites"
)

// proxied returns a client that is led to a gate as a program is.
func (s *stand) proxied() *http.Client {
	s.t.Helper()
	proxy, err := url.Parse(s.base)
	if err != nil {
		s.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.Authority().PEM()) {
		s.t.Fatal("no certificate")
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}, ExpectContinueTimeout: 5 * time.Second}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

const describe = "/?Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou"

func TestProxy(t *testing.T) {
	for _, base := range []string{
		"http://ecs.cn-hangzhou.aliyuncs.com", "http://ecs.cn-hangzhou.aliyuncs.com:8080",
		"https://ecs.cn-hangzhou.aliyuncs.com", "https://ecs.cn-hangzhou.aliyuncs.com:8443", "https://ECS.cn-hangzhou.aliyuncs.com",
	} {
		t.Run(base, func(t *testing.T) {
			s := newStand(t, nil)
			client := s.proxied()
			form := "PageSize=2&Architecture=x86_64"
			post := func(body io.Reader, header ...string) {
				t.Helper()
				r, err := http.NewRequest(http.MethodPost, base+describe, body)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for i := 0; i < len(header); i += 2 {
					r.Header.Set(header[i], header[i+1])
				}
				resp, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				text, err := io.ReadAll(resp.Body)
				if err != nil || resp.StatusCode != 200 || !strings.Contains(string(text), `"PageSize":2`) {
					t.Errorf("got %d %s, %v", resp.StatusCode, text, err)
				}
			}
			post(strings.NewReader(form))
			post(io.MultiReader(strings.NewReader(form[:5]), strings.NewReader(form[5:]))) // of unknown length: chunked
			post(strings.NewReader(form), "Expect", "100-continue")
			results := s.close()
			if len(results) != 3 {
				t.Fatalf("%d results, want 3", len(results))
			}
			for _, r := range results {
				x := r.Exchanges[0]
				if x.Request.URL != base+describe || string(x.Request.Body) != form || r.Case.Operation != "alibaba/ecs/DescribeImages" {
					t.Errorf("%s saw %s with %q", r.Case.Operation, x.Request.URL, x.Request.Body)
				}
			}
		})
	}
}

// TestPlainInsideTunnel covers clients that use CONNECT for plain HTTP too.
func TestPlainInsideTunnel(t *testing.T) {
	s := newStand(t, nil)
	conn, r := s.connect("ecs.cn-hangzhou.aliyuncs.com:80")
	for range 2 {
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: ecs.cn-hangzhou.aliyuncs.com\r\n\r\n", describe)
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		if resp.StatusCode != 200 {
			t.Errorf("status %d", resp.StatusCode)
		}
	}
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: ehpc.cn-hangzhou.aliyuncs.com\r\n\r\n")
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host inside the tunnel: status %d", resp.StatusCode)
	}
	conn.Close()
	for _, x := range s.close() {
		if got := x.Exchanges[0].Request.URL; got != "http://ecs.cn-hangzhou.aliyuncs.com"+describe {
			t.Errorf("saw %s", got)
		}
	}
}

// connect opens a tunnel by hand.
func (s *stand) connect(authority string) (net.Conn, *bufio.Reader) {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", authority, authority)
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodConnect})
	if err != nil || resp.StatusCode != 200 {
		s.t.Fatalf("CONNECT: %v %v", resp, err)
	}
	return conn, r
}

func TestRefusedHost(t *testing.T) {
	s := newStand(t, nil)
	client := s.proxied()
	for range 2 {
		resp, err := client.Get("http://example.com/")
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden || resp.Header.Get(refusedHeader) == "" ||
			!strings.Contains(string(text), "example.com is no host of the catalog; --passthrough sends such requests on") {
			t.Errorf("got %d %s", resp.StatusCode, text)
		}
	}
	if _, err := client.Get("https://example.org/"); err == nil || !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("CONNECT: got %v", err)
	}
	if results := s.close(); len(results) != 0 {
		t.Errorf("%d results of refused requests", len(results))
	}
	if len(s.refused) != 2 {
		t.Errorf("told of %q, want each host once", s.refused)
	}
}

// TestDistrust holds that the reason is told where a client does not trust the
// authority: it would seem to have called nothing.
func TestDistrust(t *testing.T) {
	s := newStand(t, nil)
	client := s.proxied()
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = x509.NewCertPool()
	if _, err := client.Get("https://ecs.cn-hangzhou.aliyuncs.com/"); err == nil {
		t.Fatal("an unknown authority was trusted")
	}
	s.close()
	if len(s.refused) != 1 || !strings.Contains(s.refused[0], "does the program trust the certificates in SSL_CERT_FILE?") {
		t.Errorf("told of %q", s.refused)
	}
}

// TestOwnAddress covers clients that know no NO_PROXY.
func TestOwnAddress(t *testing.T) {
	s := newStand(t, nil)
	client := s.proxied()
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.base, "http://"))
	for _, base := range []string{s.base, "http://localhost:" + port} {
		resp, err := client.Get(base + describe)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("%s: status %d", base, resp.StatusCode)
		}
	}
	if n := len(s.close()); n != 2 {
		t.Errorf("%d results, want 2", n)
	}
}

// TestFaultsArrive holds that what the mock does to a connection reaches the
// client, plain and in a tunnel, and that the exchange says so.
func TestFaultsArrive(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		for fault, want := range map[string]struct {
			failed bool   // for the client
			noted  string // why the answer is not whole
		}{
			"reset":          {true, "the connection ended without an answer"},
			"endless-header": {true, "the connection ended without an answer"},
			"cut":            {true, "unexpected EOF"},
			"length-wrong":   {true, "unexpected EOF"},
			"body-cut":       {false, ""},
			"slow=1us":       {false, ""},
			"delay=1ms":      {false, ""},
		} {
			t.Run(scheme+" "+fault, func(t *testing.T) {
				s := newStand(t, nil)
				r, err := http.NewRequest(http.MethodGet, scheme+"://ecs.cn-hangzhou.aliyuncs.com"+describe, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set(faultHeader, fault)
				resp, err := s.proxied().Transport.RoundTrip(r)
				if err == nil {
					_, err = io.ReadAll(resp.Body)
					resp.Body.Close()
				}
				if (err != nil) != want.failed {
					t.Errorf("the client got %v", err)
				}
				results := s.close()
				if len(results) != 1 {
					t.Fatalf("%d results", len(results))
				}
				x := results[0].Exchanges[0]
				noted := x.Err
				if x.Response != nil {
					noted = x.Response.Cut
				}
				if noted != want.noted || len(results[0].Findings) > 0 || !results[0].Case.Forced {
					t.Errorf("%q and %v, want %q and no finding", noted, results[0].Findings, want.noted)
				}
				if verdict := results[0].Verdict; verdict != suites.Pass && verdict != suites.Inconclusive {
					t.Errorf("verdict %s", verdict)
				}
			})
		}
	}
}

// TestHungUp holds that a program that stops reading is no fault of the
// endpoint.
func TestHungUp(t *testing.T) {
	s := newStand(t, nil)
	r, err := http.NewRequest(http.MethodGet, s.base+describe, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(faultHeader, "slow=1ms")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	results := s.close()
	if len(results) != 1 || results[0].Verdict != suites.Inconclusive || results[0].Reason != hungUp {
		t.Errorf("got %+v", results[0])
	}
}

// TestOwnPaths holds that the mock's own paths are no exchange.
func TestOwnPaths(t *testing.T) {
	s := newStand(t, nil)
	resp, err := http.Post(s.base+"/_concord/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if n := len(s.close()); resp.StatusCode != http.StatusNoContent || n != 0 {
		t.Errorf("status %d, %d results", resp.StatusCode, n)
	}
}

// TestLocation holds that the legacy SDK's search for endpoints is answered.
func TestLocation(t *testing.T) {
	s := newStand(t, nil)
	resp, err := s.proxied().Get("https://location-readonly.aliyuncs.com/?Action=DescribeEndpoints&ServiceCode=ecs&Id=cn-shanghai")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if !strings.Contains(string(text), `"Endpoint":"ecs.cn-shanghai.aliyuncs.com"`) {
		t.Errorf("got %s", text)
	}
	if n := len(s.close()); n != 0 {
		t.Errorf("%d results", n)
	}
}

// upstream leads every host to a handler.
func upstream(t *testing.T, h http.HandlerFunc) http.RoundTripper {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	transport := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(server.URL, "http://"))
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// TestPassthroughStreams holds that an answer is passed on as it comes.
func TestPassthroughStreams(t *testing.T) {
	read := make(chan bool)
	s := newStand(t, func(o *Options) {
		o.Elsewhere = Passthrough(upstream(t, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "first")
			http.NewResponseController(w).Flush()
			select {
			case <-read:
			case <-time.After(5 * time.Second):
				t.Error("the first part did not arrive before the second was written")
			}
			io.WriteString(w, "second")
		}))
	})
	resp, err := s.proxied().Get("http://example.com/a;b?x=%zz&y=1;2")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	part := make([]byte, 5)
	if _, err := io.ReadFull(resp.Body, part); err != nil {
		t.Fatal(err)
	}
	close(read)
	rest, err := io.ReadAll(resp.Body)
	if err != nil || string(part)+string(rest) != "firstsecond" {
		t.Errorf("got %s%s, %v", part, rest, err)
	}
	results := s.close()
	if len(results) != 1 || results[0].Verdict != suites.Skip || !strings.Contains(results[0].Reason, "GET example.com/a;b is no operation of the catalog") {
		t.Errorf("got %+v", results)
	}
}

func TestPassthrough(t *testing.T) {
	var asked []string
	s := newStand(t, func(o *Options) {
		o.Elsewhere = Passthrough(upstream(t, func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.Host+" "+r.URL.RequestURI()+" "+r.Header.Get("Accept-Encoding"))
			switch r.URL.Query().Get("Name") {
			case "moved":
				http.Redirect(w, r, "http://example.com/", http.StatusFound)
			default:
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(w)
				io.WriteString(z, `{"RequestId":"4B6E0F0A-1E3D-4C5E-8F3B-0B7B9D1C2A3F","PageNumber":1,"PageSize":10,"TotalCount":0,"RegionId":"cn-hangzhou","Images":{"Image":[]}}`)
				z.Close()
			}
		}))
	})
	client := s.proxied()
	for _, q := range []string{"&odd=%zz;1", "&Name=moved"} {
		r, err := http.NewRequest(http.MethodGet, "http://ecs.cn-hangzhou.aliyuncs.com"+describe+q, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "br, gzip")
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if q == "&Name=moved" && resp.StatusCode != http.StatusFound {
			t.Errorf("a redirect came as %d", resp.StatusCode)
		}
		if q != "&Name=moved" && resp.Header.Get("Content-Encoding") != "gzip" {
			t.Error("the answer was unpacked on its way")
		}
	}
	if len(asked) != 2 || asked[0] != "ecs.cn-hangzhou.aliyuncs.com "+describe+"&odd=%zz;1 gzip" {
		t.Errorf("the cloud was asked %q", asked)
	}
	results := s.close()
	if len(results) != 2 {
		t.Fatalf("%d results", len(results))
	}
	if body := string(results[0].Exchanges[0].Response.Body); !strings.HasPrefix(body, `{"RequestId"`) {
		t.Errorf("the judge saw %q", body)
	}
	for _, f := range results[0].Findings {
		if f.Section == suites.SectionResponse && f.Severity == suites.SeverityError {
			t.Errorf("%s: %s", f.Check, f.Message)
		}
	}
}

// TestPassthroughUnreachable holds that a host that cannot be reached is no
// fault of its answers.
func TestPassthroughUnreachable(t *testing.T) {
	s := newStand(t, func(o *Options) {
		o.Elsewhere = Passthrough(&http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("no route to host")
		}})
	})
	resp, err := s.proxied().Get("http://ecs.cn-hangzhou.aliyuncs.com" + describe)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	results := s.close()
	if resp.StatusCode != http.StatusBadGateway || len(results) != 1 || results[0].Verdict != suites.ErrorVerdict || results[0].Reason != "concord gate: no route to host" {
		t.Errorf("status %d, %+v", resp.StatusCode, results)
	}
}

// TestCaptureBounds holds that a request of absurd size is refused and seen,
// and that an answer beyond what is kept still arrives whole.
func TestCaptureBounds(t *testing.T) {
	var seen []*fixtures.Exchange
	server := httptest.NewServer(Capture(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/large" {
			part := make([]byte, 1<<20)
			for range 17 {
				w.Write(part)
			}
		}
	}), time.Now, func(x *fixtures.Exchange) { seen = append(seen, x) }))
	defer server.Close()
	resp, err := http.Post(server.URL, "text/plain", io.LimitReader(zeros{}, maxRequest+1))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
	if resp, err = http.Get(server.URL + "/large"); err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if n != 17<<20 || err != nil {
		t.Errorf("%d bytes arrived, %v", n, err)
	}
	if resp, err = http.Get(server.URL + "/empty"); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	server.Close()
	if len(seen) != 3 || seen[0].Response != nil || seen[0].Err == "" || len(seen[1].Response.Body) != maxResponse ||
		seen[1].Response.Cut != "body larger than 16 MiB" || seen[2].Response.Status != 200 {
		t.Errorf("saw %d exchanges: %+v", len(seen), seen)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
