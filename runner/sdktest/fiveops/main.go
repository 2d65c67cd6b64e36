// Command fiveops calls the five operations through the vendors' own SDKs, as
// a program above them would. It knows nothing of concord: the Alibaba SDKs
// keep their default endpoints, so that only a proxy can lead them elsewhere,
// unless CONCORD_ENDPOINT names one. Huawei's SDK ignores proxy variables and
// is called only with CONCORD_ENDPOINT.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	openapiutil "github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ehpcinstant"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	modelarts "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1/model"
)

const region = "cn-hangzhou"

type program struct {
	scheme                 string // HTTP or HTTPS
	host                   string // of CONCORD_ENDPOINT; empty: the SDK's own
	endpoint               string
	secret, password       string
	token                  string // of temporary keys
	method, format         string // of the legacy SDK's calls
	architecture, pageSize string
}

func main() {
	var p program
	flag.StringVar(&p.scheme, "scheme", "HTTP", "HTTP or HTTPS")
	flag.StringVar(&p.secret, "secret", "testAccessKeySecret", "the access key's secret")
	flag.StringVar(&p.token, "token", "", "security token of temporary keys")
	flag.StringVar(&p.method, "method", "", "GET or POST, for the legacy SDK (default: the SDK's)")
	flag.StringVar(&p.format, "format", "", "JSON or XML, for the legacy SDK (default: the SDK's)")
	flag.StringVar(&p.password, "password", "registry-password", "of the registry in AddImage")
	flag.StringVar(&p.architecture, "architecture", "x86_64", "filter of DescribeImages")
	flag.StringVar(&p.pageSize, "page-size", "10", "of DescribeImages")
	flag.Parse()
	if p.endpoint = os.Getenv("CONCORD_ENDPOINT"); p.endpoint != "" {
		u, err := url.Parse(p.endpoint)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		p.host, p.scheme = u.Host, strings.ToUpper(u.Scheme)
	}
	calls := []struct {
		name string
		call func() error
	}{
		{"legacy DescribeImages", p.describeImages},
		{"legacy AddImage, GetImage", p.addThenGet},
		{"legacy ListCommunityImages", p.listCommunityImages},
		{"V3 DescribeImages", p.describeImagesV3},
		{"V3 ListCommunityImages", p.listCommunityImagesV3},
		{"V3 AddImage", p.addImageV3},
	}
	if p.host != "" {
		calls = append(calls, struct {
			name string
			call func() error
		}{"ShowImage", p.showImage})
	}
	failed := false
	for _, c := range calls {
		if err := c.call(); err != nil {
			failed = true
			fmt.Printf("%s: %v\n", c.name, err)
			continue
		}
		fmt.Printf("%s: ok\n", c.name)
	}
	if failed {
		os.Exit(1)
	}
}

func (p program) legacy() (*sdk.Config, auth.Credential) {
	cfg := sdk.NewConfig().WithScheme(p.scheme).WithTimeout(5 * time.Second)
	if p.token != "" {
		return cfg, credentials.NewStsTokenCredential("testAccessKeyId", p.secret, p.token)
	}
	return cfg, credentials.NewAccessKeyCredential("testAccessKeyId", p.secret)
}

// travel has a request of the legacy SDK sent as the flags say.
func (p program) travel(r *requests.RpcRequest) {
	if p.method != "" {
		r.Method = p.method
	}
	if p.format != "" {
		r.AcceptFormat = p.format
	}
}

func (p program) describeImages() error {
	cfg, cred := p.legacy()
	c, err := ecs.NewClientWithOptions(region, cfg, cred)
	if err != nil {
		return err
	}
	c.Domain = p.host
	r := ecs.CreateDescribeImagesRequest()
	r.Architecture = p.architecture
	r.PageSize = requests.Integer(p.pageSize)
	p.travel(r.RpcRequest)
	resp, err := c.DescribeImages(r)
	if err != nil {
		return err
	}
	if len(resp.Images.Image) == 0 {
		return errors.New("no image")
	}
	return nil
}

func (p program) addThenGet() error {
	cfg, cred := p.legacy()
	c, err := ehpcinstant.NewClientWithOptions(region, cfg, cred)
	if err != nil {
		return err
	}
	if c.Domain = p.host; p.host == "" {
		// The SDK knows no endpoint of this product and would ask the
		// location service for one.
		c.Domain = "ehpcinstant." + region + ".aliyuncs.com"
	}
	a := ehpcinstant.CreateAddImageRequest()
	a.Name, a.ImageType = "fiveops", "Container"
	a.ContainerImageSpec = ehpcinstant.AddImageContainerImageSpec{
		RegistryUrl: "registry.example/hpc/tool:1", IsACRRegistry: "true",
		RegistryCredential: ehpcinstant.AddImageContainerImageSpecRegistryCredential{Server: "registry.example", UserName: "fiveops", Password: p.password},
	}
	p.travel(a.RpcRequest)
	added, err := c.AddImage(a)
	if err != nil {
		return err
	}
	g := ehpcinstant.CreateGetImageRequest()
	g.ImageId = added.ImageId
	p.travel(g.RpcRequest)
	got, err := c.GetImage(g)
	if err != nil {
		return err
	}
	if got.Image.Name != "fiveops" {
		return fmt.Errorf("got an image named %q", got.Image.Name)
	}
	return nil
}

func (p program) listCommunityImages() error {
	cfg, cred := p.legacy()
	c, err := sdk.NewClientWithOptions(region, cfg, cred)
	if err != nil {
		return err
	}
	q := requests.NewCommonRequest()
	q.Method, q.Scheme, q.Version, q.ApiName, q.Product = "GET", p.scheme, "2018-04-12", "ListCommunityImages", "EHPC"
	if q.Domain = p.host; p.host == "" {
		q.Domain = "ehpc." + region + ".aliyuncs.com"
	}
	_, err = c.ProcessCommonRequest(q)
	return err
}

func (p program) v3(action, version, method, host string, query map[string]any) error {
	if p.host != "" {
		host = p.host
	}
	c, err := openapi.NewClient(&openapiutil.Config{
		AccessKeyId: dara.String("testAccessKeyId"), AccessKeySecret: dara.String(p.secret), SecurityToken: optional(p.token), Endpoint: dara.String(host),
		Protocol: dara.String(p.scheme), RegionId: dara.String(region), ReadTimeout: dara.Int(5000), ConnectTimeout: dara.Int(2000)})
	if err != nil {
		return err
	}
	params := &openapiutil.Params{Action: dara.String(action), Version: dara.String(version), Protocol: dara.String(p.scheme), Pathname: dara.String("/"),
		Method: dara.String(method), AuthType: dara.String("AK"), Style: dara.String("RPC"), ReqBodyType: dara.String("formData"), BodyType: dara.String("json")}
	_, err = c.CallApi(params, &openapiutil.OpenApiRequest{Query: openapiutil.Query(query)}, &dara.RuntimeOptions{
		HttpProxy: dara.String(os.Getenv("HTTP_PROXY")), HttpsProxy: dara.String(os.Getenv("HTTPS_PROXY"))})
	return err
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (p program) describeImagesV3() error {
	return p.v3("DescribeImages", "2014-05-26", "POST", "ecs."+region+".aliyuncs.com", map[string]any{
		"RegionId": region, "Architecture": p.architecture, "PageSize": p.pageSize})
}

func (p program) listCommunityImagesV3() error {
	return p.v3("ListCommunityImages", "2018-04-12", "GET", "ehpc."+region+".aliyuncs.com", map[string]any{"BaseOsTag": "CentOS_7.2_64"})
}

func (p program) addImageV3() error {
	return p.v3("AddImage", "2023-07-01", "POST", "ehpcinstant."+region+".aliyuncs.com", map[string]any{
		"Name": "fiveops-v3", "ContainerImageSpec": `{"IsACRRegistry":true,"RegistryCredential":{"Password":"` + p.password + `"},"RegistryUrl":"registry.example/hpc/tool:1"}`})
}

func (p program) showImage() error {
	cred, err := basic.NewCredentialsBuilder().WithAk("testAccessKeyId").WithSk("testSecretAccessKey").
		WithProjectId("0123456789abcdef0123456789abcdef").SafeBuild()
	if err != nil {
		return err
	}
	hc, err := modelarts.ModelArtsClientBuilder().WithEndpoint(p.endpoint).WithCredential(cred).
		WithHttpConfig(config.DefaultHttpConfig().WithTimeout(5 * time.Second)).SafeBuild()
	if err != nil {
		return err
	}
	r, err := modelarts.NewModelArtsClient(hc).ShowImage(&model.ShowImageRequest{Id: "278e88d1-5b71-4766-8502-b3ba72e824d9"})
	if err != nil {
		return err
	}
	if r.Id == nil || *r.Id == "" {
		return errors.New("no id")
	}
	return nil
}
