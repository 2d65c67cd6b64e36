package checks

import (
	"mime"
	"slices"
	"strings"

	"github.com/concord-dev/concord/suites"
)

func contentType() suites.Check {
	return suites.Check{
		ID:     "content-type",
		Family: suites.FamilyTransport,
		Doc:    "Every body is announced with the media type that was asked for, in UTF-8.",
		Func: func(ev *suites.Evidence) []suites.Finding {
			var out []suites.Finding
			for i := range ev.Steps {
				o := &ev.Steps[i]
				// A recording of bodies alone has no headers to judge.
				if !answered(o) || len(o.Exchange.Response.Body) == 0 || len(o.Exchange.Response.Header) == 0 {
					continue
				}
				got := o.Exchange.Response.Header.Get("Content-Type")
				if common[got] && offersJSON(o) {
					continue
				}
				want := mediaTypes(o)
				kind, parameters, err := mime.ParseMediaType(got)
				if err == nil && slices.Contains(want, kind) && isUTF8(parameters["charset"]) {
					continue
				}
				section := suites.SectionResponse
				if o.IsError {
					section = suites.SectionError
				}
				f := about(ev, i, section, "Content-Type")
				f.Want, f.Got = strings.Join(want, " or "), shortened(got)
				if f.Got == "" {
					f.Got = "none"
				}
				if err == nil && slices.Contains(want, kind) {
					f.Want += " in UTF-8"
				}
				out = append(out, f)
			}
			return out
		},
	}
}

// common are what nearly every answer in JSON is announced with.
var common = map[string]bool{
	"application/json": true, "application/json;charset=utf-8": true, "application/json; charset=utf-8": true,
	"application/json;charset=UTF-8": true, "application/json; charset=UTF-8": true,
}

// offersJSON reports whether the provider answers in JSON.
func offersJSON(o *suites.Observation) bool {
	p := o.Contract.Operation.Provider
	return p == nil || len(p.ContentTypes) == 0 || slices.Contains(p.ContentTypes, "application/json")
}

// mediaTypes returns the media types that may answer the request: JSON alone
// where it asked for JSON.
func mediaTypes(o *suites.Observation) []string {
	all := []string{"application/json"}
	if p := o.Contract.Operation.Provider; p != nil && len(p.ContentTypes) > 0 {
		all = p.ContentTypes
	}
	if !wantsJSON(o) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(kind string) bool { return !strings.HasSuffix(kind, "json") })
}

// wantsJSON reports whether the request asked for JSON: concord's own do
// unless they say otherwise.
func wantsJSON(o *suites.Observation) bool {
	switch {
	case o.Step != nil:
		return o.Step.Format == "" || strings.EqualFold(o.Step.Format, "JSON")
	case o.Call != nil:
		return strings.EqualFold(o.Call.Format, "JSON")
	}
	return false
}

func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}
