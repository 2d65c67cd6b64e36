package mutate

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// transportMutants returns the ways in which status, headers and bytes of an
// answer can be wrong, whatever it says.
func transportMutants(s *Source, m *maker) {
	o := s.observation()
	kind := "success:"
	if o.IsError {
		kind = "error:"
	}
	add := func(operator, check string, change func(x *fixtures.Exchange)) {
		m.add(s, kind+operator, "", []string{check}, "", specs.Must, s.with(change))
	}
	body := func(operator, check string, change func(body []byte) []byte) {
		add(operator, check, func(x *fixtures.Exchange) { x.Response.Body = change(x.Response.Body) })
	}
	body("cut", "body-syntax", func(b []byte) []byte { return b[:len(b)/2] })
	body("cut-at-the-end", "body-syntax", func(b []byte) []byte { return bytes.TrimRight(b, " \r\n\t}") })
	body("empty", "body-syntax", func([]byte) []byte { return nil })
	body("doubled", "body-syntax", func(b []byte) []byte { return append(bytes.Clone(b), b...) })
	body("trailing-bytes", "body-syntax", func(b []byte) []byte { return append(bytes.Clone(b), "//"...) })
	body("html", "body-syntax", func([]byte) []byte { return []byte("<!DOCTYPE html><html><body>welcome</body></html>") })
	body("single-quotes", "body-syntax", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"`), []byte(`'`)) })
	add("cut-on-the-wire", "body-syntax", func(x *fixtures.Exchange) { x.Response.Cut = "unexpected EOF" })
	body("byte-order-mark", "body-encoding", func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) })
	body("invalid-utf8", "body-encoding", func(b []byte) []byte { return bytes.Replace(b, []byte(`":"`), []byte("\":\"\xff"), 1) })
	body("duplicate-key", "body-duplicate-key", func(b []byte) []byte {
		root, err := parse(b)
		if err != nil || len(root.members) == 0 {
			return b
		}
		root.members = append(root.members, root.members[0])
		return root.text()
	})
	header := func(operator, value string) {
		add(operator, "content-type", func(x *fixtures.Exchange) {
			x.Response.Header.Set("Content-Type", value)
		})
	}
	header("type-html", "text/html; charset=utf-8")
	header("type-text", "text/plain")
	header("charset", "application/json; charset=iso-8859-1")
	header("type-malformed", "json;;")
	add("type-absent", "content-type", func(x *fixtures.Exchange) {
		x.Response.Header.Del("Content-Type")
		x.Response.Header.Set("Server", "x") // headers there are
	})
	if o.IsError {
		return
	}
	for _, status := range []int{http.StatusCreated, http.StatusPartialContent, http.StatusFound, http.StatusBadRequest,
		undocumentedStatus, http.StatusInternalServerError} {
		add("status-"+strconv.Itoa(status), "status-documented", func(x *fixtures.Exchange) { x.Response.Status = status })
	}
	add("status-204", "status-documented", func(x *fixtures.Exchange) {
		x.Response.Status, x.Response.Body = http.StatusNoContent, nil
		x.Response.Header.Del("Content-Type")
	})
	if planned := s.Evidence.Case != nil && o.Step != nil; planned && o.Step.Expect.Outcome == suites.Success {
		m.add(s, "success:refused", "", []string{"error-code"}, "", specs.Must, refusal(s))
	}
}

// refusal answers a valid request with a documented error of an invalid one;
// nil where the operation documents none.
func refusal(s *Source) *suites.Evidence {
	op := s.observation().Contract.Operation
	for row := range suites.Rows(op) {
		for _, p := range row.Provokes {
			if p.By == specs.FaultEnum || p.By == specs.FaultMissing || p.By == specs.FaultType {
				return s.with(func(x *fixtures.Exchange) { errorAnswer(x.Response, op, row) })
			}
		}
	}
	return nil
}
