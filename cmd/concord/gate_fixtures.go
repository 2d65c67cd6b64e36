package main

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/reports"
	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/suites"
)

// fixtureWriter drafts a fixture of each different call that a gate saw. It is
// used by one goroutine.
type fixtureWriter struct {
	dir       string
	from      string // the program, or the recording
	decoder   *protocol.Decoder
	contracts func(address string) (*schemas.Contract, error)
	errs      []error
}

// add drafts the fixture of an observed exchange. A call that came before, an
// answer that was forced and what the catalog does not have give none.
func (w *fixtureWriter) add(r *suites.Result) {
	name, found := strings.CutPrefix(r.Case.ID, r.Case.Operation+"/"+string(suites.Observed)+"/")
	if !found || strings.Contains(name, "@") || r.Case.Forced || r.Verdict == suites.ErrorVerdict {
		return
	}
	x := r.Exchanges[0]
	u, err := url.Parse(x.Request.URL)
	if err != nil || x.Request.URL == "" || x.Response == nil {
		return
	}
	call := w.decoder.Decode(protocol.Message{Method: x.Request.Method, URL: u, Header: x.Request.Header, Body: x.Request.Body})
	if call.Operation == nil {
		return
	}
	name = kebab(call.Operation.Address.Name) + "." + name
	code := ""
	if contract, err := w.contracts(r.Case.Operation); err == nil && !suites.StatusOK(x.Response.Status) {
		code = contract.MatchEnvelope(x.Response.Body).Code
	}
	data, err := suites.EncodeFixture(name, w.from, &call, x.Response.Status, code)
	if err == nil {
		file := filepath.Join(w.dir, call.Operation.Address.Provider, name+".yaml")
		err = reports.WriteFile(file, func(out io.Writer) error { _, err := out.Write(data); return err }, nil)
	}
	if err != nil {
		w.errs = append(w.errs, fmt.Errorf("%s: %w", name, err))
	}
}

// kebab returns a CamelCase name in lower case with dashes between its words.
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
