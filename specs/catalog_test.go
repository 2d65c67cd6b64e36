package specs_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
)

// TestCatalogIsComplete holds every operation of the embedded catalog: each
// error row says what provokes it, each row has its place, each statement of
// behaviour its reason, and addresses lead somewhere.
func TestCatalogIsComplete(t *testing.T) {
	c := specs.Embedded()
	ops, err := c.Operations(c.Addresses()...)
	if err != nil {
		t.Fatal(err)
	}
	sourced := func(op *specs.Operation, what string, s specs.Source) {
		if s.File == "" || s.Line == 0 || s.Page == "" || s.Row == "" {
			t.Errorf("%s: %s has no place: %+v", op.Address, what, s)
		}
	}
	for _, op := range ops {
		if op.Effect == "" || op.Protocol == "" || len(op.Methods) == 0 || op.URLPath == "" || len(op.Sample) == 0 {
			t.Errorf("%s lacks effect, protocol, methods, path or sample", op.Address)
		}
		for _, e := range op.ErrorRows() {
			if len(e.Provokes) == 0 {
				t.Errorf("%s: nothing is said to provoke %s (%s)", op.Address, e.Code, e.Scope)
			}
			for _, p := range e.Provokes {
				if (p.By == specs.FaultAuth) != (p.Auth != "") {
					t.Errorf("%s: %s: auth %q by %s", op.Address, e.Code, p.Auth, p.By)
				}
			}
			sourced(op, e.Code, e.Source)
		}
		for i := range op.Request {
			sourced(op, op.Request[i].Path, op.Request[i].Source)
		}
		for i := range op.Response {
			sourced(op, op.Response[i].Path, op.Response[i].Source)
		}
		for i := range op.Statuses {
			sourced(op, "status", op.Statuses[i].Source)
		}
		reasons := map[string]string{}
		for _, f := range op.Behaviour.Filters {
			reasons["filter "+f.Parameter+f.KeyIs] = f.Reason
		}
		for _, e := range op.Behaviour.Echoes {
			reasons["echo "+e.Parameter] = e.Reason
		}
		if p := op.Behaviour.Paging; p != nil {
			reasons["paging"] = p.Reason
		}
		if d := op.Behaviour.DryRun; d != nil {
			reasons["dry run"] = d.Reason
		}
		if l := op.Behaviour.Lookup; l != nil {
			reasons["lookup"] = l.Reason
			if l.CreatedBy != "" {
				other, err := c.Operation(l.CreatedBy)
				if err != nil || other.Behaviour.Create == nil || other.Behaviour.Create.ReadBy != op.Address.String() {
					t.Errorf("%s: %s does not create what it looks up: %v", op.Address, l.CreatedBy, err)
				}
			}
		}
		if b := op.Behaviour.Create; b != nil {
			reasons["create"] = b.Reason
			other, err := c.Operation(b.ReadBy)
			if err != nil {
				t.Fatal(err)
			}
			if other.Parameter(b.Parameter) == nil {
				t.Errorf("%s: %s has no parameter %s", op.Address, b.ReadBy, b.Parameter)
			}
			for _, m := range b.Maps {
				if other.Field(m.Field) == nil {
					t.Errorf("%s: %s has no field %s", op.Address, b.ReadBy, m.Field)
				}
			}
		}
		for what, reason := range reasons {
			if reason == "" {
				t.Errorf("%s: %s has no reason", op.Address, what)
			}
		}
	}
}

func TestOperationOfGoroutinesIsOne(t *testing.T) {
	c, err := specs.Load(specs.EmbeddedLayer())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	got := make([]*specs.Operation, 16)
	for i := range got {
		wg.Go(func() { got[i], _ = c.Operation("alibaba/ecs/DescribeImages") })
	}
	wg.Wait()
	for i := range got {
		if got[i] == nil || got[i] != got[0] {
			t.Fatalf("goroutine %d has another operation", i)
		}
	}
}

func TestUnknownOperation(t *testing.T) {
	for address, want := range map[string]string{
		"alibaba/ecs/DescribeImage":            "no operation alibaba/ecs/DescribeImage in the catalog",
		"alibaba/ehpc/ListCommunityImages":     "no operation alibaba/ehpc/ListCommunityImages in the catalog",
		"DescribeImages":                       `address "DescribeImages": want provider/product/Operation or provider/product@version/Operation`,
		"alibaba/ecs@2014-05-27/DescribeImage": "no operation alibaba/ecs@2014-05-27/DescribeImage in the catalog",
	} {
		_, err := specs.Embedded().Operation(address)
		if err == nil || err.Error() != want {
			t.Errorf("Operation(%q) = %v, want %s", address, err, want)
		}
	}
}

const (
	minimalProvider = "provider: alibaba\nenvelopes: []\nschemes: []\ncontentTypes: []\n"
	minimalProduct  = "product: ecs\ncode: Ecs\nprotocol: rpc\nmethods: [POST]\n"
)

func TestLaterLayersWinByAddress(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	mine := fstest.MapFS{
		"alibaba/ecs/2014-05-26/DescribeImages.yaml":           file("request:\n  - {path: Mine, type: string}\n"),
		"alibaba/ehpcinstant/2023-07-01/GetImage.overlay.yaml": file("effect: write\n"),
		"alibaba/vpc/2016-04-28/DescribeVpcs.yaml":             file("protocol: rpc\nmethods: [GET]\n"),
		"alibaba/vpc/2016-04-28/DescribeVpcs.overlay.yaml":     file("effect: read\n"),
		"alibaba/readme.txt":                                   file("no catalog file"),
	}
	c, err := specs.Load(specs.EmbeddedLayer(), specs.Layer{FS: mine, Prefix: "my/catalog"})
	if err != nil {
		t.Fatal(err)
	}
	ops, err := c.Operations("alibaba/ecs/DescribeImages", "alibaba/ehpcinstant/GetImage", "alibaba/vpc@2016-04-28/DescribeVpcs")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, op := range ops {
		got = append(got, fmt.Sprintf("%s %s: %d rows, %s, %d errors", op.File, op.Effect, len(op.Request), op.Methods, len(op.ErrorRows())-len(op.Provider.Errors)-len(op.Product.Errors)))
	}
	want := []string{
		"my/catalog/alibaba/ecs/2014-05-26/DescribeImages.yaml write: 1 rows, [POST GET], 0 errors",
		"specs/catalog/alibaba/ehpcinstant/2023-07-01/GetImage.yaml write: 3 rows, [POST GET], 8 errors",
		"my/catalog/alibaba/vpc/2016-04-28/DescribeVpcs.yaml read: 0 rows, [GET], 0 errors",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// TestOnlyWhatIsUsedIsParsed loads a catalog most of whose files are broken.
func TestOnlyWhatIsUsedIsParsed(t *testing.T) {
	files := fstest.MapFS{
		"alibaba/provider.yaml":    {Data: []byte(minimalProvider)},
		"alibaba/ecs/product.yaml": {Data: []byte(minimalProduct)},
		"alibaba/ecs/v1/Good.yaml": {Data: []byte("effect: read\n")},
	}
	for i := range 1000 {
		files[fmt.Sprintf("alibaba/ecs/v1/Bad%d.yaml", i)] = &fstest.MapFile{Data: []byte("[")}
	}
	c, err := specs.Load(specs.Layer{FS: files})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.Addresses()); got != 1001 {
		t.Errorf("%d addresses", got)
	}
	if _, err := c.Operation("alibaba/ecs@v1/Good"); err != nil {
		t.Error(err)
	}
	if _, err := c.Operation("alibaba/ecs@v1/Bad7"); err == nil || !strings.HasPrefix(err.Error(), "alibaba/ecs/v1/Bad7.yaml:1:1: ") {
		t.Errorf("error %v", err)
	}
}

func TestByAction(t *testing.T) {
	c := specs.Embedded()
	if diff := cmp.Diff([]string{"alibaba/ecs/DescribeImages"}, c.ByAction("2014-05-26", "DescribeImages")); diff != "" {
		t.Error(diff)
	}
	if got := c.ByAction("2014-05-26", "GetImage"); got != nil {
		t.Errorf("ByAction of another version: %q", got)
	}
}

func TestByPath(t *testing.T) {
	c := specs.Embedded()
	routes, err := c.ByPath("huawei", "/v1/0123/images/278e88d1")
	if err != nil || len(routes) != 1 {
		t.Fatalf("%d routes, %v", len(routes), err)
	}
	if got := routes[0].Operation.Address.String(); got != "huawei/modelarts/ShowImage" {
		t.Errorf("operation %s", got)
	}
	if diff := cmp.Diff(map[string]string{"project_id": "0123", "id": "278e88d1"}, routes[0].Params); diff != "" {
		t.Errorf("params (-want +got):\n%s", diff)
	}
	for _, path := range []string{"/", "/v1/0123/images", "/v1/0123/images/", "/v1/0123/images/1/2", "/v2/0123/images/1"} {
		if routes, err := c.ByPath("huawei", path); err != nil || len(routes) > 0 {
			t.Errorf("%s: %d routes, %v", path, len(routes), err)
		}
	}
}

func TestByHost(t *testing.T) {
	var got []string
	for _, host := range []string{
		"ecs.cn-hangzhou.aliyuncs.com", "ECS.aliyuncs.com", "ecs-cn-hangzhou.aliyuncs.com", "ehpcinstant-vpc.cn-beijing.aliyuncs.com",
		"modelarts.cn-north-4.myhuaweicloud.com", "modelarts.ap-southeast-1.myhuaweicloud.cn",
		"ecs..aliyuncs.com", "ecs.a.b.aliyuncs.com", "evil-ecs.cn-hangzhou.aliyuncs.com", "ecs.cn-hangzhou.aliyuncs.com.example.org", "",
	} {
		line := host
		for _, h := range specs.Embedded().ByHost(host) {
			line += " " + h.Provider.Name + "/" + h.Product.Name + "@" + h.Region
		}
		got = append(got, line)
	}
	want := []string{
		"ecs.cn-hangzhou.aliyuncs.com alibaba/ecs@cn-hangzhou", "ECS.aliyuncs.com alibaba/ecs@", "ecs-cn-hangzhou.aliyuncs.com alibaba/ecs@cn-hangzhou",
		"ehpcinstant-vpc.cn-beijing.aliyuncs.com alibaba/ehpcinstant@cn-beijing",
		"modelarts.cn-north-4.myhuaweicloud.com huawei/modelarts@cn-north-4", "modelarts.ap-southeast-1.myhuaweicloud.cn huawei/modelarts@ap-southeast-1",
		"ecs..aliyuncs.com", "ecs.a.b.aliyuncs.com", "evil-ecs.cn-hangzhou.aliyuncs.com", "ecs.cn-hangzhou.aliyuncs.com.example.org", "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
}

func TestErrorRowsFor(t *testing.T) {
	type row struct {
		Scope    string
		Code     string
		Statuses []int
	}
	tests := []struct {
		address, code string
		want          []row
	}{
		{"alibaba/ecs/DescribeImages", "InvalidArchitecture", []row{{"operation", "InvalidArchitecture", []int{404}}}},
		{"alibaba/ecs/DescribeImages", "UnsupportedHTTPMethod", []row{{"service", "UnsupportedHTTPMethod", []int{403}}, {"gateway", "UnsupportedHTTPMethod", []int{400}}}},
		{"alibaba/ecs/DescribeImages", "MissingRegionId", []row{{"gateway", "Missing{parameter}", []int{400}}}},
		{"alibaba/ecs/DescribeImages", "Missingregionid", []row{{"gateway", "Missing{parameter}", []int{400}}}},
		{"alibaba/ecs/DescribeImages", "MissingTag.1.Key", []row{{"gateway", "Missing{parameter}", []int{400}}}},
		{"alibaba/ecs/DescribeImages", "MissingParameter", []row{{"service", "MissingParameter", []int{400, 403}}}},
		{"alibaba/ecs/DescribeImages", "InvalidTag.Key", []row{{"gateway", "Invalid{parameter}", []int{400}}}},
		{"alibaba/ecs/DescribeImages", "InvalidTag.20", []row{{"gateway", "Invalid{parameter}", []int{400}}}},
		{"alibaba/ecs/DescribeImages", "MissingUnicorn", nil},
		{"alibaba/ecs/DescribeImages", "InvalidPageSize.Foo", nil},
		{"alibaba/ecs/DescribeImages", "InvalidPageSize.1", nil},
		{"alibaba/ecs/DescribeImages", "InvalidRegionId.Nonsense", nil},
		{"alibaba/ecs/DescribeImages", "InvalidTag.1.Colour", nil},
		{"alibaba/ecs/DescribeImages", "InvalidTag.", nil},
		{"alibaba/ehpc@2018-04-12/ListCommunityImages", "AgentError.X.Y", []row{{"service", "AgentError.%s", []int{406}}}},
		{"huawei/modelarts/ShowImage", "ModelArts.0203", []row{{"service", "ModelArts.0203", []int{401}}, {"service", "ModelArts.0203", []int{403}}}},
	}
	for _, tt := range tests {
		op, err := specs.Embedded().Operation(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		var got []row
		for _, r := range op.ErrorRowsFor(tt.code) {
			got = append(got, row{r.Scope.String(), r.Code, r.Statuses})
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.address, tt.code, diff)
		}
	}
}

func TestMasked(t *testing.T) {
	for value, want := range map[string]bool{
		"m-bp1g7004ksh0oeuc****": true, "127****": true, "m-uf60twafjtaart******": true, "m-2ze74g5mvy4pjg*****\n": true,
		"": false, "ecs.n1.tiny": false, "a*b": false, "278e88d1-5b71-4766-8502-b3ba72e824d9": false,
	} {
		if got := specs.Masked(value); got != want {
			t.Errorf("Masked(%q) = %t", value, got)
		}
	}
}
