package schemas

import (
	"sync"

	"github.com/concord-dev/concord/specs"
)

// Contracts compiles the operations of a catalog when they are first asked for,
// and keeps the last of them. Goroutines may share it.
type Contracts struct {
	catalog *specs.Catalog

	mu       sync.Mutex
	compiled map[string]*Contract
	order    []string // of compiled, oldest first
}

// maxCompiled is how many contracts are kept; a run goes over a large catalog
// operation by operation.
const maxCompiled = 256

// NewContracts returns the contracts of a catalog; none is compiled yet.
func NewContracts(catalog *specs.Catalog) *Contracts {
	return &Contracts{catalog: catalog, compiled: map[string]*Contract{}}
}

// Contract returns the compiled contract of an operation by address. The error
// says that the catalog has no such operation or cannot read it.
func (c *Contracts) Contract(address string) (*Contract, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if contract := c.compiled[address]; contract != nil {
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
	if len(c.order) == maxCompiled {
		delete(c.compiled, c.order[0])
		c.order = c.order[1:]
	}
	c.compiled[address] = contract
	c.order = append(c.order, address)
	return contract, nil
}
