// Package specs says what a cloud's documentation says, and where it says it.
//
// An [Operation] is one documented API operation: its request and response
// tables, error codes, statuses and sample, every row with its [Source].
// Everything concord reads (a documentation page, an OpenAPI document, vendor
// metadata, an SDK, recorded traffic) becomes an Operation; drift is the
// difference of two of them.
//
// A [Catalog] finds operations by address in layers of YAML files; catalog/
// holds those that concord is built with and says how they are written.
//
// The package holds facts only. It does not judge bodies (schemas/judge), send
// requests (runner) or decide what a finding is worth (suites).
package specs

//go:generate go test -run TestFileSchemas . -update-schemas
