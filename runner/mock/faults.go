package mock

import (
	"bytes"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/concord-dev/concord/specs"
)

// Fault is a way in which the mock can be wrong on purpose.
type Fault struct {
	// Name asks for the fault. Some take an argument: "wrong-type=Images[].Size"
	// a documented path, "delay=200ms" a time.
	Name string
	Doc  string
	// Check is the ID of the check that must catch it; empty where no check
	// can: the request ends in an error.
	Check string
}

// fault is a Fault with what it does.
type fault struct {
	Fault
	// Exactly one of these is set for faults of an answer; none for those that
	// the working of requests asks about by name.
	answer    func(a *answer, argument string)
	bytes     func(b []byte) []byte
	transport func(w http.ResponseWriter, r *request, status int, body []byte, argument string)
	header    []string // a Content-Type
}

// Faults lists the named faults, sorted by the order of the checks that catch
// them: the answer's transport, its body, its fields, errors, behaviour.
func Faults() []Fault {
	all := faults()
	list := make([]Fault, len(all))
	for i := range all {
		list[i] = all[i].Fault
	}
	return list
}

func faults() []fault {
	return []fault{
		{Fault: Fault{"status-201", "a success comes with status 201", "status-documented"}, answer: onSuccess(func(a *answer, _ string) { a.status = http.StatusCreated })},
		{Fault: Fault{"status-204", "a success comes with status 204 and no body", "status-documented"}, answer: onSuccess(func(a *answer, _ string) { a.status = http.StatusNoContent })},
		{Fault: Fault{"content-type", "the media type is text/plain", "content-type"}, header: []string{"text/plain"}},
		{Fault: Fault{"html", "a page of HTML comes instead of the body", "body-syntax"}, header: []string{"text/html"}, bytes: func([]byte) []byte {
			return []byte("<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n")
		}},
		{Fault: Fault{"body-cut", "the body ends in the middle", "body-syntax"}, bytes: func(b []byte) []byte { return b[:len(b)/2] }},
		{Fault: Fault{"body-empty", "the body is empty", "body-syntax"}, bytes: func(b []byte) []byte { return b[:0] }},
		{Fault: Fault{"body-doubled", "the body comes twice", "body-syntax"}, bytes: func(b []byte) []byte { return append(b, b...) }},
		{Fault: Fault{"body-not-utf8", "a text holds a byte that is no UTF-8", "body-encoding"}, bytes: func(b []byte) []byte { return bytes.Replace(b, []byte(`":"`), []byte("\":\"\xff"), 1) }},
		{Fault: Fault{"body-bom", "a byte order mark stands before the body", "body-encoding"}, bytes: func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) }},
		{Fault: Fault{"body-duplicate-key", "the first member comes twice", "body-duplicate-key"}, answer: duplicateKey},
		{Fault: Fault{"wrong-type", "a value is of another type", "field-type"}, answer: wrongType},
		{Fault: Fault{"coercible", "a number or a boolean is a string", "field-coercible"}, answer: coercible},
		{Fault: Fault{"null", "a value is null", "field-null"}, answer: change(anyScalar, func(*specs.Field, string) *node { return scalar("null") })},
		{Fault: Fault{"enum-unknown", "a value is outside its enumeration", "field-enum"}, answer: change(hasEnum, func(*specs.Field, string) *node { return textNode("ConcordUnknown") })},
		{Fault: Fault{"enum-case", "a value of an enumeration is in another letter case", "field-enum"}, answer: change(hasEnum, func(_ *specs.Field, v string) *node { return textNode(swapCase(v)) })},
		{Fault: Fault{"too-long", "a text is longer than documented", "field-length"}, answer: change(hasLength, func(f *specs.Field, _ string) *node { return textNode(strings.Repeat("x", *f.MaxLength+1)) })},
		{Fault: Fault{"format", "a text is not in its documented format", "field-format"}, answer: change(hasFormat, func(*specs.Field, string) *node { return textNode("yesterday") })},
		{Fault: Fault{"missing", "a documented field is left out", "field-missing"}, answer: missingField},
		{Fault: Fault{"extra", "a field that no row documents is there", "field-undocumented"}, answer: onSuccess(func(a *answer, _ string) { a.body = a.body.set("ConcordExtra", textNode("1")) })},
		{Fault: Fault{"wrapper-renamed", "the member between a list's name and its array has another name", "field-wrapper"}, answer: rewrap(true)},
		{Fault: Fault{"bare-array", "a list comes without the member between its name and its array", "field-wrapper"}, answer: rewrap(false)},
		{Fault: Fault{"beyond-int64", "an integer does not fit 64 bits", "number-precision"}, answer: change(isInteger, func(*specs.Field, string) *node { return scalar("12345678901234567890123") })},
		{Fault: Fault{"ids-repeated", "every item of a list comes twice", "ids-unique"}},
		{Fault: Fault{"page-longer", "a page holds more items than was asked for", "paging"}},
		{Fault: Fault{"total-wrong", "the total is 0", "paging"}},
		{Fault: Fault{"page-number-wrong", "the number of the page is another", "echo"}},
		{Fault: Fault{"envelope-lower-case", "the members of the error envelope are in lower case", "error-envelope"}, answer: onError(func(a *answer, _ string) {
			for i := range a.body.names {
				a.body.names[i] = strings.ToLower(a.body.names[i])
			}
		})},
		{Fault: Fault{"code-undocumented", "an error has a code that no row documents", "error-code"}, answer: onError(func(a *answer, _ string) {
			a.body = a.body.set(a.failure.envelope.Code, textNode("ConcordNoSuchCode"))
		})},
		{Fault: Fault{"code-other", "an error has the code of another fault", "error-code-other"}, answer: onError(codeOther)},
		{Fault: Fault{"status-wrong", "an error code comes with another status", "error-status"}, answer: onError(func(a *answer, _ string) {
			if a.status = http.StatusConflict; a.failure.status == http.StatusConflict {
				a.status = http.StatusBadRequest
			}
		})},
		{Fault: Fault{"error-under-200", "an error comes with status 200", "error-status"}, answer: onError(func(a *answer, _ string) { a.status = http.StatusOK })},
		{Fault: Fault{"message-changed", "an error's message does not follow its template", "error-message"}, answer: onError(func(a *answer, _ string) {
			a.body = a.body.set(a.failure.envelope.Message, textNode("Concord says no"))
		})},
		{Fault: Fault{"request-id-missing", "an error has no request id", "error-request-id"}, answer: onError(func(a *answer, _ string) {
			if name := a.failure.envelope.RequestID; name != "" {
				a.body = a.body.remove(name)
			}
		})},
		{Fault: Fault{"invalid-accepted", "invalid parameters are accepted", "invalid-accepted"}},
		{Fault: Fault{"unknown-found", "what does not exist is found", "invalid-accepted"}},
		{Fault: Fault{"filter-ignored", "filters change nothing", "filter-applied"}},
		{Fault: Fault{"echo-wrong", "a repeated parameter has another value", "echo"}},
		{Fault: Fault{"added-lost", "what was added is not found", "state"}},
		{Fault: Fault{"dry-run-performed", "a dry run answers like a real one", "dry-run"}},
		{Fault: Fault{"auth-ignored", "signatures and tokens are not looked at", "invalid-accepted"}},
		{Fault: Fault{"replay-accepted", "a nonce may be used again", "invalid-accepted"}},
		{Fault: Fault{"length-wrong", "Content-Length promises more than comes", "body-syntax"}, transport: lengthWrong},
		{Fault: Fault{"cut", "the connection is closed in the middle of the body", "body-syntax"}, transport: cut},
		{Fault: Fault{"endless-body", "the body does not end", "body-syntax"}, transport: endlessBody},
		{Fault: Fault{"endless-header", "the headers do not end", ""}, transport: endlessHeader},
		{Fault: Fault{"slow", "one byte comes at a time (slow=10ms between them)", ""}, transport: slow},
		{Fault: Fault{"delay", "the answer waits (delay=2s)", ""}, transport: delay},
		{Fault: Fault{"reset", "the connection is reset before a status line", ""}, transport: reset},
	}
}

// byName finds faults; it is written once.
var byName = func() map[string]*fault {
	m := map[string]*fault{}
	all := faults()
	for i := range all {
		m[all[i].Name] = &all[i]
	}
	return m
}()

func faultNamed(name string) *fault { return byName[name] }

// faultList is what goes wrong with one request.
type faultList struct {
	names       []string
	code        *specs.ErrorCode // a documented error is asked for
	codeText    string
	unknown     string // what nobody knows
	answers     []func(*answer)
	bytes       []func([]byte) []byte
	transport   func(w http.ResponseWriter, r *request, status int, body []byte)
	contentType []string
}

func (l *faultList) has(name string) bool {
	return len(l.names) > 0 && slices.Contains(l.names, name)
}

// faultsOf gathers the faults of a request: of the header, of the options, of
// the script.
func (s *Server) faultsOf(r *request) faultList {
	var l faultList
	header := r.http.Header[FaultHeader]
	if len(header) == 0 && len(s.faults) == 0 && s.script == nil {
		return l
	}
	for _, value := range header {
		for name := range strings.SplitSeq(value, ",") {
			l.add(r, strings.TrimSpace(name))
		}
	}
	for _, name := range s.faults {
		l.add(r, name)
	}
	if s.script != nil {
		address := ""
		if r.op != nil {
			address = r.op.Address.String()
		}
		l.add(r, s.script.next(address))
	}
	return l
}

func (l *faultList) add(r *request, text string) {
	if text == "" {
		return
	}
	name, argument, _ := strings.Cut(text, "=")
	f := faultNamed(name)
	if f == nil {
		if row := rowByCode(r.rows(), text); row != nil {
			l.code, l.codeText = row, text
			return
		}
		l.unknown = text
		return
	}
	l.names = append(l.names, name)
	if f.answer != nil {
		l.answers = append(l.answers, func(a *answer) { f.answer(a, argument) })
	}
	if f.bytes != nil {
		l.bytes = append(l.bytes, f.bytes)
	}
	if f.transport != nil {
		l.transport = func(w http.ResponseWriter, r *request, status int, body []byte) {
			f.transport(w, r, status, body, argument)
		}
	}
	if f.header != nil {
		l.contentType = f.header
	}
}

func onSuccess(do func(*answer, string)) func(*answer, string) {
	return func(a *answer, argument string) {
		if a.failure == nil {
			do(a, argument)
		}
	}
}

func onError(do func(*answer, string)) func(*answer, string) {
	return func(a *answer, argument string) {
		if a.failure != nil {
			a.body = a.body.clone()
			do(a, argument)
		}
	}
}

// target picks the field that a fault changes: the one that was named, or the
// first that suits and is there, deep ones first.
func target(a *answer, path string, suits func(*specs.Field) bool) *specs.Field {
	var flat *specs.Field
	fields := a.model.op.Response
	for i := range fields {
		f := &fields[i]
		if path != "" && f.Path != path || path == "" && !suits(f) || len(a.body.at(f.Wire)) == 0 || a.body.at(f.Wire)[0].value() == "" {
			continue
		}
		if path != "" || strings.ContainsAny(f.Path, "[.") {
			return f
		}
		if flat == nil {
			flat = f
		}
	}
	return flat
}

// change replaces the value of a field that suits.
func change(suits func(*specs.Field) bool, value func(f *specs.Field, now string) *node) func(*answer, string) {
	return onSuccess(func(a *answer, path string) {
		if f := target(a, path, suits); f != nil {
			a.body = a.body.set(f.Wire, value(f, a.body.at(f.Wire)[0].value()))
		}
	})
}

func anyScalar(f *specs.Field) bool {
	return f.Type == specs.String || f.Type == specs.Integer || f.Type == specs.Boolean || f.Type == specs.Number
}
func hasEnum(f *specs.Field) bool {
	return len(f.Enum) > 0 && f.Type == specs.String && f.Strength("enum") == specs.Must
}
func hasLength(f *specs.Field) bool { return f.MaxLength != nil && f.Type == specs.String }
func hasFormat(f *specs.Field) bool {
	return (f.Format == "date-time" || f.Format == "uuid") && f.Type == specs.String
}
func isInteger(f *specs.Field) bool { return f.Type == specs.Integer }

func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}

func wrongType(a *answer, path string) {
	text := func(*specs.Field, string) *node { return textNode("concord") }
	object := func(*specs.Field, string) *node { return &node{kind: 'o'} }
	if a.failure != nil {
		return
	}
	if f := target(a, path, isInteger); f != nil && (f.Type == specs.Integer || f.Type == specs.Number || f.Type == specs.Boolean) {
		change(isInteger, text)(a, path)
		return
	}
	change(anyScalar, object)(a, path)
}

func coercible(a *answer, path string) {
	change(func(f *specs.Field) bool {
		return f.Type == specs.Integer || f.Type == specs.Number || f.Type == specs.Boolean
	}, func(_ *specs.Field, now string) *node { return textNode(now) })(a, path)
}

func missingField(a *answer, path string) {
	if a.failure != nil {
		return
	}
	f := target(a, path, func(f *specs.Field) bool { return f.Presence == specs.Always && anyScalar(f) })
	if f == nil {
		f = target(a, path, func(f *specs.Field) bool { return f.Shown && anyScalar(f) })
	}
	if f != nil {
		a.body = a.body.remove(f.Wire)
	}
}

// codeOther answers with another row that a wrong parameter can provoke.
func codeOther(a *answer, _ string) {
	if a.model == nil {
		return
	}
	for i := range a.model.rows {
		row := &a.model.rows[i]
		_, _, template := cutPlaceholder(row.Code)
		about := slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return p.Parameter != "" })
		if row.Code == a.failure.code || template || !about {
			continue
		}
		other := fail(row, a.model.op, a.failure.provider, &defect{fault: row.Provokes[0].By})
		a.status = other.status
		a.body = a.body.set(other.envelope.Code, textNode(other.code)).set(other.envelope.Message, textNode(other.message))
		return
	}
}

func duplicateKey(a *answer, _ string) {
	if len(a.body.kids) == 0 {
		return
	}
	c := a.body.clone()
	c.names = append(c.names, c.names[0])
	c.kids = append(c.kids, c.kids[0])
	a.body = c
}

// rewrap renames or drops the member between a list's name and its array.
func rewrap(rename bool) func(*answer, string) {
	return onSuccess(func(a *answer, path string) {
		for i := range a.model.op.Response {
			f := &a.model.op.Response[i]
			wire := strings.TrimSuffix(f.Wire, "[]")
			cut := strings.LastIndexByte(wire, '.')
			if f.Type != specs.Array || cut < 0 || strings.HasSuffix(f.Path, wire[cut:]) || path != "" && f.Path != path {
				continue
			}
			at := a.body.at(wire[:cut])
			if len(at) == 0 || len(at[0].kids) != 1 {
				continue
			}
			value := at[0].kids[0]
			if rename {
				value = &node{kind: 'o', names: []string{"ConcordItem"}, kids: []*node{value}}
			}
			a.body = a.body.set(wire[:cut], value)
			return
		}
	})
}

// wait sleeps as long as an argument says, or until the client is gone.
func wait(r *request, argument string, otherwise time.Duration) {
	d, err := time.ParseDuration(argument)
	if err != nil || d < 0 {
		d = otherwise
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.http.Context().Done():
	}
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header()["Content-Length"] = []string{itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func delay(w http.ResponseWriter, r *request, status int, body []byte, argument string) {
	wait(r, argument, 2*time.Second)
	send(w, status, body)
}

func slow(w http.ResponseWriter, r *request, status int, body []byte, argument string) {
	w.Header()["Content-Length"] = []string{itoa(len(body))}
	w.WriteHeader(status)
	flush := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil || r.http.Context().Err() != nil {
			return
		}
		_ = flush.Flush()
		wait(r, argument, 10*time.Millisecond)
	}
}

func lengthWrong(w http.ResponseWriter, _ *request, status int, body []byte, _ string) {
	w.Header()["Content-Length"] = []string{itoa(len(body) + 10)}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func cut(w http.ResponseWriter, _ *request, status int, body []byte, _ string) {
	w.Header()["Content-Length"] = []string{itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body[:len(body)/2])
}

func endlessBody(w http.ResponseWriter, r *request, status int, body []byte, _ string) {
	w.WriteHeader(status)
	filler := bytes.Repeat([]byte(" "), 32<<10)
	_, err := w.Write(body)
	for err == nil && r.http.Context().Err() == nil {
		_, err = w.Write(filler)
	}
}

// hijack takes the connection over; nil where it cannot be taken.
func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil
	}
	return conn
}

func endlessHeader(w http.ResponseWriter, r *request, status int, body []byte, _ string) {
	conn := hijack(w)
	if conn == nil {
		send(w, status, body)
		return
	}
	defer conn.Close()
	_ = conn.SetWriteDeadline(time.Now().Add(30 * time.Second))
	_, err := conn.Write([]byte("HTTP/1.1 200 OK\r\n"))
	for line := []byte("X-Concord-Endless: " + strings.Repeat("x", 1000) + "\r\n"); err == nil; {
		_, err = conn.Write(line)
	}
}

func reset(w http.ResponseWriter, _ *request, status int, body []byte, _ string) {
	conn := hijack(w)
	if conn == nil {
		send(w, status, body)
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		// No lingering: the peer sees a reset, not an end.
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}
