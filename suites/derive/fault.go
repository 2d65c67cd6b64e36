package derive

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/concord-dev/concord/specs"
)

// maxText bounds the length of text that a case sends in one parameter.
const maxText = 2048

// departs returns the fault of a parameter's text, judged by the row alone;
// "" where it is valid. It looks at type, enumeration, range, length, pattern
// and format, in this order.
func departs(r *specs.Row, text string) specs.Fault {
	values := []string{text}
	if r.Separator != "" {
		values = strings.Split(text, r.Separator)
	}
	for _, v := range values {
		if fault := departsOne(r, v); fault != "" {
			return fault
		}
	}
	return ""
}

func departsOne(r *specs.Row, v string) specs.Fault {
	t := r.Type
	if t == specs.Array {
		t = r.Items
	}
	switch t {
	case specs.Integer:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return specs.FaultType
		}
		if outside(r, float64(n)) {
			return specs.FaultRange
		}
	case specs.Number:
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return specs.FaultType
		}
		if outside(r, n) {
			return specs.FaultRange
		}
	case specs.Boolean:
		if !slices.Contains([]string{"true", "false", "True", "False"}, v) {
			return specs.FaultType
		}
		return ""
	}
	if len(r.Enum) > 0 {
		if !slices.Contains(r.Enum, v) {
			return specs.FaultEnum
		}
		return ""
	}
	if n := utf8.RuneCountInString(v); r.MinLength != nil && n < *r.MinLength || r.MaxLength != nil && n > *r.MaxLength {
		return specs.FaultLength
	}
	if r.Pattern != "" {
		if re, err := regexp.Compile(r.Pattern); err == nil && !re.MatchString(v) {
			return specs.FaultPattern
		}
	}
	if check := formats[layoutKind(r.Format)]; check != nil && !check(r.Format, v) {
		return specs.FaultFormat
	}
	return ""
}

func outside(r *specs.Row, n float64) bool {
	return r.Min != nil && n < *r.Min || r.Max != nil && n > *r.Max
}

var uuid = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// formats judge text by a row's format; a format that is not here is not
// judged.
var formats = map[string]func(format, v string) bool{
	"date-time": func(_, v string) bool { _, err := time.Parse(time.RFC3339, v); return err == nil },
	"uuid":      func(_, v string) bool { return uuid.MatchString(v) },
	"layout": func(format, v string) bool {
		layout := strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15", "hh", "15", "mm", "04", "ss", "05").Replace(format)
		_, err := time.Parse(layout, v)
		return err == nil
	},
}

// layoutKind tells a layout as a page writes it ("yyyy-MM-ddTHH:mmZ") from the
// name of a format.
func layoutKind(format string) string {
	if strings.HasPrefix(format, "yyyy") {
		return "layout"
	}
	return format
}

// bound writes a documented bound as a request would carry it; "" for none.
func bound(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}
