package pages

import (
	"strings"

	"github.com/concord-dev/concord/specs"
)

// onePerLine finds a table that is written one cell a paragraph: its header
// is a run of header cells. It returns the blocks below the header.
func onePerLine(blocks []block) (header, []block, bool) {
	for i := 0; i < len(blocks); i++ {
		var h header
		j := i
		for ; j < len(blocks) && blocks[j].kind == paraBlock; j++ {
			c, ok := columnOf(blocks[j].text)
			if !ok || c != otherColumn && h.has(c) || c == otherColumn && h.isRows() {
				break
			}
			h = append(h, c)
		}
		if len(h) >= 2 {
			return h, blocks[j:], true
		}
	}
	return nil, nil, false
}

// lineRows reads rows written one cell a paragraph. A row begins with a name
// and a type, and a requiredness where the table has that column.
func lineRows(h header, body []block, names map[string]bool) []row {
	l := lineReader{h: h, body: body, names: names}
	if h.has(requiredColumn) {
		strict, loose := 0, 0
		for i := range body {
			if l.named(i, true) || l.unnamed(i, true, nil) {
				strict++
			}
			if l.named(i, false) {
				loose++
			}
		}
		l.strict = strict*2 >= loose && strict > 0
	}
	var rows []row
	for i := 0; i < len(body); {
		cells := l.begin(i, rows)
		if cells == 0 {
			if len(rows) > 0 {
				b := body[i]
				r := &rows[len(rows)-1]
				r.desc = append(r.desc, nested(&b, r.desc))
				r.refs = append(r.refs, b.refs...)
			}
			i++
			continue
		}
		l.finish(rows)
		r := row{line: body[i].line, depth: -1}
		at := i
		if cells > 0 {
			r.name, r.depth = rowName(body[i].text)
			at++
		} else {
			cells = -cells
		}
		if h.has(typeColumn) && at < i+cells {
			r.typ = body[at].text
			r.refs = append(r.refs, body[at].refs...)
			at++
		}
		if at < i+cells {
			r.required = body[at].text
		}
		i += cells
		rows = append(rows, r)
	}
	l.finish(rows)
	return rows
}

// nested is a block as the next line of a description. A paragraph that is
// indented below a list item explains it, as a nested item would: the list goes
// on behind it.
func nested(b *block, above []descLine) descLine {
	d := b.desc()
	if n := len(above); !d.bullet && n > 0 && above[n-1].bullet {
		if columns := indent(b.raw[:len(b.raw)-len(strings.TrimLeft(b.raw, " \t"))]); columns >= 4 {
			d.bullet, d.level = true, columns/2
		}
	}
	return d
}

type lineReader struct {
	h      header
	body   []block
	names  map[string]bool
	strict bool // rows bear their requiredness
}

// begin tells how many cells of a row's head stand at i: negative for a row
// without a name, 0 where no row begins.
func (l *lineReader) begin(i int, rows []row) int {
	required := 0
	if l.strict {
		required = 1
	} else if l.h.has(requiredColumn) && l.isRequired(i+2) {
		required = 1
	}
	switch {
	case l.named(i, l.strict) && !l.isItem(i, rows):
		return 2 + required
	case l.unnamed(i, l.strict, rows):
		if !l.strict && l.h.has(requiredColumn) {
			required = 0
			if l.isRequired(i + 1) {
				required = 1
			}
		}
		return -(1 + required)
	case len(rows) > 0 && l.text(i) != "" && typeName(rows[len(rows)-1].typ) == l.text(i):
		return 1
	}
	return 0
}

func (l *lineReader) text(i int) string {
	if i >= len(l.body) || l.body[i].kind != paraBlock {
		return ""
	}
	return l.body[i].text
}

func (l *lineReader) isRequired(i int) bool {
	t := l.text(i)
	return t != "" && requiredWord(t) != nil
}

// named reports a name, a type and, if required, a requiredness at i.
func (l *lineReader) named(i int, required bool) bool {
	name, _ := rowName(l.text(i))
	if name == "" || len(name) > maxName || !nameStart(name[0]) || strings.ContainsAny(name, " :,()") {
		return false
	}
	if !isTypeCell(l.text(i+1)) && !(l.names[name] && typeLink.MatchString(l.text(i+1)) && looksLikeSentence(l.text(i+2)+".")) {
		return false
	}
	return !required || l.isRequired(i+2)
}

// unnamed reports a type without a name at i.
func (l *lineReader) unnamed(i int, required bool, rows []row) bool {
	if !isTypeCell(l.text(i)) {
		return false
	}
	if required {
		return l.isRequired(i + 1)
	}
	if len(rows) == 0 {
		return i == 0
	}
	last := rows[len(rows)-1]
	t, _ := parseType(last.typ)
	return t == specs.Array || t == specs.Map || t == specs.Object && last.name != "" && len(last.desc) <= 1
}

// isItem tells the example of an array row that stands before an unnamed item
// row from a row of that name.
func (l *lineReader) isItem(i int, rows []row) bool {
	if l.strict || len(rows) == 0 || len(l.names) == 0 || l.names[simpleName(l.text(i))] {
		return false
	}
	last := rows[len(rows)-1]
	t, items := parseType(last.typ)
	return t == specs.Array && items == "" && len(last.desc) > 0 && !l.body[i].isLikelyName()
}

func (b *block) isLikelyName() bool { return 'A' <= b.text[0] && b.text[0] <= 'Z' }

// isTypeCell reports a paragraph that is a type and nothing else.
func isTypeCell(s string) bool {
	if s == "" || len(s) > 80 {
		return false
	}
	m := gluedType.FindString(s)
	return m == s
}

// finish parts the example from the description of the last row.
func (l *lineReader) finish(rows []row) {
	if len(rows) == 0 || !l.h.has(exampleColumn) {
		return
	}
	r := &rows[len(rows)-1]
	n := len(r.desc)
	if n < 2 {
		return
	}
	if l.h.index(exampleColumn) < l.h.index(descColumn) {
		if !r.desc[0].bullet && !looksLikeSentence(r.desc[0].text) {
			r.example, r.desc = []string{r.desc[0].text}, r.desc[1:]
		}
		return
	}
	if last := r.desc[n-1]; !last.bullet && !looksLikeSentence(last.text) && !isNote(last.text) {
		r.example, r.desc = []string{last.text}, r.desc[:n-1]
	}
}
