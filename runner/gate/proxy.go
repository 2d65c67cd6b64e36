package gate

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Proxy leads the requests of a program to a handler: those sent to it as to
// an origin server, those sent to it as to a proxy, and those inside CONNECT,
// for which it shows certificates of its authority. The handler sees absolute
// URLs.
//
// net/http serves the intercepted connections itself, which keeps everything
// that the handler does on the wire (resets, slow bytes, wrong lengths); a
// proxy library would take whole responses only.
type Proxy struct {
	Authority *Authority
	// Allow says whether a host (without port) may be called, and if not why.
	Allow   func(host string) error
	Handler http.Handler
	// Direct takes the requests that were meant for the proxy's own address.
	Direct http.Handler
	// Refused is told of each host that was refused.
	Refused func(host string, why error)

	once, closing sync.Once
	inner         *http.Server
	conns         chan net.Conn
	done          chan struct{}
}

func (p *Proxy) start() {
	p.conns, p.done = make(chan net.Conn), make(chan struct{})
	p.inner = &http.Server{
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // clients that hang up are no news
		ConnContext:       func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			host := r.Host
			if c, ok := r.Context().Value(connKey{}).(*tunnel); ok && host == "" {
				host = c.host
			}
			r.URL.Scheme, r.URL.Host = "https", host
			p.Handler.ServeHTTP(w, r)
		}),
	}
	go p.inner.Serve(tunnels{p})
}

// Close ends the intercepted connections; exchanges under way have a second.
func (p *Proxy) Close() error {
	p.once.Do(p.start)
	p.closing.Do(func() { close(p.done) })
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if p.inner.Shutdown(ctx) == nil {
		return nil
	}
	return p.inner.Close()
}

// ServeHTTP takes one request of the program.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.once.Do(p.start)
	switch {
	case r.Method == http.MethodConnect:
		p.connect(w, r)
	case r.URL.IsAbs() && !own(r):
		if err := p.allow(r.URL.Hostname()); err != nil {
			refuse(w, err)
			return
		}
		for _, name := range []string{"Proxy-Connection", "Proxy-Authorization"} {
			r.Header.Del(name)
		}
		p.Handler.ServeHTTP(w, r)
	default:
		r.URL.Scheme, r.URL.Host = "http", r.Host
		p.Direct.ServeHTTP(w, r)
	}
}

// own reports whether a client asks the proxy for the proxy itself, as those
// do that know no NO_PROXY.
func own(r *http.Request) bool {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && r.URL.Scheme == "http" && r.URL.Host == at.String()
}

func (p *Proxy) allow(host string) error {
	err := p.Allow(host)
	if err != nil {
		p.Refused(host, err)
	}
	return err
}

func refuse(w http.ResponseWriter, err error) {
	w.Header().Set("X-Concord-Refused", "true")
	http.Error(w, "concord gate: "+err.Error(), http.StatusForbidden)
}

func (p *Proxy) connect(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Hostname()
	if host == "" {
		host, _, _ = net.SplitHostPort(r.Host)
	}
	if err := p.allow(host); err != nil {
		refuse(w, err)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		refuse(w, err)
		return
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection Established\r\n\r\n"); err != nil {
		conn.Close()
		return
	}
	var raw net.Conn = conn
	if buffered.Reader.Buffered() > 0 {
		raw = &prefixed{conn, buffered.Reader}
	}
	secure := tls.Server(raw, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			name := hello.ServerName
			if name == "" {
				name = host
			}
			if !strings.EqualFold(name, host) {
				return nil, fmt.Errorf("a certificate for %s was asked for inside a tunnel to %s", name, host)
			}
			return p.Authority.Leaf(name)
		},
	})
	select {
	case p.conns <- &tunnel{secure, host}:
	case <-p.done:
		conn.Close()
	}
}

type connKey struct{}

// tunnel is an intercepted connection and the host that it was opened to.
type tunnel struct {
	*tls.Conn
	host string
}

// prefixed is a connection of which a part was read ahead.
type prefixed struct {
	net.Conn
	ahead *bufio.Reader
}

func (c *prefixed) Read(b []byte) (int, error) { return c.ahead.Read(b) }

// tunnels hands intercepted connections to an http.Server.
type tunnels struct{ p *Proxy }

func (t tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.p.conns:
		return c, nil
	case <-t.p.done:
		return nil, net.ErrClosed
	}
}

func (t tunnels) Close() error   { return nil }
func (t tunnels) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// Passthrough sends requests on to the hosts they name and streams the answers
// back. Redirects are for the program to follow.
type Passthrough struct {
	Transport http.RoundTripper
}

// ServeHTTP sends one request on.
func (p Passthrough) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	out.RequestURI = ""
	out.Host = r.Host
	if out.URL.Scheme == "" || out.URL.Host == "" {
		http.Error(w, "concord gate: nothing to pass on: the request names no host", http.StatusBadGateway)
		return
	}
	response, err := p.Transport.RoundTrip(out)
	if err != nil {
		http.Error(w, "concord gate: "+plain(err), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	io.Copy(w, response.Body)
}

// plain returns an error's text without the URL, which may hold a secret.
func plain(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}
