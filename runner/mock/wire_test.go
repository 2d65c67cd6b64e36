package mock

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
)

// TestWireOverTCP holds that the bytes which the vendors' own SDKs put on the
// wire are accepted as they are, the clock standing at their date.
func TestWireOverTCP(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/wire/*.txt")
	if len(files) == 0 {
		t.Skip("the shared wire captures are not here")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			when := signedAt(t, raw)
			handler, err := New(specs.Embedded(), Options{Clock: func() time.Time { return when }})
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(handler)
			defer server.Close()
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(10 * time.Second))
			if _, err := conn.Write(raw); err != nil {
				t.Fatal(err)
			}
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			status, says := http.StatusOK, ""
			switch {
			case strings.Contains(file, "weird-id"): // understood; there is no such image
				status, says = http.StatusNotFound, "ModelArts.6797"
			case bytes.Contains(raw, []byte("DryRun=true")): // passed the validation that it asks for
				status, says = http.StatusBadRequest, "DryRunOperation"
			}
			if response.StatusCode != status || !bytes.Contains(body, []byte(says)) {
				t.Errorf("status %d, want %d %s: %s", response.StatusCode, status, says, body)
			}
		})
	}
}

// signedAt returns when a raw request was signed.
func signedAt(t *testing.T, raw []byte) time.Time {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, err = sign.Verify(sign.FromHTTP(r, body), func(string) (string, bool) { return "", false }, time.Time{})
	why, ok := err.(*sign.Error)
	if !ok || why.Time.IsZero() {
		t.Fatalf("the request says no time: %v", err)
	}
	return why.Time
}
