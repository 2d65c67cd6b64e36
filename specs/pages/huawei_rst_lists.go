package pages

import (
	"encoding/csv"
	"strconv"
	"strings"
)

// Tables that reStructuredText writes as lists or as comma-separated values.

// rstOptions are the fields below the name of a directive.
func rstOptions(lines []string) map[string]string {
	options := map[string]string{}
	for _, s := range lines {
		m := rstField.FindStringSubmatch(strings.TrimSpace(s))
		if m == nil {
			break
		}
		options[m[1]] = m[2]
	}
	return options
}

// listTable reads the body of a list-table: "* -" begins a row, "- " two
// columns in a further cell. line is the number of the first line.
func (r *rstReader) listTable(options map[string]string, body []string, line int) *table {
	t := &table{}
	var lines []string // of the open cell
	first := line
	end := func() {
		if lines == nil || len(t.rows) == 0 {
			return
		}
		row := &t.rows[len(t.rows)-1]
		if len(row.cells) < maxColumns {
			row.cells = append(row.cells, r.cell(lines, first))
		}
		lines = nil
	}
	for i, s := range dedent(body) {
		if strings.HasPrefix(s, "* ") {
			end()
			t.rows = append(t.rows, tableRow{line: line + i})
			s = "  " + s[2:]
		}
		if rest, ok := strings.CutPrefix(s, "  -"); ok && (rest == "" || rest[0] == ' ') {
			end()
			lines, first = []string{strings.TrimPrefix(rest, " ")}, line+i
			continue
		}
		if lines != nil {
			lines = append(lines, strings.TrimPrefix(s, "    "))
		}
	}
	end()
	t.takeHeader(options)
	return t
}

// csvTable reads the body of a csv-table; line is the number of its first line.
func (r *rstReader) csvTable(options map[string]string, body []string, line int) *table {
	t := &table{}
	in := csv.NewReader(strings.NewReader(strings.Join(dedent(body), "\n")))
	in.FieldsPerRecord, in.LazyQuotes, in.TrimLeadingSpace = -1, true, true
	for {
		record, err := in.Read()
		if err != nil {
			break
		}
		at, _ := in.FieldPos(0)
		row := tableRow{line: line + at - 1}
		for _, text := range record[:min(len(record), maxColumns)] {
			row.cells = append(row.cells, r.cell(strings.Split(text, "\n"), row.line))
		}
		t.rows = append(t.rows, row)
	}
	head := csv.NewReader(strings.NewReader(options["header"]))
	head.LazyQuotes, head.TrimLeadingSpace = true, true
	if names, err := head.Read(); err == nil {
		for _, s := range names {
			t.header = append(t.header, oneSpace(s))
		}
		return t
	}
	t.takeHeader(options)
	return t
}

// takeHeader makes the header of the first rows, as many as the options say;
// of no number, of the first.
func (t *table) takeHeader(options map[string]string) {
	n, err := strconv.Atoi(options["header-rows"])
	if err != nil {
		n = 1
	}
	n = min(max(n, 0), len(t.rows))
	for _, row := range t.rows[:n] {
		for i, c := range row.cells {
			if i == len(t.header) {
				t.header = append(t.header, "")
			}
			t.header[i] = oneSpace(t.header[i] + " " + c.text())
		}
	}
	t.rows = t.rows[n:]
}
