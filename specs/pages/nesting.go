package pages

import (
	"regexp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// field is a documented row in its place.
type field struct {
	row        *row
	in         string
	name       string
	typ, items specs.Type
	// shape is the type where the page states one, else what the sample shows.
	shape    specs.Type
	parent   *field
	children []*field
	byName   map[string]*field // children by name
	depth    int
	path     string // of the field itself, without "[]" behind it
	wire     string // with "[]" behind an array
	// item is the folded row that describes the items of an array.
	item     *row
	itemName string
	// wrapper is the member that stands between an array and its items in the
	// sample; bare reports one object in place of the items.
	wrapper string
	bare    bool
	// nodes are the values that the sample shows for the field, nil: none; other
	// are those of a second sample, in XML, which only helps to place rows.
	nodes, other []*node
	// explicit reports that the row's own name states the nesting ("Tag.N.Key").
	explicit bool
	virtual  bool // a parent that is no row itself
	// key and value report members whose names end so.
	key, value bool
	members    []*node // what memberNodes returns, once known
}

// maxOpen bounds the containers that are open at once.
const maxOpen = 20

// maxNodes bounds the values of one field that are looked at.
const maxNodes = 200

func (f *field) isContainer() bool {
	return f.shape == specs.Object || f.shape == specs.Map || f.shape == specs.Array && (f.items == "" || f.items == specs.Object || f.items == specs.Array)
}

// memberPath is the path prefix of the field's members.
func (f *field) memberPath() string {
	switch {
	case f.parent == nil:
		return ""
	case f.shape == specs.Array:
		return f.path + "[]."
	case f.shape == specs.Map:
		return f.path + "{}."
	}
	return f.path + "."
}

// memberNodes are the sample's objects that hold the field's members.
func (f *field) memberNodes() []*node {
	if f.shape != specs.Array {
		return f.nodes
	}
	if f.members != nil || len(f.nodes) == 0 {
		return f.members
	}
	out := []*node{}
	for _, n := range f.nodes {
		if f.wrapper != "" && n.kind == specs.Object {
			n = n.member(f.wrapper)
		}
		if n == nil {
			continue
		}
		if n.kind == specs.Array {
			out = append(out, flatten(n, maxNodes-len(out))...)
		} else {
			out = append(out, n)
		}
		if len(out) >= maxNodes {
			break
		}
	}
	f.members = out
	return out
}

// otherShows is shows for the second sample, whose lists have a member around
// the items.
func (f *field) otherShows(name string) (values []*node, known bool) {
	for _, n := range f.other {
		if f.shape == specs.Array && n.kind == specs.Object && len(n.keys) == 1 {
			n = n.members[n.keys[0]]
		}
		items := []*node{n}
		if n.kind == specs.Array {
			items = flatten(n, maxNodes)
		}
		for _, x := range items {
			known = known || len(x.keys) > 0
			if v := x.member(name); v != nil && len(values) < maxNodes {
				values = append(values, v)
			}
		}
	}
	return values, known
}

// flatten returns the items of an array, and of arrays in it.
func flatten(n *node, most int) []*node {
	var out []*node
	for _, x := range n.items {
		if len(out) >= most {
			break
		}
		if x.kind == specs.Array {
			out = append(out, flatten(x, most-len(out))...)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// shows reports whether the sample shows the member name below f; known is
// false where the sample does not reach that far.
func (f *field) shows(name string) (values []*node, known bool) {
	for _, n := range f.memberNodes() {
		if n.kind != specs.Object {
			continue
		}
		known = known || len(n.keys) > 0
		if v := n.member(name); v != nil && len(values) < maxNodes {
			values = append(values, v)
		}
	}
	return values, known
}

func (f *field) add(c *field) {
	c.parent = f
	c.depth = f.depth + 1
	c.path = f.memberPath() + c.name
	if f.byName == nil {
		f.byName = map[string]*field{}
	}
	if f.byName[c.name] == nil {
		f.byName[c.name] = c
	}
	f.children = append(f.children, c)
	low := strings.ToLower(c.name)
	f.key, f.value = f.key || isKey(low), f.value || isValue(low)
	c.nodes, _ = f.shows(c.name)
	c.other, _ = f.otherShows(c.name)
	if c.shape = c.typ; c.shape == "" {
		c.shape = c.guessShape()
	}
	c.findWrapper()
}

// saysList matches the description of a row that holds several values.
var saysList = regexp.MustCompile(`(?i)\b(?:array|list|set|collection)\b|列表|数组|集合`)

// guessShape tells from the sample, or from its words, whether a row without a
// type holds members.
func (f *field) guessShape() specs.Type {
	for _, n := range f.nodes {
		switch {
		case n.kind == specs.Array:
			return specs.Array
		case n.kind == specs.Object && len(n.keys) == 1 && (n.members[n.keys[0]].kind == specs.Array || f.isPluralOf(n.keys[0], n.members[n.keys[0]])):
			return specs.Array
		case n.kind == specs.Object && len(n.keys) > 0:
			return specs.Object
		case n.kind != "" && n.kind != specs.Object:
			return ""
		}
	}
	return ""
}

// isPluralOf reports that the field is a list of which the sample shows one
// item.
func (f *field) isPluralOf(key string, item *node) bool {
	return item.kind == specs.Object && !strings.EqualFold(key, f.name) && isSingular(key, f.name)
}

// listed reports that the row's words say that it holds several values.
func (r *row) listed() bool {
	return slices.ContainsFunc(r.desc, func(d descLine) bool { return saysList.MatchString(d.text) })
}

// openShape gives a shape to a row that members follow.
func (f *field) openShape() {
	if f.shape != "" {
		return
	}
	f.shape = specs.Object
	if strings.HasSuffix(f.name, "s") && !strings.HasSuffix(f.name, "ss") {
		f.shape = specs.Array
	}
	if f.row.listed() {
		f.shape = specs.Array
	}
}

// findWrapper looks at the sample of an array for a member that wraps the
// items: {"Images": {"Image": [...]}}.
func (f *field) findWrapper() {
	f.members = nil
	if f.shape != specs.Array {
		return
	}
	for _, n := range f.nodes {
		if n.kind != specs.Object || len(n.keys) == 0 {
			continue
		}
		key := n.keys[0]
		inner := n.members[key]
		switch {
		case len(n.keys) > 1:
			f.bare = true
		case inner.kind == specs.Array:
			f.wrapper = key
		case inner.kind == specs.Object && (key == f.itemName || isSingular(key, f.name)):
			f.wrapper, f.bare = key, true
		case key == f.itemName && f.items != specs.Object, key == typeName(f.row.typ):
			f.wrapper, f.bare = key, true
		default:
			f.bare = true
		}
		if f.wrapper != "" && !f.bare {
			return
		}
	}
}

// isSingular reports that key is what one item of the list name is called.
func isSingular(key, name string) bool {
	k, n := strings.ToLower(key), strings.ToLower(name)
	for _, suffix := range []string{"s", "es", "list", "set", "sets", "infos", "info", ""} {
		if n == k+suffix {
			return true
		}
	}
	return strings.HasSuffix(n, "ies") && k == strings.TrimSuffix(n, "ies")+"y" ||
		strings.HasSuffix(k, "info") && strings.TrimSuffix(n, "info") == strings.TrimSuffix(k, "info")+"s" ||
		strings.HasSuffix(n, "s") && (k == strings.TrimSuffix(n, "s")+"info" || k == strings.TrimSuffix(n, "s")+"item")
}

// forest places rows: explicit nesting as it is written, the rest by the
// sample or, without one, by the order of the rows.
type forest struct {
	kind sectionKind
	// sorted reports that rows stand in the order of the alphabet, each level
	// for itself, as the older layouts have them.
	sorted bool
	root   *field
	stack  []*field // open containers, the root first
	fields []*field // documented rows in page order
	// mentions are pairs "Parent.member" that texts of the page spell out.
	mentions map[string]bool
	// left counts the rows of each name that are still to come; surplus names
	// have more rows than places in the sample.
	left    map[string]int
	surplus map[string]bool
	// holds are the rows whose members stand in a table of their own.
	holds map[rowKey]bool
	// typed reports that most rows have a type.
	typed bool
	// renamed is the one structure that the sample shows by another name.
	renamed map[*row]*node
	// recovered reports that nesting rests on the order of rows alone.
	recovered bool
	// marked reports that the names bear tree marks; exact that these tell the
	// depth and not only that a row is nested.
	marked, exact bool
}

// nest builds the fields of rows whose nesting the page does not draw. sample
// is nil where there is none; other is a second one, in XML.
func nest(rows []row, ins []string, kind sectionKind, sample, other *node, mentions map[string]bool) *forest {
	f := &forest{kind: kind, sorted: isSorted(rows), mentions: mentions, left: map[string]int{}, surplus: map[string]bool{}, holds: map[rowKey]bool{}}
	names := make([]string, len(rows))
	for i := range rows {
		names[i] = rows[i].name
	}
	f.root = rootField(sample, names)
	if other != nil {
		f.root.other = []*node{other}
	}
	f.stack = []*field{f.root}
	types := 0
	for i := range rows {
		if rows[i].typ != "" {
			types++
		}
		f.left[rows[i].name]++
		if u := rows[i].under; u != (rowKey{}) {
			f.holds[u] = true
		}
		f.marked = f.marked || rows[i].depth > 0
		f.exact = f.exact || rows[i].depth > 1
	}
	f.typed = types*2 > len(rows)
	if sample != nil {
		places := map[string]map[string]bool{}
		sample.places("", places, 0)
		for name, n := range f.left {
			f.surplus[name] = n > len(places[name])
		}
		f.renamed = renamed(rows, f.root, places)
	}
	for i := range rows {
		f.row(rows, i, ins[i])
	}
	return f
}

// renamed pairs the only structure among the rows that the sample shows nowhere
// with the only one of the sample's outermost that no row names, where most
// rows behind the first are members within the second. It places those rows;
// the names stay as documented.
func renamed(rows []row, root *field, places map[string]map[string]bool) map[*row]*node {
	named := map[string]bool{}
	at := -1
	for i := range rows {
		r := &rows[i]
		named[r.name] = true
		if t, items := parseType(r.typ); r.name == "" || len(places[r.name]) > 0 || t != specs.Object && (t != specs.Array || items != specs.Object) {
			continue
		}
		if at >= 0 {
			return nil
		}
		at = i
	}
	if at < 0 {
		return nil
	}
	var stranger *node
	for _, n := range root.memberNodes() {
		for _, key := range n.keys {
			if v := n.members[key]; !named[key] && (v.kind == specs.Object || v.kind == specs.Array) {
				if stranger != nil {
					return nil
				}
				stranger = v
			}
		}
	}
	inside := map[string]bool{}
	stranger.names(inside)
	found, sought := 0, 0
	for i := at + 1; i < len(rows) && !root.has(rows[i].name); i++ {
		sought++
		if inside[rows[i].name] {
			found++
		}
	}
	if found < 2 || found*2 <= sought {
		return nil
	}
	return map[*row]*node{&rows[at]: stranger}
}

// has reports that the sample shows the member.
func (f *field) has(name string) bool {
	v, _ := f.shows(name)
	return len(v) > 0
}

// rootField is the field around the rows of the given names: the sample as a
// whole, its items where it is an array, or the one object in it that has the
// rows as members. Its wire path ends where a member's name begins.
func rootField(sample *node, names []string) *field {
	root := &field{row: &row{}, typ: specs.Object, shape: specs.Object}
	if sample == nil {
		return root
	}
	root.nodes = []*node{sample}
	if sample.kind == specs.Array {
		root.shape, root.wire = specs.Array, "[]."
		return root
	}
	if len(sample.keys) != 1 || sample.members[sample.keys[0]].kind != specs.Object {
		return root
	}
	inner := sample.members[sample.keys[0]]
	found, sought := 0, 0
	for _, name := range names {
		if sample.member(name) != nil {
			return root
		}
		if inner.member(name) != nil {
			found++
		}
		if name != "" {
			sought++
		}
	}
	if found > 0 && found*3 >= sought {
		root.nodes, root.wire = []*node{inner}, sample.keys[0]+"."
	}
	return root
}

func (f *forest) top() *field { return f.stack[len(f.stack)-1] }

// indexed matches the index segment of "Tag.N.Key" and "Tag.1.Key".
func isIndex(s string) bool {
	if len(s) == 1 && (s[0] >= '0' && s[0] <= '9' || strings.ContainsAny(s, "NnMmXxYy*")) {
		return true
	}
	if len(s) == 0 || len(s) > 3 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return s == "{N}" || s == "{n}" || s == "[N]" || s == "[n]" || s == "<N>"
		}
	}
	return true
}

// lastField is the row placed last, nil at the beginning.
func (f *forest) lastField() *field {
	if len(f.fields) == 0 {
		return nil
	}
	return f.fields[len(f.fields)-1]
}

func (f *forest) row(rows []row, i int, in string) {
	r := &rows[i]
	f.left[r.name]--
	last := f.lastField()
	if last != nil && i > 0 && f.isItem(last, rows, i) {
		f.fold(last, r)
		return
	}
	if r.name == "" {
		f.unnamed(r)
		return
	}
	x := &field{row: r, in: in, name: r.name}
	x.typ, x.items = parseType(r.typ)
	x.shape = x.typ
	if strings.Contains(r.name, ".") || strings.Contains(r.name, "[]") {
		if f.explicit(x) {
			return
		}
	}
	next := ""
	if i+1 < len(rows) {
		next = rows[i+1].name
	}
	if x.typ == specs.Array {
		x.itemName = typeName(r.typ)
		if x.itemName == "" && next != "" {
			x.itemName = f.itemNameAhead(x, rows, i+1)
		}
	}
	level := f.level(x, rows, i)
	f.stack = f.stack[:level+1]
	f.recovered = f.recovered || level > 0 && !f.exact && r.under == (rowKey{}) && len(f.root.nodes) == 0
	f.top().add(x)
	if n := f.renamed[r]; n != nil && len(x.other) == 0 {
		x.other = []*node{n}
	}
	f.fields = append(f.fields, x)
	if f.marked && r.typ == "" && i+1 < len(rows) && (f.depth(&rows[i+1]) > f.depth(r) || !f.exact && f.depth(&rows[i+1]) > 0) {
		x.openShape()
	}
	holds := f.holds[r.key()]
	// A row whose type and example are blank, in a table that has them, is a
	// structure.
	if holds || f.typed && r.typ == "" && x.shape == "" && len(x.nodes) == 0 && len(r.example) == 0 && r.listed() {
		x.openShape()
	}
	if (holds || x.isContainer() && x.mayHold(next)) && len(f.stack) < maxOpen {
		f.stack = append(f.stack, x)
	}
}

// mayHold reports that the row named next, which follows the container, can be
// its member. An array of which nothing says that its items are objects, and a
// structure with an example that lacks the name, have none unless the sample
// shows it.
func (f *field) mayHold(next string) bool {
	if v, _ := f.otherShows(next); len(v) > 0 || f.has(next) {
		return true
	}
	if f.typ == specs.Array && f.items == "" {
		return false
	}
	e := parseSample(strings.Join(f.row.example, "\n"))
	return e == nil || len(e.keys) == 0 || e.member(next) != nil
}

// depth is the nesting that a row's tree mark shows.
func (f *forest) depth(r *row) int { return max(0, r.depth) }

// itemNameAhead is the name of the item row that follows an array, for the
// look at its wrapper.
func (f *forest) itemNameAhead(x *field, rows []row, i int) string {
	r := &rows[i]
	if t, _ := parseType(r.typ); t != specs.Object && r.typ != "" {
		return ""
	}
	return r.name
}

// unnamed handles a row without a name that describes no array's items: the
// values of an object with free keys, or the root, which is no row.
func (f *forest) unnamed(r *row) {
	if last := f.lastField(); last != nil {
		// An object whose members have no names: free keys.
		if last.shape == specs.Object && len(last.children) == 0 && last.item == nil {
			last.typ, last.shape, last.item = specs.Map, specs.Map, r
			if t, _ := parseType(r.typ); t != specs.Object && f.top() == last {
				f.stack = f.stack[:len(f.stack)-1]
			}
		}
		return
	}
	if t, _ := parseType(r.typ); t == specs.Array {
		f.root.shape = specs.Array
	}
}

// isItem reports whether rows[i] describes the items of the array before it.
func (f *forest) isItem(last *field, rows []row, i int) bool {
	r := &rows[i]
	if r.isItem {
		return r.under == last.row.key()
	}
	typ, _ := parseType(r.typ)
	switch last.typ {
	case specs.Array:
	case specs.Map:
		return r.name == "" || r.name == last.name || last.item == nil && len(last.children) == 0 && strings.Trim(r.name, "*{}<>. ") == "" ||
			last.item == nil && typ == specs.Object && r.name == typeName(last.row.typ)
	default:
		return false
	}
	if len(last.children) > 0 || last.explicit && r.name != "" {
		return false
	}
	if r.name == "" {
		return true
	}
	if last.item != nil {
		return false
	}
	if f.exact && f.depth(r) != f.depth(last.row)+1 || f.marked && f.depth(r) == 0 {
		return false
	}
	if r.typ == "" && last.row.typ != "" {
		return true // a name with all other cells blank
	}
	if r.name == typeName(last.row.typ) && (typ == specs.Object || typ == "") {
		return true
	}
	// The sample decides where it shows the items.
	if nodes := last.memberNodes(); len(nodes) > 0 {
		scalar, has := true, false
		for _, n := range nodes {
			scalar = scalar && n.kind != specs.Object
			has = has || n.member(r.name) != nil
		}
		if has {
			return false
		}
		if r.name == last.wrapper || r.name == last.name && typ == specs.Object {
			return true
		}
		if scalar {
			return typ != specs.Object && typ != specs.Array && last.items == "" && isSingular(r.name, last.name) && f.absentAbove(r.name)
		}
		return typ == specs.Object && f.absentAbove(r.name) && (last.items == specs.Object || last.items == "")
	}
	if r.name == last.wrapper {
		return true
	}
	switch typ {
	case specs.Object:
		return r.name == last.name || isSingular(r.name, last.name) ||
			(last.items == specs.Object || last.items == "") && strings.HasPrefix(strings.ToLower(last.row.typ), "array<") && f.absentAbove(r.name)
	case specs.Array:
		return false
	}
	return last.items == "" && isSingular(r.name, last.name) && !strings.EqualFold(r.name, last.name) && f.absentAbove(r.name)
}

// absentAbove reports that no open container's sample shows the name.
func (f *forest) absentAbove(name string) bool {
	for _, c := range f.stack {
		if c.byName[name] == nil && c.has(name) {
			return false
		}
	}
	return true
}

// fold makes r the description of the items of an array.
func (f *forest) fold(a *field, r *row) {
	if a.item == nil {
		a.item = r
	}
	if r.isItem && a.typ == "" {
		a.shape = specs.Array
	}
	typ, inner := parseType(r.typ)
	if typ == specs.Array && inner != "" && r.typ == a.row.typ {
		typ = inner // the array's own type again
	}
	if typ == "" && r.typ == "" && r.name != "" {
		typ = specs.Object
	}
	if a.typ == specs.Array && (a.items == "" || a.items == specs.Object && typ != specs.Object && typ != "") {
		a.items = typ
	}
	if r.name != "" {
		a.itemName = r.name
		a.wrapper, a.bare = "", false
		a.findWrapper()
	}
	if a.isContainer() && f.top() != a && len(f.stack) < maxOpen {
		f.stack = append(f.stack, a)
	} else if !a.isContainer() && f.top() == a {
		f.stack = f.stack[:len(f.stack)-1]
	}
}

// explicit places a row whose name states its nesting.
func (f *forest) explicit(x *field) bool {
	segments := strings.Split(x.name, ".")
	level := 0
	if x.row.under != (rowKey{}) {
		level = f.level(x, nil, 0)
	}
	at := f.stack[level]
	for i, s := range segments {
		array := strings.HasSuffix(s, "[]")
		name := strings.TrimSuffix(s, "[]")
		if name == "" || isIndex(name) && i == 0 {
			return false
		}
		if isIndex(name) {
			continue
		}
		for i+1 < len(segments) && isIndex(segments[i+1]) && !array {
			array = true
		}
		rest := segments[i+1:]
		for len(rest) > 0 && isIndex(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			x.name, x.explicit = name, true
			if array && x.typ != specs.Array {
				x.items, x.typ = x.typ, specs.Array
			}
			at.add(x)
			f.fields = append(f.fields, x)
			f.stack = f.stack[:level+1]
			return true
		}
		next := at.byName[name]
		if next == nil || array && next.typ != specs.Array {
			if next != nil && !next.virtual {
				// The parent is a row; the index says that it is an array.
				next = &field{row: next.row, name: name, typ: specs.Array, items: specs.Object, virtual: true, parent: at, depth: at.depth + 1, path: at.memberPath() + name}
			} else {
				next = &field{row: &row{}, name: name, typ: specs.Object, virtual: true}
				if array {
					next.typ, next.items = specs.Array, specs.Object
				}
				at.add(next)
			}
		}
		at = next
	}
	return false
}

// level chooses the open container that x is a member of.
func (f *forest) level(x *field, rows []row, i int) int {
	lowest := 0
	if u := x.row.under; u != (rowKey{}) {
		for l := len(f.stack) - 1; l > 0; l-- {
			if f.stack[l].row.key() == u {
				return l
			}
		}
	}
	if f.marked {
		d := f.depth(x.row)
		for l := len(f.stack) - 1; f.exact && l >= 0; l-- {
			if l == 0 || f.depth(f.stack[l].row) < d {
				return l
			}
		}
		if d == 0 {
			return 0
		}
		lowest = min(1, len(f.stack)-1)
	}
	if lowest == len(f.stack)-1 {
		return lowest
	}
	best, bestScore := 0, -1<<30
	for l := len(f.stack) - 1; l >= lowest; l-- {
		if l > 0 && f.holds[f.stack[l].row.key()] {
			continue // its members say so
		}
		if score := f.score(x, l, rows, i); score > bestScore {
			best, bestScore = l, score
		}
	}
	return best
}

// score says how well x fits as a member of the container at level l.
func (f *forest) score(x *field, l int, rows []row, i int) int {
	c := f.stack[l]
	values, known := c.shows(x.name)
	taken := c.byName[x.name] != nil
	innermost := l == len(f.stack)-1
	score := 0
	if taken {
		score -= 40
	}
	// A container that has just been opened has members.
	if innermost && len(c.children) == 0 && c.parent != nil && f.lastField() == c && (c.shape != specs.Map || c.item != nil) {
		score += 16
	}
	if f.mentions[mention(c.name, x.name)] {
		score += 30
	}
	switch {
	case len(values) > 0 && !taken:
		score += 20
		// Where there are fewer rows than places, type and example decide.
		if f.left[x.name]+1 < f.freeSlots(x.name) {
			score += agreement(x, values)
		} else if agreement(x, values) < -3 {
			score -= 6
		}
		// There are more rows of this name than the sample has places, another is
		// to come, and the innermost container has none yet: this one is its.
		if !innermost && f.surplus[x.name] && f.left[x.name] > 0 && f.top().byName[x.name] == nil && !f.stackShows(x.name, l) {
			score -= 36
		}
	default:
		if known {
			score -= 12
		} else if seen, reached := c.otherShows(x.name); len(seen) > 0 && !taken {
			score += 12
		} else if reached {
			score -= 6
		}
		score += f.affinity(x, c) + f.byOrder(x, l)
	}
	return score*16 + l
}

// byOrder weighs level l by the order of rows alone.
func (f *forest) byOrder(x *field, l int) int {
	c := f.stack[l]
	innermost := l == len(f.stack)-1
	score := 0
	if innermost {
		score += 4
		if low := strings.ToLower(x.name); c.isPair() && !isKey(low) && !isValue(low) || c.shape == specs.Map && c.item == nil {
			score -= 16
		}
	}
	if f.sorted && len(c.children) > 0 {
		if before := c.children[len(c.children)-1].name; strings.ToLower(before) < strings.ToLower(x.name) {
			score += 6
		} else {
			score -= 12
		}
	}
	// Structures mostly stand side by side; only the list that an answer is
	// about holds others.
	if side := len(f.stack) - 2; x.isContainer() && side >= 0 && len(f.top().children) > 1 && (f.kind == requestSection || side > 0) {
		switch l {
		case side + 1:
			score -= 2
		case side:
			score += 3
		}
	}
	if l == 0 && len(f.stack) > 1 {
		if top[f.kind][x.name] {
			score += 12
		}
		if f.kind == requestSection && x.isContainer() && x.shape != specs.Map && len(f.stack) > 2 {
			score += 3
		}
	}
	return score
}

// isSorted reports that most names follow the one before in the alphabet.
func isSorted(rows []row) bool {
	const least = 6 // rows
	up := 0
	for i := 1; i < len(rows); i++ {
		if strings.ToLower(rows[i-1].name) < strings.ToLower(rows[i].name) {
			up++
		}
	}
	return len(rows) >= least && up*4 >= (len(rows)-1)*3
}

// stackShows reports that a container inside level l shows the free name.
func (f *forest) stackShows(name string, l int) bool {
	for _, c := range f.stack[l+1:] {
		if c.byName[name] == nil && c.has(name) {
			return true
		}
	}
	return false
}

// freeSlots counts the open containers whose sample shows the name and that
// have no such row yet.
func (f *forest) freeSlots(name string) int {
	n := 0
	for _, c := range f.stack {
		if c.byName[name] == nil && c.has(name) {
			n++
		}
	}
	return n
}

// agreement weighs a row's type and example against the sample's values.
func agreement(x *field, values []*node) int {
	score := 0
	v := values[0]
	if v.kind != "" && !v.isEmpty() && x.typ != "" {
		switch {
		case v.kind == x.typ, x.typ == specs.Number && v.kind == specs.Integer, x.typ == specs.Array && v.kind == specs.Object, x.typ == specs.Map && v.kind == specs.Object:
			score += 3
		case (x.typ == specs.Object || x.typ == specs.Array || x.typ == specs.Map) != (v.kind == specs.Object || v.kind == specs.Array):
			score -= 6
		default:
			score -= 2
		}
	}
	if len(x.row.example) == 1 && v.text != "" && strings.TrimSpace(v.text) == x.row.example[0] {
		score += 3
	}
	return score
}

// top are members that these APIs put at the top of requests and of answers.
var top = map[sectionKind]map[string]bool{
	requestSection: {
		"RegionId": true, "PageNumber": true, "PageSize": true, "NextToken": true, "MaxResults": true, "ClientToken": true, "DryRun": true,
		"ResourceGroupId": true, "OwnerId": true, "OwnerAccount": true, "ResourceOwnerAccount": true, "ResourceOwnerId": true,
	},
	responseSection: {
		"RequestId": true, "requestId": true, "request_id": true, "PageNumber": true, "PageSize": true, "TotalCount": true, "NextToken": true,
		"MaxResults": true, "Success": true, "HttpStatusCode": true, "ErrorCode": true, "Code": true, "Message": true,
	},
}

// isPair reports a container whose members are a key and a value.
func (f *field) isPair() bool { return f.key && f.value }

func isKey(low string) bool   { return strings.HasSuffix(low, "key") }
func isValue(low string) bool { return strings.HasSuffix(low, "value") }

// affinity weighs how much x's name has in common with the members of c.
func (f *forest) affinity(x *field, c *field) int {
	const most = 30 // siblings looked at
	words := camelWords(x.name)
	score := 0
	siblings := c.children
	if len(siblings) > most {
		siblings = siblings[len(siblings)-most:]
	}
	for _, s := range siblings {
		score = max(score, 2*common(words, camelWords(s.name)))
	}
	if !x.isContainer() && c.parent != nil {
		score = max(score, 2*common(words, camelWords(c.name)))
	}
	return min(score, 6)
}

// camelWords splits a name into its words: "VMImageSpec" is VM, Image, Spec.
func camelWords(s string) []string {
	const most = 12
	var words []string
	from := 0
	upper := func(i int) bool { return i < len(s) && 'A' <= s[i] && s[i] <= 'Z' }
	for i := 1; i <= len(s) && len(words) < most; i++ {
		switch {
		case i == len(s), upper(i) && !upper(i-1), upper(i) && i+1 < len(s) && !upper(i+1) && nameStart(s[i+1]), s[i] == '_', s[i] == '-':
			if w := strings.Trim(s[from:i], "_-"); w != "" {
				words = append(words, w)
			}
			from = i
		}
	}
	return words
}

// common counts the words two names share, without those that say nothing.
func common(a, b []string) int {
	n := 0
	for _, x := range a {
		switch x = strings.ToLower(x); x {
		case "id", "name", "type", "is", "the", "status", "info", "time", "ids", "list":
			continue
		default:
			for _, y := range b {
				if strings.EqualFold(x, y) {
					n++
					break
				}
			}
		}
	}
	return n
}

func mention(parent, member string) string { return parent + "." + member }

// mentioned matches "Filter.N.Value", "Filter[].Value" and "Data.PageSize".
var mentioned = regexp.MustCompile(`\b([A-Za-z]\w*)(?:\.[NnMm0-9]|\[\]|\[[NnMm0-9]+\])?\.([A-Za-z]\w*)\b`)

// mentions gathers the nestings that descriptions and messages spell out.
func (p *page) mentions() map[string]bool {
	m := map[string]bool{}
	scan := func(s string) {
		if !strings.Contains(s, ".") {
			return
		}
		for _, x := range mentioned.FindAllStringSubmatch(s, 20) {
			m[mention(x[1], x[2])] = true
		}
	}
	for _, s := range p.sections {
		for _, r := range s.rows {
			for _, d := range r.desc {
				scan(d.text)
			}
		}
		for _, e := range s.errors {
			scan(e.message)
		}
	}
	return m
}
