package mock

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/concord-dev/concord/fixtures/protocol"
)

// firstOfPage is a small answer of DescribeImages to see faults in.
func firstOfPage(c *client, fault string) reply {
	c.header = http.Header{FaultHeader: {fault}}
	return c.call(describe, "RegionId", "cn-hangzhou", "PageSize", "1", "ImageName", "test")
}

func TestAnswerFaults(t *testing.T) {
	c := newClient(t, Options{})
	proper := firstOfPage(c, "")
	if proper.status != 200 || proper.at("Images.Image.0.Size") != "60" {
		t.Fatalf("without fault: %s", proper.text)
	}
	tests := []struct {
		fault string
		want  func(r reply) bool
	}{
		{"status-201", func(r reply) bool { return r.status == 201 }},
		{"status-204", func(r reply) bool { return r.status == 204 }},
		{"content-type", func(r reply) bool { return r.header.Get("Content-Type") == "text/plain" && r.json != nil }},
		{"html", func(r reply) bool { return strings.HasPrefix(r.text, "<!DOCTYPE html>") }},
		{"body-cut", func(r reply) bool { return len(r.text) == len(proper.text)/2 }},
		{"body-empty", func(r reply) bool { return r.text == "" }},
		{"body-doubled", func(r reply) bool { return len(r.text) == 2*len(proper.text) }},
		{"body-not-utf8", func(r reply) bool { return strings.Contains(r.text, "\xff") }},
		{"body-bom", func(r reply) bool { return strings.HasPrefix(r.text, "\xef\xbb\xbf{") }},
		{"body-duplicate-key", func(r reply) bool { return strings.Count(r.text, `"PageSize":`) == 2 }},
		{"wrong-type", func(r reply) bool { return r.at("Images.Image.0.Size") == "concord" }},
		{"wrong-type=PageSize", func(r reply) bool {
			return r.at("PageSize") == "concord" && r.at("Images.Image.0.Size") == "60"
		}},
		{"wrong-type=Images[].Status", func(r reply) bool { return r.at("Images.Image.0.Status") == "map[]" }},
		{"coercible", func(r reply) bool { return strings.Contains(r.text, `"IsCopied":"true"`) }},
		{"coercible=Images[].Size", func(r reply) bool { return strings.Contains(r.text, `"Size":"60","Res`) }},
		{"null=Images[].Size", func(r reply) bool { return strings.Contains(r.text, `"Size":null`) }},
		{"enum-unknown", func(r reply) bool { return r.at("Images.Image.0.Status") == "ConcordUnknown" }},
		{"enum-case", func(r reply) bool { return r.at("Images.Image.0.Status") == "AVAILABLE" }},
		{"format", func(r reply) bool { return r.at("Images.Image.0.CreationTime") == "yesterday" }},
		{"missing", func(r reply) bool { return r.at("Images.Image.0.ImageId") == "<none>" }},
		{"missing=Images[].Tags[].TagKey", func(r reply) bool {
			return r.at("Images.Image.0.Tags.Tag.0.TagKey") == "<none>" && r.at("Images.Image.0.Tags.Tag.0.TagValue") != "<none>"
		}},
		{"extra", func(r reply) bool { return r.at("ConcordExtra") == "1" }},
		{"wrapper-renamed", func(r reply) bool { return r.at("Images.ConcordItem.0.Size") == "60" }},
		{"bare-array", func(r reply) bool { return r.at("Images.0.Size") == "60" }},
		{"bare-array=Images[].Tags", func(r reply) bool { return r.at("Images.Image.0.Tags.0.TagKey") != "<none>" }},
		{"beyond-int64", func(r reply) bool { return r.at("Images.Image.0.Size") == "12345678901234567890123" }},
		{"ids-repeated", func(r reply) bool {
			return len(r.list("Images.Image")) == 2 && r.at("Images.Image.0.ImageId") == r.at("Images.Image.1.ImageId")
		}},
		{"page-longer", func(r reply) bool { return len(r.list("Images.Image")) > 1 }},
		{"total-wrong", func(r reply) bool { return r.at("TotalCount") == "0" }},
		{"page-number-wrong", func(r reply) bool { return r.at("PageNumber") == "2" }},
		{"filter-ignored", func(r reply) bool { return r.at("TotalCount") == fmt.Sprint(seedItems) }},
		{"echo-wrong", func(r reply) bool { return r.at("RegionId") == "cn-hangzhou-other" }},
		{"coercible,extra", func(r reply) bool {
			return r.at("ConcordExtra") == "1" && strings.Contains(r.text, `"IsCopied":"true"`)
		}},
		{"Throttling.User", func(r reply) bool { return r.status == 400 && r.at("Code") == "Throttling.User" }},
		{"InternalError", func(r reply) bool { return r.status == 500 && r.at("Code") == "InternalError" }},
		{"MissingParameter.ImageId", func(r reply) bool { return r.status == 400 && r.at("Code") == "MissingParameter.ImageId" }},
		{"no-such-fault", func(r reply) bool { return r.status == 501 && r.at("Code") == "UnknownFault" }},
		{"Throttling.User,status-wrong", func(r reply) bool { return r.status == 409 }},
		{"Throttling.User,error-under-200", func(r reply) bool { return r.status == 200 && r.at("Code") == "Throttling.User" }},
		{"Throttling.User,code-other", func(r reply) bool {
			return r.status == 400 && r.at("Code") == "InvalidImageOwnerAlias.ValueNotSupported"
		}},
		{"Throttling.User,code-undocumented", func(r reply) bool { return r.at("Code") == "ConcordNoSuchCode" }},
		{"Throttling.User,envelope-lower-case", func(r reply) bool { return r.at("code") == "Throttling.User" && r.at("Code") == "<none>" }},
		{"Throttling.User,message-changed", func(r reply) bool { return r.at("Message") == "Concord says no" }},
		{"Throttling.User,request-id-missing", func(r reply) bool { return r.at("RequestId") == "<none>" && r.header.Get("X-Acs-Request-Id") == "" }},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			if got := firstOfPage(c, test.fault); !test.want(got) {
				t.Errorf("%d %v %s", got.status, got.header, got.text)
			}
		})
	}
	if again := firstOfPage(c, ""); len(again.text) != len(proper.text) {
		t.Errorf("a fault stays behind: %s", again.text)
	}
}

func TestBehaviourFaults(t *testing.T) {
	c := newClient(t, Options{})
	with := func(fault, address string, args ...string) reply {
		c.header = http.Header{FaultHeader: {fault}}
		return c.call(address, args...)
	}
	id := with("", add, "Name", "mine").at("ImageId")
	for _, test := range []struct {
		fault, address string
		args           []string
		without, want  int
	}{
		{"invalid-accepted", describe, []string{"RegionId", "cn-hangzhou", "PageSize", "500"}, 400, 200},
		{"unknown-found", get, []string{"ImageId", "m-nothing"}, 404, 200},
		{"added-lost", get, []string{"ImageId", id}, 200, 404},
		{"dry-run-performed", describe, []string{"RegionId", "cn-hangzhou", "DryRun", "true"}, 400, 200},
		{"too-long", show, []string{"project_id", project, "id", "278e88d1-5b71-4766-8502-b3ba72e824d9"}, 200, 200},
	} {
		if got := with("", test.address, test.args...); got.status != test.without {
			t.Errorf("%s: without it %d %s", test.fault, got.status, got.text)
		}
		if got := with(test.fault, test.address, test.args...); got.status != test.want {
			t.Errorf("%s: %d %s", test.fault, got.status, got.text)
		}
	}
	if got := with("too-long", show, "project_id", project, "id", "278e88d1-5b71-4766-8502-b3ba72e824d9"); len(got.at("description")) != 513 {
		t.Errorf("too-long: %s", got.text)
	}
}

func TestTransportFaults(t *testing.T) {
	c := newClient(t, Options{})
	server := httptest.NewServer(c.server)
	defer server.Close()
	tests := []struct {
		fault string
		want  func(resp *http.Response, body []byte, err error, took time.Duration) bool
	}{
		{"delay=50ms", func(_ *http.Response, _ []byte, err error, took time.Duration) bool {
			return err == nil && took >= 50*time.Millisecond
		}},
		{"slow=10us", func(resp *http.Response, body []byte, err error, _ time.Duration) bool {
			return err == nil && int64(len(body)) == resp.ContentLength
		}},
		{"length-wrong", func(_ *http.Response, _ []byte, err error, _ time.Duration) bool {
			return errors.Is(err, io.ErrUnexpectedEOF)
		}},
		{"cut", func(_ *http.Response, _ []byte, err error, _ time.Duration) bool {
			return errors.Is(err, io.ErrUnexpectedEOF)
		}},
		{"endless-body", func(_ *http.Response, body []byte, err error, _ time.Duration) bool {
			return err == nil && len(body) == 4<<20
		}},
		{"endless-header", func(resp *http.Response, _ []byte, err error, _ time.Duration) bool { return resp == nil && err != nil }},
		{"reset", func(resp *http.Response, _ []byte, err error, _ time.Duration) bool { return resp == nil && err != nil }},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			c.header = http.Header{FaultHeader: {test.fault}}
			req := c.request(get, protocol.Call{})
			req.URL.Host = strings.TrimPrefix(server.URL, "http://")
			started := time.Now()
			resp, err := http.DefaultTransport.RoundTrip(req)
			var body []byte
			if err == nil {
				body, err = io.ReadAll(io.LimitReader(resp.Body, 4<<20))
				resp.Body.Close()
			}
			if !test.want(resp, body, err, time.Since(started)) {
				t.Errorf("%v, %d bytes, %v", resp, len(body), err)
			}
		})
	}
}

// TestEveryFaultIsListed holds that names are unique and that the list does
// not promise what does nothing.
func TestEveryFaultIsListed(t *testing.T) {
	asked := []string{"ids-repeated", "page-longer", "total-wrong", "page-number-wrong", "invalid-accepted", "unknown-found", "filter-ignored", "echo-wrong", "added-lost", "dry-run-performed", "auth-ignored", "replay-accepted"}
	seen := map[string]bool{}
	for _, f := range faults() {
		if seen[f.Name] || f.Doc == "" {
			t.Errorf("fault %q: repeated or without a doc", f.Name)
		}
		seen[f.Name] = true
		does := f.answer != nil || f.bytes != nil || f.transport != nil || f.header != nil
		if does == slices.Contains(asked, f.Name) {
			t.Errorf("fault %q does something: %v", f.Name, does)
		}
	}
}

// TestHostileRequests holds that whatever comes over a socket is answered and
// that the mock serves on.
func TestHostileRequests(t *testing.T) {
	c := newClient(t, Options{Auth: Ignore})
	server := httptest.NewServer(c.server)
	defer server.Close()
	bomb := `{"Tag":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}"
	for name, raw := range map[string]string{
		"bad escapes":      "GET /?Action=%zz&%=&&;=% HTTP/1.1\r\nHost: h\r\n\r\n",
		"not utf-8":        "GET /?Action=DescribeImages&Version=2014-05-26&RegionId=%ff%fe HTTP/1.1\r\nHost: h\r\n\r\n",
		"conflict":         "GET /?Action=GetImage&Version=2023-07-01 HTTP/1.1\r\nHost: h\r\nx-acs-action: DescribeImages\r\n\r\n",
		"bomb":             fmt.Sprintf("POST /?Action=DescribeImages&Version=2014-05-26&RegionId=r HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(bomb), bomb),
		"many parameters":  "GET /?Action=DescribeImages&Version=2014-05-26&" + strings.Repeat("a=b&", 50_000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
		"strange method":   "BREW /?Action=DescribeImages&Version=2014-05-26 HTTP/1.1\r\nHost: h\r\n\r\n",
		"options":          "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
		"absolute":         "GET http://ecs.cn-hangzhou.aliyuncs.com/?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou HTTP/1.1\r\nHost: h\r\n\r\n",
		"path up":          "GET /../../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n",
		"bad chunk":        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"tags by millions": "GET /?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou&Tag.99999.Key=x HTTP/1.1\r\nHost: h\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
			if _, err := conn.Write([]byte(raw)); err != nil {
				t.Fatal(err)
			}
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode >= 500 || len(body) == 0 && name != "options" {
				t.Errorf("%d %q %v", resp.StatusCode, body, err)
			}
		})
	}
	if got := c.call(get); got.status != 200 {
		t.Errorf("afterwards: %d %s", got.status, got.text)
	}
}

// TestManyAtOnce is for the race detector.
func TestManyAtOnce(t *testing.T) {
	script := &Script{Steps: []ScriptStep{{Operation: get, Fault: "null", Times: 5}}}
	c := newClient(t, Options{Auth: Ignore, Script: script})
	c.unsigned = true
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				for _, req := range []*http.Request{
					c.request(describe, protocol.Call{}, "RegionId", "cn-hangzhou"),
					c.request(add, protocol.Call{}, "Name", fmt.Sprint(i, j)),
					c.request(get, protocol.Call{}),
				} {
					c.server.ServeHTTP(httptest.NewRecorder(), req)
				}
			}
			c.server.Reset()
		})
	}
	wg.Wait()
}

// FuzzServe holds that no request makes the mock panic or answer with a status
// that is none.
func FuzzServe(f *testing.F) {
	f.Add([]byte("GET /?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou&Tag.1.Key=k HTTP/1.1\r\nHost: h\r\n\r\n"))
	f.Add([]byte("POST /?Action=AddImage&Version=2023-07-01&Format=JSON HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 42\r\n\r\n{\"Name\":\"a\",\"VMImageSpec\":{\"ImageId\":[]}}  "))
	f.Add([]byte("GET /v1/p/images/%2F HTTP/1.1\r\nHost: h\r\nX-Auth-Token: t\r\nX-Concord-Fault: null,wrong-type=x,InvalidParams\r\n\r\n"))
	f.Add([]byte("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: ACS3-HMAC-SHA256 Credential=,SignedHeaders=;,Signature=\r\nx-acs-action: GetImage\r\n\r\n"))
	verifying, open := newClient(f, Options{}), newClient(f, Options{Auth: Ignore})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, c := range []*client{verifying, open} {
			req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
			if err != nil {
				return
			}
			if f := req.Header.Get(FaultHeader); strings.Contains(f, "endless") || strings.Contains(f, "delay") || strings.Contains(f, "slow") {
				return
			}
			w := httptest.NewRecorder()
			c.server.ServeHTTP(w, req)
			if w.Code < 200 || w.Code > 599 {
				t.Errorf("status %d", w.Code)
			}
		}
	})
}
