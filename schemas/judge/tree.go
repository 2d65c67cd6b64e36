package judge

import (
	"strconv"
	"strings"
	"sync"

	"github.com/concord-dev/concord/specs"
)

// Tree is a compiled contract of one body. It is read-only once compiled and
// may be shared by goroutines.
type Tree struct {
	root      *node
	nodes     []*node // by id
	lists     []*node // by node.list
	registers int
	seenWords int
	open      bool // the document does not close the section
	bare      bool // lists are never wrapped: a request
	fold      bool // members in another letter case are read, and reported
	passes    sync.Pool
}

// want is the JSON type that a node accepts.
type want uint8

const (
	wantAny want = iota
	wantString
	wantInteger
	wantNumber
	wantBoolean
	wantObject
	wantArray
	wantMap
)

var wants = map[specs.Type]want{
	specs.String: wantString, specs.Integer: wantInteger, specs.Number: wantNumber, specs.Boolean: wantBoolean,
	specs.Object: wantObject, specs.Array: wantArray, specs.Map: wantMap,
}

// word returns the type word of a want, as pages and findings write it.
func (w want) word() string {
	return [...]string{"any", "string", "integer", "number", "boolean", "object", "array", "map"}[w]
}

// presence says what the absence of a node means.
type presence uint8

const (
	optional presence = iota
	always
	when
	shown
)

// node is one place of a body. Nodes without a row are the root, wrappers and
// other levels that only the wire has.
type node struct {
	id    int
	name  string // of the member; empty for the root, items and map values
	wire  string // wire path, "[]" behind each array
	path  string // of the row, or wire
	row   *specs.Row
	want  want
	where presence
	cond  *condition

	sampled  bool // known only from the sample
	parent   *node
	children []*node
	index    map[string]int32
	follow   int      // of pass.follow
	expect   []uint64 // children whose absence may depart
	item     *node    // of an array
	free     *node    // of a map: its values
	inner    *node    // of a wrapper: the list inside
	wrapped  bool     // a list inside a wrapper
	list     int      // of an array: its place in Tree.lists

	facts    *facts
	minItems int // -1: not stated
	maxItems int // -1: not stated
	slot     bool
	static   bool // pointer tells the place
	register int  // -1: no condition looks at it
	owns     bool
	plain    bool // nothing but the type is to be judged
	// mayBeEmpty marks a member whose own members are only known to be shown:
	// as {} it lacks none of them.
	mayBeEmpty bool
	other      []specs.Contradiction
}

// condition is a compiled specs.Term.
type condition struct {
	term     specs.Term
	register int   // of the field; -1 for a parameter
	owner    *node // object that holds the field
}

// pointer returns the JSON pointer of the node, its lists' indices given.
func (n *node) pointer(index []int32) string {
	var b strings.Builder
	b.Grow(len(n.wire) + 8*len(index) + 8)
	for name := range strings.SplitSeq(n.wire, ".") {
		name, isList := strings.CutSuffix(name, "[]")
		b.WriteByte('/')
		b.WriteString(escapePointer(name))
		if isList && len(index) > 0 {
			b.WriteByte('/')
			b.WriteString(strconv.Itoa(int(index[0])))
			index = index[1:]
		}
	}
	return b.String()
}

// isStatic reports whether pointer tells the place: no map among the
// ancestors, no list of lists, and no more lists than a capture holds.
func (n *node) isStatic() bool {
	lists := 0
	for a := n.parent; a != nil; a = a.parent {
		if a.free != nil || a.item != nil && a.item.item != nil {
			return false
		}
		if a.item != nil {
			lists++
		}
	}
	return lists <= len(capture{}.index)
}

func escapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
