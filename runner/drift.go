package runner

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/observe"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/suites"
)

// Labels of changes that were looked for again.
const (
	Confirmed   = "confirmed"   // every try showed it
	Flaky       = "flaky"       // some tries showed it
	Environment = "environment" // a later try got no answer to tell
)

// Drift is what a target's answers show of one operation.
type Drift struct {
	Operation *specs.Operation
	Changes   []diff.Change
	// Answers is how many successful answers were read, over all tries.
	Answers int
	// Open says, in one line, why nothing can be concluded; empty where
	// something can.
	Open string
	// NotCompared says, a statement each, what Changes leaves out: answers that
	// could not be read, a response of which only errors were seen, bounds that
	// were reached.
	NotCompared []string

	seen []*diff.Observation // a try each
}

// Disproved reports whether the answers would have shown a change if it still
// were one, or the documentation says it by now. A change that is neither
// among Changes nor disproved had no occasion to show.
func (d *Drift) Disproved(c diff.Change) bool {
	if c.Section != diff.Response {
		return diff.Settled(d.Operation, c)
	}
	return slices.ContainsFunc(d.seen, func(o *diff.Observation) bool { return o.Occasion(d.Operation, c) })
}

// FindDrift sends a plan of reads, and again as often as confirm says, and
// compares what the answers show with what is documented. The plan must hold
// only cases that should succeed. Operations come in the order given.
func FindDrift(ctx context.Context, o Options, plan func() iter.Seq[suites.Case], operations []*specs.Operation, confirm int) ([]Drift, error) {
	var tries []map[string]*observe.Observer
	for range confirm + 1 {
		observers, err := watchPlan(ctx, o, plan(), operations)
		if err != nil {
			return nil, err
		}
		tries = append(tries, observers)
		if ctx.Err() != nil {
			break
		}
	}
	var out []Drift
	for _, op := range operations {
		out = append(out, conclude(op, tries))
	}
	return out, nil
}

// watchPlan sends a plan once and observes the answers.
func watchPlan(ctx context.Context, o Options, plan iter.Seq[suites.Case], operations []*specs.Operation) (map[string]*observe.Observer, error) {
	observers := map[string]*observe.Observer{}
	for _, op := range operations {
		observers[op.Address.String()] = observe.New(op)
	}
	var mu sync.Mutex
	o.Record = func(x *fixtures.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		if observer := observers[x.Operation]; observer != nil {
			observer.Add(x)
		}
	}
	_, err := Run(ctx, o, plan, func(*suites.Result) {})
	return observers, err
}

// conclude labels the changes that the tries showed of one operation.
func conclude(op *specs.Operation, tries []map[string]*observe.Observer) Drift {
	d := Drift{Operation: op}
	shown := map[string]int{}
	first := map[string]diff.Change{}
	told := 0
	for _, observers := range tries {
		observer := observers[op.Address.String()]
		d.Answers += observer.Answers()
		for _, statement := range observer.NotCompared() {
			if !slices.Contains(d.NotCompared, statement) {
				d.NotCompared = append(d.NotCompared, statement)
			}
		}
		if observer.Answers() == 0 {
			if d.Open == "" {
				d.Open = unread(op, observer)
			}
			continue
		}
		told++
		d.seen = append(d.seen, observer.Observation())
		for _, c := range diff.Traffic(op, d.seen[len(d.seen)-1]) {
			shown[c.Fingerprint]++
			if before, ok := first[c.Fingerprint]; ok {
				c = both(before, c)
			}
			first[c.Fingerprint] = c
		}
	}
	if told > 0 {
		d.Open = ""
	}
	for fingerprint, c := range first {
		if len(tries) > 1 {
			switch {
			case shown[fingerprint] == len(tries):
				c.Label = Confirmed
			case told < len(tries):
				c.Label = Environment
			default:
				c.Label = Flaky
			}
		}
		d.Changes = append(d.Changes, c)
	}
	slices.SortFunc(d.Changes, func(a, b diff.Change) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
	return d
}

// both is a change as two tries showed it: the values of either by which an
// enumeration grew, and otherwise what the first showed.
func both(first, second diff.Change) diff.Change {
	values, _ := first.New.([]string)
	more, _ := second.New.([]string)
	if first.Kind != diff.EnumAdded || !slices.ContainsFunc(more, func(v string) bool { return !slices.Contains(values, v) }) {
		return first
	}
	values = slices.Concat(values, more)
	slices.Sort(values)
	first.New = slices.Compact(values)
	first.Evidence = slices.Concat(first.Evidence, second.Evidence)
	if first.Severity == diff.Info {
		first.Severity, first.Breaking = second.Severity, second.Breaking
	}
	return first
}

// unread says why no answer of an operation could be read.
func unread(op *specs.Operation, observer *observe.Observer) string {
	reasons := observer.Unreadable()
	if len(reasons) == 0 {
		if codes := observer.Operation().Errors; len(codes) > 0 {
			reason := "every answer was an error, the first " + codes[0].Code
			if suites.Throttles(op, codes[0].Code) {
				reason += ": it is called too often; --rate slows the run down"
			}
			return reason
		}
		return "no request was sent: every case needs what the target does not give"
	}
	if len(reasons) == 1 {
		return reasons[0]
	}
	return fmt.Sprintf("%s, and %d more like it", reasons[0], len(reasons)-1)
}

// ConcludeRecorded is the drift that recorded answers of one operation show.
func ConcludeRecorded(op *specs.Operation, observer *observe.Observer) Drift {
	d := Drift{Operation: op, Answers: observer.Answers(), NotCompared: observer.NotCompared(), seen: []*diff.Observation{observer.Observation()}}
	d.Changes = diff.Traffic(op, d.seen[0])
	if d.Answers == 0 && !slices.ContainsFunc(d.Changes, func(c diff.Change) bool { return c.Severity != diff.Info }) {
		d.Open, d.Changes = unread(op, observer), nil
	}
	return d
}
