package suites

import (
	"slices"
	"strings"
)

// Unique is the name that stands for a text of lower-case letters and digits
// that no other sending of a case has, in this run or another ("${unique}"); all
// steps of a case have the same.
const Unique = "unique"

// Offer is what a target offers to cases.
type Offer struct {
	// Given returns the value that the target gives for a parameter of an
	// operation (address, documented path). Nil: none.
	Given func(operation, parameter string) (string, bool)
	// Loopback targets are sent unmasked sample values for things that must
	// exist, the Embedded mock masked ones too.
	Loopback, Embedded bool
	Writes             bool // operations that write may be called
	Faults             bool // X-Concord-Fault is understood
	Auth               bool // authentication is verified
}

// Ready returns the steps to send to a target and the values of the case's
// needs by name, or the reason to skip the case. A value that must exist comes,
// in order, from what the target gives, from a preparing step of the case, and
// from the page's sample where the target may be sent it.
func (c *Case) Ready(o Offer) (steps []Step, values map[string]string, skip string) {
	switch {
	case c.Skip != "":
		return nil, nil, c.Skip
	case c.Forced && !o.Faults:
		return nil, nil, "only a fault of the server provokes it, and the target declares no faults"
	case c.NeedsAuth && !o.Auth:
		return nil, nil, "the target does not declare auth: verify"
	case c.Writes && !o.Writes:
		return nil, nil, "writes, and writes are not allowed"
	case len(c.Needs) == 0:
		return c.Steps, nil, ""
	}
	values = map[string]string{}
	steps = c.Steps
	for _, need := range c.Needs {
		supplied := slices.ContainsFunc(steps, func(s Step) bool { return s.Supplies == need.Parameter && (o.Writes || !s.Writes) })
		given, ok := "", false
		if o.Given != nil {
			given, ok = o.Given(need.Operation, need.Parameter)
		}
		switch {
		case ok:
			values[need.Parameter] = given
		case supplied:
			continue
		case need.Sample != "" && (need.Free || o.Loopback && !need.Masked || o.Embedded):
			values[need.Parameter] = need.Sample
		default:
			return nil, nil, "needs " + need.Parameter
		}
		steps = without(steps, need.Parameter)
	}
	return steps, values, ""
}

// without leaves a preparing step out, and with it the certainty of what was
// prepared.
func without(steps []Step, need string) []Step {
	if !slices.ContainsFunc(steps, func(s Step) bool { return s.Supplies == need }) {
		return steps
	}
	var rest []Step
	for _, s := range steps {
		if s.Supplies == need {
			continue
		}
		if s.Expect.Supplied && s.Expect.Outcome == Success {
			s.Expect.Outcome = Any
		}
		rest = append(rest, s)
	}
	return rest
}

// Expand replaces each "${name}" in text by value(name). Missing is the first
// name without a value; text then stands as it was.
func Expand(text string, value func(name string) (string, bool)) (expanded, missing string) {
	if !strings.Contains(text, "${") {
		return text, ""
	}
	var b strings.Builder
	for rest := text; ; {
		head, tail, found := strings.Cut(rest, "${")
		b.WriteString(head)
		if !found {
			return b.String(), ""
		}
		name, after, closed := strings.Cut(tail, "}")
		if !closed {
			b.WriteString("${" + tail)
			return b.String(), ""
		}
		v, ok := value(name)
		if !ok {
			return text, name
		}
		b.WriteString(v)
		rest = after
	}
}
