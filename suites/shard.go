package suites

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// Shard is one part of a plan that several jobs share. The zero value is the
// whole plan.
type Shard struct {
	Index, Count int // Index counts from 1
}

// ParseShard reads "I/N", I from 1 to N.
func ParseShard(s string) (Shard, error) {
	index, count, ok := strings.Cut(s, "/")
	i, err1 := strconv.Atoi(index)
	n, err2 := strconv.Atoi(count)
	if !ok || err1 != nil || err2 != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("shard %q: want I/N, I from 1 to N", s)
	}
	return Shard{i, n}, nil
}

// String returns "I/N"; "1/1" for the whole plan.
func (s Shard) String() string {
	if s.Count == 0 {
		return "1/1"
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Count)
}

// Has reports whether a case belongs to the shard. It depends on the case's
// ID alone, so that adding a case moves no other.
func (s Shard) Has(id string) bool {
	if s.Count <= 1 {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32()%uint32(s.Count)) == s.Index-1
}
