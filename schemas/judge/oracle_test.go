package judge_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concord-dev/concord/schemas"
	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// The places of an operation's schemas among the exported ones.
const (
	requestSchema = iota
	responseSchema
)

// oracle is one of the operation's schemas as exported, compiled by
// jsonschema/v5.
func oracle(t testing.TB, op *specs.Operation, which int) *jsonschema.Schema {
	t.Helper()
	files, err := schemas.JSONSchemas(op)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", bytes.NewReader(files[which].Data)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// expressible reports whether JSON Schema, as exported, refuses what departs.
func expressible(d judge.Departure) bool {
	switch d.Kind {
	case judge.MissingShown, judge.Undocumented, judge.BadFormat, judge.OtherReading, judge.DuplicateKey, judge.Encoding, judge.BeyondInt64:
		return false
	case judge.OutOfRange:
		return d.Want != "int32" && d.Row.Type != specs.String
	}
	return true
}

// agree holds the judge's verdict on a document against the oracle's.
func agree(t *testing.T, tree *judge.Tree, schema *jsonschema.Schema, document any) (valid bool) {
	t.Helper()
	body, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	refusal := schema.Validate(v)
	report := tree.Judge(body)
	departs := slices.ContainsFunc(report.Departures, expressible)
	switch {
	case refusal != nil && !departs && !report.Has(judge.BeyondInt64):
		t.Fatalf("%s\nthe judge passes what jsonschema refuses: %v", body, refusal)
	case refusal == nil && departs && !report.Has(judge.Wrapper): // a renamed wrapper is no matter of JSON Schema
		t.Fatalf("%s\njsonschema passes what the judge says departs: %+v", body, facts(report))
	}
	return refusal == nil
}

// odd are values that stand where others should.
var odd = []any{
	nil, true, false, 0, 60, -7, 1.5, json.Number("6e1"), json.Number("60.0"), json.Number("99999999999999999999"),
	"", "60", "1.5", "true", "x", "abc", "zz zz zz", "Ready", "ready", "中文", []any{}, []any{"x"}, []any{map[string]any{}}, []any{nil},
	map[string]any{}, map[string]any{"Id": "a"}, map[string]any{"X": []any{"x"}}, map[string]any{"X": []any{map[string]any{}}, "Y": 1},
}

// mutants calls each with the document in which one value after the other is
// replaced by one of the odd ones, or taken away.
func mutants(document any, each func()) {
	switch v := document.(type) {
	case map[string]any:
		for name, value := range v {
			mutants(value, each)
			delete(v, name)
			each()
			for _, v[name] = range odd {
				each()
			}
			v[name] = value
		}
	case []any:
		for i, value := range v {
			mutants(value, each)
			for _, v[i] = range odd {
				each()
			}
			v[i] = value
		}
	}
}

// apart returns the operation without what judge and schema treat apart on
// purpose: the judge takes "" for unset where a pattern is documented, takes
// null for what only the sample shows, knows what no row documents but the
// sample shows, and looks beyond an object for conditions.
func apart(op *specs.Operation) *specs.Operation {
	copied := *op
	copied.SampleOnly = nil
	copied.Response = slices.Clone(op.Response)
	for i := range copied.Response {
		f := &copied.Response[i]
		if f.Pattern != "" {
			f.Pattern += "|^$"
		}
		if f.From == specs.FromSample && f.Presence != specs.Always {
			f.Type = ""
		}
		if f.Condition != nil && strings.Contains(f.Path, "[]") {
			f.Presence, f.Condition = "", nil
		}
	}
	return &copied
}

// TestOracle holds the pass against jsonschema/v5 over every mutant of the
// pages' own samples and of a document with every kind of fact.
func TestOracle(t *testing.T) {
	documents := map[string]*specs.Operation{"shop": shop()}
	documents["shop"].Sample = []byte(whole(`"Count":1,"Rate":1.5,"Level":10,"Open":true,"State":"Gone","Why":"w","Kind":"A","Modes":"r,w","Arch":"X86_64",` +
		`"Port":"80","Name":"abc","Code":"abc","Made":"","Until":"","Page":1,"Labels":{"a":{"Text":"t"}},"Words":["x"],"Odd":"o","Detail":{"a":1},"Any":[1],` +
		`"Goods":{"Good":[{"Id":"a","Size":"1","Sum":1,"Tags":{"Tag":[{"Key":"k"}]}}]}`))
	for _, address := range specs.Embedded().Addresses() {
		documents[address] = operation(t, address)
	}
	for name, op := range documents {
		t.Run(name, func(t *testing.T) {
			op := apart(op)
			tree, err := judge.CompileResponse(op)
			if err != nil {
				t.Fatal(err)
			}
			schema := oracle(t, op, responseSchema)
			var document any
			if err := json.Unmarshal(op.Sample, &document); err != nil {
				t.Fatal(err)
			}
			overMutants(t, tree, schema, document)
		})
	}
}

// overMutants holds judge and oracle against one another over a document that
// conforms and its mutants.
func overMutants(t *testing.T, tree *judge.Tree, schema *jsonschema.Schema, document any) {
	t.Helper()
	if !agree(t, tree, schema, document) {
		t.Errorf("%v departs", document)
	}
	count, refused := 0, 0
	mutants(document, func() {
		count++
		if !agree(t, tree, schema, document) {
			refused++
		}
	})
	if refused < count/3 || refused == count {
		t.Errorf("%d of %d mutants refused: the mutants prove little", refused, count)
	}
}

// TestOracleOnRequests does for requests what TestOracle does for answers.
func TestOracleOnRequests(t *testing.T) {
	for _, address := range specs.Embedded().Addresses() {
		t.Run(address, func(t *testing.T) {
			op := operation(t, address)
			tree, err := judge.CompileRequest(op)
			if err != nil {
				t.Fatal(err)
			}
			document := map[string]any{}
			for _, p := range op.Request {
				at, names := document, strings.Split(p.Path, ".")
				for _, name := range names[:len(names)-1] {
					name, isList := strings.CutSuffix(name, "[]")
					if isList {
						at = at[name].([]any)[0].(map[string]any)
					} else {
						at = at[name].(map[string]any)
					}
				}
				at[names[len(names)-1]] = conforming(&p)
			}
			overMutants(t, tree, oracle(t, op, requestSchema), document)
		})
	}
}

// conforming returns a value that a parameter may have.
func conforming(p *specs.Parameter) any {
	switch {
	case len(p.Enum) > 0:
		return p.Enum[0]
	case p.Type == specs.Array:
		return []any{map[string]any{}}
	case p.Type == specs.Object:
		return map[string]any{}
	case p.Type == specs.Integer:
		return 1
	case p.Type == specs.Boolean:
		return true
	}
	return "abc"
}

// TestOracleOnRandom mutates several places of a document at once.
func TestOracleOnRandom(t *testing.T) {
	op := apart(shop())
	tree, err := judge.CompileResponse(op)
	if err != nil {
		t.Fatal(err)
	}
	schema := oracle(t, op, responseSchema)
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		document := map[string]any{}
		for _, f := range op.Response {
			if !strings.Contains(f.Wire, ".") && random.IntN(4) > 0 {
				document[strings.TrimSuffix(f.Wire, "[]")] = randomValue(random, &f)
			}
		}
		good := map[string]any{"Id": odd[random.IntN(len(odd))], "Tags": map[string]any{"Tag": odd[random.IntN(len(odd))]}}
		document["Goods"] = map[string]any{"Good": []any{good, map[string]any{"Id": "b"}}}
		agree(t, tree, schema, document)
	}
}

func randomValue(random *rand.Rand, f *specs.Field) any {
	if random.IntN(3) == 0 {
		return odd[random.IntN(len(odd))]
	}
	switch {
	case len(f.Enum) > 0 && f.Type == specs.String:
		return f.Enum[random.IntN(len(f.Enum))]
	case f.Type == specs.Integer || f.Type == specs.Number:
		return random.IntN(120) - 10
	case f.Type == specs.Boolean:
		return random.IntN(2) == 0
	case f.Type == specs.Array:
		return []any{"x", "y"}[:random.IntN(3)]
	case f.Type == specs.Object || f.Type == specs.Map:
		return map[string]any{"a": map[string]any{"Text": fmt.Sprint(random.IntN(9))}}
	}
	return strings.Repeat("a", random.IntN(6)+1)
}
