package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/diff"
)

// driftState is the file of --state. It holds no values, only what changed
// where, and when.
type driftState struct {
	Version    int              `yaml:"version"`
	Operations []validatedDrift `yaml:"operations"`
}

type validatedDrift struct {
	Operation string       `yaml:"operation"`
	Validated string       `yaml:"validated"` // the last day on which answers were read
	Changes   []knownDrift `yaml:"changes,omitempty"`
}

type knownDrift struct {
	Fingerprint string `yaml:"fingerprint"`
	Section     string `yaml:"section"`
	Path        string `yaml:"path"`
	Kind        string `yaml:"kind"`
	First       string `yaml:"first"` // days, YYYY-MM-DD
	Last        string `yaml:"last"`
	// Values are hashes of what was seen, see hashes: another one is another
	// change.
	Values []string `yaml:"values,omitempty,flow"`
}

const driftStateVersion = 1

func readDriftState(file string) (*driftState, error) {
	s := &driftState{Version: driftStateVersion}
	if file == "" {
		return s, nil
	}
	data, err := readBounded(file, maxSettings)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--state: %w", err)
	}
	if err := specs.DecodeYAML(file, data, s); err != nil {
		return nil, err
	}
	if s.Version != driftStateVersion {
		return nil, fmt.Errorf("%s: version %d; this concord reads version %d", file, s.Version, driftStateVersion)
	}
	return s, nil
}

// update writes what was found into the state and returns what is new. What
// was known is kept where there was no occasion to see it again: an operation
// of which nothing could be concluded keeps all that is known of it.
func (s *driftState) update(file string, found []runner.Drift, now time.Time) ([]diff.Change, error) {
	today := now.UTC().Format(time.DateOnly)
	var fresh []diff.Change
	for _, d := range found {
		if d.Open != "" {
			continue
		}
		address := d.Operation.Address.String()
		at := slices.IndexFunc(s.Operations, func(v validatedDrift) bool { return v.Operation == address })
		if at < 0 {
			s.Operations = append(s.Operations, validatedDrift{Operation: address})
			at = len(s.Operations) - 1
		}
		known := s.Operations[at]
		known.Validated = today
		var changes []knownDrift
		for _, c := range d.Changes {
			k := knownDrift{Fingerprint: c.Fingerprint, Section: c.Section, Path: c.Path, Kind: string(c.Kind), First: today, Last: today, Values: hashes(c)}
			i := slices.IndexFunc(known.Changes, func(o knownDrift) bool { return o.Fingerprint == c.Fingerprint })
			if i >= 0 {
				k.First = known.Changes[i].First
			}
			if i < 0 || slices.ContainsFunc(k.Values, func(v string) bool { return !slices.Contains(known.Changes[i].Values, v) }) {
				fresh = append(fresh, c)
			}
			if i >= 0 {
				k.Values = append(k.Values, known.Changes[i].Values...)
				slices.Sort(k.Values)
				k.Values = slices.Compact(k.Values)
			}
			changes = append(changes, k)
		}
		for _, k := range known.Changes {
			again := slices.ContainsFunc(changes, func(o knownDrift) bool { return o.Fingerprint == k.Fingerprint })
			if !again && !d.Disproved(diff.Change{Section: k.Section, Path: k.Path, Kind: diff.Kind(k.Kind)}) {
				changes = append(changes, k)
			}
		}
		known.Changes = changes
		s.Operations[at] = known
	}
	slices.SortFunc(s.Operations, func(a, b validatedDrift) int { return strings.Compare(a.Operation, b.Operation) })
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(s), enc.Close()); err != nil {
		return nil, err
	}
	return fresh, writeBytes(file, b.Bytes())
}

// hashes returns 12 hex digits of SHA-256 for each value by which an
// enumeration grew, for the type or wrapper that was seen, or for each status,
// sorted: a state file holds no values. Nil for the kinds whose values change
// from night to night.
func hashes(c diff.Change) []string {
	var values []string
	switch seen := c.New.(type) {
	case []string:
		if c.Kind == diff.EnumAdded {
			values = seen
		}
	case string:
		if c.Kind == diff.Type || c.Kind == diff.Wrapper {
			values = []string{seen}
		}
	case []int:
		for _, status := range seen {
			values = append(values, strconv.Itoa(status))
		}
	}
	var out []string
	for _, v := range values {
		sum := sha256.Sum256([]byte(v))
		out = append(out, hex.EncodeToString(sum[:])[:12])
	}
	slices.Sort(out)
	return out
}
