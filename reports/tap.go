package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// TAP writes the results in the Test Anything Protocol, version 14: one test
// point a case, the details of one that failed in a YAML block.
func TAP(w io.Writer, r *Results) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", r.Summary.Cases)
	n := 0
	for result, err := range r.All() {
		if err != nil {
			return err
		}
		n++
		id := tapText(result.Case)
		switch outcome(result, r) {
		case "":
			fmt.Fprintf(b, "ok %d - %s\n", n, id)
		case "skipped":
			reason := skipReason(result)
			if result.Verdict == "inconclusive" {
				reason = "inconclusive: " + reason
			}
			fmt.Fprintf(b, "ok %d - %s # SKIP %s\n", n, id, tapText(reason))
		default:
			fmt.Fprintf(b, "not ok %d - %s\n", n, id)
			tapDetails(b, result, r)
		}
	}
	return b.Flush()
}

// TAPFile writes TAP to path; see WriteFile.
func TAPFile(path string, r *Results) error {
	return WriteFile(path, func(w io.Writer) error { return TAP(w, r) }, nil)
}

func tapDetails(b *bufio.Writer, result *Result, r *Results) {
	failing := result.Failing(r.FailOn)
	text := result.Reason
	if len(failing) > 0 {
		text = Details(result, failing, &r.Head)
	}
	fmt.Fprintf(b, "  ---\n  verdict: %s\n  details: |2\n", result.Verdict)
	for _, line := range strings.Split(strings.TrimSuffix(clean(middleCut(text, maxOutput)), "\n"), "\n") {
		fmt.Fprintf(b, "    %s\n", line)
	}
	fmt.Fprint(b, "  ...\n")
}

// tapText makes one line in which "#" begins no directive.
func tapText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(clean(oneLine(s)))
}
