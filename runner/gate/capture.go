package gate

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures"
)

// Bounds on what is kept of an exchange.
const (
	maxRequest  = 16 << 20
	maxResponse = 16 << 20
)

// Capture serves next and hands each exchange to see once it is over, in the
// goroutine that served it. A request body beyond 16 MiB is refused with 413,
// one that cannot be read with 400. What next does to the connection (an
// abort, a length that is not kept, taking it over) reaches the client and is
// noted.
func Capture(next http.Handler, now func() time.Time, see func(*fixtures.Exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &fixtures.Exchange{Started: now()}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		header := r.Header.Clone()
		header.Set("Host", r.Host)
		x.Request = fixtures.Request{Method: r.Method, URL: r.URL.String(), Header: header, Body: body}
		if err != nil {
			x.Err = "the request could not be read: " + plain(err)
			status := http.StatusBadRequest
			if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
				status = http.StatusRequestEntityTooLarge
			}
			http.Error(w, "concord gate: "+x.Err, status)
			x.Duration = now().Sub(x.Started)
			see(x)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength, r.TransferEncoding = int64(len(body)), nil
		t := &tee{ResponseWriter: w, method: r.Method}
		aborted := true
		defer func() {
			x.Duration = now().Sub(x.Started)
			x.Response, x.Err = t.response(aborted, r.Context().Err() != nil)
			see(x)
		}()
		next.ServeHTTP(t, r)
		aborted = false
		if !t.taken {
			t.begin() // what net/http would do now
		}
	})
}

// tee keeps what it writes, up to a bound.
type tee struct {
	http.ResponseWriter
	method string
	status int
	header http.Header
	body   bytes.Buffer
	full   bool  // the bound was reached
	taken  bool  // the handler took the connection
	failed error // of the first write that did not arrive
}

func (t *tee) begin() {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
}

func (t *tee) WriteHeader(status int) {
	if t.status == 0 && status >= 200 {
		t.status, t.header = status, t.Header().Clone()
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tee) Write(b []byte) (int, error) {
	t.begin()
	if room := maxResponse - t.body.Len(); room < len(b) {
		t.full = true
		t.body.Write(b[:max(room, 0)])
	} else {
		t.body.Write(b)
	}
	n, err := t.ResponseWriter.Write(b)
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return n, err
}

// Unwrap lets an http.ResponseController reach the writer below.
func (t *tee) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// Hijack hands the connection to the handler; what it writes there is not seen.
func (t *tee) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	t.taken = t.taken || err == nil
	return conn, rw, err
}

// FlushError sends what was written.
func (t *tee) FlushError() error {
	t.begin()
	return http.NewResponseController(t.ResponseWriter).Flush()
}

// Flush sends what was written.
func (t *tee) Flush() { _ = t.FlushError() }

// hungUp is why there is no answer where the program did not wait for it.
const hungUp = "the program hung up before the answer ended"

// response returns the answer as the client got it; nil with the reason where
// it got none that says anything about the endpoint. Gone says that the client
// is no longer there.
func (t *tee) response(aborted, gone bool) (*fixtures.Response, string) {
	length, err := strconv.Atoi(t.header.Get("Content-Length"))
	short := err == nil && length > t.body.Len() && t.method != http.MethodHead && t.status != http.StatusNotModified
	switch {
	case t.full:
	case t.header.Get(refusedHeader) != "":
		return nil, strings.TrimSpace(t.body.String())
	case gone && (t.status == 0 || aborted || short),
		t.failed != nil && !errors.Is(t.failed, http.ErrContentLength): // more than was promised is cut off, and no failure
		return nil, hungUp
	case t.status == 0:
		return nil, "the connection ended without an answer"
	}
	r := &fixtures.Response{Status: t.status, Header: t.header, Body: t.body.Bytes()}
	switch {
	case t.full:
		r.Cut = fmt.Sprintf("body larger than %d MiB", maxResponse>>20)
	case aborted:
		r.Cut = "the connection was cut"
	case short:
		r.Cut = "unexpected EOF"
	}
	return unpacked(r), ""
}

// unpacked returns an answer as it reads once its coding is undone, so that
// the judge sees the text. A body that cannot be unpacked says so by Cut.
func unpacked(r *fixtures.Response) *fixtures.Response {
	if !strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") || len(r.Body) == 0 {
		return r
	}
	var plain []byte
	z, err := gzip.NewReader(bytes.NewReader(r.Body))
	if err == nil {
		plain, err = io.ReadAll(io.LimitReader(z, maxResponse+1))
	}
	if len(plain) > maxResponse {
		plain, err = plain[:maxResponse], fmt.Errorf("body larger than %d MiB", maxResponse>>20)
	}
	out := *r
	out.Body = plain
	out.Header = r.Header.Clone()
	out.Header.Del("Content-Encoding")
	out.Header.Del("Content-Length")
	if err != nil && r.Cut == "" {
		out.Cut = err.Error()
	}
	return &out
}
