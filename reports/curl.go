package reports

import (
	"net/url"
	"slices"
	"strings"

	"github.com/concord-dev/concord/fixtures"
)

// signatureParts are the parameters and headers, in lower case, that only a
// signature needs.
var signatureParts = []string{
	"signature", "signaturemethod", "signatureversion", "signaturenonce", "signaturetype", "timestamp", "accesskeyid", "securitytoken",
	"authorization", "x-acs-signature-nonce", "x-acs-date", "x-acs-security-token", "x-acs-accesskey-id",
	"x-sdk-date", "x-security-token", "x-auth-token",
}

// transportHeaders are those that curl sends itself.
var transportHeaders = []string{"host", "content-length", "accept-encoding", "user-agent", "connection"}

// Curl returns a command that repeats the request without its signature.
func Curl(r *fixtures.Request) string {
	var b strings.Builder
	b.WriteString("curl")
	if r.Method != "GET" || len(r.Body) > 0 {
		b.WriteString(" -X " + quote(r.Method))
	}
	b.WriteString(" " + quote(unsigned(r.URL)))
	names := make([]string, 0, len(r.Header))
	for name := range r.Header {
		lower := strings.ToLower(name)
		if !slices.Contains(signatureParts, lower) && !slices.Contains(transportHeaders, lower) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range r.Header[name] {
			b.WriteString(" -H " + quote(name+": "+value))
		}
	}
	if len(r.Body) > 0 {
		body := string(r.Body)
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			body = withoutSignature(body)
		}
		b.WriteString(" --data-raw " + quote(body))
	}
	return b.String()
}

func unsigned(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	u.RawQuery = withoutSignature(u.RawQuery)
	return u.String()
}

// withoutSignature drops a query's signature parameters and keeps the order of
// the others.
func withoutSignature(query string) string {
	if query == "" {
		return ""
	}
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(signatureParts, strings.ToLower(name))
	})
	return strings.Join(kept, "&")
}

// quote quotes for a POSIX shell.
func quote(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
