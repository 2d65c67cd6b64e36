package gate

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/concord-dev/concord/fixtures/protocol"
	"github.com/concord-dev/concord/specs"
)

// Variation is one documented way in which an answer may differ from the
// usual one.
type Variation struct {
	// Name is empty for the usual answer: "Images[].Status = Creating".
	Name string
	// Fault is the documented code to answer with; empty where Change changes
	// a successful answer.
	Fault  string
	Change func(body map[string]any)
}

// longText is the length of a long string where the page bounds none, in
// characters.
const longText = 4096

// manyItems is the length of a full list where the page bounds none.
const manyItems = 100

// Variations lists the variations of an operation's answers in the order of
// the page: each documented value, each field that may be absent, lists empty
// and full, long strings, large numbers, and each error of its own table. The
// first is the usual answer.
func Variations(op *specs.Operation) []Variation {
	list := []Variation{{Change: func(map[string]any) {}}}
	add := func(name string, f *specs.Field, change func(parent map[string]any, key string)) {
		list = append(list, Variation{Name: name, Change: func(body map[string]any) {
			at(body, strings.Split(strings.TrimSuffix(f.Wire, "[]"), "."), change)
		}})
	}
	for i := range op.Response {
		f := &op.Response[i]
		for _, v := range f.Enum {
			add(f.Path+" = "+v, f, func(parent map[string]any, key string) {
				if _, there := parent[key]; !there {
					return
				}
				switch {
				case f.Type == specs.Array:
					parent[key] = []any{v}
				case f.Type == specs.Integer || f.Type == specs.Number:
					parent[key] = json.Number(v)
				default:
					parent[key] = v
				}
			})
		}
		if f.Presence != specs.Always {
			add(f.Path+" absent", f, func(parent map[string]any, key string) { delete(parent, key) })
		}
		switch {
		case f.Type == specs.Boolean:
			for _, v := range []bool{false, true} {
				add(f.Path+" = "+strconv.FormatBool(v), f, func(parent map[string]any, key string) { parent[key] = v })
			}
		case f.Type == specs.Array:
			add(f.Path+" empty", f, func(parent map[string]any, key string) { parent[key] = []any{} })
			most := manyItems
			if f.MaxItems != nil {
				most = min(most, *f.MaxItems)
			}
			add(f.Path+" with many items", f, func(parent map[string]any, key string) {
				if items, ok := parent[key].([]any); ok && len(items) > 0 {
					for len(items) < most {
						items = append(items, items[len(items)-1])
					}
					parent[key] = items
				}
			})
		case f.Type == specs.String && len(f.Enum) == 0 && f.Format == "" && f.Pattern == "":
			n := longText
			if f.MaxLength != nil {
				n = *f.MaxLength
			}
			add(f.Path+" of "+strconv.Itoa(n)+" characters", f, func(parent map[string]any, key string) { parent[key] = strings.Repeat("x", n) })
		case f.Type == specs.Integer && len(f.Enum) == 0:
			largest := int64(math.MaxInt64)
			if f.Format == "int32" {
				largest = math.MaxInt32
			}
			if f.Max != nil && *f.Max < float64(largest) {
				largest = int64(*f.Max)
			}
			text := strconv.FormatInt(largest, 10)
			add(f.Path+" = "+text, f, func(parent map[string]any, key string) { parent[key] = json.Number(text) })
		}
	}
	for i := range op.Errors {
		code := op.Errors[i].Code
		if !op.Errors[i].IsTemplate() && !slices.ContainsFunc(list, func(v Variation) bool { return v.Fault == code }) {
			list = append(list, Variation{Name: "the error " + code, Fault: code})
		}
	}
	return list
}

// at calls change with each object that holds, or might hold, the last name of
// a wire path.
func at(v any, names []string, change func(parent map[string]any, key string)) {
	if items, ok := v.([]any); ok {
		for _, item := range items {
			at(item, names, change)
		}
		return
	}
	members, ok := v.(map[string]any)
	if !ok {
		return
	}
	name := strings.TrimSuffix(names[0], "[]")
	if len(names) == 1 {
		change(members, name)
		return
	}
	at(members[name], names[1:], change)
}

// varied gives the calls of each operation its variations in turn.
type varied struct {
	mu    sync.Mutex
	lists map[string][]Variation
	next  map[string]int
}

func newVaried() *varied {
	return &varied{lists: map[string][]Variation{}, next: map[string]int{}}
}

func (v *varied) turn(op *specs.Operation) Variation {
	v.mu.Lock()
	defer v.mu.Unlock()
	address := op.Address.String()
	if v.lists[address] == nil {
		v.lists[address] = Variations(op)
	}
	n := v.next[address]
	v.next[address]++
	return v.lists[address][n%len(v.lists[address])]
}

// faultHeader asks the mock for a documented error.
const faultHeader = "X-Concord-Fault"

// handler answers one call with the variation whose turn it is, and says in
// name which that was.
func (v *varied) handler(g *Gate, name *string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // Capture has bounded it
		if err != nil {
			http.Error(w, "concord gate: "+plain(err), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		call := g.decoder.Decode(protocol.FromHTTP(r, body))
		if call.Operation == nil || r.Header.Get(faultHeader) != "" {
			g.o.Cloud.ServeHTTP(w, r)
			return
		}
		turn := v.turn(call.Operation)
		if turn.Fault != "" {
			*name = turn.Name
			r.Header.Set(faultHeader, turn.Fault)
			g.o.Cloud.ServeHTTP(w, r)
			return
		}
		usual := answer{header: http.Header{}, status: http.StatusOK}
		g.o.Cloud.ServeHTTP(&usual, r)
		out := usual.body.Bytes()
		if usual.status == http.StatusOK {
			if changed, ok := change(out, turn); ok {
				*name, out = turn.Name, changed
			}
		}
		for key, values := range usual.header {
			w.Header()[key] = values
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(out)))
		w.WriteHeader(usual.status)
		w.Write(out)
	})
}

// answer is a ResponseWriter that keeps what is written.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// change applies a variation to a JSON body; it reports false for another.
func change(body []byte, v Variation) ([]byte, bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var members map[string]any
	if dec.Decode(&members) != nil {
		return nil, false
	}
	v.Change(members)
	out, err := json.Marshal(members)
	return out, err == nil
}
