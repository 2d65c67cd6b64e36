// Package mock answers requests the way the documentation says that the clouds
// do: an http.Handler over the catalog, with state, signatures that are
// verified, the documented errors and named faults.
//
// It works everything out of the catalog's rows and its overlays; no operation
// is known to the code. It shares no code with the judge (schemas, suites):
// both read the same rows, each works out alone what they mean, so that the
// one can hold the other to account.
package mock
