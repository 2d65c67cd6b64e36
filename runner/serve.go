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

// farewell is how long exchanges that are under way may take to end.
const farewell = 2 * time.Second

// ServeAt answers requests with h at an address, HOST:PORT, until stop is
// called, which lets exchanges under way end. It returns the base URL.
func ServeAt(addr string, h http.Handler) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() { defer close(done); s.Serve(l) }()
	stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		if s.Shutdown(ctx) != nil {
			s.Close()
		}
		<-done
	}
	return "http://" + l.Addr().String(), stop, nil
}
