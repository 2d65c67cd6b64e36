package runner

import (
	"sync"

	"github.com/concord-dev/concord/fixtures"
)

// NotSent begins the reason of a case that was not sent because the cases
// before it got no answer.
const NotSent = "not sent, the target does not answer: "

// breaker notices that a target has stopped answering, so that a run against
// it ends before every case has waited for its time-out.
type breaker struct {
	limit int64 // attempts without an answer in a row

	mu     sync.Mutex
	silent int64
	last   string // why the last attempt got no answer
}

// note counts one attempt.
func (b *breaker) note(x *fixtures.Exchange) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if x.Response != nil {
		if b.silent < b.limit {
			b.silent = 0
		}
		return
	}
	b.silent++
	b.last = x.Err
}

// reason says why a case need not be sent: the last attempts, as many as the
// limit, all got no answer. Empty: send it.
func (b *breaker) reason() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.silent < b.limit {
		return ""
	}
	return NotSent + b.last
}
