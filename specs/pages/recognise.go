package pages

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
)

// A rendition's reader turns a page into a neutral page. Recognition looks at
// the content; the file name only breaks ties.
//
//	rendition                  blocks                 outline
//	Alibaba HTML               htmlBlocks             outlineAlibaba
//	Alibaba text, Markdown     alibabaBlocks          outlineAlibaba, which finds the tables that
//	                                                  ran together (flat.go) or stand one cell a line (lines.go)
//	Huawei HTML                htmlBlocks             outlineHuawei
//	Huawei RST                 rstBlocks              outlineHuawei
//	Huawei text, one value a paragraph  textBlocks    outlineHuawei
//	Huawei Markdown            huaweiMarkdownBlocks   outlineHuawei; also text with tables of pipes

var (
	htmlTag = regexp.MustCompile(`(?i)<(?:table|html|body|h1|div|td|th|p)\b[^>]*>`)
	rstMark = regexp.MustCompile(`(?m)^(?:\.\. _[^\n]*:|:original_name:[^\n]*|[ \t]*\+[-=]{3,}[+\-=]*\+)[ \t]*$|^\.\. table::`)
)

// maxLines bounds the lines and the tags of a page, and with them the memory
// that reading takes.
const maxLines = 1_000_000

// recognise tells the rendition and reads the page into its neutral form.
func recognise(name string, data []byte) (*page, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text)
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("%w: it is empty", ErrNotAPage)
	}
	if strings.Count(text, "\n") > maxLines || strings.Count(text, "<") > maxLines {
		return nil, fmt.Errorf("%w: more than %d lines or tags", ErrNotAPage, maxLines)
	}
	p := read(path.Ext(name), text)
	p.language = language(text)
	if err := p.check(); err != nil {
		return nil, err
	}
	return p, nil
}

func read(ext, text string) *page {
	huawei := isHuawei(text)
	markdown := strings.HasPrefix(strings.ToLower(ext), ".md")
	switch {
	case !markdown && len(htmlTag.FindAllStringIndex(text, 4)) == 4 && strings.Contains(strings.ToLower(text), "<t"):
		if huawei {
			return outlineHuawei(htmlBlocks(text))
		}
		blocks := htmlBlocks(text)
		p := outlineAlibaba(blocks)
		readHead(p, blockText(blocks))
		return p
	case rstMark.MatchString(text):
		return outlineHuawei(rstBlocks(text))
	case huawei && (markdown || strings.Contains(text, "\n|") || bareRule.MatchString(text)):
		return outlineHuawei(huaweiMarkdownBlocks(text))
	case huawei:
		return outlineHuawei(textBlocks(text))
	}
	return alibabaPage(text)
}

// blockText is the text of a page with the targets of its links, one block or
// cell a line.
func blockText(blocks []block) string {
	var b strings.Builder
	line := func(text string, refs []ref) {
		b.WriteString(text)
		for _, r := range refs {
			b.WriteByte(' ')
			b.WriteString(r.to)
		}
		b.WriteByte('\n')
	}
	for i := range blocks {
		line(blocks[i].text, blocks[i].refs)
		if t := blocks[i].table; t != nil {
			for _, r := range t.rows {
				for _, c := range r.cells {
					line(c.text(), c.refs)
				}
			}
		}
	}
	return b.String()
}

// language tells the language a page is written in: names and samples are
// Latin everywhere, so a tenth of Chinese letters makes a page Chinese.
func language(text string) string {
	const most = 200_000
	han, latin := 0, 0
	for _, r := range text[:min(len(text), most)] {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.IsLetter(r):
			latin++
		}
	}
	if han*9 > latin {
		return "zh"
	}
	return "en"
}

// check reports what an input lacks to be the page of an operation.
func (p *page) check() error {
	rows := 0
	for _, s := range p.sections {
		rows += len(s.rows) + len(s.errors) + len(s.statuses)
	}
	switch {
	case len(p.sections) == 0:
		return fmt.Errorf("%w: no table of request parameters, response parameters or error codes, and no sample", ErrNotAPage)
	case rows == 0 && p.head.operation == "" && p.head.urlPath == "":
		return fmt.Errorf("%w: no table row, no operation name and no request path", ErrNotAPage)
	}
	return nil
}
