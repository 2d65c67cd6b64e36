package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/runner"
)

func newDoctor(a *app) *cobra.Command {
	var f targetFlags
	var asJSON bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, credentials, clock and reachability of a target",
		Long: `Check what a run or drift against a target needs, without calling an operation:
the configuration reads, each endpoint answers, the certificates hold, the clock
agrees with the target's (signatures allow 15 minutes), and credentials are
there for each provider. Each line says what to fix.

Exit codes: 0 all is well, 1 something must be fixed, 2 usage or configuration.`,
		Example: `  concord doctor --target live
  concord doctor --target http://127.0.0.1:4566`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), &f, timeout, asJSON) },
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().DurationVar(&timeout, "timeout", 5*time.Second, "how long an endpoint may take to answer")
	return cmd
}

// symptom is one line of the doctor.
type symptom struct {
	Check string `json:"check"` // configuration, credentials, reachable, certificate, clock, operations
	OK    bool   `json:"ok"`
	About string `json:"about"` // a URL, a provider
	Says  string `json:"says"`
	Fix   string `json:"fix,omitempty"`
}

func (a *app) doctor(ctx context.Context, f *targetFlags, timeout time.Duration, asJSON bool) error {
	target, conf, err := f.resolve(a)
	if err != nil {
		return err
	}
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	symptoms := []symptom{{"configuration", true, target.Name, fmt.Sprintf("profile %s, operations that write are %s", target.Held(), allowed(target.Writes || target.Embedded || target.Loopback())), ""}}
	for _, p := range catalog.Providers() {
		symptoms = append(symptoms, a.credentialSymptom(&target, p.Name))
	}
	if target.Embedded {
		symptoms = append(symptoms, symptom{"reachable", true, target.Name, "the mock of this process needs no network", ""})
	}
	for _, raw := range target.Endpoints() {
		symptoms = append(symptoms, a.probe(ctx, raw, conf, timeout)...)
	}
	unserved := 0
	for _, address := range catalog.Addresses() {
		if op := a.operation(address); op != nil && !target.Embedded && target.Base(op.Address) == "" {
			unserved++
			symptoms = append(symptoms, symptom{"operations", false, address, "no endpoint of the target serves it",
				fmt.Sprintf("add %s/%s to the target's endpoints, or leave the operation out by a selector", op.Address.Provider, op.Address.Product)})
		}
	}
	if unserved == 0 {
		symptoms = append(symptoms, symptom{"operations", true, target.Name, fmt.Sprintf("all %d operations of the catalog have an endpoint", len(catalog.Addresses())), ""})
	}
	if asJSON {
		if err := a.printJSON(symptoms); err != nil {
			return err
		}
	} else {
		for _, s := range symptoms {
			mark := "ok  "
			if !s.OK {
				mark = "FIX "
			}
			fmt.Fprintf(a.stdout, "%s %-13s %s: %s\n", mark, s.Check, s.About, s.Says)
			if s.Fix != "" {
				fmt.Fprintf(a.stdout, "     %s\n", s.Fix)
			}
		}
	}
	if slices.ContainsFunc(symptoms, func(s symptom) bool { return !s.OK }) {
		return exit(exitFindings)
	}
	return nil
}

func allowed(yes bool) string {
	if yes {
		return "allowed"
	}
	return "not sent"
}

func (a *app) credentialSymptom(t *runner.Target, provider string) symptom {
	c, ok := t.Credentials[provider]
	switch {
	case t.Embedded:
		return symptom{"credentials", true, provider, "the test credentials", ""}
	case !ok:
		return symptom{"credentials", false, provider, "none: requests go unsigned",
			"name credentials for the target in concord.yaml, by the environment variables that hold them, or give --credentials"}
	case c.SecurityToken != "":
		return symptom{"credentials", true, provider, "a temporary key with its token", ""}
	case c.Secret != "":
		return symptom{"credentials", true, provider, "an access key", ""}
	}
	return symptom{"credentials", true, provider, "a token", ""}
}

// skewAllowed is the window of the clouds' signatures.
const skewAllowed = 15 * time.Minute

// probe asks an endpoint for its root, unsigned and without parameters: the
// clouds refuse that, which tells that they are there and what time they have.
func (a *app) probe(ctx context.Context, raw string, conf *tls.Config, timeout time.Duration) []symptom {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, raw, nil)
	if err != nil {
		return []symptom{{"reachable", false, raw, "no URL", "correct the target's URL"}}
	}
	transport := &http.Transport{TLSClientConfig: conf, Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, MaxResponseHeaderBytes: 1 << 20}
	if (&runner.Target{Root: raw}).Loopback() {
		transport.Proxy = nil
	}
	client := http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	started := a.now()
	response, err := client.Do(req)
	if err != nil {
		return []symptom{unreachable(raw, err)}
	}
	defer response.Body.Close()
	took := a.now().Sub(started)
	out := []symptom{{"reachable", true, raw, fmt.Sprintf("answers HTTP %d in %s", response.StatusCode, took.Round(time.Millisecond)), ""}}
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return append(out, symptom{"clock", true, raw, "the answer has no date to compare with", ""})
	}
	skew := started.Add(took / 2).Sub(date)
	if skew.Abs() > skewAllowed {
		return append(out, symptom{"clock", false, raw, fmt.Sprintf("this machine's clock is %s off", skew.Round(time.Second)), "set the clock: signatures older or younger than 15 minutes are refused"})
	}
	return append(out, symptom{"clock", true, raw, fmt.Sprintf("within %s", max(skew.Abs(), time.Second).Round(time.Second)), ""})
}

// unreachable says why no answer came, without the URL's own text of the error.
func unreachable(raw string, err error) symptom {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	s := symptom{Check: "reachable", About: raw, Says: err.Error(), Fix: "check the endpoint, the proxy variables and the network"}
	var dns *net.DNSError
	var unknown *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns):
		s.Fix = "check the host name; the region is part of it"
	case errors.As(err, &unknown):
		s.Check, s.Fix = "certificate", "trust the endpoint's certificate with --cacert FILE"
	case errors.Is(err, context.DeadlineExceeded):
		s.Says, s.Fix = "no answer in time", "check the network, or give it longer with --timeout"
	}
	return s
}
