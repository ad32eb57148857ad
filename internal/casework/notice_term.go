package casework

import "songnuan/internal/day"

// NoticeTerms is what the plan of a campaign asks of a notice beside the
// procedure.
type NoticeTerms struct {
	Days    int // 0 asks for none
	Working bool
	Refill  *bool // nil where the plan does not say
}

// Under is the rule with the terms of a plan: for the longer of the two times,
// as they would run from a day, since what a procedure grants the public no plan
// takes away; whether a row is filled up is the plan's to say.
func (n NoticeRule) Under(terms NoticeTerms, from day.Date, calendar *day.Calendar) NoticeRule {
	asked := n
	if asked.Days, asked.Unit = terms.Days, "calendar"; terms.Working {
		asked.Unit = "working"
	}
	if terms.Days > 0 && asked.Span(from, calendar).Until.After(n.Span(from, calendar).Until) {
		n = asked
	}
	if terms.Refill != nil {
		n.Refill = *terms.Refill
	}
	return n
}
