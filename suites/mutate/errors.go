package mutate

import (
	"net/http"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// undocumentedStatus is a status that no cloud of the catalog documents.
const undocumentedStatus = http.StatusTeapot

// foreignCode is an error code that nothing documents, in the form of both
// clouds' codes.
const foreignCode = "ConcordForeign.9999"

// errorMutants returns the ways in which one error answer can be wrong.
func errorMutants(s *Source, m *maker) {
	o := s.observation()
	op, code := o.Contract.Operation, o.Answer.Code
	envelope := o.Answer.Envelope
	if envelope == nil || o.XML {
		return
	}
	body := func(operator string, checks []string, aspect string, change func(root *tree) bool) {
		m.add(s, operator, code, checks, aspect, specs.Must, s.withBody(change))
	}
	set := func(member string, value *tree) func(*tree) bool {
		return func(root *tree) bool {
			p, ok := root.find(member)
			if ok {
				p.set(value)
			}
			return ok
		}
	}
	for _, status := range []int{undocumentedStatus, otherStatus(o), http.StatusOK} {
		if status == 0 {
			continue
		}
		operator, checks := "error:status", []string{"error-status"}
		if status == http.StatusOK {
			operator = "error:under-200"
			if planned(o) && o.Step.Fault == "" && !isDryRun(op, code) {
				checks = append(checks, "invalid-accepted")
			}
		}
		m.add(s, operator, code, checks, "", specs.Must, s.with(func(x *fixtures.Exchange) { x.Response.Status = status }))
	}
	codeAspect := ""
	if op.Open.Errors {
		codeAspect = suites.AspectOpen
	}
	body("error:foreign-code", []string{"error-code"}, codeAspect, set(envelope.Code, scalar(foreignCode)))
	for _, other := range m.proof.codes {
		if !strings.ContainsAny(other, "%{") && len(suites.CodeRows(op, other)) == 0 && !op.Open.Errors {
			body("error:code-of-another-operation", []string{"error-code"}, "", set(envelope.Code, scalar(other)))
			break
		}
	}
	body("error:code-letter-case", []string{"error-code"}, codeAspect, set(envelope.Code, scalar(otherCase(code))))
	// On a live target a fault of the server proves nothing.
	if other := unprovoked(o); other != "" && s.Evidence.Profile != suites.ProfileLive {
		body("error:code-of-another-fault", []string{"error-code"}, "", set(envelope.Code, scalar(other)))
	}
	otherOfTheSet(s, m)
	body("error:code-missing", []string{"error-envelope"}, "", func(root *tree) bool { return drop(root, envelope.Code) })
	body("error:code-empty", []string{"error-envelope"}, "", set(envelope.Code, scalar("")))
	body("error:code-number", []string{"error-envelope"}, "", set(envelope.Code, raw("400")))
	body("error:code-null", []string{"error-envelope"}, "", set(envelope.Code, raw("null")))
	body("error:message-missing", []string{"error-envelope"}, "", func(root *tree) bool { return drop(root, envelope.Message) })
	body("error:message-object", []string{"error-envelope"}, "", set(envelope.Message, object()))
	body("error:letter-case", []string{"error-envelope"}, "", func(root *tree) bool {
		for i := range root.members {
			root.members[i].name = strings.ToLower(root.members[i].name[:1]) + root.members[i].name[1:]
		}
		return !strings.Contains(envelope.Code, ".") && otherCase(envelope.Code)[:1] != strings.ToUpper(envelope.Code[:1])
	})
	body("error:list", []string{"error-envelope"}, "", func(root *tree) bool {
		inner := root.clone()
		*root = *list(inner)
		return true
	})
	body("error:undocumented-member", []string{"field-undocumented"}, "", func(root *tree) bool {
		root.set("ConcordExtra", scalar("x"))
		return true
	})
	if hasTemplates(op, code) {
		body("error:message", []string{"error-message"}, "", set(envelope.Message, scalar("ConcordForeign message")))
	}
	idAspect := ""
	if envelope.RequestID == "" {
		idAspect = suites.AspectHeader
	}
	m.add(s, "error:request-id-missing", code, []string{"error-request-id"}, idAspect, specs.Must, s.with(func(x *fixtures.Exchange) {
		for _, name := range op.Provider.RequestIDHeader {
			x.Response.Header.Del(name)
		}
		if root, err := parse(x.Response.Body); err == nil && envelope.RequestID != "" && drop(root, envelope.RequestID) {
			x.Response.Body = root.text()
		}
	}))
}

// otherOfTheSet answers the fault of a request with the documented error of
// another fault of another parameter.
func otherOfTheSet(s *Source, m *maker) {
	o := s.observation()
	if !planned(o) || o.Step.Fault != "" || o.Step.Expect.Code != "" || !suites.OfRequest(o.Step.Expect.Fault) {
		return
	}
	op, e := o.Contract.Operation, o.Step.Expect
	parameter := protocol.RowPath(e.Parameter)
	aspect := suites.AspectHinted
	for row := range suites.Rows(op) {
		for _, p := range row.Provokes {
			if p.By == e.Fault && p.Parameter == parameter && p.Strength == specs.Must {
				aspect = ""
			}
		}
	}
	for row := range suites.Rows(op) {
		about := func(p specs.Provocation) bool {
			return p.Parameter == parameter || p.Parameter == "*" || p.By == specs.FaultDependency // of either side
		}
		if strings.ContainsAny(row.Code, "%{") || slices.ContainsFunc(row.Provokes, about) ||
			!slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return suites.OfRequest(p.By) }) {
			continue
		}
		m.add(s, "error:other-code-of-the-set", parameter+" "+string(e.Fault), []string{"error-code-other"}, aspect, specs.Must,
			s.with(func(x *fixtures.Exchange) { errorAnswer(x.Response, op, row) }))
		return
	}
}

func drop(root *tree, wire string) bool {
	p, ok := root.find(wire)
	if ok {
		p.parent.remove(p.name)
	}
	return ok
}

// planned reports whether an error was expected.
func planned(o *suites.Observation) bool {
	return o.Step != nil && o.Step.Expect.Outcome == suites.Failure
}

func isDryRun(op *specs.Operation, code string) bool {
	return op.Behaviour.DryRun != nil && op.Behaviour.DryRun.Code == code
}

// allowed returns the statuses that the documentation allows for a code.
func allowed(op *specs.Operation, code string) []int {
	var out []int
	rows := suites.CodeRows(op, code)
	for _, row := range rows {
		out = append(out, row.Statuses...)
	}
	if op.Open.Errors && (len(rows) == 0 || rows[0].Scope != specs.OperationScope) {
		for _, s := range op.Statuses {
			out = append(out, s.Status)
		}
	}
	return out
}

// otherStatus returns a documented status of another code, or 0.
func otherStatus(o *suites.Observation) int {
	op := o.Contract.Operation
	mine := allowed(op, o.Answer.Code)
	for row := range suites.Rows(op) {
		for _, status := range row.Statuses {
			if !slices.Contains(mine, status) && !suites.StatusOK(status) {
				return status
			}
		}
	}
	return 0
}

// unprovoked returns a documented code that the request of o cannot have
// provoked: one of a fault of the server alone; empty where nobody planned
// the request, or it asked for a fault.
func unprovoked(o *suites.Observation) string {
	if !planned(o) {
		return ""
	}
	for row := range suites.Rows(o.Contract.Operation) {
		if row.Code == o.Answer.Code || row.Code == o.Step.Expect.Code || strings.ContainsAny(row.Code, "%{") || len(row.Provokes) == 0 {
			continue
		}
		if !slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return p.By != specs.FaultServer }) {
			return row.Code
		}
	}
	return ""
}

// hasTemplates reports whether every row of a code has a message template that
// says something.
func hasTemplates(op *specs.Operation, code string) bool {
	rows := suites.CodeRows(op, code)
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(r *specs.ErrorCode) bool {
		return len(strings.Trim(r.Message, "%s{}0123456789. ")) < 3
	})
}
