package judge

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// plainEnd returns the index of the first byte at or after i that ends a
// string or needs a closer look: a quote, a backslash, a control character or
// a byte beyond ASCII. It returns len(b) where there is none.
func plainEnd(b []byte, i int) int {
	for i+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[i:])
		// A borrow can only mark bytes above one that is marked rightly.
		mask := ((w ^ '"'*ones) - ones) | ((w ^ '\\'*ones) - ones) | (w - ' '*ones) | w
		if mask &= highs; mask != 0 {
			return i + bits.TrailingZeros64(mask)>>3
		}
		i += 8
	}
	for i < len(b) {
		if c := b[i]; c == '"' || c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			return i
		}
		i++
	}
	return i
}

// flaw is what is wrong with the text of a string that is a string still.
type flaw uint8

const (
	noFlaw flaw = iota
	badUTF8
	loneSurrogate
)

// scanString reads a string whose opening quote is at b[i]. It returns the
// index of the closing quote, or -1 where there is no string.
func scanString(b []byte, i int) (end int, escaped bool, f flaw) {
	i++
	for {
		i = plainEnd(b, i)
		if i >= len(b) {
			return -1, escaped, f
		}
		switch c := b[i]; {
		case c == '"':
			return i, escaped, f
		case c == '\\':
			escaped = true
			n, lone := escape(b, i)
			if n == 0 {
				return -1, escaped, f
			}
			if lone {
				f = loneSurrogate
			}
			i += n
		case c < ' ':
			return -1, escaped, f
		default:
			for i < len(b) && b[i] >= utf8.RuneSelf {
				r, n := utf8.DecodeRune(b[i:])
				if r == utf8.RuneError && n == 1 {
					f = badUTF8
				}
				i += n
			}
		}
	}
}

// escape returns the length of the escape sequence at b[i], 0 where it is
// none, and whether it is half a surrogate pair.
func escape(b []byte, i int) (n int, lone bool) {
	if i+1 >= len(b) {
		return 0, false
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, false
	case 'u':
		r, ok := hex4(b, i+2)
		if !ok {
			return 0, false
		}
		if !utf16.IsSurrogate(r) {
			return 6, false
		}
		if i+7 < len(b) && b[i+6] == '\\' && b[i+7] == 'u' {
			if low, ok := hex4(b, i+8); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
				return 12, false
			}
		}
		return 6, true
	}
	return 0, false
}

func hex4(b []byte, i int) (r rune, ok bool) {
	if i+4 > len(b) {
		return 0, false
	}
	for _, c := range b[i : i+4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape appends the text of the string's inside to dst; raw holds valid
// escapes. Half a surrogate pair becomes the replacement character.
func unescape(dst, raw []byte) []byte {
	for i := 0; i < len(raw); {
		c := raw[i]
		if c != '\\' {
			dst = append(dst, c)
			i++
			continue
		}
		switch c = raw[i+1]; c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			n, lone := escape(raw, i)
			r, _ := hex4(raw, i+2)
			if n == 12 {
				low, _ := hex4(raw, i+8)
				r = utf16.DecodeRune(r, low)
			} else if lone {
				r = utf8.RuneError
			}
			dst = utf8.AppendRune(dst, r)
			i += n
			continue
		}
		dst = append(dst, c)
		i += 2
	}
	return dst
}

// scanNumber reads the number at b[i]. It returns the index behind it, or -1
// where there is none; whole is set where it has no fraction and no exponent.
func scanNumber(b []byte, i int) (end int, whole bool) {
	if i < len(b) && b[i] == '-' {
		i++
	}
	switch {
	case i >= len(b):
		return -1, false
	case b[i] == '0':
		i++
	case '1' <= b[i] && b[i] <= '9':
		i = digits(b, i)
	default:
		return -1, false
	}
	whole = true
	if i < len(b) && b[i] == '.' {
		whole = false
		start := i + 1
		if i = digits(b, start); i == start {
			return -1, false
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		whole = false
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		start := i
		if i = digits(b, start); i == start {
			return -1, false
		}
	}
	return i, whole
}

func digits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}
