package suites

import (
	"slices"
	"strings"
	"time"
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

// Prepared is a case as it is sent to a target.
type Prepared struct {
	Steps  []Step
	Values map[string]string // of the needs, by name; nil where there are none
	// Guessed are the needs whose values are the page's own, so that the target
	// may well not have them. The embedded mock has.
	Guessed []Need
}

// Ready returns what to send to a target, or the reason to skip the case. A
// value that must exist comes, in order, from what the target gives, from a
// preparing step of the case, and from the page's sample where the target may
// be sent it.
func (c *Case) Ready(o Offer) (p Prepared, skip string) {
	switch {
	case c.Skip != "":
		return p, c.Skip
	case c.Forced && !o.Faults:
		return p, "only a fault of the server provokes it, and the target declares no faults"
	case c.NeedsAuth && !o.Auth:
		return p, "the target does not declare auth: verify"
	case c.Writes && !o.Writes:
		return p, "writes, and writes are not allowed"
	case len(c.Needs) == 0:
		return Prepared{Steps: c.Steps}, ""
	}
	p.Values = map[string]string{}
	p.Steps = c.Steps
	for _, need := range c.Needs {
		supplied := slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Supplies == need.Parameter && (o.Writes || !s.Writes) })
		given, ok := "", false
		if o.Given != nil {
			given, ok = o.Given(need.Operation, need.Parameter)
		}
		switch {
		case ok:
			p.Values[need.Parameter] = given
		case supplied:
			continue
		case need.Sample != "" && (need.Free || o.Loopback && !need.Masked || o.Embedded):
			p.Values[need.Parameter] = need.Sample
			if !o.Embedded {
				p.Guessed = append(p.Guessed, need)
			}
		default:
			return Prepared{}, "needs " + need.Parameter
		}
		p.Steps = without(p.Steps, need.Parameter)
	}
	return p, ""
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

// Shifts of a time by a minute, as the end of a variable's name.
const (
	later   = "+1m"
	earlier = "-1m"
)

// shifted returns the value of a variable whose name asks for a time a minute
// later or earlier ("created+1m"): of the time that value knows under the rest of
// the name, to the minute in UTC. It is false for another name and for what is no
// time; an empty value stays empty.
func shifted(name string, value func(name string) (string, bool)) (string, bool) {
	by := time.Minute
	rest, ok := strings.CutSuffix(name, later)
	if !ok {
		by = -by
		if rest, ok = strings.CutSuffix(name, earlier); !ok {
			return "", false
		}
	}
	text, ok := value(rest)
	if !ok || text == "" {
		return "", ok
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "", false
	}
	return at.Add(by).UTC().Format("2006-01-02T15:04Z"), true
}

// Expand replaces each "${name}" in text by value(name); "${name+1m}" and
// "${name-1m}" by the minute after and before the time that is the value.
// Missing is the first name without a value; text then stands as it was.
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
			v, ok = shifted(name, value)
		}
		if !ok {
			return text, name
		}
		b.WriteString(v)
		rest = after
	}
}
