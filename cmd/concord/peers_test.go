package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// peers are servers that answer in bad ways. Each gets a connection whose
// first request was read.
var peers = map[string]func(net.Conn){
	"html":     say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n<html>hello</html>\n"),
	"cut-body": say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"RequestId\":"),
	"cut-head": say("HTTP/1.1 200 OK\r\nContent-Type: applica"),
	"no-http":  say("220 mail.example.com ESMTP\r\n"),
	"closes":   say(""),
	"yesterday": func(c net.Conn) {
		date := time.Now().UTC().Add(-24 * time.Hour).Format(http.TimeFormat)
		say("HTTP/1.1 404 Not Found\r\nDate: " + date + "\r\nContent-Length: 0\r\n\r\n")(c)
	},
	"redirect": say("HTTP/1.1 302 Found\r\nLocation: http://203.0.113.1/\r\nContent-Length: 0\r\n\r\n"),
	"silent":   func(c net.Conn) { io.Copy(io.Discard, c) },
	"endless-headers": func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for line := "X-Padding: " + strings.Repeat("a", 4000) + "\r\n"; ; {
			if _, err := io.WriteString(c, line); err != nil {
				return
			}
		}
	},
	"endless-body": func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{\"RequestId\":\"")
		for part := strings.Repeat("a", 64<<10); ; {
			if _, err := io.WriteString(c, part); err != nil {
				return
			}
		}
	},
	"drip": func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{")
		for {
			if _, err := io.WriteString(c, " "); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	},
}

func say(text string) func(net.Conn) {
	return func(c net.Conn) { io.WriteString(c, text) }
}

// serve starts a server on loopback. Log returns the request lines and headers
// it was sent.
func serve(answer func(net.Conn)) (url string, log func() string, stop func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	var mu sync.Mutex
	var seen strings.Builder
	open := map[net.Conn]bool{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[c] = true
			mu.Unlock()
			go func() {
				defer c.Close()
				for r := bufio.NewReader(c); ; {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					mu.Lock()
					seen.WriteString(line)
					mu.Unlock()
					if line == "\r\n" {
						break
					}
				}
				answer(c)
			}()
		}
	}()
	log = func() string {
		mu.Lock()
		defer mu.Unlock()
		return seen.String()
	}
	stop = func() {
		l.Close()
		mu.Lock()
		defer mu.Unlock()
		for c := range open {
			c.Close()
		}
	}
	return "http://" + l.Addr().String(), log, stop
}
