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
	"github.com/concord-dev/concord/specs/apimeta"
	"github.com/concord-dev/concord/specs/gosdk"
	"github.com/concord-dev/concord/specs/openapi"
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
	return parseDocument(argument, data, name)
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

// parseDocument reads a file by what it holds; its ending only tells YAML from
// pages.
func parseDocument(file string, data []byte, name string) (*specs.Operation, error) {
	text := bytes.TrimSpace(data)
	switch ext := strings.ToLower(filepath.Ext(file)); {
	case bytes.HasPrefix(text, []byte("{")):
		var probe struct {
			OpenAPI    string          `json:"openapi"`
			APIs       json.RawMessage `json:"apis"`
			Name       string          `json:"name"`
			Parameters json.RawMessage `json:"parameters"`
			Log        json.RawMessage `json:"log"`
		}
		if err := json.Unmarshal(data, &probe); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		switch {
		case probe.OpenAPI != "":
			return readOpenAPI(file, data, name)
		case probe.APIs != nil || probe.Name != "" && probe.Parameters != nil:
			return apimeta.Read(file, data, name)
		case probe.Log != nil:
			return nil, fmt.Errorf("%s: a recording, not a document; compare it with `concord drift --recording`", file)
		}
		return nil, fmt.Errorf(`%s: JSON that is neither OpenAPI ("openapi") nor a vendor's metadata ("apis")`, file)
	case ext == ".yaml" || ext == ".yml":
		if bytes.HasPrefix(text, []byte("openapi:")) || bytes.Contains(text, []byte("\nopenapi:")) {
			return readOpenAPI(file, data, name)
		}
		return specs.DecodeOperation(file, data)
	}
	return pages.Read(filepath.Base(file), data, pages.Options{})
}

// readOpenAPI returns the operation of an OpenAPI document that has the name,
// or its only one.
func readOpenAPI(file string, data []byte, name string) (*specs.Operation, error) {
	ops, err := openapi.Read(data, specs.Address{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if name == "" && len(ops) == 1 {
		return ops[0], nil
	}
	var names []string
	for _, op := range ops {
		if op.Address.Name == name {
			return op, nil
		}
		names = append(names, op.Address.Name)
	}
	if name == "" {
		return nil, fmt.Errorf("%s: the document has %d operations (%s); name one with --operation", file, len(ops), strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("%s: no operation %s in the document (%s)", file, name, strings.Join(names, ", "))
}
