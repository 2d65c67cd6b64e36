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

// BenchmarkJudge takes, in one run, the time to judge an answer and the time
// that encoding/json takes to decode it, and reports the ratio.
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
			decode := timeDecode(b, body)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				tree.Judge(body)
			}
			perOp := float64(b.Elapsed()) / float64(b.N)
			b.ReportMetric(perOp/decode, "of-encoding/json")
		})
	}
}

// timeDecode returns the nanoseconds that encoding/json takes for body, the
// best of several rounds.
func timeDecode(b *testing.B, body []byte) float64 {
	best := time.Duration(math.MaxInt64)
	rounds := 1 + 2_000_000/len(body)
	for range 5 {
		begin := time.Now()
		for range rounds {
			var v any
			if err := json.Unmarshal(body, &v); err != nil {
				b.Fatal(err)
			}
		}
		best = min(best, time.Since(begin))
	}
	return float64(best) / float64(rounds)
}
