package casework

import (
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Grant is what a decision gave a household: its category and what it is due,
// from which month, and when it is looked at again. A review renews it, an exit
// ends it; the decision itself stays as it was.
type Grant struct {
	ID        id.ID
	Case      id.ID // that granted it
	Household id.ID
	Kind      Kind
	Profile   string
	Digest    string // of the profile's version
	Area      area.Code
	Unit      string
	Category  string    // term on the file
	Class     string    // of the review: A, B, C
	Covered   int       // persons who receive
	Pay       string    // none, monthly, once
	Amount    money.Fen // fen a month or once, for the household
	Decided   day.Date
	From      day.Date // due from; the first of a month where it is monthly
	To        day.Date // last day that it is due; unset is until a review or an exit says so
	Review    day.Date // next review, unset when it needs none
	Remind    day.Date // from which day on the review stands among what is to do
	Grace     bool     // runs out in its grace period (渐退期)
	Ended     string   // reason, "" while it runs
	EndedBy   id.ID    // case of the review or exit
	Letter    day.Date // by when the household has the written reasons of its end
	Actor     string
	Recorded  day.Instant
	Version   int64
}

// GrantState is how a grant stands on a day.
type GrantState string

// The states.
const (
	GrantAhead   GrantState = "ahead"   // decided, not due yet
	GrantRunning GrantState = "running" // due
	GrantGrace   GrantState = "grace"   // due for the months of grace
	GrantOver    GrantState = "over"
)

// State is how the grant stands on a day. What is paid once is over with its
// day.
func (g *Grant) State(on day.Date) GrantState {
	switch {
	case !g.To.IsZero() && g.To.Before(on):
		return GrantOver
	case g.Grace:
		return GrantGrace
	case g.From.After(on):
		return GrantAhead
	}
	return GrantRunning
}

// Text is the state's name.
func (s GrantState) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.grant."+string(s), nil)
}

// ReviewDue tells whether the review should stand among what is to do.
func (g *Grant) ReviewDue(today day.Date) bool {
	return g.Ended == "" && !g.Remind.IsZero() && !g.Remind.After(today)
}

// NewGrant is what a case's decision gives under its profile. class is that of
// the review, "" where the profile has none.
func NewGrant(p *Profile, c *Case, decided day.Date, class string) (*Grant, error) {
	g := &Grant{Case: c.ID, Household: c.Household, Kind: c.Kind, Profile: c.Profile, Digest: c.Digest, Area: c.Area, Unit: c.Unit,
		Category: c.Category, Covered: c.Covered, Pay: p.Award.Pay, Amount: c.Amount, Decided: decided, From: p.Award.From.of(decided)}
	if g.Pay == "" {
		g.Pay = "none"
	}
	if g.Category == "" {
		g.Category = p.Award.Category
	}
	switch {
	case g.Pay == "once":
		g.To = g.From
	case p.Award.Months > 0:
		g.To = g.From.AddMonths(p.Award.Months).AddDays(-1)
	}
	return g, g.review(p, decided, class)
}

// review sets the next review of a class from a day on.
func (g *Grant) review(p *Profile, from day.Date, class string) error {
	g.Class, g.Review, g.Remind = class, day.Date{}, day.Date{}
	if len(p.Award.Review) == 0 || g.Pay == "once" {
		return nil
	}
	i := slices.IndexFunc(p.Award.Review, func(r Review) bool { return r.Class == class })
	if i < 0 {
		return problem.New(problem.Invalid, "casework.no_class", "class", class)
	}
	rule := p.Award.Review[i]
	if rule.Months > 0 {
		g.Review = from.AddMonths(rule.Months)
		g.Remind = g.Review.AddDays(-rule.Ahead)
	}
	return nil
}

// Renew is the grant after a review that let it go on, with what the review
// decided. A changed amount is due from the profile's month on, which the
// record of the change tells; what was due before stays due.
func (g *Grant) Renew(p *Profile, c *Case, decided day.Date, class string) (*Grant, error) {
	if g.Ended != "" {
		return nil, problem.New(problem.Conflict, "casework.grant_ended")
	}
	next := *g
	next.Covered, next.Amount, next.EndedBy = c.Covered, c.Amount, ""
	if c.Category != "" {
		next.Category = c.Category
	}
	next.Version++
	return &next, next.review(p, decided, class)
}

// End is the grant that a review or an exit ends, for a reason of the profile:
// with the month of the decision, or after the months of grace where the
// profile gives them for that reason.
func (g *Grant) End(p *Profile, c *Case, decided day.Date, reason string, calendar *day.Calendar) (*Grant, error) {
	switch {
	case g.Ended != "":
		return nil, problem.New(problem.Conflict, "casework.grant_ended")
	case !slices.Contains(p.Exit.Reasons, reason):
		return nil, problem.New(problem.Invalid, "casework.no_exit_reason")
	}
	next := *g
	next.Version++
	next.Ended, next.EndedBy, next.Review, next.Remind = reason, c.ID, day.Date{}, day.Date{}
	months := 0
	if slices.Contains(p.Exit.Grace, reason) {
		months = p.Award.Grace
	}
	next.Grace = months > 0
	end := monthEnd(decided).AddDays(1).AddMonths(months).AddDays(-1)
	if next.To.IsZero() || end.Before(next.To) {
		next.To = end
	}
	next.Letter = p.Exit.Letter.Due(decided, p.Exit.Letter.Days, calendar)
	return &next, nil
}

func monthEnd(d day.Date) day.Date {
	first := d.AddDays(1 - d.Day())
	return first.AddMonths(1).AddDays(-1)
}

// Start is from when an award is due.
type Start string

// The starts.
const (
	FromSameMonth Start = "same_month"
	FromNextMonth Start = "next_month"
	FromDecision  Start = "decision"
)

func (s Start) of(decided day.Date) day.Date {
	switch s {
	case FromSameMonth:
		return decided.AddDays(1 - decided.Day())
	case FromNextMonth:
		return monthEnd(decided).AddDays(1)
	}
	return decided
}
