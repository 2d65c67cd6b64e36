package derive

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// errors adds, for each documented error row, the requests that provoke it. A
// row that no request is certain to provoke is forced by a fault of the
// server too.
func (b *builder) errors() {
	var done []string // codes
	rows := b.op.ErrorRows()
	for i := range rows {
		row := &rows[i]
		if slices.Contains(done, row.Code) || strings.ContainsAny(row.Code, "%{<") {
			continue
		}
		done = append(done, row.Code)
		certain := false
		for _, p := range row.Provokes {
			if b.provoke(row, p) && p.Strength == specs.Must {
				certain = true
			}
		}
		if !certain {
			b.force(row)
		}
	}
	b.authentication(rows)
}

// provoke adds the case in which a request provokes the row; false where no
// request does.
func (b *builder) provoke(row *specs.ErrorCode, p specs.Provocation) bool {
	switch {
	case p.By == specs.FaultState:
		return b.provokeState(row, p)
	case !suites.OfRequest(p.By):
		return p.By == specs.FaultAuth && sendable(p.Auth)
	case p.Parameter == "*" && row.Scope != specs.OperationScope:
		// The invalid cases cover it; which of the rows for any parameter
		// an implementation prefers is its own choice.
		return false
	}
	for _, m := range b.mutants {
		if m.fault != p.By || m.outcome != suites.Failure || p.Parameter != "*" && p.Parameter != m.row.Path && !b.related(m, p) {
			continue
		}
		step := b.step(m.draft, suites.Expect{Outcome: suites.Failure, Parameter: m.row.Path, Fault: m.fault, Bound: weakest(m.bound, p.Strength)})
		step.Raw = m.raw
		b.add(suites.Case{
			Kind: suites.Error, Title: row.Code + ": " + m.title, Steps: append(m.draft.before, step), Needs: m.draft.needs,
			Requirements: b.errorRow(row), Source: row.Source,
		}, row.Code, string(p.By), segment(m.row.Path))
		return true
	}
	return false
}

// related reports whether a mutant breaks a dependency whose other side the
// provocation names.
func (b *builder) related(m mutant, p specs.Provocation) bool {
	return m.fault == specs.FaultDependency && slices.ContainsFunc(b.op.Dependencies, func(d specs.Dependency) bool {
		return d.When.Parameter == m.row.Path && d.Needs.Parameter == p.Parameter
	})
}

// provokeState adds the case of a parameter that names what does not exist.
// Where only a guess says that the row is about the parameter, or the operation
// merely filters by it, a documented success will do too.
func (b *builder) provokeState(row *specs.ErrorCode, p specs.Provocation) bool {
	l, ok := b.leaf(p.Parameter)
	if !ok || len(l.Enum) > 0 {
		return false
	}
	value := nowhere(l)
	if departs(&l.Row, value) != "" {
		return false
	}
	d := b.with(l, value)
	d.drop(l.Path)
	d.set(l.arg, value)
	expect := suites.Expect{Outcome: suites.Failure, Parameter: l.Path, Fault: specs.FaultState, Bound: p.Strength}
	if p.Strength != specs.Must && !b.looksUp(l) {
		expect.Outcome = suites.Any
	}
	if b.looksUp(l) {
		expect.Bound = specs.Must
	}
	b.add(suites.Case{
		Kind: suites.Error, Title: row.Code + ": " + l.Path + " of something that does not exist", Steps: b.steps(d, expect), Needs: d.needs,
		Requirements: b.errorRow(row), Source: row.Source,
	}, row.Code, string(specs.FaultState), l.name())
	return true
}

// force adds the case in which the target is asked for the row.
func (b *builder) force(row *specs.ErrorCode) {
	d := b.found()
	for _, n := range slices.Clone(d.needs) {
		// The fault comes before what must exist is looked up.
		if n.Sample != "" && !n.Free {
			b.replace(d, n)
		}
	}
	step := b.step(d, suites.Expect{Outcome: suites.Failure, Code: row.Code})
	step.Fault = row.Code
	b.add(suites.Case{
		Kind: suites.Error, Title: row.Code + " forced by a fault of the server", Steps: []suites.Step{step}, Needs: d.needs,
		Requirements: b.errorRow(row), Forced: true, Source: row.Source,
	}, row.Code, "forced")
}

// replace gives a need's parameter a value that does not exist.
func (b *builder) replace(d *draft, n suites.Need) {
	l, ok := b.leaf(n.Parameter)
	if !ok {
		return
	}
	d.drop(l.Path)
	d.set(l.arg, nowhere(l))
}

// authentication adds one case for each defect of authentication that an
// error row names and a client can send.
func (b *builder) authentication(rows []specs.ErrorCode) {
	for i := range rows {
		for _, p := range rows[i].Provokes {
			if p.By != specs.FaultAuth || !sendable(p.Auth) {
				continue
			}
			d := b.found()
			for _, n := range slices.Clone(d.needs) {
				if n.Sample != "" && !n.Free {
					b.replace(d, n)
				}
			}
			step := b.step(d, suites.Expect{Outcome: suites.Failure, Parameter: p.Auth, Fault: specs.FaultAuth})
			step.Auth = p.Auth
			b.add(suites.Case{
				Kind: suites.Error, Title: "authentication: " + strings.ReplaceAll(p.Auth, "-", " "), Steps: []suites.Step{step}, Needs: d.needs,
				Requirements: b.errorRow(&rows[i]), NeedsAuth: true, Source: rows[i].Source,
			}, "auth", p.Auth)
		}
	}
}

// sendable reports whether a client can send the defect of authentication;
// the others are properties of an account.
func sendable(auth string) bool {
	switch auth {
	case "unknown-key", "wrong-secret", "expired", "malformed-time", "replayed-nonce", "unsigned", "bad-method", "no-token", "bad-token", "project-mismatch":
		return true
	}
	return false
}

// weakest is the weaker of two strengths.
func weakest(a, b specs.Strength) specs.Strength {
	for _, s := range []specs.Strength{specs.Hint, specs.Should} {
		if a == s || b == s {
			return s
		}
	}
	return specs.Must
}
