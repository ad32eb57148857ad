package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// NoticePosting says that a list hangs.
type NoticePosting struct {
	Notice id.ID
	Seen   int64
	Photo  *blob.File // of the board, nil for none yet
}

// PostNotice posts a draft today: its rows stay as they hang from now on,
// whatever becomes of the files. Its days count from tomorrow; where the
// procedure asks for a photo of the board, from the day after the photo.
//
// Errors: Conflict when somebody posted it meanwhile, or a case has moved on;
// Invalid when the texts are not whole, or the photo is none.
func (d *Desk) PostNotice(ctx context.Context, order NoticePosting) (n *casework.Notice, err error) {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return nil, err
	}
	if err := isPhoto(order.Photo); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if n, err = d.noticeToChange(ctx, tx, order.Notice, order.Seen); err != nil {
			return err
		}
		if err := noticeState(n, casework.NoticeDraft); err != nil {
			return err
		}
		if err := n.Check(); err != nil {
			return err
		}
		rows, _, err := d.rowsAsTheyHang(ctx, tx, n, d.actor.Scope)
		if err != nil {
			return err
		}
		if n.Number, err = d.store.NoticeNumber(ctx, tx, d.clock.Today().Year()); err != nil {
			return err
		}
		n.State, n.Posted = casework.NoticePosted, d.clock.Today()
		if err := d.store.FixNoticeRows(ctx, tx, rows); err != nil {
			return err
		}
		if err := d.hang(ctx, tx, n, order.Photo, rows); err != nil {
			return err
		}
		return d.saveNotice(ctx, tx, n, "notice.post", len(rows), map[string]any{"until": n.Until})
	})
	return n, err
}

// PhotoNotice keeps the photo of the board. Where the procedure asks for it,
// the days count from the day after.
func (d *Desk) PhotoNotice(ctx context.Context, order NoticePosting) (n *casework.Notice, err error) {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return nil, err
	}
	if order.Photo == nil {
		return nil, problem.New(problem.Invalid, "casework.photo_missing")
	}
	if err := isPhoto(order.Photo); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if n, err = d.noticeToChange(ctx, tx, order.Notice, order.Seen); err != nil {
			return err
		}
		if err := noticeState(n, casework.NoticePosted); err != nil {
			return err
		}
		rows, err := d.store.NoticeRows(ctx, tx, n.ID, "", d.actor.Scope, 0, rowsMost)
		if err != nil {
			return err
		}
		if err := d.hang(ctx, tx, n, order.Photo, rows); err != nil {
			return err
		}
		return d.saveNotice(ctx, tx, n, "notice.photo", len(rows), map[string]any{"photo": n.Photo, "until": n.Until})
	})
	return n, err
}

// isPhoto refuses a document where a photo is asked for.
func isPhoto(file *blob.File) error {
	if file == nil {
		return nil
	}
	switch file.Type {
	case blob.JPEG, blob.PNG, blob.WebP, blob.HEIC:
		return nil
	}
	return problem.New(problem.Invalid, "casework.photo_type")
}

// hang lets the days of a posted notice count, once nothing is awaited.
func (d *Desk) hang(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, photo *blob.File, rows []casework.NoticeRow) error {
	if photo != nil {
		if err := d.store.AddAttachment(ctx, tx, photo, d.clock.Now()); err != nil {
			return err
		}
		n.Photo = photo.Digest
	}
	if !n.Until.IsZero() || n.Rule.Photo && n.Photo == "" {
		return nil
	}
	n.Starts = d.clock.Today()
	span := n.Rule.Span(n.Starts, d.Calendar())
	n.Until, n.Moved = span.Until, span.Moved
	ids := make([]id.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Case
	}
	return d.moveCases(ctx, tx, ids, casework.Act{Verb: casework.Post, Notice: n.ID, Until: n.Until})
}

// NoticeCancel takes a notice down before its days are over.
type NoticeCancel struct {
	Notice id.ID
	Seen   int64
	Reason string
	Anew   bool // draw the same list up again, to be put right and posted anew
}

// cancelReasonMost bounds the reason, in characters.
const cancelReasonMost = 500

// CancelNotice takes a notice down: a mistake in it can't be mended, since what
// hangs is not changed. Its cases wait for another notice; anew is that notice's
// draft, nil unless it was asked for. Rows under objection stay with it.
func (d *Desk) CancelNotice(ctx context.Context, order NoticeCancel) (anew *casework.Notice, err error) {
	if err := d.actor.Must(identity.NoticeJudge); err != nil {
		return nil, err
	}
	order.Reason = strings.TrimSpace(order.Reason)
	if n := utf8.RuneCountInString(order.Reason); n == 0 || n > cancelReasonMost {
		return nil, problem.New(problem.Invalid, "casework.cancel_reason", "most", cancelReasonMost)
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		anew = nil
		n, err := d.noticeToChange(ctx, tx, order.Notice, order.Seen)
		if err != nil {
			return err
		}
		cases, err := d.cancelNotice(ctx, tx, n, order.Reason)
		if err != nil || !order.Anew || len(cases) == 0 {
			return err
		}
		anew, err = d.draftAnew(ctx, tx, n, cases)
		return err
	})
	return anew, err
}

// cancelNotice takes a notice down and gives the cases that wait again.
func (d *Desk) cancelNotice(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, reason string) (free []id.ID, err error) {
	if err := noticeState(n, casework.NoticePosted); err != nil {
		return nil, err
	}
	rows, err := d.store.NoticeRows(ctx, tx, n.ID, "", d.actor.Scope, 0, rowsMost)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		if r.State != casework.RowPosted {
			continue
		}
		r.State = casework.RowTakenOff
		if err := d.store.SetNoticeRow(ctx, tx, r, casework.RowPosted); err != nil {
			return nil, err
		}
		free = append(free, r.Case)
	}
	if n.Counts() {
		posted, err := d.stillPosted(ctx, tx, free)
		if err != nil {
			return nil, err
		}
		free = posted
		if err := d.moveCases(ctx, tx, free, casework.Act{Verb: casework.TakeDown, Notice: n.ID, Reason: reason}); err != nil {
			return nil, err
		}
	}
	n.State, n.Reason = casework.NoticeCancelled, reason
	return free, d.saveNotice(ctx, tx, n, "notice.cancel", len(free), nil)
}

// draftAnew draws a list of some cases of a notice up again, with its texts.
func (d *Desk) draftAnew(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, cases []id.ID) (*casework.Notice, error) {
	anew, err := d.draftNotice(ctx, tx, NoticeOrder{Area: n.Area, Unit: n.Unit, Kind: n.Kind, Digest: n.Digest, Step: n.Step, Cases: cases, Before: n.ID})
	if err != nil {
		return nil, err
	}
	anew.NoticeText = n.NoticeText
	return anew, d.saveNotice(ctx, tx, anew, "notice.edit", len(cases), nil)
}
