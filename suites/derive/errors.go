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
	case p.By == specs.FaultDryRun:
		return b.provokeDryRun(row)
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
			Kind: suites.Error, Title: row.Code + ": " + m.title, Steps: m.draft.then(step), Needs: m.draft.needs,
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

// provokeDryRun adds the case of the dry run that the row answers.
func (b *builder) provokeDryRun(row *specs.ErrorCode) bool {
	dry := b.op.Behaviour.DryRun
	if dry == nil || dry.Code != row.Code {
		return false
	}
	l, ok := b.leaf(dry.Parameter)
	if !ok {
		return false
	}
	d := b.with(l, "true")
	b.add(suites.Case{
		Kind: suites.Error, Title: row.Code + ": a dry run", Steps: b.steps(d, b.outcome(d)), Needs: d.needs,
		Requirements: b.errorRow(row), Source: row.Source,
	}, row.Code, string(specs.FaultDryRun), l.name())
	return true
}

// provokeState adds the case of a parameter that names what does not exist.
// Where only a guess, or a table that many operations share, says that the row
// is about the parameter, a documented success will do too: a filter may
// simply find nothing.
func (b *builder) provokeState(row *specs.ErrorCode, p specs.Provocation) bool {
	if c := b.op.Behaviour.Create; c != nil && c.Exists == row.Code {
		return b.addTwice(row)
	}
	l, ok := b.leaf(p.Parameter)
	if !ok || len(l.Enum) > 0 {
		return false
	}
	value := nowhere(l)
	if departs(&l.Row, strings.ReplaceAll(value, fresh, strings.Repeat("0", uniqueLength))) != "" {
		return false
	}
	d := b.with(l, value)
	d.drop(l.Path)
	d.set(l.arg, value)
	// The page names the error and not the things that exist.
	expect := suites.Expect{Outcome: suites.Failure, Parameter: l.Path, Fault: specs.FaultState, Bound: weakest(p.Strength, specs.Should)}
	switch {
	case b.looksUp(l):
		expect.Bound = specs.Must
	case p.Strength != specs.Must || row.Scope != specs.OperationScope:
		expect.Outcome = suites.Any
	}
	b.add(suites.Case{
		Kind: suites.Error, Title: row.Code + ": " + l.Path + " of something that does not exist", Steps: b.steps(d, expect), Needs: d.needs,
		Requirements: b.errorRow(row), Source: row.Source,
	}, row.Code, string(specs.FaultState), l.name())
	return true
}

// addTwice adds the case of a thing that is added again. What makes two things
// the same is seldom documented, so that a second success will do too.
func (b *builder) addTwice(row *specs.ErrorCode) bool {
	d := b.base()
	again := b.step(d, suites.Expect{Outcome: suites.Any, Fault: specs.FaultState, Bound: specs.Hint})
	b.add(suites.Case{
		Kind: suites.Error, Title: row.Code + ": the same thing added again", Steps: []suites.Step{b.step(d, suites.Expect{}), again}, Needs: d.needs,
		Requirements: b.errorRow(row), Source: row.Source,
	}, row.Code, string(specs.FaultState), "added-again")
	return true
}

// force adds the case in which the target is asked for the row.
func (b *builder) force(row *specs.ErrorCode) {
	d := b.nowhere()
	step := b.step(d, suites.Expect{Outcome: suites.Failure, Code: row.Code})
	step.Fault = row.Code
	b.add(suites.Case{
		Kind: suites.Error, Title: row.Code + " forced by a fault of the server", Steps: []suites.Step{step}, Needs: d.needs,
		Requirements: b.errorRow(row), Forced: true, Source: row.Source,
	}, row.Code, "forced")
}

// nowhere is the smallest request whose lookup finds nothing: for errors that
// come before anything is looked up.
func (b *builder) nowhere() *draft {
	d := b.found()
	if l, ok := b.lookup(); ok && b.isNeed(l) {
		d.drop(l.Path)
		d.set(l.arg, nowhere(l))
	}
	return d
}

// nothingSought is the smallest request, without what the operation looks up
// where that may be left out: whatever a server has, there is nothing wrong
// with it but what is made wrong.
func (b *builder) nothingSought() *draft {
	if l, ok := b.lookup(); !ok || required(l) {
		return b.nowhere()
	}
	return b.base()
}

const projectMismatch = "project-mismatch"

// otherProject gives the request a project that is not the account's; false
// where it names none.
func (b *builder) otherProject(d *draft) bool {
	for _, l := range b.leaves {
		if l.Exists == "project" {
			d.drop(l.Path)
			d.set(l.arg, strings.Repeat("f", 32))
			return true
		}
	}
	return false
}

// authentication adds one case for each defect of authentication that an
// error row names and a client can send.
func (b *builder) authentication(rows []specs.ErrorCode) {
	for i := range rows {
		for _, p := range rows[i].Provokes {
			if p.By != specs.FaultAuth || !sendable(p.Auth) {
				continue
			}
			d := b.nothingSought()
			auth := p.Auth
			if auth == projectMismatch {
				// The request is signed properly; its path is another's.
				if !b.otherProject(d) {
					continue
				}
				auth = ""
			}
			step := b.step(d, suites.Expect{Outcome: suites.Failure, Parameter: p.Auth, Fault: specs.FaultAuth})
			step.Auth = auth
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
	case "unknown-key", "wrong-secret", "expired", "malformed-time", "replayed-nonce", "unsigned", "bad-method", "no-token", "bad-token", projectMismatch:
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
