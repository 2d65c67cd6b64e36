package diff

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/concord-dev/concord/specs"
)

// Statement is what several documents say of one fact of an operation.
type Statement struct {
	Section string `json:"section"`
	Path    string `json:"path"`
	Fact    string `json:"fact"` // row, type, required, enum, statuses
	// Says has one entry a document: its word; "absent" where its table is
	// closed and has no such row; "" where it does not tell.
	Says []string `json:"says"`
}

// Agree reports whether all documents that tell say the same.
func (s Statement) Agree() bool {
	word := ""
	for _, says := range s.Says {
		if says == "" {
			continue
		}
		if word != "" && says != word {
			return false
		}
		word = says
	}
	return true
}

const absent = "absent"

// Statements compares several documents of one operation, fact by fact, in
// order of section, path and fact. Facts that only one document tells are left
// out.
func Statements(documents []*specs.Operation) []Statement {
	t := &statements{n: len(documents), at: map[string]int{}}
	for i, op := range documents {
		for _, r := range requestRows(op) {
			t.row(i, Request, r)
			if r.required != nil {
				t.say(i, Request, r.Path, "required", strconv.FormatBool(*r.required))
			}
		}
		for _, r := range responseRows(op) {
			t.row(i, Response, r)
		}
		for _, code := range sortedCodes(op) {
			t.say(i, Errors, code, "statuses", numbers(codes(op)[code].statuses))
		}
	}
	closed := func(op *specs.Operation, section string) bool {
		if lostTable(op, section) {
			return false
		}
		switch section {
		case Request:
			return !op.Open.Request && len(op.Request) > 0
		case Response:
			return !op.Open.Response && len(op.Response) > 0
		}
		return !op.Open.Errors && len(op.Errors) > 0
	}
	var out []Statement
	for _, s := range t.list {
		if s.Fact == "row" || s.Fact == "statuses" {
			for i, op := range documents {
				if s.Says[i] == "" && closed(op, s.Section) {
					s.Says[i] = absent
				}
			}
		}
		concede(&s, documents)
		if told := slices.DeleteFunc(slices.Clone(s.Says), func(w string) bool { return w == "" }); len(told) > 1 {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Statement) int {
		return cmp.Or(cmp.Compare(sectionOrder(a.Section), sectionOrder(b.Section)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Fact, b.Fact))
	})
	return out
}

// concede empties what contradicts nothing: the values seen in traffic where a
// list has them all, and an array whose items a document does not tell.
func concede(s *Statement, documents []*specs.Operation) {
	for i, op := range documents {
		for j, other := range s.Says {
			switch {
			case i == j || s.Says[i] == "" || other == "":
			case s.Fact == "enum" && op.Open.Enums && !documents[j].Open.Enums && within(s.Says[i], other),
				s.Fact == "type" && s.Says[i] == string(specs.Array) && strings.HasPrefix(other, "array of "):
				s.Says[i] = ""
			}
		}
	}
}

func within(some, all string) bool {
	list := strings.Split(all, ", ")
	for v := range strings.SplitSeq(some, ", ") {
		if !slices.Contains(list, v) {
			return false
		}
	}
	return true
}

type statements struct {
	n    int
	list []Statement
	at   map[string]int
}

func (t *statements) say(document int, section, path, fact, word string) {
	key := section + "\n" + path + "\n" + fact
	i, ok := t.at[key]
	if !ok {
		i = len(t.list)
		t.at[key] = i
		t.list = append(t.list, Statement{Section: section, Path: path, Fact: fact, Says: make([]string, t.n)})
	}
	t.list[i].Says[document] = word
}

func (t *statements) row(document int, section string, r row) {
	t.say(document, section, r.Path, "row", "there")
	if r.Type != "" {
		t.say(document, section, r.Path, "type", typeWord(r))
	}
	if len(r.Enum) > 0 && r.Type != specs.Boolean {
		values := slices.Clone(r.Enum)
		slices.Sort(values)
		t.say(document, section, r.Path, "enum", strings.Join(values, ", "))
	}
}

func sortedCodes(op *specs.Operation) []string {
	var list []string
	for code := range codes(op) {
		list = append(list, code)
	}
	slices.Sort(list)
	return list
}

func numbers(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}
