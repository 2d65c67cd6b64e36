package gate

import (
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// stand is a gate that serves, with what it found.
type stand struct {
	*Gate
	t      *testing.T
	base   string
	server *httptest.Server

	mu      sync.Mutex
	results []*suites.Result
	refused []string
}

// newStand serves a gate before the mock until close, or the test's end.
func newStand(t *testing.T, set func(*Options)) *stand {
	t.Helper()
	s := &stand{t: t}
	o := Options{
		Catalog: specs.Embedded(), Contracts: contracts(), Profile: suites.ProfileMock, Clock: time.Now, Cloud: aMock(t),
		Rules:    suites.NewRules(unsigned(), suites.NewSeverities(suites.ProfileMock, false, nil)),
		Redactor: &fixtures.Redactor{Secrets: []string{"testAccessKeySecret"}},
		Emit:     func(r *suites.Result) { s.mu.Lock(); s.results = append(s.results, r); s.mu.Unlock() },
		Refused:  func(host string, why error) { s.mu.Lock(); s.refused = append(s.refused, why.Error()); s.mu.Unlock() },
	}
	if set != nil {
		set(&o)
	}
	g, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Gate = g
	s.server = httptest.NewServer(g.Handler())
	s.base = s.server.URL
	t.Cleanup(func() { s.close() })
	return s
}

// unsigned are the checks without that of signatures.
func unsigned() []suites.Check {
	return slices.DeleteFunc(checks.All(), func(c suites.Check) bool { return c.ID == "request-signature" })
}

// contracts compiles contracts once each.
func contracts() func(string) (*schemas.Contract, error) {
	known := map[string]*schemas.Contract{}
	return func(address string) (*schemas.Contract, error) {
		if c := known[address]; c != nil {
			return c, nil
		}
		op, err := specs.Embedded().Operation(address)
		if err != nil {
			return nil, err
		}
		c, err := schemas.Compile(op)
		known[address] = c
		return c, err
	}
}

// close ends the gate and returns the results.
func (s *stand) close() []*suites.Result {
	s.server.CloseClientConnections()
	s.server.Close()
	s.Gate.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.results
}
