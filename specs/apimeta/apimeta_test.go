package apimeta_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/apimeta"
	"github.com/concord-dev/concord/specs/diff"
)

var update = flag.Bool("update", false, "rewrite the golden files; new differences get an explanation that the test refuses")

func TestRead(t *testing.T) {
	data, err := os.ReadFile("testdata/things.json")
	if err != nil {
		t.Fatal(err)
	}
	op, err := apimeta.Read("things.json", data, "ListThings")
	if err != nil {
		t.Fatal(err)
	}
	got, err := specs.EncodeYAML(op)
	if err != nil {
		t.Fatal(err)
	}
	golden := "testdata/things.yaml"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("operation (-want +got):\n%s", d)
	}
}

func TestReadErrors(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200)
	loop := `{"info":{"style":"RPC"},"components":{"schemas":{"A":{"$ref":"#/components/schemas/A"}}},
		"apis":{"X":{"parameters":[{"name":"a","in":"query","schema":{"$ref":"#/components/schemas/A"}}]}}}`
	tree := `{"info":{"style":"RPC"},"components":{"schemas":{"A":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}}}},
		"apis":{"X":{"parameters":[{"name":"a","in":"query","schema":{"$ref":"#/components/schemas/A"}}]}}}`
	lost := `{"apis":{"X":{"parameters":[{"name":"a","schema":{"$ref":"#/components/schemas/B"}}]}}}`
	tests := []struct{ name, data, op, want string }{
		{"no JSON", "<html>", "", "x.json: read metadata: invalid character '<' looking for beginning of value"},
		{"no metadata", `{"openapi":"3.1.0"}`, "", "x.json: neither an api-docs.json nor a file of aliyun-openapi-meta"},
		{"no such operation", `{"apis":{"A":{},"B":{}}}`, "C", `x.json: no such operation: "C"`},
		{"several operations", `{"apis":{"A":{},"B":{}}}`, "", `x.json: no such operation: ""`},
		{"another operation", `{"name":"A","pathPattern":""}`, "B", "x.json: no such operation: B"},
		{"nested too deeply", deep, "", "x.json: schemas are nested too deeply"},
		{"a reference to itself", loop, "", "x.json: X: schemas are nested too deeply"},
		{"a schema within itself", tree, "", "x.json: X: schemas are nested too deeply"},
		{"a reference to nothing", lost, "", `x.json: X: unknown reference "#/components/schemas/B"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := apimeta.Read("x.json", []byte(tt.data), tt.op); err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := apimeta.Names([]byte(`{}`)); !errors.Is(err, apimeta.ErrNoMetadata) {
		t.Errorf("Names: %v", err)
	}
}

func TestNames(t *testing.T) {
	got, err := apimeta.Names([]byte(`{"apis":{"B":{},"A":{}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"A", "B"}, got); d != "" {
		t.Error(d)
	}
}

// comparisons pairs operations of the catalog with metadata of several dates.
var comparisons = []struct{ name, address, file string }{
	{"DescribeImages-2024-06", "alibaba/ecs/DescribeImages", "api-docs.ecs.2014-05-26.DescribeImages.json"},
	{"DescribeImages-2025-12", "alibaba/ecs/DescribeImages", "api-docs.ecs.2025-12.requests.json"},
	{"DescribeImages-cli", "alibaba/ecs/DescribeImages", "cli-meta.metadatas.ecs.DescribeImages.json"},
	{"ListCommunityImages-2024-06", "alibaba/ehpc@2018-04-12/ListCommunityImages", "api-docs.ehpc.2018-04-12.images.json"},
	{"ListCommunityImages-cli", "alibaba/ehpc@2018-04-12/ListCommunityImages", "cli-meta.metadatas.ehpc.ListCommunityImages.json"},
	{"GetImage-2024-06", "alibaba/ehpcinstant/GetImage", "api-docs.ehpcinstant.2023-07-01.images.json"},
	{"GetImage-2025-12", "alibaba/ehpcinstant/GetImage", "api-docs.ehpcinstant.2025-12.requests.json"},
	{"GetImage-cli", "alibaba/ehpcinstant/GetImage", "cli-meta.metadatas.ehpcinstant.GetImage.json"},
	{"AddImage-2024-06", "alibaba/ehpcinstant/AddImage", "api-docs.ehpcinstant.2023-07-01.images.json"},
	{"AddImage-2025-12", "alibaba/ehpcinstant/AddImage", "api-docs.ehpcinstant.2025-12.requests.json"},
	{"AddImage-cli", "alibaba/ehpcinstant/AddImage", "cli-meta.metadatas.ehpcinstant.AddImage.json"},
}

// TestCatalogAgainstMetadata compares what the catalog has of a page with the
// vendor's metadata of the same operation. Each difference stands in the
// golden file with its explanation on the line below it.
func TestCatalogAgainstMetadata(t *testing.T) {
	for _, c := range comparisons {
		t.Run(c.name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "apimeta", c.file))
			if err != nil {
				t.Skipf("%s is not at hand", c.file)
			}
			page, err := specs.Embedded().Operation(c.address)
			if err != nil {
				t.Fatal(err)
			}
			metadata, err := apimeta.Read(c.file, data, page.Address.Name)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "differences", c.name+".txt")
			explained := explanations(t, golden)
			var lines []string
			for _, change := range diff.Compare(page, metadata) {
				line := change.String()
				because := explained[line]
				if because == "" {
					because = "?"
				}
				if because == "?" {
					t.Errorf("without an explanation: %s", line)
				}
				lines = append(lines, line, "    "+because)
				delete(explained, line)
			}
			for line := range explained {
				t.Errorf("explained, and no difference any more: %s", line)
			}
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, []byte(strings.Join(append(lines, ""), "\n")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// explanations reads a golden file: a difference, and indented below it why.
func explanations(t *testing.T, golden string) map[string]string {
	data, err := os.ReadFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	found := map[string]string{}
	last := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if because, ok := strings.CutPrefix(line, "    "); ok {
			found[last] = because
			continue
		}
		last = line
	}
	return found
}

// TestRowsInMetadataOrder shows that the order of the document is kept.
func TestRowsInMetadataOrder(t *testing.T) {
	data, err := os.ReadFile("testdata/things.json")
	if err != nil {
		t.Fatal(err)
	}
	op, err := apimeta.Read("things.json", data, "ListThings")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range op.Response {
		got = append(got, op.Response[i].Path)
	}
	if slices.IsSorted(got) {
		t.Errorf("the fields are sorted, not in the document's order: %q", got)
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/things.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"name":"A","method":"GET|POST","pathPattern":"/x/[Id]","parameters":[{"name":"T","position":"Query","type":"RepeatList","sub_parameters":[{"name":"Key","type":"Long"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := apimeta.Names(data)
		if err != nil {
			return
		}
		for _, name := range names {
			op, err := apimeta.Read("fuzz.json", data, name)
			if err != nil {
				continue
			}
			if _, err := specs.EncodeYAML(op); err != nil {
				t.Error(err)
			}
			specs.Lint(op)
		}
	})
}
