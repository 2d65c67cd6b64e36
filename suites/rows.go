package suites

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Rows calls yield with each error row that op may answer, narrowest scope
// first, without copying the tables.
func Rows(op *specs.Operation) func(yield func(*specs.ErrorCode) bool) {
	return func(yield func(*specs.ErrorCode) bool) {
		tables := [][]specs.ErrorCode{op.Errors, nil, nil}
		if op.Product != nil {
			tables[1] = op.Product.Errors
		}
		if op.Provider != nil {
			tables[2] = op.Provider.Errors
		}
		for _, t := range tables {
			for i := range t {
				if !yield(&t[i]) {
					return
				}
			}
		}
	}
}

// parameterMark stands in a code for the name of one of the operation's
// parameters.
const parameterMark = "{parameter}"

// HasCode reports whether an error row is about code: its code is the same,
// letter case included, or a template that stands for it. What {parameter}
// stands for must be a parameter of op, in any letter case.
func HasCode(op *specs.Operation, row *specs.ErrorCode, code string) bool {
	if row.Code == code {
		return true
	}
	if before, after, ok := strings.Cut(row.Code, parameterMark); ok {
		name, okBefore := strings.CutPrefix(code, before)
		name, okAfter := strings.CutSuffix(name, after)
		return okBefore && okAfter && hasParameter(op, name)
	}
	return code != "" && strings.ContainsAny(row.Code, "%{") && MatchTemplate(row.Code, code)
}

// hasParameter reports whether a row of the request table has a name, whole or
// as its last member, or a common parameter of the gateway has it. A member of
// a list may be named as it travels, with or without the points: Tag.1.Key,
// Tag1Key.
func hasParameter(op *specs.Operation, name string) bool {
	for i := range op.Request {
		path := op.Request[i].Path
		if strings.EqualFold(path, name) || strings.EqualFold(path[strings.LastIndexByte(path, '.')+1:], name) ||
			strings.Contains(path, "[]") && travelsAs(path, name) {
			return true
		}
	}
	return op.Provider != nil && slices.ContainsFunc(op.Provider.Common, func(p specs.Parameter) bool { return strings.EqualFold(p.Path, name) })
}

// travelsAs reports whether name is the documented path of a list's member
// with a number for each "[]", in any letter case and whatever the points.
func travelsAs(path, name string) bool {
	name = strings.ReplaceAll(name, ".", "")
	for i, part := range strings.Split(strings.ReplaceAll(path, ".", ""), "[]") {
		if i > 0 {
			digits := len(name) - len(strings.TrimLeft(name, "0123456789"))
			if digits == 0 {
				return false
			}
			name = name[digits:]
		}
		if len(name) < len(part) || !strings.EqualFold(name[:len(part)], part) {
			return false
		}
		name = name[len(part):]
	}
	return name == ""
}

// CodeRows returns the rows that code is held to: those of the operation's own
// table, else those of the service and the gateway together; among these,
// rows that name the code itself before templates that stand for it.
func CodeRows(op *specs.Operation, code string) []*specs.ErrorCode {
	if code == "" {
		return nil
	}
	var own, shared, open []*specs.ErrorCode
	for row := range Rows(op) {
		switch {
		case row.Code == code && row.Scope == specs.OperationScope:
			own = append(own, row)
		case row.Code == code:
			shared = append(shared, row)
		case HasCode(op, row, code):
			open = append(open, row)
		}
	}
	switch {
	case len(own) > 0:
		return own
	case len(shared) > 0:
		return shared
	}
	return open
}

// Blameless reports whether code is documented for op and comes only of what
// no request can help: the account, the gateway's limits, authentication, the
// server. On a live target such an answer proves nothing either way.
func Blameless(op *specs.Operation, code string) bool {
	rows := CodeRows(op, code)
	for _, row := range rows {
		if len(row.Provokes) == 0 {
			return false
		}
		for _, p := range row.Provokes {
			switch p.By {
			case specs.FaultAccount, specs.FaultThrottle, specs.FaultAuth, specs.FaultServer, specs.FaultTransport:
			default:
				return false
			}
		}
	}
	return len(rows) > 0
}
