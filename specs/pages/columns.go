package pages

import (
	"maps"
	"slices"
	"strings"
)

// column is what a table column holds.
type column int

const (
	otherColumn column = iota
	nameColumn
	typeColumn
	requiredColumn
	descColumn
	exampleColumn
	statusColumn
	codeColumn
	messageColumn
)

// columnNames are the header cells of all families, lower-cased.
var columnNames = map[string]column{
	"parameter": nameColumn, "parameters": nameColumn, "name": nameColumn, "parameter name": nameColumn,
	"field": nameColumn, "element": nameColumn, "property": nameColumn, "attribute": nameColumn, "key": nameColumn,
	"parámetro": nameColumn, "名称": nameColumn, "名稱": nameColumn, "参数": nameColumn, "參數": nameColumn,
	"参数名": nameColumn, "参数名称": nameColumn, "字段": nameColumn, "字段名": nameColumn, "字段名称": nameColumn,
	"元素": nameColumn, "欄位": nameColumn, "參數名": nameColumn, "參數名稱": nameColumn,

	"type": typeColumn, "data type": typeColumn, "parameter type": typeColumn, "tipo": typeColumn,
	"类型": typeColumn, "類型": typeColumn, "参数类型": typeColumn, "数据类型": typeColumn, "字段类型": typeColumn,
	"參數類型": typeColumn, "資料類型": typeColumn,

	"required": requiredColumn, "mandatory": requiredColumn, "required?": requiredColumn, "obligatorio": requiredColumn,
	"mandatory (yes/no)": requiredColumn, "optional/required": requiredColumn, "must": requiredColumn,
	"必填": requiredColumn, "是否必选": requiredColumn, "是否必填": requiredColumn, "是否必须": requiredColumn,
	"是否必需": requiredColumn, "是否必選": requiredColumn, "必选": requiredColumn, "必须": requiredColumn, "必選": requiredColumn, "是否必須": requiredColumn,

	"description": descColumn, "meaning": descColumn, "remarks": descColumn, "remark": descColumn, "descripción": descColumn,
	"描述": descColumn, "说明": descColumn, "說明": descColumn, "参数说明": descColumn, "参数描述": descColumn,
	"含义": descColumn, "备注": descColumn,

	"example": exampleColumn, "example value": exampleColumn, "sample value": exampleColumn, "ejemplo": exampleColumn,
	"示例值": exampleColumn, "示例": exampleColumn, "樣本值": exampleColumn, "樣本": exampleColumn, "示例數值": exampleColumn, "样例": exampleColumn, "样例值": exampleColumn, "範例值": exampleColumn,

	"http status code": statusColumn, "http code": statusColumn, "httpcode": statusColumn, "http status": statusColumn,
	"status code": statusColumn, "http状态码": statusColumn, "http 状态码": statusColumn, "状态码": statusColumn,
	"http狀態碼": statusColumn, "http 狀態碼": statusColumn, "狀態碼": statusColumn, "returned value": statusColumn, "返回值": statusColumn,

	"error code": codeColumn, "错误码": codeColumn, "错误代码": codeColumn, "錯誤碼": codeColumn, "code": codeColumn,
	"error message": messageColumn, "错误信息": messageColumn, "錯誤資訊": messageColumn, "錯誤訊息": messageColumn, "错误消息": messageColumn,
	"message": messageColumn,

	"operation": otherColumn, "action": otherColumn, "access level": otherColumn, "resource type": otherColumn,
	"condition key": otherColumn, "associated operation": otherColumn, "dependent action": otherColumn,
	"change time": otherColumn, "summary of changes": otherColumn, "change item": otherColumn, "change content": otherColumn,
	"操作": otherColumn, "访问级别": otherColumn, "资源类型": otherColumn, "条件关键字": otherColumn, "关联操作": otherColumn,
	"访问控制": otherColumn, "api": otherColumn, "存取層級": otherColumn, "資源類型": otherColumn, "條件關鍵字": otherColumn, "關聯操作": otherColumn,
	"变更时间": otherColumn, "变更内容概要": otherColumn,
}

// columnOf returns what a header cell names.
func columnOf(cell string) (column, bool) {
	c, ok := columnNames[strings.ToLower(strings.TrimSpace(strings.Trim(strings.TrimSpace(cell), "*`")))]
	return c, ok
}

// header is the columns of a table, in order.
type header []column

func (h header) index(c column) int {
	for i, x := range h {
		if x == c {
			return i
		}
	}
	return -1
}

func (h header) has(c column) bool { return h.index(c) >= 0 }

// isRows reports a table of parameters or fields.
func (h header) isRows() bool {
	return h.has(nameColumn) && (h.has(typeColumn) || h.has(descColumn) && !h.has(codeColumn) && !h.has(statusColumn))
}

// isErrors reports a table of error codes.
func (h header) isErrors() bool {
	return h.has(codeColumn) && (h.has(messageColumn) || h.has(statusColumn))
}

// parseHeader reads header cells; ok reports that at least two are known and
// most of them.
func parseHeader(cells []string) (header, bool) {
	h := make(header, len(cells))
	known := 0
	for i, s := range cells {
		c, ok := columnOf(s)
		if !ok {
			c, ok = columnOf(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), "s"))
		}
		h[i] = c
		if ok {
			known++
		}
	}
	h.oneName(cells)
	return h, known >= 2 && known*2 > len(cells)
}

// oneName leaves one column of names: the one that is called so, else the
// first.
func (h header) oneName(cells []string) {
	names := 0
	best := -1
	for i, c := range h {
		if c != nameColumn {
			continue
		}
		names++
		if w := strings.ToLower(strings.TrimSpace(cells[i])); best < 0 || w == "name" || w == "名称" || w == "名稱" {
			best = i
		}
	}
	for i, c := range h {
		if names > 1 && c == nameColumn && i != best {
			h[i] = otherColumn
		}
	}
}

// typed is the header with the column of types found by its cells, where no
// header cell says which it is.
func (h header) typed(t *table) header {
	if h.has(typeColumn) || len(t.rows) == 0 {
		return h
	}
	types := slices.Clone(h)
	for i, c := range h {
		if c != otherColumn || slices.ContainsFunc(t.rows, func(r tableRow) bool { return i >= len(r.cells) || !isTypeCell(r.cells[i].text()) }) {
			continue
		}
		types[i] = typeColumn
		return types
	}
	return h
}

// maxHeader bounds the length of a header line whose cells ran together.
const maxHeader = 200

// columnWords are the keys of columnNames in a fixed order, and without spaces.
var columnWords, gluedWords = func() (words, glued []string) {
	words = slices.Sorted(maps.Keys(columnNames))
	for _, w := range words {
		glued = append(glued, strings.ReplaceAll(w, " ", ""))
	}
	return words, glued
}()

// segmentHeader splits a line into header cells that ran together, with or
// without spaces between them; parted reports the spaces. Of several ways the
// one with the fewest cells counts, unless only the one with the most makes a
// table.
func segmentHeader(line string) (h header, parted, ok bool) {
	if len(line) > maxHeader {
		return nil, false, false
	}
	s := strings.ToLower(strings.Join(strings.Fields(line), ""))
	if !slices.ContainsFunc(gluedWords, func(w string) bool { return strings.HasPrefix(s, w) }) {
		return nil, false, false
	}
	words := segment(s, func(a, b int) bool { return a < b })
	if few := headerOf(words); !few.isRows() && !few.isErrors() {
		many := segment(s, func(a, b int) bool { return a > b })
		if m := headerOf(many); m.isRows() || m.isErrors() {
			words = many
		}
	}
	return headerOf(words), isParted(line, words), len(words) >= 2 && len(words) <= 8
}

// isParted reports that spaces stand between all the words of a header.
func isParted(line string, words []string) bool {
	if len(words) < 2 {
		return false
	}
	rest := strings.TrimSpace(strings.ToLower(line))
	for i, w := range words {
		for _, r := range strings.ReplaceAll(w, " ", "") {
			rest = strings.TrimPrefix(strings.TrimLeft(rest, " \t\u3000"), string(r))
		}
		if i < len(words)-1 && rest == strings.TrimLeft(rest, " \t\u3000") {
			return false
		}
	}
	return true
}

func headerOf(words []string) header {
	h := make(header, len(words))
	for i, w := range words {
		h[i] = columnNames[w]
	}
	return h
}

// segment cuts s, which has no spaces, into column words.
func segment(s string, better func(a, b int) bool) []string {
	best := make([][]string, len(s)+1)
	best[len(s)] = []string{}
	for i := len(s) - 1; i >= 0; i-- {
		for k, name := range gluedWords {
			if !strings.HasPrefix(s[i:], name) || best[i+len(name)] == nil {
				continue
			}
			if rest := best[i+len(name)]; best[i] == nil || better(len(rest)+1, len(best[i])) {
				best[i] = append([]string{columnWords[k]}, rest...)
			}
		}
	}
	return best[0]
}
