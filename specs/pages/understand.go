package pages

import (
	"bytes"
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// understand turns a neutral page into an Operation.
func understand(p *page, opts Options) *specs.Operation {
	op := &specs.Operation{
		Page: specs.Page{
			Title: p.head.title, Edition: p.head.updated, Language: p.language, Document: "page",
			Tables: map[string]string{},
		},
		Protocol: p.head.protocol,
		Methods:  p.head.methods,
		Lost:     p.lost,
		Unread:   p.unread,
	}
	op.Address = specs.Address{
		Provider: cmp.Or(opts.As.Provider, p.vendor),
		Product:  cmp.Or(opts.As.Product, p.head.product),
		Version:  cmp.Or(opts.As.Version, p.head.version),
		Name:     cmp.Or(opts.As.Name, p.head.operation),
	}
	u := &reader{page: p, op: op, title: cmp.Or(p.head.title, op.Address.Name)}
	u.request()
	u.urlPath()
	u.response(p.successSample())
	u.errors()
	u.statuses()
	u.head()
	return op
}

// reader carries what the steps of understand share.
type reader struct {
	page  *page
	op    *specs.Operation
	title string
}

func (u *reader) lose(fact, section, path, why string) {
	u.op.Lost = append(u.op.Lost, specs.Loss{Fact: fact, Section: section, Path: path, Why: why})
}

func (u *reader) source(heading, row string, from specs.From) specs.Source {
	return specs.Source{Page: u.title, Edition: u.page.head.updated, Table: heading, Row: row, From: from}
}

// tables returns the sections of a kind, members apart.
func (p *page) tables(kind sectionKind, keep func(*section) bool) []*section {
	var out []*section
	for i := range p.sections {
		if s := &p.sections[i]; s.kind == kind && keep(s) {
			out = append(out, s)
		}
	}
	return out
}

// request reads the request rows.
func (u *reader) request() {
	secs := u.page.tables(requestSection, func(s *section) bool { return !s.member })
	f := u.fields(secs, requestSection, u.requestBody(), nil)
	op := u.op
	holds, lacks, column := 0, []*field(nil), false
	at := map[*field]int{}
	for _, s := range secs {
		column = column || s.hasRequired
		if len(s.rows) > 0 && op.Page.Tables["request"] == "" {
			op.Page.Tables["request"] = s.heading
		}
	}
	for _, x := range f.fields {
		prm := specs.Parameter{In: x.in}
		prm.Required = requiredWord(x.row.required)
		if prm.Required == nil && x.item != nil {
			prm.Required = requiredWord(x.item.required)
		}
		if prm.Required != nil {
			holds++
		} else {
			lacks = append(lacks, x)
		}
		var indexMax *int
		prm.Row, indexMax = u.row(x, "request")
		at[x] = len(op.Request)
		op.Request = append(op.Request, prm)
		if i, ok := at[x.parent]; ok && indexMax != nil && x.parent.shape == specs.Array && op.Request[i].MaxItems == nil {
			op.Request[i].MaxItems = indexMax
		}
	}
	if column && holds == 0 && len(lacks) > 0 {
		u.lose("required", "request", "", "the header has the column, the rows have lost the cell")
	} else if column {
		for _, x := range lacks {
			if !x.virtual && x.row.typ != "" {
				u.lose("required", "request", x.path, "the row has lost the cell")
			}
		}
	}
	if f.recovered {
		u.lose("nesting", "request", "", "no request sample confirms which rows belong to which structure")
	}
}

// requestBody is the request sample where it is a JSON body.
func (u *reader) requestBody() *node {
	for _, s := range u.page.sections {
		if s.kind != requestSample {
			continue
		}
		text := s.text
		if i := strings.IndexAny(text, "{["); i >= 0 && !strings.HasPrefix(strings.TrimSpace(text), "{") {
			// A request line and headers stand before the body.
			if j := bodyStart.FindStringIndex(text); j != nil {
				text = text[j[0]:]
			}
		}
		if n := parseSample(text); n != nil {
			u.op.SampleRequest = strings.TrimSpace(s.text)
			return n
		}
		if u.op.SampleRequest == "" {
			u.op.SampleRequest = strings.TrimSpace(s.text)
		}
	}
	return nil
}

var bodyStart = regexp.MustCompile(`(?m)^\s*[{\[]`)

// fields places the rows of the top tables.
func (u *reader) fields(secs []*section, kind sectionKind, sample, other *node) *forest {
	if u.page.nested {
		return u.linked(secs, sample)
	}
	var rows []row
	var ins []string
	for _, s := range secs {
		for _, r := range s.rows {
			rows = append(rows, r)
			ins = append(ins, s.in)
		}
	}
	return nest(rows, ins, kind, sample, other, u.page.mentions())
}

// row reads the facts of one field. indexMax is the bound of an index in its
// text ("Valid values of N: 1 to 20"), which binds the array around the row.
func (u *reader) row(x *field, sectionName string) (r specs.Row, indexMax *int) {
	r = specs.Row{Path: x.path, Type: x.typ, Items: x.items}
	if r.Type == specs.Array && r.Items == "" && len(x.children) > 0 {
		r.Items = specs.Object
	}
	if x.typ == "" && wordsOnly.MatchString(x.row.typ) && !x.virtual && len(x.children) == 0 && !x.isContainer() {
		u.op.Unread = append(u.op.Unread, specs.Unread{Line: x.row.line, Text: clip(x.row.name + " " + x.row.typ), Why: "the type is not known"})
	}
	r.Source = u.source(u.op.Page.Tables[sectionName], x.path, specs.FromTable)
	r.Format = formatWords[strings.ToLower(strings.TrimSpace(x.row.typ))]
	if e := strings.Join(x.row.example, "\n"); e != "" && e != "null" { // "null" is how the site shows none
		r.Example = &e
	}
	f := readProse(x.row.desc, typeInfo{Type: r.Type, Items: r.Items})
	if x.item != nil && x.shape == specs.Array {
		mergeItem(&f, readProse(x.item.desc, typeInfo{Type: r.Items}))
		if r.Example == nil && len(x.item.example) > 0 {
			e := strings.Join(x.item.example, "\n")
			r.Example = &e
		}
	}
	r.Enum, r.Extensible = f.Enum, f.Extensible
	r.Min, r.Max, r.MinLength, r.MaxLength = f.Min, f.Max, f.MinLength, f.MaxLength
	r.MinItems, r.MaxItems = f.MinItems, f.MaxItems
	r.Default, r.Deprecated, r.Pattern, r.Separator = f.Default, f.Deprecated, f.Pattern, f.Separator
	r.Format = cmp.Or(f.Format, r.Format)
	r.Strengths = f.Strengths
	u.op.Unread = append(u.op.Unread, f.Unread...)
	switch {
	case len(r.Enum) > 0:
	case f.EnumLost:
		u.lose("enum", sectionName, x.path, "the list of values is cut off after its marker")
	case x.row.broken:
		u.lose("list", sectionName, x.path, "the text breaks off where a list may have stood")
	}
	if r.Type == specs.Array && r.MaxItems == nil {
		r.MaxItems = f.IndexMax
	}
	return r, f.IndexMax
}

// mergeItem adds the facts of an item row to those of its array.
func mergeItem(f *proseFacts, item proseFacts) {
	if len(f.Enum) == 0 {
		f.Enum, f.Extensible = item.Enum, item.Extensible
		if s, ok := item.Strengths["enum"]; ok {
			if f.Strengths == nil {
				f.Strengths = map[string]specs.Strength{}
			}
			f.Strengths["enum"] = s
		}
	}
	if f.MinLength == nil {
		f.MinLength = item.MinLength
	}
	if f.MaxLength == nil {
		f.MaxLength = item.MaxLength
	}
	f.EnumLost = f.EnumLost || item.EnumLost
	f.Deprecated = f.Deprecated || item.Deprecated
	f.Format = cmp.Or(f.Format, item.Format)
	f.Pattern = cmp.Or(f.Pattern, item.Pattern)
	f.Unread = append(f.Unread, item.Unread...)
	if f.MaxItems == nil {
		f.MaxItems = cmp.Or(item.MaxItems, item.IndexMax)
	}
}

// requiredWord reads a cell of requiredness; nil where it says neither.
func requiredWord(s string) *bool {
	yes, no := true, false
	switch strings.ToLower(strings.Trim(withCase.ReplaceAllString(strings.TrimSpace(s), "$1"), "*.`")) {
	case "yes", "true", "required", "mandatory", "y", "是", "必选", "必填", "必须", "sí", "si":
		return &yes
	case "no", "false", "optional", "n", "否", "可选", "选填", "非必填", "非必选":
		return &no
	}
	return nil
}

// urlPath settles the path: placeholders in braces, parameters by their place.
func (u *reader) urlPath() {
	op := u.op
	if op.Protocol == specs.RPC {
		op.URLPath, op.Action = "/", op.Address.Name
		op.Effect = effectOf(op.Address.Name, "")
		for i := range op.Request {
			op.Request[i].In = ""
		}
		return
	}
	if op.Protocol == specs.ROA {
		op.Action = op.Address.Name
	}
	holders := map[string]bool{}
	known := map[string]bool{}
	for _, prm := range op.Request {
		known[prm.Path] = (prm.In == "" || prm.In == "path") && prm.Type != specs.Array && prm.Type != specs.Object
	}
	segments := strings.Split(u.page.head.urlPath, "/")
	for i, s := range segments {
		s = strings.ReplaceAll(s, "\\", "")
		if m := holder.FindStringSubmatch(s); m != nil {
			s = "{" + cmp.Or(m[1], m[2], m[3], m[4]) + "}"
		} else if known[s] {
			s = "{" + s + "}"
		}
		for _, m := range braced.FindAllStringSubmatch(s, 4) {
			holders[m[1]] = true
		}
		segments[i] = s
	}
	op.URLPath = strings.Join(segments, "/")
	if len(op.Methods) > 0 {
		op.Effect = effectOf(op.Address.Name, op.Methods[0])
	}
	for i := range op.Request {
		prm := &op.Request[i]
		switch {
		case holders[prm.Path]:
			prm.In = "path"
		case prm.In == "path" && !strings.ContainsAny(prm.Path, ".["):
			prm.In = "query"
		}
	}
}

var (
	holder = regexp.MustCompile(`^(?:\{+([^{}]+)\}+|\[([^\[\]]+)\]|<([^<>]+)>|:([A-Za-z]\w*))$`)
	braced = regexp.MustCompile(`\{([^{}]+)\}`)
)

// effectOf says whether an operation only reads, by its method and name.
func effectOf(name, method string) specs.Effect {
	if method == "GET" || method == "HEAD" {
		return specs.Read
	}
	for _, verb := range []string{"Describe", "List", "Get", "Query", "Show", "Search", "Check", "Count", "Lookup"} {
		if strings.HasPrefix(name, verb) && method == "" {
			return specs.Read
		}
	}
	return specs.Write
}

// response reads the rows of the successful answer and holds them against its
// sample.
func (u *reader) response(sample, other *node, isJSON bool) {
	op := u.op
	success := 0
	for _, s := range u.page.sections {
		if s.kind == responseSection && s.status/100 == 2 && (success == 0 || s.status < success) {
			success = s.status
		}
	}
	heading := false
	secs := u.page.tables(responseSection, func(s *section) bool {
		heading = true
		return !s.member && (s.status == 0 || s.status == success)
	})
	for _, s := range secs {
		if len(s.rows) > 0 && op.Page.Tables["response"] == "" {
			op.Page.Tables["response"] = s.heading
		}
	}
	if isJSON {
		var b bytes.Buffer
		sample.appendJSON(&b)
		op.Sample = b.Bytes()
		sample = u.page.joinedSample()
	}
	f := u.fields(secs, responseSection, sample, other)
	if sample != nil {
		f.wires(sample)
	} else {
		f.wires(nil)
	}
	for _, x := range f.fields {
		fld := specs.Field{Shown: len(x.nodes) > 0}
		fld.Row, _ = u.row(x, "response")
		if plain := plainWire(x); x.wire != plain {
			fld.Wire = x.wire
		}
		op.Response = append(op.Response, fld)
		if sample == nil {
			continue
		}
		if len(x.nodes) == 0 {
			if x.in != "header" && !x.inEmptyArray() {
				op.NotInSample = append(op.NotInSample, strings.TrimSuffix(x.wire, "[]"))
			}
		} else if isJSON {
			u.contradictions(x, &op.Response[len(op.Response)-1])
		}
	}
	rows, table := 0, false
	for _, s := range secs {
		rows += len(s.rows)
		table = table || s.hasType
	}
	switch {
	case rows > 0:
	case heading && sample != nil:
		u.lose("table", "response", "", "the response table is missing, the sample is there")
	case table:
		u.lose("table", "response", "", "no row of the response table could be read")
	}
	if sample != nil {
		op.SampleOnly = f.sampleOnly(sample)
	} else if f.recovered {
		u.lose("nesting", "response", "", "no response sample confirms which rows belong to which structure")
	}
}

// plainWire is the wire path that follows from the documented path alone.
func plainWire(x *field) string {
	if x.typ == specs.Array {
		return x.path + "[]"
	}
	return x.path
}

func (u *reader) errors() {
	for _, s := range u.page.sections {
		if s.kind != errorSection {
			continue
		}
		if u.op.Page.Tables["errors"] == "" {
			u.op.Page.Tables["errors"] = s.heading
		}
		for _, e := range s.errors {
			row := specs.ErrorCode{Code: strings.Join(strings.Fields(e.code), " "), Message: strings.TrimSpace(e.message)}
			if strings.Trim(row.Message, "-–— ") == "" {
				row.Message = ""
			}
			for _, m := range threeDigits.FindAllString(e.status, 9) {
				n, _ := strconv.Atoi(m) // three digits
				row.Statuses = append(row.Statuses, n)
			}
			if len(row.Statuses) == 0 && wordsOnly.MatchString(e.status) {
				u.op.Unread = append(u.op.Unread, specs.Unread{Line: e.line, Text: clip(e.status + " " + row.Code), Why: "no HTTP status"})
			}
			row.Source = u.source(s.heading, row.Code, specs.FromTable)
			u.op.Errors = append(u.op.Errors, row)
		}
	}
}

var threeDigits = regexp.MustCompile(`\b[1-5]\d\d\b`)

func (u *reader) statuses() {
	for _, s := range u.page.sections {
		if s.kind != statusSection {
			continue
		}
		if u.op.Page.Tables["statuses"] == "" {
			u.op.Page.Tables["statuses"] = s.heading
		}
		for _, row := range s.statuses {
			m := threeDigits.FindString(row.status)
			if m == "" {
				continue
			}
			n, _ := strconv.Atoi(m)
			u.op.Statuses = append(u.op.Statuses, specs.Status{Status: n, Text: row.text, Source: u.source(s.heading, m, specs.FromTable)})
		}
	}
}

// head lists the head facts that the page does not state.
func (u *reader) head() {
	h := u.page.head
	if h.title == "" {
		u.lose("title", "", "", "no heading on the page")
	}
	if h.updated == "" && u.page.vendor == "alibaba" {
		u.lose("updated", "", "", "no date on the page")
	}
	if h.operation == "" {
		u.lose("operation", "", "", "only the title is stated")
	}
	if h.version == "" && u.op.Protocol != specs.REST {
		u.lose("version", "", "", "stated nowhere on the page")
	}
}
