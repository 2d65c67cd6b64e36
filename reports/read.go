package reports

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Read reads results JSON whole. Keys that it does not know are left out.
func Read(r io.Reader) (*Results, error) {
	var list []Result
	res, err := scan(r, func(raw json.RawMessage) error {
		var one Result
		if err := json.Unmarshal(raw, &one); err != nil {
			return err
		}
		list = append(list, one)
		return nil
	})
	if err != nil {
		return nil, err
	}
	res.Results = list
	return res, nil
}

// Open reads the results JSON of a file but leaves the cases on disk: memory
// does not grow with their number. The whole file is checked for syntax.
func Open(path string) (*Results, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	res, err := scan(bufio.NewReaderSize(f, 64<<10), func(json.RawMessage) error { return nil })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	res.file = path
	return res, nil
}

// scan reads everything but the cases into Results and hands each case, raw,
// to visit.
func scan(r io.Reader, visit func(json.RawMessage) error) (*Results, error) {
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
		if key != "results" {
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				return nil, fault(err)
			}
			fields[key.(string)] = raw
			continue
		}
		if err := expect(dec, json.Delim('[')); err != nil {
			return nil, err
		}
		res.offset = dec.InputOffset()
		if err := elements(dec, visit); err != nil {
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

// elements visits the members of an array up to and with its end.
func elements(dec *json.Decoder, visit func(json.RawMessage) error) error {
	var raw json.RawMessage
	for dec.More() {
		raw = raw[:0]
		if err := dec.Decode(&raw); err != nil {
			return fault(err)
		}
		if err := visit(raw); err != nil {
			return fault(err)
		}
	}
	return expect(dec, json.Delim(']'))
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

// stream yields the cases of the file that Open was given.
func (r *Results) stream(yield func(*Result, error) bool) {
	f, err := os.Open(r.file)
	if err != nil {
		yield(nil, err)
		return
	}
	defer f.Close()
	if _, err := f.Seek(r.offset, io.SeekStart); err != nil {
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
		var one Result
		if err := dec.Decode(&one); err != nil {
			yield(nil, fault(err))
			return
		}
		if !yield(&one, nil) {
			return
		}
	}
}

func bracket() io.Reader { return strings.NewReader("[") }
