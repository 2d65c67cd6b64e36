package main

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concord-dev/concord/fixtures/sign"
)

// caller is a program as one stands behind a gate: it signs requests, sends
// them by the proxy that its environment names and prints the answers.
//
//	caller [-scheme acs-v1] [-secret S] [-header 'K: V'] [-form BODY] [-exit N] URL...
func caller() {
	scheme := flag.String("scheme", string(sign.SchemeV1), "")
	secret := flag.String("secret", "testAccessKeySecret", "")
	header := flag.String("header", "", "")
	form := flag.String("form", "", "")
	exit := flag.Int("exit", 0, "")
	flag.Parse()
	for i, target := range flag.Args() {
		if err := callOnce(target, *form, *header, sign.Scheme(*scheme), *secret, fmt.Sprint(time.Now().UnixNano(), i)); err != nil {
			fmt.Println(err)
			os.Exit(4)
		}
	}
	os.Exit(*exit)
}

func callOnce(target, form, header string, scheme sign.Scheme, secret, nonce string) error {
	target = os.ExpandEnv(target)
	method := http.MethodGet
	if form != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequest(method, target, strings.NewReader(form))
	if err != nil {
		return err
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if name, value, ok := strings.Cut(header, ": "); ok {
		r.Header.Set(name, value)
	}
	if q := r.URL.Query(); scheme == sign.SchemeV3 {
		r.Header.Set("X-Acs-Action", q.Get("Action"))
		r.Header.Set("X-Acs-Version", q.Get("Version"))
		q.Del("Action")
		q.Del("Version")
		r.URL.RawQuery = q.Encode()
	}
	key := sign.Credentials{KeyID: "testAccessKeyId", Secret: secret}
	if err := sign.HTTP(r, []byte(form), scheme, key, time.Now(), nonce); err != nil {
		return err
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	fmt.Printf("%d %.60s\n", resp.StatusCode, body)
	return err
}

// leaks looks for a secret, in every encoding that a program or a report may
// give it, in files and directories and in stdout and stderr: leaks SECRET
// FILE...
func leaks(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: leaks SECRET FILE...")
	}
	where := ""
	for _, name := range args[1:] {
		if name == "stdout" || name == "stderr" {
			if form := leaked(args[0], ts.ReadFile(name)); form != "" {
				where = name + " holds " + form
			}
			continue
		}
		ts.Check(filepath.WalkDir(ts.MkAbs(name), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if form := leaked(args[0], string(data)); form != "" {
				where = path + " holds " + form
			}
			return err
		}))
	}
	if (where != "") == neg {
		ts.Fatalf("leaks: %q %s", args[0], where)
	}
}

var inBase64 = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)

// leaked returns a form of the secret that text holds, or "".
func leaked(secret, text string) string {
	quoted, _ := json.Marshal(secret)
	inJSON := strings.Trim(string(quoted), `"`)
	rfc3986 := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	for _, form := range []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), rfc3986(secret), rfc3986(rfc3986(secret)), rfc3986(rfc3986(rfc3986(secret))),
		inJSON, rfc3986(inJSON), rfc3986(rfc3986(inJSON)), strings.ReplaceAll(inJSON, `\`, `\\`),
		fmt.Sprintf("%x", secret), strings.ToLower(rfc3986(secret)),
	} {
		if strings.Contains(text, form) {
			return form
		}
	}
	for _, token := range inBase64.FindAllString(text, -1) {
		token = strings.NewReplacer("-", "+", "_", "/").Replace(token)
		for shift := range min(4, len(token)) {
			part := token[shift:]
			decoded, err := base64.RawStdEncoding.DecodeString(part[:len(part)-len(part)%4])
			if err == nil && strings.Contains(string(decoded), secret) {
				return token
			}
		}
	}
	return ""
}
