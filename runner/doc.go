// Package runner sends cases to a target and hands on their results: it owns
// order, workers, timeouts, rate limits, retries and signing, and every
// goroutine of concord. What to send and what the answers are worth is decided
// elsewhere (suites, suites/checks); what becomes of results is the caller's
// affair (emit).
package runner
