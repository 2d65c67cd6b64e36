package pages

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/concord-dev/concord/specs"
)

// A description is read in three steps. It is cut into parts: a paragraph and
// the list below it. Each part is asked for its facts, one kind at a time:
// enumeration (prose_enum.go), bounds (prose_bounds.go), default
// (prose_default.go), and the small ones below. Last, the facts are held
// against the row's type, and what cannot be true of it is dropped.

// part is one paragraph of a description with the list that follows it.
type part struct {
	line  int
	label label
	item
	items []item // outermost items; nested ones only explain
}

// item is one line of prose with the spans of it that were bold or code, which
// is how most pages set a value off from the words around it.
type item struct {
	text  string
	spans []string
}

// adjoined is a placeholder in italics that goes on with the span before it.
var adjoined = regexp.MustCompile(`^\*([A-Za-z]\w*)\*`)

// lead returns the value that the text begins with, where it is set off as one,
// and what follows it.
func (i item) lead() (name, rest string) {
	for _, s := range i.spans {
		if len(s) > len(name) && strings.HasPrefix(i.text, s) {
			name = s
		}
	}
	rest = i.text[len(name):]
	if m := adjoined.FindStringSubmatch(rest); m != nil && name != "" {
		name, rest = name+m[1], rest[len(m[0]):]
	}
	trimmed := strings.TrimRight(name, ":：")
	if trimmed != name {
		rest = ":" + rest
	}
	if !isName(trimmed) {
		return "", i.text
	}
	return trimmed, rest
}

// label is the sub-heading that a part stands under, in pages that split a
// description by Definition, Constraints, Range and Default Value.
type label int

const (
	noLabel label = iota
	definitionLabel
	constraintLabel
	rangeLabel
	defaultLabel
)

var labels = map[string]label{
	"definition": definitionLabel, "constraints": constraintLabel, "constraint": constraintLabel,
	"range": rangeLabel, "value range": rangeLabel, "default value": defaultLabel, "default": defaultLabel,
	"参数解释": definitionLabel, "功能说明": definitionLabel, "约束限制": constraintLabel, "约束": constraintLabel, "取值范围": rangeLabel, "默认取值": defaultLabel, "默认值": defaultLabel,
}

// readProse reads the facts about one value out of its description.
func readProse(desc []descLine, t typeInfo) proseFacts {
	r := proseReader{typ: t}
	for _, p := range parts(desc) {
		if len(p.text) > maxProse {
			r.found.Unread = append(r.found.Unread, specs.Unread{Line: p.line, Text: clip(p.text), Why: "a paragraph too long for a description"})
			continue
		}
		r.part(p)
	}
	return r.facts()
}

// maxProse bounds a paragraph that is looked through, in bytes.
const maxProse = 32 << 10

// proseReader gathers the facts of one description.
type proseReader struct {
	typ   typeInfo
	found proseFacts
	// listed reports that the enumeration comes from a list and that no prose
	// may change it.
	listed bool
	// ranged reports that a list has a range among its items; none of them tells
	// the values or the bounds alone.
	ranged bool
	// special is the least number that has a meaning of its own.
	special *float64
	// unitless are bounds of a value without a type: "Minimum" and its number.
	unitless [][2]string
	// ofElements reports that the text holds a list in JSON.
	ofElements bool
	// fallback is a constant named only under a condition ("if so, the value
	// is true"); it counts where nothing better is found.
	fallback []string
	// defaults holds what the page calls the default, firmest first.
	defaults  []defaultWord
	undecided bool // a default that depends on the case
	// rule is a sentence that announces values; it is unread where none are
	// found in the whole description.
	rule specs.Unread
}

func (r *proseReader) part(p part) {
	if isNothing(p.text) && len(p.items) == 0 {
		return
	}
	text := r.index(p.text)
	p.text = text
	r.deprecation(text)
	r.separator(text)
	r.format(text)
	r.pattern(text)
	if hasAny(text, "alue", "值") && announcement.MatchString(text) {
		r.rule = specs.Unread{Line: p.line, Text: clip(text), Why: "values are announced and none was understood"}
	}
	if len(p.items) > 0 && explains(p) {
		p.items = nil // what binds a part binds not the whole
	} else {
		r.enumeration(p)
	}
	r.defaultValue(p)
	r.bounds(p)
}

// facts returns what was found, held against the row's type.
func (r *proseReader) facts() proseFacts {
	if r.found.Pattern != "" {
		for _, b := range r.unitless {
			r.setLength(b[0], b[1])
		}
	}
	f := r.found
	if f.Enum == nil && len(r.fallback) == 1 {
		f.Enum = r.fallback
		r.weaken("enum")
	}
	f.Default = r.chooseDefault(f.Enum)
	value := r.typ.Type
	if value == specs.Array {
		value = r.typ.Items
	}
	switch value {
	case specs.Boolean, specs.Object, specs.Map:
		f.Enum, f.Extensible = nil, false
	case specs.Integer, specs.Number:
		if !slices.ContainsFunc(f.Enum, isNumber) {
			f.Enum, f.Extensible = nil, false
		}
	}
	if f.Min != nil && r.special != nil && *r.special < *f.Min {
		f.Min = r.special
	}
	if f.Enum != nil {
		f.EnumLost = false
	}
	if r.rule.Text != "" && r.found.Enum == nil && !f.EnumLost && f.Min == nil && f.Max == nil && f.MinLength == nil && f.MaxLength == nil && f.MaxItems == nil {
		f.Unread = append(f.Unread, r.rule)
	}
	if r.ofElements && r.typ.Type == specs.String {
		f.Min, f.Max = nil, nil
		delete(r.found.Strengths, "min")
		delete(r.found.Strengths, "max")
	}
	if len(r.found.Strengths) > 0 {
		f.Strengths = r.found.Strengths
	}
	return f
}

func (r *proseReader) weaken(fact string) {
	if r.found.Strengths == nil {
		r.found.Strengths = map[string]specs.Strength{}
	}
	r.found.Strengths[fact] = specs.Should
}

// firm takes back that facts are weak: a marker such as "Valid values:" states
// them as firmly as a cell of their own. It returns true.
func (r *proseReader) firm(facts ...string) bool {
	for _, fact := range facts {
		delete(r.found.Strengths, fact)
	}
	return true
}

// parts cuts a description into paragraphs and their lists. Lists that a
// rendition ran together in one line are taken apart again.
func parts(desc []descLine) []part {
	var out []part
	at := noLabel
	top := topLevel(desc)
	home, nested := -1, -1 // the parts that items of the two levels belong to
	broken := -1           // the part whose list a paragraph has interrupted
	for i, d := range desc {
		text := tidy(d.text)
		if text == "" {
			continue
		}
		it := item{text: text, spans: tidySpans(d.marked)}
		switch level := d.level - top; {
		case !d.bullet:
			if home >= 0 {
				broken = home
			}
			if endsInColon(text) || expectsList(text) {
				broken = -1
			}
			home, nested = -1, -1
		case level == 1 && nested >= 0:
			out[nested].items = append(out[nested].items, it)
			continue
		case level > 0:
			continue
		case opensList(text) && !namesDefault(it),
			labels[strings.ToLower(text)] == rangeLabel && i+1 < len(desc) && desc[i+1].bullet && desc[i+1].level > d.level:
			if home < 0 {
				home = len(out) - 1
			}
			nested = len(out)
			l, rest := cutLabel(text)
			out = append(out, part{line: d.line, label: l, item: item{rest, it.spans}})
			continue
		default:
			nested = -1
			if home < 0 && broken >= 0 && continues(out[broken].items, it) {
				home = broken
			}
			broken = -1
			if home < 0 {
				if len(out) == 0 {
					out = append(out, part{line: d.line, label: at})
				}
				home = len(out) - 1
			}
			out[home].items = append(out[home].items, it)
			continue
		}
		for _, piece := range splitLabels(text) {
			if l, ok := labels[strings.ToLower(strings.TrimRight(piece, ":：. "))]; ok && (piece[0] < 'a' || piece[0] > 'z') {
				at, broken = l, -1
				out = append(out, part{line: d.line, label: at})
				continue
			}
			lead, items := inlineList(item{piece, it.spans})
			// The words below a label belong to the label's own part.
			if n := len(out); n > 0 && at != noLabel && out[n-1].text == "" && out[n-1].items == nil {
				out[n-1].item, out[n-1].items = lead, items
				continue
			}
			out = append(out, part{line: d.line, label: at, item: lead, items: items})
		}
	}
	return gatherItems(out)
}

// endsInColon reports that a paragraph introduces what stands below it.
func endsInColon(text string) bool {
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：")
}

// continues reports that an item goes on with a list although a paragraph, about
// one of its values, stands between: all are a value with its meaning, or all a
// value alone. True and false leave nothing to go on with.
func continues(list []item, next item) bool {
	if len(list) == 0 || len(list[0].text) > maxItem {
		return false
	}
	first, ok := readItem(list[0])
	it, alike := readItem(next)
	if !ok || !alike || first.loose || it.loose || !isName(first.names[0]) || !isName(it.names[0]) {
		return false
	}
	if len(list) == 2 && isFlag(list[0]) && isFlag(list[1]) && !isFlag(next) {
		return false
	}
	return headEnd.MatchString(list[0].text) == headEnd.MatchString(next.text)
}

// maxItem bounds an item that is read again at each paragraph that interrupts its
// list, in bytes.
const maxItem = 4 << 10

// isFlag reports an item that is one of the two values of a flag.
func isFlag(of item) bool {
	it, ok := readItem(of)
	return ok && (strings.EqualFold(it.names[0], "true") || strings.EqualFold(it.names[0], "false"))
}

// topLevel is the level of the outermost bullets: where a whole table is
// indented, all are.
func topLevel(desc []descLine) int {
	top := -1
	for _, d := range desc {
		if d.bullet && (top < 0 || d.level < top) {
			top = d.level
		}
	}
	return max(top, 0)
}

// opensList reports a bullet that is a paragraph of its own: it bears a
// sub-heading, or announces the list nested below it.
func opensList(text string) bool {
	l, _ := cutLabel(text)
	return l != noLabel && strings.ContainsAny(text, ":：") || !strings.ContainsAny(strings.TrimRight(text, ":："), ":：") && !conditional.MatchString(text) && expectsList(text)
}

// cutLabel takes a sub-heading off the text that it stands before; that of the
// range may stand alone above its list.
func cutLabel(text string) (label, string) {
	head, rest, ok := strings.Cut(strings.Replace(text, "：", ":", 1), ":")
	if l := labels[strings.ToLower(strings.TrimSpace(head))]; l != noLabel && (ok || l == rangeLabel) {
		return l, strings.TrimSpace(rest)
	}
	return noLabel, text
}

// bareItem is an item of a list whose bullets are lost.
var bareItem = regexp.MustCompile(`^(["“]?)([A-Za-z0-9_*][\w.*+-]*)["”]?(?:、["“]?[A-Za-z0-9_*][\w.*+-]*["”]?)*\s*[:：]\s*\S`)

// gatherItems makes a list of the paragraphs that follow one another where each
// is a value that is set off with its meaning, or, below a marker, any value
// with or without one.
func gatherItems(in []part) []part {
	var out []part
	for i := 0; i < len(in); i++ {
		p, from := in[i], i+1
		if len(p.items) > 0 || defaultLead.MatchString(p.text) {
			out = append(out, p)
			continue
		}
		if isSetOff(p.item) {
			p, from = part{line: p.line, label: p.label}, i // no paragraph above the list
		}
		marked := expectsList(p.text)
		n := from
		for n < len(in) && len(in[n].items) == 0 && (isSetOff(in[n].item) || marked && isBare(in[n].text, endsInColon(p.text))) {
			n++
		}
		switch {
		case n-from > 1:
			for _, q := range in[from:n] {
				for _, value := range bareValues(q.text) {
					p.items = append(p.items, item{value, q.spans})
				}
			}
			i = n - 1
		case marked && n-from == 1 && isSetOff(in[from].item):
			p.items = []item{in[from].item}
			i = from
		case marked && from < len(in) && len(in[from].items) == 0 && (isName(in[from].text) || n == from && continuesMarker(in[from].item)):
			p.item = item{p.text + " " + in[from].text, slices.Concat(p.spans, in[from].spans)}
			i = from
		default:
			p = in[i]
		}
		out = append(out, p)
	}
	return out
}

// isSetOff reports a paragraph that begins with a value, set off, and a colon.
func isSetOff(of item) bool {
	name, rest := of.lead()
	rest = strings.TrimSpace(rest)
	return name != "" && !notItem[strings.ToLower(name)] && (strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "："))
}

// isBare reports a value with its meaning, or, where alone allows for it, a
// value by itself.
func isBare(text string, alone bool) bool {
	if m := bareItem.FindStringSubmatch(text); m != nil {
		return m[1] != "" || !notItem[strings.ToLower(m[2])]
	}
	return alone && !slices.ContainsFunc(bareValues(text), func(s string) bool { return !isName(s) || notItem[strings.ToLower(s)] && s != "default" })
}

// bareValues returns the values of a paragraph that holds nothing else, or the
// paragraph.
func bareValues(text string) []string {
	if pieces := strings.Split(text, " and "); len(pieces) == 2 && isName(pieces[0]) && isName(pieces[1]) {
		return pieces
	}
	return []string{text}
}

// continuesMarker reports that a line holds what the marker above announced: a
// range, or several values.
func continuesMarker(of item) bool {
	if startsRange(of.text) {
		return true
	}
	v, ok := inlineValues(of.text, true, of.spans)
	return ok && len(v.names) > 1 && v.plain
}

// notItem are words that open a remark, not an item.
var notItem = wordSet("note", "notes", "default", "example", "examples", "unit", "format", "range", "minimum", "maximum", "constraints", "description", "tip", "important", "warning", "caution")

var zhLabel = regexp.MustCompile(`(?:参数解释|约束限制|取值范围|默认取值)[：:]`)

// splitLabels cuts a Chinese description whose sub-headings ran into its text.
// One label alone is an ordinary marker, once or again, and one that belongs to a
// word before it ("N的取值范围") is none.
func splitLabels(text string) []string {
	at := slices.DeleteFunc(zhLabel.FindAllStringIndex(text, -1), func(m []int) bool { return strings.HasSuffix(text[:m[0]], "的") })
	distinct := map[string]bool{}
	for _, m := range at {
		distinct[strings.TrimRight(text[m[0]:m[1]], ":：")] = true
	}
	if len(distinct) < 2 {
		return []string{text}
	}
	var out []string
	from := 0
	for _, m := range at {
		out = append(out, text[from:m[0]], text[m[0]:m[1]])
		from = m[1]
	}
	out = append(out, text[from:])
	return slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
}

var (
	inlineDash = regexp.MustCompile(`(?:^|[\s:：])[-–•·]\s+`)
	dashStart  = regexp.MustCompile(`^["“'‘]?[\w@*]`)
)

// inlineList takes "Options: - 0: no - 1: yes" apart. Where no colon announces
// the list each item must have its meaning, since a dash also sets off a remark.
func inlineList(of item) (lead item, items []item) {
	text := of.text
	if !hasAny(text, "- ", "– ", "• ", "· ") {
		return of, nil
	}
	at := inlineDash.FindAllStringIndex(text, -1)
	if len(at) == 0 {
		return of, nil
	}
	head := strings.TrimSpace(text[:at[0][0]+strings.IndexAny(text[at[0][0]:at[0][1]], "-–•·")])
	announced := endsInColon(head)
	if !announced && (len(at) < 2 || !strings.HasSuffix(head, ".") && !strings.HasSuffix(head, "。")) {
		return of, nil
	}
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		piece := strings.TrimSpace(text[m[1]:end])
		if !dashStart.MatchString(piece) || !announced && !bareItem.MatchString(piece) {
			return of, nil
		}
		items = append(items, item{piece, of.spans})
	}
	return item{head, of.spans}, items
}

// glued finds a sentence that starts right behind the full stop of another.
var glued = regexp.MustCompile(`([\w)])\.(Default|Valid|Maximum|Minimum|Value|Options?|Enums?|Note|The|This|For|If|You|It|Set)\b`)

// tidy makes one line of prose out of a page's text: spaces single, leftover
// emphasis and escapes off.
func tidy(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case c == '\u200b' || c == '\ufeff':
			return -1
		}
		return c
	}, s)
	if strings.Contains(s, `\`) {
		s = unescape.ReplaceAllString(s, "$1")
	}
	if strings.Contains(s, "**") {
		s = emphasis.ReplaceAllString(s, "$1")
	}
	s = strings.ReplaceAll(s, "`", "")
	s = strings.Join(strings.Fields(s), " ")
	if hasAny(s, "inimum", "aximum", "最小", "最大") {
		s = boundRun.ReplaceAllString(s, "$1. $2")
	}
	if hasAny(s, ".D", ".V", ".M", ".O", ".E", ".N", ".T", ".F", ".I", ".Y", ".S") {
		s = glued.ReplaceAllString(s, "$1. $2")
	}
	return s
}

var (
	// boundRun finds a labelled bound that ran together with what stands before.
	boundRun = regexp.MustCompile(`([^\s.。:：]) ((?:(?:Minimum|Maximum)(?: [Vv]alue| [Ll]ength)?|Default(?: [Vv]alue)?|[最][小大](?:值|长度)|(?:默认|缺省)值)\s*[:：])`)
	unescape = regexp.MustCompile(`\\([^A-Za-z0-9\s])`)
	emphasis = regexp.MustCompile(`\*\*([^*\s][^*]*?)\*\*`)
)

// maxSpans bounds the spans of one line, each of which is looked for in each
// value of the line.
const maxSpans = 100

func tidySpans(marked []string) []string {
	if len(marked) > maxSpans {
		return nil
	}
	var out []string
	for _, s := range marked {
		if s = tidy(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// isNothing reports the words by which a page fills a place without saying
// anything.
func isNothing(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .。:：")) {
	case "", "n/a", "na", "none", "-", "--", "null", "nil", "not involved", "无", "不涉及", "空", "暂无", "empty", "blank":
		return true
	}
	return false
}

var (
	deprecated = regexp.MustCompile(`(?i)(?:^|[.!*:)\s])\s*(?:(?:this|the) (?:parameter|field|attribute|element|property|operation parameter)(?: (?:is|was|has been|will be|is being|is about to be|is to be|is (?:scheduled|planned|going) to be))+ (?:deprecated|removed|discontinued|abandoned|obsolete|phased out|no longer (?:used|supported|in use|available|valid))|will be (?:removed|deprecated|discontinued|phased out|unavailable) in (?:the future|later|a later|future))` +
		`|^[\[(（【]?deprecated[\])）】]?(?:[.:,。：]|$)|^[\[(（【](?:deprecated|(?:已|即将)?(?:废弃|弃用|下线))[\])）】]|[.。]\s*deprecated[.。]|^[\[(（【]?discarded[\])）】]?[.:]|has been deprecated and|^(?:is )?deprecated\.` +
		`|(?:该|此|本)?(?:参数|字段|属性|接口参数)(?:已经?|即将|将来?|后续将?|未来将?|在未来将?)(?:会)?(?:被)?(?:废弃|弃用|下线|移除|删除|停用|停止使用|废除)|^[\[(（【]?(?:已|即将|将)?(?:废弃|弃用|下线)(?:参数|字段)?[\])）】]?(?:[。，.：]|$)|将(?:在|于)(?:未来|后续)\S{0,6}(?:移除|废弃|下线|删除)`)
	separators = regexp.MustCompile(`(?i)separat(?:e|ed|ing)\b[^.]{0,80}?\b(?:with|by|using)\s+(?:an? |one |half-width |english |the )*(commas?|semicolons?|spaces?|vertical bars?|underscores?|hyphens?|colons?|periods?|line (?:breaks?|feeds?)|forward slash(?:es)?)\b` +
		`|(逗号|分号|空格|竖线|下划线|冒号|换行符?)\s*(?:[（(“"].{1,3}?[)）”"])?\s*(?:进行)?(?:分隔|隔开|分割|间隔)`)
	layout = regexp.MustCompile(`\b[Yy]{4}[-/.]?MM[-/.]?[Dd]{2}(?:['"]?[ T]['"]?[Hh]{2}:?mm(?::?(?:ss|SS))?(?:\.SSS)?)?(?:['"]?Z['"]?)?`)
	uuid   = regexp.MustCompile(`(?i)\buuid\)? format`)
)

var separatorSigns = map[string]string{
	"comma": ",", "semicolon": ";", "space": " ", "vertical bar": "|", "underscore": "_", "hyphen": "-", "colon": ":",
	"period": ".", "line break": "\n", "line feed": "\n", "forward slash": "/", "forward slashe": "/",
	"逗号": ",", "分号": ";", "空格": " ", "竖线": "|", "下划线": "_", "冒号": ":", "换行": "\n", "换行符": "\n",
}

// hasAny reports whether s has one of the words. It spares the expressions
// below the many sentences that they have nothing to say about.
func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func (r *proseReader) deprecation(text string) {
	if hasAny(text, "eprecated", "DEPRECATED", "removed", "discontinued", "iscarded", "bandoned", "obsolete", "phased out", "no longer", "unavailable", "弃", "废", "下线", "移除", "删除", "停") &&
		deprecated.MatchString(text) {
		r.found.Deprecated = true
	}
}

func (r *proseReader) separator(text string) {
	if r.found.Separator != "" || !hasAny(text, "eparat", "分隔", "隔开", "分割", "间隔") {
		return
	}
	m := separators.FindStringSubmatch(text)
	if m == nil {
		return
	}
	word := strings.TrimSuffix(strings.ToLower(m[1]+m[2]), "s")
	if sign, ok := separatorSigns[word]; ok {
		r.found.Separator = sign
	}
}

var (
	// announcement matches a marker with something behind it.
	announcement = regexp.MustCompile(`(?i)\b(?:valid|possible|optional|allowed|supported|enumerated|enumeration) values?\s*[:：]\s*\S|(?:可选值|枚举值|有效值)\s*[：:]\s*\S`)
	pattern      = regexp.MustCompile(`(?i)(?:regular expression|regex|正则表达式)[^^]{0,40}(\^\S+\$)`)
)

// pattern reads a regular expression that the value must match, where it is one
// that RE2 knows.
func (r *proseReader) pattern(text string) {
	if r.found.Pattern != "" || !strings.Contains(text, "^") {
		return
	}
	if m := pattern.FindStringSubmatch(text); m != nil {
		if _, err := regexp.Compile(m[1]); err == nil {
			r.found.Pattern = m[1]
		}
	}
}

func (r *proseReader) format(text string) {
	if r.found.Format != "" || !hasAny(text, "yyyy", "YYYY", "UUID", "uuid") {
		return
	}
	if m := layout.FindString(text); m != "" {
		r.found.Format = m
	} else if uuid.MatchString(text) {
		r.found.Format = "uuid"
	}
}
