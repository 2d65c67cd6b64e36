package runner

import (
	"net/http"
	"strings"
	"time"

	"github.com/concord-dev/concord/fixtures/sign"
)

// Keys that stand for defects of authentication where a test target knows
// them; elsewhere they are as unknown as any other.
const (
	unknownKey = "unknownAccessKeyId"
	badToken   = "notAToken"
)

// Defects of authentication, as specs.Provocation names them.
const (
	defectUnknownKey    = "unknown-key"
	defectInactiveKey   = "inactive-key"
	defectWrongSecret   = "wrong-secret"
	defectExpired       = "expired"
	defectMalformedTime = "malformed-time"
	defectReplayedNonce = "replayed-nonce"
	defectUnsigned      = "unsigned"
	defectBadMethod     = "bad-method"
	defectNoToken       = "no-token"
	defectBadToken      = "bad-token"
	defectForbidden     = "forbidden"
)

// signing signs each request by the scheme, with a defect where one is asked
// for. Requests without credentials go as they are.
func signing(base http.RoundTripper, scheme sign.Scheme, c sign.Credentials, clock func() time.Time, nonce func() string, defect string) http.RoundTripper {
	switch defect {
	case defectUnsigned, defectNoToken:
		return base
	case defectUnknownKey:
		c.KeyID = unknownKey
	case defectInactiveKey:
		c.KeyID = "inactiveAccessKeyId"
	case defectForbidden:
		c.KeyID = "forbiddenAccessKeyId"
	case defectWrongSecret:
		c.Secret += "x"
	case defectExpired:
		now := clock
		clock = func() time.Time { return now().Add(-24 * time.Hour) }
	case defectBadToken:
		scheme, c = sign.SchemeToken, sign.Credentials{AuthToken: badToken}
	case defectMalformedTime, defectBadMethod:
		base = tampering{base, defect}
	}
	if scheme == sign.Unsigned || c.KeyID == "" && c.AuthToken == "" {
		return base
	}
	return &sign.Transport{Base: base, Scheme: scheme, Credentials: c, Clock: clock, Nonce: nonce}
}

// tampering changes a signed request where its form is checked before its
// signature.
type tampering struct {
	base   http.RoundTripper
	defect string
}

func (t tampering) RoundTrip(req *http.Request) (*http.Response, error) {
	query := req.URL.Query()
	header := req.Header
	if t.defect == defectMalformedTime {
		const notATime = "yesterday"
		for _, name := range []string{"X-Acs-Date", "X-Sdk-Date"} {
			if header.Get(name) != "" {
				header.Set(name, notATime)
			}
		}
		if query.Has("Timestamp") {
			query.Set("Timestamp", notATime)
		}
	} else {
		if query.Has("SignatureMethod") {
			query.Set("SignatureMethod", "HMAC-MD5")
		}
		if a := header.Get("Authorization"); a != "" {
			header.Set("Authorization", strings.Replace(a, "-SHA256", "-MD5", 1))
		}
	}
	req.URL.RawQuery = query.Encode()
	return t.base.RoundTrip(req)
}

// scheme returns the first of the provider's schemes that the credentials can
// be used for.
func scheme(schemes []string, c sign.Credentials) sign.Scheme {
	for _, name := range schemes {
		s := sign.Scheme(name)
		if (s == sign.SchemeToken) == (c.KeyID == "" && c.AuthToken != "") {
			return s
		}
	}
	return sign.Unsigned
}
