package reports

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
)

// Read reads results JSON whole. Keys that it does not know are left out.
func Read(r io.Reader) (*Results, error) {
	var list []Result
	var coverage []Coverage
	res, err := scan(r, into(&list), into(&coverage))
	if err != nil {
		return nil, err
	}
	res.Results, res.Coverage = list, coverage
	return res, nil
}

func into[T any](list *[]T) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var one T
		if err := json.Unmarshal(raw, &one); err != nil {
			return err
		}
		*list = append(*list, one)
		return nil
	}
}

// Open reads the results JSON of a file but leaves the cases and the lists of
// the coverage on disk: memory does not grow with their number. The whole file
// is checked for syntax.
func Open(path string) (*Results, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	res, _, err := open(bufio.NewReaderSize(f, 64<<10))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	res.file = path
	return res, nil
}

// open reads results without what is left on disk, and counts the cases.
func open(r io.Reader) (res *Results, cases int, err error) {
	var coverage []Coverage
	one := into(&coverage)
	res, err = scan(r, func(json.RawMessage) error { cases++; return nil }, func(raw json.RawMessage) error {
		if err := one(raw); err != nil {
			return err
		}
		last := &coverage[len(coverage)-1]
		last.Unreached, last.Requirements = nil, nil
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	res.Coverage = coverage
	return res, cases, nil
}

// scan reads everything but the cases and the coverage into Results, and hands
// each case and each operation's coverage, raw, to the visitors.
func scan(r io.Reader, visitCase, visitCoverage func(json.RawMessage) error) (*Results, error) {
	dec := json.NewDecoder(r)
	if err := expect(dec, json.Delim('{')); err != nil {
		return nil, err
	}
	var res Results
	fields := map[string]json.RawMessage{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fault(err)
		}
		switch key {
		case "results":
			res.offset, err = elements(dec, visitCase)
		case "coverage":
			res.coverage, err = elements(dec, visitCoverage)
		default:
			var raw json.RawMessage
			if err = dec.Decode(&raw); err != nil {
				err = fault(err)
			}
			fields[key.(string)] = raw
		}
		if err != nil {
			return nil, err
		}
	}
	if err := expect(dec, json.Delim('}')); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("results JSON: bytes after the end")
	}
	head, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(head, &res); err != nil {
		return nil, fault(err)
	}
	if res.Version != Version {
		return nil, fmt.Errorf("results JSON: version %d, want %d", res.Version, Version)
	}
	return &res, nil
}

// elements visits the members of an array up to and with its end. It returns
// where the first of them stands.
func elements(dec *json.Decoder, visit func(json.RawMessage) error) (offset int64, err error) {
	if err := expect(dec, json.Delim('[')); err != nil {
		return 0, err
	}
	offset = dec.InputOffset()
	var raw json.RawMessage
	for dec.More() {
		raw = raw[:0]
		if err := dec.Decode(&raw); err != nil {
			return 0, fault(err)
		}
		if err := visit(raw); err != nil {
			return 0, fault(err)
		}
	}
	return offset, expect(dec, json.Delim(']'))
}

func expect(dec *json.Decoder, want json.Delim) error {
	got, err := dec.Token()
	if err != nil {
		return fault(err)
	}
	if got != want {
		return fmt.Errorf("results JSON: got %v, want %v", got, want)
	}
	return nil
}

func fault(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("results JSON: %w", err)
}

// stream yields the elements of an array in a file, the first of which stands
// at offset.
func stream[T any](file string, offset int64) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		f, err := os.Open(file)
		if err != nil {
			yield(nil, err)
			return
		}
		defer f.Close()
		if _, err := f.Seek(offset, io.SeekStart); err != nil {
			yield(nil, err)
			return
		}
		// The bracket that the offset stands behind is put back.
		dec := json.NewDecoder(io.MultiReader(bracket(), bufio.NewReaderSize(f, 64<<10)))
		if err := expect(dec, json.Delim('[')); err != nil {
			yield(nil, err)
			return
		}
		for dec.More() {
			one := new(T)
			if err := dec.Decode(one); err != nil {
				yield(nil, fault(err))
				return
			}
			if !yield(one, nil) {
				return
			}
		}
	}
}

func bracket() io.Reader { return strings.NewReader("[") }
