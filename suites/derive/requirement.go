package derive

import (
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

// errorRow lists the requirements of an error row, one a status.
func (b *builder) errorRow(row *specs.ErrorCode) []string {
	var ids []string
	for _, status := range row.Statuses {
		ids = append(ids, specs.ErrorRequirement(b.address, status, row.Code))
	}
	return ids
}
