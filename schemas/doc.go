// Package schemas compiles operations into contracts that judge traffic
// (schemas/judge), and exports them as JSON Schema and OpenAPI (schemas/gen).
// It does not look at exchanges and knows no severities: see suites.
package schemas

//go:generate go run ./gen gen
