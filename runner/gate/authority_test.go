package gate

import (
	"crypto/x509"
	"encoding/pem"
	"testing"
	"time"
)

func TestAuthority(t *testing.T) {
	now := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	a, err := NewAuthority(now)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(a.PEM()) {
		t.Fatal("the authority's certificate cannot be read")
	}
	for _, host := range []string{"ecs.cn-hangzhou.aliyuncs.com", "127.0.0.1", "::1"} {
		leaf, err := a.Leaf(host)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := a.Leaf(host); again != leaf {
			t.Errorf("%s has two certificates", host)
		}
		cert, err := x509.ParseCertificate(leaf.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		verify := func(name string, at time.Time) error {
			_, err := cert.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: at})
			return err
		}
		if err := verify(host, now); err != nil {
			t.Errorf("%s: %v", host, err)
		}
		if verify("other.example", now) == nil {
			t.Errorf("the certificate of %s is good for another host", host)
		}
		if verify(host, now.Add(lifetime+time.Minute)) == nil || verify(host, now.Add(-2*time.Hour)) == nil {
			t.Errorf("the certificate of %s does not end", host)
		}
	}
	other, err := NewAuthority(now)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := other.Leaf("ecs.cn-hangzhou.aliyuncs.com")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(leaf.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now}); err == nil {
		t.Error("one authority's certificate is good under another")
	}
	if block, rest := pem.Decode(a.PEM()); block.Type != "CERTIFICATE" || len(rest) > 0 {
		t.Errorf("the file would hold a %s and %d bytes more", block.Type, len(rest))
	}
}

func TestAuthorityBound(t *testing.T) {
	a, err := NewAuthority(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for len(a.leaves) < maxLeaves {
		a.leaves[string(rune(len(a.leaves)))+"x"] = nil
	}
	if _, err := a.Leaf("one.too.many"); err == nil {
		t.Error("certificates have no bound")
	}
}
