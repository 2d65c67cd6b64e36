package pages

import (
	"errors"
	"fmt"

	"github.com/concord-dev/concord/specs"
)

// MaxSize bounds a page, in bytes.
const MaxSize = 50 << 20

// ErrNotAPage reports that the input documents no API operation.
var ErrNotAPage = errors.New("not an API page")

// Options says what a page may omit.
type Options struct {
	// As gives the address where the page states none; its zero parts are
	// taken from the page.
	As specs.Address
}

// Read reads a documentation page. name is its file name, used only to tell
// renditions apart by their extension. What the page does not state is zero in
// the Operation. The error wraps [ErrNotAPage] where data is no API page, and
// says in one line what was missing.
func Read(name string, data []byte, opts Options) (*specs.Operation, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%w: larger than %d MB", ErrNotAPage, MaxSize>>20)
	}
	p, err := recognise(name, data)
	if err != nil {
		return nil, err
	}
	return understand(p, opts), nil
}
