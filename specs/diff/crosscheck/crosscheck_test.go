// Package crosscheck holds `concord diff` against oasdiff on exported OpenAPI
// documents, for the changes that both can express. It is a module of its own,
// which knows concord by its command line only: users of concord do not pull
// oasdiff, and oasdiff keeps the release of kin-openapi that it builds with.
package crosscheck

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"github.com/oasdiff/oasdiff/checker"
	oasdiff "github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

const before = `operation: FindBoxes
page: {title: FindBoxes}
protocol: rest
methods: [GET]
path: /v1/boxes
request:
  - {path: size, type: integer, in: query, max: 100}
  - {path: colour, type: string, in: query, enum: [red, blue]}
  - {path: old, type: string, in: query}
response:
  - {path: total, type: integer}
  - {path: name, type: string, maxLength: 10}
  - {path: state, type: string, enum: [OPEN, SHUT]}
errors: []
`

// TestAgainstOasdiff makes one change at a time and wants both to weigh it
// alike: breaking or not.
func TestAgainstOasdiff(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"a required parameter comes", "response:\n", "  - {path: mode, type: string, in: query, required: true}\nresponse:\n"},
		{"an optional parameter comes", "response:\n", "  - {path: mode, type: string, in: query, required: false}\nresponse:\n"},
		{"a request's list shrinks", "enum: [red, blue]", "enum: [red]"},
		{"a request's list grows", "enum: [red, blue]", "enum: [red, blue, green]"},
		{"a maximum of the request falls", "max: 100", "max: 50"},
		{"a maximum of the request rises", "max: 100", "max: 500"},
		{"an answer's type changes", "{path: total, type: integer}", "{path: total, type: string}"},
		{"an answer's list shrinks", "enum: [OPEN, SHUT]", "enum: [OPEN]"},
		{"a field comes", "errors:", "  - {path: extra, type: string}\nerrors:"},
		{"a parameter's type changes", "{path: old, type: string, in: query}", "{path: old, type: integer, in: query}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := strings.Replace(before, c.old, c.new, 1)
			if after == before {
				t.Fatal("the change changes nothing")
			}
			old, new := catalog(t, before), catalog(t, after)
			rules := theirs(t, old, new)
			if d := cmp.Diff(len(rules) > 0, ours(t, old, new)); d != "" {
				t.Errorf("breaking (-oasdiff +concord):\n%soasdiff names %v", d, rules)
			}
		})
	}
}

const provider = `provider: cloud
envelopes:
  - {name: plain, code: code, message: message}
schemes: [x-auth-token]
contentTypes: [application/json]
`

const product = `product: boxes
code: boxes
default_version: v1
protocol: rest
methods: [GET]
endpoints:
  - {host: boxes.example}
`

var concord string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "concord")
	if err != nil {
		panic(err)
	}
	concord = filepath.Join(dir, "concord")
	build := exec.Command("go", "build", "-o", concord, "./cmd/concord")
	build.Dir = filepath.Join("..", "..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build concord: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// catalog writes a catalog of one operation and returns its directory.
func catalog(t *testing.T, operation string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"cloud/provider.yaml": provider, "cloud/boxes/product.yaml": product, "cloud/boxes/v1/FindBoxes.yaml": operation,
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func run(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(concord, args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil // changes were found
	}
	if err != nil {
		t.Fatalf("concord %v: %v %s", args, err, exit.Stderr)
	}
	return out
}

// ours reports whether concord calls a change between two catalogs breaking.
func ours(t *testing.T, old, new string) bool {
	t.Helper()
	page := filepath.Join("cloud", "boxes", "v1", "FindBoxes.yaml")
	var result struct{ Changes []struct{ Breaking string } }
	if err := json.Unmarshal(run(t, "diff", "--json", filepath.Join(old, page), filepath.Join(new, page)), &result); err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Changes {
		if c.Breaking == "yes" {
			return true
		}
	}
	return false
}

// theirs lists what oasdiff calls an error between the exports of two
// catalogs.
func theirs(t *testing.T, old, new string) []string {
	t.Helper()
	config := oasdiff.NewConfig()
	report, sources, err := oasdiff.GetWithOperationsSourcesMap(config, document(t, old), document(t, new))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range checker.CheckBackwardCompatibility(checker.NewConfig(checker.GetAllChecks()), report, sources) {
		if c.GetLevel() == checker.ERR {
			out = append(out, c.GetId())
		}
	}
	return out
}

func document(t *testing.T, dir string) *load.SpecInfo {
	t.Helper()
	out := t.TempDir()
	run(t, "export", "openapi", "--catalog", dir, "--out", out, "cloud/boxes/FindBoxes")
	file := filepath.Join(out, "cloud", "boxes", "v1", "FindBoxes.openapi.json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	return &load.SpecInfo{Url: file, Spec: doc}
}
