// Package independent is a second implementation of the five operations,
// written from the documentation pages alone. It shares no code and no data
// with the rest of concord, so that tests can hold concord against something
// it did not make itself: the conforming server must pass without a finding,
// and each of its [Defects] must be found.
//
// It verifies no signatures, keeps everything in memory and is for tests only.
package independent

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

type object = map[string]any

// Cloud answers the five operations. The zero Defect conforms.
type Cloud struct {
	defect Defect

	mu    sync.Mutex
	added map[string]object // GetImage's Image by id
	names map[string]bool
	calls int
}

// New returns a Cloud with one defect, or none for the zero Defect.
func New(d Defect) *Cloud {
	return &Cloud{defect: d, added: map[string]object{}, names: map[string]bool{}}
}

// reply is an answer before it is written; defects change it.
type reply struct {
	status int
	header http.Header
	body   object
	raw    []byte // instead of body
}

func (c *Cloud) requestID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	if c.has("request-id-constant") {
		return "4C467B38-3910-447D-87BC-000000000000"
	}
	return fmt.Sprintf("4C467B38-3910-447D-87BC-%012X", c.calls)
}

func (c *Cloud) has(name string) bool { return c.defect.Name == name }

// ServeHTTP answers one request.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var op string
	var out reply
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		op, out = "ShowImage", c.showImage(r)
	} else {
		op, out = c.rpc(r)
	}
	if c.defect.Change != nil && (c.defect.Operation == "" || c.defect.Operation == op) {
		c.defect.Change(&out)
	}
	for name, values := range out.header {
		w.Header()[name] = values
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	body := out.raw
	if body == nil {
		body, _ = json.Marshal(out.body)
	}
	w.WriteHeader(out.status)
	if out.status != http.StatusNoContent {
		w.Write(body)
	}
}

// failure is an Alibaba error answer.
func (c *Cloud) failure(r *http.Request, status int, code, message string) reply {
	if c.has("errors-by-get") && r.Method == http.MethodGet {
		status = 500
	}
	return reply{status: status, body: object{
		"RequestId": c.requestID(), "HostId": r.Host, "Code": code, "Message": message,
		"Recommend": "https://api.aliyun.com/troubleshoot?q=" + code,
	}}
}

func (c *Cloud) rpc(r *http.Request) (string, reply) {
	if err := r.ParseForm(); err != nil {
		return "", c.failure(r, 400, "InvalidParameter.Format", "A parameter is not well formatted.")
	}
	action, version := r.Header.Get("x-acs-action"), r.Header.Get("x-acs-version")
	if action == "" {
		action, version = r.Form.Get("Action"), r.Form.Get("Version")
	}
	p := r.Form.Get
	if c.has("version-ignored") {
		version = map[string]string{"DescribeImages": "2014-05-26", "ListCommunityImages": "2018-04-12"}[action]
	}
	switch action + " " + version {
	case "DescribeImages 2014-05-26":
		return action, c.describeImages(r, p)
	case "GetImage 2023-07-01":
		return action, c.getImage(r, p)
	case "AddImage 2023-07-01":
		return action, c.addImage(r, p)
	case "ListCommunityImages 2018-04-12":
		return action, c.listCommunityImages(r, p)
	}
	if c.has("unknown-action-answered") {
		return "", reply{status: 200, body: object{"RequestId": c.requestID()}}
	}
	return "", c.failure(r, 404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
}

func oneOf(v string, allowed ...string) bool { return v == "" || slices.Contains(allowed, v) }

func isBool(v string) bool { return oneOf(v, "true", "false", "True", "False") }

func (c *Cloud) listCommunityImages(r *http.Request, p func(string) string) reply {
	systems := []string{"CentOS_7.2_64", "CentOS_7.6_64", "Ubuntu_18.04_64"}
	images := []object{}
	for i, os := range systems {
		if want := p("BaseOsTag"); want != "" && want != os && !c.has("community-filter-ignored") {
			continue
		}
		platform, rest, _ := strings.Cut(os, "_")
		release, _, _ := strings.Cut(rest, "_")
		images = append(images, object{
			"ImageId": fmt.Sprintf("m-community%08d", i), "ImageName": fmt.Sprintf("hpc-image-%d", i),
			"ImageOwnerAlias": []string{"self", "others"}[i%2], "Status": "Available", "Size": 40 + i,
			"Description": "for tests", "PostInstallScript": "install.sh", "SkuCode": []string{"ECS", "package"}[i%2],
			"PricingCycle": []string{"Hour", "Month", "Year"}[i%3], "ProductCode": "cmjj028279", "Uid": "1270000000000001",
			"BaseOsTag": object{"Platform": platform, "OsTag": os, "Version": release, "Architecture": "x86_64"},
			"OsTag":     object{"Platform": platform, "OsTag": os, "Version": release, "Architecture": "x86_64", "BaseOsTag": os},
		})
	}
	return reply{status: 200, body: object{"RequestId": c.requestID(), "Images": object{"ImageInfo": images}}}
}

func newImage(id, kind string) object {
	return object{
		"ImageType": kind, "AppId": "", "Name": "base-" + id, "Version": "v2", "Description": "", "Size": "20 GiB",
		"CreateTime": "2024-02-03T04:05:06Z", "Status": "",
		"ContainerImageSpec": object{
			"RegistryUrl": "registry.example/hpc/tool:1", "IsACRRegistry": false, "IsACREnterprise": false, "RegistryCriId": "",
			"RegistryCredential": object{"Server": "registry.example", "UserName": "", "Password": ""},
			"OsTag":              "", "Platform": "", "Architecture": "",
		},
		"VMImageSpec":           object{"ImageId": id, "OsTag": "CentOS 7.6 64 bit", "Platform": "CentOS", "Architecture": "x86_64"},
		"DocumentInfo":          object{"DocumentId": "", "EncodingMode": "", "Document": ""},
		"AdditionalRegionsInfo": []object{},
	}
}

func (c *Cloud) getImage(r *http.Request, p func(string) string) reply {
	invalid := func(name string) reply {
		return c.failure(r, 400, "InvalidParams", "The specified parameter "+name+" is invalid.")
	}
	lax := c.has("invalid-accepted")
	if !lax && !oneOf(p("ImageCategory"), "Public", "Custom") {
		return invalid("ImageCategory")
	}
	if !lax && !oneOf(p("ImageType"), "VM", "Container") {
		return invalid("ImageType")
	}
	id := p("ImageId")
	if id == "" && p("ImageType") == "Container" && !c.has("type-ignored") {
		return c.failure(r, 404, "ImageNotFound", "The specified image does not exist.")
	}
	if id == "" {
		id = "m-first00000000"
	}
	c.mu.Lock()
	image := c.added[id]
	c.mu.Unlock()
	if id == "m-first00000000" {
		image = newImage(id, "VM")
	}
	if c.has("unknown-found") && image == nil {
		image = newImage(id, "VM")
	}
	if image == nil {
		return c.failure(r, 404, "ImageNotFound", "The specified image does not exist.")
	}
	return reply{status: 200, body: object{"RequestId": c.requestID(), "Success": true, "TotalCount": 1, "Image": image}}
}

func (c *Cloud) addImage(r *http.Request, p func(string) string) reply {
	invalid := func(name string) reply {
		return c.failure(r, 400, "InvalidParams", "The specified parameter "+name+" is invalid.")
	}
	name := p("Name")
	if name == "" && !(c.has("empty-name-accepted") && r.Form.Has("Name")) {
		return invalid("Name")
	}
	if !oneOf(p("ImageType"), "VM", "Container") && !c.has("invalid-accepted") {
		return invalid("ImageType")
	}
	container, machine := object{}, object{}
	for text, into := range map[string]object{"ContainerImageSpec": container, "VMImageSpec": machine} {
		if v := p(text); v != "" && json.Unmarshal([]byte(v), &into) != nil {
			return invalid(text)
		}
	}
	for key := range r.Form {
		head, rest, nested := strings.Cut(key, ".")
		if !nested || c.has("dotted-ignored") {
			continue
		}
		into := map[string]object{"ContainerImageSpec": container, "VMImageSpec": machine}[head]
		if into == nil {
			return invalid(head)
		}
		if sub, leaf, deeper := strings.Cut(rest, "."); deeper {
			inner, ok := into[sub].(object)
			if !ok {
				inner = object{}
				into[sub] = inner
			}
			inner[leaf] = p(key)
		} else {
			into[rest] = p(key)
		}
	}
	for _, flag := range []string{"IsACRRegistry", "IsACREnterprise"} {
		switch v := container[flag].(type) {
		case nil, bool:
		case string:
			if !isBool(v) {
				return invalid("ContainerImageSpec." + flag)
			}
			container[flag] = strings.EqualFold(v, "true")
		default:
			return invalid("ContainerImageSpec." + flag)
		}
	}
	c.mu.Lock()
	id := fmt.Sprintf("m-added%09d", len(c.added))
	kind := p("ImageType")
	if kind == "" {
		kind = "VM"
	}
	image := newImage(id, kind)
	image["Name"], image["Description"] = name, p("Description")
	if v := p("ImageVersion"); v != "" {
		image["Version"] = v
	}
	spec := image["ContainerImageSpec"].(object)
	for _, k := range []string{"RegistryUrl", "IsACRRegistry", "IsACREnterprise", "RegistryCriId"} {
		if v, ok := container[k]; ok {
			spec[k] = v
		}
	}
	if given, ok := container["RegistryCredential"].(object); ok && !c.has("credential-lost") {
		credential := spec["RegistryCredential"].(object)
		for _, k := range []string{"Server", "UserName", "Password"} {
			if v, ok := given[k]; ok {
				credential[k] = v
			}
		}
	}
	if c.has("flags-swapped") {
		spec["IsACRRegistry"], spec["IsACREnterprise"] = spec["IsACREnterprise"], spec["IsACRRegistry"]
	}
	if c.has("registry-id-lost") {
		spec["RegistryCriId"] = ""
	}
	if c.has("unicode-broken") {
		image["Name"] = strings.Map(func(r rune) rune {
			if r > 127 {
				return '?'
			}
			return r
		}, name)
	}
	if behind, ok := machine["ImageId"].(string); ok && behind != "" {
		image["VMImageSpec"].(object)["ImageId"] = behind
	}
	if c.has("machine-lost") {
		image["VMImageSpec"].(object)["ImageId"] = "m-another0000000"
	}
	if !c.has("added-lost") {
		c.added[id] = image
	}
	c.mu.Unlock()
	return reply{status: 200, body: object{"RequestId": c.requestID(), "Success": true, "ImageId": id}}
}

func (c *Cloud) ecsImages() []object {
	images := []object{}
	for i := range 24 {
		alias := []string{"self", "system", "others", "marketplace"}[i%4]
		system := []string{"linux", "windows"}[i%2]
		images = append(images, object{
			"CreationTime": time.Date(2018+i/12, time.Month(1+i%12), 5, 6, 7, 8, 0, time.UTC).Format(time.RFC3339),
			"Status":       []string{"Available", "Available", "Available", "Creating", "Available", "UnAvailable", "Available", "CreateFailed"}[i%8],
			"ImageFamily":  fmt.Sprintf("family-%d", i%3), "Progress": "100%", "IsCopied": i%3 == 0, "IsSupportIoOptimized": true,
			"ImageOwnerAlias": alias, "IsSupportCloudinit": i%2 == 0, "ImageVersion": "1", "Usage": []string{"none", "instance"}[i/2%2],
			"IsSelfShared": "false", "Description": "", "Size": 20 + i, "ResourceGroupId": "rg-independent01", "Platform": "CentOS",
			"OSNameEn": "CentOS 7.6 64 bit", "ImageName": fmt.Sprintf("image-%02d", i), "OSName": "CentOS 7.6 64 bit",
			"ImageId": fmt.Sprintf("m-ecs%012d", i), "OSType": system, "IsSubscribed": false, "ProductCode": "",
			"Architecture": []string{"x86_64", "i386", "arm64"}[i%3], "BootMode": []string{"BIOS", "UEFI"}[i%2],
			"DiskDeviceMappings": object{"DiskDeviceMapping": []object{{
				"Type": "system", "ImportOSSBucket": "", "Progress": "", "SnapshotId": fmt.Sprintf("s-ecs%012d", i),
				"ImportOSSObject": "", "Device": "/dev/xvda", "Size": "40", "RemainTime": 0, "Format": "qcow2",
			}}},
			"Tags":     object{"Tag": []object{{"TagKey": "team", "TagValue": fmt.Sprintf("t%d", i%2)}}},
			"IsPublic": alias == "others" && i%8 == 2, "ImageOwnerId": 1234567890 + i, "LoginAsNonRootSupported": true, "SupplierName": "",
			"DetectionOptions": object{"Status": "Finished", "Items": object{"Item": []object{{
				"Name": "Nvme", "Value": "NotInstalled", "RiskLevel": "Medium", "RiskCode": "NVMe.NotInstalled"}}}},
			"Features": object{"NvmeSupport": "supported"},
		})
	}
	return images
}

func (c *Cloud) describeImages(r *http.Request, p func(string) string) reply {
	fail := func(status int, code, message string) reply { return c.failure(r, status, code, message) }
	invalid := fail(400, "InvalidParamter", "Invalid Parameter.")
	if p("RegionId") == "" {
		return fail(400, "MissingParameter", `The input parameter "RegionId" that is mandatory for processing this request is not supplied.`)
	}
	number, size := 1, 10
	for name, into := range map[string]*int{"PageNumber": &number, "PageSize": &size} {
		if v := p(name); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil {
				return invalid
			}
			*into = n
		}
	}
	lax := c.has("invalid-accepted")
	if lax {
		size = min(max(size, 1), 100)
		number = max(number, 1)
	}
	if number < 1 || size < 1 || size > 100 {
		return invalid
	}
	statuses := []string{"Available"}
	if v := p("Status"); v != "" {
		statuses = strings.Split(v, ",")
		for _, s := range statuses {
			if s == "" || !oneOf(s, "Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated") && !lax {
				return invalid
			}
		}
	}
	if !lax {
		switch {
		case !oneOf(p("ImageOwnerAlias"), "system", "self", "others", "marketplace"):
			return fail(400, "InvalidImageOwnerAlias.ValueNotSupported", "The specified ImageOwnerAlias value is not supported.")
		case !oneOf(p("OSType"), "windows", "linux"):
			return fail(404, "InvalidOSType", "The specified OSType is not valid.")
		case !oneOf(p("Architecture"), "i386", "x86_64", "arm64"):
			return fail(404, "InvalidArchitecture", "The specified Architecture is not valid.")
		case !oneOf(p("Usage"), "instance", "none"):
			return fail(404, "InvalidUsage", "The specified Usage is not valid.")
		case !oneOf(p("ActionType"), "CreateEcs", "ChangeOS"):
			return invalid
		case p("InstanceType") != "" && !strings.HasPrefix(p("InstanceType"), "ecs."):
			return fail(400, "InvalidInstanceType.ValueNotSupported", "The specified InstanceType does not exist or beyond the permitted range.")
		}
		for _, name := range []string{"ShowExpired", "IsSupportIoOptimized", "IsSupportCloudinit", "DryRun", "IsPublic"} {
			if !isBool(p(name)) {
				return invalid
			}
		}
		if v := p("ImageOwnerId"); v != "" {
			if _, err := strconv.ParseInt(v, 10, 64); err != nil && !c.has("wide-numbers-accepted") {
				return invalid
			}
		}
		if strings.EqualFold(p("IsPublic"), "true") && p("ImageOwnerAlias") != "others" && !c.has("dependency-ignored") {
			return invalid
		}
	}
	ignored := func(name string) bool { return c.has("filter-ignored") || c.has("filter-ignored-"+name) }
	type pair struct{ key, value string }
	tags, after, before := map[string]*pair{}, "", ""
	for name := range r.Form {
		parts := strings.Split(name, ".")
		if len(parts) != 3 || parts[0] != "Tag" {
			continue
		}
		if tags[parts[1]] == nil {
			tags[parts[1]] = &pair{}
		}
		if parts[2] == "key" && ignored("Tag-lower-case") {
			delete(tags, parts[1])
			continue
		}
		if strings.EqualFold(parts[2], "key") {
			tags[parts[1]].key = p(name)
		} else {
			tags[parts[1]].value = p(name)
		}
		if n, err := strconv.Atoi(parts[1]); !lax && (err != nil || n > 20) {
			return fail(400, "InvalidTagCount", "The specified tags are beyond the permitted range.")
		}
	}
	for _, tag := range tags {
		if tag.key == "" {
			return fail(400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match.")
		}
	}
	for i := 1; i <= 10; i++ {
		key, value := p(fmt.Sprintf("Filter.%d.Key", i)), p(fmt.Sprintf("Filter.%d.Value", i))
		if key == "" && value == "" {
			continue
		}
		if !oneOf(key, "CreationStartTime", "CreationEndTime") || key == "" {
			if lax {
				continue
			}
			return fail(404, "InvalidFilterKey.NotFound", "The specified Filter Key is not found.")
		}
		if _, err := time.Parse("2006-01-02T15:04Z", value); err != nil {
			if lax || c.has("impossible-time-accepted") && len(value) == len("2006-01-02T15:04Z") {
				continue
			}
			return fail(404, "InvalidFilterValue", "The specified Filter Value is not valid.")
		}
		if key == "CreationStartTime" {
			after = value
		} else {
			before = value
		}
	}
	if strings.EqualFold(p("DryRun"), "true") && !c.has("dry-run-performed") {
		return fail(400, "DryRunOperation", "Request validation has been passed with DryRun flag set.")
	}

	found := []object{}
	for _, image := range c.ecsImages() {
		keep := slices.Contains(statuses, image["Status"].(string)) || ignored("Status")
		for _, name := range []string{"ImageName", "ImageFamily", "ImageOwnerAlias", "OSType", "Architecture", "Usage", "ResourceGroupId"} {
			if v := p(name); v != "" && image[name] != v && !ignored(name) {
				keep = false
			}
		}
		if v := p("ImageId"); v != "" && !slices.Contains(strings.Split(v, ","), image["ImageId"].(string)) && !ignored("ImageId") {
			keep = false
		}
		if v := p("SnapshotId"); v != "" {
			disk := image["DiskDeviceMappings"].(object)["DiskDeviceMapping"].([]object)[0]
			keep = keep && (disk["SnapshotId"] == v || ignored("SnapshotId"))
		}
		if v := p("IsSupportCloudinit"); v != "" {
			keep = keep && image["IsSupportCloudinit"] == strings.EqualFold(v, "true")
		}
		if v := p("IsSupportIoOptimized"); v != "" {
			keep = keep && image["IsSupportIoOptimized"] == strings.EqualFold(v, "true")
		}
		if v := p("ImageOwnerId"); v != "" && (p("ImageOwnerAlias") == "others") {
			keep = keep && (fmt.Sprint(image["ImageOwnerId"]) == v || ignored("ImageOwnerId"))
		}
		if p("ImageOwnerAlias") == "others" {
			keep = keep && (image["IsPublic"] == strings.EqualFold(p("IsPublic"), "true") || ignored("IsPublic"))
		}
		for _, tag := range tags {
			mine := image["Tags"].(object)["Tag"].([]object)[0]
			if ignored("Tag") || ignored("TagKeyAlone") && tag.value == "" {
				continue
			}
			if mine["TagKey"] != tag.key && !ignored("TagKey") || tag.value != "" && mine["TagValue"] != tag.value && !ignored("TagValue") {
				keep = false
			}
		}
		created := image["CreationTime"].(string)
		if c.has("days-compared") {
			created = created[:len("2006-01-02")] + after[min(len("2006-01-02"), len(after)):]
		}
		if after != "" && created < after && !ignored("Filter") || before != "" && created > before && !ignored("Filter") {
			keep = false
		}
		if keep {
			found = append(found, image)
		}
	}
	total := len(found)
	from := min((number-1)*size, total)
	if c.has("pages-repeat") {
		from = 0
	}
	if c.has("pages-skip") && number > 1 {
		from = min(from+1, total)
	}
	if c.has("order-changes") && number%2 == 0 {
		slices.Reverse(found)
	}
	if c.has("last-page-empty") && number > 1 && from+size >= total {
		from = total
	}
	if c.has("total-forgotten") && from >= total {
		total = 0
		from = 0
	}
	upto := min(from+size, total)
	if c.has("page-too-long") {
		upto = min(from+size+1, total)
	}
	page := found[from:upto]
	if c.has("ids-repeat") && len(page) > 1 {
		page[1] = page[0]
	}
	if c.has("wrong-total") {
		total = len(page) - 1
	}
	if c.has("wrong-page-number") {
		number++
	}
	if c.has("wrong-page-size") {
		size++
	}
	return reply{status: 200, body: object{
		"RequestId": c.requestID(), "RegionId": p("RegionId"), "TotalCount": total, "PageNumber": number, "PageSize": size,
		"Images": object{"Image": page},
	}}
}

func (c *Cloud) showImage(r *http.Request) reply {
	fail := func(status int, code, message string) reply {
		return reply{status: status, header: http.Header{"X-Request-Id": {c.requestID()}}, body: object{"error_code": code, "error_msg": message}}
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) != 4 || parts[2] != "images" && !c.has("path-ignored") {
		return fail(404, "APIGW.0101", "The API does not exist or has not been published in the environment.")
	}
	if r.Method != http.MethodGet {
		return fail(404, "APIGW.0101", "The API does not exist or has not been published in the environment.")
	}
	if r.Header.Get("X-Auth-Token") == "" && r.Header.Get("Authorization") == "" {
		return fail(401, "APIGW.0301", "Incorrect IAM authentication information: no authentication")
	}
	known := "278e88d1-5b71-4766-8502-b3ba72e824d9"
	if c.has("path-ignored") {
		parts[3] = known
	}
	if parts[3] != known && !c.has("unknown-found") {
		return fail(400, "ModelArts.6797", "Specified image "+parts[3]+" cannot be found.")
	}
	return reply{status: 200, header: http.Header{"X-Request-Id": {c.requestID()}}, body: object{
		"arch": "X86_64", "create_at": 1638234504492, "description": "CPU and GPU training image",
		"dev_services": []string{"NOTEBOOK", "SSH"}, "id": parts[3], "name": "pytorch1.8", "resource_categories": []string{"GPU", "CPU"},
		"service_type": "COMMON", "status": "ACTIVE", "swr_path": "swr.example/atelier/pytorch:1", "tag": "1", "type": "BUILD_IN",
		"update_at": 1638234504492, "workspace_id": "0",
	}}
}
