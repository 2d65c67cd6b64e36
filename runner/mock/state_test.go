package mock

import (
	"fmt"
	"testing"
	"time"
)

func TestNonces(t *testing.T) {
	var s state
	at := now
	if !s.useNonce("a", at, 15*time.Minute) || s.useNonce("a", at, 15*time.Minute) {
		t.Error("a nonce is good once")
	}
	at = at.Add(31 * time.Minute)
	if !s.useNonce("b", at, 15*time.Minute) || s.useNonce("a", at, 15*time.Minute) {
		t.Error("a nonce is forgotten before its request has expired")
	}
	at = at.Add(31 * time.Minute)
	if !s.useNonce("c", at, 15*time.Minute) || !s.useNonce("a", at, 15*time.Minute) {
		t.Error("a nonce is never forgotten")
	}
	for i := range 2*maxNonces + 10 {
		s.useNonce(fmt.Sprint(i), at, 15*time.Minute)
	}
	if kept := len(s.nonces) + len(s.older); kept > 2*maxNonces {
		t.Errorf("%d nonces are kept", kept)
	}
}

func TestCreatedThingsAreBounded(t *testing.T) {
	var s state
	first, _ := s.add("op", "r", "m-****", "first", nil, now)
	for i := range maxCreated {
		if _, isNew := s.add("op", "r", "m-****", fmt.Sprint(i), nil, now); !isNew {
			t.Fatalf("the %d. thing is not new", i)
		}
	}
	if len(s.created) != maxCreated || len(s.same) != maxCreated || len(s.order) != maxCreated {
		t.Errorf("%d things, %d requests, %d in order", len(s.created), len(s.same), len(s.order))
	}
	if s.find("op", "r", first) != nil {
		t.Error("the oldest thing is still there")
	}
	if _, isNew := s.add("op", "r", "m-****", "first", nil, now); !isNew {
		t.Error("what was forgotten cannot be added again")
	}
}
