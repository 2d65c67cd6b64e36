package suites

import (
	"strings"
	"unicode"
)

// MatchTemplate reports whether text is what a documented template stands for:
// %s, %d, {0}, {} and {name} stand for any text, everything else for itself. A
// final period and space around both do not count.
func MatchTemplate(template, text string) bool {
	pieces := templatePieces(trimTemplate(template))
	text = trimTemplate(text)
	if len(pieces) == 1 {
		return text == pieces[0]
	}
	first, last := pieces[0], trimTemplate(pieces[len(pieces)-1])
	if !strings.HasPrefix(text, first) {
		return false
	}
	text = text[len(first):]
	if len(text) < len(last) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[:len(text)-len(last)]
	for _, p := range pieces[1 : len(pieces)-1] {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return true
}

// MatchWords reports whether text has the words of a template in order,
// whatever the punctuation and the letter case.
func MatchWords(template, text string) bool {
	pieces := templatePieces(template)
	for i := range pieces {
		pieces[i] = words(pieces[i])
	}
	text = words(text)
	for i, p := range pieces {
		at := strings.Index(text, p)
		if at < 0 || i == 0 && at != 0 {
			return false
		}
		text = text[at+len(p):]
	}
	return len(pieces) > 1 || text == ""
}

// words lower-cases s and keeps its letters and digits, a space between words.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func trimTemplate(s string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "."))
}

// templatePieces returns the text between the placeholders of a template; one
// piece more than there are placeholders.
func templatePieces(template string) []string {
	var out []string
	rest := template
	piece := 0 // where the current piece ends in rest
	for piece < len(rest) {
		n := placeholder(rest[piece:])
		if n == 0 {
			piece++
			continue
		}
		out = append(out, rest[:piece])
		rest, piece = rest[piece+n:], 0
	}
	return append(out, rest)
}

// Fill writes a template for a reader: the parameter at fault, as it travels,
// for the first placeholder of a code or message that names one, "…" for any
// other, and for every one where no parameter is at fault.
func Fill(template, parameter string) string {
	pieces := templatePieces(template)
	var b strings.Builder
	b.WriteString(pieces[0])
	at := len(pieces[0])
	for _, piece := range pieces[1:] {
		n := placeholder(template[at:])
		mark := template[at : at+n]
		if parameter != "" && (mark == parameterMark || mark == "%s") {
			b.WriteString(strings.ReplaceAll(parameter, "[]", ".1"))
		} else {
			b.WriteString("…")
		}
		b.WriteString(piece)
		at += n + len(piece)
	}
	return b.String()
}

// placeholder returns the length of the placeholder that s begins with, or 0.
func placeholder(s string) int {
	if strings.HasPrefix(s, "%s") || strings.HasPrefix(s, "%d") {
		return 2
	}
	if s[0] != '{' {
		return 0
	}
	for i := 1; i < len(s) && i < 40; i++ {
		c := s[i]
		if c == '}' {
			return i + 1
		}
		if !(c == '_' || c == '.' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
			return 0
		}
	}
	return 0
}
