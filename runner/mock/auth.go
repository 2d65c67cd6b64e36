package mock

import (
	"errors"
	"strings"

	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
)

// defectOf names the defects of authentication as the catalog does.
var defectOf = map[sign.Reason]string{
	sign.NotSigned:      "unsigned",
	sign.MissingPart:    "unsigned",
	sign.BadMethod:      "bad-method",
	sign.MalformedTime:  "malformed-time",
	sign.Expired:        "expired",
	sign.UnknownKey:     "unknown-key",
	sign.WrongSignature: "wrong-secret",
}

// authenticate tells what is wrong with who sends a request, or nil.
func (s *Server) authenticate(r *request) *defect {
	if s.auth == Ignore {
		return nil
	}
	now := s.clock()
	provider := r.provider.Name
	signature, err := sign.Verify(sign.FromHTTP(r.http, r.body), s.secrets(provider), now)
	wrong := func(name, parameter, detail string) *defect {
		return &defect{fault: specs.FaultAuth, auth: name, parameter: parameter, detail: detail}
	}
	var refused *sign.Error
	if errors.As(err, &refused) {
		if refused.Reason == sign.UnknownKey && s.auth == Known {
			return nil
		}
		part := ""
		if refused.Reason == sign.MissingPart {
			part = refused.Part
		}
		return wrong(defectOf[refused.Reason], part, s.explain(refused, provider))
	}
	if !served(r.provider, signature.Scheme) {
		return wrong("unsigned", "", "no signature of a scheme that is served here")
	}
	var caller *Credential
	if signature.Scheme == sign.SchemeToken {
		caller = s.tokens[provider+" "+signature.AuthToken]
		if caller == nil && s.auth == Verify {
			return wrong("bad-token", "", "the token is not valid")
		}
	} else {
		caller = s.keys[provider+" "+signature.KeyID]
		if signature.Nonce != "" && !r.faults.has("replay-accepted") && !s.state.useNonce(signature.KeyID+" "+signature.Nonce, now, sign.Window) {
			return wrong("replayed-nonce", "", "")
		}
	}
	if caller == nil {
		return nil
	}
	if caller.Defect != "" {
		return wrong(caller.Defect, "", "the key may not be used")
	}
	if caller.ProjectID != "" {
		for i := range r.call.Args {
			a := &r.call.Args[i]
			if row := r.op.Parameter(a.Path); row != nil && row.Exists == "project" && a.Value != caller.ProjectID {
				return wrong("project-mismatch", "", a.Value)
			}
		}
	}
	return nil
}

// explain is what the vendors put into the messages: the string that the
// server signed, or the canonical request in one line.
func (s *Server) explain(e *sign.Error, provider string) string {
	switch {
	case e.Reason == sign.WrongSignature && e.Scheme == sign.SchemeHuawei:
		return "verify aksk signature fail, canonicalRequest:" + strings.ReplaceAll(e.CanonicalRequest, "\n", "|")
	case e.Reason == sign.WrongSignature:
		return e.StringToSign
	case e.Reason == sign.UnknownKey:
		return "ak " + e.KeyID + " not exist"
	case e.Reason == sign.Expired:
		return "time:" + e.Time.Format("20060102T150405Z")
	}
	return e.Error()
}

// served reports whether the provider's gateway knows the scheme.
func served(p *specs.Provider, scheme sign.Scheme) bool {
	for _, name := range p.Schemes {
		if name == string(scheme) {
			return true
		}
	}
	return false
}
