package specs_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/concord-dev/concord/specs"
)

// pageFacts are the facts of a page as reviewed by people.
type pageFacts struct {
	Updated  string     `json:"updated"`
	Protocol string     `json:"protocol"`
	URLPath  string     `json:"urlPath"`
	Request  []rowFacts `json:"request"`
	Response []rowFacts `json:"response"`
	Errors   []struct {
		Status  int    `json:"status"`
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"errors"`
	StatusCodes []struct {
		Status int    `json:"status"`
		Text   string `json:"text"`
	} `json:"statusCodes"`
	SampleOnly  []string `json:"sampleOnly"`
	NotInSample []string `json:"documentedNotInSample"`
}

type rowFacts struct {
	Path       string   `json:"path"`
	Wire       string   `json:"wire"`
	In         string   `json:"in"`
	Type       string   `json:"type"`
	Items      string   `json:"items"`
	Required   *bool    `json:"required"`
	Enum       []string `json:"enum"`
	Min        *float64 `json:"min"`
	Max        *float64 `json:"max"`
	MinLength  *int     `json:"minLength"`
	MaxLength  *int     `json:"maxLength"`
	Default    *string  `json:"default"`
	Deprecated bool     `json:"deprecated"`
}

func factsOf(r specs.Row) rowFacts {
	return rowFacts{
		Path: r.Path, Type: string(r.Type), Items: string(r.Items), Enum: r.Enum, Min: r.Min, Max: r.Max,
		MinLength: r.MinLength, MaxLength: r.MaxLength, Default: r.Default, Deprecated: r.Deprecated,
	}
}

// TestPagesHaveTheReviewedFacts compares the page files (without overlays) with
// the facts of the five pages, where these are at hand.
func TestPagesHaveTheReviewedFacts(t *testing.T) {
	files := map[string]string{
		"alibaba/ehpcinstant/2023-07-01/GetImage.yaml":     "000_58f14d1e095c052e.txt.json",
		"alibaba/ehpc/2018-04-12/ListCommunityImages.yaml": "001_8381d8e253fa1804.txt.json",
		"alibaba/ecs/2014-05-26/DescribeImages.yaml":       "002_212371b1e433cadd.txt.json",
		"alibaba/ehpcinstant/2023-07-01/AddImage.yaml":     "003_dd4663113d1c7066.txt.json",
		"huawei/modelarts/v1/ShowImage.yaml":               "004_0cc52b5181c98480.txt.json",
	}
	for file, facts := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", "shared", "expected", facts))
			if err != nil {
				t.Skipf("the facts of %s are not at hand", facts)
			}
			var want pageFacts
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			source, err := os.ReadFile(filepath.Join("catalog", file))
			if err != nil {
				t.Fatal(err)
			}
			op, err := specs.DecodeOperation(file, source)
			if err != nil {
				t.Fatal(err)
			}
			got := pageFacts{
				Updated: op.Page.Edition, Protocol: string(op.Protocol), URLPath: strings.TrimSuffix(op.URLPath, "/"),
				SampleOnly: op.SampleOnly, NotInSample: op.NotInSample,
			}
			for i := range op.Request {
				r := factsOf(op.Request[i].Row)
				r.In, r.Required = op.Request[i].In, op.Request[i].Required
				got.Request = append(got.Request, r)
			}
			for i := range op.Response {
				r := factsOf(op.Response[i].Row)
				r.Wire = op.Response[i].Wire
				got.Response = append(got.Response, r)
			}
			for _, e := range op.Errors {
				got.Errors = append(got.Errors, struct {
					Status  int    `json:"status"`
					Code    string `json:"code"`
					Message string `json:"message"`
				}{e.Statuses[0], e.Code, e.Message})
			}
			for _, s := range op.Statuses {
				got.StatusCodes = append(got.StatusCodes, struct {
					Status int    `json:"status"`
					Text   string `json:"text"`
				}{s.Status, s.Text})
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("facts (-page +catalog):\n%s", diff)
			}
		})
	}
}
