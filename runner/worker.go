package runner

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// worker sends one case after the other. It belongs to one goroutine and keeps
// what it can use again.
type worker struct {
	*run
	watched *watched
	bodies  [][]byte             // by step; valid until the next case
	seen    []suites.Observation // by step; valid until the next case
	secret  map[parameter]bool
}

// repeat sends a case as often as the options say. The heaviest verdict
// stands.
func (w *worker) repeat(ctx context.Context, c *suites.Case) *suites.Result {
	result := w.once(ctx, c)
	result.Runs = 1
	for result.Runs < w.o.Repeat && result.Verdict != suites.Skip && ctx.Err() == nil {
		again := w.once(ctx, c)
		again.Runs = result.Runs + 1
		again.Flaky = result.Flaky || again.Verdict != result.Verdict
		again.Duration += result.Duration
		again.Started = result.Started
		if weight(again.Verdict) < weight(result.Verdict) {
			result.Runs, result.Flaky, result.Duration = again.Runs, again.Flaky, again.Duration
			continue
		}
		result = again
	}
	return result
}

func weight(v suites.Verdict) int {
	switch v {
	case suites.Fail:
		return 4
	case suites.ErrorVerdict:
		return 3
	case suites.Inconclusive:
		return 2
	case suites.Skip:
		return 1
	}
	return 0
}

// once sends a case and judges the answers.
func (w *worker) once(ctx context.Context, c *suites.Case) *suites.Result {
	result := &suites.Result{Case: c, Started: w.o.Clock(), Decisive: -1}
	prepared, skip := c.Ready(w.offer)
	if skip == "" {
		skip = w.forbidden(c, prepared.Steps)
	}
	if skip != "" {
		result.Verdict, result.Reason = suites.Skip, skip
		return result
	}
	if reason := w.silence.reason(); reason != "" {
		result.Verdict, result.Reason = suites.ErrorVerdict, reason
		return result
	}
	contract, err := w.o.Contracts(c.Operation)
	if err != nil {
		return failed(result, err)
	}
	evidence := &suites.Evidence{Case: c, Profile: w.profile, Contract: contract, Guessed: prepared.Guessed}
	evidence.Steps, skip, err = w.send(ctx, c, prepared.Steps, prepared.Values)
	result.Duration = w.o.Clock().Sub(result.Started)
	if err != nil {
		return failed(result, err)
	}
	if w.o.Inspect != nil {
		w.o.Inspect(evidence)
	}
	e := w.o.Rules.Evaluate(evidence)
	result.Verdict, result.Reason, result.Findings = e.Verdict, e.Reason, e.Findings
	result.Decisive, result.Exercised, result.Seen = e.Decisive, e.Exercised, e.Seen
	if skip != "" && result.Verdict == suites.Pass {
		result.Verdict, result.Reason = suites.Inconclusive, skip
	}
	w.keep(result, evidence)
	return result
}

func failed(result *suites.Result, err error) *suites.Result {
	result.Verdict, result.Reason = suites.ErrorVerdict, err.Error()
	return result
}

// forbidden says why a case must not be sent to the target, whatever the case
// itself declares.
func (w *worker) forbidden(c *suites.Case, steps []suites.Step) string {
	for i := range steps {
		if steps[i].Fault != "" && !w.offer.Faults {
			return "asks for a fault, and the target declares no faults"
		}
		if w.offer.Writes && steps[i].Scheme == "" {
			continue
		}
		contract, err := w.o.Contracts(operation(c, &steps[i]))
		if err == nil && steps[i].Scheme != "" {
			op := contract.Operation
			if _, _, ok := signing(&steps[i], op, w.o.Target.Credentials[op.Address.Provider].Credentials); !ok {
				return "the credentials cannot be used for " + steps[i].Scheme
			}
		}
		if w.offer.Writes {
			continue
		}
		if err == nil && contract.Operation.Effect != specs.Read {
			return "writes, and writes are not allowed"
		}
	}
	return ""
}

func operation(c *suites.Case, s *suites.Step) string {
	if s.Operation != "" {
		return s.Operation
	}
	return c.Operation
}

// send sends the steps in order and returns what was observed. It ends early
// where no answer came, or where an answer lacks what a later step needs,
// which lacking then says.
func (w *worker) send(ctx context.Context, c *suites.Case, steps []suites.Step, values map[string]string) (seen []suites.Observation, lacking string, err error) {
	defer func() { w.seen = seen }()
	seen = w.seen[:0]
	for i := range steps {
		contract, err := w.o.Contracts(operation(c, &steps[i]))
		if err != nil {
			return nil, "", err
		}
		if values == nil && (len(steps[i].Save) > 0 || templated(&steps[i])) {
			values = map[string]string{}
		}
		step, missing := w.expand(&steps[i], values)
		if missing != "" {
			return seen, unmet(steps, i, missing), nil
		}
		observation, err := w.step(ctx, i, step, contract)
		if err != nil {
			return nil, "", err
		}
		seen = append(seen, observation)
		response := observation.Exchange.Response
		if response == nil {
			return seen, "", nil
		}
		for name, path := range step.Save {
			if found, ok := lookUp(response.Body, path); ok {
				values[name] = found
			}
		}
	}
	return seen, "", nil
}

// unmet says what step i needs and which step before it was to show that.
func unmet(steps []suites.Step, i int, name string) string {
	for j := i - 1; j >= 0; j-- {
		if path := saved(&steps[j], name); path != "" {
			return fmt.Sprintf("the answer of step %d shows nothing at %s, which step %d needs", j+1, path, i+1)
		}
	}
	return fmt.Sprintf("step %d needs %s, which no step brings", i+1, name)
}

// saved returns where a step finds the value that a variable's name begins
// with.
func saved(step *suites.Step, name string) string {
	for saves, path := range step.Save {
		if saves == name || saves == strings.TrimSuffix(strings.TrimSuffix(name, "+1m"), "-1m") {
			return path
		}
	}
	return ""
}

// step sends one request, a read once more where no answer arrived.
func (w *worker) step(ctx context.Context, i int, step *suites.Step, contract *schemas.Contract) (suites.Observation, error) {
	op := contract.Operation
	patience := w.o.Patience
	for attempt := 0; ; attempt++ {
		if err := w.limit(ctx, op); err != nil {
			return suites.Observation{}, err
		}
		x, call, err := w.exchange(ctx, i, step, op, attempt > 0)
		if err != nil {
			return suites.Observation{}, err
		}
		if w.o.Record != nil {
			w.o.Record(w.o.Redactor.Exchange(x))
		}
		w.silence.note(x)
		if x.Response == nil && attempt == 0 && op.Effect == specs.Read && ctx.Err() == nil {
			continue
		}
		seen := suites.Observe(x, contract, call, step)
		wait := w.throttled(&seen, attempt)
		if wait == 0 || wait > patience || op.Effect != specs.Read {
			return seen, nil
		}
		patience -= wait
		select {
		case <-ctx.Done():
			return seen, nil
		case <-time.After(wait):
		}
	}
}

// exchange makes one attempt at a step; a second one goes over a connection of
// its own, since the first may have met one that the target had closed. The error is ours: a call that cannot
// be encoded or signed.
func (w *worker) exchange(ctx context.Context, i int, step *suites.Step, op *specs.Operation, again bool) (*fixtures.Exchange, *protocol.Call, error) {
	base, err := w.base(op.Address)
	if err != nil {
		return nil, nil, err
	}
	credentials := w.o.Target.Credentials[op.Address.Provider]
	how, keys, _ := signing(step, op, credentials.Credentials)
	call := newCall(step, op, w.o.Target.Region, how == sign.SchemeV3)
	travel(call, step)
	message, err := protocol.Encode(base, *call)
	if err != nil {
		return nil, nil, err
	}
	misroute(message.URL, step, op.URLPath)
	address := op.Address.String()
	w.learn(address, step)
	w.addHeaders(message.Header, step, op)
	if w.watched == nil {
		w.watched = watch(ctx)
	}
	w.watched.start(w.o.Timeout)
	x := &fixtures.Exchange{Operation: address, Started: w.o.Clock()}
	x.Request.Body = message.Body
	record := recording{w.wire.with(again), x}
	rt := signer{record, how, keys, w.o.Clock, w.stamp.next, message.Body}.withDefect(step.Auth)
	for len(w.bodies) <= i {
		w.bodies = append(w.bodies, nil)
	}
	sends := 1
	if step.Auth == defectReplayedNonce {
		sends = 2
	}
	for range sends {
		w.bodies[i] = receive(x, rt, newRequest(w.watched, &message), w.o.Timeout, &w.watched.first, w.bodies[i])
	}
	x.Duration = w.o.Clock().Sub(x.Started)
	if inTime := w.watched.stop(); !inTime || x.Err != "" {
		// What the transport may still report belongs to this attempt.
		w.watched.end()
		w.watched = nil
	}
	return x, call, nil
}

// learn tells the redactor the secrets of a step before they are sent: any
// answer that comes after may show them.
func (w *worker) learn(operation string, step *suites.Step) {
	for _, args := range [][]suites.Arg{step.Args, step.Raw} {
		for _, a := range args {
			at := parameter{operation, a.Path}
			secret, known := w.secret[at]
			if !known {
				secret = w.o.Redactor.Secret(operation, a.Path)
				if w.secret == nil || len(w.secret) == maxParameters {
					w.secret = map[parameter]bool{}
				}
				w.secret[at] = secret
			}
			if secret {
				w.o.Redactor.Learn(a.Value)
			}
		}
	}
}

// parameter is one of an operation's, as a step names it.
type parameter struct{ operation, path string }

// maxParameters bounds what a worker remembers of parameters.
const maxParameters = 10_000

// newRequest returns the message as a request for one sending. Unlike
// message.HTTP it shares the header, which nobody else uses.
func newRequest(ctx context.Context, m *protocol.Message) *http.Request {
	u := *m.URL
	req := http.Request{Method: m.Method, URL: &u, Host: u.Host, Header: m.Header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	if len(m.Body) > 0 {
		body := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m.Body)), nil }
		req.Body, _ = body()
		req.GetBody, req.ContentLength = body, int64(len(m.Body))
	}
	return req.WithContext(ctx)
}

func newCall(step *suites.Step, op *specs.Operation, region string, byHeader bool) *protocol.Call {
	call := &protocol.Call{Operation: op, Method: step.Method, Form: protocol.Form(step.Form),
		Format: step.Format, Region: region, ByHeader: byHeader}
	call.Args = make([]protocol.Arg, len(step.Args))
	for i, a := range step.Args {
		call.Args[i] = protocol.Arg{Path: a.Path, Value: a.Value}
	}
	for _, a := range step.Raw {
		call.Raw = append(call.Raw, protocol.Arg{Path: a.Path, Name: a.Path, Value: a.Value})
	}
	return call
}

// faultHeader asks a target that declares faults for a documented error or a
// named fault.
const faultHeader = "X-Concord-Fault"

func (w *worker) addHeaders(h http.Header, step *suites.Step, op *specs.Operation) {
	h.Set("User-Agent", w.o.UserAgent)
	for _, extra := range w.headers {
		if step.Auth != "" && authenticates(op, extra.name) {
			continue // it would make good what the step sends wrong
		}
		h.Set(extra.name, extra.value)
	}
	if step.Fault != "" {
		h.Set(faultHeader, step.Fault)
	}
}

// authenticates reports whether a header is one that the provider reads as
// proof of who sends the request.
func authenticates(op *specs.Operation, name string) bool {
	if strings.EqualFold(name, "Authorization") {
		return true
	}
	return op.Provider != nil && slices.ContainsFunc(op.Provider.Common, func(p specs.Parameter) bool {
		return p.In == "header" && p.Secret && strings.EqualFold(p.Path, name)
	})
}

// expand returns the step with its variables replaced, or the name of one that
// has no value. All steps of a case share one unique text.
func (w *worker) expand(step *suites.Step, values map[string]string) (*suites.Step, string) {
	if !templated(step) {
		return step, ""
	}
	value := func(name string) (string, bool) {
		if name == suites.Unique && values[name] == "" {
			values[name] = w.stamp.next()
		}
		v, ok := values[name]
		return v, ok
	}
	missing := ""
	replace := func(text string) string {
		expanded, name := suites.Expand(text, value)
		if missing == "" {
			missing = name
		}
		return expanded
	}
	out := *step
	out.Args, out.Raw = replaced(step.Args, replace), replaced(step.Raw, replace)
	out.Expect.Assert = make([]suites.Assertion, len(step.Expect.Assert))
	for i, a := range step.Expect.Assert {
		for _, text := range []**string{&a.Equals, &a.Contains} {
			if *text != nil {
				expanded := replace(**text)
				*text = &expanded
			}
		}
		for j, one := range a.OneOf {
			if j == 0 {
				a.OneOf = append([]string(nil), a.OneOf...)
			}
			a.OneOf[j] = replace(one)
		}
		out.Expect.Assert[i] = a
	}
	return &out, missing
}

// templated reports whether a step holds a variable.
func templated(step *suites.Step) bool {
	variable := func(text string) bool { return strings.Contains(text, "${") }
	inArg := func(a suites.Arg) bool { return variable(a.Value) }
	return slices.ContainsFunc(step.Args, inArg) || slices.ContainsFunc(step.Raw, inArg) ||
		slices.ContainsFunc(step.Expect.Assert, func(a suites.Assertion) bool {
			return a.Equals != nil && variable(*a.Equals) || a.Contains != nil && variable(*a.Contains) || slices.ContainsFunc(a.OneOf, variable)
		})
}

func replaced(args []suites.Arg, replace func(string) string) []suites.Arg {
	out := make([]suites.Arg, len(args))
	for i, a := range args {
		out[i] = suites.Arg{Path: a.Path, Value: replace(a.Value)}
	}
	return out
}

// keep puts redacted copies of the exchanges into the result of a case that
// did not simply pass, and takes the secrets out of what it says. Long bodies are cut to what a report shows.
func (w *worker) keep(result *suites.Result, evidence *suites.Evidence) {
	text := w.o.Redactor.Text
	if len(result.Findings) > 0 {
		exchanges := make([]*fixtures.Exchange, 0, len(evidence.Steps))
		for i := range evidence.Steps {
			exchanges = append(exchanges, evidence.Steps[i].Exchange)
		}
		text = w.o.Redactor.TextBeside(exchanges...)
	}
	result.Reason = text(result.Reason)
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Want, f.Got, f.Message = text(f.Want), text(f.Got), text(f.Message)
		f.Path, f.Pointer = text(f.Path), text(f.Pointer) // names of members are the peer's
	}
	if result.Verdict == suites.Pass && w.o.Repeat == 1 {
		result.Decisive = -1
		return
	}
	for i := range evidence.Steps {
		result.Exchanges = append(result.Exchanges, w.excerpt(evidence.Steps[i].Exchange))
	}
}

// excerpt returns a redacted copy of an exchange with no more of its answer
// than a report shows. The answer is cut before it is redacted, as it may be
// large. That may cut a secret in two, which the redactor cannot see: what lies
// in the margin goes once the rest is redacted.
func (w *worker) excerpt(x *fixtures.Exchange) *fixtures.Exchange {
	const margin = 16 << 10
	if x.Response == nil || len(x.Response.Body) <= keepBody {
		return w.o.Redactor.Exchange(x)
	}
	long, response := *x, *x.Response
	long.Response = &response
	cut := len(response.Body) > keepBody+margin
	response.Body = response.Body[:min(len(response.Body), keepBody+margin)]
	out := w.o.Redactor.Exchange(&long)
	if body := out.Response.Body; cut {
		out.Response.Body = body[:max(len(body)-margin, 0)]
	}
	out.Response.Body = out.Response.Body[:min(len(out.Response.Body), keepBody)]
	out.Response.Omitted = len(x.Response.Body) - len(out.Response.Body)
	return out
}

// keepBody is how many bytes of an answer a result keeps.
const keepBody = 64 << 10
