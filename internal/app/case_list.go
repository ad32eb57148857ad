package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/sqldb"
)

// CaseLine is a case in a queue, the applicant's name masked.
type CaseLine struct {
	Case      id.ID             `json:"id"`
	Number    string            `json:"number,omitempty"` // of the receipt, "" before it is handed in
	Kind      casework.Kind     `json:"kind"`
	Area      area.Code         `json:"area"`
	Village   string            `json:"village"`
	Unit      string            `json:"unit,omitempty"` // its name
	Applicant string            `json:"applicant"`
	Persons   int               `json:"persons"`
	Cause     string            `json:"cause,omitempty"`
	Category  string            `json:"category,omitempty"`
	Amount    money.Fen         `json:"amount"`
	Profile   string            `json:"profile"`
	Step      string            `json:"step,omitempty"`      // id
	StepName  string            `json:"step_name,omitempty"` // as the procedure calls it
	Doing     casework.StepKind `json:"doing,omitempty"`
	Turn      []identity.Role   `json:"turn"` // who may act next
	State     casework.State    `json:"state"`
	Round     int               `json:"round"`
	Kin       bool              `json:"kin"`
	Objected  bool              `json:"objected"`
	Received  day.Date          `json:"received,omitzero"`
	Due       day.Date          `json:"due,omitzero"`
	DueAll    day.Date          `json:"due_all,omitzero"`
	Stopped   day.Date          `json:"stopped,omitzero"` // since when the clock stands still
	Overdue   bool              `json:"overdue"`          // the step, or the whole
	Late      int               `json:"-"`                // calendar days since Due, 0 while it is not late
	LateAll   int               `json:"-"`                // the same of DueAll
	DaysLeft  int               `json:"days_left"`        // calendar days to Due; below 0 are days late
	Actor     string            `json:"actor,omitempty"`  // of the last act
	ActorName string            `json:"-"`                // the same, as the office calls him; of one case that is shown
	Changed   day.Instant       `json:"changed"`
	Version   int64             `json:"version"`
}

// CasePage is a page of the queue. Next goes on behind it, "" at the end.
type CasePage struct {
	Lines []CaseLine `json:"cases"`
	Next  string     `json:"next,omitempty"`
}

// Cases gives a page of the cases that a filter leaves within the actor's scope,
// what is due first before the rest; of ended ones the latest first.
func (d *Desk) Cases(ctx context.Context, f casework.Filter, cut PageOf) (page *CasePage, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	page = &CasePage{Lines: []CaseLine{}}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, next, err := d.store.Cases(ctx, tx, &f, d.actor.Scope, cut.After, cut.limit())
		if err != nil {
			return err
		}
		page.Next = next
		page.Lines, err = d.caseLines(ctx, tx, all)
		return err
	})
	return page, err
}

// MyCases are the cases whose step the actor's role may take, that he has not
// judged at another step and in which he is no relative; what is due first
// before the rest.
func (d *Desk) MyCases(ctx context.Context, cut PageOf) (page *CasePage, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	page = &CasePage{Lines: []CaseLine{}}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, next, err := d.store.Cases(ctx, tx, &casework.Filter{Role: string(d.actor.Role), User: d.actor.User}, d.actor.Scope, cut.After, cut.limit())
		if err != nil {
			return err
		}
		var kin map[id.ID]bool
		if d.actor.User != "" {
			if kin, err = d.store.CasesOfKin(ctx, tx, []id.ID{d.actor.User}, d.clock.Today()); err != nil {
				return err
			}
		}
		mine := all[:0]
		for _, c := range all {
			if !kin[c.ID] {
				mine = append(mine, c)
			}
		}
		page.Next = next
		page.Lines, err = d.caseLines(ctx, tx, mine)
		return err
	})
	return page, err
}

// caseLines shows cases as lines, each village and procedure looked up once.
func (d *Desk) caseLines(ctx context.Context, tx *sqldb.Tx, all []*casework.Case) ([]CaseLine, error) {
	villages, units := map[area.Code]string{}, map[string]string{}
	lines := make([]CaseLine, 0, len(all))
	for _, c := range all {
		l := d.lineOf(c)
		var err error
		if _, ok := villages[c.Area]; !ok {
			if villages[c.Area], err = d.villageName(ctx, tx, c.Area); err != nil {
				return nil, err
			}
		}
		if _, ok := units[c.Unit]; !ok {
			if units[c.Unit], err = d.unitName(ctx, tx, c.Unit); err != nil {
				return nil, err
			}
		}
		l.Village, l.Unit = villages[c.Area], units[c.Unit]
		if c.Step != "" {
			p, err := d.profileOf(ctx, tx, c.Digest)
			if err != nil {
				return nil, err
			}
			l.StepName = (&caseMove{Case: c, profile: p}).stepName()
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func (d *Desk) lineOf(c *casework.Case) CaseLine {
	today := d.clock.Today()
	l := CaseLine{Case: c.ID, Number: c.Number, Kind: c.Kind, Area: c.Area, Applicant: masked(c.Applicant), Persons: c.Persons, Cause: c.Cause, Category: c.Category,
		Amount: c.Amount, Profile: c.Profile, Step: c.Step, Doing: c.Doing, Turn: rolesOf(c.Turn), State: c.State, Round: c.Round, Kin: c.Kin, Objected: c.Objected,
		Received: c.Received, Due: c.Due, DueAll: c.DueAll, Stopped: c.Stopped, Overdue: c.Overdue(today) || c.OverdueAll(today), Actor: c.Actor, Changed: c.Recorded, Version: c.Version}
	if c.Overdue(today) {
		l.Late = today.Sub(c.Due)
	}
	if c.OverdueAll(today) {
		l.LateAll = today.Sub(c.DueAll)
	}
	if !c.Due.IsZero() {
		l.DaysLeft = c.Due.Sub(today)
	}
	return l
}

// rolesOf are the roles of a turn in the order in which they are shown.
func rolesOf(turn string) []identity.Role {
	all := []identity.Role{}
	for _, r := range identity.Granted {
		if casework.TurnOf(turn, string(r)) {
			all = append(all, r)
		}
	}
	return all
}

// CaseCounts are how many cases of a filter stand how, within the actor's scope.
type CaseCounts struct {
	All     int64            `json:"all"`
	Overdue int64            `json:"overdue"`
	Counts  []casework.Tally `json:"counts"`
	Missing []int            `json:"missing,omitempty"` // years without a holiday table that the days to come fall into
}

// CaseCounts counts the cases of a filter within the actor's scope by state and
// by what is to be done next.
func (d *Desk) CaseCounts(ctx context.Context, f casework.Filter) (n *CaseCounts, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	n = &CaseCounts{Missing: d.missingYears(d.clock.Today(), day.Date{})}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		n.Counts, err = d.store.CountCases(ctx, tx, &f, d.clock.Today(), d.actor.Scope)
		return err
	})
	for _, c := range n.Counts {
		n.All, n.Overdue = n.All+c.Cases, n.Overdue+c.Overdue
	}
	return n, err
}

// ahead is how far days of procedures are looked at for a missing year.
const ahead = 60 // days

// missingYears are the years between two days of which the holiday table knows
// nothing: limits in working days that fall there are not certain. An unset last
// day is some weeks on.
func (d *Desk) missingYears(from, to day.Date) []int {
	if to.IsZero() || to.Before(from) {
		to = from.AddDays(ahead)
	}
	return d.Calendar().Missing(day.Period{From: from, To: to})
}

// LateLine is how many cases of a village, a step and a person are overdue.
type LateLine struct {
	Area    area.Code         `json:"area"`
	Village string            `json:"village"`
	Unit    string            `json:"unit,omitempty"`
	Doing   casework.StepKind `json:"doing"`
	Turn    []identity.Role   `json:"turn"`
	Actor   string            `json:"actor,omitempty"` // who acted last
	Name    string            `json:"-"`               // the same, as the office calls him
	Cases   int64             `json:"cases"`
	Oldest  day.Date          `json:"oldest"` // the earliest last day
	Days    int               `json:"days"`   // calendar days that it is late
}

// lateLines bounds the board of what is overdue.
const lateLines = 500

// OverdueCases is the board of what is overdue within the actor's scope, by
// village, step and who acted last, the oldest first.
func (d *Desk) OverdueCases(ctx context.Context, f casework.Filter) (lines []LateLine, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	lines = []LateLine{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		today := d.clock.Today()
		all, err := d.store.LateCases(ctx, tx, &f, today, d.actor.Scope, lateLines)
		if err != nil {
			return err
		}
		villages, names := map[area.Code]string{}, d.colleagues(tx)
		for _, l := range all {
			if _, ok := villages[l.Area]; !ok {
				if villages[l.Area], err = d.villageName(ctx, tx, l.Area); err != nil {
					return err
				}
			}
			unit, err := d.unitName(ctx, tx, l.Unit)
			if err != nil {
				return err
			}
			name, err := names.called(ctx, l.Actor)
			if err != nil {
				return err
			}
			lines = append(lines, LateLine{l.Area, villages[l.Area], unit, l.Doing, rolesOf(l.Turn), l.Actor, name, l.Cases, l.Oldest, today.Sub(l.Oldest)})
		}
		return nil
	})
	return lines, err
}
