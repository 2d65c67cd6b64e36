package suites

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxSegment bounds a segment before it is encoded; a longer one keeps its
// beginning and a hash of the whole.
const maxSegment = 64

// ID returns the ID of a case: the operation's address and segments of
// content, joined by "/". Segments are encoded by [Segment].
func ID(address string, segments ...string) string {
	var b strings.Builder
	b.WriteString(address)
	for _, s := range segments {
		b.WriteByte('/')
		b.WriteString(Segment(s))
	}
	return b.String()
}

// Segment encodes one segment of an ID: all but A-Za-z0-9._~@+- is
// percent-encoded. Text of more than 64 bytes is cut and ends in "~" and eight
// hex digits of its SHA-256. The empty text is "%".
func Segment(s string) string {
	if s == "" {
		return "%"
	}
	if len(s) > maxSegment {
		sum := sha256.Sum256([]byte(s))
		s = s[:maxSegment-9] + "~" + hex.EncodeToString(sum[:4])
	}
	var b strings.Builder
	dots := strings.Trim(s, ".") == ""
	for i := range len(s) {
		if c := s[i]; plain(c) && !dots {
			b.WriteByte(c)
		} else {
			const digits = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

func plain(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("._~@+-", c) >= 0
}
