package main

import (
	"bufio"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concord-dev/concord/reports"
)

var update = flag.Bool("update", false, "write the expected output in the scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"concord": main, "caller": caller})
}

// TestScripts runs the scripts in testdata/script: one behaviour each, as a
// user meets it. All of them work offline.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			// A proxy must not come between concord and loopback.
			env.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
			env.Setenv("http_proxy", "http://127.0.0.1:1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "peer": peer, "mock": mockInBackground, "readable": readable, "lines": lines, "fingerprint": fingerprint, "fetch": fetch, "leaks": leaks,
		},
	})
}

// exits runs a command and wants an exit code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("%s: exit code %d, want %d", strings.Join(args[1:], " "), code, want)
	}
}

// readable reads reports back with readers that concord does not write with:
// readable results.json junit.xml...
func readable(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		data := ts.ReadFile(name)
		var err error
		if strings.HasSuffix(name, ".xml") {
			dec := xml.NewDecoder(strings.NewReader(data))
			for err == nil {
				_, err = dec.Token()
			}
			if err == io.EOF {
				err = nil
			}
		} else {
			_, err = reports.Read(strings.NewReader(data))
		}
		if (err != nil) != neg {
			ts.Fatalf("%s: %v", name, err)
		}
	}
}

// lines counts the lines of a file, or of stdout or stderr: lines FILE N.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines FILE N")
	}
	if n := strings.Count(ts.ReadFile(args[0]), "\n"); strconv.Itoa(n) != args[1] {
		ts.Fatalf("%s: %d lines, want %s\n%s", args[0], n, args[1], ts.ReadFile(args[0]))
	}
}

// peer starts a server that answers in a bad way and puts its URL into a
// variable: peer VARIABLE KIND.
func peer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || peers[args[1]] == nil {
		ts.Fatalf("usage: peer VARIABLE KIND; kinds are those of peers_test.go")
	}
	url, log, stop := serve(peers[args[1]])
	ts.Defer(func() {
		stop()
		ts.Check(os.WriteFile(ts.MkAbs("peer.log"), []byte(log()), 0o644))
	})
	ts.Setenv(args[0], url)
}

// mockInBackground starts `concord mock` and puts its URL into a variable:
// mock VARIABLE FLAGS...
func mockInBackground(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: mock VARIABLE FLAGS...")
	}
	path, err := exec.LookPath("concord")
	ts.Check(err)
	cmd := exec.Command(path, append([]string{"mock"}, args[1:]...)...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME")}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	url, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	ts.Setenv(args[0], strings.TrimSpace(url))
}

// fingerprint puts the fingerprint of the first finding about a path into a
// variable: fingerprint VARIABLE results.json PATH.
func fingerprint(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fingerprint VARIABLE results.json PATH")
	}
	results, err := reports.Read(strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	for r := range results.All() {
		for _, f := range r.Findings {
			if f.Path == args[2] {
				ts.Setenv(args[0], f.Fingerprint)
				return
			}
		}
	}
	ts.Fatalf("%s: no finding about %s", args[1], args[2])
}

// fetch gets a URL and wants a body that matches: fetch URL REGEXP.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: fetch URL REGEXP")
	}
	resp, err := http.Get(args[0])
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if regexp.MustCompile(args[1]).Match(body) == neg {
		ts.Fatalf("%s: %s", resp.Status, body)
	}
}
