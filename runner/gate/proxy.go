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
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Proxy leads the requests of a program to a handler: those sent to it as to
// an origin server, those sent to it as to a proxy, and those inside CONNECT,
// plain or with TLS, for which it shows certificates of its authority. The
// handler sees absolute URLs.
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
	// Refused is told of each host that was refused, and of each client that
	// did not take the authority's certificate.
	Refused func(host string, why error)

	once    sync.Once
	inner   *http.Server
	conns   chan net.Conn
	closing context.Context
	close   context.CancelFunc
	opening sync.WaitGroup
}

// handshake is how long a client may take to begin with what it wants inside a
// tunnel.
const handshake = 30 * time.Second

// lastWord is how long it may still take once the proxy is closing.
const lastWord = 200 * time.Millisecond

func (p *Proxy) start() {
	p.conns = make(chan net.Conn)
	p.closing, p.close = context.WithCancel(context.Background())
	p.inner = &http.Server{
		ReadHeaderTimeout: handshake,
		ErrorLog:          log.New(io.Discard, "", 0), // clients that hang up are no news
		ConnContext:       func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		Handler:           http.HandlerFunc(p.inside),
	}
	go p.inner.Serve(tunnels{p})
}

// Close ends the intercepted connections; exchanges under way have a second.
func (p *Proxy) Close() error {
	p.once.Do(p.start)
	p.close()
	p.opening.Wait()
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
		p.handle(w, r)
	default:
		r.URL.Scheme, r.URL.Host = "http", r.Host
		p.Direct.ServeHTTP(w, r)
	}
}

// handle takes a request with an absolute URL.
func (p *Proxy) handle(w http.ResponseWriter, r *http.Request) {
	if err := p.allow(r.URL.Hostname()); err != nil {
		refuse(w, err)
		return
	}
	for _, name := range []string{"Proxy-Connection", "Proxy-Authorization"} {
		r.Header.Del(name)
	}
	p.Handler.ServeHTTP(w, r)
}

// inside takes a request of a tunnel.
func (p *Proxy) inside(w http.ResponseWriter, r *http.Request) {
	t := r.Context().Value(connKey{}).(*tunnel)
	r.URL.Scheme, r.URL.Host = t.scheme, r.Host
	if r.Host == "" {
		r.URL.Host = t.authority
	}
	if name := r.URL.Hostname(); !strings.EqualFold(name, t.host) {
		w.Header().Set(refusedHeader, "true")
		http.Error(w, fmt.Sprintf("concord gate: a request for %s inside a tunnel to %s", name, t.host), http.StatusMisdirectedRequest)
		return
	}
	p.handle(w, r)
}

// own reports whether a client asks the proxy for the proxy itself, as those
// do that know no NO_PROXY.
func own(r *http.Request) bool {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || r.URL.Scheme != "http" {
		return false
	}
	host, port, err := net.SplitHostPort(at.String())
	if err != nil || r.URL.Port() != port {
		return false
	}
	asked := r.URL.Hostname()
	return asked == host || asked == "localhost" && net.ParseIP(host).IsLoopback()
}

func (p *Proxy) allow(host string) error {
	err := p.Allow(host)
	if err != nil {
		p.Refused(host, err)
	}
	return err
}

// refusedHeader marks the gate's own refusals.
const refusedHeader = "X-Concord-Refused"

func refuse(w http.ResponseWriter, err error) {
	w.Header().Set(refusedHeader, "true")
	http.Error(w, "concord gate: "+err.Error(), http.StatusForbidden)
}

func (p *Proxy) connect(w http.ResponseWriter, r *http.Request) {
	p.opening.Add(1)
	defer p.opening.Done()
	authority := r.URL.Host
	if authority == "" {
		authority = r.Host
	}
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		http.Error(w, "concord gate: CONNECT wants HOST:PORT", http.StatusBadRequest)
		return
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
	t := &tunnel{Conn: conn, scheme: "http", host: host, authority: authority, ahead: buffered.Reader}
	if err := p.open(t); err != nil {
		conn.Close()
		if !errors.Is(err, io.EOF) { // a connection that was not needed is no news
			p.Refused(host, err)
		}
		return
	}
	if t.scheme == "https" && port == "443" || t.scheme == "http" && port == "80" {
		t.authority = host
	}
	select {
	case p.conns <- t:
	case <-p.closing.Done():
		conn.Close()
	}
}

// open answers CONNECT and looks what the client speaks inside.
func (p *Proxy) open(t *tunnel) error {
	if err := t.SetDeadline(time.Now().Add(handshake)); err != nil {
		return err
	}
	raw := t.Conn
	defer context.AfterFunc(p.closing, func() { raw.SetDeadline(time.Now().Add(lastWord)) })()
	if _, err := io.WriteString(t.Conn, "HTTP/1.1 200 Connection Established\r\n\r\n"); err != nil {
		return io.EOF
	}
	first, err := t.ahead.Peek(1)
	if err != nil {
		return io.EOF
	}
	const record = 0x16 // of a TLS handshake
	if first[0] == record {
		secure := tls.Server(&tunnel{Conn: t.Conn, ahead: t.ahead}, &tls.Config{
			MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
			GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
				if name := hello.ServerName; name != "" && !strings.EqualFold(name, t.host) {
					return nil, fmt.Errorf("a certificate for %s was asked for inside a tunnel to %s", name, t.host)
				}
				return p.Authority.Leaf(t.host)
			},
		})
		if err := secure.Handshake(); err != nil {
			return fmt.Errorf("TLS to %s failed (%v); does the program trust the certificates in SSL_CERT_FILE?", t.host, err)
		}
		t.Conn, t.ahead, t.scheme = secure, nil, "https"
	}
	return t.SetDeadline(time.Time{})
}

type connKey struct{}

// tunnel is an intercepted connection and what it was opened to.
type tunnel struct {
	net.Conn
	scheme    string
	host      string // without port
	authority string // with the port where it is not the scheme's own
	// ahead holds what was read of Conn already; nil where nothing was.
	ahead *bufio.Reader
}

func (t *tunnel) Read(b []byte) (int, error) {
	if t.ahead != nil {
		return t.ahead.Read(b)
	}
	return t.Conn.Read(b)
}

// tunnels hands intercepted connections to an http.Server.
type tunnels struct{ p *Proxy }

func (t tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.p.conns:
		return c, nil
	case <-t.p.closing.Done():
		return nil, net.ErrClosed
	}
}

func (t tunnels) Close() error   { return nil }
func (t tunnels) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// Passthrough returns a handler that sends requests on to the hosts they name
// and streams the answers back. Redirects are for the program to follow.
func Passthrough(transport http.RoundTripper) http.Handler {
	return &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: 10 * time.Millisecond,
		BufferPool:    &buffers{},
		ErrorLog:      log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.RawQuery = r.In.URL.RawQuery // as it was signed
			r.Out.Host = r.In.Host
			narrow(r.Out.Header)
		},
		// Only the gate itself refuses.
		ModifyResponse: func(r *http.Response) error { r.Header.Del(refusedHeader); return nil },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set(refusedHeader, "true")
			http.Error(w, "concord gate: "+plain(err), http.StatusBadGateway)
		},
	}
}

// buffers keeps what answers are copied through.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	if kept, ok := b.pool.Get().(*[]byte); ok {
		return *kept
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(kept []byte) { b.pool.Put(&kept) }

// narrow leaves of the codings that a client takes those that the gate can
// undo to judge the answer.
func narrow(h http.Header) {
	accepted := h.Get("Accept-Encoding")
	switch {
	case accepted == "":
	case strings.Contains(strings.ToLower(accepted), "gzip"):
		h.Set("Accept-Encoding", "gzip")
	default:
		h.Set("Accept-Encoding", "identity")
	}
}

// plain returns an error's text without the URL, which may hold a secret.
func plain(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}
