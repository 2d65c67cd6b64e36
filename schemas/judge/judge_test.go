package judge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func ptr[T any](v T) *T { return &v }

// shop is an operation with every kind of fact.
func shop() *specs.Operation {
	op := &specs.Operation{
		Address: specs.NewAddress("test", "shop", "1", "ListGoods", "1"),
		Response: []specs.Field{
			{Row: specs.Row{Path: "RequestId", Type: specs.String, Format: "uuid"}, Presence: specs.Always},
			{Row: specs.Row{Path: "Total", Type: specs.Integer, Min: ptr(0.0), Max: ptr(100.0)}, Shown: true},
			{Row: specs.Row{Path: "Count", Type: specs.Integer, Format: "int32"}},
			{Row: specs.Row{Path: "Rate", Type: specs.Number, Max: ptr(1.5)}},
			{Row: specs.Row{Path: "Level", Type: specs.Integer, Enum: []string{"10", "20"}}},
			{Row: specs.Row{Path: "Open", Type: specs.Boolean}},
			{Row: specs.Row{Path: "State", Type: specs.String, Enum: []string{"Ready", "Gone"}}},
			{Row: specs.Row{Path: "Kind", Type: specs.String, Enum: []string{"A", "B"}, Extensible: true}},
			{Row: specs.Row{Path: "Modes", Type: specs.String, Enum: []string{"r", "w"}, Separator: ","}},
			{Row: specs.Row{Path: "Arch", Type: specs.String, Enum: []string{"X86_64"}}},
			{Row: specs.Row{Path: "Port", Type: specs.String, Min: ptr(1.0), Max: ptr(65535.0)}},
			{Row: specs.Row{Path: "Name", Type: specs.String, MinLength: ptr(2), MaxLength: ptr(4)}},
			{Row: specs.Row{Path: "Code", Type: specs.String, Pattern: "^[a-z]+$"}},
			{Row: specs.Row{Path: "Made", Type: specs.String, Format: "date-time"}},
			{Row: specs.Row{Path: "Until", Type: specs.String, Format: "yyyy-MM-ddTHH:mmZ"}},
			{Row: specs.Row{Path: "Why", Type: specs.String}, Presence: specs.When, Condition: &specs.Term{Field: "State", Is: []string{"Gone"}}},
			{Row: specs.Row{Path: "Page", Type: specs.Integer}, Presence: specs.When, Condition: &specs.Term{Parameter: "Paged", Is: []string{"true"}}},
			{Row: specs.Row{Path: "Labels", Type: specs.Map}},
			{Row: specs.Row{Path: "Labels{}.Text", Type: specs.String}},
			{Row: specs.Row{Path: "Words", Type: specs.Array, Items: specs.String, Enum: []string{"x", "y"}, MaxItems: ptr(2)}},
			{Row: specs.Row{Path: "Goods", Type: specs.Array, Items: specs.Object}, Wire: "Goods.Good[]", Shown: true},
			{Row: specs.Row{Path: "Goods[].Id", Type: specs.String}, Wire: "Goods.Good[].Id", Presence: specs.Always},
			{Row: specs.Row{Path: "Goods[].Size", Type: specs.String}, Wire: "Goods.Good[].Size", Shown: true},
			{Row: specs.Row{Path: "Goods[].Sum", Type: specs.Integer}, Wire: "Goods.Good[].Sum", Presence: specs.When, Condition: &specs.Term{Field: "Open", Is: []string{"true"}}},
			{Row: specs.Row{Path: "Goods[].Tags", Type: specs.Array, Items: specs.Object}, Wire: "Goods.Good[].Tags.Tag[]"},
			{Row: specs.Row{Path: "Goods[].Tags[].Key", Type: specs.String}, Wire: "Goods.Good[].Tags.Tag[].Key"},
			{Row: specs.Row{Path: "Odd", Type: specs.String}},
			{Row: specs.Row{Path: "Detail", Type: specs.Object}},
			{Row: specs.Row{Path: "Box", Type: specs.Object}},
			{Row: specs.Row{Path: "Box.Depth", Type: specs.Integer}, Shown: true},
			{Row: specs.Row{Path: "Box.Width", Type: specs.Integer}},
			{Row: specs.Row{Path: "Any"}},
			{Row: specs.Row{Path: "Pair", Type: specs.Array, Items: specs.Integer, MinItems: ptr(2), MaxItems: ptr(2)}},
			{Row: specs.Row{Path: "Some", Type: specs.Array, MinItems: ptr(1)}},
			{Row: specs.Row{Path: "Long", Type: specs.String, MaxLength: ptr(3)}},
			{Row: specs.Row{Path: "Ident", Type: specs.Integer, From: specs.FromSample}, Presence: specs.Always},
			{Row: specs.Row{Path: "Note", Type: specs.String}, Presence: specs.Optional, Shown: true},
		},
		Sample:     []byte(`{"Extra": "text", "More": {"Size": 3}, "List": [{"A": true}]}`),
		SampleOnly: []string{"Extra", "More", "More.Size", "List[]", "List[].A"},
		Contradictions: []specs.Contradiction{
			{Wire: "Arch", Kind: "enum", Documented: []string{"X86_64"}, Sample: "x86_64"},
			{Wire: "Odd", Kind: "type", Documented: []string{"string"}, Sample: "integer"},
		},
		Behaviour: specs.Behaviour{
			Unique: []string{"Goods[].Id"},
			Paging: &specs.Paging{Total: "Total", Items: "Goods"},
			Filters: []specs.Filter{
				{Parameter: "Key", Field: "Goods[].Tags[].Key"}, {Parameter: "Word", Field: "Words"}, {Parameter: "Text", Field: "Labels{}.Text"},
			},
		},
	}
	specs.SetWire(op.Response)
	return op
}

func compileShop(t testing.TB) *judge.Tree {
	t.Helper()
	tree, err := judge.CompileResponse(shop())
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// fact is a departure in one comparable line.
type fact struct {
	Kind             judge.Kind
	Path, Pointer    string
	Want, Got        string
	Count            int
	DocumentedAtPath bool
}

func facts(r judge.Report) []fact {
	var facts []fact
	for _, d := range r.Departures {
		facts = append(facts, fact{d.Kind, d.Path, d.Pointer, d.Want, d.Got, d.Count, d.Row != nil && d.Row.Path == d.Path})
	}
	return facts
}

// whole wraps members into an answer that conforms but for them.
func whole(members string) string {
	all := `"RequestId":"04F0F334-1335-436C-A1D7-6C044FE73368"`
	if !strings.Contains(members, `"Ident"`) {
		all += `,"Ident":1`
	}
	if !strings.Contains(members, `"Total"`) {
		all += `,"Total":1`
	}
	if !strings.Contains(members, `"Goods"`) {
		all += `,"Goods":{"Good":[]}`
	}
	if members != "" {
		all += "," + members
	}
	return "{" + all + "}"
}

func TestConforming(t *testing.T) {
	tree := compileShop(t)
	for name, members := range map[string]string{
		"nothing more":             ``,
		"other order, white space": "\n \"Goods\" : { \"Good\" : [ { \"Size\":\"1\" ,\t\"Id\":\"a\"} ] }, \"Total\": 0 ",
		"integers with exponent":   `"Total":6e1,"Count":60.0,"Level":1e1`,
		"negative zero":            `"Total":-0`,
		"largest integer":          `"Goods":{"Good":[{"Id":"a","Size":"","Sum":9223372036854775807}]}`,
		"integer for a number":     `"Rate":1`,
		"number":                   `"Rate":-1.5e-3`,
		"booleans":                 `"Open":false`,
		"extensible enumeration":   `"Kind":"Z"`,
		"several values":           `"Modes":"r, w"`,
		"numeric text":             `"Port":"65535"`,
		"characters, not bytes":    `"Name":"中文字符"`,
		"escaped text":             `"Name":"\u4e2d\ud83d\ude00\n\/"`,
		"escaped name":             `"Na\u006de":"abc"`,
		"pattern":                  `"Code":"abc"`,
		"empty for unset":          `"Code":"","Made":"","Until":""`,
		"times":                    `"Made":"2019-11-15T06:07:05Z","Until":"2017-12-05T22:40Z"`,
		"time with offset":         `"Made":"2019-02-28T23:59:59.25+08:00"`,
		"leap day":                 `"Made":"2020-02-29T00:00:00Z"`,
		"condition met":            `"State":"Gone","Why":"sold"`,
		"condition not met":        `"State":"Ready"`,
		"map":                      `"Labels":{"a":{"Text":"1"},"b":{}}`,
		"list of texts":            `"Words":["x","y"]`,
		"empty lists":              `"Words":[],"Goods":{"Good":[]}`,
		"nested wrapper":           `"Goods":{"Good":[{"Id":"a","Size":"1","Tags":{"Tag":[{"Key":"k"}]}}]}`,
		"known from the sample":    `"Extra":"t","More":{"Size":3.5},"List":[{"A":false},{"A":null}]`,
		"masked":                   `"State":"Re****","Name":"m-bp1g7004ksh0****","Code":"***redacted***","Made":"2019****","Total":"***redacted***"`,
		"undescribed object":       `"Detail":{"a":[1,{"b":null}]}`,
		"any type":                 `"Any":[1,"2",null]`,
		"any number":               `"Any":123456789012345678901234567890`,
	} {
		t.Run(name, func(t *testing.T) {
			if got := facts(tree.Judge([]byte(whole(members)))); got != nil {
				t.Errorf("%s departs: %+v", whole(members), got)
			}
		})
	}
}

func TestDepartures(t *testing.T) {
	tree := compileShop(t)
	departs := func(kind judge.Kind, path, pointer, want, got string) fact {
		return fact{kind, path, pointer, want, got, 1, true}
	}
	wire := func(kind judge.Kind, path, pointer, want, got string) fact {
		return fact{kind, path, pointer, want, got, 1, false}
	}
	many := func(f fact, count int) fact { f.Count = count; return f }
	tests := map[string]struct {
		body string
		want []fact
	}{
		"type: string for a boolean": {whole(`"Open":"yes"`), []fact{departs(judge.WrongType, "Open", "/Open", "boolean", `string "yes"`)}},
		"type: number for a boolean": {whole(`"Open":1`), []fact{departs(judge.WrongType, "Open", "/Open", "boolean", `integer 1`)}},
		"type: text for an integer":  {whole(`"Count":"many"`), []fact{departs(judge.WrongType, "Count", "/Count", "integer", `string "many"`)}},
		"type: boolean for integer":  {whole(`"Count":true`), []fact{departs(judge.WrongType, "Count", "/Count", "integer", `boolean true`)}},
		"type: object for a string":  {whole(`"State":{"a":1}`), []fact{departs(judge.WrongType, "State", "/State", "string", `object`)}},
		"type: list for a string":    {whole(`"State":["Ready"]`), []fact{departs(judge.WrongType, "State", "/State", "string", `array`)}},
		"type: string for an object": {whole(`"Detail":"x"`), []fact{departs(judge.WrongType, "Detail", "/Detail", "object", `string "x"`)}},
		"type: list for an object":   {whole(`"Detail":[]`), []fact{departs(judge.WrongType, "Detail", "/Detail", "object", `array`)}},
		"type: string for a list":    {whole(`"Words":"x"`), []fact{departs(judge.WrongType, "Words", "/Words", "array", `string "x"`)}},
		"type: object for a list":    {whole(`"Words":{"a":"x"}`), []fact{departs(judge.WrongType, "Words", "/Words", "array", `object`)}},
		"type: wrong item": {whole(`"Words":["x",false,true]`), []fact{
			departs(judge.TooManyItems, "Words", "/Words", "at most 2 items", "3 items"),
			many(departs(judge.Coercible, "Words", "/Words/1", "string", `boolean false`), 2)}},
		"type: wrong object item":    {whole(`"Goods":{"Good":["a"]}`), []fact{departs(judge.WrongType, "Goods", "/Goods/Good/0", "object", `string "a"`)}},
		"type: string for a wrapper": {whole(`"Goods":"none"`), []fact{departs(judge.WrongType, "Goods", "/Goods", "object", `string "none"`)}},
		"type: text for a map":       {whole(`"Labels":"a"`), []fact{departs(judge.WrongType, "Labels", "/Labels", "map", `string "a"`)}},
		"type: in a map":             {whole(`"Labels":{"a":{"Text":{}}}`), []fact{departs(judge.WrongType, "Labels{}.Text", "/Labels/a/Text", "string", `object`)}},
		"type: root":                 {`[]`, []fact{wire(judge.WrongType, "", "", "object", "array")}},
		"coercible: integer":         {whole(`"Count":"60"`), []fact{departs(judge.Coercible, "Count", "/Count", "integer", `string "60"`)}},
		"coercible: number":          {whole(`"Rate":"1.5"`), []fact{departs(judge.Coercible, "Rate", "/Rate", "number", `string "1.5"`)}},
		"coercible: boolean":         {whole(`"Open":"True"`), []fact{departs(judge.Coercible, "Open", "/Open", "boolean", `string "True"`)}},
		"coercible: text":            {whole(`"Code":60`), []fact{departs(judge.Coercible, "Code", "/Code", "string", `integer 60`)}},
		"null":                       {whole(`"Open":null`), []fact{departs(judge.IsNull, "Open", "/Open", "boolean", "null")}},
		"null: list":                 {whole(`"Goods":{"Good":null}`), []fact{departs(judge.IsNull, "Goods", "/Goods/Good", "array", "null")}},
		"enum":                       {whole(`"State":"Lost"`), []fact{departs(judge.EnumUnknown, "State", "/State", "Ready, Gone", `"Lost"`)}},
		"enum: integer":              {whole(`"Level":30`), []fact{departs(judge.EnumUnknown, "Level", "/Level", "10, 20", `"30"`)}},
		"enum: one of several":       {whole(`"Modes":"r,z"`), []fact{departs(judge.EnumUnknown, "Modes", "/Modes", "r, w", `"z"`)}},
		"enum: items":                {whole(`"Words":["z","z"]`), []fact{many(departs(judge.EnumUnknown, "Words", "/Words/0", "x, y", `"z"`), 2)}},
		"enum-case":                  {whole(`"State":"ready"`), []fact{departs(judge.EnumCase, "State", "/State", "Ready, Gone", `"ready"`)}},
		"enum-empty":                 {whole(`"State":""`), []fact{departs(judge.EnumEmpty, "State", "/State", "Ready, Gone", `""`)}},
		"range: above":               {whole(`"Total":101`), []fact{departs(judge.OutOfRange, "Total", "/Total", "0 to 100", "101")}},
		"range: below":               {whole(`"Total":-1`), []fact{departs(judge.OutOfRange, "Total", "/Total", "0 to 100", "-1")}},
		"range: fraction":            {whole(`"Rate":1.51`), []fact{departs(judge.OutOfRange, "Rate", "/Rate", "at most 1.5", "1.51")}},
		"range: numeric text":        {whole(`"Port":"65536"`), []fact{departs(judge.OutOfRange, "Port", "/Port", "1 to 65535", `"65536"`)}},
		"range: int32":               {whole(`"Count":2147483648`), []fact{departs(judge.OutOfRange, "Count", "/Count", "int32", "2147483648")}},
		"length: short":              {whole(`"Name":"中"`), []fact{departs(judge.BadLength, "Name", "/Name", "2 to 4 characters", `1 characters: "中"`)}},
		"length: long":               {whole(`"Name":"abcde"`), []fact{departs(judge.BadLength, "Name", "/Name", "2 to 4 characters", `5 characters: "abcde"`)}},
		"pattern":                    {whole(`"Code":"a1"`), []fact{departs(judge.BadPattern, "Code", "/Code", "^[a-z]+$", `"a1"`)}},
		"format: date-time":          {whole(`"Made":"yesterday"`), []fact{departs(judge.BadFormat, "Made", "/Made", "date-time", `"yesterday"`)}},
		"format: no such day":        {whole(`"Made":"2019-02-29T00:00:00Z"`), []fact{departs(judge.BadFormat, "Made", "/Made", "date-time", `"2019-02-29T00:00:00Z"`)}},
		"format: layout":             {whole(`"Until":"2017-12-05T22:40:00Z"`), []fact{departs(judge.BadFormat, "Until", "/Until", "yyyy-MM-ddTHH:mmZ", `"2017-12-05T22:40:00Z"`)}},
		"format: uuid":               {`{"RequestId":"x","Ident":1,"Total":1,"Goods":{"Good":[]}}`, []fact{departs(judge.BadFormat, "RequestId", "/RequestId", "uuid", `"x"`)}},
		"items":                      {whole(`"Words":["x","x","x"]`), []fact{departs(judge.TooManyItems, "Words", "/Words", "at most 2 items", "3 items")}},
		"missing: always":            {`{"Ident":1,"Total":1,"Goods":{"Good":[]}}`, []fact{departs(judge.Missing, "RequestId", "/RequestId", "present", "absent")}},
		"missing: condition met":     {whole(`"State":"Gone"`), []fact{departs(judge.Missing, "Why", "/Why", "present", "absent")}},
		"missing: outer condition met later": {whole(`"Goods":{"Good":[{"Id":"a","Size":"1"},{"Id":"b","Size":"1"}]},"Open":true`), []fact{
			many(departs(judge.Missing, "Goods[].Sum", "/Goods/Good/0/Sum", "present", "absent"), 2)}},
		"missing: in items, once":       {whole(`"Goods":{"Good":[{"Size":"1"},{"Id":"a","Size":"1"},{"Size":"2"}]}`), []fact{many(departs(judge.Missing, "Goods[].Id", "/Goods/Good/0/Id", "present", "absent"), 2)}},
		"missing-shown":                 {`{"RequestId":"","Ident":1,"Goods":{"Good":[]}}`, []fact{departs(judge.MissingShown, "Total", "/Total", "present", "absent")}},
		"missing-shown: whole list":     {`{"RequestId":"","Ident":1,"Total":1}`, []fact{departs(judge.MissingShown, "Goods", "/Goods", "present", "absent")}},
		"missing-shown: empty wrapper":  {whole(`"Goods":{}`), []fact{departs(judge.MissingShown, "Goods", "/Goods/Good", "Goods.Good", "absent")}},
		"missing-shown: empty object":   {whole(`"Box":{}`), nil},
		"missing-shown: beside another": {whole(`"Box":{"Width":1}`), []fact{departs(judge.MissingShown, "Box.Depth", "/Box/Depth", "present", "absent")}},
		"missing-shown: in items":       {whole(`"Goods":{"Good":[{"Id":"a"}]}`), []fact{departs(judge.MissingShown, "Goods[].Size", "/Goods/Good/0/Size", "present", "absent")}},
		"undocumented":                  {whole(`"Next":{"a":1}`), []fact{wire(judge.Undocumented, "Next", "/Next", "no such member", `{"a":1}`)}},
		"undocumented: in items": {whole(`"Goods":{"Good":[{"Id":"a","Size":"1","x":1},{"Id":"b","Size":"1","x":2}]}`), []fact{
			many(wire(judge.Undocumented, "Goods.Good[].x", "/Goods/Good/0/x", "no such member", "1"), 2)}},
		"undocumented: beside a list":    {whole(`"Goods":{"Good":[],"Next":1}`), []fact{wire(judge.Undocumented, "Goods.Next", "/Goods/Next", "no such member", "1")}},
		"undocumented: another case":     {whole(`"goods":1,"Goods":{"Good":[]}`), []fact{wire(judge.Undocumented, "goods", "/goods", "no such member", "1")}},
		"sample-type":                    {whole(`"Extra":5`), []fact{departs(judge.SampleType, "Extra", "/Extra", "string", "integer 5")}},
		"sample-type: fraction":          {whole(`"Ident":1.5`), []fact{departs(judge.SampleType, "Ident", "/Ident", "integer", "number 1.5")}},
		"sample-type: null where always": {whole(`"Ident":null`), []fact{departs(judge.SampleType, "Ident", "/Ident", "integer", "null")}},
		"items: fewer": {whole(`"Pair":[1],"Some":[]`), []fact{
			departs(judge.TooManyItems, "Pair", "/Pair", "2 to 2 items", "1 items"),
			departs(judge.TooManyItems, "Some", "/Some", "at least 1 items", "0 items")}},
		"length: no minimum":        {whole(`"Long":"abcd"`), []fact{departs(judge.BadLength, "Long", "/Long", "at most 3 characters", `4 characters: "abcd"`)}},
		"undocumented: odd name":    {whole(`"a/b~\u0063":1`), []fact{wire(judge.Undocumented, "a/b~c", "/a~1b~0c", "no such member", "1")}},
		"undocumented: indented":    {whole("\"Next\":{\n  \"a\": 1\n}"), []fact{wire(judge.Undocumented, "Next", "/Next", "no such member", `{ "a": 1 }`)}},
		"encoding: where no row is": {whole("\"Detail\":{\"a\":[\"\xff\"]}"), []fact{wire(judge.Encoding, "Detail.a[]", "/Detail/a/0", "valid UTF-8", "\"\uFFFD\"")}},
		"syntax: no word":           {`{"Open":tru}`, []fact{wire(judge.Syntax, "", "/Open", "a JSON value", `"tru}" at byte 8`)}},
		"syntax: no colon":          {`{"Open" true}`, []fact{wire(judge.Syntax, "", "/Open", ": behind a member's name", `"true}" at byte 8`)}},
		"syntax: no comma":          {`{"Open":true "Total":1}`, []fact{wire(judge.Syntax, "", "/Open", ", or }", `"\"Total\":1}" at byte 13`)}},
		"syntax: bad escape":        {`{"Code":"\x"}`, []fact{wire(judge.Syntax, "", "/Code", "a complete string", `"\"\\x\"}" at byte 8`)}},
		"syntax: bad number":        {`{"Total":-}`, []fact{wire(judge.Syntax, "", "/Total", "a JSON value", `"-}" at byte 9`)}},
		"sample-type: item":         {whole(`"List":[{"A":"no"}]`), []fact{departs(judge.SampleType, "List[].A", "/List/0/A", "boolean", `string "no"`)}},
		"wrapper: bare list": {whole(`"Goods":[{"Id":1,"Size":"1"}]`), []fact{
			departs(judge.Wrapper, "Goods", "/Goods", "Goods.Good[]", "an array without wrapper"),
			departs(judge.Coercible, "Goods[].Id", "/Goods/0/Id", "string", "integer 1")}},
		"wrapper: renamed": {whole(`"Goods":{"Item":[{"Id":"a"}]}`), []fact{
			departs(judge.Wrapper, "Goods", "/Goods/Item", "Goods.Good[]", "Goods.Item[]"),
			departs(judge.MissingShown, "Goods[].Size", "/Goods/Item/0/Size", "present", "absent")}},
		"wrapper: another list before": {whole(`"Goods":{"Item":[],"Good":[]}`), []fact{wire(judge.Undocumented, "Goods.Item", "/Goods/Item", "no such member", "an array")}},
		"wrapper: object for a list": {whole(`"Goods":{"Good":{"Id":"a"}}`), []fact{
			departs(judge.Wrapper, "Goods", "/Goods/Good", "Goods.Good[] array", "object"),
			departs(judge.MissingShown, "Goods[].Size", "/Goods/Good/Size", "present", "absent")}},
		"wrapper: one too many": {whole(`"Words":{"Word":["z"]}`), []fact{
			departs(judge.EnumUnknown, "Words", "/Words/Word/0", "x, y", `"z"`),
			departs(judge.Wrapper, "Words", "/Words", "Words[] array", "an object around the array")}},
		"int64":                     {whole(`"Count":9223372036854775808`), []fact{departs(judge.BeyondInt64, "Count", "/Count", "an integer within int64", "9223372036854775808")}},
		"int64: exponent":           {whole(`"Count":1e19`), []fact{departs(judge.BeyondInt64, "Count", "/Count", "an integer within int64", "1e19")}},
		"precision: fraction":       {whole(`"Count":1.5`), []fact{departs(judge.Precision, "Count", "/Count", "integer", "1.5")}},
		"precision: exponent":       {whole(`"Rate":1e9999999`), []fact{departs(judge.Precision, "Rate", "/Rate", "an exponent up to 400", "1e9999999")}},
		"duplicate-key":             {whole(`"Open":true,"Open":true`), []fact{departs(judge.DuplicateKey, "Open", "/Open", "one member Open", "another one")}},
		"duplicate-key: escaped":    {whole(`"Open":true,"Op\u0065n":true`), []fact{departs(judge.DuplicateKey, "Open", "/Open", "one member Open", "another one")}},
		"duplicate-key: free":       {whole(`"Detail":{"a":1,"a":2}`), []fact{wire(judge.DuplicateKey, "Detail.a", "/Detail/a", "one member a", "another one")}},
		"syntax: empty":             {" ", []fact{wire(judge.Syntax, "", "", "a JSON value", "an empty body")}},
		"syntax: HTML":              {"<html>", []fact{wire(judge.Syntax, "", "", "a JSON value", `"<html>" at byte 0`)}},
		"syntax: cut in a member":   {`{"RequestId":`, []fact{wire(judge.Syntax, "", "/RequestId", "a JSON value", `the end of the body at byte 13`)}},
		"syntax: cut in a text":     {`{"RequestId":"04`, []fact{wire(judge.Syntax, "", "/RequestId", "a complete string", `"\"04" at byte 13`)}},
		"syntax: cut in a list":     {`{"Words":["x"`, []fact{wire(judge.Syntax, "", "/Words/0", ", or ]", `the end of the body at byte 13`)}},
		"syntax: trailing bytes":    {whole("") + "{}", []fact{wire(judge.Syntax, "", "", "the end of the body", `"{}" at byte 92`)}},
		"syntax: control character": {whole("\"Code\":\"a\tb\""), []fact{wire(judge.Syntax, "", "/Code", "a complete string", `"\"a\tb\"}" at byte 99`)}},
		"syntax: trailing comma":    {`{"Open":true,}`, []fact{wire(judge.Syntax, "", "", "a member's name", `"}" at byte 13`)}},
		"encoding: byte order mark": {"\uFEFF" + whole(""), []fact{wire(judge.Encoding, "", "", "no byte order mark", "U+FEFF")}},
		"encoding: invalid UTF-8":   {whole("\"Any\":\"\xff\""), []fact{departs(judge.Encoding, "Any", "/Any", "valid UTF-8", `"�"`)}},
		"encoding: half a pair":     {whole(`"Any":"\ud83d!"`), []fact{departs(judge.Encoding, "Any", "/Any", "surrogates in pairs", `"\\ud83d!"`)}},
		"encoding: in a name":       {whole("\"Detail\":{\"\xff\":1}"), []fact{departs(judge.Encoding, "Detail", "/Detail", "valid UTF-8", `"�"`)}},
		"other-reading: enum":       {whole(`"Arch":"x86_64"`), []fact{departs(judge.OtherReading, "Arch", "/Arch", "X86_64", `"x86_64"`)}},
		"other-reading: type":       {whole(`"Odd":5`), []fact{departs(judge.OtherReading, "Odd", "/Odd", "string", "integer 5")}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := facts(tree.Judge([]byte(test.body)))
			byPath := cmpopts.SortSlices(func(a, b fact) bool { return a.Path+string(a.Kind) < b.Path+string(b.Kind) })
			if diff := cmp.Diff(test.want, got, byPath); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", test.body, diff)
			}
		})
	}
	// Every kind has a case.
	for _, kind := range []judge.Kind{
		judge.WrongType, judge.Coercible, judge.IsNull, judge.EnumUnknown, judge.EnumCase, judge.EnumEmpty, judge.OutOfRange,
		judge.BadLength, judge.BadPattern, judge.BadFormat, judge.TooManyItems, judge.Missing, judge.MissingShown, judge.Undocumented,
		judge.SampleType, judge.Wrapper, judge.BeyondInt64, judge.Precision, judge.DuplicateKey, judge.Syntax, judge.Encoding, judge.OtherReading,
	} {
		found := false
		for name := range tests {
			found = found || name == string(kind) || strings.HasPrefix(name, string(kind)+":")
		}
		if !found {
			t.Errorf("no case for %s", kind)
		}
	}
}
