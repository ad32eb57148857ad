package store

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const changeColumns = `id, town, year, counted, kind, occasion, household, file, file_version, other, other_file, other_version, fresh, fresh_file, area, unit, state, lane,
	aspects, approvers, paper, days, actor, account, made, sent, due, holds, applied, result, version, sealed`

// AddChange writes a new request, a draft.
func (s *Store) AddChange(ctx context.Context, tx *sqldb.Tx, c *registry.ChangeRequest) error {
	row, err := s.changeRow(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO change_request (`+changeColumns+`) VALUES (`+sqldb.Marks(len(row))+`)`, row...)
	return err
}

func (s *Store) changeRow(c *registry.ChangeRequest) ([]any, error) {
	sealed, err := s.sealJSON(personal.ForChange, c.Ask)
	if err != nil {
		return nil, err
	}
	return []any{
		string(c.ID), string(c.Town), c.Year, c.Serial, string(c.Kind), c.Occasion, string(c.Household), c.File, c.Version, string(c.Other), c.OtherFile, c.OtherVersion,
		string(c.Fresh), c.FreshFile, string(c.Area), c.Unit, string(c.State), string(c.State.Lane()), aspectsText(c.Aspects), c.Route.Approvers, flag(c.Route.Paper), c.Route.Days,
		c.Actor, string(c.Account), string(c.Made), string(c.Sent), until(c.Due), c.Holds.String(), string(c.Applied), c.Result, c.Row, sealed,
	}, nil
}

// SaveChange writes a request over the version of its row before.
// problem.Conflict when somebody was faster.
func (s *Store) SaveChange(ctx context.Context, tx *sqldb.Tx, c *registry.ChangeRequest) error {
	c.Row++
	row, err := s.changeRow(c)
	if err != nil {
		return err
	}
	sets := make([]string, 0, len(row)-1)
	for _, column := range columnList(changeColumns)[1:] {
		sets = append(sets, column+" = ?")
	}
	rows, err := tx.Exec(ctx, `UPDATE change_request SET `+strings.Join(sets, ", ")+` WHERE id = ? AND version = ?`, append(row[1:], string(c.ID), c.Row-1)...)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "registry.change.changed", "number", c.Number)
	}
	return err
}

// AddChangeAct writes an act of a request.
func (s *Store) AddChangeAct(ctx context.Context, tx *sqldb.Tx, of id.ID, a *registry.ChangeAct) error {
	_, err := tx.Exec(ctx, `INSERT INTO change_act (request, seq, verb, from_state, to_state, actor, account, role, scope, recorded, paper, digest, sealed) VALUES (`+sqldb.Marks(13)+`)`,
		string(of), a.Seq, string(a.Verb), string(a.From), string(a.To), a.Actor, string(a.Account), a.Role, a.Scope, string(a.At), flag(a.Paper), a.Digest,
		s.seal(personal.ForChange, a.Note))
	return err
}

// PutTouches writes what a request lays its hands on, over what it did.
func (s *Store) PutTouches(ctx context.Context, tx *sqldb.Tx, of id.ID, touches []registry.Touch) error {
	if _, err := tx.Exec(ctx, `DELETE FROM change_touch WHERE request = ?`, string(of)); err != nil {
		return err
	}
	for _, t := range touches {
		if _, err := tx.Exec(ctx, `INSERT INTO change_touch (request, household, touch) VALUES (?, ?, ?)`, string(of), string(t.Household), t.Key); err != nil {
			return err
		}
	}
	return nil
}

// Change gives one request within the scope, whole, with its acts.
// problem.NotFound when there is none.
func (s *Store) Change(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*registry.ChangeRequest, error) {
	where, args := scopeWhere("c", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+changeColumns+` FROM change_request c WHERE id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanChange)
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "registry.change.none")
	}
	if err != nil {
		return nil, err
	}
	c := all[0]
	c.Acts, err = sqldb.Collect(tx.Query(ctx, `SELECT seq, verb, from_state, to_state, actor, account, role, scope, recorded, paper, digest, sealed
		FROM change_act WHERE request = ? ORDER BY seq`, string(of)), s.scanChangeAct)
	return c, err
}

func (s *Store) scanChange(row *sqldb.Row) (*registry.ChangeRequest, error) {
	var c registry.ChangeRequest
	var lane, aspects, due, holds string
	var paper int64
	var sealed []byte
	err := row.Scan(&c.ID, &c.Town, &c.Year, &c.Serial, &c.Kind, &c.Occasion, &c.Household, &c.File, &c.Version, &c.Other, &c.OtherFile, &c.OtherVersion,
		&c.Fresh, &c.FreshFile, &c.Area, &c.Unit, &c.State, &lane, &aspects, &c.Route.Approvers, &paper, &c.Route.Days,
		&c.Actor, &c.Account, &c.Made, &c.Sent, &due, &holds, &c.Applied, &c.Result, &c.Row, &sealed)
	if err != nil {
		return nil, err
	}
	c.Aspects, c.Route.Paper, c.Due, c.Holds = aspectsOf(aspects), paper == 1, untilOf(due), dateOf(&holds)
	if c.Serial > 0 {
		c.Number = registry.ChangeNumber(c.Year, c.Serial)
	}
	return &c, s.unsealJSON(personal.ForChange, sealed, &c.Ask)
}

func (s *Store) scanChangeAct(row *sqldb.Row) (a registry.ChangeAct, err error) {
	var paper int64
	var sealed []byte
	if err = row.Scan(&a.Seq, &a.Verb, &a.From, &a.To, &a.Actor, &a.Account, &a.Role, &a.Scope, &a.At, &paper, &a.Digest, &sealed); err != nil {
		return a, err
	}
	a.Paper = paper == 1
	note, err := s.unseal(personal.ForChange, sealed, 1)
	if err == nil {
		a.Note = note[0]
	}
	return a, err
}

func aspectsText(aspects []registry.Aspect) string {
	texts := make([]string, len(aspects))
	for i, a := range aspects {
		texts[i] = string(a)
	}
	return strings.Join(texts, ",")
}

func aspectsOf(text string) (aspects []registry.Aspect) {
	for part := range strings.SplitSeq(text, ",") {
		if part != "" {
			aspects = append(aspects, registry.Aspect(part))
		}
	}
	return aspects
}

// LastChangeSerial is the last number given in a town and a year.
func (s *Store) LastChangeSerial(ctx context.Context, tx *sqldb.Tx, town area.Code, year int) (last int, err error) {
	err = tx.Row(ctx, `SELECT counted FROM change_request WHERE town = ? AND year = ? AND counted > 0 ORDER BY counted DESC LIMIT 1`, string(town), year).Scan(&last)
	if errors.Is(err, sqldb.ErrNoRow) {
		return 0, nil
	}
	return last, err
}

// TouchedBy gives the pending requests, another than the one given, that lay
// their hands on a household or want a person of the touches, with what they
// touch there. It looks everywhere, since one household has one file: it serves
// the finding of conflicts.
func (s *Store) TouchedBy(ctx context.Context, tx *sqldb.Tx, but id.ID, touches []registry.Touch) (map[id.ID][]registry.Touch, error) {
	found := map[id.ID][]registry.Touch{}
	var households []string
	var persons []string
	for _, t := range touches {
		if t.Household == "" {
			persons = append(persons, t.Key)
		} else {
			households = append(households, string(t.Household))
		}
	}
	for _, part := range []struct {
		condition string
		keys      []string
	}{{`t.household IN (`, households}, {`t.household = '' AND t.touch IN (`, persons}} {
		if len(part.keys) == 0 {
			continue
		}
		for row, err := range tx.Query(ctx, `SELECT t.request, t.household, t.touch FROM change_touch t JOIN change_request c ON c.id = t.request
			WHERE c.lane IN ('decide', 'hold') AND c.id <> ? AND `+part.condition+sqldb.Marks(len(part.keys))+`) ORDER BY t.request`, argsOf(part.keys, string(but))...) {
			if err != nil {
				return nil, err
			}
			var of id.ID
			var t registry.Touch
			if err := row.Scan(&of, &t.Household, &t.Key); err != nil {
				return nil, err
			}
			found[of] = append(found[of], t)
		}
	}
	return found, nil
}

// HeldChanges gives requests that are approved and not applied, after one in the
// order of their ids. It serves the runner, which applies them as who approved.
func (s *Store) HeldChanges(ctx context.Context, tx *sqldb.Tx, after id.ID, limit int) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM change_request WHERE lane = 'hold' AND id > ? ORDER BY id LIMIT ?`, string(after), limit),
		func(row *sqldb.Row) (of id.ID, err error) { err = row.Scan(&of); return of, err })
}
