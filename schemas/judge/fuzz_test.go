package judge_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/concord-dev/concord/schemas/judge"
)

// strict reads one JSON value with jsontext, which refuses doubled names,
// invalid UTF-8 and half surrogate pairs.
func strict(body []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(body))
	if _, err := d.ReadValue(); err != nil {
		return err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("bytes after the value")
	}
	return nil
}

// FuzzJudge holds the scanner against encoding/json for what is JSON at all,
// and against jsontext for what a strict reader refuses.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		``, ` `, `{}`, `[]`, `null`, `"a"`, `0`, `-0.0e+1`, `01`, `1.`, `{"a":1,"a":2}`, `{"a":{"b":[1,{"c":"\ud83d\ude00"}]}}`, `"\ud83d"`,
		"\"\xff\"", "\uFEFF{}", `{"Total":6e1,"Goods":{"Good":[{"Id":"x"}]}}`, `{"Goods":[{}]}`, `{"Goods":{"X":[{}],"Good":null}}`,
		`{"Words":{"a":["x"]}}`, `{"Labels":{"a":{"Text":1}}}`, `tru`, `{"a"}`, `[1,]`, "\"\t\"", `"\x"`, `{"a":1}}`, whole(`"Made":"x"`),
		strings.Repeat("[", 600), `{"Open":true,"Op\u0065n":"True"}`, `{"Rate":1e9999999}`,
	} {
		f.Add([]byte(seed))
	}
	tree := compileShop(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		report := tree.Judge(body)
		if len(body) < 400 { // deeper than the pass reads is not JSON to it
			plain := bytes.TrimPrefix(body, []byte("\uFEFF"))
			if got, want := !report.Has(judge.Syntax), json.Valid(plain); got != want {
				t.Errorf("%q: judge says JSON %v, encoding/json %v: %+v", body, got, want, report.Departures)
			}
			refused := report.Has(judge.Syntax, judge.Encoding, judge.DuplicateKey)
			if err := strict(body); (err != nil) != refused {
				t.Errorf("%q: judge refuses %v, jsontext: %v: %+v", body, refused, err, report.Departures)
			}
		}
		again := tree.Judge(body)
		if len(again.Departures) != len(report.Departures) {
			t.Errorf("%q: %d departures, then %d", body, len(report.Departures), len(again.Departures))
		}
		for _, d := range report.Departures {
			if d.Count < 1 || d.Kind == "" || d.Want == "" || d.Got == "" {
				t.Errorf("%q: an incomplete departure: %+v", body, d)
			}
		}
		report.Seen()
		report.Lists()
		report.Slot("Goods[].Id")
	})
}

// FuzzJudgeArgs holds that any decoded request is judged as a JSON document.
func FuzzJudgeArgs(f *testing.F) {
	f.Add("Goods[0].Id", "a", "", "Total", "5")
	f.Add("Goods[].Id", "a", "number", "Goods", "{}")
	f.Add("a[0][1].b", "\xff", "object", "a[99999999999999999999]", "")
	f.Add("", "", "null", ".", "\x00")
	tree := compileShop(f)
	f.Fuzz(func(t *testing.T, path, text, kind, path2, text2 string) {
		report := tree.JudgeArgs([]judge.Value{{Path: path, Text: text, Kind: kind}, {Path: path2, Text: text2}})
		if report.Has(judge.Syntax) && strings.Count(path+path2, ".")+strings.Count(path+path2, "[") < 400 {
			t.Errorf("%q=%q (%s), %q=%q are no document: %+v", path, text, kind, path2, text2, report.Departures)
		}
	})
}
