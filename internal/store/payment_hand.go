package store

import (
	"context"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Hander is somebody who may hand out cash.
type Hander struct {
	ID      id.ID
	Account string
	Name    string
}

// Handers gives who may hand out cash within the scope: cashiers wherever, and
// the clerks of the villages there.
func (s *Store) Handers(ctx context.Context, tx *sqldb.Tx, scope identity.Scope) ([]Hander, error) {
	where, args := scopeWhere("a", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT a.id, a.account, a.name FROM account a JOIN account_role r ON r.account = a.id
		WHERE a.disabled = '' AND (r.role = ? OR r.role = ? AND `+where+`) ORDER BY a.account LIMIT 200`,
		append([]any{string(identity.Cashier), string(identity.VillageClerk)}, args...)...), func(row *sqldb.Row) (h Hander, err error) {
		return h, row.Scan(&h.ID, &h.Account, &h.Name)
	})
}

const handColumns = `seq, proxy, account, actor, second, second_name, on_day, recorded, sealed`

// AddHand writes that the cash of some rows was handed out. problem.Conflict for
// a row that somebody signed off before.
func (s *Store) AddHand(ctx context.Context, tx *sqldb.Tx, batch id.ID, rows []int64, h *fund.Hand) error {
	sealed, err := s.sealJSON(personal.ForPayee, h.Receiver)
	if err != nil {
		return err
	}
	for _, seq := range rows {
		if _, err := tx.Exec(ctx, `INSERT INTO payment_hand (batch, `+handColumns+`) VALUES (`+sqldb.Marks(10)+`)`, string(batch), seq, flag(h.Receiver.Proxy()),
			string(h.User), h.Actor, string(h.With), h.WithName, h.On.String(), string(h.At), sealed); err != nil {
			if _, twice := sqldb.IsUnique(err); twice {
				return problem.New(problem.Conflict, "fund.batch_changed")
			}
			return err
		}
	}
	return nil
}

// PaymentHands gives who handed out which rows of a batch, by row, within a span
// of sequences. It serves the cashier's page, after Payment, which is scoped.
func (s *Store) PaymentHands(ctx context.Context, tx *sqldb.Tx, batch id.ID, from, to int64) (map[int64]*fund.Hand, error) {
	all := map[int64]*fund.Hand{}
	for row, err := range tx.Query(ctx, `SELECT `+handColumns+` FROM payment_hand WHERE batch = ? AND seq >= ? AND seq <= ?`, string(batch), from, to) {
		if err != nil {
			return nil, err
		}
		h, on := &fund.Hand{}, ""
		var proxy int64
		var sealed []byte
		if err := row.Scan(&h.Seq, &proxy, &h.User, &h.Actor, &h.With, &h.WithName, &on, &h.At, &sealed); err != nil {
			return nil, err
		}
		h.On = dateOf(&on)
		if err := s.unsealJSON(personal.ForPayee, sealed, &h.Receiver); err != nil {
			return nil, err
		}
		all[h.Seq] = h
	}
	return all, nil
}

// PaymentLine is a row of a batch with what it is of.
type PaymentLine struct {
	fund.Row
	Subject string // of the roster
	Clause  string
	Class   string
}

// PaymentLines gives rows of a batch within the scope, by sequence behind one,
// with what they are of; state "" is any.
func (s *Store) PaymentLines(ctx context.Context, tx *sqldb.Tx, batch id.ID, state fund.RowState, scope identity.Scope, after int64, limit int) ([]PaymentLine, error) {
	where, args := scopeWhere("r", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("r", paymentRowColumns)+`, d.subject, d.clause, d.class FROM payment_row r JOIN payment_due d ON d.id = r.due
		WHERE r.batch = ? AND r.seq > ? AND (? = '' OR r.state = ?) AND `+where+` ORDER BY r.seq LIMIT ?`,
		append(append([]any{string(batch), after, string(state), string(state)}, args...), limit)...), func(row *sqldb.Row) (l PaymentLine, err error) {
		var sealed []byte
		var times int64
		if err := row.Scan(&l.Seq, &l.Due, &l.Household, &l.Area, &l.Unit, &l.Purse, &l.Line, &l.Fen, &l.State, &l.Reason, &times, &sealed, &l.Subject, &l.Clause, &l.Class); err != nil {
			return l, err
		}
		l.Times, l.Payee = int(times), &fund.Payee{}
		return l, s.unsealJSON(personal.ForPayee, sealed, l.Payee)
	})
}

// CreditedRows gives rows of a batch that were credited or signed for, behind a
// sequence, with nothing but their dues. It serves the outcomes that follow from
// payments, after Payment, which is scoped.
func (s *Store) CreditedRows(ctx context.Context, tx *sqldb.Tx, batch id.ID, after int64, limit int) ([]fund.Row, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT seq, due FROM payment_row WHERE batch = ? AND seq > ? AND state = 'credited' ORDER BY seq LIMIT ?`, string(batch), after, limit), func(row *sqldb.Row) (r fund.Row, err error) {
		return r, row.Scan(&r.Seq, &r.Due)
	})
}

// PaymentPurses gives the purses that a batch pays from, the largest sum first.
// It serves the sheet of a batch, after Payment, which is scoped.
func (s *Store) PaymentPurses(ctx context.Context, tx *sqldb.Tx, batch id.ID) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT purse FROM payment_row WHERE batch = ? GROUP BY purse ORDER BY SUM(fen) DESC, purse`, string(batch)), func(row *sqldb.Row) (of id.ID, err error) {
		return of, row.Scan(&of)
	})
}

// PersonsUntil counts the persons of a batch whose rows stand up to a sequence and
// are not given up: by it the signed sheet and the cashier's page number alike. It
// serves that page, after Payment, which is scoped.
func (s *Store) PersonsUntil(ctx context.Context, tx *sqldb.Tx, batch id.ID, seq int64) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(DISTINCT d.subject) FROM payment_row r JOIN payment_due d ON d.id = r.due WHERE r.batch = ? AND r.seq <= ? AND r.state <> 'given_up'`, string(batch), seq).Scan(&n)
	return n, err
}
