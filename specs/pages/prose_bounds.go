package pages

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// num is a number, digits grouped or not.
const num = `(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)`

var (
	rangeStart  = regexp.MustCompile(`(?i)^(?:an? |the )?(?:integers?|numbers?|values?)?\s*(?:from |between |in the range (?:of |from )?|within |that ranges? from |ranging from )?` + num + `\s*(?:[A-Za-z%][A-Za-z/]{0,7}\s*)?(?:[(（][^()（）]{1,20}[)）]\s*)?(?:to|through|-|–|—|~|～|至|到)\s*` + num + `(?:\D|$)`)
	betweenAnd  = regexp.MustCompile(`(?i)\bbetween\s+` + num + `\s+and\s+` + num + `|介于\s*` + num + `\s*(?:和|与|到|至|~|-)\s*` + num)
	interval    = regexp.MustCompile(`([\[(（【])\s*` + num + `\s*(?:,|，|、|~|-|–|to)\s*` + num + `\s*([\])）】])`)
	rangeMarker = regexp.MustCompile(`(?i)(?:\b(?:valid|possible|supported|allowed|permitted|available) (?:values?|range)(?: are| is)?|\b(?:value )?range(?: is)?|\bvalues?|\boptions)\s*[:：]\s*|\b(?:valid|possible|supported|allowed|permitted|available) values are\s+|\brang(?:es?|ing) (?:is )?from\s+|\bin the range(?: of| from)?:?\s*|\brange (?:of|is)\s*|\bvalues? (?:range(?: is)?|must be|can be|should be|is)(?: an? integer)?(?: that ranges)?(?: in the range)?(?: of)?(?: from)?\s+|\b(?:an? )?(?:integer|number)(?: that ranges)? (?:from|between|in the range of|within)\s+|\bit (?:must|can|should) be (?:an integer )?(?:from )?|(?:取值范围|取值|有效值|范围|可选值)(?:为|是|：|:|在)*\s*`)
	atMost      = regexp.MustCompile(`(?i)\b(?:max(?:imum)?(?: value)?(?: allowed)?\s*(?:[:：]|is|of)\s*|` + mostReturned + `|(?:no|not) (?:more|greater|larger) than\s+|(?:less|smaller|lower) than or equal to\s+|(?:cannot|must not|should not|can not|not) (?:exceed|be (?:more|greater|larger) than)\s+|<=\s*|≤\s*)` + num + `|(?:最大值\s*(?:为|是|：|:)?\s*|最大为\s*|(?:小于(?:或)?等于|不大于|不超过|不能超过|不得超过|不能大于)\s*)` + num)
	below       = regexp.MustCompile(`(?i)\b(?:less|smaller|lower) than\s+` + num + `|小于\s*` + num)
	atLeast     = regexp.MustCompile(`(?i)\b(?:min(?:imum)?(?: value| size)?(?: allowed)?\s*(?:[:：]|is|of)\s*|(?:no|not) (?:less|smaller|lower) than\s+|(?:greater|larger|more) than or equal to\s+|(?:cannot|must not) be (?:less|smaller|lower) than\s+|>=\s*|≥\s*)` + num + `|(?:最小值\s*(?:为|是|：|:)?\s*|最小为\s*|(?:大于(?:或)?等于|不小于|不低于|不能小于)\s*)` + num)
	above       = regexp.MustCompile(`(?i)\b(?:greater|larger|more) than\s+` + num + `|大于\s*` + num)
	// aboutValue tells a rule about the value from a remark that has a number.
	aboutValue = regexp.MustCompile(`(?i)\b(?:values?|integers?|numbers?|it|parameter|must|should|cannot|maximum|minimum|max|min|range)\b|取值|值|整数|必须|不能|需|应|范围|大于|小于|不超过`)

	unitOfText  = `(?:characters?|chars?|bytes|个?字符|字节|个?汉字|位字符)`
	lengthRange = regexp.MustCompile(`(?i)[\[(]\s*` + num + `\s*(?:,|，|-|~|to)\s*` + num + `\s*[\])]\s*(?:[\w-]+ ){0,3}?(?:characters?|letters|bytes|in length)|` + num + `(?:\s*(?:to|-|–|—|~|～|至|到)\s*|\s+and\s+)` + num + `\s*(?:个|位)?(?:[\w-]+ ){0,4}?(?:[^\s\d。，,.]{0,8})?` + unitOfText + `|` + num + `(?:\s*(?:to|-|–|~)\s*)` + num + `\s+in length|\blengths?\b[^.\d]{0,50}?` + num + `(?:\s*(?:to|-|–|~|～)\s*|\s+and\s+)` + num + `|长度[^。\d]{0,14}` + num + `\s*(?:-|–|—|~|～|至|到|,|，)\s*` + num)
	lengthMost  = regexp.MustCompile(`(?i)\b(?:max\.?|maximum of|maximum|up to|at most|no more than|not (?:more|longer) than|exceed|within|less than or equal to|longer than|limited to|limit of|max(?:imum)? length(?: allowed)?(?: is| of)?\s*[:：]?)\s+` + num + `\s*(?:[\w-]+ ){0,3}?` + unitOfText + `|\bmax(?:imum)? length(?: allowed)?\s*(?:is|of|:|：)?\s*` + num + `|(?:不超过?|不能超过|不得超过|不大于|最长|最多|最大|以内|最大长度|长度限制|小于等于|不长于)[^。，\d]{0,8}` + num + `\s*(?:个|位)?[^\s\d。，,.]{0,6}?` + unitOfText + `|最大长度\s*(?:为|是|：|:)?\s*` + num + `|长度(?:不超过|不能超过|不得超过|不大于)\s*` + num + `|` + num + `\s*(?:[\w-]+ ){0,2}?` + unitOfText + `\s+at most\b`)
	lengthLeast = regexp.MustCompile(`(?i)\b(?:minimum of|at least|no (?:less|fewer) than|min(?:imum)? length(?: is| of)?\s*[:：]?)\s+` + num + `\s*(?:[\w-]+ ){0,3}?` + unitOfText + `|\bmin(?:imum)? length\s*(?:is|of|:|：)?\s*` + num + `|(?:不少于|至少|最短)[^。，\d]{0,8}` + num + `\s*(?:个|位)?[^\s\d。，,.]{0,6}?` + unitOfText + `|最小长度\s*(?:为|是|：|:)?\s*` + num)
	lengthExact = regexp.MustCompile(`(?i)\b(?:must be|is|are|exactly|fixed (?:at|to)|contains?|consists? of)\s+(?:exactly\s+)?` + num + `\s+(?:[\w-]+ )?characters (?:in length|long)|\blength\s*[:：]\s*` + num + `\s*` + unitOfText + `|长度(?:固定)?(?:为|是)\s*` + num + `\s*(?:个|位)?(?:字符|字节|$|。|，)`)
	otherLength = regexp.MustCompile(`(?i)\b(?:each|every|per|consecutive)\b[^.]*$`)
	consecutive = regexp.MustCompile(`(?i)\bconsecutive\b|连续`)
	countRange  = regexp.MustCompile(`(?i)\b(?:specify|contain|enter|include|configure|add|set|select|input|array length|number of \w+)\b[^.\d]{0,30}?` + num + `\s*(?:to|-|–|~)\s*` + num + `|(?:array length|数组长度)\s*[:：]\s*` + num + `\s*(?:-|~|–)\s*` + num)
	countMost   = regexp.MustCompile(`(?i)\b(?:up to|at most|a maximum of|no more than|maximum of|not exceed|cannot exceed)\s+` + num + `\s+[A-Za-z][\w -]*s\b|最多(?:支持|可以|可|允许|能)?(?:[^。，\d]{0,6})` + num + `\s*个`)
	arrayLength = regexp.MustCompile(`(?i)^(?:array length|数组长度)\s*[:：]`)
	indexBound  = regexp.MustCompile(`(?i)\b(?:valid values? of|value range of|range of|values? of|of which|where)\s+n\b\s*(?:[:：]|is|are|ranges?)?\s*(?:a number )?(?:from\s+)?\[?\s*(\d+)\s*(?:to|-|~|–|,|，)\s*(\d+)\s*\]?\.?|\bn\s*的?取值(?:范围)?\s*(?:为|是)?\s*[:：]?\s*\[?(\d+)\s*(?:-|~|～|–|至|到|,|，)\s*(\d+)\]?|\bmaximum value of n\s*(?:is|:)\s*(\d+)`)
	// numbering tells what a letter of the row's name numbers, and its range.
	numbering    = regexp.MustCompile(`(?:^|[，。；,;\s])([NM])\s*(?:为|是|表示|代表)[^，。；,;]{1,40}[，,]\s*取值(?:范围)?\s*(?:为|是)?\s*[:：]?\s*\[?(\d+)\s*(?:-|~|～|–|至|到|,|，)\s*(\d+)\]?`)
	indexWord    = regexp.MustCompile(`(?i)\bvalues? of n\b|\bn\s*的?取值`)
	boundsLabel  = regexp.MustCompile(`(?i)^(minimum|maximum|min|max|最小值|最大值)(?: value)?\s*[:：]\s*` + num + `\.?$`)
	lengthsLabel = regexp.MustCompile(`(?i)^(minimum|maximum|min|max|最小|最大)\s*(?:length|长度)\s*[:：]\s*` + num + `\.?$`)
)

// mostReturned bounds the size of a page of results.
const mostReturned = `max(?:imum)? number of (?:returned )?(?:records|entries|items|results|rows)(?: [a-z]+){0,6}? is\s+`

// startsRange reports whether the text behind a marker is a range.
func startsRange(s string) bool {
	return rangeStart.MatchString(s) || interval.MatchString(prefix(s, 40)) && strings.IndexAny(s, "[(（【") == 0
}

func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n]
}

// index takes "Valid values of N: 1 to 20" out of the text: it bounds the array
// that holds the row, never the row.
func (r *proseReader) index(text string) string {
	if !strings.ContainsAny(text, "NnM") || !strings.ContainsAny(text, "0123456789") {
		return text
	}
	// Of two letters, N is that of an array further out.
	if all := numbering.FindAllStringSubmatch(text, 2); len(all) > 0 {
		if n, err := strconv.Atoi(all[0][3]); err == nil && len(all) == 1 && all[0][1] == "N" {
			r.found.IndexMax = &n
		}
		text = strings.TrimSpace(numbering.ReplaceAllString(text, ""))
	}
	m := indexBound.FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	for _, g := range []int{4, 8, 10} {
		if m[g] < 0 {
			continue
		}
		if n, err := strconv.Atoi(text[m[g]:m[g+1]]); err == nil {
			r.found.IndexMax = &n
		}
	}
	return strings.TrimSpace(text[:m[0]] + " " + text[m[1]:])
}

// bounds reads ranges, lengths and counts of one part.
func (r *proseReader) bounds(p part) {
	if p.label == defaultLabel {
		return
	}
	r.boundsIn(p.text, p.label == rangeLabel)
	r.specialValue(p.text)
	if (r.typ.Type == specs.Integer || r.typ.Type == specs.Number) && notNegative.MatchString(p.text) {
		r.setMin("0", 0)
	}
	r.ofElements = r.ofElements || jsonList.MatchString(p.text)
	if r.listed || r.ranged {
		return
	}
	for _, item := range p.items {
		at := headEnd.FindStringIndex(item.text)
		ofCase := at != nil && isName(item.text[:at[0]]) && ruleAhead(item.text[at[1]:])
		if !ofCase && !conditional.MatchString(item.text) {
			r.ofElements = r.ofElements || jsonList.MatchString(item.text)
			r.boundsIn(item.text, false)
		}
	}
}

// special matches a number with its meaning: "1 to 50; -1 indicates any".
var special = regexp.MustCompile(`(?:^|[^\w.-])["“]?(-?\d+)["”]?\s*(?:indicates?|means|represents|stands for|表示|代表)`)

// specialValue notes a number that the text explains: it may be sent although it
// lies below the range.
func (r *proseReader) specialValue(text string) {
	if r.typ.Type != specs.Integer && r.typ.Type != specs.Number {
		return
	}
	for _, m := range special.FindAllStringSubmatch(text, 4) {
		if n, ok := number(m[1]); ok && (r.special == nil || n < *r.special) {
			r.special = &n
		}
	}
}

func (r *proseReader) boundsIn(text string, ranged bool) {
	if !strings.ContainsAny(text, "0123456789") {
		return
	}
	for _, s := range sentences(text) {
		if !strings.ContainsAny(s, "0123456789") || consecutive.MatchString(s) {
			continue
		}
		switch r.typ.Type {
		case specs.Boolean, specs.Object:
		case specs.Integer, specs.Number:
			if !caseStart.MatchString(s) {
				r.numeric(s, ranged)
			}
		case specs.Array:
			if arrayLength.MatchString(s) || r.typ.Items == specs.Object || !r.lengths(s) {
				r.counts(s)
			}
		default:
			if !caseStart.MatchString(s) && !r.lengths(s) {
				r.numeric(s, ranged)
			}
		}
	}
}

// lengths reads how long a text may be. It reports whether the sentence was
// about length.
func (r *proseReader) lengths(s string) bool {
	if m := lengthsLabel.FindStringSubmatch(s); m != nil {
		r.setLength(m[1], m[2])
		return true
	}
	if m := boundsLabel.FindStringSubmatch(s); m != nil {
		switch {
		case r.typ.Type == specs.String || r.typ.Items == specs.String:
			r.setLength(m[1], m[2])
			return true
		case r.typ.Type == "":
			// Only what the value looks like can tell of what this is a bound.
			r.unitless = append(r.unitless, [2]string{m[1], m[2]})
			return true
		}
	}
	if at := lengthRange.FindStringSubmatchIndex(s); at != nil {
		ends := groups(s, at)
		if len(ends) == 2 && r.ownLength(s[:at[0]]) {
			r.setLengths(ends[0], ends[1])
		}
		return true
	}
	if all := lengthMost.FindAllStringSubmatchIndex(s, 2); len(all) == 2 && !slices.Equal(groups(s, all[0]), groups(s, all[1])) {
		return true // of two parts of the value, each its own
	}
	seen := false
	if at := lengthMost.FindStringSubmatchIndex(s); at != nil {
		seen = true
		if ends := groups(s, at); r.ownLength(s[:at[0]]) {
			r.setLengths("", ends[0])
		}
	}
	if at := lengthLeast.FindStringSubmatchIndex(s); at != nil {
		seen = true
		if ends := groups(s, at); r.ownLength(s[:at[0]]) {
			r.setLengths(ends[0], "")
		}
	}
	if seen {
		return true
	}
	if at := lengthExact.FindStringSubmatchIndex(s); at != nil {
		if ends := groups(s, at); r.ownLength(s[:at[0]]) {
			r.setLengths(ends[0], ends[0])
		}
		return true
	}
	return false
}

// ownLength reports whether the length that follows before is that of the
// value, not of a part of it; on an array, it is that of each item.
func (r *proseReader) ownLength(before string) bool {
	return (r.typ.Type == specs.Array || !otherLength.MatchString(before)) && !ofMask.MatchString(before)
}

// ofMask ends in the mask of an address, which is no text and has a length, a
// range and a default of its own.
var ofMask = regexp.MustCompile(`(?i)掩码$|\b(?:sub)?net ?mask$|\bmask$`)

func (r *proseReader) setLength(which, n string) {
	switch strings.ToLower(which)[:3] {
	case "min":
		r.setLengths(n, "")
	case "max":
		r.setLengths("", n)
	default:
		if strings.HasPrefix(which, "最小") {
			r.setLengths(n, "")
		} else {
			r.setLengths("", n)
		}
	}
}

func (r *proseReader) setLengths(lo, hi string) {
	if r.found.MinLength == nil && lo != "" {
		if r.found.MinLength = wholeNumber(lo); r.found.MinLength != nil {
			r.weaken("minLength")
		}
	}
	if r.found.MaxLength == nil && hi != "" {
		if r.found.MaxLength = wholeNumber(hi); r.found.MaxLength != nil {
			r.weaken("maxLength")
		}
	}
}

// counts reads how many items an array may have.
func (r *proseReader) counts(s string) {
	lo, hi := "", ""
	if at := countRange.FindStringSubmatchIndex(s); at != nil {
		ends := groups(s, at)
		lo, hi = ends[0], ends[1]
	} else if at := countMost.FindStringSubmatchIndex(s); at != nil {
		hi = groups(s, at)[0]
	}
	if r.found.MinItems == nil && lo != "" {
		r.found.MinItems = wholeNumber(lo)
	}
	if r.found.MaxItems == nil && hi != "" {
		r.found.MaxItems = wholeNumber(hi)
	}
}

// numeric reads how large a number may be.
func (r *proseReader) numeric(s string, ranged bool) {
	if ofFormula.MatchString(s) {
		return
	}
	isText := r.typ.Type != specs.Integer && r.typ.Type != specs.Number
	if r.found.Min == nil || r.found.Max == nil {
		if r.span(s, ranged, isText) {
			return
		}
	}
	if isText && !strings.Contains(strings.ToLower(s), "integer") && !labelledBound.MatchString(s) {
		return
	}
	if !aboutValue.MatchString(s) {
		return
	}
	s = whenBelow.ReplaceAllString(s, "")
	if m := firstGroup(atMost, s); m != "" {
		r.setMax(m, 0)
	} else if m := firstGroup(below, noLess.ReplaceAllString(s, "")); m != "" {
		r.setMax(m, -1)
	}
	if m := firstGroup(atLeast, s); m != "" {
		r.setMin(m, 0)
	} else if m := firstGroup(above, noMore.ReplaceAllString(s, "")); m != "" {
		r.setMin(m, 1)
	}
}

// ofFormula is a sentence about what several parameters come to: "the value of
// (EndTime - StartTime)/Period must be larger than 200".
var ofFormula = regexp.MustCompile(`[(（]\s*[A-Za-z]\w*\s*[-–—−+*/×÷]\s*[A-Za-z]\w*\s*[)）]\s*[-–—−+*/×÷]\s*[A-Za-z0-9]|\b` + identifier + `\s*[-–—−+*×÷]\s*` + identifier + `\b`)

// identifier is a word that can only be the name of a parameter.
const identifier = `(?:[A-Za-z]+_\w+|[A-Z][a-z]+[A-Z]\w*|[a-z]+[A-Z]\w*)`

// jsonList is a text that holds a list, whose elements the numbers bound.
var jsonList = regexp.MustCompile(`(?i)\bJSON(?:-formatted)? (?:array|list)|JSON\s*(?:格式的?)?数组`)

var notNegative = regexp.MustCompile(`(?i)\bnon-?negative (?:integer|number)s?\b|非负整?数`)

// A comparison that is denied bounds the other side, and so does one that
// allows for equality.
var (
	noLess = regexp.MustCompile(`(?i)\b(?:no|not|not be|cannot be) (?:less|smaller|lower) than|(?:不|不能|不得|不可|不应)小于`)
	noMore = regexp.MustCompile(`(?i)\b(?:no|not|not be|cannot be) (?:more|greater|larger) than|(?:不|不能|不得|不可|不应)大于`)
)

// whenBelow is a comparison that tells a case: "小于0时，按0处理".
var whenBelow = regexp.MustCompile(`(?:大于|小于|超过|等于)(?:或?等于)?\s*-?\d+\s*(?:时|的时候|则)`)

var labelledBound = regexp.MustCompile(`(?i)\b` + mostReturned + `|\b(?:max|min)imum(?: value)?\s*[:：]|\b(?:max|min)imum value is\b|最[大小]值\s*[:：为是]`)

// span reads "1 to 100" behind a marker. A text is bounded only where the
// range is all that the marker announces.
func (r *proseReader) span(s string, ranged, isText bool) bool {
	if ranged {
		if m := rangeStart.FindStringSubmatch(s); m != nil {
			return r.setSpan(m[1], m[2], 0, 0) && r.firm("min", "max")
		}
	}
	for _, at := range rangeMarker.FindAllStringIndex(s, 6) {
		rest := s[at[1]:]
		if letterOf.MatchString(s[:at[0]]) || advised.MatchString(s[:at[0]]) {
			continue
		}
		if m := rangeStart.FindStringSubmatchIndex(rest); m != nil {
			// The tail may show that the numbers are no range of the value.
			tail := strings.TrimSpace(rest[m[5]:])
			if isText && !plainTail.MatchString(tail) || dateTail.MatchString(tail) || moreTail.MatchString(tail) {
				continue
			}
			return r.setSpan(rest[m[2]:m[3]], rest[m[4]:m[5]], 0, 0) && r.firm("min", "max")
		}
		if m := interval.FindStringSubmatchIndex(rest); m != nil && m[0] == 0 {
			low, high := 0.0, 0.0
			if strings.ContainsAny(rest[m[2]:m[3]], "(（") {
				low = 1
			}
			if strings.ContainsAny(rest[m[8]:m[9]], ")）") {
				high = -1
			}
			if low == 1 && high == -1 {
				low, high = 0, 0 // round brackets around a plain remark
			}
			return r.setSpan(rest[m[4]:m[5]], rest[m[6]:m[7]], low, high) && r.firm("min", "max")
		}
	}
	if !isText && aboutValue.MatchString(s) {
		if m := betweenAnd.FindStringSubmatchIndex(s); m != nil {
			ends := groups(s, m)
			return r.setSpan(ends[0], ends[1], 0, 0)
		}
	}
	return false
}

// letterOf ends in the letter of a formula, whose range is not that of the
// value: "R (red) 的取值".
var letterOf = regexp.MustCompile(`(?:^|[^\w])[A-Za-z](?:[（(][^（()）]*[)）])?\s*的$`)

// advised ends in the word that makes a range a piece of advice.
var advised = regexp.MustCompile(`(?i)\brecommended(?: values?)?\s*$|(?:推荐|建议)的?$`)

var (
	plainTail = regexp.MustCompile(`^(?:$|[.,;。，；)）(（])`)
	dateTail  = regexp.MustCompile(`^[-:]\d`)
	// moreTail goes on with single values: "1 to 9, 12, and 24" bounds nothing.
	moreTail = regexp.MustCompile(`^(?:[,，、]\s*(?:and |or |和|或)?|(?:and|or) |和|或)\s*-?\d+\s*(?:[,，、.。;；]|and\b|or\b|和|或|$)`)
)

func (r *proseReader) setSpan(lo, hi string, low, high float64) bool {
	a, okA := number(lo)
	b, okB := number(hi)
	if !okA || !okB || a > b {
		return false
	}
	r.setMin(lo, low)
	r.setMax(hi, high)
	return true
}

// maxExact is the largest whole number below which a float64 holds each one: a
// bound beyond it would be rounded, and is left out.
const maxExact = 1 << 53

// setMin sets the least value; step is added where the bound is exclusive and
// the value an integer.
func (r *proseReader) setMin(text string, step float64) {
	if n, ok := number(text); ok && math.Abs(n) <= maxExact && r.found.Min == nil {
		if r.typ.Type == specs.Integer {
			n += step
		}
		r.found.Min = &n
		r.weaken("min")
	}
}

func (r *proseReader) setMax(text string, step float64) {
	if n, ok := number(text); ok && math.Abs(n) <= maxExact && r.found.Max == nil {
		if r.typ.Type == specs.Integer {
			n += step
		}
		r.found.Max = &n
		r.weaken("max")
	}
}

// groups returns the groups of a match that took part in it.
func groups(s string, at []int) []string {
	var out []string
	for i := 2; i+1 < len(at); i += 2 {
		if at[i] >= 0 {
			out = append(out, s[at[i]:at[i+1]])
		}
	}
	return out
}

func firstGroup(re *regexp.Regexp, s string) string {
	at := re.FindStringSubmatchIndex(s)
	if at == nil {
		return ""
	}
	return groups(s, at)[0]
}

// number reads a number with digit grouping.
func number(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimRight(s, ","), ",", ""), 64)
	return n, err == nil && !math.IsInf(n, 0)
}

func wholeNumber(s string) *int {
	n, ok := number(s)
	if !ok || n < 0 || n > math.MaxInt32 || n != math.Trunc(n) {
		return nil
	}
	i := int(n)
	return &i
}
