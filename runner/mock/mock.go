package mock

import (
	"cmp"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/recent"
)

// Auth says how far the mock believes signatures.
type Auth string

// The kinds of authentication. The zero value is Verify.
const (
	Verify Auth = "verify" // as the clouds do
	Known  Auth = "known"  // verifies where the secret is known, else only the form
	Ignore Auth = "ignore"
)

// FaultHeader asks for a documented error or a named fault.
const FaultHeader = "X-Concord-Fault"

// ResetPath forgets everything that requests changed; with POST.
const ResetPath = "/_concord/reset"

// Credential is a caller that the mock knows.
type Credential struct {
	Provider      string // "alibaba"
	KeyID, Secret string
	// Token is known as X-Auth-Token.
	Token string
	// ProjectID is the project that paths must name; empty: any.
	ProjectID string
	// Defect is inactive-key or forbidden for a key that is known and may not
	// be used; see specs.Provocation.Auth.
	Defect string
}

// TestCredentials returns the documented test credentials, and beside them one
// inactive and one forbidden key of each provider.
func TestCredentials() []Credential {
	const project = "0123456789abcdef0123456789abcdef"
	return []Credential{
		{Provider: "alibaba", KeyID: "testAccessKeyId", Secret: "testAccessKeySecret"},
		{Provider: "alibaba", KeyID: "inactiveAccessKeyId", Secret: "testAccessKeySecret", Defect: "inactive-key"},
		{Provider: "alibaba", KeyID: "forbiddenAccessKeyId", Secret: "testAccessKeySecret", Defect: "forbidden"},
		{Provider: "huawei", KeyID: "testAccessKeyId", Secret: "testSecretAccessKey", Token: "testToken", ProjectID: project},
		{Provider: "huawei", KeyID: "inactiveAccessKeyId", Secret: "testSecretAccessKey", ProjectID: project, Defect: "inactive-key"},
		{Provider: "huawei", KeyID: "forbiddenAccessKeyId", Secret: "testSecretAccessKey", ProjectID: project, Defect: "forbidden"},
	}
}

// Options say how a mock behaves. The zero value verifies the documented test
// credentials by the wall clock.
type Options struct {
	Auth        Auth
	Credentials []Credential     // nil: TestCredentials
	Clock       func() time.Time // nil: time.Now
	Seed        uint64           // of request ids
	// Faults are applied to every request, as FaultHeader names them.
	Faults []string
	// Script applies faults to the requests in turn.
	Script *Script
	// State is laid over the seeded state.
	State *State
}

// Server is the mock: an http.Handler that goroutines may share.
type Server struct {
	cat       *specs.Catalog
	decoder   *protocol.Decoder
	auth      Auth
	clock     func() time.Time
	seed      uint64
	serial    atomic.Uint64
	faults    []string
	script    *player
	seeds     *State
	keys      map[string]*Credential // by provider, blank and key id
	tokens    map[string]*Credential // by provider, blank and token
	state     state
	buffers   sync.Pool // *[]byte
	models    *recent.Cache[*specs.Operation, func() *model]
	providers struct{ rpc, rest *specs.Provider }
}

// New returns a mock of a catalog. Operations are loaded when requests need
// them. The error says which of Options.Faults, Script or State names what is
// not there.
func New(cat *specs.Catalog, o Options) (*Server, error) {
	s := &Server{
		cat: cat, decoder: protocol.NewDecoder(cat), auth: cmp.Or(o.Auth, Verify), clock: o.Clock, seed: o.Seed,
		faults: o.Faults, seeds: o.State, keys: map[string]*Credential{}, tokens: map[string]*Credential{},
		models: recent.New[*specs.Operation, func() *model](maxModels),
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	credentials := o.Credentials
	if credentials == nil {
		credentials = TestCredentials()
	}
	for i := range credentials {
		c := &credentials[i]
		if c.KeyID != "" {
			s.keys[c.Provider+" "+c.KeyID] = c
		}
		if c.Token != "" {
			s.tokens[c.Provider+" "+c.Token] = c
		}
	}
	for _, address := range cat.Addresses() {
		a, _ := specs.ParseAddress(address)
		product, provider := cat.Product(a.Provider, a.Product), cat.Provider(a.Provider)
		if product == nil || provider == nil {
			continue
		}
		if product.Protocol == specs.REST && s.providers.rest == nil {
			s.providers.rest = provider
		}
		if product.Protocol != specs.REST && s.providers.rpc == nil {
			s.providers.rpc = provider
		}
	}
	if err := s.check(o); err != nil {
		return nil, err
	}
	if o.Script != nil {
		s.script = &player{script: o.Script}
	}
	return s, nil
}

// Reset forgets everything that requests changed: created things, used nonces,
// the script's position.
func (s *Server) Reset() {
	s.state.reset()
	if s.script != nil {
		s.script.reset()
	}
}

// maxModels is how many operations are seeded at a time, at least. What
// requests change is in state and stays.
const maxModels = 16

func (s *Server) model(op *specs.Operation) *model {
	if m, ok := s.models.Get(op); ok {
		return m()
	}
	return s.models.GetOrPut(op, sync.OnceValue(func() *model {
		m := newModel(op)
		s.seeds.lay(m)
		return m
	}))()
}

// requestID makes an id in the provider's manner.
func (s *Server) requestID(p *specs.Provider) string {
	n := s.serial.Add(1)
	a, b := mix(s.seed+n), mix(s.seed^n<<17^0x9E3779B97F4A7C15)
	const upper = "0123456789ABCDEF"
	digits, dashes := lowerHex, false
	if p != nil && len(p.Envelopes) > 0 && p.Envelopes[0].RequestID != "" {
		digits, dashes = upper, true
	}
	id := make([]byte, 0, 36)
	for i := range 32 {
		if dashes && (i == 8 || i == 12 || i == 16 || i == 20) {
			id = append(id, '-')
		}
		if i < 16 {
			id = append(id, digits[a>>(4*i)&15])
		} else {
			id = append(id, digits[b>>(4*(i-16))&15])
		}
	}
	return string(id)
}

// mix is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// secrets returns the secrets of a provider's keys.
func (s *Server) secrets(provider string) sign.Secrets {
	return func(id string) (string, bool) {
		if c := s.keys[provider+" "+id]; c != nil {
			return c.Secret, true
		}
		return "", false
	}
}

// region finds the region that a request is for: its RegionId, the place of
// its host among the product's endpoints, or the product's usual region.
func region(op *specs.Operation, c *protocol.Call, host string) string {
	for _, args := range [][]protocol.Arg{c.Args, c.Common} {
		for i := range args {
			if args[i].Path == "RegionId" && args[i].Value != "" {
				return args[i].Value
			}
		}
	}
	if op.Product == nil {
		return ""
	}
	for _, e := range op.Product.Endpoints {
		before, after, templated := strings.Cut(e.Host, "{region}")
		if templated && strings.HasPrefix(host, before) && strings.HasSuffix(host, after) && len(host) > len(before)+len(after) {
			return host[len(before) : len(host)-len(after)]
		}
		if host == e.Host && e.Region != "" {
			return e.Region
		}
	}
	for _, r := range op.Product.Regions {
		if r == "cn-hangzhou" {
			return r
		}
	}
	if len(op.Product.Regions) > 0 {
		return op.Product.Regions[0]
	}
	return ""
}

var _ http.Handler = (*Server)(nil)
