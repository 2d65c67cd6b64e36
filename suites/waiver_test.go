package suites

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var null = Finding{Check: "field-null", Operation: "alibaba/ecs/DescribeImages", Section: SectionResponse, Path: "Images[].ImageName"}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWaivers(t *testing.T) {
	text := "# known deviations\n- fingerprint: " + null.Fingerprint() + "\n  reason: mock ticket 7\n  owner: ada\n  expiry: 2026-12-31\n"
	w, err := ReadWaivers("w.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if reason, ok := w.Reason(&null, "mock", ProfileMock); !ok || reason != "mock ticket 7" {
		t.Errorf("mock: %q, %v", reason, ok)
	}
	if _, ok := w.Reason(&null, "live", ProfileLive); ok {
		t.Error("live takes a waiver that does not name it")
	}
	other := null
	other.Path = "Images[].ImageId"
	if _, ok := w.Reason(&other, "mock", ProfileMock); ok {
		t.Error("another fingerprint is waived")
	}
	if errs := w.Expired(day("2026-12-31").Add(23 * time.Hour)); len(errs) != 0 {
		t.Errorf("on its last day: %v", errs)
	}
	errs := w.Expired(day("2027-01-01"))
	want := "w.yaml:2:1: waiver " + null.Fingerprint() + " of ada expired on 2026-12-31"
	if len(errs) != 1 || errs[0].Error() != want {
		t.Errorf("expired: %v, want %s", errs, want)
	}
	none := func(string) bool { return false }
	all := func(string) bool { return true }
	if errs := w.Unneeded("mock", ProfileMock, none, all); len(errs) != 1 {
		t.Errorf("not needed: %v", errs)
	}
	for name, errs := range map[string][]error{
		"found":            w.Unneeded("mock", ProfileMock, all, all),
		"not all ran":      w.Unneeded("mock", ProfileMock, none, none),
		"for other target": w.Unneeded("live", ProfileLive, none, all),
	} {
		if len(errs) != 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
	w.List[0].Kind = DocsCorrection
	if errs := w.Unneeded("mock", ProfileMock, none, all); len(errs) != 0 {
		t.Errorf("a waiver of a change is held against a run: %v", errs)
	}
	var nobody *Waivers
	if _, ok := nobody.Reason(&null, "mock", ProfileMock); ok {
		t.Error("no waivers waive")
	}
}

func TestWaiverOfTarget(t *testing.T) {
	text := "- {fingerprint: " + null.Fingerprint() + ", reason: r, owner: o, expiry: 2026-12-31, target: live}\n"
	w, err := ReadWaivers("w.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := w.Reason(&null, "live", ProfileLive); !ok {
		t.Error("live: its own waiver is not taken")
	}
	if _, ok := w.Reason(&null, "staging", ProfileMock); ok {
		t.Error("staging takes the waiver of live")
	}
}

func TestReadWaiversRefuses(t *testing.T) {
	good := "fingerprint: 0123456789ab, reason: r, owner: o, expiry: 2026-12-31"
	for text, want := range map[string]string{
		"a: b":                          "w.yaml:1:1: want a list of waivers",
		"- x":                           "w.yaml:1:3: want a waiver with fingerprint",
		"- {" + good + ", colour: red}": `w.yaml:1:72: unknown key "colour"`,
		"- {" + good + ", owner: p}":    "w.yaml:1:72: owner comes twice",
		"- {fingerprint: 0123456789ab, reason: r, owner: o}":                                "w.yaml:1:3: a waiver needs expiry",
		"- {fingerprint: 0123456789a, reason: r, owner: o, expiry: 2026-12-31}":             `w.yaml:1:17: fingerprint "0123456789a": want 12 hex digits`,
		"- {fingerprint: 0123456789ab, reason: r, owner: o, expiry: 31.12.2026}":            `w.yaml:1:60: expiry "31.12.2026": want YYYY-MM-DD`,
		"- {" + good + "}\n- {" + good + "}":                                                "w.yaml:2:3: waiver 0123456789ab comes twice",
		"- {" + good + ", kind: other}":                                                     `w.yaml:1:78: kind "other": want docs-correction, or none`,
		"- {" + good + ", check: field-nul}":                                                `w.yaml:1:79: unknown check "field-nul"`,
		"- {" + good + ", check: field-null, operation: a/b/C, section: response, path: x}": "w.yaml:1:17: fingerprint 0123456789ab: check, operation, section and path make ",
		"- [": "w.yaml:",
	} {
		if _, err := ReadWaivers("w.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestAppendWaiver(t *testing.T) {
	before := "# keep me\n- fingerprint: 0123456789ab # and me\n  reason: r\n  owner: o\n  expiry: 2026-12-31"
	after, err := AppendWaiver("w.yaml", []byte(before), &null, "ada", "a reason: with a colon", day("2027-01-31"), "")
	if err != nil {
		t.Fatal(err)
	}
	want := before + `
- fingerprint: ` + null.Fingerprint() + `
  reason: 'a reason: with a colon'
  owner: ada
  check: field-null
  operation: alibaba/ecs/DescribeImages
  section: response
  path: Images[].ImageName
  expiry: "2027-01-31"
`
	if diff := cmp.Diff(want, string(after)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	w, err := ReadWaivers("w.yaml", after)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := w.Reason(&null, "mock", ProfileMock); !ok {
		t.Error("what was written does not waive")
	}
	if _, err := AppendWaiver("w.yaml", after, &null, "ada", "again", day("2027-01-31"), ""); err == nil {
		t.Error("a waiver is written twice")
	}
	if _, err := AppendWaiver("w.yaml", nil, &null, "", "r", day("2027-01-31"), ""); err == nil {
		t.Error("a waiver without owner is written")
	}
}

func FuzzReadWaivers(f *testing.F) {
	f.Add([]byte("- {fingerprint: 0123456789ab, reason: r, owner: o, expiry: 2026-12-31}"))
	f.Add([]byte("- &a {x: *a}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := ReadWaivers("w.yaml", data)
		if (w == nil) == (err == nil) {
			t.Fatalf("%v, %v", w, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "w.yaml:") {
			t.Fatalf("no place: %v", err)
		}
	})
}
