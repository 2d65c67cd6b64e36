package runner

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// Auth says what a target does about authentication.
type Auth string

// The kinds of authentication, as `concord mock --auth` names them. The zero
// value means that nothing is known; cases of authentication are skipped.
const (
	AuthVerify Auth = "verify"
	AuthKnown  Auth = "known"
	AuthIgnore Auth = "ignore"
)

// Credentials are those of one provider.
type Credentials struct {
	sign.Credentials
	ProjectID string // of Huawei Cloud; part of paths, no secret
}

// TestCredentials returns the documented test credentials by provider.
func TestCredentials() map[string]Credentials {
	return map[string]Credentials{
		"alibaba": {Credentials: sign.Credentials{KeyID: "testAccessKeyId", Secret: "testAccessKeySecret"}},
		"huawei": {
			Credentials: sign.Credentials{KeyID: "testAccessKeyId", Secret: "testSecretAccessKey"},
			ProjectID:   "0123456789abcdef0123456789abcdef",
		},
	}
}

// Target is where requests go and what it offers.
type Target struct {
	// Name is what reports and waivers call it: "mock", a URL, a name of the
	// configuration.
	Name string
	// Root serves all protocols; URLs overrides it by "provider",
	// "provider/product" or "provider/product@version", the longest first.
	Root string
	URLs map[string]string
	// Credentials by provider. None: requests go unsigned.
	Credentials map[string]Credentials
	Auth        Auth
	// Faults says that the target understands X-Concord-Fault.
	Faults bool
	// Writes says that operations that write may be called; a loopback
	// target's always may.
	Writes bool
	// Given are values for what must exist, by "address.Parameter".
	Given   map[string]string
	Profile suites.Profile // empty: mock for loopback, else live
	// Embedded marks the mock of this process.
	Embedded bool
	// Header is added to each request, "Name: value".
	Header []string
	// Region is sent where the provider's clients send one though the
	// operation does not document it; empty: not at all.
	Region string
}

// Validate checks the URLs and headers; the error names the first that cannot
// be used, without what may be secret in it.
func (t *Target) Validate() error {
	if t.Root == "" && len(t.URLs) == 0 {
		return fmt.Errorf("target %s: no URL", t.Name)
	}
	for _, raw := range t.Endpoints() {
		u, err := url.Parse(raw)
		switch {
		case err != nil:
			return fmt.Errorf("target %s: its URL cannot be read", t.Name)
		case u.User != nil:
			return fmt.Errorf("target %s: credentials in the URL are not used; name them in the configuration", t.Name)
		case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
			return fmt.Errorf("target %s: %q: want http://HOST or https://HOST", t.Name, PrintableURL(raw))
		case u.RawQuery != "" || u.Fragment != "":
			return fmt.Errorf("target %s: %q: a target's URL has no query and no fragment", t.Name, PrintableURL(raw))
		}
	}
	for i, h := range t.Header {
		name, value, ok := strings.Cut(h, ":")
		switch name = strings.TrimSpace(name); {
		case !ok || name == "":
			return fmt.Errorf("header %d: want 'Name: value'", i+1)
		case !httpguts.ValidHeaderFieldName(name):
			return fmt.Errorf("header %d: %q is no name of a header", i+1, name)
		case !httpguts.ValidHeaderFieldValue(strings.TrimSpace(value)):
			return fmt.Errorf("header %s: no header can have this value", name)
		}
	}
	return nil
}

// PrintableURL returns a URL without what may be secret in it: user, query and
// fragment. Of a text that is no URL nothing is left.
func PrintableURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(no URL)"
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	if u.Opaque != "" {
		u.Opaque = "…"
	}
	return u.String()
}

// Endpoints returns the target's URLs, sorted, each once.
func (t *Target) Endpoints() []string {
	var urls []string
	if t.Root != "" {
		urls = append(urls, t.Root)
	}
	for _, u := range t.URLs {
		urls = append(urls, u)
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

// Loopback reports whether every URL of the target names this machine. Only
// such a target gets credentials that nobody named for it.
func (t *Target) Loopback() bool {
	for _, raw := range t.Endpoints() {
		u, err := url.Parse(raw)
		if err != nil || !isLoopback(u.Hostname()) {
			return false
		}
	}
	return t.Root != "" || len(t.URLs) > 0
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Held returns the profile by which the target is held.
func (t *Target) Held() suites.Profile {
	switch {
	case t.Profile != "":
		return t.Profile
	case t.Embedded || t.Loopback():
		return suites.ProfileMock
	}
	return suites.ProfileLive
}

// Base returns the URL that serves an operation, or "".
func (t *Target) Base(a specs.Address) string {
	for _, key := range []string{a.Provider + "/" + a.Product + "@" + a.Version, a.Provider + "/" + a.Product, a.Provider} {
		if u, ok := t.URLs[key]; ok {
			return u
		}
	}
	return t.Root
}

// offer returns what the target offers to cases.
func (t *Target) offer() suites.Offer {
	loopback := t.Embedded || t.Loopback()
	return suites.Offer{
		Given:    t.given,
		Loopback: loopback,
		Embedded: t.Embedded,
		Writes:   t.Writes || loopback,
		Faults:   t.Faults,
		Auth:     t.Auth == AuthVerify,
	}
}

// Given returns values for what must exist as [Target] has them, by
// "address.Parameter", from values under either form of the address. The error
// names the first key that is not an operation's of the catalog.
func Given(catalog *specs.Catalog, values map[string]string) (map[string]string, error) {
	given := make(map[string]string, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := strings.LastIndexByte(key, '/')
		name, parameter, ok := strings.Cut(key[at+1:], ".")
		if at < 0 || !ok || parameter == "" {
			return nil, fmt.Errorf("given %q: want provider/product/Operation.Parameter", key)
		}
		op, err := catalog.Operation(key[:at+1] + name)
		if err != nil {
			return nil, fmt.Errorf("given %q: %w", key, err)
		}
		given[op.Address.String()+"."+parameter] = values[key]
	}
	return given, nil
}

// Secrets lists what must not appear in reports and recordings.
func (t *Target) Secrets() []string {
	var secrets []string
	for _, c := range t.Credentials {
		for _, s := range []string{c.Secret, c.SecurityToken, c.AuthToken} {
			if s != "" {
				secrets = append(secrets, s)
			}
		}
	}
	for _, h := range t.Header {
		name, value, _ := strings.Cut(h, ":")
		value = strings.TrimSpace(value)
		if !fixtures.SecretName(strings.TrimSpace(name)) || value == "" {
			continue
		}
		secrets = append(secrets, value)
		if _, token, ok := strings.Cut(value, " "); ok { // behind a scheme, as in "Bearer x"
			secrets = append(secrets, token)
		}
	}
	return secrets
}

// given returns the target's value for a parameter. The project of the
// credentials is given for project_id.
func (t *Target) given(operation, parameter string) (string, bool) {
	if v, ok := t.Given[operation+"."+parameter]; ok {
		return v, true
	}
	if parameter == "project_id" {
		provider, _, _ := strings.Cut(operation, "/")
		if id := t.Credentials[provider].ProjectID; id != "" {
			return id, true
		}
	}
	return "", false
}
