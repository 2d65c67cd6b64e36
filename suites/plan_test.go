package suites_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

var (
	ecs  = specs.NewAddress("alibaba", "ecs", "2014-05-26", "DescribeImages", "2014-05-26")
	ehpc = specs.NewAddress("alibaba", "ehpc", "2018-04-12", "ListCommunityImages", "")
)

func suiteOf(name string, a specs.Address, segments ...string) suites.Suite {
	return suites.Suite{Name: name, Operation: a, Cases: func() (iter.Seq[suites.Case], error) {
		return func(yield func(suites.Case) bool) {
			for _, s := range segments {
				kind, _, _ := strings.Cut(s, "/")
				if !yield(suites.Case{ID: a.String() + "/" + s, Kind: suites.Kind(kind), Operation: a.String()}) {
					return
				}
			}
		}, nil
	}}
}

func planned(t *testing.T, choice suites.Choice) (*suites.Plan, []string) {
	t.Helper()
	p, err := suites.NewPlan([]suites.Suite{
		suiteOf("b", ehpc, "evidence", "valid/BaseOsTag/CentOS_7.2_64", "sample/request"),
		suiteOf("derived", ecs, "evidence", "invalid/Usage/not-in-enum", "valid/Usage/none", "valid/minimal", "sample/request"),
		suiteOf("written", ecs, "sequence/paging/pages", "fixture/legacy-go"),
	}, choice)
	if err != nil {
		t.Fatal(err)
	}
	return p, idsOf(slices.Collect(p.Cases()))
}

func TestPlan(t *testing.T) {
	e, l := ecs.String(), ehpc.String()
	all := []string{
		e + "/sample/request", e + "/valid/Usage/none", e + "/valid/minimal", e + "/invalid/Usage/not-in-enum",
		e + "/sequence/paging/pages", e + "/fixture/legacy-go", e + "/evidence",
		l + "/sample/request", l + "/valid/BaseOsTag/CentOS_7.2_64", l + "/evidence",
	}
	for _, tt := range []struct {
		name   string
		choice suites.Choice
		want   []string
	}{
		{"everything", suites.Choice{}, all},
		{"an operation", suites.Choice{Selectors: []string{l}}, all[7:]},
		{"the other form", suites.Choice{Selectors: []string{"alibaba/ecs@2014-05-26/DescribeImages/valid"}}, all[1:3]},
		{"a case", suites.Choice{Selectors: []string{all[1]}}, all[1:2]},
		{"a trailing slash", suites.Choice{Selectors: []string{e + "/valid/"}}, all[1:3]},
		{"a star", suites.Choice{Selectors: []string{"alibaba/*/*/sample"}}, []string{all[0], all[7]}},
		{"two stars", suites.Choice{Selectors: []string{"**/minimal", "alibaba/**/evidence"}}, []string{all[2], all[6], all[9]}},
		{"part of a segment", suites.Choice{Selectors: []string{e + "/valid/U*"}}, all[1:2]},
		{"kinds", suites.Choice{Kinds: []suites.Kind{suites.Sample, suites.Fixture}}, []string{all[0], all[5], all[7]}},
		{"kinds of an operation", suites.Choice{Selectors: []string{l}, Kinds: []suites.Kind{suites.Sample}}, all[7:8]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, got := planned(t, tt.choice)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("cases (-want +got):\n%s", diff)
			}
			sorted := slices.Sorted(slices.Values(tt.want))
			sum := sha256.Sum256([]byte(strings.Join(sorted, "\n") + "\n"))
			if want := hex.EncodeToString(sum[:]); p.Hash() != want || p.Len() != len(tt.want) {
				t.Errorf("hash %s of %d cases, want %s of %d", p.Hash(), p.Len(), want, len(tt.want))
			}
		})
	}
}

// The shards of a plan are its parts, and have its hash.
func TestPlanShards(t *testing.T) {
	whole, want := planned(t, suites.Choice{})
	var got []string
	for i := range 3 {
		p, ids := planned(t, suites.Choice{Shard: suites.Shard{Index: i + 1, Count: 3}})
		if p.Hash() != whole.Hash() {
			t.Errorf("shard %d has the hash %s, want %s", i+1, p.Hash(), whole.Hash())
		}
		got = append(got, ids...)
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), got); diff != "" {
		t.Errorf("all shards (-want +got):\n%s", diff)
	}
}

func TestPlanErrors(t *testing.T) {
	broken := suites.Suite{Name: "broken", Operation: ecs, Cases: func() (iter.Seq[suites.Case], error) { return nil, errors.New("x.yaml:1:1: broken") }}
	for _, tt := range []struct {
		name   string
		list   []suites.Suite
		choice suites.Choice
		want   string
	}{
		{"no match", []suites.Suite{suiteOf("a", ecs, "valid/minimal")}, suites.Choice{Selectors: []string{"alibaba/ecs", "alibaba/ecs/DescribeImages/valid/mini"}},
			`selector "alibaba/ecs/DescribeImages/valid/mini" matches no case`},
		{"no selector", nil, suites.Choice{Selectors: []string{"a//b"}}, `selector "a//b": want an operation's address or the beginning of a case ID`},
		{"one ID twice", []suites.Suite{suiteOf("a", ecs, "valid/minimal"), suiteOf("b", ecs, "valid/minimal")}, suites.Choice{},
			"two cases have the ID alibaba/ecs/DescribeImages/valid/minimal"},
		{"broken contract", []suites.Suite{broken}, suites.Choice{}, "x.yaml:1:1: broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := suites.NewPlan(tt.list, tt.choice)
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

// Contracts of operations that no selector can choose are not asked for.
func TestPlanLoadsWhatIsUsed(t *testing.T) {
	other := suites.Suite{Name: "other", Operation: ehpc, Cases: func() (iter.Seq[suites.Case], error) { return nil, errors.New("asked for") }}
	for _, selector := range []string{ecs.String(), ecs.Full() + "/valid", "alibaba/ecs", "*/ecs/**", "alibaba/e*s/D*"} {
		if _, err := suites.NewPlan([]suites.Suite{suiteOf("a", ecs, "valid/minimal"), other}, suites.Choice{Selectors: []string{selector}}); err != nil {
			t.Errorf("%s: %v", selector, err)
		}
	}
}

// A plan that is too large to be held yields the same cases each time.
func TestPlanLarge(t *testing.T) {
	const n = 30_000
	segments := make([]string, n)
	for i := range segments {
		segments[i] = fmt.Sprintf("valid/%05d", i)
	}
	p, err := suites.NewPlan([]suites.Suite{suiteOf("large", ecs, segments...)}, suites.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	first, second := idsOf(slices.Collect(p.Cases())), idsOf(slices.Collect(p.Cases()))
	if len(first) != n || p.Len() != n || !slices.Equal(first, second) {
		t.Errorf("%d cases, then %d, of %d", len(first), len(second), p.Len())
	}
}

func TestParseShard(t *testing.T) {
	if s, err := suites.ParseShard("2/3"); err != nil || s.String() != "2/3" {
		t.Errorf("2/3 is %v, %v", s, err)
	}
	for _, text := range []string{"", "1", "0/2", "3/2", "1/0", "a/b", "-1/2", "1/2/3"} {
		if s, err := suites.ParseShard(text); err == nil {
			t.Errorf("%q is %v", text, s)
		}
	}
	if s := (suites.Shard{}); s.String() != "1/1" || !s.Has("x") {
		t.Errorf("the zero shard is %v", s)
	}
}

func TestParseKinds(t *testing.T) {
	got, err := suites.ParseKinds([]string{"valid", "evidence"})
	if diff := cmp.Diff([]suites.Kind{suites.Valid, suites.EvidenceKind}, got); err != nil || diff != "" {
		t.Errorf("kinds %v, %v", got, err)
	}
	for _, word := range []string{"observed", "Valid", ""} {
		if _, err := suites.ParseKinds([]string{word}); err == nil {
			t.Errorf("%q is a kind", word)
		}
	}
}

// Evidence is answered only where every case of its operation is planned.
func TestPlanEvidence(t *testing.T) {
	for _, tt := range []struct {
		name   string
		choice suites.Choice
		whole  bool
	}{
		{"everything", suites.Choice{}, true},
		{"an operation", suites.Choice{Selectors: []string{ecs.String()}}, true},
		{"a case", suites.Choice{Selectors: []string{ecs.String() + "/evidence"}}, false},
		{"a kind", suites.Choice{Kinds: []suites.Kind{suites.EvidenceKind}}, false},
		{"a shard", suites.Choice{Shard: suites.Shard{Index: 1, Count: 1000}}, false},
	} {
		p, _ := planned(t, tt.choice)
		for c := range p.Cases() {
			if c.Kind == suites.EvidenceKind && (c.Skip == "") != tt.whole {
				t.Errorf("%s: %s has skip %q", tt.name, c.ID, c.Skip)
			}
		}
	}
}
