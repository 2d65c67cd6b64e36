package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/runner/gate"
	"github.com/concord-dev/concord/runner/mock"
	"github.com/concord-dev/concord/suites"
)

// gateFlags are the flags of `concord gate`.
type gateFlags struct {
	judgeFlags
	reportFlags

	addr          string
	passthrough   bool
	vary          bool
	recordings    []string
	record        string
	writeFixtures string
}

func newGate(a *app) *cobra.Command {
	var f gateFlags
	cmd := &cobra.Command{
		Use:   "gate [-- COMMAND...]",
		Short: "Run a program and judge what it sends to the clouds",
		Long: `Run COMMAND with proxy and certificate variables that lead the cloud hosts of the
catalog to the mock, and judge every exchange, requests first. COMMAND's code
stays as it is. Clients that ignore proxy variables (Huawei Cloud's Go SDK,
Alibaba Cloud's npm SDKs) reach the mock by the base URL in CONCORD_ENDPOINT.

Without COMMAND the gate serves until it is interrupted and prints the variables
to export. With --recording it judges a cassette, a HAR document or a directory
of these, and serves nothing.

Hosts outside the catalog are refused unless --passthrough, which sends every
request to the host that it names.

Exit codes: 0 all conforms, 1 a finding at or above --fail-on or COMMAND failed,
2 usage or COMMAND cannot be started, 3 no exchange was seen or one could not be
judged, 130 interrupted.`,
		Example: `  concord gate -- go test ./...
  concord gate --vary -- npm test
  concord gate --record cassette.yaml -- ./program
  concord gate --recording cassette.yaml --require-coverage 40
  concord gate --recording cassette.yaml --write-fixtures fixtures`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.gate(cmd.Context(), &f, args) },
	}
	f.judgeFlags.add(cmd)
	f.reportFlags.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:0", "`HOST:PORT` to listen on")
	flags.BoolVar(&f.passthrough, "passthrough", false, "send requests on to the hosts that they name")
	flags.BoolVar(&f.vary, "vary", false, "answer successive calls with each documented value, absence, length and error")
	flags.StringArrayVar(&f.recordings, "recording", nil, "judge a recorded `FILE` or directory (repeatable)")
	flags.StringVar(&f.record, "record", "", "keep the redacted exchanges in `FILE` (.yaml: a cassette, .har: HAR; FILE.partial until the end)")
	flags.StringVar(&f.writeFixtures, "write-fixtures", "", "draft a fixture of each different call, for review, in `DIR`")
	return cmd
}

func (f *gateFlags) validate(args []string) error {
	switch {
	case len(f.recordings) > 0 && len(args) > 0:
		return errors.New("--recording judges what was recorded; it runs no COMMAND")
	case len(f.recordings) > 0 && (f.passthrough || f.vary || f.record != ""):
		return errors.New("--recording goes without --passthrough, --vary and --record")
	case f.passthrough && f.vary:
		return errors.New("--vary changes the mock's answers; --passthrough asks the hosts themselves")
	}
	if err := f.reportFlags.check(); err != nil {
		return err
	}
	return f.judgeFlags.check()
}

// gateTarget is what reports and waivers call what a gate judges.
func (f *gateFlags) target() (name string, profile suites.Profile) {
	name, profile = "gate", suites.ProfileMock
	if f.passthrough || len(f.recordings) > 0 {
		profile = suites.ProfileLive
	}
	if f.profile != "" {
		profile = suites.Profile(f.profile)
	}
	return name, profile
}

func (a *app) gate(ctx context.Context, f *gateFlags, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	name, profile := f.target()
	rules, expired, err := f.rules(a, name, profile)
	if err != nil {
		return err
	}
	report, err := a.startReport(&f.reportFlags, reports.Head{
		Target: name, Profile: string(profile), Shard: "1/1", FailOn: f.failOn, Inconclusive: f.inconclusive,
	})
	if err != nil {
		return err
	}
	recorder := &fixtures.Recorder{Redactor: a.gateRedactor()}
	drafts := &fixtureWriter{dir: f.writeFixtures, from: f.source(args), decoder: protocol.NewDecoder(catalog), contracts: a.contract}
	emit := report.emit
	if f.writeFixtures != "" {
		emit = func(r *suites.Result) { drafts.add(r); report.emit(r) }
	}
	options := gate.Options{
		Catalog: catalog, Contracts: a.contract, Rules: rules, Profile: profile, Redactor: a.gateRedactor(), Clock: a.now,
		Vary: f.vary, Emit: emit,
		Refused: func(host string, why error) { fmt.Fprintf(a.stderr, "concord gate: refused: %v\n", why) },
	}
	tape, err := f.startTape()
	if err != nil {
		return err
	}
	if f.record != "" {
		options.Record = func(x *fixtures.Exchange) { recorder.Record(x); tape.add(x) }
	}
	if len(f.recordings) == 0 {
		if options.Cloud, err = mock.New(catalog, mock.Options{Auth: mock.Known, Clock: a.now}); err != nil {
			return err
		}
	}
	if f.passthrough {
		options.Elsewhere = gate.Passthrough(&http.Transport{
			Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: time.Minute, MaxResponseHeaderBytes: 1 << 20, DisableCompression: true,
		})
	}
	g, err := gate.New(options)
	if err != nil {
		return err
	}
	ran := exitOK
	switch {
	case len(f.recordings) > 0:
		err = judgeRecordings(g, f.recordings)
	case len(args) > 0:
		ran, err = a.behindGate(ctx, g, f.addr, args)
	default:
		err = a.serveGate(ctx, g, f.addr)
	}
	count, cover := g.Close()
	coverage := called(a.coverage(cover.Operations(), cover))
	var problems []string
	if err != nil { // whatever was seen until then is reported
		problems = append(problems, err.Error())
	}
	for _, e := range expired {
		problems = append(problems, e.Error())
	}
	problems = append(problems, f.missing(coverage)...)
	results, failed := report.finish(reports.Ending{Interrupted: ctx.Err() != nil && len(args) > 0, Problems: problems, Coverage: coverage})
	if f.record != "" {
		written := tape.finish(func() error { return writeRecording(f.record, recorder.Cassette()) })
		err = errors.Join(err, written)
	}
	if err = errors.Join(append(drafts.errs, err, failed)...); err != nil {
		return err
	}
	codes := []int{report.code(results)}
	if ran != exitOK {
		fmt.Fprintf(a.stderr, "concord gate: COMMAND ended with exit code %d\n", ran)
		codes = append(codes, exitFindings)
	}
	if count == 0 {
		fmt.Fprintf(a.stderr, "concord gate: %v\n", gate.ErrNothingSeen)
		codes = append(codes, exitUnreachable)
	}
	return exit(worst(codes...))
}

// source says in fixtures where their requests were seen.
func (f *gateFlags) source(args []string) string {
	if len(args) > 0 {
		return filepath.Base(args[0])
	}
	return cmp.Or(strings.Join(f.recordings, ", "), "a program")
}

func (a *app) gateRedactor() *fixtures.Redactor {
	var secrets []string
	for _, c := range runner.TestCredentials() {
		secrets = append(secrets, c.Secret)
	}
	return &fixtures.Redactor{Secrets: secrets, Operation: a.operation}
}

// behindGate runs a program behind a gate and returns its exit code.
func (a *app) behindGate(ctx context.Context, g *gate.Gate, addr string, args []string) (int, error) {
	base, stop, err := runner.ServeAt(addr, g.Handler())
	if err != nil {
		return 0, fmt.Errorf("--addr: %w", err)
	}
	defer stop()
	bundle, remove, err := gate.Bundle(g.Authority(), a.getenv)
	if err != nil {
		return 0, err
	}
	defer remove()
	c := gate.Command{Args: args, Env: gate.Environ(base, bundle), Stdout: a.stdout, Stderr: a.stderr}
	// In a process group of its own COMMAND would stop when it reads from a
	// terminal.
	if file, ok := a.stdin.(*os.File); !ok || !term.IsTerminal(int(file.Fd())) {
		c.Stdin = a.stdin
	}
	return c.Run(ctx)
}

// serveGate serves until ctx ends and prints the variables that lead here.
func (a *app) serveGate(ctx context.Context, g *gate.Gate, addr string) error {
	base, stop, err := runner.ServeAt(addr, g.Handler())
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	defer stop()
	bundle, remove, err := gate.Bundle(g.Authority(), a.getenv)
	if err != nil {
		return err
	}
	defer remove()
	for _, variable := range gate.Environ(base, bundle) {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(a.stdout, "export %s=%s\n", name, value)
	}
	<-ctx.Done()
	return nil
}

func judgeRecordings(g *gate.Gate, files []string) error {
	for _, file := range files {
		recorded, err := fixtures.ReadRecording(file)
		if err != nil {
			return err
		}
		for _, r := range recorded {
			g.JudgeRecorded(r)
		}
	}
	return nil
}

// tape is the cassette that a gate writes while it runs, beside the file that
// takes its place at the end: a gate that is killed leaves it behind.
type tape struct {
	file *os.File // nil where nothing is recorded
	tape *fixtures.Tape
	err  error // of the first exchange that could not be written
}

func (f *gateFlags) startTape() (*tape, error) {
	if f.record == "" {
		return &tape{}, nil
	}
	if err := os.MkdirAll(filepath.Dir(f.record), 0o755); err != nil {
		return nil, fmt.Errorf("--record: %w", err)
	}
	file, err := os.Create(f.record + ".partial")
	if err != nil {
		return nil, fmt.Errorf("--record: %w", err)
	}
	return &tape{file: file, tape: fixtures.NewTape(file)}, nil
}

func (t *tape) add(x *fixtures.Exchange) {
	if t.err == nil {
		t.err = t.tape.Add(x)
	}
}

// finish writes the recording and removes the tape once that is there.
func (t *tape) finish(write func() error) error {
	if err := errors.Join(t.file.Close(), write()); err != nil {
		return err
	}
	return os.Remove(t.file.Name())
}

// writeRecording writes a cassette, or HAR where the file's name says so.
func writeRecording(file string, c *fixtures.Cassette) error {
	encode := func() ([]byte, error) { return fixtures.EncodeCassette(c) }
	if strings.HasSuffix(strings.ToLower(file), ".har") {
		encode = func() ([]byte, error) { return fixtures.EncodeHAR(c.Exchanges, version()) }
	}
	data, err := encode()
	if err != nil {
		return err
	}
	return reports.WriteFile(file, func(w io.Writer) error { _, err := w.Write(data); return err }, nil)
}

// called drops the operations that no exchange was about.
func called(coverage iter.Seq2[*reports.Coverage, error]) iter.Seq2[*reports.Coverage, error] {
	return func(yield func(*reports.Coverage, error) bool) {
		for c, err := range coverage {
			if c.Parameters.Exercised+c.Fields.Exercised+c.Errors.Exercised+c.Errors.Forced+c.EnumValues.Exercised == 0 {
				continue
			}
			if !yield(c, err) {
				return
			}
		}
	}
}
