package specs

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// overlayFile is what <Operation>.overlay.yaml holds. An entry of request,
// response and errors names rows (path, or paths for several; code or codes,
// with status where a code comes twice), gives its reason and sets the keys
// that it names on them. With "add: true" it adds a row that the page lacks.
type overlayFile struct {
	Effect         Effect       `yaml:"effect,omitempty"`
	Open           *Open        `yaml:"open,omitempty"`
	Request        []yaml.Node  `yaml:"request,omitempty"`
	Response       []yaml.Node  `yaml:"response,omitempty"`
	Errors         []yaml.Node  `yaml:"errors,omitempty"`
	Dependencies   []Dependency `yaml:"dependencies,omitempty"`
	Behaviour      Behaviour    `yaml:"behaviour,omitempty"`
	Contradictions []Resolution `yaml:"contradictions,omitempty"`
	Filled         []Filled     `yaml:"filled,omitempty"`
}

// Resolution is an overlay's word on a contradiction of the page.
type Resolution struct {
	Wire   string `yaml:"wire"`
	Reason string `yaml:"reason"`
	// The rest is given for a contradiction that the page's own reading did
	// not show.
	Kind       string   `yaml:"kind,omitempty"`
	Documented []string `yaml:"documented,omitempty,flow"`
	Sample     string   `yaml:"sample,omitempty"`
	Section    string   `yaml:"section,omitempty"`
}

// Filled names the document that supplied a fact which the page has lost.
type Filled struct {
	Fact    string `yaml:"fact"`
	Section string `yaml:"section,omitempty"`
	Path    string `yaml:"path,omitempty"`
	From    string `yaml:"from"`
}

// entryKeys are what an overlay's entry says beside the facts of its row.
type entryKeys struct {
	Path   string   `yaml:"path,omitempty"`
	Paths  []string `yaml:"paths,omitempty"`
	Code   string   `yaml:"code,omitempty"`
	Codes  []string `yaml:"codes,omitempty"`
	Status int      `yaml:"status,omitempty"`
	Add    bool     `yaml:"add,omitempty"`
	Reason string   `yaml:"reason"`
}

// applyOverlay reads an overlay and lays it over op.
func applyOverlay(op *Operation, file string, data []byte) error {
	d := &decoder{file: file}
	root := d.parseYAML(data)
	if root == nil {
		return d.err()
	}
	var f overlayFile
	d.value(root, reflect.ValueOf(&f).Elem())
	if f.Effect != "" {
		op.Effect = f.Effect
	}
	if f.Open != nil {
		op.Open = *f.Open
	}
	op.Request = overlayRows(d, "request", op.Request, f.Request, func(p *Parameter) *Row { return &p.Row })
	op.Response = overlayRows(d, "response", op.Response, f.Response, func(r *Field) *Row { return &r.Row })
	d.overlayErrors(op, f.Errors)
	op.Dependencies = append(op.Dependencies, f.Dependencies...)
	d.overlayBehaviour(valueOf(root, "behaviour"), op, f.Behaviour)
	d.resolve(root, op, f)
	d.checkReferences(root, op)
	return d.err()
}

// keys splits an entry into what it says of itself and the facts it sets.
func (d *decoder) keys(entry *yaml.Node) (keys entryKeys, facts *yaml.Node) {
	own := &yaml.Node{Kind: yaml.MappingNode, Line: entry.Line, Column: entry.Column}
	facts = &yaml.Node{Kind: yaml.MappingNode, Line: entry.Line, Column: entry.Column}
	if entry.Kind != yaml.MappingNode {
		d.errorf(entry, "want a mapping, got %s", d.kindOf(entry))
		return keys, facts
	}
	known := d.fieldsOf(reflect.TypeFor[entryKeys]())
	for i := 0; i+1 < len(entry.Content); i += 2 {
		part := facts
		if slices.ContainsFunc(known, func(f field) bool { return f.name == entry.Content[i].Value }) {
			part = own
		}
		part.Content = append(part.Content, entry.Content[i], entry.Content[i+1])
	}
	d.value(own, reflect.ValueOf(&keys).Elem())
	return keys, facts
}

// set lays facts over a row that is there already.
func (d *decoder) set(facts *yaml.Node, row any) {
	d.partial = true
	d.value(facts, reflect.ValueOf(row).Elem())
	d.partial = false
}

func overlayRows[T any](d *decoder, section string, rows []T, entries []yaml.Node, rowOf func(*T) *Row) []T {
	for i := range entries {
		entry := &entries[i]
		keys, facts := d.keys(entry)
		paths := keys.Paths
		if keys.Path != "" {
			paths = append(paths, keys.Path)
		}
		if len(paths) == 0 {
			d.errorf(entry, "the entry names no row: want path or paths")
		}
		for _, path := range paths {
			at := slices.IndexFunc(rows, func(row T) bool { return rowOf(&row).Path == path })
			switch {
			case at < 0 && !keys.Add:
				d.errorf(entry, "no %s row %q on the page (add: true adds one)", section, path)
				continue
			case at >= 0 && keys.Add:
				d.errorf(entry, "%s row %q stands on the page already", section, path)
				continue
			case keys.Add:
				var row T
				rowOf(&row).Path = path
				rowOf(&row).From = FromOverlay
				rows, at = append(rows, row), len(rows)
				if valueOf(facts, "type") == facts {
					d.errorf(entry, "%s row %q is added without a type", section, path)
				}
			}
			row := rowOf(&rows[at])
			source := row.Source
			d.set(facts, &rows[at])
			if !keys.Add {
				row.Source = source
			}
			row.Source.Note = joinNotes(row.Source.Note, keys.Reason)
			d.checkRow(entry, row)
		}
	}
	return rows
}

func (d *decoder) overlayErrors(op *Operation, entries []yaml.Node) {
	for i := range entries {
		entry := &entries[i]
		keys, facts := d.keys(entry)
		codes := keys.Codes
		if keys.Code != "" {
			codes = append(codes, keys.Code)
		}
		if len(codes) == 0 {
			d.errorf(entry, "the entry names no row: want code or codes")
		}
		for _, code := range codes {
			if keys.Add {
				row := ErrorCode{Code: code, From: FromOverlay}
				d.set(facts, &row)
				if len(row.Statuses) == 0 {
					d.errorf(entry, "error %s: no status", code)
				}
				row.Source.Note = keys.Reason
				op.Errors = append(op.Errors, row)
				continue
			}
			found := false
			for i := range op.Errors {
				row := &op.Errors[i]
				if row.Code != code || keys.Status != 0 && !slices.Contains(row.Statuses, keys.Status) {
					continue
				}
				found = true
				source := row.Source
				d.set(facts, row)
				row.Source = source
				row.Source.Note = joinNotes(source.Note, keys.Reason)
			}
			if !found {
				d.errorf(entry, "no error row %q on the page (add: true adds one)", code)
			}
		}
	}
}

// overlayBehaviour adds the overlay's behaviour to the page's.
func (d *decoder) overlayBehaviour(at *yaml.Node, op *Operation, b Behaviour) {
	own := &op.Behaviour
	own.Filters = append(own.Filters, b.Filters...)
	own.Echoes = append(own.Echoes, b.Echoes...)
	own.Unique = append(own.Unique, b.Unique...)
	own.Says = append(own.Says, b.Says...)
	overlayOne(d, at, "paging", &own.Paging, b.Paging)
	overlayOne(d, at, "dryRun", &own.DryRun, b.DryRun)
	overlayOne(d, at, "lookup", &own.Lookup, b.Lookup)
	overlayOne(d, at, "create", &own.Create, b.Create)
}

func overlayOne[T any](d *decoder, at *yaml.Node, key string, own **T, from *T) {
	if from == nil {
		return
	}
	if *own != nil {
		d.errorf(valueOf(at, key), "the page's file states %s already", key)
	}
	*own = from
}

// resolve gives contradictions their reasons and lost facts their suppliers.
func (d *decoder) resolve(root *yaml.Node, op *Operation, f overlayFile) {
	for i, r := range f.Contradictions {
		at := slices.IndexFunc(op.Contradictions, func(c Contradiction) bool {
			return c.Wire == r.Wire && c.Section == r.Section && (r.Sample == "" || r.Sample == c.Sample)
		})
		switch {
		case at >= 0:
			op.Contradictions[at].Reason = r.Reason
		case r.Kind != "":
			op.Contradictions = append(op.Contradictions, Contradiction{Wire: r.Wire, Kind: r.Kind, Documented: r.Documented,
				Sample: r.Sample, Section: r.Section, Reason: r.Reason,
				Source: Source{From: FromOverlay, File: d.file, Line: rowNode(root, "contradictions", i).Line}})
		default:
			d.errorf(rowNode(root, "contradictions", i), "the page has no contradiction at %q (kind adds one)", r.Wire)
		}
	}
	for i, filled := range f.Filled {
		at := slices.IndexFunc(op.Lost, func(l Loss) bool {
			return l.Fact == filled.Fact && l.Section == filled.Section && l.Path == filled.Path
		})
		if at < 0 {
			d.errorf(rowNode(root, "filled", i), "the page has not lost %s %s %s", filled.Fact, filled.Section, filled.Path)
			continue
		}
		op.Lost[at].Filled = filled.From
	}
}

// checkReferences reports what names a row that is not there. root is the file
// that states provocations, conditions, dependencies and behaviour.
func (d *decoder) checkReferences(root *yaml.Node, op *Operation) {
	r := references{d, op}
	for i := range op.Errors {
		row := &op.Errors[i]
		at := placeOf(root, "errors", []string{"code", "codes"}, row.Code)
		for _, p := range row.Provokes {
			if p.Parameter != "*" {
				r.parameter(at, "error "+row.Code, p.Parameter)
			}
		}
	}
	for i := range op.Response {
		f := &op.Response[i]
		at := placeOf(root, "response", []string{"path", "paths"}, f.Path)
		if (f.Presence == When) != (f.Condition != nil) {
			d.errorf(at, "%s: presence when and a condition belong together", f.Path)
		}
		if f.Condition != nil {
			r.term(at, "condition of "+f.Path, *f.Condition)
		}
	}
	names := map[string]bool{}
	for i := range op.Dependencies {
		dep := &op.Dependencies[i]
		at := rowNode(root, "dependencies", i)
		r.term(at, "dependency "+dep.Name, dep.When)
		r.term(at, "dependency "+dep.Name, dep.Needs)
		if names[dep.Name] {
			d.errorf(at, "dependency %q is repeated", dep.Name)
		}
		names[dep.Name] = true
	}
	r.behaviour(valueOf(root, "behaviour"), &op.Behaviour)
}

// references reports paths and codes that no row of op has.
type references struct {
	d  *decoder
	op *Operation
}

// parameter reports paths that no request row has; "" is none.
func (r references) parameter(at *yaml.Node, what string, paths ...string) {
	for _, path := range paths {
		if path != "" && r.op.Parameter(path) == nil {
			r.d.errorf(at, "%s: no request row %q", what, path)
		}
	}
}

// field reports paths that no response row has; "" is none.
func (r references) field(at *yaml.Node, what string, paths ...string) {
	for _, path := range paths {
		if path != "" && r.op.Field(path) == nil {
			r.d.errorf(at, "%s: no response row %q", what, path)
		}
	}
}

func (r references) term(at *yaml.Node, what string, t Term) {
	r.parameter(at, what, t.Parameter)
	r.field(at, what, t.Field)
}

// code reports an error code that no row has; outside a catalog, where the rows
// of provider and product are not at hand, none.
func (r references) code(at *yaml.Node, what, code string) {
	if code == "" || r.op.Provider == nil {
		return
	}
	if !slices.ContainsFunc(r.op.ErrorRows(), func(row ErrorCode) bool { return row.Code == code }) {
		r.d.errorf(at, "%s: no error row %q", what, code)
	}
}

func (r references) behaviour(root *yaml.Node, b *Behaviour) {
	for i, f := range b.Filters {
		at, what := rowNode(root, "filters", i), "filter "+f.Parameter
		r.parameter(at, what, f.Parameter, f.Key)
		r.field(at, what, f.Field, f.KeyField)
		if f.When != nil {
			r.parameter(at, what, f.When.Parameter)
		}
		if !slices.Contains([]string{"", "equal", "any-of", "contains", "after", "before", "pair"}, f.Match) {
			r.d.errorf(at, "%s: unknown match %q (known: equal, any-of, contains, after, before, pair)", what, f.Match)
		}
	}
	for i, e := range b.Echoes {
		at := rowNode(root, "echoes", i)
		r.parameter(at, "echo", e.Parameter)
		r.field(at, "echo", e.Field)
	}
	r.field(valueOf(root, "unique"), "unique", b.Unique...)
	for i, s := range b.Says {
		r.field(rowNode(root, "says", i), "says", s.Field)
	}
	if p := b.Paging; p != nil {
		at := valueOf(root, "paging")
		r.parameter(at, "paging", p.Number, p.Size)
		r.field(at, "paging", p.NumberField, p.SizeField, p.Total, p.Items)
	}
	if p := b.DryRun; p != nil {
		r.parameter(valueOf(root, "dryRun"), "dryRun", p.Parameter)
	}
	if l := b.Lookup; l != nil {
		at := valueOf(root, "lookup")
		r.parameter(at, "lookup", l.Parameter)
		r.field(at, "lookup", l.Field)
		r.code(at, "lookup", l.NotFound)
	}
	if c := b.Create; c != nil {
		at := valueOf(root, "create")
		r.field(at, "create", c.ID)
		r.code(at, "create", c.Exists)
		for _, m := range c.Maps {
			r.parameter(at, "create", m.Parameter)
		}
	}
}

// placeOf returns the last entry of a section that names a row under one of
// keys, else the section.
func placeOf(root *yaml.Node, section string, keys []string, name string) *yaml.Node {
	list := valueOf(root, section)
	for i := len(list.Content) - 1; i >= 0 && list != root; i-- {
		entry := list.Content[i]
		for _, key := range keys {
			value := valueOf(entry, key)
			if value == entry {
				continue
			}
			if value.Value == name || slices.ContainsFunc(value.Content, func(n *yaml.Node) bool { return n.Value == name }) {
				return entry
			}
		}
	}
	return list
}

func joinNotes(notes ...string) string {
	return strings.Join(slices.DeleteFunc(notes, func(s string) bool { return s == "" }), "; ")
}
