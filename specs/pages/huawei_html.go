package pages

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlBlocks reads an HTML page, or the part of one that a person saved. It
// works on tokens rather than on a tree: broken nesting costs nothing and time
// is linear in the page's size.
func htmlBlocks(text string) []block {
	h := htmlReader{line: 1}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		lines := strings.Count(string(z.Raw()), "\n")
		switch kind {
		case html.TextToken:
			h.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			h.start(z.Token())
		case html.EndTagToken:
			h.end(z.Token().DataAtom)
		}
		h.line += lines
	}
	h.flush()
	for len(h.tables) > 0 {
		h.closeTable()
	}
	return h.blocks
}

// Bounds that keep reading linear in the size of any input.
const (
	maxTablesInside = 8   // tables inside each other
	maxSpan         = 200 // rows that one cell spans, bytes of a marked span or link
)

// htmlReader gathers blocks from the tokens of a page.
type htmlReader struct {
	line   int
	blocks []block
	tables []*htmlTable // open tables, outermost first

	buf      strings.Builder
	bufLine  int
	refs     []ref
	marked   []string
	markFrom []int // where open bold and code spans begin in buf
	hrefFrom int
	href     string
	ids      []string // anchors for the next block

	lists   int  // depth of open lists
	item    bool // the next text begins a list item
	heading int  // level of the open heading
	pre     int
	skip    int // open elements whose text is no text of the page
	caption bool
}

// htmlTable is an open table.
type htmlTable struct {
	line   int
	table  table
	row    *tableRow
	cell   *cell
	column int
	isHead bool // the row consists of header cells
	inHead bool
	lists  int // lists open around the table
	// spans holds cells that reach into the rows below, by column.
	spans map[int]*htmlSpan
	span  int // rows that the open cell spans
}

type htmlSpan struct {
	cell cell
	rows int
}

func (h *htmlReader) top() *htmlTable {
	if len(h.tables) == 0 {
		return nil
	}
	return h.tables[len(h.tables)-1]
}

func (h *htmlReader) text(s string) {
	if h.skip > 0 {
		return
	}
	if t := h.top(); t != nil && t.cell == nil && !h.caption {
		return // between the cells of a table
	}
	if h.buf.Len() == 0 {
		if strings.TrimSpace(s) == "" && h.pre == 0 {
			return
		}
		h.bufLine = h.line + strings.Count(s[:len(s)-len(strings.TrimLeft(s, " \t\n"))], "\n")
	}
	h.buf.WriteString(s)
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (h *htmlReader) start(t html.Token) {
	if id := attr(t, "id"); id != "" && (t.DataAtom == atom.A || t.DataAtom == atom.Table) {
		h.ids = append(h.ids, id)
	}
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Noscript, atom.Template, atom.Svg:
		if t.Type == html.StartTagToken {
			h.skip++
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.flush()
		h.heading = int(t.Data[1] - '0')
	case atom.P, atom.Div, atom.Section, atom.Dl, atom.Dt, atom.Dd, atom.Article, atom.Blockquote:
		h.flush()
	case atom.Br:
		if h.pre > 0 {
			h.buf.WriteByte('\n')
		} else if h.heading == 0 {
			h.flush()
		}
	case atom.Ul, atom.Ol:
		h.flush()
		h.lists++
	case atom.Li:
		h.flush()
		h.lists = max(h.lists, 1)
		h.item = true
	case atom.Pre:
		h.flush()
		h.pre++
	case atom.Table:
		h.flush()
		if len(h.tables) >= maxTablesInside {
			return
		}
		h.tables = append(h.tables, &htmlTable{line: h.line, lists: h.lists, table: table{ids: h.ids}})
		h.ids, h.lists, h.item = nil, 0, false
	case atom.Caption:
		h.flush()
		h.caption = h.top() != nil
	case atom.Thead:
		if x := h.top(); x != nil {
			x.inHead = true
		}
	case atom.Tr:
		if x := h.top(); x != nil {
			h.closeRow()
			x.row, x.column, x.isHead = &tableRow{line: h.line}, 0, true
		}
	case atom.Td, atom.Th:
		h.openCell(t)
	case atom.A:
		if n := attr(t, "name"); n != "" {
			h.ids = append(h.ids, n)
		}
		h.href, h.hrefFrom = attr(t, "href"), h.buf.Len()
	case atom.B, atom.Strong, atom.Code, atom.Samp, atom.Kbd, atom.Tt:
		if t.Type == html.StartTagToken {
			h.markFrom = append(h.markFrom, h.buf.Len())
		}
	}
}

func (h *htmlReader) end(a atom.Atom) {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Noscript, atom.Template, atom.Svg:
		h.skip = max(0, h.skip-1)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.P, atom.Div, atom.Section, atom.Dt, atom.Dd, atom.Article, atom.Blockquote:
		h.flush()
	case atom.Li:
		h.flush()
		h.item = false
	case atom.Ul, atom.Ol:
		h.flush()
		h.lists = max(0, h.lists-1)
	case atom.Pre:
		h.flush()
		h.pre = max(0, h.pre-1)
	case atom.Caption:
		h.flush()
		h.caption = false
	case atom.Thead:
		if x := h.top(); x != nil {
			h.closeRow()
			x.inHead = false
		}
	case atom.Td, atom.Th:
		h.closeCell()
	case atom.Tr:
		h.closeRow()
	case atom.Table:
		h.flush()
		h.closeTable()
	case atom.A:
		if h.href != "" && h.hrefFrom <= h.buf.Len() {
			h.refs = append(h.refs, ref{h.span(h.hrefFrom), h.href})
		}
		h.href = ""
	case atom.B, atom.Strong, atom.Code, atom.Samp, atom.Kbd, atom.Tt:
		if n := len(h.markFrom); n > 0 {
			if from := h.markFrom[n-1]; from <= h.buf.Len() {
				if s := h.span(from); s != "" {
					h.marked = append(h.marked, s)
				}
			}
			h.markFrom = h.markFrom[:n-1]
		}
	}
}

// span returns the text since from; "" where it is no span but a page.
func (h *htmlReader) span(from int) string {
	if s := h.buf.String()[from:]; len(s) <= maxSpan {
		return oneSpace(s)
	}
	return ""
}

func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// flush ends the open paragraph, list item, heading or code.
func (h *htmlReader) flush() {
	raw := h.buf.String()
	h.buf.Reset()
	b := block{kind: paraBlock, line: h.bufLine, refs: h.refs, marked: h.marked, text: oneSpace(raw)}
	h.refs, h.marked, h.markFrom, h.href = nil, nil, nil, ""
	if h.pre > 0 {
		b.kind, b.text = codeBlock, strings.Trim(raw, "\n")
	}
	level := h.heading
	h.heading = 0
	if b.text == "" {
		return
	}
	switch {
	case h.caption:
		t := h.top()
		t.table.caption = oneSpace(t.table.caption + " " + b.text)
		return
	case level > 0:
		b.kind, b.level = headingBlock, level
	case b.kind == codeBlock:
	case h.lists > 0 && h.item:
		b.kind, b.level = bulletBlock, h.lists-1
		h.item = false
	case h.lists > 0:
		// A further paragraph of an item explains it, as a list inside would.
		b.kind, b.level = bulletBlock, h.lists
	}
	if t := h.top(); t != nil {
		if t.cell != nil {
			t.cell.add(b)
		}
		return
	}
	b.ids, h.ids = h.ids, nil
	h.blocks = append(h.blocks, b)
}

// add appends a block to a cell.
func (c *cell) add(b block) {
	c.refs = append(c.refs, b.refs...)
	d := descLine{line: b.line, text: b.text, marked: b.marked}
	if b.kind == bulletBlock {
		d.bullet, d.level = true, b.level
	}
	if b.kind == codeBlock {
		d.text = oneSpace(b.text)
	}
	c.lines = append(c.lines, d)
}

func (h *htmlReader) openCell(t html.Token) {
	x := h.top()
	if x == nil {
		return
	}
	h.closeCell()
	if x.row == nil {
		x.row, x.column, x.isHead = &tableRow{line: h.line}, 0, true
	}
	x.fill()
	if t.DataAtom == atom.Td && !x.inHead {
		x.isHead = false
	}
	x.cell = &cell{}
	if n, err := strconv.Atoi(attr(t, "rowspan")); err == nil && x.column < maxColumns {
		x.span = min(n, maxSpan)
	}
	h.lists, h.item = 0, false
}

// fill repeats cells that reach into this row from above.
func (x *htmlTable) fill() {
	for s := x.spans[x.column]; s != nil; s = x.spans[x.column] {
		x.row.cells = append(x.row.cells, s.cell)
		if s.rows--; s.rows <= 0 {
			delete(x.spans, x.column)
		}
		x.column++
	}
}

func (h *htmlReader) closeCell() {
	h.flush()
	x := h.top()
	if x == nil || x.cell == nil {
		return
	}
	if x.span > 1 {
		if x.spans == nil {
			x.spans = map[int]*htmlSpan{}
		}
		x.spans[x.column] = &htmlSpan{*x.cell, x.span - 1}
	}
	x.row.cells = append(x.row.cells, *x.cell)
	x.column++
	x.cell, x.span = nil, 0
	h.lists, h.item = 0, false
}

func (h *htmlReader) closeRow() {
	h.closeCell()
	x := h.top()
	if x == nil || x.row == nil {
		return
	}
	x.fill()
	r := *x.row
	x.row = nil
	if len(r.cells) == 0 {
		return
	}
	if x.isHead && x.table.header == nil && len(x.table.rows) == 0 {
		for _, c := range r.cells {
			x.table.header = append(x.table.header, c.text())
		}
		return
	}
	x.table.rows = append(x.table.rows, r)
}

// closeTable ends the innermost table. A table inside a cell becomes a list of
// the cell.
func (h *htmlReader) closeTable() {
	x := h.top()
	if x == nil {
		return
	}
	h.closeRow()
	h.tables = h.tables[:len(h.tables)-1]
	h.lists, h.item, h.caption = x.lists, false, false
	t := &x.table
	if t.header == nil && len(t.rows) > 0 {
		for _, c := range t.rows[0].cells {
			t.header = append(t.header, c.text())
		}
		t.rows = t.rows[1:]
	}
	outer := h.top()
	if outer == nil {
		h.blocks = append(h.blocks, block{kind: tableBlock, line: x.line, table: t, ids: t.ids})
		return
	}
	if outer.cell == nil {
		return
	}
	for _, r := range t.rows {
		outer.cell.lines = append(outer.cell.lines, descLine{line: r.line, bullet: true, text: joinCells(r)})
	}
}

// joinCells writes a row of a table inside a cell as "value: meaning".
func joinCells(r tableRow) string {
	var parts []string
	for _, c := range r.cells {
		if s := c.text(); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ": ")
}
