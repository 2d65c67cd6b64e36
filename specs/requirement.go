package specs

import (
	"strconv"
	"strings"
)

// Section is the part of an operation's documentation that a requirement is
// about.
type Section string

// The sections.
const (
	RequestSection  Section = "request"
	ResponseSection Section = "response"
	ErrorSection    Section = "error"
	StatusSection   Section = "status"
)

// Aspect is what a requirement says about its row. Every request row has
// AspectAccepted and every response row AspectPresent; the others exist where
// the row states the fact. Error and status rows have none.
type Aspect string

// The aspects.
const (
	AspectAccepted   Aspect = "accepted"   // request: the parameter is understood
	AspectPresent    Aspect = "present"    // response: the field is seen in an answer
	AspectType       Aspect = "type"       // the value has the documented type
	AspectRequired   Aspect = "required"   // request: an error follows where the parameter is missing
	AspectPresence   Aspect = "presence"   // response: the field is there always, or when its condition is met
	AspectEnum       Aspect = "enum"       // without a value: nothing outside the list; with one: it is understood, or seen in an answer
	AspectMinimum    Aspect = "minimum"    // the bound is allowed, what is below it is not
	AspectMaximum    Aspect = "maximum"    // the bound is allowed, what is above it is not
	AspectMinLength  Aspect = "minLength"  // in characters
	AspectMaxLength  Aspect = "maxLength"  // in characters
	AspectMinItems   Aspect = "minItems"   // of an array
	AspectMaxItems   Aspect = "maxItems"   // of an array
	AspectPattern    Aspect = "pattern"    // the value matches it
	AspectFormat     Aspect = "format"     // the value has it
	AspectDefault    Aspect = "default"    // request: what holds where the parameter is left out
	AspectSeparator  Aspect = "separator"  // request: several values in one text
	AspectDependency Aspect = "dependency" // request: one rule by name, at the parameter that needs the other
)

// AspectOf returns the aspect of a row's fact by the fact's YAML name ("max").
func AspectOf(fact string) Aspect {
	switch fact {
	case "min":
		return AspectMinimum
	case "max":
		return AspectMaximum
	}
	return Aspect(fact)
}

// Requirement is one testable statement of an operation's documentation.
type Requirement struct {
	ID      string
	Section Section
	// Path is the documented path, an error's code, or a status.
	Path   string
	Aspect Aspect // empty for errors and statuses
	// Value is the enumeration's value or the dependency's name.
	Value    string
	Strength Strength
	Source   Source
}

// RowRequirement returns the ID of a requirement of a request or response row:
// "alibaba/ecs/DescribeImages#request.PageSize.maximum". Value is given for
// AspectEnum and AspectDependency:
// "alibaba/ecs/DescribeImages#response.Images[].Status.enum.Available". Names
// and values percent-encode all but A-Za-z0-9._~@+-; the brackets that a path
// puts behind arrays and maps stand as they are.
func RowRequirement(address string, section Section, path string, aspect Aspect, value ...string) string {
	id := address + "#" + string(section) + "." + encodePath(path) + "." + string(aspect)
	for _, v := range value {
		id += "." + encode(v)
	}
	return id
}

// ErrorRequirement returns the ID of one status of an error row of any scope:
// "alibaba/ecs/DescribeImages#error.404.InvalidArchitecture".
func ErrorRequirement(address string, status int, code string) string {
	return address + "#" + string(ErrorSection) + "." + strconv.Itoa(status) + "." + encode(code)
}

// StatusRequirement returns the ID of a row of the status table:
// "huawei/modelarts/ShowImage#status.401".
func StatusRequirement(address string, status int) string {
	return address + "#" + string(StatusSection) + "." + strconv.Itoa(status)
}

// Requirements returns every statement of the operation's own documentation in
// page order: request, response, error and status rows. Rows of the service's
// and the gateway's error tables are not among them.
func (o *Operation) Requirements() []Requirement {
	l := requirementList{address: o.Address.String()}
	for i := range o.Request {
		p := &o.Request[i]
		l.row(RequestSection, &p.Row, AspectAccepted)
		if p.Required != nil && *p.Required {
			l.add(RequestSection, &p.Row, AspectRequired, "required")
		}
		l.facts(RequestSection, &p.Row)
		for _, d := range o.Dependencies {
			if d.When.Parameter == p.Path {
				l.list = append(l.list, Requirement{
					ID:      RowRequirement(l.address, RequestSection, p.Path, AspectDependency, d.Name),
					Section: RequestSection, Path: p.Path, Aspect: AspectDependency, Value: d.Name, Strength: d.Strength, Source: d.Source,
				})
			}
		}
	}
	for i := range o.Response {
		f := &o.Response[i]
		l.row(ResponseSection, &f.Row, AspectPresent)
		if f.Presence == Always || f.Presence == When {
			l.add(ResponseSection, &f.Row, AspectPresence, "presence")
		}
		l.facts(ResponseSection, &f.Row)
	}
	for i := range o.Errors {
		for _, status := range o.Errors[i].Statuses {
			l.list = append(l.list, Requirement{
				ID:      ErrorRequirement(l.address, status, o.Errors[i].Code),
				Section: ErrorSection, Path: o.Errors[i].Code, Strength: o.Errors[i].Weak["row"], Source: o.Errors[i].Source,
			})
		}
	}
	for i := range o.Statuses {
		l.list = append(l.list, Requirement{
			ID:      StatusRequirement(l.address, o.Statuses[i].Status),
			Section: StatusSection, Path: statusText(o.Statuses[i].Status), Source: o.Statuses[i].Source,
		})
	}
	return l.list
}

// requirementList collects the requirements of one operation.
type requirementList struct {
	address string
	list    []Requirement
}

// row adds what every row has, whatever facts it states.
func (l *requirementList) row(section Section, r *Row, aspect Aspect) {
	l.add(section, r, aspect, "row")
}

// add adds a requirement whose strength is that of a fact (its YAML name).
func (l *requirementList) add(section Section, r *Row, aspect Aspect, fact string, value ...string) {
	l.list = append(l.list, Requirement{
		ID:      RowRequirement(l.address, section, r.Path, aspect, value...),
		Section: section, Path: r.Path, Aspect: aspect, Value: strings.Join(value, ""), Strength: r.Strength(fact), Source: r.Source,
	})
}

// factNames are the YAML names of the facts that are requirements, in order.
var factNames = []string{"type", "min", "max", "minLength", "maxLength", "minItems", "maxItems", "pattern", "format", "default",
	"separator", "enum"}

func (l *requirementList) facts(section Section, r *Row) {
	states := map[string]bool{
		"type": r.Type != "", "enum": len(r.Enum) > 0, "min": r.Min != nil, "max": r.Max != nil,
		"minLength": r.MinLength != nil, "maxLength": r.MaxLength != nil, "minItems": r.MinItems != nil, "maxItems": r.MaxItems != nil,
		"pattern": r.Pattern != "", "format": r.Format != "",
		"default": r.Default != nil && section == RequestSection, "separator": r.Separator != "" && section == RequestSection,
	}
	for _, fact := range factNames {
		if states[fact] {
			l.add(section, r, AspectOf(fact), fact)
		}
	}
	for _, value := range r.Enum {
		l.add(section, r, AspectEnum, "enum", value)
	}
}

// encodePath encodes the names of a documented path.
func encodePath(path string) string {
	steps := strings.Split(path, ".")
	for i, step := range steps {
		name := strings.TrimRight(step, "[]{}")
		steps[i] = encode(name) + step[len(name):]
	}
	return strings.Join(steps, ".")
}

// encode percent-encodes all but A-Za-z0-9._~@+-.
func encode(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; plain(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

// plain reports whether an ID holds the byte as it is.
func plain(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("._~@+-", c) >= 0
}
