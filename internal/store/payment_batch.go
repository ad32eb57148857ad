package store

import (
	"context"
	"errors"
	"fmt"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const paymentColumns = `id, number, campaign, title, method, template, area, unit, state, rows, fen, follows, made, actor, recorded, version`

func scanPayment(row *sqldb.Row) (*fund.Batch, error) {
	b := &fund.Batch{}
	var made string
	err := row.Scan(&b.ID, &b.Number, &b.Campaign, &b.Title, &b.Method, &b.Template, &b.Area, &b.Unit, &b.State, &b.Count, &b.Fen, &b.Follows, &made, &b.Actor, &b.Recorded, &b.Version)
	b.Made = dateOf(&made)
	return b, err
}

// PaymentNumber is the next free number of a batch: FF-2027-000123.
func (s *Store) PaymentNumber(ctx context.Context, tx *sqldb.Tx, year int) (string, error) {
	var last int64
	prefix := fmt.Sprintf("FF-%04d-", year)
	err := tx.Row(ctx, `SELECT COALESCE(MAX(CAST(SUBSTR(number, 9) AS BIGINT)), 0) FROM payment_batch WHERE number >= ? AND number < ?`, prefix, prefix+"~").Scan(&last)
	return fmt.Sprintf("%s%06d", prefix, last+1), err
}

// AddPayment writes a new batch with its rows.
func (s *Store) AddPayment(ctx context.Context, tx *sqldb.Tx, b *fund.Batch) error {
	if _, err := tx.Exec(ctx, `INSERT INTO payment_batch (`+paymentColumns+`) VALUES (`+sqldb.Marks(16)+`)`,
		string(b.ID), b.Number, string(b.Campaign), b.Title, string(b.Method), b.Template, string(b.Area), b.Unit, string(b.State), int64(len(b.Rows)), int64(b.Fen), string(b.Follows),
		b.Made.String(), b.Actor, string(b.Recorded), b.Version); err != nil {
		return err
	}
	return s.addPaymentRows(ctx, tx, b)
}

// SavePayment writes how a batch stands over the version before it.
// problem.Conflict when somebody acted since.
func (s *Store) SavePayment(ctx context.Context, tx *sqldb.Tx, b *fund.Batch) error {
	rows, err := tx.Exec(ctx, `UPDATE payment_batch SET title = ?, template = ?, state = ?, rows = ?, fen = ?, recorded = ?, version = ? WHERE id = ? AND version = ?`,
		b.Title, b.Template, string(b.State), b.Count, int64(b.Fen), string(b.Recorded), b.Version, string(b.ID), b.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "fund.batch_changed")
	}
	return err
}

// Payment gives a batch within the scope, with what was done to it and without
// its rows. problem.NotFound when there is none.
func (s *Store) Payment(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*fund.Batch, error) {
	where, args := scopeWhere("b", scope)
	b, err := scanPayment(tx.Row(ctx, `SELECT `+prefixed("b", paymentColumns)+` FROM payment_batch b WHERE b.id = ? AND `+where, append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "fund.no_batch")
	}
	if err != nil {
		return nil, err
	}
	b.Acts, err = s.paymentActs(ctx, tx, b.ID)
	return b, err
}

// PaymentFilter says which batches are wanted; what is empty wants all.
type PaymentFilter struct {
	Campaign id.ID
	State    fund.State
	Follows  id.ID // batches that take up what this one did not pay
}

// Payments gives a page of the batches within the scope, the latest first, below
// an id.
func (s *Store) Payments(ctx context.Context, tx *sqldb.Tx, f PaymentFilter, scope identity.Scope, after string, limit int) ([]*fund.Batch, error) {
	where, args := scopeWhere("b", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("b", paymentColumns)+` FROM payment_batch b
		WHERE (? = '' OR b.campaign = ?) AND (? = '' OR b.state = ?) AND (? = '' OR b.follows = ?) AND (? = '' OR b.id < ?) AND `+where+` ORDER BY b.id DESC LIMIT ?`,
		append(append([]any{string(f.Campaign), string(f.Campaign), string(f.State), string(f.State), string(f.Follows), string(f.Follows), after, after}, args...), limit)...), scanPayment)
}

// AddPaymentFile notes a file of a batch by its digest; there is false for one
// that was taken before.
func (s *Store) AddPaymentFile(ctx context.Context, tx *sqldb.Tx, batch id.ID, way, digest string, round int, control fund.Figure, by Signed) (fresh bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO payment_file (batch, way, digest, round, rows, fen, actor, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(batch), way, digest, int64(round), control.Rows, int64(control.Fen), by.Actor, string(by.At))
	return rows == 1, err
}

// PaymentFile is a file that went to the bank, came back from it, or the signed
// sheet.
type PaymentFile struct {
	Way    string // out, back, sheet
	Digest string
	Round  int
	fund.Figure
	Signed
}

// PaymentFiles gives the files of a batch, after Payment, which is scoped.
func (s *Store) PaymentFiles(ctx context.Context, tx *sqldb.Tx, batch id.ID) ([]PaymentFile, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT way, digest, round, rows, fen, actor, recorded FROM payment_file WHERE batch = ? ORDER BY recorded, way, digest`, string(batch)), func(row *sqldb.Row) (f PaymentFile, err error) {
		var round int64
		err = row.Scan(&f.Way, &f.Digest, &round, &f.Rows, &f.Fen, &f.Actor, &f.At)
		f.Round = int(round)
		return f, err
	})
}

// PaymentBands gives how many approvals an amount takes in a place on a day: the
// bands of the nearest place at or above it that has any, as of the latest day
// they were set, the smallest amount first.
func (s *Store) PaymentBands(ctx context.Context, tx *sqldb.Tx, where area.Code, on day.Date) ([]fund.Band, error) {
	places := append(areasAbove(identity.Scope{Areas: []area.Code{where}}), string(where), "")
	args := []any{on.String()}
	for _, one := range places {
		args = append(args, one)
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT b.up_to, b.approvals FROM payment_band b JOIN (
			SELECT area, MAX(starts) AS starts FROM payment_band WHERE starts <= ? AND area IN (`+sqldb.Marks(len(places))+`) GROUP BY area ORDER BY area DESC LIMIT 1) last
		ON last.area = b.area AND last.starts = b.starts ORDER BY CASE WHEN b.up_to = 0 THEN 1 ELSE 0 END, b.up_to`, args...), func(row *sqldb.Row) (band fund.Band, err error) {
		var approvals int64
		err = row.Scan(&band.UpTo, &approvals)
		band.Approvals = int(approvals)
		return band, err
	})
}

// EntryNames gives the names on the roster of who some dues are for, by subject,
// within the scope.
func (s *Store) EntryNames(ctx context.Context, tx *sqldb.Tx, campaign id.ID, dues []*fund.Due, scope identity.Scope) (map[string]string, error) {
	names := map[string]string{}
	if len(dues) == 0 {
		return names, nil
	}
	keys := make([]any, len(dues))
	for i, due := range dues {
		keys[i] = due.Subject
	}
	where, args := scopeWhere("r", scope)
	for row, err := range tx.Query(ctx, `SELECT DISTINCT r.subject, r.name FROM roster_entry r WHERE r.campaign = ? AND r.subject IN (`+sqldb.Marks(len(keys))+`) AND `+where,
		append(append([]any{string(campaign)}, keys...), args...)...) {
		if err != nil {
			return nil, err
		}
		var subject, name string
		if err := row.Scan(&subject, &name); err != nil {
			return nil, err
		}
		names[subject] = name
	}
	return names, nil
}
