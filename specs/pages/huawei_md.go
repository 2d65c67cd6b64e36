package pages

import (
	"strings"
)

// huaweiMarkdownBlocks reads the Markdown of Huawei Cloud's documents: headings
// with anchors, lists that open parts of a chapter, and tables with one row a
// line.
func huaweiMarkdownBlocks(text string) []block {
	lines := strings.Split(text, "\n")
	var out []block
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
			out = append(out, b)
			i = end + 1
			continue
		case strings.HasPrefix(strings.ToLower(trimmed), "<table"):
			end := i + 1
			for end < len(lines) && !strings.Contains(strings.ToLower(lines[end-1]), "</table>") {
				end++
			}
			for _, x := range htmlBlocks(strings.Join(lines[i:end], "\n")) {
				x.line += i
				out = append(out, x)
			}
			i = end
			continue
		case mdHeading.MatchString(s):
			m := mdHeading.FindStringSubmatch(s)
			b.kind, b.level = headingBlock, len(m[1])
			b.text, b.marked, b.refs = plain(m[2])
			b.ids = mdAnchors(s)
			b.text = oneSpace(b.text)
			out = append(out, b)
			i++
			continue
		case strings.HasPrefix(trimmed, "|"):
			t, next := pipeTable(lines, i, stop)
			b.kind, b.table = tableBlock, t
			out = append(out, b)
			i = max(next, i+1)
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
		out = append(out, b)
		i++
	}
	return out
}

// mdAnchors returns the anchors that stand in a line of Markdown.
func mdAnchors(s string) []string {
	var ids []string
	for _, m := range mdAnchorName.FindAllStringSubmatch(s, 10) {
		ids = append(ids, m[1])
	}
	return ids
}
