package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// NoticeOrder asks for a list to be drawn up.
type NoticeOrder struct {
	Area   area.Code // a village, or a town for one list over its villages
	Unit   string    // path
	Kind   casework.Kind
	Digest string // of the version of the procedure
	Step   string
	Cases  []id.ID // those to take; nil is all that wait
	Before id.ID   // the notice that it follows, "" for none
	Form   string  // key of the form: sent again, it gives the notice it gave before
}

// DraftNotice draws a list up of the cases that wait at a notice step. Nothing
// hangs yet; the cases are bound to the list, so that two clerks draw up two
// different ones.
//
// Errors: Conflict when none waits, or another list has one of the cases.
func (d *Desk) DraftNotice(ctx context.Context, order NoticeOrder) (n *casework.Notice, err error) {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(order.Area, order.Unit) {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if order.Form != "" {
			known, err := d.store.NoticeOfForm(ctx, tx, order.Form, d.actor.Scope)
			if err != nil || known != nil {
				n = known
				return err
			}
		}
		n, err = d.draftNotice(ctx, tx, order)
		return err
	})
	return n, err
}

// draftNotice is DraftNotice inside a transaction.
func (d *Desk) draftNotice(ctx context.Context, tx *sqldb.Tx, order NoticeOrder) (*casework.Notice, error) {
	step, profile, err := d.noticeStep(ctx, tx, order.Digest, order.Step)
	if err != nil {
		return nil, err
	}
	cases, err := d.store.CasesForNotice(ctx, tx, store.Waiting{Area: order.Area, Unit: order.Unit, Kind: order.Kind, Digest: order.Digest, Step: order.Step}, d.actor.Scope, rowsMost)
	if err != nil {
		return nil, err
	}
	if order.Cases != nil {
		cases = slices.DeleteFunc(cases, func(of id.ID) bool { return !slices.Contains(order.Cases, of) })
	}
	if len(cases) == 0 || order.Cases != nil && len(cases) < len(order.Cases) {
		return nil, problem.New(problem.Conflict, "casework.none_waits")
	}
	n := &casework.Notice{ID: d.ids(), Kind: order.Kind, Profile: profile.ID, Digest: order.Digest, Step: order.Step, Level: step.Level, Area: order.Area, Unit: order.Unit,
		Rule: *step.Notice, Before: order.Before, State: casework.NoticeDraft, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: 1}
	if n.Rule, err = d.underPlans(ctx, tx, n); err != nil {
		return nil, err
	}
	if n.NoticeText, err = d.proposeText(ctx, tx, n, profile); err != nil {
		return nil, err
	}
	if err := d.store.AddNotice(ctx, tx, n, order.Form); err != nil {
		return nil, err
	}
	if err := d.addRows(ctx, tx, n, cases); err != nil {
		return nil, err
	}
	return n, d.recordNotice(ctx, tx, n, "notice.draft", len(cases), nil)
}

// addRows puts cases on a draft, in their order.
func (d *Desk) addRows(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, cases []id.ID) error {
	known, err := d.store.CasesByID(ctx, tx, cases, d.actor.Scope)
	if err != nil {
		return err
	}
	rows := make([]casework.NoticeRow, 0, len(cases))
	for i, of := range cases {
		c := known[of]
		if c == nil {
			return problem.New(problem.Conflict, "casework.none_waits")
		}
		rows = append(rows, casework.NoticeRow{Notice: n.ID, Serial: i + 1, Case: of, Household: c.Household, Area: c.Area, Unit: c.Unit, State: casework.RowPosted})
	}
	return d.store.AddNoticeRows(ctx, tx, rows)
}

// proposeText fills in what stands around the list, for the clerk to change. It
// takes over what the last notice before it said of office and phone.
func (d *Desk) proposeText(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, p *casework.Profile) (t casework.NoticeText, err error) {
	name, err := d.placeName(ctx, tx, n.Area, n.Unit)
	if err != nil {
		return t, err
	}
	const lang = locale.Chinese // what hangs on the wall is Chinese
	t = casework.NoticeText{Title: text(lang, "poster.title", "place", name, "kind", n.Kind), Basis: noticeBasis(p, n), Office: name}
	earlier, _, err := d.store.Notices(ctx, tx, store.NoticeFilter{Area: n.Area}, d.actor.Scope, "", 1)
	if err == nil && len(earlier) > 0 {
		last := earlier[0]
		t.Phone, t.Address = last.Phone, last.Address
		if last.Area == n.Area {
			t.Office, t.Board = firstOf(last.Office, t.Office), last.Board
		}
	}
	return t, err
}

// noticeBasis names the rules that the notice is posted by: those of its step
// that a law or a document holds, else the procedure itself.
func noticeBasis(p *casework.Profile, n *casework.Notice) string {
	const lang = locale.Chinese
	var names []string
	step, _ := p.Step(n.Step)
	for _, s := range slices.Concat(step.Sources, n.Rule.Sources) {
		if (s.Sure == "law" || s.Sure == "seen") && s.Place != "" && !slices.Contains(names, s.Place) {
			names = append(names, s.Place)
		}
	}
	if len(names) == 0 {
		names = []string{p.Title}
	}
	return text(lang, "poster.basis", "sources", strings.Join(names, text(lang, "poster.basis_between")))
}

// NoticeEdit is what a clerk settles of a draft.
type NoticeEdit struct {
	Texts casework.NoticeText
	Keep  []int // serials of the rows between First and Last that stay; nil is all
	First int
	Last  int
	Seen  int64
}

// EditNotice changes a draft: its texts, and which of its rows stay. What is
// left out waits for another notice.
func (d *Desk) EditNotice(ctx context.Context, of id.ID, edit NoticeEdit) (n *casework.Notice, err error) {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return nil, err
	}
	if err := edit.Texts.Check(); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if n, err = d.noticeToChange(ctx, tx, of, edit.Seen); err != nil {
			return err
		}
		if err := noticeState(n, casework.NoticeDraft); err != nil {
			return err
		}
		n.NoticeText = edit.Texts
		rows, err := d.keepRows(ctx, tx, n, edit)
		if err != nil {
			return err
		}
		return d.saveNotice(ctx, tx, n, "notice.edit", rows, nil)
	})
	return n, err
}

// keepRows leaves rows out of a draft and numbers the rest anew; it gives how
// many stay.
func (d *Desk) keepRows(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, edit NoticeEdit) (int, error) {
	rows, err := d.store.NoticeRows(ctx, tx, n.ID, "", d.actor.Scope, 0, rowsMost)
	if err != nil || edit.Keep == nil {
		return len(rows), err
	}
	var cases []id.ID
	for i := range rows {
		serial := rows[i].Serial
		if serial < edit.First || serial > edit.Last || slices.Contains(edit.Keep, serial) {
			cases = append(cases, rows[i].Case)
		}
	}
	switch {
	case len(cases) == 0:
		return 0, problem.New(problem.Invalid, "casework.no_rows")
	case len(cases) == len(rows):
		return len(rows), nil
	}
	if err := d.store.DropNoticeRows(ctx, tx, n.ID); err != nil {
		return 0, err
	}
	return len(cases), d.addRows(ctx, tx, n, cases)
}

// DropNotice takes a draft away; its cases wait again.
func (d *Desk) DropNotice(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := d.noticeToChange(ctx, tx, of, 0)
		if err != nil {
			return err
		}
		if err := noticeState(n, casework.NoticeDraft); err != nil {
			return err
		}
		if err := d.store.DropNoticeRows(ctx, tx, n.ID); err != nil {
			return err
		}
		n.State = casework.NoticeCancelled
		return d.saveNotice(ctx, tx, n, "notice.drop", 0, nil)
	})
}
