package runner

import (
	"errors"
	"net"
	"net/http"
	"time"
)

// Serve answers requests with h on a free port of the loopback interface until
// stop is called, and returns its base URL.
func Serve(h http.Handler) (base string, stop func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	stop = func() error {
		err := s.Close()
		if serr := <-done; !errors.Is(serr, http.ErrServerClosed) {
			return serr
		}
		return err
	}
	return "http://" + l.Addr().String(), stop, nil
}
