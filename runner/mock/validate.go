package mock

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// defect is what is wrong with a request: a fault, the documented path of the
// parameter at fault, and the parameter's name as clients write it.
type defect struct {
	fault     specs.Fault
	parameter string
	auth      string           // for FaultAuth
	detail    string           // for the placeholders of a message
	row       *specs.ErrorCode // the answer, where the overlay names it
}

// wireName is how a message names a documented parameter: "Tag.N.Key".
func wireName(path string) string {
	return strings.ReplaceAll(path, "[]", ".N")
}

// validate returns the first thing that is wrong with a call's parameters:
// what is missing, then each argument in order, then counts and dependencies.
func validate(op *specs.Operation, c *protocol.Call) *defect {
	for i := range op.Request {
		row := &op.Request[i]
		if row.Required == nil || !*row.Required || !parentGiven(op, c, row.Path) {
			continue
		}
		if !given(op, c, row.Path) {
			return &defect{fault: specs.FaultMissing, parameter: row.Path}
		}
	}
	for i := range c.Args {
		a := &c.Args[i]
		row := op.Parameter(protocol.RowPath(a.Path))
		if row == nil || a.Value == "" && a.Kind == protocol.Text || a.Kind == protocol.Null {
			continue
		}
		if fault := departure(row, a); fault != "" {
			return &defect{fault: fault, parameter: row.Path, detail: a.Value}
		}
	}
	for i := range op.Request {
		row := &op.Request[i]
		if row.Type != specs.Array || row.MaxItems == nil && row.MinItems == nil {
			continue
		}
		n := items(c, row.Path)
		if row.MaxItems != nil && n > *row.MaxItems || n > 0 && row.MinItems != nil && n < *row.MinItems {
			return &defect{fault: specs.FaultCount, parameter: row.Path}
		}
	}
	for i := range op.Dependencies {
		d := &op.Dependencies[i]
		for _, index := range indices(c, d.When.Parameter) {
			if holds(op, c, &d.When, index) && !holds(op, c, &d.Needs, index) {
				return &defect{fault: specs.FaultDependency, parameter: d.When.Parameter}
			}
		}
	}
	return nil
}

// argument returns the first argument of a row, at an index where the row is a
// member of a list; nil where it is absent or empty.
func argument(c *protocol.Call, path, index string) *protocol.Arg {
	want := path
	if index != "" {
		want = strings.Replace(path, "[]", "["+index+"]", 1)
	}
	for i := range c.Args {
		a := &c.Args[i]
		if (a.Path == want || index == "" && strings.IndexByte(a.Path, '[') >= 0 && protocol.RowPath(a.Path) == path) && (a.Value != "" || a.Kind != protocol.Text) && a.Kind != protocol.Null {
			return a
		}
	}
	return nil
}

// given reports whether a row, or anything below it, has a value.
func given(op *specs.Operation, c *protocol.Call, path string) bool {
	if argument(c, path, "") != nil {
		return true
	}
	return slices.ContainsFunc(c.Args, func(a protocol.Arg) bool {
		rest, ok := strings.CutPrefix(a.Path, path)
		return ok && rest != "" && (rest[0] == '.' || rest[0] == '[')
	})
}

// parentGiven reports whether the structure that holds a row is there: only
// then can a member be missing.
func parentGiven(op *specs.Operation, c *protocol.Call, path string) bool {
	cut := strings.LastIndexByte(path, '.')
	return cut < 0 || given(op, c, strings.TrimSuffix(path[:cut], "[]"))
}

// indices lists the list positions at which a row has a value, "" for a row
// outside lists.
func indices(c *protocol.Call, path string) []string {
	if !strings.Contains(path, "[]") {
		return []string{""}
	}
	var all []string
	for _, a := range c.Args {
		if protocol.RowPath(a.Path) != path {
			continue
		}
		_, rest, _ := strings.Cut(a.Path, "[")
		index, _, _ := strings.Cut(rest, "]")
		all = append(all, index)
	}
	return all
}

// items counts the items of a list by the highest index.
func items(c *protocol.Call, path string) int {
	n := 0
	for _, a := range c.Args {
		rest, ok := strings.CutPrefix(a.Path, path+"[")
		if !ok {
			continue
		}
		digits, _, _ := strings.Cut(rest, "]")
		if i, err := strconv.Atoi(digits); err == nil {
			n = max(n, i+1)
		}
	}
	return n
}

// holds reports whether a term is true of a call; a default counts as given
// where the term names values.
func holds(op *specs.Operation, c *protocol.Call, t *specs.Term, index string) bool {
	if !strings.Contains(t.Parameter, "[]") {
		index = ""
	}
	a := argument(c, t.Parameter, index)
	value := ""
	if a != nil {
		value = a.Value
	} else if p := op.Parameter(t.Parameter); p != nil && p.Default != nil && len(t.Is) > 0 {
		value = *p.Default
	}
	met := a != nil
	if len(t.Is) > 0 {
		met = slices.ContainsFunc(t.Is, func(is string) bool {
			return is == value || (is == "true" || is == "false") && strings.EqualFold(is, value)
		})
	}
	return met != t.Not
}

// departure returns what an argument has against its row, or "".
func departure(row *specs.Parameter, a *protocol.Arg) specs.Fault {
	t := row.Type
	if t == specs.Array && a.Path != row.Path {
		t = row.Items
	}
	switch t {
	case specs.Object, specs.Map:
		if a.Kind != protocol.Obj {
			return specs.FaultType
		}
		return ""
	case specs.Array:
		if a.Kind != protocol.Arr {
			return specs.FaultType
		}
		return ""
	}
	if a.Kind == protocol.Obj || a.Kind == protocol.Arr {
		return specs.FaultType
	}
	if t == specs.String && (a.Kind == protocol.Num || a.Kind == protocol.Bool) {
		return specs.FaultType
	}
	if row.Separator == "" {
		return departureOf(row, t, a.Value)
	}
	for value := range strings.SplitSeq(a.Value, row.Separator) {
		if fault := departureOf(row, t, strings.TrimSpace(value)); fault != "" {
			return fault
		}
	}
	return ""
}

func departureOf(row *specs.Parameter, t specs.Type, value string) specs.Fault {
	switch t {
	case specs.Boolean:
		if !slices.Contains([]string{"true", "false", "True", "False"}, value) {
			return specs.FaultType
		}
		return ""
	case specs.Integer:
		i, err := strconv.ParseInt(value, 10, 64)
		if err != nil || value[0] == '+' || row.Format == "int32" && (i > math.MaxInt32 || i < math.MinInt32) {
			return specs.FaultType
		}
		if outOfRange(row, float64(i)) {
			return specs.FaultRange
		}
	case specs.Number:
		f, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return specs.FaultType
		}
		if outOfRange(row, f) {
			return specs.FaultRange
		}
	}
	if len(row.Enum) > 0 && !row.Extensible && !slices.Contains(row.Enum, value) {
		return specs.FaultEnum
	}
	length := utf8.RuneCountInString(value)
	if row.MinLength != nil && length < *row.MinLength || row.MaxLength != nil && length > *row.MaxLength {
		return specs.FaultLength
	}
	if row.Pattern != "" {
		if matched, err := regexp.MatchString(row.Pattern, value); err == nil && !matched {
			return specs.FaultPattern
		}
	}
	if !inFormat(row.Format, value) {
		return specs.FaultFormat
	}
	return ""
}

func outOfRange(row *specs.Parameter, f float64) bool {
	return row.Min != nil && f < *row.Min || row.Max != nil && f > *row.Max
}

// inFormat reports whether a text has a documented format. Unknown formats
// hold every text.
func inFormat(format, value string) bool {
	switch {
	case format == "date-time":
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	case format == "uuid":
		return len(value) == 36 && strings.Count(value, "-") == 4 && strings.Trim(value, "0123456789abcdefABCDEF-") == ""
	case strings.HasPrefix(format, "yyyy"):
		_, err := time.Parse(goLayout(format), value)
		return err == nil
	}
	return true
}

var layoutWords = strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15", "mm", "04", "ss", "05")

// goLayout turns a layout as pages write it into Go's.
func goLayout(format string) string { return layoutWords.Replace(format) }
