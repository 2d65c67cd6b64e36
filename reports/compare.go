package reports

import (
	"cmp"
	"time"
)

// Comparison is what changed from earlier results to these, by case ID.
type Comparison struct {
	Base Base `json:"base"`
	// Fails lists cases that failed or ended in error and did not before.
	Fails []Changed `json:"fails"`
	// Fixed lists cases that failed or ended in error before and passed.
	Fixed []Changed `json:"fixed"`
	// Vanished lists cases that only the base has, New those that it has not.
	Vanished []Changed `json:"vanished"`
	New      []Changed `json:"new"`
	// Other lists the remaining changes of verdict.
	Other []Changed `json:"other"`
}

// Base says which results others were compared with.
type Base struct {
	Started time.Time `json:"started"`
	Target  string    `json:"target"`
	Plan    string    `json:"plan"`
	Version string    `json:"version"` // of concord
}

// Changed is a case with its verdict in the base and now; either is empty
// where the case is not there.
type Changed struct {
	Case string `json:"case"`
	Was  string `json:"was,omitempty"`
	Now  string `json:"now,omitempty"`
	Why  string `json:"why,omitempty"` // the finding or the reason, where it fails
}

// Compare compares results with those of a base. The lists are in the order
// of the cases.
func Compare(base, now *Results) (*Comparison, error) {
	out := &Comparison{
		Base:  Base{base.Started, base.Target, base.Plan, base.Tool.Version},
		Fails: []Changed{}, Fixed: []Changed{}, Vanished: []Changed{}, New: []Changed{}, Other: []Changed{},
	}
	was := map[string]string{}
	for r, err := range base.All() {
		if err != nil {
			return nil, err
		}
		was[r.Case] = r.Verdict
	}
	for r, err := range now.All() {
		if err != nil {
			return nil, err
		}
		before, known := was[r.Case]
		delete(was, r.Case)
		c := Changed{Case: r.Case, Was: before, Now: r.Verdict}
		if bad(r.Verdict) {
			c.Why = why(r, now)
		}
		switch {
		case bad(r.Verdict) && !bad(before):
			out.Fails = append(out.Fails, c)
		case !known:
			out.New = append(out.New, c)
		case bad(before) && r.Verdict == "pass":
			out.Fixed = append(out.Fixed, c)
		case before != r.Verdict:
			out.Other = append(out.Other, c)
		}
	}
	for r, err := range base.All() {
		if err != nil {
			return nil, err
		}
		if _, gone := was[r.Case]; gone {
			out.Vanished = append(out.Vanished, Changed{Case: r.Case, Was: r.Verdict})
		}
	}
	return out, nil
}

// String tells the change of verdict, and why where the case fails.
func (c Changed) String() string {
	text := cmp.Or(c.Was, "absent") + " -> " + cmp.Or(c.Now, "absent")
	if c.Why != "" {
		text += ": " + c.Why
	}
	return text
}

func bad(verdict string) bool { return verdict == "fail" || verdict == "error" }

// why says in one line what failed a case.
func why(r *Result, of *Results) string {
	if failing := r.Failing(of.FailOn); len(failing) > 0 {
		return failing[0].Check + ": " + failing[0].Message
	}
	return oneLine(r.Reason)
}

// sections are the lists with their titles, in the order that readers want.
func (c *Comparison) sections() []section {
	return []section{{"newly failing", c.Fails}, {"fixed", c.Fixed}, {"vanished", c.Vanished}, {"new", c.New}, {"changed otherwise", c.Other}}
}

type section struct {
	Title string    `json:"title"`
	Cases []Changed `json:"cases"`
}
