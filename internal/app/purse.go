package app

import (
	"context"
	"strconv"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// signed is the actor, now, as rows of money are signed.
func (d *Desk) signed() store.Signed { return store.Signed{Actor: d.actor.Name, At: d.clock.Now()} }

// AddPurse opens a purse for a year. It is kept at a place that lies wholly
// within the actor's scope.
//
// Errors: Invalid; Forbidden outside the scope; Conflict when the place has one
// of the name in the year.
func (d *Desk) AddPurse(ctx context.Context, p fund.Purse) (*fund.Purse, error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	p.ID, p.Version, p.Closed = d.ids(), 1, day.Date{}
	if err := p.Check(); err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(p.Area, p.Unit) {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	return &p, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.AddPurse(ctx, tx, &p, d.signed()); err != nil {
			return err
		}
		return d.recordPurse(ctx, tx, "purse.add", &p, purseDetail{Name: p.Name, Year: p.Year})
	})
}

// purseDetail is what the record says of an act on a purse: no giver, no reason.
type purseDetail struct {
	Name  string    `json:"name,omitempty"`
	Year  int       `json:"year,omitempty"`
	Fen   money.Fen `json:"fen,omitempty"`
	Entry id.ID     `json:"entry,omitempty"`
	Line  id.ID     `json:"line,omitempty"`
	Other id.ID     `json:"other,omitempty"`
}

func (d *Desk) recordPurse(ctx context.Context, tx *sqldb.Tx, name string, p *fund.Purse, detail purseDetail) error {
	return d.record(ctx, tx, act{name: name, noun: "purse", subject: p.ID, where: place{p.Area, p.Unit}, count: 1, detail: detail})
}

// purseToMove is a purse that lies wholly within the scope, whose money may be
// moved on a day.
func (d *Desk) purseToMove(ctx context.Context, tx *sqldb.Tx, of id.ID, what string, on day.Date) (*fund.Purse, error) {
	p, err := d.store.Purse(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(p.Area, p.Unit) {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	if on.After(d.clock.Today()) {
		return nil, problem.New(problem.Invalid, "fund.day_ahead")
	}
	return p, p.May(what, on)
}

// PurseEdit changes what is said of a purse, not its money.
type PurseEdit struct {
	Purse   id.ID
	Version int
	Name    string
	Holder  string
	Kind    string
	Earmark []string
	Carry   bool
	Close   bool // nothing moves in it from today on
}

// EditPurse changes a purse. It is closed only when nothing is promised or on
// its way. Errors: Conflict when somebody changed it since, or money is out.
func (d *Desk) EditPurse(ctx context.Context, order PurseEdit) (p *fund.Purse, err error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if p, err = d.store.Purse(ctx, tx, order.Purse, d.actor.Scope); err != nil {
			return err
		}
		switch {
		case !d.actor.Scope.CoversPlace(p.Area, p.Unit):
			return problem.New(problem.Forbidden, "app.outside_scope")
		case order.Version != 0 && order.Version != p.Version:
			return problem.New(problem.Conflict, "fund.purse_changed")
		}
		p.Name, p.Holder, p.Kind, p.Earmark, p.Carry = order.Name, order.Holder, order.Kind, order.Earmark, order.Carry
		if err := d.closePurse(ctx, tx, p, order.Close); err != nil {
			return err
		}
		p.Version++
		if err := p.Check(); err != nil {
			return err
		}
		if err := d.store.SavePurse(ctx, tx, p, d.signed()); err != nil {
			return err
		}
		return d.recordPurse(ctx, tx, "purse.edit", p, purseDetail{Name: p.Name})
	})
	return p, err
}

func (d *Desk) closePurse(ctx context.Context, tx *sqldb.Tx, p *fund.Purse, shut bool) error {
	if !shut || !p.Closed.IsZero() { // what is closed stays so
		return nil
	}
	balances, err := d.store.Balances(ctx, tx, p.ID, d.actor.Scope)
	if err != nil {
		return err
	}
	if s := balances.Standing(p.ID, "", ""); s.Promised > 0 || s.Sent > 0 {
		return problem.New(problem.Conflict, "fund.purse_busy", "promised", s.Promised, "sent", s.Sent)
	}
	p.Closed = d.clock.Today()
	return nil
}

// PurseView is a purse with what stands in it.
type PurseView struct {
	*fund.Purse
	fund.Standing
	Place string // name of the area that keeps it
	May   bool   // the actor may move its money
}

// LineView is a budget line with what stands in it.
type LineView struct {
	*fund.Line
	fund.Standing
	Campaign string // its title
}

func (d *Desk) viewPurse(ctx context.Context, tx *sqldb.Tx, p *fund.Purse) (*PurseView, fund.Balances, error) {
	balances, err := d.store.Balances(ctx, tx, p.ID, d.actor.Scope)
	if err != nil {
		return nil, nil, err
	}
	v := &PurseView{Purse: p, Standing: balances.Standing(p.ID, "", ""), May: d.actor.Can(identity.FundKeep) && d.actor.Scope.CoversPlace(p.Area, p.Unit)}
	if p.Area != "" {
		v.Place, err = d.villageName(ctx, tx, p.Area)
	} else {
		v.Place, err = d.unitName(ctx, tx, p.Unit)
	}
	return v, balances, err
}

// Purses gives a page of the purses within the scope, of the latest years first;
// year 0 is all.
func (d *Desk) Purses(ctx context.Context, year int, page PageOf) (views []*PurseView, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		views, next = nil, ""
		all, err := d.store.Purses(ctx, tx, year, d.actor.Scope, page.After, page.Limit+1)
		if err != nil {
			return err
		}
		if len(all) > page.Limit {
			all = all[:page.Limit]
			last := all[page.Limit-1]
			next = strconv.Itoa(last.Year) + " " + string(last.ID)
		}
		for _, p := range all {
			v, _, err := d.viewPurse(ctx, tx, p)
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		return nil
	})
	return views, next, err
}

// PurseDetail is a purse with its lines and what came in.
type PurseDetail struct {
	*PurseView
	Lines   []LineView
	Incomes []*fund.Income // a giver who may be a person is a mask
}

// incomesShown bounds the list of what came in.
const incomesShown = 200

// personMost is how many characters a person's name has at most, as far as a
// list can tell it from a body's.
const personMost = 4

// giverShown masks a donor who may be a person.
func giverShown(name string) string {
	if utf8.RuneCountInString(name) <= personMost {
		return personal.NewName(name).String()
	}
	return personal.HideNumbers(name)
}

// PurseOf gives a purse within the scope.
func (d *Desk) PurseOf(ctx context.Context, of id.ID) (view *PurseDetail, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.Purse(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		v, balances, err := d.viewPurse(ctx, tx, p)
		if err != nil {
			return err
		}
		view, err = d.purseDetail(ctx, tx, v, balances)
		return err
	})
	return view, err
}
