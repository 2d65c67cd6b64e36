package suites_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func casesOf(t *testing.T, list []suites.Suite) []suites.Case {
	t.Helper()
	var cases []suites.Case
	for _, s := range list {
		seq, err := s.Cases()
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, slices.Collect(seq)...)
	}
	slices.SortFunc(cases, suites.Compare)
	return cases
}

func idsOf(cases []suites.Case) []string {
	var ids []string
	for _, c := range cases {
		ids = append(ids, c.ID)
	}
	return ids
}

// The suites and fixtures of the build are read without an error, and each
// case says where it is written.
func TestEmbedded(t *testing.T) {
	written, err := suites.LoadSuites(specs.Embedded(), suites.EmbeddedLayer())
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := suites.LoadFixtures(specs.Embedded(), fixtures.EmbeddedLayer())
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]bool{}
	for _, c := range casesOf(t, append(written, recorded...)) {
		operations[c.Operation] = true
		if _, err := os.Stat(filepath.Join("..", c.Source.File)); err != nil || c.Source.Line == 0 || c.Title == "" || len(c.Steps) == 0 {
			t.Errorf("%s: source %s:%d, title %q, %d steps", c.ID, c.Source.File, c.Source.Line, c.Title, len(c.Steps))
		}
	}
	if len(operations) != len(specs.Embedded().Addresses()) {
		t.Errorf("hand-written cases cover %d operations, want all %d", len(operations), len(specs.Embedded().Addresses()))
	}
}

const valid = `suite: mine
operation: alibaba/ehpcinstant/AddImage
cases:
  - name: add/and-get
    title: found again
    steps:
      - args: {Name: 'x-${unique}'}
        save: {id: ImageId}
      - operation: alibaba/ehpcinstant/GetImage
        args: {ImageId: '${id}'}
        expect:
          assert: [{at: Image.Name, equals: 'x-${unique}'}]
`

func layer(files map[string]string) specs.Layer {
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return specs.Layer{FS: fsys, Prefix: "mine"}
}

func TestLoadSuites(t *testing.T) {
	list, err := suites.LoadSuites(specs.Embedded(), layer(map[string]string{"a/b.yaml": valid, "notes.txt": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	name := "x-${unique}"
	want := []suites.Case{{
		ID: "alibaba/ehpcinstant/AddImage/sequence/mine/add/and-get", Kind: suites.Sequence,
		Operation: "alibaba/ehpcinstant/AddImage", Title: "found again", Writes: true,
		Requirements: []string{"alibaba/ehpcinstant/AddImage#request.Name.accepted"},
		Steps: []suites.Step{
			{Args: []suites.Arg{{Path: "Name", Value: name}}, Save: map[string]string{"id": "ImageId"}, Writes: true},
			{
				Operation: "alibaba/ehpcinstant/GetImage", Args: []suites.Arg{{Path: "ImageId", Value: "${id}"}},
				Expect: suites.Expect{Assert: []suites.Assertion{{At: "Image.Name", Equals: &name}}},
			},
		},
		Source: specs.Source{Page: "suite mine", Row: "add/and-get", File: "mine/a/b.yaml", Line: 4},
	}}
	if diff := cmp.Diff(want, casesOf(t, list)); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

// A later layer replaces a suite by its name, and switches it off when it has
// no cases.
func TestLayers(t *testing.T) {
	first := layer(map[string]string{"x.yaml": valid, "y.yaml": strings.Replace(valid, "suite: mine", "suite: other", 1)})
	second := layer(map[string]string{"elsewhere.yaml": strings.Replace(valid, "add/and-get", "renamed", 1), "off.yaml": "suite: other\ncases: []\n"})
	list, err := suites.LoadSuites(specs.Embedded(), first, second)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"alibaba/ehpcinstant/AddImage/sequence/mine/renamed"}
	if diff := cmp.Diff(want, idsOf(casesOf(t, list))); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
}

// Each mistake is one line with file, line and column.
func TestMistakes(t *testing.T) {
	change := func(from, to string) string { return strings.Replace(valid, from, to, 1) }
	for _, tt := range []struct{ name, file, want string }{
		{"unknown key", change("    title:", "    colour: red\n    title:"), `mine/x.yaml:5:5: unknown key "colour"`},
		{"missing key", change("    title: found again\n", ""), `mine/x.yaml:4:5: missing key "title"`},
		{"no operation", change("operation: alibaba/ehpcinstant/AddImage\n", ""), `mine/x.yaml:3:5: no operation`},
		{"unknown operation", change("AddImage", "AddImages"), `mine/x.yaml:4:5: `},
		{"unknown parameter", change("{Name:", "{Names:"), `mine/x.yaml:7:23: alibaba/ehpcinstant/AddImage has no parameter "Names"; what no row documents goes under raw`},
		{"unsaved variable", change("'${id}'", "'${ids}'"), `mine/x.yaml:10:25: no earlier step saves "ids", and it is no need`},
		{"two statements", change("equals:", "contains: x, equals:"), `mine/x.yaml:12:20: want exactly one of`},
		{"name", change("add/and-get", "add and get"), `mine/x.yaml:4:11: name "add and get"`},
		{"outcome", change("          assert", "          outcome: maybe\n          assert"), `mine/x.yaml:12:20: outcome "maybe"`},
		{"code", change("          assert", "          code: NoSuchCode\n          assert"), `mine/x.yaml:12:17: alibaba/ehpcinstant/GetImage documents no code "NoSuchCode"`},
		{"kind", change("    title", "    kind: evidence\n    title"), `mine/x.yaml:5:11: kind "evidence"`},
		{"requirement", change("    title", "    requirements: [request.Name.size]\n    title"), `mine/x.yaml:5:20: no requirement alibaba/ehpcinstant/AddImage#request.Name.size`},
		{"syntax", "suite: [", `mine/x.yaml:1:1: `},
		{"empty", "", `mine/x.yaml:1:1: the file is empty`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := suites.LoadSuites(specs.Embedded(), layer(map[string]string{"x.yaml": tt.file}))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error\n got  %v\n want %s", err, tt.want)
			}
		})
	}
}

// Two files of one layer cannot have one name.
func TestNameTwice(t *testing.T) {
	_, err := suites.LoadSuites(specs.Embedded(), layer(map[string]string{"x.yaml": valid, "y.yaml": valid}))
	if want := `mine/y.yaml:1:1: "mine" is the name of mine/x.yaml too`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// Whatever a file holds, it is cases or an error that names the file.
func FuzzLoadSuites(f *testing.F) {
	f.Add(valid)
	f.Add("suite: x\noperation: alibaba/ecs/DescribeImages\ncases:\n  - {name: a, title: b, needs: [ImageId], steps: [{raw: {x: '${ImageId}'}, expect: {by: enum, parameter: Status}}]}\n")
	f.Add("suite: x\ncases: [{name: a, title: b, steps: [{save: {a: b}, supplies: c}]}]")
	f.Fuzz(func(t *testing.T, file string) {
		for _, load := range []func(*specs.Catalog, ...specs.Layer) ([]suites.Suite, error){suites.LoadSuites, suites.LoadFixtures} {
			list, err := load(specs.Embedded(), layer(map[string]string{"x.yaml": file}))
			if err != nil {
				if !strings.HasPrefix(err.Error(), "mine/x.yaml:") {
					t.Errorf("error %q", err)
				}
				continue
			}
			for _, c := range casesOf(t, list) {
				if c.ID == "" || len(c.Steps) == 0 {
					t.Errorf("case %+v", c)
				}
			}
		}
	})
}
