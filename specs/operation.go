package specs

import "encoding/json"

// Type is the one vocabulary for the types of all renditions. The zero value
// means that the page has no type column for the row.
type Type string

// The types of a documented value.
const (
	String  Type = "string"
	Integer Type = "integer"
	Number  Type = "number"
	Boolean Type = "boolean"
	Object  Type = "object"
	Array   Type = "array"
	Map     Type = "map" // an object with free keys
)

// Strength says how firmly the page states a fact. The zero value is Must.
type Strength string

// The strengths, strongest first. What rests on a Hint is at most a warning.
const (
	Must   Strength = ""       // a table cell or a "Valid values" list
	Should Strength = "should" // prose
	Hint   Strength = "hint"   // seen only in a sample or an observation
)

// String returns "must", "should" or "hint".
func (s Strength) String() string {
	if s == Must {
		return "must"
	}
	return string(s)
}

// Protocol names the way an operation's parameters travel.
type Protocol string

// The protocols of the catalog.
const (
	RPC  Protocol = "rpc"  // Alibaba Cloud RPC: one path, an Action parameter
	ROA  Protocol = "roa"  // Alibaba Cloud ROA: paths and methods
	REST Protocol = "rest" // Huawei Cloud and Open Telekom Cloud
)

// Effect says whether an operation only reads.
type Effect string

// The effects. Only reads are sent to a target that is not loopback.
const (
	Read  Effect = "read"
	Write Effect = "write"
)

// Row is what one row of a documented table says about one value. A zero
// field means that the page does not state that fact.
type Row struct {
	// Path is the documented dotted path, "[]" after the name of an array
	// whose member follows: "Images[].OsTag.Platform", "Labels{}.x".
	Path  string `yaml:"path"`
	Type  Type   `yaml:"type"`            // "unstated" in YAML where the page has no type column
	Items Type   `yaml:"items,omitempty"` // of an array
	// Format refines the type: int32, int64, float, double, date-time, uuid,
	// or a time layout as the page writes it ("yyyy-MM-ddTHH:mmZ").
	Format string `yaml:"format,omitempty"`
	// Enum lists the documented values as text, in page order. On an array it
	// binds the items.
	Enum []string `yaml:"enum,omitempty,flow"`
	// Extensible marks an enumeration that the page leaves open.
	Extensible bool     `yaml:"extensible,omitempty"`
	Min        *float64 `yaml:"min,omitempty"`
	Max        *float64 `yaml:"max,omitempty"`
	MinLength  *int     `yaml:"minLength,omitempty"` // characters
	MaxLength  *int     `yaml:"maxLength,omitempty"` // characters
	MinItems   *int     `yaml:"minItems,omitempty"`
	MaxItems   *int     `yaml:"maxItems,omitempty"`
	Pattern    string   `yaml:"pattern,omitempty"` // RE2, unanchored
	Default    *string  `yaml:"default,omitempty"`
	Example    *string  `yaml:"example,omitempty"`
	Deprecated bool     `yaml:"deprecated,omitempty"`
	// Separator splits one text into the several values that the page allows
	// in it ("," for "separate the values with commas").
	Separator string `yaml:"separator,omitempty"`
	// Secret marks a value that is redacted wherever it is seen.
	Secret bool `yaml:"secret,omitempty"`
	// Strengths weakens single facts of the row: the key is a fact's YAML
	// name ("enum", "max"), or "row" for the row as a whole.
	Strengths map[string]Strength `yaml:"strengths,omitempty,flow"`
	// From is where the row stands; the zero value is a table.
	From   From   `yaml:"from,omitempty"`
	Source Source `yaml:"-"`
}

// Strength returns how firmly the row states fact (its YAML name).
func (r *Row) Strength(fact string) Strength {
	if s, ok := r.Strengths[fact]; ok {
		return s
	}
	return r.Strengths["row"]
}

// Parameter is one row of a request table.
type Parameter struct {
	Row `yaml:",inline"`
	// In is path, query, body or header; empty for Alibaba RPC, where the
	// query, the form and JSON bodies are one set.
	In string `yaml:"in,omitempty"`
	// Required is nil where the page does not say.
	Required *bool `yaml:"required,omitempty"`
	// Style is how a structure travels: "repeatList" (Tag.1.Key), "json" (one
	// parameter holding JSON), "dotted" (A.B). The zero value is repeatList
	// for arrays and json for objects.
	Style string `yaml:"style,omitempty"`
	// OtherStyles travel on the wire (an SDK uses them) though no page or
	// metadata shows them.
	OtherStyles []string `yaml:"otherStyles,omitempty,flow"`
	// Exists names the kind of thing that the value identifies ("image"); such
	// a value must come from the target, an earlier answer or a sample.
	Exists string `yaml:"exists,omitempty"`
}

// Presence says whether a field of an answer is always there. The zero value
// is unstated.
type Presence string

// The stated presences.
const (
	Always   Presence = "always"
	When     Presence = "when"     // the field's Condition is met
	Optional Presence = "optional" // the page says that it may be absent, also where its sample shows it
)

// Field is one row of a response table.
type Field struct {
	Row `yaml:",inline"`
	// Wire is where the value sits in the JSON, wrappers included, "[]" after
	// each array: "Images.ImageInfo[].Status". YAML states it where it is not
	// the parent's wire and the field's own name; loading fills it in
	// everywhere (SetWire).
	Wire      string   `yaml:"wire,omitempty"`
	Presence  Presence `yaml:"presence,omitempty"`
	Condition *Term    `yaml:"condition,omitempty,flow"`
	// Shown reports that the sample shows the field; filled on loading.
	Shown bool `yaml:"-"`
}

// Scope says which table an error row belongs to.
type Scope string

// The scopes, narrowest first. The zero value is the operation's own table.
const (
	OperationScope Scope = ""
	ServiceScope   Scope = "service"
	GatewayScope   Scope = "gateway"
)

// String returns "operation", "service" or "gateway".
func (s Scope) String() string {
	if s == OperationScope {
		return "operation"
	}
	return string(s)
}

// ErrorCode is one row of an error table.
type ErrorCode struct {
	Statuses []int `yaml:"statuses,flow"`
	// Code is the code as answers carry it, or a template: "{parameter}"
	// stands for the name of a request parameter ("Missing{parameter}"), "%s"
	// for any text ("AgentError.%s"). See MatchCode.
	Code string `yaml:"code"`
	// Message is the documented template; %s, {0}, {} and {name} stand for
	// any text.
	Message string `yaml:"message,omitempty"`
	// Provokes says what makes the row appear. Empty: nobody has said yet,
	// which lint reports.
	Provokes []Provocation       `yaml:"provokes,omitempty"`
	Form     string              `yaml:"envelope,omitempty"` // Envelope.Name; empty: the provider's first
	From     From                `yaml:"from,omitempty"`
	Weak     map[string]Strength `yaml:"strengths,omitempty,flow"`
	Scope    Scope               `yaml:"-"`
	Source   Source              `yaml:"-"`
}

// Fault is what is wrong with a request, or what else provokes an error.
type Fault string

// Faults of one parameter of a request.
const (
	FaultMissing    Fault = "missing"
	FaultType       Fault = "type"
	FaultEnum       Fault = "enum"
	FaultRange      Fault = "range"
	FaultLength     Fault = "length"
	FaultPattern    Fault = "pattern"
	FaultFormat     Fault = "format"
	FaultCount      Fault = "count"      // more items than the array may have
	FaultDependency Fault = "dependency" // a broken dependency of two parameters
	FaultUnknown    Fault = "unknown"    // a parameter that no row documents
)

// Faults that lie outside the documented parameters.
const (
	FaultState     Fault = "state"     // a thing that is not there, or already is
	FaultAccount   Fault = "account"   // overdue, not enabled, not authorized
	FaultServer    Fault = "server"    // only a fault of the server
	FaultThrottle  Fault = "throttle"  // too many requests
	FaultAuth      Fault = "auth"      // see Provocation.Auth
	FaultRoute     Fault = "route"     // an action, version, method or path that is not there
	FaultTransport Fault = "transport" // plain HTTP where HTTPS is needed, and the like
	FaultDryRun    Fault = "dry-run"   // no fault: a validation that was asked for and passed
)

// Provocation says how an error row is provoked.
type Provocation struct {
	By Fault `yaml:"by"`
	// Parameter is the documented path of the parameter at fault; "*" for any.
	Parameter string `yaml:"parameter,omitempty"`
	// Auth names the defect of authentication for FaultAuth: unknown-key,
	// inactive-key, wrong-secret, expired, malformed-time, replayed-nonce,
	// unsigned, bad-method, no-token, bad-token, forbidden, project-mismatch.
	Auth string `yaml:"auth,omitempty"`
	// Strength is Must where the row's code or message names the parameter,
	// else Hint.
	Strength Strength `yaml:"strength,omitempty"`
}

// Status is one row of a status table.
type Status struct {
	Status int    `yaml:"status"`
	Text   string `yaml:"text,omitempty"`
	Source Source `yaml:"-"`
}

// Term is a statement about one parameter or field: that it is present or,
// with Is, that it has one of these values.
type Term struct {
	Parameter string   `yaml:"parameter,omitempty"`
	Field     string   `yaml:"field,omitempty"`
	Is        []string `yaml:"is,omitempty,flow"`
	Not       bool     `yaml:"not,omitempty"` // the statement's opposite
}

// Dependency is a rule between parameters: where When holds, Needs must.
type Dependency struct {
	Name     string   `yaml:"name"` // kebab-case, part of requirement and case IDs
	When     Term     `yaml:"when,flow"`
	Needs    Term     `yaml:"needs,flow"`
	Strength Strength `yaml:"strength,omitempty"`
	Reason   string   `yaml:"reason"`
	Source   Source   `yaml:"-"`
}

// Filter says that a parameter narrows a list: each item of the answer has
// Field related to the parameter's value by Match. A field that crosses a
// further list inside the item holds where one of its values does.
type Filter struct {
	Parameter string `yaml:"parameter"`
	Field     string `yaml:"field"` // documented path of a member of the list
	// Match is equal (the default), any-of (with the parameter's separator),
	// contains (values with "*" are wildcards and claim nothing), after or
	// before (inclusive, to the precision of the parameter's format), or pair
	// for Tag-like lists: one member of the item's list has both the key and
	// the value, or the key alone where the request has no value for it.
	Match string `yaml:"match,omitempty"`
	// Key, for pair and for Filter-like lists: the sibling parameter naming
	// the key, and which key this entry is about.
	Key   string `yaml:"key,omitempty"`
	KeyIs string `yaml:"keyIs,omitempty"`
	// KeyField is, for pair, the field that holds the key.
	KeyField string `yaml:"keyField,omitempty"`
	// Default marks a filter that the parameter's default applies when a
	// request leaves the parameter out.
	Default bool `yaml:"default,omitempty"`
	// When restricts the filter to requests of which the term is true; nil: all.
	When     *Term    `yaml:"when,omitempty,flow"`
	Strength Strength `yaml:"strength,omitempty"`
	Reason   string   `yaml:"reason,omitempty"`
}

// Said is a value that a field has in every success that shows it.
type Said struct {
	Field  string `yaml:"field"`
	Value  string `yaml:"value"` // as text
	Reason string `yaml:"reason,omitempty"`
}

// Echo says that an answer repeats a parameter.
type Echo struct {
	Parameter string `yaml:"parameter"`
	Field     string `yaml:"field"`
	Reason    string `yaml:"reason,omitempty"`
}

// Paging names the parameters and fields that page through Items.
type Paging struct {
	Number      string `yaml:"number"`      // parameter, counted from 1
	Size        string `yaml:"size"`        // parameter
	NumberField string `yaml:"numberField"` // field that echoes Number
	SizeField   string `yaml:"sizeField"`   // field that echoes Size
	Total       string `yaml:"total"`       // field counting all items
	Items       string `yaml:"items"`       // documented path of the list
	Reason      string `yaml:"reason,omitempty"`
}

// DryRun names the parameter that asks for validation only, and the answer.
type DryRun struct {
	Parameter string `yaml:"parameter"`
	Status    int    `yaml:"status"`
	Code      string `yaml:"code"`
	Message   string `yaml:"message"`
	Reason    string `yaml:"reason,omitempty"`
}

// Lookup says that a parameter names one thing, which must exist.
type Lookup struct {
	Parameter string `yaml:"parameter"`
	Field     string `yaml:"field,omitempty"`    // that repeats the id in the answer
	NotFound  string `yaml:"notFound,omitempty"` // code when it is not there
	// CreatedBy is the address of the operation whose Create.ReadBy is this
	// one; empty where the catalog has none.
	CreatedBy string `yaml:"createdBy,omitempty"`
	Reason    string `yaml:"reason,omitempty"`
}

// Create says that an operation adds a thing that another operation finds.
type Create struct {
	ID        string `yaml:"id"`        // field of the answer with the new id
	ReadBy    string `yaml:"readBy"`    // address of the operation that finds it
	Parameter string `yaml:"parameter"` // its parameter that takes the id
	// Maps pairs parameters of this operation with fields of the other.
	Maps []Echo `yaml:"maps,omitempty"`
	// Exists is the code when the thing is already there.
	Exists string `yaml:"exists,omitempty"`
	Reason string `yaml:"reason,omitempty"`
}

// Behaviour is what an operation does beyond the shape of one answer. Pages
// state it in prose or not at all, so it is written in overlays.
type Behaviour struct {
	Filters []Filter `yaml:"filters,omitempty"`
	Echoes  []Echo   `yaml:"echoes,omitempty"`
	Paging  *Paging  `yaml:"paging,omitempty"`
	// Unique lists fields whose values do not repeat in one answer.
	Unique []string `yaml:"unique,omitempty,flow"`
	// Says lists what a success says of itself ("Success": true).
	Says   []Said  `yaml:"says,omitempty"`
	DryRun *DryRun `yaml:"dryRun,omitempty"`
	Lookup *Lookup `yaml:"lookup,omitempty"`
	Create *Create `yaml:"create,omitempty"`
}

// Contradiction is a place where a page disagrees with itself. Both readings
// are accepted with an info finding.
type Contradiction struct {
	Wire       string   `yaml:"wire"` // of the field, or of a parameter with Section request; a code with Section errors
	Kind       string   `yaml:"kind"` // type, enum or status (an error's status that the status table lacks)
	Documented []string `yaml:"documented,flow"`
	Sample     string   `yaml:"sample"`
	Section    string   `yaml:"section,omitempty"` // response where empty
	Reason     string   `yaml:"reason,omitempty"`
	Source     Source   `yaml:"-"`
}

// Loss is a fact that a rendition once had, or should have, and does not hold.
type Loss struct {
	Fact    string `yaml:"fact"` // enum, list (values or cases, no marker tells), required, table, title, operation, version, updated, nesting, maxItems
	Section string `yaml:"section,omitempty"`
	Path    string `yaml:"path,omitempty"`
	Why     string `yaml:"why"`
	// Filled names the document that supplied the fact instead.
	Filled string `yaml:"filled,omitempty"`
}

// Unread is a line or row that looks like documentation and was not understood.
type Unread struct {
	Line int    `yaml:"line" json:"line"` // 1-based, in the page
	Text string `yaml:"text" json:"text"`
	Why  string `yaml:"why" json:"why"`
}

// Page identifies the document that an Operation was read from.
type Page struct {
	Title    string `yaml:"title,omitempty"`
	Edition  string `yaml:"edition,omitempty"` // YYYY-MM-DD
	Language string `yaml:"language,omitempty"`
	// Document names the kind of source: page, metadata, openapi, sdk, traffic.
	Document string `yaml:"document,omitempty"`
	// Tables are the page's own headings of its tables, by section (request,
	// response, errors, statuses).
	Tables map[string]string `yaml:"tables,omitempty"`
}

// Open tells which sections the document cannot close: what is absent from an
// open section is unknown, not removed.
type Open struct {
	Request  bool `yaml:"request,omitempty"`
	Response bool `yaml:"response,omitempty"`
	Errors   bool `yaml:"errors,omitempty"`
	Statuses bool `yaml:"statuses,omitempty"`
	Enums    bool `yaml:"enums,omitempty"` // all enumerations are observations
}

// Operation is one documented API operation. Rows are in page order. It is
// read-only once loaded and may be shared by goroutines.
type Operation struct {
	Address  Address
	Page     Page
	Protocol Protocol
	Action   string   // rpc, roa; empty for rest
	Methods  []string // upper-case; the first is preferred
	URLPath  string   // "/" for rpc
	Effect   Effect

	Request  []Parameter
	Response []Field
	Errors   []ErrorCode
	Statuses []Status
	// SampleRequest and Sample are the page's own request line or body, and
	// its successful answer, repaired where the page broke it. Nil: none.
	SampleRequest string
	Sample        json.RawMessage
	Open          Open

	Dependencies   []Dependency
	Behaviour      Behaviour
	Contradictions []Contradiction
	// SampleOnly and NotInSample are wire paths.
	SampleOnly  []string
	NotInSample []string
	Lost        []Loss
	Unread      []Unread

	// Product and Provider are shared by the operations of a catalog; nil on
	// an Operation that stands alone.
	Product  *Product
	Provider *Provider
	// File is the catalog file that the Operation was loaded from.
	File string
}

// Parameter returns the request row with the documented path, or nil.
func (o *Operation) Parameter(path string) *Parameter {
	for i := range o.Request {
		if o.Request[i].Path == path {
			return &o.Request[i]
		}
	}
	return nil
}

// Field returns the response row with the documented path, or nil.
func (o *Operation) Field(path string) *Field {
	for i := range o.Response {
		if o.Response[i].Path == path {
			return &o.Response[i]
		}
	}
	return nil
}

// ErrorRows returns every error row that the operation may answer: its own
// table first, then the service's, then the gateway's.
func (o *Operation) ErrorRows() []ErrorCode {
	rows := append([]ErrorCode(nil), o.Errors...)
	if o.Product != nil {
		rows = append(rows, o.Product.Errors...)
	}
	if o.Provider != nil {
		rows = append(rows, o.Provider.Errors...)
	}
	return rows
}
