package pages

import (
	"regexp"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// typeWords are the spellings of types, lower-cased.
var typeWords = map[string]specs.Type{
	"string": specs.String, "字符串": specs.String,
	"integer": specs.Integer, "int": specs.Integer, "long": specs.Integer, "byte": specs.Integer, "short": specs.Integer,
	"bigint": specs.Integer, "int32": specs.Integer, "int64": specs.Integer, "整数": specs.Integer, "整型": specs.Integer,
	"number": specs.Number, "float": specs.Number, "double": specs.Number, "decimal": specs.Number,
	"boolean": specs.Boolean, "bool": specs.Boolean, "布尔": specs.Boolean, "布尔值": specs.Boolean,
	"object": specs.Object, "struct": specs.Object, "对象": specs.Object,
	"array": specs.Array, "list": specs.Array, "repeatlist": specs.Array, "数组": specs.Array, "列表": specs.Array,
	"map": specs.Map,
}

// formatWords are the spellings of types that say more than the type.
var formatWords = map[string]string{
	"int": "int32", "int32": "int32", "long": "int64", "int64": "int64", "bigint": "int64",
	"float": "float", "double": "double", "uuid": "uuid",
}

var (
	angled  = regexp.MustCompile(`^(array|list|map)\s*[<\[]\s*(.+?)\s*[>\]]$`)
	squared = regexp.MustCompile(`^([\w.-]+)\s*\[\s*\]$`)
	arrayOf = regexp.MustCompile(`^(?:array|list|set)\s*(?:of|\()\s*([\w.\- <>,\[\]]+?)\)?$`)
	arrays  = regexp.MustCompile(`^([\w.-]+) (?:array|list)$|^(list) data structure$`)
	mapOf   = regexp.MustCompile(`^map\s*<.*>\s*objects?$`)
	listOf  = regexp.MustCompile(`^(?i:array|list)\s*[<\[]\s*([\w.-]+)\s*[>\]]$`)
	hanList = regexp.MustCompile(`^(.+?)(?:数组|列表|集合)$`)
)

// parseType reads a type cell as a type and the type of its items. A type that
// is only the name of another page's type is "". The words after an array
// ("Array of ImageInfo objects") are returned by typeName.
func parseType(s string) (typ, items specs.Type) {
	t := strings.ToLower(strings.Join(strings.Fields(s), " "))
	if t == "" {
		return "", ""
	}
	if x, ok := typeWords[t]; ok {
		return x, ""
	}
	if m := angled.FindStringSubmatch(t); m != nil {
		if m[1] == "map" {
			return specs.Map, ""
		}
		inner, _ := parseType(m[2])
		if inner == "" {
			inner = specs.Object
		}
		return specs.Array, inner
	}
	if m := squared.FindStringSubmatch(t); m != nil {
		return specs.Array, itemWord(m[1])
	}
	if m := arrayOf.FindStringSubmatch(t); m != nil {
		return specs.Array, itemWord(m[1])
	}
	if m := hanList.FindStringSubmatch(t); m != nil {
		return specs.Array, itemWord(m[1])
	}
	if m := arrays.FindStringSubmatch(t); m != nil {
		return specs.Array, itemWord(m[1])
	}
	if mapOf.MatchString(t) || strings.HasSuffix(t, " map") || strings.HasPrefix(t, "map of ") {
		return specs.Map, ""
	}
	for _, suffix := range []string{" object", " structure", " struct", "对象"} {
		if strings.HasSuffix(t, suffix) {
			return specs.Object, ""
		}
	}
	if strings.HasSuffix(t, " data structure") {
		return specs.Object, ""
	}
	return "", ""
}

// itemWord returns the type of one item in "Array of strings": any other word
// than a type's names an object.
func itemWord(s string) specs.Type {
	s = strings.TrimSpace(s)
	if x, ok := typeWords[s]; ok {
		return x
	}
	if x, ok := typeWords[strings.TrimSuffix(s, "s")]; ok {
		return x
	}
	if strings.HasPrefix(s, "map<") {
		return specs.Map
	}
	return specs.Object
}

// typeName returns the name of the type that a type cell names:
// "ImageInfo" of "Array of ImageInfo objects", "" of "Array of strings".
func typeName(s string) string {
	if m := listOf.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		s = m[1]
	}
	f := strings.Fields(s)
	if len(f) >= 3 && strings.EqualFold(f[1], "of") {
		f = f[2:]
	}
	if len(f) == 2 {
		switch strings.ToLower(f[1]) {
		case "object", "objects", "structure", "structures", "structs", "struct", "array", "list":
			f = f[:1]
		}
	}
	if len(f) != 1 {
		return ""
	}
	name := strings.Trim(f[0], "[]") // a link that lost its target
	low := strings.ToLower(name)
	if _, ok := typeWords[low]; ok {
		return ""
	}
	if _, ok := typeWords[strings.TrimSuffix(low, "s")]; ok {
		return ""
	}
	if angled.MatchString(low) || squared.MatchString(low) {
		return ""
	}
	return name
}
