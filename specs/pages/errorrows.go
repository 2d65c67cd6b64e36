package pages

import (
	"regexp"
	"strings"

	"github.com/concord-dev/concord/specs"
)

var (
	flatError  = regexp.MustCompile(`^([1-5]\d\d)((?:\s*[,/、]\s*[1-5]\d\d)*)\s*([A-Za-z].*)$`)
	statusCell = regexp.MustCompile(`^[1-5]\d\d(?:\s*[,/、]\s*[1-5]\d\d)*$`)
	codeCell   = regexp.MustCompile(`^[A-Za-z][\w.\-]*(?:\.\s?[A-Za-z][\w\-]*)*$`)
	codeStart  = regexp.MustCompile(`^[A-Za-z][\w.\-]*`)
)

// errorRows adds the error table of a chapter.
func (p *page) errorRows(ch *chapter) {
	sec := section{kind: errorSection, line: ch.line, heading: ch.heading}
	table, before := false, len(p.unread)
	for _, b := range ch.blocks {
		if b.kind != tableBlock {
			continue
		}
		table = true
		h, ok := parseHeader(b.table.header)
		if !ok || !h.has(codeColumn) {
			p.unreadTable(b.table, "a table without a column for error codes")
			continue
		}
		for _, r := range b.table.rows {
			if repeatsHeader(r.cells) {
				continue
			}
			e := errorRow{line: r.line}
			for i, c := range r.cells {
				if i >= len(h) {
					break
				}
				switch h[i] {
				case statusColumn:
					e.status = c.text()
				case codeColumn:
					e.code = c.text()
				case messageColumn:
					e.message = c.text()
				case descColumn:
					e.description = c.text()
				}
			}
			if e.code != "" {
				sec.errors = append(sec.errors, e)
			}
		}
	}
	if len(sec.errors) == 0 {
		if h, body, parted, ok := runTogether(ch.blocks); ok && h.isErrors() {
			sec.errors = p.flatErrors(h, parted, body)
			if len(sec.errors) == 0 {
				sec.errors = lineErrors(h, body)
			}
		} else if h, body, ok := onePerLine(ch.blocks); ok && h.isErrors() {
			sec.errors = lineErrors(h, body)
		} else {
			sec.errors = p.flatErrors(header{statusColumn, codeColumn, messageColumn, descColumn}, false, ch.blocks) // the header is gone
		}
	}
	if len(sec.errors) > 0 {
		p.sections = append(p.sections, sec)
	} else if table && len(p.unread) == before {
		p.lost = append(p.lost, specs.Loss{Fact: "table", Section: "errors", Why: "no row of the table could be read"})
	}
}

// flatErrors reads error rows whose cells ran together.
func (p *page) flatErrors(h header, parted bool, body []block) []errorRow {
	var rows []errorRow
	parameters := p.parameters()
	for _, b := range body {
		line := strings.TrimSpace(b.rawLine())
		m := flatError.FindStringSubmatch(line)
		if m == nil || !h.has(statusColumn) || h.index(statusColumn) > h.index(codeColumn) {
			if e, ok := codeFirst(line, h, parted, parameters); ok {
				e.line = b.line
				rows = append(rows, e)
			}
			continue
		}
		code, rest := splitCode(m[3], parted, parameters)
		if code == "" {
			p.unread = append(p.unread, specs.Unread{Line: b.line, Text: clip(line), Why: "an error row whose code cannot be told from its message"})
			continue
		}
		message, description := splitMessage(rest)
		rows = append(rows, errorRow{line: b.line, status: m[1] + m[2], code: code, message: message, description: description})
	}
	return rows
}

// parameters are the names of the request rows.
func (p *page) parameters() []string {
	const most = 1000
	var names []string
	for _, s := range p.sections {
		for i := range s.rows {
			if name := s.rows[i].name; s.kind == requestSection && len(name) > 1 && len(names) < most {
				names = append(names, name)
			}
		}
	}
	return names
}

// codeFirst reads a row of the older order: code, message, status, meaning.
func codeFirst(line string, h header, parted bool, parameters []string) (errorRow, bool) {
	if h.index(codeColumn) != 0 || len(line) > 2000 {
		return errorRow{}, false
	}
	code, rest := splitCode(line, parted, parameters)
	if code == "" || rest == "" {
		return errorRow{}, false
	}
	e := errorRow{code: code, message: rest}
	if h.has(statusColumn) {
		m := innerStatus.FindStringIndex(rest)
		if m == nil {
			return errorRow{}, false
		}
		e.message, e.status, e.description = strings.TrimSpace(rest[:m[0]]), rest[m[0]:m[1]], strings.TrimSpace(rest[m[1]:])
	}
	return e, true
}

var innerStatus = regexp.MustCompile(`[1-5]\d\d`)

// splitCode parts a code from the message glued to it: the message begins with
// the last capitalised word of the run, or with the name of a parameter.
// parted: a space stands between them.
func splitCode(s string, parted bool, parameters []string) (code, rest string) {
	if code, rest, ok := strings.Cut(s, " "); parted && ok && codeCell.MatchString(code) {
		return code, strings.TrimSpace(rest)
	}
	run := codeStart.FindString(s)
	after := s[len(run):]
	if run == "" {
		return "", s
	}
	if strings.HasSuffix(run, ".") && strings.HasPrefix(after, "%s") {
		return run + "%s", strings.TrimSpace(after[len("%s"):]) // the code is a template
	}
	if after == "" || after[0] >= 0x80 || strings.IndexByte(`%"{<[('`, after[0]) >= 0 {
		if !strings.HasPrefix(after, "'") {
			return strings.TrimRight(run, ".-"), strings.TrimSpace(after) // no word of the message is Latin
		}
	}
	start := lastWord(run)
	if last := run[strings.LastIndexByte(run, '.')+1:]; len(last) > 6 && last[:len(last)/2] == last[len(last)/2:] {
		start = len(run) - len(last)/2 // the message begins with the code's last word
	}
	for _, name := range parameters {
		if at := len(run) - len(name); at > 0 && at < start && strings.HasPrefix(after, " ") && strings.HasSuffix(run, name) && !strings.HasSuffix(run[:at], ".") {
			start = at
		}
	}
	if start <= 0 {
		// "InvalidKeythe specified": a message that begins in lower case.
		for _, w := range []string{"the", "this", "your", "you", "an", "a"} {
			if t := strings.TrimSuffix(run, w); t != run && t != "" && strings.HasPrefix(after, " ") {
				return t, w + after
			}
		}
		if strings.HasPrefix(after, " ") {
			return run, strings.TrimSpace(after)
		}
		return "", s
	}
	return strings.TrimRight(run[:start], "-"), run[start:] + after
}

// lastWord returns where the last capitalised word of a camel-case run begins;
// a run of capitals is one word. 0: there is only one word.
func lastWord(run string) int {
	i := len(run) - 1
	upper := func(i int) bool { return 'A' <= run[i] && run[i] <= 'Z' }
	if upper(i) {
		for i > 0 && upper(i-1) {
			i--
		}
		if i == len(run)-1 && i > 0 {
			return i // "A" in "DbErrorA"
		}
		return i
	}
	for i > 0 && !upper(i) {
		if run[i-1] == '.' {
			return 0 // a code whose last segment is in lower case
		}
		i--
	}
	// "RAMUser" splits before the U, "ECSService" before the S.
	return i
}

var (
	gluedSentence = regexp.MustCompile(`([.!?。])([\p{Lu}\p{Han}])`)
	returnedWhen  = regexp.MustCompile(`The error message (?:is )?returned (?:because|when|if)|Error message returned when`)
	firstHan      = regexp.MustCompile(`\p{Han}`)
	gluedLatin    = regexp.MustCompile(`[.!?]([A-Z][A-Za-z0-9]*)$`)
	gluedTemplate = regexp.MustCompile(`%s[A-Z]`)
	gluedWord     = regexp.MustCompile(`[a-z)"'][A-Z][a-z]+ `)
)

// splitMessage parts a message from the description glued to it. Where they
// cannot be told apart it is the whole.
func splitMessage(s string) (message, description string) {
	s = strings.TrimSpace(s)
	if m := returnedWhen.FindStringIndex(s); m != nil {
		return strings.TrimSpace(s[:m[0]]), s[m[0]:]
	}
	if n := len(s); n%2 == 0 && n > 0 && s[:n/2] == s[n/2:] {
		return s[:n/2], s[n/2:]
	}
	if m := firstHan.FindStringIndex(s); m != nil && m[0] > 0 {
		at := m[0]
		if g := gluedLatin.FindStringSubmatchIndex(s[:at]); g != nil {
			at = g[2] // "account.ECS官网": the description begins with a name
		}
		return strings.TrimRight(s[:at], " "), s[at:]
	}
	for _, m := range gluedSentence.FindAllStringSubmatchIndex(s, 20) {
		before := s[strings.LastIndexByte(s[:m[0]], ' ')+1 : m[0]]
		if opening[firstWord(s[m[4]:])] || !strings.Contains(before, ".") && before != "" && !nameRune(s[m[4]]) || isLower(before) {
			return s[:m[3]], s[m[4]:]
		}
	}
	if m := gluedTemplate.FindStringIndex(s); m != nil && opening[firstWord(s[m[1]-1:])] {
		return s[:m[1]-1], s[m[1]-1:]
	}
	// The description often begins as the message does, or with an article.
	for _, m := range gluedWord.FindAllStringIndex(s, 20) {
		if k := m[0] + 1; k < len(s) && (strings.HasPrefix(s[k:], firstWord(s)) || articles[firstWord(s[k:])]) {
			return s[:k], s[k:]
		}
	}
	return strings.TrimSuffix(s, "-"), ""
}

// opening are words that begin a sentence and no name of a parameter.
var opening = map[string]bool{
	"The": true, "This": true, "You": true, "Your": true, "An": true, "A": true, "Please": true, "It": true, "No": true, "If": true,
	"We": true, "There": true, "Failed": true, "Invalid": true, "Check": true, "Only": true, "All": true, "Some": true,
}

// articles are words that open a sentence and end no name.
var articles = map[string]bool{"The": true, "This": true, "You": true, "Your": true, "Please": true}

// isLower reports a word of prose: small letters, or quotes and brackets.
func isLower(s string) bool {
	return s != "" && !strings.Contains(s, ".") && s == strings.ToLower(s)
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// lineErrors reads error rows written one cell a paragraph.
func lineErrors(h header, body []block) []errorRow {
	starts := func(i int) bool {
		for k, c := range h {
			if i+k >= len(body) {
				return k > 1
			}
			t := body[i+k].text
			switch c {
			case statusColumn:
				if !statusCell.MatchString(t) {
					return false
				}
			case codeColumn:
				if !codeCell.MatchString(t) {
					return false
				}
			case messageColumn:
				if h.index(statusColumn) > k {
					continue
				}
				return true
			}
		}
		return true
	}
	var rows []errorRow
	for i := 0; i < len(body); {
		if !starts(i) {
			i++
			continue
		}
		e := errorRow{line: body[i].line}
		end := i + 1
		for end < len(body) && end < i+len(h) && !(end > i+1 && starts(end)) {
			end++
		}
		for k := i; k < end; k++ {
			t := body[k].text
			switch h[k-i] {
			case statusColumn:
				e.status = t
			case codeColumn:
				e.code = t
			case messageColumn:
				e.message = t
			case descColumn:
				e.description = t
			}
		}
		if at := returnedWhen.FindStringIndex(e.message); e.description == "" && at != nil && at[0] == 0 {
			e.message, e.description = "", e.message // the message's cell was empty
		}
		rows = append(rows, e)
		i = end
	}
	return rows
}
