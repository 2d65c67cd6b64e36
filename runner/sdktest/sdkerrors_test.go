package sdktest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	_ "unsafe" // for go:linkname

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	openapiutil "github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	modelarts "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/modelarts/v1/model"
)

// The legacy SDK takes time and nonce from these.
//
//go:linkname hookGetDate github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth.hookGetDate
var hookGetDate func(fn func() string) string

//go:linkname hookGetNonce github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth.hookGetNonce
var hookGetNonce func(fn func() string) string

// hooks guards the two, which belong to the whole process.
var hooks sync.Mutex

const (
	region  = "cn-hangzhou"
	keyID   = "testAccessKeyId"
	secret  = "testAccessKeySecret"
	huaweis = "testSecretAccessKey"
	expired = "2020-01-02T03:04:05Z"
)

// mocked starts `concord mock` and returns its address (host:port).
func mocked(t *testing.T, flags ...string) string {
	t.Helper()
	cmd := exec.Command(concord, append([]string{"mock"}, flags...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(strings.TrimSpace(line), "http://")
}

// legacy calls DescribeImages through the legacy SDK.
func legacy(t *testing.T, at, secret string, change func(*ecs.DescribeImagesRequest), cfg ...func(*sdk.Config)) (*ecs.DescribeImagesResponse, error) {
	t.Helper()
	conf := sdk.NewConfig().WithTimeout(5 * time.Second)
	for _, c := range cfg {
		c(conf)
	}
	c, err := ecs.NewClientWithOptions(region, conf, credentials.NewAccessKeyCredential(keyID, secret))
	if err != nil {
		t.Fatal(err)
	}
	c.Domain = at
	r := ecs.CreateDescribeImagesRequest()
	if change != nil {
		change(r)
	}
	return c.DescribeImages(r)
}

// v3 calls DescribeImages through the core of the newer SDK.
func v3(t *testing.T, at, secret string, headers map[string]*string) error {
	t.Helper()
	c, err := openapi.NewClient(&openapiutil.Config{AccessKeyId: dara.String(keyID), AccessKeySecret: dara.String(secret), Endpoint: dara.String(at),
		Protocol: dara.String("HTTP"), RegionId: dara.String(region), ReadTimeout: dara.Int(5000), ConnectTimeout: dara.Int(2000)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CallApi(&openapiutil.Params{Action: dara.String("DescribeImages"), Version: dara.String("2014-05-26"), Protocol: dara.String("HTTP"),
		Pathname: dara.String("/"), Method: dara.String("POST"), AuthType: dara.String("AK"), Style: dara.String("RPC"), ReqBodyType: dara.String("formData"),
		BodyType: dara.String("json")}, &openapiutil.OpenApiRequest{Query: openapiutil.Query(map[string]any{"RegionId": region}), Headers: headers}, &dara.RuntimeOptions{})
	return err
}

// huawei calls ShowImage.
func huawei(t *testing.T, at, secret string, headers map[string]string) error {
	t.Helper()
	cred, err := basic.NewCredentialsBuilder().WithAk(keyID).WithSk(secret).WithProjectId("0123456789abcdef0123456789abcdef").SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	hc, err := modelarts.ModelArtsClientBuilder().WithEndpoint("http://" + at).WithCredential(cred).
		WithHttpConfig(config.DefaultHttpConfig().WithTimeout(5 * time.Second)).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	c := modelarts.NewModelArtsClient(hc)
	if headers != nil {
		c.HcClient.WithExtraHeaders(headers)
	}
	_, err = c.ShowImage(&model.ShowImageRequest{Id: "278e88d1-5b71-4766-8502-b3ba72e824d9"})
	return err
}

// serverError is the legacy SDK's error for a refused request.
func serverError(t *testing.T, err error, status int, code string) *sdkerrors.ServerError {
	t.Helper()
	got := new(sdkerrors.ServerError)
	if !errors.As(err, &got) || got.HttpStatus() != status || got.ErrorCode() != code || got.Message() == "" || got.RequestId() == "" || got.HostId() == "" {
		t.Fatalf("got %#v, want a ServerError %d %s with message, request id and host", err, status, code)
	}
	return got
}

// clientError is the newer SDK's, as it leaves the SDK.
func clientError(t *testing.T, err error, status int, code string) {
	t.Helper()
	got := new(tea.SDKError)
	if !errors.As(err, &got) || tea.IntValue(got.StatusCode) != status || tea.StringValue(got.Code) != code ||
		!strings.HasPrefix(tea.StringValue(got.Message), fmt.Sprintf("code: %d, ", status)) || !strings.Contains(tea.StringValue(got.Message), " request id: ") {
		t.Errorf("got %v, want an SDKError %d %s with message and request id", err, status, code)
	}
}

// responseError is Huawei's.
func responseError(t *testing.T, err error, status int, code string) {
	t.Helper()
	got := new(sdkerr.ServiceResponseError)
	if !errors.As(err, &got) || got.StatusCode != status || got.ErrorCode != code || got.ErrorMessage == "" || got.RequestId == "" {
		t.Errorf("got %#v, want a ServiceResponseError %d %s with a message and a request id", err, status, code)
	}
}

func TestWrongSecretIsRefused(t *testing.T) {
	at := mocked(t)
	_, err := legacy(t, at, "another", nil)
	// The SDK compares its own string to sign with the one in the message.
	if got := serverError(t, err, 400, "SignatureDoesNotMatch").Recommend(); got != "InvalidAccessKeySecret: Please check you AccessKeySecret" {
		t.Errorf("the SDK recommends %q: the strings to sign differ", got)
	}
	_, err = legacy(t, at, "another", func(r *ecs.DescribeImagesRequest) { r.Method = "GET"; r.ImageName = "a b*~'+中" })
	if got := serverError(t, err, 400, "SignatureDoesNotMatch").Recommend(); !strings.HasPrefix(got, "InvalidAccessKeySecret") {
		t.Errorf("the SDK recommends %q: the strings to sign differ", got)
	}
	clientError(t, v3(t, at, "another", nil), 400, "SignatureDoesNotMatch")
	responseError(t, huawei(t, at, "another", nil), 401, "APIGW.0301")
}

func TestExpiredTimestampIsRefused(t *testing.T) {
	at := mocked(t)
	hooks.Lock()
	defer hooks.Unlock()
	now := hookGetDate
	hookGetDate = func(func() string) string { return expired }
	defer func() { hookGetDate = now }()
	_, err := legacy(t, at, secret, nil)
	serverError(t, err, 400, "InvalidTimeStamp.Expired")
	clientError(t, v3(t, at, secret, map[string]*string{"x-acs-date": dara.String(expired)}), 400, "InvalidTimeStamp.Expired")
	responseError(t, huawei(t, at, huaweis, map[string]string{"X-Sdk-Date": "20200102T030405Z"}), 401, "APIGW.0303")
}

func TestReplayedNonceIsRefused(t *testing.T) {
	at := mocked(t)
	hooks.Lock()
	defer hooks.Unlock()
	random := hookGetNonce
	hookGetNonce = func(func() string) string { return "a nonce used twice" }
	defer func() { hookGetNonce = random }()
	if _, err := legacy(t, at, secret, nil); err != nil {
		t.Fatal(err)
	}
	_, err := legacy(t, at, secret, nil)
	serverError(t, err, 400, "SignatureNonceUsed")
	again := map[string]*string{"x-acs-signature-nonce": dara.String("another nonce")}
	if err := v3(t, at, secret, again); err != nil {
		t.Fatal(err)
	}
	clientError(t, v3(t, at, secret, again), 400, "SignatureNonceUsed")
}

// TestErrorsAsTheSDKsTellThem holds that documented errors come as the errors
// that programs above the SDKs look for.
func TestErrorsAsTheSDKsTellThem(t *testing.T) {
	t.Run("a value of the request", func(t *testing.T) {
		_, err := legacy(t, mocked(t), secret, func(r *ecs.DescribeImagesRequest) { r.Architecture = "sparc" })
		serverError(t, err, 404, "InvalidArchitecture")
	})
	t.Run("throttling", func(t *testing.T) {
		clientError(t, v3(t, mocked(t, "--fault", "Throttling.User"), secret, nil), 400, "Throttling.User")
	})
	t.Run("the service is away, twice", func(t *testing.T) {
		script := filepath.Join(t.TempDir(), "away.yaml")
		if err := os.WriteFile(script, []byte("steps:\n  - {fault: ServiceUnavailable, times: 2}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := mocked(t, "--script", script)
		// Retries carry a new nonce, or the mock would refuse them.
		if _, err := legacy(t, at, secret, nil, func(c *sdk.Config) { c.WithAutoRetry(true).WithMaxRetryTime(3) }); err != nil {
			t.Errorf("after two retries: %v", err)
		}
	})
	t.Run("an XML error", func(t *testing.T) {
		_, err := legacy(t, mocked(t), secret, func(r *ecs.DescribeImagesRequest) { r.AcceptFormat = "XML"; r.Architecture = "sparc" })
		// The SDK reads no XML errors: it hands the text on.
		got := new(sdkerrors.ServerError)
		if !errors.As(err, &got) || got.HttpStatus() != 404 || !strings.Contains(got.Message(), "<Code>InvalidArchitecture</Code>") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not found", func(t *testing.T) {
		responseError(t, huawei(t, mocked(t, "--fault", "ModelArts.6797"), huaweis, nil), 404, "ModelArts.6797")
	})
	t.Run("a value of the wrong type", func(t *testing.T) {
		// The SDK takes a text for a number in silence: only the judge sees it.
		if _, err := legacy(t, mocked(t, "--fault", "coercible=Images[].Size"), secret, nil); err != nil {
			t.Errorf("got %v", err)
		}
		if _, err := legacy(t, mocked(t, "--fault", "bare-array"), secret, nil); err == nil || !strings.Contains(err.Error(), "JsonUnmarshalError") {
			t.Errorf("a bare list: got %v", err)
		}
	})
	t.Run("a connection that is cut", func(t *testing.T) {
		for _, fault := range []string{"reset", "cut"} {
			if _, err := legacy(t, mocked(t, "--fault", fault), secret, nil); err == nil {
				t.Errorf("%s: no error", fault)
			}
		}
	})
}
