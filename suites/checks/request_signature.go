package checks

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/suites"
)

func requestSignature() suites.Check {
	return suites.Check{
		ID:     "request-signature",
		Family: suites.FamilyRequest,
		Doc:    "A request is signed by a scheme of the provider, in the scheme's form.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				if o.Contract == nil || o.Exchange == nil || o.Contract.Operation.Provider == nil {
					continue
				}
				want, got := signature(o)
				if got == "" {
					continue
				}
				f := about(ev, i, suites.SectionRequest, "signature")
				f.Want, f.Got = want, got
				out = append(out, f)
			}
			return out
		},
	}
}

// signature says what is wrong with how a request is signed; got is empty where
// nothing is. Of a redacted request nobody can tell more than its scheme.
func signature(o *suites.Observation) (want, got string) {
	schemes := o.Contract.Operation.Provider.Schemes
	want = strings.Join(schemes, " or ")
	request := signed(&o.Exchange.Request)
	scheme := string(sign.SchemeOf(request))
	switch {
	case scheme == "":
		return want, "unsigned"
	case !slices.Contains(schemes, scheme):
		return want, scheme
	case o.Exchange.Redacted:
		return want, ""
	case o.SignatureError != "":
		return "a signature that verifies", o.SignatureError
	}
	// Without the secret only the form can be judged; the time of the exchange
	// is its own clock.
	nobody := func(string) (string, bool) { return "", false }
	_, err := sign.Verify(request, nobody, o.Exchange.Started)
	var why *sign.Error
	if !errors.As(err, &why) {
		return want, ""
	}
	switch why.Reason {
	case sign.UnknownKey, sign.WrongSignature:
		return want, ""
	case sign.Expired:
		if o.Exchange.Started.IsZero() {
			return want, ""
		}
	}
	return "a request in the form of " + scheme, why.Error()
}

// signed returns the part of a request that signatures cover.
func signed(r *fixtures.Request) *sign.Request {
	out := &sign.Request{Method: r.Method, Header: r.Header, Body: r.Body, Host: r.Header.Get("Host")}
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if u, err := url.Parse(r.URL); err == nil {
		out.Path, out.RawQuery = u.EscapedPath(), u.RawQuery
		if out.Host == "" {
			out.Host = u.Host
		}
	}
	return out
}
