// Package suites says what to try and what counts as agreement: a [Case] is
// sent, an [Evidence] is what came back, a [Check] turns it into [Finding]s
// and a verdict. It sends nothing (runner) and renders nothing (reports).
package suites
