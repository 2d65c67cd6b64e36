package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/gosdk"
	"github.com/concord-dev/concord/specs/pages"
)

// document reads the operation that an argument names: an address of the
// catalog, a catalog YAML file, an OpenAPI document, a vendor's metadata, a
// directory with a Go SDK package, or a documentation page. name is the
// operation's own name where the argument holds several ("" lets the argument
// tell).
func (a *app) document(argument, name string) (*specs.Operation, error) {
	info, err := os.Stat(argument)
	if errors.Is(err, os.ErrNotExist) {
		catalog, err := a.catalog()
		if err != nil {
			return nil, err
		}
		if _, err := specs.ParseAddress(argument); err != nil {
			return nil, fmt.Errorf("%s: no such file, and no address of an operation", argument)
		}
		return catalog.Operation(argument)
	}
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if name == "" {
			return nil, fmt.Errorf("%s: a directory holds many operations; name one with --operation", argument)
		}
		return a.sdk(argument, name)
	}
	data, err := readBounded(argument, pages.MaxSize)
	if err != nil {
		return nil, err
	}
	return a.parse(argument, data)
}

// sdk reads a Go SDK package. Huawei's definitions stand one directory above
// its models.
func (a *app) sdk(dir, name string) (*specs.Operation, error) {
	if filepath.Base(dir) == "model" {
		dir = filepath.Dir(dir)
	}
	op, err := gosdk.Read(os.DirFS(dir), ".", name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return op, nil
}

func readBounded(file string, bound int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, bound+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > bound {
		return nil, fmt.Errorf("%s: larger than %d MiB", file, bound>>20)
	}
	return data, nil
}

// parse reads a file by what it holds; its ending only tells YAML from pages.
func (a *app) parse(file string, data []byte) (*specs.Operation, error) {
	text := bytes.TrimSpace(data)
	switch ext := strings.ToLower(filepath.Ext(file)); {
	case bytes.HasPrefix(text, []byte("{")):
		var probe struct {
			Log json.RawMessage `json:"log"`
		}
		if err := json.Unmarshal(data, &probe); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if probe.Log != nil {
			return nil, fmt.Errorf("%s: a recording, not a document; compare it with `concord drift --recording`", file)
		}
		return nil, fmt.Errorf(`%s: JSON that is neither OpenAPI ("openapi") nor a vendor's metadata ("apis")`, file)
	case ext == ".yaml" || ext == ".yml":
		return specs.DecodeOperation(file, data)
	}
	return pages.Read(filepath.Base(file), data, pages.Options{})
}
