package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/concord-dev/concord/specs/diff"
)

// TestWaiversOfChanges holds that a waiver that names a target waives the
// changes of that target alone.
func TestWaiversOfChanges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "waivers.yaml")
	text := "- {fingerprint: 0123456789ab, reason: r, owner: o, expiry: 2030-01-01}\n" +
		"- {fingerprint: ba9876543210, reason: r, owner: o, expiry: 2030-01-01, target: live}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{world: &world{now: func() time.Time { return time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC) }}, config: &config{}}
	for _, test := range []struct {
		against string
		left    int
	}{{"", 2}, {"other", 2}, {"live", 1}} {
		changes := []diff.Change{{Fingerprint: "0123456789ab"}, {Fingerprint: "ba9876543210"}, {Fingerprint: "000000000000"}}
		got, err := a.weigh(changes, &changeFlags{waivers: file, against: test.against})
		if err != nil || len(got) != test.left {
			t.Errorf("against %q: %d changes are left, %v; want %d", test.against, len(got), err, test.left)
		}
	}
}
