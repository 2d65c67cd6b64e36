package reports

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Details tells a failing case in lines: for each finding what was expected,
// what came, where, and where that is documented; then the request id, how to
// repeat the case on the same target, and the request as a curl command.
func Details(result *Result, findings []Finding, head *Head) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s (%s): %s\n", f.Check, f.Severity, oneLine(f.Message))
		fmt.Fprintf(&b, "  expected:   %s\n  got:        %s\n", oneLine(f.Want), oneLine(f.Got))
		where := oneLine(f.Pointer)
		if where == "" {
			where = "the whole answer"
		}
		if f.Count > 1 {
			where += fmt.Sprintf(" (%d times)", f.Count)
		}
		fmt.Fprintf(&b, "  at:         %s\n  documented: %s\n", where, f.Source.String())
		if f.Source.File != "" {
			fmt.Fprintf(&b, "  row:        %s:%d\n", f.Source.File, f.Source.Line)
		}
		fmt.Fprintf(&b, "  waive as:   %s\n", f.Fingerprint)
	}
	if result.Exchange != nil {
		if id := requestID(result.Exchange.Response); id != "" {
			fmt.Fprintf(&b, "request id: %s\n", oneLine(id))
		}
	}
	if result.Kind != "observed" {
		target := ""
		if head.Target != "mock" {
			target = "--target " + quote(head.Target) + " "
		}
		fmt.Fprintf(&b, "repeat:     concord run %s%s\n", target, quote(result.Case))
	}
	if result.Exchange != nil {
		fmt.Fprintf(&b, "by hand:    %s\n", result.Exchange.Curl)
	}
	return b.String()
}

// String tells where a fact is documented: page, edition, table, row, and how
// firmly it is stated.
func (s Source) String() string {
	if s.Page == "" && s.Table == "" {
		return "nowhere"
	}
	parts := []string{strings.TrimSpace(s.Page + " " + s.Edition)}
	if s.Table != "" {
		parts = append(parts, s.Table)
	}
	if s.Row != nil {
		parts = append(parts, "row "+*s.Row)
	}
	text := strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
	if s.Strength != "" && s.Strength != "must" {
		text += " (" + s.Strength + ")"
	}
	return text
}

// transcript writes the exchanges of a case as text.
func transcript(result *Result) string {
	exchanges := result.Exchanges
	if len(exchanges) == 0 && result.Exchange != nil {
		exchanges = []Exchange{*result.Exchange}
	}
	var b strings.Builder
	for i := range exchanges {
		e := &exchanges[i]
		fmt.Fprintf(&b, "> %s %s\n", e.Request.Method, e.Request.URL)
		writeMessage(&b, "> ", &e.Request)
		if e.Response == nil {
			fmt.Fprintf(&b, "< no answer: %s\n", e.Error)
			continue
		}
		fmt.Fprintf(&b, "< %d\n", e.Response.Status)
		writeMessage(&b, "< ", e.Response)
	}
	return b.String()
}

func writeMessage(b *strings.Builder, prefix string, m *Message) {
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		fmt.Fprintf(b, "%s%s: %s\n", prefix, name, m.Headers[name])
	}
	switch {
	case m.Base64 != "":
		fmt.Fprintf(b, "\n(base64) %s\n", m.Base64)
	case m.Body != "":
		fmt.Fprintf(b, "\n%s\n", strings.TrimSuffix(m.Body, "\n"))
	}
	if m.Omitted > 0 {
		fmt.Fprintf(b, "(%d more bytes)\n", m.Omitted)
	}
	if m.Cut != "" {
		fmt.Fprintf(b, "(cut: %s)\n", m.Cut)
	}
}

// The members and headers that name a request, in the order of preference.
var (
	requestIDMembers = []string{"RequestId", "requestId", "request_id"}
	requestIDHeaders = []string{"X-Acs-Request-Id", "X-Request-Id"}
	errorCodeMembers = []string{"Code", "error_code", "code"}
)

// requestID returns the id by which the provider's support finds the request,
// or "".
func requestID(m *Message) string {
	if m == nil {
		return ""
	}
	if id := member(m, requestIDMembers); id != "" {
		return id
	}
	for _, name := range requestIDHeaders {
		if id := m.Headers[name]; id != "" {
			return id
		}
	}
	return ""
}

func errorCode(m *Message) string {
	if m.Status < 300 {
		return ""
	}
	return member(m, errorCodeMembers)
}

// member returns the first of the top-level members that is a string.
func member(m *Message, names []string) string {
	var body map[string]json.RawMessage
	if json.Unmarshal([]byte(m.Body), &body) != nil {
		return ""
	}
	for _, name := range names {
		var text string
		if json.Unmarshal(body[name], &text) == nil && text != "" {
			return text
		}
	}
	return ""
}
