package runner

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// limit waits until a request of an operation may be sent.
func (w *worker) limit(ctx context.Context, op *specs.Operation) error {
	if w.limiter != nil {
		if err := w.limiter.Wait(ctx); err != nil {
			return err
		}
	}
	if w.o.OperationRate <= 0 {
		return nil
	}
	address := op.Address.String()
	limiter, ok := w.operationLimiters.Load(address)
	if !ok {
		limiter, _ = w.operationLimiters.LoadOrStore(address, rate.NewLimiter(rate.Limit(w.o.OperationRate), 1))
	}
	return limiter.(*rate.Limiter).Wait(ctx)
}

// throttled returns how long to wait before a request is sent again, 0 where
// the target did not say that it is called too often: what Retry-After asks
// for, else one second, doubled with each attempt.
func (w *worker) throttled(o *suites.Observation, attempt int) time.Duration {
	answer := o.Exchange.Response
	if answer == nil || suites.StatusOK(answer.Status) || o.Step != nil && o.Step.Fault != "" {
		return 0
	}
	asked := retryAfter(answer.Header.Get("Retry-After"), w.o.Clock())
	if answer.Status != http.StatusTooManyRequests && asked == 0 && !(o.IsError && suites.Throttles(o.Contract.Operation, o.Answer.Code)) {
		return 0
	}
	if asked > 0 {
		return asked
	}
	return time.Second << min(attempt, 6)
}

// retryAfter reads the header: seconds, or a date (RFC 9110, 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= 1<<20 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
