package reports

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// maxBody is how many bytes of a body a report keeps.
const maxBody = 64 << 10

// FromResult returns what the reports keep of a case's result. Its exchanges
// must be redacted copies. A passing case keeps none.
func FromResult(r *suites.Result) Result {
	out := Result{
		Case:         r.Case.ID,
		Kind:         string(r.Case.Kind),
		Operation:    r.Case.Operation,
		Title:        r.Case.Title,
		Verdict:      string(r.Verdict),
		Reason:       r.Reason,
		DurationMS:   float64(r.Duration.Round(time.Microsecond)) / float64(time.Millisecond),
		Requirements: r.Case.Requirements,
		Findings:     make([]Finding, 0, len(r.Findings)),
		Source:       source(r.Case.Source, ""),
		Flaky:        r.Flaky,
	}
	if r.Runs > 1 {
		out.Runs = r.Runs
	}
	if out.Requirements == nil {
		out.Requirements = []string{}
	}
	for i := range r.Findings {
		out.Findings = append(out.Findings, fromFinding(&r.Findings[i], r.Case.Operation))
	}
	out.Waived = r.Verdict == suites.Skip && slices.ContainsFunc(r.Findings, func(f suites.Finding) bool { return f.Waived })
	if r.Verdict == suites.Pass && !r.Flaky {
		return out
	}
	if r.Decisive >= 0 && r.Decisive < len(r.Exchanges) {
		decisive := FromExchange(r.Exchanges[r.Decisive])
		out.Exchange = &decisive
	}
	if len(r.Exchanges) > 1 {
		for _, e := range r.Exchanges {
			out.Exchanges = append(out.Exchanges, FromExchange(e))
		}
	}
	return out
}

// FromCoverage returns what the reports keep of an operation's coverage.
func FromCoverage(c *suites.Coverage) Coverage {
	out := Coverage{
		Operation: c.Operation, Parameters: Reach(c.Parameters), EnumValues: Reach(c.EnumValues), Fields: Reach(c.Fields), Errors: Reach(c.Errors),
		Unreached: make([]Unreached, 0, len(c.Unreached)), Requirements: make([]Requirement, 0, len(c.Requirements)),
	}
	for _, u := range c.Unreached {
		out.Unreached = append(out.Unreached, Unreached(u))
	}
	for i := range c.Requirements {
		r := &c.Requirements[i]
		out.Requirements = append(out.Requirements, Requirement{
			ID: r.ID, State: string(r.State), Reason: r.Reason, Source: source(r.Source, r.Strength.String()),
		})
	}
	return out
}

func fromFinding(f *suites.Finding, operation string) Finding {
	out := Finding{
		Check:       f.Check,
		Severity:    string(f.Severity),
		Section:     f.Section,
		Path:        f.Path,
		Pointer:     f.Pointer,
		Want:        f.Want,
		Got:         f.Got,
		Count:       max(f.Count, 1),
		Message:     oneLine(f.Message),
		Fingerprint: f.Fingerprint(),
		Waived:      f.Waived,
		Waiver:      f.Waiver,
		Source:      source(f.Source, f.Strength.String()),
	}
	if f.Operation != operation {
		out.Operation = f.Operation
	}
	return out
}

func source(s specs.Source, strength string) Source {
	out := Source{Page: s.Page, Edition: s.Edition, Table: s.Table, Strength: strength, File: s.File, Line: s.Line}
	if s.Row != "" {
		out.Row = &s.Row
	}
	return out
}

// FromExchange returns what the reports keep of a redacted exchange.
func FromExchange(e *fixtures.Exchange) Exchange {
	out := Exchange{
		Request: message(e.Request.Header, e.Request.Body),
		Error:   e.Err,
		Curl:    Curl(&e.Request),
	}
	out.Request.Method, out.Request.URL = e.Request.Method, e.Request.URL
	if e.Response != nil {
		response := message(e.Response.Header, e.Response.Body)
		response.Status, response.Cut = e.Response.Status, e.Response.Cut
		response.Omitted += e.Response.Omitted
		out.Response = &response
	}
	return out
}

func message(header http.Header, body []byte) Message {
	m := Message{Headers: make(map[string]string, len(header))}
	for name, values := range header {
		m.Headers[name] = strings.Join(values, ", ")
	}
	if len(body) > maxBody {
		m.Omitted = len(body) - maxBody
		body = body[:maxBody]
		for m.Omitted > 0 && len(body) > maxBody-utf8.UTFMax && !utf8.Valid(body) {
			body = body[:len(body)-1]
			m.Omitted++
		}
	}
	if utf8.Valid(body) {
		m.Body = string(body)
	} else {
		m.Base64 = base64.StdEncoding.EncodeToString(body)
	}
	return m
}

// oneLine folds white space, so that text stays on its line of a report.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}
