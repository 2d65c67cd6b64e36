package mock

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// Bounds on what a running mock keeps; the oldest goes first.
const (
	maxCreated = 20_000
	maxNonces  = 200_000
)

// state is what requests change. The zero value is the seeded state.
type state struct {
	mu      sync.Mutex
	created map[string]*created // by operation that reads it, region and id
	order   []string            // keys of created, oldest first
	same    map[string]string   // what a creating request said -> key
	serial  int

	// Nonces are kept as hashes: what matters is that they are few bytes.
	hash          maphash.Seed
	nonces, older map[uint64]struct{}
	rotated       time.Time
}

// created is a thing that a request added: its id, and the fields that the
// reading operation shows of it.
type created struct {
	id     string
	fields []specs.Echo // Parameter holds the value, Field the documented path
	at     time.Time
	same   string
}

func (s *state) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.created, s.order, s.same, s.serial = nil, nil, nil, 0
	s.nonces, s.older = nil, nil
}

// useNonce reports whether a nonce is new. Nonces are forgotten when their
// requests would have expired, or when there are too many.
func (s *state) useNonce(nonce string, now time.Time, window time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.nonces == nil {
		s.hash = maphash.MakeSeed()
	}
	key := maphash.String(s.hash, nonce)
	if _, used := s.nonces[key]; used {
		return false
	}
	if _, used := s.older[key]; used {
		return false
	}
	if s.nonces == nil || len(s.nonces) >= maxNonces || now.Sub(s.rotated) > 2*window {
		s.older, s.nonces, s.rotated = s.nonces, map[uint64]struct{}{}, now
	}
	s.nonces[key] = struct{}{}
	return true
}

// add keeps a new thing; it reports false where the same request added one.
func (s *state) add(readBy, region, like, same string, fields []specs.Echo, now time.Time) (id string, isNew bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	same = readBy + "\x00" + region + "\x00" + same
	if _, there := s.same[same]; there {
		return "", false
	}
	if s.created == nil {
		s.created, s.same = map[string]*created{}, map[string]string{}
	}
	if len(s.order) == maxCreated {
		oldest := s.created[s.order[0]]
		delete(s.same, oldest.same)
		delete(s.created, s.order[0])
		s.order = slices.Delete(s.order, 0, 1)
	}
	s.serial++
	id = newID(like, s.serial)
	key := readBy + "\x00" + region + "\x00" + id
	s.created[key] = &created{id: id, fields: fields, at: now, same: same}
	s.same[same] = key
	s.order = append(s.order, key)
	return id, true
}

func (s *state) find(readBy, region, id string) *created {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.created[readBy+"\x00"+region+"\x00"+id]
}

// newID makes the n-th id like a documented one; it is none of the seeded ids.
func newID(like string, n int) string {
	if specs.Masked(like) {
		return unmask(like, seedThings+seedItems+n)
	}
	return fmt.Sprintf("%s-%d", like, seedThings+n)
}

// sameness is what makes two creating requests the same: all that they say,
// as it stands on the wire.
func sameness(c *protocol.Call) string {
	var parts []string
	for _, a := range c.Args {
		parts = append(parts, a.Name+"\x00"+a.Path+"\x00"+a.Value)
	}
	slices.Sort(parts)
	return strings.Join(parts, "\x01")
}
