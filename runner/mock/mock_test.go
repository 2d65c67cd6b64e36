package mock

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
)

const (
	describe  = "alibaba/ecs/DescribeImages"
	get       = "alibaba/ehpcinstant/GetImage"
	add       = "alibaba/ehpcinstant/AddImage"
	community = "alibaba/ehpc@2018-04-12/ListCommunityImages"
	show      = "huawei/modelarts/ShowImage"
	project   = "0123456789abcdef0123456789abcdef"
)

var now = time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)

// client calls a mock by its handler.
type client struct {
	t       testing.TB
	server  *Server
	nonce   atomic.Int64
	header  http.Header
	unsignd bool
}

func newClient(t testing.TB, o Options) *client {
	t.Helper()
	if o.Clock == nil {
		o.Clock = func() time.Time { return now }
	}
	s, err := New(specs.Embedded(), o)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, server: s, header: http.Header{}}
}

// reply is an answer as tests look at it.
type reply struct {
	status int
	header http.Header
	text   string
	json   any
}

func (c *client) request(address string, call protocol.Call, args ...string) *http.Request {
	c.t.Helper()
	op, err := specs.Embedded().Operation(address)
	if err != nil {
		c.t.Fatal(err)
	}
	call.Operation = op
	for i := 0; i < len(args); i += 2 {
		call.Args = append(call.Args, protocol.Arg{Path: args[i], Value: args[i+1]})
	}
	m, err := protocol.Encode(&url.URL{Scheme: "http", Host: "127.0.0.1:4566"}, call)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := m.HTTP(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	if !c.unsignd {
		scheme, credentials := sign.SchemeV1, sign.Credentials{KeyID: "testAccessKeyId", Secret: "testAccessKeySecret"}
		if call.ByHeader {
			scheme = sign.SchemeV3
		}
		if op.Protocol == specs.REST {
			scheme, credentials.Secret = sign.SchemeHuawei, "testSecretAccessKey"
		}
		if err := sign.HTTP(req, m.Body, scheme, credentials, now, fmt.Sprint("n", c.nonce.Add(1))); err != nil {
			c.t.Fatal(err)
		}
	}
	for name, values := range c.header {
		req.Header[name] = values
	}
	return req
}

func (c *client) do(req *http.Request) reply {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, req)
	r := reply{status: w.Code, header: w.Header(), text: w.Body.String()}
	dec := json.NewDecoder(strings.NewReader(r.text))
	dec.UseNumber()
	_ = dec.Decode(&r.json)
	return r
}

func (c *client) call(address string, args ...string) reply {
	c.t.Helper()
	return c.do(c.request(address, protocol.Call{}, args...))
}

// at walks a decoded answer: at("Images.Image.0.Status").
func (r reply) at(path string) string {
	v := r.json
	for step := range strings.SplitSeq(path, ".") {
		switch w := v.(type) {
		case map[string]any:
			v = w[step]
		case []any:
			i := 0
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(w) {
				return "<none>"
			}
			v = w[i]
		default:
			return "<none>"
		}
	}
	if v == nil {
		return "<none>"
	}
	return fmt.Sprint(v)
}

func (r reply) list(path string) []map[string]any {
	v := r.json
	for step := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[step]
	}
	var items []map[string]any
	list, _ := v.([]any)
	for _, item := range list {
		items = append(items, item.(map[string]any))
	}
	return items
}

// TestWire holds that the requests of the vendors' own SDKs are accepted.
func TestWire(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/wire/*.txt")
	if len(files) == 0 {
		t.Skip("the shared wire captures are not here")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
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
			req.Body = io.NopCloser(bytes.NewReader(body))
			var when time.Time
			_, err = sign.Verify(sign.FromHTTP(req, body), func(string) (string, bool) { return "", false }, when)
			if e, ok := err.(*sign.Error); ok {
				when = e.Time
			}
			c := newClient(t, Options{Clock: func() time.Time { return when }})
			got := c.do(req)
			status, code := http.StatusOK, ""
			switch {
			case strings.Contains(file, "weird-id"):
				status, code = http.StatusNotFound, "ModelArts.6797"
			case strings.Contains(req.URL.RawQuery, "DryRun=true"):
				status, code = http.StatusBadRequest, "DryRunOperation"
			}
			if got.status != status || !strings.Contains(got.text, code) {
				t.Errorf("status %d, want %d %s: %s", got.status, status, code, got.text)
			}
		})
	}
}
