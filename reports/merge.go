package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Merge writes the results of all shards of a plan to path as those of one run,
// equal to an unsharded run's in everything but times: evidence, coverage and
// waivers are decided again. Operation returns the documentation of an
// address, nil where there is none; it must be what the shards ran with.
//
// Shards that are missing or come twice, that are of other plans, targets,
// flags or versions, and lost cases are errors. Path is written only without
// one.
func Merge(path string, shards []*Results, operation func(address string) *specs.Operation) (*Results, error) {
	shards, err := complete(shards)
	if err != nil {
		return nil, err
	}
	m := newMerger(shards, operation)
	return respool(path, m.head, m.merge)
}

// Write writes results to path, which may be the file that they are read from,
// and returns them as they are there.
func Write(path string, r *Results) (*Results, error) {
	return respool(path, r.Head, func(spool *Spool) (*Results, error) {
		for result, err := range r.All() {
			if err != nil {
				return nil, err
			}
			if err := spool.Add(result, nil); err != nil {
				return nil, err
			}
		}
		return spool.Close(Ending{
			Duration: time.Duration(r.DurationMS) * time.Millisecond, Interrupted: r.Interrupted, Problems: r.Problems,
			Coverage: r.Covered(), Sharded: r.Sharded, Comparison: r.Comparison,
		})
	})
}

// respool fills a spool and renames what it becomes to path. The spool stands
// in a directory of its own, so that it is not taken for that of a killed run.
func respool(path string, head Head, fill func(*Spool) (*Results, error)) (*Results, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	spool, err := NewSpool(filepath.Join(dir, "results.json"), head, func() time.Time { return head.Started })
	if err != nil {
		return nil, err
	}
	results, err := fill(spool)
	if err != nil {
		spool.file.Close()
		return nil, err
	}
	if err := os.Rename(results.file, path); err != nil {
		return nil, err
	}
	results.file = path
	return results, nil
}

// complete returns the shards in order, or why they are not those of one plan.
func complete(shards []*Results) ([]*Results, error) {
	if len(shards) == 0 {
		return nil, errors.New("no results to merge")
	}
	first := shards[0]
	byIndex := map[int]*Results{}
	count := 0
	for _, r := range shards {
		shard, err := suites.ParseShard(r.Shard)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.file, err)
		}
		for _, same := range []struct{ what, one, other string }{
			{"version of concord", first.Tool.Version, r.Tool.Version}, {"plan", headOf(first.Plan, 12), headOf(r.Plan, 12)},
			{"target", first.Target, r.Target}, {"profile", first.Profile, r.Profile}, {"--fail-on", first.FailOn, r.FailOn},
			{"--inconclusive", first.Inconclusive, r.Inconclusive},
		} {
			if same.one != same.other {
				return nil, fmt.Errorf("%s and %s are no shards of one plan: %s %q, %q", first.file, r.file, same.what, same.one, same.other)
			}
		}
		switch {
		case count == 0:
			count = shard.Count
		case shard.Count != count:
			return nil, fmt.Errorf("%s is shard %s, and %s is shard %s", first.file, first.Shard, r.file, r.Shard)
		}
		if other := byIndex[shard.Index]; other != nil {
			return nil, fmt.Errorf("shard %s comes twice: %s, %s", r.Shard, other.file, r.file)
		}
		if r.Sharded == nil {
			return nil, fmt.Errorf("%s: not the results of a shard", r.file)
		}
		byIndex[shard.Index] = r
	}
	ordered := make([]*Results, 0, count)
	var missing []string
	for i := 1; i <= count; i++ {
		if byIndex[i] == nil {
			missing = append(missing, suites.Shard{Index: i, Count: count}.String())
			continue
		}
		ordered = append(ordered, byIndex[i])
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("shards of the plan are missing: %s", shortList(missing))
	}
	return ordered, nil
}

// shortList writes the beginning of a long list.
func shortList(list []string) string {
	const most = 10
	text := ""
	for i, s := range list[:min(len(list), most)] {
		if i > 0 {
			text += ", "
		}
		text += s
	}
	if more := len(list) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// merger puts shards together.
type merger struct {
	shards    []*Results
	operation func(string) *specs.Operation
	head      Head
	ending    time.Time
	rules     *suites.Rules
	tally     *suites.Tally
	cover     *suites.Cover
	plan      hash.Hash
	ids       []string // of the operation at hand
}

func newMerger(shards []*Results, operation func(string) *specs.Operation) *merger {
	first := shards[0]
	m := &merger{shards: shards, operation: operation, head: first.Head, tally: suites.NewTally(), cover: &suites.Cover{}, plan: sha256.New()}
	m.head.Shard, m.head.Sharded, m.head.Problems, m.head.DurationMS = "", nil, nil, 0
	for _, r := range shards {
		if r.Started.Before(m.head.Started) {
			m.head.Started = r.Started
		}
		if end := r.Started.Add(time.Duration(r.DurationMS) * time.Millisecond); end.After(m.ending) {
			m.ending = end
		}
	}
	severity := []suites.Override{{Check: suites.EvidenceCheck, Severity: suites.Severity(first.Sharded.Evidence)}}
	m.rules = suites.NewRules(nil, suites.NewSeverities(suites.Profile(m.head.Profile), false, severity))
	m.rules.FailOn, m.rules.Target, m.rules.Waivers = suites.Severity(m.head.FailOn), m.head.Target, &suites.Waivers{}
	for _, w := range first.Sharded.Waivers {
		m.rules.Waivers.List = append(m.rules.Waivers.List, suites.Waiver{Fingerprint: w.Fingerprint, Reason: w.Reason, Target: m.head.Target})
	}
	return m
}

func (m *merger) merge(spool *Spool) (*Results, error) {
	last := ""
	for r, err := range m.inOrder() {
		if err != nil {
			return nil, err
		}
		if r.Operation != last {
			m.hashIDs()
			last = r.Operation
		}
		m.ids = append(m.ids, r.Case)
		if err := m.add(r); err != nil {
			return nil, err
		}
		if err := spool.Add(r, nil); err != nil {
			return nil, err
		}
	}
	m.hashIDs()
	if sum := hex.EncodeToString(m.plan.Sum(nil)); sum != m.head.Plan {
		return nil, fmt.Errorf("the shards together are not the plan %s: cases are missing or others have come", headOf(m.head.Plan, 12))
	}
	end := Ending{Duration: m.ending.Sub(m.head.Started)}
	undecided := false
	for _, r := range m.shards {
		end.Interrupted = end.Interrupted || r.Interrupted
		undecided = undecided || !r.Sharded.Whole
		for _, p := range r.Problems {
			if !slices.Contains(end.Problems, p) {
				end.Problems = append(end.Problems, p)
			}
		}
	}
	if !undecided {
		for _, w := range m.shards[0].Sharded.Waivers {
			if !spool.Found(w.Fingerprint) {
				end.Problems = append(end.Problems, w.Unneeded)
			}
		}
	}
	end.Coverage = m.coverage()
	return spool.Close(end)
}

// hashIDs takes the IDs of an operation into the hash of the plan.
func (m *merger) hashIDs() {
	slices.Sort(m.ids)
	for _, id := range m.ids {
		m.plan.Write([]byte(id + "\n"))
	}
	m.ids = m.ids[:0]
}

// add takes in one result, and decides it where a shard could not.
func (m *merger) add(r *Result) error {
	c := &suites.Case{ID: r.Case, Kind: suites.Kind(r.Kind), Operation: r.Operation, Requirements: r.Requirements}
	if c.Kind == suites.EvidenceKind && r.Verdict == string(suites.Skip) && r.Reason == suites.Sharded {
		op := m.operation(r.Operation)
		if op == nil {
			return fmt.Errorf("%s is not in the catalog", r.Operation)
		}
		e := m.rules.Evidence(op, m.tally, suites.Profile(m.head.Profile))
		r.Verdict, r.Reason = string(e.Verdict), e.Reason
		for i := range e.Findings {
			r.Findings = append(r.Findings, fromFinding(&e.Findings[i], r.Operation))
		}
	}
	back := &suites.Result{Case: c, Verdict: suites.Verdict(r.Verdict), Reason: r.Reason, Findings: make([]suites.Finding, len(r.Findings))}
	if shown := r.Shown; shown != nil {
		c.Forced, back.Seen = shown.Forced, shown.Seen
		if shown.Exercised {
			back.Exercised = r.Requirements
		}
	}
	r.Shown = nil
	m.tally.Add(back)
	m.cover.Add(back)
	return nil
}

// coverage yields what all shards showed of the operations of the plan. The
// documentation must be that of the shards.
func (m *merger) coverage() iter.Seq2[*Coverage, error] {
	return func(yield func(*Coverage, error) bool) {
		for was, err := range m.shards[0].Covered() {
			if err != nil {
				yield(nil, err)
				return
			}
			op := m.operation(was.Operation)
			if op == nil {
				yield(nil, fmt.Errorf("%s is not in the catalog", was.Operation))
				return
			}
			c := m.cover.Of(op)
			now := FromCoverage(&c)
			if !slices.EqualFunc(was.Requirements, now.Requirements, func(a, b Requirement) bool { return a.ID == b.ID }) {
				yield(nil, fmt.Errorf("%s is documented otherwise in the catalog than in the shards; give the same --catalog", was.Operation))
				return
			}
			if !yield(&now, nil) {
				return
			}
		}
	}
}

// inOrder yields the results of all shards in the order of the plan.
func (m *merger) inOrder() iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		type head struct {
			result *Result
			next   func() (*Result, error, bool)
		}
		var heads []head
		for _, r := range m.shards {
			next, stop := iter.Pull2(r.All())
			defer stop()
			heads = append(heads, head{next: next})
		}
		for {
			for i := 0; i < len(heads); i++ {
				if heads[i].result != nil {
					continue
				}
				r, err, ok := heads[i].next()
				if err != nil {
					yield(nil, err)
					return
				}
				if !ok {
					heads = slices.Delete(heads, i, i+1)
					i--
					continue
				}
				heads[i].result = r
			}
			if len(heads) == 0 {
				return
			}
			first := 0
			for i := range heads {
				if suites.Compare(planned(heads[i].result), planned(heads[first].result)) < 0 {
					first = i
				}
			}
			r := heads[first].result
			heads[first].result = nil
			if !yield(r, nil) {
				return
			}
		}
	}
}

// planned is what the order of a plan rests on.
func planned(r *Result) suites.Case {
	return suites.Case{ID: r.Case, Kind: suites.Kind(r.Kind), Operation: r.Operation}
}

// Shower makes what results of a shard keep for Merge. It is used by one
// goroutine.
type Shower struct{ known map[string]bool }

// Shown returns what a result proved, with the facts that no earlier result of
// the shard had; nil where that is nothing.
func (s *Shower) Shown(r *suites.Result) *Shown {
	out := Shown{Exercised: len(r.Exercised) > 0, Forced: r.Case.Forced}
	for _, fact := range r.Seen {
		key := r.Case.Operation + "\n" + fact
		if r.Case.Forced {
			key = "!" + key
		}
		if s.known[key] {
			continue
		}
		if s.known == nil {
			s.known = map[string]bool{}
		}
		s.known[key] = true
		out.Seen = append(out.Seen, fact)
	}
	if !out.Exercised && !out.Forced && len(out.Seen) == 0 {
		return nil
	}
	return &out
}
