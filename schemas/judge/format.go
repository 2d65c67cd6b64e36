package judge

import (
	"strings"
	"time"
)

// formatOf returns the test for a documented format, or nil where the format
// says nothing about a text ("int32", "double", a layout in an unknown
// notation).
func formatOf(format string) func(text []byte) bool {
	switch format {
	case "":
		return nil
	case "date-time":
		return isDateTime
	case "date":
		return func(text []byte) bool { return parses("2006-01-02", text) }
	case "uuid":
		return isUUID
	}
	layout, ok := layoutOf(format)
	if !ok {
		return nil
	}
	return func(text []byte) bool { return len(text) == len(layout) && parses(layout, text) }
}

// The forms of a date-time that the clouds of the catalog write: with seconds
// or without, in UTC or with an offset.
var dateTimes = [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700"}

func isDateTime(text []byte) bool {
	if len(text) == len("2006-01-02T15:04:05Z") && text[4] == '-' && text[10] == 'T' && text[19] == 'Z' {
		if isPlainTime(text) {
			return true
		}
	}
	for _, layout := range dateTimes {
		if parses(layout, text) {
			return true
		}
	}
	return false
}

// isPlainTime is the quick way for the usual form; where it says no, the
// layouts decide.
func isPlainTime(text []byte) bool {
	for i, c := range "0000-00-00T00:00:00Z" {
		if c == '0' {
			if text[i] < '0' || text[i] > '9' {
				return false
			}
		} else if text[i] != byte(c) {
			return false
		}
	}
	two := func(i int) int { return int(text[i]-'0')*10 + int(text[i+1]-'0') }
	month, day := two(5), two(8)
	return month >= 1 && month <= 12 && day >= 1 && day <= 28 && two(11) < 24 && two(14) < 60 && two(17) < 60
}

func parses(layout string, text []byte) bool {
	_, err := time.Parse(layout, string(text))
	return err == nil
}

func isUUID(text []byte) bool {
	const form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(text) != len(form) {
		return false
	}
	for i, c := range text {
		if form[i] == '-' {
			if c != '-' {
				return false
			}
		} else if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// layoutOf turns a layout as pages write it ("yyyy-MM-ddTHH:mmZ") into one of
// package time.
func layoutOf(format string) (string, bool) {
	if !strings.Contains(format, "yyyy") && !strings.Contains(format, "YYYY") && !strings.Contains(format, "HH") && !strings.Contains(format, "hh") {
		return "", false
	}
	layout := strings.NewReplacer("'", "", "yyyy", "2006", "YYYY", "2006", "MM", "01", "dd", "02", "DD", "02",
		"HH", "15", "hh", "15", "mm", "04", "ss", "05", "SSS", "000").Replace(format)
	rest := strings.NewReplacer("2006", "", "01", "", "02", "", "15", "", "04", "", "05", "", ".000", "").Replace(layout)
	return layout, strings.Trim(rest, "-/:TZ ") == ""
}
