package judge_test

import (
	"fmt"
	"testing"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

func TestFormats(t *testing.T) {
	for format, texts := range map[string]struct{ conform, depart []string }{
		"date-time": {
			[]string{"2019-11-15T06:07:05Z", "2019-11-15T06:07:05.123Z", "2019-11-15T06:07:05+08:00", "2019-11-15T06:07:05+0800", "2017-12-05T22:40Z", "2020-02-29T00:00:00Z"},
			[]string{"2019-11-15", "2019-11-15 06:07:05", "2019-13-15T06:07:05Z", "2019-11-31T06:07:05Z", "2019-11-15T24:07:05Z", "2019-11-15T06:60:05Z", "2019-11-15t06:07:05z", "1638234504492"},
		},
		"date":                 {[]string{"2020-02-29"}, []string{"2019-02-29", "2019-2-9"}},
		"uuid":                 {[]string{"278e88d1-5b71-4766-8502-b3ba72e824d9", "04F0F334-1335-436C-A1D7-6C044FE73368"}, []string{"278e88d15b7147668502b3ba72e824d9", "278e88d1-5b71-4766-8502-b3ba72e824dg", "278e88d1_5b71-4766-8502-b3ba72e824d9"}},
		"yyyy-MM-ddTHH:mmZ":    {[]string{"2017-12-05T22:40Z"}, []string{"2017-12-05T22:40:00Z", "2017-12-05T22:40", "2017-12-05T25:40Z"}},
		"yyyy-MM-dd HH:mm:ss":  {[]string{"2017-12-05 22:40:01"}, []string{"2017-12-05T22:40:01"}},
		"YYYY-MM-DDThh:mm:ssZ": {[]string{"2017-12-05T22:40:01Z"}, []string{"2017-12-05T22:40:01+08:00"}},
		"HH:mmZ-HH:mmZ":        {[]string{"02:00Z-06:00Z"}, []string{"02:00-06:00"}},
		"int64":                {[]string{"anything"}, nil},
		"yyyy week ww":         {[]string{"a notation that nobody knows"}, nil},
	} {
		op := &specs.Operation{Response: []specs.Field{{Row: specs.Row{Path: "At", Type: specs.String, Format: format}, Wire: "At"}}}
		tree, err := judge.CompileResponse(op)
		if err != nil {
			t.Fatal(err)
		}
		departs := func(text string) bool {
			return tree.Judge(fmt.Appendf(nil, `{"At":%q}`, text)).Has(judge.BadFormat)
		}
		for _, text := range texts.conform {
			if departs(text) {
				t.Errorf("%s: %q departs", format, text)
			}
		}
		for _, text := range texts.depart {
			if !departs(text) {
				t.Errorf("%s: %q conforms", format, text)
			}
		}
	}
}
