package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
	"github.com/concord-dev/concord/suites/checks"
)

// targetFlags say where requests go.
type targetFlags struct {
	target      string
	given       []string
	headers     []string
	credentials string
	allowWrites bool
	faults      bool
	caCert      string
	insecure    bool
}

func (f *targetFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "mock", "mock, a `URL`, or a name of the configuration")
	flags.StringArrayVar(&f.given, "given", nil, "value for what must exist, `OPERATION.PARAM=VALUE` (repeatable)")
	flags.StringArrayVar(&f.headers, "header", nil, "header to add to each request, `'K: V'` (repeatable)")
	flags.StringVar(&f.credentials, "credentials", "", "`NAME` of credentials in the configuration; test: the documented test credentials")
	flags.BoolVar(&f.allowWrites, "allow-writes", false, "send operations that write to a target that is not loopback")
	flags.BoolVar(&f.faults, "faults", false, "the target understands X-Concord-Fault")
	flags.StringVar(&f.caCert, "cacert", "", "`FILE` with certificates to trust, PEM")
	flags.BoolVar(&f.insecure, "insecure", false, "do not verify certificates (loopback only)")
}

// embedded names the mock of this process as a target.
const embedded = "mock"

// resolve returns the target that the flags name, and how TLS is spoken to it.
func (f *targetFlags) resolve(a *app) (runner.Target, *tls.Config, error) {
	var t runner.Target
	var err error
	switch {
	case f.target == embedded:
		t = runner.Target{Name: embedded, Embedded: true, Auth: runner.AuthVerify, Faults: true, Writes: true}
	case strings.Contains(f.target, "://"):
		t = runner.Target{Name: runner.PrintableURL(f.target), Root: f.target}
	default:
		t, err = a.named(f.target)
	}
	if err != nil {
		return t, nil, err
	}
	t.Writes = t.Writes || f.allowWrites
	t.Faults = t.Faults || f.faults
	t.Header = f.headers
	if err := f.give(a, &t); err != nil {
		return t, nil, err
	}
	if !t.Embedded {
		if err := t.Validate(); err != nil {
			return t, nil, err
		}
	}
	loopback := t.Embedded || t.Loopback()
	switch {
	case f.credentials != "":
		if t.Credentials, err = a.credentials(f.credentials); err != nil {
			return t, nil, err
		}
	case t.Credentials == nil && loopback:
		t.Credentials = runner.TestCredentials()
	}
	if f.insecure && !loopback {
		return t, nil, fmt.Errorf("--insecure is for loopback targets; name the certificate with --cacert")
	}
	conf, err := f.tls()
	return t, conf, err
}

// give adds the --given values to the target's.
func (f *targetFlags) give(a *app, t *runner.Target) error {
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	given := maps.Clone(t.Given)
	if given == nil {
		given = map[string]string{}
	}
	for _, text := range f.given {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			return fmt.Errorf("--given %q: want OPERATION.PARAM=VALUE", text)
		}
		given[key] = value
	}
	t.Given, err = runner.Given(catalog, given)
	return err
}

func (f *targetFlags) tls() (*tls.Config, error) {
	if f.caCert == "" && !f.insecure {
		return nil, nil
	}
	conf := &tls.Config{InsecureSkipVerify: f.insecure}
	if f.caCert != "" {
		pem, err := readBounded(f.caCert, maxSettings)
		if err != nil {
			return nil, fmt.Errorf("--cacert: %w", err)
		}
		if conf.RootCAs, err = x509.SystemCertPool(); err != nil {
			conf.RootCAs = x509.NewCertPool()
		}
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("--cacert %s: no certificate in it", f.caCert)
		}
	}
	return conf, nil
}

// judgeFlags say what counts.
type judgeFlags struct {
	profile       string
	strict        bool
	failOn        string
	inconclusive  string
	only, without []string
	waivers       string
	severities    string

	digest string // of what rules read and returned
}

func (f *judgeFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "`PROFILE` that says how strictly to judge: mock or live (default mock for loopback, else live)")
	flags.BoolVar(&f.strict, "strict", false, "undocumented fields are errors")
	flags.StringVar(&f.failOn, "fail-on", "error", "the lightest `SEVERITY` of a finding that fails: error, warning or info")
	flags.StringVar(&f.inconclusive, "inconclusive", "skip", "`VERDICT` of an inconclusive case: skip or fail")
	flags.StringSliceVar(&f.only, "check", nil, "only these checks, `ID,...`")
	flags.StringSliceVar(&f.without, "exclude-check", nil, "without these checks, `ID,...`")
	flags.StringVar(&f.waivers, "waivers", "", "`FILE` of known deviations")
	flags.StringVar(&f.severities, "severities", "", "`FILE` of severities that differ from the built-in ones")
}

func (f *judgeFlags) check() error {
	if err := checkProfile(f.profile); err != nil {
		return fmt.Errorf("--%w", err)
	}
	switch f.failOn {
	case "error", "warning", "info":
	default:
		return fmt.Errorf("--fail-on %q: want error, warning or info", f.failOn)
	}
	if f.inconclusive != "skip" && f.inconclusive != "fail" {
		return fmt.Errorf("--inconclusive %q: want skip or fail", f.inconclusive)
	}
	return nil
}

// rules returns the rules that the flags and the configuration ask for, and
// the waivers that have expired, which waive nothing any more.
func (f *judgeFlags) rules(a *app, target string, profile suites.Profile) (rules *suites.Rules, expired []error, err error) {
	selected, err := f.checks()
	if err != nil {
		return nil, nil, err
	}
	judged := sha256.New()
	for _, c := range selected {
		fmt.Fprintln(judged, c.ID)
	}
	fmt.Fprintln(judged, f.strict)
	var overrides []suites.Override
	if file := either(f.severities, a.config.Severities); file != "" {
		data, err := readBounded(file, maxSettings)
		if err != nil {
			return nil, nil, fmt.Errorf("--severities: %w", err)
		}
		fmt.Fprintf(judged, "%d severities\n%s", len(data), data)
		if overrides, err = suites.ReadSeverities(file, data); err != nil {
			return nil, nil, err
		}
	}
	rules = suites.NewRules(selected, suites.NewSeverities(profile, f.strict, overrides))
	rules.FailOn = suites.Severity(f.failOn)
	rules.Target = target
	if file := either(f.waivers, a.config.Waivers); file != "" {
		data, err := readBounded(file, maxSettings)
		if err != nil {
			return nil, nil, fmt.Errorf("--waivers: %w", err)
		}
		fmt.Fprintf(judged, "%d waivers\n%s", len(data), data)
		waivers, err := suites.ReadWaivers(file, data)
		if err != nil {
			return nil, nil, err
		}
		expired = waivers.Expired(a.now())
		waivers.List = slices.DeleteFunc(waivers.List, func(w suites.Waiver) bool { return w.Expired(a.now()) })
		rules.Waivers = waivers
	}
	f.digest = hex.EncodeToString(judged.Sum(nil))[:12]
	return rules, expired, nil
}

// waiverProblems lists, one line each, the waivers that have expired and, of
// operations all of whose cases ran, those that nothing needed.
func waiverProblems(rules *suites.Rules, expired []error, profile suites.Profile, found, whole func(string) bool) []string {
	problems := expired
	if rules.Waivers != nil {
		problems = append(problems, rules.Waivers.Unneeded(rules.Target, profile, found, whole)...)
	}
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Error())
	}
	return lines
}

func either(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

func (f *judgeFlags) checks() ([]suites.Check, error) {
	all := checks.All()
	for _, id := range slices.Concat(f.only, f.without) {
		if !slices.ContainsFunc(all, func(c suites.Check) bool { return c.ID == id }) {
			return nil, fmt.Errorf("no check %s; concord checks lists them", id)
		}
	}
	selected := slices.DeleteFunc(slices.Clone(all), func(c suites.Check) bool {
		return len(f.only) > 0 && !slices.Contains(f.only, c.ID) || slices.Contains(f.without, c.ID)
	})
	if len(selected) == 0 {
		return nil, errors.New("--check and --exclude-check leave no check")
	}
	return selected, nil
}

// operation returns the operation with an address, or nil.
func (a *app) operation(address string) *specs.Operation {
	catalog, err := a.catalog()
	if err != nil {
		return nil
	}
	op, err := catalog.Operation(address)
	if err != nil {
		return nil
	}
	return op
}

// addresses returns those of the catalog's addresses that the selectors
// choose; none chooses all. A selector that matches nothing is an error.
func addresses(catalog *specs.Catalog, selectors []string) ([]string, error) {
	if len(selectors) == 0 {
		return catalog.Addresses(), nil
	}
	chosen := map[string]bool{}
	for _, text := range selectors {
		s, err := suites.ParseSelectors([]string{text})
		if err != nil {
			return nil, err
		}
		found := false
		for _, address := range catalog.Addresses() {
			if parsed, ok := catalog.Address(address); ok && s.Chooses(parsed) {
				chosen[address], found = true, true
			}
		}
		if !found {
			return nil, noMatch(catalog, text)
		}
	}
	return slices.DeleteFunc(slices.Clone(catalog.Addresses()), func(a string) bool { return !chosen[a] }), nil
}

// noMatch says that a selector matches nothing, with the operation that was
// probably meant.
func noMatch(catalog *specs.Catalog, text string) error {
	name := text[strings.LastIndexByte(text, '/')+1:]
	for _, address := range catalog.Addresses() {
		if strings.EqualFold(address[strings.LastIndexByte(address, '/')+1:], name) {
			return fmt.Errorf("selector %q matches nothing; is it %s?", text, address)
		}
	}
	return fmt.Errorf("selector %q matches nothing; concord list prints the operations, concord run --list the cases", text)
}
