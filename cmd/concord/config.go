package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/runner"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// config is concord.yaml. It is read strictly: an unknown key is an error.
type config struct {
	Catalog    []string `yaml:"catalog,omitempty"`
	Suites     []string `yaml:"suites,omitempty"`
	Fixtures   []string `yaml:"fixtures,omitempty"`
	Waivers    string   `yaml:"waivers,omitempty"`
	Severities string   `yaml:"severities,omitempty"`
	// Credentials by name, then by provider.
	Credentials map[string]map[string]keys `yaml:"credentials,omitempty"`
	Targets     map[string]target          `yaml:"targets,omitempty"`
}

// keys name the environment variables that hold the credentials of one
// provider. ProjectID is the id itself; it is no secret.
type keys struct {
	KeyID         string `yaml:"key_id,omitempty"`
	Secret        string `yaml:"secret,omitempty"`
	SecurityToken string `yaml:"security_token,omitempty"`
	AuthToken     string `yaml:"auth_token,omitempty"`
	ProjectID     string `yaml:"project_id,omitempty"`
}

// target is a named target.
type target struct {
	URL         string            `yaml:"url,omitempty"`
	Endpoints   map[string]string `yaml:"endpoints,omitempty"` // by provider/product
	Credentials string            `yaml:"credentials,omitempty"`
	Auth        string            `yaml:"auth,omitempty"`
	Faults      bool              `yaml:"faults,omitempty"`
	Writes      bool              `yaml:"writes,omitempty"`
	Given       map[string]string `yaml:"given,omitempty"` // by address.Parameter
	Profile     string            `yaml:"profile,omitempty"`
	Region      string            `yaml:"region,omitempty"`
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
	if len(bytes.TrimSpace(data)) == 0 {
		return c, nil
	}
	return c, specs.DecodeYAML(name, data, c)
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
	for _, provider := range sortedKeys(byProvider) {
		k := byProvider[provider]
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
	regional := func(raw string) string { return strings.ReplaceAll(raw, "{region}", t.Region) }
	endpoints := map[string]string{}
	for served, raw := range t.Endpoints {
		if strings.Contains(raw, "{region}") && t.Region == "" {
			return runner.Target{}, fmt.Errorf("target %s: the endpoint of %s holds {region}, and the target has no region", name, served)
		}
		endpoints[served] = regional(raw)
	}
	out := runner.Target{
		Name: name, Root: regional(t.URL), URLs: endpoints, Auth: runner.Auth(t.Auth), Faults: t.Faults, Writes: t.Writes,
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
