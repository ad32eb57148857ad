package day

import (
	"time"

	"songnuan/internal/problem"
)

// Instant is a moment in UTC as fixed-width text, 2006-01-02T15:04:05.000000Z,
// so that text order is time order in both databases. "" means unset.
type Instant string

const instantForm = "2006-01-02T15:04:05.000000Z"

// Beijing is the zone in which offices count their days, the whole country
// over and without summer time.
var Beijing = time.FixedZone("UTC+8", 8*60*60)

// At is the instant of t, cut to the microsecond.
func At(t time.Time) Instant { return Instant(t.UTC().Format(instantForm)) }

// ParseInstant reads exactly the fixed-width form.
func ParseInstant(text string) (Instant, error) {
	t, err := time.Parse(instantForm, text)
	if err != nil || At(t) != Instant(text) {
		return "", problem.Wrap(err, problem.Invalid, "day.not_instant", "text", clip(text))
	}
	return Instant(text), nil
}

// Time is the moment as a time.Time in UTC; the zero time when unset.
func (i Instant) Time() time.Time {
	t, err := time.Parse(instantForm, string(i))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Date is the civil date of the instant in Beijing; unset when i is.
func (i Instant) Date() Date {
	t := i.Time()
	if t.IsZero() {
		return Date{}
	}
	return fromTime(t.In(Beijing))
}

// End is the last instant of the day in Beijing; unset when d is.
func (d Date) End() Instant {
	if d.IsZero() {
		return ""
	}
	return At(time.Date(d.Year(), time.Month(d.Month()), d.Day()+1, 0, 0, 0, 0, Beijing).Add(-time.Microsecond))
}

// Clock tells the time. Programs use time.Now, tests a fixed moment.
type Clock func() time.Time

// Now is the present instant.
func (c Clock) Now() Instant { return At(c()) }

// Today is the present civil date in Beijing.
func (c Clock) Today() Date { return fromTime(c().In(Beijing)) }
