package suites

import (
	"strings"
	"testing"
)

func TestMatchTemplate(t *testing.T) {
	for _, c := range []struct {
		template, text string
		want           bool
	}{
		{"The specified parameter %s is invalid.", "The specified parameter ImageType is invalid.", true},
		{"The specified parameter %s is invalid.", "The specified parameter ImageType is invalid", true},
		{"The specified parameter %s is invalid.", "The specified parameter  is invalid. ", true},
		{"The specified parameter %s is invalid.", "the specified parameter X is invalid.", false},
		{"Invalid Parameter", "Invalid Parameter.", true},
		{"Invalid Parameter", "Invalid Parameter: X", false},
		{"Incorrect token {0}", "Incorrect token abc", true},
		{"Alibaba Cloud product error. %s", "Alibaba Cloud product error. ECS said no.", true},
		{"{} of {name}: {1}", "a of b: c", true},
		{"{} of {name}: {1}", "a off b: c", false},
		{"a{}a", "a", false},
		{"body {\"a\": 1}", "body {\"a\": 1}", true},
		{"Quota (a.b) %d", "Quota (a.b) 7", true},
		{"Quota (a.b) %d", "Quota (axb) 7", false},
		{"", "", true},
		{"", "x", false},
	} {
		if got := MatchTemplate(c.template, c.text); got != c.want {
			t.Errorf("MatchTemplate(%q, %q) = %v, want %v", c.template, c.text, got, c.want)
		}
	}
}

func TestMatchWords(t *testing.T) {
	for _, c := range []struct {
		template, text string
		want           bool
	}{
		{"The specified parameter %s is invalid.", "the specified parameter: X, is INVALID", true},
		{"Invalid Parameter.", "Invalid parameter!", true},
		{"Invalid Parameter.", "Invalid parameter given", false},
		{"Image is still used by jobs.", "no such image", false},
	} {
		if got := MatchWords(c.template, c.text); got != c.want {
			t.Errorf("MatchWords(%q, %q) = %v, want %v", c.template, c.text, got, c.want)
		}
	}
}

func FuzzMatchTemplate(f *testing.F) {
	f.Add("The specified parameter %s is invalid.", "The specified parameter X is invalid")
	f.Add("{0}{}{name}%s", "")
	f.Fuzz(func(t *testing.T, template, text string) {
		MatchTemplate(template, text)
		MatchWords(template, text)
		if !strings.ContainsAny(template, "%{") && !MatchTemplate(template, template) {
			t.Errorf("%q does not match itself", template)
		}
	})
}

func TestFill(t *testing.T) {
	for _, tt := range []struct{ template, parameter, want string }{
		{"InvalidOSType", "OSType", "InvalidOSType"},
		{"Missing{parameter}", "Tag[].Key", "MissingTag.1.Key"},
		{"Missing{parameter}", "", "Missing…"},
		{"MissingParameter.%s", "RegionId", "MissingParameter.RegionId"},
		{"Specified image {0} cannot be found.", "id", "Specified image … cannot be found."},
		{"{parameter} of %d", "Size", "Size of …"},
	} {
		if got := Fill(tt.template, tt.parameter); got != tt.want {
			t.Errorf("Fill(%q, %q) = %q, want %q", tt.template, tt.parameter, got, tt.want)
		}
	}
}
