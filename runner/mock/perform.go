package mock

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// missingThing finds the parameter that names something which is not there,
// where an error row is about that.
func (s *Server) missingThing(r *request) *defect {
	if r.faults.has("unknown-found") {
		return nil
	}
	for i := range r.call.Args {
		a := &r.call.Args[i]
		row := r.op.Parameter(protocol.RowPath(a.Path))
		if row == nil || a.Value == "" || len(row.Enum) > 0 {
			continue
		}
		d := &defect{fault: specs.FaultState, parameter: row.Path, detail: a.Value}
		if named := namedRow(r.model.rows, d); named != nil && !s.there(r, row, a.Value) {
			return d
		}
	}
	return nil
}

// namedRow finds a row that a thing's absence surely provokes.
func namedRow(rows []specs.ErrorCode, d *defect) *specs.ErrorCode {
	for i := range rows {
		for _, p := range rows[i].Provokes {
			if p.By == d.fault && p.Parameter == d.parameter && p.Strength != specs.Hint {
				return &rows[i]
			}
		}
	}
	return nil
}

// there reports whether a value names something that exists: a region of the
// product, an item of the list that the parameter filters, a thing of the
// lookup; for other things, a value that looks like the documented one.
func (s *Server) there(r *request, row *specs.Parameter, value string) bool {
	switch {
	case row.Path == "RegionId" && r.op.Product != nil && len(r.op.Product.Regions) > 0:
		return slices.Contains(r.op.Product.Regions, value)
	case r.op.Behaviour.Lookup != nil && r.op.Behaviour.Lookup.Parameter == row.Path:
		return true // perform looks it up
	}
	if row.Example != nil && value == *row.Example {
		return true
	}
	for i := range r.op.Behaviour.Filters {
		f := &r.op.Behaviour.Filters[i]
		if f.Parameter != row.Path || !slices.Contains(r.op.Behaviour.Unique, f.Field) {
			continue
		}
		values := []string{value}
		if row.Separator != "" {
			values = strings.Split(value, row.Separator)
		}
		return slices.ContainsFunc(r.model.list, func(it *item) bool {
			return slices.ContainsFunc(it.values[f.Field], func(v string) bool { return slices.Contains(values, v) })
		})
	}
	if row.Example == nil {
		return true
	}
	if cut := strings.IndexAny(*row.Example, "-._:/"); cut > 0 {
		return strings.HasPrefix(value, (*row.Example)[:cut+1])
	}
	return true
}

// perform does what a valid call asks for.
func (s *Server) perform(r *request, a *answer) *defect {
	b := &r.op.Behaviour
	if b.DryRun != nil && !r.faults.has("dry-run-performed") {
		if p := argument(&r.call, b.DryRun.Parameter, ""); p != nil && strings.EqualFold(p.Value, "true") {
			return &defect{fault: specs.FaultDryRun, parameter: b.DryRun.Parameter, row: rowByCode(r.model.rows, b.DryRun.Code)}
		}
	}
	body := r.model.top
	switch {
	case r.model.items != "":
		body = s.page(r, body)
	case b.Lookup != nil:
		found, d := s.lookUp(r)
		if d != nil {
			return d
		}
		body = found
	case b.Create != nil:
		made, d := s.create(r, body)
		if d != nil {
			return d
		}
		body = made
	}
	for _, e := range b.Echoes {
		if p := argument(&r.call, e.Parameter, ""); p != nil {
			value := p.Value
			if r.faults.has("echo-wrong") {
				value += "-other"
			}
			body = body.set(r.model.wire(e.Field), fieldValue(r.op, e.Field, value))
		}
	}
	if r.model.requestID != "" {
		body = body.set(r.model.requestID, textNode(a.requestID))
	}
	a.body = body
	return nil
}

// fieldValue writes a text as the type of a field.
func fieldValue(op *specs.Operation, field, value string) *node {
	if f := op.Field(field); f != nil {
		return typed(value, f.Type)
	}
	return textNode(value)
}

// lookUp finds the thing that a call names; without a name, the first thing
// that is like what the call says.
func (s *Server) lookUp(r *request) (*node, *defect) {
	lookup := r.op.Behaviour.Lookup
	row := r.op.Parameter(lookup.Parameter)
	p := argument(&r.call, lookup.Parameter, "")
	if p == nil {
		for _, t := range r.model.things {
			if r.like(t) {
				return t.body, nil
			}
		}
		return r.model.things[0].body, nil
	}
	if row != nil && row.Example != nil && p.Value == strings.TrimSpace(*row.Example) {
		return r.model.things[0].body, nil
	}
	for _, t := range r.model.things {
		if t.id == p.Value {
			return t.body, nil
		}
	}
	if c := s.state.find(r.op.Address.String(), r.region, p.Value); c != nil && !r.faults.has("added-lost") {
		return r.model.show(c), nil
	}
	if r.faults.has("unknown-found") {
		return r.model.things[0].body, nil
	}
	return nil, &defect{fault: specs.FaultState, parameter: lookup.Parameter, detail: p.Value, row: rowByCode(r.model.rows, lookup.NotFound)}
}

// like reports whether a thing agrees with the call's arguments of the names
// of its fields.
func (r *request) like(t *thing) bool {
	for i := range r.call.Args {
		a := &r.call.Args[i]
		row := r.op.Parameter(a.Path)
		if row == nil || len(row.Enum) == 0 {
			continue
		}
		for j := range r.op.Response {
			f := &r.op.Response[j]
			if lastName(f.Path) != a.Path {
				continue
			}
			if all := t.body.at(f.Wire); len(all) > 0 && all[0].value() != a.Value {
				return false
			}
		}
	}
	return true
}

// show renders a created thing as its reading operation does.
func (m *model) show(c *created) *node {
	body := m.things[0].body
	for i := range m.op.Response {
		if f := &m.op.Response[i]; f.Format == "date-time" && len(body.at(f.Wire)) > 0 {
			body = body.set(f.Wire, textNode(c.at.UTC().Format(time.RFC3339)))
		}
	}
	if field := m.op.Behaviour.Lookup.Field; field != "" {
		body = body.set(m.wire(field), textNode(c.id))
	}
	for _, e := range c.fields {
		body = body.set(m.wire(e.Field), fieldValue(m.op, e.Field, e.Parameter))
	}
	return body
}

// create adds a thing and answers with its id.
func (s *Server) create(r *request, body *node) (*node, *defect) {
	b := r.op.Behaviour.Create
	reader, err := s.cat.Operation(b.ReadBy)
	if err != nil {
		return body, nil
	}
	var fields []specs.Echo
	for _, e := range b.Maps {
		if p := argument(&r.call, e.Parameter, ""); p != nil {
			fields = append(fields, specs.Echo{Parameter: p.Value, Field: e.Field})
		}
	}
	like := "id-****"
	if p := reader.Parameter(b.Parameter); p != nil && p.Example != nil {
		like = strings.TrimSpace(*p.Example)
	}
	id, isNew := s.state.add(reader.Address.String(), r.region, like, sameness(&r.call), fields, s.clock())
	if !isNew {
		if row := rowByCode(r.model.rows, b.Exists); row != nil {
			return nil, &defect{fault: specs.FaultState, row: row}
		}
		return body, nil
	}
	return body.set(r.model.wire(b.ID), textNode(id)), nil
}

// maxPage bounds the page that a fault makes too long.
const maxPage = 1000

// page filters the list and cuts out the page that a call asks for.
func (s *Server) page(r *request, body *node) *node {
	matched := r.model.list
	if !r.faults.has("filter-ignored") {
		matched = r.filter()
	}
	from, to := 0, len(matched)
	paging := r.op.Behaviour.Paging
	if paging != nil {
		number, size := r.number(paging.Number, 1), r.number(paging.Size, 10)
		from = min((number-1)*size, len(matched))
		to = min(from+size, len(matched))
		if r.faults.has("page-longer") {
			from = 0
			matched = slices.Clone(matched)
			for len(matched) <= min(size, maxPage) && len(r.model.list) > 0 {
				matched = append(matched, r.model.list...)
			}
			to = len(matched)
		}
		total := len(matched)
		if r.faults.has("total-wrong") {
			total = 0
		}
		shown := number
		if r.faults.has("page-number-wrong") {
			shown++
		}
		body = body.set(r.model.wire(paging.NumberField), scalar(itoa(shown)))
		body = body.set(r.model.wire(paging.SizeField), scalar(itoa(size)))
		body = body.set(r.model.wire(paging.Total), scalar(itoa(total)))
	}
	list := &node{kind: 'a', kids: make([]*node, 0, to-from)}
	for _, it := range matched[from:to] {
		list.kids = append(list.kids, it.body)
		if r.faults.has("ids-repeated") {
			list.kids = append(list.kids, it.body)
		}
	}
	return body.set(strings.TrimSuffix(r.model.itemsWire, "[]"), list)
}

// number reads a parameter of paging, or its default.
func (r *request) number(path string, otherwise int) int {
	value := ""
	if p := argument(&r.call, path, ""); p != nil {
		value = p.Value
	} else if row := r.op.Parameter(path); row != nil && row.Default != nil {
		value = *row.Default
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return otherwise
	}
	return min(n, 1<<30)
}
