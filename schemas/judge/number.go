package judge

import (
	"bytes"
	"strconv"
)

// maxExponent is the largest exponent, of either sign, that is taken for a
// number; beyond it decoders differ or give up.
const maxExponent = 400

// measure is what a number's literal says.
type measure struct {
	integral bool
	inInt64  bool  // of an integral number
	value    int64 // where inInt64
	huge     bool  // exponent beyond maxExponent
}

// measureNumber reads a valid JSON number. Integers may be written 60, 60.0 or
// 6e1.
func measureNumber(lit []byte) measure {
	if v, err := strconv.ParseInt(string(lit), 10, 64); err == nil {
		return measure{integral: true, inInt64: true, value: v}
	}
	negative := lit[0] == '-'
	if negative {
		lit = lit[1:]
	}
	mantissa, exponent := lit, 0
	if i := bytes.IndexAny(lit, "eE"); i >= 0 {
		mantissa = lit[:i]
		var err error
		if exponent, err = strconv.Atoi(string(lit[i+1:])); err != nil || exponent > maxExponent || exponent < -maxExponent {
			return measure{huge: true}
		}
	}
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	exponent -= len(fraction)
	all := append(append(make([]byte, 0, len(mantissa)), whole...), fraction...)
	all = bytes.TrimLeft(all, "0")
	trimmed := bytes.TrimRight(all, "0")
	exponent += len(all) - len(trimmed)
	switch {
	case len(trimmed) == 0:
		return measure{integral: true, inInt64: true}
	case exponent < 0:
		return measure{}
	case len(trimmed)+exponent > 19:
		return measure{integral: true}
	}
	text := string(trimmed) + string(bytes.Repeat([]byte("0"), exponent))
	if negative {
		text = "-" + text
	}
	v, err := strconv.ParseInt(text, 10, 64)
	return measure{integral: true, inInt64: err == nil, value: v}
}

// isInteger reports whether text is the decimal form of an integer.
func isInteger(text []byte) bool {
	end, whole := scanNumber(text, 0)
	return whole && end == len(text)
}

// isNumber reports whether text is a JSON number.
func isNumber(text []byte) bool {
	end, _ := scanNumber(text, 0)
	return end == len(text) && end > 0
}

// isBoolean reports whether text is true or false, in any of the letter cases
// that clients write ("true", "True", "TRUE").
func isBoolean(text []byte) bool {
	switch string(text) {
	case "true", "false", "True", "False", "TRUE", "FALSE":
		return true
	}
	return false
}
