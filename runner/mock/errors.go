package mock

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// pickRow picks the error row that a defect is answered with: one that names the
// parameter before one for any parameter, a firm one before a guess, and the
// operation's own before the service's and the gateway's. What is wrong with
// the route or with authentication the gateway finds first. Nil: no row is
// about the defect.
func pickRow(rows []specs.ErrorCode, op *specs.Operation, d *defect) *specs.ErrorCode {
	if d.row != nil {
		return d.row
	}
	var best *specs.ErrorCode
	bestRank := 0
	related := []string{d.parameter}
	if d.fault == specs.FaultDependency && op != nil {
		for i := range op.Dependencies {
			if dep := &op.Dependencies[i]; dep.When.Parameter == d.parameter {
				related = append(related, dep.Needs.Parameter)
			}
		}
	}
	for i := range rows {
		for j := range rows[i].Provokes {
			if rank := rankOf(&rows[i], &rows[i].Provokes[j], d, related); rank > bestRank {
				best, bestRank = &rows[i], rank
			}
		}
	}
	return best
}

// rankOf weighs how well a provocation of a row fits a defect; 0: not at all.
func rankOf(row *specs.ErrorCode, p *specs.Provocation, d *defect, related []string) int {
	if p.By != d.fault || p.By == specs.FaultAuth && p.Auth != d.auth {
		return 0
	}
	rank := 1
	switch {
	case d.fault == specs.FaultAuth || d.fault == specs.FaultRoute:
		if row.Scope == specs.GatewayScope {
			rank += 100
		}
		if d.parameter != "" && strings.Contains(row.Code, "{parameter}") {
			rank += 50
		}
	case p.Parameter == "*" || p.Parameter == "" && d.fault != specs.FaultState:
	case slices.Contains(related, p.Parameter):
		rank += 100
	default:
		return 0
	}
	switch p.Strength {
	case specs.Must:
		rank += 20
	case specs.Should:
		rank += 10
	}
	switch row.Scope {
	case specs.OperationScope:
		rank += 3
	case specs.ServiceScope:
		rank += 2
	}
	return rank
}

// rowByCode finds the row of a code, whose own text may be a template.
func rowByCode(rows []specs.ErrorCode, code string) *specs.ErrorCode {
	for i := range rows {
		if rows[i].Code == code {
			return &rows[i]
		}
	}
	for i := range rows {
		before, after, template := cutPlaceholder(rows[i].Code)
		if template && before+after != "" && len(code) > len(before)+len(after) && strings.HasPrefix(code, before) && strings.HasSuffix(code, after) {
			return &rows[i]
		}
	}
	return nil
}

// cutPlaceholder splits a template at its first placeholder: %s, {}, {0},
// {name}.
func cutPlaceholder(template string) (before, after string, found bool) {
	percent := strings.Index(template, "%s")
	brace := strings.IndexByte(template, '{')
	if brace >= 0 && (percent < 0 || brace < percent) {
		if end := strings.IndexByte(template[brace:], '}'); end >= 0 {
			return template[:brace], template[brace+end+1:], true
		}
	}
	if percent >= 0 {
		return template[:percent], template[percent+2:], true
	}
	return template, "", false
}

// fillTemplate puts a text in place of every placeholder.
func fillTemplate(template, text string) string {
	before, after, found := cutPlaceholder(template)
	if !found {
		return template
	}
	return before + text + fillTemplate(after, text)
}

// failure is an error answer in the making.
type failure struct {
	status        int
	code, message string
	envelope      *specs.Envelope
	provider      *specs.Provider
	product       *specs.Product
	scope         specs.Scope
}

// fail renders a row for a defect.
func fail(row *specs.ErrorCode, op *specs.Operation, provider *specs.Provider, d *defect) *failure {
	f := &failure{status: row.Statuses[0], code: row.Code, message: row.Message, provider: provider, scope: row.Scope}
	name := wireName(d.parameter)
	if op != nil {
		f.product = op.Product
		// Of several statuses, one that the operation's own table has.
		for _, status := range row.Statuses {
			if slices.ContainsFunc(op.Statuses, func(s specs.Status) bool { return s.Status == status }) {
				f.status = status
				break
			}
		}
	}
	detail := cmp.Or(d.detail, name, "request")
	if d.fault != specs.FaultState && d.fault != specs.FaultAuth && name != "" {
		detail = name
	}
	f.code = fillTemplate(f.code, cmp.Or(name, "Parameter"))
	if strings.Contains(f.message, "{parameter}") {
		f.message = strings.ReplaceAll(f.message, "{parameter}", cmp.Or(name, "parameter"))
	}
	f.message = fillTemplate(f.message, detail)
	if f.message == "" {
		f.message = "The request was refused: " + detail + "."
	}
	for i := range provider.Envelopes {
		e := &provider.Envelopes[i]
		if f.envelope == nil || e.Name == row.Form {
			f.envelope = e
		}
	}
	if f.envelope == nil {
		f.envelope = &specs.Envelope{Code: "Code", Message: "Message"}
	}
	return f
}

// body renders the error's envelope.
func (f *failure) body(requestID, host string) *node {
	n := &node{kind: 'o'}
	if f.envelope.RequestID != "" {
		n = n.set(f.envelope.RequestID, textNode(requestID))
	}
	n = n.set(f.envelope.Message, textNode(f.message))
	for _, name := range f.envelope.Optional {
		switch name {
		case "HostId":
			n = n.set(name, textNode(host))
		case "Recommend":
			product := ""
			if f.product != nil {
				product = "&product=" + f.product.Code
			}
			n = n.set(name, textNode("https://api.aliyun.com/troubleshoot?q="+f.code+product+"&requestId="+requestID))
		}
	}
	return n.set(f.envelope.Code, textNode(f.code))
}

func itoa(i int) string { return strconv.Itoa(i) }
