package gate

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sh returns a Command that runs a shell script, which sees $DIR.
func sh(t *testing.T, script string) (c *Command, dir string, stdout *bytes.Buffer) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh to run")
	}
	dir, stdout = t.TempDir(), &bytes.Buffer{}
	return &Command{Args: []string{"sh", "-c", script}, Env: []string{"DIR=" + dir}, Stdin: strings.NewReader("said\n"), Stdout: stdout, Stderr: stdout}, dir, stdout
}

func TestCommand(t *testing.T) {
	for _, test := range []struct {
		name, script string
		code         int
		out          string
	}{
		{"success", `read x; echo "$x $DIR" | grep -o ^said`, 0, "said\n"},
		{"failure", "exit 7", 7, ""},
		{"killed", "kill -KILL $$", 128 + 9, ""},
		{"terminated", "kill -TERM $$", 128 + 15, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, _, out := sh(t, test.script)
			code, err := c.Run(t.Context())
			if code != test.code || err != nil || out.String() != test.out {
				t.Errorf("got %d, %v, %q", code, err, out)
			}
		})
	}
}

func TestCommandCannotStart(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{filepath.Join(dir, "absent"), dir, "no-such-program-anywhere"} {
		c := Command{Args: []string{name}}
		if _, err := c.Run(t.Context()); !errors.Is(err, ErrCannotStart) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestCommandLeavesNothing holds that what a program started ends with it.
func TestCommandLeavesNothing(t *testing.T) {
	c, dir, _ := sh(t, `sleep 60 >/dev/null 2>&1 & echo $! >$DIR/pid; exit 3`)
	code, err := c.Run(t.Context())
	if code != 3 || err != nil {
		t.Errorf("got %d, %v", code, err)
	}
	gone(t, filepath.Join(dir, "pid"))
}

// TestCommandInterrupted holds that a program that does not listen is killed
// with everything it started.
func TestCommandInterrupted(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		code   int
	}{
		"listens": {`trap 'exit 9' TERM; sleep 60 >/dev/null 2>&1 & echo $! >$DIR/pid; wait`, 9},
		"is deaf": {`trap '' TERM; sleep 60 >/dev/null 2>&1 & echo $! >$DIR/pid; wait`, 128 + 9},
	} {
		t.Run(name, func(t *testing.T) {
			c, dir, _ := sh(t, test.script)
			c.Grace = 300 * time.Millisecond
			ctx, cancel := context.WithCancel(t.Context())
			pid := filepath.Join(dir, "pid")
			go func() {
				for info, err := os.Stat(pid); err != nil || info.Size() == 0; info, err = os.Stat(pid) {
					time.Sleep(5 * time.Millisecond)
				}
				cancel()
			}()
			code, err := c.Run(ctx)
			if code != test.code || err != nil {
				t.Errorf("got %d, %v", code, err)
			}
			gone(t, pid)
		})
	}
}

// gone waits until the process in a file is no more.
func gone(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		// A zombie answers signals until its new parent has noticed.
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if syscall.Kill(pid, 0) != nil || err == nil && strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d still runs", pid)
}

func TestEnviron(t *testing.T) {
	env := Environ("http://127.0.0.1:4566", "/tmp/bundle.pem")
	slices.Sort(env)
	want := []string{
		"CONCORD_ENDPOINT=http://127.0.0.1:4566", "CURL_CA_BUNDLE=/tmp/bundle.pem",
		"HTTPS_PROXY=http://127.0.0.1:4566", "HTTP_PROXY=http://127.0.0.1:4566",
		"NODE_EXTRA_CA_CERTS=/tmp/bundle.pem", "NODE_USE_ENV_PROXY=1", "NO_PROXY=localhost,127.0.0.1,::1",
		"REQUESTS_CA_BUNDLE=/tmp/bundle.pem", "SSL_CERT_FILE=/tmp/bundle.pem",
		"http_proxy=http://127.0.0.1:4566", "https_proxy=http://127.0.0.1:4566", "no_proxy=localhost,127.0.0.1,::1",
	}
	if !slices.Equal(env, want) {
		t.Errorf("got %q", env)
	}
	merged := merge([]string{"HTTP_PROXY=http://elsewhere", "HOME=/root"}, []string{"HTTP_PROXY=http://here"})
	if !slices.Equal(merged, []string{"HOME=/root", "HTTP_PROXY=http://here"}) {
		t.Errorf("merged: %q", merged)
	}
}

func TestBundle(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.pem")
	if err := os.WriteFile(own, []byte("OWN ROOTS"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := NewAuthority(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	file, remove, err := Bundle(a, func(name string) string { return map[string]string{"SSL_CERT_FILE": own}[name] })
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != "OWN ROOTS\n"+string(a.PEM()) {
		t.Errorf("%v: %s", err, text)
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory is %v, %v", info.Mode(), err)
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(file)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory is still there: %v", err)
	}
}
