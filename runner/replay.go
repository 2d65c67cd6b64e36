package runner

import (
	"bytes"
	"io"
	"net/http"

	"github.com/concord-dev/concord/fixtures"
)

// maxReplayed bounds the body of a request that is looked up in a recording.
const maxReplayed = 1 << 20

// Replaying answers with what p recorded for a request, and hands requests that
// it did not record to next.
func Replaying(p *fixtures.Player, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxReplayed+1))
		if err != nil {
			panic(http.ErrAbortHandler) // the client went away in its body
		}
		answer, err := p.Play("", fixtures.Request{Method: r.Method, URL: "http://" + r.Host + r.URL.RequestURI(), Header: r.Header, Body: body})
		if err != nil || len(body) > maxReplayed {
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
			next.ServeHTTP(w, r)
			return
		}
		for name, values := range answer.Header {
			if !hopByHop[name] {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(answer.Status)
		w.Write(answer.Body)
	})
}

// hopByHop are headers of one connection, which a recording's answer does not
// bring to another, and the length, which net/http works out.
var hopByHop = map[string]bool{
	"Connection": true, "Content-Length": true, "Keep-Alive": true, "Proxy-Authenticate": true,
	"Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true,
}
