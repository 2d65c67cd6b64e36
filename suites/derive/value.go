package derive

import (
	"strings"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// invented stands where the page shows no value.
const invented = "concord"

// value returns a value for a leaf that every implementation accepts, or the
// need for one that must exist.
func (b *builder) value(l leaf) (string, *suites.Need) {
	example := example(l.Parameter)
	switch {
	case l.Exists != "" || specs.Masked(example) || b.looksUp(l):
		return "", b.need(l)
	case len(l.Enum) > 0:
		return pick(l.Enum, example, deref(l.Default)), nil
	}
	switch l.Type {
	case specs.Boolean:
		if t := strings.ToLower(example); t == "true" || t == "false" {
			return t, nil
		}
		return "false", nil
	case specs.Integer, specs.Number:
		for _, v := range []string{example, deref(l.Default), bound(l.Min), bound(l.Max)} {
			if v != "" && departs(&l.Row, v) == "" {
				return v, nil
			}
		}
		return "1", nil
	}
	return b.text(l, example)
}

// text is the value of a string. The name that a creating operation requires
// is new in each request.
func (b *builder) text(l leaf, example string) (string, *suites.Need) {
	if b.op.Behaviour.Create != nil && required(l) && l.Format == "" && l.Pattern == "" && l.MaxLength == nil {
		if example == "" {
			example = invented
		}
		return example + "-${" + suites.Unique + "}", nil
	}
	if example != "" && departs(&l.Row, example) == "" {
		if required(l) && !l.nested() && l.Format == "" {
			return "", &suites.Need{Parameter: l.Path, Operation: b.address, Sample: example, Free: true}
		}
		return example, nil
	}
	for _, v := range []string{invented, strings.Repeat("a", lengthOf(l)), "2017-12-05T22:40:00Z", "2017-12-05T22:40Z", "1", noUUID} {
		if departs(&l.Row, v) == "" {
			return v, nil
		}
	}
	return "", b.need(l)
}

// looksUp reports whether the leaf is what the operation looks up.
func (b *builder) looksUp(l leaf) bool {
	return b.op.Behaviour.Lookup != nil && b.op.Behaviour.Lookup.Parameter == l.Path
}

// need is the need of a leaf.
func (b *builder) need(l leaf) *suites.Need {
	n := suites.NeedOf(b.op, l.Path)
	return &n
}

// example is the page's value for a row; "null" and blanks are none.
func example(p *specs.Parameter) string {
	v := strings.TrimSpace(deref(p.Example))
	if v == "null" {
		return ""
	}
	return v
}

// pick returns the first preference that is in the list, else its first.
func pick(list []string, preferences ...string) string {
	for _, p := range preferences {
		for _, v := range list {
			if p == v {
				return v
			}
		}
	}
	return list[0]
}

// lengthOf is a length that the row allows.
func lengthOf(l leaf) int {
	switch {
	case l.MinLength != nil:
		return min(*l.MinLength, maxText)
	case l.MaxLength != nil:
		return min(*l.MaxLength, len(invented))
	}
	return 1
}

// noUUID is a UUID that nobody drew.
const noUUID = "00000000-0000-4000-8000-00000000c0de"

// nowhere names a thing that does not exist: the prefix of the page's masked
// value and a body that nobody would choose. It is another in each sending of
// a case, since a server may keep what it is sent.
func nowhere(l leaf) string {
	if l.Format == "uuid" {
		return noUUID
	}
	if e := example(l.Parameter); specs.Masked(e) {
		if i := strings.IndexByte(e, '-'); i > 0 && i < 8 {
			return e[:i+1] + fresh
		}
	}
	return "concord-" + fresh
}

// fresh is a text that nothing else of this run or another has.
const fresh = "${" + suites.Unique + "}"

// uniqueLength is how long that text may be.
const uniqueLength = 32

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
