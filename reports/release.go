package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/concord-dev/concord/specs/diff"
)

// Release is what decides whether to release: runs, what drifted from the
// documentation, and the waivers that are due.
type Release struct {
	Tool Tool
	Time time.Time
	Runs []*Results
	// Drift lists changes; nil where nobody looked. FailOn is the severity from
	// which one stands in the way.
	Drift  []diff.Change
	FailOn diff.Severity
	// Open names operations of which drift could conclude nothing.
	Open []string
	Due  []Due
}

// Due is a waiver that expires soon, or has expired.
type Due struct {
	Fingerprint string `json:"fingerprint"`
	Owner       string `json:"owner"`
	Reason      string `json:"reason"`
	Expiry      string `json:"expiry"` // the last day on which it holds, YYYY-MM-DD
	Expired     bool   `json:"expired"`
	Target      string `json:"target,omitempty"`
	File        string `json:"file"`
	Line        int    `json:"line"`
}

// Obstacles says, one line each, what stands in the way of the release; none
// is the verdict that it may go.
func (r *Release) Obstacles() []string {
	var list []string
	if len(r.Runs) == 0 {
		list = append(list, "No run was given")
	}
	for _, run := range r.Runs {
		if sentence, word := run.Sentence(); word != "pass" {
			list = append(list, sentence)
			list = append(list, run.Problems...)
		}
	}
	if n := r.drifted(); n > 0 {
		list = append(list, plural(n, "change")+" of the cloud against its documentation")
	}
	if len(r.Open) > 0 {
		list = append(list, "Nothing could be concluded of the drift of "+strings.Join(r.Open, ", "))
	}
	for _, d := range r.Due {
		if d.Expired {
			list = append(list, fmt.Sprintf("Waiver %s of %s expired on %s", d.Fingerprint, d.Owner, d.Expiry))
		}
	}
	return list
}

// heaviness orders the severities of changes.
var heaviness = []diff.Severity{diff.Info, diff.Warning, diff.Error}

// drifted counts the changes that stand in the way.
func (r *Release) drifted() int {
	n := 0
	for _, c := range r.Drift {
		if slices.Index(heaviness, c.Severity) >= slices.Index(heaviness, r.FailOn) {
			n++
		}
	}
	return n
}

// Sentence is the verdict in one line, and in one word: pass or fail.
func (r *Release) Sentence() (text, word string) {
	if n := len(r.Obstacles()); n > 0 {
		return fmt.Sprintf("Not ready to release: %s", plural(n, "obstacle")), "fail"
	}
	return fmt.Sprintf("Ready to release: %s, all conform", plural(len(r.Runs), "run")), "pass"
}

// runSummary is what the release keeps of a run.
type runSummary struct {
	Target   string    `json:"target"`
	Profile  string    `json:"profile"`
	Plan     string    `json:"plan"`
	Started  time.Time `json:"started"`
	Verdict  string    `json:"verdict"`
	Sentence string    `json:"sentence"`
	Summary  Summary   `json:"summary"`
	Covered  Reach     `json:"covered"`
	File     string    `json:"file,omitempty"` // its results JSON
}

// ReleaseJSON writes the verdict with what it rests on.
func ReleaseJSON(w io.Writer, r *Release) error {
	_, word := r.Sentence()
	out := struct {
		Version   int           `json:"version"`
		Tool      Tool          `json:"tool"`
		Time      time.Time     `json:"time"`
		Verdict   string        `json:"verdict"`
		Obstacles []string      `json:"obstacles"`
		Runs      []runSummary  `json:"runs"`
		Changes   []diff.Change `json:"changes"`
		Due       []Due         `json:"waivers_due"`
	}{Version, r.Tool, r.Time.UTC(), word, nonNil(r.Obstacles()), []runSummary{}, append([]diff.Change{}, r.Drift...), append([]Due{}, r.Due...)}
	for _, run := range r.Runs {
		sentence, word := run.Sentence()
		out.Runs = append(out.Runs, runSummary{run.Target, run.Profile, run.Plan, run.Started, word, sentence, run.Summary, Total(run.Coverage), run.file})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}

// ReleaseHTML writes the verdict, what it rests on and the cases of all runs as
// one page; see HTML.
func ReleaseHTML(w io.Writer, r *Release) error {
	head := htmlHead{Problems: r.Obstacles(), Due: r.Due}
	head.Headline, head.Class = r.Sentence()
	head.Facts = []htmlFact{{"decided", minute(r.Time)}}
	for i, run := range r.Runs {
		sentence, word := run.Sentence()
		head.Runs = append(head.Runs, htmlRun{runName(r.Runs, i), sentence, word, minute(run.Started),
			fmt.Sprintf("%.1f %%", Total(run.Coverage).Percent())})
	}
	if r.Drift != nil {
		head.Drift = htmlChanges("Drift from the documentation", r.Drift)
	}
	head.Footer = r.Tool.Name + " " + r.Tool.Version
	return writeHTML(w, &head, r.Runs)
}

// ChangesHTML writes changes as one page in the manner of HTML: what drifted
// from the documentation, or changed from one document to another. Lacks says,
// a sentence each, what was not compared: no change then is no pass.
func ChangesHTML(w io.Writer, title string, changes []diff.Change, lacks []string, tool Tool, at time.Time) error {
	counts := Counts{}
	for _, c := range changes {
		switch c.Severity {
		case diff.Error:
			counts.Error++
		case diff.Warning:
			counts.Warning++
		default:
			counts.Info++
		}
	}
	head := htmlHead{Headline: title + ": " + plural(len(changes), "change"), Class: "pass", Drift: htmlChanges("Changes", changes), Footer: tool.Name + " " + tool.Version}
	if counts.Error+counts.Warning > 0 {
		head.Class = "fail"
	} else if len(lacks) > 0 {
		head.Class = "inconclusive"
	}
	head.Problems = lacks
	head.Facts = []htmlFact{{"looked", minute(at)}, {"severities", counts.String()}}
	return writeHTML(w, &head, nil)
}

func htmlChanges(title string, changes []diff.Change) *htmlDrift {
	n := min(len(changes), maxRows)
	out := &htmlDrift{Title: title, More: len(changes) - n}
	for _, c := range changes[:n] {
		class := map[diff.Severity]string{diff.Error: "fail", diff.Warning: "inconclusive"}[c.Severity]
		out.Changes = append(out.Changes, htmlChange{string(c.Severity), class, c.Operation, c.String(), c.Breaking, strings.Join(c.Evidence, "; "), c.Fingerprint})
	}
	return out
}

// ReleaseMarkdown writes the verdict and what it rests on for the page of a
// release.
func ReleaseMarkdown(w io.Writer, r *Release) error {
	m := &markdown{}
	sentence, word := r.Sentence()
	m.line("## %s %s", signs[word], escape(sentence))
	m.line("")
	for _, o := range r.Obstacles() {
		m.line("- %s", escape(o))
	}
	if word == "fail" {
		m.line("")
	}
	m.line("| run | verdict | started | covered |")
	m.line("| --- | --- | --- | --: |")
	for i, run := range r.Runs {
		sentence, word := run.Sentence()
		m.line("| %s | %s %s | %s | %.1f %% |", escape(runName(r.Runs, i)), signs[word], escape(sentence), minute(run.Started), Total(run.Coverage).Percent())
	}
	m.line("")
	if r.Drift != nil {
		m.line("### Drift: %s", plural(len(r.Drift), "change"))
		m.line("")
		for _, c := range r.Drift[:min(len(r.Drift), maxListed)] {
			m.line("- %s: %s %s", c.Severity, code(c.Operation), escape(c.String()))
		}
		if more := len(r.Drift) - maxListed; more > 0 {
			m.line("- and %d more", more)
		}
		m.line("")
	}
	if len(r.Due) > 0 {
		m.line("### Waivers due")
		m.line("")
		for _, d := range r.Due {
			m.line("- %s: %s of %s: %s", escape(d.day()), code(d.Fingerprint), escape(d.Owner), escape(d.Reason))
		}
		m.line("")
	}
	_, err := io.WriteString(w, m.text.String())
	return err
}

// ReleaseText writes the verdict and what it rests on for a terminal.
func ReleaseText(w io.Writer, r *Release, colour bool) error {
	var b strings.Builder
	for i, run := range r.Runs {
		sentence, _ := run.Sentence()
		fmt.Fprintf(&b, "run %s: %s\n", runName(r.Runs, i), sentence)
	}
	for _, c := range r.Drift {
		fmt.Fprintf(&b, "drift %s: %s: %s\n", c.Severity, c.Operation, clean(oneLine(c.String())))
	}
	for _, d := range r.Due {
		fmt.Fprintf(&b, "waiver %s of %s: %s: %s\n", d.Fingerprint, d.Owner, d.day(), clean(oneLine(d.Reason)))
	}
	for _, o := range r.Obstacles() {
		fmt.Fprintf(&b, "obstacle: %s\n", clean(oneLine(o)))
	}
	sentence, word := r.Sentence()
	fmt.Fprintln(&b, paint(sentence, map[string]string{"pass": green, "fail": red}[word], colour))
	_, err := io.WriteString(w, b.String())
	return err
}

func (d *Due) day() string {
	if d.Expired {
		return "expired on " + d.Expiry
	}
	return "until " + d.Expiry
}
