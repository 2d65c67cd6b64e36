// Package reports writes what a run found: the results JSON, which is the
// truth, and renderings of it: JUnit XML, HTML, Markdown, SARIF, TAP, GitHub
// annotations, a badge, the lines of a terminal. It merges the shards of a
// plan, compares results with earlier ones and decides on a release. Results
// are spooled to a file as they come, so that memory does not grow with cases.
// It neither sends (runner) nor judges (suites).
//
// The tests read the reports as others do: HTML in Chromium and by axe, JUnit
// XML with the parsers that browser/package.json names and with xmllint. Each
// is skipped where its reader is not installed; .ci/run installs them.
package reports
