package schemas_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/specs"
)

// oracle compiles an exported schema with jsonschema/v5.
func oracle(t testing.TB, file schemas.File) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	if err := compiler.AddResource(file.Name, bytes.NewReader(file.Data)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(file.Name)
	if err != nil {
		t.Fatalf("%s: %v", file.Name, err)
	}
	return schema
}

func decode(t testing.TB, text []byte) any {
	t.Helper()
	var v any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestJSONSchemas(t *testing.T) {
	for _, address := range specs.Embedded().Addresses() {
		t.Run(address, func(t *testing.T) {
			op := compile(t, address).Operation
			files, err := schemas.JSONSchemas(op)
			if err != nil {
				t.Fatal(err)
			}
			for i, kind := range []string{"request", "response", "error"} {
				if !strings.HasSuffix(files[i].Name, op.Address.Name+"."+kind+".schema.json") {
					t.Errorf("file %d is %s", i, files[i].Name)
				}
				oracle(t, files[i])
			}
			if err := oracle(t, files[1]).Validate(decode(t, op.Sample)); err != nil {
				t.Errorf("the page's sample: %#v", err)
			}
			failure := oracle(t, files[2])
			envelope := `{"Code":"%","Message":"m","RequestId":"r"}`
			if op.Address.Provider == "huawei" {
				envelope = `{"error_code":"%","error_msg":"m"}`
			}
			for _, row := range op.ErrorRows() {
				body := strings.Replace(envelope, "%", strings.ReplaceAll(row.Code, "%s", "X"), 1)
				if err := failure.Validate(decode(t, []byte(body))); err != nil {
					t.Errorf("%s: %v", body, err)
				}
			}
			for _, body := range []string{`{}`, `[]`, strings.Replace(envelope, "%", "no such code", 1), strings.ReplaceAll(envelope, `"m"`, "1")} {
				if failure.Validate(decode(t, []byte(body))) == nil {
					t.Errorf("%s is an error", body)
				}
			}
		})
	}
}

func TestOpenAPI(t *testing.T) {
	for _, address := range specs.Embedded().Addresses() {
		t.Run(address, func(t *testing.T) {
			op := compile(t, address).Operation
			file, err := schemas.OpenAPI(op)
			if err != nil {
				t.Fatal(err)
			}
			again, err := schemas.OpenAPI(op)
			if err != nil || !bytes.Equal(file.Data, again.Data) {
				t.Errorf("the bytes are not stable (%v)", err)
			}
		})
	}
}
