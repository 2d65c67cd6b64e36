package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
)

// Exit codes. Where several hold, the first of interrupted, usage, findings,
// unreachable is returned; see worst.
const (
	exitOK          = 0
	exitFindings    = 1   // a finding at or above --fail-on, or COMMAND failed
	exitUsage       = 2   // usage, configuration or contract error
	exitUnreachable = 3   // no target, a case in error, no exchange seen
	exitInterrupted = 130 // reports are still written
)

// worst returns the exit code that comes first where several hold.
func worst(codes ...int) int {
	for _, code := range []int{exitInterrupted, exitUsage, exitFindings, exitUnreachable} {
		if slices.Contains(codes, code) {
			return code
		}
	}
	return exitOK
}

// exitError ends a verb with a code. Every other error that a verb returns
// ends with exitUsage.
type exitError struct {
	code int
	err  error // nil: everything was said already
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// exit returns an error that ends with code and says nothing more; nil for
// exitOK.
func exit(code int) error {
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// world is what concord uses of its surroundings, so that tests can pass
// others.
type world struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	rand           io.Reader
}

func newWorld() *world {
	return &world{os.Stdin, os.Stdout, os.Stderr, os.Getenv, time.Now, rand.Reader}
}

// app is what the verbs share: the world and the flags that all take.
type app struct {
	*world
	configFile  string
	catalogDirs []string
	suiteDirs   []string
	fixtureDirs []string

	config *config // read by the root command before a verb runs

	loadCatalog   func() (*specs.Catalog, error)
	loadContracts func() (*schemas.Contracts, error)
}

// What a run holds on to is small beside what it makes and drops, so garbage
// may gather before it is collected, up to a limit that large answers reach.
const (
	gcPercent   = 400
	memoryLimit = 160 << 20 // bytes
)

// execute runs one command line and returns the exit code.
func execute(args []string, w *world) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the process at once.
	defer context.AfterFunc(ctx, stop)()

	if w.getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if w.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	root := newRoot(&app{world: w})
	root.SetArgs(args)
	root.SetIn(w.stdin)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(w.stderr, "concord: "+text)
	}
	var coded *exitError
	if errors.As(err, &coded) {
		return coded.code
	}
	return exitUsage
}

// newRoot returns the command tree. A verb is one file: its flags, then run.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "concord",
		Short: "Hold cloud API documentation, mocks, SDKs and live clouds against each other",
		Long: `concord keeps four things in agreement: what a cloud's API documentation says, what
a mock answers, what an SDK sends, and what the live cloud does. Its contracts
come from the documentation pages themselves; it needs no OpenAPI document and
no network.`,
		Example: `  concord run                                      # every case, on the embedded mock
  concord run --target http://127.0.0.1:4566       # the same, on your mock
  concord run alibaba/ecs/DescribeImages/invalid   # some of the cases
  concord run --list 'alibaba/**'                  # what would be sent
  concord show alibaba/ecs/DescribeImages          # what the documentation says
  concord mock --addr 127.0.0.1:4566               # a mock that answers from the documentation
  concord gate -- go test ./...                    # judge what a program sends
  concord import page.html                         # a contract out of a page
  concord init ci github                           # a recipe for CI`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.start() },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.configFile, "config", "", "configuration `FILE` (default concord.yaml where there is one)")
	flags.StringArrayVar(&a.catalogDirs, "catalog", nil, "`DIR` with contracts, laid over the embedded ones by address (repeatable)")
	flags.StringArrayVar(&a.suiteDirs, "suites", nil, "`DIR` with suites, laid over the embedded ones (repeatable)")
	flags.StringArrayVar(&a.fixtureDirs, "fixtures", nil, "`DIR` with fixtures, laid over the embedded ones (repeatable)")
	a.loadCatalog = sync.OnceValues(a.catalogLayers)
	a.loadContracts = sync.OnceValues(func() (*schemas.Contracts, error) {
		catalog, err := a.catalog()
		return schemas.NewContracts(catalog), err
	})
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return seeHelp(cmd, err) })
	for i, g := range verbs {
		id := strconv.Itoa(i)
		root.AddGroup(&cobra.Group{ID: id, Title: g.title})
		for _, verb := range g.verbs {
			cmd := verb(a)
			cmd.GroupID = id
			explainArgs(cmd)
			root.AddCommand(cmd)
		}
	}
	root.SetHelpCommandGroupID(strconv.Itoa(len(verbs) - 1))
	return root
}

// explainArgs lets the errors of arguments say how the command is used.
func explainArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if check(cmd, args) == nil {
				return nil
			}
			return seeHelp(cmd, fmt.Errorf("want %s", strings.TrimSuffix(cmd.UseLine(), " [flags]")))
		}
	}
	for _, sub := range cmd.Commands() {
		explainArgs(sub)
	}
}

func seeHelp(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w; %s --help has examples", err, cmd.CommandPath())
}

// verbs are the constructors of all verbs, as --help groups them.
var verbs = []struct {
	title string
	verbs []func(*app) *cobra.Command
}{
	{"Hold something against the documentation:", []func(*app) *cobra.Command{newRun, newGate, newDrift, newMock, newSelftest}},
	{"Read documentation:", []func(*app) *cobra.Command{newImport, newLint, newList, newShow, newDiff, newExport}},
	{"Results, and what is known:", []func(*app) *cobra.Command{newReport, newWaive, newChecks}},
	{"Begin:", []func(*app) *cobra.Command{newInit, newDoctor, newCompletion, newVersion}},
}

// start reads the configuration before a verb runs.
func (a *app) start() error {
	var err error
	a.config, err = readConfig(a.configFile)
	if err != nil {
		return err
	}
	a.catalogDirs = append(slices.Clone(a.config.Catalog), a.catalogDirs...)
	a.suiteDirs = append(slices.Clone(a.config.Suites), a.suiteDirs...)
	a.fixtureDirs = append(slices.Clone(a.config.Fixtures), a.fixtureDirs...)
	return nil
}

// catalog returns the embedded catalog with the user's layers over it.
func (a *app) catalog() (*specs.Catalog, error) { return a.loadCatalog() }

func (a *app) catalogLayers() (*specs.Catalog, error) {
	if len(a.catalogDirs) == 0 {
		return specs.Embedded(), nil
	}
	layers, err := over(specs.EmbeddedLayer(), "--catalog", a.catalogDirs)
	if err != nil {
		return nil, err
	}
	return specs.Load(layers...)
}

// over returns the layers that the user's directories lay over the embedded
// one, in order. Flag names them in errors.
func over(embedded specs.Layer, flag string, dirs []string) ([]specs.Layer, error) {
	layers := []specs.Layer{embedded}
	for _, dir := range dirs {
		if err := isDir(flag, dir); err != nil {
			return nil, err
		}
		layers = append(layers, specs.Layer{FS: os.DirFS(dir), Prefix: filepath.ToSlash(dir)})
	}
	return layers, nil
}

func isDir(flag, dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s %s: no such directory", flag, dir)
	case err != nil:
		return fmt.Errorf("%s: %w", flag, err)
	case !info.IsDir():
		return fmt.Errorf("%s %s: not a directory", flag, dir)
	}
	return nil
}

// contract returns the compiled contract of an operation. Goroutines may call
// it.
func (a *app) contract(address string) (*schemas.Contract, error) {
	contracts, err := a.loadContracts()
	if err != nil {
		return nil, err
	}
	return contracts.Contract(address)
}

// version returns the version that the binary was built as.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
