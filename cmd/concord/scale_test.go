package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestMemoryOfManyOperations runs a catalog of more operations than caches hold
// and one of many more: what the run holds at its largest must not follow them.
func TestMemoryOfManyOperations(t *testing.T) {
	some := held(t, 130)
	many := held(t, 260)
	// An operation that is held whole takes about 1 MiB; a quarter of that is
	// left for what the collector has not looked at.
	const slack = 130 * (256 << 10)
	t.Logf("%d and %d KiB", some>>10, many>>10)
	if many > some+slack {
		t.Errorf("a run of 260 operations holds %d MiB, of 130 it holds %d MiB", many>>20, some>>20)
	}
}

// held runs n operations and returns the most live memory that the collector
// saw.
func held(t *testing.T, n int) uint64 {
	dir := t.TempDir()
	const folder = "alibaba/ecs/2014-05-26"
	if err := os.MkdirAll(filepath.Join(dir, "catalog", folder), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{".yaml", ".overlay.yaml"} {
		page, err := os.ReadFile(filepath.Join("../../specs/catalog", folder, "DescribeImages"+suffix))
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			name := fmt.Sprintf("DescribeImages%d", i)
			data := bytes.ReplaceAll(page, []byte("DescribeImages"), []byte(name))
			if err := os.WriteFile(filepath.Join(dir, "catalog", folder, name+suffix), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	runtime.GC()
	var most atomic.Uint64
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	w := &world{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, rand: strings.NewReader(strings.Repeat("8 bytes.", 64)),
		getenv: func(name string) string {
			// The program's own settings would let garbage gather.
			return map[string]string{"GOGC": "100", "GOMEMLIMIT": "off"}[name]
		},
		now: func() time.Time {
			if metrics.Read(sample); sample[0].Value.Kind() == metrics.KindUint64 {
				for live := sample[0].Value.Uint64(); ; {
					was := most.Load()
					if live <= was || most.CompareAndSwap(was, live) {
						break
					}
				}
			}
			return time.Now()
		}}
	args := []string{"run", "--catalog", filepath.Join(dir, "catalog"), "--out", filepath.Join(dir, "out"), "--quiet", "--kind", "sample", "alibaba/ecs/*"}
	if code := execute(args, w); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	return most.Load()
}
