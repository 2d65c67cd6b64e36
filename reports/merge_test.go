package reports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// shard writes the results of some cases of a plan as one shard.
func shard(t *testing.T, index, count int, plan string, ids ...string) *Results {
	t.Helper()
	h := head
	h.Plan, h.Shard = plan, fmt.Sprintf("%d/%d", index, count)
	spool, err := NewSpool(filepath.Join(t.TempDir(), "results.json"), h, clock)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		r := Result{Case: images + "/" + id, Kind: "valid", Operation: images, Verdict: "pass"}
		if id == "evidence" {
			r.Kind, r.Verdict, r.Reason = "evidence", "skip", suites.Sharded
		}
		if err := spool.Add(&r, nil); err != nil {
			t.Fatal(err)
		}
	}
	results, err := spool.Close(Ending{Sharded: &Sharded{Evidence: "info"}})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestMergeRefuses(t *testing.T) {
	const plan = "0123456789abcdef"
	one := shard(t, 1, 2, plan, "valid/a", "valid/c")
	two := shard(t, 2, 2, plan, "valid/b")
	none := func(string) *specs.Operation { return nil }
	for name, c := range map[string]struct {
		shards []*Results
		want   string
	}{
		"nothing":            {nil, "no results to merge"},
		"a missing shard":    {[]*Results{two}, "shards of the plan are missing: 1/2"},
		"many missing":       {[]*Results{shard(t, 1, 20, plan)}, "shards of the plan are missing: 2/20, 3/20, 4/20, 5/20, 6/20, 7/20, 8/20, 9/20, 10/20, 11/20 and 9 more"},
		"another plan":       {[]*Results{one, shard(t, 2, 2, "fedc")}, `no shards of one plan: plan "0123456789ab", "fedc"`},
		"lost cases":         {[]*Results{one, two}, "the shards together are not the plan 0123456789ab: cases are missing or others have come"},
		"another operation":  {[]*Results{one, shard(t, 2, 2, plan, "evidence")}, images + " is not in the catalog"},
		"a shard of another": {[]*Results{one, shard(t, 2, 3, plan)}, "is shard 1/2, and"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "results.json")
		if err := os.WriteFile(path, []byte("earlier"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Merge(path, c.shards, none); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want %s", name, err, c.want)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != "earlier" {
			t.Errorf("%s: the earlier results are %q (%v)", name, data, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("%s: left behind: %v (%v)", name, left, err)
		}
	}
}
