package gate

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/concord-dev/concord/fixtures"
)

// Bounds on what is kept of an exchange.
const (
	maxRequest  = 16 << 20
	maxResponse = 16 << 20
)

// Capture serves next and hands each exchange to see once it is over, in the
// goroutine that served it. A request body beyond 16 MiB is refused with 413.
func Capture(next http.Handler, now func() time.Time, see func(*fixtures.Exchange)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &fixtures.Exchange{Started: now()}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		header := r.Header.Clone()
		header.Set("Host", r.Host)
		u := *r.URL
		x.Request = fixtures.Request{Method: r.Method, URL: u.String(), Header: header, Body: body}
		if err != nil {
			x.Err = "the request could not be read: " + plain(err)
			http.Error(w, "concord gate: "+x.Err, http.StatusRequestEntityTooLarge)
			see(x)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		t := &tee{ResponseWriter: w}
		finished := false
		defer func() {
			x.Duration = now().Sub(x.Started)
			x.Response = t.response()
			if !finished && x.Response != nil {
				x.Response.Cut = "the connection was cut"
			}
			if x.Response == nil {
				x.Err = "no answer was written"
			}
			see(x)
		}()
		next.ServeHTTP(t, r)
		finished = true
	})
}

// tee keeps what it writes, up to a bound.
type tee struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
	cut    bool
}

func (t *tee) WriteHeader(status int) {
	if t.status == 0 && status >= 200 {
		t.status, t.header = status, t.Header().Clone()
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tee) Write(b []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	if room := maxResponse - t.body.Len(); room < len(b) {
		t.cut = true
		t.body.Write(b[:max(room, 0)])
	} else {
		t.body.Write(b)
	}
	return t.ResponseWriter.Write(b)
}

// Unwrap lets an http.ResponseController reach the writer below.
func (t *tee) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// Flush sends what was written.
func (t *tee) Flush() { http.NewResponseController(t.ResponseWriter).Flush() }

func (t *tee) response() *fixtures.Response {
	if t.status == 0 {
		return nil
	}
	r := &fixtures.Response{Status: t.status, Header: t.header, Body: t.body.Bytes()}
	if t.cut {
		r.Cut = fmt.Sprintf("body larger than %d MiB", maxResponse>>20)
	}
	return r
}
