package specs

import (
	"fmt"
	"slices"
	"strings"
)

// Route is an operation whose URL path a request has.
type Route struct {
	Operation *Operation
	// Params are the path's values by placeholder name, as they stand in the
	// path given (unescape the path's segments before or the values after).
	Params map[string]string
}

// ByPath returns the operations of a provider that are found by their path and
// whose template has the form of urlPath, whatever their methods; templates
// without placeholders come first. It parses the provider's operations that
// are not RPC. The error is that of the first whose files are broken.
func (c *Catalog) ByPath(provider, urlPath string) ([]Route, error) {
	var routes []Route
	for _, address := range c.addresses {
		e := c.entryOf[address]
		if e.address.Provider != provider || e.product.Protocol == RPC {
			continue
		}
		op, err := c.Operation(address)
		if err != nil {
			return nil, fmt.Errorf("route %s: %w", urlPath, err)
		}
		if op.Protocol == RPC {
			continue
		}
		if params, ok := matchPath(op.URLPath, urlPath); ok {
			routes = append(routes, Route{op, params})
		}
	}
	slices.SortStableFunc(routes, func(a, b Route) int { return len(a.Params) - len(b.Params) })
	return routes, nil
}

// matchPath compares a path with a template, segment by segment.
func matchPath(template, urlPath string) (map[string]string, bool) {
	want, got := strings.Split(template, "/"), strings.Split(urlPath, "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i := range want {
		name, isParam := strings.CutPrefix(want[i], "{")
		switch {
		case isParam && got[i] != "":
			params[strings.TrimSuffix(name, "}")] = got[i]
		case isParam || want[i] != got[i]:
			return nil, false
		}
	}
	return params, true
}

// Host is a product that answers at a host name.
type Host struct {
	Provider *Provider
	Product  *Product
	Region   string // "" where the endpoint has none
}

// ByHost returns the products that answer at host, a name without a port, in
// any letter case; exact endpoints come before patterns.
func (c *Catalog) ByHost(host string) []Host {
	host = strings.ToLower(host)
	var exact, patterns []Host
	for _, key := range c.productKeys() {
		provider, _, _ := strings.Cut(key, "/")
		p := c.products[key]
		for _, e := range p.Endpoints {
			if e.Host == host {
				exact = append(exact, Host{c.providers[provider], p, e.Region})
				break
			}
			if region, ok := matchHost(e.Host, host); ok {
				patterns = append(patterns, Host{c.providers[provider], p, region})
				break
			}
		}
	}
	return append(exact, patterns...)
}

// matchHost compares a host with a pattern that may hold {region}.
func matchHost(pattern, host string) (region string, ok bool) {
	before, after, ok := strings.Cut(pattern, "{region}")
	if !ok || len(host) <= len(before)+len(after) || !strings.HasPrefix(host, before) || !strings.HasSuffix(host, after) {
		return "", false
	}
	region = host[len(before) : len(host)-len(after)]
	return region, !strings.ContainsAny(region, "./:")
}

// Products returns the products of a provider, sorted by name.
func (c *Catalog) Products(provider string) []*Product {
	var list []*Product
	for _, key := range c.productKeys() {
		if owner, _, _ := strings.Cut(key, "/"); owner == provider {
			list = append(list, c.products[key])
		}
	}
	return list
}

// productKeys returns "provider/product" of all products whose provider is
// known, sorted.
func (c *Catalog) productKeys() []string {
	keys := make([]string, 0, len(c.products))
	for key := range c.products {
		if provider, _, _ := strings.Cut(key, "/"); c.providers[provider] != nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
