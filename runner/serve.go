package runner

import (
	"context"
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
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- ServeUntil(ctx, l, h) }()
	stop = func() error {
		cancel()
		return <-done
	}
	return "http://" + l.Addr().String(), stop, nil
}

// ServeUntil answers requests on l with h until ctx ends. It closes l and the
// connections.
func ServeUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { s.Close() })()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
