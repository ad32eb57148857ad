package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const liaisonColumns = `id, area, unit, name, post, sealed, starts, ends, actor, recorded, version`

func (s *Store) scanLiaison(row *sqldb.Row) (*pairing.Liaison, error) {
	l := &pairing.Liaison{}
	var first, last string
	var sealed []byte
	if err := row.Scan(&l.ID, &l.Area, &l.Unit, &l.Name, &l.Post, &sealed, &first, &last, &l.Actor, &l.Recorded, &l.Version); err != nil {
		return nil, err
	}
	l.From, l.To = dateOf(&first), untilOf(last)
	secrets, err := s.unseal(personal.ForHelper, sealed, 1)
	if err != nil {
		return nil, err
	}
	return l, restore(&l.Phone, personal.ParsePhone, secrets[0])
}

// AddLiaison writes a new liaison. problem.Conflict when the village has one.
func (s *Store) AddLiaison(ctx context.Context, tx *sqldb.Tx, l *pairing.Liaison) error {
	_, err := tx.Exec(ctx, `INSERT INTO liaison (`+liaisonColumns+`) VALUES (`+sqldb.Marks(11)+`)`,
		string(l.ID), string(l.Area), l.Unit, l.Name, l.Post, s.seal(personal.ForHelper, l.Phone.Clear()), from(l.From), until(l.To), l.Actor, string(l.Recorded), l.Version)
	if _, twice := sqldb.IsUnique(err); twice {
		return problem.Wrap(err, problem.Conflict, "pairing.liaison_twice")
	}
	return err
}

// SaveLiaison writes a liaison over the version before. problem.Conflict when
// somebody changed it since.
func (s *Store) SaveLiaison(ctx context.Context, tx *sqldb.Tx, l *pairing.Liaison) error {
	rows, err := tx.Exec(ctx, `UPDATE liaison SET name = ?, post = ?, sealed = ?, starts = ?, ends = ?, actor = ?, recorded = ?, version = ? WHERE id = ? AND version = ?`,
		l.Name, l.Post, s.seal(personal.ForHelper, l.Phone.Clear()), from(l.From), until(l.To), l.Actor, string(l.Recorded), l.Version, string(l.ID), l.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "pairing.liaison_changed")
	}
	return err
}

// Liaison gives a liaison within the scope. problem.NotFound when there is none.
func (s *Store) Liaison(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*pairing.Liaison, error) {
	where, args := scopeWhere("l", scope)
	found, err := sqldb.Collect(tx.Query(ctx, `SELECT `+liaisonColumns+` FROM liaison l WHERE l.id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanLiaison)
	if err == nil && len(found) == 0 {
		err = problem.New(problem.NotFound, "pairing.no_liaison")
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Liaisons gives the liaisons within the scope who serve on a day, by village;
// those of before too when the day is unset.
func (s *Store) Liaisons(ctx context.Context, tx *sqldb.Tx, on day.Date, scope identity.Scope) ([]*pairing.Liaison, error) {
	where, args := scopeWhere("l", scope)
	if !on.IsZero() {
		where += ` AND l.starts <= ? AND l.ends >= ?`
		args = append(args, on.String(), on.String())
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+liaisonColumns+` FROM liaison l WHERE `+where+` ORDER BY l.area, l.starts, l.id`, args...), s.scanLiaison)
}

// LiaisonsOf gives who serves some villages on a day, by village. Helpers and
// households are told whom to turn to wherever they look from.
func (s *Store) LiaisonsOf(ctx context.Context, tx *sqldb.Tx, villages []area.Code, on day.Date) (map[area.Code]*pairing.Liaison, error) {
	serving := map[area.Code]*pairing.Liaison{}
	if len(villages) == 0 {
		return serving, nil
	}
	var args []any
	for _, v := range villages {
		args = append(args, string(v))
	}
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+liaisonColumns+` FROM liaison l WHERE l.area IN (`+sqldb.Marks(len(villages))+`) AND l.starts <= ? AND l.ends >= ? ORDER BY l.starts`,
		append(args, on.String(), on.String())...), s.scanLiaison)
	for _, l := range all {
		serving[l.Area] = l
	}
	return serving, err
}
