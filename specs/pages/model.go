package pages

import "github.com/concord-dev/concord/specs"

// blockKind says what a block of a page is.
type blockKind int

const (
	paraBlock    blockKind = iota // one paragraph, one line of text
	headingBlock                  // level 1 is the page's title
	bulletBlock                   // one item of a list, level counted from 0
	tableBlock                    // a table whose cells are known
	codeBlock                     // preformatted text, line breaks kept
	anchorBlock                   // a link target that belongs to the next block; text is its id
)

// block is one piece of a page, in page order, whatever the rendition.
// Markup is off: text is what a reader of the page sees, except that a cell or
// paragraph keeps its line breaks as several lines.
type block struct {
	kind   blockKind
	line   int // 1-based
	level  int
	text   string
	raw    string   // the source line of a paragraph or bullet, where it is text
	gap    bool     // a blank line stands before it
	ids    []string // anchors on the block
	refs   []ref    // links inside the text
	marked []string // spans that were bold or code
	table  *table
}

// ref is a link: its text and where it leads ("#table2", a URL, an RST label).
type ref struct{ text, to string }

// table is a table with its cells.
type table struct {
	caption string   // "Table 2 Response body parameters", markup off
	ids     []string // anchors
	header  []string // empty where the table has none
	rows    []tableRow
}

type tableRow struct {
	line  int
	cells []cell
}

// cell is the content of one table cell.
type cell struct {
	lines []descLine
	refs  []ref
	// broken reports one line of text and a line break behind it, which is all
	// that some renditions leave of a list.
	broken bool
}

// descLine is one line of a description: a paragraph, a line of it, or a list
// item. Emphasis and code marks are off the text, but the spans that bore them
// are listed, since pages mark values that way.
type descLine struct {
	line   int // 1-based in the page
	level  int // of a bullet, 0 outermost
	bullet bool
	text   string
	marked []string // spans of text that were bold or code, in order
}

// page is a page whose tables and samples have been told apart, before anything
// in them is understood.
type page struct {
	vendor   string // "alibaba" or "huawei"
	language string // "en" or "zh"
	head     head
	sections []section
	lost     []specs.Loss
	unread   []specs.Unread
	inserted int // tables of members that stand between the rows of others
	// nested reports that the rendition itself keeps nesting (row.depth, or
	// tables that name each other); otherwise it is recovered.
	nested bool
}

// head is what stands about the operation as a whole. Empty: not stated.
type head struct {
	title     string
	product   string
	operation string
	version   string
	updated   string // YYYY-MM-DD
	protocol  specs.Protocol
	methods   []string
	urlPath   string
}

// sectionKind says what a section holds.
type sectionKind int

const (
	requestSection sectionKind = iota
	responseSection
	errorSection
	statusSection
	requestSample
	responseSample
)

// section is one table or one sample of a page.
type section struct {
	kind    sectionKind
	line    int
	heading string // as the page prints it, for Source.Table
	caption string
	// in is path, query, body or header where the page tells; empty otherwise.
	in string
	// status is the HTTP status a response table or sample stands for; 0: not stated.
	status int
	// number and ids name the table for refs of rows: "2" for "Table 2", and
	// its anchors; name is the type or row a table of members describes
	// ("ImageResponse"), empty for a top table.
	number string
	ids    []string
	name   string
	// member reports that the table describes members of a row elsewhere.
	member bool
	// hasType and hasRequired report that the table has such a column.
	hasType, hasRequired bool
	rows                 []row
	errors               []errorRow
	statuses             []statusRow
	text                 string // of a sample
	// or reports a sample that the page offers beside the one before it.
	or bool
}

// row is one documented row before it is understood.
type row struct {
	line int
	name string // as documented: "Tag.N.Key"; empty for an unnamed row
	typ  string // as documented: "Array of ImageInfo objects"
	// depth is the nesting that the rendition shows; -1: it shows none.
	depth int
	// under is the row whose members the row's own table lists; zero: the table
	// says none.
	under rowKey
	// isItem reports that the table says the row is the item of the list it is
	// under.
	isItem   bool
	required string // the cell's word: "Yes", "否"; empty where there is none
	desc     []descLine
	broken   bool // see cell
	example  []string
	// in is where the row itself travels, where that differs from its section;
	// empty: as the section says.
	in string
	// refs are links in the type or description, and "Table N" mentions, that
	// may name the table of the row's members.
	refs []ref
}

// rowKey tells the rows of a page apart.
type rowKey struct {
	line int
	name string
}

func (r *row) key() rowKey { return rowKey{r.line, r.name} }

type errorRow struct {
	line                               int
	status, code, message, description string
}

type statusRow struct {
	line         int
	status, text string
}

// typeInfo is a row's understood type, for readProse.
type typeInfo struct {
	Type  specs.Type
	Items specs.Type
}

// proseFacts is what a description says about a value.
type proseFacts struct {
	Enum                 []string
	Extensible           bool
	Min, Max             *float64
	MinLength, MaxLength *int
	MinItems, MaxItems   *int
	Default              *string
	Deprecated           bool
	Format               string
	Pattern              string
	Separator            string
	// EnumLost reports a list that is cut off after its marker.
	EnumLost bool
	// IndexMax is N's upper bound in "Valid values of N: 1 to 20"; it bounds
	// the array that holds the row, not the row.
	IndexMax *int
	// Strengths weakens facts that stand in prose only (YAML names).
	Strengths map[string]specs.Strength
	// Unread lists lines that look like a rule and were not understood.
	Unread []specs.Unread
}
