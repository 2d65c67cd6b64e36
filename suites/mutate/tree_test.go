package mutate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTree(t *testing.T) {
	const body = `{"A":{"B":[{"x":1},{"C":"é","D":[true,null]}]},"E":1.50}`
	root, err := parse([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(body, string(root.text())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for wire, want := range map[string]string{"A.B[].C": `"é"`, "A.B[].D[]": "[true,null]", "E": "1.50", "A.B[]": `[{"x":1},{"C":"é","D":[true,null]}]`} {
		p, ok := root.find(wire)
		if !ok || string(p.value().text()) != want {
			t.Errorf("find %s: %v, want %s", wire, ok, want)
		}
	}
	for _, wire := range []string{"X", "A.C", "E.F", "A.B[].C.D", ""} {
		if _, ok := root.find(wire); ok {
			t.Errorf("find %q: found", wire)
		}
	}
	other := root.clone()
	p, _ := other.find("A.B[].C")
	p.rename("c")
	p.parent.remove("D")
	if diff := cmp.Diff(`{"A":{"B":[{"x":1},{"c":"é"}]},"E":1.50}`, string(other.text())); diff != "" {
		t.Errorf("a changed copy (-want +got):\n%s", diff)
	}
	if string(root.text()) != body {
		t.Error("the copy's change reached the tree")
	}
	for _, bad := range []string{"", "{", `{"a":}`, "{} {}", "[1,"} {
		if _, err := parse([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
