package schemas

import (
	"sync"

	"github.com/concord-dev/concord/specs"
)

// Contracts compiles the operations of a catalog, each once and when it is
// first asked for. Goroutines may share it.
type Contracts struct {
	catalog *specs.Catalog

	mu       sync.Mutex
	compiled map[string]*Contract
}

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
	c.compiled[address] = contract
	return contract, nil
}
