package specs

import (
	"fmt"
	"strings"
)

// Address names an operation: provider, product, version and name.
type Address struct {
	Provider, Product, Version, Name string
	// implied is set where Version is the product's default version, which
	// addresses leave out.
	implied bool
}

// NewAddress returns the address of an operation; defaultVersion is the
// product's default_version, or "".
func NewAddress(provider, product, version, name, defaultVersion string) Address {
	return Address{provider, product, version, name, defaultVersion != "" && version == defaultVersion}
}

// String returns the canonical form: "alibaba/ecs/DescribeImages", or
// "alibaba/ehpc@2018-04-12/ListCommunityImages" for a product without a
// default version.
func (a Address) String() string {
	if a.implied || a.Version == "" {
		return a.Provider + "/" + a.Product + "/" + a.Name
	}
	return a.Full()
}

// Full returns the form that always holds the version.
func (a Address) Full() string {
	return a.Provider + "/" + a.Product + "@" + a.Version + "/" + a.Name
}

// IsZero reports whether the address is empty.
func (a Address) IsZero() bool { return a.Name == "" }

// ParseAddress reads either form. Version is empty where s leaves it out.
func ParseAddress(s string) (Address, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return Address{}, fmt.Errorf("address %q: want provider/product/Operation or provider/product@version/Operation", s)
	}
	product, version, _ := strings.Cut(parts[1], "@")
	if product == "" {
		return Address{}, fmt.Errorf("address %q: the product is empty", s)
	}
	return Address{Provider: parts[0], Product: product, Version: version, Name: parts[2]}, nil
}
