package checks

import (
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// place says where a code lies in the set of expected errors.
type place int

const (
	outside place = iota
	other
	preferred
)

// set holds the error rows that a step's request may be answered with.
type set struct {
	suites.Expected
	op       *specs.Operation
	fault    string         // parameter at fault, documented path
	auth     bool           // fault is a defect of authentication instead
	strength specs.Strength // of the preferred rows
	dryRun   string         // the code that says that a dry run went well
}

// expected returns the set for a step that expects an error. A code that the
// step pins is preferred; beside it the rows that the step's fault provokes.
func expected(o *suites.Observation) set {
	op, e := o.Contract.Operation, o.Step.Expect
	s := set{op: op, fault: e.Parameter, auth: e.Fault == specs.FaultAuth}
	if e.Fault != "" {
		s.Expected = suites.ExpectedErrors(op, e.Parameter, e.Fault)
		s.strength = s.Strength(e.Parameter, e.Fault)
	}
	if e.Code == "" {
		return s
	}
	s.strength = specs.Must
	pinned := suites.CodeRows(op, e.Code)
	if o.Step.Fault != "" {
		s.Others = nil // nothing but what was asked for
	} else if e.Fault != "" {
		s.Others = append(s.Others, s.Preferred...)
		s.strength = strengthOf(pinned, e)
	}
	s.Preferred = pinned
	if isDryRun(op, e.Code) {
		s.dryRun = e.Code
	}
	return s
}

// strengthOf returns how firmly pinned rows name the fault of the step.
func strengthOf(rows []*specs.ErrorCode, e suites.Expect) specs.Strength {
	named := suites.Expected{Preferred: rows}
	return named.Strength(e.Parameter, e.Fault)
}

// rank tells where code lies in the set. A row that names the code outweighs a
// template that stands for it, and a template with a parameter's name is
// preferred only where it names the parameter at fault.
func (s *set) rank(code string) place {
	is := func(row *specs.ErrorCode) bool { return row.Code == code }
	has := func(row *specs.ErrorCode) bool { return suites.HasCode(s.op, row, code) }
	leaf := s.fault[strings.LastIndexByte(s.fault, '.')+1:]
	switch {
	case code == s.dryRun && code != "", slices.ContainsFunc(s.Preferred, is):
		return preferred
	case slices.ContainsFunc(s.Others, is):
		return other
	case slices.ContainsFunc(s.Preferred, has):
		if strings.HasSuffix(strings.ToLower(code), strings.ToLower(leaf)) {
			return preferred
		}
		return other
	case slices.ContainsFunc(s.Others, has):
		return other
	}
	return outside
}

// words names the preferred codes, or says what else was expected.
func (s *set) words() string {
	var codes []string
	parameter := s.fault
	if s.auth {
		parameter = "" // it is one of the signature's, whichever is missed first
	}
	for i := range s.Preferred {
		code := suites.Fill(s.Preferred[i].Code, parameter)
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if s.dryRun != "" && len(codes) == 0 {
		codes = append(codes, s.dryRun)
	}
	if len(codes) == 0 {
		return "an error that the request can provoke"
	}
	return strings.Join(codes, " or ")
}

// pointer returns the JSON pointer of a dotted member name.
func pointer(member string) string {
	return "/" + strings.ReplaceAll(member, ".", "/")
}
