package pages

import (
	"bytes"
	"strings"
	"testing"

	"github.com/concord-dev/concord/specs"
	"github.com/google/go-cmp/cmp"
)

func TestParseSample(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", `{"A": 1, "B": [true, null, "x"], "C": {"D": 1.5}}`, `{"A":1,"B":[true,null,"x"],"C":{"D":1.5}}`},
		{"outer braces stripped", "\n    \"A\": \"b\"\n\n", `{"A":"b"}`},
		{"backslash at line ends", "{\\\n\"A\": [\\\n1,\\\n2\\\n]\\\n}", `{"A":[1,2]}`},
		{"comment line", "//json response\n{\n\"A\": 1 // one\n}", `{"A":1}`},
		{"status line and headers", "HTTP/1.1 200 OK\nContent-Type:application/json\n\n[ \"a\" ]", `["a"]`},
		{"missing comma", "{\n\"A\": {\"B\": 1}\n\"C\": 2\n}", `{"A":{"B":1},"C":2}`},
		{"trailing comma", `{"A": [1, 2,], "B": 3,}`, `{"A":[1,2],"B":3}`},
		{"ellipsis", `{"A": [{"B": 1}, ...]}`, `{"A":[{"B":1}]}`},
		{"cut off", `{"A": {"B": "c`, `{"A":{"B":"c"}}`},
		{"text behind", "{\"A\": 1}Error codes", `{"A":1}`},
		{"string without its end", "{\n\"A\": \"b,\n\"C\": 1\n}", `{"A":"b","C":1}`},
		{"letter case of words", `{"A": True, "B": None}`, `{"A":true,"B":null}`},
		{"value left out", `{"A": , "B": 1}`, `{"A":null,"B":1}`},
		{"prose", "The answer is empty and there is nothing more to say about it.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got bytes.Buffer
			if n := parseSample(tt.in); n != nil {
				n.appendJSON(&got)
			}
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Errorf("parseSample(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestParseType(t *testing.T) {
	tests := []struct {
		in         string
		typ, items specs.Type
		name       string
	}{
		{"String", specs.String, "", ""},
		{"long", specs.Integer, "", ""},
		{"Float", specs.Number, "", ""},
		{"Struct", specs.Object, "", ""},
		{"array<object>", specs.Array, specs.Object, ""},
		{"array<string>", specs.Array, specs.String, ""},
		{"object []", specs.Array, specs.Object, ""},
		{"Array of strings", specs.Array, specs.String, ""},
		{"Array of String", specs.Array, specs.String, ""},
		{"Array of ImageInfo objects", specs.Array, specs.Object, "ImageInfo"},
		{"Array of LifecycleHook", specs.Array, specs.Object, "LifecycleHook"},
		{"RepeatList", specs.Array, "", ""},
		{"List[String]", specs.Array, specs.String, ""},
		{"List<tag>", specs.Array, specs.Object, "tag"},
		{"Array of [Ferry] objects", specs.Array, specs.Object, "Ferry"},
		{"ImageInfo object", specs.Object, "", "ImageInfo"},
		{"Map", specs.Map, "", ""},
		{"String to string map", specs.Map, "", ""},
		{"ShareGroupType", "", "", "ShareGroupType"},
		{"", "", "", ""},
	}
	for _, tt := range tests {
		typ, items := parseType(tt.in)
		if typ != tt.typ || items != tt.items || typeName(tt.in) != tt.name {
			t.Errorf("type %q = %q of %q named %q, want %q of %q named %q", tt.in, typ, items, typeName(tt.in), tt.typ, tt.items, tt.name)
		}
	}
}

func TestSplitError(t *testing.T) {
	tests := []struct{ in, code, message, description string }{
		{"NoSuchPotThe pot %s does not exist.Check the pot.", "NoSuchPot", "The pot %s does not exist.", "Check the pot."},
		{"Pot.LockedThe pot is locked.The pot is locked.", "Pot.Locked", "The pot is locked.", "The pot is locked."},
		{"MissingLidIdLidId is mandatory.-", "MissingLidId", "LidId is mandatory.", "-"},
		{"DbErrorA database error occurred.-", "DbError", "A database error occurred.", "-"},
		{"QuotaExceed.Pot%s壶的数量已达上限。", "QuotaExceed.Pot", "%s", "壶的数量已达上限。"},
		{"Lid.LooseByPotLooseByPot error.Check the lid.", "Lid.LooseByPot", "LooseByPot error.", "Check the lid."},
		{"PotLimit%sThe number of pots is used up.", "PotLimit", "%s", "The number of pots is used up."},
		{"BadPotBad potYour pot leaks.", "BadPot", "Bad pot", "Your pot leaks."},
		{"Bad.%sThe value of %s is bad.-", "Bad.%s", "The value of %s is bad.", "-"},
		{"BadTag.MismatchThe Tag.n.Key and Tag.n.Value do not match.-", "BadTag.Mismatch", "The Tag.n.Key and Tag.n.Value do not match.", "-"},
		{"NoFilter.FoundThe error message returned because there is none.", "NoFilter.Found", "", "The error message returned because there is none."},
	}
	for _, tt := range tests {
		code, rest := splitCode(tt.in, false, []string{"LidId"})
		message, description := splitMessage(rest)
		description = strings.TrimSpace(description)
		if strings.HasSuffix(tt.in, "-") && description == "" {
			description = "-"
		}
		if code != tt.code || message != tt.message || description != tt.description {
			t.Errorf("%q = %q, %q, %q; want %q, %q, %q", tt.in, code, message, description, tt.code, tt.message, tt.description)
		}
	}
}

func TestSegmentHeader(t *testing.T) {
	tests := []struct {
		in     string
		want   header
		parted bool
	}{
		{"ParameterTypeRequiredDescriptionExample", header{nameColumn, typeColumn, requiredColumn, descColumn, exampleColumn}, false},
		{"Parameter nameTypeDescription", header{nameColumn, typeColumn, descColumn}, false},
		{"HTTP status codeError codeError messageDescription", header{statusColumn, codeColumn, messageColumn, descColumn}, false},
		{"HttpCode错误码错误信息描述", header{statusColumn, codeColumn, messageColumn, descColumn}, false},
		{"参数类型必填描述示例值", header{nameColumn, typeColumn, requiredColumn, descColumn, exampleColumn}, false},
		{"名稱 類型 是否必選 樣本值 描述", header{nameColumn, typeColumn, requiredColumn, exampleColumn, descColumn}, true},
		{"Error code Error message HTTP status code Meaning", header{codeColumn, messageColumn, statusColumn, descColumn}, true},
		{"Description", nil, false},
		{"Parameters of the request", nil, false},
	}
	for _, tt := range tests {
		h, parted, ok := segmentHeader(tt.in)
		if !ok {
			h = nil
		}
		if diff := cmp.Diff(tt.want, h); diff != "" || parted != tt.parted && tt.want != nil {
			t.Errorf("segmentHeader(%q): parted %t, want %t (-want +got):\n%s", tt.in, parted, tt.parted, diff)
		}
	}
}

// TestNest places rows of tables that lost their nesting.
func TestNest(t *testing.T) {
	tests := []struct {
		name   string
		kind   sectionKind
		rows   string // name and type, and an example behind a tilde, one row a line
		sample string
		want   []string // path, and behind a blank the wire path where it differs
	}{
		{
			"a wrapper of the sample", responseSection,
			"Pots array<object>\nPot object\nId string\nTotal integer",
			`{"Pots": {"Pot": [{"Id": "a"}]}, "Total": 1}`,
			[]string{"Pots Pots.Pot[]", "Pots[].Id Pots.Pot[].Id", "Total"},
		},
		{
			"a structure behind an array of texts", requestSection,
			"Kinds array<string>\nLid object\nDepth float",
			``,
			[]string{"Kinds Kinds[]", "Lid", "Lid.Depth"},
		},
		{
			"an item row that is no wrapper", responseSection,
			"Pots array<object>\nPotInfo object\nId string",
			`{"Pots": [{"Id": "a"}]}`,
			[]string{"Pots Pots[]", "Pots[].Id"},
		},
		{
			"the array's own name again", responseSection,
			"pots array<object>\npots object\nid string",
			`{"pots": [{"id": "a"}]}`,
			[]string{"pots pots[]", "pots[].id"},
		},
		{
			"one bare object for the items", responseSection,
			"Pots Array of Pot\nPot\nId String\nLid String",
			`{"Pots": {"Pot": {"Id": "a", "Lid": "b"}}}`,
			[]string{"Pots Pots.Pot[]", "Pots[].Id Pots.Pot[].Id", "Pots[].Lid Pots.Pot[].Lid"},
		},
		{
			"a member after the items that belongs above", responseSection,
			"Data object\nPots array<object>\nobject\nId string\nPageSize integer",
			`{"Data": {"Pots": [{"Id": "a"}], "PageSize": 1}}`,
			[]string{"Data", "Data.Pots Data.Pots[]", "Data.Pots[].Id", "Data.PageSize"},
		},
		{
			"one name at two depths, absent from the inner sample", responseSection,
			"Pots array<object>\nPot object\nLids array<object>\nLid object\nStatus string\nSize string\nStatus string",
			`{"Pots": {"Pot": [{"Lids": {"Lid": [{"Size": "1"}]}, "Status": "on"}]}}`,
			[]string{
				"Pots Pots.Pot[]", "Pots[].Lids Pots.Pot[].Lids.Lid[]", "Pots[].Lids[].Status Pots.Pot[].Lids.Lid[].Status",
				"Pots[].Lids[].Size Pots.Pot[].Lids.Lid[].Size", "Pots[].Status Pots.Pot[].Status",
			},
		},
		{
			"key and Key", requestSection,
			"Tag object []\nkey string\nKey string\nFilter object []\nKey string\nDryRun boolean", "",
			[]string{"Tag Tag[]", "Tag[].key", "Tag[].Key", "Filter Filter[]", "Filter[].Key", "DryRun"},
		},
		{
			"names that spell their nesting", requestSection,
			"Tag.N.Key String\nTag.1.Value String\nPotId.N RepeatList\nFilter.Name String", "",
			[]string{"Tag[].Key", "Tag[].Value", "PotId PotId[]", "Filter.Name"},
		},
		{
			"structures side by side without a sample", requestSection,
			"CopperPotSpec object\nCopperUrl string\nCopperCredential object\nServer string\nUserName string\nIronPotSpec object\nId string", "",
			[]string{
				"CopperPotSpec", "CopperPotSpec.CopperUrl", "CopperPotSpec.CopperCredential", "CopperPotSpec.CopperCredential.Server",
				"CopperPotSpec.CopperCredential.UserName", "IronPotSpec", "IronPotSpec.Id",
			},
		},
		{
			"an object around the whole answer", responseSection,
			"Id string\nLids array\nstring",
			`{"ListPotsResponse": {"Id": "a", "Lids": ["b"]}}`,
			[]string{"Id ListPotsResponse.Id", "Lids ListPotsResponse.Lids[]"},
		},
		{
			"an answer that is an array", responseSection,
			"array<object>\nobject\nId string\nLid object\nName string",
			`[{"Id": "a", "Lid": {"Name": "b"}}]`,
			[]string{"Id [].Id", "Lid [].Lid", "Lid.Name [].Lid.Name"},
		},
		{
			"an object with free keys", requestSection,
			"Labels object\n string\nSpouts array<object>\n object\nSide integer\nClientToken string", "",
			[]string{"Labels", "Spouts Spouts[]", "Spouts[].Side", "ClientToken"},
		},
		{
			"a map's values", responseSection,
			"Labels map\n string\nId string",
			`{"Labels": {"a": "b"}, "Id": "x"}`,
			[]string{"Labels", "Id"},
		},
		{
			"lists side by side of which no item is described", responseSection,
			"Pots Array of Pot\nPot\nKinds List\nLids List\nHandles List\nSpouts Array of SpoutInfo\nSpoutInfo\nSides List\nName String",
			`{"Pots": {"Pot": [{"Kinds": {"Kind": ["a"]}, "Name": "b"}]}}`,
			[]string{
				"Pots Pots.Pot[]", "Pots[].Kinds Pots.Pot[].Kinds.Kind[]", "Pots[].Lids Pots.Pot[].Lids[]", "Pots[].Handles Pots.Pot[].Handles[]",
				"Pots[].Spouts Pots.Pot[].Spouts[]", "Pots[].Spouts[].Sides Pots.Pot[].Spouts[].Sides[]", "Pots[].Name Pots.Pot[].Name",
			},
		},
		{
			"a list that the sample shows by another name", responseSection,
			"Pots Array of Pot\nPot\nLid Struct\nSide String\nId String\nSpouts Array of Spout\nSpout\nWidth String\nName String\nTotal Integer",
			`{"Total": 1, "TeaPots": {"TeaPot": [{"Id": "a", "Name": "b", "Spouts ": {"Spout": [{"Width": "1"}]}, "Lid": {"Side": "l"}}]}}`,
			[]string{
				"Pots Pots[]", "Pots[].Lid", "Pots[].Lid.Side", "Pots[].Id", "Pots[].Spouts Pots[].Spouts[]",
				"Pots[].Spouts[].Width", "Pots[].Name", "Total",
			},
		},
		{
			"a structure whose example lacks the next row", requestSection,
			"Labels object ~ {\"Colour\": \"red\"}\nPurge string\nLid object ~ {\"Side\": 1}\nSide integer", "",
			[]string{"Labels", "Purge", "Lid", "Lid.Side"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var rows []row
			for _, line := range strings.Split(tt.rows, "\n") {
				line, example, _ := strings.Cut(line, " ~ ")
				name, typ, ok := strings.Cut(line, " ")
				if x, _ := parseType(line); !ok && x != "" {
					name, typ = "", line
				}
				rows = append(rows, row{name: name, typ: typ, example: strings.Fields(example), depth: -1})
			}
			sample := parseSample(tt.sample)
			f := nest(rows, make([]string, len(rows)), tt.kind, sample, nil, nil)
			f.wires(sample)
			var got []string
			for _, x := range f.fields {
				s := x.path
				if x.wire != x.path {
					s += " " + x.wire
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
		})
	}
}
