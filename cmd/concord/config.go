package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/suites"
)

// config is concord.yaml. It is read strictly: an unknown key is an error.
type config struct {
	Catalog    []string `yaml:"catalog"`
	Suites     []string `yaml:"suites"`
	Fixtures   []string `yaml:"fixtures"`
	Waivers    string   `yaml:"waivers"`
	Severities string   `yaml:"severities"`
	// Credentials by name, then by provider.
	Credentials map[string]map[string]keys `yaml:"credentials"`
	Targets     map[string]target          `yaml:"targets"`
}

// keys name the environment variables that hold the credentials of one
// provider. ProjectID is the id itself; it is no secret.
type keys struct {
	KeyID         string `yaml:"key_id"`
	Secret        string `yaml:"secret"`
	SecurityToken string `yaml:"security_token"`
	AuthToken     string `yaml:"auth_token"`
	ProjectID     string `yaml:"project_id"`
}

// target is a named target.
type target struct {
	URL         string            `yaml:"url"`
	Endpoints   map[string]string `yaml:"endpoints"` // by provider/product
	Credentials string            `yaml:"credentials"`
	Auth        string            `yaml:"auth"`
	Faults      bool              `yaml:"faults"`
	Writes      bool              `yaml:"writes"`
	Given       map[string]string `yaml:"given"` // by address.Parameter
	Profile     string            `yaml:"profile"`
	Region      string            `yaml:"region"`
}

const (
	defaultConfig = "concord.yaml"
	maxConfig     = 1 << 20
)

// readConfig reads a configuration file. Without a name it is concord.yaml,
// which need not be there.
func readConfig(file string) (*config, error) {
	c := &config{}
	name := file
	if name == "" {
		name = defaultConfig
	}
	f, err := os.Open(name)
	if file == "" && errors.Is(err, os.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	if len(data) > maxConfig {
		return nil, fmt.Errorf("%s:1:1: larger than %d MiB", name, maxConfig>>20)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(c); err != nil && err != io.EOF {
		return nil, placed(name, data, err)
	}
	return c, nil
}

var (
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (\S+) not found in type`)
	unquoted     = regexp.MustCompile("cannot unmarshal !!\\w+ `?([^`]*)`? into .*")
)

// placed rewrites what the YAML decoder reports as file:line:column lines.
func placed(file string, data []byte, err error) error {
	lines := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		lines = typed.Errors
	}
	var out []error
	for _, line := range lines {
		m := yamlLine.FindStringSubmatch(line)
		if m == nil {
			out = append(out, fmt.Errorf("%s:1:1: %s", file, strings.TrimPrefix(line, "yaml: ")))
			continue
		}
		number, _ := strconv.Atoi(m[1])
		column, text := 1, m[2]
		if f := unknownField.FindStringSubmatch(text); f != nil {
			text = fmt.Sprintf("unknown key %q", f[1])
			column = columnOf(data, number, f[1])
		} else if u := unquoted.FindStringSubmatch(text); u != nil {
			text = fmt.Sprintf("%q is not what belongs here", u[1])
			column = columnOf(data, number, u[1])
		}
		out = append(out, fmt.Errorf("%s:%d:%d: %s", file, number, column, text))
	}
	return errors.Join(out...)
}

// columnOf returns the column of word in a line, both counted from 1.
func columnOf(data []byte, line int, word string) int {
	lines := bytes.Split(data, []byte("\n"))
	if line < 1 || line > len(lines) {
		return 1
	}
	return max(bytes.Index(lines[line-1], []byte(word)), 0) + 1
}

// credentials returns the credentials of a name: "test" are the documented
// test credentials, any other is in the configuration.
func (a *app) credentials(name string) (map[string]runner.Credentials, error) {
	byProvider, ok := a.config.Credentials[name]
	switch {
	case !ok && name == "test":
		return runner.TestCredentials(), nil
	case !ok:
		return nil, fmt.Errorf("credentials %q are not in the configuration", name)
	}
	out := map[string]runner.Credentials{}
	for provider, k := range byProvider {
		c := runner.Credentials{ProjectID: k.ProjectID}
		for _, part := range []struct {
			variable string
			into     *string
		}{{k.KeyID, &c.KeyID}, {k.Secret, &c.Secret}, {k.SecurityToken, &c.SecurityToken}, {k.AuthToken, &c.AuthToken}} {
			if part.variable == "" {
				continue
			}
			if *part.into = a.getenv(part.variable); *part.into == "" {
				return nil, fmt.Errorf("credentials %q: the environment variable %s is not set", name, part.variable)
			}
		}
		if c.Credentials == (sign.Credentials{}) {
			return nil, fmt.Errorf("credentials %q: none for %s", name, provider)
		}
		out[provider] = c
	}
	return out, nil
}

// named returns the configured target of a name.
func (a *app) named(name string) (runner.Target, error) {
	t, ok := a.config.Targets[name]
	if !ok {
		return runner.Target{}, fmt.Errorf("target %q: neither mock, nor a URL, nor in the configuration", name)
	}
	out := runner.Target{
		Name: name, Root: t.URL, URLs: t.Endpoints, Auth: runner.Auth(t.Auth), Faults: t.Faults, Writes: t.Writes,
		Given: t.Given, Profile: suites.Profile(t.Profile), Region: t.Region,
	}
	switch out.Auth {
	case "", runner.AuthVerify, runner.AuthKnown, runner.AuthIgnore:
	default:
		return out, fmt.Errorf("target %s: auth %q: want verify, known or ignore", name, t.Auth)
	}
	if err := checkProfile(t.Profile); err != nil {
		return out, fmt.Errorf("target %s: %w", name, err)
	}
	if t.Credentials != "" {
		var err error
		if out.Credentials, err = a.credentials(t.Credentials); err != nil {
			return out, fmt.Errorf("target %s: %w", name, err)
		}
	}
	return out, nil
}

func checkProfile(profile string) error {
	switch suites.Profile(profile) {
	case "", suites.ProfileMock, suites.ProfileLive:
		return nil
	}
	return fmt.Errorf("profile %q: want mock or live", profile)
}
