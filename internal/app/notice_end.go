package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// program is who acts when the days of a notice are over: nobody.
var program = identity.Actor{Name: "songnuan", Scope: identity.Everything}

// endsAtOnce bounds the notices that one look ends; the next look goes on.
const endsAtOnce = 50

// EndNotices ends every notice whose last day is past: its rows pass, unless
// somebody objected, and strangers see it no more. It gives how many it ended.
// Each ends in a transaction of its own, so that it may break off anywhere and
// run beside itself. The runner does it every some minutes, and so does who
// opens the list.
func (a *App) EndNotices(ctx context.Context) (ended int, err error) {
	d := a.As(program)
	var due []id.ID
	err = a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		due, err = a.store.DueNotices(ctx, tx, a.clock.Today(), endsAtOnce)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, of := range due {
		done := false
		err := a.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
			done, err = d.endNotice(ctx, tx, of)
			return err
		})
		if err != nil {
			return ended, err
		}
		if done {
			ended++
		}
	}
	return ended, nil
}

// endNotice ends one notice if it is still to be ended.
func (d *Desk) endNotice(ctx context.Context, tx *sqldb.Tx, of id.ID) (bool, error) {
	n, err := d.store.Notice(ctx, tx, of, identity.Everything)
	if err != nil || !n.Counts() || !d.clock.Today().After(n.Until) {
		return false, err
	}
	if open, err := d.store.OpenObjections(ctx, tx, n.ID, 0); err != nil || open > 0 {
		return false, err // against the list as a whole: nothing passes before the answer
	}
	rows, err := d.store.NoticeRows(ctx, tx, n.ID, "", identity.Everything, 0, rowsMost)
	if err != nil {
		return false, err
	}
	var cases []id.ID
	for i := range rows {
		if rows[i].State == casework.RowPosted {
			cases = append(cases, rows[i].Case)
		}
	}
	posted, err := d.stillPosted(ctx, tx, cases)
	if err != nil {
		return false, err
	}
	if err := d.moveCases(ctx, tx, posted, casework.Act{Verb: casework.NoticeOver, Notice: n.ID}); err != nil {
		return false, err
	}
	passed := map[id.ID]bool{}
	for _, of := range posted {
		passed[of] = true
	}
	for i := range rows {
		r := &rows[i]
		if r.State != casework.RowPosted {
			continue
		}
		if r.State = casework.RowTakenOff; passed[r.Case] { // else the case ended meanwhile
			r.State = casework.RowPassed
		}
		if err := d.store.SetNoticeRow(ctx, tx, r, casework.RowPosted); err != nil {
			return false, err
		}
	}
	n.State = casework.NoticeEnded
	return true, d.saveNotice(ctx, tx, n, "notice.over", len(posted), map[string]any{"until": n.Until})
}
