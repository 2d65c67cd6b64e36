package pages

import (
	"regexp"
	"slices"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// defaultWord is one statement of a default.
type defaultWord struct {
	value    string
	strength defaultStrength
}

type defaultStrength int

const (
	mustDefault   defaultStrength = iota // "Default value: X", "X (default)" in a list
	shouldDefault                        // "defaults to X"
)

var (
	// defaultLead announces cases, not a default.
	defaultLead     = regexp.MustCompile(`(?i)\bdefault(?: values?)?\s*(?:is|are)?(?: as follows)?\s*[:：]$|(?:默认|缺省)(?:值|取值)?(?:如下|为)?\s*[:：]$`)
	defaultLabelled = regexp.MustCompile(`(?i)\bdefault(?: value)?\s*[:：]\s*|(?:默认|缺省)(?:取?值)?\s*[:：]\s*`)
	defaultSaid     = regexp.MustCompile(`(?i)\bdefault(?:s| value| setting)?(?: (?:of|for) (?:this|the) (?:parameter|field))?\s+(?:is|to|of|value is|as)\s+(?:set to\s+)?|\bby default,?\s+(?:this parameter|the parameter|the value|the parameter value|it|this field)\s+(?:is|defaults)\s+(?:set\s+)?(?:to\s+)?|\bdefault value are both\s+|\bdefault value,?\s+|(?:默认|缺省)(?:取?值)?\s*(?:为|是|取值为?|设置为)\s*|(?:默认|缺省)值\s*`)
	defaultBare     = regexp.MustCompile(`(?:默认|缺省)\s*(-?\d+(?:\.\d+)?)`)
	byDefault       = regexp.MustCompile(`(?i)\b(?:is|are|set|equals|value is|value of)(?: set)?(?: to)?\s+["“'‘]?([\w.*/+-]+?)["”'’]?\s+by default\b`)
	defaultItem     = regexp.MustCompile(`(?i)^(?:the )?default(?: value)?(?: is\b|:|：)|^(?:默认|缺省)(?:值|取值)?[为是：:]`)
	usedByDefault   = regexp.MustCompile(`(?i)["“'‘]?\b([\w.*/+-]+?)["”'’]?\s+is (?:used|selected|applied) by default\b`)
	// defaultKind says which one is the default, by what the values are;
	// defaultNumber does, by what the number counts.
	defaultKind   = regexp.MustCompile(`(?i)\bdefault (?:sorting )?(?:method|mode|type|order|option|protocol|policy|algorithm|format|state|status) is\s+["“'‘]?([\w.*/+-]*\w)`)
	defaultNumber = regexp.MustCompile(`(?i)\bdefault (?:number|size|amount|count|quantity|length|limit|port|interval|duration|period) is\s+["“'‘]?(-?\d+(?:\.\d+)?)\b`)
	// defaultEnd marks one end of a range.
	defaultEnd   = regexp.MustCompile(`(?i)(?:\bto|-|–|~|～|至|到)\s*(\d+)\s*[(（](?:default(?: value)?|默认值?)[)）]|(\d+)\s*[(（](?:default(?: value)?|默认值?)[)）]\s*(?:to\b|-|–|~|～|至|到)`)
	participle   = regexp.MustCompile(`^[a-z]+ed$`)
	defaultToken = regexp.MustCompile(`^(?:["“'‘]([^"”'’]+)["”'’]|([!-+\--:<-~][!-+\--:<-~]*))`)
	defaultHan   = regexp.MustCompile(`^\p{Han}{1,4}([A-Za-z]\w*)`)
	grouped      = regexp.MustCompile(`^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\b`)
	leadNumber   = regexp.MustCompile(`^-?\d+(?:\.\d+)?`)
	// Words in capitals that are no documented value, and a word before "的值",
	// name a thing whose value is meant.
	title      = regexp.MustCompile(`^[A-Z][A-Za-z]+$`)
	otherTitle = regexp.MustCompile(`^ [A-Z][A-Za-z]*(?: [A-Za-z]+)*[.。]?$`)
	// A word that Chinese words go on from is part of a description, unless they
	// tell what the value means.
	goesOn    = regexp.MustCompile(`^\s?\p{Han}`)
	aboutIt   = regexp.MustCompile(`^\s?(?:表示|代表|即)`)
	itsValue  = regexp.MustCompile(`^\s*(?:参数|字段)?的(?:值|取值)`)
	orOther   = regexp.MustCompile(`^["”'’]?\s*(?:\([^)]*\)\s*)?(?:or|and/or|to)\s+\S|^["”]?\s*(?:或|、|～|~)`)
	ofCases   = regexp.MustCompile(`(?i)^["”'’]?\s+(?:for|when|if|in)\b[^.;]*(?:,|\band)\s+["“]?[\w./-]+["”]?\s+(?:for|when|if|in)\b`)
	caseStart = regexp.MustCompile(`(?i)^(?:if|when|for)\b|^(?:如果|当|若)`)
	whenUnset = regexp.MustCompile(`(?i)\b(?:not specif|unspecified|is not set|not set|do not|left (?:blank|empty|unspecified)|leave [^.,]*\b(?:blank|empty|unspecified)|is empty|is null|no \w+|not configured|unavailable|not available|not passed|not transferred|not carried|not included|omit)|(?:不填|不传|未设置|不设置|未指定|不指定|为空|没有)`)
)

// notDefault are words that state that there is no default, or describe it.
var notDefault = wordSet("the", "a", "an", "all", "your", "this", "that", "left", "not", "no", "same", "current", "determined", "automatically", "of", "set", "used",
	"returned", "displayed", "empty", "blank", "null", "nil", "none", "n/a", "-", "--", "it", "is", "are", "which", "as", "in", "also", "value", "values", "generated", "system", "unlimited", "related", "and", "or", "for", "to", "only", "required", "optional", "enabled.", "each")

// defaultValue reads what one part calls the default.
func (r *proseReader) defaultValue(p part) {
	if p.label == defaultLabel {
		if p.items == nil && !isNothing(p.text) {
			r.takeDefault(p.text, mustDefault)
		}
		return
	}
	if len(p.items) > 0 && defaultLead.MatchString(p.text) {
		r.undecided = true
		return
	}
	r.defaultIn(p.text)
	for _, item := range p.items {
		if r.listed && (!defaultItem.MatchString(item.text) || namesDefault(item)) {
			r.defaultAtEnd(item.text)
			continue
		}
		if !caseStart.MatchString(item.text) || whenUnset.MatchString(item.text) {
			r.defaultIn(item.text)
		}
	}
}

// lastDefault is a sentence that calls a value the default and says no more.
var lastDefault = regexp.MustCompile(`(?i)^(?:the )?default(?: value)?(?: is|:)\s*["“]?([\w.*/+-]+?)["”]?[.]?$|^(?:默认|缺省)(?:值|取值)?[为是：:]+\s*["“]?([\w.*/+-]+?)["”]?。?$`)

// defaultAtEnd reads the default where the item of a list that explains one
// value ends by saying which of the values it is.
func (r *proseReader) defaultAtEnd(text string) {
	last := lastSentence(text)
	if last == text {
		return
	}
	if m := lastDefault.FindStringSubmatch(last); m != nil && slices.Contains(r.found.Enum, m[1]+m[2]) {
		r.addDefault(m[1]+m[2], shouldDefault)
	}
}

// namesDefault reports an item whose value is called default, followed by words
// that explain it; one word alone would be the value that is the default.
func namesDefault(of item) bool {
	head, rest, ok := strings.Cut(strings.Replace(of.text, "：", ":", 1), ":")
	return ok && strings.EqualFold(strings.TrimSpace(head), "default") && strings.ContainsRune(strings.TrimSpace(rest), ' ')
}

func (r *proseReader) defaultIn(text string) {
	if !hasAny(text, "efault", "DEFAULT", "默认", "缺省") {
		return
	}
	for _, s := range sentences(text) {
		if caseStart.MatchString(s) && !whenUnset.MatchString(s) {
			continue
		}
		// What the page labels as the default outranks what it says in passing.
		if at := defaultLabelled.FindStringIndex(s); at != nil {
			r.takeDefault(s[at[1]:], mustDefault)
			continue
		}
		for _, at := range defaultSaid.FindAllStringIndex(s, 3) {
			if ofMask.MatchString(strings.TrimSpace(s[:at[0]])) {
				continue
			}
			if r.takeDefault(s[at[1]:], shouldDefault) {
				break
			}
		}
		if m := defaultBare.FindStringSubmatch(s); m != nil && (r.typ.Type == specs.Integer || r.typ.Type == specs.Number) {
			r.addDefault(m[1], shouldDefault)
		}
		if m := defaultKind.FindStringSubmatch(s); m != nil && slices.Contains(r.found.Enum, m[1]) {
			r.addDefault(m[1], shouldDefault)
		}
		if m := defaultNumber.FindStringSubmatch(s); m != nil {
			r.addDefault(m[1], shouldDefault)
		}
		if m := defaultEnd.FindStringSubmatch(s); m != nil && (r.typ.Type == specs.Integer || r.typ.Type == specs.Number) {
			r.addDefault(m[1]+m[2], shouldDefault)
		}
		if m := usedByDefault.FindStringSubmatch(s); m != nil && (slices.Contains(r.found.Enum, m[1]) || isNumber(m[1])) {
			r.addDefault(m[1], shouldDefault)
		}
		if m := byDefault.FindStringSubmatch(s); m != nil && !notDefault[strings.ToLower(m[1])] && !participle.MatchString(m[1]) {
			r.addDefault(strings.TrimRight(m[1], "."), shouldDefault)
		}
	}
}

// takeDefault reads the value at the start of s.
func (r *proseReader) takeDefault(s string, strength defaultStrength) bool {
	s = strings.TrimSpace(s)
	if m := defaultHan.FindStringSubmatch(s); m != nil && slices.Contains(r.found.Enum, m[1]) {
		s = s[len(m[0])-len(m[1]):]
	}
	m := defaultToken.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	rest := s[len(m[0]):]
	value := m[1]
	if value == "" {
		value = m[2]
		if n := grouped.FindString(s); n != "" {
			value, rest = strings.ReplaceAll(n, ",", ""), s[len(n):]
		}
		if i := strings.IndexAny(value, "(（"); i > 0 {
			value = value[:i]
		}
		value = strings.TrimRight(value, ".:;)!?\"'")
	}
	if r.typ.Type == specs.Integer || r.typ.Type == specs.Number {
		n := leadNumber.FindString(value)
		if n == "" {
			return false
		}
		value = n
	}
	if itsValue.MatchString(rest) && !isNumber(value) ||
		title.MatchString(value) && otherTitle.MatchString(rest) && !slices.Contains(r.found.Enum, strings.TrimRight(s, ".。")) {
		return false
	}
	if (orOther.MatchString(rest) || ofCases.MatchString(rest)) && !isNothing(value) {
		r.undecided = r.undecided || strength == mustDefault
		return false
	}
	if m[1] == "" && goesOn.MatchString(rest) && !aboutIt.MatchString(rest) && !isNumber(value) && !slices.Contains(r.found.Enum, value) {
		return false
	}
	if value == "" || (among(notDefault, value) || isNothing(value)) && !slices.Contains(r.found.Enum, value) {
		return false
	}
	// A default of several words is known by the enumeration.
	if words := strings.TrimRight(s, ".。"); m[1] == "" && strings.Contains(words, " ") && slices.Contains(r.found.Enum, words) {
		value = words
	}
	r.addDefault(value, strength)
	return true
}

func (r *proseReader) addDefault(value string, strength defaultStrength) {
	if lower := strings.ToLower(value); r.typ.Type == specs.Boolean && (lower == "true" || lower == "false") {
		value = lower
	}
	r.defaults = append(r.defaults, defaultWord{value, strength})
}

// chooseDefault returns the default, or nil where the page names none or more
// than one.
func (r *proseReader) chooseDefault(enum []string) *string {
	for _, strength := range []defaultStrength{mustDefault, shouldDefault} {
		var values []string
		for _, d := range r.defaults {
			if d.strength == strength && !slices.Contains(values, d.value) {
				values = append(values, d.value)
			}
		}
		switch {
		case len(values) == 1:
			if strength == shouldDefault {
				if r.undecided {
					return nil
				}
				r.weaken("default")
			}
			return &values[0]
		case len(values) > 1:
			return nil
		}
	}
	return nil
}
