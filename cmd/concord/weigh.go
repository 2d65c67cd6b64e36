package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
	"github.com/concord-dev/concord/suites"
)

// changeSeverities is the file of --severities for changes. The first entry
// that fits a change decides.
type changeSeverities struct {
	Changes []changeSeverity `yaml:"changes"`
}

// changeSeverity sets the severity of changes. An empty section or kind fits
// all; severity none drops the change.
type changeSeverity struct {
	Section  string `yaml:"section,omitempty"`
	Kind     string `yaml:"kind,omitempty"`
	Path     string `yaml:"path,omitempty"`
	Severity string `yaml:"severity"`
}

const maxSettings = 4 << 20 // bytes of a waiver or severity file

// weigh applies the project's severities and waivers to changes.
func (a *app) weigh(changes []diff.Change, f *changeFlags) ([]diff.Change, error) {
	severities, waivers := f.severities, f.waivers
	if waivers == "" {
		waivers = a.config.Waivers
	}
	if severities != "" {
		data, err := readBounded(severities, maxSettings)
		if err != nil {
			return nil, fmt.Errorf("--severities: %w", err)
		}
		var s changeSeverities
		if err := specs.DecodeYAML(severities, data, &s); err != nil {
			return nil, err
		}
		for _, c := range s.Changes {
			if c.Severity != "none" && !slices.Contains(diffSeverities, diff.Severity(c.Severity)) {
				return nil, fmt.Errorf("%s: severity %q: want error, warning, info or none", severities, c.Severity)
			}
		}
		changes = s.apply(changes)
	}
	if waivers != "" {
		data, err := readBounded(waivers, maxSettings)
		if err != nil {
			return nil, fmt.Errorf("--waivers: %w", err)
		}
		w, err := suites.ReadWaivers(waivers, data)
		if err != nil {
			return nil, err
		}
		if expired := w.Expired(a.now()); len(expired) > 0 {
			return nil, errors.Join(expired...)
		}
		changes = slices.DeleteFunc(changes, func(c diff.Change) bool {
			return slices.ContainsFunc(w.List, func(v suites.Waiver) bool {
				return v.Fingerprint == c.Fingerprint && (v.Target == "" || v.Target == f.against)
			})
		})
	}
	if changes == nil {
		changes = []diff.Change{}
	}
	return changes, nil
}

func (s changeSeverities) apply(changes []diff.Change) []diff.Change {
	var out []diff.Change
	for _, c := range changes {
		for _, rule := range s.Changes {
			if (rule.Section == "" || rule.Section == c.Section) && (rule.Kind == "" || rule.Kind == string(c.Kind)) && (rule.Path == "" || rule.Path == c.Path) {
				c.Severity = diff.Severity(rule.Severity)
				break
			}
		}
		if c.Severity != "none" {
			out = append(out, c)
		}
	}
	return out
}
