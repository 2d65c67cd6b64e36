package pages

import (
	"regexp"
	"strings"
)

var (
	separatorRow = regexp.MustCompile(`^\s*\|?\s*(?::-+:?|-+:|-{2,})\s*(?:\|\s*(?::-+:?|-+:|-{2,})\s*)*\|?\s*$`)
	dashes       = regexp.MustCompile(`^\s*\|\s*-\s*(?:\|\s*-\s*)+\|?\s*$`) // a separator row only below a header
	wordsOnly    = regexp.MustCompile(`[\p{L}\p{N}]`)
	brokenCell   = regexp.MustCompile(`\S[ \t]*\n[ \t]*$`) // a paragraph's end would leave an empty line
)

// span is bold text or code inside which a pipe is text. A mark behind a
// letter or an asterisk is part of a masked value.
var span = regexp.MustCompile("(?:^|[^*0-9A-Za-z\\\\])\\*\\*([^*`\n|\\s](?:[^*`\n]*[^*`\n|\\s])?)\\*\\*|`([^`\n|\\s](?:[^`\n]*[^`\n|\\s])?)`")

// bars returns where the pipes of a line stand that part cells: neither
// escaped nor inside bold text or code.
func bars(s string) []int {
	var spans [][]int
	if strings.ContainsRune(s, '|') && strings.ContainsAny(s, "*`") {
		spans = span.FindAllStringIndex(s, -1)
	}
	var at []int
	for i := 0; i < len(s); i++ {
		for len(spans) > 0 && spans[0][1] <= i {
			spans = spans[1:]
		}
		switch s[i] {
		case '\\':
			i++
		case '|':
			if len(spans) == 0 || i <= spans[0][0] {
				at = append(at, i)
			}
		}
	}
	return at
}

// countPipes counts the pipes of a line that part cells.
func countPipes(s string) int { return len(bars(s)) }

// splitPipes splits a line at its pipes. The text before a leading pipe and
// after a closing one is no cell.
func splitPipes(s string) []string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "|")
	var cells []string
	from := 0
	for _, i := range bars(s) {
		cells = append(cells, s[from:i])
		from = i + 1
	}
	if rest := s[from:]; strings.TrimSpace(rest) != "" {
		cells = append(cells, rest)
	}
	return cells
}

// pipeTable reads the table that begins at lines[from] and returns the index
// of the first line behind it. A row ends when it has as many cells as the
// header has, whatever lines it spans. stop ends the table early: a heading.
func pipeTable(lines []string, from int, stop func(i int) bool) (*table, int) {
	headerText, i := headerLines(lines, from, stop)
	cells := splitPipes(headerText)
	piped := strings.HasPrefix(strings.TrimSpace(lines[from]), "|")
	open := false // no pipe closes the last cell: each row is a line
	if i < len(lines) && isSeparator(lines[i]) && strings.Contains(lines[i], "|") {
		open = !piped && !strings.HasSuffix(strings.TrimSpace(lines[i]), "|")
		if n := len(splitPipes(lines[i])); n > 0 {
			cells = append(cells, make([]string, max(0, n-len(cells)))...)[:n]
		}
		i++
	}
	t := &table{}
	n := len(cells)
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
		var cells []string
		first := next
		if cells, i = splitPipes(lines[first]), first+1; !open {
			cells, i = pipeRow(lines, first, n, piped, stop)
		}
		r := tableRow{line: first + 1}
		line := first + 1
		for _, raw := range cells {
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

// isSeparator reports the row of dashes below a header.
func isSeparator(line string) bool {
	return separatorRow.MatchString(line) || dashes.MatchString(line)
}

// pipeRow reads the row of n cells that begins at lines[first], with a pipe in
// front where the table's rows have one: up to the pipe that closes its last
// cell, or the line before a row that is whole. end is the line behind it.
func pipeRow(lines []string, first, n int, piped bool, stop func(i int) bool) (cells []string, end int) {
	// A row may have a pipe in front where the others have none.
	begin := strings.HasPrefix(strings.TrimSpace(lines[first]), "|")
	framed := piped || begin && countPipes(lines[first]) > n
	want := n
	if framed {
		want++
	} else if begin {
		cells = append(cells, "") // closed by the pipe in front
	}
	var cell strings.Builder
	pipes := 0
	i := first
	for i < len(lines) && !(i > first && stop(i)) {
		if i > first {
			cell.WriteByte('\n')
			if end := closingFence(lines, i); end > i {
				cell.WriteString(strings.Join(lines[i:end], "\n") + "\n") // code belongs to the cell, pipes and all
				i = end
			}
		}
		line := lines[i]
		at := bars(line)
		if short := i > first && len(at) > 0 && pipes+len(at) > want && strings.HasSuffix(strings.TrimSpace(lines[i-1]), "|"); short {
			break // the row lacks cells, this line begins the next
		}
		from := 0
		for _, bar := range at {
			if pipes++; pipes >= want && framed && strings.TrimSpace(line[bar+1:]) != "" && !strings.HasPrefix(strings.TrimSpace(line[bar+1:]), "|") {
				continue // text of the last cell
			}
			cell.WriteString(line[from:bar])
			if pipes > 1 || !begin {
				cells = append(cells, cell.String())
			}
			cell.Reset()
			from = bar + 1
		}
		cell.WriteString(line[from:])
		i++
		if pipes >= want && (!framed || strings.HasSuffix(strings.TrimSpace(line), "|") || !closes(lines, i, stop)) {
			break
		}
	}
	if rest := cell.String(); strings.TrimSpace(rest) != "" {
		cells = append(cells, rest)
	}
	return cells, i
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
	if end >= len(lines) || !isSeparator(lines[end]) {
		return false
	}
	h, ok := parseHeader(splitPipes(text))
	return ok && h.isRows()
}

// maxCell bounds how far ahead, in lines, the end of a cell is looked for.
const maxCell = 100

// closingFence returns the line that ends the code which begins at line i; i
// where none does.
func closingFence(lines []string, i int) int {
	m := fence.FindStringSubmatch(lines[i])
	for j := i + 1; m != nil && j < len(lines) && j < i+maxCell; j++ {
		if strings.HasPrefix(strings.TrimSpace(lines[j]), m[1]) {
			return j
		}
	}
	return i
}

// closes reports that the cell which line i belongs to ends in a pipe, before
// another row or a heading begins.
func closes(lines []string, i int, stop func(i int) bool) bool {
	for j := i; j < len(lines) && j < i+maxCell; j++ {
		t := strings.TrimSpace(lines[j])
		switch {
		case t == "|":
			return true
		case strings.HasPrefix(t, "|"), t != "" && stop(j):
			return false
		case strings.HasSuffix(t, "|"):
			return true
		}
	}
	return false
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
		if isSeparator(lines[next]) {
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
