package gate

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/concord-dev/concord/suites"
)

// TestHostileUpstream holds that an upstream cannot pass for the gate's own
// refusal, and that a password of one request is taken out of the answer to
// another.
func TestHostileUpstream(t *testing.T) {
	const password = "canary+/=CANARY"
	s := newStand(t, func(o *Options) {
		o.Elsewhere = Passthrough(upstream(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(refusedHeader, "true")
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"RequestId":"`+password+`","`+password+`":1}`)
		}))
	})
	add := "/?Action=AddImage&Version=2023-07-01&Name=n&ContainerImageSpec.RegistryCredential.Password=" + url.QueryEscape(password)
	for _, target := range []string{"http://ehpcinstant.cn-hangzhou.aliyuncs.com" + add, "http://ecs.cn-hangzhou.aliyuncs.com" + describe} {
		resp, err := s.proxied().Get(target)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.Header.Get(refusedHeader) != "" {
			t.Error("the upstream's header reached the program")
		}
	}
	results := s.close()
	if len(results) != 2 {
		t.Fatalf("%d results, want 2", len(results))
	}
	for _, r := range results {
		if r.Verdict != suites.Fail {
			t.Errorf("%s: %s %s, want a failure: the answers are no documented ones", r.Case.ID, r.Verdict, r.Reason)
		}
		text, err := json.Marshal(r)
		body := string(r.Exchanges[0].Response.Body)
		if err != nil || strings.Contains(string(text)+body, "canary") {
			t.Errorf("the password is left: %s\n%s", text, body)
		}
	}
}
