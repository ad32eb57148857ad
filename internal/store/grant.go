package store

import (
	"context"
	"encoding/json"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const grantColumns = `id, case_id, household, kind, profile, digest, area, unit, category, class, covered, pay, amount, decided, starts, ends, review, remind, grace, ended, ended_by, letter, actor, recorded, version`

func scanGrant(row *sqldb.Row) (g casework.Grant, err error) {
	var decided, from, to, review, remind, letter string
	var grace int64
	err = row.Scan(&g.ID, &g.Case, &g.Household, &g.Kind, &g.Profile, &g.Digest, &g.Area, &g.Unit, &g.Category, &g.Class, &g.Covered, &g.Pay, &g.Amount,
		&decided, &from, &to, &review, &remind, &grace, &g.Ended, &g.EndedBy, &letter, &g.Actor, &g.Recorded, &g.Version)
	g.Decided, g.From, g.To, g.Review, g.Remind, g.Letter = dateOf(&decided), dateOf(&from), dateOf(&to), dateOf(&review), dateOf(&remind), dateOf(&letter)
	g.Grace = grace == 1
	return g, err
}

// AddGrant writes what a decision gave. A case grants once: problem.Conflict
// when it did already.
func (s *Store) AddGrant(ctx context.Context, tx *sqldb.Tx, g *casework.Grant) error {
	rows, err := tx.Exec(ctx, `INSERT INTO case_grant (`+grantColumns+`) VALUES (`+sqldb.Marks(25)+`) ON CONFLICT DO NOTHING`,
		string(g.ID), string(g.Case), string(g.Household), string(g.Kind), g.Profile, g.Digest, string(g.Area), g.Unit, g.Category, g.Class, g.Covered, g.Pay, int64(g.Amount),
		g.Decided.String(), g.From.String(), g.To.String(), g.Review.String(), g.Remind.String(), flag(g.Grace), g.Ended, string(g.EndedBy), g.Letter.String(),
		g.Actor, string(g.Recorded), g.Version)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "casework.granted_already")
	}
	return err
}

// SaveGrant writes a grant over the version before it, which is kept beside the
// case that replaced it. problem.Conflict when another change came between.
func (s *Store) SaveGrant(ctx context.Context, tx *sqldb.Tx, old, next *casework.Grant, by id.ID) error {
	body, err := json.Marshal(old)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE case_grant SET household = ?, category = ?, class = ?, covered = ?, amount = ?, ends = ?, review = ?, remind = ?, grace = ?, ended = ?, ended_by = ?, letter = ?,
			actor = ?, recorded = ?, version = ? WHERE id = ? AND version = ?`,
		string(next.Household), next.Category, next.Class, next.Covered, int64(next.Amount), next.To.String(), next.Review.String(), next.Remind.String(), flag(next.Grace), next.Ended, string(next.EndedBy), next.Letter.String(),
		next.Actor, string(next.Recorded), next.Version, string(old.ID), old.Version)
	if err != nil {
		return err
	}
	if rows == 0 {
		return problem.New(problem.Conflict, "casework.grant_changed")
	}
	_, err = tx.Exec(ctx, `INSERT INTO case_grant_past (id, version, case_id, replaced, body) VALUES (?, ?, ?, ?, ?)`,
		string(old.ID), old.Version, string(by), string(next.Recorded), string(body))
	return err
}

// Grants gives what a household was granted, within the scope, newest first.
func (s *Store) Grants(ctx context.Context, tx *sqldb.Tx, household id.ID, scope identity.Scope) ([]casework.Grant, error) {
	where, args := scopeWhere("g", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("g", grantColumns)+` FROM case_grant g WHERE g.household = ? AND `+where+` ORDER BY g.starts DESC, g.id DESC`,
		append([]any{string(household)}, args...)...), scanGrant)
}

// GrantOfCase gives what a case granted, within the scope; nil when nothing.
func (s *Store) GrantOfCase(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*casework.Grant, error) {
	where, args := scopeWhere("g", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("g", grantColumns)+` FROM case_grant g WHERE g.case_id = ? AND `+where, append([]any{string(of)}, args...)...), scanGrant)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Grant gives a grant within the scope. problem.NotFound when there is none.
func (s *Store) Grant(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*casework.Grant, error) {
	where, args := scopeWhere("g", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("g", grantColumns)+` FROM case_grant g WHERE g.id = ? AND `+where, append([]any{string(of)}, args...)...), scanGrant)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, problem.New(problem.NotFound, "casework.no_grant")
	}
	return &all[0], nil
}

// GrantVersions gives what a grant was before, oldest first.
func (s *Store) GrantVersions(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]casework.Grant, error) {
	where, args := scopeWhere("g", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT p.body FROM case_grant_past p JOIN case_grant g ON g.id = p.id WHERE p.id = ? AND `+where+` ORDER BY p.version`,
		append([]any{string(of)}, args...)...), func(row *sqldb.Row) (g casework.Grant, err error) {
		var body string
		if err := row.Scan(&body); err != nil {
			return g, err
		}
		return g, json.Unmarshal([]byte(body), &g)
	})
}

// ReviewsDue gives the grants whose review stands among what is to do on a day,
// within the scope, those due first before the rest, behind a key.
func (s *Store) ReviewsDue(ctx context.Context, tx *sqldb.Tx, today day.Date, after id.ID, scope identity.Scope, limit int) ([]casework.Grant, error) {
	where, args := scopeWhere("g", scope)
	behind := ``
	if after != "" {
		behind = ` AND (g.review, g.id) > (SELECT a.review, a.id FROM case_grant a WHERE a.id = ?)`
		args = append(args, string(after))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("g", grantColumns)+` FROM case_grant g WHERE g.remind <> '' AND g.remind <= ? AND g.ended = '' AND `+where+behind+`
		ORDER BY g.review, g.id LIMIT ?`, append(append([]any{today.String()}, args...), limit)...), scanGrant)
}

// moveGrants keeps the grants of a household where it lies.
func moveGrants(ctx context.Context, tx *sqldb.Tx, household id.ID, where area.Code, unit string) error {
	_, err := tx.Exec(ctx, `UPDATE case_grant SET area = ?, unit = ? WHERE household = ?`, string(where), unit, string(household))
	return err
}
