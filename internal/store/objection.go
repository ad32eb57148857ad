package store

import (
	"context"
	"errors"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const objectionColumns = `o.id, o.notice, o.line, o.casework, o.area, o.unit, o.public, o.named, o.received, o.due, o.state, o.settled, o.actor, o.recorded, o.version, o.sealed`

func (s *Store) scanObjection(row *sqldb.Row) (o casework.Objection, err error) {
	var public, named int64
	var received, due, settled string
	var sealed []byte
	if err := row.Scan(&o.ID, &o.Notice, &o.Serial, &o.Case, &o.Area, &o.Unit, &public, &named, &received, &due, &o.State, &settled, &o.Actor, &o.Recorded, &o.Version, &sealed); err != nil {
		return o, err
	}
	o.Public, o.Named = public == 1, named == 1
	o.Received, o.Due, o.Settled = dateOf(&received), untilOf(due), dateOf(&settled)
	return o, s.unsealJSON(personal.ForObjection, sealed, &o.ObjectionText)
}

// AddObjection writes a new objection; form tells the form that it came with
// from all others, "" for none.
func (s *Store) AddObjection(ctx context.Context, tx *sqldb.Tx, o *casework.Objection, form string) error {
	sealed, err := s.sealJSON(personal.ForObjection, o.ObjectionText)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO objection (id, notice, line, casework, area, unit, receipt, form, public, named, received, due, state, settled, actor, recorded, version, sealed) VALUES (`+sqldb.Marks(18)+`)`,
		string(o.ID), string(o.Notice), o.Serial, string(o.Case), string(o.Area), o.Unit, s.digest(personal.ForObjection, o.Receipt), s.digest(personal.ForObjection, form),
		flag(o.Public), flag(o.Named), o.Received.String(), until(o.Due), string(o.State), o.Settled.String(), o.Actor, string(o.Recorded), o.Version, sealed)
	return err
}

// SaveObjection writes the answer. problem.Conflict when somebody answered
// meanwhile.
func (s *Store) SaveObjection(ctx context.Context, tx *sqldb.Tx, o *casework.Objection) error {
	sealed, err := s.sealJSON(personal.ForObjection, o.ObjectionText)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE objection SET state = ?, settled = ?, actor = ?, recorded = ?, version = ?, sealed = ? WHERE id = ? AND version = ? AND state = 'open'`,
		string(o.State), o.Settled.String(), o.Actor, string(o.Recorded), o.Version, sealed, string(o.ID), o.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "casework.objection_settled")
	}
	return err
}

// Objection gives an objection within the scope. problem.NotFound when there is
// none.
func (s *Store) Objection(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*casework.Objection, error) {
	where, args := scopeWhere("o", scope)
	return s.oneObjection(tx.Row(ctx, `SELECT `+objectionColumns+` FROM objection o WHERE o.id = ? AND `+where, append([]any{string(of)}, args...)...))
}

func (s *Store) oneObjection(row *sqldb.Row) (*casework.Objection, error) {
	o, err := s.scanObjection(row)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "casework.no_objection")
	}
	return &o, err
}

// ObjectionByReceipt gives the objection of a receipt number to who holds it.
// problem.NotFound when there is none.
func (s *Store) ObjectionByReceipt(ctx context.Context, tx *sqldb.Tx, receipt string) (*casework.Objection, error) {
	return s.oneObjection(tx.Row(ctx, `SELECT `+objectionColumns+` FROM objection o WHERE o.receipt = ?`, s.digest(personal.ForObjection, receipt)))
}

// ObjectionOfForm gives the objection that came with a form before, nil for
// none.
func (s *Store) ObjectionOfForm(ctx context.Context, tx *sqldb.Tx, form string) (*casework.Objection, error) {
	o, err := s.oneObjection(tx.Row(ctx, `SELECT `+objectionColumns+` FROM objection o WHERE o.form = ?`, s.digest(personal.ForObjection, form)))
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	return o, err
}

// ObjectionFilter narrows a list of objections; "" does not.
type ObjectionFilter struct {
	Notice id.ID
	State  casework.ObjectionState
	Late   day.Date // to be answered before the day
}

// Objections gives a page of objections within the scope, what is to be answered
// first before the rest; next is "" at the end.
func (s *Store) Objections(ctx context.Context, tx *sqldb.Tx, f ObjectionFilter, scope identity.Scope, after string, limit int) (page []casework.Objection, next string, err error) {
	where, args := scopeWhere("o", scope)
	more := func(clause string, values ...any) {
		where += clause
		args = append(args, values...)
	}
	if f.Notice != "" {
		more(` AND o.notice = ?`, string(f.Notice))
	}
	if f.State != "" {
		more(` AND o.state = ?`, string(f.State))
	}
	if !f.Late.IsZero() {
		more(` AND o.due < ?`, f.Late.String())
	}
	if after != "" {
		due, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		more(` AND (o.due, o.id) > (?, ?)`, due, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+objectionColumns+` FROM objection o WHERE `+where+` ORDER BY o.due, o.id LIMIT ?`, append(args, limit+1)...), s.scanObjection)
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(until(page[limit-1].Due), string(page[limit-1].ID))
	}
	return page, next, err
}

// OpenObjections counts the objections against a row of a notice that have no
// answer yet; serial 0 counts those against the notice as a whole.
func (s *Store) OpenObjections(ctx context.Context, tx *sqldb.Tx, notice id.ID, serial int) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM objection WHERE notice = ? AND line = ? AND state = 'open'`, string(notice), serial).Scan(&n)
	return n, err
}
