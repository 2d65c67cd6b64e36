// Package recent keeps what was made last of things that can be made again:
// parsed pages, compiled contracts, seeded answers. A catalog may hold ten
// thousand operations, and a run uses few of them at a time.
//
// It is no place for what cannot be made again.
package recent

import "sync"

// Cache holds the values that were asked for last: at least the n given to New,
// at most twice as many. Goroutines may share it.
type Cache[K comparable, V any] struct {
	n  int
	mu sync.Mutex
	// Values that are asked for move from older to newer; when newer is full,
	// what older still holds is dropped.
	newer, older map[K]V
}

// New returns an empty cache of n values.
func New[K comparable, V any](n int) *Cache[K, V] {
	return &Cache[K, V]{n: n, newer: map[K]V{}}
}

// Get returns the value of a key.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.get(key)
}

func (c *Cache[K, V]) get(key K) (V, bool) {
	if v, ok := c.newer[key]; ok {
		return v, true
	}
	v, ok := c.older[key]
	if ok {
		c.put(key, v)
	}
	return v, ok
}

// Put sets the value of a key.
func (c *Cache[K, V]) Put(key K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(key, v)
}

func (c *Cache[K, V]) put(key K, v V) {
	if _, there := c.newer[key]; !there && len(c.newer) >= c.n {
		c.older, c.newer = c.newer, make(map[K]V, c.n)
	}
	c.newer[key] = v
}

// GetOrPut returns the value of a key, which it sets to v where there is none.
func (c *Cache[K, V]) GetOrPut(key K, v V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if there, ok := c.get(key); ok {
		return there
	}
	c.put(key, v)
	return v
}
