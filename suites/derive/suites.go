package derive

import (
	"iter"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Suites returns a suite for each operation of the catalog, in the order of
// its addresses. The cases are derived when they are walked; contract returns
// the contract of an operation by address.
func Suites(catalog *specs.Catalog, contract func(address string) (*schemas.Contract, error)) []suites.Suite {
	var list []suites.Suite
	for _, address := range catalog.Addresses() {
		parsed, _ := catalog.Address(address)
		list = append(list, suites.Suite{Name: "derived", Operation: parsed, Cases: func() (iter.Seq[suites.Case], error) {
			c, err := contract(address)
			if err != nil {
				return nil, err
			}
			return Cases(c, catalog), nil
		}})
	}
	return list
}
