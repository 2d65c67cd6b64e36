//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// block is a fenced block of a page of ours. A file's name may stand behind its
// language. Indent stands before each of its lines.
type block struct{ language, file, indent, text string }

// blocks reads the fenced blocks of a page.
func blocks(t *testing.T, page string) []block {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", page))
	if err != nil {
		t.Fatal(err)
	}
	var list []block
	var open *block
	for line := range strings.Lines(string(data)) {
		before, info, fenced := strings.Cut(strings.TrimRight(line, "\n"), "```")
		switch {
		case fenced && open == nil:
			language, file, _ := strings.Cut(info, " ")
			open = &block{language: language, file: file, indent: before}
		case fenced:
			list = append(list, *open)
			open = nil
		case open != nil:
			open.text += strings.TrimPrefix(line, open.indent)
		}
	}
	return list
}

// only returns the text of the only block of a language without a file's name.
func only(t *testing.T, list []block, language string) string {
	t.Helper()
	list = slices.DeleteFunc(slices.Clone(list), func(b block) bool { return b.language != language || b.file != "" })
	if len(list) != 1 {
		t.Fatalf("%d blocks of %s, want one", len(list), language)
	}
	return list[0].text
}

// terminal is where the commands of a document are typed.
type terminal struct {
	t     *testing.T
	dir   string
	page  string            // the document's file, for -update
	typed *strings.Replacer // what stands in the document -> what is typed
	shown *strings.Replacer // what is printed -> what stands in the document
	last  int               // exit code
}

// play goes through blocks in order: it writes those that name a file, and
// types the commands of the consoles' and wants the output that stands below
// each. "…" stands for anything; below a command nothing stands for any output.
func (term *terminal) play(list []block) {
	term.t.Helper()
	for _, b := range list {
		switch {
		case b.file != "":
			term.write(b.file, b.text)
		case b.language == "console":
			for _, c := range strings.Split("\n"+b.text, "\n$ ")[1:] {
				command, want, _ := strings.Cut(c, "\n")
				term.command(b, command, strings.TrimRight(want, "\n"))
			}
		}
	}
}

func (term *terminal) write(name, text string) {
	term.t.Helper()
	name = filepath.Join(term.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		term.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		term.t.Fatal(err)
	}
}

// command types one command of a block. With -update the output that stands
// below it is written anew where it is another, unless "…" is in it.
func (term *terminal) command(b block, command, want string) {
	term.t.Helper()
	got := term.shown.Replace(term.enter(term.typed.Replace(command)))
	if want == "" {
		return
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(steady(want)), "…", "(?s:.*)")
	switch {
	case regexp.MustCompile("^" + pattern + "$").MatchString(steady(got)):
	case *update && !strings.Contains(want, "…"):
		term.rewrite(b, command+"\n"+want, command+"\n"+trailing.ReplaceAllString(strings.TrimRight(got, "\n"), ""))
	default:
		term.t.Errorf("$ %s (-documented +printed):\n%s", command, cmp.Diff(strings.Split(steady(want), "\n"), strings.Split(steady(got), "\n")))
	}
}

// rewrite replaces text of a block in the document.
func (term *terminal) rewrite(b block, before, after string) {
	term.t.Helper()
	file := filepath.Join("../..", term.page)
	data, err := os.ReadFile(file)
	if err != nil {
		term.t.Fatal(err)
	}
	indented := func(text string) string {
		return trailing.ReplaceAllString(b.indent+strings.ReplaceAll(text, "\n", "\n"+b.indent), "")
	}
	text := strings.Replace(string(data), strings.TrimPrefix(indented(before), b.indent), strings.TrimPrefix(indented(after), b.indent), 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		term.t.Fatal(err)
	}
}

// enter runs one command line and returns what it printed. One that ends in
// "&" runs until the test ends; it returns its first line.
func (term *terminal) enter(line string) string {
	term.t.Helper()
	line, background := strings.CutSuffix(line, "&")
	cmd := exec.Command("bash", "-c", "exec 2>&1\n(exit "+strconv.Itoa(term.last)+")\n"+line)
	cmd.Dir = term.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if !background {
		out, err := cmd.Output()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			term.t.Fatal(err)
		}
		term.last = cmd.ProcessState.ExitCode()
		return string(out)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		term.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		term.t.Fatal(err)
	}
	term.t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		cmd.Wait()
	})
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		term.t.Fatal(err)
	}
	return first
}

// unsteady are parts of output that differ from run to run.
var unsteady = []*regexp.Regexp{
	regexp.MustCompile(`in [0-9.]+m?s\b`), trailing,
}

var trailing = regexp.MustCompile(`(?m) +$`)

func steady(text string) string {
	for _, u := range unsteady {
		text = u.ReplaceAllString(text, "")
	}
	return strings.TrimRight(text, "\n")
}

// TestReadme types every command of README.md and wants what stands below it;
// -update writes that anew.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("README.md shows curl, which is not here")
	}
	list := blocks(t, "README.md")
	if _, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+only(t, list, "go"), 0); err != nil {
		t.Error(err)
	}
	const documented = "127.0.0.1:4566"
	address := freeAddress(t)
	term := &terminal{t: t, dir: t.TempDir(), page: "README.md",
		// What make does is told by the Makefile: the program as ./concord.
		typed: strings.NewReplacer("make run", "concord run", "make build", "true", "./concord", "concord", documented, address),
		shown: strings.NewReplacer(address, documented),
	}
	term.play(list)
	if term.last != 0 {
		t.Errorf("the last command ends with %d", term.last)
	}
}

// TestContributing follows CONTRIBUTING.md through adding an operation and a
// check, in copies of what they change.
func TestContributing(t *testing.T) {
	list := blocks(t, "CONTRIBUTING.md")
	check := slices.IndexFunc(list, func(b block) bool { return b.file == "suites/checks/redirect.go" })
	if check < 0 {
		t.Fatal("no check is added")
	}
	t.Run("operation", func(t *testing.T) {
		t.Parallel()
		term := &terminal{t: t, dir: t.TempDir(), page: "CONTRIBUTING.md", shown: strings.NewReplacer(),
			typed: strings.NewReplacer("go run ./cmd/concord", "concord --catalog specs/catalog", "make gen", "true")}
		term.play(list[1:check])
		if term.last != 0 {
			t.Errorf("the last command ends with %d", term.last)
		}
	})
	t.Run("check", func(t *testing.T) {
		t.Parallel()
		addCheck(t, list[check:])
	})
}

// addCheck builds the tests of suites/checks with what blocks add to the tree,
// and runs them in a copy of their directory.
func addCheck(t *testing.T, list []block) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, dir: t.TempDir(), page: "CONTRIBUTING.md", shown: strings.NewReplacer()}
	if err := os.CopyFS(filepath.Join(term.dir, "suites/checks"), os.DirFS(filepath.Join(root, "suites/checks"))); err != nil {
		t.Fatal(err)
	}
	overlay := map[string]string{}
	change := func(name, before, after string) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), before) != 1 {
			t.Fatalf("%s: %q is not there once", name, before)
		}
		term.write(name, strings.Replace(string(text), before, after, 1))
		overlay[filepath.Join(root, name)] = filepath.Join(term.dir, name)
	}
	change("suites/checks/checks.go", "statusDocumented(), ", "statusDocumented(), redirect(), ")
	const table = "return []Line{\n"
	change("suites/severity.go", table, table+only(t, list, "go"))
	overlay[filepath.Join(root, "suites/checks/redirect.go")] = filepath.Join(term.dir, "suites/checks/redirect.go")
	replaced, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	term.write("overlay.json", string(replaced))
	const test = "go test ./suites/checks"
	run := "go test -C '" + root + "' -vet=off -overlay \"$PWD/overlay.json\" -o \"$PWD/checks.test\" -c ./suites/checks && cd suites/checks && ../../checks.test"
	term.typed = strings.NewReplacer(test+" -update", run+" -test.run='Exchanges|Readme' -update", test, run+" -test.run='Exchanges|NoStrays|Table|Readme'")
	term.play(list)
	if term.last != 0 {
		t.Errorf("the tests of the checks end with %d", term.last)
	}
	if readme, err := os.ReadFile(filepath.Join(term.dir, "suites/checks/README.md")); err != nil || !strings.Contains(string(readme), "`redirect`") {
		t.Errorf("the list of checks lacks the new one: %v", err)
	}
}
