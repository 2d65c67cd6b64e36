// Package readers holds the recipes against what reads them in earnest. It is
// a module of its own, so that users of concord do not pull those readers.
package readers

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rhysd/actionlint"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

func TestActionlintReadsTheWorkflows(t *testing.T) {
	for _, file := range []string{"../github.yaml", "../github-drift.yaml"} {
		linter, err := actionlint.NewLinter(os.Stderr, &actionlint.LinterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found, err := linter.Lint(filepath.Base(file), text, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found {
			t.Errorf("%s: %v", file, e)
		}
	}
}

// TestKubernetesReadsTheJobs decodes each document into Kubernetes' own type;
// an unknown field is an error.
func TestKubernetesReadsTheJobs(t *testing.T) {
	text, err := os.ReadFile("../kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var claim core.PersistentVolumeClaim
	var shards, merge batch.Job
	documents := bytes.Split(text, []byte("\n---\n"))
	into := []any{&claim, &shards, &merge}
	if len(documents) != len(into) {
		t.Fatalf("%d documents, want %d", len(documents), len(into))
	}
	for i, document := range documents {
		if err := yaml.UnmarshalStrict(document, into[i]); err != nil {
			t.Error(err)
		}
	}
	if mode := shards.Spec.CompletionMode; mode == nil || *mode != batch.IndexedCompletion {
		t.Errorf("completion mode %v: no pod gets an index", mode)
	}
	if *shards.Spec.Completions != *shards.Spec.Parallelism {
		t.Error("the shards do not run side by side")
	}
	shardCount := shards.Spec.Template.Spec.Containers[0].Env[0]
	if want := merge.Spec.Template.Spec.Containers[0].Env[0]; shardCount != want || shardCount.Name != "CONCORD_SHARDS" || shardCount.Value != "4" || *shards.Spec.Completions != 4 {
		t.Errorf("%d completions, CONCORD_SHARDS %v and %v", *shards.Spec.Completions, shardCount, want)
	}
}
