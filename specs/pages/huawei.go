package pages

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Pages of Huawei Cloud and Open Telekom Cloud are a sequence of numbered
// tables. A table of members is named by the type, the name or the text of the
// row whose members it describes; its rows are put below that row, which is
// what gives every rendition the same nesting.

// hPlace is what a heading of a Huawei page opens.
type hPlace int

const (
	hElsewhere hPlace = iota
	hURI
	hRequest
	hResponse
	hRequestSample
	hResponseSample
	hFailureSample
	hStatus
	hErrors
)

var hPlaces = map[string]hPlace{
	"uri": hURI, "uri format": hURI, "api uri": hURI, "url": hURI, "请求uri": hURI, "接口uri": hURI, "uri格式": hURI,
	"request": hRequest, "requests": hRequest, "request parameters": hRequest, "request parameter": hRequest, "request message": hRequest,
	"request body": hRequest, "request header": hRequest, "request headers": hRequest, "request body parameters": hRequest, "request information": hRequest,
	"请求": hRequest, "请求消息": hRequest, "请求参数": hRequest, "请求体": hRequest, "请求消息头": hRequest,
	"response": hResponse, "responses": hResponse, "response parameters": hResponse, "response parameter": hResponse, "response message": hResponse,
	"response body": hResponse, "response elements": hResponse, "响应": hResponse, "响应消息": hResponse, "响应参数": hResponse, "返回参数": hResponse,
	"响应体": hResponse, "返回消息": hResponse,
	"example requests": hRequestSample, "example request": hRequestSample, "sample request": hRequestSample, "sample requests": hRequestSample,
	"request example": hRequestSample, "request examples": hRequestSample, "example of requests": hRequestSample, "example of the request": hRequestSample,
	"example": hRequestSample, "examples": hRequestSample,
	"请求示例": hRequestSample, "请求样例": hRequestSample, "示例": hRequestSample,
	"example responses": hResponseSample, "example response": hResponseSample, "sample response": hResponseSample, "sample responses": hResponseSample,
	"response example": hResponseSample, "response examples": hResponseSample, "example of responses": hResponseSample, "example of the response": hResponseSample,
	"响应示例": hResponseSample, "响应样例": hResponseSample, "返回示例": hResponseSample,
	"status codes": hStatus, "status code": hStatus, "returned values": hStatus, "returned value": hStatus, "return values": hStatus, "return value": hStatus,
	"returned status codes": hStatus, "http status codes": hStatus, "状态码": hStatus, "返回值": hStatus, "返回码": hStatus,
	"error codes": hErrors, "error code": hErrors, "错误码": hErrors, "错误代码": hErrors,
	"function": hElsewhere, "functions": hElsewhere, "constraints": hElsewhere, "debugging": hElsewhere, "authorization information": hElsewhere,
	"prerequisites": hElsewhere, "restrictions": hElsewhere, "sdk sample code": hElsewhere, "example code": hElsewhere, "calling method": hElsewhere,
	"description": hElsewhere, "introduction": hElsewhere, "interface description": hElsewhere,
	"scenarios": hElsewhere, "api description": hElsewhere, "function description": hElsewhere,
	"功能介绍": hElsewhere, "调试": hElsewhere, "约束限制": hElsewhere, "接口约束": hElsewhere, "使用约束": hElsewhere, "授权信息": hElsewhere, "调用方法": hElsewhere,
	"sdk代码示例": hElsewhere, "前提条件": hElsewhere,
}

var (
	captionText   = regexp.MustCompile(`^(?:Table|TABLE|表)\s*(\d+)(?:[\s.:：]*(\D.*))?$`)
	describes     = regexp.MustCompile(`^(?:describes?|lists?|shows?|provides?)\b|^(?:描述|所示|列出|给出|说明了|为|是|中|所列)|。$`)
	statusHeading = regexp.MustCompile(`^(?i:status code|http status code)s?\s*[:：]?\s*(\d{3})\b|^状态码\s*[:：]\s*(\d{3})`)
	statusValue   = regexp.MustCompile(`^(\d{3})(?:\s*[:：,-]?\s+(\S.*))?$`)
	rowNameText   = regexp.MustCompile(`^[A-Za-z_@$\[][\w.@:$\[\]{}*<>/-]*$`)
	typeCellText  = regexp.MustCompile(`^[\w\p{Han}][\w\p{Han}.<>,\[\]() /:@-]*$`)
	uriText       = regexp.MustCompile(`(?:^|[\s：:])(GET|POST|PUT|DELETE|PATCH|HEAD)\s+(?:https?://[^/\s]+)?(/\S*)`)
	tableRef      = regexp.MustCompile(`(?:\bTable\s*|表\s*)(\d+)`)
	mdAnchorName  = regexp.MustCompile(`<a name="([^"]+)"></a>`)
	placeholder   = regexp.MustCompile(`\{([^{}/?&=]+)\}`)
	explorerAPI   = regexp.MustCompile(`[?&]api=([A-Z][A-Za-z0-9]+)`)
)

// huaweiSigns are words by which pages of the two families differ.
var huaweiSigns = []struct {
	words  []string
	weight int
}{
	{[]string{"\nURI\n", "# URI", ">URI</h", "\nURI \n", "\n**URI**", "URI format"}, 2},
	{[]string{"{project_id}", `\{project\_id\}`, "X-Auth-Token"}, 2},
	{[]string{"Table 1", "Table 2", "表 1", "表1", "表 2", "表2"}, 1},
	{[]string{"Mandatory", "是否必选|参数类型", "是否必选\n\n参数类型"}, 1},
	{[]string{"Updated on 20", ":original_name:", "huaweicloud", "otc.t-systems", "open-telekom-cloud"}, 2},
	{[]string{"请求消息", "响应消息", "功能介绍"}, 1},
	{[]string{"aliyun", "alibaba", "Aliyun", "Alibaba", "ALIYUN", "OpenAPI Explorer"}, -4},
}

// isHuawei tells the pages of Huawei Cloud and Open Telekom Cloud from those of
// Alibaba Cloud.
func isHuawei(text string) bool {
	score := 0
	for _, s := range huaweiSigns {
		if hasAny(text, s.words...) {
			score += s.weight
		}
	}
	return score >= 2
}

// textHeading returns what a heading opens.
func textHeading(s string) (hPlace, bool) {
	if len(s) > 60 {
		return hElsewhere, false
	}
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return hElsewhere, false // a parameter called "request"
	}
	words := strings.ToLower(strings.Trim(oneSpace(s), "*:：. ¶"))
	if p, ok := hPlaces[words]; ok {
		return p, true
	}
	for _, r := range hRules {
		if r.match.MatchString(words) {
			return r.place, true
		}
	}
	return hElsewhere, false
}

// hRules find the place of headings that hPlaces does not list.
var hRules = []struct {
	match *regexp.Regexp
	place hPlace
}{
	{regexp.MustCompile(`^(?:example|sample)s? (?:of )?(?:an? |the )?(?:abnormal|error|failed|failure)\b.*$|^(?:abnormal|error|failure|failed) (?:response|example)s?\b.*$|^(?:(?:example|sample) response|response (?:example|sample))s? \((?:request )?(?:abnormal|error|failed|failure)\)$|^(?:异常|错误|失败)\S{0,4}(?:示例|样例)$|^响应(?:示例|样例)\s?[(（]\S{0,2}(?:异常|错误|失败)[)）]$`), hFailureSample},
	{regexp.MustCompile(`^(?:example|sample)s? (?:of )?(?:an? |the )?(?:\w+ )?requests?$|^request (?:body )?(?:example|sample)s?$`), hRequestSample},
	{regexp.MustCompile(`^(?:example|sample)s? (?:of )?(?:an? |the )?(?:\w+ )?responses?$|^(?:\w+ )?response (?:body )?(?:example|sample)s?$|^(?:(?:example|sample) response|response (?:example|sample))s? \((?:request )?(?:normal|succeeded|successful|success)\)$|^正常响应\S{0,2}(?:示例|样例)$`), hResponseSample},
}

// huaweiColumn returns what a header cell of a Huawei table names.
func huaweiColumn(s string) (column, bool) {
	t := strings.ToLower(oneSpace(strings.Trim(s, "* ")))
	switch t {
	case "status codes", "status code", "returned values", "returned value", "return code", "状态码", "返回值", "code":
		return statusColumn, true
	case "mandatory/optional", "是否为必选", "是否必须":
		return requiredColumn, true
	case "value range", "取值范围":
		return otherColumn, true
	}
	if c, ok := columnOf(t); ok {
		return c, true
	}
	return columnOf(strings.TrimSuffix(t, "s"))
}

// outlineHuawei tells the tables and samples of a page apart.
func outlineHuawei(blocks []block) *page {
	o := huaweiOutline{page: &page{vendor: "huawei", nested: true}, said: map[hPlace]bool{}, none: map[hPlace]bool{}}
	o.page.head.protocol = specs.REST
	o.readTitle(blocks)
	for i := range blocks {
		o.block(blocks, i)
	}
	o.finish()
	return o.page
}

type huaweiOutline struct {
	page    *page
	place   hPlace
	heading string
	// around is the section in whose list an item opened place; item is its level.
	around        hPlace
	aroundHeading string
	item          int
	// status is the status that the tables and samples below stand for; 0: not
	// stated.
	status  int
	caption string // of the table that follows
	or      bool   // the sample that follows is one more of the same answer
	ids     []string
	tables  []*section      // of request and response, in page order
	said    map[hPlace]bool // sections that a heading opens
	none    map[hPlace]bool // sections that say that there is nothing
	// mention is a request line outside the section URI, for pages without one.
	mention string
}

// isTrail reports the line that leads a reader from the site's first page to
// this one, or a control beside the title.
func isTrail(s string) bool {
	switch s {
	case "分享", "Share", "View PDF", "查看PDF", "Feedback":
		return true
	}
	return (strings.Count(s, "/") > 1 || strings.Count(s, ">") > 1) && (strings.HasPrefix(s, "文档首页") || strings.HasPrefix(s, "Help Center"))
}

// maxAbove bounds the blocks above a title.
const maxAbove = 20

// namedTitle is a title that ends in the operation's name.
var namedTitle = regexp.MustCompile(`\s[-–—]\s*([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)$`)

// readTitle reads what stands above the first section. The title is a heading,
// else the last line before the section that is no sentence: what a site puts
// around a page stands further up.
func (o *huaweiOutline) readTitle(blocks []block) {
	h := &o.page.head
	var title string // by the paragraphs seen so far
	for i, b := range blocks {
		text := strings.TrimSpace(strings.TrimSuffix(b.text, "¶")) // the mark of a link to the heading
		p, known := textHeading(text)
		if h.title == "" && h.operation == "" {
			// The page's own anchor is the operation's name, or a number.
			if k := slices.IndexFunc(b.ids, operationName.MatchString); k >= 0 {
				h.operation = b.ids[k]
			}
		}
		switch {
		case h.title != "":
		case known || i >= maxAbove:
			h.title = title
		case b.kind == headingBlock:
			h.title = text
		case b.kind == paraBlock && !isTrail(text) && !looksLikeSentence(text) && !updatedLine.MatchString(text):
			title = text
		}
		if b.kind == paraBlock && updatedLine.MatchString(text) {
			h.updated = parseDate(text)
		}
		if known && (p == hURI || p == hRequest) {
			break
		}
	}
	h.title = cmp.Or(h.title, title)
	if m := namedTitle.FindStringSubmatch(h.title); m != nil && h.operation == "" {
		h.operation = m[1]
	}
}

// nameLabel stands above the operation's own name.
var nameLabel = regexp.MustCompile(`^(?i:(?:api|interface) name)\s*[:：]?$|^接口名称?\s*[:：]?$`)

func (o *huaweiOutline) block(blocks []block, i int) {
	b := &blocks[i]
	for _, r := range b.refs {
		if m := explorerAPI.FindStringSubmatch(r.to); m != nil && o.page.head.operation == "" {
			o.page.head.operation = m[1]
		}
	}
	if i+1 < len(blocks) && o.page.head.operation == "" && nameLabel.MatchString(strings.TrimSpace(b.text)) && operationName.MatchString(blocks[i+1].text) {
		o.page.head.operation = blocks[i+1].text
	}
	switch b.kind {
	case headingBlock:
		p, _ := textHeading(b.text)
		o.enter(p, b.text)
	case anchorBlock:
		o.ids = append(o.ids, b.ids...)
	case paraBlock, bulletBlock:
		o.paragraph(b)
		if b.kind == bulletBlock && isPartTitle(b.text) && nextIsTable(blocks[i+1:]) {
			o.caption = b.text
		}
	case codeBlock:
		o.code(b)
	case tableBlock:
		o.table(b)
	}
}

// enter begins a section, or a part of one.
func (o *huaweiOutline) enter(p hPlace, heading string) {
	o.place, o.heading, o.status, o.caption, o.ids = p, heading, 0, "", nil
	o.around = hElsewhere
	o.said[p] = true
}

// enterItem begins the part of a section that an item of its list opens.
func (o *huaweiOutline) enterItem(p hPlace, b *block) {
	around, heading := o.around, o.aroundHeading
	if around == hElsewhere && isSide(o.place) {
		around, heading = o.place, o.heading
	}
	o.enter(p, b.text)
	if !isSide(p) {
		o.around, o.aroundHeading, o.item = around, heading, b.level
	}
}

// isSide reports a section whose tables are parameters or fields.
func isSide(p hPlace) bool { return p == hURI || p == hRequest || p == hResponse }

func (o *huaweiOutline) paragraph(b *block) {
	text := strings.TrimSpace(b.text)
	o.or = orWord.MatchString(text)
	if p, ok := textHeading(text); ok && b.kind == paraBlock {
		o.enter(p, text)
		return
	} else if ok && p != hElsewhere {
		o.enterItem(p, b)
		return
	}
	if b.kind == bulletBlock && o.around != hElsewhere && b.level <= o.item {
		o.enter(o.around, o.aroundHeading) // the next item of the list
	}
	if isCaption(text) {
		o.caption = text
		o.ids = append(o.ids, b.ids...)
		return
	}
	if m := statusHeading.FindStringSubmatch(text); m != nil && (o.place == hResponse || o.place == hResponseSample) {
		o.status, _ = strconv.Atoi(m[1] + m[2])
		return
	}
	if m := statusValue.FindStringSubmatch(text); m != nil && o.place == hStatus {
		o.addStatus(b.line, text, "")
		return
	}
	if h, _, ok := segmentHeader(strings.ReplaceAll(text, "|", " ")); ok && len(h) > 2 && h.isRows() && h.has(typeColumn) {
		o.page.unread = append(o.page.unread, specs.Unread{Line: b.line, Text: clip(text), Why: "the header of a table that was not read"})
	}
	if o.place == hURI {
		o.readURI(text)
	} else if o.mention == "" && uriText.MatchString(text) {
		o.mention = text
	}
	if isNothing(text) {
		o.none[o.place] = true
	}
	o.ids = append(o.ids, b.ids...)
}

// isCaption reports a table's title, not a sentence about the table.
func isCaption(text string) bool {
	m := captionText.FindStringSubmatch(text)
	return m != nil && len(text) < 200 && !describes.MatchString(m[2])
}

// nextIsTable reports that nothing but anchors stands before a table.
func nextIsTable(blocks []block) bool {
	i := slices.IndexFunc(blocks, func(b block) bool { return b.kind != anchorBlock })
	return i >= 0 && blocks[i].kind == tableBlock
}

// partTitle matches the item of a list that is the title of the table below
// it: of the members of a field, or of what a part of the request carries.
var partTitle = regexp.MustCompile(`(?i)^parameters? (?:in|of) (?:the )?(?:(\S+) (?:field|parameter|structure|object)|request (?:header|body))$|^([a-z_][\w.:-]*)\s*(?:参数|字段|对象|结构体?)(?:的?(?:说明|描述|参数))?$`)

func isPartTitle(text string) bool { return partTitle.MatchString(text) }

// ownTitle matches the title of a table that begins with the name of the row
// whose members the table describes.
var ownTitle = regexp.MustCompile(`^([A-Za-z_@][\w.@:$-]*) (?i:(?:(?:parameter|field|array|object|data) )?(?:parameter|field|structure|object|description|information)s?)\b`)

// captionOwner returns the name of the row whose members a table describes, by
// the table's title; "" where the title names none.
func captionOwner(title string) string {
	if m := partTitle.FindStringSubmatch(title); m != nil {
		return m[1] + m[2]
	}
	if m := ownTitle.FindStringSubmatch(title); m != nil && !topCaption.MatchString(title) {
		return m[1]
	}
	return ""
}

// readURI reads a method and a path.
func (o *huaweiOutline) readURI(text string) {
	for _, m := range uriText.FindAllStringSubmatch(text, 8) {
		path := strings.NewReplacer(`\`, "", "`", "", "**", "", "{*", "{", "*}", "}").Replace(m[2])
		if o.page.head.urlPath == "" {
			if i := strings.Index(path, "{?"); i >= 0 {
				path = path[:i]
			}
			path, _, _ = strings.Cut(path, "?")
			o.page.head.urlPath = strings.TrimRight(path, ".,;")
		}
		if !slices.Contains(o.page.head.methods, m[1]) {
			o.page.head.methods = append(o.page.head.methods, m[1])
		}
	}
}

func (o *huaweiOutline) code(b *block) {
	text := b.text
	switch {
	case o.place == hURI:
		o.readURI(text)
		return
	case o.place == hRequest || o.place == hRequestSample:
		o.sample(requestSample, b)
	case o.place == hResponse || o.place == hResponseSample:
		if m := statusWord.FindStringSubmatch(text); m != nil && !strings.ContainsAny(text, "{[<") {
			o.status, _ = strconv.Atoi(m[1])
			return
		}
		if o.status < 300 {
			o.sample(responseSample, b)
		}
	}
}

// orWord stands between two samples of one answer.
var orWord = regexp.MustCompile(`^(?:(?i:or)|或者?)\s*[:：,，]?$`)

// statusWord is a sample that holds nothing but a status.
var statusWord = regexp.MustCompile(`^\s*(?i:status code|http/\d(?:\.\d)?)\s*:?\s*(\d{3})\b`)

func (o *huaweiOutline) sample(kind sectionKind, b *block) {
	o.page.sections = append(o.page.sections, section{kind: kind, line: b.line, heading: o.heading, status: o.status, text: b.text, or: o.or})
	o.or = false
}

// addStatus adds a row of a status table.
func (o *huaweiOutline) addStatus(line int, code, text string) {
	m := statusValue.FindStringSubmatch(strings.TrimSpace(code))
	if m == nil {
		return
	}
	if m[2] != "" {
		text = m[2]
	}
	n := len(o.page.sections)
	if n == 0 || o.page.sections[n-1].kind != statusSection {
		o.page.sections = append(o.page.sections, section{kind: statusSection, line: line, heading: o.heading})
		n++
	}
	s := &o.page.sections[n-1]
	s.statuses = append(s.statuses, statusRow{line: line, status: m[1], text: text})
}

func (o *huaweiOutline) table(b *block) {
	t := b.table
	if t.caption == "" {
		t.caption = o.caption
	}
	ids := append(append(o.ids, b.ids...), t.ids...)
	o.caption, o.ids = "", nil
	h := make(header, len(t.header))
	for i, s := range t.header {
		h[i], _ = huaweiColumn(s)
	}
	switch {
	case o.place == hStatus:
		for _, r := range t.rows {
			if len(r.cells) > 0 {
				o.addStatus(r.line, r.cells[0].text(), cellAt(r, 1))
			}
		}
		return
	case h.isErrors() && (o.place == hErrors || h.has(messageColumn)):
		o.errors(t, h)
		return
	case o.place == hErrors:
		return
	}
	place := o.place
	if o.around != hElsewhere && h.has(nameColumn) && (h.has(typeColumn) || h.has(requiredColumn)) {
		place = o.around // rows are no example
	}
	kind, ok := map[hPlace]sectionKind{hURI: requestSection, hRequest: requestSection, hResponse: responseSection}[place]
	if !ok {
		kind, ok = captionKind(t.caption)
		if !ok {
			return
		}
	}
	if kind == responseSection && o.status >= 300 {
		return
	}
	s := &section{kind: kind, line: b.line, heading: o.heading, caption: t.caption, status: o.status, ids: ids, hasType: h.has(typeColumn), hasRequired: h.has(requiredColumn)}
	if m := captionText.FindStringSubmatch(t.caption); m != nil {
		s.number, s.name = m[1], strings.TrimSpace(m[2])
	} else {
		s.name = t.caption
	}
	if !h.has(nameColumn) || len(h) < 2 || !h.has(typeColumn) && !h.has(descColumn) && !h.has(requiredColumn) {
		// A table of values rather than of rows.
		s.rows = nil
		s.member = true
		for _, r := range t.rows {
			if len(r.cells) > 0 {
				s.statuses = append(s.statuses, statusRow{line: r.line, text: joinCells(r)})
			}
		}
		o.tables = append(o.tables, s)
		return
	}
	if s.rows = huaweiRows(t, h); len(s.rows) == 0 {
		o.page.unread = append(o.page.unread, specs.Unread{Line: b.line, Text: clip(strings.Join(t.header, " | ")), Why: "the header of a table without rows"})
	}
	s.in = captionIn(t.caption)
	s.headers(place)
	o.tables = append(o.tables, s)
}

func cellAt(r tableRow, i int) string {
	if i < len(r.cells) {
		return r.cells[i].text()
	}
	return ""
}

// errors reads a table of error codes.
func (o *huaweiOutline) errors(t *table, h header) {
	s := section{kind: errorSection, heading: o.heading, caption: t.caption}
	at := func(r tableRow, c column) string {
		if i := h.index(c); i >= 0 {
			return cellAt(r, i)
		}
		return ""
	}
	for _, r := range t.rows {
		s.errors = append(s.errors, errorRow{line: r.line, status: at(r, statusColumn), code: at(r, codeColumn), message: at(r, messageColumn), description: at(r, descColumn)})
	}
	o.page.sections = append(o.page.sections, s)
}

// captionKind tells a table outside the known sections by its title.
func captionKind(caption string) (sectionKind, bool) {
	c := strings.ToLower(caption)
	switch {
	case strings.Contains(c, "request"), strings.Contains(c, "path param"), strings.Contains(c, "query param"), strings.Contains(c, "请求"):
		return requestSection, true
	case strings.Contains(c, "response"), strings.Contains(c, "响应"):
		return responseSection, true
	}
	return 0, false
}

// headerName matches what is a header by convention.
var headerName = regexp.MustCompile(`^(?:(?i:x(?:-[a-z0-9]+)+|content-(?:type|length|range|encoding|md5))|Authorization|Accept(?:-[A-Z]\w+)?|User-Agent)$`)

// headers tells where the rows of a table travel whose title does not: the
// name of a header says so, the rest is body.
func (s *section) headers(p hPlace) {
	if s.in != "" {
		return
	}
	count := 0
	for i := range s.rows {
		if headerName.MatchString(s.rows[i].name) {
			s.rows[i].in = "header"
			count++
		}
	}
	switch {
	case count > 0 && count == len(s.rows):
		s.in = "header"
	case p == hRequest:
		s.in = "body"
	}
}

// captionIn tells from a table's title where its rows travel.
func captionIn(caption string) string {
	c := strings.ToLower(caption)
	switch {
	case strings.Contains(c, "header") || strings.Contains(c, "消息头"):
		return "header"
	case strings.Contains(c, "path"), strings.Contains(c, "路径"):
		return "path"
	case strings.Contains(c, "query"), strings.Contains(c, "查询参数"):
		return "query"
	case strings.Contains(c, "body"), strings.Contains(c, "请求体"):
		return "body"
	}
	return ""
}

// leadingType is the type in a cell that goes on to explain it.
var leadingType = regexp.MustCompile(`^([\w.-]+ (?:array|list|object|structure)) `)

// saysMap matches the text of an object whose keys are free.
var saysMap = regexp.MustCompile(`(?i)\bstructure is (?:an? )?map\s*<`)

// huaweiRows reads the rows of a table of parameters.
func huaweiRows(t *table, h header) []row {
	var rows []row
	for _, tr := range t.rows {
		r := row{line: tr.line}
		for i, c := range tr.cells {
			if i >= len(h) {
				break
			}
			switch h[i] {
			case nameColumn:
				r.name = strings.TrimSpace(c.text())
			case typeColumn:
				r.typ = c.text()
				if m := leadingType.FindStringSubmatch(r.typ); m != nil && !isHuaweiType(r.typ) {
					r.typ = m[1]
				}
			case requiredColumn:
				r.required = c.text()
			case exampleColumn:
				for _, d := range c.lines {
					r.example = append(r.example, d.text)
				}
			default:
				r.desc = append(r.desc, c.lines...)
			}
			r.refs = append(r.refs, c.refs...)
		}
		if t, _ := parseType(r.typ); t == specs.Object && slices.ContainsFunc(r.desc, func(d descLine) bool { return saysMap.MatchString(d.text) }) {
			r.typ = "Map"
		}
		if r.name == "" && r.typ == "" {
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// finish joins the tables of members with the rows that they describe.
func (o *huaweiOutline) finish() {
	if o.page.head.urlPath == "" {
		o.readURI(o.mention)
	}
	o.settleURI()
	if len(o.tables) > maxTables {
		for _, s := range o.tables[maxTables:] {
			o.unjoined(s, "one table too many")
		}
		o.tables = o.tables[:maxTables]
	}
	j := newJoiner(o.tables)
	var sections []section
	for i, s := range o.tables {
		if s.member {
			continue
		}
		out := *s
		out.rows = nil
		j.rows(i, 0, &out.rows)
		sections = append(sections, out)
	}
	for i, s := range o.tables {
		if s.member && !j.joined[i] {
			o.unjoined(s, "a table that no row names")
		}
	}
	for _, k := range []struct {
		place hPlace
		kind  sectionKind
	}{{hRequest, requestSection}, {hResponse, responseSection}} {
		if o.said[k.place] && !o.none[k.place] && !slices.ContainsFunc(sections, func(s section) bool { return s.kind == k.kind }) {
			sections = append(sections, section{kind: k.kind})
		}
	}
	o.page.sections = append(sections, o.page.sections...)
}

// settleURI tells where the rows of a table under URI travel. Whatever its
// title, a table with requiredness holds parameters, unless a row names it.
func (o *huaweiOutline) settleURI() {
	holes := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(o.page.head.urlPath, 50) {
		holes[m[1]] = true
	}
	for _, s := range o.tables {
		if s.kind != requestSection || s.in != "" || o.page.head.urlPath == "" {
			continue
		}
		for i := range s.rows {
			if s.rows[i].in == "" {
				s.rows[i].in = "query"
			}
			if holes[strings.Trim(s.rows[i].name, "{}")] {
				s.rows[i].in = "path"
			}
		}
		if p, _ := textHeading(s.heading); p == hURI && s.hasRequired {
			s.in = "query"
		}
	}
}

// unjoined lists the rows of a table that belongs nowhere.
func (o *huaweiOutline) unjoined(s *section, why string) {
	for _, r := range s.rows {
		o.page.unread = append(o.page.unread, specs.Unread{Line: r.line, Text: clip(r.name + " | " + r.typ), Why: why})
	}
	for _, r := range s.statuses {
		o.page.unread = append(o.page.unread, specs.Unread{Line: r.line, Text: clip(r.text), Why: why})
	}
}
