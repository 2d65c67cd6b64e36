package reports

import "fmt"

// Sentence tells in one line how a run ended, and in one word: pass, fail or
// error.
func (r *Results) Sentence() (text, word string) {
	s := r.Summary
	switch {
	case s.Fail > 0:
		return fmt.Sprintf("%s failed on %s", cases(s.Fail, s.Cases), r.Target), "fail"
	case r.Inconclusive == "fail" && s.Inconclusive > 0:
		return fmt.Sprintf("%s were inconclusive on %s", cases(s.Inconclusive, s.Cases), r.Target), "fail"
	case len(r.Problems) > 0:
		return fmt.Sprintf("No case failed on %s, and the run has problems", r.Target), "fail"
	case s.Error > 0:
		return fmt.Sprintf("%s could not be decided on %s", cases(s.Error, s.Cases), r.Target), "error"
	case r.Interrupted:
		return fmt.Sprintf("The run on %s was interrupted", r.Target), "error"
	case s.Cases == 0:
		return "No case was run", "error"
	case s.Pass == s.Cases:
		return fmt.Sprintf("All %d cases passed on %s", s.Cases, r.Target), "pass"
	}
	return fmt.Sprintf("%d of %d cases passed on %s, none failed", s.Pass, s.Cases, r.Target), "pass"
}

func cases(n, of int) string { return fmt.Sprintf("%d of %d cases", n, of) }

// Total adds up the coverage of operations: parameters, enumeration values,
// fields and error codes.
func Total(list []Coverage) Reach {
	var sum Reach
	for i := range list {
		for _, r := range list[i].classes() {
			sum.Documented += r.Documented
			sum.Reachable += r.Reachable
			sum.Exercised += r.Exercised
			sum.Forced += r.Forced
		}
	}
	return sum
}

func (c *Coverage) classes() [4]Reach {
	return [4]Reach{c.Parameters, c.EnumValues, c.Fields, c.Errors}
}

// Percent is how much of what is documented was shown, forced or not; 100
// where nothing is documented.
func (r Reach) Percent() float64 {
	if r.Documented == 0 {
		return 100
	}
	return 100 * float64(r.Exercised+r.Forced) / float64(r.Documented)
}

// String tells the counts in words.
func (c Counts) String() string {
	return fmt.Sprintf("%s, %s, %s", plural(c.Error, "error"), plural(c.Warning, "warning"), plural(c.Info, "info"))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// add counts another run in. Fingerprints of several runs are counted in each.
func (s *Summary) add(o *Summary) {
	s.Cases += o.Cases
	s.Pass += o.Pass
	s.Fail += o.Fail
	s.Skip += o.Skip
	s.Inconclusive += o.Inconclusive
	s.Error += o.Error
	s.Waived += o.Waived
	s.Findings.Error += o.Findings.Error
	s.Findings.Warning += o.Findings.Warning
	s.Findings.Info += o.Findings.Info
}
