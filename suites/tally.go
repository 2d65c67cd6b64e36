package suites

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/recent"
)

// Facts in Result.Seen are about the case's operation; those about another
// begin with its address and "#". Beside the paths and values seen they say:
const (
	seenSuccess  = "success"   // a successful answer was judged
	seenResponse = "response." // + documented path: it was there
	seenEnum     = ".enum."    // + value, behind a path: the value was there
	seenItems    = "items."    // + documented path of a list: it had items
	seenSent     = "sent."     // + a filter's parameter: a success was asked for with it
	seenMatched  = "matched."  // + a filter's parameter: it left items
	seenStatus   = "status."   // + the status of an answer
	seenError    = "error."    // + the status of an error answer, "." and the documented code
)

// shown keeps the facts of answers by what they showed, since most answers of a
// run show what an earlier one did.
type shown struct {
	facts *recent.Cache[shape, []string]
}

func newShown() *shown { return &shown{recent.New[shape, []string](maxShapes)} }

// maxShapes bounds how many lists of facts are remembered: a target may make
// up shapes, and a run leaves an operation behind.
const maxShapes = 256

// shape is what facts of an answer depend on.
type shape struct {
	operation string // address
	answer    string
}

// seen lists the facts of the answers that were judged as successes, sorted.
// Equal answers may share one list, which must not be changed.
func (s *shown) seen(ev *Evidence) []string {
	if s == nil || len(ev.Steps) != 1 {
		return seen(ev)
	}
	o := &ev.Steps[0]
	if o.Contract == nil || o.IsError || o.XML || o.Report.Unreadable || o.Exchange == nil || o.Exchange.Response == nil ||
		ev.Case != nil && ev.Contract != o.Contract {
		return seen(ev)
	}
	key := o.Report.AppendShape(make([]byte, 0, 128))
	for i := range o.Contract.Operation.Behaviour.Filters {
		if filters(o, &o.Contract.Operation.Behaviour.Filters[i]) {
			key = append(key, byte(i), byte(i>>8))
		}
	}
	key = strconv.AppendInt(append(key, '/'), int64(o.Exchange.Response.Status), 10)
	of := shape{o.Contract.Operation.Address.Full(), string(key)}
	if facts, ok := s.facts.Get(of); ok {
		return facts
	}
	return s.facts.GetOrPut(of, seen(ev))
}

// seen lists the facts of the answers that were judged as successes, sorted.
func seen(ev *Evidence) []string {
	var out []string
	for i := range ev.Steps {
		o := &ev.Steps[i]
		if o.Contract == nil || o.Exchange == nil || o.Exchange.Response == nil {
			continue
		}
		op := o.Contract.Operation
		prefix := ""
		if address := op.Address.String(); ev.Case != nil && address != ev.Case.Operation {
			prefix = address + "#"
		}
		status := strconv.Itoa(o.Exchange.Response.Status)
		out = append(out, prefix+seenStatus+status)
		if o.IsError {
			if rows := o.Answer.Rows; len(rows) > 0 {
				out = append(out, prefix+seenError+status+"."+rows[0].Code)
			}
		}
		if o.IsError || o.XML || o.Report.Unreadable {
			continue
		}
		out = append(out, prefix+seenSuccess)
		for _, s := range o.Report.Seen() {
			if path, value, ok := strings.Cut(s, "="); ok {
				s = path + seenEnum + value
			}
			out = append(out, prefix+seenResponse+s)
		}
		for path, n := range o.Report.Lists() {
			if n > 0 {
				out = append(out, prefix+seenItems+path)
			}
		}
		for j := range op.Behaviour.Filters {
			f := &op.Behaviour.Filters[j]
			if !filters(o, f) {
				continue
			}
			out = append(out, prefix+seenSent+f.Parameter)
			if list, _, ok := cutList(f.Field); ok {
				if n, _ := o.Report.Items(list); n > 0 {
					out = append(out, prefix+seenMatched+f.Parameter)
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

// filters reports whether the request of o was sent with filter f. That a filter
// of some requests alone finds nothing proves nothing, so that it does not count.
func filters(o *Observation, f *specs.Filter) bool {
	if o.Call == nil || f.When != nil {
		return false
	}
	for i := range o.Call.Args {
		path := protocol.RowPath(o.Call.Args[i].Path)
		if path != f.Parameter {
			continue
		}
		if f.KeyIs == "" || slices.Contains(texts(o.Call)(f.Key), f.KeyIs) {
			return true
		}
	}
	return false
}

// cutList splits the documented path of a member of a list after the first
// "[]": "Images[].Tags[].TagKey" is "Images" and "Tags[].TagKey".
func cutList(path string) (list, member string, ok bool) {
	list, member, ok = strings.Cut(path, "[]")
	return list, strings.TrimPrefix(member, "."), ok
}

// Tally gathers what the results of a run proved, in memory that grows with
// the documentation and not with the cases. It is not safe for concurrent use.
type Tally struct {
	operations map[string]*marks // address -> facts that were seen
	taken      taken
}

// taken remembers lists of facts that were taken in; see shown.
type taken map[takenKey]bool

type takenKey struct {
	first     *string
	length    int
	operation string
	forced    bool
}

// again reports whether the list was taken in for the operation before.
func (t *taken) again(facts []string, operation string, forced bool) bool {
	if len(facts) == 0 {
		return true
	}
	key := takenKey{&facts[0], len(facts), operation, forced}
	if (*t)[key] {
		return true
	}
	if *t == nil {
		*t = taken{}
	}
	if len(*t) >= maxShapes {
		clear(*t)
	}
	(*t)[key] = true
	return false
}

// NewTally returns an empty tally.
func NewTally() *Tally { return &Tally{operations: map[string]*marks{}} }

// Add counts one result in. Results of any shard and order may be added.
func (t *Tally) Add(r *Result) {
	if r.Case == nil || t.taken.again(r.Seen, r.Case.Operation, false) {
		return
	}
	for _, s := range r.Seen {
		operation := r.Case.Operation
		if address, rest, ok := strings.Cut(s, "#"); ok && strings.Count(address, "/") == 2 {
			operation, s = address, rest
		}
		facts := t.operations[operation]
		if facts == nil {
			facts = &marks{}
			t.operations[operation] = facts
		}
		facts.add(s, markSeen)
	}
}

// Evidence returns the evaluation of op's evidence case: inconclusive where no
// success was judged, a list was always empty or a filter matched nothing,
// with what was missing; beside it an info finding for each documented field
// that no answer showed.
func (t *Tally) Evidence(op *specs.Operation, severities *Severities) Evaluation {
	e := Evaluation{Verdict: Pass, Decisive: -1}
	facts := t.operations[op.Address.String()]
	if facts == nil || !facts.has(seenSuccess, markSeen) {
		e.Verdict, e.Reason = Inconclusive, "no successful answer was judged"
		return e
	}
	facts.pack() // hardly anything comes after an operation's evidence case
	seen := func(fact string) bool { return facts.has(fact, markSeen) }
	var missing []string
	var hidden []string // paths whose members nobody could see
	for i := range op.Response {
		f := &op.Response[i]
		if under(f.Path, hidden) {
			continue
		}
		if !seen(seenResponse + f.Path) {
			hidden = append(hidden, f.Path)
			if finding := unseen(op, f); severities.Of(&finding) != SeverityNone {
				finding.Severity = severities.Of(&finding)
				e.Findings = append(e.Findings, finding)
			}
			continue
		}
		if f.Type == specs.Array && !seen(seenItems+f.Path) {
			hidden = append(hidden, f.Path)
			if !strings.Contains(f.Path, "[]") {
				missing = append(missing, "the list "+f.Path+" was always empty")
			}
		}
	}
	for i := range op.Behaviour.Filters {
		p := op.Behaviour.Filters[i].Parameter
		if seen(seenSent+p) && !seen(seenMatched+p) {
			missing = append(missing, "the filter "+p+" matched nothing")
		}
	}
	if len(missing) > 0 {
		e.Verdict, e.Reason = Inconclusive, strings.Join(slices.Compact(missing), "; ")
	}
	return e
}

// Evidence returns the evaluation of op's evidence case under the rules, which
// may waive its findings.
func (r *Rules) Evidence(op *specs.Operation, tally *Tally, profile Profile) Evaluation {
	e := tally.Evidence(op, r.Severities)
	for i := range e.Findings {
		f := &e.Findings[i]
		f.Waiver, f.Waived = r.Waivers.Reason(f, r.Target, profile)
		if !f.Waived && f.Severity.Rank() >= cmp.Or(r.FailOn, SeverityError).Rank() {
			e.Verdict = Fail
		}
	}
	return e
}

// unseen is the finding that no answer showed field f.
func unseen(op *specs.Operation, f *specs.Field) Finding {
	return Finding{Check: EvidenceCheck, Operation: op.Address.String(), Section: SectionResponse, Path: f.Path,
		Want: "seen in an answer", Got: "never", Message: f.Path + ": documented, and no answer showed it",
		Count: 1, Source: f.Source}
}

// EvidenceCheck is the ID of the check whose findings Tally makes.
const EvidenceCheck = "evidence"

// under reports whether path lies below one of the parents.
func under(path string, parents []string) bool {
	for _, p := range parents {
		if rest, ok := strings.CutPrefix(path, p); ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "[]") || strings.HasPrefix(rest, "{}")) {
			return true
		}
	}
	return false
}
