package specs

import (
	"bytes"
	"encoding/json"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Unstated stands in a page's YAML for its operation's name or version where
// the page states none.
const Unstated = "unstated"

// pageFile is what <Operation>.yaml holds, in the order of its keys.
type pageFile struct {
	Operation string   `yaml:"operation,omitempty"`
	Page      Page     `yaml:"page,omitempty"`
	Protocol  Protocol `yaml:"protocol,omitempty"`
	Action    string   `yaml:"action,omitempty"`
	Version   string   `yaml:"version,omitempty"`
	Methods   []string `yaml:"methods,omitempty,flow"`
	Path      string   `yaml:"path,omitempty"`
	Effect    Effect   `yaml:"effect,omitempty"`

	Request       []Parameter `yaml:"request,omitempty"`
	Response      []Field     `yaml:"response,omitempty"`
	Errors        []ErrorCode `yaml:"errors,omitempty"`
	Statuses      []Status    `yaml:"statuses,omitempty"`
	SampleRequest literal     `yaml:"sampleRequest,omitempty"`
	Sample        literal     `yaml:"sample,omitempty"`
	Open          Open        `yaml:"open,omitempty"`

	Contradictions []Contradiction `yaml:"contradictions,omitempty"`
	SampleOnly     []string        `yaml:"sampleOnly,omitempty"`
	NotInSample    []string        `yaml:"notInSample,omitempty"`
	Lost           []Loss          `yaml:"lost,omitempty"`

	Dependencies []Dependency `yaml:"dependencies,omitempty"`
	Behaviour    Behaviour    `yaml:"behaviour,omitempty"`
}

// pageOf is the inverse of (*pageFile).operation.
func pageOf(op *Operation) pageFile {
	response := slices.Clone(op.Response)
	compactWire(response)
	f := pageFile{
		Operation: op.Address.Name, Page: op.Page, Protocol: op.Protocol, Action: op.Action, Version: op.Address.Version,
		Methods: op.Methods, Path: op.URLPath, Effect: op.Effect,
		Request: op.Request, Response: response, Errors: op.Errors, Statuses: op.Statuses,
		SampleRequest: literal(op.SampleRequest), Sample: indented(op.Sample), Open: op.Open,
		Contradictions: op.Contradictions, SampleOnly: op.SampleOnly, NotInSample: op.NotInSample, Lost: op.Lost,
		Dependencies: op.Dependencies, Behaviour: op.Behaviour,
	}
	if op.Protocol == RPC {
		f.Path = ""
	}
	return f
}

// indented lays a sample out in one way, whatever way the page has: two spaces
// a level, members in their order, literals as they are.
func indented(sample json.RawMessage) literal {
	var out bytes.Buffer
	if err := json.Indent(&out, sample, "", "  "); err != nil {
		return literal(sample)
	}
	return literal(out.String())
}

// DecodeOperation reads a catalog file that stands outside a catalog. name is
// the file's name for sources and errors. The Operation has no Product and no
// Provider; the error is [FileErrors].
func DecodeOperation(name string, data []byte) (*Operation, error) {
	d := &decoder{file: name}
	op := d.page(data)
	if err := d.err(); err != nil {
		return nil, err
	}
	op.finish()
	return op, nil
}

// page reads <Operation>.yaml without what finish adds; nil where it is broken.
func (d *decoder) page(data []byte) *Operation {
	root := d.parseYAML(data)
	if root == nil {
		return nil
	}
	var f pageFile
	d.value(root, reflect.ValueOf(&f).Elem())
	for _, word := range []*string{&f.Operation, &f.Version} {
		if *word == Unstated {
			*word = ""
		}
	}
	op := &Operation{
		Address: Address{Version: f.Version, Name: f.Operation}, Page: f.Page, Protocol: f.Protocol, Action: f.Action,
		Methods: f.Methods, URLPath: f.Path, Effect: f.Effect,
		Request: f.Request, Response: f.Response, Errors: f.Errors, Statuses: f.Statuses,
		SampleRequest: strings.TrimSuffix(string(f.SampleRequest), "\n"), Open: f.Open,
		Dependencies: f.Dependencies, Behaviour: f.Behaviour, Contradictions: f.Contradictions,
		SampleOnly: f.SampleOnly, NotInSample: f.NotInSample, Lost: f.Lost,
		File: d.file,
	}
	if sample := strings.TrimSuffix(string(f.Sample), "\n"); sample != "" {
		if !json.Valid([]byte(sample)) {
			d.errorf(valueOf(root, "sample"), "the sample is no JSON value")
		}
		op.Sample = json.RawMessage(indented(json.RawMessage(sample)))
	}
	checkRows(d, root, "request", op.Request, func(p *Parameter) *Row { return &p.Row })
	checkRows(d, root, "response", op.Response, func(f *Field) *Row { return &f.Row })
	d.checkErrors(root, op.Errors)
	for i := range op.Request {
		if in := op.Request[i].In; !slices.Contains([]string{"", "path", "query", "body", "header"}, in) {
			d.errorf(rowNode(root, "request", i), "in %q: want path, query, body or header", in)
		}
	}
	d.checkReferences(root, op)
	return op
}

// checkRows reports rows that contradict themselves and paths that repeat.
func checkRows[T any](d *decoder, root *yaml.Node, section string, rows []T, rowOf func(*T) *Row) {
	seen := map[string]bool{}
	for i := range rows {
		r, at := rowOf(&rows[i]), rowNode(root, section, i)
		if r.Path == "" {
			if valueOf(at, "path") != at {
				d.errorf(at, "the row's path is empty")
			}
			continue
		}
		if seen[r.Path] {
			d.errorf(at, "%s row %q is repeated", section, r.Path)
		}
		seen[r.Path] = true
		d.checkRow(at, r)
	}
}

func (d *decoder) checkRow(at *yaml.Node, r *Row) {
	switch {
	case r.Items != "" && r.Type != Array && r.Type != Map:
		d.errorf(at, "%s: items on a value of type %s", r.Path, r.Type)
	case r.Min != nil && r.Max != nil && *r.Min > *r.Max:
		d.errorf(at, "%s: min %v is above max %v", r.Path, *r.Min, *r.Max)
	case r.MinLength != nil && r.MaxLength != nil && *r.MinLength > *r.MaxLength:
		d.errorf(at, "%s: minLength %d is above maxLength %d", r.Path, *r.MinLength, *r.MaxLength)
	case r.MinItems != nil && r.MaxItems != nil && *r.MinItems > *r.MaxItems:
		d.errorf(at, "%s: minItems %d is above maxItems %d", r.Path, *r.MinItems, *r.MaxItems)
	}
	if _, err := regexp.Compile(r.Pattern); err != nil {
		d.errorf(at, "%s: pattern: %v", r.Path, err)
	}
}

func (d *decoder) checkErrors(root *yaml.Node, rows []ErrorCode) {
	for i := range rows {
		at := rowNode(root, "errors", i)
		if rows[i].Code == "" {
			d.errorf(at, "the row's code is empty")
		}
		if len(rows[i].Statuses) == 0 {
			d.errorf(at, "error %s: no status", rows[i].Code)
		}
		for _, status := range rows[i].Statuses {
			if status < 100 || status > 599 {
				d.errorf(at, "error %s: %d is no HTTP status", rows[i].Code, status)
			}
		}
	}
}

// valueOf returns the node of a mapping's key, the mapping itself without it.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return n
}

// rowNode returns the node of row i of a section.
func rowNode(root *yaml.Node, section string, i int) *yaml.Node {
	if rows := valueOf(root, section); rows != root && i < len(rows.Content) {
		return rows.Content[i]
	}
	return root
}

// finish fills in what follows from the rows: wire paths, sources, what the
// sample shows.
func (o *Operation) finish() {
	if o.Protocol == RPC {
		o.URLPath = "/"
	}
	SetWire(o.Response)
	for i := range o.Request {
		o.source(&o.Request[i].Source, "request", o.Request[i].Path, o.Request[i].From)
	}
	for i := range o.Response {
		o.source(&o.Response[i].Source, "response", o.Response[i].Path, o.Response[i].From)
	}
	for i := range o.Errors {
		o.source(&o.Errors[i].Source, "errors", o.Errors[i].Code, o.Errors[i].From)
	}
	for i := range o.Statuses {
		o.source(&o.Statuses[i].Source, "statuses", statusText(o.Statuses[i].Status), FromTable)
	}
	for i := range o.Contradictions {
		c := &o.Contradictions[i]
		from := FromSample
		if c.Source.From != "" {
			from = c.Source.From
		}
		o.source(&c.Source, "", c.Wire, from)
		c.Source.Note = c.Reason
	}
	for i := range o.Dependencies {
		d := &o.Dependencies[i]
		o.source(&d.Source, "request", d.Name, FromProse)
		d.Source.Note = d.Reason
	}
	markShown(o)
}

func (o *Operation) source(s *Source, section, row string, from From) {
	s.Page, s.Edition, s.Table, s.Row, s.From = o.Page.Title, o.Page.Edition, o.Page.Tables[section], row, from
	if s.Page == "" {
		s.Page = o.Address.Name
	}
	if s.Table == "" && from == FromSample {
		s.Table = "sample"
	}
}

// baseName returns the operation's name and whether the file is an overlay,
// from a catalog file's name.
func baseName(file string) (name string, overlay bool) {
	name = strings.TrimSuffix(path.Base(file), ".yaml")
	return strings.CutSuffix(name, ".overlay")
}
