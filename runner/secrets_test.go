package runner

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/suites"
)

// TestASecretIsFoundWhereItWasNotSent holds that a password is taken out of an
// answer to a request that did not carry it, and out of the names of members.
func TestASecretIsFoundWhereItWasNotSent(t *testing.T) {
	const password = "canary+/=CANARY"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Echo", password)
		fmt.Fprintf(w, `{"RequestId":"%s","%s":"x"}`, password, password)
	}))
	defer server.Close()
	o := options(server.URL)
	o.Workers = 1
	add := one(addImage, func(c *suites.Case) {
		c.Steps[0].Args = []suites.Arg{{Path: "Name", Value: "n"}, {Path: "ContainerImageSpec.RegistryCredential.Password", Value: password}}
	})
	failing := one(images, func(c *suites.Case) { c.Steps[0].Expect.Outcome = suites.Failure })
	for _, r := range results(t, o, add, failing) {
		if r.Verdict != suites.Fail || len(r.Exchanges) == 0 {
			t.Fatalf("%s: %s, want a failure with its exchange", r.Case.ID, verdict(r))
		}
		body := string(r.Exchanges[0].Response.Body)
		r.Case = nil // as it was planned
		text, err := json.Marshal(r)
		if err != nil || strings.Contains(string(text)+body, "canary") {
			t.Errorf("the password is left: %s\n%s", text, body)
		}
	}
}

// TestASecretThatIsCutInTwo holds that what a report leaves out of a long
// answer does not begin in the middle of a secret.
func TestASecretThatIsCutInTwo(t *testing.T) {
	const secret = "testAccessKeySecret"
	w := &worker{run: &run{o: Options{Redactor: &fixtures.Redactor{Secrets: []string{secret}}}}}
	for shift := range len(secret) + 1 {
		body := strings.Repeat("-", shift) + strings.Repeat(secret, 20_000)
		x := w.excerpt(&fixtures.Exchange{Response: &fixtures.Response{Body: []byte(body)}})
		kept := string(x.Response.Body)
		if left := strings.ReplaceAll(strings.Trim(kept, "-"), fixtures.RedactedMarker, ""); strings.Contains(left, secret[:4]) {
			t.Fatalf("shifted by %d, %q is left", shift, left)
		}
		if len(kept) < keepBody/4 || x.Response.Omitted != len(body)-len(kept) {
			t.Fatalf("%d bytes are kept and %d left out of %d", len(kept), x.Response.Omitted, len(body))
		}
	}
}

// TestValidateTellsNoSecret holds that a target that cannot be used is refused
// without a word of what may be secret in it.
func TestValidateTellsNoSecret(t *testing.T) {
	for _, test := range []struct {
		target Target
		want   string
	}{
		{Target{Root: "http://me:canary@host/"}, "credentials in the URL are not used"},
		{Target{Root: "ftp://me:canary@host/"}, "credentials in the URL are not used"},
		{Target{Root: "ftp://host/?token=canary"}, `"ftp://host/": want http://HOST`},
		{Target{Root: "http://host/?token=canary"}, `"http://host/": a target's URL has no query`},
		{Target{Root: "http://host/#canary"}, "no fragment"},
		{Target{Root: "mailto:canary"}, "want http://HOST"},
		{Target{Root: "http://me:canary%zz@host/"}, "cannot be read"},
		{Target{Root: "http://host", Header: []string{"X-Auth-Token=canary"}}, "header 1: want 'Name: value'"},
		{Target{Root: "http://host", Header: []string{": canary"}}, "header 1: want 'Name: value'"},
		{Target{Root: "http://host", Header: []string{"X: y", "X-Auth-Token: canary\r\nX: y"}}, "header X-Auth-Token: no header can have this value"},
		{Target{Root: "http://host", Header: []string{"X Y: canary"}}, `"X Y" is no name of a header`},
	} {
		test.target.Name = "t"
		err := test.target.Validate()
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%+v: got %v, want %s", test.target, err, test.want)
		}
	}
	for raw, want := range map[string]string{
		"https://me:canary@host:1/p?q=canary#canary": "https://host:1/p", "http://me:canary%zz@host/": "(no URL)", "mailto:canary": "mailto:…",
	} {
		if got := PrintableURL(raw); got != want {
			t.Errorf("%s is printed as %s, want %s", raw, got, want)
		}
	}
}

// TestLoopbackStaysHere holds that a name that says loopback and leads
// elsewhere is not called.
func TestLoopbackStaysHere(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:1": true, "[::1]:1": true, "192.0.2.1:80": false, "0.0.0.0:80": false, "nonsense": false} {
		if err := loopbackOnly("tcp", address, nil); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	here := options("http://dev.localhost:1")
	w := newWire(&here)
	if w.Proxy != nil || w.fresh.Proxy != nil {
		t.Error("a loopback target is called by a proxy")
	}
	// A listener on all interfaces: only the address that is dialled differs.
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Skip("no listener on all interfaces: " + err.Error())
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, transport := range []*http.Transport{w.Transport, w.fresh.Transport} {
		if conn, err := transport.DialContext(t.Context(), "tcp", "0.0.0.0:"+port); err == nil {
			conn.Close()
			t.Error("an address that is not loopback was dialled")
		}
		conn, err := transport.DialContext(t.Context(), "tcp", "127.0.0.1:"+port)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
}

func TestSecretsOfATarget(t *testing.T) {
	target := Target{Header: []string{"X-Auth-Token: a:b", "Authorization: Bearer token", "X-Region: cn-hangzhou", "Cookie:"}}
	want := "a:b,Bearer token,token"
	if got := strings.Join(target.Secrets(), ","); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
