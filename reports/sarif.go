package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// maxSARIF is how many results of a run GitHub keeps.
const maxSARIF = 5000

// SARIF writes the findings as SARIF 2.1.0, one result a distinct fingerprint,
// at the documented row. Docs are the sentences of checks by ID; it may be
// nil. The heaviest 5,000 are kept.
func SARIF(w io.Writer, r *Results, docs func(check string) string) error {
	g := sarifGatherer{byPrint: map[string]*sarifFinding{}}
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		g.add(result, r)
	}
	found := slices.SortedFunc(maps.Values(g.byPrint), func(a, b *sarifFinding) int {
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return strings.Compare(a.firstCase+"\x00"+a.Fingerprint, b.firstCase+"\x00"+b.Fingerprint)
	})
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "concord", Version: r.Tool.Version, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{Successful: !r.Interrupted && r.Summary.Error == 0, Notifications: g.notifications}},
		Results:     []sarifResult{},
		ColumnKind:  "unicodeCodePoints",
	}
	checks := map[string]bool{}
	for _, f := range found {
		checks[f.Check] = true
	}
	ids := slices.Sorted(maps.Keys(checks))
	for _, id := range ids {
		rule := sarifRule{ID: id}
		if docs != nil {
			rule.Short = &sarifText{clean(docs(id))}
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	for _, f := range found[:min(len(found), maxSARIF)] {
		run.Results = append(run.Results, f.result(slices.Index(ids, f.Check)))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

// SARIFFile writes SARIF to path; see WriteFile.
func SARIFFile(path string, r *Results, docs func(check string) string) error {
	return WriteFile(path, func(w io.Writer) error { return SARIF(w, r, docs) }, nil)
}

// sarifGatherer keeps the first finding of each fingerprint.
type sarifGatherer struct {
	byPrint       map[string]*sarifFinding
	notifications []sarifNotification
}

type sarifFinding struct {
	Finding
	firstCase string // of the first case that has it
	count     int    // cases that have it
	weight    int
}

// maxNotifications is how many cases in error are listed.
const maxNotifications = 100

func (g *sarifGatherer) add(result *Result, r *Results) {
	if result.Verdict == "error" && len(g.notifications) < maxNotifications {
		g.notifications = append(g.notifications, sarifNotification{"error", sarifText{clean(result.Case + ": " + oneLine(result.Reason))}})
	}
	for _, f := range result.Findings {
		seen := g.byPrint[f.Fingerprint]
		if seen == nil {
			seen = &sarifFinding{Finding: f, firstCase: result.Case}
			g.byPrint[f.Fingerprint] = seen
		}
		seen.count++
		if weight := weights[f.Severity]; weight > seen.weight {
			seen.Severity, seen.weight = f.Severity, weight
		}
	}
}

func (f *sarifFinding) result(rule int) sarifResult {
	level := f.Severity
	if level == "info" {
		level = "note"
	}
	text := fmt.Sprintf("%s; documented: %s", f.Message, f.Source)
	out := sarifResult{
		RuleID: f.Check, RuleIndex: rule, Level: level, Message: sarifText{headline(text)},
		Fingerprints: map[string]string{"concord/v1": f.Fingerprint},
		Occurrences:  f.count,
	}
	logical := []sarifLogical{{Name: clean(f.firstCase), Kind: "member"}}
	location := sarifLocation{Logical: logical}
	if f.Source.File != "" {
		location.Physical = &sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: clean(f.Source.File)}).EscapedPath()}}
		if f.Source.Line > 0 {
			location.Physical.Region = &sarifRegion{f.Source.Line}
		}
	}
	out.Locations = []sarifLocation{location}
	if f.Waived {
		out.Suppressions = []sarifSuppression{{"external", clean(f.Waiver)}}
	}
	return out
}

// The parts of SARIF 2.1.0 that are written.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		ColumnKind  string            `json:"columnKind"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string     `json:"id"`
		Short *sarifText `json:"shortDescription,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Occurrences  int                `json:"occurrenceCount"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
)
