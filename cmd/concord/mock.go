package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/runner/mock"
)

// mockFlags are the flags of `concord mock`.
type mockFlags struct {
	addr       string
	auth       string
	state      string
	faults     []string
	script     string
	recording  string
	listFaults bool
	json       bool
}

func newMock(a *app) *cobra.Command {
	var f mockFlags
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Serve a mock that answers from the documentation",
		Long: `Serve a mock of every operation of the catalog until interrupted. The first line
on standard output is its base URL, which serves all protocols.

It keeps state (what is added is found again), verifies signatures, answers
invalid requests with the documented errors, and can be wrong on purpose: a
request asks for a documented error or a named fault by the header
X-Concord-Fault.`,
		Example: `  concord mock
  concord mock --addr 127.0.0.1:4566 --auth known
  concord mock --fault 'delay=200ms'
  concord mock --list-faults
  curl -H 'X-Concord-Fault: DbError' 'http://127.0.0.1:4566/?Action=ListCommunityImages&Version=2018-04-12'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.listFaults {
				return a.listFaults(f.json)
			}
			return a.mock(cmd.Context(), &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:0", "`HOST:PORT` to listen on")
	flags.StringVar(&f.auth, "auth", "verify", "`HOW` to look at signatures: verify, as the clouds do; known, where the secret is known, else at the form; ignore")
	flags.StringVar(&f.state, "state", "", "`FILE` of things that are there from the start")
	flags.StringSliceVar(&f.faults, "fault", nil, "be wrong in every answer, `NAME,...`")
	flags.StringVar(&f.script, "script", "", "`FILE` of faults for the requests in turn")
	flags.StringVar(&f.recording, "recording", "", "`FILE` or directory of exchanges to answer with, where they have the request")
	flags.BoolVar(&f.listFaults, "list-faults", false, "list the named faults, each with the check that must catch it")
	flags.BoolVar(&f.json, "json", false, "with --list-faults: print JSON")
	return cmd
}

func (a *app) mock(ctx context.Context, f *mockFlags) error {
	options, err := f.options(a)
	if err != nil {
		return err
	}
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	var handler http.Handler
	if handler, err = mock.New(catalog, options); err != nil {
		return err
	}
	if f.recording != "" {
		player, err := a.player(f.recording)
		if err != nil {
			return fmt.Errorf("--recording: %w", err)
		}
		handler = runner.Replaying(player, handler)
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	if a.getenv("GOGC") == "" {
		// A mock stays; what it holds counts for more than its speed.
		debug.SetGCPercent(100)
	}
	if _, err := fmt.Fprintf(a.stdout, "http://%s\n", listener.Addr()); err != nil {
		listener.Close()
		return err
	}
	return runner.ServeUntil(ctx, listener, handler)
}

// player plays the requests of a recording; bare bodies, which have none, are
// left out.
func (a *app) player(recording string) (*fixtures.Player, error) {
	recorded, err := fixtures.ReadRecording(recording)
	if err != nil {
		return nil, err
	}
	cassette := &fixtures.Cassette{}
	for _, r := range recorded {
		if r.Request.URL != "" {
			cassette.Exchanges = append(cassette.Exchanges, r.Exchange)
		}
	}
	if len(cassette.Exchanges) == 0 {
		return nil, fmt.Errorf("%s: no exchange in it has a request", recording)
	}
	return fixtures.NewPlayer(cassette, &fixtures.Redactor{Operation: a.operation}), nil
}

func (f *mockFlags) options(a *app) (mock.Options, error) {
	o := mock.Options{Auth: mock.Auth(f.auth), Clock: a.now, Faults: f.faults}
	switch o.Auth {
	case mock.Verify, mock.Known, mock.Ignore:
	default:
		return o, fmt.Errorf("--auth %q: want verify, known or ignore", f.auth)
	}
	var err error
	if f.state != "" {
		o.State, err = readWith("--state", f.state, mock.ReadState)
	}
	if f.script != "" && err == nil {
		o.Script, err = readWith("--script", f.script, mock.ReadScript)
	}
	return o, err
}

// readWith opens the file that a flag names and reads it.
func readWith[T any](flag, file string, read func(name string, r io.Reader) (T, error)) (T, error) {
	f, err := os.Open(file)
	if err != nil {
		var none T
		return none, fmt.Errorf("%s: %w", flag, err)
	}
	defer f.Close()
	return read(file, f)
}

// faultDoc is one fault of `concord mock --list-faults --json`.
type faultDoc struct {
	Name  string `json:"name"`
	Doc   string `json:"doc"`
	Check string `json:"check"`
}

func (a *app) listFaults(asJSON bool) error {
	docs := []faultDoc{}
	for _, f := range mock.Faults() {
		docs = append(docs, faultDoc(f))
	}
	if asJSON {
		return a.printJSON(docs)
	}
	w := a.table()
	fmt.Fprintln(w, "FAULT\tCHECK\tWHAT IS WRONG")
	for _, d := range docs {
		fmt.Fprintf(w, "%s\t%s\t%s\n", d.Name, d.Check, d.Doc)
	}
	return w.Flush()
}

// serveEmbedded starts the mock of this process where the target is that, and
// completes the target with its URL. Any other target stays as it is.
func (a *app) serveEmbedded(t *runner.Target) (stop func() error, err error) {
	if !t.Embedded {
		return func() error { return nil }, nil
	}
	catalog, err := a.catalog()
	if err != nil {
		return nil, err
	}
	handler, err := mock.New(catalog, mock.Options{Clock: a.now})
	if err != nil {
		return nil, errors.Join(errors.New("the embedded mock cannot start"), err)
	}
	t.Root, stop, err = runner.Serve(handler)
	return stop, err
}
