package pages

import (
	"regexp"
	"strings"
)

// Markdown of these pages is cleaned by hand: cells and lists are broken so
// often (a cell over several lines, a list that begins behind a colon, masked
// values that end in "****") that a CommonMark parser reads other text than a
// person does.

var (
	mdImage  = regexp.MustCompile(`!\[[^\[\]]*\]\([^()\s]*(?:\s+"[^"]*")?\)`)
	mdLink   = regexp.MustCompile(`\[([^\[\]]*)\]\(((?:[^()\n]|\([^()\n]*\))*)\)`)
	mdJoint  = regexp.MustCompile(`\b(and|or|to)(\*\*[^*\s][^*]*\*\*)`)
	mdBold   = regexp.MustCompile(`\*\*([^*\s](?:[^*]*[^*\s])?)\*\*`)
	mdCode   = regexp.MustCompile("`([^`\n]+)`")
	mdAnchor = regexp.MustCompile(`<a name="[^"]*"></a>|\{[#.][^{}]*\}|\{ \.[a-z]+\}`)
	mdEscape = regexp.MustCompile(`\\([\\` + "`" + `*_{}\[\]()#+.!|<>~-])`)
	mdBreak  = regexp.MustCompile(`(?i)<br\s*/?>`)
	mdItem   = regexp.MustCompile(`(?i)<li(?:\s[^<>]*)?>\s*`)
	mdList   = regexp.MustCompile(`(?i)</?(?:ul|ol|p|div)(?:\s[^<>]*)?>|</li>`)
	mdTag    = regexp.MustCompile(`(?i)</?(?:b|i|em|strong|code|span|p|u|sup|sub|font|a|div|ul|li|ol)(?:\s[^<>]*)?>`)
)

// escapeMark stands for an escaped character while markup is taken off.
const escapeMark = '\uE000'

// plain takes Markdown markup off one line. marked lists the spans that were
// bold or code.
func plain(s string) (text string, marked []string, refs []ref) {
	if !strings.ContainsAny(s, "*`[\\<{!&") {
		return s, nil, nil
	}
	s = mdEscape.ReplaceAllStringFunc(s, func(m string) string {
		return string(escapeMark + rune(m[1]))
	})
	unescape := func(s string) string {
		if !strings.ContainsFunc(s, isEscaped) {
			return s
		}
		return strings.Map(func(r rune) rune {
			if isEscaped(r) {
				return r - escapeMark
			}
			return r
		}, s)
	}
	s = mdImage.ReplaceAllString(s, "")
	s = mdLink.ReplaceAllStringFunc(s, func(m string) string {
		p := mdLink.FindStringSubmatch(m)
		refs = append(refs, ref{strings.TrimSpace(unescape(strings.Trim(p[1], "*`"))), strings.TrimSpace(p[2])})
		return p[1]
	})
	s = mdAnchor.ReplaceAllString(s, "")
	s = mdJoint.ReplaceAllString(s, "$1 $2")
	mark := func(re *regexp.Regexp) {
		s = re.ReplaceAllStringFunc(s, func(m string) string {
			span := re.FindStringSubmatch(m)[1]
			marked = append(marked, strings.Trim(unescape(span), "`*"))
			return span
		})
	}
	mark(mdBold)
	mark(mdCode)
	s = mdTag.ReplaceAllString(s, "")
	s = entities.Replace(s)
	return unescape(s), marked, refs
}

func isEscaped(r rune) bool { return r >= escapeMark && r < escapeMark+128 }

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&nbsp;", " ", "&quot;", `"`, "&#39;", "'", "&#124;", "|", "&amp;", "&")

// listMark is the beginning of a list item in any of the text renditions.
var listMark = regexp.MustCompile(`^(\s*)(?:[•·●○▪◦]|[-*+]|\d{1,2}[.)、])[ \t\x{3000}]+`)

// gluedItem is a list that begins behind a colon or a full stop.
var gluedItem = regexp.MustCompile(`([:：.。])-   `)

// descLines turns the raw text of a cell or of paragraphs into lines.
func descLines(raw string, line int, clean bool) (lines []descLine, refs []ref) {
	if clean {
		raw = mdBreak.ReplaceAllString(raw, "\n")
		if strings.Contains(raw, "<") {
			raw = mdItem.ReplaceAllString(raw, "\n-   ")
			raw = mdList.ReplaceAllString(raw, "\n")
		}
		raw = gluedItem.ReplaceAllString(raw, "$1\n-   ")
	}
	code := ""
	for i, s := range strings.Split(raw, "\n") {
		if m := fence.FindStringSubmatch(s); clean && m != nil && (code == "" || code == m[1]) {
			if code == "" {
				code = m[1]
			} else {
				code = ""
			}
			continue
		}
		if code != "" {
			if s = strings.TrimSpace(s); s != "" {
				lines = append(lines, descLine{line: line + i, text: s})
			}
			continue
		}
		d, r := oneLine(s, line+i, clean)
		refs = append(refs, r...)
		if d.text != "" {
			lines = append(lines, d)
		}
	}
	return lines, refs
}

func oneLine(s string, line int, clean bool) (descLine, []ref) {
	d := descLine{line: line}
	if m := listMark.FindStringSubmatch(s); m != nil {
		d.bullet = true
		// Bullets of pasted text stand two columns in; Markdown nests by two or
		// more, and a first item may bear a stray space.
		d.level = indent(m[1]) / 2
		if strings.ContainsAny(m[0], "•·●○▪◦") {
			d.level = max(0, indent(m[1])-2) / 2
		}
		s = s[len(m[0]):]
	}
	var refs []ref
	if clean {
		s, d.marked, refs = plain(s)
	}
	d.text = strings.TrimSpace(s)
	return d, refs
}

func indent(s string) int {
	n := 0
	for _, r := range s {
		if r == '\t' {
			n += 4
		} else {
			n++
		}
	}
	return n
}
