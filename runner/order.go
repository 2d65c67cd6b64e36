package runner

import (
	"iter"
	"sync"
)

// inOrder maps jobs to results with a number of workers and yields the results
// in the order of the jobs. At most window jobs are under way or wait for
// their turn, so memory does not grow with the jobs. The goroutines it starts
// end before it returns: the producer owns jobs, each worker the job that it
// took, the caller's goroutine runs yield. Once yield returns false no further
// job is started.
func inOrder[J, R any](jobs iter.Seq[J], workers, window int, work func(worker int, j J) R, yield func(J, R) bool) {
	type ticket struct {
		job  J
		done chan R
	}
	todo := make(chan *ticket, workers)
	queue := make(chan *ticket, window)
	stop := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		defer close(queue)
		defer close(todo)
		for j := range jobs {
			t := &ticket{j, make(chan R, 1)}
			select {
			case queue <- t:
			case <-stop:
				return
			}
			select {
			case todo <- t:
			case <-stop:
				return
			}
		}
	})
	for i := range workers {
		running.Go(func() {
			for t := range todo {
				select {
				case <-stop:
				default:
					t.done <- work(i, t.job)
				}
			}
		})
	}
	// Tickets in the queue when yield stops were either taken by a worker or
	// never will be; nobody waits for them.
	for t := range queue {
		if !yield(t.job, <-t.done) {
			break
		}
	}
	close(stop)
	running.Wait()
}
