package suites

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// maxSuiteFile bounds a suite or fixture file.
const maxSuiteFile = 1 << 20

//go:embed data
var suiteFiles embed.FS

// EmbeddedLayer returns the hand-written suites of this build.
func EmbeddedLayer() specs.Layer {
	files, err := fs.Sub(suiteFiles, "data")
	if err != nil {
		panic(err)
	}
	return specs.Layer{FS: files, Prefix: "suites/data"}
}

// suiteFile is what a file of hand-written cases holds. It is laid over
// another by its name.
type suiteFile struct {
	Suite     string       `yaml:"suite"`
	Operation string       `yaml:"operation,omitempty"` // of cases that name none
	Cases     []caseInFile `yaml:"cases"`
}

// caseInFile is one case of a suite file.
type caseInFile struct {
	Name      string `yaml:"name"` // "/" separates segments of the ID
	Title     string `yaml:"title"`
	Operation string `yaml:"operation,omitempty"`
	// Kind is sequence for several steps and valid for one where it is empty.
	Kind string `yaml:"kind,omitempty"`
	// Requirements are what the case exercises beside the parameters that it
	// gives, without the address: "response.Images[].Status.enum.Waiting".
	Requirements []string `yaml:"requirements,omitempty"`
	// Needs are parameters of the case's operation whose values must exist;
	// steps use them as "${parameter}".
	Needs  []string     `yaml:"needs,omitempty,flow"`
	Steps  []stepInFile `yaml:"steps"`
	Source specs.Source `yaml:"-"`
}

// stepInFile is one step: a [Step] with its arguments as mappings of path and
// value.
type stepInFile struct {
	Step `yaml:",inline"`
	Args map[string]string `yaml:"args,omitempty"`
	Raw  map[string]string `yaml:"raw,omitempty"`
}

// fixtureFile is what a fixture file holds: one request as a program sent it,
// or as somebody wrote it, and the outcome expected.
type fixtureFile struct {
	Fixture   string `yaml:"fixture"` // name, by which it is laid over another
	Operation string `yaml:"operation"`
	Title     string `yaml:"title"`
	// From says where the request was seen: the program that sent it.
	From         string       `yaml:"from"`
	Needs        []string     `yaml:"needs,omitempty,flow"`
	Requirements []string     `yaml:"requirements,omitempty"`
	Request      stepInFile   `yaml:"request"`
	Source       specs.Source `yaml:"-"`
}

// LoadSuites reads hand-written suites; of one name the last layer wins. A
// suite without cases switches one of an earlier layer off. The error joins
// [specs.FileErrors].
func LoadSuites(cat *specs.Catalog, layers ...specs.Layer) ([]Suite, error) {
	return loadLayers(layers, func(file string, data []byte) (string, []written, error) {
		var f suiteFile
		if err := specs.DecodeYAML(file, data, &f); err != nil {
			return "", nil, err
		}
		l := &suiteLoader{cat: cat, file: file, data: data}
		l.checkName(f.Suite, "suite")
		var cases []written
		for i := range f.Cases {
			c := &f.Cases[i]
			if c.Operation == "" {
				c.Operation = f.Operation
			}
			cases = append(cases, l.suiteCase(f.Suite, c, i))
		}
		return f.Suite, cases, l.err()
	})
}

// LoadFixtures reads fixtures; of one name the last layer wins. The error
// joins [specs.FileErrors].
func LoadFixtures(cat *specs.Catalog, layers ...specs.Layer) ([]Suite, error) {
	return loadLayers(layers, func(file string, data []byte) (string, []written, error) {
		var f fixtureFile
		if err := specs.DecodeYAML(file, data, &f); err != nil {
			return "", nil, err
		}
		l := &suiteLoader{cat: cat, file: file, data: data}
		l.checkName(f.Fixture, "fixture")
		if f.Request.Operation != "" {
			l.errorf("the operation stands once, above the request", "request", "operation")
		}
		c := caseInFile{Operation: f.Operation, Title: f.Title, Kind: string(Fixture), Requirements: f.Requirements,
			Needs: f.Needs, Steps: []stepInFile{f.Request}, Source: f.Source}
		built := l.build(&c, append([]string{string(Fixture)}, strings.Split(f.Fixture, "/")...), func(step int, rest ...any) []any {
			if step >= 0 {
				return append([]any{"request"}, rest...)
			}
			return rest
		})
		built.Source.Page, built.Source.Table = "fixture", f.From
		return f.Fixture, []written{built}, l.err()
	})
}

// loadLayers reads every YAML file of the layers and returns a suite for each
// name and operation.
func loadLayers(layers []specs.Layer, read func(file string, data []byte) (string, []written, error)) ([]Suite, error) {
	named := map[string][]written{}
	var problems []error
	for _, layer := range layers {
		files := map[string]string{} // of this layer, by name
		err := fs.WalkDir(layer.FS, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("read %s: %w", layer.Prefix, err)
			}
			if entry.IsDir() || path.Ext(name) != ".yaml" {
				return nil
			}
			file := path.Join(layer.Prefix, name)
			data, err := readBounded(layer.FS, name)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", file, err))
				return nil
			}
			suite, cases, err := read(file, data)
			if err == nil && files[suite] != "" {
				line, column := specs.PlaceInYAML(data)
				err = specs.FileErrors{{File: file, Line: line, Column: column, Message: fmt.Sprintf("%q is the name of %s too", suite, files[suite])}}
			}
			if err != nil {
				problems = append(problems, err)
				return nil
			}
			files[suite], named[suite] = file, cases
			return nil
		})
		if err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return suitesOf(named), nil
}

func readBounded(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSuiteFile+1))
	if err == nil && len(data) > maxSuiteFile {
		err = fmt.Errorf("larger than %d bytes", maxSuiteFile)
	}
	return data, err
}

// suitesOf splits named cases by operation.
func suitesOf(named map[string][]written) []Suite {
	var list []Suite
	for _, name := range slices.Sorted(maps.Keys(named)) {
		byOperation := map[specs.Address][]Case{}
		for _, c := range named[name] {
			byOperation[c.address] = append(byOperation[c.address], c.Case)
		}
		for address, cases := range byOperation {
			list = append(list, Suite{
				Name: name, Operation: address,
				Cases: func() (iter.Seq[Case], error) { return slices.Values(cases), nil },
			})
		}
	}
	slices.SortFunc(list, func(a, b Suite) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Operation.String(), b.Operation.String()))
	})
	return list
}

// written is a case of a file and its operation's address.
type written struct {
	Case
	address specs.Address
}

// suiteLoader turns what a file says into cases, and collects what is wrong
// with it.
type suiteLoader struct {
	cat  *specs.Catalog
	file string
	data []byte
	errs specs.FileErrors
}

func (l *suiteLoader) errorf(message string, at ...any) {
	line, column := specs.PlaceInYAML(l.data, at...)
	l.errs = append(l.errs, specs.FileError{File: l.file, Line: line, Column: column, Message: message})
}

func (l *suiteLoader) err() error {
	if len(l.errs) == 0 {
		return nil
	}
	return l.errs
}

func (l *suiteLoader) checkName(name string, at ...any) {
	for segment := range strings.SplitSeq(name, "/") {
		if segment == "" || segment != Segment(segment) {
			l.errorf(fmt.Sprintf("name %q: want segments of A-Za-z0-9._~@+- with / between them", name), at...)
			return
		}
	}
}

// suiteCase builds case i of a suite.
func (l *suiteLoader) suiteCase(suite string, c *caseInFile, i int) written {
	l.checkName(c.Name, "cases", i, "name")
	switch {
	case c.Kind == "" && len(c.Steps) > 1:
		c.Kind = string(Sequence)
	case c.Kind == "":
		c.Kind = string(Valid)
	}
	switch Kind(c.Kind) {
	case Sample, Valid, Boundary, Invalid, Error, Sequence:
	default:
		l.errorf(fmt.Sprintf("kind %q: want sample, valid, boundary, invalid, error or sequence", c.Kind), "cases", i, "kind")
	}
	segments := append([]string{c.Kind}, strings.Split(suite, "/")...)
	built := l.build(c, append(segments, strings.Split(c.Name, "/")...), func(step int, rest ...any) []any {
		at := []any{"cases", i}
		if step >= 0 {
			at = append(at, "steps", step)
		}
		return append(at, rest...)
	})
	built.Source.Page = "suite " + suite
	return built
}

// build turns a case of a file into a Case and checks it against the catalog.
// Place leads to a value of the case, or of its step.
func (l *suiteLoader) build(c *caseInFile, segments []string, place func(step int, rest ...any) []any) written {
	op := l.operation(c.Operation, place(-1, "operation")...)
	if op == nil {
		return written{}
	}
	address := op.Address.String()
	out := Case{ID: ID(address, segments...), Kind: Kind(c.Kind), Operation: address, Title: c.Title, Source: c.Source}
	out.Source.Row = c.Name
	if len(c.Steps) == 0 {
		l.errorf("a case has steps", place(-1, "steps")...)
	}
	known := map[string]bool{Unique: true}
	for i, parameter := range c.Needs {
		if op.Parameter(parameter) == nil {
			l.errorf(fmt.Sprintf("%s has no parameter %q", address, parameter), place(-1, "needs", i)...)
		}
		known[parameter] = true
		out.Needs = append(out.Needs, NeedOf(op, parameter))
	}
	for i := range c.Steps {
		l.step(&out, &c.Steps[i], op, known, func(rest ...any) []any { return place(i, rest...) })
	}
	for i, id := range c.Requirements {
		id = address + "#" + id
		if !slices.ContainsFunc(op.Requirements(), func(r specs.Requirement) bool { return r.ID == id }) {
			l.errorf(fmt.Sprintf("no requirement %s", id), place(-1, "requirements", i)...)
		}
		out.Requirements = append(out.Requirements, id)
	}
	slices.Sort(out.Requirements)
	out.Requirements = slices.Compact(out.Requirements)
	return written{out, op.Address}
}

func (l *suiteLoader) operation(address string, at ...any) *specs.Operation {
	if address == "" {
		l.errorf("no operation", at...)
		return nil
	}
	op, err := l.cat.Operation(address)
	if err != nil {
		l.errorf(err.Error(), at...)
		return nil
	}
	return op
}

// step adds a step to the case.
func (l *suiteLoader) step(c *Case, s *stepInFile, op *specs.Operation, known map[string]bool, place func(rest ...any) []any) {
	own := op
	if s.Operation != "" {
		if op = l.operation(s.Operation, place("operation")...); op == nil {
			return
		}
	}
	step := s.Step
	step.Operation = ""
	if op != own {
		step.Operation = op.Address.String()
	}
	for _, argument := range slices.Sorted(maps.Keys(s.Args)) {
		row := op.Parameter(protocol.RowPath(argument))
		if row == nil {
			l.errorf(fmt.Sprintf("%s has no parameter %q; what no row documents goes under raw", op.Address, argument), place("args", argument)...)
			continue
		}
		value := s.Args[argument]
		l.variables(value, known, place("args", argument)...)
		step.Args = append(step.Args, Arg{argument, l.free(c, op, row, value, known)})
		if step.Expect.Outcome == Success && op == own {
			c.Requirements = append(c.Requirements, specs.RowRequirement(c.Operation, specs.RequestSection, row.Path, specs.AspectAccepted))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Raw)) {
		l.variables(s.Raw[name], known, place("raw", name)...)
		step.Raw = append(step.Raw, Arg{name, s.Raw[name]})
	}
	l.transport(&step, op, place)
	l.expect(c, &step, op, known, place)
	for _, name := range slices.Sorted(maps.Keys(step.Save)) {
		known[name] = true
	}
	if step.Supplies != "" && step.Save[step.Supplies] == "" {
		l.errorf(fmt.Sprintf("the step saves no %q", step.Supplies), place("supplies")...)
	}
	step.Writes = op.Effect == specs.Write
	c.Writes = c.Writes || step.Writes && step.Supplies == ""
	c.NeedsAuth = c.NeedsAuth || step.Auth != "" || step.Scheme != "" || step.Body
	c.Forced = c.Forced || step.Fault != ""
	c.Steps = append(c.Steps, step)
}

// free returns a value as the step sends it: what every account has but not
// every target (a region), where the file gives the page's own, becomes a need
// of the case, so that a target can give another.
func (l *suiteLoader) free(c *Case, op *specs.Operation, row *specs.Parameter, value string, known map[string]bool) string {
	n := NeedOf(op, row.Path)
	if value == "" || value != n.Sample || row.Exists != "" || row.Required == nil || !*row.Required || !mayLack(op, row.Path) {
		return value
	}
	n.Free = true
	if !slices.Contains(c.Needs, n) {
		if known[row.Path] {
			return value // the name stands for something else
		}
		known[row.Path] = true
		c.Needs = append(c.Needs, n)
	}
	return "${" + row.Path + "}"
}

// mayLack reports whether an error row says that what a parameter names is not
// there.
func mayLack(op *specs.Operation, parameter string) bool {
	for row := range Rows(op) {
		if slices.ContainsFunc(row.Provokes, func(p specs.Provocation) bool { return p.By == specs.FaultState && p.Parameter == parameter }) {
			return true
		}
	}
	return false
}

// transport checks how a step travels.
func (l *suiteLoader) transport(s *Step, op *specs.Operation, place func(rest ...any) []any) {
	if s.Method != "" && !slices.Contains(op.Methods, s.Method) {
		l.errorf(fmt.Sprintf("method %q: %s has %s", s.Method, op.Address, strings.Join(op.Methods, ", ")), place("method")...)
	}
	if s.Scheme != "" && (op.Provider == nil || !slices.Contains(op.Provider.Schemes, s.Scheme)) {
		l.errorf(fmt.Sprintf("scheme %q: no scheme of the provider of %s", s.Scheme, op.Address), place("scheme")...)
	}
	if s.Route != "" && !slices.Contains([]string{NoAction, NoVersion, NoPath}, s.Route) {
		l.errorf(fmt.Sprintf("route %q: want action, version or path", s.Route), place("route")...)
	}
	if s.Form != "" && s.Form != string(protocol.JSONForm) && s.Form != string(protocol.DottedForm) {
		l.errorf(fmt.Sprintf("form %q: want json or dotted", s.Form), place("form")...)
	}
	if s.Format != "" && s.Format != "JSON" && s.Format != "XML" && s.Format != NoFormat {
		l.errorf(fmt.Sprintf("format %q: want JSON, XML or none", s.Format), place("format")...)
	}
}

// expect checks what a step expects.
func (l *suiteLoader) expect(c *Case, s *Step, op *specs.Operation, known map[string]bool, place func(rest ...any) []any) {
	e := &s.Expect
	switch e.Outcome {
	case Success:
		if e.Code != "" || e.Fault != "" {
			e.Outcome = Failure
		}
	case Failure, Any, Refused:
	case "success":
		e.Outcome = Success
	default:
		l.errorf(fmt.Sprintf("outcome %q: want success, error, any or refused", e.Outcome), place("expect", "outcome")...)
	}
	if e.Outcome == Failure && e.Code == "" && e.Fault == "" {
		l.errorf("an error has a code, or the fault (by) that it answers", place("expect", "outcome")...)
	}
	if e.Code != "" {
		rows := op.ErrorRowsFor(e.Code)
		if len(rows) == 0 {
			l.errorf(fmt.Sprintf("%s documents no code %q", op.Address, e.Code), place("expect", "code")...)
		}
		for _, row := range rows {
			for _, status := range row.Statuses {
				c.Requirements = append(c.Requirements, specs.ErrorRequirement(op.Address.String(), status, row.Code))
			}
		}
	}
	if e.Fault != specs.FaultAuth && e.Parameter != "" && op.Parameter(protocol.RowPath(e.Parameter)) == nil {
		l.errorf(fmt.Sprintf("%s has no parameter %q", op.Address, e.Parameter), place("expect", "parameter")...)
	}
	for i := range e.Assert {
		l.assertion(&e.Assert[i], known, place("expect", "assert", i)...)
	}
}

// assertion checks one statement.
func (l *suiteLoader) assertion(a *Assertion, known map[string]bool, at ...any) {
	said := 0
	for _, set := range []bool{a.Equals != nil, a.Contains != nil, len(a.OneOf) > 0, a.Present != nil, a.MaxItems != nil, a.MinItems != nil} {
		if set {
			said++
		}
	}
	if said != 1 {
		l.errorf("want exactly one of equals, contains, oneOf, present, maxItems and minItems", at...)
	}
	for _, text := range []*string{a.Equals, a.Contains} {
		if text != nil {
			l.variables(*text, known, at...)
		}
	}
}

// variables checks that each "${name}" was saved by an earlier step, or is a
// need.
func (l *suiteLoader) variables(text string, known map[string]bool, at ...any) {
	_, missing := Expand(text, func(name string) (string, bool) { return "", known[name] })
	if missing != "" {
		l.errorf(fmt.Sprintf("no earlier step saves %q, and it is no need", missing), at...)
	}
}
