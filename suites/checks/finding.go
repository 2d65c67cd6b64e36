package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// about returns a finding on step i of the evidence, to be filled in.
func about(ev *suites.Evidence, i int, section, path string) suites.Finding {
	f := suites.Finding{Step: i, Section: section, Path: path, Count: 1}
	if c := ev.Steps[i].Contract; c != nil {
		f.Operation = c.Operation.Address.String()
	}
	return f
}

// aboutParameter is about for a request's documented path: the row's source and
// strength are its own.
func aboutParameter(ev *suites.Evidence, i int, path, fact string) suites.Finding {
	f := about(ev, i, suites.SectionRequest, path)
	if row := ev.Steps[i].Contract.Operation.Parameter(path); row != nil {
		f.Source, f.Strength = row.Source, row.Strength(fact)
	}
	return f
}

// aboutField is about for a documented path of the answer.
func aboutField(ev *suites.Evidence, i int, path string) suites.Finding {
	f := about(ev, i, suites.SectionResponse, path)
	if row := ev.Steps[i].Contract.Operation.Field(path); row != nil {
		f.Source = row.Source
	}
	return f
}

// answered reports whether there is an answer to judge.
func answered(o *suites.Observation) bool {
	return o.Contract != nil && o.Exchange != nil && o.Exchange.Response != nil
}

// succeeded reports whether the answer is a success whose body was judged.
func succeeded(o *suites.Observation) bool {
	return answered(o) && suites.StatusOK(o.Exchange.Response.Status) && !o.IsError && !o.XML && !o.Report.Unreadable
}

// wanted reports whether the answer has to do what the request says: a success
// was asked for, or nobody planned the request and there is nothing wrong with
// it.
func wanted(o *suites.Observation) bool {
	if o.Step == nil {
		return len(o.Request.Departures) == 0
	}
	return !refusal(o)
}

// status returns the status of an answer as text.
func status(o *suites.Observation) string { return strconv.Itoa(o.Exchange.Response.Status) }

// statuses lists statuses as text.
func statuses(list []int) string {
	words := make([]string, 0, len(list))
	for _, s := range list {
		words = append(words, strconv.Itoa(s))
	}
	return strings.Join(words, " or ")
}

// accepted reports whether a captured text must be accepted whatever it is: it
// is masked, or a redaction took its place.
func accepted(text string) bool {
	return specs.Masked(text)
}

// equal compares a request's value with an answer's, whatever the types: texts
// as they are but for space around them, booleans in any letter case, numbers
// by value.
func equal(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == b {
		return true
	}
	if isBool(a) && isBool(b) {
		return strings.EqualFold(a, b)
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

func isBool(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }

// meant returns the documented value that a parameter's text stands for where
// the server takes any letter case; any other text stands for itself.
func meant(row *specs.Parameter, text string) string {
	if row == nil || len(row.Enum) == 0 {
		return text
	}
	one := func(v string) string {
		if i := slices.IndexFunc(row.Enum, func(e string) bool { return strings.EqualFold(e, v) }); i >= 0 && !slices.Contains(row.Enum, v) {
			return row.Enum[i]
		}
		return v
	}
	if row.Separator == "" {
		return one(text)
	}
	values := strings.Split(text, row.Separator)
	for i := range values {
		values[i] = one(values[i])
	}
	return strings.Join(values, row.Separator)
}
