package main

import (
	"fmt"
	"io"
	"time"
)

// Progress shows after a second, and then a few times a second.
const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// progress keeps one line on a terminal that tells how far a run is. A nil
// progress shows nothing. It is used by one goroutine.
type progress struct {
	w           io.Writer
	now         func() time.Time
	total       int
	done, wrong int
	started     time.Time
	next        time.Time
	visible     bool
}

// newProgress returns nil where w is no terminal.
func newProgress(w io.Writer, total int, now func() time.Time) *progress {
	if !isTerminal(w) {
		return nil
	}
	started := now()
	return &progress{w: w, now: now, total: total, started: started, next: started.Add(progressAfter)}
}

// add counts a case.
func (p *progress) add(wrong bool) {
	if p == nil {
		return
	}
	p.done++
	if wrong {
		p.wrong++
	}
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.next, p.visible = now.Add(progressEvery), true
	elapsed := now.Sub(p.started)
	line := fmt.Sprintf("%d of %d cases, %d failed, %s", p.done, p.total, p.wrong, elapsed.Round(time.Second))
	if left := elapsed * time.Duration(p.total-p.done) / time.Duration(p.done); left > time.Second {
		line += fmt.Sprintf(", %s to go", left.Round(time.Second))
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", line)
}

// clear takes the line away, so that others can be written.
func (p *progress) clear() {
	if p != nil && p.visible {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.visible = false
	}
}
