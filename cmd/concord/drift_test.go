package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/cmd/concord/internal/independent"
	"github.com/concord-dev/concord/specs/diff"
)

// drifted runs `concord drift --json` with further arguments.
func drifted(t *testing.T, args ...string) (code int, changes []diff.Change, stderr string) {
	t.Helper()
	var stdout, errs bytes.Buffer
	w := &world{stdin: strings.NewReader(""), stdout: &stdout, stderr: &errs,
		getenv: func(string) string { return "" }, now: time.Now, rand: rand.Reader}
	code = execute(append([]string{"drift", "--json", "--rate", "0"}, args...), w)
	var out struct{ Changes []diff.Change }
	if stdout.Len() > 0 {
		if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
			t.Fatalf("%v in %s", err, &stdout)
		}
	}
	return code, out.Changes, errs.String()
}

func names(changes []diff.Change) []string {
	var out []string
	for _, c := range changes {
		if c.Severity != diff.Info {
			out = append(out, fmt.Sprintf("%s %s %s", c.Operation, c.Kind, c.Path))
		}
	}
	slices.Sort(out)
	return out
}

// TestDriftOvernight changes a cloud in ten ways: exactly those are found and
// confirmed, the patch makes the next run clean, and the state makes it quiet.
func TestDriftOvernight(t *testing.T) {
	before := httptest.NewServer(independent.New(independent.Defect{}))
	defer before.Close()
	if code, changes, stderr := drifted(t, "--target", before.URL); code != exitOK || len(names(changes)) > 0 {
		t.Fatalf("exit %d and changes %v of an unchanged target\n%s", code, changes, stderr)
	}

	after := httptest.NewServer(independent.New(independent.Overnight))
	defer after.Close()
	dir := t.TempDir()
	state, patch := filepath.Join(dir, "drift.yaml"), filepath.Join(dir, "catalog")
	code, changes, stderr := drifted(t, "--target", after.URL, "--state", state, "--write", patch)
	if code != exitFindings {
		t.Errorf("exit %d, want %d\n%s", code, exitFindings, stderr)
	}
	if d := cmp.Diff(independent.OvernightChanges, names(changes)); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
	for _, c := range changes {
		if c.Label != "confirmed" {
			t.Errorf("%s is labelled %q", c, c.Label)
		}
	}

	if code, changes, stderr := drifted(t, "--target", after.URL, "--state", state); code != exitOK || len(changes) > 0 {
		t.Errorf("the night after: exit %d and changes %v\n%s", code, changes, stderr)
	}
	if code, changes, stderr := drifted(t, "--target", after.URL, "--catalog", patch); code != exitOK || len(names(changes)) > 0 {
		t.Errorf("with the patch: exit %d and changes %v\n%s", code, changes, stderr)
	}
	data, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Archived", "testAccessKey", "cn-hangzhou"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("the state holds %s:\n%s", secret, data)
		}
	}
}

// TestDriftIsInconclusive holds drift to say what it could not conclude, and
// never "no drift".
func TestDriftIsInconclusive(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"HTML": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, "a body that is no JSON"},
		"throttles for ever": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"Code":"Throttling","Message":"Request was denied due to request throttling.","RequestId":"r","HostId":"h"}`)
		}, "the first Throttling"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(c.handler)
			defer server.Close()
			code, changes, stderr := drifted(t, "--target", server.URL, "--patience", "0s", "alibaba/ehpc@2018-04-12/ListCommunityImages")
			if code != exitUnreachable || !strings.Contains(stderr, "nothing can be concluded: ") || !strings.Contains(stderr, c.want) {
				t.Errorf("exit %d, changes %v, said %s", code, changes, stderr)
			}
		})
	}
}

// TestDriftIsPatient holds drift to wait for a target that throttles.
func TestDriftIsPatient(t *testing.T) {
	cloud := independent.New(independent.Defect{})
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"Code":"Throttling.User","Message":"x","RequestId":"r","HostId":"h"}`)
			return
		}
		cloud.ServeHTTP(w, r)
	}))
	defer server.Close()
	code, changes, stderr := drifted(t, "--target", server.URL, "alibaba/ehpc@2018-04-12/ListCommunityImages/sample")
	if code != exitOK || len(names(changes)) > 0 || calls.Load() < 2 {
		t.Errorf("exit %d after %d calls, changes %v\n%s", code, calls.Load(), changes, stderr)
	}
}

// TestDriftLabelsFlaky changes a target between two tries.
func TestDriftLabelsFlaky(t *testing.T) {
	plain, changed := independent.New(independent.Defect{}), independent.New(independent.Overnight)
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			changed.ServeHTTP(w, r)
			return
		}
		plain.ServeHTTP(w, r)
	}))
	defer server.Close()
	code, changes, stderr := drifted(t, "--target", server.URL, "huawei/modelarts/ShowImage/sample")
	if code != exitFindings || len(changes) == 0 {
		t.Fatalf("exit %d, changes %v\n%s", code, changes, stderr)
	}
	for _, c := range changes {
		if c.Label != "flaky" && c.Severity != diff.Info {
			t.Errorf("%s is labelled %q", c, c.Label)
		}
	}
}

// TestDriftKeepsNoSecret holds that a HAR document's secrets come into no
// change, state, patch or message.
func TestDriftKeepsNoSecret(t *testing.T) {
	const call = "https://ecs.cn-hangzhou.aliyuncs.com/?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou&SecurityToken=canary%2B%2F%3Dtoken"
	body := `{"RequestId":"x","PageNumber":1,"PageSize":10,"TotalCount":1,"RegionId":"cn-hangzhou","Images":{"Image":[{"ImageId":"m-1","Status":"canary+/=token","canary+/=token":1}]}}`
	type object = map[string]any
	entry := func(url, body string) object {
		return object{"request": object{"method": "GET", "url": url}, "response": object{"status": 200, "content": object{"text": body}}}
	}
	har, err := json.Marshal(object{"log": object{"entries": []object{entry(call, body), entry("https://elsewhere.example/x?Token=canary", "{}")}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "recording.har")
	if err := os.WriteFile(file, har, 0o600); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state.yaml")
	code, changes, stderr := drifted(t, "--recording", file, "--state", state, "--write", filepath.Join(dir, "catalog"))
	if code != exitFindings || len(changes) == 0 {
		t.Errorf("exit %d and changes %v, want the undocumented member", code, changes)
	}
	if !strings.Contains(stderr, "a request to elsewhere.example is no operation of the catalog") {
		t.Errorf("what was left out is not told: %s", stderr)
	}
	all := fmt.Sprint(changes, stderr)
	for _, name := range []string{state, filepath.Join(dir, "catalog/alibaba/ecs/2014-05-26/DescribeImages.yaml")} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all += string(text)
	}
	if strings.Contains(all, "canary") {
		t.Errorf("a secret is left: %s", all)
	}
}
