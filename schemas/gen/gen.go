// Command gen writes the JSON Schemas and OpenAPI documents of the embedded
// catalog below the directory that its argument names, and removes those of
// operations that are gone. It writes nothing else, and never reads them.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen DIR")
		os.Exit(2)
	}
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate writes the documents below dir.
func generate(dir string) error {
	written := map[string]bool{}
	catalog := specs.Embedded()
	operations, err := catalog.Operations(catalog.Addresses()...)
	if err != nil {
		return err
	}
	for _, op := range operations {
		files, err := schemas.Export(op)
		if err != nil {
			return err
		}
		for _, file := range files {
			name := filepath.Join(dir, filepath.FromSlash(file.Name))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(name, file.Data, 0o644); err != nil {
				return err
			}
			written[name] = true
		}
	}
	return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".json") || written[name] {
			return err
		}
		return os.Remove(name)
	})
}
