package app

import (
	"context"
	"errors"
	"maps"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// NoticesWanted narrows a list of notices.
type NoticesWanted struct {
	State casework.NoticeState // "" is all
	Area  area.Code
	Kind  casework.Kind
	From  day.Date // posted on the day or later
	After string
	Limit int
}

// NoticeLine is a notice on a list.
type NoticeLine struct {
	store.NoticeLine
	Place string
	Left  int // days that it still hangs, today included
}

// NoticeList is a page of the list.
type NoticeList struct {
	Lines  []NoticeLine
	Next   string
	Counts map[casework.NoticeState]int64
	Today  day.Date
}

// Notices lists the notices that the actor sees anything of, the newest first.
// What has run its days is ended before.
func (d *Desk) Notices(ctx context.Context, wanted NoticesWanted) (list *NoticeList, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	if _, err := d.EndNotices(ctx); err != nil {
		return nil, err
	}
	list = &NoticeList{Today: d.clock.Today()}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		filter := store.NoticeFilter{State: wanted.State, Area: wanted.Area, Kind: wanted.Kind, From: wanted.From}
		lines, next, err := d.store.Notices(ctx, tx, filter, d.actor.Scope, wanted.After, PageOf{Limit: wanted.Limit}.limit())
		if err != nil {
			return err
		}
		list.Lines, list.Next = nil, next
		for i := range lines {
			l := NoticeLine{NoticeLine: lines[i], Left: lines[i].DaysLeft(list.Today)}
			if l.Place, err = d.placeName(ctx, tx, l.Area, l.Unit); err != nil {
				return err
			}
			list.Lines = append(list.Lines, l)
		}
		list.Counts, err = d.store.CountNotices(ctx, tx, d.actor.Scope)
		return err
	})
	return list, err
}

// NoticeWait is a place whose cases wait for a notice.
type NoticeWait struct {
	store.Waiting
	Place string
	Step  string // its name
	Level string
	Days  int
	Work  bool // working days
}

// waitingShown bounds the places listed: a town has some dozens of villages.
const waitingShown = 500

// WaitingNotices lists what waits for a notice, by village, kind and step.
func (d *Desk) WaitingNotices(ctx context.Context) (all []NoticeWait, err error) {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		found, err := d.store.WaitingForNotice(ctx, tx, d.actor.Scope, waitingShown)
		if err != nil {
			return err
		}
		for _, w := range found {
			step, _, err := d.noticeStep(ctx, tx, w.Digest, w.Step)
			if err != nil {
				return err
			}
			line := NoticeWait{Waiting: w, Step: step.Name, Level: step.Level, Days: step.Notice.Days, Work: step.Notice.Unit == "working"}
			if line.Place, err = d.placeName(ctx, tx, w.Area, w.Unit); err != nil {
				return err
			}
			all = append(all, line)
		}
		return nil
	})
	return all, err
}

// NoticeRowView is one row as the office sees it.
type NoticeRowView struct {
	casework.NoticeRow
	Number string // receipt number of the case
	Open   bool   // an objection waits for its answer
	Ended  bool   // the case ended meanwhile: strangers see the row no more
}

// NoticeView is one notice with a page of its rows.
type NoticeView struct {
	*casework.Notice
	Place      string
	StepName   string
	Rows       []NoticeRowView
	Next       int // serial behind which the next page begins, 0 at the end
	Total      int
	States     map[casework.RowState]int
	Ties       []casework.Tie
	Span       casework.NoticeSpan // of a draft: as if it were posted today
	Objections []casework.Objection
	Today      day.Date
	Left       int
	MayPost    bool
	MayJudge   bool
}

// rowsMost bounds the rows of a notice: more are several notices.
const rowsMost = 5000

// rowsShown is a page of rows.
const rowsShown = 200

// Notice shows a notice, its rows behind a serial, as they hang; those of a
// draft as they would hang if it were posted now.
func (d *Desk) Notice(ctx context.Context, of id.ID, after int) (view *NoticeView, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		n, err := d.store.Notice(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		view, err = d.noticeView(ctx, tx, n, after)
		return err
	})
	return view, err
}

func (d *Desk) noticeView(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, after int) (*NoticeView, error) {
	view := &NoticeView{Notice: n, Today: d.clock.Today(), States: map[casework.RowState]int{}}
	view.Left = n.DaysLeft(view.Today)
	covers := d.actor.Scope.CoversPlace(n.Area, n.Unit)
	view.MayPost, view.MayJudge = covers && d.actor.Can(identity.NoticePost), covers && d.actor.Can(identity.NoticeJudge)
	step, _, err := d.noticeStep(ctx, tx, n.Digest, n.Step)
	if err != nil {
		return nil, err
	}
	view.StepName = step.Name
	if view.Place, err = d.placeName(ctx, tx, n.Area, n.Unit); err != nil {
		return nil, err
	}
	rows, ties, err := d.rowsAsTheyHang(ctx, tx, n, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	view.Ties, view.Total = ties, len(rows)
	if n.State == casework.NoticeDraft {
		view.Span = n.Rule.Span(view.Today, d.Calendar())
	}
	for i := range rows {
		view.States[rows[i].State]++
		switch {
		case rows[i].Serial <= after:
		case len(view.Rows) < rowsShown:
			view.Rows = append(view.Rows, NoticeRowView{NoticeRow: rows[i]})
		case view.Next == 0:
			view.Next = view.Rows[rowsShown-1].Serial
		}
	}
	if view.Objections, _, err = d.store.Objections(ctx, tx, store.ObjectionFilter{Notice: n.ID}, d.actor.Scope, "", pageMost); err != nil {
		return nil, err
	}
	for i := range view.Objections {
		d.veil(&view.Objections[i])
	}
	return view, d.lookUpRows(ctx, tx, view)
}

// rowsAsTheyHang gives all rows of a notice within the scope with their cells:
// those of a draft are made now.
func (d *Desk) rowsAsTheyHang(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, scope identity.Scope) ([]casework.NoticeRow, []casework.Tie, error) {
	rows, err := d.store.NoticeRows(ctx, tx, n.ID, "", scope, 0, rowsMost)
	if err != nil || n.State != casework.NoticeDraft && (len(rows) == 0 || rows[0].Cells != nil) {
		return rows, nil, err
	}
	ties, err := d.fillCells(ctx, tx, n, rows)
	return rows, ties, err
}

// lookUpRows puts the receipt numbers of the cases and what waits beside the
// rows.
func (d *Desk) lookUpRows(ctx context.Context, tx *sqldb.Tx, view *NoticeView) error {
	ids := make([]id.ID, len(view.Rows))
	for i := range view.Rows {
		ids[i] = view.Rows[i].Case
	}
	cases, err := d.store.CasesByID(ctx, tx, ids, d.actor.Scope)
	if err != nil {
		return err
	}
	open := map[int]bool{}
	for i := range view.Objections {
		open[view.Objections[i].Serial] = open[view.Objections[i].Serial] || view.Objections[i].State == casework.ObjectionOpen
	}
	for i := range view.Rows {
		r := &view.Rows[i]
		r.Open = open[r.Serial]
		if c := cases[r.Case]; c != nil {
			r.Number, r.Ended = c.Number, c.State.Ended()
		}
	}
	return nil
}

// NoticePhoto opens the photo of the board.
func (d *Desk) NoticePhoto(ctx context.Context, of id.ID) (file *blob.File, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		file, err = d.store.NoticePhoto(ctx, tx, of, d.actor.Scope)
		return err
	})
	return file, err
}

// noticeToChange reads a notice that the actor may change: all of its place, in
// the version that the person had before the eyes, 0 for any.
func (d *Desk) noticeToChange(ctx context.Context, tx *sqldb.Tx, of id.ID, seen int64) (*casework.Notice, error) {
	n, err := d.store.Notice(ctx, tx, of, d.actor.Scope)
	switch {
	case err != nil:
		return nil, err
	case !d.actor.Scope.CoversPlace(n.Area, n.Unit):
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	case seen != 0 && seen != n.Version:
		return nil, problem.New(problem.Conflict, "casework.notice_changed")
	}
	return n, nil
}

// saveNotice writes the next version and its record.
func (d *Desk) saveNotice(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, name string, rows int, detail map[string]any) error {
	n.Version++
	n.Actor, n.Recorded = d.actor.Name, d.clock.Now()
	if err := d.store.SaveNotice(ctx, tx, n); err != nil {
		return err
	}
	return d.recordNotice(ctx, tx, n, name, rows, detail)
}

func (d *Desk) recordNotice(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, name string, rows int, detail map[string]any) error {
	all := map[string]any{"number": n.Number, "kind": n.Kind, "step": n.Step, "level": n.Level}
	maps.Copy(all, detail)
	return d.record(ctx, tx, act{name: name, noun: "notice", subject: n.ID, where: place{n.Area, n.Unit}, count: int64(rows), detail: all})
}

// noticeState refuses a change of a notice outside of states.
func noticeState(n *casework.Notice, states ...casework.NoticeState) error {
	if slices.Contains(states, n.State) {
		return nil
	}
	return problem.New(problem.Conflict, "casework.notice_not_now", "state", n.State)
}

// isNotFound tells a missing record from trouble.
func isNotFound(err error) bool {
	return problem.Is(err, problem.NotFound) || errors.Is(err, sqldb.ErrNoRow)
}
