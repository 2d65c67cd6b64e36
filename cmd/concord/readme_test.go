//go:build unix

package main

import (
	"bufio"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// document is what a reader of a page of ours would type and copy, in order.
type document struct {
	// blocks are the fenced blocks with their language.
	blocks []block
}

type block struct{ language, text string }

func readDocument(t *testing.T, file string) document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	var d document
	var open *block
	for line := range strings.Lines(string(data)) {
		fence, fenced := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case fenced && open == nil:
			open = &block{language: fence}
		case fenced:
			d.blocks = append(d.blocks, *open)
			open = nil
		case open != nil:
			open.text += line
		}
	}
	return d
}

// only returns the text of the only block of a language that begins with a
// prefix.
func (d document) only(t *testing.T, language, prefix string) string {
	t.Helper()
	found := ""
	for _, b := range d.blocks {
		if b.language == language && strings.HasPrefix(b.text, prefix) {
			if found != "" {
				t.Fatalf("several blocks of %s begin with %q", language, prefix)
			}
			found = b.text
		}
	}
	if found == "" {
		t.Fatalf("no block of %s begins with %q", language, prefix)
	}
	return found
}

// terminal is where the commands of a document are typed.
type terminal struct {
	t     *testing.T
	dir   string
	typed *strings.Replacer // what stands in the document -> what is typed
	shown *strings.Replacer // what is printed -> what stands in the document
	last  int               // exit code
}

// play types the commands of the document's console blocks, one after the
// other, and wants the output that stands below each. "…" stands for anything;
// below a command nothing stands for any output.
func (term *terminal) play(d document) {
	term.t.Helper()
	for _, b := range d.blocks {
		if b.language != "console" {
			continue
		}
		for _, c := range strings.Split("\n"+b.text, "\n$ ")[1:] {
			command, want, _ := strings.Cut(c, "\n")
			got := term.shown.Replace(term.enter(term.typed.Replace(command)))
			if want = strings.TrimRight(want, "\n"); want == "" {
				continue
			}
			pattern := strings.ReplaceAll(regexp.QuoteMeta(steady(want)), "…", "(?s:.*)")
			if !regexp.MustCompile("^" + pattern + "$").MatchString(steady(got)) {
				term.t.Errorf("$ %s (-documented +printed):\n%s", command, cmp.Diff(want, got))
			}
		}
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
	regexp.MustCompile(`in [0-9.]+m?s\b`),
	regexp.MustCompile(`(?m) +$`),
}

func steady(text string) string {
	for _, u := range unsteady {
		text = u.ReplaceAllString(text, "")
	}
	return strings.TrimRight(text, "\n")
}

// TestReadme types every command of README.md and wants what stands below it.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("README.md shows curl, which is not here")
	}
	d := readDocument(t, "README.md")
	dir := t.TempDir()
	for file, text := range map[string]string{
		"concord.yaml":      d.only(t, "yaml", "credentials:"),
		"DescribeLights.md": d.only(t, "markdown", "# DescribeLights"),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+d.only(t, "go", "func Test"), 0); err != nil {
		t.Error(err)
	}
	const documented = "127.0.0.1:4566"
	address := freeAddress(t)
	term := &terminal{t: t, dir: dir,
		// What make does is told by the Makefile: the program as ./concord.
		typed: strings.NewReplacer("make run", "concord run", "make build", "true", "./concord", "concord", documented, address),
		shown: strings.NewReplacer(address, documented),
	}
	term.play(d)
	if term.last != 0 {
		t.Errorf("the last command ends with %d", term.last)
	}
}
