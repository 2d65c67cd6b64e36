package gate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// certificateVariables name a file with certificates to trust, for the
// languages' usual clients.
var certificateVariables = []string{"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}

// systemRoots are where systems keep their roots (crypto/x509 looks at the
// same files).
var systemRoots = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
	"/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
}

// Environ returns the variables that lead a program's clients to a gate at
// base, whose certificates the bundle file has.
func Environ(base, bundle string) []string {
	env := []string{"NODE_USE_ENV_PROXY=1", "CONCORD_ENDPOINT=" + base}
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
		env = append(env, name+"="+base, strings.ToLower(name)+"="+base)
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		env = append(env, name+"=localhost,127.0.0.1,::1")
	}
	for _, name := range certificateVariables {
		env = append(env, name+"="+bundle)
	}
	return env
}

// Bundle writes a file with the system's roots, those of SSL_CERT_FILE where
// it is set, and the authority's certificate into a private directory that
// remove removes.
func Bundle(a *Authority, getenv func(string) string) (file string, remove func() error, err error) {
	dir, err := os.MkdirTemp("", "concord-gate-")
	if err != nil {
		return "", nil, err
	}
	remove = func() error { return os.RemoveAll(dir) }
	file = filepath.Join(dir, "certificates.pem")
	var pem []byte
	roots := systemRoots
	if own := getenv("SSL_CERT_FILE"); own != "" {
		roots = []string{own}
	}
	for _, name := range roots {
		if data, err := os.ReadFile(name); err == nil {
			pem = append(data, '\n')
			break
		}
	}
	if err := os.WriteFile(file, append(pem, a.PEM()...), 0o600); err != nil {
		return "", nil, errors.Join(err, remove())
	}
	return file, remove, nil
}

// Command is a program to run behind a gate.
type Command struct {
	Args           []string // program first
	Env            []string // laid over the environment of this process
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Grace is how long the program has to end after a signal before it is
	// killed; 0 is five seconds.
	Grace time.Duration
}

// ErrCannotStart is returned for a program that cannot be started.
var ErrCannotStart = errors.New("cannot be started")

const defaultGrace = 5 * time.Second

// Run runs the program until it ends and returns its exit code, 128 and the
// signal's number where a signal ended it. Where ctx ends first, the program
// and everything it started in its process group are asked to end, and killed
// after Grace. What the program leaves running in the group is ended too.
func (c *Command) Run(ctx context.Context) (int, error) {
	grace := cmp.Or(c.Grace, defaultGrace)
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Env = merge(os.Environ(), c.Env)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A grandchild that keeps the pipes open does not hold the gate.
	cmd.WaitDelay = grace
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("%s: %w: %w", c.Args[0], ErrCannotStart, err)
	}
	group := -cmd.Process.Pid
	ended := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-ended:
		case <-ctx.Done():
			syscall.Kill(group, syscall.SIGTERM)
			select {
			case <-ended:
			case <-time.After(grace):
				syscall.Kill(group, syscall.SIGKILL)
			}
		}
	}()
	err := cmd.Wait()
	close(ended)
	<-stopped
	syscall.Kill(group, syscall.SIGKILL) // what it left running
	var exit *exec.ExitError
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return 0, nil
	case errors.As(err, &exit):
		if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			return 128 + int(s.Signal()), nil
		}
		return exit.ExitCode(), nil
	}
	return 0, err
}

// merge lays variables over an environment.
func merge(environ, over []string) []string {
	named := map[string]bool{}
	for _, v := range over {
		name, _, _ := strings.Cut(v, "=")
		named[name] = true
	}
	var out []string
	for _, v := range environ {
		if name, _, _ := strings.Cut(v, "="); !named[name] {
			out = append(out, v)
		}
	}
	return append(out, over...)
}
