package casework

import "songnuan/internal/day"

// NoticeSpan is for how long a notice hangs.
type NoticeSpan struct {
	Until   day.Date // last day
	Moved   string   // name of the holiday that the last day was moved out of, "" where it was not
	Plain   day.Date // last day as the rule alone would have it
	Missing []int    // years whose holiday table is not there: the last day is an estimate
}

// Span reckons the last day of a notice from the day it was posted on, which is
// not counted. A last day inside a holiday is moved to the first working day
// after it: nobody is in the office to take an objection.
func (n *NoticeRule) Span(from day.Date, calendar *day.Calendar) NoticeSpan {
	working := n.Unit == "working"
	s := NoticeSpan{Plain: calendar.NoticeEnd(from, n.Days, working)}
	s.Until = s.Plain
	if name, ok := calendar.EndsInHoliday(from, n.Days, working); ok {
		s.Moved, s.Until = name, calendar.AddWorkdays(s.Plain, 1)
	}
	span := day.Period{From: s.Plain, To: s.Until} // days of the calendar are only looked up where they end
	if working {
		span.From = from
	}
	s.Missing = calendar.Missing(span)
	return s
}
