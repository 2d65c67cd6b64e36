package checks_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

var update = flag.Bool("update", false, "rewrite the expected findings")

// TestExchanges judges the exchanges beside each check. testdata/<id>.txtar says
// in its comment what it is about and the profile; rows, where it is there,
// are facts that the catalog's rows lack. Its groups begin with
// "pass", which must not have a finding of the check, or with "fail", which
// must; each has one exchange, or several in folders 1, 2, ...: request and
// response as on the wire, expect as in a suite where the request was planned.
// findings is the exact list.
func TestExchanges(t *testing.T) {
	if _, err := embedded(); err != nil {
		t.Fatal(err)
	}
	for _, c := range checks.All() {
		t.Run(c.ID, func(t *testing.T) {
			file := filepath.Join("testdata", c.ID+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatalf("a check needs an exchange that it passes and one that it fails: %v", err)
			}
			groups := groupsOf(archive)
			for _, outcome := range []string{"pass", "fail"} {
				if !slices.ContainsFunc(groups, func(g string) bool { return strings.HasPrefix(g, outcome) }) {
					t.Errorf("%s: no exchange that the check should %s", file, outcome)
				}
			}
			for _, group := range groups {
				t.Run(group, func(t *testing.T) {
					findings := judged(t, archive, group, c.ID)
					own := slices.ContainsFunc(findings, func(f suites.Finding) bool { return f.Check == c.ID })
					if fail := strings.HasPrefix(group, "fail"); own != fail {
						t.Errorf("a finding of %s: %v, want %v", c.ID, own, fail)
					}
					compare(t, archive, group+"/findings", render(findings))
				})
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestNoStrays refuses exchanges of checks that there are not.
func TestNoStrays(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if id := strings.TrimSuffix(filepath.Base(file), ".txtar"); !has(id) {
			t.Errorf("%s: no check %s", file, id)
		}
	}
}

func has(id string) bool {
	_, ok := checks.Get(id)
	return ok
}

// TestTable holds registry, files and severity table together.
func TestTable(t *testing.T) {
	var ids []string
	for _, c := range checks.All() {
		ids = append(ids, c.ID)
		if !strings.HasSuffix(c.Doc, ".") || strings.Count(c.Doc, ". ") > 0 {
			t.Errorf("%s: the doc is not one sentence: %q", c.ID, c.Doc)
		}
		if _, err := os.Stat(strings.ReplaceAll(c.ID, "-", "_") + ".go"); err != nil {
			t.Errorf("%s has no file of its own: %v", c.ID, err)
		}
		if c.Func == nil && c.Kinds == nil && c.ID != suites.EvidenceCheck {
			t.Errorf("%s finds nothing", c.ID)
		}
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("not sorted, or an ID comes twice: %v", ids)
	}
	var lines []string
	for _, l := range suites.Lines() {
		lines = append(lines, l.Check)
		if l.Aspect == "" && l.Says == "" {
			t.Errorf("%s: no words in the severity table", l.Check)
		}
	}
	slices.Sort(lines)
	if diff := cmp.Diff(ids, slices.Compact(lines)); diff != "" {
		t.Errorf("checks and severity table (-checks +table):\n%s", diff)
	}
}

func groupsOf(archive *txtar.Archive) []string {
	var groups []string
	for _, f := range archive.Files {
		group, _, inside := strings.Cut(f.Name, "/")
		if inside && !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	return groups
}

// header is what the comment of an archive says.
type header struct {
	Says    string
	Profile suites.Profile
	Strict  bool
}

// library is the embedded catalog, compiled.
type library struct {
	contracts map[string]*schemas.Contract
	decoder   *protocol.Decoder
}

var embedded = sync.OnceValues(func() (library, error) {
	l := library{contracts: map[string]*schemas.Contract{}}
	ops, err := specs.Embedded().Operations(specs.Embedded().Addresses()...)
	if err != nil {
		return l, err
	}
	for _, op := range ops {
		if l.contracts[op.Address.String()], err = schemas.Compile(op); err != nil {
			return l, err
		}
	}
	l.decoder = protocol.NewDecoder(specs.Embedded())
	return l, nil
})

// judged returns the findings of one group.
func judged(t *testing.T, archive *txtar.Archive, group, check string) []suites.Finding {
	t.Helper()
	lib, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	var h header
	if err := yaml.Unmarshal(archive.Comment, &h); err != nil {
		t.Fatalf("comment: %v", err)
	}
	ev := &suites.Evidence{Profile: h.Profile}
	for _, at := range stepsOf(archive, group) {
		x, message := exchange(t, archive, at)
		call := lib.decoder.Decode(message)
		if call.Operation == nil {
			t.Fatalf("%s: the request names no operation of the catalog", at)
		}
		x.Operation = call.Operation.Address.String()
		var step *suites.Step
		if text, ok := file(archive, at+"/expect"); ok {
			step = &suites.Step{}
			if err := yaml.Unmarshal(text, step); err != nil {
				t.Fatalf("%s/expect: %v", at, err)
			}
		}
		contract := lib.contracts[x.Operation]
		if text, ok := file(archive, "rows"); ok {
			contract = stated(t, contract.Operation, text)
		}
		if ev.Contract == nil {
			ev.Contract = contract
			kind := suites.Observed
			if step != nil {
				kind = suites.Fixture
			}
			ev.Case = &suites.Case{ID: "test", Kind: kind, Operation: x.Operation}
		}
		ev.Steps = append(ev.Steps, suites.Observe(x, contract, &call, step))
	}
	severities := suites.NewSeverities(h.Profile, h.Strict, nil)
	e := suites.NewRules(checks.All(), severities).Evaluate(ev)
	tally := suites.NewTally()
	tally.Add(&suites.Result{Case: ev.Case, Seen: e.Seen})
	if check == suites.EvidenceCheck {
		return tally.Evidence(ev.Contract.Operation, severities).Findings
	}
	return e.Findings
}

// stated returns the contract of an operation whose response rows state more
// than the catalog's: no row of it has a range or a pattern.
func stated(t *testing.T, op *specs.Operation, text []byte) *schemas.Contract {
	t.Helper()
	var rows []specs.Field
	if err := yaml.Unmarshal(text, &rows); err != nil {
		t.Fatalf("rows: %v", err)
	}
	changed := *op
	changed.Response = slices.Clone(op.Response)
	for _, row := range rows {
		f := changed.Field(row.Path)
		f.Min, f.Max, f.Pattern = row.Min, row.Max, row.Pattern
	}
	contract, err := schemas.Compile(&changed)
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// stepsOf returns the folders of a group's exchanges, in order.
func stepsOf(archive *txtar.Archive, group string) []string {
	var steps []string
	for _, f := range archive.Files {
		if dir, name := path.Split(f.Name); name == "request" && strings.HasPrefix(dir, group+"/") {
			steps = append(steps, strings.TrimSuffix(dir, "/"))
		}
	}
	return steps
}

func file(archive *txtar.Archive, name string) ([]byte, bool) {
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data, true
		}
	}
	return nil, false
}

// exchange reads request and response as they stand on the wire. What follows
// the empty line is the body, but for one final newline.
func exchange(t *testing.T, archive *txtar.Archive, at string) (*fixtures.Exchange, protocol.Message) {
	t.Helper()
	text, _ := file(archive, at+"/request")
	line, head, body := wire(t, text)
	method, target, _ := strings.Cut(strings.TrimSuffix(line, " HTTP/1.1"), " ")
	u, err := url.Parse("http://" + head.Get("Host") + target)
	if err != nil {
		t.Fatalf("%s/request: %v", at, err)
	}
	x := &fixtures.Exchange{Request: fixtures.Request{Method: method, URL: u.String(), Header: head, Body: body}}
	for _, name := range []string{"X-Acs-Date", "X-Sdk-Date"} {
		for _, layout := range []string{"2006-01-02T15:04:05Z", "20060102T150405Z"} {
			if when, err := time.Parse(layout, head.Get(name)); err == nil {
				x.Started = when
			}
		}
	}
	text, ok := file(archive, at+"/response")
	if !ok {
		t.Fatalf("%s: no response", at)
	}
	line, answer, body := wire(t, text)
	status, err := strconv.Atoi(strings.Fields(line)[1])
	if err != nil {
		t.Fatalf("%s/response: %v", at, err)
	}
	cut := answer.Get("X-Test-Cut") // says how reading the body ended
	answer.Del("X-Test-Cut")
	x.Response = &fixtures.Response{Status: status, Header: answer, Body: body, Cut: cut}
	return x, protocol.Message{Method: method, URL: u, Header: head, Body: x.Request.Body}
}

func wire(t *testing.T, text []byte) (string, http.Header, []byte) {
	t.Helper()
	head, body, _ := bytes.Cut(text, []byte("\n\n"))
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(head, "\n\n"...))))
	line, err := r.ReadLine()
	if err != nil {
		t.Fatal(err)
	}
	h, err := r.ReadMIMEHeader()
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return line, http.Header(h), bytes.TrimSuffix(body, []byte("\n"))
}

// render writes findings one a line.
func render(findings []suites.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s %s %q at %q: want %s, got %s, count %d", f.Severity, f.Check, f.Section, f.Path, f.Pointer, f.Want, f.Got, f.Count)
		if f.Source.Row != "" {
			fmt.Fprintf(&b, " [row %s]", f.Source.Row)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// compare holds text against the named file of the archive.
func compare(t *testing.T, archive *txtar.Archive, name, text string) {
	t.Helper()
	if *update {
		for i := range archive.Files {
			if archive.Files[i].Name == name {
				archive.Files[i].Data = []byte(text)
				return
			}
		}
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		return
	}
	want, _ := file(archive, name)
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestReadme(t *testing.T) {
	if *update {
		if err := os.WriteFile("README.md", []byte(checks.Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), checks.Markdown()); diff != "" {
		t.Errorf("README.md is not what the registry says (-want +got):\n%s", diff)
	}
}
