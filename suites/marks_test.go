package suites

import (
	"fmt"
	"testing"
)

func TestMarks(t *testing.T) {
	var m marks
	for round := range 3 {
		for i := range 100 {
			text, as := fmt.Sprint(i), mark(1<<(i%markBits))
			if isNew := m.add(text, as); isNew != (round == 0) {
				t.Fatalf("round %d: marking %s is new: %v", round, text, isNew)
			}
			if i%3 == 0 {
				m.pack()
			}
		}
		m.add("0", markSent) // changes what is packed
	}
	for i := range 100 {
		for bit := range markBits {
			as := mark(1 << bit)
			want := bit == i%markBits || i == 0 && as == markSent
			if got := m.has(fmt.Sprint(i), as); got != want {
				t.Errorf("%d has mark %d: %v, want %v", i, as, got, want)
			}
		}
	}
	if m.pack(); len(m.packed) != 100 || m.live != nil {
		t.Errorf("packed %d and %d live, want 100 and none", len(m.packed), len(m.live))
	}
}
