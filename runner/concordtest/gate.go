package concordtest

import (
	"testing"
	"time"

	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/runner/gate"
	"github.com/concord-dev/concord/runner/mock"
	"github.com/concord-dev/concord/suites"
)

// Gate is [Suite.Gate] of the zero Suite.
func Gate(tb testing.TB) (endpoint string) {
	tb.Helper()
	return new(Suite).Gate(tb)
}

// Gate serves a mock of every operation of the catalog on a free port of the
// loopback interface until the test ends, and returns its base URL, which
// serves all protocols. Each request and its answer are judged, requests first:
// what does not agree with the documentation fails the test, and so does a
// test that sends nothing. Any key is taken; with the documented test
// credentials signatures are verified.
//
// Of s it uses Catalog, Strict, FailOn and Waivers; a waiver that has expired
// fails the test.
func (s *Suite) Gate(tb testing.TB) (endpoint string) {
	tb.Helper()
	book, err := s.rulebook("gate", suites.ProfileMock)
	if err != nil {
		tb.Fatalf("concordtest: %v", err)
	}
	cloud, err := mock.New(book.catalog, mock.Options{Auth: mock.Known, Clock: time.Now})
	if err != nil {
		tb.Fatalf("concordtest: %v", err)
	}
	target := runner.Target{Credentials: runner.TestCredentials()}
	var results []*suites.Result
	g, err := gate.New(gate.Options{
		Catalog: book.catalog, Contracts: book.contracts.Contract, Rules: book.rules, Profile: suites.ProfileMock,
		Redactor: book.redactor(target.Secrets()), Clock: time.Now, Cloud: cloud,
		Emit: func(r *suites.Result) { results = append(results, r) },
	})
	if err != nil {
		tb.Fatalf("concordtest: %v", err)
	}
	base, stop, err := runner.Serve(g.Handler())
	if err != nil {
		tb.Fatalf("concordtest: %v", err)
	}
	tb.Cleanup(func() {
		if err := stop(); err != nil {
			tb.Errorf("concordtest: %v", err)
		}
		g.Close() // every result has been emitted then
		for _, r := range results {
			s.describe(tb, r)
			if r.Verdict == suites.ErrorVerdict {
				tb.Errorf("not judged: %s: %s", r.Case.ID, r.Reason)
			}
		}
		if len(results) == 0 {
			tb.Error("concordtest: the test sent nothing to the gate")
		}
		for _, problem := range book.expired {
			tb.Error(problem)
		}
	})
	return base
}
