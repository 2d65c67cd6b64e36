package judge

import (
	"encoding/binary"
	"slices"
	"strings"
)

// maxDepartures bounds the distinct departures of one report.
const maxDepartures = 1000

// Report is the outcome of one pass. The zero value is the report of nothing.
type Report struct {
	// Departures are sorted by path, kind and pointer.
	Departures []Departure
	// More counts departures beyond the first thousand distinct ones.
	More int
	// Unreadable is set where the bytes hold no complete JSON value.
	Unreadable bool

	tree     *Tree
	seen     []uint64 // nodes, then enumerated values
	items    []int    // by list
	captured []capture
	text     string // of the captured values, joined
}

// capture is one captured value; its text is text[start:end] of the report.
type capture struct {
	node       *node
	start, end int32
	index      [3]int32 // of the enclosing lists, outermost first
	lists      int8
	isText     bool
	pointer    string // only where the node's wire path does not give it
}

// Seen returns the documented paths that were present, and enumerated values
// as "path=value", sorted.
func (r Report) Seen() []string {
	if r.tree == nil {
		return nil
	}
	var paths []string
	for _, n := range r.tree.nodes {
		if n.row != nil && n.inner == nil && bit(r.seen, n.id) {
			paths = append(paths, n.row.Path)
		}
		if n.facts == nil {
			continue
		}
		for i, value := range n.facts.enum {
			if bit(r.seen, n.facts.enumBit+i) {
				paths = append(paths, n.row.Path+"="+value)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// AppendShape appends bytes that reports of one tree share if, and only if,
// they have the same Seen and the same lists are empty.
func (r Report) AppendShape(b []byte) []byte {
	for _, word := range r.seen {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	for _, n := range r.items {
		if n > 0 {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	return b
}

// Lists returns the number of items of each documented array that was present,
// by documented path, summed over the body.
func (r Report) Lists() map[string]int {
	lists := map[string]int{}
	if r.tree == nil {
		return lists
	}
	for _, n := range r.tree.lists {
		if bit(r.seen, n.id) {
			lists[n.path] += r.items[n.list]
		}
	}
	return lists
}

// Items returns the number of items of one documented array, and whether it
// was present.
func (r Report) Items(path string) (int, bool) {
	if r.tree == nil {
		return 0, false
	}
	for _, n := range r.tree.lists {
		if n.path == path && bit(r.seen, n.id) {
			return r.items[n.list], true
		}
	}
	return 0, false
}

// Slot returns the captured values of a slot in document order; nil where
// there are none, or where the tree does not capture it.
func (r Report) Slot(s Slot) []Captured {
	var values []Captured
	for i := range r.captured {
		c := &r.captured[i]
		if c.node.row == nil || c.node.row.Path != string(s) {
			continue
		}
		value := Captured{Pointer: c.pointer, Item: -1, Inner: -1, Text: r.text[c.start:c.end], IsText: c.isText}
		if value.Pointer == "" {
			value.Pointer = c.node.pointer(c.index[:c.lists])
		}
		if c.lists > 0 {
			value.Item, value.Inner = int(c.index[0]), int(c.index[c.lists-1])
		}
		values = append(values, value)
	}
	return values
}

// Has reports whether a departure of one of the kinds was seen.
func (r Report) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(r.Departures, func(d Departure) bool { return slices.Contains(kinds, d.Kind) })
}

func sortDepartures(ds []Departure) {
	slices.SortFunc(ds, func(a, b Departure) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		if c := strings.Compare(string(a.Kind), string(b.Kind)); c != 0 {
			return c
		}
		return strings.Compare(a.Pointer, b.Pointer)
	})
}

func bit(set []uint64, i int) bool { return set[i>>6]&(1<<(i&63)) != 0 }

func setBit(set []uint64, i int) { set[i>>6] |= 1 << (i & 63) }
