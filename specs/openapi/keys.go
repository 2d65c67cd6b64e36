package openapi

import "github.com/concord-dev/concord/specs"

// The extensions that concord's exported documents carry, and that the reader
// understands.
const (
	// SourceKey says where a row stands (type Source).
	SourceKey = "x-concord-source"
	// WrapperKey marks an object that only the wire has: the documented path of
	// the list inside.
	WrapperKey = "x-concord-wrapper"
	// ValuesKey holds the values of an enumeration that the page leaves open, or
	// that stand several in one text.
	ValuesKey = "x-concord-values"
	// SeparatorKey is what separates several values in one text.
	SeparatorKey = "x-concord-separator"
	// RangeKey holds the bounds of a number that travels as text (type Bounds).
	RangeKey = "x-concord-range"
	// SecretKey marks a value that is redacted.
	SecretKey = "x-concord-secret"
	// OtherReadingKey holds what the page's own sample says against its table.
	OtherReadingKey = "x-concord-other-reading"
	// RequiredKey is "unstated" where the page does not say whether a parameter
	// is required, and "no" on a placeholder that it calls optional.
	RequiredKey = "x-concord-required"
	// PresenceKey is "optional" where the page says that a field may be absent.
	PresenceKey = "x-concord-presence"
	// StyleKey is how a structure travels where OpenAPI has no word for it:
	// repeatList (Tag.1.Key), dotted.
	StyleKey = "x-concord-style"
	// RoutingKey marks the parameters that name an RPC operation.
	RoutingKey = "x-concord-routing"
	// ErrorsKey holds the documented errors behind an error schema ([]Error).
	ErrorsKey = "x-concord-errors"
	// OperationKey is the operation's address in its full form.
	OperationKey = "x-concord-operation"
	// ProtocolKey is specs.Protocol, EffectKey specs.Effect, MethodsKey all
	// methods, the preferred one first, OpenKey the sections that the page leaves
	// open.
	ProtocolKey = "x-concord-protocol"
	EffectKey   = "x-concord-effect"
	MethodsKey  = "x-concord-methods"
	OpenKey     = "x-concord-open"
)

// Source is the value of SourceKey.
type Source struct {
	Page      string            `json:"page,omitempty"`
	Edition   string            `json:"edition,omitempty"`
	Table     string            `json:"table,omitempty"`
	Row       string            `json:"row,omitempty"`
	From      string            `json:"from,omitempty"`
	Strengths map[string]string `json:"strengths,omitempty"`
}

// Bounds is the value of RangeKey.
type Bounds struct {
	Min *float64 `json:"minimum,omitempty"`
	Max *float64 `json:"maximum,omitempty"`
}

// Error is one documented error of ErrorsKey.
type Error struct {
	Code     string `json:"code"`
	Statuses []int  `json:"statuses"`
	Message  string `json:"message,omitempty"`
	Envelope string `json:"envelope,omitempty"`
	Scope    string `json:"scope"`
	Source   Source `json:"source"`
}

// OpenSections returns the names of the sections that a document leaves open,
// the value of OpenKey.
func OpenSections(o specs.Open) []string {
	var names []string
	for _, section := range openSections(&o) {
		if *section.open {
			names = append(names, section.name)
		}
	}
	return names
}

type openSection struct {
	name string
	open *bool
}

func openSections(o *specs.Open) []openSection {
	return []openSection{
		{"request", &o.Request}, {"response", &o.Response}, {"errors", &o.Errors}, {"statuses", &o.Statuses}, {"enums", &o.Enums},
	}
}
