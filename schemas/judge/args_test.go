package judge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func TestJudgeArgs(t *testing.T) {
	op := &specs.Operation{
		Provider: &specs.Provider{Common: []specs.Parameter{{Row: specs.Row{Path: "RegionId", Type: specs.String}, Required: ptr(true)}}},
		Request: []specs.Parameter{
			{Row: specs.Row{Path: "Name", Type: specs.String, MinLength: ptr(2), Pattern: "^[a-z]*$"}, Required: ptr(true)},
			{Row: specs.Row{Path: "Size", Type: specs.Integer, Min: ptr(1.0), Max: ptr(100.0)}},
			{Row: specs.Row{Path: "Public", Type: specs.Boolean}},
			{Row: specs.Row{Path: "Status", Type: specs.String, Enum: []string{"On", "Off"}, Separator: ","}},
			{Row: specs.Row{Path: "Tag[].Key", Type: specs.String}, Required: ptr(true)},
			{Row: specs.Row{Path: "Tag[].Value", Type: specs.String}},
			{Row: specs.Row{Path: "Filter", Type: specs.Array, Items: specs.Object, MaxItems: ptr(1)}},
			{Row: specs.Row{Path: "Filter[].Value", Type: specs.String, Format: "yyyy-MM-ddTHH:mmZ"}},
			{Row: specs.Row{Path: "Spec", Type: specs.Object}},
			{Row: specs.Row{Path: "Spec.Url", Type: specs.String}, Required: ptr(true)},
			{Row: specs.Row{Path: "Ids", Type: specs.Array, Items: specs.Integer}},
		},
	}
	tree, err := judge.CompileRequest(op)
	if err != nil {
		t.Fatal(err)
	}
	name := judge.Value{Path: "Name", Text: "ab"}
	departs := func(kind judge.Kind, path, pointer, want, got string) []fact {
		return []fact{{kind, path, pointer, want, got, 1, kind != judge.Undocumented}}
	}
	for title, test := range map[string]struct {
		values []judge.Value
		want   []fact
	}{
		"conforms": {[]judge.Value{name, {Path: "Size", Text: "100"}, {Path: "Public", Text: "True"}, {Path: "Status", Text: "On,Off"},
			{Path: "Tag[1].Key", Text: "k"}, {Path: "Tag[0].Key", Text: "1"}, {Path: "Filter[0].Value", Text: "2017-12-05T22:40Z"},
			{Path: "Spec.Url", Text: `a"b\`}, {Path: "Ids[0]", Text: "5"}, {Path: "RegionId", Text: "r"}}, nil},
		"JSON kinds conform":      {[]judge.Value{name, {Path: "Size", Text: "1", Kind: "number"}, {Path: "Public", Text: "true", Kind: "boolean"}, {Path: "Spec.Url", Text: "5", Kind: "string"}}, nil},
		"nothing":                 {nil, departs(judge.Missing, "Name", "/Name", "present", "absent")},
		"member of an item":       {[]judge.Value{name, {Path: "Tag[0].Value", Text: "v"}}, departs(judge.Missing, "Tag[].Key", "/Tag/0/Key", "present", "absent")},
		"member of an object":     {[]judge.Value{name, {Path: "Spec", Kind: "object"}}, departs(judge.Missing, "Spec.Url", "/Spec/Url", "present", "absent")},
		"type":                    {[]judge.Value{name, {Path: "Size", Text: "many"}}, departs(judge.WrongType, "Size", "/Size", "integer", `string "many"`)},
		"type: empty":             {[]judge.Value{name, {Path: "Size", Text: ""}}, departs(judge.WrongType, "Size", "/Size", "integer", `string ""`)},
		"type: leading zero":      {[]judge.Value{name, {Path: "Size", Text: "007"}}, departs(judge.WrongType, "Size", "/Size", "integer", `string "007"`)},
		"type: boolean":           {[]judge.Value{name, {Path: "Public", Text: "yes"}}, departs(judge.WrongType, "Public", "/Public", "boolean", `string "yes"`)},
		"type: item":              {[]judge.Value{name, {Path: "Ids[0]", Text: "x"}}, departs(judge.WrongType, "Ids", "/Ids/0", "integer", `string "x"`)},
		"type: text, object":      {[]judge.Value{name, {Path: "Spec", Text: "{"}}, departs(judge.WrongType, "Spec", "/Spec", "object", `string "{"`)},
		"coercible in JSON":       {[]judge.Value{name, {Path: "Size", Text: "5", Kind: "string"}}, departs(judge.Coercible, "Size", "/Size", "integer", `string "5"`)},
		"type: fraction":          {[]judge.Value{name, {Path: "Size", Text: "1.5"}}, departs(judge.WrongType, "Size", "/Size", "integer", `string "1.5"`)},
		"type: exponent":          {[]judge.Value{name, {Path: "Size", Text: "6e1"}}, departs(judge.WrongType, "Size", "/Size", "integer", `string "6e1"`)},
		"fraction in JSON":        {[]judge.Value{name, {Path: "Size", Text: "1.5", Kind: "number"}}, departs(judge.Precision, "Size", "/Size", "integer", "1.5")},
		"exponent in JSON":        {[]judge.Value{name, {Path: "Size", Text: "6e1", Kind: "number"}}, nil},
		"beyond int64":            {[]judge.Value{name, {Path: "Size", Text: "9999999999999999999"}}, departs(judge.BeyondInt64, "Size", "/Size", "an integer within int64", "9999999999999999999")},
		"type: object for a list": {[]judge.Value{name, {Path: "Ids.Id[0]", Text: "5"}}, departs(judge.WrongType, "Ids", "/Ids", "array", "object")},
		"enum":                    {[]judge.Value{name, {Path: "Status", Text: "On,Gone"}}, departs(judge.EnumUnknown, "Status", "/Status", "On, Off", `"Gone"`)},
		"range":                   {[]judge.Value{name, {Path: "Size", Text: "101"}}, departs(judge.OutOfRange, "Size", "/Size", "1 to 100", "101")},
		"length":                  {[]judge.Value{{Path: "Name", Text: "a"}}, departs(judge.BadLength, "Name", "/Name", "at least 2 characters", `1 characters: "a"`)},
		"pattern":                 {[]judge.Value{{Path: "Name", Text: "a1"}}, departs(judge.BadPattern, "Name", "/Name", "^[a-z]*$", `"a1"`)},
		"format":                  {[]judge.Value{name, {Path: "Filter[0].Value", Text: "2017"}}, departs(judge.BadFormat, "Filter[].Value", "/Filter/0/Value", "yyyy-MM-ddTHH:mmZ", `"2017"`)},
		"items":                   {[]judge.Value{name, {Path: "Filter[0].Value", Text: ""}, {Path: "Filter[1].Value", Text: ""}}, departs(judge.TooManyItems, "Filter", "/Filter", "at most 1 items", "2 items")},
		"unknown":                 {[]judge.Value{name, {Path: "Colour", Text: "red"}}, departs(judge.Undocumented, "Colour", "/Colour", "no such member", `"red"`)},
		"twice":                   {[]judge.Value{name, name}, departs(judge.DuplicateKey, "Name", "/Name", "one member Name", "another one")},
	} {
		t.Run(title, func(t *testing.T) {
			if diff := cmp.Diff(test.want, facts(tree.JudgeArgs(test.values))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestParametersOfOneName(t *testing.T) {
	op := &specs.Operation{Request: []specs.Parameter{
		{Row: specs.Row{Path: "id", Type: specs.String}, In: "path"}, {Row: specs.Row{Path: "id", Type: specs.Integer}, In: "body"},
	}}
	tree, err := judge.CompileRequest(op)
	if err != nil {
		t.Fatal(err)
	}
	if got := facts(tree.JudgeArgs([]judge.Value{{Path: "id", Text: "a"}})); got != nil {
		t.Errorf("the first row is not the one that judges: %+v", got)
	}
	op.Request[1].In = "path"
	if _, err := judge.CompileRequest(op); err == nil {
		t.Error("two rows of one place compile")
	}
}
