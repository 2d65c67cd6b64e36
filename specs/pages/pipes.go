package pages

import (
	"regexp"
	"strings"
)

var (
	separatorRow = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$`)
	wordsOnly    = regexp.MustCompile(`[\p{L}\p{N}]`)
	brokenCell   = regexp.MustCompile(`\S[ \t]*\n[ \t]*$`) // a paragraph's end would leave an empty line
)

// splitPipes splits a text at pipes that are not escaped. The text before a
// leading pipe and after a closing one is no cell.
func splitPipes(s string) []string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(s, "|")
	var cells []string
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, s[from:i])
			from = i + 1
		}
	}
	if rest := s[from:]; strings.TrimSpace(rest) != "" {
		cells = append(cells, rest)
	}
	return cells
}

// rowCells splits a row; where rows have no pipe in front, one at the start
// closes an empty first cell.
func rowCells(s string, piped bool) []string {
	if !piped && strings.HasPrefix(strings.TrimSpace(s), "|") {
		return append([]string{""}, splitPipes(s)...)
	}
	return splitPipes(s)
}

// countPipes counts the pipes of a line that are not escaped.
func countPipes(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			n++
		}
	}
	return n
}

// pipeTable reads the table that begins at lines[from] and returns the index
// of the first line behind it. A row ends when it has as many cells as the
// header has, whatever lines it spans. stop ends the table early: a heading.
func pipeTable(lines []string, from int, stop func(i int) bool) (*table, int) {
	headerText, i := headerLines(lines, from, stop)
	cells := splitPipes(headerText)
	if i < len(lines) && separatorRow.MatchString(lines[i]) && strings.Contains(lines[i], "|") {
		if n := len(splitPipes(lines[i])); n > 0 {
			cells = append(cells, make([]string, max(0, n-len(cells)))...)[:n]
		}
		i++
	}
	t := &table{}
	n := len(cells)
	piped := strings.HasPrefix(strings.TrimSpace(lines[from]), "|")
	for _, c := range cells {
		t.header = append(t.header, cellText(c))
	}
	for i < len(lines) {
		next := skipBlank(lines, i)
		if next >= len(lines) || stop(next) || !strings.HasPrefix(strings.TrimSpace(lines[next]), "|") && (piped || countPipes(lines[next]) == 0) {
			break
		}
		if separatorRow.MatchString(lines[next]) {
			i = next + 1
			continue
		}
		if len(t.rows) > 0 && beginsTable(lines, next, stop) {
			break
		}
		// A row: from its leading pipe to the pipe that closes its last cell.
		first, pipes := next, 0
		want := n
		// A row may have a pipe in front where the others have none.
		framed := piped || countPipes(lines[next]) > n && strings.HasPrefix(strings.TrimSpace(lines[next]), "|")
		if framed {
			want++
		}
		for i = next; i < len(lines) && !(i > first && stop(i)); {
			more := countPipes(lines[i])
			if short := i > first && more > 0 && pipes+more > want && strings.HasSuffix(strings.TrimSpace(lines[i-1]), "|"); short {
				break // the row lacks cells, this line begins the next
			}
			pipes += more
			i++
			if pipes >= want {
				break
			}
		}
		r := tableRow{line: first + 1}
		line := first + 1
		for _, raw := range rowCells(strings.Join(lines[first:i], "\n"), framed) {
			var c cell
			c.lines, c.refs = descLines(raw, line, true)
			c.broken = len(c.lines) == 1 && brokenCell.MatchString(raw)
			line += strings.Count(raw, "\n")
			r.cells = append(r.cells, c)
		}
		t.rows = append(t.rows, r)
	}
	if blankCells(t.header) && len(t.rows) > 0 {
		t.header = nil
		for _, c := range t.rows[0].cells {
			t.header = append(t.header, c.text())
		}
		t.rows = t.rows[1:]
	}
	return t, i
}

// beginsTable reports that a header and its separator row begin at line i: a
// table follows another without a title between them.
func beginsTable(lines []string, i int, stop func(i int) bool) bool {
	first := strings.Trim(lines[i], "| \t")
	if first == "" && i+1 < len(lines) {
		first = strings.Trim(lines[i+1], "| \t")
	}
	first, _, _ = strings.Cut(first, "|")
	if c, ok := columnOf(first); !ok || c != nameColumn {
		return false
	}
	text, end := headerLines(lines, i, stop)
	if end >= len(lines) || !separatorRow.MatchString(lines[end]) {
		return false
	}
	h, ok := parseHeader(splitPipes(text))
	return ok && h.isRows()
}

// headerLines gathers the header row, whose cells may stand on lines of their
// own, up to the separator row or the row that follows.
func headerLines(lines []string, from int, stop func(i int) bool) (string, int) {
	const longest = 40 // lines
	i := from
	for i < len(lines) && i < from+longest {
		i++
		next := skipBlank(lines, i)
		if next >= len(lines) || stop(next) {
			break
		}
		if separatorRow.MatchString(lines[next]) {
			i = next
			break
		}
		last, piped := strings.TrimSpace(lines[i-1]), strings.HasPrefix(strings.TrimSpace(lines[from]), "|")
		if !piped || strings.HasSuffix(last, "|") && strings.HasPrefix(strings.TrimSpace(lines[next]), "|") {
			break
		}
		i = next
	}
	return strings.Join(lines[from:i], "\n"), i
}

func skipBlank(lines []string, i int) int {
	for i < len(lines) && strings.TrimSpace(lines[i]) == "" {
		i++
	}
	return i
}

func blankCells(cells []string) bool {
	return !wordsOnly.MatchString(strings.Join(cells, ""))
}

func cellText(raw string) string {
	text, _, _ := plain(mdBreak.ReplaceAllString(raw, " "))
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "*", "")), " ")
}

// text returns the cell's lines joined by spaces.
func (c cell) text() string {
	var b strings.Builder
	for i, d := range c.lines {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(d.text)
	}
	return b.String()
}
