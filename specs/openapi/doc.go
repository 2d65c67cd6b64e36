// Package openapi reads OpenAPI documents (3.0 and 3.1) into operations, and
// names the extensions by which concord's own exported documents say what
// OpenAPI has no word for. It does not write documents (schemas), validate
// them, or follow references to other files. Keywords that an operation cannot
// express are listed as unread, never dropped.
package openapi
