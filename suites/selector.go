package suites

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Selectors chooses cases. A selector is an operation's address, in either
// form, or the beginning of a case ID at a "/"; "*" stays inside a segment,
// "**" crosses segments. Without any, everything is chosen.
type Selectors struct {
	list []selector
}

type selector struct {
	text      string
	whole     *regexp.Regexp
	operation *regexp.Regexp // matches every operation that may have cases; nil: all
}

// ParseSelectors reads selectors as a user writes them. An error names the
// first that cannot match anything.
func ParseSelectors(texts []string) (*Selectors, error) {
	s := &Selectors{}
	for _, text := range texts {
		trimmed := strings.TrimSuffix(text, "/")
		if trimmed == "" || strings.HasPrefix(trimmed, "/") || strings.Contains(trimmed, "//") {
			return nil, fmt.Errorf("selector %q: want an operation's address or the beginning of a case ID", text)
		}
		sel := selector{text: text, whole: regexp.MustCompile("^" + glob(trimmed) + "(?:/|$)")}
		head := strings.Split(trimmed, "/")
		head = head[:min(len(head), 3)]
		if i := slices.IndexFunc(head, func(segment string) bool { return strings.Contains(segment, "**") }); i >= 0 {
			head = head[:i]
		}
		if len(head) > 0 {
			sel.operation = regexp.MustCompile("^" + glob(strings.Join(head, "/")) + "(?:/|$)")
		}
		s.list = append(s.list, sel)
	}
	return s, nil
}

// glob translates "*" and "**"; everything else stands for itself.
func glob(text string) string {
	var b strings.Builder
	for text != "" {
		switch {
		case strings.HasPrefix(text, "**"):
			b.WriteString(".*")
			text = text[2:]
		case text[0] == '*':
			b.WriteString("[^/]*")
			text = text[1:]
		default:
			n := strings.IndexByte(text, '*')
			if n < 0 {
				n = len(text)
			}
			b.WriteString(regexp.QuoteMeta(text[:n]))
			text = text[n:]
		}
	}
	return b.String()
}

// Operation reports whether cases of the operation may be chosen; where it is
// false, its contract need not be loaded.
func (s *Selectors) Operation(a specs.Address) bool {
	if s == nil || len(s.list) == 0 {
		return true
	}
	for _, sel := range s.list {
		if sel.operation == nil || sel.operation.MatchString(a.String()) || sel.operation.MatchString(a.Full()) {
			return true
		}
	}
	return false
}

// Chooses reports whether the operation itself is chosen, and not only some of
// its cases.
func (s *Selectors) Chooses(a specs.Address) bool {
	if s == nil || len(s.list) == 0 {
		return true
	}
	for _, sel := range s.list {
		if sel.whole.MatchString(a.String()) || sel.whole.MatchString(a.Full()) {
			return true
		}
	}
	return false
}

// match reports whether the case is chosen, and marks in used each selector
// that chose it. Used has the length of the list. Full is the address that
// always holds the version.
func (s *Selectors) match(c *Case, full string, used []bool) bool {
	if s == nil || len(s.list) == 0 {
		return true
	}
	long := full + strings.TrimPrefix(c.ID, c.Operation)
	chosen := false
	for i, sel := range s.list {
		if sel.whole.MatchString(c.ID) || sel.whole.MatchString(long) {
			chosen, used[i] = true, true
		}
	}
	return chosen
}
