package suites_test

import (
	"strings"
	"testing"

	"github.com/concord-dev/concord/suites"
)

func TestID(t *testing.T) {
	got := suites.ID("alibaba/ehpc@2018-04-12/ListCommunityImages", "valid", "BaseOsTag", "CentOS 7/2")
	if want := "alibaba/ehpc@2018-04-12/ListCommunityImages/valid/BaseOsTag/CentOS%207%2F2"; got != want {
		t.Errorf("ID is %s, want %s", got, want)
	}
}

func TestSegment(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Az09._~@+-", "Az09._~@+-"},
		{"a b,c:d/e%", "a%20b%2Cc%3Ad%2Fe%25"},
		{"中", "%E4%B8%AD"},
		{"*", "%2A"},
		{"", "%"},
		{".", "%2E"},
		{"..", "%2E%2E"},
		{"1.5", "1.5"},
	} {
		if got := suites.Segment(tt.in); got != tt.want {
			t.Errorf("Segment(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	long := strings.Repeat("x", 100)
	if got := suites.Segment(long); len(got) != 64 || got == suites.Segment(long+"x") || !strings.HasPrefix(got, long[:55]+"~") {
		t.Errorf("a long segment is %q", got)
	}
}

// Different texts have different segments, and no segment leaves its place.
func FuzzSegment(f *testing.F) {
	f.Add("a/b", "a%2Fb")
	f.Add("", "%")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := suites.Segment(a), suites.Segment(b)
		if (a == b) != (x == y) {
			t.Errorf("%q and %q are %q and %q", a, b, x, y)
		}
		if x == "" || strings.ContainsAny(x, "/*#? ") {
			t.Errorf("Segment(%q) = %q", a, x)
		}
	})
}
