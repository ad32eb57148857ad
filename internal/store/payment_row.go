package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const paymentRowColumns = `seq, due, household, area, unit, purse, line, fen, state, reason, times, sealed`

func (s *Store) addPaymentRows(ctx context.Context, tx *sqldb.Tx, b *fund.Batch) error {
	rows, err := tx.Copy(ctx, "payment_row", append([]string{"batch", "account"}, columnList(paymentRowColumns)...)...)
	if err != nil {
		return err
	}
	for i := range b.Rows {
		r := &b.Rows[i]
		payee := fund.Payee{}
		if r.Payee != nil {
			payee = *r.Payee
		}
		sealed, err := s.sealJSON(personal.ForPayee, payee)
		if err != nil {
			return err
		}
		if err := rows.Add(ctx, string(b.ID), s.AccountDigest(payee.Account), r.Seq, string(r.Due), string(r.Household), string(r.Area), r.Unit,
			string(r.Purse), string(r.Line), int64(r.Fen), string(r.State), r.Reason, int64(r.Times), sealed); err != nil {
			return rowTwice(err)
		}
	}
	_, err = rows.Close(ctx)
	return rowTwice(err)
}

func rowTwice(err error) error {
	if _, twice := sqldb.IsUnique(err); twice {
		return problem.New(problem.Conflict, "fund.due_batched")
	}
	return err
}

func (s *Store) scanPaymentRow(row *sqldb.Row) (r fund.Row, err error) {
	var sealed []byte
	var times int64
	if err := row.Scan(&r.Seq, &r.Due, &r.Household, &r.Area, &r.Unit, &r.Purse, &r.Line, &r.Fen, &r.State, &r.Reason, &times, &sealed); err != nil {
		return r, err
	}
	r.Times, r.Payee = int(times), &fund.Payee{}
	return r, s.unsealJSON(personal.ForPayee, sealed, r.Payee)
}

// PaymentRows gives a page of the rows of a batch within the scope, by sequence
// behind one; state "" is any.
func (s *Store) PaymentRows(ctx context.Context, tx *sqldb.Tx, batch id.ID, state fund.RowState, scope identity.Scope, after int64, limit int) ([]fund.Row, error) {
	where, args := scopeWhere("r", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("r", paymentRowColumns)+` FROM payment_row r
		WHERE r.batch = ? AND r.seq > ? AND (? = '' OR r.state = ?) AND `+where+` ORDER BY r.seq LIMIT ?`,
		append(append([]any{string(batch), after, string(state), string(state)}, args...), limit)...), s.scanPaymentRow)
}

// PaymentRowsToMove gives all rows of a batch as far as moving their money needs
// it: no names, no accounts. It serves the acts on a batch, after Payment, which
// is scoped.
func (s *Store) PaymentRowsToMove(ctx context.Context, tx *sqldb.Tx, batch id.ID) ([]fund.Row, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT seq, due, household, area, unit, purse, line, fen, state, reason, times FROM payment_row WHERE batch = ? ORDER BY seq`, string(batch)), func(row *sqldb.Row) (r fund.Row, err error) {
		var times int64
		err = row.Scan(&r.Seq, &r.Due, &r.Household, &r.Area, &r.Unit, &r.Purse, &r.Line, &r.Fen, &r.State, &r.Reason, &times)
		r.Times = int(times)
		return r, err
	})
}

// SavePaymentRows writes how some rows stand now: those that differ from before.
func (s *Store) SavePaymentRows(ctx context.Context, tx *sqldb.Tx, batch id.ID, before, after []fund.Row) error {
	type standing struct {
		state  fund.RowState
		reason string
		times  int
	}
	changed := map[standing][]any{}
	for i := range after {
		if r := &after[i]; r.State != before[i].State || r.Reason != before[i].Reason || r.Times != before[i].Times {
			key := standing{r.State, r.Reason, r.Times}
			changed[key] = append(changed[key], r.Seq)
		}
	}
	for key, rows := range changed {
		for part := range slices.Chunk(rows, keysAtOnce) {
			if _, err := tx.Exec(ctx, `UPDATE payment_row SET state = ?, reason = ?, times = ? WHERE batch = ? AND seq IN (`+sqldb.Marks(len(part))+`)`,
				append([]any{string(key.state), key.reason, int64(key.times), string(batch)}, part...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// SavePayee writes to whom a returned row goes from now on.
func (s *Store) SavePayee(ctx context.Context, tx *sqldb.Tx, batch id.ID, seq int64, payee *fund.Payee) error {
	sealed, err := s.sealJSON(personal.ForPayee, payee)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE payment_row SET sealed = ?, account = ? WHERE batch = ? AND seq = ?`, sealed, s.AccountDigest(payee.Account), string(batch), seq)
	return err
}

// SoughtRows gives the rows of a batch by which a bank answers, the accounts as
// keyed digests. It serves matching, after Payment, which is scoped.
func (s *Store) SoughtRows(ctx context.Context, tx *sqldb.Tx, batch id.ID) ([]fund.Sought, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT seq, account, fen, state, times FROM payment_row WHERE batch = ? ORDER BY seq`, string(batch)), func(row *sqldb.Row) (r fund.Sought, err error) {
		var times int64
		err = row.Scan(&r.Seq, &r.Account, &r.Fen, &r.State, &times)
		r.Times = int(times)
		return r, err
	})
}

// AccountDigest is what an account number is compared by.
func (s *Store) AccountDigest(account string) string {
	digest, _ := s.digest(personal.ForCard, account).(string)
	return digest
}

// AddPaymentAct writes what was done to a batch. problem.Conflict for a command
// that came before, or another that came first.
func (s *Store) AddPaymentAct(ctx context.Context, tx *sqldb.Tx, batch id.ID, a *fund.Act) error {
	named := ""
	if len(a.Rows) > 0 {
		body, err := json.Marshal(a.Rows)
		if err != nil {
			return err
		}
		named = string(body)
	}
	_, err := tx.Exec(ctx, `INSERT INTO payment_act (batch, seq, key, verb, account, actor, second, rows, on_day, recorded, sealed) VALUES (`+sqldb.Marks(11)+`)`,
		string(batch), a.Seq, a.Key, string(a.Verb), string(a.User), a.Actor, string(a.With), named, a.On.String(), string(a.At), s.seal(personal.ForFund, a.Reason))
	if _, twice := sqldb.IsUnique(err); twice {
		return problem.New(problem.Conflict, "fund.batch_changed")
	}
	return err
}

func (s *Store) paymentActs(ctx context.Context, tx *sqldb.Tx, batch id.ID) ([]fund.Act, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT seq, key, verb, account, actor, second, rows, on_day, recorded, sealed FROM payment_act WHERE batch = ? ORDER BY seq`, string(batch)), func(row *sqldb.Row) (a fund.Act, err error) {
		var named, on string
		var sealed []byte
		if err := row.Scan(&a.Seq, &a.Key, &a.Verb, &a.User, &a.Actor, &a.With, &named, &on, &a.At, &sealed); err != nil {
			return a, err
		}
		a.On = dateOf(&on)
		if named != "" {
			if err := json.Unmarshal([]byte(named), &a.Rows); err != nil {
				return a, err
			}
		}
		reason, err := s.unseal(personal.ForFund, sealed, 1)
		if err == nil {
			a.Reason = reason[0]
		}
		return a, err
	})
}

// TakeDues gives dues to a batch, or back: those of them that stand so before.
// It gives the number that were.
func (s *Store) TakeDues(ctx context.Context, tx *sqldb.Tx, dues []id.ID, from, to fund.DueState, batch id.ID, scope identity.Scope) (taken int64, err error) {
	where, args := scopeWhere("payment_due", scope)
	for part := range slices.Chunk(dues, keysAtOnce) {
		rows, err := tx.Exec(ctx, `UPDATE payment_due SET state = ?, batch = ?, version = version + 1 WHERE id IN (`+sqldb.Marks(len(part))+`) AND state = ? AND `+where,
			append(append(append([]any{string(to), string(batch)}, keysOf(part)...), string(from)), args...)...)
		if err != nil {
			return 0, err
		}
		taken += rows
	}
	return taken, nil
}

// RelatedRow finds a row of a batch whose household has somebody whom an account
// has on record as a relative on a day; 0 for none. A person is known by the ID
// number, or by name and day of birth where there is none. It serves the rule
// that a relative stands aside.
func (s *Store) RelatedRow(ctx context.Context, tx *sqldb.Tx, batch, user id.ID, on day.Date) (seq int64, err error) {
	kin, err := s.KinOf(ctx, tx, user)
	if err != nil {
		return 0, err
	}
	for _, k := range kin {
		if !k.InForce(on) {
			continue
		}
		where, args := `m.id_digest = ?`, []any{s.digest(personal.ForID, k.IDNumber.Clear())}
		if k.IDNumber.IsZero() {
			where, args = `m.name = ? AND m.birth = ?`, []any{k.Name, k.Birth.String()}
		}
		err := tx.Row(ctx, `SELECT r.seq FROM member m JOIN payment_row r ON r.household = m.household WHERE `+where+` AND r.batch = ? LIMIT 1`, append(args, string(batch))...).Scan(&seq)
		if err == nil || !errors.Is(err, sqldb.ErrNoRow) {
			return seq, err
		}
	}
	return 0, nil
}

// PaymentTally counts and sums the rows of a batch by state. It serves the page of
// a batch, after Payment, which is scoped.
func (s *Store) PaymentTally(ctx context.Context, tx *sqldb.Tx, batch id.ID) (map[fund.RowState]fund.Figure, error) {
	tally := map[fund.RowState]fund.Figure{}
	for row, err := range tx.Query(ctx, `SELECT state, COUNT(*), CAST(SUM(fen) AS BIGINT) FROM payment_row WHERE batch = ? GROUP BY state`, string(batch)) {
		if err != nil {
			return nil, err
		}
		var state fund.RowState
		var f fund.Figure
		if err := row.Scan(&state, &f.Rows, &f.Fen); err != nil {
			return nil, err
		}
		tally[state] = f
	}
	return tally, nil
}
