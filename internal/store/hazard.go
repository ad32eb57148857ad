package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const hazardColumns = `id, inspection, campaign, clause, household, file, area, unit, kind, first, formal, grave, reinspect, state, ended, day, due, urgency, raised, excepted, version, recorded, sealed`

func (s *Store) hazardRow(h *hazard.Hazard) []any {
	return []any{string(h.ID), string(h.Inspection), string(h.Campaign), h.Clause, string(h.Household), h.File, string(h.Area), h.Unit, h.Kind, h.First, h.Formal, flag(h.Grave), flag(h.Reinspect),
		string(h.State), flag(!h.State.Open()), h.On.String(), until(h.Due), urgency(h), h.Raised, flag(h.Excepted), h.Row, string(h.Recorded), s.seal(personal.ForHazard, h.Words, h.Charge)}
}

// urgency puts grave hazards first, then those to be put right soonest, then
// those that were found first.
func urgency(h *hazard.Hazard) string {
	rank := "1"
	if h.Grave {
		rank = "0"
	}
	return rank + " " + until(h.Due) + " " + h.On.String()
}

// AddHazard writes a hazard that was just found, with its first act.
func (s *Store) AddHazard(ctx context.Context, tx *sqldb.Tx, h *hazard.Hazard) error {
	if _, err := tx.Exec(ctx, `INSERT INTO hazard (`+hazardColumns+`) VALUES (`+sqldb.Marks(23)+`)`, s.hazardRow(h)...); err != nil {
		return err
	}
	return s.addHazardAct(ctx, tx, h.ID, &h.Acts[len(h.Acts)-1])
}

// SaveHazard writes a hazard after an act, with the act, over the version
// before. problem.Conflict when somebody was faster.
func (s *Store) SaveHazard(ctx context.Context, tx *sqldb.Tx, h *hazard.Hazard) error {
	row := s.hazardRow(h)
	var sets []string
	for _, column := range columnList(hazardColumns)[1:] {
		sets = append(sets, column+" = ?")
	}
	rows, err := tx.Exec(ctx, `UPDATE hazard SET `+strings.Join(sets, ", ")+` WHERE id = ? AND version = ?`, append(row[1:], string(h.ID), h.Row-1)...)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "hazard.changed")
	}
	if err != nil {
		return err
	}
	return s.addHazardAct(ctx, tx, h.ID, &h.Acts[len(h.Acts)-1])
}

func (s *Store) addHazardAct(ctx context.Context, tx *sqldb.Tx, of id.ID, a *hazard.Act) error {
	_, err := tx.Exec(ctx, `INSERT INTO hazard_act (hazard, seq, verb, from_state, to_state, account, actor, role, day, grade, due, file, recorded, sealed) VALUES (`+sqldb.Marks(14)+`)`,
		string(of), a.Seq, string(a.Verb), string(a.From), string(a.To), string(a.Account), a.Actor, a.Role, a.On.String(), a.Grade, a.Due.String(), text(a.File), string(a.At),
		s.seal(personal.ForHazard, a.Who, a.Post, a.Text))
	return err
}

func (s *Store) scanHazard(row *sqldb.Row, more ...any) (*hazard.Hazard, error) {
	var h hazard.Hazard
	var grave, reinspect, ended, excepted int64
	var on, due, order string
	var sealed []byte
	err := row.Scan(append([]any{&h.ID, &h.Inspection, &h.Campaign, &h.Clause, &h.Household, &h.File, &h.Area, &h.Unit, &h.Kind, &h.First, &h.Formal, &grave, &reinspect, &h.State, &ended, &on, &due, &order,
		&h.Raised, &excepted, &h.Row, &h.Recorded, &sealed}, more...)...)
	if err != nil {
		return nil, err
	}
	h.Grave, h.Reinspect, h.Excepted, h.On, h.Due = grave == 1, reinspect == 1, excepted == 1, dateOf(&on), untilOf(due)
	words, err := s.unseal(personal.ForHazard, sealed, 2)
	if err != nil {
		return nil, err
	}
	h.Words, h.Charge = words[0], words[1]
	return &h, nil
}

func (s *Store) scanHazardAct(row *sqldb.Row) (a hazard.Act, err error) {
	var on, due string
	var file *string
	var sealed []byte
	if err := row.Scan(&a.Seq, &a.Verb, &a.From, &a.To, &a.Account, &a.Actor, &a.Role, &on, &a.Grade, &due, &file, &a.At, &sealed); err != nil {
		return a, err
	}
	a.On, a.Due = dateOf(&on), dateOf(&due)
	if file != nil {
		a.File = *file
	}
	words, err := s.unseal(personal.ForHazard, sealed, 3)
	if err != nil {
		return a, err
	}
	a.Who, a.Post, a.Text = words[0], words[1], words[2]
	return a, nil
}

// Hazard gives one within the scope, whole, with its acts. problem.NotFound when
// there is none.
func (s *Store) Hazard(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*hazard.Hazard, error) {
	where, args := scopeWhere("z", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+hazardColumns+` FROM hazard z WHERE id = ? AND `+where, append([]any{string(of)}, args...)...), func(row *sqldb.Row) (*hazard.Hazard, error) { return s.scanHazard(row) })
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "hazard.none")
	}
	if err != nil {
		return nil, err
	}
	h := all[0]
	h.Acts, err = sqldb.Collect(tx.Query(ctx, `SELECT seq, verb, from_state, to_state, account, actor, role, day, grade, due, file, recorded, sealed
		FROM hazard_act WHERE hazard = ? ORDER BY seq`, string(of)), s.scanHazardAct)
	return h, err
}

// HazardFilter asks for a part of the hazards; what is not set does not narrow.
type HazardFilter struct {
	State     hazard.State
	Open      bool // not cleared
	Grave     bool
	Kind      string
	Household id.ID
	Area      area.Code
	Before    day.Date // to be put right before this day, and not yet
}

func (f HazardFilter) where(scope identity.Scope) (where string, args []any) {
	where, args = scopeWhere("z", scope)
	add := func(condition string, more ...any) {
		where += " AND " + condition
		args = append(args, more...)
	}
	if f.State != "" {
		add("z.state = ?", string(f.State))
	}
	if f.Open {
		add("z.ended = 0")
	}
	if f.Grave {
		add("z.grave = 1")
	}
	if f.Kind != "" {
		add("z.kind = ?", f.Kind)
	}
	if f.Household != "" {
		add("z.household = ?", string(f.Household))
	}
	if f.Area != "" {
		lo, hi := f.Area.Range()
		add("z.area >= ? AND z.area < ?", string(lo), string(hi))
	}
	if !f.Before.IsZero() {
		add("z.state = 'ordered' AND z.due < ?", f.Before.String())
	}
	return where, args
}

// HazardLine is a hazard on the board, without its acts.
type HazardLine struct {
	*hazard.Hazard
	Head   string // of the household, as its file says now
	Photos int64
}

// Hazards gives a page of hazards within the scope, the most urgent first. next
// is "" at the end.
func (s *Store) Hazards(ctx context.Context, tx *sqldb.Tx, f HazardFilter, scope identity.Scope, after string, limit int) (page []HazardLine, next string, err error) {
	where, args := f.where(scope)
	if after != "" {
		urgent, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (z.urgency, z.id) > (?, ?)`
		args = append(args, urgent, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("z", columnsOnOneLine(hazardColumns))+`, COALESCE(h.head, ''), (SELECT COUNT(*) FROM hazard_photo p WHERE p.hazard = z.id)
		FROM hazard z LEFT JOIN household h ON h.id = z.household WHERE `+where+` ORDER BY z.urgency, z.id LIMIT ?`, append(args, limit+1)...), func(row *sqldb.Row) (l HazardLine, err error) {
		l.Hazard, err = s.scanHazard(row, &l.Head, &l.Photos)
		return l, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(urgency(page[limit-1].Hazard), string(page[limit-1].ID))
	}
	return page, next, err
}

// CountHazards counts hazards within the scope, up to a bound.
func (s *Store) CountHazards(ctx context.Context, tx *sqldb.Tx, f HazardFilter, scope identity.Scope, most int) (n int64, err error) {
	where, args := f.where(scope)
	err = tx.Row(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM hazard z WHERE %s LIMIT %d) x`, where, most), args...).Scan(&n)
	return n, err
}

// HazardCount counts the open hazards of a village.
type HazardCount struct {
	Area              area.Code
	Open, Grave, Late int64
}

// HazardsByVillage counts the open hazards within the scope by village.
func (s *Store) HazardsByVillage(ctx context.Context, tx *sqldb.Tx, today day.Date, scope identity.Scope) ([]HazardCount, error) {
	where, args := scopeWhere("z", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT z.area, COUNT(*), CAST(SUM(z.grave) AS BIGINT), CAST(SUM(CASE WHEN z.state = 'ordered' AND z.due < ? THEN 1 ELSE 0 END) AS BIGINT)
		FROM hazard z WHERE z.ended = 0 AND `+where+` GROUP BY z.area ORDER BY z.area`, append([]any{today.String()}, args...)...), func(row *sqldb.Row) (c HazardCount, err error) {
		err = row.Scan(&c.Area, &c.Open, &c.Grave, &c.Late)
		return c, err
	})
}

// GraveHazards are the ids of the grave hazards that are not cleared, of a
// household or of the one a member belongs to, wherever it lies: they keep an
// entry from counting as helped.
func (s *Store) GraveHazards(ctx context.Context, tx *sqldb.Tx, subject string) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM hazard WHERE ended = 0 AND grave = 1 AND (household = ? OR household IN (SELECT household FROM member WHERE id = ?)) ORDER BY id`, subject, subject), func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}

// LateHazards are the ids of hazards that should have been put right before a
// day and were not told higher since they were ordered, behind one.
func (s *Store) LateHazards(ctx context.Context, tx *sqldb.Tx, before day.Date, after id.ID, limit int) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM hazard WHERE state = 'ordered' AND due < ? AND raised = 0 AND id > ? ORDER BY id LIMIT ?`, before.String(), string(after), limit),
		func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}

// AddHazardPhoto attaches a photo to a hazard.
func (s *Store) AddHazardPhoto(ctx context.Context, tx *sqldb.Tx, p *hazard.Photo, file *blob.File) error {
	if err := s.AddAttachment(ctx, tx, file, p.Recorded); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO hazard_photo (id, hazard, stage, area, unit, file, actor, recorded) VALUES (`+sqldb.Marks(8)+`)`,
		string(p.ID), string(p.Hazard), string(p.Stage), string(p.Area), p.Unit, p.File, p.Actor, string(p.Recorded))
	return err
}

const hazardPhotoQuery = `SELECT p.id, p.hazard, p.stage, p.area, p.unit, p.file, f.type, f.size, p.actor, p.recorded`

func scanHazardPhoto(row *sqldb.Row, more ...any) (p hazard.Photo, err error) {
	err = row.Scan(append([]any{&p.ID, &p.Hazard, &p.Stage, &p.Area, &p.Unit, &p.File, &p.Type, &p.Size, &p.Actor, &p.Recorded}, more...)...)
	return p, err
}

// HazardPhotos lists the photos of a hazard within the scope, oldest first.
func (s *Store) HazardPhotos(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]hazard.Photo, error) {
	where, args := scopeWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, hazardPhotoQuery+` FROM hazard_photo p JOIN attachment f ON f.digest = p.file WHERE p.hazard = ? AND `+where+` ORDER BY p.id`,
		append([]any{string(of)}, args...)...), func(row *sqldb.Row) (hazard.Photo, error) { return scanHazardPhoto(row) })
}

// HazardPhoto opens a photo within the scope. problem.NotFound when there is
// none, Unreadable when it was changed.
func (s *Store) HazardPhoto(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*hazard.Photo, *blob.File, error) {
	where, args := scopeWhere("p", scope)
	var sealed []byte
	p, err := scanHazardPhoto(tx.Row(ctx, hazardPhotoQuery+`, f.sealed FROM hazard_photo p JOIN attachment f ON f.digest = p.file WHERE p.id = ? AND `+where,
		append([]any{string(of)}, args...)...), &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil, problem.New(problem.NotFound, "campaign.no_file")
	}
	if err != nil {
		return nil, nil, err
	}
	file, err := s.openAttachment(p.File, sealed)
	return &p, file, err
}

// HazardPaper opens the paper of an act of a hazard within the scope.
func (s *Store) HazardPaper(ctx context.Context, tx *sqldb.Tx, of id.ID, seq int64, scope identity.Scope) (*blob.File, error) {
	where, args := scopeWhere("z", scope)
	var digest string
	var sealed []byte
	err := tx.Row(ctx, `SELECT f.digest, f.sealed FROM hazard_act a JOIN hazard z ON z.id = a.hazard JOIN attachment f ON f.digest = a.file
		WHERE a.hazard = ? AND a.seq = ? AND `+where, append([]any{string(of), seq}, args...)...).Scan(&digest, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "campaign.no_file")
	}
	if err != nil {
		return nil, err
	}
	return s.openAttachment(digest, sealed)
}
