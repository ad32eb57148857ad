package store

import (
	"context"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// AddIncome writes who gave what an entry paid in.
func (s *Store) AddIncome(ctx context.Context, tx *sqldb.Tx, in *fund.Income) error {
	sealed, err := s.sealJSON(personal.ForFund, incomeBody{in.Giver, in.Note})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO fund_income (entry, purse, receipt, sealed) VALUES (?, ?, ?, ?)`, string(in.Entry), string(in.Purse), in.Receipt, sealed)
	return err
}

type incomeBody struct {
	Giver string `json:"giver"`
	Note  string `json:"note,omitempty"`
}

// Incomes gives what was paid into a purse whose keeper meets the scope, the
// latest first, at most limit.
func (s *Store) Incomes(ctx context.Context, tx *sqldb.Tx, purse id.ID, scope identity.Scope, limit int) ([]*fund.Income, error) {
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT i.entry, i.purse, i.receipt, i.sealed, e.effective, x.fen FROM fund_income i JOIN fund_entry e ON e.id = i.entry
		JOIN fund_posting x ON x.entry = e.id AND x.place = 'free' JOIN purse p ON p.id = i.purse
		WHERE i.purse = ? AND `+meets+` ORDER BY e.effective DESC, e.id DESC LIMIT ?`, append(append([]any{string(purse)}, args...), limit)...), func(row *sqldb.Row) (*fund.Income, error) {
		in := &fund.Income{}
		var sealed []byte
		var on string
		if err := row.Scan(&in.Entry, &in.Purse, &in.Receipt, &sealed, &on, &in.Fen); err != nil {
			return nil, err
		}
		var body incomeBody
		err := s.unsealJSON(personal.ForFund, sealed, &body)
		in.Giver, in.Note, in.On = body.Giver, body.Note, dateOf(&on)
		return in, err
	})
}

const transferColumns = `id, source, target, kind, fen, effective, state, asker, actor, asked, decider, decided, version, sealed`

type transferBody struct {
	Reason string `json:"reason"`
	Answer string `json:"answer,omitempty"`
}

// AddTransfer writes a transfer that waits for a second person.
func (s *Store) AddTransfer(ctx context.Context, tx *sqldb.Tx, t *fund.Asked) error {
	sealed, err := s.sealJSON(personal.ForFund, transferBody{t.Reason, t.Answer})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO fund_transfer (`+transferColumns+`) VALUES (`+sqldb.Marks(14)+`)`,
		string(t.ID), string(t.From), string(t.To), string(t.Kind), int64(t.Fen), t.Effective.String(), string(t.State), string(t.Asker), t.Actor, string(t.At), string(t.Decider), string(t.Decided), t.Version, sealed)
	return err
}

// SaveTransfer writes the decision over the version before it.
// problem.Conflict when somebody decided since.
func (s *Store) SaveTransfer(ctx context.Context, tx *sqldb.Tx, t *fund.Asked) error {
	sealed, err := s.sealJSON(personal.ForFund, transferBody{t.Reason, t.Answer})
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE fund_transfer SET state = ?, decider = ?, decided = ?, version = ?, sealed = ? WHERE id = ? AND version = ?`,
		string(t.State), string(t.Decider), string(t.Decided), t.Version, sealed, string(t.ID), t.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "fund.decided_already")
	}
	return err
}

func (s *Store) scanTransfer(row *sqldb.Row) (*fund.Asked, error) {
	t := &fund.Asked{}
	var effective, at, decided string
	var sealed []byte
	if err := row.Scan(&t.ID, &t.From, &t.To, &t.Kind, &t.Fen, &effective, &t.State, &t.Asker, &t.Actor, &at, &t.Decider, &decided, &t.Version, &sealed); err != nil {
		return nil, err
	}
	var body transferBody
	err := s.unsealJSON(personal.ForFund, sealed, &body)
	t.Effective, t.At, t.Decided, t.Reason, t.Answer = dateOf(&effective), day.Instant(at), day.Instant(decided), body.Reason, body.Answer
	return t, err
}

// Transfer gives a transfer out of a purse whose keeper meets the scope.
// problem.NotFound when there is none.
func (s *Store) Transfer(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*fund.Asked, error) {
	meets, args := meetsWhere("p", scope)
	t, err := s.scanTransfer(tx.Row(ctx, `SELECT `+prefixed("t", transferColumns)+` FROM fund_transfer t JOIN purse p ON p.id = t.source WHERE t.id = ? AND `+meets,
		append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "fund.no_transfer")
	}
	return t, err
}

// Transfers gives the transfers out of purses whose keeper meets the scope, the
// latest first, below an id; state "" is any.
func (s *Store) Transfers(ctx context.Context, tx *sqldb.Tx, state fund.AskedState, scope identity.Scope, after string, limit int) ([]*fund.Asked, error) {
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("t", transferColumns)+` FROM fund_transfer t JOIN purse p ON p.id = t.source
		WHERE (? = '' OR t.state = ?) AND (? = '' OR t.id < ?) AND `+meets+` ORDER BY t.id DESC LIMIT ?`,
		append(append([]any{string(state), string(state), after, after}, args...), limit)...), s.scanTransfer)
}
