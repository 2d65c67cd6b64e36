package pages

import (
	"regexp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// runTogether finds a header whose cells ran together and the blocks below it,
// up to another header.
// parted reports that spaces stand between the cells.
func runTogether(blocks []block) (h header, body []block, parted, ok bool) {
	for i, b := range blocks {
		if b.kind != paraBlock || strings.ContainsRune(b.text, '|') {
			continue
		}
		if _, single := columnOf(b.text); single {
			continue
		}
		if h, parted, ok := segmentHeader(b.text); ok {
			return h, blocks[i+1:], parted, true
		}
	}
	return nil, nil, false, false
}

// A row's head in text whose cells ran together: name, type, requiredness and,
// in the old layout, the example. gluedType matches a type at the beginning.
var (
	gluedType = regexp.MustCompile(`^(?:` +
		`[Aa]rray\s?<\s?[\w<>.]+\s?>|[Mm]ap<[\w<>, ]+>|` +
		`Array of (?:[Ss]trings?|[Ii]ntegers?|[Ll]ongs?|[Ff]loats?|[Dd]oubles?|[Bb]ooleans?|[Nn]umbers?|[Oo]bjects?|\w+ objects?|\w+)|` +
		`(?:[Oo]bject|[Ss]tring|[Ii]nteger|[Ll]ong|[Bb]oolean|[Ff]loat|[Dd]ouble|[Nn]umber) ?\[\]|` +
		`RepeatList|[Ss]tring|[Ii]nteger|[Ll]ong|[Bb]oolean|[Ff]loat|[Dd]ouble|[Nn]umber|[Oo]bject|[Ss]truct|[Aa]rray|[Mm]ap|[Ll]ist|[Aa]ny|[Bb]yte|[Bb]inary)`)
	gluedRequired = regexp.MustCompile(`^(?:Yes|No|TRUE|FALSE|True|False|Required|Optional|Sí|是|否|必须|可选|必填|选填)`)
	spaced        = regexp.MustCompile(`^([A-Za-z_][\w.\-]*)[ \t]+(.+)$`)
	nameRune      = func(c byte) bool {
		return c == '_' || c == '.' || c == '-' || c == '$' || c == '[' || c == ']' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	nameStart = func(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
)

// rowHead is one reading of a line as the head of a row.
type rowHead struct {
	name, typ, required, example string
	desc                         string // of a layout without examples, glued as well
	mark                         string // of nesting, before the name
}

// maxName bounds a row's name.
const maxName = 128

// rowHeads returns the readings of a line as a row's head. Where the example
// stands before the description, it is part of the head. parted: spaces stand
// between the cells.
func rowHeads(line string, h header, parted bool) []rowHead {
	line = strings.TrimSpace(line)
	mark := treeMark.FindString(line)
	line = line[len(mark):]
	descHere := !h.has(exampleColumn) && h.has(descColumn)
	exampleHere := h.has(exampleColumn) && h.index(exampleColumn) < h.index(descColumn)
	if m := spaced.FindStringSubmatch(line); parted && m != nil {
		if t := gluedType.FindString(m[2]); t != "" && (len(t) == len(m[2]) || m[2][len(t)] == ' ' || m[2][len(t)] == '\t') {
			line = m[1] + m[2]
		} else {
			parted = false
		}
	}
	var heads []rowHead
	for i := 0; i < len(line) && i <= maxName; i++ {
		if m := gluedType.FindString(line[i:]); m != "" {
			for _, typ := range typeReadings(m) {
				head := rowHead{mark: mark, name: line[:i], typ: typ}
				rest := line[i+len(typ):]
				if h.has(requiredColumn) {
					head.required = gluedRequired.FindString(strings.TrimLeft(rest, " "))
					if head.required != "" {
						rest = strings.TrimLeft(rest, " ")[len(head.required):]
					}
				}
				if rest == "" || exampleHere && head.name != "" && !(shortType[typ] && head.required == "" && 'a' <= rest[0] && rest[0] <= 'z') {
					head.example = strings.TrimSpace(rest)
					heads = append(heads, head)
				} else if descHere && head.name != "" && (head.required != "" || parted || 'A' <= rest[0] && rest[0] <= 'Z' || rest[0] >= 0x80) {
					head.desc = strings.TrimSpace(rest)
					heads = append(heads, head)
				}
			}
		}
		if !nameRune(line[i]) || i == 0 && !nameStart(line[i]) {
			break
		}
	}
	return heads
}

// shortType are the types that other words begin with: Mapping, Listener.
var shortType = map[string]bool{"Map": true, "map": true, "List": true, "list": true, "Any": true, "any": true, "Long": true, "long": true}

// typeReadings lists how much of a match may be the type: "array<object>" is
// one, "Array of Strings-bp1" may end before the s.
func typeReadings(m string) []string {
	r := []string{m}
	if strings.HasPrefix(m, "Array of ") && strings.HasSuffix(m, "s") {
		r = append(r, strings.TrimSuffix(m, "s"))
	}
	return r
}

// flatRows reads rows whose cells ran together. names are the keys of the
// page's samples.
func flatRows(h header, parted bool, body []block, names map[string]bool) []row {
	hasRequired := false
	if h.has(requiredColumn) {
		n := 0
		for _, b := range body {
			for _, head := range rowHeads(b.rawLine(), h, parted) {
				if head.required != "" {
					n++
					break
				}
			}
		}
		hasRequired = n > 0
	}
	var rows []row
	f := flatReader{h: h, parted: parted, hasRequired: hasRequired, names: names}
	f.marked = slices.ContainsFunc(body, func(b block) bool { return strings.HasPrefix(b.text, "└") })
	for i := range body {
		b := &body[i]
		if b.kind == paraBlock {
			if head, ok := f.head(body, i, rows); ok {
				f.finish(rows)
				r := row{line: b.line, depth: -1, typ: head.typ, required: head.required}
				r.name, r.depth = rowName(head.mark + head.name)
				if head.example != "" {
					r.example = []string{head.example}
				}
				if head.desc != "" {
					r.desc = []descLine{{line: b.line, text: head.desc}}
					f.gaps = append(f.gaps, false)
				}
				rows = append(rows, r)
				continue
			}
		}
		if len(rows) > 0 {
			f.gaps = append(f.gaps, b.gap)
			last := &rows[len(rows)-1]
			last.desc = append(last.desc, b.desc())
		}
	}
	f.finish(rows)
	return rows
}

// desc is the block as a line of a description.
func (b *block) desc() descLine {
	return descLine{line: b.line, level: b.level, bullet: b.kind == bulletBlock, text: b.text, marked: b.marked}
}

// rawLine is the block's source line, or its text.
func (b *block) rawLine() string {
	if b.raw != "" {
		return b.raw
	}
	return b.text
}

type flatReader struct {
	h           header
	parted      bool
	hasRequired bool
	marked      bool // names bear tree marks
	names       map[string]bool
	gaps        []bool // of the last row's description lines: a blank line before
}

// head decides whether block i begins a row.
func (f *flatReader) head(body []block, i int, rows []row) (rowHead, bool) {
	line := strings.TrimSpace(body[i].rawLine())
	if len(line) > 1000 {
		return rowHead{}, false
	}
	var best rowHead
	bestScore := 0
	exampleHere := f.h.has(exampleColumn) && f.h.index(exampleColumn) < f.h.index(descColumn)
	for _, head := range rowHeads(line, f.h, f.parted) {
		score := 2
		switch {
		case head.required != "":
			score += 6
		case f.hasRequired:
			score -= 1
		}
		known := f.names[simpleName(head.name)]
		if known {
			score += 4
		}
		if head.name == "" {
			score = f.unnamed(head, rows)
		}
		if head.example != "" {
			if gluedType.MatchString(head.example) {
				score -= 2
			}
			if !known && head.required == "" && len(f.names) > 0 {
				score -= 1
			}
			if strings.Contains(head.example, " ") && !known && head.required == "" && strings.HasSuffix(head.example, ".") {
				score -= 3 // a sentence
			}
		}
		if head.desc != "" && head.required == "" && !known {
			score--
			if f.parted && len(f.names) > 0 {
				score -= 2 // "The number of pages"
			}
		}
		// An example that ends like a type: "substring", the next row follows
		// at once, and no sample knows the name.
		if !exampleHere && !known && head.required == "" && head.name != "" && len(f.names) > 0 && i > 0 && (body[i].gap || body[i-1].kind == bulletBlock) &&
			i+1 < len(body) && !body[i+1].gap && len(rowHeads(body[i+1].rawLine(), f.h, f.parted)) > 0 && len(rows) > 0 && len(rows[len(rows)-1].desc) > 0 {
			score -= 3
		}
		if score > bestScore {
			best, bestScore = head, score
		}
	}
	if isItemName(line, rows) {
		return rowHead{name: line}, true
	}
	if bestScore > 0 {
		return best, true
	}
	return f.odd(body, i, rows, line)
}

// isItemName reports the item row of an old "Array of X": X alone.
func isItemName(line string, rows []row) bool {
	const back = 3 // rows between, which the item row of a nested array has
	for j := len(rows) - 1; j >= 0 && j >= len(rows)-back; j-- {
		if name := typeName(rows[j].typ); name != "" && name == line {
			return true
		}
	}
	return false
}

// unnamed scores a line that is a type alone: the root, or what an array's
// items are.
func (f *flatReader) unnamed(head rowHead, rows []row) int {
	if head.required != "" {
		return 8
	}
	typ, _ := parseType(head.typ)
	if len(rows) == 0 {
		return 2
	}
	last, _ := parseType(rows[len(rows)-1].typ)
	if (last == specs.Array || last == specs.Map) && rows[len(rows)-1].name != "" && typ != "" {
		return 2
	}
	if last == specs.Array && typ != "" {
		return 2 // items of items
	}
	if r := &rows[len(rows)-1]; last == specs.Object && r.name != "" && typ != "" && len(r.desc) <= 1 {
		return 1 // values of free keys
	}
	return 0
}

// odd reads the head of a row whose type was a link to a page of types.
func (f *flatReader) odd(body []block, i int, rows []row, line string) (rowHead, bool) {
	if name, rest, ok := strings.Cut(line, " "); ok && f.parted && f.names[name] {
		if typ, text, _ := strings.Cut(rest, " "); typeLink.MatchString(typ) {
			return rowHead{name: name, typ: typ, desc: text}, true
		}
	}
	if mark := treeMark.FindString(line); f.marked && isNameText(line[len(mark):]) && (mark != "" || f.names[line] || f.opens(body, i)) {
		return rowHead{mark: mark, name: line[len(mark):]}, true
	}
	if strings.ContainsAny(line, " \t") || len(line) > maxName || line == "" || !nameStart(line[0]) {
		return rowHead{}, false
	}
	if !body[i].gap || len(rows) == 0 || len(rows[len(rows)-1].desc) == 0 || strings.HasSuffix(line, ".") {
		return rowHead{}, false
	}
	if i+1 < len(body) && !body[i+1].gap {
		return rowHead{}, false
	}
	for j := len(line) - 1; j > 0; j-- {
		if f.names[line[:j]] && 'A' <= line[j] && line[j] <= 'Z' && isNameText(line[j:]) {
			return rowHead{name: line[:j], typ: line[j:]}, true
		}
	}
	return rowHead{}, false
}

// opens reports that the next row below block i is nested, so that i, a word
// alone, is the structure around it.
func (f *flatReader) opens(body []block, i int) bool {
	const far = 4 // paragraphs of a description
	for j := i + 1; j < len(body) && j <= i+far; j++ {
		if strings.HasPrefix(body[j].text, "└") {
			return true
		}
		if len(rowHeads(body[j].rawLine(), f.h, f.parted)) > 0 {
			return false
		}
	}
	return false
}

// typeLink is the name of a type that has a page of its own.
var typeLink = regexp.MustCompile(`^(?:[A-Z][a-z0-9]+){2,}$`)

func isNameText(s string) bool {
	for i := 0; i < len(s); i++ {
		if !nameRune(s[i]) {
			return false
		}
	}
	return s != ""
}

// simpleName is the last segment of a documented name, without the index.
func simpleName(name string) string {
	segments := strings.Split(name, ".")
	for i := len(segments) - 1; i >= 0; i-- {
		s := strings.TrimSuffix(segments[i], "[]")
		if s != "" && !isIndex(s) {
			return s
		}
	}
	return name
}

// finish parts the example from the description of the last row, where the
// example stands behind it: it is a line that no blank line follows.
func (f *flatReader) finish(rows []row) {
	gaps := f.gaps
	f.gaps = f.gaps[:0]
	if len(rows) == 0 || !f.h.has(exampleColumn) || f.h.index(exampleColumn) < f.h.index(descColumn) {
		return
	}
	r := &rows[len(rows)-1]
	n := len(r.desc)
	if n < 2 || r.desc[n-1].bullet || len(gaps) != n || isNote(r.desc[n-1].text) {
		return
	}
	last := r.desc[n-1]
	if gaps[n-1] && looksLikeSentence(last.text) {
		return
	}
	r.example = []string{last.text}
	r.desc = r.desc[:n-1]
}

func isNote(s string) bool {
	for _, w := range []string{"Note", "**Note", "Important", "Warning", "说明", "重要", "注意"} {
		if strings.HasPrefix(s, w) && len(s) > len(w)+8 {
			return true
		}
	}
	return false
}

// looksLikeSentence tells prose from an example.
func looksLikeSentence(s string) bool {
	return strings.HasSuffix(s, ".") && strings.Count(s, " ") >= 3 || strings.HasSuffix(s, "。") || strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：")
}
