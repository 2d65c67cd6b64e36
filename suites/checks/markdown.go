package checks

import (
	"fmt"
	"strings"

	"github.com/concord-dev/concord/suites"
)

// families in the order of the documentation.
func families() []string {
	return []string{suites.FamilyTransport, suites.FamilyResponse, suites.FamilyError, suites.FamilyRequest,
		suites.FamilyBehaviour, suites.FamilyIntegrity}
}

// Markdown returns the documentation of all checks: what is true when an
// endpoint is right, and what a finding is worth.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# Checks

Generated from the registry: ` + "`go test ./suites/checks -run TestReadme -update`" + `.

The ID of a check is for ever: waivers and severity files name it. Its sentence is true when the endpoint, or the
request, is right. Beside each check, ` + "`testdata/<id>.txtar`" + ` has an exchange that it passes and one that it fails.
What rests on a hint of the documentation is at most a warning.
`)
	for _, family := range families() {
		fmt.Fprintf(&b, "\n## %s\n\n| check | true when right | a finding is | mock | live |\n|---|---|---|---|---|\n", family)
		for _, c := range All() {
			if c.Family != family {
				continue
			}
			id, doc := "`"+c.ID+"`", c.Doc
			for _, l := range suites.Lines() {
				if l.Check != c.ID {
					continue
				}
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", id, doc, l.Says, worth(l.Mock, l.Strict), worth(l.Live, ""))
				id, doc = "", ""
			}
		}
	}
	return b.String()
}

// worth names a severity, and the one that --strict makes of it.
func worth(s, strict suites.Severity) string {
	name := string(s)
	if s == suites.SeverityNone {
		name = "–"
	}
	if strict != "" {
		name += " (`--strict`: " + string(strict) + ")"
	}
	return name
}
