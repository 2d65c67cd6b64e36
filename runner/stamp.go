package runner

import (
	"strconv"
	"sync/atomic"
)

// stamp makes texts that no other request has, in this run or another.
type stamp struct {
	prefix  string // hexadecimal digits, drawn for the run
	counter atomic.Uint64
}

// next returns lower-case letters and digits, 32 of them at most.
func (s *stamp) next() string {
	return s.prefix + strconv.FormatUint(s.counter.Add(1), 36)
}
