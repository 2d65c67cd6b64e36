package runner

import (
	"net/url"
	"strings"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/fixtures/sign"
	"github.com/concord-dev/concord/specs"
	"github.com/concord-dev/concord/suites"
)

// testToken is the documented test token, which belongs to the test credentials.
const testToken = "testToken"

// What stands for an action, a version and a path that nobody has.
const (
	noAction  = "ConcordNoSuchAction"
	noVersion = "1999-01-01"
	noPath    = "concord-no-such-path"
)

// signing returns how a step is signed: as it says, or by the first scheme of
// the provider that the credentials can be used for. It is false where the
// credentials cannot be used for what the step says.
func signing(step *suites.Step, op *specs.Operation, c sign.Credentials) (sign.Scheme, sign.Credentials, bool) {
	how := sign.Scheme(step.Scheme)
	switch {
	case how == "":
		return scheme(op.Provider.Schemes, c), c, true
	case how != sign.SchemeToken:
		return how, c, c.KeyID != ""
	case c.AuthToken == "" && c == TestCredentials()[op.Address.Provider].Credentials:
		c.AuthToken = testToken
	}
	return how, c, c.AuthToken != ""
}

// travel makes a call travel as a step says: in the body, to an action or a
// version that is not there.
func travel(call *protocol.Call, step *suites.Step) {
	if step.Body {
		for i := range call.Args {
			call.Args[i].In = "body"
		}
	}
	switch step.Route {
	case suites.NoAction:
		call.Action = noAction
	case suites.NoVersion:
		call.Version = noVersion
	}
}

// misroute leads a message to a path that is not there, where the step says so:
// the last name in the operation's own path is another.
func misroute(u *url.URL, step *suites.Step, template string) {
	if step.Route != suites.NoPath {
		return
	}
	last := ""
	for name := range strings.SplitSeq(strings.Trim(template, "/"), "/") {
		if !strings.HasPrefix(name, "{") {
			last = name
		}
	}
	for _, path := range []*string{&u.Path, &u.RawPath} {
		if i := strings.LastIndex(*path+"/", "/"+last+"/"); i >= 0 {
			*path = (*path)[:i+1] + noPath + (*path)[i+1+len(last):]
		}
	}
}
