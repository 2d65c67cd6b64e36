// Package checks holds the checks, one a file: each is one property that an
// endpoint, or a request, has when it is right. Beside them, testdata holds
// for each an exchange that it passes and one that it fails. The checks know
// neither severities nor verdicts (suites), and do not read bodies
// (schemas/judge).
package checks
