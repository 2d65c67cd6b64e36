package pages

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Bounds of joining: types may hold each other.
const (
	maxTables    = 500
	maxJoinDepth = 12
	maxJoinRows  = 20000
)

var (
	// topCaption matches the titles of tables that stand by themselves.
	topCaption = regexp.MustCompile(`(?i)\b(?:path|query|uri|url|header|body|request|response)\b|^(?:parameters?|parameter descriptions?|description of (?:the )?parameters|elements?)$|路径|查询|请求|响应|^(?:参数说明|参数|参数描述)$`)
	// captionWord is a word of a title that may be the name of a row.
	captionWord = regexp.MustCompile(`[A-Za-z_@][\w.@:$-]*`)
)

// joiner puts the rows of member tables below the rows that name them.
type joiner struct {
	tables []*section
	joined []bool
	// Tables by what may name them; the lists are in page order.
	byID, byNumber, byName, byWord, byOwner map[string][]int
	claimed                                 []bool // tables that a row whose type has members names
	open                                    []int  // tables being joined, outermost first
	guessed                                 map[*row]int
}

// newJoiner tells the tables of members from those that stand by themselves.
func newJoiner(tables []*section) *joiner {
	j := &joiner{
		tables: tables, joined: make([]bool, len(tables)), claimed: make([]bool, len(tables)),
		byID: map[string][]int{}, byNumber: map[string][]int{}, byName: map[string][]int{}, byWord: map[string][]int{}, byOwner: map[string][]int{},
	}
	for i, s := range tables {
		for _, id := range s.ids {
			j.byID[strings.ToLower(id)] = append(j.byID[strings.ToLower(id)], i)
		}
		if s.number != "" {
			j.byNumber[s.number] = append(j.byNumber[s.number], i)
		}
		j.byName[strings.ToLower(s.name)] = append(j.byName[strings.ToLower(s.name)], i)
		if !topCaption.MatchString(s.name) {
			for _, w := range captionWord.FindAllString(s.name, 20) {
				j.byWord[w] = append(j.byWord[w], i)
			}
		}
		if w := captionOwner(s.name); w != "" {
			j.byOwner[w] = append(j.byOwner[w], i)
		}
	}
	for k, s := range tables {
		for r := range s.rows {
			if x := &s.rows[r]; mayHaveMembers(x) {
				for _, i := range j.candidates(k, x) {
					j.claimed[i] = true
				}
			}
		}
	}
	named := make([]bool, len(tables))
	for k, s := range tables {
		for r := range s.rows {
			for _, i := range j.candidates(k, &s.rows[r]) {
				named[i] = named[i] || i > k || !topCaption.MatchString(tables[i].name)
			}
		}
	}
	body := map[sectionKind]bool{}
	holders := map[sectionKind]int{} // structures that still wait for members
	for i, s := range tables {
		if s.name == "" && s.rows != nil && holders[s.kind] > 0 {
			s.member = true
			holders[s.kind]--
		}
		for r := range s.rows {
			if x := &s.rows[r]; j.wantsMembers(x) && len(j.candidates(i, x)) == 0 {
				holders[s.kind]++
			}
		}
		switch {
		case s.member:
		case s.rows == nil, named[i]:
			s.member = true
		case s.in == "path", s.in == "query", s.in == "header":
		case body[s.kind] && s.name != "" && !topCaption.MatchString(s.name):
			s.member = true
		default:
			// The first table is the body itself, whatever it is called.
			body[s.kind] = true
		}
	}
	j.guess(named)
	return j
}

// guess joins the tables that no row names to the structures without members:
// the one to the one, and tables without a title in the order of both.
func (j *joiner) guess(named []bool) {
	j.guessed = map[*row]int{}
	for _, kind := range []sectionKind{requestSection, responseSection} {
		var orphans []int
		titled := false
		for i, s := range j.tables {
			if s.kind == kind && s.member && s.rows != nil && !named[i] {
				orphans = append(orphans, i)
				titled = titled || s.name != ""
			}
		}
		var holders []*row
		for k, s := range j.tables {
			for r := 0; s.kind == kind && !slices.Contains(orphans[:min(1, len(orphans))], k) && r < len(s.rows); r++ {
				if x := &s.rows[r]; j.wantsMembers(x) && len(j.candidates(k, x)) == 0 {
					holders = append(holders, x)
				}
			}
		}
		if titled && (len(orphans) != 1 || len(holders) != 1) {
			continue
		}
		for n := 0; n < min(len(orphans), len(holders)); n++ {
			j.guessed[holders[n]] = orphans[n]
		}
	}
}

// wantsMembers reports a row whose type has members.
func (j *joiner) wantsMembers(r *row) bool {
	t, items := parseType(r.typ)
	return t == specs.Object || t == specs.Array && (items == specs.Object || items == "")
}

// mayHaveMembers reports a row whose type does not rule members out.
func mayHaveMembers(r *row) bool {
	typ, items := parseType(r.typ)
	if typ == specs.Array {
		typ = items
	}
	return typ == specs.Object || typ == specs.Map || typ == ""
}

// candidates returns the tables that a row of table k may name, the likeliest
// first.
func (j *joiner) candidates(k int, r *row) []int {
	typ, _ := parseType(r.typ)
	stated := typ != ""
	var out []int
	add := func(list []int, back bool) {
		if i, ok := j.nearest(k, list, back); ok && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	if !mayHaveMembers(r) {
		// Whatever its type, a row has the members that a title gives it, unless
		// the table is another's.
		if i, ok := j.nearest(k, j.byOwner[r.name], false); ok && !j.claimed[i] {
			out = append(out, i)
		}
		return out
	}
	for _, f := range r.refs {
		to := f.to[strings.LastIndexByte(f.to, '#')+1:]
		if u, err := url.PathUnescape(to); err == nil {
			to = u
		}
		add(j.byID[strings.ToLower(to)], false)
	}
	if n := typeName(r.typ); n != "" {
		add(j.byName[strings.ToLower(n)], true)
		add(j.byWord[n], true)
	}
	for _, d := range r.desc {
		for _, m := range tableRef.FindAllStringSubmatch(d.text, 8) {
			add(j.byNumber[m[1]], false)
		}
	}
	if stated {
		add(j.byWord[r.name], false)
		add(j.byWord[r.name[strings.LastIndexByte(r.name, '.')+1:]], false)
	}
	return out
}

// nearest returns the first table of the list behind table k that belongs to
// the same side, else, where back allows it, the last before it.
func (j *joiner) nearest(k int, list []int, back bool) (int, bool) {
	best, found := 0, false
	for _, i := range list {
		if i == k || j.tables[i].kind != j.tables[k].kind || j.tables[i].rows == nil {
			continue
		}
		if i > k {
			return i, true
		}
		if back {
			best, found = i, true
		}
	}
	return best, found
}

// rows appends the rows of table k, and below each those of its members.
func (j *joiner) rows(k, depth int, out *[]row) {
	j.open = append(j.open, k)
	defer func() { j.open = j.open[:len(j.open)-1] }()
	for n := range j.tables[k].rows {
		if len(*out) >= maxJoinRows && depth > 0 {
			return
		}
		r := j.tables[k].rows[n]
		r.depth = depth
		r.desc = append(slices.Clip(r.desc), j.values(k, &r)...)
		*out = append(*out, r)
		below := j.candidates(k, &r)
		if i, ok := j.guessed[&j.tables[k].rows[n]]; ok {
			below = append(below, i)
		}
		for _, i := range below {
			if !j.tables[i].member {
				continue
			}
			j.joined[i] = true
			if depth < maxJoinDepth && !slices.Contains(j.open, i) {
				j.rows(i, depth+1, out)
			}
			break
		}
	}
}

// values returns the values of a table that the row's text refers to, as a
// list below a marker.
func (j *joiner) values(k int, r *row) []descLine {
	for _, d := range r.desc {
		m := tableRef.FindStringSubmatch(d.text)
		if m == nil {
			continue
		}
		for _, i := range j.byNumber[m[1]] {
			s := j.tables[i]
			if s.kind != j.tables[k].kind || s.rows != nil || len(s.statuses) == 0 {
				continue
			}
			j.joined[i] = true
			out := []descLine{{line: s.line, text: "Valid values:"}}
			for _, v := range s.statuses {
				out = append(out, descLine{line: v.line, bullet: true, text: v.text})
			}
			return out
		}
	}
	return nil
}
