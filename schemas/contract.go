package schemas

import (
	"fmt"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// Contract is an Operation compiled. It is read-only and may be shared.
type Contract struct {
	Operation *specs.Operation
	// Success judges bodies of successful answers, Request judges decoded
	// requests (judge.Tree.JudgeArgs).
	Success *judge.Tree
	Request *judge.Tree
	// Errors judges error bodies, one tree for each of the provider's
	// envelopes, in their order.
	Errors []*judge.Tree
}

// Compile makes an operation ready to judge. It fails where a row cannot be
// compiled: a pattern that is no RE2, two rows at one place, a condition on a
// field that is not around. An operation without a provider has no Errors.
func Compile(op *specs.Operation) (*Contract, error) {
	c := &Contract{Operation: op}
	var err error
	if c.Success, err = judge.CompileResponse(op); err != nil {
		return nil, fmt.Errorf("%s: response: %w", op.Address, err)
	}
	if c.Request, err = judge.CompileRequest(op); err != nil {
		return nil, fmt.Errorf("%s: request: %w", op.Address, err)
	}
	if op.Provider == nil {
		return c, nil
	}
	for _, envelope := range op.Provider.Envelopes {
		tree, err := judge.CompileEnvelope(envelope)
		if err != nil {
			return nil, fmt.Errorf("%s: envelope %s: %w", op.Provider.Name, envelope.Name, err)
		}
		c.Errors = append(c.Errors, tree)
	}
	return c, nil
}

// EnvelopeMatch is what an error answer says, and how it departs from the form
// that it has.
type EnvelopeMatch struct {
	Envelope *specs.Envelope // nil where the body has none of the provider's forms
	// Code, Message and RequestID are empty where the body does not hold them
	// as text.
	Code, Message, RequestID string
	Report                   judge.Report
}

// MatchEnvelope finds the provider's envelope that an error body has: of those
// that show a code, the one that the body departs least from, the first of
// equals. Where none does, the report is that of the provider's first form.
// Key order does not matter; members in another letter case are read and are
// departures of the report.
func (c *Contract) MatchEnvelope(body []byte) EnvelopeMatch {
	match := EnvelopeMatch{}
	for i, tree := range c.Errors {
		envelope := &c.Operation.Provider.Envelopes[i]
		report := tree.Judge(body)
		if i == 0 {
			match.Report = report
		}
		code := text(report, envelope.Code)
		if code == "" || match.Envelope != nil && len(match.Report.Departures) <= len(report.Departures) {
			continue
		}
		match = EnvelopeMatch{
			Envelope: envelope, Code: code, Report: report,
			Message: text(report, envelope.Message), RequestID: text(report, envelope.RequestID),
		}
	}
	return match
}

// text returns the first captured text of a slot.
func text(r judge.Report, path string) string {
	for _, value := range r.Slot(judge.Slot(path)) {
		if value.IsText {
			return value.Text
		}
	}
	return ""
}
