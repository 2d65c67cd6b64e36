package pages

import (
	"strings"

	"github.com/concord-dev/concord/specs"
)

// PageFacts is what a page says, in the normal form of import --json. A nil
// or absent member is a fact that the page does not state.
type PageFacts struct {
	Page      string   `json:"page"`
	Operation *string  `json:"operation"`
	Title     *string  `json:"title"`
	Updated   *string  `json:"updated"`
	Protocol  *string  `json:"protocol"`
	Action    *string  `json:"action"`
	Version   *string  `json:"version"`
	Method    *string  `json:"method"`
	Methods   []string `json:"methods,omitempty"`
	URLPath   *string  `json:"urlPath"`
	Language  string   `json:"language,omitempty"`
	Provider  string   `json:"provider,omitempty"`
	Product   string   `json:"product,omitempty"`

	Request     []RowFacts           `json:"request"`
	Response    []RowFacts           `json:"response"`
	Errors      []ErrorFacts         `json:"errors"`
	StatusCodes []StatusFacts        `json:"statusCodes"`
	SampleOnly  []string             `json:"sampleOnly"`
	NotInSample []string             `json:"documentedNotInSample"`
	Contradicts []ContradictionFacts `json:"contradictions"`
	Lost        []LossFacts          `json:"lost"`
	Unread      []specs.Unread       `json:"unread"`
}

// RowFacts is one documented row. Required is always present in a request
// row, null where the page does not say; it is absent in a response row.
type RowFacts struct {
	Path       string                    `json:"path"`
	Wire       string                    `json:"wire,omitempty"`
	In         string                    `json:"in,omitempty"`
	Type       *specs.Type               `json:"type"`
	Items      specs.Type                `json:"items,omitempty"`
	Required   **bool                    `json:"required,omitempty"`
	Enum       []string                  `json:"enum,omitempty"`
	Extensible bool                      `json:"extensible,omitempty"`
	Min        *float64                  `json:"min,omitempty"`
	Max        *float64                  `json:"max,omitempty"`
	MinLength  *int                      `json:"minLength,omitempty"`
	MaxLength  *int                      `json:"maxLength,omitempty"`
	MinItems   *int                      `json:"minItems,omitempty"`
	MaxItems   *int                      `json:"maxItems,omitempty"`
	Default    *string                   `json:"default,omitempty"`
	Deprecated bool                      `json:"deprecated,omitempty"`
	Format     string                    `json:"format,omitempty"`
	Pattern    string                    `json:"pattern,omitempty"`
	Separator  string                    `json:"separator,omitempty"`
	Example    *string                   `json:"example,omitempty"`
	Strength   string                    `json:"strength,omitempty"`
	Strengths  map[string]specs.Strength `json:"strengths,omitempty"`
}

// ErrorFacts is one row of an error table; Status is the first of several.
type ErrorFacts struct {
	Status   *int   `json:"status"`
	Statuses []int  `json:"statuses,omitempty"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// StatusFacts is one row of a status table.
type StatusFacts struct {
	Status int     `json:"status"`
	Text   *string `json:"text"`
}

// ContradictionFacts is a place where the sample disagrees with a row.
// Documented is a type word, or the list of an enumeration.
type ContradictionFacts struct {
	Wire       string `json:"wire"`
	Kind       string `json:"kind"`
	Documented any    `json:"documented"`
	Sample     string `json:"sample"`
	From       string `json:"from,omitempty"`
}

// LossFacts is a fact that the rendition no longer holds.
type LossFacts struct {
	Fact    string  `json:"fact"`
	Section *string `json:"section"`
	Path    *string `json:"path"`
	Why     string  `json:"why"`
}

// Facts returns the facts of an operation that was read from the page of that
// base name. Marshalled with encoding/json its order is stable.
func Facts(op *specs.Operation, page string) PageFacts {
	f := PageFacts{
		Page:        page,
		Operation:   stated(op.Address.Name),
		Title:       stated(op.Page.Title),
		Updated:     stated(op.Page.Edition),
		Protocol:    stated(string(op.Protocol)),
		Action:      stated(op.Action),
		Version:     stated(op.Address.Version),
		Language:    op.Page.Language,
		Provider:    op.Address.Provider,
		Product:     op.Address.Product,
		Request:     []RowFacts{},
		Response:    []RowFacts{},
		Errors:      []ErrorFacts{},
		StatusCodes: []StatusFacts{},
		SampleOnly:  append([]string{}, op.SampleOnly...),
		NotInSample: append([]string{}, op.NotInSample...),
		Contradicts: []ContradictionFacts{},
		Lost:        []LossFacts{},
		Unread:      append([]specs.Unread{}, op.Unread...),
	}
	if op.Protocol != specs.RPC {
		f.URLPath = stated(op.URLPath)
		if len(op.Methods) > 0 {
			f.Method = &op.Methods[0]
		}
		if len(op.Methods) > 1 {
			f.Methods = op.Methods
		}
	}
	for i := range op.Request {
		p := &op.Request[i]
		row := rowFacts(&p.Row)
		row.In = p.In
		row.Required = &p.Required
		f.Request = append(f.Request, row)
	}
	for i := range op.Response {
		r := &op.Response[i]
		row := rowFacts(&r.Row)
		row.Wire = r.Wire
		if row.Wire == "" {
			row.Wire = r.Path
			if r.Type == specs.Array {
				row.Wire += "[]"
			}
		}
		f.Response = append(f.Response, row)
	}
	for _, e := range op.Errors {
		row := ErrorFacts{Code: e.Code, Message: e.Message}
		if len(e.Statuses) > 0 {
			row.Status = &e.Statuses[0]
		}
		if len(e.Statuses) > 1 {
			row.Statuses = e.Statuses
		}
		f.Errors = append(f.Errors, row)
	}
	for _, s := range op.Statuses {
		f.StatusCodes = append(f.StatusCodes, StatusFacts{Status: s.Status, Text: stated(s.Text)})
	}
	for _, c := range op.Contradictions {
		row := ContradictionFacts{Wire: c.Wire, Kind: c.Kind, Sample: c.Sample, Documented: c.Documented}
		if c.Kind == "type" {
			row.Documented = strings.Join(c.Documented, " or ")
		}
		if c.Section != "" {
			row.From = "example"
		}
		f.Contradicts = append(f.Contradicts, row)
	}
	for _, l := range op.Lost {
		f.Lost = append(f.Lost, LossFacts{Fact: l.Fact, Section: stated(l.Section), Path: stated(l.Path), Why: l.Why})
	}
	return f
}

func rowFacts(r *specs.Row) RowFacts {
	row := RowFacts{
		Path: r.Path, Items: r.Items, Enum: r.Enum, Extensible: r.Extensible, Min: r.Min, Max: r.Max,
		MinLength: r.MinLength, MaxLength: r.MaxLength, MinItems: r.MinItems, MaxItems: r.MaxItems,
		Default: r.Default, Deprecated: r.Deprecated, Format: r.Format, Pattern: r.Pattern, Separator: r.Separator,
		Example: r.Example, Strengths: r.Strengths,
	}
	if r.Type != "" {
		row.Type = &r.Type
	}
	if s := r.Strength("row"); s != specs.Must {
		row.Strength = s.String()
	}
	return row
}

func stated(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
