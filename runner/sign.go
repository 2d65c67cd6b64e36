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
	unknownKey   = "unknownAccessKeyId"
	inactiveKey  = "inactiveAccessKeyId"
	forbiddenKey = "forbiddenAccessKeyId"
	badToken     = "notAToken"
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

// signer signs requests on their way to base. Unlike sign.Transport it signs
// the request that it is given, which was made for this one sending, and knows
// the body already.
type signer struct {
	base        http.RoundTripper
	scheme      sign.Scheme
	credentials sign.Credentials
	clock       func() time.Time
	nonce       func() string
	body        []byte
}

func (s *signer) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := sign.HTTP(req, s.body, s.scheme, s.credentials, s.clock(), s.nonce()); err != nil {
		return nil, err
	}
	return s.base.RoundTrip(req)
}

// withDefect returns a RoundTripper that signs as s does, but with a defect
// where one is asked for. Requests without credentials go as they are.
func (s signer) withDefect(defect string) http.RoundTripper {
	switch defect {
	case defectUnsigned, defectNoToken:
		return s.base
	case defectUnknownKey:
		s.credentials.KeyID = unknownKey
	case defectInactiveKey:
		s.credentials.KeyID = inactiveKey
	case defectForbidden:
		s.credentials.KeyID = forbiddenKey
	case defectWrongSecret:
		s.credentials.Secret += "x"
	case defectExpired:
		now := s.clock
		s.clock = func() time.Time { return now().Add(-24 * time.Hour) }
	case defectReplayedNonce:
		once := s.nonce()
		s.nonce = func() string { return once }
	case defectBadToken:
		s.scheme, s.credentials = sign.SchemeToken, sign.Credentials{AuthToken: badToken}
	case defectMalformedTime, defectBadMethod:
		s.base = tampering{s.base, defect}
	}
	if s.scheme == sign.Unsigned || s.credentials.KeyID == "" && s.credentials.AuthToken == "" {
		return s.base
	}
	return &s
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
