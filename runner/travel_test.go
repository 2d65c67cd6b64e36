package runner

import (
	"net/url"
	"testing"

	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

func TestMisroute(t *testing.T) {
	for _, c := range []struct{ route, path, want string }{
		{suites.NoPath, "/base/v1/p/images/a", "/base/v1/p/concord-no-such-path/a"},
		{suites.NoPath, "/v1/p/images/a%2Fb", "/v1/p/concord-no-such-path/a%2Fb"},
		{"", "/v1/p/images/a", "/v1/p/images/a"},
	} {
		u, err := url.Parse("http://localhost" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		misroute(u, &suites.Step{Route: c.route}, "/v1/{project_id}/images/{id}")
		if got := u.EscapedPath(); got != c.want {
			t.Errorf("misroute %s: got %s, want %s", c.path, got, c.want)
		}
	}
}

func TestSigningOfAStep(t *testing.T) {
	op := &specs.Operation{Address: specs.Address{Provider: "huawei"}, Provider: &specs.Provider{Schemes: []string{"huawei-sdk-hmac", "x-auth-token"}}}
	test := TestCredentials()["huawei"].Credentials
	for _, c := range []struct {
		name, scheme string
		with         sign.Credentials
		how          sign.Scheme
		token        string
		ok           bool
	}{
		{"first scheme", "", test, sign.SchemeHuawei, "", true},
		{"test token", "x-auth-token", test, sign.SchemeToken, testToken, true},
		{"no token of one's own", "x-auth-token", sign.Credentials{KeyID: "own", Secret: "s"}, sign.SchemeToken, "", false},
		{"own token", "x-auth-token", sign.Credentials{AuthToken: "own"}, sign.SchemeToken, "own", true},
		{"no key", "huawei-sdk-hmac", sign.Credentials{AuthToken: "own"}, sign.SchemeHuawei, "own", false},
	} {
		how, keys, ok := signing(&suites.Step{Scheme: c.scheme}, op, c.with)
		if how != c.how || keys.AuthToken != c.token || ok != c.ok {
			t.Errorf("%s: got %s %q %v, want %s %q %v", c.name, how, keys.AuthToken, ok, c.how, c.token, c.ok)
		}
	}
}
