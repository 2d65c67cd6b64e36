package checks

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/suites"
)

// All returns every check, sorted by ID.
func All() []suites.Check {
	all := []suites.Check{
		// transport
		statusDocumented(), contentType(), bodySyntax(), bodyEncoding(), bodyDuplicateKey(),
		// response
		fieldType(), fieldCoercible(), fieldEnum(), fieldRange(), fieldLength(), fieldPattern(), fieldFormat(),
		fieldNull(), fieldMissing(), fieldUndocumented(), fieldWrapper(), numberPrecision(), idsUnique(), paging(),
		// error
		errorEnvelope(), errorCode(), errorCodeOther(), errorStatus(), errorMessage(), errorRequestID(), invalidAccepted(),
		// request
		requestUnknown(), requestMissing(), requestType(), requestEnum(), requestRange(), requestLength(), requestFormat(),
		requestDependency(), requestSerialisation(), requestMethod(), requestVersion(), requestSignature(),
		requestDuplicate(), requestSecret(),
		// behaviour
		filterApplied(), echo(), state(), dryRun(),
		// integrity
		evidence(),
	}
	slices.SortFunc(all, func(a, b suites.Check) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Get returns the check with the ID, and whether there is one.
func Get(id string) (suites.Check, bool) {
	for _, c := range All() {
		if c.ID == id {
			return c, true
		}
	}
	return suites.Check{}, false
}
