package pages

import (
	"regexp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// place is what a heading of an Alibaba Cloud page opens.
type place int

const (
	elsewhere place = iota
	requestPlace
	pathPlace
	queryPlace
	bodyPlace
	headerPlace
	responsePlace
	requestSyntaxPlace
	responseSyntaxPlace
	examplesPlace
	sampleRequestPlace
	sampleResponsePlace
	errorSamplePlace
	errorsPlace
	authorizationPlace
	changesPlace
	membersPlace // of one row, whose name the heading bears
	unknownPlace // a heading that no layout has
)

// places are the headings of the layouts, lower-cased.
var places = map[string]place{
	"request parameters": requestPlace, "request parameter": requestPlace, "parameters": requestPlace,
	"请求参数": requestPlace, "請求參數": requestPlace, "入参": requestPlace, "parámetros de solicitud": requestPlace,
	"path parameters": pathPlace, "path parameter": pathPlace, "路径参数": pathPlace, "路徑參數": pathPlace,
	"query parameters": queryPlace, "query parameter": queryPlace, "查询参数": queryPlace, "query参数": queryPlace,
	"request body": bodyPlace, "body parameters": bodyPlace, "request body parameters": bodyPlace, "请求体": bodyPlace, "body参数": bodyPlace,
	"request headers": headerPlace, "header parameters": headerPlace, "请求头": headerPlace, "请求头参数": headerPlace,

	"response parameters": responsePlace, "response elements": responsePlace, "response parameter": responsePlace,
	"return parameters": responsePlace, "返回参数": responsePlace, "返回数据": responsePlace, "响应参数": responsePlace,
	"返回结果": responsePlace, "返回參數": responsePlace, "出参": responsePlace, "返回資料": responsePlace, "返回數據": responsePlace,
	"響應參數": responsePlace, "返回元素": responsePlace, "elementos de respuesta": responsePlace,

	"request syntax": requestSyntaxPlace, "请求语法": requestSyntaxPlace, "請求語法": requestSyntaxPlace,
	"请求格式": requestSyntaxPlace, "request format": requestSyntaxPlace,
	"response syntax": responseSyntaxPlace, "返回语法": responseSyntaxPlace, "响应语法": responseSyntaxPlace,

	"examples": examplesPlace, "example": examplesPlace, "示例": examplesPlace, "範例": examplesPlace, "使用示例": examplesPlace, "樣本": examplesPlace,
	"sample requests": sampleRequestPlace, "sample request": sampleRequestPlace, "request example": sampleRequestPlace,
	"request examples": sampleRequestPlace, "请求示例": sampleRequestPlace, "請求示例": sampleRequestPlace, "请求样例": sampleRequestPlace, "請求樣本": sampleRequestPlace, "請求範例": sampleRequestPlace,
	"sample success responses": sampleResponsePlace, "sample success response": sampleResponsePlace, "success response": sampleResponsePlace,
	"sample responses": sampleResponsePlace, "sample response": sampleResponsePlace, "response example": sampleResponsePlace,
	"response examples": sampleResponsePlace, "success responses": sampleResponsePlace, "successful response": sampleResponsePlace,
	"正常返回示例": sampleResponsePlace, "返回示例": sampleResponsePlace, "响应示例": sampleResponsePlace, "正常返回範例": sampleResponsePlace, "正常返回樣本": sampleResponsePlace, "返回樣本": sampleResponsePlace, "成功响应": sampleResponsePlace,
	"sample error responses": errorSamplePlace, "error response": errorSamplePlace, "异常返回示例": errorSamplePlace,
	"错误返回示例": errorSamplePlace, "sample failure responses": errorSamplePlace, "error responses": errorSamplePlace,

	"error codes": errorsPlace, "error code": errorsPlace, "错误码": errorsPlace, "错误代码": errorsPlace, "錯誤碼": errorsPlace,

	"authorization information": authorizationPlace, "ram authorization": authorizationPlace, "授权信息": authorizationPlace,
	"授權資訊": authorizationPlace, "授權信息": authorizationPlace, "授权": authorizationPlace, "ram授权": authorizationPlace, "ram 授权": authorizationPlace,
	"change history": changesPlace, "release notes": changesPlace, "变更历史": changesPlace, "變更歷史": changesPlace, "變更記錄": changesPlace, "更新历史": changesPlace,

	"debugging": elsewhere, "try it now": elsewhere, "调试": elsewhere, "調試": elsewhere, "偵錯": elsewhere,
	"operation description": elsewhere, "description": elsewhere, "接口说明": elsewhere, "描述": elsewhere, "介面說明": elsewhere, "接口說明": elsewhere, "立即试用": elsewhere,
	"usage notes": elsewhere, "使用说明": elsewhere, "common parameters": elsewhere, "common request parameters": elsewhere,
	"公共参数": elsewhere, "公共请求参数": elsewhere, "references": elsewhere, "see also": elsewhere,
	"prerequisites": elsewhere, "qps limits": elsewhere, "qps limit": elsewhere, "注意事项": elsewhere,
}

var (
	mdHeading   = regexp.MustCompile(`^\s{0,3}(#{1,6})\s+(\S.*)$`)
	boldLine    = regexp.MustCompile(`^\s*\*\*([^*]+)\*\*\s*$`)
	fence       = regexp.MustCompile("^\\s*(```+|~~~+)")
	gluedBraces = regexp.MustCompile(`^\s*([}\]>]+)\s*([^\s,}\]].*)$`)
)

// placeRules find the place of headings that the list does not have.
var placeRules = []struct {
	match *regexp.Regexp
	place place
}{
	{regexp.MustCompile(`^(?:\S+ ){0,3}(?:error|failed|failure|exception)\S* (?:\S+ )?(?:response|example|sample)s?(?: examples?| samples?)?$|^(?:错误|异常|失败)\S{0,4}(?:示例|样例)$`), errorSamplePlace},
	{regexp.MustCompile(`^(?:\S+ ){0,2}(?:response|return)\S* (?:\S+ )?(?:example|sample)s?$|^(?:example|sample)s? (?:of )?(?:\S+ ){0,2}(?:response|return)\S*$|^(?:正常|成功)?(?:返回|响应)\S{0,4}(?:示例|样例|範例)$`), sampleResponsePlace},
	{regexp.MustCompile(`^(?:\S+ )?request\S* (?:\S+ )?(?:example|sample)s?$|^(?:example|sample)s? (?:of )?(?:\S+ )?requests?$|^请求(?:消息|报文)?(?:示例|样例)$`), sampleRequestPlace},
	{regexp.MustCompile(`^(?:request|input) (?:parameter|element|field|argument)s?(?: description)?$`), requestPlace},
	{regexp.MustCompile(`^(?:response|return|returned|output) (?:parameter|element|field|data|value)s?(?: description)?$`), responsePlace},
	{regexp.MustCompile(`^(?:api |specific |operation )?error (?:code|message)s?(?: list)?$`), errorsPlace},
}

// ruleWord is in every heading that a rule matches.
var ruleWord = regexp.MustCompile(`example|sample|示例|样例|範例|parameter|element|field|argument|data|value|error`)

// placeOf returns what a heading opens; known is false for any other line.
func placeOf(heading string) (p place, known bool) {
	w := headingWords(heading)
	if p, known = places[w]; known || len(w) > 60 || !ruleWord.MatchString(w) {
		return p, known
	}
	for _, r := range placeRules {
		if r.match.MatchString(w) {
			return r.place, true
		}
	}
	return elsewhere, false
}

// headingWords reduces a heading to what places lists.
func headingWords(s string) string {
	if len(s) > 200 {
		return ""
	}
	s, _, _ = plain(s)
	s = strings.Trim(strings.TrimSpace(s), "*#:： ")
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// isSample reports headings that stand as plain paragraphs in every layout.
func (p place) isSample() bool {
	return p == sampleRequestPlace || p == sampleResponsePlace || p == errorSamplePlace
}

// source is a text page split into lines.
type source struct {
	lines   []string
	numbers []int // of each line in the page, 1-based
	md      bool  // headings bear "#"
	airy    bool  // blank lines stand around headings
}

// newSource splits text. A heading glued to the brace that ends a sample
// becomes a line of its own.
func newSource(text string) *source {
	s := &source{airy: strings.Count(text, "\n\n")*6 > strings.Count(text, "\n")}
	for i, line := range strings.Split(text, "\n") {
		if mdHeading.MatchString(line) && !s.md {
			_, known := placeOf(mdHeading.FindStringSubmatch(line)[2])
			s.md = known
		}
		if m := gluedBraces.FindStringSubmatch(line); m != nil {
			if _, ok := placeOf(m[2]); ok {
				s.lines = append(s.lines, m[1], m[2])
				s.numbers = append(s.numbers, i+1, i+1)
				continue
			}
		}
		s.lines = append(s.lines, line)
		s.numbers = append(s.numbers, i+1)
	}
	return s
}

// heading returns the heading at line i: its level (1 to 6; 5 for a heading
// that is no markup) and text.
func (s *source) heading(i int) (level int, text string, ok bool) {
	line := s.lines[i]
	if m := mdHeading.FindStringSubmatch(line); m != nil {
		text, _, _ := plain(m[2])
		return len(m[1]), strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "*#")), true
	}
	if len(line) > 80 {
		return 0, "", false
	}
	bare := line
	if m := boldLine.FindStringSubmatch(line); m != nil {
		bare = m[1]
	} else if m := listMark.FindString(line); m != "" {
		bare = line[len(m):]
	}
	p, known := placeOf(bare)
	switch {
	case !known:
		return 0, "", false
	case p.isSample():
		return 5, strings.TrimSpace(bare), true
	case s.md || strings.HasPrefix(strings.TrimSpace(line), "•") || s.isColumnName(i):
		return 0, "", false
	case s.airy && !s.alone(i), s.describes(i), s.names(i):
		return 0, "", false // an example, a description, the name of a row
	}
	return 2, strings.TrimSpace(bare), true
}

// rowEnd matches the end of a row's head: a type, and a requiredness behind it.
var rowEnd = regexp.MustCompile(`(?:[Ss]tring|[Ii]nteger|[Ll]ong|[Bb]oolean|[Ff]loat|[Dd]ouble|[Nn]umber|[Oo]bject|[Ss]truct|[Aa]rray|[Mm]ap|[Ll]ist|>|\])(?:Yes|No|TRUE|FALSE|是|否)?$`)

// describes reports that line i, though worded like a heading, describes the
// row whose head stands above it: no table begins below.
func (s *source) describes(i int) bool {
	for j := i - 1; ; j-- {
		if j < 0 {
			return false
		}
		above := strings.TrimSpace(s.lines[j])
		if above == "" {
			continue
		}
		if len(above) > maxName || !rowEnd.MatchString(above) && requiredWord(above) == nil || strings.ContainsAny(above, ".。") {
			return false
		}
		break
	}
	next := skipBlank(s.lines, i+1)
	if next >= len(s.lines) {
		return false
	}
	if _, ok := columnOf(s.lines[next]); ok {
		return false
	}
	_, _, table := segmentHeader(s.lines[next])
	return !table && !strings.Contains(s.lines[next], "|")
}

// names reports that line i is the name of a row written one cell a line: its
// type stands below.
func (s *source) names(i int) bool {
	next := skipBlank(s.lines, i+1)
	return next < len(s.lines) && isTypeCell(strings.TrimSpace(s.lines[next]))
}

// alone reports that blank lines stand around line i.
func (s *source) alone(i int) bool {
	blank := func(j int) bool { return j < 0 || j >= len(s.lines) || strings.TrimSpace(s.lines[j]) == "" }
	return blank(i+1) && (blank(i-1) || s.numbers[i] == s.numbers[i-1])
}

// isColumnName reports that line i is a header cell of a table written one
// cell a line: a neighbour is a header cell too.
func (s *source) isColumnName(i int) bool {
	if _, ok := columnOf(s.lines[i]); !ok {
		return false
	}
	if next := skipBlank(s.lines, i+1); next < len(s.lines) {
		switch c, _ := columnOf(s.lines[next]); c {
		case messageColumn, typeColumn, requiredColumn:
			return true
		}
	}
	for j := i - 1; j >= 0; j-- {
		if t := strings.TrimSpace(s.lines[j]); t != "" {
			_, ok := columnOf(t)
			_, heading := placeOf(t)
			return ok && !heading || ok && j > 0 && s.isColumnName(j)
		}
	}
	return false
}

// alibabaBlocks reads a text or Markdown page into blocks.
func alibabaBlocks(s *source) []block {
	var blocks []block
	gap := false
	stop := func(i int) bool { _, _, ok := s.heading(i); return ok }
	for i := 0; i < len(s.lines); {
		line := s.lines[i]
		if strings.TrimSpace(line) == "" {
			gap = true
			i++
			continue
		}
		b := block{kind: paraBlock, line: s.numbers[i], raw: line, gap: gap}
		gap = false
		if m := fence.FindStringSubmatch(line); m != nil {
			end := i + 1
			for end < len(s.lines) && !strings.HasPrefix(strings.TrimSpace(s.lines[end]), m[1]) && !opensChapter(s.lines[end]) {
				end++
			}
			b.kind, b.text = codeBlock, strings.Join(s.lines[i+1:end], "\n")
			blocks = append(blocks, b)
			if i = end; i < len(s.lines) && !opensChapter(s.lines[i]) {
				i++
			}
			continue
		}
		if level, text, ok := s.heading(i); ok {
			b.kind, b.level, b.text = headingBlock, level, text
			blocks = append(blocks, b)
			i++
			continue
		}
		if strings.HasPrefix(strings.TrimSpace(line), "|") || s.isHeaderRow(i) {
			t, next := pipeTable(s.lines, i, stop)
			for r := range t.rows {
				t.rows[r].shift(s.numbers)
			}
			b.kind, b.table = tableBlock, t
			blocks = append(blocks, b)
			i = max(next, i+1)
			continue
		}
		var d descLine
		d, b.refs = oneLine(line, b.line, s.md)
		b.text, b.level, b.marked = d.text, d.level, d.marked
		if d.bullet {
			b.kind = bulletBlock
		}
		blocks = append(blocks, b)
		i++
	}
	return blocks
}

// opensChapter reports a heading that ends even code whose closing mark is
// missing.
func opensChapter(line string) bool {
	m := mdHeading.FindStringSubmatch(line)
	if m == nil || len(m[1]) < 2 {
		return false
	}
	_, known := placeOf(m[2])
	return known
}

// isHeaderRow reports the header of a table whose lines have no pipe in front.
func (s *source) isHeaderRow(i int) bool {
	line := s.lines[i]
	if len(line) > maxHeader || !strings.Contains(line, "|") {
		return false
	}
	h, ok := parseHeader(splitPipes(line))
	return ok && (h.isRows() || h.isErrors() || i+1 < len(s.lines) && separatorRow.MatchString(s.lines[i+1]))
}

// shift turns line indexes into line numbers of the page.
func (r *tableRow) shift(numbers []int) {
	number := func(index int) int {
		if index >= 1 && index <= len(numbers) {
			return numbers[index-1]
		}
		return index
	}
	r.line = number(r.line)
	for _, c := range r.cells {
		for i := range c.lines {
			c.lines[i].line = number(c.lines[i].line)
		}
	}
}

// alibabaPage reads a text or Markdown page.
func alibabaPage(text string) *page {
	s := newSource(text)
	p := outlineAlibaba(alibabaBlocks(s))
	readHead(p, text)
	return p
}

// chapter is a heading with the blocks below it.
type chapter struct {
	place   place
	id      string // the heading's anchor, where no layout has the heading
	heading string
	line    int
	blocks  []block
}

// outlineAlibaba tells the chapters of a page apart and reads each.
func outlineAlibaba(blocks []block) *page {
	p := &page{vendor: "alibaba"}
	var chapters []chapter
	current := chapter{}
	top, level := elsewhere, 0 // the section, its level
	for _, b := range blocks {
		if b.kind != headingBlock {
			current.blocks = append(current.blocks, b)
			continue
		}
		pl, known := placeOf(b.text)
		switch {
		case known && pl.isSample() && top == errorsPlace:
			continue
		case known:
			top, level = pl, b.level
		case b.level > level && level > 0 && (top == requestPlace || top == responsePlace):
			pl = digression(top)
		default:
			pl, top, level = unknownPlace, elsewhere, b.level
			if m := membersOf.FindStringSubmatch(b.text); m != nil && !strings.EqualFold(m[1], "common") && !strings.EqualFold(m[1], "public") {
				pl = membersPlace
			}
		}
		chapters = append(chapters, current)
		current = chapter{place: pl, heading: b.text, line: b.line}
		if m := anchorID.FindStringSubmatch(b.raw); m != nil && !known {
			current.id = m[1]
		}
		if b.level == 1 && p.head.title == "" && !known {
			p.head.title = b.text
		}
	}
	chapters = append(chapters, current)
	for i := range chapters {
		p.sample(&chapters[i])
	}
	names := p.sampleNames()
	linked := linkedFrom(chapters)
	for i := range chapters {
		p.chapter(&chapters[i], names, linked)
	}
	return p
}

// linkedFrom returns what the tables and paragraphs of the page link to.
func linkedFrom(chapters []chapter) map[string]bool {
	linked := map[string]bool{}
	add := func(refs []ref) {
		for _, r := range refs {
			linked[r.to] = true
		}
	}
	for _, ch := range chapters {
		for _, b := range ch.blocks {
			add(b.refs)
			if b.kind != tableBlock {
				continue
			}
			for _, r := range b.table.rows {
				for _, c := range r.cells {
					add(c.refs)
				}
			}
		}
	}
	return linked
}

// anchorID is the anchor of a Markdown heading.
var anchorID = regexp.MustCompile(`\{#([\w-]+)`)

// digression is a place below an unknown heading inside a section; its tables
// are not the section's.
func digression(top place) place { return -top }

// chapter reads one chapter that is no sample. linked is what the page links to.
func (p *page) chapter(ch *chapter, names, linked map[string]bool) {
	if ch.id != "" && linked["#"+ch.id] {
		if s, at, others := p.rowLinking(ch.id); s != nil && p.members(ch, s, at) {
			p.unread = append(p.unread, others...)
			return
		}
	}
	switch ch.place {
	case requestPlace, pathPlace, queryPlace, bodyPlace, headerPlace:
		in := map[place]string{pathPlace: "path", queryPlace: "query", bodyPlace: "body", headerPlace: "header"}[ch.place]
		p.rows(ch, requestSection, in, names)
	case responsePlace:
		p.rows(ch, responseSection, "", names)
	case errorsPlace:
		p.errorRows(ch)
	case requestSyntaxPlace:
		p.syntax(ch)
	case membersPlace:
		s, at := p.rowOf(membersOf.FindStringSubmatch(ch.heading)[1])
		if s == nil {
			p.digression(ch)
			return
		}
		p.members(ch, s, at)
	case unknownPlace, digression(requestPlace), digression(responsePlace):
		p.digression(ch)
	}
}

// membersOf is a heading that names the row whose members stand below it.
var membersOf = regexp.MustCompile(`^([A-Za-z]\w*)\s*(?i:parameters?|fields?|structure|object|data structure|参数(?:说明)?|字段(?:说明)?|对象(?:说明)?|结构)$`)

// members puts the tables of a chapter below the row whose members they list,
// and reports whether there are any.
func (p *page) members(ch *chapter, s *section, at int) bool {
	found := false
	for _, b := range ch.blocks {
		if b.kind != tableBlock {
			continue
		}
		h, ok := parseHeader(b.table.header)
		if !ok || !h.isRows() {
			continue
		}
		found = true
		p.insert(s, at, b.table, tableRows(b.table, h.typed(b.table)))
	}
	return found
}

// maxMembers bounds the tables that list the members of a row: each is put
// between the rows of another.
const maxMembers = 500

// insert puts the rows of a table below the row whose members they are.
func (p *page) insert(s *section, at int, t *table, rows []row) {
	if p.inserted == maxMembers {
		p.unreadTable(t, "one table of members too many")
		return
	}
	p.inserted++
	s.insert(at, rows)
}

// insert puts rows below the row whose members they are.
func (s *section) insert(at int, rows []row) {
	parent := &s.rows[at]
	under := parent.key()
	if parent.isItem {
		under = parent.under
	}
	for i := range rows {
		rows[i].under = under
	}
	end := at + 1
	for end < len(s.rows) && s.rows[end].under == under && !parent.isItem {
		end++
	}
	s.rows = slices.Insert(s.rows, end, rows...)
}

// rowLinking returns the first row whose text links to the anchor; nil where
// there is none. others are the rows that link to it as well, whose members are
// not read.
func (p *page) rowLinking(id string) (in *section, at int, others []specs.Unread) {
	to := "#" + id
	for i := range p.sections {
		s := &p.sections[i]
		for k := range s.rows {
			r := &s.rows[k]
			switch {
			case !slices.ContainsFunc(r.refs, func(l ref) bool { return l.to == to }) || !r.mayHaveMembers():
			case in == nil:
				in, at = s, k
			default:
				others = append(others, specs.Unread{Line: r.line, Text: clip(r.name + " " + r.typ), Why: "its members stand in a table that another row has taken"})
			}
		}
	}
	return in, at, others
}

// mayHaveMembers reports that the row's type does not forbid members.
func (r *row) mayHaveMembers() bool {
	typ, items := parseType(r.typ)
	return typ == "" || typ == specs.Object || typ == specs.Array && (items == "" || items == specs.Object)
}

// rowOf returns the last row of a name that can have members; nil where there
// is none.
func (p *page) rowOf(name string) (*section, int) {
	for i := len(p.sections) - 1; i >= 0; i-- {
		s := &p.sections[i]
		if s.kind != requestSection && s.kind != responseSection {
			continue
		}
		for at := range s.rows { // by index: a copy of each row would cost more than the search
			if r := &s.rows[at]; r.name == name && r.mayHaveMembers() {
				return s, at
			}
		}
	}
	return nil, 0
}

// rows adds the tables of a chapter.
func (p *page) rows(ch *chapter, kind sectionKind, in string, names map[string]bool) {
	sec := section{kind: kind, line: ch.line, heading: ch.heading, in: in}
	found := false
	var columns header         // of the first table; one with others is not the chapter's
	types := map[string]bool{} // the page's own, of the rows so far
	for i, b := range ch.blocks {
		if b.kind != tableBlock {
			continue
		}
		h, ok := parseHeader(b.table.header)
		if !ok || !h.isRows() {
			p.unreadTable(b.table, "a table without columns for name and type")
			continue
		}
		h = h.typed(b.table)
		if found && !slices.Equal(h, columns) {
			p.unreadTable(b.table, "a table of its own; which row it describes is not stated")
			continue
		}
		rows := tableRows(b.table, h)
		at, list := sec.rowOfType(ch.blocks[:i], types)
		for _, r := range rows {
			if typ, _ := parseType(r.typ); typ == "" && len(r.typ) > 1 {
				types[r.typ] = true
			}
		}
		if at >= 0 {
			if list && len(rows) == 1 {
				rows[0].isItem = true
			}
			p.insert(&sec, at, b.table, rows)
			continue
		}
		found, columns = true, h
		sec.add(h, rows)
	}
	if !found {
		if h, body, parted, ok := runTogether(ch.blocks); ok && h.isRows() {
			found = true
			body, others := cutTables(h, body)
			rows := flatRows(h, parted, body, names)
			for _, o := range others {
				p.unreadRows(flatRows(o.h, o.parted, o.body, names))
			}
			// Only the header ran together: the rows stand one cell a line.
			if lines := lineRows(h, body, names); named(lines) > named(rows) {
				rows = lines
			}
			sec.add(h, rows)
		} else if h, body, ok := onePerLine(ch.blocks); ok && h.isRows() {
			found = true
			for next, more, ok := onePerLine(body); ok; next, more, ok = onePerLine(more) {
				if next.isRows() && !slices.Equal(next, h) {
					body = body[:len(body)-len(more)-len(next)]
					p.unreadRows(lineRows(next, more, names))
					break
				}
			}
			sec.add(h, lineRows(h, body, names))
		}
	}
	if found || len(ch.blocks) == 0 {
		p.sections = append(p.sections, sec)
		return
	}
	for i := range ch.blocks {
		if b := &ch.blocks[i]; b.kind == paraBlock && len(b.text) <= maxName && rowEnd.MatchString(b.text) && !strings.Contains(b.text, ". ") {
			p.unread = append(p.unread, specs.Unread{Line: b.line, Text: clip(b.text), Why: "looks like a row, but no header of a table stands above"})
		}
	}
}

// rowOfType returns the row whose type the text that ends in blocks, between a
// table and the next, is about; negative where it names none. types are the
// page's own types that rows have. list reports that the text says that the type
// is a list.
func (s *section) rowOfType(blocks []block, types map[string]bool) (at int, list bool) {
	const words = 40 // looked at
	from := len(blocks)
	for from > 0 && blocks[from-1].kind != tableBlock {
		from--
	}
	for _, b := range blocks[from:] {
		names := typeMention.FindAllString(b.text, words)
		for _, name := range names {
			one := strings.TrimSuffix(name, "s")
			if !types[name] && !types[one] {
				continue
			}
			at = slices.IndexFunc(s.rows, func(r row) bool { return (r.typ == name || r.typ == one) && types[r.typ] })
			if at >= 0 {
				return at, saysList.MatchString(b.text)
			}
		}
	}
	return -1, false
}

// typeMention is a word that may name a type.
var typeMention = regexp.MustCompile(`[A-Z]\w+`)

// otherTable is a table below another in the same chapter of a page whose
// cells ran together: without its heading, nothing tells what it describes.
type otherTable struct {
	h      header
	parted bool
	body   []block
}

// cutTables parts the blocks of the first table from tables with other headers.
func cutTables(h header, body []block) ([]block, []otherTable) {
	var others []otherTable
	end := len(body)
	for i, b := range body {
		if b.kind != paraBlock {
			continue
		}
		o, parted, ok := segmentHeader(b.text)
		if !ok || !o.isRows() || slices.Equal(o, h) && len(others) == 0 {
			continue
		}
		if len(others) == 0 {
			end = i
		} else {
			last := &others[len(others)-1]
			last.body = last.body[:len(last.body)-(len(body)-i)]
		}
		others = append(others, otherTable{o, parted, body[i+1:]})
	}
	return body[:end], others
}

// unreadRows lists rows whose place is not known.
func (p *page) unreadRows(rows []row) {
	for i := range rows {
		p.unread = append(p.unread, specs.Unread{
			Line: rows[i].line, Text: clip(rows[i].name + " " + rows[i].typ), Why: "a table of its own; which row it describes is not stated",
		})
	}
}

// named counts the rows that have a name.
func named(rows []row) int {
	n := 0
	for i := range rows {
		if rows[i].name != "" {
			n++
		}
	}
	return n
}

func (s *section) add(h header, rows []row) {
	s.hasType = s.hasType || h.has(typeColumn)
	s.hasRequired = s.hasRequired || h.has(requiredColumn)
	s.rows = append(s.rows, rows...)
}

// unreadTable lists the rows of a table that was not understood.
func (p *page) unreadTable(t *table, why string) {
	for _, r := range t.rows {
		var b strings.Builder
		for i, c := range r.cells {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(c.text())
		}
		p.unread = append(p.unread, specs.Unread{Line: r.line, Text: clip(b.String()), Why: why})
	}
}

func (p *page) digression(ch *chapter) {
	for _, b := range ch.blocks {
		if b.kind != tableBlock {
			continue
		}
		if h, ok := parseHeader(b.table.header); ok && h.isRows() && (ch.place != unknownPlace || h.has(requiredColumn) || h.has(typeColumn)) {
			p.unreadTable(b.table, "a table of its own; which row it describes is not stated")
		}
	}
}

// maxText bounds a text quoted in unread.
const maxText = 200

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "") + "…"
}

// syntax reads the request line of a ROA operation.
func (p *page) syntax(ch *chapter) {
	for _, b := range ch.blocks {
		for _, m := range requestLine.FindAllStringSubmatch(b.text, 8) {
			if p.head.urlPath == "" {
				p.head.urlPath = m[2]
			}
			if !slices.Contains(p.head.methods, m[1]) {
				p.head.methods = append(p.head.methods, m[1])
			}
		}
	}
	if p.head.urlPath == "/" {
		p.head.urlPath, p.head.methods = "", nil // how an RPC page may put it
	}
	if p.head.urlPath != "" {
		p.head.protocol = specs.ROA
	}
}

// requestLine is a method and a path.
var requestLine = regexp.MustCompile(`\b(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\s+(?:https?://[^\s/]+)?(/[^\s?]*)`)

// tableRows reads the rows of a table whose cells are known.
func tableRows(t *table, h header) []row {
	var rows []row
	for _, tr := range t.rows {
		cells := realign(tr.cells, h)
		if repeatsHeader(cells) {
			continue
		}
		r := row{line: tr.line, depth: -1}
		for i, c := range cells {
			if i >= len(h) {
				break
			}
			switch h[i] {
			case nameColumn:
				r.name, r.depth = rowName(c.text())
			case typeColumn:
				r.typ = c.text()
			case requiredColumn:
				r.required = c.text()
			case descColumn:
				r.desc = append(r.desc, c.lines...)
				r.broken = c.broken
			case exampleColumn:
				for _, d := range c.lines {
					r.example = append(r.example, d.text)
				}
			}
			if h[i] == typeColumn || h[i] == descColumn {
				r.refs = append(r.refs, c.refs...)
			}
		}
		if r.name == "" && r.typ == "" && len(r.desc) == 0 {
			continue
		}
		r.swapProse()
		rows = append(rows, r)
	}
	return rows
}

// swapProse moves a description that stands in the example's cell back where a
// rendition dropped the empty example and filled the row up at its end.
func (r *row) swapProse() {
	if len(r.desc) > 0 || len(r.example) == 0 {
		return
	}
	t, _ := parseType(r.typ)
	if e := r.example[0]; looksLikeSentence(e) || (t == specs.Object || t == specs.Array) && strings.Contains(e, " ") && !strings.ContainsAny(e, "{[") {
		for _, e := range r.example {
			r.desc = append(r.desc, descLine{line: r.line, text: e})
		}
		r.example = nil
	}
}

// realign moves the cells of an unnamed row back where a rendition dropped its
// empty first cell: "| string | No | ... | |".
func realign(cells []cell, h header) []cell {
	n, ty := h.index(nameColumn), h.index(typeColumn)
	if n != 0 || ty != 1 || len(cells) == 0 || len(cells) > len(h) {
		return cells
	}
	first := cells[0].text()
	if t, _ := parseType(first); t == "" {
		return cells
	}
	second := ""
	if len(cells) > 1 {
		second = cells[1].text()
	}
	if t, _ := parseType(second); t != "" {
		return cells
	}
	if len(cells) == len(h) && cells[len(cells)-1].text() != "" {
		return cells
	}
	return append([]cell{{}}, cells[:min(len(cells), len(h)-1)]...)
}

func repeatsHeader(cells []cell) bool {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = c.text()
	}
	h, ok := parseHeader(texts)
	return ok && len(texts) > 1 && (h.isRows() && h.index(nameColumn) == 0 && h.has(typeColumn) || h.isErrors() && h.has(statusColumn))
}

// treeMark is what some renditions print before the name of a nested row.
var treeMark = regexp.MustCompile(`^[\s\x{00A0}\x{3000}]*((?:[└├│∟↳»›>\-–—][\s\x{00A0}\x{3000}]*)+)`)

// rowName cleans a name; depth is the nesting that a tree mark shows, else -1.
func rowName(s string) (string, int) {
	depth := -1
	if m := treeMark.FindStringSubmatch(s); m != nil {
		depth = strings.Count(m[1], "└") + strings.Count(m[1], "├") + strings.Count(m[1], "│") + strings.Count(m[1], "∟") +
			strings.Count(m[1], ">") + strings.Count(m[1], "»") + strings.Count(m[1], "↳")
		if depth == 0 {
			depth = -1
		}
		s = s[len(m[0]):]
	}
	s = gapBeforeIndex.ReplaceAllString(s, ".$1$2")
	return strings.Trim(strings.TrimSpace(s), "*`"), depth
}

// gapBeforeIndex is a blank that slipped into "Tag. N.Key".
var gapBeforeIndex = regexp.MustCompile(`\s*\.\s+([NnMm]|\d{1,2})(\.|$)`)
