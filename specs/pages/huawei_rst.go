package pages

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// reStructuredText as Open Telekom Cloud writes it: sections, lists, grid and
// simple tables, code blocks, labels. No Go parser of it is kept well, and this
// part of it is small.

var (
	rstUnderline = regexp.MustCompile(`^([=\-~^"'#*+.:_` + "`" + `])+\s*$`)
	rstLabel     = regexp.MustCompile(`^\s*\.\. _([^:]+):\s*$`)
	rstDirective = regexp.MustCompile(`^(\s*)\.\. ([\w-]+)::\s*(.*)$`)
	rstField     = regexp.MustCompile(`^:([\w-]+):(?:\s+(.*))?$`)
	rstBullet    = regexp.MustCompile(`^(\s*)(?:[-*+•]|\d{1,2}[.)]|#\.)\s+(\S.*)$`)
	rstGrid      = regexp.MustCompile(`^\s*\+(?:[-=]+\+)+\s*$`)
	rstSimple    = regexp.MustCompile(`^\s*={2,}(?:\s+={2,})+\s*$`)
	rstRole      = regexp.MustCompile(":[\\w:+-]+:`([^`<]*?)\\s*<([^`>]*)>`|:[\\w:+-]+:`([^`]*)`")
	rstLink      = regexp.MustCompile("`([^`<]+?)\\s*<([^`>]+)>`__?")
	rstCode      = regexp.MustCompile("``(.+?)``")
	rstBold      = regexp.MustCompile(`\*\*(\S|\S.*?\S)\*\*`)
	rstItalic    = regexp.MustCompile(`(^|[\s(])\*([^\s*](?:[^*]*[^\s*])?)\*`)
	rstImage     = regexp.MustCompile(`\|image\d+\|`)
	rstEscape    = regexp.MustCompile(`\\(\S)`)
)

// rstBlocks reads a reStructuredText page.
func rstBlocks(text string) []block {
	r := rstReader{}
	r.read(strings.Split(text, "\n"), 1)
	return r.blocks
}

// Bounds that keep reading linear in the size of any input.
const (
	maxColumns = 64 // of a table
	maxInside  = 6  // directives and cells inside each other
	// maxCellLines bounds a cell that is repeated in every row that it spans.
	maxCellLines = 60
)

type rstReader struct {
	blocks []block
	levels []byte   // underline signs, in the order they first appear
	ids    []string // labels for the next block
	inside int      // directives and cells around the lines being read
}

func (r *rstReader) add(b block) {
	if b.text == "" && b.table == nil {
		return
	}
	b.ids = append(r.ids, b.ids...)
	r.ids = nil
	if b.table != nil {
		b.table.ids = append(b.table.ids, b.ids...)
	}
	r.blocks = append(r.blocks, b)
}

// read reads lines; line is the number of the first in the page.
func (r *rstReader) read(lines []string, line int) {
	if r.inside > maxInside {
		return
	}
	r.inside++
	defer func() { r.inside-- }()
	for i := 0; i < len(lines); {
		s := lines[i]
		trimmed := strings.TrimSpace(s)
		if trimmed == "" {
			i++
			continue
		}
		if isPlain(trimmed) && (i+1 == len(lines) || isPlain(lines[i+1])) {
			i += r.paragraph(lines[i:], line+i)
			continue
		}
		switch {
		case rstGrid.MatchString(s) && strings.Count(s, "+") <= maxColumns:
			t, n := r.gridTable(lines[i:], line+i)
			r.add(block{kind: tableBlock, line: line + i, table: t})
			i += n
		case rstSimple.MatchString(s) && len(strings.Fields(s)) <= maxColumns:
			t, n := r.simpleTable(lines[i:], line+i)
			r.add(block{kind: tableBlock, line: line + i, table: t})
			i += n
		case rstLabel.MatchString(s):
			r.ids = append(r.ids, strings.Trim(rstLabel.FindStringSubmatch(s)[1], "`"))
			i++
		case rstDirective.MatchString(s):
			i += r.directive(lines[i:], line+i)
		case rstField.MatchString(s) && len(r.blocks) == 0:
			m := rstField.FindStringSubmatch(s)
			if m[1] == "original_name" {
				r.ids = append(r.ids, strings.TrimSuffix(m[2], ".html"))
			}
			i++
		case strings.HasPrefix(strings.TrimSpace(s), ".. "):
			i += 1 + indented(lines[i+1:], indentOf(s)) // a comment or substitution
		case i+2 < len(lines) && rstUnderline.MatchString(s) && lines[i+2] == s && strings.TrimSpace(lines[i+1]) != "" && same(strings.TrimSpace(s)):
			r.heading(strings.TrimSpace(lines[i+1]), s[0], line+i+1)
			i += 3
		case i+1 < len(lines) && isUnderline(s, lines[i+1]):
			r.heading(s, lines[i+1][0], line+i)
			i += 2
		default:
			i += r.paragraph(lines[i:], line+i)
		}
	}
}

// isPlain reports that a line begins with a letter, a digit or nothing: it is
// no markup by itself and underlines nothing.
func isPlain(s string) bool {
	return s == "" || s[0] == ' ' || s[0] >= 0x80 || 'a' <= s[0] && s[0] <= 'z' || 'A' <= s[0] && s[0] <= 'Z' || '0' <= s[0] && s[0] <= '9'
}

func isUnderline(title, under string) bool {
	return title == strings.TrimLeft(title, " ") && rstUnderline.MatchString(under) && same(strings.TrimSpace(under)) &&
		len(strings.TrimSpace(under)) >= 2 && len(strings.TrimSpace(under))*3 >= len([]rune(strings.TrimSpace(title)))*2
}

// same reports that s repeats one sign.
func same(s string) bool { return strings.Trim(s, s[:1]) == "" }

func (r *rstReader) heading(title string, sign byte, line int) {
	level := slices.Index(r.levels, sign)
	if level < 0 {
		r.levels = append(r.levels, sign)
		level = len(r.levels) - 1
	}
	text, marked, refs := rstInline(title)
	r.add(block{kind: headingBlock, line: line, level: level + 1, text: text, marked: marked, refs: refs})
}

func indentOf(s string) int {
	n := 0
	for _, c := range s {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 8
		default:
			return n
		}
	}
	return n
}

// indented counts the lines at the start of lines that are blank or indented
// deeper than outer, without blank lines at the end.
func indented(lines []string, outer int) int {
	n := 0
	for i, s := range lines {
		if strings.TrimSpace(s) == "" {
			continue
		}
		if indentOf(s) <= outer {
			break
		}
		n = i + 1
	}
	return n
}

// dedent takes the common indentation off.
func dedent(lines []string) []string {
	least := -1
	for _, s := range lines {
		if strings.TrimSpace(s) != "" && (least < 0 || indentOf(s) < least) {
			least = indentOf(s)
		}
	}
	out := make([]string, len(lines))
	for i, s := range lines {
		if indentOf(s) >= least && least > 0 {
			out[i] = strings.TrimLeft(s[:min(len(s), least)], " \t") + s[min(len(s), least):]
		} else {
			out[i] = strings.TrimLeft(s, " ")
			if least <= 0 {
				out[i] = s
			}
		}
	}
	return out
}

// directive reads ".. name:: argument" with its indented body and returns the
// number of lines.
func (r *rstReader) directive(lines []string, line int) int {
	m := rstDirective.FindStringSubmatch(lines[0])
	n := 1 + indented(lines[1:], len(m[1]))
	body := lines[1:n]
	options := rstOptions(body)
	for len(body) > 0 && (strings.TrimSpace(body[0]) == "" || rstField.MatchString(strings.TrimSpace(body[0])) && m[2] != "table") {
		body = body[1:]
	}
	first := line + n - len(body)
	switch m[2] {
	case "table":
		caption, _, _ := rstInline(m[3])
		at := len(r.blocks)
		r.read(dedent(body), first)
		for i := at; i < len(r.blocks); i++ {
			if r.blocks[i].table != nil {
				r.blocks[i].table.caption = caption
				break
			}
		}
	case "list-table", "csv-table":
		if r.inside > maxInside {
			break
		}
		t := r.listTable
		if m[2] == "csv-table" {
			t = r.csvTable
		}
		x := t(options, body, first)
		x.caption, _, _ = rstInline(m[3])
		r.add(block{kind: tableBlock, line: line, table: x})
	case "code-block", "code", "parsed-literal", "literalinclude", "sourcecode":
		r.add(block{kind: codeBlock, line: first, text: strings.Join(dedent(body), "\n")})
	case "note", "important", "caution", "warning", "tip", "attention", "danger", "hint", "container", "rubric":
		if m[3] != "" {
			body = append([]string{m[3]}, body...)
			first--
		}
		r.read(dedent(body), first)
	}
	return n
}

// paragraph reads a paragraph or a list item and returns the number of lines.
func (r *rstReader) paragraph(lines []string, line int) int {
	b := block{kind: paraBlock, line: line}
	s := lines[0]
	outer := indentOf(s)
	if m := rstBullet.FindStringSubmatch(s); m != nil {
		b.kind, b.level = bulletBlock, len(m[1])/3
		s = m[2]
	} else {
		outer = -1
	}
	text := []string{strings.TrimSpace(s)}
	n := 1
	for ; n < len(lines); n++ {
		next := lines[n]
		if strings.TrimSpace(next) == "" || indentOf(next) <= outer || rstBullet.MatchString(next) ||
			strings.Contains(next, "+-") && rstGrid.MatchString(next) || strings.Contains(next, ".. ") && rstDirective.MatchString(next) {
			break
		}
		text = append(text, strings.TrimSpace(next))
	}
	joined := strings.Join(text, " ")
	if strings.HasSuffix(joined, "::") {
		// A literal block follows.
		joined = strings.TrimSuffix(joined, ":")
		if k := indented(lines[n:], max(outer, indentOf(lines[0]))); k > 0 {
			b.text, b.marked, b.refs = rstInline(joined)
			r.add(b)
			r.add(block{kind: codeBlock, line: line + n, text: strings.Trim(strings.Join(dedent(lines[n:n+k]), "\n"), "\n")})
			return n + k
		}
	}
	b.text, b.marked, b.refs = rstInline(joined)
	r.add(b)
	return n
}

// rstInline takes inline markup off a line.
func rstInline(s string) (text string, marked []string, refs []ref) {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "`*\\|:") {
		return s, nil, nil
	}
	s = rstImage.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, `\ `, "")
	s = rstRole.ReplaceAllStringFunc(s, func(m string) string {
		p := rstRole.FindStringSubmatch(m)
		if p[3] != "" {
			return p[3]
		}
		refs = append(refs, ref{p[1], p[2]})
		return p[1]
	})
	s = rstLink.ReplaceAllStringFunc(s, func(m string) string {
		p := rstLink.FindStringSubmatch(m)
		refs = append(refs, ref{p[1], p[2]})
		return p[1]
	})
	for _, re := range []*regexp.Regexp{rstCode, rstBold} {
		s = re.ReplaceAllStringFunc(s, func(m string) string {
			p := re.FindStringSubmatch(m)
			marked = append(marked, strings.TrimSpace(p[1]))
			return p[1]
		})
	}
	s = rstItalic.ReplaceAllString(s, "$1$2")
	s = rstEscape.ReplaceAllString(s, "$1")
	return oneSpace(s), marked, refs
}

// columnsOf gives each column of a line one rune, as the grid counts them: a
// wide character takes two.
func columnsOf(s string) []rune {
	out := make([]rune, 0, len(s))
	for _, c := range s {
		out = append(out, c)
		if isWide(c) {
			out = append(out, 0)
		}
	}
	return out
}

func isWide(c rune) bool {
	return unicode.Is(unicode.Han, c) || c >= 0x3000 && c <= 0x303f || c >= 0xff01 && c <= 0xff60
}

func columnText(cols []rune, from, to int) string {
	from, to = min(from, len(cols)), min(to, len(cols))
	var b strings.Builder
	for _, c := range cols[from:to] {
		if c != 0 {
			b.WriteRune(c)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// gridTable reads a grid table and returns the number of its lines. A cell
// that spans rows is repeated in each; one that spans columns fills the first.
func (r *rstReader) gridTable(lines []string, line int) (*table, int) {
	n := 0
	for n < len(lines) {
		s := strings.TrimSpace(lines[n])
		if s == "" || s[0] != '+' && s[0] != '|' {
			break
		}
		n++
	}
	outer := indentOf(lines[0])
	var edges []int
	for i, c := range columnsOf(lines[0]) {
		if c == '+' {
			edges = append(edges, i)
		}
	}
	count := len(edges) - 1
	t := &table{}
	raw := make([][]string, count) // the open row's lines, by column
	from := line + 1
	emit := func(header bool, ends []bool, next int) {
		row := tableRow{line: from}
		empty := true
		for c := range count {
			text := raw[c]
			if ends != nil && !ends[c] {
				text = text[:min(len(text), maxCellLines)]
			}
			x := r.cell(text, from)
			row.cells = append(row.cells, x)
			empty = empty && len(x.lines) == 0
			if ends == nil || ends[c] {
				raw[c] = nil
			}
		}
		from = next
		if empty {
			return
		}
		if header && t.header == nil && len(t.rows) == 0 {
			for _, c := range row.cells {
				t.header = append(t.header, c.text())
			}
			return
		}
		t.rows = append(t.rows, row)
	}
	for i := 1; i < n; i++ {
		cols := columnsOf(lines[i])
		if outer < len(cols) && (cols[outer] == '+' || partialBorder(cols, edges)) {
			ends := make([]bool, count)
			for c := range count {
				ends[c] = border(cols, edges[c]+1, edges[c+1])
			}
			emit(strings.Contains(lines[i], "="), ends, line+i+1)
			continue
		}
		for c := 0; c < count; c++ {
			end := c + 1
			for end < count && (edges[end] >= len(cols) || cols[edges[end]] != '|') {
				end++
			}
			raw[c] = append(raw[c], columnText(cols, edges[c]+1, edges[end]))
			for k := c + 1; k < end; k++ {
				raw[k] = append(raw[k], "")
			}
			c = end - 1
		}
	}
	if t.header == nil && len(t.rows) > 0 {
		for _, c := range t.rows[0].cells {
			t.header = append(t.header, c.text())
		}
		t.rows = t.rows[1:]
	}
	return t, n
}

// border reports a stretch of border signs.
func border(cols []rune, from, to int) bool {
	if from >= to || to > len(cols) {
		return false
	}
	for _, c := range cols[from:to] {
		if c != '-' && c != '=' && c != '+' {
			return false
		}
	}
	return true
}

// partialBorder reports a line that is the border of some columns only.
func partialBorder(cols []rune, edges []int) bool {
	for i := 0; i+1 < len(edges); i++ {
		if edges[i] < len(cols) && cols[edges[i]] == '+' && border(cols, edges[i]+1, edges[i+1]) {
			return true
		}
	}
	return false
}

// rstCell reads the lines of one cell.
func (r *rstReader) cell(lines []string, line int) cell {
	in := rstReader{inside: r.inside}
	lines = dedent(lines)
	in.read(lines, line)
	var c cell
	inList := false
	for i, b := range in.blocks {
		if b.table != nil {
			for _, row := range b.table.rows {
				c.lines = append(c.lines, descLine{line: row.line, bullet: true, text: joinCells(row)})
			}
			continue
		}
		if at := b.line - line; b.kind == paraBlock && inList && i > 0 && at < len(lines) && indentOf(lines[at]) > 0 {
			b.kind, b.level = bulletBlock, 1 // a further paragraph of an item
		}
		inList = b.kind == bulletBlock
		c.add(b)
	}
	return c
}

// simpleTable reads a simple table and returns the number of its lines.
func (r *rstReader) simpleTable(lines []string, line int) (*table, int) {
	cols := columnsOf(lines[0])
	var starts, ends []int
	for i, c := range cols {
		if c == '=' && (i == 0 || cols[i-1] != '=') {
			starts = append(starts, i)
		}
		if c == '=' && (i+1 == len(cols) || cols[i+1] != '=') {
			ends = append(ends, i+1)
		}
	}
	ends[len(ends)-1] = 1 << 30
	t := &table{}
	borders := 1
	n := 1
	for ; n < len(lines) && borders < 3; n++ {
		s := lines[n]
		switch {
		case rstSimple.MatchString(s):
			borders++
			if borders == 2 && len(t.rows) > 0 {
				for _, c := range t.rows[0].cells {
					t.header = append(t.header, c.text())
				}
				for _, more := range t.rows[1:] {
					for i, c := range more.cells {
						t.header[i] = oneSpace(t.header[i] + " " + c.text())
					}
				}
				t.rows = nil
			}
			continue
		case strings.TrimSpace(s) == "":
			if n+1 < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[n+1]), "=") && indentOf(lines[n+1]) < starts[0] {
				return t, n
			}
			continue
		}
		cols := columnsOf(s)
		texts := make([]string, len(starts))
		for c := range starts {
			texts[c] = strings.TrimSpace(columnText(cols, starts[c], min(ends[c], len(cols))))
		}
		if texts[0] == "" && len(t.rows) > 0 {
			last := &t.rows[len(t.rows)-1]
			for c, x := range texts {
				if x != "" {
					last.cells[c].lines = append(last.cells[c].lines, r.cell([]string{x}, line+n).lines...)
				}
			}
			continue
		}
		row := tableRow{line: line + n}
		for _, x := range texts {
			row.cells = append(row.cells, r.cell([]string{x}, line+n))
		}
		t.rows = append(t.rows, row)
	}
	return t, n
}
