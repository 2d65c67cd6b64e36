// Package reports writes what a run found: the results JSON, which is the
// truth, and renderings of it (JUnit XML, the lines of a terminal). Results
// are spooled to a file as they come, so that memory does not grow with cases.
// It neither sends (runner) nor judges (suites).
package reports
