package schemas

import (
	"sync"

	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/specs/recent"
)

// Contracts compiles the operations of a catalog when they are first asked for,
// and keeps those that were used last. Goroutines may share it.
type Contracts struct {
	catalog *specs.Catalog

	mu       sync.Mutex
	compiled *recent.Cache[string, *Contract]
}

// maxCompiled is how many contracts are kept, at least; a run goes over a large
// catalog operation by operation.
const maxCompiled = 32

// NewContracts returns the contracts of a catalog; none is compiled yet.
func NewContracts(catalog *specs.Catalog) *Contracts {
	return &Contracts{catalog: catalog, compiled: recent.New[string, *Contract](maxCompiled)}
}

// Contract returns the compiled contract of an operation by address. The error
// says that the catalog has no such operation or cannot read it.
func (c *Contracts) Contract(address string) (*Contract, error) {
	if contract, ok := c.compiled.Get(address); ok {
		return contract, nil
	}
	c.mu.Lock() // so that goroutines do not compile the same
	defer c.mu.Unlock()
	if contract, ok := c.compiled.Get(address); ok {
		return contract, nil
	}
	op, err := c.catalog.Operation(address)
	if err != nil {
		return nil, err
	}
	contract, err := Compile(op)
	if err != nil {
		return nil, err
	}
	c.compiled.Put(address, contract)
	return contract, nil
}
