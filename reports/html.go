package reports

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"time"
)

var (
	//go:embed html/report.html
	htmlPage string
	//go:embed html/report.css
	htmlStyle string
	//go:embed html/report.js
	htmlScript string

	htmlTemplate = template.Must(template.New("report").Parse(htmlPage))
)

// listedPasses is how many passing cases an HTML report lists; beyond it they
// are counted.
const listedPasses = 100_000

// listedRequirements is how many requirements an HTML report lists; the
// operations beyond it have counts only.
const listedRequirements = 100_000

// htmlHead is what the page's template is filled with.
type htmlHead struct {
	Title, Headline, Class, Footer string
	Facts                          []htmlFact
	Problems                       []string
	CSS                            template.CSS
	Runs                           []htmlRun // of a release
	Drift                          *htmlDrift
	Due                            []Due
	Comparison                     *htmlComparison
}

type htmlFact struct{ Name, Value string }

type htmlRun struct{ Name, Sentence, Class, Started, Coverage string }

type htmlDrift struct {
	Title   string
	Changes []htmlChange
	More    int
}

type htmlChange struct{ Severity, Class, Operation, What, Breaking, Evidence, Fingerprint string }

type htmlComparison struct {
	Since    string
	Sections []htmlSection
	Same     bool // nothing changed
}

type htmlSection struct {
	Title       string
	Cases       []Changed
	Count, More int
}

// maxRows is how many rows of a table that no script narrows are written.
const maxRows = 1000

// HTML writes a report as one self-contained page: no network, readable by eye,
// by keyboard and by screen reader. Above 100,000 passing cases, passes are
// counts.
func HTML(w io.Writer, r *Results) error {
	s := r.Summary
	head := htmlHead{Problems: r.Problems}
	head.Headline, head.Class = r.Sentence()
	fact := func(name, value string) {
		if value != "" {
			head.Facts = append(head.Facts, htmlFact{name, value})
		}
	}
	fact("profile", r.Profile)
	fact("started", minute(r.Started))
	fact("took", (time.Duration(r.DurationMS) * time.Millisecond).String())
	fact("findings", s.Findings.String())
	if len(r.Coverage) > 0 {
		fact("covered", fmt.Sprintf("%.1f %% of what is documented", Total(r.Coverage).Percent()))
	}
	if s.Waived > 0 {
		fact("waived", fmt.Sprint(s.Waived))
	}
	if r.Shard != "1/1" {
		fact("shard", r.Shard)
	}
	if r.Interrupted {
		fact("run", "interrupted")
	}
	if c := r.Comparison; c != nil {
		head.Comparison = &htmlComparison{Since: minute(c.Base.Started), Same: true}
		for _, s := range c.sections() {
			n := min(len(s.Cases), maxRows)
			head.Comparison.Same = head.Comparison.Same && n == 0
			head.Comparison.Sections = append(head.Comparison.Sections, htmlSection{s.Title, s.Cases[:n], len(s.Cases), len(s.Cases) - n})
		}
	}
	head.Footer = fmt.Sprintf("%s %s; plan %s", r.Tool.Name, r.Tool.Version, headOf(r.Plan, 12))
	return writeHTML(w, &head, []*Results{r})
}

// writeHTML writes a page with the cases and the coverage of runs.
func writeHTML(w io.Writer, head *htmlHead, runs []*Results) error {
	head.CSS, head.Title = template.CSS(htmlStyle), "concord: "+head.Headline
	if err := htmlTemplate.Execute(w, head); err != nil {
		return err
	}
	if _, err := io.WriteString(w, `<script type="application/json" id="data">`); err != nil {
		return err
	}
	if err := writeHTMLData(w, runs); err != nil {
		return err
	}
	_, err := io.WriteString(w, "</script>\n<script>"+htmlScript+"</script>\n</body>\n</html>\n")
	return err
}

// HTMLFile writes an HTML report to path; see WriteFile.
func HTMLFile(path string, r *Results) error {
	return WriteFile(path, func(w io.Writer) error { return HTML(w, r) }, nil)
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func headOf(s string, n int) string { return s[:min(len(s), n)] }

// listedExchanges is after how many bytes of data a page leaves out exchanges.
const listedExchanges = 64 << 20

// htmlDetail is what the page shows of a case that did not simply pass.
type htmlDetail struct {
	Title     string     `json:"title,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Flaky     bool       `json:"flaky,omitempty"`
	Findings  []Finding  `json:"findings,omitempty"`
	Exchange  *Exchange  `json:"exchange,omitempty"`
	Exchanges []Exchange `json:"exchanges,omitempty"`
	Source    *Source    `json:"source,omitempty"`
	Omitted   bool       `json:"omitted,omitempty"` // its exchanges are only in the results JSON
}

// writeHTMLData streams the page's data: the cases as short rows, then what
// there is to say of those that did not simply pass. encoding/json escapes "<",
// so that no text ends the script.
func writeHTMLData(w io.Writer, runs []*Results) error {
	d := &htmlData{dataWriter: dataWriter{w: w}, verdicts: newWords("pass", "fail", "skip", "inconclusive", "error")}
	var sum Summary
	var names []string
	for i, r := range runs {
		sum.add(&r.Summary)
		names = append(names, runName(runs, i))
	}
	d.text("{")
	d.key("summary", sum)
	d.text(`,"coverage":[`)
	n, requirements := 0, 0
	for i, r := range runs {
		for c, err := range r.Covered() {
			if err != nil {
				return err
			}
			if requirements += len(c.Requirements); requirements > listedRequirements {
				c.Requirements, c.Unreached = nil, nil
			}
			if n++; n > 1 {
				d.text(",\n")
			}
			d.value(struct {
				*Coverage
				Run int `json:"run"`
			}{c, i})
		}
	}
	d.text(`],"cases":[`)
	listed := 0
	err := eachListed(runs, func(n, run int, r *Result, _ bool) {
		if n > 0 {
			d.text(",\n")
		}
		listed++
		d.value([]any{r.Case, d.kinds.index(r.Kind), d.operations.index(r.Operation), d.verdicts.index(r.Verdict), r.DurationMS, run})
	})
	if err != nil {
		return err
	}
	d.text(`],"details":{`)
	separator := ""
	err = eachListed(runs, func(n, _ int, r *Result, plain bool) {
		if plain {
			return
		}
		d.text(separator)
		separator = ",\n"
		d.key(fmt.Sprint(n), detailOf(r, d.written < listedExchanges))
	})
	if err != nil {
		return err
	}
	d.text("},")
	for _, list := range []struct {
		name  string
		words []string
	}{{"runs", names}, {"kinds", d.kinds.list}, {"operations", d.operations.list}, {"verdicts", d.verdicts.list}} {
		d.key(list.name, nonNil(list.words))
		d.text(",")
	}
	d.key("omitted", sum.Cases-listed)
	d.text("}")
	return d.err
}

type htmlData struct {
	dataWriter
	kinds, operations, verdicts words
}

// eachListed goes over the cases that a page lists, with their number, their
// run, and whether there is nothing to say but that they passed.
func eachListed(runs []*Results, visit func(n, run int, r *Result, plain bool)) error {
	n, passes := 0, 0
	for run, results := range runs {
		for r, err := range results.All() {
			if err != nil {
				return err
			}
			if r.Verdict == "pass" && len(r.Findings) == 0 {
				if passes++; passes > listedPasses {
					continue
				}
			}
			visit(n, run, r, r.Verdict == "pass" && len(r.Findings) == 0 && !r.Flaky)
			n++
		}
	}
	return nil
}

// index returns the place of a word in a list, to which it adds the word where
// it is new. It looks at the last ones first: cases of one operation follow
// each other.
// words numbers words in the order of their appearance.
type words struct {
	list   []string
	number map[string]int
}

func newWords(list ...string) words {
	var w words
	for _, word := range list {
		w.index(word)
	}
	return w
}

func (w *words) index(word string) int {
	i, ok := w.number[word]
	if !ok {
		if w.number == nil {
			w.number = map[string]int{}
		}
		i = len(w.list)
		w.list = append(w.list, word)
		w.number[word] = i
	}
	return i
}

// detailOf returns what the page shows of a case; without its exchanges where
// the page has enough of them.
func detailOf(r *Result, exchanges bool) htmlDetail {
	d := htmlDetail{Title: r.Title, Reason: r.Reason, Flaky: r.Flaky, Findings: r.Findings}
	switch {
	case r.Verdict == "pass" && !r.Flaky:
	case exchanges:
		d.Exchange, d.Exchanges = r.Exchange, r.Exchanges
	default:
		d.Omitted = r.Exchange != nil
	}
	if r.Source.File != "" {
		d.Source = &r.Source
	}
	return d
}

// runName names a run for the page: by its target, with what tells it from
// others of the same target.
func runName(runs []*Results, i int) string {
	name := runs[i].Target
	for j, other := range runs {
		if j != i && other.Target == name {
			return fmt.Sprintf("%s, %s", name, headOf(runs[i].Plan, 8))
		}
	}
	return name
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// dataWriter writes pieces of JSON and keeps the first error.
type dataWriter struct {
	w       io.Writer
	written int // bytes
	err     error
}

func (d *dataWriter) text(s string) {
	if d.err == nil {
		_, d.err = io.WriteString(d.w, s)
		d.written += len(s)
	}
}

func (d *dataWriter) value(v any) {
	if d.err != nil {
		return
	}
	b, err := json.Marshal(v)
	if err == nil {
		_, err = d.w.Write(b)
		d.written += len(b)
	}
	d.err = err
}

func (d *dataWriter) key(name string, v any) {
	d.value(name)
	d.text(":")
	d.value(v)
}
