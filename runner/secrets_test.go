package runner

import (
	"encoding/json"
	"fmt"
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

func TestSecretsOfATarget(t *testing.T) {
	target := Target{Header: []string{"X-Auth-Token: a:b", "Authorization: Bearer token", "X-Region: cn-hangzhou", "Cookie:"}}
	want := "a:b,Bearer token,token"
	if got := strings.Join(target.Secrets(), ","); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
