package suites

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func TestSeverityTable(t *testing.T) {
	mock := NewSeverities(ProfileMock, false, nil)
	live := NewSeverities(ProfileLive, false, nil)
	strict := NewSeverities(ProfileMock, true, nil)
	for _, c := range []struct {
		check              string
		aspect             judge.Kind
		mock, live, strict Severity
	}{
		{"field-type", judge.WrongType, SeverityError, SeverityError, SeverityError},
		{"field-type", judge.SampleType, SeverityWarning, SeverityWarning, SeverityWarning},
		{"field-type", judge.OtherReading, SeverityInfo, SeverityInfo, SeverityInfo},
		{"field-coercible", judge.Coercible, SeverityError, SeverityWarning, SeverityError},
		{"field-enum", judge.EnumUnknown, SeverityError, SeverityError, SeverityError},
		{"field-enum", judge.EnumCase, SeverityError, SeverityWarning, SeverityError},
		{"field-enum", judge.EnumEmpty, SeverityError, SeverityInfo, SeverityError},
		{"field-null", judge.IsNull, SeverityError, SeverityWarning, SeverityError},
		{"field-missing", judge.Missing, SeverityError, SeverityError, SeverityError},
		{"field-missing", judge.MissingShown, SeverityError, SeverityNone, SeverityError},
		{"field-undocumented", judge.Undocumented, SeverityWarning, SeverityWarning, SeverityError},
		{"number-precision", judge.BeyondInt64, SeverityError, SeverityWarning, SeverityError},
		{"number-precision", judge.Precision, SeverityError, SeverityError, SeverityError},
		{"error-message", "", SeverityInfo, SeverityInfo, SeverityInfo},
		{"error-message", AspectWording, SeverityInfo, SeverityInfo, SeverityInfo},
		{"invalid-accepted", AspectBound, SeverityError, SeverityWarning, SeverityError},
		{"invalid-accepted", AspectCase, SeverityInfo, SeverityInfo, SeverityInfo},
		{"invalid-accepted", "", SeverityWarning, SeverityWarning, SeverityWarning},
		{"error-code", AspectOpen, SeverityWarning, SeverityWarning, SeverityWarning},
		{"request-secret", "", SeverityWarning, SeverityWarning, SeverityWarning},
	} {
		f := &Finding{Check: c.check, Aspect: string(c.aspect)}
		got := []Severity{mock.Of(f), live.Of(f), strict.Of(f)}
		if diff := cmp.Diff([]Severity{c.mock, c.live, c.strict}, got); diff != "" {
			t.Errorf("%s %s: mock, live, strict (-want +got):\n%s", c.check, c.aspect, diff)
		}
	}
	hint := &Finding{Check: "field-type", Strength: specs.Hint}
	if got := mock.Of(hint); got != SeverityWarning {
		t.Errorf("what rests on a hint is %q, want warning", got)
	}
}

func TestReadSeverities(t *testing.T) {
	overrides, err := ReadSeverities("s.yaml", []byte("field-null: info\nfield-null/live: none\nerror-code/mock: warning\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Override{{"error-code", ProfileMock, SeverityWarning}, {"field-null", "", SeverityInfo}, {"field-null", ProfileLive, SeverityNone}}
	if diff := cmp.Diff(want, overrides); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	null := &Finding{Check: "field-null", Aspect: string(judge.IsNull)}
	if got := NewSeverities(ProfileMock, false, overrides).Of(null); got != SeverityInfo {
		t.Errorf("mock: %q, want info", got)
	}
	if got := NewSeverities(ProfileLive, false, overrides).Of(null); got != SeverityNone {
		t.Errorf("live: %q, want none", got)
	}
	for text, want := range map[string]string{
		"field-nul: info":                    `s.yaml:1:1: unknown check "field-nul"`,
		"\nfield-null/prod: info":            `s.yaml:2:1: unknown profile "prod": want mock or live`,
		"field-null: loud":                   `s.yaml:1:13: severity "loud": want error, warning, info or none`,
		"field-null: info\nfield-null: info": `s.yaml:2:1: field-null comes twice`,
		"- field-null":                       `s.yaml:1:1: want a mapping of check IDs to severities`,
		"a: b\n c: d":                        `s.yaml:2:1: `,
		"field-null: info\n---\nx: y":        `s.yaml:2:1: a second document`,
		strings.Repeat("#", 1<<20+1):         `s.yaml:1:1: larger than 1 MiB`,
	} {
		if _, err := ReadSeverities("s.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	if got, err := ReadSeverities("s.yaml", nil); got != nil || err != nil {
		t.Errorf("an empty file: %v, %v", got, err)
	}
}

func FuzzReadSeverities(f *testing.F) {
	f.Add([]byte("field-null/live: none"))
	f.Add([]byte("&a field-null: *a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := ReadSeverities("s.yaml", data); err != nil && !strings.HasPrefix(err.Error(), "s.yaml:") {
			t.Fatalf("no place: %v", err)
		}
	})
}
