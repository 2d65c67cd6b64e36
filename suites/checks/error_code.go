package checks

import (
	"regexp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func errorCode() suites.Check {
	return suites.Check{
		ID:     "error-code",
		Family: suites.FamilyError,
		Doc:    "Every error code is documented for the operation, and one that the request can provoke.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if !answered(o) {
					continue
				}
				if f, ok := wrongCode(ev, i); ok {
					out = append(out, f)
				}
			}
			return out
		},
	}
}

// wrongCode returns the finding that the code of step i is undocumented, or
// not one of those that the step expects.
func wrongCode(ev *suites.Evidence, i int) (suites.Finding, bool) {
	o := &ev.Steps[i]
	code, op := o.Answer.Code, o.Contract.Operation
	if !o.IsError && (o.Step == nil || o.Step.Fault == "") {
		return suites.Finding{}, false
	}
	f := about(ev, i, suites.SectionError, shortened(code))
	f.Got = status(o) + " " + shortened(code)
	if !o.IsError {
		if o.Step != nil && o.Step.Fault != "" && o.Step.Expect.Code != "" && suites.StatusOK(o.Exchange.Response.Status) {
			f.Path, f.Want, f.Got = o.Step.Expect.Code, o.Step.Expect.Code+", which was asked for", status(o)
			return f, true
		}
		return f, false
	}
	if code == "" {
		return f, false // error-envelope tells
	}
	f.Source = sourceOf(op, o.Answer.Rows)
	f.Pointer = pointerOf(o)
	if !known(o) {
		f.Want = "a code of the table of error codes"
		if op.Open.Errors {
			f.Want = "a code of the provider's form"
			if ofProvider(op, code) {
				f.Aspect, f.Want = suites.AspectOpen, "a listed code (the list is open)"
			}
		}
		return f, true
	}
	if o.Step == nil {
		return f, false
	}
	if verdict, _ := suites.Excuse(ev, i); verdict != "" {
		return f, false
	}
	switch o.Step.Expect.Outcome {
	case suites.Any:
		return f, false
	case suites.Success:
		f.Want = "a documented success"
		return f, true
	}
	set := expected(o)
	if set.rank(code) != outside {
		return f, false
	}
	f.Want = set.words()
	if e := o.Step.Expect; e.Fault == specs.FaultAuth && !suites.Blameless(op, code) {
		f.Message = f.Path + ": a request whose authentication is wrong (" + e.Parameter + ") was let through, and answered " + f.Got + "; want " + f.Want
	}
	return f, true
}

// ofProvider reports whether a code has the provider's pattern.
func ofProvider(op *specs.Operation, code string) bool {
	if op.Provider == nil || op.Provider.CodePattern == "" {
		return true
	}
	pattern, err := regexp.Compile(`^(?:` + op.Provider.CodePattern + `)$`)
	return err == nil && pattern.MatchString(code)
}

// sourceOf returns where a code is documented that has these rows; where it has
// none, the table in which it should be.
func sourceOf(op *specs.Operation, rows []*specs.ErrorCode) specs.Source {
	if len(rows) > 0 {
		return rows[0].Source
	}
	return specs.Source{Page: op.Page.Title, Edition: op.Page.Edition, Table: op.Page.Tables["errors"], File: op.File}
}

// pointerOf returns the JSON pointer of an error answer's code; XML has none.
func pointerOf(o *suites.Observation) string {
	if o.Answer.Envelope == nil || o.XML {
		return ""
	}
	return pointer(o.Answer.Envelope.Code)
}
