package runner

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func TestInOrderYieldsInOrderOfJobs(t *testing.T) {
	const jobs = 500
	var got []int
	inOrder(count(jobs, nil), 8, 16, func(_, j int) int {
		time.Sleep(time.Duration(rand.IntN(100)) * time.Microsecond)
		return j * 2
	}, func(j, r int) bool {
		if r != j*2 {
			t.Errorf("job %d got the result of job %d", j, r/2)
		}
		got = append(got, j)
		return true
	})
	if len(got) != jobs || !slices.IsSorted(got) {
		t.Errorf("yielded %v", got)
	}
}

func TestInOrderIsAheadByNoMoreThanItsWindow(t *testing.T) {
	const workers, window = 4, 10
	var started atomic.Int64
	yielded := int64(0)
	inOrder(count(200, &started), workers, window, func(_, j int) int { return j }, func(int, int) bool {
		// Give the producer the time to run ahead as far as it may.
		time.Sleep(20 * time.Microsecond)
		// One job may wait at each channel beside those in the queue.
		if ahead := started.Load() - yielded; ahead > window+3 {
			t.Errorf("%d jobs ahead, want at most %d", ahead, window+3)
		}
		yielded++
		return true
	})
}

func TestInOrderStops(t *testing.T) {
	var started, yielded atomic.Int64
	inOrder(count(1000, &started), 4, 8, func(_, j int) int { return j }, func(j, _ int) bool {
		yielded.Add(1)
		return j < 9
	})
	if yielded.Load() != 10 {
		t.Errorf("yielded %d results, want 10", yielded.Load())
	}
	if started.Load() > 10+8+3 {
		t.Errorf("%d jobs were started", started.Load())
	}
}

// count yields 0 to n-1 and counts what it yielded in started.
func count(n int, started *atomic.Int64) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if started != nil {
				started.Add(1)
			}
			if !yield(i) {
				return
			}
		}
	}
}
