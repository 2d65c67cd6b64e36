package suites

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Reach counts requirements of one class.
type Reach struct {
	Documented int
	// Reachable are those that some case of the run could show on this target;
	// Exercised of them were shown.
	Reachable, Exercised int
	// Forced were shown only by faults that the target was asked for. They
	// are neither reachable nor exercised.
	Forced int
}

// Unreached is a requirement that nothing showed, with the reason.
type Unreached struct {
	Requirement string
	Reason      string
}

// Coverage is what a run showed of one operation's documentation.
type Coverage struct {
	Operation  string
	Parameters Reach // rows of the request
	EnumValues Reach // of request and response
	Fields     Reach // rows of the response
	Errors     Reach // rows of the operation's own error table
	Unreached  []Unreached
	// Requirements are all of the operation's, in page order.
	Requirements []Covered
}

// Covered is one requirement and whether the run showed it.
type Covered struct {
	specs.Requirement
	State  State
	Reason string // where State is StateReachable or StateUnreachable
}

// State says how far a run got with a requirement.
type State string

// The states.
const (
	StateExercised   State = "exercised"
	StateForced      State = "forced"      // shown only by a fault that was asked for
	StateReachable   State = "reachable"   // a case was sent, and the answers did not show it
	StateUnreachable State = "unreachable" // no case could be sent
)

// Cover gathers results for coverage, in memory that grows with the
// documentation by some bytes a requirement, and not with the cases. The zero
// value is empty. It is not safe for concurrent use.
type Cover struct {
	operations map[string]*covered
	taken      taken
	reasons    map[string]string // each kept once
	current    *covered          // of the operation that the last result was of
}

type covered struct {
	// marks are of requirement IDs, and of facts of Result.Seen that were
	// taken in; those of a forced case begin with "!".
	marks
	skipped map[uint64]string // by hash of the requirement ID: the reason
	success bool              // a successful answer was judged
	reason  string
}

// maxReasons bounds how many reasons are kept once.
const maxReasons = 1024

// once returns the reason, the same text for equal ones.
func (c *Cover) once(reason string) string {
	if kept, ok := c.reasons[reason]; ok {
		return kept
	}
	if c.reasons == nil {
		c.reasons = map[string]string{}
	}
	if len(c.reasons) < maxReasons {
		c.reasons[reason] = reason
	}
	return reason
}

// Add counts one result in. Results of any shard and order may be added.
func (c *Cover) Add(r *Result) {
	if r.Case == nil {
		return
	}
	own := c.of(r.Case.Operation)
	if own != c.current {
		if c.current != nil {
			c.current.pack()
		}
		c.current = own
	}
	if r.Verdict == Skip && len(r.Findings) == 0 || r.Verdict == ErrorVerdict {
		reason := c.once(r.Reason)
		for _, id := range r.Case.Requirements {
			own.skip(id, reason)
		}
		if own.reason == "" && !r.Case.Forced {
			own.reason = reason
		}
		return
	}
	for _, id := range r.Case.Requirements {
		if !r.Case.Forced {
			own.add(id, markSent)
		}
	}
	for _, id := range r.Exercised {
		if !isError(id) {
			own.add(id, markExercised)
		}
	}
	if c.taken.again(r.Seen, r.Case.Operation, r.Case.Forced) {
		return
	}
	for _, fact := range r.Seen {
		address, of := r.Case.Operation, own
		if before, after, ok := strings.Cut(fact, "#"); ok && strings.Count(before, "/") == 2 {
			address, fact, of = before, after, c.of(before)
		}
		of.see(address, fact, r.Case.Forced)
	}
}

func (c *Cover) of(address string) *covered {
	if c.operations == nil {
		c.operations = map[string]*covered{}
	}
	o := c.operations[address]
	if o == nil {
		o = &covered{}
		c.operations[address] = o
	}
	return o
}

// Operations lists the addresses of the operations that results are of, sorted.
func (c *Cover) Operations() []string { return slices.Sorted(maps.Keys(c.operations)) }

// skip keeps the first reason why a requirement was not exercised.
func (o *covered) skip(id, reason string) {
	key := hashOf(id)
	if o.skipped[key] != "" {
		return
	}
	if o.skipped == nil {
		o.skipped = map[uint64]string{}
	}
	o.skipped[key] = reason
}

// see turns a fact that an answer showed into the requirements that it shows.
func (o *covered) see(address, fact string, forced bool) {
	known := fact
	if forced {
		known = "!" + fact
	}
	if !o.add(known, markSeen) {
		return
	}
	switch {
	case fact == seenSuccess:
		o.success = true
	case strings.HasPrefix(fact, seenStatus):
		if status, err := strconv.Atoi(strings.TrimPrefix(fact, seenStatus)); err == nil && !forced {
			o.add(specs.StatusRequirement(address, status), markExercised)
		}
	case strings.HasPrefix(fact, seenError):
		status, code, _ := strings.Cut(strings.TrimPrefix(fact, seenError), ".")
		n, err := strconv.Atoi(status)
		if err != nil {
			return
		}
		as := markExercised
		if forced {
			as = markForced
		}
		o.add(specs.ErrorRequirement(address, n, code), as)
	case strings.HasPrefix(fact, seenResponse):
		path, value, ok := strings.Cut(strings.TrimPrefix(fact, seenResponse), seenEnum)
		if ok {
			o.add(specs.RowRequirement(address, specs.ResponseSection, path, specs.AspectEnum, value), markExercised)
			return
		}
		for _, a := range responseAspects {
			o.add(specs.RowRequirement(address, specs.ResponseSection, path, a), markExercised)
		}
	}
}

// responseAspects are shown by each answer that holds the field.
var responseAspects = []specs.Aspect{specs.AspectPresent, specs.AspectType, specs.AspectPresence, specs.AspectEnum,
	specs.AspectMinimum, specs.AspectMaximum, specs.AspectMinLength, specs.AspectMaxLength, specs.AspectMinItems,
	specs.AspectMaxItems, specs.AspectPattern, specs.AspectFormat}

func isError(id string) bool { return strings.Contains(id, "#"+string(specs.ErrorSection)+".") }

// Of returns the coverage of an operation. Of an operation without results
// nothing is reachable.
func (c *Cover) Of(op *specs.Operation) Coverage {
	address := op.Address.String()
	o := c.of(address)
	out := Coverage{Operation: address}
	for _, r := range op.Requirements() {
		covered := o.state(op, r)
		out.Requirements = append(out.Requirements, covered)
		reach := out.class(&r)
		if reach == nil {
			continue
		}
		reach.Documented++
		switch covered.State {
		case StateExercised:
			reach.Reachable++
			reach.Exercised++
		case StateReachable:
			reach.Reachable++
		case StateForced:
			reach.Forced++
		}
		if covered.Reason != "" {
			out.Unreached = append(out.Unreached, Unreached{r.ID, covered.Reason})
		}
	}
	return out
}

// class returns the count that a requirement belongs to, nil for the others.
func (c *Coverage) class(r *specs.Requirement) *Reach {
	switch {
	case r.Aspect == specs.AspectEnum && r.Value != "":
		return &c.EnumValues
	case r.Aspect == specs.AspectAccepted:
		return &c.Parameters
	case r.Aspect == specs.AspectPresent:
		return &c.Fields
	case r.Section == specs.ErrorSection:
		return &c.Errors
	}
	return nil
}

// state says how far the run got with one requirement.
func (o *covered) state(op *specs.Operation, r specs.Requirement) Covered {
	out := Covered{Requirement: r}
	switch {
	case o.has(r.ID, markExercised):
		out.State = StateExercised
	case o.has(r.ID, markForced):
		out.State = StateForced
	case r.Section == specs.ResponseSection:
		o.unseen(op, &out)
	case o.has(r.ID, markSent):
		out.State = StateReachable
		out.Reason = "sent, and no answer showed it"
		if r.Section == specs.ErrorSection {
			out.Reason = "sent, and no answer had this code and status"
		}
	default:
		out.State = StateUnreachable
		out.Reason = cmp.Or(o.skipped[hashOf(r.ID)], unplanned(op, &r))
	}
	return out
}

// unseen judges a part of the response that no answer showed. A value is
// reachable only where a request can ask for it: by a filter of the same
// values.
func (o *covered) unseen(op *specs.Operation, out *Covered) {
	if !o.success {
		out.State, out.Reason = StateUnreachable, cmp.Or(o.reason, "no successful answer was judged")
		return
	}
	out.State, out.Reason = StateReachable, "no answer showed it"
	if out.Aspect == specs.AspectEnum && out.Value != "" && !slices.ContainsFunc(op.Behaviour.Filters, func(f specs.Filter) bool { return f.Field == out.Path }) {
		out.State, out.Reason = StateUnreachable, "no answer showed it, and no request asks for it"
	}
}

// unplanned says why no case was planned for a requirement.
func unplanned(op *specs.Operation, r *specs.Requirement) string {
	if r.Section == specs.StatusSection {
		return "no answer had this status"
	}
	if r.Section == specs.RequestSection && r.Aspect == specs.AspectAccepted {
		if p := op.Parameter(r.Path); p != nil && (p.Type == specs.Map || p.Type == specs.Object) {
			return "no case: the page shows no member and no value of it"
		}
	}
	return "no case of the plan exercises it"
}
