package independent

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Defect is one way in which a Cloud departs from the documentation.
type Defect struct {
	Name string
	// Operation that shows it; empty for all five.
	Operation string
	// Check must report it at severity error or, where Warning is set, at
	// warning or above.
	Check   string
	Warning bool
	// Row is the documented path or code that the finding must name; empty
	// where the defect concerns no single row.
	Row string
	// Change alters an answer. Nil: the server itself behaves otherwise.
	Change func(*reply)
}

// ok applies change to the bodies of successful answers.
func ok(change func(body object)) func(*reply) {
	return func(out *reply) {
		if out.status == 200 {
			change(out.body)
		}
	}
}

// bad applies change to error answers with the code; "" is any code.
func bad(code string, change func(out *reply)) func(*reply) {
	return func(out *reply) {
		if out.status == 200 {
			return
		}
		if code == "" || out.body["Code"] == code || out.body["error_code"] == code {
			change(out)
		}
	}
}

// each applies change to every image of a list.
func each(list string, change func(image object)) func(*reply) {
	return ok(func(body object) {
		images, _ := body["Images"].(object)[list].([]object)
		for i, image := range images {
			copied := object{}
			for k, v := range image {
				copied[k] = v
			}
			change(copied)
			images[i] = copied
		}
	})
}

func ecs(change func(image object)) func(*reply)  { return each("Image", change) }
func ehpc(change func(image object)) func(*reply) { return each("ImageInfo", change) }

func instant(change func(image object)) func(*reply) {
	return ok(func(body object) { change(body["Image"].(object)) })
}

func set(key string, value any) func(object) { return func(o object) { o[key] = value } }
func drop(key string) func(object)           { return func(o object) { delete(o, key) } }

func rename(from, to string) func(object) {
	return func(o object) { o[to] = o[from]; delete(o, from) }
}

func status(n int) func(*reply) { return func(out *reply) { out.status = n } }

func raw(contentType string, make func(body []byte) []byte) func(*reply) {
	return func(out *reply) {
		if out.status != 200 {
			return
		}
		body, _ := json.Marshal(out.body)
		out.raw = make(body)
		if contentType != "" {
			if out.header == nil {
				out.header = map[string][]string{}
			}
			out.header["Content-Type"] = []string{contentType}
		}
	}
}

// Defects are the ways in which a Cloud can be wrong.
var Defects = []Defect{
	// Types.
	{Name: "size-is-text", Operation: "DescribeImages", Check: "field-coercible", Row: "Images[].Size", Change: ecs(set("Size", "20"))},
	{Name: "size-is-text-with-unit", Operation: "DescribeImages", Check: "field-type", Row: "Images[].Size", Change: ecs(set("Size", "20 GiB"))},
	{Name: "disk-size-is-number", Operation: "DescribeImages", Check: "field-coercible", Row: "Images[].DiskDeviceMappings[].Size", Change: ecs(func(o object) {
		o["DiskDeviceMappings"] = object{"DiskDeviceMapping": []object{{"Type": "system", "ImportOSSBucket": "", "Progress": "", "SnapshotId": "s-1",
			"ImportOSSObject": "", "Device": "/dev/xvda", "Size": 40, "RemainTime": 0, "Format": "qcow2"}}}
	})},
	{Name: "total-is-text", Operation: "DescribeImages", Check: "field-coercible", Row: "TotalCount", Change: ok(set("TotalCount", "24"))},
	{Name: "public-is-text", Operation: "DescribeImages", Check: "field-coercible", Row: "Images[].IsPublic", Change: ecs(set("IsPublic", "false"))},
	{Name: "copied-is-number", Operation: "DescribeImages", Check: "field-type", Row: "Images[].IsCopied", Change: ecs(set("IsCopied", 0))},
	{Name: "version-is-number", Operation: "DescribeImages", Check: "field-coercible", Row: "Images[].ImageVersion", Change: ecs(set("ImageVersion", 2))},
	{Name: "name-is-object", Operation: "ListCommunityImages", Check: "field-type", Row: "Images[].ImageName", Change: ehpc(set("ImageName", object{"Value": "x"}))},
	{Name: "community-size-is-float", Operation: "ListCommunityImages", Check: "number-precision", Row: "Images[].Size", Change: ehpc(set("Size", 40.5))},
	{Name: "os-tag-is-text", Operation: "ListCommunityImages", Check: "field-type", Row: "Images[].OsTag", Change: ehpc(set("OsTag", "CentOS_7.2_64"))},
	{Name: "success-is-text", Operation: "GetImage", Check: "field-coercible", Row: "Success", Change: ok(set("Success", "true"))},
	{Name: "image-size-is-number", Operation: "GetImage", Check: "field-coercible", Row: "Image.Size", Change: instant(set("Size", 20))},
	{Name: "image-is-list", Operation: "GetImage", Check: "field-type", Row: "Image", Change: ok(func(o object) { o["Image"] = []any{o["Image"]} })},
	{Name: "created-at-is-text", Operation: "ShowImage", Check: "field-coercible", Row: "create_at", Change: ok(set("create_at", "1638234504492"))},
	{Name: "created-at-is-huge", Operation: "ShowImage", Check: "number-precision", Row: "create_at", Change: raw("", func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"create_at":1638234504492`), []byte(`"create_at":16382345044921638234504492`), 1)
	})},
	{Name: "services-are-text", Operation: "ShowImage", Check: "field-type", Row: "dev_services", Change: ok(set("dev_services", "NOTEBOOK,SSH"))},
	{Name: "service-is-number", Operation: "ShowImage", Check: "field-type", Row: "dev_services", Change: ok(set("dev_services", []any{object{"name": "SSH"}}))},

	// Null and absence.
	{Name: "name-is-null", Operation: "DescribeImages", Check: "field-null", Row: "Images[].ImageName", Change: ecs(set("ImageName", nil))},
	{Name: "description-is-null", Operation: "ShowImage", Check: "field-null", Row: "description", Change: ok(set("description", nil))},
	{Name: "request-id-missing", Operation: "DescribeImages", Check: "field-missing", Row: "RequestId", Change: ok(drop("RequestId"))},
	{Name: "total-missing", Operation: "DescribeImages", Check: "field-missing", Row: "TotalCount", Change: ok(drop("TotalCount"))},
	{Name: "image-id-missing", Operation: "DescribeImages", Check: "field-missing", Row: "Images[].ImageId", Change: ecs(drop("ImageId"))},
	{Name: "boot-mode-missing", Operation: "DescribeImages", Check: "field-missing", Row: "Images[].BootMode", Change: ecs(drop("BootMode"))},
	{Name: "images-missing", Operation: "ListCommunityImages", Check: "field-missing", Row: "Images", Change: ok(drop("Images"))},
	{Name: "sku-missing", Operation: "ListCommunityImages", Check: "field-missing", Row: "Images[].SkuCode", Change: ehpc(drop("SkuCode"))},
	{Name: "image-missing", Operation: "GetImage", Check: "field-missing", Row: "Image", Change: ok(drop("Image"))},
	{Name: "id-missing", Operation: "ShowImage", Check: "field-missing", Row: "id", Change: ok(drop("id"))},
	{Name: "added-id-missing", Operation: "AddImage", Check: "field-missing", Row: "ImageId", Change: ok(drop("ImageId"))},
	{Name: "name-in-other-case", Operation: "GetImage", Check: "field-missing", Row: "Image.CreateTime", Change: instant(rename("CreateTime", "createTime"))},
	{Name: "field-renamed", Operation: "ShowImage", Check: "field-missing", Row: "swr_path", Change: ok(rename("swr_path", "swrPath"))},
	{Name: "field-moved-up", Operation: "ListCommunityImages", Check: "field-missing", Row: "Images[].BaseOsTag.Platform", Change: ehpc(func(o object) {
		tag := o["BaseOsTag"].(object)
		o["BaseOsTag"] = object{"OsTag": tag["OsTag"], "Version": tag["Version"], "Architecture": tag["Architecture"]}
		o["Platform"] = tag["Platform"]
	})},
	{Name: "undocumented-field", Operation: "ShowImage", Check: "field-undocumented", Warning: true, Row: "owner", Change: ok(set("owner", "x"))},

	// Enumerations.
	{Name: "status-unknown", Operation: "DescribeImages", Check: "field-enum", Row: "Images[].Status", Change: ecs(set("Status", "Deleting"))},
	{Name: "architecture-in-other-case", Operation: "DescribeImages", Check: "field-enum", Row: "Images[].Architecture", Change: ecs(set("Architecture", "X86_64"))},
	{Name: "alias-empty", Operation: "DescribeImages", Check: "field-enum", Row: "Images[].ImageOwnerAlias", Change: ecs(set("ImageOwnerAlias", ""))},
	{Name: "risk-unknown", Operation: "DescribeImages", Check: "field-enum", Row: "Images[].DetectionOptions.Items[].RiskLevel", Change: ecs(set("DetectionOptions",
		object{"Status": "Finished", "Items": object{"Item": []object{{"Name": "Nvme", "Value": "x", "RiskLevel": "Low", "RiskCode": "x"}}}}))},
	{Name: "cycle-unknown", Operation: "ListCommunityImages", Check: "field-enum", Row: "Images[].PricingCycle", Change: ehpc(set("PricingCycle", "Day"))},
	{Name: "visibility-unknown", Operation: "ShowImage", Check: "field-enum", Row: "visibility", Change: ok(set("visibility", "HIDDEN"))},
	{Name: "category-unknown", Operation: "ShowImage", Check: "field-enum", Row: "resource_categories", Change: ok(set("resource_categories", []string{"CPU", "TPU"}))},
	{Name: "service-type-in-other-case", Operation: "ShowImage", Check: "field-enum", Row: "service_type", Change: ok(set("service_type", "common"))},

	// Lengths and wrappers.
	{Name: "description-too-long", Operation: "ShowImage", Check: "field-length", Row: "description", Change: ok(set("description", strings.Repeat("x", 513)))},
	{Name: "bare-list", Operation: "DescribeImages", Check: "field-wrapper", Row: "Images", Change: ok(func(o object) { o["Images"] = o["Images"].(object)["Image"] })},
	{Name: "wrapper-renamed", Operation: "ListCommunityImages", Check: "field-wrapper", Row: "Images", Change: ok(func(o object) { rename("ImageInfo", "Image")(o["Images"].(object)) })},
	{Name: "tags-bare", Operation: "DescribeImages", Check: "field-wrapper", Row: "Images[].Tags", Change: ecs(set("Tags", []object{{"TagKey": "k", "TagValue": "v"}}))},

	// Statuses, codes, envelope.
	{Name: "wrong-status", Operation: "DescribeImages", Check: "error-status", Row: "InvalidArchitecture", Change: bad("InvalidArchitecture", status(400))},
	{Name: "not-found-is-400", Operation: "GetImage", Check: "error-status", Row: "ImageNotFound", Change: bad("ImageNotFound", status(400))},
	{Name: "undocumented-code", Operation: "DescribeImages", Check: "error-code", Change: bad("InvalidUsage", func(r *reply) { r.body["Code"] = "UsageIsWrong" })},
	{Name: "code-of-another-operation", Operation: "DescribeImages", Check: "error-code", Change: bad("InvalidOSType", func(r *reply) { r.body["Code"] = "ImageInUse" })},
	{Name: "code-in-other-case", Operation: "GetImage", Check: "error-code", Change: bad("ImageNotFound", func(r *reply) { r.body["Code"] = "imageNotFound" })},
	{Name: "code-missing", Operation: "GetImage", Check: "error-envelope", Change: bad("", func(r *reply) { delete(r.body, "Code") })},
	{Name: "keys-in-lower-case", Operation: "AddImage", Check: "error-envelope", Change: bad("", func(r *reply) {
		r.body = object{"code": r.body["Code"], "message": r.body["Message"], "requestId": r.body["RequestId"]}
	})},
	{Name: "error-without-request-id", Operation: "GetImage", Check: "error-request-id", Warning: true, Change: bad("", func(r *reply) { delete(r.body, "RequestId") })},
	{Name: "error-under-200", Operation: "GetImage", Check: "invalid-accepted", Change: bad("InvalidParams", status(200))},
	{Name: "success-under-400", Operation: "ListCommunityImages", Check: "status-documented", Change: under(400)},
	{Name: "created", Operation: "ListCommunityImages", Check: "status-documented", Change: under(201)},
	{Name: "unknown-status", Operation: "ShowImage", Check: "status-documented", Change: under(206)},
	{Name: "huawei-wrong-envelope", Operation: "ShowImage", Check: "error-envelope", Change: bad("", func(r *reply) {
		r.body = object{"errorCode": r.body["error_code"], "errorMsg": r.body["error_msg"]}
	})},

	// Bodies.
	{Name: "html", Operation: "ListCommunityImages", Check: "body-syntax", Change: raw("text/html", func([]byte) []byte { return []byte("<html><body>welcome</body></html>") })},
	{Name: "cut", Operation: "DescribeImages", Check: "body-syntax", Change: raw("", func(b []byte) []byte { return b[:len(b)/2] })},
	{Name: "empty", Operation: "ShowImage", Check: "body-syntax", Change: raw("", func([]byte) []byte { return []byte{} })},
	{Name: "doubled", Operation: "GetImage", Check: "body-syntax", Change: raw("", func(b []byte) []byte { return append(b[:len(b):len(b)], b...) })},
	{Name: "byte-order-mark", Operation: "GetImage", Check: "body-encoding", Change: raw("", func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) })},
	{Name: "duplicate-key", Operation: "ShowImage", Check: "body-duplicate-key", Warning: true, Change: raw("", func(b []byte) []byte {
		return bytes.Replace(b, []byte(`{"arch"`), []byte(`{"arch":"AARCH64","arch"`), 1)
	})},
	{Name: "json-as-text", Operation: "ShowImage", Check: "content-type", Change: raw("text/plain", func(b []byte) []byte { return b })},

	// Behaviour.
	{Name: "filter-ignored-Architecture", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].Architecture"},
	{Name: "filter-ignored-OSType", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].OSType"},
	{Name: "filter-ignored-ImageOwnerAlias", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].ImageOwnerAlias"},
	{Name: "filter-ignored-Status", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].Status"},
	{Name: "filter-ignored-ImageId", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].ImageId"},
	{Name: "community-filter-ignored", Operation: "ListCommunityImages", Check: "filter-applied"},
	{Name: "page-too-long", Operation: "DescribeImages", Check: "paging"},
	{Name: "wrong-total", Operation: "DescribeImages", Check: "paging", Row: "TotalCount"},
	{Name: "wrong-page-number", Operation: "DescribeImages", Check: "echo", Row: "PageNumber"},
	{Name: "wrong-page-size", Operation: "DescribeImages", Check: "echo", Row: "PageSize"},
	{Name: "ids-repeat", Operation: "DescribeImages", Check: "ids-unique", Warning: true, Row: "Images[].ImageId"},
	{Name: "pages-repeat", Operation: "DescribeImages", Check: "ids-unique", Warning: true, Row: "Images[].ImageId"},
	{Name: "pages-skip", Operation: "DescribeImages", Check: "paging", Row: "Images[].ImageId"},
	{Name: "order-changes", Operation: "DescribeImages", Check: "paging", Row: "Images[].ImageId"},
	{Name: "last-page-empty", Operation: "DescribeImages", Check: "paging", Row: "TotalCount"},
	{Name: "total-forgotten", Operation: "DescribeImages", Check: "paging", Row: "TotalCount"},
	{Name: "invalid-accepted", Operation: "DescribeImages", Check: "invalid-accepted"},
	{Name: "unknown-found", Operation: "GetImage", Check: "invalid-accepted"},
	{Name: "added-lost", Operation: "GetImage", Check: "state"},
	{Name: "credential-lost", Operation: "AddImage", Check: "state", Row: "Image.ContainerImageSpec.RegistryCredential.UserName"},
	{Name: "flags-swapped", Operation: "AddImage", Check: "state", Row: "Image.ContainerImageSpec.IsACREnterprise"},
	{Name: "registry-id-lost", Operation: "AddImage", Check: "state", Row: "Image.ContainerImageSpec.RegistryCriId"},
	{Name: "machine-lost", Operation: "AddImage", Check: "state", Row: "Image.VMImageSpec.ImageId"},
	{Name: "unicode-broken", Operation: "AddImage", Check: "state", Row: "Image.Name"},
	{Name: "added-id-empty", Operation: "AddImage", Check: "field-length", Row: "ImageId", Change: ok(set("ImageId", ""))},
	{Name: "added-says-no", Operation: "AddImage", Check: "state", Row: "Success", Change: ok(set("Success", false))},
	{Name: "found-says-no", Operation: "GetImage", Check: "state", Row: "Success", Change: ok(set("Success", false))},
	{Name: "counts-none", Operation: "GetImage", Check: "field-range", Row: "TotalCount", Change: ok(set("TotalCount", 0))},
	{Name: "type-ignored", Operation: "GetImage", Check: "state", Row: "Image.ImageType"},
	{Name: "request-id-empty", Operation: "DescribeImages", Check: "field-length", Warning: true, Row: "RequestId", Change: ok(set("RequestId", ""))},
	{Name: "request-id-constant", Operation: "DescribeImages", Check: "ids-unique", Warning: true, Row: "RequestId"},
	{Name: "created-in-seconds", Operation: "ShowImage", Check: "field-range", Warning: true, Row: "create_at", Change: ok(set("create_at", 1638234504))},
	{Name: "created-without-zone", Operation: "DescribeImages", Check: "field-format", Warning: true, Row: "Images[].CreationTime", Change: ecs(set("CreationTime", "2019-11-15T06:07:05"))},
	{Name: "dependency-ignored", Operation: "DescribeImages", Check: "invalid-accepted", Row: "IsPublic"},
	{Name: "filter-ignored-IsPublic", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].IsPublic"},
	{Name: "filter-ignored-ImageOwnerId", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].ImageOwnerId"},
	{Name: "filter-ignored-SnapshotId", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].DiskDeviceMappings[].SnapshotId"},
	{Name: "filter-ignored-TagKey", Operation: "DescribeImages", Check: "filter-applied"},
	{Name: "filter-ignored-TagValue", Operation: "DescribeImages", Check: "filter-applied"},
	{Name: "filter-ignored-TagKeyAlone", Operation: "DescribeImages", Check: "filter-applied"},
	{Name: "filter-ignored-Tag-lower-case", Operation: "DescribeImages", Check: "filter-applied"},
	{Name: "days-compared", Operation: "DescribeImages", Check: "filter-applied", Row: "Images[].CreationTime"},
	{Name: "unknown-action-answered", Operation: "DescribeImages", Check: "invalid-accepted", Warning: true},
	{Name: "version-ignored", Operation: "ListCommunityImages", Check: "invalid-accepted", Warning: true},
	{Name: "path-ignored", Operation: "ShowImage", Check: "invalid-accepted", Warning: true},
	{Name: "empty-name-accepted", Operation: "AddImage", Check: "invalid-accepted", Warning: true, Row: "Name"},
	{Name: "dotted-ignored", Operation: "AddImage", Check: "state", Warning: true, Row: "Image.ContainerImageSpec.RegistryUrl"},
	{Name: "wide-numbers-accepted", Operation: "DescribeImages", Check: "invalid-accepted", Warning: true, Row: "ImageOwnerId"},
	{Name: "impossible-time-accepted", Operation: "DescribeImages", Check: "invalid-accepted", Warning: true, Row: "Filter[].Value"},
	{Name: "errors-by-get", Operation: "AddImage", Check: "error-status", Row: "InvalidParams"},
	{Name: "size-negative", Operation: "DescribeImages", Check: "field-range", Row: "Images[].Size", Change: ecs(set("Size", -1))},
	{Name: "dry-run-performed", Operation: "DescribeImages", Check: "dry-run"},
}

// under answers what succeeded with another status.
func under(n int) func(*reply) {
	return func(r *reply) {
		if r.status == 200 {
			r.status = n
		}
	}
}

// Overnight is a conforming cloud changed in ten ways: the changes are those of
// OvernightChanges.
var Overnight = Defect{Name: "overnight", Change: func(r *reply) {
	for _, change := range []func(*reply){
		ecs(func(o object) {
			if o["Status"] == "Available" {
				o["Status"] = "Archived"
			}
			o["Owner"] = "a"
		}),
		ehpc(func(o object) {
			o["PricingCycle"] = "Week"
			o["Size"] = "40"
			o["Region"] = "cn-hangzhou"
		}),
	} {
		if r.status == 200 && r.body["Images"] != nil {
			change(r)
		}
	}
	if r.status != 200 {
		return
	}
	if r.body["TotalCount"] != nil && r.body["Images"] != nil {
		r.body["TotalCount"] = "24"
	}
	if r.body["Image"] != nil {
		r.body["Image"].(object)["Label"] = "x"
	}
	if r.body["swr_path"] != nil {
		r.body["service_type"] = "BATCH"
		r.body["tag"] = 7
		r.body["owner"] = "x"
	}
}}

// OvernightChanges are the changes of Overnight, as drift names them, by
// operation and path.
var OvernightChanges = []string{
	"alibaba/ecs/DescribeImages enum-added Images[].Status",
	"alibaba/ecs/DescribeImages type TotalCount",
	"alibaba/ecs/DescribeImages undocumented Images.Image[].Owner",
	"alibaba/ehpc@2018-04-12/ListCommunityImages enum-added Images[].PricingCycle",
	"alibaba/ehpc@2018-04-12/ListCommunityImages type Images[].Size",
	"alibaba/ehpc@2018-04-12/ListCommunityImages undocumented Images.ImageInfo[].Region",
	"alibaba/ehpcinstant/GetImage undocumented Image.Label",
	"huawei/modelarts/ShowImage enum-added service_type",
	"huawei/modelarts/ShowImage type tag",
	"huawei/modelarts/ShowImage undocumented owner",
}
