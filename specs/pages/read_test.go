package pages_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concord-dev/concord/specs/pages"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expected facts in testdata")

// shared returns a directory of reference pages beside the module, and skips
// the test where the machine has none.
func shared(t testing.TB, dir string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(p); err != nil {
		t.Skipf("no reference pages: %v", err)
	}
	return p
}

func facts(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	op, err := pages.Read(filepath.Base(file), data, pages.Options{})
	if err != nil {
		t.Fatalf("Read(%s) = %v", filepath.Base(file), err)
	}
	out, err := json.MarshalIndent(pages.Facts(op, filepath.Base(file)), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// TestRead reads the synthetic pages under testdata, one or more for each
// rendition, and compares all their facts.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*/page.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages under testdata: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			got := facts(t, file)
			golden := filepath.Join(filepath.Dir(file), "facts.json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("facts of %s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// TestExpectedFacts compares with the facts that people read off the reference
// pages: everything that facts.md calls hard.
func TestExpectedFacts(t *testing.T) {
	expected := shared(t, "expected")
	files, err := filepath.Glob(filepath.Join(expected, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			page := filepath.Join(shared(t, "pages"), name)
			if _, err := os.Stat(page); err != nil {
				page = filepath.Join(shared(t, "seeds"), name)
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, got := normal(t, data), normal(t, facts(t, page))
			got.forget(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("facts of %s (-want +got):\n%s", name, diff)
			}
		})
	}
}

// pageFacts are the facts that are judged.
type pageFacts struct {
	Head          map[string]any
	Request       []map[string]any
	Response      []map[string]any
	Errors        []map[string]any
	StatusCodes   []map[string]any
	SampleOnly    []string
	NotInSample   []string
	Contradiction []map[string]any
	Lost          []string
}

var judged = []string{"path", "wire", "in", "type", "items", "required", "enum", "min", "max", "minLength", "maxLength", "default", "deprecated"}

func normal(t *testing.T, data []byte) pageFacts {
	t.Helper()
	var raw struct {
		Request, Response, Errors, StatusCodes, Contradictions, Lost []map[string]any
		SampleOnly, DocumentedNotInSample                            []string
	}
	var head map[string]any
	if err := errors.Join(json.Unmarshal(data, &raw), json.Unmarshal(data, &head)); err != nil {
		t.Fatal(err)
	}
	f := pageFacts{Head: map[string]any{}, SampleOnly: raw.SampleOnly, NotInSample: raw.DocumentedNotInSample}
	for _, k := range []string{"operation", "title", "updated", "protocol", "action", "version", "method", "urlPath"} {
		f.Head[k] = head[k]
	}
	f.Request, f.Response = keep(raw.Request, append(judged, "soft")), keep(raw.Response, append(judged, "soft"))
	f.Errors = keep(raw.Errors, []string{"status", "code", "message"})
	for _, e := range f.Errors {
		if m, ok := e["message"].(string); ok {
			e["message"] = strings.TrimRight(strings.Join(strings.Fields(m), " "), ". ")
		}
	}
	f.StatusCodes = keep(raw.StatusCodes, []string{"status", "text"})
	f.Contradiction = keep(raw.Contradictions, []string{"wire", "kind", "documented", "sample"})
	for _, l := range raw.Lost {
		switch l["fact"] {
		case "enum", "required", "table":
			s := func(k string) string { v, _ := l[k].(string); return v }
			f.Lost = append(f.Lost, s("fact")+" "+s("section")+" "+s("path"))
		}
	}
	return f
}

func keep(rows []map[string]any, keys []string) []map[string]any {
	var out []map[string]any
	for _, r := range rows {
		o := map[string]any{}
		for _, k := range keys {
			v, ok := r[k]
			if !ok || v == nil {
				continue
			}
			if w, ok := v.(string); ok && k == "wire" {
				v = strings.TrimSuffix(w, "[]")
			}
			o[k] = v
		}
		out = append(out, o)
	}
	return out
}

// forget drops from got what the expected facts do not judge: soft
// attributes, and items and in where the page does not tell.
func (got *pageFacts) forget(want pageFacts) {
	for _, pair := range [][2][]map[string]any{{want.Request, got.Request}, {want.Response, got.Response}} {
		for i, w := range pair[0] {
			if i >= len(pair[1]) {
				break
			}
			g := pair[1][i]
			soft, _ := w["soft"].([]any)
			for _, k := range soft {
				delete(g, k.(string))
			}
			for k := range w {
				for _, s := range soft {
					if k == s {
						delete(w, k)
					}
				}
			}
			delete(w, "soft")
			for _, k := range []string{"items", "in"} {
				if _, ok := w[k]; !ok {
					delete(g, k)
				}
			}
			if _, ok := w["wire"]; !ok {
				delete(g, "wire")
			}
		}
	}
}

// TestReferencePages reads every reference page: none may fail, and none may
// be without rows.
func TestReferencePages(t *testing.T) {
	for _, dir := range []string{"pages", "seeds"} {
		root := shared(t, dir)
		entries, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() == "FORMATS.md" || e.Name() == "INDEX.tsv" {
				continue
			}
			t.Run(e.Name(), func(t *testing.T) {
				data, err := os.ReadFile(filepath.Join(root, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				op, err := pages.Read(e.Name(), data, pages.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if len(op.Request) == 0 {
					t.Errorf("no request rows")
				}
				if op.Address.Name == "" && op.URLPath == "" {
					t.Errorf("neither operation nor path")
				}
			})
		}
	}
}

func TestNotAPage(t *testing.T) {
	tests := []struct {
		name, data, want string
	}{
		{"empty", " \n\n", "not an API page: it is empty"},
		{"prose", "# Terms of service\n\nThese terms bind you.\n", "not an API page: no table of request parameters, response parameters or error codes, and no sample"},
		{"other table", "# Prices\n\n|Size|Price|\n|---|---|\n|small|1|\n", "not an API page: no table of request parameters, response parameters or error codes, and no sample"},
		{"binary", "\x00\x01\x02\xff\xfe", "not an API page: no table of request parameters, response parameters or error codes, and no sample"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := pages.Read("page.md", []byte(tt.data), pages.Options{})
			if !errors.Is(err, pages.ErrNotAPage) {
				t.Fatalf("Read = %v, want ErrNotAPage", err)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	_, err := pages.Read("page.md", make([]byte, pages.MaxSize+1), pages.Options{})
	if !errors.Is(err, pages.ErrNotAPage) {
		t.Fatalf("Read = %v, want ErrNotAPage", err)
	}
}

// TestPipeRows reads rows whose pipes differ from those of their table.
func TestPipeRows(t *testing.T) {
	const page = "Queries piers.\nRequest parameters\nParameter | Type | Required | Description | Example |\nCode | string | Yes | The code. | c1 |\n" +
		"Kind | string | No | The kind. Valid values:<ul><li>car: cars</li><li>foot: people</li></ul> | car |\n| Decks | array | No | The decks. | |\nstring | No | The deck. Valid values:\n| upper |\n" +
		"Response elements\nElement | Type | Description | Example |\nobject | The answer. | ||\nPiers | array<object> | The piers. |\n|\narray<object> | One pier. |\n|\nName | string | The name. | p |\n" +
		"Examples\nSuccess response\nJSON format\n{\n\"Piers\": [ { \"Name\": \"p\" } ]\n}\n" +
		"Error codes\n|HttpCode|Error codes|Error message|Description|\n|---|---|---|---|\n|400|Pier.Gone|The pier is gone.|Look elsewhere.|\n"
	op, err := pages.Read("page.md", []byte(page), pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := pages.Facts(op, "page.md")
	var got []string
	for _, r := range append(f.Request, f.Response...) {
		got = append(got, r.Path+" "+string(*r.Type)+" "+string(r.Items)+strings.Join(r.Enum, "|"))
	}
	want := []string{"Code string ", "Kind string car|foot", "Decks array string", "Piers array object", "Piers[].Name string "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(f.Errors) != 1 || len(f.Contradicts) != 0 || f.Title != nil {
		t.Errorf("errors %v, contradictions %v, title %v; want one error", f.Errors, f.Contradicts, f.Title)
	}
}

// TestMemberHeadings reads the members of a row under a heading of their own.
func TestMemberHeadings(t *testing.T) {
	const page = "# GetPier\n\n## Request parameters\n\n|Parameter|Type|Required|Description|\n|Berths|String|No|The berths. Valid values:**3**,**5**, and**7**.|\n\n" +
		"## Response parameters {#section_2 .section}\n\n|Parameter|Type|Description|\n|Pier|[Pier parameters](#section_3)|The pier.|\n|Total|Long|All.|\n\n" +
		"## Pier parameters {#section_3 .section}\n\n|Parameter|Type|Description|\n|Name|String|The name.|\n\n" +
		"## Crew parameters\n\n|Parameter|Type|Description|\n|Cook|String|The cook.|\n\n" +
		"## Examples\n\nSample responses\n\n```\n{ \"Pier\": { \"Name\": \"n\" }, \"Total\": 1 }\n```\n"
	op, err := pages.Read("page.md", []byte(page), pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := pages.Facts(op, "page.md")
	var got []string
	for _, r := range append(f.Request, f.Response...) {
		got = append(got, r.Path+" "+strings.Join(r.Enum, "|"))
	}
	want := []string{"Berths 3|5|7", "Pier ", "Pier.Name ", "Total "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(f.Unread) != 1 || !strings.Contains(f.Unread[0].Text, "Cook") {
		t.Errorf("unread %v, want the row of a structure that no row names", f.Unread)
	}
}

// TestSharedMembers reads a table that two rows link to: it has members for the
// first, and says that those of the second are not read.
func TestSharedMembers(t *testing.T) {
	const page = "## Request parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n" +
		"|Link|String|No|[Back](#).|\n|Bow|Object|No|See [Rope](#rope).|\n|Stern|Object|No|See [Rope](#rope).|\n\n" +
		"## Rope {#rope}\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|Knot|String|No|The knot.|\n\n" +
		"## Ferries\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|Deck|String|No|The deck.|\n"
	want := []string{"request Link string", "request Bow object", "request Bow.Knot string", "request Stern object",
		"unread Stern Object", "unread Deck | String | No | The deck."}
	if diff := cmp.Diff(want, readLines(t, page)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// TestManyMembers reads more tables of members than are put between the rows of
// a page: those beyond are unread, not dropped.
func TestManyMembers(t *testing.T) {
	const most, more = 500, 3
	var b strings.Builder
	b.WriteString("## Request parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n")
	for i := range most + more {
		fmt.Fprintf(&b, "|Rope%d|Object|No|The rope.|\n", i)
	}
	for i := range most + more {
		fmt.Fprintf(&b, "\n## Rope%d parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|Knot|String|No|The knot.|\n", i)
	}
	op, err := pages.Read("page.md", []byte(b.String()), pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f := pages.Facts(op, "page.md"); len(f.Request) != most+more+most || len(f.Unread) != more {
		t.Errorf("%d rows and %d unread, want %d and %d", len(f.Request), len(f.Unread), most+more+most, more)
	}
}

// TestAlibabaTables reads what tables of Alibaba Cloud's pages have that their
// layouts do not: separators, pipes and code where none are expected, and
// structures whose rows stand elsewhere.
func TestAlibabaTables(t *testing.T) {
	tests := []struct {
		name, page string
		// want is one row a line: its section, path, wire path where it differs, type and
		// values; then errors, losses but those of the head, and what is unread.
		want []string
	}{
		{
			"separators of one dash",
			"## Request parameters\n\n|Name|Type|Required|Description|\n|:-|:-|:---|-:|\n|PierId|String|Yes|The pier.|\n\n" +
				"## Response parameters\n\n|Name|Type|Description|\n|-|-|-|\n|Deck|String|The deck.|\n|Plank|-|-|\n",
			[]string{"request PierId string", "response Deck string", "response Plank"},
		},
		{
			"pipes inside the last cell",
			"## Request parameters\n\n|Name|Type|Required|Example|Description|\n|---|---|---|---|---|\n|Lamp|String|No|on|The lamp, `on|off`.\n\n |\n" +
				"|Mask|String|No|a\\*\\*\\*\\*|Any of `a-z` and ~|{}.\n\n Default value: **x**\n\n |\n|Bell|String|No|**|The bell. **a | b**|\n" +
				"|Last|String|No|x|Either a | b\n|Next|String|No|x|Next.|\n",
			[]string{"request Lamp string", "request Mask string x", "request Bell string", "request Last string", "request Next string"},
		},
		{
			"code inside a cell",
			"## Request parameters\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|Word|String|No|Signs allowed:\n\n ```\n(|)\n# Piers\n```\n\n Not empty.\n\n |\n|Next|String|No|Next.|\n\n" +
				"## Error codes\n\n|HttpCode|Error code|Error message|Description|\n|---|---|---|---|\n|400|Pier.Gone|Gone.|-|\n",
			[]string{"request Word string", "request Next string", "error 400 Pier.Gone: Gone."},
		},
		{
			"code without an end, and a table without rows",
			"## Request parameters\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|Word|String|No|Word.|\n\n```\ncode\n\n" +
				"## Response parameters\n\n|Name|Type|Description|\n|---|---|---|\n\n## Error codes\n\n|HttpCode|Error code|Error message|Description|\n|---|---|---|---|\n",
			[]string{"request Word string", "lost errors table", "lost response table"},
		},
		{
			"a column of types under another name",
			"## Request parameters\n\n|Name |Parameters|Required|Description|\n|:----|:---------|:-------|:----------|\n|PierId|String|Yes|The pier.|\n|Deck|Integer | No|The deck.|\n",
			[]string{"request PierId string", "request Deck integer"},
		},
		{
			"types in tables of their own",
			"## Request parameters\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|PierId. N|String|No|The piers.|\n\n" +
				"## Response parameters\n\n|Name|Type|Description|\n|---|---|---|\n|Piers|PierSetType|The piers.|\n|Total|Integer|All.|\n\n" +
				"PierSetType is a set of PierItemTypes.\n\n|Name|Type|Description|\n|---|---|---|\n|Pier|PierItemType|A pier.|\n\n" +
				"Attributes of the PierItemType:\n\n|Name|Type|Description|\n|---|---|---|\n|PierId|String|The pier.|\n|Deck.Width|Integer|How wide.|\n|Lamps|LampSetType|The lamps.|\n|Owner|OwnerType|Whose.|\n|Open|Bool|Open.|\n\n" +
				"LampSetType is a set of LampItemTypes.\n\n|Name|Type|Description|\n|---|---|---|\n|Lamp|LampItemType|A lamp.|\n\n" +
				"Attributes of the LampItemType:\n\n|Name|Type|Description|\n|---|---|---|\n|Colour|String|The colour.|\n\n" +
				"Attributes of OwnerType:\n\n|Name|Type|Description|\n|---|---|---|\n|Total|String|What they own.|\n\n" +
				"## Response example\n\n```\n{ \"Piers\": { \"Pier\": [ { \"PierId\": \"p\" } ] }, \"Total\": 1 }\n```\n",
			[]string{
				"request PierId array of string", "response Piers (Piers.Pier[])", "response Piers[].PierId (Piers.Pier[].PierId) string",
				"response Piers[].Deck.Width (Piers.Pier[].Deck.Width) integer", "response Piers[].Lamps (Piers.Pier[].Lamps[])",
				"response Piers[].Lamps[].Colour (Piers.Pier[].Lamps[].Colour) string", "response Piers[].Owner (Piers.Pier[].Owner)",
				"response Piers[].Owner.Total (Piers.Pier[].Owner.Total) string", "response Piers[].Open (Piers.Pier[].Open) boolean", "response Total integer",
			},
		},
		{
			"a section that a row links",
			"## Request parameters {#a}\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|Marks|JSON|Yes|An array of marks, see [the mark](#mark_1).|\n|Pier|String|No|The pier, see [piers](#b).|\n\n" +
				"## What a mark is {#mark_1 .section}\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|Key|String|Yes|The key.|\n|Pier|String|No|Its pier.|\n\n" +
				"## Piers {#b}\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|Length|Integer|Yes|The length.|\n",
			[]string{"request Marks", "request Marks[].Key string", "request Marks[].Pier string", "request Pier string", "unread Length | Integer | Yes | The length."},
		},
		{
			"structures without a type, and a sample whose braces are broken",
			"## Response parameters\n\n|Name|Type|Example|Description|\n|---|---|---|---|\n|Piers| | |The piers.|\n|Deck|String|d|The deck.|\n|Lamps| | |The set of lamps.|\n|Colour|String|red|The colour.|\n|Width|Integer|1|The width.|\n" +
				"|Marks| | |The set of marks.|\n|Key|String|k|The key.|\n|Value|String|v|The value.|\n|Total|Integer|1|All.|\n\n" +
				"## Examples\n\nSample success responses\n\n`XML` format\n\n```\n<R><Piers><Pier><Deck>d</Deck><Lamps><Lamp><Colour>red</Colour></Lamp></Lamps><Width>1</Width></Pier></Piers><Total>1</Total></R>\n```\n\n" +
				"`JSON` format\n\n```\n{ \"Piers\": { \"Pier\": { \"Deck\": \"d\", \"Lamps\": { \"Lamp\": [] \"Colour\": \"red\" } }, \"Width\": 1 } }, \"Total\": 1 }\n```\n",
			[]string{
				"response Piers (Piers.Pier[])", "response Piers[].Deck (Piers.Pier[].Deck) string", "response Piers[].Lamps (Piers.Pier[].Lamps.Lamp[])",
				"response Piers[].Lamps[].Colour (Piers.Pier[].Lamps.Lamp[].Colour) string", "response Piers[].Width (Piers.Pier[].Width) integer",
				"response Piers[].Marks (Piers.Pier[].Marks[])", "response Piers[].Marks[].Key (Piers.Pier[].Marks[].Key) string",
				"response Piers[].Marks[].Value (Piers.Pier[].Marks[].Value) string", "response Total integer",
			},
		},
		{
			"members without a sample",
			"## Response parameters\n\n|Name|Type|Description|\n|---|---|---|\n|Pier|Object|The pier.|\n|Deck|String|The deck.|\n",
			[]string{"response Pier object", "response Pier.Deck string", "lost response nesting"},
		},
		{
			"values without a name",
			"## Response parameters\n\nParameter\n\nType\n\nDescription\n\nExample\n\nSettings\n\nobject\n\nThe settings.\n\nany\n\nA setting.\n\n{}\n\nPier\n\nstring\n\nThe pier.\n\np\n\n" +
				"## Examples\n\nSuccess response\n\n```\n{ \"Settings\": { \"a\": \"b\" }, \"Pier\": \"p\" }\n```\n",
			[]string{"response Settings map", "response Pier string"},
		},
		{
			"types and statuses that are none",
			"## Request parameters\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n|Built|Timestamp|No|When.|\n|Marks|String to string map|No|The marks.|\n\n" +
				"## Error codes\n\n|HttpCode|Error code|Error message|Description|\n|---|---|---|---|\n|4,003|Pier.Gone|Gone.|-|\n|-|Pier.Shut|Shut.|-|\n",
			[]string{"request Built", "request Marks map", "error 0 Pier.Gone: Gone.", "error 0 Pier.Shut: Shut.", "unread Built Timestamp", "unread 4,003 Pier.Gone"},
		},
		{
			"paragraphs below list items",
			"## Request parameters\n\nParameter\n\nType\n\nRequired\n\nDescription\n\nExample\n\nGate\n\nstring\n\nNo\n\nThe gate. Valid values:\n\n" +
				"-   **open**: open.\n    \n    Ships pass.\n    \n    -   by day\n        \n        From six.\n        \n    Not by night.\n    \n-   **shut**: shut.\n    \n\nopen\n\nBell\n\nstring\n\nNo\n\nThe bell.\n\nb\n",
			[]string{"request Gate string open shut", "request Bell string"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, readLines(t, tt.page)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

// readLines reads a page and lists its facts, one a line.
func readLines(t *testing.T, page string) []string {
	t.Helper()
	op, err := pages.Read("page.md", []byte(page), pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := pages.Facts(op, "page.md")
	var out []string
	list := func(section string, rows []pages.RowFacts) {
		for _, r := range rows {
			s := []string{section, r.Path}
			if r.Wire != "" && r.Wire != r.Path && r.Wire != r.Path+"[]" {
				s = append(s, "("+r.Wire+")")
			}
			if r.Type != nil {
				s = append(s, string(*r.Type))
			}
			if r.Items != "" {
				s = append(s, "of", string(r.Items))
			}
			if r.Default != nil {
				s = append(s, *r.Default)
			}
			out = append(out, strings.Join(append(s, r.Enum...), " "))
		}
	}
	list("request", f.Request)
	list("response", f.Response)
	for _, e := range f.Errors {
		status := 0
		if e.Status != nil {
			status = *e.Status
		}
		out = append(out, fmt.Sprintf("error %d %s: %s", status, e.Code, e.Message))
	}
	for _, l := range f.Lost {
		if l.Section != nil {
			out = append(out, "lost "+*l.Section+" "+l.Fact)
		}
	}
	for _, l := range f.Unread {
		out = append(out, "unread "+l.Text)
	}
	return out
}

// TestAlibabaOperation names the operation of pages whose title does not.
func TestAlibabaOperation(t *testing.T) {
	const rows = "## Request parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|PierId|String|Yes|The pier.|\n"
	tests := []struct{ name, page, product, version, operation string }{
		{"a link", "[Try](https://api.alibabacloud.com/api/Dock/2020-01-02/GetPier)\n\n" + rows, "dock", "2020-01-02", "GetPier"},
		{"a link, and another action of its product", "[Try](https://api.alibabacloud.com/api/Dock/2020-01-02/GetPier)\n\n|dock:ReadPier|\n\n" + rows, "dock", "2020-01-02", "GetPier"},
		{"a link, and an action of another product", "[Try](https://api.alibabacloud.com/api/Dock/2020-01-02/GetPier)\n\nGetPier is free.\n\n|harbour:ReadPier|\n\n" + rows, "dock", "2020-01-02", "GetPier"},
		{"a link to another page", "[Try](https://api.alibabacloud.com/api/Dock/2020-01-02/GetPier)\n\n|harbour:ReadPier|\n\n" + rows, "harbour", "", "ReadPier"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			op, err := pages.Read("page.md", []byte(tt.page), pages.Options{})
			if err != nil {
				t.Fatal(err)
			}
			a := op.Address
			if a.Product != tt.product || a.Version != tt.version || a.Name != tt.operation {
				t.Errorf("address %s, want %s@%s/%s", a, tt.product, tt.version, tt.operation)
			}
		})
	}
}
