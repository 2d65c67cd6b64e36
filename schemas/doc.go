// Package schemas compiles an Operation into a [Contract] that is ready to
// judge, and exports it as JSON Schema and OpenAPI. It does not send, and it
// does not weigh what the judge reports (suites).
package schemas
