package judge_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/concord-dev/concord/schemas/judge"
	"github.com/concord-dev/concord/specs"
)

// operation returns an operation of the embedded catalog.
func operation(t testing.TB, address string) *specs.Operation {
	t.Helper()
	op, err := specs.Embedded().Operation(address)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// answer returns a DescribeImages answer of n images, each the documented
// sample's with an id of its own.
func answer(t testing.TB, n int) []byte {
	t.Helper()
	sample := string(operation(t, "alibaba/ecs/DescribeImages").Sample)
	begin := strings.Index(sample, `"Image":`)
	begin += strings.Index(sample[begin:], "[") + 1
	decoder := json.NewDecoder(strings.NewReader(sample[begin:]))
	var image json.RawMessage
	if err := decoder.Decode(&image); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(sample[:begin])
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(strings.Replace(string(image), "m-bp1g7004ksh0oeuc****", fmt.Sprintf("m-bp1g7004ksh0oe%06d", i), 1))
	}
	b.WriteString(sample[begin+int(decoder.InputOffset()):])
	var compact bytes.Buffer // real answers are not indented
	if err := json.Compact(&compact, []byte(b.String())); err != nil {
		t.Fatal(err)
	}
	return compact.Bytes()
}

// BenchmarkJudge judges conforming answers, and reports the ratio to the time
// that encoding/json takes to decode the same bytes in the same run.
func BenchmarkJudge(b *testing.B) {
	tree, err := judge.CompileResponse(operation(b, "alibaba/ecs/DescribeImages"))
	if err != nil {
		b.Fatal(err)
	}
	for _, images := range []int{1, 100, 5000} {
		b.Run(fmt.Sprintf("images=%d", images), func(b *testing.B) {
			body := answer(b, images)
			if report := tree.Judge(body); len(report.Departures) > 0 {
				b.Fatalf("the conforming answer departs: %+v", report.Departures)
			}
			ratio := compare(body, func() { tree.Judge(body) })
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				tree.Judge(body)
			}
			b.ReportMetric(ratio, "of-encoding/json")
		})
	}
}

// BenchmarkJudgeDeparting judges answers of which each image departs in the
// same four ways: nothing may grow with the images but the counts.
func BenchmarkJudgeDeparting(b *testing.B) {
	tree, err := judge.CompileResponse(operation(b, "alibaba/ecs/DescribeImages"))
	if err != nil {
		b.Fatal(err)
	}
	for _, images := range []int{1, 100, 5000} {
		b.Run(fmt.Sprintf("images=%d", images), func(b *testing.B) {
			body := answer(b, images)
			body = bytes.ReplaceAll(body, []byte(`"Size":60`), []byte(`"Size":"60","Sized":60`))
			body = bytes.ReplaceAll(body, []byte(`"OSType":"windows"`), []byte(`"OSType":"Windows"`))
			body = bytes.ReplaceAll(body, []byte(`"ImageVersion":"2",`), nil)
			if report := tree.Judge(body); len(report.Departures) != 4 || report.Departures[3].Count != images {
				b.Fatalf("%+v", report.Departures)
			}
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				tree.Judge(body)
			}
		})
	}
}

// compare returns the time of judge as a part of the time that encoding/json
// takes to decode body: rounds of both in turn, the best of each.
func compare(body []byte, judge func()) float64 {
	decode := func() {
		var v any
		_ = json.Unmarshal(body, &v)
	}
	rounds := 1 + 500_000/len(body)
	best := [2]time.Duration{math.MaxInt64, math.MaxInt64}
	for range 20 {
		for i, do := range []func(){judge, decode} {
			begin := time.Now()
			for range rounds {
				do()
			}
			best[i] = min(best[i], time.Since(begin))
		}
	}
	return float64(best[0]) / float64(best[1])
}

func BenchmarkJudgeArgs(b *testing.B) {
	tree, err := judge.CompileRequest(operation(b, "alibaba/ecs/DescribeImages"))
	if err != nil {
		b.Fatal(err)
	}
	values := []judge.Value{
		{Path: "RegionId", Text: "cn-hangzhou"}, {Path: "Status", Text: "Available,Creating"}, {Path: "PageSize", Text: "50"},
		{Path: "IsPublic", Text: "false"}, {Path: "Tag[0].Key", Text: "k"}, {Path: "Tag[0].Value", Text: "v"},
		{Path: "Filter[0].Key", Text: "CreationStartTime"}, {Path: "Filter[0].Value", Text: "2017-12-05T22:40Z"},
	}
	if report := tree.JudgeArgs(values); len(report.Departures) > 0 {
		b.Fatalf("%+v", report.Departures)
	}
	b.ReportAllocs()
	for b.Loop() {
		tree.JudgeArgs(values)
	}
}
