package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/derive"
)

// planFlags say which cases are sent.
type planFlags struct {
	kinds []string
	shard string
	seed  uint64
}

func (f *planFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.kinds, "kind", nil, "only cases of these kinds, `KIND,...`: sample, valid, boundary, invalid, error, sequence, fixture, evidence")
	flags.StringVar(&f.shard, "shard", "1/1", "part `I/N` of the plan")
	flags.Uint64Var(&f.seed, "seed", 0, "`N` for what is drawn at random; every run draws the same without it")
}

// plan is the cases of a run, in order.
type plan struct {
	hash  string
	cases func() iter.Seq[suites.Case]
}

func (f *planFlags) plan(a *app, selectors []string) (*plan, error) {
	catalog, err := a.catalog()
	if err != nil {
		return nil, err
	}
	chosen, err := addresses(catalog, selectors)
	if err != nil {
		return nil, err
	}
	p := &plan{}
	p.cases = func() iter.Seq[suites.Case] {
		return func(yield func(suites.Case) bool) {
			for _, address := range chosen {
				c, err := a.contract(address)
				if err != nil {
					return
				}
				for one := range derive.Cases(c, catalog) {
					if (len(f.kinds) == 0 || slices.Contains(f.kinds, string(one.Kind))) && !yield(one) {
						return
					}
				}
			}
		}
	}
	h := sha256.New()
	for c := range p.cases() {
		fmt.Fprintln(h, c.ID)
	}
	p.hash = hex.EncodeToString(h.Sum(nil))
	return p, nil
}

func (p *plan) print(w io.Writer) error {
	b := bufio.NewWriter(w)
	for c := range p.cases() {
		fmt.Fprintln(b, c.ID)
	}
	return b.Flush()
}

func (p *plan) coverage(runner.Summary) []reports.Coverage { return nil }
