package reports

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// flushAfter is how long a result may wait in memory before it is written to
// the spool: what a killed run can lose.
const flushAfter = 50 * time.Millisecond

// Spool takes the results of a run as they come and makes the results JSON of
// them at the end. Until then they stand in a file beside it, one JSON line
// each below a line with the head, which a killed run leaves behind for
// --resume. A Spool is used by one goroutine.
type Spool struct {
	path    string
	file    *os.File
	w       *bufio.Writer
	flushed time.Time
	now     func() time.Time
	head    Head
	tally   tally
}

// SpoolPath returns where the spool of the results file path stands.
func SpoolPath(path string) string { return path + ".partial" }

// NewSpool starts a spool for the results file path. The clock only decides
// when to flush.
func NewSpool(path string, head Head, now func() time.Time) (*Spool, error) {
	if head.Version == 0 {
		head.Version = Version
	}
	if head.Shard == "" {
		head.Shard = "1/1"
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(SpoolPath(path))
	if err != nil {
		return nil, err
	}
	s := &Spool{path: path, file: f, w: bufio.NewWriterSize(f, 64<<10), now: now, head: head, flushed: now()}
	line, err := json.Marshal(head)
	if err == nil {
		err = s.line(line)
	}
	if err == nil {
		err = s.w.Flush()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// Add appends one result.
func (s *Spool) Add(r *Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Case, err)
	}
	s.tally.add(r)
	if err := s.line(line); err != nil {
		return err
	}
	if now := s.now(); now.Sub(s.flushed) > flushAfter {
		s.flushed = now
		return s.w.Flush()
	}
	return nil
}

func (s *Spool) line(b []byte) error {
	if _, err := s.w.Write(b); err != nil {
		return err
	}
	return s.w.WriteByte('\n')
}

// Summary returns the counts so far.
func (s *Spool) Summary() Summary { return s.tally.summary() }

// Found reports whether a finding of the fingerprint was added.
func (s *Spool) Found(fingerprint string) bool {
	_, ok := s.tally.prints[fingerprint]
	return ok
}

// Ending is what is known of a run after its last case.
type Ending struct {
	Duration    time.Duration
	Interrupted bool
	Problems    []string
	Coverage    []Coverage
}

// Close writes the results JSON, reads it back, and removes the spool. The
// returned Results leave their cases in the file.
func (s *Spool) Close(end Ending) (*Results, error) {
	if err := s.w.Flush(); err != nil {
		return nil, err
	}
	defer s.file.Close()
	res := &Results{Head: s.head, Summary: s.tally.summary(), Coverage: end.Coverage}
	res.DurationMS = end.Duration.Milliseconds()
	res.Interrupted, res.Problems = end.Interrupted, end.Problems
	if res.Coverage == nil {
		res.Coverage = []Coverage{}
	}
	render := func(w io.Writer) error { return s.render(w, res) }
	verify := func(r io.Reader) error {
		n := 0
		back, err := scan(r, func(json.RawMessage) error { n++; return nil })
		if err != nil {
			return err
		}
		if n != res.Summary.Cases {
			return fmt.Errorf("%d results, want %d", n, res.Summary.Cases)
		}
		res.offset = back.offset
		return nil
	}
	if err := WriteFile(s.path, render, verify); err != nil {
		return nil, err
	}
	res.file = s.path
	return res, os.Remove(s.file.Name())
}

// render writes the results JSON: the head, with the spool's lines as results.
func (s *Spool) render(w io.Writer, res *Results) error {
	head, err := json.MarshalIndent(struct {
		Head
		Summary  Summary    `json:"summary"`
		Coverage []Coverage `json:"coverage"`
	}{res.Head, res.Summary, res.Coverage}, "", " ")
	if err != nil {
		return err
	}
	// The closing brace and the newline before it make room for the results.
	if _, err := w.Write(head[:len(head)-2]); err != nil {
		return err
	}
	if _, err := io.WriteString(w, ",\n \"results\": ["); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(s.file, 64<<10)
	if err := copyLine(io.Discard, lines); err != nil {
		return err
	}
	for separator := "\n"; ; separator = ",\n" {
		if _, err := lines.Peek(1); err == io.EOF {
			break
		}
		if _, err := io.WriteString(w, separator); err != nil {
			return err
		}
		if err := copyLine(w, lines); err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, "\n ]\n}\n")
	return err
}

// copyLine copies up to the next newline, which is left out. Lines are as long
// as the exchanges in them.
func copyLine(w io.Writer, r *bufio.Reader) error {
	for {
		part, err := r.ReadSlice('\n')
		if err == nil {
			part = part[:len(part)-1]
		}
		if _, werr := w.Write(part); werr != nil {
			return werr
		}
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}

// tally counts verdicts and distinct fingerprints.
type tally struct {
	sum    Summary
	prints map[string]string // fingerprint -> heaviest severity
}

func (t *tally) add(r *Result) {
	t.sum.Cases++
	switch r.Verdict {
	case "pass":
		t.sum.Pass++
	case "fail":
		t.sum.Fail++
	case "skip":
		t.sum.Skip++
	case "inconclusive":
		t.sum.Inconclusive++
	case "error":
		t.sum.Error++
	}
	if r.Waived {
		t.sum.Waived++
	}
	for _, f := range r.Findings {
		if t.prints == nil {
			t.prints = map[string]string{}
		}
		if was, ok := t.prints[f.Fingerprint]; !ok || weights[f.Severity] > weights[was] {
			t.prints[f.Fingerprint] = f.Severity
		}
	}
}

func (t *tally) summary() Summary {
	s := t.sum
	for _, severity := range t.prints {
		switch severity {
		case "error":
			s.Findings.Error++
		case "warning":
			s.Findings.Warning++
		case "info":
			s.Findings.Info++
		}
	}
	return s
}
