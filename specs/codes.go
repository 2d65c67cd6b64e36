package specs

import (
	"slices"
	"strconv"
	"strings"
)

// MatchCode reports whether an answer's code is this row's, and the parameter
// that a template's "{parameter}" stands for there ("RegionId" for
// "MissingRegionId"). Whether the operation has such a parameter is for
// [Operation.ErrorRowsFor] to say.
func (e *ErrorCode) MatchCode(code string) (parameter string, ok bool) {
	if before, after, ok := strings.Cut(e.Code, "{parameter}"); ok {
		return between(code, before, after)
	}
	if before, after, ok := strings.Cut(e.Code, "%s"); ok {
		_, ok := between(code, before, after)
		return "", ok
	}
	return "", e.Code == code
}

// CodeFor returns the code that an answer carries for a parameter: the row's
// own, with a template's "{parameter}" replaced by the parameter's wire name.
func (e *ErrorCode) CodeFor(parameter string) string {
	return strings.ReplaceAll(e.Code, "{parameter}", parameter)
}

// IsTemplate reports whether the row stands for several codes.
func (e *ErrorCode) IsTemplate() bool {
	return strings.Contains(e.Code, "{parameter}") || strings.Contains(e.Code, "%s")
}

func between(s, before, after string) (string, bool) {
	if len(s) <= len(before)+len(after) || !strings.HasPrefix(s, before) || !strings.HasSuffix(s, after) {
		return "", false
	}
	return s[len(before) : len(s)-len(after)], true
}

// ErrorRowsFor returns the rows of the operation, its service and its gateway
// that document an answer's code, narrowest scope first. A row with exactly
// this code hides the templates; "{parameter}" matches the name of a parameter
// of the operation or a common one as it travels, in any letter case, members
// with or without their index ("Tag.1.Key", "Tag.Key").
func (o *Operation) ErrorRowsFor(code string) []ErrorCode {
	var exact, templates []ErrorCode
	for _, row := range o.ErrorRows() {
		parameter, ok := row.MatchCode(code)
		switch {
		case !ok:
		case !row.IsTemplate():
			exact = append(exact, row)
		case parameter == "" || o.knows(parameter):
			templates = append(templates, row)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return templates
}

// knows reports whether name is a parameter's.
func (o *Operation) knows(name string) bool {
	is := func(p Parameter) bool { return p.named(name) }
	return slices.ContainsFunc(o.Request, is) || o.Provider != nil && slices.ContainsFunc(o.Provider.Common, is)
}

// named reports whether the row's value travels under a name; a suffix that no
// row documents ("PageSize.Malformed") makes it another name.
func (r *Row) named(name string) bool {
	rest := strings.Split(name, ".")
	for segment := range strings.SplitSeq(r.Path, ".") {
		own, isList := strings.CutSuffix(segment, "[]")
		if len(rest) == 0 || !strings.EqualFold(own, rest[0]) {
			return false
		}
		if rest = rest[1:]; isList {
			rest = withoutIndex(rest)
		}
	}
	if r.Type == Array {
		rest = withoutIndex(rest)
	}
	return len(rest) == 0
}

func withoutIndex(segments []string) []string {
	if len(segments) > 0 {
		if _, err := strconv.ParseUint(segments[0], 10, 31); err == nil {
			return segments[1:]
		}
	}
	return segments
}
