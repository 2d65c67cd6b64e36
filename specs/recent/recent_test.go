package recent_test

import (
	"testing"

	"github.com/concord-dev/concord/specs/recent"
)

func TestCacheKeepsWhatWasUsedLast(t *testing.T) {
	const n = 4
	c := recent.New[int, string](n)
	for i := range 10 * n {
		c.Put(i, "value")
		if _, ok := c.Get(0); !ok {
			t.Fatalf("after %d others, the value that is used all the time is gone", i)
		}
	}
	kept := 0
	for i := range 10 * n {
		if _, ok := c.Get(i); ok {
			kept++
		}
	}
	if kept < n || kept > 2*n {
		t.Errorf("%d values are kept, want %d to %d", kept, n, 2*n)
	}
}

func TestGetOrPut(t *testing.T) {
	c := recent.New[string, int](1)
	if got := c.GetOrPut("a", 1); got != 1 {
		t.Errorf("first: %d, want 1", got)
	}
	if got := c.GetOrPut("a", 2); got != 1 {
		t.Errorf("again: %d, want 1, the value that is there", got)
	}
	c.Put("a", 3)
	if got, ok := c.Get("a"); got != 3 || !ok {
		t.Errorf("after Put: %d %v, want 3", got, ok)
	}
}
