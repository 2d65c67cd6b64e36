package pages

import (
	"regexp"
	"strings"
)

// huaweiMarkdownBlocks reads the Markdown of Huawei Cloud's documents: headings
// with anchors, lists that open parts of a chapter, and tables of pipes. Copies
// of such pages hold tables of one value a paragraph beside them.
func huaweiMarkdownBlocks(text string) []block {
	lines := joinBareHeaders(strings.Split(text, "\n"))
	t := textReader{}
	stop := func(i int) bool { return mdHeading.MatchString(lines[i]) }
	for i := 0; i < len(lines); {
		s := lines[i]
		trimmed := strings.TrimSpace(s)
		b := block{kind: paraBlock, line: i + 1}
		switch {
		case trimmed == "":
			i++
			continue
		case fence.MatchString(s):
			mark := fence.FindStringSubmatch(s)[1]
			end := i + 1
			for end < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[end]), mark) {
				end++
			}
			b.kind, b.text = codeBlock, strings.Join(dedent(lines[i+1:end]), "\n")
			t.add(b)
			i = end + 1
			continue
		case strings.HasPrefix(strings.ToLower(trimmed), "<table"):
			end := i + 1
			for end < len(lines) && !strings.Contains(strings.ToLower(lines[end-1]), "</table>") {
				end++
			}
			for _, x := range htmlBlocks(strings.Join(lines[i:end], "\n")) {
				x.line += i
				t.add(x)
			}
			i = end
			continue
		case mdHeading.MatchString(s):
			m := mdHeading.FindStringSubmatch(s)
			b.kind, b.level = headingBlock, len(m[1])
			b.text, b.marked, b.refs = plain(m[2])
			b.ids = mdAnchors(s)
			b.text = oneSpace(b.text)
			t.add(b)
			i++
			continue
		case trimmed[0] == '|', i+1 < len(lines) && strings.Contains(s, "|") && isBareRule(lines[i+1]):
			x, next := pipeTable(lines, i, stop)
			b.kind, b.table = tableBlock, x
			t.add(b)
			i = max(next, i+1)
			continue
		}
		if n := t.jsonLines(lines[i:]); n > 0 {
			b.kind, b.text = codeBlock, strings.Join(lines[i:i+n], "\n")
			t.add(b)
			i += n
			continue
		}
		d, refs := oneLine(strings.TrimLeft(s, ">"), i+1, true)
		b.text, b.marked, b.refs, b.ids = oneSpace(d.text), d.marked, refs, mdAnchors(s)
		if d.bullet {
			b.kind, b.level = bulletBlock, d.level
		}
		if b.text == "" {
			b.kind = anchorBlock
		}
		t.add(b)
		i++
	}
	return t.tables()
}

// bareRule is the line below the header of a table whose rows begin without a
// pipe.
var bareRule = regexp.MustCompile(`(?m)^[ \t]*:?-{2,}:?[ \t]*\|[-:| \t]*$`)

func isBareRule(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && (s[0] == '-' || s[0] == ':') && bareRule.MatchString(s)
}

// joinBareHeaders puts the cells of a header that stand one a line, each closed
// by a pipe, on the line above the rule, and leaves the other lines blank.
func joinBareHeaders(lines []string) []string {
	for at, s := range lines {
		if at == 0 || !isBareRule(s) {
			continue
		}
		first := at
		for want := len(splitPipes(s)); want > 0 && first > 0; want-- {
			cell := strings.TrimSpace(lines[first-1])
			if !strings.HasSuffix(cell, "|") || strings.Count(cell, "|") != 1 {
				break
			}
			first--
		}
		if first < at-1 {
			lines[at-1] = strings.Join(lines[first:at], " ")
			clear(lines[first : at-1])
		}
	}
	return lines
}

// mdAnchors returns the anchors that stand in a line of Markdown.
func mdAnchors(s string) []string {
	var ids []string
	for _, m := range mdAnchorName.FindAllStringSubmatch(s, 10) {
		ids = append(ids, m[1])
	}
	return ids
}
