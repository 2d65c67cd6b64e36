package reports

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
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

// htmlHead is what the page's template is filled with.
type htmlHead struct {
	Title, Headline, Class, Footer string
	Facts                          []htmlFact
	Problems                       []string
	CSS                            template.CSS
}

type htmlFact struct{ Name, Value string }

// HTML writes a report as one self-contained page: no network, readable by eye,
// by keyboard and by screen reader. Above 100,000 passing cases, passes are
// counts.
func HTML(w io.Writer, r *Results) error {
	s := r.Summary
	head := htmlHead{CSS: template.CSS(htmlStyle), Problems: r.Problems}
	head.Headline, head.Class = r.Sentence()
	head.Title = "concord: " + head.Headline
	fact := func(name, value string) {
		if value != "" {
			head.Facts = append(head.Facts, htmlFact{name, value})
		}
	}
	fact("profile", r.Profile)
	fact("started", r.Started.UTC().Format("2006-01-02 15:04:05 UTC"))
	fact("took", (time.Duration(r.DurationMS) * time.Millisecond).String())
	fact("findings", fmt.Sprintf("%d errors, %d warnings, %d infos", s.Findings.Error, s.Findings.Warning, s.Findings.Info))
	if s.Waived > 0 {
		fact("waived", fmt.Sprint(s.Waived))
	}
	if r.Shard != "1/1" {
		fact("shard", r.Shard)
	}
	if r.Interrupted {
		fact("run", "interrupted")
	}
	head.Footer = fmt.Sprintf("%s %s; plan %s", r.Tool.Name, r.Tool.Version, headOf(r.Plan, 12))
	if err := htmlTemplate.Execute(w, head); err != nil {
		return err
	}
	if _, err := io.WriteString(w, `<script type="application/json" id="data">`); err != nil {
		return err
	}
	if err := writeHTMLData(w, r); err != nil {
		return err
	}
	_, err := io.WriteString(w, "</script>\n<script>"+htmlScript+"</script>\n</body>\n</html>\n")
	return err
}

// HTMLFile writes an HTML report to path; see WriteFile.
func HTMLFile(path string, r *Results) error {
	return WriteFile(path, func(w io.Writer) error { return HTML(w, r) }, nil)
}

func headOf(s string, n int) string { return s[:min(len(s), n)] }

// htmlDetail is what the page shows of a case that did not simply pass.
type htmlDetail struct {
	Title     string     `json:"title,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Flaky     bool       `json:"flaky,omitempty"`
	Findings  []Finding  `json:"findings,omitempty"`
	Exchange  *Exchange  `json:"exchange,omitempty"`
	Exchanges []Exchange `json:"exchanges,omitempty"`
	Source    *Source    `json:"source,omitempty"`
}

// writeHTMLData streams the page's data: the cases as short rows, then what
// there is to say of those that did not simply pass. encoding/json escapes "<",
// so that no text ends the script.
func writeHTMLData(w io.Writer, r *Results) error {
	d := &dataWriter{w: w}
	d.text("{")
	d.key("summary", r.Summary)
	d.text(",")
	d.key("coverage", r.Coverage)
	verdicts := []string{"pass", "fail", "skip", "inconclusive", "error"}
	var kinds, operations []string
	index := func(list *[]string, word string) int {
		if i := slices.Index(*list, word); i >= 0 {
			return i
		}
		*list = append(*list, word)
		return len(*list) - 1
	}
	d.text(`,"cases":[`)
	n, passes, omitted := 0, 0, 0
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		if result.Verdict == "pass" && len(result.Findings) == 0 {
			if passes++; passes > listedPasses {
				omitted++
				continue
			}
		}
		if n++; n > 1 {
			d.text(",\n")
		}
		d.value([]any{result.Case, index(&kinds, result.Kind), index(&operations, result.Operation), index(&verdicts, result.Verdict), result.DurationMS})
	}
	d.text(`],"details":{`)
	n, passes = 0, 0
	listed := 0
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		plain := result.Verdict == "pass" && len(result.Findings) == 0
		if plain {
			if passes++; passes > listedPasses {
				continue
			}
		}
		at := listed
		listed++
		if plain && !result.Flaky {
			continue
		}
		if n++; n > 1 {
			d.text(",\n")
		}
		detail := htmlDetail{Title: result.Title, Reason: result.Reason, Flaky: result.Flaky, Findings: result.Findings}
		if result.Verdict != "pass" || result.Flaky {
			detail.Exchange, detail.Exchanges = result.Exchange, result.Exchanges
		}
		if result.Source.File != "" {
			detail.Source = &result.Source
		}
		d.key(fmt.Sprint(at), detail)
	}
	d.text("},")
	d.key("kinds", nonNil(kinds))
	d.text(",")
	d.key("operations", nonNil(operations))
	d.text(",")
	d.key("verdicts", verdicts)
	d.text(",")
	d.key("omitted", omitted)
	d.text("}")
	return d.err
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// dataWriter writes pieces of JSON and keeps the first error.
type dataWriter struct {
	w   io.Writer
	err error
}

func (d *dataWriter) text(s string) {
	if d.err == nil {
		_, d.err = io.Copy(d.w, strings.NewReader(s))
	}
}

func (d *dataWriter) value(v any) {
	if d.err != nil {
		return
	}
	b, err := json.Marshal(v)
	if err == nil {
		_, err = d.w.Write(b)
	}
	d.err = err
}

func (d *dataWriter) key(name string, v any) {
	d.value(name)
	d.text(":")
	d.value(v)
}
