package specs

import (
	"fmt"
	"slices"
	"strings"
)

// Issue is one thing about an operation's documentation that a reader should
// know or mend.
type Issue struct {
	// Rule is contradiction, sample, sample-only, lost, unread, provokes,
	// enum, path, status or type.
	Rule    string `json:"rule"`
	Section string `json:"section,omitempty"`
	// Path is a documented path, a wire path or an error's code.
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
	// Settled reports that the catalog has dealt with it: an overlay gives the
	// reason or the missing fact, or concord knows how to judge it.
	Settled bool   `json:"settled"`
	Source  Source `json:"-"`
}

// Lint returns what is to be said about an operation, in the order of its
// documentation: places where the page contradicts itself, tables that
// disagree with the sample, error rows that nobody has said what provokes,
// facts that were lost, lines that were not read. An operation of which all
// issues are settled is complete.
func Lint(o *Operation) []Issue {
	var l issues
	for i := range o.Request {
		l.row(string(RequestSection), &o.Request[i].Row)
	}
	l.urlPath(o)
	for i := range o.Response {
		l.row(string(ResponseSection), &o.Response[i].Row)
	}
	for i := range o.Errors {
		e := &o.Errors[i]
		if len(e.Provokes) == 0 {
			l.add(Issue{Rule: "provokes", Section: "errors", Path: e.Code, Message: "nobody has said what provokes " + e.Code, Source: e.Source})
		}
		for _, status := range e.Statuses {
			if len(o.Statuses) > 0 && !slices.ContainsFunc(o.Statuses, func(s Status) bool { return s.Status == status }) {
				l.add(Issue{Rule: "status", Section: "errors", Path: e.Code, Source: e.Source,
					Message: fmt.Sprintf("the status table lacks %d, the status of %s", status, e.Code)})
			}
		}
	}
	for _, c := range o.Contradictions {
		l.contradiction(c, "contradiction", c.Reason != "")
	}
	l.sample(o)
	for _, loss := range o.Lost {
		l.lost(loss)
	}
	for _, u := range o.Unread {
		l.add(Issue{Rule: "unread", Message: fmt.Sprintf("line %d: %q was not read: %s", u.Line, u.Text, u.Why)})
	}
	return l
}

type issues []Issue

func (l *issues) add(i Issue) { *l = append(*l, i) }

// row reports a row that does not agree with itself.
func (l *issues) row(section string, r *Row) {
	add := func(rule, format string, args ...any) {
		l.add(Issue{Rule: rule, Section: section, Path: r.Path, Message: r.Path + ": " + fmt.Sprintf(format, args...), Source: r.Source})
	}
	if r.Type == "" {
		add("type", "no type is stated")
	}
	if r.Type == Array && r.Items == "" {
		add("type", "the type of the items is not stated")
	}
	if len(r.Enum) > 0 && r.Default != nil && !slices.Contains(r.Enum, *r.Default) {
		add("enum", "the default %q is none of the listed values", *r.Default)
	}
	if len(r.Enum) > 0 && r.Example != nil && r.Separator == "" && !Masked(*r.Example) && !slices.Contains(r.Enum, strings.TrimSpace(*r.Example)) {
		add("enum", "the example %q is none of the listed values", *r.Example)
	}
}

// urlPath compares the placeholders of the path with the rows.
func (l *issues) urlPath(o *Operation) {
	names := map[string]bool{}
	for _, segment := range strings.Split(o.URLPath, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			names[name] = true
			if o.Parameter(name) == nil {
				l.add(Issue{Rule: "path", Section: string(RequestSection), Path: name, Message: fmt.Sprintf("the path has {%s}, the table has no such row", name)})
			}
		}
	}
	for i := range o.Request {
		if p := &o.Request[i]; p.In == "path" && !names[p.Path] {
			l.add(Issue{Rule: "path", Section: string(RequestSection), Path: p.Path, Source: p.Source,
				Message: fmt.Sprintf("the path %s has no {%s}", o.URLPath, p.Path)})
		}
	}
}

func (l *issues) contradiction(c Contradiction, rule string, settled bool) {
	section := c.Section
	if section == "" {
		section = string(ResponseSection)
	}
	other := "the sample"
	switch {
	case c.Kind == "status":
		other = "the error table"
	case rule == "contradiction" && c.Source.From != FromSample:
		other = "another place"
	}
	message := fmt.Sprintf("%s: the table says %s, %s %s", c.Wire, strings.Join(c.Documented, ", "), other, c.Sample)
	if c.Reason != "" {
		message += " (" + c.Reason + ")"
	}
	l.add(Issue{Rule: rule, Section: section, Path: c.Wire, Message: message, Settled: settled, Source: c.Source})
}

// sample compares the sample with the table and with what the catalog says of
// their differences.
func (l *issues) sample(o *Operation) {
	report := CompareSample(o)
	for _, c := range report.Contradictions {
		known := func(k Contradiction) bool { return k.Wire == c.Wire && k.Kind == c.Kind }
		if !slices.ContainsFunc(o.Contradictions, known) {
			l.contradiction(c, "sample", false)
		}
	}
	for _, wire := range report.Only {
		known := slices.Contains(o.SampleOnly, wire)
		l.add(Issue{Rule: "sample-only", Section: string(ResponseSection), Path: wire, Message: wire + ": only the sample shows it", Settled: known})
	}
}

// lost reports a fact that the page has lost. The file's place in the catalog
// supplies the operation and its version, and the operation's name the title;
// nothing is judged by the page's date, and a text that may have gone on
// promised nothing.
func (l *issues) lost(loss Loss) {
	message := loss.Fact + " lost"
	if where := strings.TrimSpace(loss.Section + " " + loss.Path); where != "" {
		message += " at " + where
	}
	message += ": " + loss.Why
	if loss.Filled != "" {
		message += "; filled from " + loss.Filled
	}
	l.add(Issue{Rule: "lost", Section: loss.Section, Path: loss.Path, Message: message,
		Settled: loss.Filled != "" || slices.Contains([]string{"operation", "version", "title", "updated", "list"}, loss.Fact)})
}
