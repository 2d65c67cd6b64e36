package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/concord-dev/concord/fixtures"
)

// Bounds on an answer. What lies beyond is the endpoint's fault.
const (
	maxHeaders = 1 << 20
	maxBody    = 16 << 20
)

// wire is the connection to the target. It follows no redirect, keeps no
// cookies, asks for no compression and goes nowhere but to the hosts of the
// target.
type wire struct {
	*http.Transport
	hosts map[string]bool
	fresh *wire // opens a connection for each request
}

func newWire(o *Options) *wire {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		TLSClientConfig:        o.TLS,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           o.Workers * 2,
		MaxIdleConnsPerHost:    o.Workers,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: maxHeaders,
	}
	dialer := &net.Dialer{Timeout: o.Timeout}
	if o.Target.Loopback() {
		t.Proxy = nil
		dialer.Control = loopbackOnly
	}
	t.DialContext = dialer.DialContext
	w := &wire{Transport: t, hosts: map[string]bool{}}
	for _, raw := range o.Target.Endpoints() {
		if u, err := url.Parse(raw); err == nil {
			w.hosts[u.Host] = true
		}
	}
	once := t.Clone()
	once.DisableKeepAlives = true
	w.fresh = &wire{Transport: once, hosts: w.hosts}
	return w
}

// loopbackOnly keeps what is for this machine on it, wherever a name such as
// dev.localhost leads.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not on this machine, though its name says so", host)
	}
	return nil
}

// with returns the wire that opens a connection for each request where fresh
// is asked for, else the one that keeps them.
func (w *wire) with(fresh bool) *wire {
	if fresh {
		return w.fresh
	}
	return w
}

// RoundTrip sends req if the user named its host.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	if !w.hosts[req.URL.Host] {
		return nil, fmt.Errorf("host %s is not of the target", req.URL.Host)
	}
	return w.Transport.RoundTrip(req)
}

// recording notes in an exchange the request as it goes to the wire.
type recording struct {
	base     http.RoundTripper
	exchange *fixtures.Exchange
}

func (r recording) RoundTrip(req *http.Request) (*http.Response, error) {
	host := req.Host
	if host == "" {
		host = req.URL.Host
	}
	// net/http writes the host itself and leaves this entry out.
	req.Header["Host"] = []string{host}
	r.exchange.Request.Method = req.Method
	r.exchange.Request.URL = req.URL.String()
	r.exchange.Request.Header = req.Header
	return r.base.RoundTrip(req)
}

// watched is the context of one attempt after the other. It notes whether
// anything of an answer arrived, and ends with an attempt that takes too long.
type watched struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	first  atomic.Bool // a byte of the answer arrived
}

func watch(ctx context.Context) *watched {
	w := &watched{}
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { w.first.Store(true) }}
	w.Context, w.cancel = context.WithCancelCause(httptrace.WithClientTrace(ctx, trace))
	return w
}

// start begins an attempt.
func (w *watched) start(timeout time.Duration) {
	w.first.Store(false)
	if w.timer == nil {
		w.timer = time.AfterFunc(timeout, func() { w.cancel(context.DeadlineExceeded) })
		return
	}
	w.timer.Reset(timeout)
}

// stop ends an attempt. It reports false where the time ran out: nothing can
// be sent any more then.
func (w *watched) stop() bool { return w.timer.Stop() }

// end lets go of what the context holds.
func (w *watched) end() { w.cancel(nil) }

// receive fills the response of x, or says in Err why none arrived. The body
// is read into buffer, which is returned as it grew.
func receive(x *fixtures.Exchange, rt http.RoundTripper, req *http.Request, timeout time.Duration, first *atomic.Bool, buffer []byte) []byte {
	resp, err := rt.RoundTrip(req)
	if err != nil {
		if first.Load() && !errors.Is(err, context.Canceled) {
			x.Response = &fixtures.Response{Cut: unusable(err, timeout)}
		} else {
			x.Err = silence(err, timeout)
		}
		return buffer
	}
	defer resp.Body.Close()
	x.Response = &fixtures.Response{Status: resp.StatusCode, Header: resp.Header}
	buffer, err = readAll(buffer[:0], resp.Body)
	x.Response.Body = buffer
	switch {
	case errors.Is(err, context.Canceled):
		// It was cut by us.
		x.Response, x.Err = nil, Interrupted
	case err != nil:
		x.Response.Cut = unusable(err, timeout)
	}
	return buffer
}

var errLarge = fmt.Errorf("body larger than %d MiB", maxBody>>20)

// readAll appends r to buf, up to maxBody bytes.
func readAll(buf []byte, r io.Reader) ([]byte, error) {
	if cap(buf) == 0 {
		buf = make([]byte, 0, 4<<10)
	}
	for {
		if len(buf) == cap(buf) {
			if len(buf) >= maxBody {
				return buf[:maxBody], errLarge
			}
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):min(cap(buf), maxBody+1)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > maxBody:
			return buf[:maxBody], errLarge
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}

// unusable says in one line why an answer that began cannot be used.
func unusable(err error, timeout time.Duration) string {
	text := err.Error()
	switch {
	case errors.Is(err, errLarge):
		return text
	case isTimeout(err):
		return fmt.Sprintf("no end within %s", timeout)
	case strings.Contains(text, "response headers exceeded"):
		return fmt.Sprintf("headers larger than %d MiB", maxHeaders>>20)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "the connection was cut"
	}
	return "unreadable: " + strings.TrimPrefix(text, "net/http: ")
}

// silence says in one line, without the URL, why no answer arrived.
func silence(err error, timeout time.Duration) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "no answer: no such host " + dns.Name
	case errors.Is(err, context.Canceled):
		return Interrupted
	case isTimeout(err):
		return fmt.Sprintf("no answer within %s", timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "no answer: connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "no answer: the connection was closed"
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return "no answer: " + op.Err.Error()
	}
	return "no answer: " + err.Error()
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}
