package app

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// stranger is who reads the public page: somebody without an account. What he
// sees is what hangs on the wall anyway; the methods here show no more.
var stranger = identity.Actor{Name: "public", Scope: identity.Everything}

const (
	publicShown    = 30  // notices on a page
	publicRows     = 500 // rows on a page
	publicVillages = 2000
)

// PublicWanted narrows the list that strangers see: by village and date, and by
// nothing of a person.
type PublicWanted struct {
	Village area.Code
	From    day.Date // posted on the day or later
	After   string
}

// PublicList is a page of the notices that hang today.
type PublicList struct {
	Notices  []PublicLine
	Next     string
	Villages []area.Area // that have a notice
}

// PublicLine is one of them.
type PublicLine struct {
	Number, Title, Place string
	Posted, Until        day.Date
	Rows                 int64
	Left                 int
}

// PublicNotices lists the notices that hang today, to anybody.
func (a *App) PublicNotices(ctx context.Context, wanted PublicWanted) (list *PublicList, err error) {
	d, today := a.As(stranger), a.clock.Today()
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		list = &PublicList{}
		filter := store.NoticeFilter{Area: wanted.Village, From: wanted.From, Hangs: today}
		lines, next, err := a.store.Notices(ctx, tx, filter, identity.Everything, wanted.After, publicShown)
		if err != nil {
			return err
		}
		list.Next = next
		for i := range lines {
			n := &lines[i]
			line := PublicLine{Number: n.Number, Title: n.Title, Posted: n.Posted, Until: n.Until, Rows: n.Rows, Left: n.DaysLeft(today)}
			if line.Place, err = d.placeName(ctx, tx, n.Area, n.Unit); err != nil {
				return err
			}
			list.Notices = append(list.Notices, line)
		}
		codes, err := a.store.PublicVillages(ctx, tx, today, identity.Everything, publicVillages)
		for _, code := range codes {
			name, err := d.placeName(ctx, tx, code, "")
			if err != nil {
				return err
			}
			list.Villages = append(list.Villages, area.Area{Code: code, Name: name})
		}
		return err
	})
	return list, err
}

// PublicNotice is one notice as it hangs.
type PublicNotice struct {
	Number string
	casework.NoticeText
	Kind          casework.Kind
	Level         string
	Place         string
	Posted, Until day.Date
	Left          int
	Days          int
	Working       bool
	Answer        casework.Limit
	Fields        []string
	Rows          []PublicRow
	Next          int // serial behind which the next page begins, 0 at the end
	id            id.ID
}

// PublicRow is one line of it.
type PublicRow struct {
	Serial int
	Cells  []string
}

// PublicNotice shows a notice to anybody, while it hangs.
//
// Errors: NotFound, with the key casework.notice_gone when it did hang.
func (a *App) PublicNotice(ctx context.Context, number string, after int) (shown *PublicNotice, err error) {
	d := a.As(stranger)
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		n, err := d.hanging(ctx, tx, number)
		if err != nil {
			return err
		}
		shown = &PublicNotice{Number: n.Number, NoticeText: n.NoticeText, Kind: n.Kind, Level: n.Level, Posted: n.Posted, Until: n.Until, Left: n.DaysLeft(a.clock.Today()),
			Days: n.Rule.Days, Working: n.Rule.Unit == "working", Answer: n.Rule.Answer, Fields: n.Rule.Shown(), id: n.ID}
		if shown.Place, err = d.placeName(ctx, tx, n.Area, n.Unit); err != nil {
			return err
		}
		rows, err := a.store.HangingRows(ctx, tx, n.ID, identity.Everything, after, publicRows+1)
		if err != nil {
			return err
		}
		for i := range rows {
			if i == publicRows {
				shown.Next = rows[i-1].Serial
				break
			}
			shown.Rows = append(shown.Rows, PublicRow{rows[i].Serial, rows[i].Cells})
		}
		return nil
	})
	return shown, err
}

// hanging gives a notice that strangers may read today.
func (d *Desk) hanging(ctx context.Context, tx *sqldb.Tx, number string) (*casework.Notice, error) {
	n, err := d.store.NoticeByNumber(ctx, tx, strings.ToUpper(strings.TrimSpace(number)), identity.Everything)
	if err != nil {
		return nil, err
	}
	if n.Hangs(d.clock.Today()) {
		return n, nil
	}
	if n.Until.IsZero() {
		return nil, problem.New(problem.NotFound, "casework.no_notice")
	}
	return nil, problem.New(problem.NotFound, "casework.notice_gone")
}

// PublicObject takes an objection from the public page and gives its receipt:
// its number, and by when it is answered.
func (a *App) PublicObject(ctx context.Context, number string, order ObjectionOrder) (o *casework.Objection, err error) {
	d := a.As(stranger)
	order.public = true
	err = a.store.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := d.hanging(ctx, tx, number)
		if err != nil {
			return err
		}
		o, err = d.takeObjection(ctx, tx, n, order, identity.Everything)
		return err
	})
	return o, err
}

// PublicAnswer is how an objection stands, for who holds its receipt. It says
// nothing of the household.
type PublicAnswer struct {
	Title    string
	Number   string
	Serial   int
	State    casework.ObjectionState
	Received day.Date
	Due      day.Date
	Settled  day.Date
	Answer   string
	Phone    string
}

// PublicObjection tells how an objection stands. A number that is none and one
// that nobody has been given get the same answer: NotFound.
func (a *App) PublicObjection(ctx context.Context, receipt string) (answer *PublicAnswer, err error) {
	none := problem.New(problem.NotFound, "casework.no_receipt")
	parsed, bad := casework.ParseReceipt(receipt)
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		o, err := a.store.ObjectionByReceipt(ctx, tx, parsed) // looked up even when it is none: both take as long
		if bad != nil || problem.Is(err, problem.NotFound) {
			return none
		}
		if err != nil {
			return err
		}
		n, err := a.store.Notice(ctx, tx, o.Notice, identity.Everything)
		if err != nil {
			return err
		}
		answer = &PublicAnswer{Title: n.Title, Number: n.Number, Serial: o.Serial, State: o.State, Received: o.Received, Due: o.Due, Settled: o.Settled, Answer: o.Answer, Phone: n.Phone}
		return nil
	})
	return answer, err
}
