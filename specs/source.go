package specs

// From tells what part of a document a fact stands in.
type From string

// The places of a fact. The zero value is a table.
const (
	FromTable       From = ""
	FromProse       From = "prose"
	FromSample      From = "sample"
	FromObservation From = "observation"
	FromSibling     From = "sibling"  // another page of the same product, named in the overlay
	FromMetadata    From = "metadata" // the vendor's machine-readable metadata
	FromOverlay     From = "overlay"  // stated by people, with a reason
)

// String returns the place in words.
func (f From) String() string {
	if f == FromTable {
		return "table"
	}
	return string(f)
}

// Source says where a fact stands.
type Source struct {
	Page    string // the page's title
	Edition string // YYYY-MM-DD
	Table   string // the table's heading on the page
	Row     string // the row's documented path, or its error code
	From    From
	Note    string // reason or further document, in our own words
	File    string // catalog file, slash-separated, relative to the repository or to --catalog
	Line    int    // 1-based line in File
}
