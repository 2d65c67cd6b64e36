package pages_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/concord-dev/concord/specs/pages"
)

// seedPages adds the synthetic pages whose rendition contains word.
func seedPages(f *testing.F, word string) {
	files, err := filepath.Glob("testdata/*/page.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if !strings.Contains(file, word) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// read reads data twice: it may not panic, and both readings are the same.
func read(t *testing.T, name string, data []byte) {
	op, err := pages.Read(name, data, pages.Options{})
	if err != nil {
		return
	}
	first, err := json.Marshal(pages.Facts(op, name))
	if err != nil {
		t.Fatalf("facts do not marshal: %v", err)
	}
	again, err := pages.Read(name, data, pages.Options{})
	if err != nil {
		t.Fatalf("second reading fails: %v", err)
	}
	second, err := json.Marshal(pages.Facts(again, name))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Errorf("two readings differ:\n%s\n%s", first, second)
	}
	if op.Sample != nil && !json.Valid(op.Sample) {
		t.Errorf("the repaired sample is no JSON: %s", op.Sample)
	}
}

func FuzzText(f *testing.F) {
	seedPages(f, "page.txt")
	f.Fuzz(func(t *testing.T, data []byte) { read(t, "page.txt", data) })
}

func FuzzMarkdown(f *testing.F) {
	seedPages(f, "page.md")
	f.Fuzz(func(t *testing.T, data []byte) { read(t, "page.md", data) })
}

func FuzzHTML(f *testing.F) {
	seedPages(f, "page.html")
	f.Fuzz(func(t *testing.T, data []byte) { read(t, "page.html", data) })
}

func FuzzRST(f *testing.F) {
	seedPages(f, "page.rst")
	f.Fuzz(func(t *testing.T, data []byte) { read(t, "page.rst", data) })
}

// TestLinear reads inputs that make careless readers slow. What is allocated
// for four times the input must not be many times four as much; the time limit
// of go test ends a reader that is slow without allocating.
func TestLinear(t *testing.T) {
	const (
		size  = 64 << 10
		times = 4
		most  = 6 // quadratic is 16
	)
	flat := "Request parameters\n\nParameterTypeRequiredDescriptionExample\n"
	tests := []struct{ name, file, head, unit string }{
		{"flat rows", "p.txt", flat, "AstringNo\n\nText.\n\n"},
		{"flat rows of one name after containers", "p.txt", flat, "Aobject []No\n\nText.\n\nBstringNo\n\n"},
		{"nested containers", "p.txt", flat, "AobjectNo\n\n"},
		{"a line without end", "p.txt", flat, "Astring"},
		{"headers", "p.txt", "", "ParameterTypeRequiredDescriptionExample\n"},
		{"headings", "p.md", "", "## Request parameters\n\n"},
		{"tables of types that no text names", "p.md", "## Request parameters\n\n", "The Mast Yard Boom Gaff.\n\n|Parameter|Type|\n|---|---|\n|a|[Rope Of Hemp](#r)|\n\n"},
		{"pipes", "p.md", "## Request parameters\n\n|Parameter|Type|\n|---|---|\n", "|"},
		{"rows that never end", "p.md", "## Request parameters\n\n|Parameter|Type|\n|---|---|\n", "|a\n\n"},
		{"header that never ends", "p.md", "## Request parameters\n\n", "|Parameter\n\n"},
		{"fences", "p.md", "## Examples\n\n", "```\n"},
		{"open brackets", "p.md", "## Examples\n\n```\n", "["},
		{"open braces", "p.md", "## Examples\n\n```\n{", `"a":{`},
		{"quotes", "p.md", "## Examples\n\n```\n{", `"`},
		{"newlines in a string", "p.md", "## Examples\n\n```\n{\"a\":\"", "\n \n"},
		{"elements", "p.md", "## Examples\n\n```\n", "<a>"},
		{"bold", "p.md", flat, "**"},
		{"brackets of links", "p.md", flat, "[a]("},
		{"tags", "p.html", "<table><tr><td>Parameter</td></tr>", "<div>"},
		{"cells", "p.html", "<h2>Request parameters</h2><table><tr><th>Parameter</th><th>Type</th></tr>", "<tr><td>a<td>string"},
		{"grid", "p.rst", ".. table:: **Table 1** Path Parameters\n\n", "   +---+---+\n   | a | b |\n"},
		{"underlines", "p.rst", ".. _a:\n\n", "URI\n---\n"},
		{"list table", "p.rst", ".. list-table:: **Table 1** Path Parameters\n\n", "   * - a\n     - b\n"},
		{"tables without titles", "p.txt", "URI\nGET /v1/{project_id}/x\nResponse Parameters\n", "| Parameter | Type | Description |\n|---|---|---|\n| a | Object | A. |\n"},
		{"headers a cell a line", "p.txt", "URI\nGET /v1/{project_id}/x\nResponse Parameters\n", "Parameter |\nType |\n---|---|\na |\nObject |\n"},
		{"a bare header that never ends", "p.txt", "URI\nGET /v1/{project_id}/x\n---|---|\n", "Parameter |\n"},
		{"titles in a list", "p.md", "URI\nGET /v1/{project_id}/x\nRequest\n", "- Parameters in the a field\n"},
		{"samples joined by or", "p.md", "URI\nGET /v1/{project_id}/x\nExample Responses\n", "or\n\n```\n{\"a\": [1]}\n```\n"},
		{"error rows", "p.txt", "Error codes\n\nHTTP status codeError codeError messageDescription\n", "400InvalidAThe a is b.The a is b.\n"},
		{"values", "p.txt", flat + "AstringNo\n\nThe a. Valid values:\n\n", "  • a: b\n"},
		{"interrupted values", "p.md", "## Request parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|A|String|No|The a. Valid values:\n\n", "-   **a**: b\n\nText.\n\n"},
		{"values in a line", "p.md", "## Request parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|A|String|No|The a. Valid values: ", "- **a**: b "},
		{"paragraphs that are values", "p.md", "## Request parameters\n\n|Parameter|Type|Required|Description|\n|---|---|---|---|\n|A|String|No|The a.\n\n", "**a**: b\n\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			small, large := allocated(t, tt.file, tt.head, tt.unit, size), allocated(t, tt.file, tt.head, tt.unit, size*times)
			if large > small*most+(1<<20) {
				t.Errorf("%d bytes of input allocate %d bytes, %d bytes %d: want at most %d times as much", size, small, size*times, large, most)
			}
		})
	}
}

// allocated reads head and then unit again and again, up to size bytes, and
// returns how many bytes that allocated.
func allocated(t *testing.T, file, head, unit string, size int) uint64 {
	t.Helper()
	data := []byte(head + strings.Repeat(unit, size/len(unit)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	op, err := pages.Read(file, data, pages.Options{})
	runtime.ReadMemStats(&after)
	if err == nil && op == nil {
		t.Error("neither an operation nor an error")
	}
	return after.TotalAlloc - before.TotalAlloc
}
