package mutate

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// signedAt is when the requests of this package are signed.
var signedAt = time.Date(2025, time.January, 2, 3, 4, 5, 0, time.UTC)

// requests makes requests wrong, and right in every documented way, as somebody
// else's client might send them.
func (p *Proof) requests(g *group, m *maker) {
	if len(g.successes) == 0 {
		return
	}
	op := g.contract.Operation
	c := &client{proof: p, maker: m, source: g.successes[0], op: op, decoder: protocol.DecoderOf(op)}
	for i := range op.Request {
		c.parameter(&op.Request[i])
	}
	for i := range op.Dependencies {
		c.dependency(&op.Dependencies[i])
	}
	c.whole()
}

// client sends requests for one operation.
type client struct {
	proof   *Proof
	maker   *maker
	source  *Source
	op      *specs.Operation
	decoder *protocol.Decoder
}

// observe returns the evidence of one request that nobody planned. Change may
// spoil it before it is signed, spoil afterwards.
func (c *client) observe(call protocol.Call, change func(*protocol.Message), spoil func(*protocol.Message)) *suites.Evidence {
	base, err := url.Parse("http://127.0.0.1:1")
	if err != nil {
		return nil
	}
	call.Operation = c.op
	if call.Format == "" {
		call.Format = "JSON"
	}
	message, err := protocol.Encode(base, call)
	if err != nil {
		return nil
	}
	if change != nil {
		change(&message)
	}
	r := &sign.Request{Method: message.Method, Host: base.Host, Path: message.URL.EscapedPath(), RawQuery: message.URL.RawQuery,
		Header: message.Header, Body: message.Body}
	scheme := sign.SchemeV1
	if c.op.Protocol == specs.REST {
		scheme = sign.SchemeHuawei
	}
	credentials := sign.Credentials{KeyID: "testAccessKeyId", Secret: "testAccessKeySecret"}
	if err := sign.Sign(r, scheme, credentials, signedAt, "NONCE-0001"); err != nil {
		return nil
	}
	message.URL.RawQuery = r.RawQuery
	if spoil != nil {
		spoil(&message)
	}
	decoded := c.decoder.Decode(message)
	if decoded.Operation == nil {
		return nil
	}
	o := c.source.observation()
	x := &fixtures.Exchange{Operation: c.op.Address.String(), Started: signedAt, Response: o.Exchange.Response,
		Request: fixtures.Request{Method: message.Method, URL: message.URL.String(), Header: message.Header, Body: message.Body}}
	return &suites.Evidence{
		Case:     &suites.Case{ID: c.op.Address.String() + "/observed", Kind: suites.Observed, Operation: c.op.Address.String()},
		Profile:  c.proof.Profile,
		Contract: o.Contract,
		Steps:    []suites.Observation{suites.Observe(x, o.Contract, &decoded, nil)},
	}
}

// mutant judges one wrong request.
func (c *client) mutant(operator, target, check, aspect string, strength specs.Strength, ev *suites.Evidence) {
	c.maker.add(c.source, "request:"+operator, target, []string{check}, aspect, strength, ev)
}

// right judges one right request: no check of requests may say more than a
// note. The answer is another request's, so that nothing is said of it.
func (c *client) right(variation, target string, ev *suites.Evidence) {
	if ev == nil {
		return
	}
	c.proof.Legal++
	for _, f := range c.proof.Rules.Evaluate(ev).Findings {
		if f.Section == suites.SectionRequest && f.Severity.Rank() > suites.SeverityInfo.Rank() {
			c.proof.Alarms = append(c.proof.Alarms, Alarm{c.op.Address.String(), "request:" + variation, target, f})
		}
	}
}

// args returns arguments for the required parameters, and the given ones in
// their place.
func (c *client) args(given ...protocol.Arg) []protocol.Arg {
	out := slices.Clone(given)
	for i := range c.op.Request {
		row := &c.op.Request[i]
		has := func(a protocol.Arg) bool { return protocol.RowPath(a.Path) == row.Path }
		if row.Required != nil && *row.Required && !strings.Contains(row.Path, ".") && !slices.ContainsFunc(given, has) {
			out = append(out, protocol.Arg{Path: first(row.Path), Value: valid(row)})
		}
	}
	return out
}

// needed returns arguments and those that they need beside them.
func (c *client) needed(given ...protocol.Arg) []protocol.Arg {
	for i := range c.op.Dependencies {
		d := &c.op.Dependencies[i]
		needs := c.op.Parameter(d.Needs.Parameter)
		applies := func(a protocol.Arg) bool {
			return protocol.RowPath(a.Path) == d.When.Parameter && (len(d.When.Is) == 0 || slices.ContainsFunc(d.When.Is, func(is string) bool {
				return strings.EqualFold(is, a.Value)
			}))
		}
		if needs == nil || d.When.Not || d.Needs.Not || !slices.ContainsFunc(given, applies) ||
			slices.ContainsFunc(given, func(a protocol.Arg) bool { return protocol.RowPath(a.Path) == needs.Path }) {
			continue
		}
		value := valid(needs)
		if len(d.Needs.Is) > 0 {
			value = d.Needs.Is[0]
		}
		given = append(given, protocol.Arg{Path: first(needs.Path), Value: value})
	}
	return c.args(given...)
}

// first gives a documented path the index of the first item.
func first(path string) string { return strings.ReplaceAll(path, "[]", "[0]") }

// leaf reports whether a row has values of its own.
func leaf(row *specs.Parameter) bool {
	switch row.Type {
	case specs.Object, specs.Map:
		return false
	case specs.Array:
		return row.Items != specs.Object
	}
	return true
}

// valid returns a value that a parameter may have.
func valid(row *specs.Parameter) string {
	switch {
	case len(row.Enum) > 0:
		return row.Enum[0]
	case row.Default != nil:
		return *row.Default
	case row.Type == specs.Integer || row.Type == specs.Number:
		if row.Min != nil {
			return strconv.FormatFloat(*row.Min, 'f', -1, 64)
		}
		return "1"
	case row.Type == specs.Boolean:
		return "true"
	case strings.Contains(row.Format, "ss"), row.Format == "date-time":
		return "2020-01-01T00:00:00Z"
	case strings.Contains(row.Format, "mm"):
		return "2020-01-01T00:00Z"
	case row.Format == "uuid":
		return "278e88d1-5b71-4766-8502-b3ba72e824d9"
	}
	size := 1
	if row.MinLength != nil {
		size = max(size, *row.MinLength)
	}
	return strings.Repeat("x", size)
}

// parameter makes requests wrong in one parameter.
func (c *client) parameter(row *specs.Parameter) {
	at := first(row.Path)
	with := func(value string) *suites.Evidence {
		if row.Type == specs.Array {
			return c.observe(protocol.Call{Args: c.needed(protocol.Arg{Path: at + "[0]", Value: value})}, nil, nil)
		}
		return c.observe(protocol.Call{Args: c.needed(protocol.Arg{Path: at, Value: value})}, nil, nil)
	}
	if row.Required != nil && *row.Required && row.In != "path" && !strings.Contains(row.Path, ".") {
		missing := slices.DeleteFunc(c.args(), func(a protocol.Arg) bool { return a.Path == at })
		c.mutant("missing", row.Path, "request-missing", string(judge.Missing), row.Strengths["presence"], c.observe(protocol.Call{Args: missing}, nil, nil))
		c.mutant("empty", row.Path, "request-missing", "", row.Strengths["presence"], with(""))
	}
	if row.MaxItems != nil {
		c.mutant("items", row.Path, "request-length", string(judge.TooManyItems), row.Strength("maxItems"), c.items(row, *row.MaxItems+1))
		c.right("items", row.Path, c.items(row, *row.MaxItems))
	}
	if !leaf(row) {
		c.structure(row)
		return
	}
	if !row.Secret {
		c.right("valid", row.Path, with(valid(row)))
	}
	switch row.Type {
	case specs.Integer, specs.Number:
		c.mutant("type:text", row.Path, "request-type", string(judge.WrongType), row.Strength("type"), with("abc"))
	case specs.Boolean:
		c.mutant("type:text", row.Path, "request-type", string(judge.WrongType), row.Strength("type"), with("yes"))
		words := []string{"true", "false"}
		if !strings.Contains(row.Path, ".") {
			words = append(words, "True", "False") // as text; JSON has its own words
		}
		for _, v := range words {
			c.right("boolean", row.Path, with(v))
		}
	}
	if row.Type == specs.Integer {
		c.mutant("type:fraction", row.Path, "request-type", string(judge.Precision), row.Strength("type"), with("1.5"))
	}
	if len(row.Enum) > 0 && !row.Extensible && row.Type != specs.Boolean {
		c.mutant("enum:unknown", row.Path, "request-enum", string(judge.EnumUnknown), row.Strength("enum"), with("ConcordUnknown"))
		c.mutant("enum:empty", row.Path, "request-enum", string(judge.EnumEmpty), row.Strength("enum"), with(""))
		for _, v := range row.Enum {
			c.right("documented-value", row.Path, with(v))
		}
		if row.Separator != "" {
			c.right("several-values", row.Path, with(strings.Join(row.Enum, row.Separator)))
			c.mutant("enum:one-of-several", row.Path, "request-enum", string(judge.EnumUnknown), row.Strength("enum"),
				with(row.Enum[0]+row.Separator+"ConcordUnknown"))
		}
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	if row.Min != nil {
		c.mutant("range:below", row.Path, "request-range", string(judge.OutOfRange), row.Strength("min"), with(number(*row.Min-1)))
		c.right("range", row.Path, with(number(*row.Min)))
	}
	if row.Max != nil {
		c.mutant("range:above", row.Path, "request-range", string(judge.OutOfRange), row.Strength("max"), with(number(*row.Max+1)))
		c.right("range", row.Path, with(number(*row.Max)))
	}
	if row.MaxLength != nil && len(row.Enum) == 0 {
		c.mutant("length:long", row.Path, "request-length", string(judge.BadLength), row.Strength("maxLength"), with(strings.Repeat("ü", *row.MaxLength+1)))
		c.right("length", row.Path, with(strings.Repeat("ü", *row.MaxLength)))
	}
	if row.MinLength != nil && *row.MinLength > 1 && len(row.Enum) == 0 {
		c.mutant("length:short", row.Path, "request-length", string(judge.BadLength), row.Strength("minLength"), with(strings.Repeat("ü", *row.MinLength-1)))
	}
	switch row.Format {
	case "", "int32", "int64", "float", "double":
	default:
		c.mutant("format", row.Path, "request-format", string(judge.BadFormat), row.Strength("format"), with("not in its format"))
	}
	if row.Secret && row.In == "" {
		c.mutant("secret", row.Path, "request-secret", "", row.Strength("row"), with("userpassword"))
	}
	c.names(row, with)
}

// names sends a parameter twice, and under a name in another letter case.
func (c *client) names(row *specs.Parameter, with func(string) *suites.Evidence) {
	if row.In == "path" || row.In == "header" || strings.ContainsAny(row.Path, ".[") || row.Type == specs.Array {
		return
	}
	plain := c.args(protocol.Arg{Path: row.Path, Value: valid(row)})
	twice := protocol.Call{Args: plain, Raw: []protocol.Arg{{Path: row.Path, Name: row.Path, Value: valid(row)}}}
	c.mutant("twice", row.Path, "request-duplicate", "", specs.Must, c.observe(twice, nil, nil))
	if c.op.Parameter(otherCase(row.Path)) != nil || c.op.Open.Request {
		return
	}
	args := slices.DeleteFunc(plain, func(a protocol.Arg) bool { return a.Path == row.Path })
	folded := protocol.Call{Args: args, Raw: []protocol.Arg{{Path: otherCase(row.Path), Name: otherCase(row.Path), Value: valid(row)}}}
	c.mutant("letter-case", row.Path, "request-unknown", "", specs.Must, c.observe(folded, nil, nil))
}

// items returns a request with a list of n items.
func (c *client) items(row *specs.Parameter, n int) *suites.Evidence {
	var given []protocol.Arg
	for i := range n {
		item := row.Path + "[" + strconv.Itoa(i) + "]"
		if row.Items != specs.Object {
			given = append(given, protocol.Arg{Path: item, Value: valid(row)})
			continue
		}
		for j := range c.op.Request {
			member := &c.op.Request[j]
			if name, ok := strings.CutPrefix(member.Path, row.Path+"[]."); ok && leaf(member) && !member.Deprecated {
				given = append(given, protocol.Arg{Path: item + "." + name, Value: valid(member)})
			}
		}
	}
	return c.observe(protocol.Call{Args: c.args(given...)}, nil, nil)
}

// structure sends an object in another form, and one that is no JSON.
func (c *client) structure(row *specs.Parameter) {
	if row.Type != specs.Object || strings.Contains(row.Path, ".") || c.op.Protocol != specs.RPC {
		return
	}
	var given []protocol.Arg
	for i := range c.op.Request {
		member := &c.op.Request[i]
		if strings.HasPrefix(member.Path, row.Path+".") && leaf(member) && !member.Secret {
			given = append(given, protocol.Arg{Path: member.Path, Value: valid(member)})
		}
	}
	if len(given) == 0 {
		return
	}
	c.right("structure", row.Path, c.observe(protocol.Call{Args: c.args(given...)}, nil, nil))
	aspect := suites.AspectMalformed
	if slices.Contains(row.OtherStyles, "dotted") {
		aspect = ""
	}
	c.mutant("dotted", row.Path, "request-serialisation", aspect, row.Strength("style"),
		c.observe(protocol.Call{Args: c.args(given...), Form: protocol.DottedForm}, nil, nil))
	broken := protocol.Call{Args: c.args(), Raw: []protocol.Arg{{Path: row.Path, Name: row.Path, Value: `{"a":`}}}
	c.mutant("bad-json", row.Path, "request-serialisation", suites.AspectMalformed, specs.Must, c.observe(broken, nil, nil))
}

// dependency sends a parameter without the one that it needs.
func (c *client) dependency(d *specs.Dependency) {
	when := c.op.Parameter(d.When.Parameter)
	if when == nil || d.When.Not || d.Needs.Not {
		return
	}
	value := valid(when)
	if len(d.When.Is) > 0 {
		value = d.When.Is[0]
	}
	given := protocol.Arg{Path: first(when.Path), Value: value}
	c.mutant("dependency", d.Name, "request-dependency", "", d.Strength, c.observe(protocol.Call{Args: c.args(given)}, nil, nil))
	c.right("dependency", d.Name, c.observe(protocol.Call{Args: c.needed(given)}, nil, nil))
}

// whole makes wrong what is no parameter's.
func (c *client) whole() {
	plain := protocol.Call{Args: c.args()}
	c.right("plain", "", c.observe(plain, nil, nil))
	if !c.op.Open.Request {
		unknown := protocol.Call{Args: c.args(), Raw: []protocol.Arg{{Path: "ConcordExtra", Name: "ConcordExtra", Value: "x"}}}
		c.mutant("unknown", "", "request-unknown", "", specs.Must, c.observe(unknown, nil, nil))
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodGet} {
		if !slices.Contains(c.op.Methods, method) {
			c.mutant("method", method, "request-method", "", specs.Must, c.observe(protocol.Call{Args: c.args(), Method: method}, nil, nil))
		} else {
			c.right("method", method, c.observe(protocol.Call{Args: c.args(), Method: method}, nil, nil))
		}
	}
	c.mutant("unsigned", "", "request-signature", "", specs.Must, c.observe(plain, nil, func(m *protocol.Message) {
		for _, name := range []string{"Authorization", "X-Auth-Token"} {
			m.Header.Del(name)
		}
		q := m.URL.Query()
		q.Del("Signature")
		q.Del("AccessKeyId")
		m.URL.RawQuery = q.Encode()
	}))
	c.mutant("half-signed", "", "request-signature", "", specs.Must, c.observe(plain, nil, func(m *protocol.Message) {
		m.Header.Del("X-Sdk-Date")
		q := m.URL.Query()
		q.Del("SignatureNonce")
		m.URL.RawQuery = q.Encode()
	}))
	if c.op.Protocol != specs.RPC {
		return
	}
	c.mutant("version", "", "request-version", "", specs.Must, c.observe(protocol.Call{Args: c.args(), Version: "2001-01-01"}, nil, nil))
	c.mutant("conflict", "", "request-duplicate", "", specs.Must, c.observe(plain, nil, func(m *protocol.Message) {
		m.Header.Set("X-Acs-Version", "2001-01-01")
	}))
	c.mutant("bad-escape", "", "request-serialisation", suites.AspectMalformed, specs.Must, c.observe(plain, nil, func(m *protocol.Message) {
		m.URL.RawQuery += "&" + "Concord=%zz"
	}))
}
