package mock

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// maxBody bounds the body of a request.
const maxBody = 1 << 20

// answer is a response in the making; faults change it on its way out.
type answer struct {
	status    int
	requestID string
	header    http.Header
	body      *node
	failure   *failure
	model     *model
	format    string // "json" or "xml"
	name      string // of the operation
}

// request is what the mock knows of a request.
type request struct {
	http     *http.Request
	body     []byte
	call     protocol.Call
	op       *specs.Operation
	provider *specs.Provider
	model    *model
	region   string
	host     string
	faults   faultList
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if strings.HasPrefix(req.URL.Path, "/_concord/") {
		s.control(w, req)
		return
	}
	r := request{http: req}
	unread := r.read()
	r.call = s.decoder.Decode(protocol.FromHTTP(req, r.body))
	r.op = r.call.Operation
	r.host = req.Host
	if host, _, err := net.SplitHostPort(r.host); err == nil {
		r.host = host
	}
	r.provider = s.providerOf(&r)
	if r.provider == nil {
		http.Error(w, "concord mock: the catalog is empty", http.StatusNotFound)
		return
	}
	if r.op != nil {
		r.model = s.model(r.op)
		r.region = region(r.op, &r.call, r.host)
	}
	r.faults = s.faultsOf(&r)
	a := answer{status: http.StatusOK, requestID: s.requestID(r.provider), header: w.Header(), model: r.model, format: format(&r)}
	if unread != "" {
		a.failure = s.failure(&r, malformed(r.provider, unread))
	} else {
		s.answer(&r, &a)
	}
	if a.failure != nil {
		a.status = a.failure.status
		a.body = a.failure.body(a.requestID, req.Host)
	}
	s.write(w, &r, &a)
}

// read reads the body; it returns what was wrong with it, in one line.
func (r *request) read() (wrong string) {
	if r.http.Body == nil || r.http.Body == http.NoBody {
		return ""
	}
	body, err := io.ReadAll(io.LimitReader(r.http.Body, maxBody+1))
	switch {
	case err != nil:
		return "body: " + err.Error()
	case len(body) > maxBody:
		return fmt.Sprintf("body: larger than %d bytes", maxBody)
	}
	r.body = body
	return ""
}

// providerOf tells whose gateway answers, also where no operation is found.
func (s *Server) providerOf(r *request) *specs.Provider {
	if r.op != nil && r.op.Provider != nil {
		return r.op.Provider
	}
	rpc := r.call.Action != "" || r.http.URL.Path == "/" || r.http.URL.Path == ""
	if rpc && s.providers.rpc != nil || s.providers.rest == nil {
		return s.providers.rpc
	}
	return s.providers.rest
}

// format tells what the client wants. Without Format, query signatures get XML
// and header signatures JSON.
func format(r *request) string {
	xml := false
	for _, t := range r.provider.ContentTypes {
		xml = xml || strings.HasSuffix(t, "xml")
	}
	if !xml {
		return "json"
	}
	switch wanted := r.call.Format; {
	case strings.EqualFold(wanted, "json"):
		return "json"
	case wanted != "":
		return "xml"
	}
	if strings.HasPrefix(r.http.Header.Get("Authorization"), "ACS3-") || strings.Contains(r.http.Header.Get("Accept"), "json") {
		return "json"
	}
	return "xml"
}

// answer works out what the cloud says.
func (s *Server) answer(r *request, a *answer) {
	if code := r.faults.code; code != nil {
		a.failure = fail(code, r.op, r.provider, &defect{fault: specs.FaultServer, detail: "forced"})
		a.failure.code = r.faults.codeText
		return
	}
	if r.faults.unknown != "" {
		a.failure = fail(&specs.ErrorCode{Statuses: []int{http.StatusNotImplemented}, Code: "UnknownFault", Scope: specs.GatewayScope,
			Message: "concord mock: no fault " + r.faults.unknown}, r.op, r.provider, &defect{})
		return
	}
	if d := s.gateway(r); d != nil {
		a.failure = s.failure(r, d)
		return
	}
	a.name = r.op.Address.Name
	if !r.faults.has("invalid-accepted") {
		d := validate(r.op, &r.call)
		if d == nil {
			d = s.missingThing(r)
		}
		if d != nil {
			a.failure = s.failure(r, d)
			return
		}
	}
	if d := s.perform(r, a); d != nil {
		a.failure = s.failure(r, d)
	}
}

// failure renders the documented answer to a defect. A defect that no row is
// about is answered like a malformed request.
func (s *Server) failure(r *request, d *defect) *failure {
	row := pickRow(r.rows(), r.op, d)
	if row == nil {
		row = malformed(r.provider, "").row
	}
	return fail(row, r.op, r.provider, d)
}

// malformed is the defect of a request that the gateway cannot read.
func malformed(p *specs.Provider, why string) *defect {
	d := &defect{fault: specs.FaultFormat, detail: why}
	for i := range p.Errors {
		row := &p.Errors[i]
		_, _, template := cutPlaceholder(row.Code)
		if d.row == nil && !template && slices.ContainsFunc(row.Provokes, func(v specs.Provocation) bool { return v.By == specs.FaultFormat }) {
			d.row = row
		}
	}
	if d.row == nil {
		d.row = &specs.ErrorCode{Statuses: []int{http.StatusBadRequest}, Code: "InvalidRequest", Scope: specs.GatewayScope}
	}
	return d
}

func (r *request) rows() []specs.ErrorCode {
	if r.model != nil {
		return r.model.rows
	}
	return r.provider.Errors
}

// gateway checks what comes before any operation: that the request can be
// read, that it names an operation, and who sends it.
func (s *Server) gateway(r *request) *defect {
	c := &r.call
	if c.Conflict != "" {
		return malformed(r.provider, c.Conflict)
	}
	for _, line := range c.Malformed {
		where, _, _ := strings.Cut(line, ":")
		if where == "query" || where == "body" || where == "path" {
			return malformed(r.provider, line)
		}
	}
	if r.op == nil || r.op.Protocol == specs.RPC {
		for _, named := range []struct{ name, value string }{{"Action", c.Action}, {"Version", c.Version}} {
			if named.value != "" {
				continue
			}
			d := &defect{fault: specs.FaultMissing, parameter: named.name}
			if d.row = pickRow(r.provider.Errors, nil, d); d.row != nil {
				return d
			}
		}
	}
	switch {
	case r.op == nil, r.op.Protocol != specs.REST && c.Version != r.op.Address.Version:
		return &defect{fault: specs.FaultRoute, detail: cmp.Or(c.Action, r.http.URL.Path)}
	case !allowed(r.op, c.Method):
		d := &defect{fault: specs.FaultRoute, detail: c.Method}
		for i := range r.provider.Errors {
			if row := &r.provider.Errors[i]; strings.Contains(row.Code, "Method") && !strings.Contains(row.Code, "Signature") {
				d.row = row
			}
		}
		return d
	}
	if r.faults.has("auth-ignored") {
		return nil
	}
	return s.authenticate(r)
}

// allowed reports whether an operation may be called with a method. An RPC
// gateway takes GET and POST for every operation; SDKs send both.
func allowed(op *specs.Operation, method string) bool {
	if op.Protocol == specs.RPC && (method == http.MethodGet || method == http.MethodPost) {
		return true
	}
	for _, m := range op.Methods {
		if m == method {
			return true
		}
	}
	return false
}

// write sends an answer, with the faults that concern its bytes.
func (s *Server) write(w http.ResponseWriter, r *request, a *answer) {
	for _, change := range r.faults.answers {
		change(a)
	}
	pooled, _ := s.buffers.Get().(*[]byte)
	if pooled == nil {
		pooled = new([]byte)
	}
	defer func() {
		if cap(*pooled) <= 1<<20 {
			s.buffers.Put(pooled)
		}
	}()
	b := (*pooled)[:0]
	switch {
	case a.format == "xml":
		b = append(b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"...)
		root := "Error"
		if a.failure == nil {
			root = cmp.Or(a.name, "Operation") + "Response"
		}
		b = a.body.appendXML(b, root)
	default:
		b = a.body.append(b)
	}
	*pooled = b
	for _, change := range r.faults.bytes {
		b = change(b)
	}
	h := w.Header()
	s.headers(h, r, a)
	if r.faults.transport != nil {
		r.faults.transport(w, r, a.status, bytes.Clone(b))
		return
	}
	if a.status != http.StatusNoContent {
		h["Content-Length"] = []string{itoa(len(b))}
	}
	w.WriteHeader(a.status)
	// The client may be gone; there is nobody to tell.
	_, _ = w.Write(b)
}

// The media types that the clouds send, exactly.
var (
	jsonType       = []string{"application/json;charset=utf-8"}
	xmlType        = []string{"text/xml;charset=utf-8"}
	plainJSON      = []string{"application/json"}
	anyOrigin      = []string{"*"}
	varyEncoding   = []string{"Accept-Encoding"}
	apiGatewayName = []string{"api-gateway"}
)

func (s *Server) headers(h http.Header, r *request, a *answer) {
	id := []string{a.requestID}
	xml := false
	for _, t := range r.provider.ContentTypes {
		xml = xml || strings.HasSuffix(t, "xml")
	}
	if xml {
		setDefault(h, "Content-Type", jsonType)
		if a.format == "xml" {
			h["Content-Type"] = xmlType
		}
		h["Access-Control-Allow-Origin"] = anyOrigin
		h["Vary"] = varyEncoding
		h["X-Acs-Trace-Id"] = []string{strings.ToLower(strings.ReplaceAll(a.requestID, "-", ""))}
	} else {
		setDefault(h, "Content-Type", plainJSON)
		if a.failure != nil && a.failure.scope == specs.GatewayScope {
			h["Server"] = apiGatewayName
		}
	}
	if !r.faults.has("request-id-missing") {
		for _, name := range r.provider.RequestIDHeader {
			h[http.CanonicalHeaderKey(name)] = id
		}
	}
	if r.faults.contentType != nil {
		h["Content-Type"] = r.faults.contentType
	}
}

func setDefault(h http.Header, name string, value []string) {
	if h[name] == nil {
		h[name] = value
	}
}

// control serves the paths that no cloud has.
func (s *Server) control(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path != ResetPath || req.Method != http.MethodPost {
		http.Error(w, "concord mock: POST "+ResetPath+" is all there is here", http.StatusNotFound)
		return
	}
	s.Reset()
	w.WriteHeader(http.StatusNoContent)
}

// check holds names in options against what there is.
func (s *Server) check(o Options) error {
	for _, name := range o.Faults {
		if err := s.knows(name); err != nil {
			return err
		}
	}
	if o.Script != nil {
		for _, step := range o.Script.Steps {
			if err := s.knows(step.Fault); err != nil {
				return fmt.Errorf("script: %w", err)
			}
			if step.Operation != "" {
				if _, err := s.cat.Operation(step.Operation); err != nil {
					return fmt.Errorf("script: %w", err)
				}
			}
		}
	}
	if o.State != nil {
		for address, seeds := range o.State.Operations {
			op, err := s.cat.Operation(address)
			if err != nil {
				return fmt.Errorf("state: %w", err)
			}
			if err := seeds.check(op); err != nil {
				return fmt.Errorf("state: %s: %w", address, err)
			}
		}
	}
	return nil
}

// knows reports an error for a fault that is neither named nor, as far as the
// catalog's providers and loaded operations tell, a code.
func (s *Server) knows(name string) error {
	base, _, _ := strings.Cut(name, "=")
	if base == "" || faultNamed(base) != nil {
		return nil
	}
	for _, p := range s.cat.Providers() {
		if rowByCode(p.Errors, name) != nil {
			return nil
		}
	}
	ops, _ := s.cat.Operations(s.cat.Addresses()...)
	for _, op := range ops {
		if rowByCode(op.ErrorRows(), name) != nil {
			return nil
		}
	}
	return fmt.Errorf("no fault %q: neither a fault's name nor a documented code", name)
}
