package pages

import (
	"regexp"
	"strings"
)

// Text pasted from a Huawei Cloud page keeps one value a paragraph: the cells of
// a table follow each other, header first. A row begins where a name, a
// requiredness and a type stand one below the other.

// textBlocks reads such a page.
func textBlocks(text string) []block {
	lines := strings.Split(text, "\n")
	t := textReader{}
	for i := 0; i < len(lines); {
		if strings.TrimSpace(lines[i]) == "" {
			i++
			continue
		}
		if n := t.jsonLines(lines[i:]); n > 0 {
			t.add(block{kind: codeBlock, line: i + 1, text: strings.Join(lines[i:i+n], "\n")})
			i += n
			continue
		}
		d, _ := oneLine(lines[i], i+1, false)
		b := block{kind: paraBlock, line: i + 1, text: oneSpace(d.text)}
		if d.bullet {
			b.kind, b.level = bulletBlock, d.level
		}
		if b.text != "" && !strings.HasPrefix(b.text, ".. ") {
			t.add(b)
		}
		i++
	}
	return t.tables()
}

type textReader struct {
	blocks []block
	// scanned counts the lines looked at for the end of samples that never
	// close; it bounds what broken input can cost.
	scanned int
}

func (t *textReader) add(b block) { t.blocks = append(t.blocks, b) }

// jsonLines counts the lines of the JSON document that begins at lines[0]; 0
// where none does. A document that never closes ends at a blank line.
func (t *textReader) jsonLines(lines []string) int {
	s := strings.TrimSpace(lines[0])
	if s == "" || s[0] != '{' && s[0] != '[' || strings.HasPrefix(s, "{?") {
		return 0
	}
	if s != "{" && s != "[" && !strings.ContainsAny(s, `"}]`) && s != "[ {" && s != "[{" {
		return 0
	}
	depth, quoted, blank := 0, false, 0
	for i, l := range lines {
		if blank == 0 && strings.TrimSpace(l) == "" {
			blank = i
		}
		quoted = false // a string ends with its line, whatever broke it
		for j := 0; j < len(l); j++ {
			switch c := l[j]; {
			case quoted && c == '\\':
				j++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
		}
		if depth <= 0 {
			return i + 1
		}
		if blank > 0 {
			if t.scanned++; t.scanned > maxScanned || i > blank+maxUnclosed {
				break
			}
		}
	}
	if blank > 0 {
		return blank
	}
	return len(lines)
}

const (
	maxUnclosed = 2000      // lines behind a blank one in which a sample may end
	maxScanned  = 1_000_000 // such lines in one page
)

// tables gathers the paragraphs of tables into table blocks.
func (t *textReader) tables() []block {
	var out []block
	in := t.blocks
	for i := 0; i < len(in); {
		h, n := textHeader(in[i:])
		if n == 0 || !h.isRows() && !isStatusHeader(h) {
			out = append(out, in[i])
			i++
			continue
		}
		x := &table{}
		for _, b := range in[i : i+n] {
			x.header = append(x.header, b.text)
		}
		b := block{kind: tableBlock, line: in[i].line, table: x}
		i += n
		i += x.textRows(h, in[i:])
		out = append(out, b)
	}
	return out
}

// isStatusHeader reports a table of status codes.
func isStatusHeader(h header) bool {
	return len(h) == 2 && (h[0] == statusColumn || h[0] == codeColumn) && h[1] == descColumn
}

// textHeader reads header cells, one a paragraph.
func textHeader(blocks []block) (h header, n int) {
	for _, b := range blocks {
		if b.kind != paraBlock {
			break
		}
		c, ok := huaweiColumn(b.text)
		if !ok || h.has(c) {
			break
		}
		if h.has(nameColumn) && (c == codeColumn || c == messageColumn) {
			break // the first row: a member of an error
		}
		h = append(h, c)
	}
	if len(h) < 2 || h[0] != nameColumn && h[0] != statusColumn && h[0] != codeColumn {
		return nil, 0
	}
	return h, len(h)
}

// textRows reads the rows below a header and returns how many blocks they take.
func (x *table) textRows(h header, in []block) int {
	var r *tableRow
	required := false // a row has shown its requiredness
	blank := make([]cell, len(h))
	desc := h.index(descColumn)
	i := 0
	for i < len(in) {
		b := in[i]
		if endsTable(h, in[i:]) {
			break
		}
		cells, n := textRowHead(h, in[i:], r != nil && len(r.cells[max(desc, 0)].lines) == 0)
		if n == 0 && !h.has(typeColumn) && !required {
			cells, n = textBareHead(h, in[i:])
		}
		if n > 0 {
			required = required || h.has(requiredColumn) && cells[h.index(requiredColumn)] != ""
			x.rows = append(x.rows, tableRow{line: b.line, cells: append([]cell(nil), blank...)})
			r = &x.rows[len(x.rows)-1]
			for c, text := range cells {
				if text != "" {
					r.cells[c].lines = []descLine{{line: b.line, text: text}}
				}
			}
			i += n
			continue
		}
		if r == nil {
			break
		}
		if desc >= 0 {
			r.cells[desc].add(b)
		}
		i++
	}
	return i
}

// endsTable reports that the block at in[0] does not belong to the table.
func endsTable(h header, in []block) bool {
	b := in[0]
	switch {
	case b.kind == codeBlock, b.kind == tableBlock, b.kind == headingBlock:
		return true
	case b.kind == bulletBlock:
		p, ok := textHeading(b.text)
		if ok && p != hElsewhere {
			return true
		}
		_, n := textHeader(in[1:])
		return n > 0 && isPartTitle(b.text)
	case b.kind != paraBlock:
		return false
	case isCaption(b.text), statusHeading.MatchString(b.text):
		return true
	}
	if next, n := textHeader(in); n > 0 && (next.isRows() || isStatusHeader(next)) {
		return true
	}
	if _, ok := textHeading(b.text); !ok || labels[strings.ToLower(strings.TrimRight(b.text, ":： "))] != noLabel {
		return false
	}
	_, n := textRowHead(h, in, false)
	return n == 0
}

// textRowHead reads the cells before the description of a row; n is 0 where no row
// begins. wanting reports that the row above has no description yet.
func textRowHead(h header, in []block, wanting bool) (cells []string, n int) {
	cells = make([]string, len(h))
	word := func(i int) string {
		if i < len(in) && in[i].kind == paraBlock {
			return in[i].text
		}
		return ""
	}
	if isStatusHeader(h) {
		if statusValue.MatchString(word(0)) {
			cells[0] = word(0)
			return cells, 1
		}
		return nil, 0
	}
	if !isRowName(word(0)) {
		return nil, 0
	}
	hits, wants := 0, 0
	at := 1
	cells[h.index(nameColumn)] = word(0)
	for c, col := range h {
		switch col {
		case typeColumn:
			wants++
			if isHuaweiType(word(at)) {
				cells[c] = word(at)
				hits++
				at++
			}
		case requiredColumn:
			wants++
			if isRequiredWord(word(at)) {
				cells[c] = word(at)
				hits++
				at++
			}
		}
	}
	if wants == 0 || hits == 0 || hits < wants-1 {
		return nil, 0
	}
	// "Count" may be the description of the row above and "number" a name.
	if wanting && hits <= wants && at > 1 {
		if _, inner := textRowHead(h, in[1:], false); inner > 0 && inner >= at {
			return nil, 0
		}
	}
	return cells, at
}

// textBareHead reads the head of a row of a table that has no types and whose
// requiredness is lost: a name with a sentence below it.
func textBareHead(h header, in []block) (cells []string, n int) {
	if !h.has(nameColumn) || !h.has(descColumn) || !isRowName(in[0].text) || in[0].kind != paraBlock || len(in) < 2 {
		return nil, 0
	}
	if next := in[1]; next.kind != bulletBlock && (next.kind != paraBlock || isRowName(next.text)) || isCaption(next.text) {
		return nil, 0
	}
	cells = make([]string, len(h))
	cells[h.index(nameColumn)] = in[0].text
	return cells, 1
}

func isRequiredWord(s string) bool {
	s = withCase.ReplaceAllString(s, "$1")
	switch strings.ToLower(s) {
	case "yes", "no", "mandatory", "optional", "true", "false", "是", "否", "y", "n", "o", "m":
		return true
	}
	return false
}

// withCase matches a requiredness with the case it is for, in brackets.
var withCase = regexp.MustCompile(`^(是|否|(?i:yes|no))\s*[(（].*[)）]$`)

// isRowName reports a paragraph that can be the name of a parameter.
func isRowName(s string) bool {
	return s != "" && len(s) <= 100 && rowNameText.MatchString(s) && !strings.HasSuffix(s, ".")
}

// isHuaweiType reports a type cell: a known word, or "X object" and "Array of
// X objects".
func isHuaweiType(s string) bool {
	if s == "" || len(s) > 100 {
		return false
	}
	if t, _ := parseType(s); t != "" {
		return typeCellText.MatchString(s)
	}
	return otherTypes[strings.ToLower(s)]
}

// otherTypes stand in type cells without being types of this vocabulary.
var otherTypes = wordSet("timestamp", "date", "datetime", "json", "dict", "enum", "uuid", "any", "binary")
