package mock

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
	t        testing.TB
	server   *Server
	nonce    atomic.Int64
	header   http.Header
	unsigned bool
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
	if !c.unsigned {
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

func TestErrors(t *testing.T) {
	tests := []struct {
		name    string
		address string
		args    []string
		status  int
		code    string
		message string
	}{
		{"nothing given", describe, nil, 400, "MissingParameter", `The input parameter "RegionId" that is mandatory for processing this request is not supplied.`},
		{"unknown region", describe, []string{"RegionId", "mars-1"}, 404, "InvalidRegionId.NotFound", ""},
		{"size above", describe, []string{"PageSize", "101"}, 400, "InvalidPageSize", "Specified parameter PageSize is not valid."},
		{"size no number", describe, []string{"PageSize", "1.5"}, 400, "InvalidPageSize", ""},
		{"architecture", describe, []string{"Architecture", "sparc"}, 404, "InvalidArchitecture", "The specified Architecture is not valid."},
		{"owner", describe, []string{"ImageOwnerAlias", "me"}, 400, "InvalidImageOwnerAlias.ValueNotSupported", ""},
		{"one status of two", describe, []string{"Status", "Available,Lost"}, 400, "InvalidStatus", ""},
		{"filter's key", describe, []string{"Filter[0].Key", "Age", "Filter[0].Value", "2017-12-05T22:40Z"}, 404, "InvalidFilterKey.NotFound", ""},
		{"filter's value", describe, []string{"Filter[0].Key", "CreationStartTime", "Filter[0].Value", "yesterday"}, 404, "InvalidFilterValue", ""},
		{"filter without key", describe, []string{"Filter[0].Value", "2017-12-05T22:40Z"}, 404, "InvalidFilterKey.NotFound", ""},
		{"tag without key", describe, []string{"Tag[0].Key", "k", "Tag[1].Value", "v"}, 400, "InvalidTag.Mismatch", ""},
		{"public of whom", describe, []string{"IsPublic", "true"}, 400, "InvalidImageOwnerAlias.ValueNotSupported", ""},
		{"too many tags", describe, tags(21), 400, "InvalidTagCount", ""},
		{"unknown instance type", describe, []string{"InstanceType", "no-such-type"}, 400, "InvalidInstanceType.ValueNotSupported", ""},
		{"unknown image", describe, []string{"ImageId", "m-nothing"}, 404, "InvalidImageId.NotFound", ""},
		{"dry run", describe, []string{"DryRun", "true"}, 400, "DryRunOperation", "Request validation has been passed with DryRun flag set."},
		{"get an unknown image", get, []string{"ImageId", "m-nothing"}, 404, "ImageNotFound", "The specified image does not exist."},
		{"get with a bad type", get, []string{"ImageType", "Disk"}, 400, "InvalidParams", "The specified parameter ImageType is invalid."},
		{"add without name", add, nil, 400, "MissingName", "Name is mandatory for this action."},
		{"add with text for a boolean", add, []string{"Name", "x", "ContainerImageSpec.IsACRRegistry", "maybe"}, 400, "InvalidParams", "The specified parameter ContainerImageSpec.IsACRRegistry is invalid."},
		{"show an unknown image", show, []string{"project_id", project, "id", "nothing"}, 404, "ModelArts.6797", "Specified image nothing cannot be found."},
		{"show of another project", show, []string{"project_id", "other", "id", "278e88d1-5b71-4766-8502-b3ba72e824d9"}, 403, "ModelArts.0210", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newClient(t, Options{})
			args := test.args
			if test.address == describe && len(args) > 0 && args[0] != "RegionId" {
				args = append([]string{"RegionId", "cn-hangzhou"}, args...)
			}
			got := c.call(test.address, args...)
			code, message := got.at("Code"), got.at("Message")
			if test.address == show {
				code, message = got.at("error_code"), got.at("error_msg")
			}
			if got.status != test.status || code != test.code || test.message != "" && message != test.message {
				t.Errorf("got %d %s %q, want %d %s %q", got.status, code, message, test.status, test.code, test.message)
			}
		})
	}
}

func tags(n int) []string {
	var args []string
	for i := range n {
		args = append(args, fmt.Sprintf("Tag[%d].Key", i), "k")
	}
	return args
}

func TestEnvelope(t *testing.T) {
	c := newClient(t, Options{})
	got := c.call(describe, "RegionId", "cn-hangzhou", "Usage", "x")
	id := got.at("RequestId")
	want := fmt.Sprintf(`{"RequestId":%q,"Message":"The specified Usage is not valid.","HostId":"127.0.0.1:4566","Recommend":"https://api.aliyun.com/troubleshoot?q=InvalidUsage&product=Ecs&requestId=%s","Code":"InvalidUsage"}`, id, id)
	if diff := cmp.Diff(want, got.text); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	wantHeader := http.Header{
		"Content-Type": {"application/json;charset=utf-8"}, "Content-Length": {fmt.Sprint(len(want))}, "X-Acs-Request-Id": {id},
		"X-Acs-Trace-Id": {strings.ToLower(strings.ReplaceAll(id, "-", ""))}, "Access-Control-Allow-Origin": {"*"}, "Vary": {"Accept-Encoding"},
	}
	if diff := cmp.Diff(wantHeader, got.header); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}

func TestFilters(t *testing.T) {
	tests := []struct {
		name  string
		args  []string
		field string
		want  func(item map[string]any) bool
	}{
		{"default", nil, "Status", is("Status", "Available")},
		{"status", []string{"Status", "Creating,CreateFailed"}, "", func(m map[string]any) bool { return m["Status"] == "Creating" || m["Status"] == "CreateFailed" }},
		{"windows", []string{"OSType", "windows"}, "", is("OSType", "windows")},
		{"arm64", []string{"Architecture", "arm64"}, "", is("Architecture", "arm64")},
		{"marketplace", []string{"ImageOwnerAlias", "marketplace"}, "", is("ImageOwnerAlias", "marketplace")},
		{"both", []string{"OSType", "linux", "Usage", "instance"}, "", func(m map[string]any) bool { return m["OSType"] == "linux" && m["Usage"] == "instance" }},
		{"boolean", []string{"IsSupportCloudinit", "False"}, "", is("IsSupportCloudinit", "false")},
		{"name in part", []string{"ImageName", "ImageNam"}, "", is("ImageName", "testImageName")},
		{"name by wildcard", []string{"ImageName", "test*Name"}, "", is("ImageName", "testImageName")},
		{"family", []string{"ImageFamily", "hangzhou-daily-update"}, "", is("ImageFamily", "hangzhou-daily-update")},
		{"after", []string{"Filter[0].Key", "CreationStartTime", "Filter[0].Value", "2017-12-05T22:40Z"}, "", func(m map[string]any) bool { return m["CreationTime"].(string) > "2017-12-05T22:40" }},
		{"before", []string{"Filter[0].Key", "CreationEndTime", "Filter[0].Value", "2017-12-05T22:40Z"}, "", func(m map[string]any) bool { return m["CreationTime"].(string) < "2017-12-05T22:41" }},
		{"tag", []string{"Tag[0].Key", "TestKey", "Tag[0].Value", "TestValue"}, "", func(m map[string]any) bool { return strings.Contains(fmt.Sprint(m["Tags"]), "TestValue") }},
		{"tag's key", []string{"Tag[0].Key", "TestKey"}, "", func(m map[string]any) bool { return strings.Contains(fmt.Sprint(m["Tags"]), "TestKey") }},
		{"id", []string{"ImageId", "m-bp1g7004ksh0oeuc0003,m-bp1g7004ksh0oeuc0005"}, "", func(m map[string]any) bool {
			return strings.HasSuffix(m["ImageId"].(string), "3") || strings.HasSuffix(m["ImageId"].(string), "5")
		}},
		{"id as the page masks it", []string{"ImageId", "m-bp1g7004ksh0oeuc****"}, "", is("ImageId", "m-bp1g7004ksh0oeuc****")},
	}
	c := newClient(t, Options{})
	everything := len(c.call(describe, "RegionId", "cn-hangzhou", "PageSize", "100").list("Images.Image"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			args := append([]string{"RegionId", "cn-hangzhou", "PageSize", "100"}, test.args...)
			items := c.call(describe, args...).list("Images.Image")
			if len(items) == 0 || test.args != nil && len(items) >= everything {
				t.Errorf("%d items of %d", len(items), everything)
			}
			for _, item := range items {
				if !test.want(item) {
					t.Errorf("item %v", item)
				}
			}
		})
	}
}

func is(name, value string) func(map[string]any) bool {
	return func(item map[string]any) bool { return fmt.Sprint(item[name]) == value }
}

// TestEveryFilterValue holds that each value that a filter's parameter lists
// finds something and leaves something out.
func TestEveryFilterValue(t *testing.T) {
	c := newClient(t, Options{})
	for _, address := range []string{describe, community} {
		op, err := specs.Embedded().Operation(address)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range op.Behaviour.Filters {
			p := op.Parameter(f.Parameter)
			values := p.Enum
			if p.Type == specs.Boolean {
				values = []string{"true", "false"}
			}
			if field := op.Field(f.Field); f.Default && field != nil {
				values = field.Enum // the request may list states that no answer has
			}
			for _, value := range values {
				args := []string{"RegionId", "cn-hangzhou", "PageSize", "100", f.Parameter, value}
				for _, d := range op.Dependencies {
					if d.When.Parameter == f.Parameter && slices.Contains(d.When.Is, value) && len(d.Needs.Is) > 0 {
						args = append(args, d.Needs.Parameter, d.Needs.Is[0])
					}
				}
				got := c.call(address, args...)
				if n := len(got.list("Images.Image")); n == 0 || n >= seedItems {
					t.Errorf("%s %s=%s finds %d of %d: %s", address, f.Parameter, value, n, seedItems, got.text)
				}
			}
		}
	}
}

func TestPages(t *testing.T) {
	c := newClient(t, Options{})
	seen := map[string]bool{}
	total := ""
	for page := 1; ; page++ {
		got := c.call(describe, "RegionId", "cn-beijing", "PageNumber", fmt.Sprint(page), "PageSize", "7")
		if got.at("PageNumber") != fmt.Sprint(page) || got.at("PageSize") != "7" || got.at("RegionId") != "cn-beijing" {
			t.Errorf("page %d: %s", page, got.text[:100])
		}
		items := got.list("Images.Image")
		if len(items) == 0 {
			break
		}
		for _, item := range items {
			if id := item["ImageId"].(string); seen[id] {
				t.Errorf("%s comes again on page %d", id, page)
			} else {
				seen[id] = true
			}
		}
		total = got.at("TotalCount")
	}
	if fmt.Sprint(len(seen)) != total || len(seen) <= 20 {
		t.Errorf("%d items, total %s", len(seen), total)
	}
	if got := c.call(describe, "RegionId", "cn-beijing", "PageNumber", "9223372036854775807"); got.status != 200 || len(got.list("Images.Image")) != 0 {
		t.Errorf("the page beyond all pages: %d %s", got.status, got.text)
	}
}

func TestAddThenGet(t *testing.T) {
	c := newClient(t, Options{})
	added := c.call(add, "Name", "mine", "ImageType", "Container", "ContainerImageSpec.RegistryUrl", "r/x:1", "ContainerImageSpec.RegistryCredential.Password", "hunter2")
	id := added.at("ImageId")
	if added.status != 200 || !strings.HasPrefix(id, "m-") {
		t.Fatalf("add: %d %s", added.status, added.text)
	}
	got := c.call(get, "ImageId", id)
	for path, want := range map[string]string{"Image.Name": "mine", "Image.ImageType": "Container", "Image.ContainerImageSpec.RegistryUrl": "r/x:1", "Image.CreateTime": "2025-01-02T03:04:05Z"} {
		if got.at(path) != want {
			t.Errorf("%s is %q, want %q", path, got.at(path), want)
		}
	}
	if strings.Contains(got.text, "hunter2") {
		t.Error("the password is shown")
	}
	again := c.call(add, "Name", "mine", "ImageType", "Container", "ContainerImageSpec.RegistryUrl", "r/x:1", "ContainerImageSpec.RegistryCredential.Password", "hunter2")
	if again.status != 400 || again.at("Code") != "ImageAlreadyExists" {
		t.Errorf("add again: %d %s", again.status, again.text)
	}
	if other := c.call(add, "Name", "other"); other.at("ImageId") == id || other.status != 200 {
		t.Errorf("add another: %s", other.text)
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, httptest.NewRequest("POST", ResetPath, nil))
	if after := c.call(get, "ImageId", id); w.Code != 204 || after.status != 404 {
		t.Errorf("after a reset (%d): %d %s", w.Code, after.status, after.text)
	}
}

func TestRegions(t *testing.T) {
	c := newClient(t, Options{})
	added := c.do(c.request(add, protocol.Call{Region: "cn-beijing"}, "Name", "northern"))
	id := added.at("ImageId")
	if got := c.do(c.request(get, protocol.Call{Region: "cn-beijing"}, "ImageId", id)); got.status != 200 {
		t.Errorf("in its region: %s", got.text)
	}
	if got := c.do(c.request(get, protocol.Call{Region: "cn-shanghai"}, "ImageId", id)); got.status != 404 {
		t.Errorf("in another region: %s", got.text)
	}
	req := c.request(get, protocol.Call{}, "ImageId", id)
	req.Host = "ehpcinstant.cn-beijing.aliyuncs.com"
	if got := c.do(req); got.status != 200 {
		t.Errorf("by the region's host: %s", got.text)
	}
}

func TestFormats(t *testing.T) {
	c := newClient(t, Options{Auth: Ignore})
	tests := []struct {
		name, query, accept string
		contentType, want   string
	}{
		{"json", "Format=json", "", "application/json;charset=utf-8", `{"RequestId":`},
		{"xml", "Format=XML", "", "text/xml;charset=utf-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<GetImageResponse><RequestId>"},
		{"not said", "", "", "text/xml;charset=utf-8", "<AdditionalRegionsInfo><Status></Status>"},
		{"accepted", "", "application/json", "application/json;charset=utf-8", `{"RequestId":`},
		{"error", "ImageId=m-none", "", "text/xml;charset=utf-8", "<Error><RequestId>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			req := httptest.NewRequest("GET", "/?Action=GetImage&Version=2023-07-01&"+test.query, nil)
			if test.accept != "" {
				req.Header.Set("Accept", test.accept)
			}
			got := c.do(req)
			if got.header.Get("Content-Type") != test.contentType || !strings.Contains(got.text, test.want) {
				t.Errorf("%s: %s", got.header.Get("Content-Type"), got.text)
			}
		})
	}
	list := c.do(httptest.NewRequest("GET", "/?Action=DescribeImages&Version=2014-05-26&RegionId=cn-hangzhou&PageSize=2&Format=XML", nil))
	if n := strings.Count(list.text, "<Image>"); n != 2 || !strings.Contains(list.text, "<Images><Image><CreationTime>") {
		t.Errorf("a list in XML has %d images: %s", n, list.text)
	}
}

func TestGateway(t *testing.T) {
	c := newClient(t, Options{Auth: Ignore})
	tests := []struct {
		name, method, target, contentType, body string
		header                                  http.Header
		status                                  int
		code                                    string
	}{
		{"unknown action", "GET", "/?Action=Fly&Version=2014-05-26&Format=JSON", "", "", nil, 404, "InvalidAction.NotFound"},
		{"other version", "GET", "/?Action=DescribeImages&Version=1999-01-01&Format=JSON", "", "", nil, 404, "InvalidAction.NotFound"},
		{"no action", "GET", "/?Format=JSON", "", "", nil, 400, "MissingAction"},
		{"unknown action in a form", "POST", "/", "application/x-www-form-urlencoded", "Action=Fly&Version=2014-05-26&Format=JSON", nil, 404, "InvalidAction.NotFound"},
		{"no version", "GET", "/?Action=DescribeImages&Format=JSON", "", "", nil, 400, "MissingVersion"},
		{"other method", "DELETE", "/?Action=DescribeImages&Version=2014-05-26&Format=JSON", "", "", nil, 400, "UnsupportedHTTPMethod"},
		{"header and parameter disagree", "GET", "/?Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou", "", "", http.Header{"X-Acs-Action": {"GetImage"}}, 400, "InvalidParameter.Format"},
		{"bad escape", "GET", "/?Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=%zz", "", "", nil, 400, "InvalidParameter.Format"},
		{"bad json", "POST", "/?Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou", "application/json", `{"a":`, nil, 400, "InvalidParameter.Format"},
		{"huge body", "POST", "/?Action=DescribeImages&Version=2014-05-26&Format=JSON&RegionId=cn-hangzhou", "application/x-www-form-urlencoded", "a=" + strings.Repeat("x", maxBody), nil, 400, "InvalidParameter.Format"},
		{"other path", "GET", "/v1/x/nothing", "", "", nil, 404, "APIGW.0101"},
		{"other method on a path", "DELETE", "/v1/p/images/i", "", "", nil, 404, "APIGW.0101"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			req := httptest.NewRequest(test.method, "/", strings.NewReader(test.body))
			req.URL.Path, req.URL.RawQuery, _ = strings.Cut(test.target, "?")
			if test.header != nil {
				req.Header = test.header
			}
			req.Header.Set("Content-Type", test.contentType)
			got := c.do(req)
			code := got.at("Code")
			if code == "<none>" {
				code = got.at("error_code")
			}
			if got.status != test.status || code != test.code {
				t.Errorf("got %d %s, want %d %s: %s", got.status, code, test.status, test.code, got.text)
			}
		})
	}
}

func TestAuthentication(t *testing.T) {
	change := func(scheme sign.Scheme, credentials sign.Credentials, clock time.Time) func(*http.Request) {
		return func(req *http.Request) {
			if err := sign.HTTP(req, nil, scheme, credentials, clock, "n"); err != nil {
				t.Fatal(err)
			}
		}
	}
	good := sign.Credentials{KeyID: "testAccessKeyId", Secret: "testAccessKeySecret"}
	goodHuawei := sign.Credentials{KeyID: "testAccessKeyId", Secret: "testSecretAccessKey"}
	with := func(c sign.Credentials, id, secret string) sign.Credentials {
		if id != "" {
			c.KeyID = id
		}
		if secret != "" {
			c.Secret = secret
		}
		return c
	}
	tests := []struct {
		name    string
		address string
		sign    func(*http.Request)
		verify  string // status and code under Verify
		known   string // under Known
	}{
		{"v1", get, change(sign.SchemeV1, good, now), "200", "200"},
		{"v3", get, change(sign.SchemeV3, good, now), "200", "200"},
		{"unsigned", get, func(*http.Request) {}, "400 IncompleteSignature", "400 IncompleteSignature"},
		{"only a key", get, func(r *http.Request) { r.URL.RawQuery += "&AccessKeyId=testAccessKeyId" }, "400 MissingSignatureMethod", "400 MissingSignatureMethod"},
		{"v1 unknown key", get, change(sign.SchemeV1, with(good, "k", ""), now), "404 InvalidAccessKeyId.NotFound", "200"},
		{"v3 unknown key", get, change(sign.SchemeV3, with(good, "k", ""), now), "404 InvalidAccessKeyId.NotFound", "200"},
		{"v1 wrong secret", get, change(sign.SchemeV1, with(good, "", "x"), now), "400 SignatureDoesNotMatch", "400 SignatureDoesNotMatch"},
		{"v3 wrong secret", get, change(sign.SchemeV3, with(good, "", "x"), now), "400 SignatureDoesNotMatch", "400 SignatureDoesNotMatch"},
		{"v1 expired", get, change(sign.SchemeV1, good, now.Add(-time.Hour)), "400 InvalidTimeStamp.Expired", "400 InvalidTimeStamp.Expired"},
		{"inactive key", get, change(sign.SchemeV1, with(good, "inactiveAccessKeyId", ""), now), "400 InvalidAccessKeyId.Inactive", "400 InvalidAccessKeyId.Inactive"},
		{"forbidden key", get, change(sign.SchemeV1, with(good, "forbiddenAccessKeyId", ""), now), "407 NotAuthorized", "407 NotAuthorized"},
		{"another cloud's signature", get, change(sign.SchemeHuawei, good, now), "400 IncompleteSignature", "400 IncompleteSignature"},
		{"huawei", show, change(sign.SchemeHuawei, goodHuawei, now), "200", "200"},
		{"huawei token", show, change(sign.SchemeToken, sign.Credentials{AuthToken: "testToken"}, now), "200", "200"},
		{"huawei other token", show, change(sign.SchemeToken, sign.Credentials{AuthToken: "other"}, now), "401 APIGW.0301", "200"},
		{"huawei unsigned", show, func(*http.Request) {}, "401 APIGW.0301", "401 APIGW.0301"},
		{"huawei unknown key", show, change(sign.SchemeHuawei, with(goodHuawei, "k", ""), now), "401 APIGW.0301", "200"},
		{"huawei wrong secret", show, change(sign.SchemeHuawei, with(goodHuawei, "", "x"), now), "401 APIGW.0301", "401 APIGW.0301"},
		{"huawei expired", show, change(sign.SchemeHuawei, goodHuawei, now.Add(time.Hour)), "401 APIGW.0303", "401 APIGW.0303"},
	}
	for _, test := range tests {
		for auth, want := range map[Auth]string{Verify: test.verify, Known: test.known, Ignore: "200"} {
			t.Run(test.name+" "+string(auth), func(t *testing.T) {
				c := newClient(t, Options{Auth: auth})
				c.unsigned = true
				var args []string
				if test.address == show {
					args = []string{"project_id", project, "id", "278e88d1-5b71-4766-8502-b3ba72e824d9"}
				}
				req := c.request(test.address, protocol.Call{}, args...)
				test.sign(req)
				r := c.do(req)
				got := fmt.Sprint(r.status)
				for _, name := range []string{"Code", "error_code"} {
					if code := r.at(name); code != "<none>" {
						got += " " + code
					}
				}
				if got != want {
					t.Errorf("got %s, want %s: %s", got, want, r.text)
				}
			})
		}
	}
}

// TestRefusalsExplain holds that a refused signature says what the server
// signed, in the place where the vendors' SDKs look for it.
func TestRefusalsExplain(t *testing.T) {
	c := newClient(t, Options{})
	c.unsigned = true
	req := c.request(get, protocol.Call{})
	if err := sign.HTTP(req, nil, sign.SchemeV1, sign.Credentials{KeyID: "testAccessKeyId", Secret: "wrong"}, now, "n1"); err != nil {
		t.Fatal(err)
	}
	message := c.do(req).at("Message")
	if _, after, ok := strings.Cut(message, "server string to sign is:"); !ok || !strings.HasPrefix(after, "POST&%2F&AccessKeyId%3DtestAccessKeyId%26Action%3DGetImage%26") {
		t.Errorf("message %q", message)
	}
	req = c.request(show, protocol.Call{}, "project_id", project, "id", "x")
	if err := sign.HTTP(req, nil, sign.SchemeHuawei, sign.Credentials{KeyID: "testAccessKeyId", Secret: "wrong"}, now, ""); err != nil {
		t.Fatal(err)
	}
	got := c.do(req)
	want := "Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:GET|/v1/" + project + "/images/x/|"
	if message := got.at("error_msg"); !strings.HasPrefix(message, want) || got.header.Get("X-Request-Id") != got.at("request_id") || got.header.Get("Server") != "api-gateway" {
		t.Errorf("message %q, header %v", message, got.header)
	}
	replayed := c.request(get, protocol.Call{})
	if err := sign.HTTP(replayed, nil, sign.SchemeV3, sign.Credentials{KeyID: "testAccessKeyId", Secret: "testAccessKeySecret"}, now, "n2"); err != nil {
		t.Fatal(err)
	}
	if first, second := c.do(replayed), c.do(replayed); first.status != 200 || second.status != 400 || second.at("Code") != "SignatureNonceUsed" {
		t.Errorf("a request and its replay: %d, %d %s", first.status, second.status, second.text)
	}
}

func TestAuthenticationFaults(t *testing.T) {
	c := newClient(t, Options{})
	c.unsigned = true
	c.header = http.Header{FaultHeader: {"auth-ignored"}}
	if got := c.call(get); got.status != 200 {
		t.Errorf("auth-ignored: %d %s", got.status, got.text)
	}
	c.unsigned = false
	c.header = http.Header{FaultHeader: {"replay-accepted"}}
	req := c.request(get, protocol.Call{})
	if first, second := c.do(req), c.do(req); first.status != 200 || second.status != 200 {
		t.Errorf("replay-accepted: %d, %d %s", first.status, second.status, second.text)
	}
}

func TestScript(t *testing.T) {
	script, err := ReadScript("s.yaml", strings.NewReader("steps:\n- {operation: alibaba/ehpcinstant/GetImage, fault: Throttling.User, times: 2}\n- {fault: html}\n- {operation: alibaba/ehpcinstant/GetImage}\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, Options{Script: script})
	for round := range 2 {
		var got []string
		for _, address := range []string{get, get, community, get, get} {
			r := c.call(address)
			got = append(got, fmt.Sprint(r.status, " ", r.at("Code"), " ", r.header.Get("Content-Type")))
		}
		const json = "application/json;charset=utf-8"
		want := []string{"400 Throttling.User " + json, "400 Throttling.User " + json, "200 <none> text/html", "200 <none> " + json, "200 <none> " + json}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("round %d (-want +got):\n%s", round, diff)
		}
		c.server.Reset()
	}
}

func TestState(t *testing.T) {
	state, err := ReadState("s.yaml", strings.NewReader(`
operations:
  alibaba/ecs/DescribeImages:
    replace: true
    items:
      - {ImageId: m-golden, ImageName: golden, Size: 7, Features: {NvmeSupport: unsupported}}
  huawei/modelarts/ShowImage:
    things:
      my-id: {name: golden}
`))
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, Options{State: state})
	got := c.call(describe, "RegionId", "cn-hangzhou", "ImageName", "gold")
	for path, want := range map[string]string{"TotalCount": "1", "Images.Image.0.ImageId": "m-golden", "Images.Image.0.Size": "7", "Images.Image.0.Features.NvmeSupport": "unsupported", "Images.Image.0.OSType": "windows"} {
		if got.at(path) != want {
			t.Errorf("%s is %s, want %s", path, got.at(path), want)
		}
	}
	for id, name := range map[string]string{"my-id": "golden", "278e88d1-5b71-4766-8502-b3ba72e824d9": "pytorch1.8-cuda10.2-cudnn7-ubuntu18.04"} {
		if r := c.call(show, "project_id", project, "id", id); r.at("id") != id || r.at("name") != name {
			t.Errorf("%s: %s", id, r.text)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"fault", Options{Faults: []string{"no-such-fault"}}, `no fault "no-such-fault": neither a fault's name nor a documented code`},
		{"script's fault", Options{Script: &Script{Steps: []ScriptStep{{Fault: "x"}}}}, `script: no fault "x": neither a fault's name nor a documented code`},
		{"script's operation", Options{Script: &Script{Steps: []ScriptStep{{Operation: "a/b/C"}}}}, "script: no operation a/b/C in the catalog"},
		{"state's operation", Options{State: &State{Operations: map[string]Seeds{"a/b/C": {}}}}, "state: no operation a/b/C in the catalog"},
		{"items of no list", Options{State: &State{Operations: map[string]Seeds{get: {Items: []map[string]any{{}}}}}}, "state: alibaba/ehpcinstant/GetImage: items, but the operation answers with no list"},
		{"things of no lookup", Options{State: &State{Operations: map[string]Seeds{describe: {Things: map[string]map[string]any{"x": nil}}}}}, "state: alibaba/ecs/DescribeImages: things, but the operation looks nothing up"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := New(specs.Embedded(), test.o)
			if err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	for name, text := range map[string]string{
		"s.yaml: the file is empty":                   "",
		"s.yaml: step 1: times -1 is negative":        "steps: [{times: -1}]",
		"s.yaml: yaml: unmarshal errors:\n  line 1: ": "step: []",
	} {
		if _, err := ReadScript("s.yaml", strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("script %q: got %v, want %s", text, err, name)
		}
	}
}
