package gate

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/observe"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Options say how a gate judges.
type Options struct {
	Catalog   *specs.Catalog
	Contracts func(address string) (*schemas.Contract, error)
	Rules     *suites.Rules
	Profile   suites.Profile
	Redactor  *fixtures.Redactor
	Clock     func() time.Time
	// Cloud answers for the hosts of the catalog. Nil where exchanges are only
	// judged (Judge) and none is served.
	Cloud http.Handler
	// Elsewhere answers for all other hosts; nil refuses them.
	Elsewhere http.Handler
	// Vary changes the answers of successive calls; see Variations.
	Vary bool
	// Record, where it is set, gets a redacted copy of every exchange.
	Record func(*fixtures.Exchange)
	// Emit takes the results, one at a time, in the order in which the
	// exchanges ended.
	Emit func(*suites.Result)
	// Refused is told once of each host that was refused.
	Refused func(host string, why error)
}

// Gate has exchanges judged. It serves requests by Handler; its methods may be
// called by several goroutines.
type Gate struct {
	o       Options
	decoder *protocol.Decoder
	finder  *observe.Finder
	proxy   *Proxy
	vary    *varied
	// requests are the rules without those about answers, for an answer that
	// is varied or wrong on purpose.
	requests *suites.Rules

	exchanges chan seen
	done      chan struct{}
	ending    sync.RWMutex // guards the next two
	ended     bool         // no request is taken any more
	closed    bool         // exchanges is closed
	underWay  sync.WaitGroup

	mu      sync.Mutex
	refused map[string]bool

	// Only the judging goroutine uses what follows.
	times map[string]int // how often a case ID came
	cover *suites.Cover
	count int

	held *semaphore.Weighted // bytes of exchanges that wait
}

// seen is an exchange on its way to the judge.
type seen struct {
	x         *fixtures.Exchange
	variation string
	name      string // of the operation, where a recording holds no request
}

// What may wait for the judge before clients do: exchanges, and bytes of their
// bodies.
const (
	waiting      = 4096
	waitingBytes = 256 << 20
)

// size is what an exchange takes of waitingBytes.
func (s seen) size() int64 {
	n := len(s.x.Request.Body)
	if s.x.Response != nil {
		n += len(s.x.Response.Body)
	}
	return int64(min(n, waitingBytes))
}

// New returns a gate that judges until it is closed.
func New(o Options) (*Gate, error) {
	g := &Gate{o: o, decoder: protocol.NewDecoder(o.Catalog), finder: observe.NewFinder(o.Catalog), exchanges: make(chan seen, waiting), done: make(chan struct{}),
		refused: map[string]bool{}, times: map[string]int{}, cover: &suites.Cover{}, held: semaphore.NewWeighted(waitingBytes),
		requests: aboutRequests(o.Rules)}
	authority, err := NewAuthority(o.Clock())
	if err != nil {
		return nil, err
	}
	if o.Vary {
		g.vary = newVaried()
	}
	g.proxy = &Proxy{Authority: authority, Allow: g.allow, Refused: g.noteRefused, Handler: http.HandlerFunc(g.serve), Direct: http.HandlerFunc(g.direct)}
	go func() {
		defer close(g.done)
		for s := range g.exchanges {
			size := s.size()
			g.judge(s)
			g.held.Release(size)
		}
	}()
	return g, nil
}

// aboutRequests returns rules without the checks that look at answers.
func aboutRequests(rules *suites.Rules) *suites.Rules {
	kept := suites.NewRules(slices.DeleteFunc(slices.Clone(rules.Checks), func(c suites.Check) bool {
		return c.Family != suites.FamilyRequest
	}), rules.Severities)
	kept.FailOn, kept.Waivers, kept.Target = rules.FailOn, rules.Waivers, rules.Target
	return kept
}

// Authority returns the gate's certificate authority.
func (g *Gate) Authority() *Authority { return g.proxy.Authority }

// Handler is where programs send their requests: as to a proxy, or as to the
// origin server.
func (g *Gate) Handler() http.Handler { return g.proxy }

// patience is how long Close waits for exchanges under way.
const patience = 2 * time.Second

// Close ends the intercepted connections and returns once everything that was
// seen is judged. Exchanges under way have two seconds to end; requests that
// come later are refused.
func (g *Gate) Close() (count int, cover *suites.Cover) {
	g.ending.Lock()
	g.ended = true
	g.ending.Unlock()
	g.proxy.Close()
	idle := make(chan struct{})
	go func() { defer close(idle); g.underWay.Wait() }()
	select {
	case <-idle:
	case <-time.After(patience):
	}
	g.ending.Lock()
	if !g.closed {
		g.closed = true
		close(g.exchanges)
	}
	g.ending.Unlock()
	<-g.done
	return g.count, g.cover
}

// submit hands an exchange to the judge. One that ends after Close is dropped.
func (g *Gate) submit(s seen) {
	g.ending.RLock()
	defer g.ending.RUnlock()
	if g.closed || g.held.Acquire(context.Background(), s.size()) != nil {
		return
	}
	g.exchanges <- s
}

// capture has an exchange served by next and judged.
func (g *Gate) capture(w http.ResponseWriter, r *http.Request, next http.Handler, variation *string) {
	g.ending.RLock()
	if g.ended {
		g.ending.RUnlock()
		refuse(w, errors.New("the gate is closing"))
		return
	}
	g.underWay.Add(1)
	g.ending.RUnlock()
	defer g.underWay.Done()
	Capture(next, g.o.Clock, func(x *fixtures.Exchange) { g.submit(seen{x: x, variation: *variation}) }).ServeHTTP(w, r)
}

// location is the host that Alibaba Cloud's legacy SDK asks for endpoints
// (sdk/endpoints/location_resolver.go). The gate answers it from the catalog.
const location = "location-readonly.aliyuncs.com"

func (g *Gate) known(host string) bool {
	return len(g.o.Catalog.ByHost(host)) > 0
}

func (g *Gate) allow(host string) error {
	if g.known(host) || host == location || g.o.Elsewhere != nil {
		return nil
	}
	return fmt.Errorf("%s is no host of the catalog; --passthrough sends such requests on", host)
}

func (g *Gate) noteRefused(host string, why error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.refused[host] && g.o.Refused != nil {
		g.refused[host] = true
		g.o.Refused(host, why)
	}
}

// serve takes a request for a host.
func (g *Gate) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case g.o.Elsewhere != nil:
		g.capture(w, r, g.o.Elsewhere, new(string))
	case r.URL.Hostname() == location:
		g.endpoints(w, r)
	default:
		g.direct(w, r)
	}
}

// direct has the cloud answer. Requests to the mock's own paths are none to the
// cloud.
func (g *Gate) direct(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_concord/") {
		g.o.Cloud.ServeHTTP(w, r)
		return
	}
	variation := ""
	next := g.o.Cloud
	if g.vary != nil {
		next = g.vary.handler(g, &variation)
	}
	g.capture(w, r, next, &variation)
}

// endpoints answers DescribeEndpoints of the location service.
func (g *Gate) endpoints(w http.ResponseWriter, r *http.Request) {
	type endpoint struct {
		Id, Endpoint, SerivceCode, Type string // the misspelling is the service's own
	}
	q := r.URL.Query()
	found := []endpoint{}
	for _, p := range g.o.Catalog.Providers() {
		for _, product := range g.o.Catalog.Products(p.Name) {
			if !strings.EqualFold(product.Code, q.Get("ServiceCode")) && !strings.EqualFold(product.Name, q.Get("ServiceCode")) {
				continue
			}
			for _, e := range product.Endpoints {
				if e.Region == "" || e.Region == q.Get("Id") {
					found = append(found, endpoint{q.Get("Id"), strings.ReplaceAll(e.Host, "{region}", q.Get("Id")), q.Get("ServiceCode"), "openAPI"})
					break
				}
			}
		}
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	json.NewEncoder(w).Encode(map[string]any{"Success": len(found) > 0, "RequestId": "concord", "Endpoints": map[string]any{"Endpoint": found}})
}

// JudgeRecorded has one recorded exchange judged.
func (g *Gate) JudgeRecorded(r fixtures.Recorded) {
	x := *r.Exchange
	x.Operation = cmp.Or(g.finder.Operation(r), outside)
	g.submit(seen{x: &x, name: r.Name})
}

// judge turns an exchange into a result.
func (g *Gate) judge(s seen) {
	x := s.x
	g.count++
	result := &suites.Result{Started: x.Started, Duration: x.Duration, Decisive: -1, Runs: 1,
		Case: &suites.Case{Kind: suites.Observed, Title: "a request of the program"}}
	if s.variation != "" {
		result.Case.Title = "a request of the program, answered with " + s.variation
	}
	var call *protocol.Call
	if s.name == "" {
		call = g.decode(x)
		if call != nil && call.Operation != nil {
			x.Operation = call.Operation.Address.String()
			for _, a := range call.Args {
				if g.o.Redactor.Secret(x.Operation, a.Path) {
					g.o.Redactor.Learn(a.Value) // later answers may show it
				}
			}
		}
	}
	if x.Operation == "" || x.Operation == outside {
		g.outside(x, call, s.name, result)
	} else {
		g.inside(x, call, result, s.variation != "" || x.Request.Header.Get(faultHeader) != "")
	}
	kept, text := g.o.Redactor.ExchangeWithText(x)
	if g.o.Record != nil {
		g.o.Record(kept)
	}
	result.Exchanges = []*fixtures.Exchange{kept}
	result.Reason = text(result.Reason)
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Want, f.Got, f.Message = text(f.Want), text(f.Got), text(f.Message)
		f.Path, f.Pointer = text(f.Path), text(f.Pointer)
	}
	id := result.Case.ID + "/" + digest(kept, s.variation)
	if g.times[id]++; g.times[id] > 1 {
		id += "@" + strconv.Itoa(g.times[id])
	}
	result.Case.ID = id
	g.cover.Add(result)
	g.o.Emit(result)
}

// outside stands for the address of what the catalog does not have.
const outside = "outside"

// digest is what a request says, in 12 hex digits: equal requests have equal
// digests in every run.
func digest(x *fixtures.Exchange, variation string) string {
	r := x.Request
	if u, err := url.Parse(r.URL); err == nil {
		u.Scheme, u.Host = "", ""
		r.URL = u.String()
	}
	sum := sha256.Sum256([]byte(fixtures.MatchKey(r) + "\n" + variation))
	return hex.EncodeToString(sum[:])[:12]
}

func (g *Gate) decode(x *fixtures.Exchange) *protocol.Call {
	u, err := url.Parse(x.Request.URL)
	if err != nil {
		return nil
	}
	call := g.decoder.Decode(protocol.Message{Method: x.Request.Method, URL: u, Header: x.Request.Header, Body: x.Request.Body})
	return &call
}

// outside is the result of a request that is no call of the catalog.
func (g *Gate) outside(x *fixtures.Exchange, call *protocol.Call, name string, result *suites.Result) {
	what := name
	switch {
	case what != "":
	case call != nil && call.Action != "":
		what = call.Action
	default:
		what = x.Request.Method + " request"
		if u, err := url.Parse(x.Request.URL); err == nil {
			what = x.Request.Method + " " + u.Hostname() + u.EscapedPath()
		}
	}
	result.Case.ID, result.Case.Operation = outside, outside
	result.Verdict, result.Reason = suites.ErrorVerdict, what+" is no operation of the catalog, and nothing judges it"
	if g.o.Elsewhere != nil || g.o.Cloud == nil {
		result.Verdict = suites.Skip
	}
}

// inside is the result of a call of the catalog. Forced says that the answer is
// a variation, or the fault that the program asked for. A recording may hold no request: call is nil then.
func (g *Gate) inside(x *fixtures.Exchange, call *protocol.Call, result *suites.Result, forced bool) {
	result.Case.Operation = x.Operation
	result.Case.ID = x.Operation + "/" + string(suites.Observed)
	result.Case.Forced = forced
	contract, err := g.o.Contracts(x.Operation)
	if err != nil {
		result.Verdict, result.Reason = suites.ErrorVerdict, err.Error()
		return
	}
	op := contract.Operation
	if call != nil {
		result.Case.Requirements = requirements(op, call)
	}
	rules := g.o.Rules
	if forced {
		rules = g.requests
	}
	observed := suites.Observe(x, contract, call, nil)
	if !forced && refusesSignature(&observed) {
		observed.SignatureError = "the answer " + observed.Answer.Code
	}
	e := rules.Evaluate(&suites.Evidence{Profile: g.o.Profile, Contract: contract, Steps: []suites.Observation{observed}})
	result.Verdict, result.Reason, result.Findings = e.Verdict, e.Reason, e.Findings
	if e.Verdict == suites.ErrorVerdict && (forced || x.Err == hungUp) {
		result.Verdict = suites.Inconclusive // nobody's fault
	}
	result.Seen, result.Exercised = e.Seen, result.Case.Requirements
	result.Decisive = 0
	for i := range result.Findings {
		if s := result.Findings[i].Source; s.Row != "" && result.Findings[i].Severity != suites.SeverityInfo {
			result.Case.Source = s
			break
		}
	}
	if result.Case.Source.File == "" {
		result.Case.Source = specs.Source{File: op.File, Line: 1, Page: op.Page.Title, Edition: op.Page.Edition}
	}
}

// unbelieved are the defects of a signature, whoever the caller is.
var unbelieved = []string{"unsigned", "wrong-secret", "expired", "malformed-time", "replayed-nonce", "bad-method"}

// refusesSignature reports whether an answer's code is documented for nothing
// but requests that are not believed, by their signature, nonce or time.
func refusesSignature(o *suites.Observation) bool {
	if !o.IsError || len(o.Answer.Rows) == 0 {
		return false
	}
	return !slices.ContainsFunc(o.Answer.Rows, func(row *specs.ErrorCode) bool {
		signature := slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return slices.Contains(unbelieved, p.Auth) })
		return !signature || slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return p.By != specs.FaultAuth })
	})
}

// requirements lists what a call exercises: that its parameters are accepted,
// and which documented values.
func requirements(op *specs.Operation, call *protocol.Call) []string {
	var out []string
	add := func(id string) {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	address := op.Address.String()
	for i := range call.Args {
		path := protocol.RowPath(call.Args[i].Path)
		p := op.Parameter(path)
		if p == nil {
			continue
		}
		add(specs.RowRequirement(address, specs.RequestSection, path, specs.AspectAccepted))
		add(specs.RowRequirement(address, specs.RequestSection, path, specs.AspectType))
		values := []string{call.Args[i].Value}
		if p.Separator != "" {
			values = strings.Split(values[0], p.Separator)
		}
		for _, v := range values {
			if slices.Contains(p.Enum, v) {
				add(specs.RowRequirement(address, specs.RequestSection, path, specs.AspectEnum, v))
			}
		}
		for parent, _, ok := cutLast(path); ok; parent, _, ok = cutLast(parent) {
			if name := strings.TrimSuffix(parent, "[]"); op.Parameter(name) != nil {
				add(specs.RowRequirement(address, specs.RequestSection, name, specs.AspectAccepted))
			}
		}
	}
	slices.Sort(out)
	return out
}

func cutLast(path string) (parent, name string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// ErrNothingSeen is returned by those who ran a program that called nothing.
var ErrNothingSeen = errors.New("no exchange was seen: the program must call a cloud of the catalog by HTTP_PROXY and HTTPS_PROXY, or send its requests to CONCORD_ENDPOINT")
