// Package mutate proves the checks by mutation: it takes exchanges in which an
// endpoint agrees with its documentation, makes each of them wrong in one way
// that the contract can express, and asks whether the check that names the
// defect finds it. A mutant that no check finds survived: something is missing.
// It also varies answers in every way that stays legal, which no check may
// report.
//
// What is expected of a mutant is worked out here, from the documented rows and
// the severity table; the package neither reads the judge's departures nor
// sends anything.
package mutate
