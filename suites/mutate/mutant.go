package mutate

import (
	"bytes"
	"net/http"
	"slices"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/suites"
)

// Mutant is evidence that was made wrong in one way.
type Mutant struct {
	Operation string // address
	// Operator names the way, Target the documented path or code that it was
	// applied to; Target is empty where the whole answer is wrong.
	Operator, Target string
	// Checks are those that name the defect; one of them must find it. The
	// first is what is printed.
	Checks   []string
	Severity suites.Severity // at which it must be found
	Evidence *suites.Evidence
	// Verdict is the verdict that must come out, where it is not findings that
	// tell (check evidence); else empty.
	Verdict suites.Verdict
}

// Source is an exchange of which mutants are made: one step of evidence in
// which the endpoint agrees with its documentation.
type Source struct {
	Evidence *suites.Evidence
	Step     int

	body *tree // of the step's answer, once parsed
}

func (s *Source) observation() *suites.Observation { return &s.Evidence.Steps[s.Step] }

// with returns the evidence with the step's exchange changed, judged again.
func (s *Source) with(change func(x *fixtures.Exchange)) *suites.Evidence {
	ev := *s.Evidence
	ev.Steps = slices.Clone(s.Evidence.Steps)
	o := &ev.Steps[s.Step]
	x := *o.Exchange
	response := *x.Response
	response.Header = response.Header.Clone()
	if response.Header == nil {
		response.Header = http.Header{}
	}
	response.Body = bytes.Clone(response.Body)
	x.Response = &response
	change(&x)
	*o = suites.Observe(&x, o.Contract, o.Call, o.Step)
	return &ev
}

// withBody returns the evidence with the step's body changed as a tree; nil
// where change says that it does not apply.
func (s *Source) withBody(change func(root *tree) bool) *suites.Evidence {
	if s.body == nil {
		body, err := parse(s.observation().Exchange.Response.Body)
		if err != nil {
			return nil
		}
		s.body = body
	}
	root := s.body.clone()
	if !change(root) {
		return nil
	}
	return s.with(func(x *fixtures.Exchange) { x.Response.Body = root.text() })
}

// isSuccess reports whether the source is a judged success that was asked for.
func (s *Source) isSuccess() bool {
	o := s.observation()
	return !o.IsError && suites.StatusOK(o.Exchange.Response.Status) && (o.Step == nil || o.Step.Expect.Outcome == suites.Success)
}
