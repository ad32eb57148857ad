package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const freezeColumns = `id, area, unit, from_day, to_day, ended, aspects, reason, actor, recorded, ended_by, version`

// AddFreeze writes a freeze.
func (s *Store) AddFreeze(ctx context.Context, tx *sqldb.Tx, f *registry.Freeze) error {
	_, err := tx.Exec(ctx, `INSERT INTO change_freeze (`+freezeColumns+`) VALUES (`+sqldb.Marks(12)+`)`,
		string(f.ID), string(f.Area), f.Unit, f.From.String(), f.To.String(), f.Ended.String(), aspectsText(f.Aspects), f.Reason, f.Actor, string(f.Recorded), f.EndedBy, f.Row)
	return err
}

// EndFreeze writes that a freeze holds no more. problem.Conflict when somebody
// was faster.
func (s *Store) EndFreeze(ctx context.Context, tx *sqldb.Tx, f *registry.Freeze) error {
	rows, err := tx.Exec(ctx, `UPDATE change_freeze SET ended = ?, ended_by = ?, version = ? WHERE id = ? AND version = ?`,
		f.Ended.String(), f.EndedBy, f.Row+1, string(f.ID), f.Row)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "registry.change.freeze_changed")
	}
	return err
}

func scanFreeze(row *sqldb.Row) (f registry.Freeze, err error) {
	var from, to, ended, aspects string
	err = row.Scan(&f.ID, &f.Area, &f.Unit, &from, &to, &ended, &aspects, &f.Reason, &f.Actor, &f.Recorded, &f.EndedBy, &f.Row)
	f.From, f.To, f.Ended, f.Aspects = dateOf(&from), dateOf(&to), dateOf(&ended), aspectsOf(aspects)
	return f, err
}

// Freezes gives the freezes that hold anything within the scope, the latest end
// first, those that end before a day left out.
func (s *Store) Freezes(ctx context.Context, tx *sqldb.Tx, since day.Date, scope identity.Scope) ([]registry.Freeze, error) {
	where, args := meetsWhere("z", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+freezeColumns+` FROM change_freeze z WHERE to_day >= ? AND `+where+` ORDER BY to_day DESC, id DESC LIMIT 500`,
		append([]any{since.String()}, args...)...), scanFreeze)
}

// Freeze gives one freeze that holds anything within the scope.
// problem.NotFound when there is none.
func (s *Store) Freeze(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*registry.Freeze, error) {
	where, args := meetsWhere("z", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+freezeColumns+` FROM change_freeze z WHERE id = ? AND `+where, append([]any{string(of)}, args...)...), scanFreeze)
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "registry.change.freeze_none")
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// FreezesFrom gives all freezes that do not end before a day, wherever. It
// serves the deciding whether a change waits.
func (s *Store) FreezesFrom(ctx context.Context, tx *sqldb.Tx, since day.Date) ([]registry.Freeze, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT `+freezeColumns+` FROM change_freeze WHERE to_day >= ? ORDER BY to_day, id`, since.String()), scanFreeze)
}
