package mutate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Outcome is what became of one mutant.
type Outcome struct {
	Mutant
	Killed bool
	// By are the checks that found something worth as much as the mutant's
	// severity, sorted.
	By []string
}

// Need says what it would take to kill a mutant that survived.
func (o *Outcome) Need() string {
	need := "a finding of " + strings.Join(o.Checks, " or ") + " at " + string(o.Severity) + " or above"
	if o.Verdict != "" {
		need = "the verdict " + string(o.Verdict) + " of the evidence case"
	}
	if len(o.By) > 0 {
		need += "; only " + strings.Join(o.By, ", ") + " found anything"
	}
	return need
}

// Gap is an operator that no exchange could be given to.
type Gap struct {
	Operation, Operator, Target string
	Check                       string
	Need                        string // what an exchange would have to show
}

// Refused is evidence that cannot be mutated, because the endpoint does not
// agree with the documentation to begin with.
type Refused struct {
	Case    string
	Finding suites.Finding
}

// Proof takes evidence and makes its mutants. Emit gets each outcome, in order
// of operation.
type Proof struct {
	Rules   *suites.Rules
	Profile suites.Profile
	Emit    func(Outcome)
	Gaps    []Gap
	Refused []Refused
	// Legal counts the legal variations that were judged, Alarms are those of
	// which more than a note was said.
	Legal    int
	Alarms   []Alarm
	severity *suites.Severities
	codes    []string // of all operations' own tables
}

// Run makes mutants of the evidence, of each operation by itself, and judges
// them. What evidence lacks is taken from the page's sample where it can be.
func (p *Proof) Run(evidence []*suites.Evidence) {
	p.severity = p.Rules.Severities
	groups := p.group(evidence)
	for _, g := range groups {
		for i := range g.contract.Operation.Errors {
			p.codes = append(p.codes, g.contract.Operation.Errors[i].Code)
		}
	}
	for _, group := range groups {
		p.operation(group)
		p.variations(group)
	}
}

// group holds the sources of one operation.
type group struct {
	contract          *schemas.Contract
	successes, errors []*Source
}

// group sorts usable evidence by operation.
func (p *Proof) group(evidence []*suites.Evidence) []*group {
	byAddress := map[string]*group{}
	var seen []*group
	add := func(ev *suites.Evidence) {
		if f, bad := p.disagrees(ev); bad {
			p.Refused = append(p.Refused, Refused{ev.Case.ID, f})
			return
		}
		for i := range ev.Steps {
			o := &ev.Steps[i]
			if o.Contract == nil || o.Exchange == nil || o.Exchange.Response == nil || o.XML || o.Report.Unreadable {
				continue
			}
			address := o.Contract.Operation.Address.String()
			g := byAddress[address]
			if g == nil {
				g = &group{contract: o.Contract}
				byAddress[address] = g
				seen = append(seen, g)
			}
			s := &Source{Evidence: ev, Step: i}
			if s.isSuccess() {
				g.successes = append(g.successes, s)
			} else if o.IsError {
				g.errors = append(g.errors, s)
			}
		}
	}
	for _, ev := range evidence {
		add(ev)
	}
	slices.SortFunc(seen, func(a, b *group) int {
		return cmp.Compare(a.contract.Operation.Address.String(), b.contract.Operation.Address.String())
	})
	for _, g := range slices.Clone(seen) {
		for _, ev := range FromSample(g.contract, p.Profile) {
			add(ev)
		}
	}
	return seen
}

// disagrees returns a finding above info of evidence that should have none.
func (p *Proof) disagrees(ev *suites.Evidence) (suites.Finding, bool) {
	for _, f := range p.Rules.Evaluate(ev).Findings {
		if f.Severity.Rank() > suites.SeverityInfo.Rank() {
			return f, true
		}
	}
	return suites.Finding{}, false
}

// maker judges the mutants of one operation, each operator and target once.
type maker struct {
	proof *Proof
	done  map[string]bool
}

// add judges the mutant that ev is. Nil means that the operator did not apply.
func (m *maker) add(s *Source, operator, target string, checks []string, aspect string, strength specs.Strength, ev *suites.Evidence) bool {
	key := operator + "\n" + target
	if ev == nil || m.done[key] {
		return ev != nil
	}
	severity := m.proof.severity.Of(&suites.Finding{Check: checks[0], Aspect: aspect, Strength: strength})
	if severity == suites.SeverityNone {
		return true
	}
	m.done[key] = true
	m.proof.judge(Mutant{Operation: s.observation().Contract.Operation.Address.String(), Operator: operator, Target: target,
		Checks: checks, Severity: severity, Evidence: ev})
	return true
}

// judge evaluates a mutant and emits what became of it.
func (p *Proof) judge(m Mutant) {
	o := Outcome{Mutant: m}
	for _, f := range p.Rules.Evaluate(m.Evidence).Findings {
		if f.Severity.Rank() < m.Severity.Rank() {
			continue
		}
		if !slices.Contains(o.By, f.Check) {
			o.By = append(o.By, f.Check)
		}
		o.Killed = o.Killed || slices.Contains(m.Checks, f.Check)
	}
	slices.Sort(o.By)
	o.Evidence = nil
	p.Emit(o)
}

// operation makes all mutants of one operation.
func (p *Proof) operation(g *group) {
	m := &maker{proof: p, done: map[string]bool{}}
	op := g.contract.Operation
	changes := append(undocumented(op), sampleOnly(op)...)
	for i := range op.Response {
		changes = append(changes, fieldChanges(op, &op.Response[i])...)
	}
	for _, c := range changes {
		p.change(g, m, c)
	}
	for _, s := range g.successes {
		behaviourMutants(s, m)
	}
	if len(g.successes) > 0 {
		transportMutants(g.successes[0], m)
	}
	if len(g.errors) > 0 {
		transportMutants(g.errors[0], m)
	}
	for _, s := range g.errors {
		errorMutants(s, m)
		if len(g.successes) > 0 {
			acceptedMutants(s, m, g.successes[0].observation().Exchange.Response.Body)
		}
	}
	p.requests(g, m)
	p.evidence(g)
}

// change tries the sources in order until one shows the place.
func (p *Proof) change(g *group, m *maker, c change) {
	for _, s := range g.successes {
		if m.add(s, c.operator, c.target, c.checks, c.aspect, c.strength, s.withBody(func(root *tree) bool { return c.apply(root) })) {
			return
		}
	}
	p.Gaps = append(p.Gaps, Gap{g.contract.Operation.Address.String(), c.operator, c.target, c.checks[0], "a success that shows " + c.target})
}

// evidence proves the evidence case: it must be inconclusive where nothing was
// judged, where a list was always empty and where a filter matched nothing.
func (p *Proof) evidence(g *group) {
	op := g.contract.Operation
	results := make([]suites.Result, 0, len(g.successes))
	for _, s := range g.successes {
		results = append(results, suites.Result{Case: s.Evidence.Case, Seen: p.Rules.Evaluate(s.Evidence).Seen})
	}
	tally := func(keep func(fact string) bool) *suites.Tally {
		t := suites.NewTally()
		for _, r := range results {
			r.Seen = slices.DeleteFunc(slices.Clone(r.Seen), func(fact string) bool { return !keep(fact) })
			t.Add(&r)
		}
		return t
	}
	prove := func(operator, target string, keep func(string) bool) {
		got := tally(keep).Evidence(op, p.severity).Verdict
		p.Emit(Outcome{Mutant: Mutant{Operation: op.Address.String(), Operator: operator, Target: target,
			Checks: []string{suites.EvidenceCheck}, Verdict: suites.Inconclusive}, Killed: got == suites.Inconclusive})
	}
	prove("evidence:no-success", "", func(string) bool { return false })
	for i := range op.Response {
		if f := &op.Response[i]; f.Type == specs.Array && !strings.Contains(f.Path, "[]") {
			prove("evidence:always-empty", f.Path, func(fact string) bool { return !strings.HasSuffix(fact, "items."+f.Path) })
		}
	}
	for i := range op.Behaviour.Filters {
		parameter := op.Behaviour.Filters[i].Parameter
		if op.Behaviour.Filters[i].When != nil || !slices.ContainsFunc(g.successes, func(s *Source) bool { _, ok := argument(s, parameter); return ok }) {
			continue
		}
		prove("evidence:filter-matched-nothing", parameter, func(fact string) bool { return !strings.HasSuffix(fact, "matched."+parameter) })
	}
}
