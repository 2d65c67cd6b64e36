package pages

import (
	"fmt"

	"github.com/concord-dev/concord/specs"
)

func (p *page) check() error {
	if len(p.sections) == 0 {
		return fmt.Errorf("%w: no request, response or error table and no sample", ErrNotAPage)
	}
	return nil
}

func understand(p *page, opts Options) *specs.Operation { return &specs.Operation{} }
