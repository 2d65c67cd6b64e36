package suites

import (
	"slices"

	"github.com/concord-dev/concord/specs"
)

// Excuse says why the error that answers step i proves nothing about the
// request, and the verdict that follows; empty where it proves something, and
// where nobody planned the request. The target may lack what only the page's
// sample names, be called too often, or, held to the live profile, refuse for
// reasons of its account and its own.
func Excuse(ev *Evidence, i int) (verdict Verdict, reason string) {
	o := &ev.Steps[i]
	if o.Contract == nil || o.Step == nil || o.Step.Fault != "" || !o.IsError {
		return "", ""
	}
	op, code := o.Contract.Operation, o.Answer.Code
	for _, need := range ev.Guessed {
		if need.Operation == op.Address.String() && lacks(op, code, need.Parameter) {
			return Skip, "needs " + need.Parameter + ": the sample's is not there; --given " + need.Operation + "." + need.Parameter + "=VALUE names one"
		}
	}
	switch {
	case Throttles(op, code):
		return Inconclusive, "the target answered " + code + ": it is called too often; --rate slows the run down"
	case ev.Profile != ProfileLive || !Blameless(op, code) || o.Step.Auth != "" && provokes(op, code, specs.FaultAuth):
		return "", ""
	}
	return Inconclusive, "the target answered " + code + ", which is no fault of the request"
}

// Throttles reports whether a documented row says that code is one of too many
// requests.
func Throttles(op *specs.Operation, code string) bool { return provokes(op, code, specs.FaultThrottle) }

func provokes(op *specs.Operation, code string, fault specs.Fault) bool {
	return slices.ContainsFunc(CodeRows(op, code), func(row *specs.ErrorCode) bool {
		return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return p.By == fault })
	})
}

// lacks reports whether code says that what a parameter names is not there.
func lacks(op *specs.Operation, code, parameter string) bool {
	if l := op.Behaviour.Lookup; l != nil && l.NotFound == code && l.Parameter == parameter {
		return true
	}
	return slices.ContainsFunc(CodeRows(op, code), func(row *specs.ErrorCode) bool {
		return slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool {
			return p.By == specs.FaultState && p.Parameter == parameter
		})
	})
}
