package reports

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/concord-dev/concord/specs/diff"
)

var shots = flag.String("shots", "", "`DIR` for screenshots of the HTML report")

// browser starts Chromium without a window or a network; the test is skipped
// where there is none.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true), chromedp.WindowSize(1200, 900))
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	t.Cleanup(cancel)
	// Started at once: what was never started cannot be waited for below.
	if err := chromedp.Run(tab); err != nil {
		t.Fatal(err)
	}
	// The browser must have gone before its directory is removed.
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil {
			t.Log(err)
		}
	})
	return ctx
}

// opened writes a report and opens it, and returns when it is ready.
func opened(t testing.TB, ctx context.Context, r *Results) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := HTMLFile(path, r); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("file://"+path), chromedp.WaitReady(`body[data-ready="true"]`))
}

func do(t testing.TB, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	var s string
	do(t, ctx, chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.innerText).join("\n")`, selector), &s))
	return s
}

func wants(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s lacks %q:\n%.2000s", what, w, got)
		}
	}
}

// shot takes a picture where pictures are wanted.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	var png []byte
	do(t, ctx, chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// shown is a run with every verdict and a coverage to look at.
func shown(t *testing.T) *Results {
	t.Helper()
	r := written(t, sample())
	row := "InvalidArchitecture"
	r.coverage = 0 // what is set here is shown, and not what the file has
	r.Coverage[0].Requirements = []Requirement{
		{ID: images + "#request.PageSize.maximum", State: "exercised", Source: Source{Page: "DescribeImages", Table: "Request parameters", File: "DescribeImages.yaml", Line: 40}},
		{ID: images + "#error.404.InvalidArchitecture", State: "reachable", Reason: "sent, and no answer had this code and status",
			Source: Source{Page: "DescribeImages", Edition: "2024-04-11", Table: "Error codes", Row: &row, File: "DescribeImages.yaml", Line: 612}},
		{ID: images + "#error.403.Overdue", State: "forced", Source: Source{Page: "DescribeImages", Table: "Error codes", File: "DescribeImages.yaml", Line: 620}},
		{ID: images + "#response.Images[].Status.enum.Waiting", State: "unreachable", Reason: "no answer showed it, and no request asks for it",
			Source: Source{Page: "DescribeImages", Table: "Response parameters", File: "DescribeImages.yaml", Line: 210}},
	}
	return r
}

func TestHTMLInABrowser(t *testing.T) {
	ctx := browser(t)
	opened(t, ctx, shown(t))
	wants(t, "the headline", text(t, ctx, "h1"), "1 of 6 cases failed on mock")
	wants(t, "the list", text(t, ctx, "#cases"), "invalid/Architecture/not-in-enum", "error-status: InvalidArchitecture: want status 404, got 400")
	shot(t, ctx, "light")

	// A click opens the failure with all that its reader needs.
	do(t, ctx, chromedp.Click("#cases .case"), chromedp.WaitVisible("#cases .detail .finding"))
	wants(t, "the failure", text(t, ctx, "#cases .detail"), "Expected", "404", "Got", "400", "Error codes", "row InvalidArchitecture", "DescribeImages.yaml:612",
		"HTTP 400", `"Code": "InvalidArchitecture"`, "curl -X POST", "Copy curl", "33921a0b295d")
	shot(t, ctx, "failure")
	do(t, ctx, chromedp.Click("#cases .case"), chromedp.WaitNotVisible("#cases .detail .finding"))

	// Verdicts, search and selects narrow the list.
	do(t, ctx, chromedp.Click("#verdicts button.fail"))
	if got := text(t, ctx, "#cases"); strings.Contains(got, "not-in-enum") {
		t.Errorf("failures are listed though they were turned off:\n%s", got)
	}
	do(t, ctx, chromedp.Click("#verdicts button.pass"), chromedp.SendKeys("#search", "sample request"), chromedp.Sleep(300*time.Millisecond))
	if got := text(t, ctx, "#cases .id"); !strings.HasPrefix(got, images+"/sample/request") || strings.Contains(got, "Overdue") {
		t.Errorf("search for the sample shows:\n%s", got)
	}
	choose := `for (const [id, value, event] of [["search", "", "input"], ["check", "error-status", "change"]]) {
		const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event(event)); }`
	do(t, ctx, chromedp.Click("#verdicts button.fail"), chromedp.Evaluate(choose, nil), chromedp.Sleep(300*time.Millisecond))
	if got := text(t, ctx, "#cases .id"); strings.Contains(got, "sample/request") || !strings.Contains(got, "not-in-enum") {
		t.Errorf("the check error-status shows:\n%s", got)
	}

	// A finding leads to all cases that have it, whatever their verdict.
	do(t, ctx, chromedp.Evaluate(`const c = document.getElementById("check"); c.value = ""; c.dispatchEvent(new Event("change"))`, nil))
	wants(t, "what was found", text(t, ctx, "#findings"), "error: error-status: InvalidArchitecture: want status 404, got 400", "row InvalidArchitecture", "2 cases")
	do(t, ctx, chromedp.Click("#findings li.s-warning button"))
	wants(t, "the count", text(t, ctx, "#count"), "2 of 6 cases, those with the finding ")
	do(t, ctx, chromedp.Click("#findings li.s-warning button"))

	// Coverage leads from the operation to each requirement and its row.
	do(t, ctx, chromedp.Click("#matrix a"), chromedp.WaitVisible("#requirements table"))
	wants(t, "coverage", text(t, ctx, "#requirements"), "error.404.InvalidArchitecture", "not exercised", "sent, and no answer had this code and status",
		"row InvalidArchitecture", "DescribeImages.yaml:612", "forced", "not reachable")
	shot(t, ctx, "coverage")
}

func TestHTMLByKeyboard(t *testing.T) {
	ctx := browser(t)
	opened(t, ctx, shown(t))
	focus := func() string {
		var s string
		do(t, ctx, chromedp.Evaluate(`document.activeElement.className + "|" + document.activeElement.id + "|" + document.activeElement.innerText`, &s))
		return s
	}
	do(t, ctx, chromedp.KeyEvent(kb.Tab))
	wants(t, "the first stop", focus(), "skip-link")
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	for range 20 {
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
		if strings.HasPrefix(focus(), "case|") {
			break
		}
	}
	wants(t, "the first case", focus(), "case|", "not-in-enum")
	do(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#cases .detail .finding"))
	do(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitNotVisible("#cases .detail .finding"))
}

func TestHTMLLooks(t *testing.T) {
	ctx := browser(t)
	axe, err := os.ReadFile("browser/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not installed under reports/browser")
	}
	opened(t, ctx, shown(t))
	for _, look := range []struct {
		name   string
		scheme string
		width  int64
	}{{"wide", "light", 1200}, {"dark", "dark", 1200}, {"phone", "light", 390}, {"phone-dark", "dark", 390}} {
		do(t, ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}),
			emulation.SetDeviceMetricsOverride(look.width, 900, 1, look.width < 600), chromedp.Reload(), chromedp.WaitReady(`body[data-ready="true"]`),
			chromedp.Click("#cases .case"), chromedp.WaitVisible("#cases .detail .finding"),
			chromedp.Evaluate(`document.querySelectorAll("details").forEach((d) => { d.open = true; })`, nil), chromedp.Sleep(100*time.Millisecond))
		shot(t, ctx, look.name)
		var width int64
		do(t, ctx, chromedp.Evaluate(`document.documentElement.scrollWidth`, &width))
		if width > look.width {
			t.Errorf("%s: the page is %d wide and the window %d", look.name, width, look.width)
		}
		violations(t, ctx, look.name, string(axe))
	}
}

// awaited has an evaluation wait for its promise.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// violations fails the test for what axe finds that is serious.
func violations(t *testing.T, ctx context.Context, name, axe string) {
	t.Helper()
	var found json.RawMessage
	do(t, ctx, chromedp.Evaluate(axe, nil), chromedp.Evaluate(`axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) => (
		{id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html)})))`, &found, awaited))
	var list []struct {
		ID, Impact, Help string
		Nodes            []string
	}
	if err := json.Unmarshal(found, &list); err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		if v.Impact == "serious" || v.Impact == "critical" {
			t.Errorf("%s: %s (%s): %s\n%s", name, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n"))
		} else {
			t.Logf("%s: %s (%s): %s", name, v.ID, v.Impact, v.Help)
		}
	}
}

func TestReleaseHTML(t *testing.T) {
	ctx := browser(t)
	path := filepath.Join(t.TempDir(), "report.html")
	bad, good := shown(t), shown(t)
	good.Target, good.Summary = "live", Summary{Cases: 1, Pass: 1}
	var err error
	if bad.Comparison, err = Compare(&Results{}, bad); err != nil {
		t.Fatal(err)
	}
	release := &Release{Tool: Tool{"concord", "1.0.0"}, Time: at, Runs: []*Results{bad, good}, FailOn: diff.Warning,
		Drift: []diff.Change{{Operation: images, Section: "response", Path: "Images[].Size", Kind: diff.Type, Old: "integer", New: "string", Breaking: "yes",
			Severity: diff.Error, Fingerprint: "aaaaaaaaaaaa", Evidence: []string{"9 of 9"}, Label: "confirmed"}},
		Due: []Due{{Fingerprint: "0123456789ab", Owner: "mocks", Reason: "known since March", Expiry: "2026-11-20", Expired: true, File: "waivers.yaml", Line: 1}}}
	if err := WriteFile(path, func(w io.Writer) error { return ReleaseHTML(w, release) }, nil); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("file://"+path), chromedp.WaitReady(`body[data-ready="true"]`))
	wants(t, "the page", text(t, ctx, "body"), "Not ready to release: 3 obstacles", "1 of 6 cases failed on mock", "Images[].Size type", "9 of 9", "confirmed",
		"2026-11-20, expired", "known since March", "on live", "on mock")
	shot(t, ctx, "release")
	choose := `const run = document.getElementById("run"); run.value = "live"; run.dispatchEvent(new Event("change"))`
	do(t, ctx, chromedp.Evaluate(choose, nil), chromedp.Click(`#matrix a[href^="#cover-1-"]`), chromedp.WaitVisible("#requirements table"))
	if got := text(t, ctx, "#cases"); strings.Contains(got, "on mock") || !strings.Contains(got, "on live") {
		t.Errorf("the run live shows:\n%s", got)
	}
	if err := WriteFile(path, func(w io.Writer) error { return ChangesHTML(w, "Drift", release.Drift, nil, release.Tool, at) }, nil); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("file://"+path), chromedp.WaitReady(`body[data-ready="true"]`))
	wants(t, "the page of changes", text(t, ctx, "body"), "Drift: 1 change", "Images[].Size type", "9 of 9", "aaaaaaaaaaaa")
	if got := text(t, ctx, "main"); strings.Contains(got, "Results") || strings.Contains(got, "Coverage") {
		t.Errorf("a page of changes speaks of cases:\n%s", got)
	}
	shot(t, ctx, "changes")
	opened(t, ctx, bad)
	wants(t, "the comparison", text(t, ctx, "#comparison"), "2 newly failing", "4 new", "absent -> fail")
	shot(t, ctx, "comparison")
}

func TestHTMLTakesHostileText(t *testing.T) {
	ctx := browser(t)
	opened(t, ctx, hostileResults())
	do(t, ctx, chromedp.Evaluate(`window.alerted = 0; window.alert = () => { window.alerted++; }`, nil),
		chromedp.Evaluate(`document.querySelectorAll("#cases .case").forEach((b) => b.click())`, nil))
	var elements, alerted int
	do(t, ctx, chromedp.Evaluate(`document.querySelectorAll("#cases script, #requirements script").length`, &elements), chromedp.Evaluate(`window.alerted`, &alerted))
	if elements+alerted > 0 {
		t.Errorf("text of a peer became %d scripts and %d alerts", elements, alerted)
	}
	wants(t, "the case", text(t, ctx, "#cases .id"), "</script><script>alert(1)</script>")
	shot(t, ctx, "hostile")
}

// many is a run of n cases, one in fifty of them failed.
func many(n int) *Results {
	r := &Results{Head: head, Coverage: []Coverage{}}
	failed := FromResult(sample()[1])
	for i := range n {
		one := Result{Case: fmt.Sprintf("%s/valid/Parameter%d/value-%d", images, i%40, i), Operation: images, Kind: "valid", Verdict: "pass", DurationMS: 1.25}
		if i%50 == 0 {
			id := one.Case
			one = failed
			one.Case = id
		}
		r.Results = append(r.Results, one)
	}
	var sum tally
	for i := range r.Results {
		sum.add(&r.Results[i])
	}
	r.Summary = sum.summary()
	return r
}

// TestHTMLOfManyCases: a page of 100,000 cases builds as few elements as one of
// 20,000, since it lists the first of them, and finds each case all the same.
func TestHTMLOfManyCases(t *testing.T) {
	ctx := browser(t)
	var elements [2]int
	for i, n := range []int{20_000, 100_000} {
		opened(t, ctx, many(n))
		do(t, ctx, chromedp.Evaluate(`document.querySelectorAll("*").length`, &elements[i]))
	}
	if elements[0] != elements[1] {
		t.Errorf("20,000 cases make %d elements and 100,000 cases %d, want as many", elements[0], elements[1])
	}
	wants(t, "the count", text(t, ctx, "#count"), "2,000 of 100,000 cases; the first 200 are listed")
	do(t, ctx, chromedp.Evaluate(`document.getElementById("search").value = "value-99999"; document.querySelector("button.pass").click()`, nil))
	wants(t, "the search", text(t, ctx, "#cases .id"), "value-99999")
}

// BenchmarkHTMLOpens opens 100,000 cases; the bar is 2,000 ms from the start of
// the navigation until the page is ready.
func BenchmarkHTMLOpens(b *testing.B) {
	ctx := browser(b)
	opened(b, ctx, many(100_000))
	var ms, sum float64
	for b.Loop() {
		do(b, ctx, chromedp.Reload(), chromedp.WaitReady(`body[data-ready="true"]`),
			chromedp.Evaluate(`performance.getEntriesByName("ready")[0].startTime`, &ms))
		sum += ms
	}
	b.ReportMetric(sum/float64(b.N), "ms/open")
}
