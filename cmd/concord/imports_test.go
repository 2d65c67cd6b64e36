package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/concord-dev/concord/"

// below lists what each package may import of ours: the packages below it on a
// line of ARCHITECTURE.md. A folder stands for all packages under it, unless
// the package has a line of its own.
var below = map[string][]string{
	"specs":             {"specs"},
	"schemas":           {"schemas", "specs"},
	"fixtures":          {"fixtures", "specs"},
	"fixtures/sign":     {},
	"fixtures/protocol": {"specs"},
	"suites":            {"suites", "schemas", "fixtures", "specs"},
	"runner":            {"runner", "suites", "schemas", "fixtures", "specs"},
	"runner/mock":       {"specs", "fixtures/protocol", "fixtures/sign"},
	"reports":           {"reports", "suites", "fixtures", "specs"},
	"cmd":               {"cmd", "runner", "reports", "suites", "schemas", "fixtures", "specs"},
}

// TestImportRule holds the imports of all packages, tests left out, against
// the rule of ARCHITECTURE.md.
func TestImportRule(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours {
			continue
		}
		seen++
		folder := folderOf(name)
		allowed, ok := below[folder]
		if !ok {
			t.Errorf("%s lies in no folder of the layout", name)
			continue
		}
		for _, imported := range p.Imports {
			target, ours := strings.CutPrefix(imported, module)
			if ours && !slices.ContainsFunc(allowed, func(a string) bool { return within(target, a) }) {
				t.Errorf("%s must not import %s", name, target)
			}
		}
	}
	if seen < len(below) {
		t.Errorf("go list shows %d packages, the rule is about %d folders", seen, len(below))
	}
}

// folderOf returns the longest folder of the rule that holds a package.
func folderOf(name string) string {
	longest := ""
	for folder := range below {
		if within(name, folder) && len(folder) > len(longest) {
			longest = folder
		}
	}
	return longest
}

func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}
