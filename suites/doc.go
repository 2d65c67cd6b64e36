// Package suites says what to try and what counts as agreement: a [Suite]
// yields [Case]s, a [Plan] puts the chosen ones in order, an [Evidence] is what
// came back of one, a [Check] turns it into [Finding]s and a verdict, and
// [Cover] counts which requirements of the documentation a run showed. Cases
// come out of a contract (derive) or out of files (data, and fixtures/data).
//
// It sends nothing (runner) and renders nothing (reports).
package suites
