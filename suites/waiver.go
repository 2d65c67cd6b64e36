package suites

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Waiver is a known deviation that somebody answers for, until a day.
type Waiver struct {
	Fingerprint string    `yaml:"fingerprint"` // 12 hex digits
	Reason      string    `yaml:"reason"`
	Owner       string    `yaml:"owner"`
	Expiry      time.Time `yaml:"-"` // the last day on which it holds, UTC
	// Target, where it is set, is the only target that it holds for.
	Target string `yaml:"target,omitempty"`
	// Kind is empty for a finding of a run, DocsCorrection for a change that
	// diff or drift lists because the documentation is wrong.
	Kind string `yaml:"kind,omitempty"`
	// Check, Operation, Section and Path are what the fingerprint is made of.
	// They are there for readers and may be empty; where all are set they must
	// make the fingerprint.
	Check     string `yaml:"check,omitempty"`
	Operation string `yaml:"operation,omitempty"`
	Section   string `yaml:"section,omitempty"`
	Path      string `yaml:"path,omitempty"`

	File string `yaml:"-"`
	Line int    `yaml:"-"`
}

// DocsCorrection is the kind of a waiver of a change, which the next edition of
// the page is to correct.
const DocsCorrection = "docs-correction"

// Expired reports whether the waiver's last day is over.
func (w *Waiver) Expired(now time.Time) bool {
	return !now.UTC().Before(w.Expiry.AddDate(0, 0, 1))
}

// holds reports whether the waiver may be used for a target: profile live takes
// only waivers that name its target.
func (w *Waiver) holds(target string, profile Profile) bool {
	if w.Target == "" {
		return profile != ProfileLive && target != string(ProfileLive)
	}
	return w.Target == target
}

// Waivers are the waivers of one run. A nil *Waivers waives nothing.
type Waivers struct {
	List []Waiver // in order of the files
}

// Reason returns the reason of the waiver that covers f on a target, and
// whether there is one.
func (w *Waivers) Reason(f *Finding, target string, profile Profile) (string, bool) {
	if w == nil || len(w.List) == 0 {
		return "", false
	}
	fingerprint := f.Fingerprint()
	for i := range w.List {
		if w.List[i].Fingerprint == fingerprint && w.List[i].holds(target, profile) {
			return w.List[i].Reason, true
		}
	}
	return "", false
}

// Expired returns an error, file:line first, for each waiver whose day is over.
func (w *Waivers) Expired(now time.Time) []error {
	var out []error
	for i := range w.List {
		if v := &w.List[i]; v.Expired(now) {
			out = append(out, fmt.Errorf("%s:%d:1: waiver %s of %s expired on %s",
				v.File, v.Line, v.Fingerprint, v.Owner, v.Expiry.Format(time.DateOnly)))
		}
	}
	return out
}

// Unneeded returns an error, file:line first, for each waiver that holds for
// a finding of the target and covers nothing that was found. Found tells whether a finding
// of the fingerprint came up; complete whether all cases of an operation ran,
// or, for "", all cases of every operation. Where they did not nobody knows,
// and the waiver is left alone.
func (w *Waivers) Unneeded(target string, profile Profile, found, complete func(string) bool) []error {
	var out []error
	for i := range w.List {
		v := &w.List[i]
		if v.Kind == DocsCorrection || !v.holds(target, profile) || found(v.Fingerprint) || !complete(v.Operation) {
			continue
		}
		out = append(out, v.Unneeded())
	}
	return out
}

// Unneeded returns the error, file:line first, that the waiver is where nothing
// that it covers was found.
func (w *Waiver) Unneeded() error {
	return fmt.Errorf("%s:%d:1: waiver %s of %s is not needed: nothing that it covers was found", w.File, w.Line, w.Fingerprint, w.Owner)
}

// Holding returns the waivers that hold for a target.
func (w *Waivers) Holding(target string, profile Profile) []Waiver {
	if w == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.List), func(v Waiver) bool { return !v.holds(target, profile) })
}

var fingerprintForm = regexp.MustCompile(`^[0-9a-f]{12}$`)

// ReadWaivers reads a file of waivers: a YAML list of mappings with the keys
// fingerprint, reason, owner, expiry (YYYY-MM-DD) and, where wanted, target,
// kind, check, operation, section and path. An unknown or missing key, a value that
// cannot be and a waiver that comes twice are errors that begin with
// file:line:column. Whether a waiver has expired is for Waivers.Expired.
func ReadWaivers(file string, data []byte) (*Waivers, error) {
	root, err := document(file, data)
	if err != nil {
		return nil, err
	}
	w := &Waivers{}
	if root == nil {
		return w, nil
	}
	if root.Kind != yaml.SequenceNode {
		return nil, at(file, root, errors.New("want a list of waivers"))
	}
	for _, n := range root.Content {
		v, err := readWaiver(file, n)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(w.List, func(o Waiver) bool { return o.Fingerprint == v.Fingerprint && o.Target == v.Target }) {
			return nil, at(file, n, fmt.Errorf("waiver %s comes twice", v.Fingerprint))
		}
		w.List = append(w.List, v)
	}
	return w, nil
}

func readWaiver(file string, n *yaml.Node) (Waiver, error) {
	w := Waiver{File: file, Line: n.Line}
	if n.Kind != yaml.MappingNode {
		return w, at(file, n, errors.New("want a waiver with fingerprint, reason, owner and expiry"))
	}
	var expiry string
	keys := map[string]*string{
		"fingerprint": &w.Fingerprint, "reason": &w.Reason, "owner": &w.Owner, "expiry": &expiry, "target": &w.Target, "kind": &w.Kind,
		"check": &w.Check, "operation": &w.Operation, "section": &w.Section, "path": &w.Path,
	}
	place := map[string]*yaml.Node{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		into, ok := keys[key.Value]
		switch {
		case !ok:
			return w, at(file, key, fmt.Errorf("unknown key %q", key.Value))
		case place[key.Value] != nil:
			return w, at(file, key, fmt.Errorf("%s comes twice", key.Value))
		case value.Kind != yaml.ScalarNode:
			return w, at(file, value, fmt.Errorf("%s: want text", key.Value))
		}
		*into, place[key.Value] = strings.TrimSpace(value.Value), value
	}
	for _, key := range []string{"fingerprint", "reason", "owner", "expiry"} {
		if *keys[key] == "" {
			return w, at(file, n, fmt.Errorf("a waiver needs %s", key))
		}
	}
	if !fingerprintForm.MatchString(w.Fingerprint) {
		return w, at(file, place["fingerprint"], fmt.Errorf("fingerprint %q: want 12 hex digits", w.Fingerprint))
	}
	day, err := time.Parse(time.DateOnly, expiry)
	if err != nil {
		return w, at(file, place["expiry"], fmt.Errorf("expiry %q: want YYYY-MM-DD", expiry))
	}
	w.Expiry = day
	if w.Kind != "" && w.Kind != DocsCorrection {
		return w, at(file, place["kind"], fmt.Errorf("kind %q: want %s, or none", w.Kind, DocsCorrection))
	}
	if w.Check != "" && !slices.ContainsFunc(Lines(), func(l Line) bool { return l.Check == w.Check }) {
		return w, at(file, place["check"], fmt.Errorf("unknown check %q", w.Check))
	}
	if w.Check != "" && w.Operation != "" && w.Section != "" && w.Path != "" {
		f := Finding{Check: w.Check, Operation: w.Operation, Section: w.Section, Path: w.Path}
		if f.Fingerprint() != w.Fingerprint {
			return w, at(file, place["fingerprint"], fmt.Errorf("fingerprint %s: check, operation, section and path make %s",
				w.Fingerprint, f.Fingerprint()))
		}
	}
	return w, nil
}

// AppendWaiver returns the text of a waiver file with a waiver for f added at
// its end, everything before it as it was. Reason and owner must be given, and
// the file must be readable and not hold the waiver yet.
func AppendWaiver(file string, data []byte, f *Finding, owner, reason string, expiry time.Time, target string) ([]byte, error) {
	w := Waiver{Fingerprint: f.Fingerprint(), Reason: reason, Owner: owner, Target: target,
		Check: f.Check, Operation: f.Operation, Section: f.Section, Path: f.Path}
	entry := struct {
		Waiver `yaml:",inline"`
		Expiry string `yaml:"expiry"`
	}{w, expiry.UTC().Format(time.DateOnly)}
	text, err := yaml.Marshal([]any{entry})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if _, err := ReadWaivers(file, data); err != nil {
		return nil, err
	}
	out := slices.Clone(data)
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, '\n')
	}
	out = append(out, text...)
	if _, err := ReadWaivers(file, out); err != nil {
		return nil, err
	}
	return out, nil
}
