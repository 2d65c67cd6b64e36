// Package diff compares two Operations and says what changed, in which
// direction, and whether it breaks someone. It serves `diff` (two documents),
// `drift` (a document and what traffic showed) and `import --check`.
//
// It compares facts only: order, marker words, examples and prose never make
// a change, and nothing is removed against a section that its document leaves
// open. It reads no documents itself.
package diff

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// The sections of a change.
const (
	Request   = "request"
	Response  = "response"
	Errors    = "errors"
	Statuses  = "statuses"
	Operation = "operation"
)

// Kind says what changed.
type Kind string

// The kinds of changes.
const (
	Added        Kind = "added"
	Removed      Kind = "removed"
	Type         Kind = "type"
	Required     Kind = "required"
	EnumAdded    Kind = "enum-added"
	EnumRemoved  Kind = "enum-removed"
	Min          Kind = "min"
	Max          Kind = "max"
	MinLength    Kind = "min-length"
	MaxLength    Kind = "max-length"
	Default      Kind = "default"
	Deprecated   Kind = "deprecated"
	Renamed      Kind = "renamed"
	Wrapper      Kind = "wrapper"
	Status       Kind = "status"
	Message      Kind = "message"
	Undocumented Kind = "undocumented" // seen, and in no table
	NeverSeen    Kind = "never-seen"   // in a table, and in no answer seen
)

// Severity of a change.
type Severity string

// The severities, heaviest first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Change is one difference between two Operations.
type Change struct {
	Operation string `json:"operation"`
	Section   string `json:"section"`
	// Path is the documented path; for what is undocumented the wire path, for
	// an error its code, for a status its number.
	Path string `json:"path"`
	Kind Kind   `json:"kind"`
	// Old and New are the facts before and after, nil where there is none.
	// Enum changes carry only the values that went or came.
	Old any `json:"old"`
	New any `json:"new"`
	// Breaking is yes, no or maybe, for those who call and read.
	Breaking    string   `json:"breaking"`
	Severity    Severity `json:"severity"`
	Fingerprint string   `json:"fingerprint"`
	Evidence    []string `json:"evidence"`
	// Label is confirmed, flaky or environment where a target was tried again.
	Label string `json:"label,omitempty"`
}

// Compare lists what changed from old to new, by section and path. The
// address of the changes has what either states, and old's word where they
// differ; a version only where both state it, so that fingerprints do not hang
// on what one rendition omits. Both are documents; see Traffic.
func Compare(old, new *specs.Operation) []Change {
	return compare(&differ{old: old, new: new})
}

func compare(d *differ) []Change {
	old, new := d.old, d.new
	d.address = joint(old.Address, new.Address).String()
	d.operation()
	d.rows(Request, requestRows(old), requestRows(new), old.Open.Request, new.Open.Request)
	d.action()
	was, is := responseRows(old), responseRows(new)
	was, is = fold(was, is), fold(is, was)
	d.rows(Response, was, is, old.Open.Response, new.Open.Response)
	d.errors()
	d.statuses()
	d.sort()
	return d.changes
}

func (d *differ) sort() {
	slices.SortStableFunc(d.changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(sectionOrder(a.Section), sectionOrder(b.Section)),
			strings.Compare(a.Path, b.Path),
			strings.Compare(string(a.Kind), string(b.Kind)),
		)
	})
}

// joint is the address of what two documents describe.
func joint(a, b specs.Address) specs.Address {
	if b.IsZero() || a.Full() == b.Full() {
		return a
	}
	if a.IsZero() {
		return b
	}
	both := a
	both.Provider = cmp.Or(a.Provider, b.Provider)
	both.Product = cmp.Or(a.Product, b.Product)
	if a.Version == "" || b.Version == "" {
		both.Version = ""
	}
	return both
}

func sectionOrder(s string) int {
	return slices.Index([]string{Operation, Request, Response, Errors, Statuses}, s)
}

// Fingerprint returns the first 12 hex digits of SHA-256 over address,
// section, path and kind. It does not change with the values.
func Fingerprint(operation, section, path string, kind Kind) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{operation, section, path, string(kind)}, "\n")))
	return hex.EncodeToString(sum[:])[:12]
}

type differ struct {
	old, new *specs.Operation
	address  string
	changes  []Change
}

func (d *differ) add(section, path string, kind Kind, old, new any, breaking string, severity Severity, evidence ...string) {
	if evidence == nil {
		evidence = []string{}
	}
	d.changes = append(d.changes, Change{
		Operation: d.address, Section: section, Path: path, Kind: kind, Old: old, New: new,
		Breaking: breaking, Severity: severity, Evidence: evidence,
		Fingerprint: Fingerprint(d.address, section, path, kind),
	})
}

func (d *differ) operation() {
	if d.old.URLPath != "" && d.new.URLPath != "" && normalPath(d.old.URLPath) != normalPath(d.new.URLPath) {
		d.add(Operation, "path", Renamed, d.old.URLPath, d.new.URLPath, "yes", Error)
	}
	if len(d.old.Methods) > 0 && len(d.new.Methods) > 0 {
		for _, m := range d.old.Methods {
			if !slices.Contains(d.new.Methods, m) {
				d.add(Operation, "method "+m, Removed, m, nil, "yes", Error)
			}
		}
		for _, m := range d.new.Methods {
			if !slices.Contains(d.old.Methods, m) {
				d.add(Operation, "method "+m, Added, nil, m, "no", Info)
			}
		}
	}
}

// normalPath makes placeholders nameless: their names are the documents' own.
func normalPath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

// row is what both tables' rows share.
type row struct {
	*specs.Row
	// documented is the path as its own document has it; see fold.
	documented string

	required *bool
	in       string // of a parameter
	always   bool
	wire     string
	position int
}

// common reports a header that every request bears, whether or not the page of
// an operation repeats it (Huawei Cloud, "Making an API Request").
func (r row) common() bool {
	return r.in == "header" && slices.Contains([]string{"X-Auth-Token", "Content-Type"}, r.Path)
}

func requestRows(o *specs.Operation) []row {
	rows := make([]row, 0, len(o.Request))
	for i := range o.Request {
		p := &o.Request[i]
		if o.Protocol == specs.RPC && p.Path == "Action" {
			continue // see action
		}
		rows = append(rows, row{Row: &p.Row, documented: p.Path, required: p.Required, in: p.In, position: i})
	}
	return rows
}

// action compares the rows of the operation's own name. That one layout has
// the row and the other has not is no change, and since every request bears
// the name, nobody breaks on what its row says.
func (d *differ) action() {
	old, new := d.old.Parameter("Action"), d.new.Parameter("Action")
	if d.old.Protocol != specs.RPC || old == nil || new == nil || old.Required == nil || new.Required == nil {
		return
	}
	if *old.Required != *new.Required {
		d.add(Request, "Action", Required, *old.Required, *new.Required, "no", Info, "every request bears its operation's name")
	}
}

func responseRows(o *specs.Operation) []row {
	fields := slices.Clone(o.Response)
	specs.SetWire(fields)
	rows := make([]row, 0, len(fields))
	for i := range fields {
		f := &fields[i]
		rows = append(rows, row{Row: &f.Row, documented: f.Path, always: f.Presence == specs.Always, wire: f.Wire, position: i})
	}
	return rows
}

// fold rewrites rows to the way in which the other table writes one list: an
// object whose only member is a list ("Images", "Images.Image[].Id") as a list
// with a wrapper ("Images[].Id"), which travels alike.
func fold(rows, other []row) []row {
	lists := index(other)
	for {
		at := slices.IndexFunc(rows, func(r row) bool {
			o, ok := lists[r.Path]
			return ok && r.Type == specs.Object && o.Type == specs.Array &&
				wrapper(o) != "" && strings.TrimSuffix(o.wire, "[]") == r.wire+"."+wrapper(o) && onlyMember(rows, r.Path, wrapper(o))
		})
		if at < 0 {
			return rows
		}
		outer := rows[at].Path
		inner := outer + "." + wrapper(lists[outer])
		folded := make([]row, 0, len(rows)-1)
		for i, r := range rows {
			if i == at {
				continue
			}
			if rest, ok := strings.CutPrefix(r.Path, inner); ok && (rest == "" || strings.HasPrefix(rest, "[]")) {
				moved := *r.Row
				moved.Path = outer + rest
				r.Row = &moved
			}
			folded = append(folded, r)
		}
		rows = folded
	}
}

// onlyMember reports whether the row at path has one member, the list name.
func onlyMember(rows []row, path, name string) bool {
	found := false
	for _, r := range rows {
		switch {
		case !strings.HasPrefix(r.Path, path+"."):
		case r.Path == path+"."+name:
			found = r.Type == specs.Array
		case !strings.HasPrefix(r.Path, path+"."+name+"[]"):
			return false
		}
	}
	return found
}

// index finds rows by path. A table may have two rows for one path: what any
// of them states is stated, and what they do not agree on is not.
func index(rows []row) map[string]row {
	m := make(map[string]row, len(rows))
	for _, r := range rows {
		if first, ok := m[r.Path]; ok {
			r = merge(first, r)
		}
		m[r.Path] = r
	}
	return m
}

func merge(a, b row) row {
	both := *a.Row
	both.Type, both.Items = cmp.Or(a.Type, b.Type), cmp.Or(a.Items, b.Items)
	if len(a.Enum) == 0 {
		both.Enum = b.Enum
	}
	both.Min, both.Max = agreed(a.Min, b.Min), agreed(a.Max, b.Max)
	both.MinLength, both.MaxLength = agreed(a.MinLength, b.MinLength), agreed(a.MaxLength, b.MaxLength)
	both.Default = agreed(a.Default, b.Default)
	both.Deprecated = a.Deprecated || b.Deprecated
	return row{Row: &both, documented: a.documented, required: agreed(a.required, b.required), in: a.in, always: a.always || b.always, wire: a.wire, position: a.position}
}

// agreed returns what one of two rows states, nil where they contradict.
func agreed[T comparable](a, b *T) *T {
	switch {
	case a == nil:
		return b
	case b != nil && *a != *b:
		return nil
	}
	return a
}

func (d *differ) rows(section string, oldRows, newRows []row, oldOpen, newOpen bool) {
	// What an SDK has beyond half a page is told; it changes nothing.
	beyond := isSDK(d.new)
	if lostTable(d.old, section) && !beyond || lostTable(d.new, section) {
		return
	}
	was, is := index(oldRows), index(newRows)
	var gone, came []row
	for _, r := range oldRows {
		if _, ok := is[r.Path]; !ok && !impliedBy(r, newRows) && !unread(d.new, r) {
			gone = append(gone, r)
		}
	}
	for _, r := range newRows {
		if _, ok := was[r.Path]; !ok && !impliedBy(r, oldRows) && !unread(d.old, r) {
			came = append(came, r)
		}
	}
	renames := map[string]string{}
	if !newOpen {
		renames = d.renames(section, gone, came)
	}
	moved := map[string]bool{}
	for from, to := range renames {
		moved[to] = true
		if old, ok := was[from]; ok {
			if new, ok := is[to]; ok {
				d.facts(section, to, old, new)
			}
		}
	}
	for _, r := range gone {
		if _, ok := renames[r.Path]; ok {
			continue
		}
		switch {
		case newOpen:
		case section == Response && r.always:
			d.add(section, r.documented, Removed, summary(r), nil, "yes", Error, shownBy(d.new, r, "the sample still shows it")...)
		default:
			d.add(section, r.documented, Removed, summary(r), nil, "maybe", Warning, shownBy(d.new, r, "the sample still shows it")...)
		}
	}
	for _, r := range came {
		if moved[r.Path] {
			continue
		}
		switch {
		case oldOpen && !beyond:
		case section == Request && r.common():
			d.add(section, r.documented, Added, nil, summary(r), "no", Info, "every request of this cloud bears it")
		case section == Request && r.required != nil && *r.required:
			d.add(section, r.documented, Added, nil, summary(r), "yes", Error, "the new parameter is required")
		default:
			d.add(section, r.documented, Added, nil, summary(r), "no", Info, shownBy(d.old, r, "the sample showed it before")...)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(was)) {
		if now, ok := is[path]; ok {
			d.facts(section, was[path].documented, was[path], now)
		}
	}
}

// shownBy returns the evidence where a document's sample shows a field that its
// table has not.
func shownBy(o *specs.Operation, r row, evidence string) []string {
	wire := strings.TrimSuffix(r.wire, "[]")
	if wire != "" && slices.ContainsFunc(o.SampleOnly, func(s string) bool { return strings.TrimSuffix(s, "[]") == wire }) {
		return []string{evidence}
	}
	return nil
}

// lostTable reports whether the rendition lost the section's table.
func lostTable(o *specs.Operation, section string) bool {
	for _, l := range o.Lost {
		if l.Fact == "table" && l.Section == section && l.Filled == "" {
			return true
		}
	}
	return false
}

// impliedBy reports whether r is a container that the other table only
// implies by its members: "Tag" where only "Tag.N.Key" has a row.
func impliedBy(r row, rows []row) bool {
	if r.Type != specs.Array && r.Type != specs.Object && r.Type != specs.Map {
		return false
	}
	for _, other := range rows {
		if strings.HasPrefix(other.Path, r.Path+"[]") || strings.HasPrefix(other.Path, r.Path+".") {
			return true
		}
	}
	return false
}

// unread reports whether a document names the row in what could not be read of
// it: then it has not come or gone.
func unread(o *specs.Operation, r row) bool {
	_, name, _ := cutLast(r.Path)
	return slices.ContainsFunc(o.Unread, func(u specs.Unread) bool {
		rest, ok := strings.CutPrefix(strings.TrimLeft(u.Text, "*`| "), name)
		return ok && (rest == "" || !isNameByte(rest[0]))
	})
}

func isNameByte(b byte) bool {
	return b == '_' || b == '-' || '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}

// summary lists the facts of a row that went or came, by their YAML names.
func summary(r row) map[string]any {
	s := map[string]any{}
	if r.Type != "" {
		s["type"] = string(r.Type)
	}
	if r.Items != "" {
		s["items"] = string(r.Items)
	}
	if r.required != nil {
		s["required"] = *r.required
	}
	if len(r.Enum) > 0 {
		s["enum"] = r.Enum
	}
	for name, value := range map[string]any{
		"default": text(r.Default), "min": number(r.Min), "max": number(r.Max),
		"minLength": number(float(r.MinLength)), "maxLength": number(float(r.MaxLength)),
	} {
		if value != nil {
			s[name] = value
		}
	}
	if r.Deprecated {
		s["deprecated"] = true
	}
	return s
}

// plain folds what spelling alone changes: letter case, underscores, hyphens
// and a plural.
func plain(name string) string {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
	return strings.TrimSuffix(name, "s")
}

// renames pairs rows that went with rows that came where both sit in one
// parent and there is evidence for exactly one partner, and reports them. A
// renamed container takes its members along.
func (d *differ) renames(section string, gone, came []row) map[string]string {
	pairs := map[string]string{}
	taken := map[string]bool{}
	partners := partnersOf(came)
	for _, g := range gone {
		parent, name, _ := cutLast(g.Path)
		if to, ok := underRenamed(g.Path, pairs); ok {
			if partners.paths[to] {
				pairs[g.Path], taken[to] = to, true
			}
			continue
		}
		if to := d.placedByOrder(section, g, partners.named[name]); to != "" && !taken[to] {
			pairs[g.Path], taken[to] = to, true
			continue
		}
		spelling := plain(name)
		var best []row
		var why string
		for _, c := range partners.under[parent] {
			if taken[c.Path] || g.Type != "" && c.Type != "" && g.Type != c.Type {
				continue
			}
			evidence := ""
			switch {
			case c.plain == spelling:
				evidence = "the names differ only in spelling"
			case len(g.Enum) > 1 && slices.Equal(g.Enum, c.Enum):
				evidence = "both have the same values"
			case g.Example != nil && c.Example != nil && len(*g.Example) > 5 && *g.Example == *c.Example && near(g, c.row):
				evidence = "both have the same example, in the same place"
			default:
				continue
			}
			best, why = append(best, c.row), evidence
		}
		if len(best) != 1 {
			continue
		}
		to := best[0]
		pairs[g.Path], taken[to.Path] = to.Path, true
		d.add(section, g.Path, Renamed, g.Path, to.Path, "yes", Error, why)
	}
	return pairs
}

// partners are the rows that came, as those that went look for them.
type partners struct {
	paths map[string]bool
	named map[string][]row     // by last name
	under map[string][]partner // by parent
}

type partner struct {
	row
	plain string // of the last name
}

func partnersOf(came []row) partners {
	p := partners{map[string]bool{}, map[string][]row{}, map[string][]partner{}}
	for _, c := range came {
		parent, name, _ := cutLast(c.Path)
		p.paths[c.Path] = true
		p.named[name] = append(p.named[name], c)
		p.under[parent] = append(p.under[parent], partner{c, plain(name)})
	}
	return p
}

// placedByOrder returns the path of the row that g is in the other table, where
// only the order of rows placed one of the two: renditions of Alibaba's pages
// do not show what is a member of what, and the sample does not show the row
// where it was put. Namesakes are the rows that came with its last name. Empty:
// there is no such row, or more than one.
func (d *differ) placedByOrder(section string, g row, namesakes []row) string {
	if section != Response || d.old.Protocol == specs.REST || d.old.Sample == nil || d.new.Sample == nil {
		return ""
	}
	to := ""
	for _, c := range namesakes {
		if g.Type != c.Type || !guessed(d.old, g) && !guessed(d.new, c) {
			continue
		}
		if to != "" {
			return ""
		}
		to = c.Path
	}
	return to
}

// guessed reports whether a row is a member only because of where it stands.
func guessed(o *specs.Operation, r row) bool {
	return strings.Contains(r.Path, ".") && !inSample(o, r.wire)
}

// underRenamed returns where a path is whose nearest container, among pairs,
// was renamed.
func underRenamed(path string, pairs map[string]string) (string, bool) {
	for at := len(path) - 1; at > 0; at-- {
		if path[at] != '.' && !strings.HasPrefix(path[at:], "[]") {
			continue
		}
		if to, ok := pairs[path[:at]]; ok {
			return to + path[at:], true
		}
	}
	return "", false
}

// near reports whether two rows stand in about the same place.
func near(a, b row) bool {
	gap := a.position - b.position
	return -2 <= gap && gap <= 2
}

// facts compares what two rows say about one value.
func (d *differ) facts(section, path string, old, new row) {
	request := section == Request
	if old.Type != "" && new.Type != "" && !sameType(old, new) {
		d.add(section, path, Type, typeWord(old), typeWord(new), "yes", Error)
	}
	if old.required != nil && new.required != nil && *old.required != *new.required {
		if *new.required {
			d.add(section, path, Required, false, true, "yes", Error)
		} else {
			d.add(section, path, Required, true, false, "no", Info)
		}
	}
	d.enums(section, path, old, new)
	if isSDK(d.old) || isSDK(d.new) {
		return // an SDK states no bounds, defaults and deprecations
	}
	d.bound(section, path, Min, old.Min, new.Min, request, -1)
	d.bound(section, path, Max, old.Max, new.Max, request, 1)
	d.bound(section, path, MinLength, float(old.MinLength), float(new.MinLength), request, -1)
	d.bound(section, path, MaxLength, float(old.MaxLength), float(new.MaxLength), request, 1)
	if was, is := defaultOf(old), defaultOf(new); was != is &&
		(was != nil || !lostList(d.old, section, old.Path)) && (is != nil || !lostList(d.new, section, new.Path)) {
		if request {
			d.add(section, path, Default, was, is, "maybe", Warning)
		} else {
			d.add(section, path, Default, was, is, "no", Info)
		}
	}
	if old.Deprecated != new.Deprecated {
		d.add(section, path, Deprecated, old.Deprecated, new.Deprecated, "no", Info)
	}
	if was, is := wrapper(old), wrapper(new); was != is && old.Type == specs.Array && new.Type == specs.Array && d.old.Sample != nil && d.new.Sample != nil &&
		inSample(d.old, old.wire) && inSample(d.new, new.wire) {
		d.add(section, path, Wrapper, was, is, "yes", Error)
	}
}

// inSample reports whether the page's sample shows a wire path.
func inSample(o *specs.Operation, wire string) bool {
	return !slices.Contains(o.NotInSample, strings.TrimSuffix(wire, "[]")) && !slices.Contains(o.NotInSample, wire)
}

func isSDK(o *specs.Operation) bool { return o.Page.Document == "sdk" }

// sameType treats the several words for one wire type as one.
func sameType(a, b row) bool {
	if a.Type != b.Type {
		return slices.Contains([]specs.Type{specs.Object, specs.Map}, a.Type) && slices.Contains([]specs.Type{specs.Object, specs.Map}, b.Type)
	}
	return a.Type != specs.Array || a.Items == "" || b.Items == "" || a.Items == b.Items
}

func typeWord(r row) string {
	if r.Type == specs.Array && r.Items != "" {
		return "array of " + string(r.Items)
	}
	return string(r.Type)
}

// wrapper returns the names between an array's own and its items on the wire.
func wrapper(r row) string {
	if r.Type != specs.Array || r.wire == "" {
		return ""
	}
	_, name, _ := cutLast(r.Path)
	segments := strings.Split(r.wire, ".")
	at := len(segments) - 1
	for at > 0 && strings.TrimSuffix(segments[at], "[]") != name {
		at--
	}
	if strings.TrimSuffix(segments[at], "[]") != name {
		return ""
	}
	return strings.TrimSuffix(strings.Join(segments[at+1:], "."), "[]")
}

func text(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

// defaultOf is the default as it compares: pages write the values of a boolean
// in any letter case.
func defaultOf(r row) any {
	if r.Default != nil && r.Type == specs.Boolean {
		return strings.ToLower(*r.Default)
	}
	return text(r.Default)
}

func float(n *int) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}

// lostList reports whether the rendition lost the row's list, and with it what
// the list may have said: values, and which of them is the default.
func lostList(o *specs.Operation, section, path string) bool {
	return slices.ContainsFunc(o.Lost, func(l specs.Loss) bool {
		return isList(l) && (l.Section == section || l.Section == "") && l.Path == path
	})
}

func isList(l specs.Loss) bool {
	return (l.Fact == "enum" || l.Fact == "list") && l.Filled == ""
}

// NotCompared says what a document's rendition lost and Compare therefore
// leaves out, a statement each; none where everything was compared.
func NotCompared(o *specs.Operation) []string {
	var lists int
	statements := []string{}
	for _, l := range o.Lost {
		switch {
		case isList(l):
			lists++
		case l.Fact == "table" && l.Filled == "":
			statements = append(statements, "the "+l.Section+" table is missing")
		case l.Fact == "required" && l.Path == "" && l.Filled == "":
			statements = append(statements, "the "+l.Section+" table's column of requiredness is empty")
		}
	}
	switch {
	case lists == 1:
		statements = append(statements, "1 row has lost its list of values")
	case lists > 1:
		statements = append(statements, fmt.Sprintf("%d rows have lost their lists of values", lists))
	}
	switch n := len(o.Unread); {
	case n == 1:
		statements = append(statements, "1 line was not read")
	case n > 1:
		statements = append(statements, fmt.Sprintf("%d lines were not read", n))
	}
	return statements
}

func (d *differ) enums(section, path string, old, new row) {
	request := section == Request
	if old.Type == specs.Boolean || new.Type == specs.Boolean {
		return // the type says which values there are
	}
	if lostList(d.old, section, old.Path) || lostList(d.new, section, new.Path) {
		return
	}
	if len(old.Enum) == 0 && (d.old.Open.Enums || isSDK(d.old)) || len(new.Enum) == 0 && (d.new.Open.Enums || isSDK(d.new)) {
		return
	}
	var came, went []string
	for _, v := range new.Enum {
		if !slices.Contains(old.Enum, v) && !slices.Contains(came, v) {
			came = append(came, v)
		}
	}
	for _, v := range old.Enum {
		if !slices.Contains(new.Enum, v) && !slices.Contains(went, v) {
			went = append(went, v)
		}
	}
	if len(came) > 0 && !d.old.Open.Enums {
		switch {
		case len(old.Enum) == 0 && request:
			d.add(section, path, EnumAdded, nil, came, "maybe", Warning, "no list was documented before")
		case len(old.Enum) == 0:
			d.add(section, path, EnumAdded, nil, came, "no", Info, "no list was documented before")
		case request:
			d.add(section, path, EnumAdded, []string{}, came, "no", Info)
		default:
			d.add(section, path, EnumAdded, []string{}, came, "maybe", Warning)
		}
	}
	if len(went) > 0 && !d.new.Open.Enums {
		switch {
		case len(new.Enum) == 0:
			d.add(section, path, EnumRemoved, went, nil, "maybe", Warning, "no list is documented any more")
		case request:
			d.add(section, path, EnumRemoved, went, []string{}, "yes", Error)
		default:
			d.add(section, path, EnumRemoved, went, []string{}, "no", Info)
		}
	}
}

// bound compares one end of a range; widening is +1 where a larger value
// allows more.
func (d *differ) bound(section, path string, kind Kind, old, new *float64, request bool, widening int) {
	var narrower bool
	switch {
	case old == nil && new == nil:
		return
	case old == nil:
		narrower = true
	case new == nil:
		narrower = false
	case *old == *new:
		return
	default:
		narrower = (*new < *old) == (widening > 0)
	}
	was, is := number(old), number(new)
	switch {
	case request && old == nil:
		d.add(section, path, kind, was, is, "maybe", Warning, "no bound was documented before")
	case request && narrower:
		d.add(section, path, kind, was, is, "yes", Error)
	case request:
		d.add(section, path, kind, was, is, "no", Info)
	case narrower:
		d.add(section, path, kind, was, is, "no", Info)
	default:
		d.add(section, path, kind, was, is, "maybe", Warning)
	}
}

func number(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func (d *differ) errors() {
	if d.new.Open.Errors || lostTable(d.old, Errors) || lostTable(d.new, Errors) {
		return
	}
	was, is := codes(d.old), codes(d.new)
	respelt := d.respelt(was, is)
	messages := haveMessages(was) && haveMessages(is)
	for _, code := range slices.Sorted(maps.Keys(was)) {
		old, new := was[code], is[code]
		if new == nil {
			if to := respelt[code]; to != "" {
				d.add(Errors, code, Renamed, code, to, "maybe", Warning, "the codes differ only in letter case and spaces")
			} else {
				d.add(Errors, code, Removed, old.statuses, nil, "maybe", Warning)
			}
			continue
		}
		if len(old.statuses) > 0 && len(new.statuses) > 0 && !slices.Equal(old.statuses, new.statuses) {
			d.add(Errors, code, Status, old.statuses, new.statuses, "maybe", Warning)
		}
		if messages && !slices.Equal(old.messages, new.messages) {
			d.add(Errors, code, Message, listed(old.messages), listed(new.messages), "no", Info)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(is)) {
		if was[code] != nil || respelt[code] != "" || d.old.Open.Errors {
			continue
		}
		d.add(Errors, code, Added, nil, is[code].statuses, "no", Info)
	}
}

// respelt pairs codes of two documents that differ only in letter case and
// spaces, both ways.
func (d *differ) respelt(was, is map[string]*errorRow) map[string]string {
	pairs := map[string]string{}
	plain := func(code string) string { return strings.ToLower(strings.Join(strings.Fields(code), "")) }
	for _, old := range slices.Sorted(maps.Keys(was)) {
		for _, new := range slices.Sorted(maps.Keys(is)) {
			if is[old] == nil && was[new] == nil && pairs[new] == "" && plain(old) == plain(new) {
				pairs[old], pairs[new] = new, old
				break
			}
		}
	}
	return pairs
}

type errorRow struct {
	statuses []int    // sorted
	messages []string // folded, sorted
	scope    string
}

func collect(rows []specs.ErrorCode) map[string]*errorRow {
	m := map[string]*errorRow{}
	for _, r := range rows {
		e := m[r.Code]
		if e == nil {
			e = &errorRow{scope: r.Scope.String()}
			m[r.Code] = e
		}
		for _, s := range r.Statuses {
			if !slices.Contains(e.statuses, s) {
				e.statuses = append(e.statuses, s)
			}
		}
		if text := foldMessage(r.Message); text != "" && !slices.Contains(e.messages, text) {
			e.messages = append(e.messages, text)
		}
		slices.Sort(e.statuses)
		slices.Sort(e.messages)
	}
	return m
}

// haveMessages reports whether a table has a column of messages.
func haveMessages(rows map[string]*errorRow) bool {
	for _, r := range rows {
		if len(r.messages) > 0 {
			return true
		}
	}
	return false
}

// listed is the list, nil where it is empty.
func listed(values []string) any {
	if len(values) == 0 {
		return nil
	}
	return values
}

func codes(o *specs.Operation) map[string]*errorRow { return collect(o.Errors) }

// foldMessage drops what editions change without meaning: spacing, and a
// final period with a space before it or without.
func foldMessage(s string) string {
	return strings.TrimRight(strings.Join(strings.Fields(s), " "), ". ")
}

func (d *differ) statuses() {
	if lostTable(d.old, Statuses) || lostTable(d.new, Statuses) {
		return
	}
	was, is := map[int]string{}, map[int]string{}
	for _, s := range d.old.Statuses {
		was[s.Status] = s.Text
	}
	for _, s := range d.new.Statuses {
		is[s.Status] = s.Text
	}
	if len(was) == 0 || len(is) == 0 {
		return // a page without the table says nothing of statuses
	}
	for _, s := range slices.Sorted(maps.Keys(was)) {
		if _, ok := is[s]; !ok && !d.new.Open.Statuses {
			d.add(Statuses, strconv.Itoa(s), Removed, s, nil, "maybe", Warning)
		}
	}
	for _, s := range slices.Sorted(maps.Keys(is)) {
		if _, ok := was[s]; !ok && !d.old.Open.Statuses {
			d.add(Statuses, strconv.Itoa(s), Added, nil, s, "no", Info)
		}
	}
}

// String returns the change in one line: what, where, and the facts. A fact
// that only one side has is "not stated" on the other.
func (c Change) String() string {
	line := fmt.Sprintf("%s %s %s", c.Section, c.Path, c.Kind)
	was, is := show(c.Old), show(c.New)
	switch {
	case c.Kind == EnumAdded:
		line += ": " + is
	case c.Kind == EnumRemoved:
		line += ": " + was
	case c.Kind == Added || c.Kind == Undocumented:
		line = strings.TrimSuffix(line+": "+is, ": ")
	case c.Kind == Removed || c.Kind == NeverSeen:
		line = strings.TrimSuffix(line+": was "+was, ": was ")
	default:
		line += fmt.Sprintf(": %s -> %s", cmp.Or(was, notStated), cmp.Or(is, notStated))
	}
	if c.Label != "" {
		line += " (" + c.Label + ")"
	}
	return line
}

const notStated = "not stated"

// shown is the order in which a line lists the facts of a row.
var shown = []string{"type", "required", "enum", "default", "min", "max", "minLength", "maxLength", "deprecated"}

// show prints facts; nothing where there are none.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case map[string]any:
		var parts []string
		for _, name := range shown {
			switch fact := v[name].(type) {
			case nil:
			case string:
				if name == "type" {
					parts = append(parts, typeWord(row{Row: &specs.Row{Type: specs.Type(fact), Items: specs.Type(word(v["items"]))}}))
				} else {
					parts = append(parts, name+" "+strconv.Quote(fact))
				}
			case bool:
				if !fact {
					name = "optional" // of required; a row is deprecated or says nothing
				}
				parts = append(parts, name)
			default:
				parts = append(parts, name+" "+show(fact))
			}
		}
		return strings.Join(parts, ", ")
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = strconv.Quote(s)
		}
		return strings.Join(quoted, " ")
	case string:
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
