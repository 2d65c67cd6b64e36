package checks_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/fixtures"
	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// TestWire judges requests that the vendors' own SDKs sent: each finding was
// reviewed.
func TestWire(t *testing.T) {
	dir := shared(t, "wire")
	text, err := os.ReadFile("testdata/wire.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]struct{ Says, Reason string }
	if err := yaml.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			var reviewed []string
			for _, f := range want[name] {
				if f.Reason == "" {
					t.Errorf("no reason why this is a departure: %s", f.Says)
				}
				reviewed = append(reviewed, f.Says)
			}
			var got []string
			for _, line := range strings.Split(render(sent(t, file)), "\n") {
				if line != "" {
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(reviewed, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// sent returns the findings of one request, which nobody planned.
func sent(t *testing.T, file string) []suites.Finding {
	t.Helper()
	lib, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Scheme, req.URL.Host = "http", req.Host
	call := lib.decoder.Decode(protocol.FromHTTP(req, body))
	if call.Operation == nil {
		t.Fatal("the request names no operation of the catalog")
	}
	header := req.Header.Clone()
	header.Set("Host", req.Host)
	address := call.Operation.Address.String()
	x := &fixtures.Exchange{Operation: address, Started: date(call, header),
		Request: fixtures.Request{Method: req.Method, URL: req.URL.String(), Header: header, Body: body}}
	ev := &suites.Evidence{
		Case:    &suites.Case{ID: "wire", Kind: suites.Observed, Operation: address},
		Profile: suites.ProfileMock, Contract: lib.contracts[address],
	}
	ev.Steps = []suites.Observation{suites.Observe(x, ev.Contract, &call, nil)}
	return suites.NewRules(checks.All(), suites.NewSeverities(suites.ProfileMock, false, nil)).Evaluate(ev).Findings
}

// date returns when a request was signed.
func date(call protocol.Call, header http.Header) time.Time {
	text := header.Get("X-Acs-Date") + header.Get("X-Sdk-Date")
	for _, a := range call.Common {
		if a.Path == "Timestamp" {
			text = a.Value
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z", "20060102T150405Z"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	return time.Time{}
}
