package main

import (
	"fmt"
	"strconv"

	"github.com/concord-dev/concord/suites"
)

// shardVariables are where build systems say which of several equal jobs one
// is: GitLab's parallel, CircleCI's parallelism, Buildkite's parallelism, an
// Indexed Job of Kubernetes, which does not say how many there are, and our own
// for those that set none, such as a matrix of GitHub.
var shardVariables = []struct {
	index, total string
	first        int // index of the first job
}{
	{"CONCORD_SHARD_INDEX", "CONCORD_SHARDS", 0},
	{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
	{"CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},
	{"BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},
	{"JOB_COMPLETION_INDEX", "CONCORD_SHARDS", 0},
}

// shard returns what --shard means: "auto" is read from the environment.
func (a *app) shard(text string) (string, error) {
	if text != "auto" {
		return text, nil
	}
	for _, v := range shardVariables {
		index, total := a.getenv(v.index), a.getenv(v.total)
		if index == "" {
			continue
		}
		i, err := strconv.Atoi(index)
		if err != nil {
			return "", fmt.Errorf("--shard auto: %s=%q: want a number", v.index, index)
		}
		n, err := strconv.Atoi(total)
		if err != nil {
			return "", fmt.Errorf("--shard auto: %s is set, and %s=%q: want how many jobs share the plan", v.index, v.total, total)
		}
		shard := suites.Shard{Index: i - v.first + 1, Count: n}
		if shard.Index < 1 || shard.Index > n {
			return "", fmt.Errorf("--shard auto: %s=%s of %s=%s is no job", v.index, index, v.total, total)
		}
		return shard.String(), nil
	}
	if a.getenv("CI_NODE_TOTAL") == "1" {
		return suites.Shard{}.String(), nil // GitLab without parallel
	}
	text = "--shard auto: none of"
	for _, v := range shardVariables {
		text += " " + v.index
	}
	return "", fmt.Errorf("%s is set", text)
}
