package pages

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A rendition's reader turns a page into a neutral page. Recognition looks at
// the content; the file name only breaks ties.
//
//	rendition                  blocks                 outline
//	Alibaba HTML               htmlBlocks             outlineAlibaba
//	Alibaba Markdown tables    markdownBlocks         outlineAlibaba
//	Alibaba one cell a line    -                      linePage
//	Alibaba run-together text  -                      flatPage
//	Huawei HTML                htmlBlocks             outlineHuawei
//	Huawei RST                 rstBlocks              outlineHuawei
//	Huawei text, one value a paragraph  textBlocks    outlineHuawei
//	Huawei Markdown            huaweiMarkdownBlocks   outlineHuawei

var (
	htmlTag = regexp.MustCompile(`(?i)<(?:table|html|body|h1|div|td|th)\b[^>]*>`)
	rstMark = regexp.MustCompile(`(?m)^(?:\.\. _[^\n]*:|\.\. table::|:original_name:|\s*\+[-=]{3,}[+-=]*\+)\s*$|^\.\. table::`)
	uriLine = regexp.MustCompile("(?m)^[\\s`>*-]*(?:GET|POST|PUT|DELETE|PATCH|HEAD)\\s+(?:https?://\\S+?)?\\\\?/")
	// Words that only one family prints.
	huaweiMark = regexp.MustCompile(`(?m)(?i:Mandatory|是否必选)\s*$|^#*\s*URI\b|Table \d+ |Updated on \d{4}|modelarts|huaweicloud|otc\.t-systems|功能介绍`)
)

// recognise tells the rendition and reads the page into its neutral form.
func recognise(name string, data []byte) (*page, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	text := strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r", "\n")
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("%w: it is empty", ErrNotAPage)
	}
	var p *page
	switch ext := strings.ToLower(path.Ext(name)); {
	case len(htmlTag.FindAllStringIndex(text, 4)) == 4 && !strings.HasPrefix(ext, ".md"):
		blocks := htmlBlocks(text)
		if isHuawei(text) {
			p = outlineHuawei(blocks)
		} else {
			p = outlineAlibaba(blocks)
		}
		p.rendition = "html"
	case rstMark.MatchString(text):
		p = outlineHuawei(rstBlocks(text))
		p.rendition = "rst"
	case isHuawei(text):
		if hasPipes(text) {
			p = outlineHuawei(huaweiMarkdownBlocks(text))
			p.rendition = "huawei-markdown"
		} else {
			p = outlineHuawei(textBlocks(text))
			p.rendition = "huawei-text"
		}
	case hasPipes(text):
		p = outlineAlibaba(markdownBlocks(text))
		p.rendition = "markdown"
	default:
		p = flatPage(text)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	return p, nil
}
