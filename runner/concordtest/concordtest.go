// Package concordtest runs concord's cases inside go test: each case of the
// chosen operations is sent to a target and judged, and is a subtest named by
// its case ID.
//
//	func TestMock(t *testing.T) {
//		concordtest.Run(t, concordtest.Handler(t, mymock.New()), "alibaba/ecs/DescribeImages")
//	}
//
// Because a subtest sends its own case, go test -run chooses what is sent:
//
//	go test -run 'TestMock/alibaba/ecs/DescribeImages/invalid'
//
// Outside go test, and where a program wants the results themselves, [Results]
// returns them. What a program sends to a cloud is judged by [Gate].
package concordtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
	"github.com/concord-dev/concord/suites/derive"
)

// URL returns a target that serves all protocols at the root of a URL. Where
// the URL names this machine it is called with the documented test
// credentials, any other unsigned. The caller may set more of the target
// before it is used: credentials, given values, what it does about
// authentication.
func URL(raw string) runner.Target {
	target := runner.Target{Name: raw, Root: raw}
	if target.Loopback() {
		target.Credentials = runner.TestCredentials()
	}
	return target
}

// Handler serves h on a free port of the loopback interface until the test
// ends, and returns it as a target.
func Handler(tb testing.TB, h http.Handler) runner.Target {
	tb.Helper()
	base, stop, err := runner.Serve(h)
	if err != nil {
		tb.Fatalf("concordtest: %v", err)
	}
	tb.Cleanup(func() {
		if err := stop(); err != nil {
			tb.Errorf("concordtest: %v", err)
		}
	})
	target := URL(base)
	target.Name = "handler"
	return target
}

// Suite says which contracts and cases there are and which findings fail. The
// zero value is what `concord run` and `concord gate` do without flags.
type Suite struct {
	// Catalog, Suites and Fixtures are directories that are laid over the
	// embedded ones, in order, as --catalog, --suites and --fixtures.
	Catalog, Suites, Fixtures []string
	// Kinds are the kinds of cases to send; none: all.
	Kinds []suites.Kind
	// Strict makes undocumented fields errors.
	Strict bool
	// FailOn is the lightest severity that fails a case; the zero value is
	// suites.SeverityError.
	FailOn suites.Severity
	// FailInconclusive fails inconclusive cases; else they are skipped.
	FailInconclusive bool
	// Waivers is a file of known deviations; empty: none. One that has expired
	// is an error, and so is one that nothing needed though every case was
	// sent.
	Waivers string
	// Timeout of a request with its answer; the zero value is ten seconds.
	Timeout time.Duration
}

// Run sends the cases that the selectors choose, all without any, each as a
// subtest of t. It is [Suite.Run] of the zero Suite.
func Run(t *testing.T, target runner.Target, selectors ...string) {
	t.Helper()
	new(Suite).Run(t, target, selectors...)
}

// Results is [Suite.Results] of the zero Suite.
func Results(ctx context.Context, target runner.Target, selectors ...string) ([]*suites.Result, error) {
	return new(Suite).Results(ctx, target, selectors...)
}

// Run sends the cases that the selectors choose, one after the other, each as
// a subtest of t. A selector is an operation's address or the beginning of a
// case ID at a "/"; "*" stays inside a segment, "**" crosses segments. One that
// matches nothing, like any error of s or of the target, fails t.
//
// A case that fails or ends in error fails its subtest, with each finding and
// the documented row that it rests on. A case that the target cannot be asked
// is skipped with the reason, and so is an inconclusive one.
func (s *Suite) Run(t *testing.T, target runner.Target, selectors ...string) {
	t.Helper()
	session, err := s.prepare(target, selectors)
	if err != nil {
		t.Fatalf("concordtest: %v", err)
	}
	sent := 0
	for c := range session.plan.Cases() {
		t.Run(c.ID, func(t *testing.T) {
			sent++
			err := session.send(t.Context(), slices.Values([]suites.Case{c}), func(r *suites.Result) { s.tell(t, r) })
			if err != nil {
				t.Fatalf("concordtest: %v", err)
			}
		})
	}
	whole := len(selectors) == 0 && len(s.Kinds) == 0 && sent == session.plan.Len()
	for _, problem := range session.problems(whole) {
		t.Error(problem)
	}
}

// Results sends the cases that the selectors choose, several at once, and
// returns their results in the order of the plan. The error tells what is wrong
// with s, the selectors or the target's description; what the target does is in
// the results. Once ctx ends, the cases that remain are skips.
func (s *Suite) Results(ctx context.Context, target runner.Target, selectors ...string) ([]*suites.Result, error) {
	session, err := s.prepare(target, selectors)
	if err != nil {
		return nil, err
	}
	results := make([]*suites.Result, 0, session.plan.Len())
	err = session.send(ctx, session.plan.Cases(), func(r *suites.Result) { results = append(results, r) })
	return results, err
}

// rulebook is what a Suite holds exchanges against.
type rulebook struct {
	catalog   *specs.Catalog
	contracts *schemas.Contracts
	rules     *suites.Rules
	expired   []error // of waivers
}

func (s *Suite) rulebook(target string, profile suites.Profile) (*rulebook, error) {
	catalog, err := specs.Load(over(specs.EmbeddedLayer(), s.Catalog)...)
	if err != nil {
		return nil, err
	}
	rules := suites.NewRules(checks.All(), suites.NewSeverities(profile, s.Strict, nil))
	rules.FailOn, rules.Target = s.FailOn, target
	expired, err := s.waive(rules)
	if err != nil {
		return nil, err
	}
	return &rulebook{catalog, schemas.NewContracts(catalog), rules, expired}, nil
}

// redactor takes out secrets, and what the catalog marks as secret.
func (b *rulebook) redactor(secrets []string) *fixtures.Redactor {
	return &fixtures.Redactor{Secrets: secrets, Operation: func(address string) *specs.Operation {
		op, err := b.catalog.Operation(address)
		if err != nil {
			return nil
		}
		return op
	}}
}

// session is a plan and how to send it.
type session struct {
	plan    *suites.Plan
	options runner.Options
	expired []error
	found   map[string]bool // fingerprints
}

func (s *Suite) prepare(target runner.Target, selectors []string) (*session, error) {
	book, err := s.rulebook(target.Name, target.Held())
	if err != nil {
		return nil, err
	}
	written, err := suites.LoadSuites(book.catalog, over(suites.EmbeddedLayer(), s.Suites)...)
	if err != nil {
		return nil, err
	}
	recorded, err := suites.LoadFixtures(book.catalog, over(fixtures.EmbeddedLayer(), s.Fixtures)...)
	if err != nil {
		return nil, err
	}
	list := slices.Concat(derive.Suites(book.catalog, book.contracts.Contract), written, recorded)
	plan, err := suites.NewPlan(list, suites.Choice{Selectors: selectors, Kinds: s.Kinds})
	if err != nil {
		return nil, err
	}
	if plan.Len() == 0 {
		return nil, errors.New("no case is of these kinds")
	}
	if target.Given, err = runner.Given(book.catalog, target.Given); err != nil {
		return nil, err
	}
	return &session{plan: plan, expired: book.expired, found: map[string]bool{}, options: runner.Options{
		Target: target, Contracts: book.contracts.Contract, Rules: book.rules, Redactor: book.redactor(target.Secrets()), Timeout: s.Timeout,
		Tally: suites.NewTally(), Cover: &suites.Cover{}, Clock: time.Now, Rand: rand.Reader,
	}}, nil
}

func over(embedded specs.Layer, dirs []string) []specs.Layer {
	layers := []specs.Layer{embedded}
	for _, dir := range dirs {
		layers = append(layers, specs.Layer{FS: os.DirFS(dir), Prefix: filepath.ToSlash(dir)})
	}
	return layers
}

// waive reads the waivers into the rules and returns those that have expired,
// which waive nothing any more.
func (s *Suite) waive(rules *suites.Rules) (expired []error, err error) {
	if s.Waivers == "" {
		return nil, nil
	}
	data, err := os.ReadFile(s.Waivers)
	if err != nil {
		return nil, err
	}
	if rules.Waivers, err = suites.ReadWaivers(s.Waivers, data); err != nil {
		return nil, err
	}
	now := time.Now()
	expired = rules.Waivers.Expired(now)
	rules.Waivers.List = slices.DeleteFunc(rules.Waivers.List, func(w suites.Waiver) bool { return w.Expired(now) })
	return expired, nil
}

// send sends cases; what they show is kept for those of kind evidence that
// follow.
func (s *session) send(ctx context.Context, cases iter.Seq[suites.Case], emit func(*suites.Result)) error {
	_, err := runner.Run(ctx, s.options, cases, func(r *suites.Result) {
		for i := range r.Findings {
			s.found[r.Findings[i].Fingerprint()] = true
		}
		emit(r)
	})
	return err
}

// problems lists the waivers that have expired and, where every case was sent,
// those that nothing needed.
func (s *session) problems(whole bool) []error {
	problems := s.expired
	if rules := s.options.Rules; rules.Waivers != nil {
		found := func(fingerprint string) bool { return s.found[fingerprint] }
		complete := func(string) bool { return whole }
		problems = append(problems, rules.Waivers.Unneeded(rules.Target, s.options.Target.Held(), found, complete)...)
	}
	return problems
}

// tell makes a result the outcome of a subtest.
func (s *Suite) tell(t *testing.T, r *suites.Result) {
	s.describe(t, r)
	switch r.Verdict {
	case suites.Fail:
		t.Fail()
		if r.Reason != "" {
			t.Log(r.Reason)
		}
	case suites.ErrorVerdict:
		t.Errorf("not judged: %s", r.Reason)
	case suites.Inconclusive:
		if s.FailInconclusive {
			t.Errorf("inconclusive: %s", r.Reason)
			return
		}
		t.Skipf("inconclusive: %s", r.Reason)
	case suites.Skip:
		t.Skip(r.Reason)
	}
}

// describe reports the findings of a result.
func (s *Suite) describe(tb testing.TB, r *suites.Result) {
	for i := range r.Findings {
		if f := &r.Findings[i]; r.Verdict == suites.Fail && !f.Waived && s.fails(f.Severity) {
			tb.Error(describe(f))
		} else {
			tb.Log(describe(f))
		}
	}
}

func (s *Suite) fails(severity suites.Severity) bool {
	lightest := s.FailOn
	if lightest == "" {
		lightest = suites.SeverityError
	}
	return severity.Rank() >= lightest.Rank()
}

// describe tells a finding in lines: what, where, and where it is documented.
func describe(f *suites.Finding) string {
	text := fmt.Sprintf("%s (%s): %s", f.Check, f.Severity, f.Message)
	if f.Pointer != "" {
		text += "\n  at:         " + f.Pointer
		if f.Count > 1 {
			text += fmt.Sprintf(" (%d times)", f.Count)
		}
	}
	if f.Source.File != "" {
		text += fmt.Sprintf("\n  documented: %s %s, %s, row %s\n  row:        %s:%d",
			f.Source.Page, f.Source.Edition, f.Source.Table, f.Source.Row, f.Source.File, f.Source.Line)
	}
	if f.Waived {
		return text + "\n  waived:     " + f.Waiver
	}
	return text + "\n  waive as:   " + f.Fingerprint()
}
