package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// flushAfter is how long a result may wait in memory before it is written to
// the spool: what a killed run can lose.
const flushAfter = 50 * time.Millisecond

// Spool takes the results of a run as they come and makes the results JSON of
// them at the end. Until then they stand in a file beside it, one line each
// below a line with the head, which a killed run leaves behind for ResumeSpool.
// A line is a result as JSON and, behind a tab, what resuming needs to know
// beside it. A Spool is used by one goroutine.
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

// ErrNoSpool says that there is nothing to resume: no run was killed, or it was
// another one.
var ErrNoSpool = errors.New("nothing to resume")

// openSpool opens a spool that no other run is writing, and holds it until it
// is closed or the process ends. Where the file system has no locks it is
// opened as it is.
func openSpool(path string, flags int) (*os.File, error) {
	for range 100 {
		f, err := os.OpenFile(path, flags, 0o644)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
			f.Close()
			return nil, fmt.Errorf("%s: another run is writing it; give each a file of its own", path)
		}
		held, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, err
		}
		if there, err := os.Stat(path); err == nil && os.SameFile(held, there) {
			return f, nil
		}
		f.Close() // the run that had it has ended, and taken it away
	}
	return nil, fmt.Errorf("%s: does not stay where it is", path)
}

// ResumeSpool goes on with the spool that a killed run left behind, if its
// head names the same tool, target, profile, plan, shard and rules. Keep gets each of
// its results in order, with what Add was given beside it.
func ResumeSpool(path string, head Head, now func() time.Time, keep func(r *Result, seen []string) error) (*Spool, error) {
	f, err := openSpool(SpoolPath(path), os.O_RDWR)
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoSpool
	}
	if err != nil {
		return nil, err
	}
	s := &Spool{path: path, file: f, now: now, head: head.complete(), flushed: now()}
	end, err := s.replay(keep)
	if err == nil {
		// What a kill cut in two is sent again.
		err = f.Truncate(end)
	}
	if err == nil {
		_, err = f.Seek(end, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	s.w = bufio.NewWriterSize(f, 64<<10)
	return s, nil
}

// replay reads the lines of the spool and returns where the last whole one
// ends.
func (s *Spool) replay(keep func(r *Result, seen []string) error) (end int64, err error) {
	lines := bufio.NewReaderSize(s.file, 64<<10)
	for first := true; ; first = false {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			if first {
				return 0, ErrNoSpool
			}
			return end, nil
		}
		if err != nil {
			return end, err
		}
		end += int64(len(line))
		if first {
			var was Head
			if json.Unmarshal(line, &was) != nil || !was.sameRun(&s.head) {
				return end, ErrNoSpool
			}
			s.head.Started = was.Started
			continue
		}
		var r Result
		var seen []string
		text, beside, _ := bytes.Cut(line, []byte{'\t'})
		if err := json.Unmarshal(text, &r); err != nil {
			return end, fmt.Errorf("%s: %w", s.file.Name(), err)
		}
		if len(beside) > 0 {
			if err := json.Unmarshal(beside, &seen); err != nil {
				return end, fmt.Errorf("%s: %w", s.file.Name(), err)
			}
		}
		if err := keep(&r, seen); err != nil {
			return end, err
		}
		s.tally.add(&r)
	}
}

// complete fills in what every head has.
func (h Head) complete() Head {
	if h.Version == 0 {
		h.Version = Version
	}
	if h.Shard == "" {
		h.Shard = "1/1"
	}
	return h
}

func (h *Head) sameRun(o *Head) bool {
	return h.Version == o.Version && h.Tool == o.Tool && h.Target == o.Target && h.Profile == o.Profile &&
		h.Plan == o.Plan && h.Shard == o.Shard && h.FailOn == o.FailOn && h.Rules == o.Rules
}

// NewSpool starts a spool for the results file path. The clock only decides
// when to flush.
func NewSpool(path string, head Head, now func() time.Time) (*Spool, error) {
	head = head.complete()
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: the results JSON is read again, so it must be a regular file", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := openSpool(SpoolPath(path), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return nil, err
	}
	s := &Spool{path: path, file: f, w: bufio.NewWriterSize(f, 64<<10), now: now, head: head, flushed: now()}
	line, err := json.Marshal(head)
	if err == nil {
		err = s.line(line, nil)
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

// Add appends one result. Seen is kept beside it for ResumeSpool, and is no
// part of the results JSON.
func (s *Spool) Add(r *Result, seen []string) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Case, err)
	}
	var beside []byte
	if len(seen) > 0 {
		if beside, err = json.Marshal(seen); err != nil {
			return fmt.Errorf("%s: %w", r.Case, err)
		}
	}
	s.tally.add(r)
	if err := s.line(line, beside); err != nil {
		return err
	}
	if now := s.now(); now.Sub(s.flushed) > flushAfter {
		s.flushed = now
		return s.w.Flush()
	}
	return nil
}

func (s *Spool) line(b, beside []byte) error {
	s.w.Write(b)
	if len(beside) > 0 {
		s.w.WriteByte('\t')
		s.w.Write(beside)
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
	Coverage    iter.Seq2[*Coverage, error] // nil: none
	Sharded     *Sharded
	Comparison  *Comparison
}

// Close writes the results JSON, reads it back, and removes the spool. The
// returned Results leave their cases in the file.
func (s *Spool) Close(end Ending) (*Results, error) {
	if err := s.w.Flush(); err != nil {
		return nil, err
	}
	defer s.file.Close()
	res := &Results{Head: s.head, Summary: s.tally.summary(), Comparison: end.Comparison}
	res.DurationMS = end.Duration.Milliseconds()
	res.Interrupted, res.Problems, res.Sharded = end.Interrupted, end.Problems, end.Sharded
	render := func(w io.Writer) error { return s.render(w, res, end.Coverage) }
	verify := func(r io.Reader) error {
		back, n, err := open(r)
		if err != nil {
			return err
		}
		if n != res.Summary.Cases {
			return fmt.Errorf("%d results, want %d", n, res.Summary.Cases)
		}
		res.offset, res.coverage, res.Coverage = back.offset, back.coverage, back.Coverage
		return nil
	}
	if err := WriteFile(s.path, render, verify); err != nil {
		return nil, err
	}
	res.file = s.path
	return res, os.Remove(s.file.Name())
}

// render writes the results JSON: the head, a line for each operation's
// coverage, and the spool's lines as results.
func (s *Spool) render(w io.Writer, res *Results, coverage iter.Seq2[*Coverage, error]) error {
	head, err := json.MarshalIndent(struct {
		Head
		Summary    Summary     `json:"summary"`
		Comparison *Comparison `json:"comparison,omitempty"`
	}{res.Head, res.Summary, res.Comparison}, "", " ")
	if err != nil {
		return err
	}
	// The closing brace and the newline before it make room for the rest.
	if _, err := w.Write(head[:len(head)-2]); err != nil {
		return err
	}
	if _, err := io.WriteString(w, ",\n \"coverage\": ["); err != nil {
		return err
	}
	if err := writeCoverage(w, coverage); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "],\n \"results\": ["); err != nil {
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

func writeCoverage(w io.Writer, coverage iter.Seq2[*Coverage, error]) error {
	if coverage == nil {
		return nil
	}
	separator := "\n"
	for c, err := range coverage {
		if err != nil {
			return err
		}
		line, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, separator+string(line)); err != nil {
			return err
		}
		separator = ",\n"
	}
	return nil
}

// copyLine copies up to the next tab or newline, which is left out, and skips
// to the end of the line. Lines are as long as the exchanges in them.
func copyLine(w io.Writer, r *bufio.Reader) error {
	for beside := false; ; {
		part, err := r.ReadSlice('\n')
		if err == nil {
			part = part[:len(part)-1]
		}
		if !beside {
			text, _, tab := bytes.Cut(part, []byte{'\t'})
			beside = tab
			if _, werr := w.Write(text); werr != nil {
				return werr
			}
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
