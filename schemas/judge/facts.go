package judge

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/concord-dev/concord/specs"
)

// facts is what a row states about a scalar beyond its type.
type facts struct {
	enum       []string
	enumBit    int // of Report.seen
	extensible bool
	separator  string
	min, max   float64 // infinite where not stated
	minLength  int
	maxLength  int
	pattern    *regexp.Regexp
	format     func([]byte) bool
	int32      bool
}

// compileFacts returns nil where the row states nothing beyond the type.
func compileFacts(row *specs.Row) (*facts, error) {
	f := &facts{
		enum: row.Enum, extensible: row.Extensible, separator: row.Separator,
		min: math.Inf(-1), max: math.Inf(1), maxLength: math.MaxInt,
		format: formatOf(row.Format), int32: row.Format == "int32",
	}
	if row.Min != nil {
		f.min = *row.Min
	}
	if row.Max != nil {
		f.max = *row.Max
	}
	if row.MinLength != nil {
		f.minLength = *row.MinLength
	}
	if row.MaxLength != nil {
		f.maxLength = *row.MaxLength
	}
	if row.Pattern != "" {
		var err error
		if f.pattern, err = regexp.Compile(row.Pattern); err != nil {
			return nil, fmt.Errorf("pattern of %s: %w", row.Path, err)
		}
	}
	if len(f.enum) == 0 && !f.ranged() && f.minLength == 0 && f.maxLength == math.MaxInt &&
		f.pattern == nil && f.format == nil && !f.int32 {
		return nil, nil
	}
	return f, nil
}

func (f *facts) ranged() bool { return !math.IsInf(f.min, -1) || !math.IsInf(f.max, 1) }

// rangeText writes the documented range: "1 to 100", "at least 1".
func (f *facts) rangeText() string {
	switch {
	case math.IsInf(f.max, 1):
		return "at least " + number(f.min)
	case math.IsInf(f.min, -1):
		return "at most " + number(f.max)
	}
	return number(f.min) + " to " + number(f.max)
}

func (f *facts) lengthText() string {
	switch {
	case f.maxLength == math.MaxInt:
		return fmt.Sprintf("at least %d characters", f.minLength)
	case f.minLength == 0:
		return fmt.Sprintf("at most %d characters", f.maxLength)
	}
	return fmt.Sprintf("%d to %d characters", f.minLength, f.maxLength)
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// text judges the text of a string.
func (p *pass) text(n *node, text []byte) {
	f := n.facts
	if len(f.enum) > 0 {
		p.enum(n, text)
	}
	if f.minLength > 0 || f.maxLength != math.MaxInt {
		if size := utf8.RuneCount(text); (size < f.minLength || size > f.maxLength) && !p.masked(text) {
			p.note(BadLength, n, func() (string, string) {
				return f.lengthText(), fmt.Sprintf("%d characters: %s", size, quoted(text))
			})
		}
	}
	if len(text) == 0 {
		return // real answers write "" for what is not set
	}
	if f.pattern != nil && !f.pattern.Match(text) && !p.masked(text) {
		p.note(BadPattern, n, func() (string, string) { return f.pattern.String(), quoted(text) })
	}
	if f.format != nil && !f.format(text) && !p.masked(text) {
		p.note(BadFormat, n, func() (string, string) { return n.row.Format, quoted(text) })
	}
	if f.ranged() && isNumber(text) {
		if v, err := strconv.ParseFloat(string(text), 64); err == nil && (v < f.min || v > f.max) {
			p.note(OutOfRange, n, func() (string, string) { return f.rangeText(), quoted(text) })
		}
	}
}

// enum judges a value against the enumeration, each part of it where the page
// allows several in one text.
func (p *pass) enum(n *node, text []byte) {
	if n.facts.separator == "" || !bytes.Contains(text, []byte(n.facts.separator)) {
		p.enumValue(n, text)
		return
	}
	for part := range bytes.SplitSeq(text, []byte(n.facts.separator)) {
		p.enumValue(n, bytes.TrimSpace(part))
	}
}

func (p *pass) enumValue(n *node, text []byte) {
	f := n.facts
	for i, value := range f.enum {
		if string(text) == value {
			setBit(p.seen, f.enumBit+i)
			return
		}
	}
	if f.extensible || p.masked(text) {
		return
	}
	for _, c := range n.other {
		if c.Kind == "enum" && string(text) == c.Sample {
			p.note(OtherReading, n, func() (string, string) { return strings.Join(f.enum, ", "), quoted(text) })
			return
		}
	}
	kind := EnumUnknown
	if len(text) == 0 {
		kind = EnumEmpty
	}
	for _, value := range f.enum {
		if strings.EqualFold(string(text), value) {
			kind = EnumCase
		}
	}
	p.note(kind, n, func() (string, string) { return strings.Join(f.enum, ", "), quoted(text) })
}

// number judges a number that has the documented type.
func (p *pass) number(n *node, lit []byte) {
	f := n.facts
	if f.ranged() {
		if v, _ := strconv.ParseFloat(string(lit), 64); v < f.min || v > f.max {
			p.note(OutOfRange, n, func() (string, string) { return f.rangeText(), string(lit) })
		}
	}
	m := measure{}
	if f.int32 || len(f.enum) > 0 {
		m = measureNumber(lit)
	}
	if f.int32 && (!m.inInt64 || m.value < math.MinInt32 || m.value > math.MaxInt32) {
		p.note(OutOfRange, n, func() (string, string) { return "int32", string(lit) })
	}
	if len(f.enum) > 0 {
		if m.inInt64 {
			lit = strconv.AppendInt(nil, m.value, 10)
		}
		p.enumValue(n, lit)
	}
}

// masked reports whether a text is a mask or a redaction, which every check
// accepts.
func (p *pass) masked(text []byte) bool { return specs.Masked(string(text)) }

// quoted renders a text of a body as a JSON-like string, cut to 120 characters.
func quoted(text []byte) string { return strconv.Quote(cut(text)) }

// oneLine is cut for a piece of JSON, without its indentation.
func oneLine(text []byte) string {
	const enough = 2000
	return cut(bytes.Join(bytes.Fields(text[:min(len(text), enough)]), []byte(" ")))
}

// cut returns the first 120 characters of a piece of a body as valid UTF-8.
func cut(text []byte) string {
	const limit = 120
	if len(text) > limit {
		end, characters := 0, 0
		for end < len(text) && characters < limit-1 {
			_, size := utf8.DecodeRune(text[end:])
			end += size
			characters++
		}
		if end < len(text) {
			return strings.ToValidUTF8(string(text[:end]), "\uFFFD") + "…"
		}
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}
