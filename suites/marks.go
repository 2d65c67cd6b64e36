package suites

import (
	"hash/maphash"
	"slices"
)

// mark is one of the things that marks say of a text.
type mark uint8

const (
	markExercised mark = 1 << iota
	markForced
	markSent
	markSeen

	markBits = 4
)

// marks say of texts what is known of them, in few bytes a text: they keep
// hashes, of which 60 bits count. The zero value is empty.
type marks struct {
	live   map[uint64]mark
	packed []uint64 // sorted hashes, their low bits the marks
}

// hashSeed makes the hashes of this process.
var hashSeed = maphash.MakeSeed()

func hashOf(text string) uint64 { return maphash.String(hashSeed, text) >> markBits << markBits }

// add marks a text and reports whether that is new.
func (m *marks) add(text string, as mark) bool {
	key := hashOf(text)
	have := m.of(key)
	if have&as == as {
		return false
	}
	if m.live == nil {
		m.live = map[uint64]mark{}
	}
	m.live[key] = have | as
	return true
}

// has reports whether a text is marked so.
func (m *marks) has(text string, as mark) bool { return m.of(hashOf(text))&as == as }

func (m *marks) of(key uint64) mark {
	if have, ok := m.live[key]; ok {
		return have
	}
	if i, _ := slices.BinarySearch(m.packed, key); i < len(m.packed) && m.packed[i]>>markBits == key>>markBits {
		return mark(m.packed[i] & (1<<markBits - 1))
	}
	return 0
}

// pack makes the marks small, for when they will hardly change any more.
func (m *marks) pack() {
	if len(m.live) == 0 {
		return
	}
	packed := make([]uint64, 0, len(m.packed)+len(m.live))
	for _, old := range m.packed {
		if _, changed := m.live[old>>markBits<<markBits]; !changed {
			packed = append(packed, old)
		}
	}
	for key, as := range m.live {
		packed = append(packed, key|uint64(as))
	}
	slices.Sort(packed)
	m.live, m.packed = nil, slices.Clip(packed)
}
