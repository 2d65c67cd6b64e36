package runner

import (
	"context"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Options say how to run. Zero values have the defaults that are named.
type Options struct {
	Target Target
	// Contracts returns the contract of an operation by address; it is called
	// by several goroutines at once.
	Contracts func(address string) (*schemas.Contract, error)
	Rules     *suites.Rules
	// Redactor takes the secrets out of exchanges and findings; it should know
	// those of the target.
	Redactor *fixtures.Redactor
	// Record, where it is set, gets a redacted copy of every exchange, by
	// several goroutines at once and in no order.
	Record func(*fixtures.Exchange)
	// Inspect, where it is set, gets the evidence of every case that was sent,
	// by several goroutines at once and in no order. It is raw, and its bodies
	// are valid until Inspect returns.
	Inspect func(*suites.Evidence)

	Workers int           // default 8
	Timeout time.Duration // of a request with its answer; default 10s
	Rate    float64       // requests a second; 0: no limit
	// OperationRate is how many requests a second each operation gets; 0: no
	// limit.
	OperationRate float64
	// Patience is how long a read may be sent again because the target says
	// that it is called too often (HTTP 429, Retry-After, or a documented code
	// of throttling); 0: its answer stands at once.
	Patience time.Duration
	Repeat   int // how often each case is sent; default 1
	// MaxFailures stops sending once so many cases failed; 0: never.
	MaxFailures int
	TLS         *tls.Config
	UserAgent   string
	// Tally and Cover, where they are set, hold what earlier results of the
	// plan showed, and take in what the results of this run show.
	Tally *suites.Tally
	Cover *suites.Cover
	// Clock gives the time that requests are signed with and results start at.
	Clock func() time.Time
	// Rand is read once, for what must differ from run to run.
	Rand io.Reader
}

// Reasons of cases that were not sent.
const (
	Interrupted     = "not run: interrupted"
	tooManyFailures = "not run: so many cases failed that the run ended"
)

// Summary is how a run ended.
type Summary struct {
	// Interrupted says that the context ended before the plan did.
	Interrupted bool
	// Stopped says that MaxFailures ended the run.
	Stopped bool
	// Cover holds what the results showed of the documentation.
	Cover *suites.Cover
}

// Run sends the cases of a plan and emits their results in the order of the
// plan, one at a time. Once ctx ends nothing more is sent; the cases that
// remain are emitted as skips. Cases of kind evidence, which must follow the
// other cases of their operation, are answered out of what those showed. The
// error is one of the options; what targets do is in the results.
func Run(ctx context.Context, o Options, plan iter.Seq[suites.Case], emit func(*suites.Result)) (Summary, error) {
	r, err := newRun(o)
	if err != nil {
		return Summary{}, err
	}
	defer r.wire.CloseIdleConnections()
	tally, cover := o.Tally, o.Cover
	if tally == nil {
		tally = suites.NewTally()
	}
	if cover == nil {
		cover = &suites.Cover{}
	}
	failures := 0
	stopped := func() string {
		switch {
		case ctx.Err() != nil:
			return Interrupted
		case r.o.MaxFailures > 0 && failures >= r.o.MaxFailures:
			return tooManyFailures
		}
		return ""
	}
	sending, stop := context.WithCancel(ctx)
	defer stop()
	workers := make([]*worker, r.o.Workers)
	for i := range workers {
		workers[i] = &worker{run: r}
	}
	send := func(i int, c *suites.Case) *suites.Result {
		if sending.Err() != nil || c.Kind == suites.EvidenceKind {
			return nil
		}
		return workers[i].repeat(sending, c)
	}
	interrupted := false
	inOrder(pointers(plan), r.o.Workers, r.o.Workers*window, send, func(c *suites.Case, result *suites.Result) bool {
		reason := stopped()
		switch {
		case c.Kind == suites.EvidenceKind && reason == "":
			result = r.evidence(c, tally)
		case result == nil && reason == "":
			reason = Interrupted
		}
		if result == nil || reason == tooManyFailures || unfinished(result, reason) {
			result = skipped(c, reason)
			interrupted = interrupted || reason == Interrupted
		}
		tally.Add(result)
		cover.Add(result)
		if result.Verdict == suites.Fail {
			failures++
		}
		if stopped() != "" {
			stop()
		}
		emit(result)
		return true
	})
	return Summary{Interrupted: interrupted, Stopped: stopped() == tooManyFailures, Cover: cover}, nil
}

// window is how many cases a worker may be ahead of the oldest that is under
// way.
const window = 32

// unfinished reports whether the end of the context, and not the target,
// decided the result.
func unfinished(result *suites.Result, reason string) bool {
	return reason == Interrupted && result.Verdict == suites.ErrorVerdict
}

func pointers(plan iter.Seq[suites.Case]) iter.Seq[*suites.Case] {
	return func(yield func(*suites.Case) bool) {
		for c := range plan {
			if !yield(&c) {
				return
			}
		}
	}
}

// run is what the workers of one run share, read-only but for its counter.
type run struct {
	o       Options
	offer   suites.Offer
	profile suites.Profile
	wire    *wire
	limiter *rate.Limiter // nil: no limit
	bases   map[string]*url.URL
	headers []header
	silence breaker
	stamp   stamp

	operationLimiters sync.Map // address -> *rate.Limiter
}

func newRun(o Options) (*run, error) {
	if err := o.Target.Validate(); err != nil {
		return nil, err
	}
	if o.Workers <= 0 {
		o.Workers = 8
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Repeat <= 0 {
		o.Repeat = 1
	}
	if o.UserAgent == "" {
		o.UserAgent = "concord"
	}
	var seed [8]byte
	if _, err := io.ReadFull(o.Rand, seed[:]); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	r := &run{o: o, offer: o.Target.offer(), profile: o.Target.Held(), wire: newWire(&o), bases: map[string]*url.URL{}}
	for _, raw := range o.Target.Endpoints() {
		u, err := url.Parse(raw)
		if err != nil {
			return nil, err
		}
		r.bases[raw] = u
	}
	for _, h := range o.Target.Header {
		name, value, _ := strings.Cut(h, ":")
		r.headers = append(r.headers, header{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	r.silence.limit = int64(2 * o.Workers)
	r.stamp.prefix = hex.EncodeToString(seed[:])
	if o.Rate > 0 {
		r.limiter = rate.NewLimiter(rate.Limit(o.Rate), max(1, min(o.Workers, int(o.Rate))))
	}
	return r, nil
}

type header struct{ name, value string }

// base returns the URL that serves an operation.
func (r *run) base(a specs.Address) (*url.URL, error) {
	if u := r.bases[r.o.Target.Base(a)]; u != nil {
		return u, nil
	}
	return nil, fmt.Errorf("target %s has no URL for %s", r.o.Target.Name, a)
}

// evidence returns the result of an operation's evidence case.
func (r *run) evidence(c *suites.Case, tally *suites.Tally) *suites.Result {
	if c.Skip != "" {
		return skipped(c, c.Skip)
	}
	result := &suites.Result{Case: c, Started: r.o.Clock(), Decisive: -1, Runs: 1}
	contract, err := r.o.Contracts(c.Operation)
	if err != nil {
		result.Verdict, result.Reason = suites.ErrorVerdict, err.Error()
		return result
	}
	e := r.o.Rules.Evidence(contract.Operation, tally, r.profile)
	result.Verdict, result.Reason, result.Findings = e.Verdict, e.Reason, e.Findings
	return result
}

func skipped(c *suites.Case, reason string) *suites.Result {
	return &suites.Result{Case: c, Verdict: suites.Skip, Reason: reason, Decisive: -1}
}
