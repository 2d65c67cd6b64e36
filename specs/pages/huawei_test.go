package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
)

// readFile reads a page as Read does.
func readFile(t testing.TB, file string) *specs.Operation {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	op, err := Read(filepath.Base(file), data, Options{})
	if err != nil {
		t.Fatalf("Read(%s) = %v", file, err)
	}
	return op
}

// sharedFacts returns the facts that every rendition of a page has: text has the
// date and has lost the anchor that names the operation.
func sharedFacts(op *specs.Operation) PageFacts {
	f := Facts(op, "")
	f.Operation, f.Updated = nil, nil
	f.Lost = nil
	for i := range f.Unread {
		f.Unread[i].Line = 0
	}
	return f
}

// TestRenditionsAgree holds the renditions of one page against each other.
func TestRenditionsAgree(t *testing.T) {
	want := sharedFacts(readFile(t, "testdata/huawei-rst/page.rst"))
	for _, file := range []string{"testdata/huawei-html/page.html", "testdata/huawei-text/page.txt"} {
		if diff := cmp.Diff(want, sharedFacts(readFile(t, file)), ignoreLines); diff != "" {
			t.Errorf("%s against the RST (-want +got):\n%s", file, diff)
		}
	}
}

var ignoreLines = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && (f.Name() == "Source" || f.Name() == "Line")
}, cmp.Ignore())

var renditionName = regexp.MustCompile(`-(?:rst\.rst|text\.txt|html\.html)$`)

// TestReferenceRenditionsAgree does the same with the reference pages.
func TestReferenceRenditionsAgree(t *testing.T) {
	files, err := filepath.Glob("../../../shared/pages/otc-*")
	if err != nil || len(files) == 0 {
		t.Skip("no reference pages beside the module")
	}
	groups := map[string][]string{}
	for _, f := range files {
		base := renditionName.ReplaceAllString(filepath.Base(f), "")
		groups[base] = append(groups[base], f)
	}
	for base, files := range groups {
		t.Run(base, func(t *testing.T) {
			want := sharedFacts(readFile(t, files[0]))
			for _, f := range files[1:] {
				if diff := cmp.Diff(want, sharedFacts(readFile(t, f)), ignoreLines); diff != "" {
					t.Errorf("%s against %s (-want +got):\n%s", f, files[0], diff)
				}
			}
		})
	}
}

// cells writes a table as text, for comparison.
func cells(t *table) []string {
	out := []string{strings.Join(t.header, " | ")}
	for _, r := range t.rows {
		var row []string
		for _, c := range r.cells {
			var lines []string
			for _, d := range c.lines {
				text := d.text
				if d.bullet {
					text = strings.Repeat("*", d.level+1) + " " + text
				}
				lines = append(lines, text)
			}
			row = append(row, strings.Join(lines, " / "))
		}
		out = append(out, strings.Join(row, " | "))
	}
	return out
}

func TestRSTTables(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"a cell over several lines", `
+------+-----------------+
| Name | Meaning         |
+======+=================+
| a    | one line        |
|      | and its end     |
|      |                 |
|      | -  **x**: first |
|      |                 |
|      |    more of it   |
|      |                 |
|      | -  y            |
+------+-----------------+`, []string{"Name | Meaning", "a | one line and its end / * x: first / ** more of it / * y"}},
		{"a cell that spans rows", `
+-----+---+
| A   | B |
+=====+===+
| one | 1 |
|     +---+
|     | 2 |
+-----+---+
| two | 3 |
+-----+---+`, []string{"A | B", "one | 1", "one | 2", "two | 3"}},
		{"a cell that spans columns", `
+-----+---+
| A   | B |
+=====+===+
| whole   |
+-----+---+
| two | 3 |
+-----+---+`, []string{"A | B", "whole | ", "two | 3"}},
		{"wide characters", `
+------+------+
| 参数 | 说明 |
+======+======+
| a    | 港口 |
+------+------+`, []string{"参数 | 说明", "a | 港口"}},
		{"a simple table with a continued row", `
==== ======
Name Text
==== ======
a    one
     two
b    three
==== ======`, []string{"Name | Text", "a | one / two", "b | three"}},
		{"two bold spans in a line", `
==== ==========================
Name Text
==== ==========================
a    From **0** to **500**, *so*
==== ==========================`, []string{"Name | Text", "a | From 0 to 500, so"}},
		{"a role at the start of a cell", `
==== =======================
Name Type
==== =======================
a    :ref:` + "`Kind <x_kind>`" + ` object
==== =======================`, []string{"Name | Type", "a | Kind object"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			blocks := rstBlocks(c.in)
			if len(blocks) != 1 || blocks[0].table == nil {
				t.Fatalf("rstBlocks = %d blocks, want one table", len(blocks))
			}
			if diff := cmp.Diff(c.want, cells(blocks[0].table)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestHTMLTables(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"tags that are never closed", `<table><tr><th>Name<th>Meaning<tr><td>a<td>one<tr><td>b<td>two</table>`,
			[]string{"Name | Meaning", "a | one", "b | two"}},
		{"lists inside lists", `<table><tr><th>Name</th><th>Meaning</th></tr><tr><td>a</td><td><p>Options:</p><ul><li><p><b>x</b>: one</p><ul><li>deep</li></ul></li><li>y</li></ul>after</td></tr></table>`,
			[]string{"Name | Meaning", "a | Options: / * x: one / ** deep / * y / after"}},
		{"a cell that spans rows", `<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td rowspan="2">one</td><td>1</td></tr><tr><td>2</td></tr><tr><td>two</td><td>3</td></tr></table>`,
			[]string{"A | B", "one | 1", "one | 2", "two | 3"}},
		{"a table inside a cell", `<table><tr><th>A</th><th>B</th></tr><tr><td>a</td><td>see<table><tr><th>v</th><th>m</th></tr><tr><td>0</td><td>off</td></tr></table></td></tr></table>`,
			[]string{"A | B", "a | see / * 0: off"}},
		{"no header cells", `<table><tr><td>A</td><td>B</td></tr><tr><td>a</td><td>b</td></tr></table>`,
			[]string{"A | B", "a | b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			blocks := htmlBlocks(c.in)
			if len(blocks) != 1 || blocks[0].table == nil {
				t.Fatalf("htmlBlocks = %d blocks, want one table", len(blocks))
			}
			if diff := cmp.Diff(c.want, cells(blocks[0].table)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestTextTables(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"a description that looks like a name", "Parameter\nType\nDescription\ndata\nString\nCount\nnumber\nInteger\nHow many",
			[]string{"Parameter | Type | Description", "data | String | Count", "number | Integer | How many"}},
		{"rows without a description", "Parameter\nMandatory\nType\nDescription\na\nYes\nString\nb\nNo\nInteger\nlast",
			[]string{"Parameter | Mandatory | Type | Description", "a | Yes | String | ", "b | No | Integer | last"}},
		{"a lost requiredness", "Parameter\nMandatory\nType\nDescription\na\nString\nfirst\nb\nNo\nInteger\nlast",
			[]string{"Parameter | Mandatory | Type | Description", "a |  | String | first", "b | No | Integer | last"}},
		{"no type column", "Parameter\nMandatory\nDescription\nid\nYes\nthe ID\n  • one\n  • two",
			[]string{"Parameter | Mandatory | Description", "id | Yes | the ID / * one / * two"}},
		{"a table right below another", "Parameter\nMandatory\nType\nDescription\na\nYes\nString\nfirst\nParameter\nMandatory\nType\nDescription\nb\nNo\nInteger\nlast",
			[]string{"Parameter | Mandatory | Type | Description", "a | Yes | String | first"}},
		{"a field called like a column", "Parameter\nType\nDescription\nmessage\nString\nText\ncode\nString\nNumber",
			[]string{"Parameter | Type | Description", "message | String | Text", "code | String | Number"}},
		{"a field called like a section", "Parameter\nType\nDescription\nrequest\nString\nRequest of the day\nExample Request\nGET /x",
			[]string{"Parameter | Type | Description", "request | String | Request of the day"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			blocks := textBlocks(strings.ReplaceAll(c.in, "\n", "\n\n"))
			if len(blocks) == 0 || blocks[0].table == nil {
				t.Fatalf("textBlocks = %d blocks, want a table first", len(blocks))
			}
			if diff := cmp.Diff(c.want, cells(blocks[0].table)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// paths lists the rows of a section with their depth.
func paths(p *page, kind sectionKind) []string {
	var out []string
	for _, s := range p.sections {
		for _, r := range s.rows {
			if s.kind == kind {
				out = append(out, strings.Repeat(">", r.depth)+r.name)
			}
		}
	}
	return out
}

func TestJoin(t *testing.T) {
	page := func(tables ...string) string {
		return "URI\n\nPOST /v1/{project_id}/x\n\nRequest Parameters\n\n" + strings.ReplaceAll(strings.Join(tables, "\n"), "\n", "\n\n")
	}
	const head = "\nParameter\nMandatory\nType\nDescription\n"
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"by the type's name", page("Table 1 Request body parameters"+head+"a\nYes\nArray of Thing objects\nthings\nb\nNo\nString\ntext", "Table 2 Thing"+head+"c\nNo\nString\ntext"),
			[]string{"a", ">c", "b"}},
		{"by the table's number", page("Table 1 Request parameters"+head+"a\nYes\nObject\nDetails. See Table 2.", "Table 2 Details of it"+head+"c\nNo\nString\ntext"),
			[]string{"a", ">c"}},
		{"by the row's name in the title", page("Table 1 Request parameters"+head+"nics\nYes\nArray of objects\ncards", "Table 2 nics field description"+head+"id\nNo\nString\ntext"),
			[]string{"nics", ">id"}},
		{"one type used twice", page("Table 1 Request parameters"+head+"a\nYes\nThing object\none\nb\nYes\nThing object\ntwo", "Table 2 Thing"+head+"c\nNo\nString\ntext"),
			[]string{"a", ">c", "b", ">c"}},
		{"a type that holds itself", page("Table 1 Request parameters"+head+"a\nYes\nThing object\none", "Table 2 Thing"+head+"c\nNo\nArray of Thing objects\nmore"),
			[]string{"a", ">c"}},
		{"the only structure and the only table", page("Table 1 Request parameters"+head+"a\nYes\nObject\none\nb\nNo\nString\ntwo", "Table 2 Structure of what goes in"+head+"c\nNo\nString\ntext"),
			[]string{"a", ">c", "b"}},
		{"by a title that names a row of another type", page("Table 1 Request parameters"+head+"sails\nYes\nList\nsails\nhold\nNo\nFloat\nthe hold", "Table 2 hold parameters"+head+"size\nNo\nString\ntext"),
			[]string{"sails", "hold", ">size"}},
		{"by the type before the name in the title", page("Table 1 Request parameters"+head+"hold\nNo\nString\nwhere\nholds\nNo\nhold array\nwhat", "Table 2 hold parameters"+head+"size\nNo\nString\ntext"),
			[]string{"hold", "holds", ">size"}},
		{"by a title in a list", page("- Request parameters" + head + "hold\nYes\nObject\nDetails.\ncrew\nNo\nString\nMore.\n\n- Parameters in the crew field" + head + "cook\nNo\nString\ntext\n\n- hold参数说明" + head + "size\nNo\nString\ntext"),
			[]string{"hold", ">size", "crew", ">cook"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, paths(outlineHuawei(textBlocks(c.in)), requestSection)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestValuesFromTable(t *testing.T) {
	in := "URI\n\nGET /v1/x\n\nTable 1 Query Parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nkind\n\nNo\n\nString\n\nKind of ship. For its values, see Table 2.\n"
	blocks := textBlocks(in)
	blocks = append(blocks, block{kind: tableBlock, table: &table{caption: "Table 2 Kinds of ships", header: []string{"Kind of ship", "Meaning"}, rows: []tableRow{
		{cells: []cell{{lines: []descLine{{text: "sail"}}}, {lines: []descLine{{text: "under sail"}}}}},
		{cells: []cell{{lines: []descLine{{text: "steam"}}}, {lines: []descLine{{text: "with an engine"}}}}},
	}}})
	p := outlineHuawei(blocks)
	var got string
	for _, s := range p.sections {
		for _, r := range s.rows {
			got = describe(readProse(r.desc, str))
		}
	}
	if want := "enum sail|steam"; got != want {
		t.Errorf("facts of the row = %q, want %q", got, want)
	}
}

func FuzzProse(f *testing.F) {
	for _, s := range []string{"Valid values:¶•a: b¶•c", "Options: - 0: x - 1: y", "取值如下：a：甲b：乙", "默认值：a", "Valid values: [1, 20]", "**", "•", "Range¶•1 to 2", "“", "\\"} {
		f.Add(s, "string")
	}
	f.Fuzz(func(t *testing.T, s, typ string) {
		for _, ty := range []typeInfo{{Type: specs.Type(typ)}, integer, strs, flag} {
			facts := readProse(lines(s), ty)
			for _, v := range facts.Enum {
				if strings.TrimSpace(v) == "" {
					t.Errorf("an empty value in %q of %q", facts.Enum, s)
				}
			}
			if facts.EnumLost && facts.Enum != nil {
				t.Errorf("values both lost and found: %q", s)
			}
		}
	})
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// rowList is the rows of a section: path, type, and requiredness where stated.
func rowList(rows []RowFacts) []string {
	out := []string{}
	for _, r := range rows {
		s := r.Path
		if r.Type != nil {
			s += " " + string(*r.Type)
		}
		if r.Required != nil && *r.Required != nil && **r.Required {
			s += " required"
		}
		out = append(out, s)
	}
	return out
}

// TestHuaweiTables reads tables whose titles or cells a rendition lost.
func TestHuaweiTables(t *testing.T) {
	tests := []struct {
		name, file, page  string
		operation         string
		request, response []string
	}{
		{
			"tables without titles follow each other", "page.txt",
			"Listing Ferries\nURI\nGET /v1/{project_id}/ferries\n" +
				"|\nParameter |\nMandatory |\nType |\nDescription |\n|---|---|---|---|\n|\nproject_id |\nYes |\nString |\nProject ID. |\n" +
				"|\nParameter |\nMandatory |\nMaximum Length of Characters |\nDescription |\n|---|---|---|---|\n|\nX-Tongue |\nNo |\n8 |\nTongue. |\n" +
				"Response Parameters\nStatus code: 200\n" +
				"| Parameter | Type | Description |\n|---|---|---|\n| total | Integer | Total. |\n| ferries | Array of Ferry objects | Ferries. |\n| crew | Crew object | Crew. |\n" +
				"| Parameter | Type | Description |\n|---|---|---|\n| id | String | Ferry ID. |\n" +
				"| Parameter | Type | Description |\n|---|---|---|\n| cook | String | Cook. |\n",
			"",
			[]string{"project_id string required", "X-Tongue"},
			[]string{"total integer", "ferries array", "ferries[].id string", "crew object", "crew.cook string"},
		},
		{
			"titles without a space, types in brackets", "page.md",
			"# 查询渡船 - ListFerries\n#### 功能介绍\n查询渡船。\n#### URI\nGET /v1/{project_id}/ferries\n表1路径参数 \n| 参数 | 是否必选 | 参数类型 | 描述 |\n|:---|:---|:---|:---|\n| project_id | 是 | String | 项目ID。 |\n" +
				"#### 响应参数\n**状态码： 200**\n表2响应Body参数 \n| 参数 | 参数类型 | 描述 |\n|:---|:---|:---|\n| ferries | Array of [Ferry] objects | 渡船。 |\n| total | Integer | 总数。 |\n" +
				"\n 表3Ferry \n| 参数 | 参数类型 | 描述 |\n|:---|:---|:---|\n| name | String | 名称。 |\n",
			"ListFerries",
			[]string{"project_id string required"},
			[]string{"ferries array", "ferries[].name string", "total integer"},
		},
		{
			"names of types in angle brackets", "page.txt",
			"Finding Ferries\n\nURI\n\nPOST /v1/{project_id}/ferries\n\nRequest\n\nTable 1 Request parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\n" +
				"flags\n\nNo\n\nList<flag>\n\nWanted flags.\n\nnot_flags\n\nNo\n\nList<flag>\n\nUnwanted flags.\n\nTable 2 flag parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nkey\n\nYes\n\nString\n\nThe key.\n",
			"",
			[]string{"flags array", "flags[].key string required", "not_flags array", "not_flags[].key string required"},
			[]string{},
		},
		{
			"requiredness with a case, sub-headings with a colon", "page.txt",
			"查询渡船\n\nURI\n\nGET /v1/ferries\n\n请求参数\n\n表1 请求Header参数(Token认证)\n\n参数\n\n是否必选\n\n参数类型\n\n描述\n\nX-Auth-Token\n\n是(岸上填写)\n\nString\n\n参数解释:\n\n令牌。\n\n约束限制:\n\n不涉及\n\n取值范围:\n\n不涉及\n\nX-Tongue\n\n否\n\nString\n\n参数解释:\n\n语言。\n\n" +
				"响应参数\n\n状态码: 200\n\n表2 响应Body参数\n\n参数\n\n参数类型\n\n描述\n\nferries\n\nList[String]\n\n参数解释:\n\n渡船。\n\n约束限制:\n\n不涉及\n\n状态码: 400\n\n表3 响应Body参数\n\n参数\n\n参数类型\n\n描述\n\nerror_code\n\nString\n\n错误码。\n",
			"",
			[]string{"X-Auth-Token string required", "X-Tongue string"},
			[]string{"ferries array"},
		},
		{
			"tables as lists and as comma-separated values", "page.rst",
			":original_name: ListFerries.html\n\n.. _ListFerries:\n\nListing Ferries\n===============\n\nURI\n---\n\nGET /v1/{project_id}/ferries\n\n" +
				".. list-table:: **Table 1** Query Parameters\n   :header-rows: 1\n\n   * - Parameter\n     - Mandatory\n     - Type\n     - Description\n   * - limit\n     - Yes\n     - Integer\n     - Number.\n   * - sort\n     - No\n     - String\n     - Order.\n\n       - **asc**: up\n       - **desc**: down\n\n" +
				"Response Parameters\n-------------------\n\n.. csv-table:: **Table 2** Response body parameters\n   :header: \"Parameter\", \"Type\", \"Description\"\n\n   \"total\", \"Integer\", \"Total, all piers\"\n   \"names\", \"Array of strings\", \"Names\"\n",
			"ListFerries",
			[]string{"limit integer required", "sort string"},
			[]string{"total integer", "names array"},
		},
		{
			"names and texts alone are left", "page.txt",
			"文档首页/ 渡船/ API参考/ 建造渡船\n更新时间:2025-02-07 GMT+08:00\n分享\n\n建造渡船\n\n功能介绍\n\n建造渡船。\n\nURI\n\nPOST /v1/{project_id}/ferries/{pier}\n\n参数说明请参见表1\n表1 参数说明\n\n名称\n\n是否必选\n\n说明\n\nproject_id\n\n项目ID,获取方法请参见说明。\n\npier\n\n码头。\n\n请求参数\n\n无\n",
			"",
			[]string{"project_id", "pier"},
			[]string{},
		},
		{
			"tables of other titles under URI, types with words behind", "page.rst",
			":original_name: ListFerries.html\n\nListing Ferries\n===============\n\nURI\n---\n\nGET /v1/{project_id}/ferries\n\n" +
				".. table:: **Table 1** What is in the path\n\n   ========== ========= ======\n   Parameter  Mandatory Type\n   ========== ========= ======\n   project_id Yes       String\n   ========== ========= ======\n\n" +
				".. table:: **Table 2** Narrowing down\n\n   ========= ========= =======\n   Parameter Mandatory Type\n   ========= ========= =======\n   limit     No        Integer\n   ========= ========= =======\n\n" +
				"Response\n--------\n\n.. table:: **Table 3** Parameters\n\n   ========= =================================\n   Parameter Type\n   ========= =================================\n   ferries   **boat** array of the **pier** kind\n   ========= =================================\n\n" +
				".. table:: **Table 4** **boat** parameters of **pier**\n\n   ========= ======\n   Parameter Type\n   ========= ======\n   id        String\n   ========= ======\n",
			"ListFerries",
			[]string{"project_id string required", "limit integer"},
			[]string{"ferries array", "ferries[].id string"},
		},
		{
			"an object whose text says that it is a map", "page.txt",
			"Listing Ferries\nURI\nGET /v1/{project_id}/ferries\nResponse Parameters\nTable 1 Response parameters\n| Parameter | Type | Description |\n|---|---|---|\n| piers | Object | By pier. The structure is Map<String, Object>. See Table 2. |\n" +
				"Table 2 What lies at a pier\n| Parameter | Type | Description |\n|---|---|---|\n| id | Long | Ferry ID. |\n",
			"",
			[]string{},
			[]string{"piers map", "piers{}.id integer"},
		},
		{
			"rows that begin without a pipe, a cell a line", "page.txt",
			"Scrapping a Ferry¶\nFunction¶\nScraps a ferry.\nURI¶\nDELETE /v1/{project_id}/ferries/{ferry}\n" +
				"Parameter |\nMandatory |\nType |\nDescription |\n---|---|---|---|\nproject_id |\nYes |\nString |\nProject ID. |\nferry |\nYes |\nString |\nFerry ID,\nas listed. |\n" +
				"Response Parameters¶\nStatus code: 200\nParameter | Type | Description |\n---|---|---|\nscrapped | Boolean | Whether\nit is gone. |\n",
			"",
			[]string{"project_id string required", "ferry string required"},
			[]string{"scrapped boolean"},
		},
		{
			"rows that neither begin nor end with a pipe", "page.txt",
			"Scrapping a Ferry\nURI\nDELETE /v1/{project_id}/ferries\nParameter | Mandatory | Type\n---|---|---\nproject_id | Yes | String\n" +
				"Request Parameters\nTable 2 Request body parameters\nParameter | Mandatory | Type\n---|---|---\nferry | Yes | String\npier | No | String\n",
			"",
			[]string{"project_id string required", "ferry string required", "pier string"},
			[]string{},
		},
		{
			"tables of pipes beside tables of one value a paragraph", "page.txt",
			"Scrapping a Ferry\nURI\nDELETE /v1/{project_id}/ferries/{ferry}\nParameter\nMandatory\nType\nDescription\nferry\nYes\nString\nFerry ID.\n" +
				"Response Parameters\nParameter | Type | Description |\n---|---|---|\nscrapped | Boolean | Whether it is gone. |\nweight | Integer | Weight of the scrap. |\n" +
				"Example Responses\n{\n\"scrapped\": true\n}\n",
			"",
			[]string{"ferry string required"},
			[]string{"scrapped boolean", "weight integer"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			op, err := Read(tt.file, []byte(tt.page), Options{})
			if err != nil {
				t.Fatal(err)
			}
			f := Facts(op, tt.file)
			if diff := cmp.Diff(tt.request, rowList(f.Request)); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.response, rowList(f.Response)); diff != "" {
				t.Errorf("response (-want +got):\n%s", diff)
			}
			if got := text(f.Operation); got != tt.operation {
				t.Errorf("operation %q, want %q", got, tt.operation)
			}
			if title := text(f.Title); title == "" || strings.ContainsAny(title, "/¶") {
				t.Errorf("title %q, want that of the page alone", title)
			}
		})
	}
}

// TestHuaweiHeaderWithoutRows shows that a table whose rows are not found is
// reported.
func TestHuaweiHeaderWithoutRows(t *testing.T) {
	const head = "Mooring a Ferry\n\nURI\n\nPOST /v1/{project_id}/ferries\n\nRequest Parameters\n\n"
	for _, table := range []string{
		"Parameter\n\nMandatory\n\nType\n\nDescription\n\n",
		"Parameter Mandatory Type Description\nferry Yes String The ferry.\n",
		"Parameter | Mandatory | Type | Description |\nferry | Yes | String | The ferry. |\n",
	} {
		op, err := Read("page.txt", []byte(head+table), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(op.Request) > 0 || len(op.Unread) != 1 || op.Unread[0].Line != 9 {
			t.Errorf("Read(%q) = %d rows, unread %v, want line 9 unread", table, len(op.Request), op.Unread)
		}
	}
}

// TestHuaweiPlaces shows where the rows of a request travel, and which sample
// stands for a success.
func TestHuaweiPlaces(t *testing.T) {
	tests := []struct {
		name, file, page, path string
		request, sampleOnly    []string
	}{
		{
			"an example among the items of a section", "page.rst",
			":original_name: MoorFerry.html\n\nMooring a Ferry\n===============\n\nURI\n---\n\n-  URI format\n\n   PUT https://{*Endpoint*}/v1/{*project_id*}/ferries\n\n-  Example\n\n   https://harbour.example.com/v1/12/ferries\n\n" +
				"-  Parameter description\n\n   +------------+-----------+\n   | Name       | Mandatory |\n   +============+===========+\n   | project_id | Yes       |\n   +------------+-----------+\n\n" +
				"Request\n-------\n\n-  Example request\n\n   .. code-block::\n\n      {\"rope\": 3}\n\n-  Parameter description\n\n   +------+-----------+---------+\n   | Name | Mandatory | Type    |\n   +======+===========+=========+\n   | rope | No        | Integer |\n   +------+-----------+---------+\n",
			"/v1/{project_id}/ferries",
			[]string{"project_id path", "rope body"}, nil,
		},
		{
			"a table below the item of an example", "page.rst",
			":original_name: MoorFerry.html\n\nMooring a Ferry\n===============\n\nURI\n---\n\nPUT /v1/{project_id}/ferries\n\n-  Example\n\n   /v1/12/ferries\n\n" +
				"   +------------+-----------+\n   | Name       | Mandatory |\n   +============+===========+\n   | project_id | Yes       |\n   +------------+-----------+\n",
			"/v1/{project_id}/ferries",
			[]string{"project_id path"}, nil,
		},
		{
			"names of headers without a title", "page.txt",
			"Mooring a Ferry\nURI\nPUT /v1/{project_id}/ferries\nRequest Parameters\n| Parameter | Mandatory | Type |\n|---|---|---|\n| X-Auth-Token | Yes | String |\n| Content-Type | No | String |\n" +
				"| Parameter | Mandatory | Type |\n|---|---|---|\n| rope | Yes | Integer |\n",
			"/v1/{project_id}/ferries",
			[]string{"X-Auth-Token header", "Content-Type header", "rope body"}, nil,
		},
		{
			"titles in lists, no template of the path, a sample of a failure", "page.txt",
			"Mooring a Ferry\nURI\n- URI parameters\nParameter\nMandatory\nType\nDescription\nferry\nYes\nString\nFerry ID.\nRequest Parameters\n- Parameters in the request header\nParameter\nMandatory\nType\nDescription\ntongue\nYes\nString\nTongue. Table 2 of project X-Auth-Token.\n" +
				"Response Parameters\n- Example response (request failed)\n{ \"error\": { \"code\": 404 } }\nStatus Codes\nStatus Code |\nDescription |\n---|---|\n204 |\nMoored. |\n",
			"",
			[]string{"ferry ", "tongue header"}, nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			op, err := Read(tt.file, []byte(tt.page), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var request []string
			for _, r := range op.Request {
				request = append(request, r.Path+" "+r.In)
			}
			if diff := cmp.Diff(tt.request, request); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if op.URLPath != tt.path {
				t.Errorf("path %q, want %q", op.URLPath, tt.path)
			}
			if diff := cmp.Diff(tt.sampleOnly, op.SampleOnly); diff != "" {
				t.Errorf("only in the sample (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHuaweiWires shows where the fields of a response sit in the body.
func TestHuaweiWires(t *testing.T) {
	const head = ":original_name: ListFerries.html\n\nListing Ferries\n===============\n\nURI\n---\n\nGET /v1/{project_id}/ferries\n\nResponse\n--------\n\n"
	const headers = ".. table:: **Table 1** Response header parameters\n\n   ============= ======\n   Parameter     Type\n   ============= ======\n   Content-Range String\n   ============= ======\n\n"
	const fields = ".. table:: **Table 3** Ferry\n\n   ========= ======\n   Parameter Type\n   ========= ======\n   id        Long\n   ========= ======\n\n"
	const sample = "Example Responses\n-----------------\n\n.. code-block::\n\n   "
	tests := []struct {
		name, page        string
		wires             []string
		hidden, undefined []string
	}{
		{
			"a body that is an array", headers + ".. table:: **Table 2** Response body parameters\n\n   ========= ======================\n   Parameter Type\n   ========= ======================\n   [items]   Array of Ferry objects\n   ========= ======================\n\n" + fields + sample + `[ {"id": 7, "name": "Anna"} ]` + "\n",
			[]string{"Content-Range", "[].id"},
			nil, []string{"[].name"},
		},
		{
			"samples joined by or", ".. table:: **Table 2** Response body parameters\n\n   ========= ======\n   Parameter Type\n   ========= ======\n   id        Long\n   berth     String\n   error     Object\n   ========= ======\n\n" + sample + `{"id": 7}` + "\n\nor\n\n.. code-block::\n\n   " + `{"berth": "a", "pier": 2}` + "\n\nor\n\n.. code-block::\n\n   " + `{"error": {"code": "H1", "message": "Full."}}` + "\n",
			[]string{"id", "berth", "error"},
			[]string{"error"}, []string{"pier"},
		},
		{
			"without a sample", headers + ".. table:: **Table 2** Response body parameters\n\n   ========= ======================\n   Parameter Type\n   ========= ======================\n   [*Array*] Array of Ferry objects\n   ========= ======================\n\n" + fields,
			[]string{"Content-Range", "[].id"},
			nil, nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			op, err := Read("page.rst", []byte(head+tt.page), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var wires []string
			for _, r := range Facts(op, "page.rst").Response {
				wires = append(wires, r.Wire)
			}
			if diff := cmp.Diff(tt.wires, wires); diff != "" {
				t.Errorf("wires (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.hidden, op.NotInSample); diff != "" {
				t.Errorf("not in the sample (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.undefined, op.SampleOnly); diff != "" {
				t.Errorf("only in the sample (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHuaweiHead shows what names a page among what a site puts around it.
func TestHuaweiHead(t *testing.T) {
	const uri = "URI\n\nGET /v1/{project_id}/ferries\n\nRequest\n\nTable 1 Request parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nrope\n\nNo\n\nString\n\nRope.\n"
	tests := []struct{ name, page, title, operation, updated string }{
		{"a trail with signs", "Help Center> Harbour> API Reference> Mooring a Ferry\nUpdated on 2024-03-21 GMT+08:00\n\nMooring a Ferry\n\nFunction\n\nMoors a ferry.\n\n" + uri,
			"Mooring a Ferry", "", "2024-03-21"},
		{"a repository's page", "3\n0\nforked from docs/harbour\nharbour/docs/api/moor.html\nReviewed-by: A Master <master@harbour.example>\n2 KiB\nMooring a Ferry\nDescription\n- API name\nMoorFerry\n- Function\nMoors a ferry.\n" + uri,
			"Mooring a Ferry", "MoorFerry", ""},
		{"no section before the path", "Mooring a Ferry\n\nThis operation moors a ferry at a pier.\n\n" + uri,
			"Mooring a Ferry", "", ""},
		{"a heading above a list", "# 停泊渡船<a name=\"h_51\"></a>\n\n## 功能介绍\n\n-   接口名称\n\n    MoorFerry\n\n-   功能描述\n\n    停泊渡船。\n\n## " + uri,
			"停泊渡船", "MoorFerry", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := "page.txt"
			if strings.HasPrefix(tt.page, "#") {
				file = "page.md"
			}
			op, err := Read(file, []byte(tt.page), Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := []string{op.Page.Title, op.Address.Name, op.Page.Edition}
			if diff := cmp.Diff([]string{tt.title, tt.operation, tt.updated}, got); diff != "" {
				t.Errorf("title, operation, date (-want +got):\n%s", diff)
			}
		})
	}
}
