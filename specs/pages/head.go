package pages

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/concord-dev/concord/specs"
)

var (
	updatedLine = regexp.MustCompile(`(?mi)^[\s*#_>]*(?:last updated|updated on|update time|更新时间|更新時間|最近更新时间|最後更新)\s*(?:on)?\s*[:：]?[ \t*_]*(.*)$`)
	isoDate     = regexp.MustCompile(`\b(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})`)
	wordDate    = regexp.MustCompile(`\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}),? (\d{4})\b|\b(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})\b`)

	explorerLink  = regexp.MustCompile(`https?://[^\s()<>"]*/(?:api|document|apidocs|products?)/([\w-]+)/(\d{4}-\d{2}-\d{2})/([A-Za-z]\w*)`)
	oldLink       = regexp.MustCompile(`https?://[^\s()<>"]*[#?&]product=([\w-]+)&(?:amp;)?api=([A-Za-z]\w*)(?:&(?:amp;)?type=(RPC|ROA))?(?:&(?:amp;)?version=(\d{4}-\d{2}-\d{2}))?`)
	versionWord   = regexp.MustCompile(`\bVersion=(\d{4}-\d{2}-\d{2})\b`)
	ramAction     = regexp.MustCompile(`(?m)^[\s|]*([a-z][a-z0-9-]*):([A-Z][A-Za-z0-9]+)`)
	actionQuery   = regexp.MustCompile(`[?&]\s*Action=([A-Z][A-Za-z0-9]+)`)
	operationName = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*[a-z0-9][A-Za-z0-9]*$`)
	titled        = regexp.MustCompile(`^([A-Z][A-Za-z0-9]*[a-z0-9][A-Za-z0-9]*)\s+[-–—]\s+\S`)
)

// parseDate reads a date as YYYY-MM-DD; "" where s has none.
func parseDate(s string) string {
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return validDate("2006-1-2", m[1]+"-"+m[2]+"-"+m[3])
	}
	if m := wordDate.FindStringSubmatch(s); m != nil {
		if m[1] != "" {
			return validDate("Jan 2 2006", m[1]+" "+m[2]+" "+m[3])
		}
		return validDate("2 Jan 2006", m[4]+" "+m[5]+" "+m[6])
	}
	return ""
}

func validDate(layout, s string) string {
	t, err := time.Parse(layout, s)
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// readHead fills what stands outside the tables of an Alibaba Cloud page.
func readHead(p *page, text string) {
	h := &p.head
	if m := updatedLine.FindStringSubmatch(text); m != nil {
		h.updated = parseDate(m[1])
	}
	if h.title == "" {
		h.title = plainTitle(text)
	}
	if _, name, ok := cutProduct(h.title); ok {
		h.title = name
	}
	switch m := titled.FindStringSubmatch(h.title); {
	case m != nil:
		h.operation = m[1]
	case operationName.MatchString(h.title):
		h.operation = h.title
	}
	readLinks(p, text)
	if h.operation == "" {
		if m := actionQuery.FindStringSubmatch(text); m != nil {
			h.operation = m[1]
		}
	}
	if h.operation == "" {
		h.operation = actionRow(p)
	}
	if m := ramAction.FindStringSubmatch(text); m != nil {
		h.operation = cmp.Or(h.operation, m[2])
		h.product = cmp.Or(h.product, m[1])
	}
	if h.version == "" {
		if m := versionWord.FindStringSubmatch(text); m != nil {
			h.version = m[1]
		}
	}
	if h.protocol == "" {
		h.protocol = specs.RPC
	}
}

// readLinks takes operation and version from links to the vendor's explorer:
// the first that names the operation, else the first at all.
func readLinks(p *page, text string) {
	h := &p.head
	type link struct{ product, version, operation string }
	var links []link
	for _, m := range explorerLink.FindAllStringSubmatch(text, 50) {
		links = append(links, link{m[1], m[2], m[3]})
	}
	for _, m := range oldLink.FindAllStringSubmatch(text, 50) {
		links = append(links, link{m[1], m[4], m[2]})
	}
	if h.operation == "" {
		// Texts link other operations too: the one named most often, or that the
		// authorization row and the sample request name as well.
		votes := map[string]int{}
		for _, re := range []*regexp.Regexp{ramAction, actionQuery} {
			if m := re.FindStringSubmatch(text); m != nil {
				votes[m[len(m)-1]] += 2
			}
		}
		for _, l := range links {
			votes[l.operation]++
		}
		for _, l := range links {
			if operationName.MatchString(l.operation) && votes[l.operation] > votes[h.operation] {
				h.operation = l.operation
			}
		}
		// A link that differs from the authorization row in product and operation,
		// to an operation that the page never names, is another page's.
		if m := ramAction.FindStringSubmatch(text); m != nil && h.operation != "" &&
			!slices.ContainsFunc(links, func(l link) bool { return l.operation == m[2] || strings.EqualFold(l.product, m[1]) }) &&
			strings.Count(text, h.operation) == votes[h.operation] {
			h.operation, h.product = m[2], m[1]
			return
		}
	}
	i := slices.IndexFunc(links, func(l link) bool { return l.version != "" && l.operation == h.operation })
	if i < 0 {
		i = slices.IndexFunc(links, func(l link) bool { return l.version != "" })
	}
	if i >= 0 {
		h.version, h.product = links[i].version, strings.ToLower(links[i].product)
	}
}

// actionRow returns the operation that the Action row of the request table
// names as its example or in its text.
func actionRow(p *page) string {
	for _, s := range p.sections {
		for _, r := range s.rows {
			if s.kind != requestSection || r.name != "Action" {
				continue
			}
			if len(r.example) == 1 && operationName.MatchString(r.example[0]) {
				return r.example[0]
			}
		}
	}
	return ""
}

// plainTitle finds the title of a page without headings: the line above the
// date, wherever it stands, or a first line that is a name.
func plainTitle(text string) string {
	if loc := updatedLine.FindStringIndex(text); loc != nil {
		above := strings.TrimRight(text[:loc[0]], " \t\n")
		t := strings.TrimSpace(above[strings.LastIndexByte(above, '\n')+1:])
		if t == "" || isMenu(t) || looksLikeSentence(t) || len(t) > 200 {
			return ""
		}
		return t
	}
	lines := strings.Split(text[:min(len(text), 4000)], "\n")
	for _, l := range lines {
		t := strings.TrimSpace(l)
		if t == "" || isMenu(t) {
			continue
		}
		if _, known := placeOf(t); known {
			return ""
		}
		if operationName.MatchString(t) || titled.MatchString(t) {
			return t
		}
		if _, name, ok := cutProduct(t); ok && operationName.MatchString(name) {
			return t
		}
		return ""
	}
	return ""
}

func isMenu(s string) bool {
	switch s {
	case "All Products", "Search", "Document Center", "文档中心", "搜索", "全部产品", "所有产品", "輸入文件關鍵字尋找", "文件中心":
		return true
	}
	return false
}

// cutProduct parts "Elastic Compute Service:DescribeImages".
func cutProduct(title string) (product, name string, ok bool) {
	i := strings.LastIndexAny(title, ":：")
	if i <= 0 {
		return "", title, false
	}
	name = strings.TrimLeft(title[i:], ":：")
	product = strings.TrimSpace(title[:i])
	name = strings.TrimSpace(name)
	if name == "" || strings.HasPrefix(name, "//") {
		return "", title, false
	}
	return product, name, true
}
