package suites

import (
	"bytes"
	"encoding/xml"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// Observe has one exchange judged against the contract of its operation. Call
// is the request as decoded, or nil; step what was planned, its variables
// replaced, or nil: then the request is judged as well.
func Observe(x *fixtures.Exchange, c *schemas.Contract, call *protocol.Call, step *Step) Observation {
	o := Observation{Exchange: x, Contract: c, Call: call, Step: step}
	if c == nil {
		return o
	}
	if step == nil && call != nil {
		o.Request = c.Request.JudgeArgs(values(call), judge.Request(texts(call)))
	}
	if x.Response != nil {
		o.observeAnswer()
	}
	return o
}

// values lists the arguments of a call as the judge takes them.
func values(call *protocol.Call) []judge.Value {
	out := make([]judge.Value, 0, len(call.Args))
	for _, a := range call.Args {
		out = append(out, judge.Value{Path: a.Path, Text: a.Value, Kind: string(a.Kind)})
	}
	return out
}

// texts gives the values that a call has for a documented path; nil without a
// call.
func texts(call *protocol.Call) func(string) []string {
	if call == nil {
		return func(string) []string { return nil }
	}
	return func(path string) []string {
		var out []string
		for i := range call.Args {
			if protocol.RowPath(call.Args[i].Path) == path {
				out = append(out, call.Args[i].Value)
			}
		}
		return out
	}
}

func (o *Observation) observeAnswer() {
	answer := o.Exchange.Response
	op := o.Contract.Operation
	if len(answer.Body) == 0 && (answer.Status == http.StatusNoContent || answer.Status == http.StatusNotModified) {
		return
	}
	if isXML(answer) {
		o.observeXML()
		return
	}
	success := func() judge.Report { return o.Contract.Success.Judge(answer.Body, judge.Request(texts(o.Call))) }
	if StatusOK(answer.Status) {
		o.Report = success()
		if !o.Report.Has(judge.Missing, judge.MissingShown) {
			return
		}
		if m := o.Contract.MatchEnvelope(answer.Body); m.Envelope != nil && op.Field(m.Envelope.Code) == nil {
			o.observeError(m)
		}
		return
	}
	m := o.Contract.MatchEnvelope(answer.Body)
	if m.Envelope == nil && !m.Report.Unreadable {
		if report := success(); showsFields(op, report) {
			o.Report = report
			return
		}
	}
	o.observeError(m)
}

func (o *Observation) observeError(m schemas.EnvelopeMatch) {
	o.IsError, o.Report = true, m.Report
	o.Answer = Answer{Code: m.Code, Message: m.Message, RequestID: m.RequestID, Envelope: m.Envelope,
		Rows: CodeRows(o.Contract.Operation, m.Code)}
}

// showsFields reports whether a body that has no error code shows a documented
// field of success that error answers do not have.
func showsFields(op *specs.Operation, report judge.Report) bool {
	return slices.ContainsFunc(report.Seen(), func(path string) bool {
		if op.Provider == nil {
			return true
		}
		return !slices.ContainsFunc(op.Provider.Envelopes, func(e specs.Envelope) bool {
			return path == e.Message || path == e.RequestID || slices.Contains(e.Optional, path)
		})
	})
}

// isXML reports whether an answer says that it is XML and looks like it.
func isXML(answer *fixtures.Response) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(answer.Body), []byte("<")) {
		return false
	}
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return err == nil && strings.HasSuffix(kind, "xml")
}

// observeXML reads the envelope of an XML answer; its body is not judged.
func (o *Observation) observeXML() {
	o.XML = true
	answer := o.Exchange.Response
	var e struct {
		XMLName   xml.Name
		Code      string
		Message   string
		RequestID string `xml:"RequestId"`
	}
	if err := xml.Unmarshal(answer.Body, &e); err != nil {
		o.Report.Unreadable = true
		return
	}
	o.IsError = e.XMLName.Local == "Error" || !StatusOK(answer.Status)
	if !o.IsError {
		return
	}
	o.Answer = Answer{Code: e.Code, Message: e.Message, RequestID: e.RequestID, Rows: CodeRows(o.Contract.Operation, e.Code)}
	if p := o.Contract.Operation.Provider; p != nil && e.Code != "" && len(p.Envelopes) > 0 {
		o.Answer.Envelope = &p.Envelopes[0]
	}
}
