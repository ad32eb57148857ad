package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// AreaLink is who answers for a village: a leader, an office, or staff.
type AreaLink struct {
	ID       id.ID
	Area     area.Code
	Unit     string
	Cluster  string // name of the group of villages, "" for none
	Kind     string // leader, office, staff
	Account  id.ID
	From, To day.Date
	Actor    string
	Recorded day.Instant
	Row      int

	Name, Post, Office string
	Login              string // of Account; read only
}

// AddLink writes a link.
func (s *Store) AddLink(ctx context.Context, tx *sqldb.Tx, l *AreaLink) error {
	_, err := tx.Exec(ctx, `INSERT INTO area_link (id, area, unit, cluster, kind, account, campaign, role, from_day, to_day, actor, recorded, version, sealed) VALUES (`+sqldb.Marks(14)+`)`,
		string(l.ID), string(l.Area), l.Unit, l.Cluster, l.Kind, string(l.Account), "", "", l.From.String(), until(l.To), l.Actor, string(l.Recorded), l.Row, s.seal(personal.ForLeader, l.Name, l.Post, l.Office))
	return err
}

// EndLink writes the last day of a link over the version before.
// problem.Conflict when somebody was faster.
func (s *Store) EndLink(ctx context.Context, tx *sqldb.Tx, l *AreaLink) error {
	rows, err := tx.Exec(ctx, `UPDATE area_link SET to_day = ?, version = ? WHERE id = ? AND version = ?`, until(l.To), l.Row, string(l.ID), l.Row-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "leader.changed")
	}
	return err
}

// Links gives the links within the scope that hold on a day or later, by village;
// one of them where it is named.
func (s *Store) Links(ctx context.Context, tx *sqldb.Tx, of id.ID, from day.Date, scope identity.Scope, limit int) ([]AreaLink, error) {
	where, args := scopeWhere("k", scope)
	args = append([]any{from.String()}, args...)
	if of != "" {
		where += ` AND k.id = ?`
		args = append(args, string(of))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT k.id, k.area, k.unit, k.cluster, k.kind, k.account, k.from_day, k.to_day, k.actor, k.recorded, k.version, k.sealed, COALESCE(u.account, '')
		FROM area_link k LEFT JOIN account u ON u.id = k.account WHERE k.to_day >= ? AND `+where+` ORDER BY k.area, k.kind, k.id LIMIT ?`, append(args, limit)...), func(row *sqldb.Row) (l AreaLink, err error) {
		var from, to string
		var sealed []byte
		if err := row.Scan(&l.ID, &l.Area, &l.Unit, &l.Cluster, &l.Kind, &l.Account, &from, &to, &l.Actor, &l.Recorded, &l.Row, &sealed, &l.Login); err != nil {
			return l, err
		}
		l.From, l.To = dateOf(&from), untilOf(to)
		words, err := s.unseal(personal.ForLeader, sealed, 3)
		if err != nil {
			return l, err
		}
		l.Name, l.Post, l.Office = words[0], words[1], words[2]
		return l, nil
	})
}
