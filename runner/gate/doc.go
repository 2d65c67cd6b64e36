// Package gate stands between a program and the clouds it calls: an
// intercepting proxy that leads the hosts of the catalog to a handler (the
// mock) or passes them on, and has every exchange judged, requests first. It
// runs the program too, with the variables that lead its clients here.
//
// It does not answer for a cloud itself (runner/mock) and does not decide what
// a finding is worth (suites).
package gate
