package pages

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/concord-dev/concord/specs"
)

// Markers announce the values of a parameter. They differ in how much may be
// read behind them.
var (
	// listMarker announces an enumeration outright; any list behind it counts.
	listMarker = regexp.MustCompile(`(?i)\b(?:valid|possible|optional|supported|allowed|available|accepted|acceptable|permitted|enumerated|enumeration|enum|effective|legal) values?(?: (?:of|for) (?:this|the) (?:parameter|field))?(?: are| is| include| includes| can be)?(?: as follows| the following)?\s*(?:[:：]|$|\s)` +
		`|\b(?:options|enums?|enumerations?|value options|value range)(?: are| is| include)?(?: as follows)?\s*[:：]` +
		`|\b(?:options|values|modes|types|statuses|states) (?:are|include)(?: supported| available| valid| allowed| as follows| the following)*\s*(?:[:：]|$|\s)` +
		`|\bthe following (?:\w+ ){1,2}(?:are|is) (?:supported|available|allowed)\s*[:：]|\bthe following (?:types|values|modes|options|protocols|statuses|states)\s*[:：]` +
		`|\b(?:supported|available|valid|possible|allowed) (?:types|modes|statuses|states|protocols|versions)\s*[:：]` +
		`|^(?:the )?values?\s*[:：]` +
		`|(?:取值(?:范围|说明|列表|类型)?|可选值|枚举值|枚举|有效值|合法值|可取值|参数值|可选范围|可选项)(?:如下|包括|包含|分别|可以|只能|仅|固定|一般|通常|有|为|是|可|分|说明|所示|以下|几种|类型|的|值|两种|三种|四种)*\s*[：:]` +
		`|(?:取值(?:范围)?|可选值|枚举值|有效值)(?:如下|包括|包含|分别|可以|只能|仅|固定|有|为|是|可)+` +
		`|(?:目前|当前|仅|只能?|固定)取值\s*[：:]?` +
		`|(?:目前|当前|仅|只|暂时?)支持(?:以下|如下)?(?:几种|的)?(?:类型|取值|值)?\s*[：:]?` +
		`|[^，。；：]{0,12}(?:类型|状态|方式|模式)(?:如下|包括|有|分为)?[：:]|包括\s*[：:]|(?:则|其)值(?:为|是)`)
	// mayBe states what a value can be; one value alone needs the look of a code.
	mayBe = regexp.MustCompile(`(?i)\bvalues? (?:can|may|must|should|could)(?: only)? be(?: set to)?(?: either| any of| one of)?(?: the following)?(?: values?| options?)?\s*[:：]?` +
		`|\bwhich (?:can|may|must) be(?: either| one of)?\b|\bcan only be(?: set to)?\b` +
		`|\byou can set (?:(?:this|the) (?:parameter|field|value)|it) to(?: either| one of)?(?: the following)?(?: values?| options?)?\s*[:：]?|\b(?:parameter|field|it|which) (?:can|may|must|should)(?: only)? be set to(?: either| one of)?(?: the following)?(?: values?| options?)?\s*[:：]?` +
		`|可以?(?:设置|取|填写?|配置)为|只(?:允许|能|可以?)(?:填入?|填写|传入?|取值?|设置为?|输入)|(?:可以|只能|必须|可)(?:是|为)`)
	// isEither states what a value is; one value alone is a remark.
	isEither = regexp.MustCompile(`(?i)\bvalues? is(?: either)?\b`)
	// weak is a verb that often speaks of something else; only codes count.
	weak = regexp.MustCompile(`(?i)\b(?:can|may|must) be(?: either)?\b|\bis either\b`)
	// including opens a sentence that lists constants.
	including = regexp.MustCompile(`^(?:取?值|状态|类型)?包括\s*`)
	// constant fixes the value.
	constant = regexp.MustCompile(`(?i)^(?:please )?set (?:(?:the|this) (?:value|parameter)(?: of (?:this|the) parameter)?|it) (?:to|as)|\b(?:fixed (?:to|at|as|value(?: is|:)?)|always (?:set to|be)|values? (?:can|must|may) only be(?: set to)?)|固定(?:值)?(?:为|是|：|:)?|^取值\s*[：:为]`)
	// conditional opens a sentence about one case.
	conditional = regexp.MustCompile(`(?i)^(?:if|when|where|for|in case|once|after|before|unless|note|to|e\.g\.|example)\b|^(?:如果|当|若|假如|例如|比如|如需|如要|如)`)
	// onlyThen is what a flag reads where it is given at all.
	onlyThen = regexp.MustCompile(`(?i)\b(?:if (?:yes|so|it does)|if the [^,.]+ (?:supports?|is) [^,.]*), the value is ["“]?(\w+)["”]?|(?:如果|若)[^。]*?(?:取值|则值)为["“]?([\w.-]+)["”]?(?:，否则|。否则)`)
	// endMarker is a marker that stands last and expects a list.
	endMarker = regexp.MustCompile(`(?i)(?:\b(?:valid|possible|optional|supported|allowed|available|accepted|acceptable|permitted|enumerated|enumeration|enum|effective|legal) values?(?: (?:of|for) (?:this|the) (?:parameter|field))?|\b(?:options|enums?|enumerations?|value options|value range|values?)|\b(?:values?|options?|modes|types|statuses|states) (?:are|include|can be|must be|is)|(?:can|may|must) be(?: any of| one of| either)?(?: the following(?: and (?:is|are) [^.:]{1,40})?)?(?: values?| options?)?|one of the following(?: values?| options?)?|the following(?: \w+)? (?:values|options|types|statuses|states|modes|formats|protocols)(?: are (?:supported|available|valid|allowed))?|the following(?: \w+){1,2} are (?:supported|available|allowed))(?: are| is| include)?(?: as follows)?\s*[:：.]?$` +
		`|(?:取值|可选值|枚举值?|有效值|合法值|可取值|参数值|可选项|包括|包含|支持|类型|状态)[^。，：:]{0,12}[：:]$`)
	// openEnd marks an enumeration that names only some values.
	andSoOn = regexp.MustCompile(`(?i),?\s*(?:(?:and|or)\s+)?(?:etc|so on)$|等(?:等)?$`)
	openEnd = regexp.MustCompile(`(?i)\betc\b|and so on|not limited to|等(?:等|类型|值|取值)?[。，]?$`)
)

// enumeration reads the values that one part lists.
func (r *proseReader) enumeration(p part) {
	marked := p.label == rangeLabel || expectsList(p.text) && !defaultLead.MatchString(p.text)
	switch {
	case len(p.items) > 0:
		if defaultLead.MatchString(p.text) {
			return
		}
		r.list(p, marked)
	case marked && p.label != rangeLabel && !r.listed && listMarker.MatchString(p.text+" "):
		r.found.EnumLost = true
	}
	if r.listed || p.label == defaultLabel {
		return
	}
	for _, item := range p.items {
		// Bullets may be the sentences of a description.
		if r.found.Enum == nil && !r.ranged && !bareItem.MatchString(item.text) && !conditional.MatchString(item.text) {
			r.prose(item)
		}
	}
	if p.label == rangeLabel && p.items == nil {
		if values, ok := inlineValues(p.text, true, p.spans); ok && len(values.names) > 0 {
			r.setProse(values)
			return
		}
	}
	r.prose(p.item)
}

// expectsList reports that a paragraph ends in a marker.
func expectsList(text string) bool {
	end := strings.TrimRight(text, ".")
	if end == "" {
		return false
	}
	if c, _ := utf8.DecodeLastRuneInString(end); c != ':' && c != '：' && (!listEnd[strings.ToLower(end[strings.LastIndexByte(end, ' ')+1:])] || defaultTail.MatchString(end)) {
		return false
	}
	return endMarker.MatchString(text)
}

// listEnd are the words that an endMarker without a colon ends in.
var listEnd = wordSet("value", "values", "options", "enum", "enums", "enumeration", "enumerations", "range", "follows", "are", "is", "be", "include", "of", "either", "following",
	"supported", "available", "valid", "allowed", "modes", "types", "statuses", "states", "formats")

// list reads the items below a paragraph.
func (r *proseReader) list(p part, marked bool) {
	if !marked && notValues.MatchString(inParens.ReplaceAllString(lastSentence(p.text), " ")) {
		return
	}
	var names []string
	def, odd, ruled, said := "", 0, 0, 0
	for _, item := range p.items {
		if at := headEnd.FindStringIndex(item.text); at != nil && ruleAhead(item.text[at[1]:]) {
			ruled++
		}
		it, ok := readItem(item)
		if ok && it.said {
			said++
		}
		if !ok || !marked && it.loose && !it.said {
			odd++
			continue
		}
		if slices.ContainsFunc(it.names, notOneValue.MatchString) {
			r.ranged = true
			return
		}
		names = append(names, it.names...)
		if it.isDefault && def == "" {
			def = it.names[0]
		}
	}
	// "disk: 5 to 500" is a rule for a case, not a value with its meaning.
	if !marked && said > 0 && said < len(p.items) {
		return
	}
	if len(names) == 0 || odd*2 > len(p.items) || ruled*2 >= len(p.items) || !marked && (odd > 0 || len(names) < 2) {
		return
	}
	if def != "" {
		r.addDefault(def, mustDefault)
	}
	if r.listed && !marked {
		return
	}
	// A sentence that announces some of the values adds to the list.
	if !r.listed && slices.ContainsFunc(names, func(n string) bool { return slices.Contains(r.found.Enum, n) }) {
		names = slices.Concat(r.found.Enum, names)
	}
	r.setEnum(names)
	r.listed = true
	delete(r.found.Strengths, "enum")
}

var (
	// ofParts announces the members of an object or the parts of a text.
	ofParts = regexp.MustCompile(`(?i)\b(?:the following|these|as follows)(?: \w+){0,2} (?:parameters|fields|attributes|properties|members|variables|placeholders|sub-?parameters)\b[^.:]{0,40}:?$|\b(?:parameters|fields|attributes|properties|members|variables|placeholders)(?: are| is|) (?:as follows|the following|described (?:as follows|below))\s*[:.]?$` +
		`|(?:参数|字段|属性|成员|变量|占位符)[^，。：]{0,6}(?:如下|以下|所示)[：:]?$|(?:如下|以下|下列|下述)[^，。：值]{0,6}(?:参数|字段|属性|成员|变量)[^，。：]{0,4}[：:]?$`)
	// ofKinds announces the kinds of characters in a text.
	ofKinds = regexp.MustCompile(`(?i)\b(?:contains?|includes?|consists? of|combination of)\b[^.:]*\b(?:the following|these)\b[^.:]*\b(?:characters?|types?|kinds?|categories)\b[^.:]*:?$` +
		`|(?:包含|包括|由)[^。：]*(?:以下|下列)[^。：]*字符[^。：]*[：:]?$`)
	// ofExample announces what an example is made of.
	ofExample = regexp.MustCompile(`(?i)\bexamples?(?: values?)?[^.,:]{0,20}\s*[:.]?$|\bsample values?\s*[:：]$|(?:例如|比如|假设|示例|样例|举例)[^。]*[：:]$|[，,]\s*则\s*[：:]$`)
	// ofForms announces how a value is written; it may still be a list of names.
	ofForms  = regexp.MustCompile(`(?i)\bformats?\s*(?:are|is)?(?: supported)?\s*[:.]?$|格式[^，。]{0,6}[：:]?$`)
	variable = regexp.MustCompile(`\{([^{}\s]+)\}`)
	// typed is the explanation of a member: "String类型，必选，...".
	// Nor does a value have what a member has, that it must be given or not.
	demanded = regexp.MustCompile(`(?i)\b(?:this|the) (?:parameter|field|member|attribute) is (?:required|optional|mandatory)(?:$|[.,;]|\s+and\b)|[,，.。]\s*(?:required|optional|mandatory|必填|必选|必需|选填|可选)\s*(?:[,，;；.。]|$)|[(（](?:required|optional|mandatory|必填|必选|选填|可选)[)）]`)
	// mustBe is a demand on a member even where values are announced.
	mustBe = regexp.MustCompile(`(?i)\bmust be set to an? (?:string|integer|boolean|number|array|object)\b`)
	// ofJSON is a text that is written in JSON.
	ofJSON = regexp.MustCompile(`(?i)\bJSON(?:-formatted| formatted)? (?:string|structure|object|format|array|list)s?\b|\bJSON\s*(?:格式|字符串|结构|数组|对象)`)
	typed  = regexp.MustCompile(`(?i)^[^:：]+[:：]\s*(?:string|integer|int|long|float|double|boolean|bool|object|array|list|map|字符串|整数|整型|布尔|数组)(?:\s?类型)?\s*[,，]`)
)

// explains reports that a list tells what a value is made of, not what it can
// be: members of an object, parts of a format or of an example.
func explains(p part) bool {
	lead := lastSentence(p.text)
	listed := expectsList(lead)
	if ofParts.MatchString(lead) || ofKinds.MatchString(lead) || ofExample.MatchString(lead) || ofJSON.MatchString(p.text) && !listed {
		return true
	}
	holders := map[string]bool{}
	for _, m := range variable.FindAllStringSubmatch(p.text, -1) {
		holders[m[1]] = true
	}
	forms := ofForms.MatchString(lead)
	held := 0
	for _, item := range p.items {
		it, ok := readItem(item)
		if forms && (!ok || it.loose || !isName(it.names[0])) || typed.MatchString(item.text) || mustBe.MatchString(item.text) ||
			!listed && demanded.MatchString(item.text) {
			return true
		}
		if ok && (holders[it.names[0]] || strings.Contains(item.text, "{"+it.names[0]+"}")) {
			held++
		}
	}
	return held > 0 && held*2 >= len(p.items)
}

// ruleAhead reports that the explanation of an item is a range of its own.
func ruleAhead(s string) bool {
	s = strings.TrimSpace(s)
	return startsRange(s) || ruleStart.MatchString(s)
}

var ruleStart = regexp.MustCompile(`(?i)^(?:valid values|value range|the (?:value|size)s? (?:ranges?|must))\b|^取值`)

func (r *proseReader) setEnum(names []string) {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	r.found.Enum = out
}

var (
	// notValues marks a list that explains something other than values.
	notValues = regexp.MustCompile(`(?i)\b(?:formats?|variables?|meanings?|rules?|notes?|conditions?|requirements?|limits?|limitations?|restrictions?|constraints?|scenarios?|cases?|examples?|permissions?|steps?|conventions?|precautions?|correspondences?|mappings?|relationships?|descriptions?|keys|fields|parameters|following items|take note|prerequisites?)\b[^.]*[:：]?$|(?:格式|变量|含义|规则|注意|条件|要求|限制|场景|示例|情况|步骤|约束|须知|参数|字段|属性|成员)[^，。]*[：:]?$`)
	// notOneValue marks a class of values: a status class, a range.
	notOneValue = regexp.MustCompile(`(?i)^[1-5]xx$|^-?\d+(?:\.\d+)?\s*(?:to|-|–|~|～|至|到)\s*-?\d+(?:\.\d+)?%?$|^non-?\d+$|^非\s*\d+$`)
)

// enumItem is one item of a list of values.
type enumItem struct {
	names     []string
	isDefault bool
	loose     bool // a value only where a marker says that values follow
	said      bool // a sentence that names the value it speaks about
}

const quotes = `"“”'‘’` + "`"

var (
	nameText = `["“'‘]?(-?[\w*][\w.*+/@-]*?)["”'’]?`
	// Sentences that name the value they speak about.
	setTo = regexp.MustCompile(`(?i)^(?:if|when)\s+(?:you\s+|users?\s+)?(?:set\s+|specify\s+)?(?:the value of\s+)?(?:this parameter|the parameter|this field|the field|the value|the parameter value|this|it)\s*(?:is|are)?\s*(?:set|specified)?\s*(?:to|as)?\s+` + nameText + `\s*[,:，]` +
		`|^(?:if|when|to|for)\b[^.]*?,\s*(?:please\s+)?set (?:it|this parameter|the parameter|the value|this field)\s+to\s+` + nameText + `\.?$` +
		`|^(?:如果|当|若)?(?:将|您)?(?:该|此|本)?(?:参数|字段|属性)?的?(?:值|取值)?(?:设置|设为|配置|指定|取值|取|传入?|填写?)(?:该参数|此参数)?(?:为|成)?\s*` + nameText + `\s*时?[，,：:。]`)
	means = regexp.MustCompile(`(?i)^(?:(?:a|the) value(?: of)?\s+)?` + nameText + `(?:\s+(?:indicates|specifies|means|represents|stands for|refers to)\b|\s*[，,]?\s*(?:表示|代表|指的?是|意为))`)
	// headEnd is where the value of an item ends and its explanation begins.
	headEnd = regexp.MustCompile(`：|:(?:\s|$)|:[^\s/\d]|\s+[-–—]+\s+|\s*——?\s*|\s=\s`)
	// What follows a value that is set off: the end of it, words about it that
	// no sign parts from it, or the other half of a pair.
	leadEnd   = regexp.MustCompile(`^\s*(?:$|[:：(（]|[-–—]+\s)`)
	leadText  = regexp.MustCompile(`^\s+[A-Za-z]`)
	leadOn    = regexp.MustCompile(`^\s+(?:to|or|and|through)\s`)
	inParens  = regexp.MustCompile(`\s*[（(\[【]([^（()）\[\]【】]*)[)）\]】]\s*`)
	defaultIn = regexp.MustCompile(`(?i)(?:^|[,，;；]\s*)(?:the |system |as )?(?:default|recommended default)(?: value| setting| option| mode)?$|(?:^|[,，;；])(?:系统)?(?:默认|缺省)(?:值|取值|选项)?$`)
	// isDefault marks an item as the default in its explanation.
	isDefault = regexp.MustCompile(`(?i)\b(?:this|it|which) is the default(?: value| setting| option)?\b|[:：.,，;；]\s*(?:the )?default(?: value)?\s*[.。]?$|[：:]\s*default(?: value)?[.,，。]|[：:，,。；]\s*(?:系统)?(?:默认|缺省)(?:值|取值)?[。.]?$|(?:为|是)默认(?:值|取值)`)
)

// defaultTail is the remark that the value just named is the default.
var defaultTail = regexp.MustCompile(`(?i)\s*(?:[.:,;。：，；]|\s[-–—]+)\s*(?:(?:this|it|which) is )?(?:the |系统)?(?:default(?: value| setting| option)?|(?:默认|缺省)(?:值|取值|选项)?)\s*[.。]?$`)

// call matches a method with its arguments.
var call = regexp.MustCompile(`\.\w+\((?:\d+|"[^"]*")?\)`)

// readItem reads one item of a list. It reports false for an item that names
// no value.
func readItem(of item) (enumItem, bool) {
	text := of.text
	it := enumItem{isDefault: isDefault.MatchString(text)}
	if m := setTo.FindStringSubmatch(text); m != nil {
		name := m[1] + m[2] + m[3]
		it.loose, it.said = true, true
		it.names = []string{name}
		return it, isName(name)
	}
	if conditional.MatchString(text) && !firstWordIsHead.MatchString(text) {
		return it, false
	}
	if at := defaultTail.FindStringIndex(text); at != nil && at[0] > 0 {
		text, it.isDefault = text[:at[0]], true
	}
	head, explained := text, false
	if at := headEnd.FindStringIndex(text); at != nil {
		head, explained = text[:at[0]], true
	}
	lead, rest := of.lead()
	switch m := means.FindStringSubmatch(text); {
	case lead != "" && leadEnd.MatchString(rest):
		head, explained = lead, explained || strings.TrimSpace(rest) != ""
	case m != nil && len(m[1]) < len(head):
		head, explained = m[1], true
	case lead != "" && !explained && leadText.MatchString(rest) && !leadOn.MatchString(rest):
		head, it.loose = lead, true
	}
	for _, p := range inParens.FindAllStringSubmatch(text, -1) {
		it.isDefault = it.isDefault || defaultIn.MatchString(strings.TrimSpace(p[1]))
	}
	if call.MatchString(head) {
		return it, false // an expression, whose brackets explain nothing
	}
	if at := inParens.FindStringIndex(head); at != nil && at[0] > 0 {
		head, explained = head[:at[0]], true
	}
	head = strings.Trim(strings.TrimRight(strings.TrimSpace(head), ".,;，；。、"), quotes+" ")
	if !explained {
		// "X, which does this" names X; a longer sentence names nothing.
		if name, _, ok := strings.Cut(head, ", "); ok && isName(name) {
			head, it.loose = name, true
		} else if name, _, ok := strings.Cut(head, "，"); ok && isName(name) {
			head, it.loose = name, true
		}
	}
	if names := several(head); names != nil {
		it.names = names
		return it, true
	}
	it.names = []string{head}
	if isName(head) || explained && nameOfItem[strings.ToLower(head)] {
		return it, true
	}
	it.loose = true
	return it, isPhrase(head, explained)
}

// firstWordIsHead spares values such as "If" or "To" that are explained.
var firstWordIsHead = regexp.MustCompile(`^\w+\s*[:：]`)

// several takes "A or B" and "A/B, C" apart where each is a plain name.
func several(head string) []string {
	pieces := orSplit.Split(head, -1)
	if len(pieces) < 2 {
		return nil
	}
	for i, p := range pieces {
		pieces[i] = strings.Trim(p, quotes+" ")
		if !isName(pieces[i]) {
			return nil
		}
	}
	return pieces
}

var (
	orSplit    = regexp.MustCompile(`\s+or\s+|\s*或者?\s*|、`)
	oneWord    = regexp.MustCompile(`^[\w*#$@+./-][\w.*+/@#%:=&$~-]*$`)
	comparison = regexp.MustCompile(`^(?:[<>]=?|[!=]?=)$`)
	// notNames are words of a sentence, never a value.
	notNames = wordSet("a", "an", "the", "this", "that", "these", "those", "it", "if", "when", "not", "null", "empty", "blank", "left", "following", "set", "used",
		"only", "unique", "and", "or", "as", "is", "are", "be", "of", "for", "to", "in", "note", "notes", "n/a", "example", "examples", "any", "one",
		"etc", "so", "unit", "format")
	// nameOfItem are those of them that are a value where an item explains them.
	nameOfItem = wordSet("any", "one", "unique")
	// notChoices follow "can be" without being values.
	notChoices = wordSet("letters", "digits", "characters", "integer", "integers", "string", "strings", "positive", "negative", "modified", "changed", "deleted", "queried",
		"obtained", "specified", "repeated", "customized", "omitted", "uppercase", "lowercase", "numbers", "called", "viewed", "found", "returned", "unspecified",
		"ignored", "empty", "started", "stopped", "edited", "attached", "detached", "bound", "unbound", "mounted", "restored", "purchased", "renewed", "added", "removed", "configured",
		"separated", "case-sensitive", "case-insensitive", "null", "left", "reused", "updated", "viewed", "created", "released", "used")
	// notFirst opens a sentence, not a value of several words.
	notFirst = wordSet("a", "an", "the", "this", "that", "if", "when", "for", "to", "in", "you", "it", "only", "by", "on", "after", "before", "make", "do", "must",
		"cannot", "can", "each", "all", "no", "note", "take", "specify", "enter", "use", "set", "valid", "default", "default value", "must", "may", "should",
		"starts", "contains", "supports", "indicates", "specifies", "up", "at", "see", "your", "we", "please", "format", "there", "once", "example", "maximum", "minimum")
	verbs = regexp.MustCompile(`(?i)\b(?:is|are|was|were|be|been|must|can|cannot|may|should|will|has|have|does|do|contains?|supports?|starts?|ends?|indicates?|specif(?:y|ies)|means|returned?|which|that|you|your)\b`)
)

func wordSet(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// isName reports whether s can be a value as it stands: one word, no Chinese.
func isName(s string) bool {
	return len(s) > 0 && len(s) <= 80 && (oneWord.MatchString(s) && s != "-" && s != "." && s != "/" || s == "*" || comparison.MatchString(s)) && !among(notNames, s)
}

// among reports that s is one of the words, unless it is in capitals, as
// values often are.
func among(words map[string]bool, s string) bool {
	return words[strings.ToLower(s)] && s != strings.ToUpper(s)
}

// isPhrase reports whether s can be a value of several words, or of a few
// Chinese characters.
func isPhrase(s string, explained bool) bool {
	if s == "" || utf8.RuneCountInString(s) > 60 {
		return false
	}
	if hasHan(s) {
		// A Chinese head with an explanation is a case ("request failed: ...").
		return !explained && utf8.RuneCountInString(s) <= 6 && !strings.ContainsAny(s, "，。：； ")
	}
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 6 || notFirst[strings.ToLower(words[0])] || verbs.MatchString(s) {
		return false
	}
	return phrase.MatchString(s) && !strings.Contains(s, ". ")
}

var phrase = regexp.MustCompile(`^[\w.+#/&@:=*,-]+(?: [\w.+#/&@:=*(),-]+)+$`)

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// isCode reports whether a word has the look of a value rather than of prose.
func isCode(s string) bool {
	return isNumber(s) || strings.ContainsAny(s, "_0123456789.") || strings.ToLower(s) != s
}

// isCapital reports a word in capitals that is no mere abbreviation of what the
// value is.
func isCapital(s string) bool {
	return len(s) > 1 && s == strings.ToUpper(s) && strings.ContainsFunc(s, unicode.IsLetter) && !kinds[s]
}

var kinds = wordSet("NULL", "UUID", "URL", "URI", "URN", "ID", "IP", "IPS", "JSON", "XML", "CIDR", "UTC", "ARN", "N/A")

// prose reads an enumeration out of sentences.
func (r *proseReader) prose(of item) {
	text := of.text
	if r.pairs(text) || r.explained(text) {
		return
	}
	// A word that the page sets off among others is one of the values.
	noChoice := func(s string) bool { return notChoices[strings.ToLower(s)] && !slices.Contains(of.spans, s) }
	for _, s := range sentences(text) {
		if strings.Contains(s, "{") && variable.MatchString(s) && constant.MatchString(s) {
			return // what follows speaks of the parts of this format
		}
		if !mayList(s) {
			continue
		}
		if conditional.MatchString(s) || indexWord.MatchString(s) {
			if m := onlyThen.FindStringSubmatch(s); m != nil && r.found.Enum == nil {
				r.constantOf(m[1] + m[2])
			}
			continue
		}
		for _, m := range []struct {
			marker *regexp.Regexp
			fits   func(v inline, announced bool) bool
		}{
			{constant, func(v inline, _ bool) bool { return v.plain }},
			{listMarker, func(v inline, announced bool) bool {
				return announced || len(v.names) > 1 || v.quoted || isCode(v.names[0])
			}},
			{mayBe, func(v inline, _ bool) bool {
				only := len(v.names) == 1 && v.plain && (isCapital(v.names[0]) || slices.Contains(of.spans, v.names[0]) && isCode(v.names[0]))
				return (len(v.names) > 1 || isNumber(v.names[0]) || v.quoted || only) && !slices.ContainsFunc(v.names, noChoice)
			}},
			{isEither, func(v inline, _ bool) bool {
				return len(v.names) > 1 && !slices.ContainsFunc(v.names, noChoice)
			}},
			{weak, func(v inline, _ bool) bool {
				return len(v.names) > 1 && !slices.ContainsFunc(v.names, func(s string) bool { return !isCode(s) })
			}},
			{including, func(v inline, _ bool) bool {
				return len(v.names) > 1 && !slices.ContainsFunc(v.names, func(s string) bool { return !isCapital(s) })
			}},
		} {
			for _, at := range m.marker.FindAllStringIndex(s, 4) {
				values, ok := inlineValues(s[at[1]:], false, of.spans)
				// Of many, "only X is supported" tells the kind.
				if ok && len(values.names) == 1 && r.typ.Type == specs.Array && !endsInColon(strings.TrimSpace(s[at[0]:at[1]])) {
					continue
				}
				if ok && len(values.names) == 1 && ranTogether.MatchString(values.names[0]) {
					continue
				}
				if ok && len(values.names) > 0 && m.fits(values, announces(s[at[0]:at[1]])) && !aside(s[:at[0]]) {
					values.open = values.open || openEnd.MatchString(s)
					r.setProse(values)
					return
				}
			}
		}
	}
	if r.found.Enum != nil {
		return
	}
	if hasAny(text, "value is", "值为") {
		if m := onlyThen.FindStringSubmatch(text); m != nil {
			r.constantOf(m[1] + m[2])
		}
	}
	r.meanings(text)
}

// sentencePair is a value that opens a sentence about itself.
var sentencePair = regexp.MustCompile(`(?:^|[.;]\s+)["“]?([A-Za-z0-9_*][\w*+-]*)["”]?\s*:\s+\S`)

// explained reads "Valid values: all: every state. active: only this one."
func (r *proseReader) explained(text string) bool {
	if strings.Count(text, ":") < 2 {
		return false
	}
	at := listMarker.FindStringIndex(text)
	if at == nil || aside(text[:at[0]]) {
		return false
	}
	rest := strings.TrimSpace(text[at[1]:])
	if !bareItem.MatchString(rest) {
		return false
	}
	var names []string
	for _, m := range sentencePair.FindAllStringSubmatch(rest, -1) {
		if isName(m[1]) && !notItem[strings.ToLower(m[1])] {
			names = append(names, m[1])
		}
	}
	if len(names) < 2 {
		return false
	}
	r.setProse(inline{names: names})
	return true
}

// meaning matches a value with its meaning in running text: "0: off; 1: on",
// "0 indicates off and 1 indicates on", "asc表示升序，desc表示降序".
var meaning = regexp.MustCompile(`(?:^|[;,(]\s*|\.\s+|\band\s+|\bvalue\s+)["“]?(-?\d+|[A-Z][A-Z0-9_]+|true|false)["”]?\s*(?:[:=]\s*[A-Za-z]|(?:indicates|means|specifies|represents|stands for)\b)` +
	`|(?:^|[，。；、（(：\s])["“]?([A-Za-z0-9_][\w.-]*)["”]?\s*(?:表示|代表)`)

// meanings reads an enumeration out of values that are explained one after the
// other without being announced.
func (r *proseReader) meanings(text string) {
	if r.typ.Type == specs.Number || !hasAny(text, ":", "=", "indicates", "means", "specifies", "represents", "stands for", "表示", "代表") {
		return
	}
	var names []string
	for _, m := range meaning.FindAllStringSubmatch(text, -1) {
		if n := m[1] + m[2]; isName(n) {
			names = append(names, n)
		}
	}
	if len(names) > 1 && !aside(text) {
		r.setProse(inline{names: names})
	}
}

// ranTogether matches two locales between which nothing stands any more.
var ranTogether = regexp.MustCompile(`^[a-z]{2}[_-][A-Z]{2}[a-z]{2}[_-][A-Z]{2}`)

// announces reports that a marker leaves no doubt that values follow: it ends
// in a colon, or is Chinese.
func announces(marker string) bool {
	marker = strings.TrimSpace(marker)
	return strings.HasSuffix(marker, ":") || hasHan(marker)
}

// mayList reports that a sentence has a word of one of the markers.
func mayList(s string) bool {
	return hasAny(s, "alue", "ption", "num", " are", "nclude", " be", "et th", "et it", "either", "fixed", "always", "值", "支持", "类型", "状态", "方式", "模式", "枚举", "可选", "包括", "固定", "为", "是", "只", "范围", "If ", "if ")
}

// aside reports that the marker belongs to a clause about a case or to
// something other than the value.
func aside(before string) bool { return asideRE.MatchString(before) }

var asideRE = regexp.MustCompile(`(?i)\b(?:if|when|tag|key|format|example|operator|for example)\b[^,]*$|\b(?:default|commonly used|common|typical|recommended|sample|example|max|min|maximum|minimum)\s*$|(?:默认|缺省|推荐|建议|常用)$|(?:格式|操作符|如果|当|若|例如|样例|示例)[^，。]*$`)

func (r *proseReader) constantOf(value string) {
	if !slices.Contains(r.fallback, value) {
		r.fallback = append(r.fallback, value)
	}
}

func (r *proseReader) setProse(v inline) {
	if r.found.Enum != nil {
		return
	}
	r.setEnum(v.names)
	r.found.Extensible = v.open
	r.weaken("enum")
	if v.def != "" {
		r.addDefault(v.def, shouldDefault)
	}
}

// inline is a list of values inside a sentence.
type inline struct {
	names  []string
	def    string
	open   bool
	quoted bool // the only value stood in quotes
	plain  bool // nothing but values up to the end of the sentence
}

// closed returns the index of the first bracket that closes nothing, where the
// list stood in brackets, else the length.
func closed(s string) int {
	depth := 0
	for i, c := range s {
		switch c {
		case '(', '（':
			depth++
		case ')', '）':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return len(s)
}

var (
	valueSplit = regexp.MustCompile(`\s*(?:,\s*(?:and|or)\s+|\s+(?:and/or|and|or)\s+|[,;|]\s+(?:(?:and|or)\s+)?|[,;|、，；]\s*(?:和|或者?|以及|及|与)?\s*|\s*(?:和|或者?|以及|及|与)\s*)`)
	clause     = regexp.MustCompile(`(?i)[,;]?\s+(?:which|where|indicating|the default|default|if|when|by default|in which|respectively|depending|among which|while|only|because|as)\b.*$|，?(?:默认|其中|表示|如果|当|否则|缺省|扩展|普通|用于|分别|单位|具体|详细|详情).*$|(?:两种|三种|四种|几种|等|中的|之一|字段|类型|属性|方式|格式).*$`)
	mime       = regexp.MustCompile(`^(?:application|text|image|audio|video|multipart)/`)
	mediaType  = regexp.MustCompile(`^(?:application|text|image|audio|video|multipart)/[\w.+*-]+;\s?[\w-]+=[\w-]+$`)
	slashed    = regexp.MustCompile(`^\w+(?:/\w+)+$`)
	hanFirst   = regexp.MustCompile(`^\p{Han}+\s*`)
	shown      = regexp.MustCompile(`^\s*["“'‘]`)
	caseTail   = regexp.MustCompile(`^["”]?\s*[，,]\s*(?:表示|则|说明|代表)`)
)

// inlineValues reads "a, b (best), or c" up to the end of a sentence. It
// reports false where anything in it is no value.
func inlineValues(s string, whole bool, spans []string) (inline, bool) {
	var v inline
	s = strings.TrimSpace(strings.TrimLeft(s, ":： "))
	s = strings.TrimRight(s, ".。;；,， ")
	s = s[:closed(s)]
	if m := numberList.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if s == "" || startsRange(s) {
		return v, false
	}
	if mediaType.MatchString(s) {
		return inline{names: []string{s}, plain: true}, true
	}
	if whole && (verbs.MatchString(s) || len(s) > 200) {
		return v, false
	}
	v.quoted = shown.MatchString(s)
	first := valueSplit.FindStringIndex(s)
	if first != nil && caseTail.MatchString(s[first[0]:]) {
		return v, false
	}
	if strings.Count(s, "、") > 0 {
		// In Chinese, "the attributes a, b and c" has no space before a.
		s = strings.TrimPrefix(s, hanFirst.FindString(s))
	}
	s = ungroup(s)
	// Explanations in brackets go, but one says which value is the default.
	defaultAt := -1
	if all := inParens.FindAllStringSubmatchIndex(s, -1); all != nil {
		bare := []byte(s)
		for _, at := range all {
			if defaultIn.MatchString(strings.TrimSpace(s[at[2]:at[3]])) {
				defaultAt = at[0]
			}
			for i := at[0]; i < at[1]; i++ {
				bare[i] = ' '
			}
		}
		s = string(bare)
	}
	full := s
	s = s[:len(s)-len(clause.FindString(s))]
	v.plain = s == full
	v.open = openEnd.MatchString(full)
	s = strings.TrimSpace(andSoOn.ReplaceAllString(s, ""))
	var pieces []string
	from := 0
	for _, at := range append(valueSplit.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		if at[0] < from {
			continue
		}
		piece := strings.TrimSpace(s[from:at[0]])
		if piece != "" {
			pieces = append(pieces, piece)
			if defaultAt >= from && defaultAt <= at[0] {
				v.def = strings.Trim(piece, quotes+" ")
			}
		}
		from = at[1]
	}
	if len(pieces) == 1 && slashed.MatchString(pieces[0]) && !mime.MatchString(pieces[0]) {
		pieces = strings.Split(pieces[0], "/")
	}
	for _, p := range pieces {
		if variable.MatchString(p) {
			return inline{}, false // the parts of a format
		}
		if at := headEnd.FindStringIndex(p); at != nil && at[0] > 0 && !slices.Contains(spans, p) {
			p = p[:at[0]]
		}
		p = strings.Trim(p, quotes+" ")
		if !isName(p) && !isTitle(p, len(pieces) > 1) && !(len(pieces) > 1 && oneWord.MatchString(p) && slices.Contains(spans, p)) {
			return inline{}, false
		}
		if notOneValue.MatchString(p) && len(pieces) > 1 {
			return inline{}, false // a range among the values
		}
		v.names = append(v.names, p)
	}
	return v, len(v.names) > 0
}

// numberList is a list of numbers in brackets; two of them are a range.
var numberList = regexp.MustCompile(`^[\[{]\s*(-?\d+(?:\.\d+)?(?:\s*[,，、]\s*-?\d+(?:\.\d+)?){2,})\s*[\]}]\s*(?:$|[,;，；])`)

// digitGroups is a number whose digits are grouped.
var digitGroups = regexp.MustCompile(`\b\d{1,3}(?:,\d{3})+\b`)

// ungroup takes the digit grouping out of numbers: 1,000 is one number, where a
// list of the two would have a blank or where nobody writes 000.
func ungroup(s string) string {
	spaced := hasAny(s, ", ", " and ", " or ")
	return digitGroups.ReplaceAllStringFunc(s, func(m string) string {
		if spaced || strings.Contains(m, ",0") {
			return strings.ReplaceAll(m, ",", "")
		}
		return m
	})
}

// isTitle reports whether s is a value of two or three words inside a
// sentence: words that do not read as prose.
func isTitle(s string, listed bool) bool {
	words := strings.Fields(s)
	if !listed || len(words) < 2 || len(words) > 4 || hasHan(s) || !phrase.MatchString(s) || notFirst[strings.ToLower(words[0])] {
		return false
	}
	for _, w := range words {
		if !isCode(w) && !strings.ContainsAny(w, "/=-") {
			return false
		}
	}
	return true
}

var (
	// A value and its meaning, or the meaning and its value, without anything
	// between one pair and the next: lists that ran together inside a cell.
	valueFirst     = regexp.MustCompile(`(?:^|[\p{Han}：:。；，、（(\s])([A-Za-z0-9_][\w.*+-]*)\s*：`)
	labelFirst     = regexp.MustCompile(`\p{Han}：\s*([A-Za-z0-9_][\w.*+-]*)`)
	runMarker      = regexp.MustCompile(`(?:取值|可选值|枚举值|有效值|支持)[^。，：样示格]{0,12}：\s*`)
	runBare        = regexp.MustCompile(`(?:。|^[^：。]*（)\s*([A-Za-z0-9_][\w.*+-]*)：\p{Han}`)
	capitalised    = regexp.MustCompile(`[A-Z][a-z]+`)
	camelWordsOnly = regexp.MustCompile(`^(?:[A-Z][a-z]{2,}){2,}$`)
	together       = regexp.MustCompile(`(?:如下|以下|包括|分别)[^：]{0,6}：\s*$`)
)

// pairs reads a list that ran together inside a Chinese cell.
func (r *proseReader) pairs(text string) bool {
	if !hasHan(text) {
		return false
	}
	at := runMarker.FindStringIndex(text)
	if at == nil {
		m := runBare.FindStringSubmatchIndex(text)
		if m == nil || aside(text[:m[2]]) {
			return false
		}
		return r.pairsOf(valueFirst.FindAllStringSubmatch(text[m[2]:], -1), 2)
	}
	lead, rest := text[:at[1]], text[at[1]:]
	if aside(lead) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(rest)
	if unicode.Is(unicode.Han, first) {
		// The label that comes first may itself be a case.
		return r.pairsOf(labelFirst.FindAllStringSubmatch(rest, -1), 2)
	}
	if r.pairsOf(valueFirst.FindAllStringSubmatch(rest, -1), 1) {
		return true
	}
	word := strings.TrimRight(rest, "。. ")
	if !together.MatchString(lead) || !isName(word) {
		return false
	}
	if camelWordsOnly.MatchString(word) {
		r.setProse(inline{names: capitalised.FindAllString(word, -1)})
		return true
	}
	if utf8.RuneCountInString(word) > 3 {
		r.found.EnumLost = true
		return true
	}
	return false
}

func (r *proseReader) pairsOf(matches [][]string, least int) bool {
	var names []string
	for _, m := range matches {
		if notOneValue.MatchString(m[1]) {
			return true
		}
		if isName(m[1]) {
			names = append(names, m[1])
		}
	}
	if len(names) < least {
		return false
	}
	r.setProse(inline{names: names})
	return true
}

var (
	sentenceEnd  = regexp.MustCompile(`[.!?][)"”]?\s+|[。！]`)
	abbreviation = regexp.MustCompile(`(?i)(?:\b(?:e\.g|i\.e|etc|vs|max|min))\.\s+$`)
	// ordinal is the other abbreviation, where a number follows.
	ordinal = regexp.MustCompile(`(?i)\bno\.\s+\d$`)
)

// sentences cuts a paragraph at full stops that end a sentence.
func sentences(text string) []string {
	var out []string
	from := 0
	for _, at := range sentenceEnd.FindAllStringIndex(text, -1) {
		if abbreviation.MatchString(text[max(from, at[1]-8):at[1]]) || ordinal.MatchString(text[max(from, at[1]-8):min(at[1]+1, len(text))]) {
			continue
		}
		out = append(out, strings.TrimSpace(text[from:at[1]]))
		from = at[1]
	}
	if rest := strings.TrimSpace(text[from:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

func lastSentence(text string) string {
	all := sentences(text)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}
