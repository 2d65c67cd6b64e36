package derive

import (
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// row is the requirement that a request row is understood at all.
func (b *builder) row(path string) string {
	return specs.RowRequirement(b.address, specs.RequestSection, path, specs.AspectAccepted)
}

// fact is the requirement of one fact of a request row, by its YAML name.
func (b *builder) fact(path, fact string) string {
	return specs.RowRequirement(b.address, specs.RequestSection, path, specs.AspectOf(fact))
}

// enum is the requirement of one value of a request row's enumeration.
func (b *builder) enum(path, value string) string {
	return specs.RowRequirement(b.address, specs.RequestSection, path, specs.AspectEnum, value)
}

// dependency is the requirement of one rule between parameters.
func (b *builder) dependency(d *specs.Dependency) string {
	return specs.RowRequirement(b.address, specs.RequestSection, d.When.Parameter, specs.AspectDependency, d.Name)
}

// errorRow lists the requirements of an error row, one a status.
func (b *builder) errorRow(row *specs.ErrorCode) []string {
	var ids []string
	for _, status := range row.Statuses {
		ids = append(ids, specs.ErrorRequirement(b.address, status, row.Code))
	}
	return ids
}

// rows are the requirements of the rows that a valid request gives: that they
// are accepted with their type and format, the values of their enumerations,
// and the dependencies that the request meets.
func (b *builder) rows(d *draft) []string {
	var ids []string
	for _, a := range d.args {
		p := b.op.Parameter(protocol.RowPath(a.Path))
		if p == nil {
			continue
		}
		ids = append(ids, b.row(p.Path))
		if p.Type != "" {
			ids = append(ids, b.fact(p.Path, "type"))
		}
		if p.Format != "" {
			ids = append(ids, b.fact(p.Path, "format"))
		}
		values := []string{a.Value}
		if p.Separator != "" {
			values = strings.Split(a.Value, p.Separator)
		}
		if len(values) > 1 {
			ids = append(ids, b.fact(p.Path, "separator"))
		}
		for _, v := range values {
			for _, documented := range p.Enum {
				if v == documented {
					ids = append(ids, b.enum(p.Path, v))
				}
			}
		}
		for _, container := range containers(p.Path) {
			if c := b.op.Parameter(container); c != nil {
				ids = append(ids, b.row(container), b.fact(container, "type"))
			}
		}
	}
	for i := range b.op.Dependencies {
		dep := &b.op.Dependencies[i]
		if b.op.Parameter(dep.When.Parameter) != nil && b.holds(d, dep.When) && b.holds(d, dep.Needs) {
			ids = append(ids, b.dependency(dep))
		}
	}
	return ids
}

// defaults are the requirements of what holds where parameters are left out.
func (b *builder) defaults(d *draft) []string {
	var ids []string
	for i := range b.op.Request {
		if p := &b.op.Request[i]; p.Default != nil && !d.has(p.Path) {
			ids = append(ids, b.fact(p.Path, "default"))
		}
	}
	return ids
}

// containers lists the structures around a row: "A.B[].C" is in "A.B" and "A".
func containers(path string) []string {
	var list []string
	for {
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return list
		}
		path = path[:i]
		list = append(list, strings.TrimSuffix(path, "[]"))
	}
}
