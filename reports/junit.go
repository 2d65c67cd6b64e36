package reports

import (
	"encoding/xml"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of what JUnit's readers take without trouble.
const (
	maxName    = 200
	maxMessage = 1000
	maxOutput  = 64 << 10
)

// JUnit writes the results as JUnit XML, one testsuite an operation, one
// testcase a case. Text is character data only, without characters that XML
// forbids. Results without a case become one testcase with an error.
func JUnit(w io.Writer, r *Results) error {
	suites, ordered, err := group(r)
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(ordered.All())
	defer stop()
	return writeSuites(w, r, suites, next)
}

// JUnitFile writes JUnit XML to path; it is read back strictly before it is
// renamed into place.
func JUnitFile(path string, r *Results) error {
	return WriteFile(path, func(w io.Writer) error { return JUnit(w, r) }, verifyJUnit)
}

// JUnitDir writes one file an operation into dir:
// TEST-<service>.<Operation>.xml. Where two providers have the same service
// and operation, the second file's name begins with the provider.
func JUnitDir(dir string, r *Results) error {
	suites, ordered, err := group(r)
	if err != nil {
		return err
	}
	if len(suites) == 0 {
		return JUnitFile(filepath.Join(dir, "TEST-concord.xml"), r)
	}
	next, stop := iter.Pull2(ordered.All())
	defer stop()
	taken := map[string]bool{}
	for i := range suites {
		name := suites[i].class("")
		if _, rest, ok := strings.Cut(name, "."); ok && !taken[rest] {
			name = rest
		}
		taken[name] = true
		path := filepath.Join(dir, "TEST-"+name+".xml")
		render := func(w io.Writer) error { return writeSuites(w, r, suites[i:i+1], next) }
		if err := WriteFile(path, render, verifyJUnit); err != nil {
			return err
		}
	}
	return nil
}

// suite is what the head of a testsuite element needs to know of its cases.
type suite struct {
	operation                        string
	tests, failures, errors, skipped int
	seconds                          float64
}

// class returns the dotted class name of the suite's cases.
func (s *suite) class(prefix string) string {
	return prefix + strings.Map(func(r rune) rune {
		switch {
		case r == '/':
			return '.'
		case r <= ' ':
			return '_'
		}
		return r
	}, s.operation)
}

// group counts the cases of each operation in order of appearance. The
// returned results are r, or a sorted copy where r has the cases of an
// operation apart from each other.
func group(r *Results) ([]suite, *Results, error) {
	var suites []suite
	at := map[string]int{}
	last, contiguous := -1, true
	for result, err := range r.All() {
		if err != nil {
			return nil, nil, err
		}
		i, seen := at[result.Operation]
		if !seen {
			i = len(suites)
			at[result.Operation] = i
			suites = append(suites, suite{operation: result.Operation})
		}
		contiguous = contiguous && (!seen || i == last)
		last = i
		s := &suites[i]
		s.tests++
		s.seconds += result.DurationMS / 1000
		switch outcome(result, r) {
		case "failure":
			s.failures++
		case "error":
			s.errors++
		case "skipped":
			s.skipped++
		}
	}
	if contiguous {
		return suites, r, nil
	}
	sorted := &Results{Head: r.Head}
	for result, err := range r.All() {
		if err != nil {
			return nil, nil, err
		}
		sorted.Results = append(sorted.Results, *result)
	}
	slices.SortStableFunc(sorted.Results, func(a, b Result) int { return at[a.Operation] - at[b.Operation] })
	return suites, sorted, nil
}

// outcome returns the element that tells a case's verdict, or "" for a pass.
func outcome(result *Result, r *Results) string {
	switch result.Verdict {
	case "pass":
		return ""
	case "fail":
		return "failure"
	case "error":
		return "error"
	case "inconclusive":
		if r.Inconclusive == "fail" {
			return "error"
		}
	}
	return "skipped"
}

type property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type properties struct {
	Property []property `xml:"property"`
}

type detail struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

type testcase struct {
	XMLName    xml.Name    `xml:"testcase"`
	Name       string      `xml:"name,attr"`
	ClassName  string      `xml:"classname,attr"`
	File       string      `xml:"file,attr,omitempty"`
	Line       int         `xml:"line,attr,omitempty"`
	Time       string      `xml:"time,attr"`
	Properties *properties `xml:"properties"`
	Failure    *detail     `xml:"failure"`
	Error      *detail     `xml:"error"`
	Skipped    *detail     `xml:"skipped"`
	SystemOut  string      `xml:"system-out,omitempty"`
}

func writeSuites(w io.Writer, r *Results, suites []suite, next func() (*Result, error, bool)) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	empty := len(suites) == 0
	if empty {
		suites = []suite{{operation: "plan", tests: 1, errors: 1}}
	}
	all := suite{operation: "concord"}
	for _, s := range suites {
		all.tests += s.tests
		all.failures += s.failures
		all.errors += s.errors
		all.skipped += s.skipped
		all.seconds += s.seconds
	}
	root := all.start("testsuites", "concord", r.Started)
	if err := enc.EncodeToken(root); err != nil {
		return err
	}
	for i := range suites {
		start := suites[i].start("testsuite", suites[i].class("concord."), r.Started)
		if err := enc.EncodeToken(start); err != nil {
			return err
		}
		if empty {
			if err := enc.Encode(emptyPlan()); err != nil {
				return err
			}
		} else if err := writeCases(enc, r, &suites[i], next); err != nil {
			return err
		}
		if err := enc.EncodeToken(start.End()); err != nil {
			return err
		}
	}
	if err := enc.EncodeToken(root.End()); err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *suite) start(element, name string, started time.Time) xml.StartElement {
	attr := func(name, value string) xml.Attr { return xml.Attr{Name: xml.Name{Local: name}, Value: value} }
	return xml.StartElement{Name: xml.Name{Local: element}, Attr: []xml.Attr{
		attr("name", clean(name)),
		attr("tests", strconv.Itoa(s.tests)),
		attr("failures", strconv.Itoa(s.failures)),
		attr("errors", strconv.Itoa(s.errors)),
		attr("skipped", strconv.Itoa(s.skipped)),
		attr("time", seconds(s.seconds)),
		attr("timestamp", started.UTC().Format("2006-01-02T15:04:05")),
	}}
}

func seconds(s float64) string { return strconv.FormatFloat(max(s, 0), 'f', 6, 64) }

func emptyPlan() *testcase {
	return &testcase{Name: "plan", ClassName: "concord.plan", Time: seconds(0),
		Error: &detail{Message: "no cases selected", Type: "plan", Text: "no cases selected"}}
}

func writeCases(enc *xml.Encoder, r *Results, s *suite, next func() (*Result, error, bool)) error {
	names := make(map[string]int)
	for range s.tests {
		result, err, ok := next()
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("the results changed while they were rendered")
		}
		tc := newTestcase(result, r)
		tc.ClassName = clean(s.class("concord."))
		names[tc.Name]++
		if n := names[tc.Name]; n > 1 {
			tc.Name += " · " + strconv.Itoa(n)
		}
		if err := enc.Encode(tc); err != nil {
			return err
		}
	}
	return nil
}

func newTestcase(result *Result, r *Results) *testcase {
	tc := &testcase{
		Name: clean(caseName(result)),
		File: clean(result.Source.File),
		Line: result.Source.Line,
		Time: seconds(result.DurationMS / 1000),
	}
	failing := result.Failing(r.FailOn)
	switch outcome(result, r) {
	case "":
		return tc
	case "failure":
		tc.Failure = failure(result, failing, &r.Head)
	case "error":
		kind := "harness"
		if result.Verdict == "inconclusive" {
			kind = "inconclusive"
		}
		tc.Error = &detail{Message: headline(result.Reason), Type: kind, Text: clean(result.Reason)}
	default:
		tc.Skipped = &detail{Message: headline(skipReason(result)), Text: clean(skipReason(result))}
	}
	tc.Properties = caseProperties(result)
	tc.SystemOut = clean(middleCut(transcript(result), maxOutput))
	return tc
}

// caseName returns the readable name of a case: operation, kind and what is
// varied. A name that is too long ends in a hash of the ID.
func caseName(result *Result) string {
	_, operation, _ := cutLast(result.Operation, "/")
	rest := strings.TrimPrefix(strings.TrimPrefix(result.Case, result.Operation), "/")
	name := strings.ReplaceAll(operation+"/"+rest, "/", " · ")
	if len(name) <= maxName {
		return name
	}
	hash := fnv.New32a()
	io.WriteString(hash, result.Case)
	suffix := fmt.Sprintf("… %08x", hash.Sum32())
	return strings.ToValidUTF8(name[:maxName-len(suffix)], "") + suffix
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

func failure(result *Result, failing []Finding, head *Head) *detail {
	if len(failing) == 0 {
		return &detail{Message: headline(result.Reason), Type: "verdict", Text: clean(result.Reason)}
	}
	message := failing[0].Message
	if n := len(failing) - 1; n > 0 {
		message += fmt.Sprintf(" (and %d more)", n)
	}
	return &detail{Message: headline(message), Type: failing[0].Check, Text: clean(middleCut(Details(result, failing, head), maxOutput))}
}

// skipReason says why a case was not decided, with the waivers that hid its
// findings.
func skipReason(result *Result) string {
	if !result.Waived || result.Reason != "" {
		return result.Reason
	}
	var known []string
	for _, f := range result.Findings {
		if f.Waived {
			known = append(known, f.Fingerprint+" "+f.Waiver)
		}
	}
	return "known: " + strings.Join(known, "; ")
}

func caseProperties(result *Result) *properties {
	var list []property
	add := func(name, value string) {
		if value != "" {
			list = append(list, property{name, clean(value)})
		}
	}
	for _, f := range result.Findings {
		if f.Severity == "info" {
			continue
		}
		add("doc", f.Source.Page)
		add("doc_updated", f.Source.Edition)
		add("rule", f.Check)
		add("strength", f.Source.Strength)
		add("fingerprint", f.Fingerprint)
		break
	}
	if e := result.Exchange; e != nil && e.Response != nil {
		add("http.status", strconv.Itoa(e.Response.Status))
		add("error.code", errorCode(e.Response))
		add("request_id", requestID(e.Response))
	}
	if result.Flaky {
		add("flaky", "true")
	}
	if list == nil {
		return nil
	}
	return &properties{list}
}

// middleCut keeps the beginning and the end of a long text.
func middleCut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	const mark = "\n… cut …\n"
	half := (limit - len(mark)) / 2
	return strings.ToValidUTF8(s[:half], "") + mark + strings.ToValidUTF8(s[len(s)-half:], "")
}

// headline makes one line of at most maxMessage characters.
func headline(s string) string {
	s = clean(oneLine(s))
	if r := []rune(s); len(r) > maxMessage {
		s = string(r[:maxMessage-1]) + "…"
	}
	return s
}

// clean writes what XML 1.0 forbids, and the control characters that some of
// its readers stumble over, as \u and four hexadecimal digits, and bytes that
// are not UTF-8 as \x and two.
func clean(s string) string {
	if !strings.ContainsFunc(s, forbidden) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\uFFFD' && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r != '\uFFFD' && forbidden(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// forbidden reports the runes that clean replaces. U+FFFD is among them since
// it also stands for a byte that is not UTF-8.
func forbidden(r rune) bool {
	switch {
	case r == '\t', r == '\n':
		return false
	case r < 0x20, r >= 0x7F && r <= 0x9F, r >= 0xFFFD && r <= 0xFFFF:
		return true
	case r >= 0xD800 && r <= 0xDFFF:
		return true
	}
	return false
}

// verifyJUnit reads JUnit XML strictly and checks that the counts are those of
// the elements, that each testcase has at most one outcome, and that none has
// the name of another.
func verifyJUnit(r io.Reader) error {
	dec := xml.NewDecoder(r)
	dec.Strict = true
	var want, got struct{ tests, outcomes int }
	names := map[string]bool{}
	for {
		token, err := dec.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "testsuite":
			clear(names)
			for _, a := range start.Attr {
				n, _ := strconv.Atoi(a.Value)
				switch a.Name.Local {
				case "tests":
					want.tests += n
				case "failures", "errors", "skipped":
					want.outcomes += n
				}
			}
		case "testcase":
			got.tests++
			for _, a := range start.Attr {
				if a.Name.Local != "name" {
					continue
				}
				if names[a.Value] {
					return fmt.Errorf("two testcases named %q", a.Value)
				}
				names[a.Value] = true
			}
		case "failure", "error", "skipped":
			got.outcomes++
		}
	}
	if got != want {
		return fmt.Errorf("%d testcases and %d outcomes, the testsuites announce %d and %d", got.tests, got.outcomes, want.tests, want.outcomes)
	}
	return nil
}
