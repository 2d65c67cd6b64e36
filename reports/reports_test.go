package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// at is the time of everything in these tests.
var at = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)

func clock() time.Time { return at }

const images = "alibaba/ecs/DescribeImages"

var head = Head{Tool: Tool{"concord", "1.0.0"}, Started: at, Target: "mock", Profile: "mock", Plan: "abc", FailOn: "error", Inconclusive: "skip"}

// sample returns a result of each verdict.
func sample() []*suites.Result {
	exchange := &fixtures.Exchange{
		Operation: images,
		Redacted:  true,
		Request: fixtures.Request{Method: "POST",
			URL:    "http://127.0.0.1:4566/?Action=DescribeImages&Architecture=sparc&Signature=__REDACTED__&AccessKeyId=testAccessKeyId",
			Header: http.Header{"Host": {"127.0.0.1:4566"}, "X-Acs-Action": {"DescribeImages"}, "Authorization": {"__REDACTED__"}}},
		Response: &fixtures.Response{Status: 400, Header: http.Header{"Content-Type": {"application/json"}},
			Body: []byte(`{"RequestId":"4C467B38-3910","Code":"InvalidArchitecture","Message":"it's <wrong>"}`)},
	}
	finding := suites.Finding{
		Check: "error-status", Severity: suites.SeverityError, Operation: images, Section: "error", Path: "InvalidArchitecture",
		Want: "404", Got: "400", Message: "InvalidArchitecture: want status 404, got 400", Count: 1,
		Source: specs.Source{Page: "DescribeImages", Edition: "2024-04-11", Table: "Error codes", Row: "InvalidArchitecture",
			File: "specs/catalog/alibaba/ecs/2014-05-26/DescribeImages.yaml", Line: 612},
	}
	waived := finding
	waived.Waived, waived.Waiver = true, "known since March"
	note := finding
	note.Check, note.Severity, note.Source = "field-undocumented", suites.SeverityWarning, specs.Source{Page: "DescribeImages", Table: "Response parameters"}
	c := func(id string, kind suites.Kind) *suites.Case {
		return &suites.Case{ID: images + "/" + id, Kind: kind, Operation: images,
			Requirements: []string{images + "#error.404.InvalidArchitecture"},
			Source:       specs.Source{Page: "DescribeImages", Table: "Error codes", File: "DescribeImages.yaml", Line: 7}}
	}
	exchanges := []*fixtures.Exchange{exchange}
	return []*suites.Result{
		{Case: c("sample/request", suites.Sample), Verdict: suites.Pass, Duration: 1500 * time.Microsecond, Decisive: 0, Findings: []suites.Finding{note}, Exchanges: exchanges},
		{Case: c("invalid/Architecture/not-in-enum", suites.Invalid), Verdict: suites.Fail, Duration: 2 * time.Millisecond,
			Findings: []suites.Finding{finding, note}, Exchanges: exchanges},
		{Case: c("invalid/Architecture/other-case", suites.Invalid), Verdict: suites.Skip, Findings: []suites.Finding{waived}, Exchanges: exchanges},
		{Case: c("error/Overdue", suites.Error), Verdict: suites.Skip, Reason: "only a fault of the server provokes it", Decisive: -1},
		{Case: c("evidence", suites.EvidenceKind), Verdict: suites.Inconclusive, Reason: "the list Images was always empty", Decisive: -1},
		{Case: c("valid/PageSize/1", suites.Valid), Verdict: suites.ErrorVerdict, Reason: "no answer: connection refused", Decisive: 0,
			Exchanges: []*fixtures.Exchange{{Request: fixtures.Request{Method: "GET", URL: "http://127.0.0.1:4566/"}, Err: "no answer: connection refused"}}},
	}
}

// written spools the results and returns what the results JSON became.
func written(t *testing.T, list []*suites.Result) *Results {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out", "results.json")
	spool, err := NewSpool(path, head, clock)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		kept := FromResult(r)
		if err := spool.Add(&kept, r.Seen); err != nil {
			t.Fatal(err)
		}
	}
	coverage := []Coverage{{Operation: images, Parameters: Reach{29, 28, 20, 0}, Errors: Reach{13, 9, 8, 3},
		Unreached: []Unreached{{images + "#error.403.Overdue", "only a fault of the server provokes it"}}}}
	results, err := spool.Close(Ending{Duration: 12 * time.Millisecond, Coverage: (&Results{Coverage: coverage}).Covered()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(SpoolPath(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the spool is still there: %v", err)
	}
	return results
}

func TestResultsJSON(t *testing.T) {
	results := written(t, sample())
	data, err := os.ReadFile(results.file)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "results.json", data)

	whole, err := Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Open(results.file)
	if err != nil {
		t.Fatal(err)
	}
	var streamed []Result
	for r, err := range opened.All() {
		if err != nil {
			t.Fatal(err)
		}
		streamed = append(streamed, *r)
	}
	if diff := cmp.Diff(whole.Results, streamed); diff != "" {
		t.Errorf("Open yields other results than Read (-read +open):\n%s", diff)
	}
	want := Summary{Cases: 6, Pass: 1, Fail: 1, Skip: 2, Inconclusive: 1, Error: 1, Waived: 1, Findings: Counts{Error: 1, Warning: 1}}
	if diff := cmp.Diff(want, opened.Summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestReadRefusesWhatIsCut(t *testing.T) {
	data, err := os.ReadFile("testdata/results.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 100, len(data) / 2, len(data) - 3} {
		if _, err := Read(bytes.NewReader(data[:n])); err == nil {
			t.Errorf("the first %d bytes were read as results", n)
		}
	}
	for text, want := range map[string]string{
		`{"version": 2, "results": []}`:     "results JSON: version 2, want 1",
		`{"version": 1, "results": []} {}`:  "results JSON: bytes after the end",
		`{"version": 1, "results": {}}`:     "results JSON: got {, want [",
		`{"version": "1", "results": null}`: "results JSON: got <nil>, want [",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%s: got error %v, want %s", text, err, want)
		}
	}
}

func TestResumeSpool(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	now := at
	tick := func() time.Time { now = now.Add(2 * flushAfter); return now }
	spool, err := NewSpool(path, head, tick)
	if err != nil {
		t.Fatal(err)
	}
	list := sample()
	list[0].Seen = []string{"success", "response.Images"}
	for _, r := range list[:4] {
		kept := FromResult(r)
		if err := spool.Add(&kept, r.Seen); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("results.json is there before the run ended: %v", err)
	}
	// The kill ends the process and cuts the fourth result in two.
	spool.file.Close()
	info, err := os.Stat(SpoolPath(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(SpoolPath(path), info.Size()-5); err != nil {
		t.Fatal(err)
	}

	other := head
	other.Plan = "def"
	if _, err := ResumeSpool(path, other, tick, nil); !errors.Is(err, ErrNoSpool) {
		t.Errorf("another plan was resumed: %v", err)
	}
	var kept []string
	resumed, err := ResumeSpool(path, head, tick, func(r *Result, seen []string) error {
		kept = append(kept, r.Case+" "+strings.Join(seen, ","))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{images + "/sample/request success,response.Images", images + "/invalid/Architecture/not-in-enum ", images + "/invalid/Architecture/other-case "}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	for _, r := range list[3:] {
		one := FromResult(r)
		if err := resumed.Add(&one, r.Seen); err != nil {
			t.Fatal(err)
		}
	}
	results, err := resumed.Close(Ending{})
	if err != nil {
		t.Fatal(err)
	}
	whole := written(t, list)
	if diff := cmp.Diff(whole.Summary, results.Summary); diff != "" {
		t.Errorf("summary of a whole run and of a resumed one (-whole +resumed):\n%s", diff)
	}
	var b, c bytes.Buffer
	if err := errors.Join(JUnit(&b, whole), JUnit(&c, results)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.String(), c.String()); diff != "" {
		t.Errorf("JUnit of a whole run and of a resumed one (-whole +resumed):\n%s", diff)
	}
}

func TestJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := JUnit(&b, written(t, sample())); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", b.Bytes())
	if err := verifyJUnit(&b); err != nil {
		t.Error(err)
	}
}

func TestJUnitOfNothingIsOneError(t *testing.T) {
	var b bytes.Buffer
	if err := JUnit(&b, &Results{Head: head}); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit-empty.xml", b.Bytes())
}

func TestJUnitCountsInconclusiveAsErrorsWhereAsked(t *testing.T) {
	results := written(t, sample())
	results.Inconclusive = "fail"
	suites, _, err := group(results)
	if err != nil {
		t.Fatal(err)
	}
	want := []suite{{operation: images, tests: 6, failures: 1, errors: 2, skipped: 2, seconds: 0.0035}}
	if diff := cmp.Diff(want, suites, cmp.AllowUnexported(suite{})); diff != "" {
		t.Errorf("suites (-want +got):\n%s", diff)
	}
}

// hostile is what peers put into bodies and messages.
var hostile = "NUL \x00 ESC \x1b[31m bad \xff\xfe end ]]> <!-- & \u0085 \uFFFE \uFFFD \r\n \U0001F600"

func TestJUnitTakesHostileText(t *testing.T) {
	results := &Results{Head: head}
	for i := range 3 {
		results.Results = append(results.Results, Result{
			Case: fmt.Sprintf("%s/observed/%s", images, hostile), Operation: images, Verdict: "fail",
			Findings: []Finding{{Check: "body-syntax", Severity: "error", Message: hostile, Want: hostile, Got: hostile,
				Source: Source{Page: hostile, File: hostile}}},
			Exchange: &Exchange{Request: Message{Method: "GET", URL: hostile}, Response: &Message{Status: 200, Body: strings.Repeat(hostile, i*5000)}},
		})
	}
	var b bytes.Buffer
	if err := JUnit(&b, results); err != nil {
		t.Fatal(err)
	}
	size := b.Len()
	if err := verifyJUnit(bytes.NewReader(b.Bytes())); err != nil {
		t.Fatal(err)
	}
	if size > 600<<10 {
		t.Errorf("%d bytes for three cases", size)
	}
	var doc struct {
		Cases []struct {
			Failure struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testsuite>testcase"`
	}
	if err := xml.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	const want = `NUL \u0000 ESC \u001B[31m bad \xff\xfe end ]]> <!-- & \uFFFE ` + "\uFFFD \U0001F600"
	if got := doc.Cases[0].Failure.Message; got != want {
		t.Errorf("message\n got %q\nwant %q", got, want)
	}
}

func TestJUnitSortsWhatIsMixed(t *testing.T) {
	results := &Results{Head: head}
	for _, operation := range []string{images, "huawei/modelarts/ShowImage", images} {
		results.Results = append(results.Results, Result{Case: operation + "/observed/x", Operation: operation, Verdict: "pass"})
	}
	var b bytes.Buffer
	if err := JUnit(&b, results); err != nil {
		t.Fatal(err)
	}
	if err := verifyJUnit(bytes.NewReader(b.Bytes())); err != nil {
		t.Error(err)
	}
	if n := strings.Count(b.String(), "<testsuite "); n != 2 {
		t.Errorf("%d testsuites, want 2", n)
	}
	if !strings.Contains(b.String(), `name="DescribeImages · observed · x · 2"`) {
		t.Errorf("two cases with one name:\n%s", b.String())
	}
}

func TestVerifyJUnitFindsWhatReadersTripOver(t *testing.T) {
	for text, want := range map[string]string{
		`<testsuites><testsuite tests="1"></testsuite></testsuites>`:                                       "0 testcases and 0 outcomes, the testsuites announce 1 and 0",
		`<testsuite tests="2"><testcase name="a"/><testcase name="a"/></testsuite>`:                        `two testcases named "a"`,
		`<testsuite tests="1" failures="1"><testcase name="a"><failure/><skipped/></testcase></testsuite>`: "1 testcases and 2 outcomes, the testsuites announce 1 and 1",
		"<testsuite tests=\"1\"><testcase name=\"a\"><system-out>\x1b</system-out></testcase></testsuite>": "XML syntax error on line 1: illegal character code U+001B",
		`<testsuite tests="1"><testcase name="a"><system-out>&nbsp;</system-out></testcase></testsuite>`:   "XML syntax error on line 1: invalid character entity &nbsp;",
	} {
		if err := verifyJUnit(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%s\n got error %v\nwant %s", text, err, want)
		}
	}
}

func TestJUnitDirNamesFilesByOperation(t *testing.T) {
	dir := t.TempDir()
	results := &Results{Head: head}
	for _, operation := range []string{images, "alibaba/ehpc@2018-04-12/ListCommunityImages", "other/ecs/DescribeImages"} {
		results.Results = append(results.Results, Result{Case: operation + "/sample/request", Operation: operation, Verdict: "pass"})
	}
	if err := JUnitDir(dir, results); err != nil {
		t.Fatal(err)
	}
	var got []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := []string{"TEST-ecs.DescribeImages.xml", "TEST-ehpc@2018-04-12.ListCommunityImages.xml", "TEST-other.ecs.DescribeImages.xml"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestTerminal(t *testing.T) {
	var b bytes.Buffer
	results := written(t, sample())
	for r, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(Line(r, &results.Head, Style{Details: true}))
	}
	if err := Terminal(&b, results, false); err != nil {
		t.Fatal(err)
	}
	golden(t, "terminal.txt", b.Bytes())
}

func TestWriteFileLeavesTheOldOneWhereTheNewDoesNotReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.xml")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	render := func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }
	if err := WriteFile(path, render, func(io.Reader) error { return errors.New("broken") }); err == nil {
		t.Error("no error for a report that does not read back")
	}
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "old" {
		t.Errorf("the report is %q (%v), want the old one", data, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/results.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"version":1,"results":[{}],"summary":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		results, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := JUnit(&b, results); err != nil {
			t.Fatalf("JUnit of readable results: %v", err)
		}
		if err := verifyJUnit(&b); err != nil {
			t.Fatalf("JUnit does not read back: %v", err)
		}
	})
}
