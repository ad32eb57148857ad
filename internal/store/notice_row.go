package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// AddNoticeRows writes the rows of a draft. problem.Conflict when a case stands
// on another list by now.
func (s *Store) AddNoticeRows(ctx context.Context, tx *sqldb.Tx, rows []casework.NoticeRow) error {
	for i := range rows {
		r := &rows[i]
		_, err := tx.Exec(ctx, `INSERT INTO notice_row (notice, line, casework, household, area, unit, state, filled) VALUES (`+sqldb.Marks(8)+`)`,
			string(r.Notice), r.Serial, string(r.Case), string(r.Household), string(r.Area), r.Unit, string(r.State), string(r.Filled))
		if _, taken := sqldb.IsUnique(err); taken {
			return problem.Wrap(err, problem.Conflict, "casework.row_taken")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DropNoticeRows takes all rows of a draft off it.
func (s *Store) DropNoticeRows(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM notice_row WHERE notice = ? AND notice IN (SELECT id FROM notice WHERE state = 'draft')`, string(of))
	return err
}

// FixNoticeRows writes the cells of rows down as they hang from now on.
func (s *Store) FixNoticeRows(ctx context.Context, tx *sqldb.Tx, rows []casework.NoticeRow) error {
	for i := range rows {
		sealed, err := s.sealJSON(personal.ForNotice, rows[i].Cells)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notice_row SET sealed = ? WHERE notice = ? AND line = ?`, sealed, string(rows[i].Notice), rows[i].Serial); err != nil {
			return err
		}
	}
	return nil
}

// SetNoticeRow brings a row from one state to another. problem.Conflict when it
// stands in a third by now.
func (s *Store) SetNoticeRow(ctx context.Context, tx *sqldb.Tx, r *casework.NoticeRow, was casework.RowState) error {
	rows, err := tx.Exec(ctx, `UPDATE notice_row SET state = ?, filled = ? WHERE notice = ? AND line = ? AND state = ?`,
		string(r.State), string(r.Filled), string(r.Notice), r.Serial, string(was))
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "casework.notice_changed")
	}
	return err
}

const noticeRowColumns = `r.notice, r.line, r.casework, r.household, r.area, r.unit, r.state, r.filled, r.sealed`

func (s *Store) scanNoticeRow(row *sqldb.Row) (r casework.NoticeRow, err error) {
	var sealed []byte
	if err := row.Scan(&r.Notice, &r.Serial, &r.Case, &r.Household, &r.Area, &r.Unit, &r.State, &r.Filled, &sealed); err != nil || sealed == nil {
		return r, err
	}
	return r, s.unsealJSON(personal.ForNotice, sealed, &r.Cells)
}

// NoticeRows gives rows of a notice within the scope, in the order they hang,
// at most limit behind a serial; of a village alone unless where is "".
func (s *Store) NoticeRows(ctx context.Context, tx *sqldb.Tx, of id.ID, where area.Code, scope identity.Scope, after, limit int) ([]casework.NoticeRow, error) {
	inside, args := scopeWhere("r", scope)
	args = append([]any{string(of), after}, args...)
	if where != "" {
		inside += ` AND r.area = ?`
		args = append(args, string(where))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+noticeRowColumns+` FROM notice_row r WHERE r.notice = ? AND r.line > ? AND `+inside+` ORDER BY r.line LIMIT ?`, append(args, limit)...), s.scanNoticeRow)
}

// NoticeRow gives one row within the scope. problem.NotFound when there is none.
func (s *Store) NoticeRow(ctx context.Context, tx *sqldb.Tx, of id.ID, serial int, scope identity.Scope) (*casework.NoticeRow, error) {
	inside, args := scopeWhere("r", scope)
	r, err := s.scanNoticeRow(tx.Row(ctx, `SELECT `+noticeRowColumns+` FROM notice_row r WHERE r.notice = ? AND r.line = ? AND `+inside, append([]any{string(of), serial}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "casework.no_row")
	}
	return &r, err
}

// Waiting is a place whose cases wait for a notice: those of one kind at one
// step of one version of a procedure.
type Waiting struct {
	Area    area.Code // village
	Unit    string
	Kind    casework.Kind
	Profile string
	Digest  string
	Step    string
	Cases   int64
}

// waiting are the cases that stand before a notice and on no list.
const waiting = `c.ended = 0 AND c.does = 'notice' AND c.state = 'running'
	AND NOT EXISTS (SELECT 1 FROM notice_row w WHERE w.casework = c.id AND w.state IN ('posted', 'stopped'))`

// WaitingForNotice gives the places within the scope whose cases wait for a
// notice, in the order of villages, at most limit.
func (s *Store) WaitingForNotice(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, limit int) ([]Waiting, error) {
	where, args := scopeWhere("c", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT c.area, c.unit, c.kind, c.profile, c.digest, c.step, COUNT(*) FROM casework c WHERE `+waiting+` AND `+where+`
		GROUP BY c.area, c.unit, c.kind, c.profile, c.digest, c.step ORDER BY c.area, c.unit, c.kind, c.step LIMIT ?`, append(args, limit)...), func(row *sqldb.Row) (w Waiting, err error) {
		err = row.Scan(&w.Area, &w.Unit, &w.Kind, &w.Profile, &w.Digest, &w.Step, &w.Cases)
		return w, err
	})
}

// CasesForNotice gives the cases of a kind that wait at a step within the scope,
// who was received first before the rest, at most limit. Its Area and Unit
// narrow the scope by what lies below them.
func (s *Store) CasesForNotice(ctx context.Context, tx *sqldb.Tx, w Waiting, scope identity.Scope, limit int) ([]id.ID, error) {
	narrow, ok := scope.Within(w.Area, w.Unit)
	if !ok {
		return nil, nil
	}
	where, args := scopeWhere("c", narrow)
	return sqldb.Collect(tx.Query(ctx, `SELECT c.id FROM casework c WHERE `+waiting+` AND c.kind = ? AND c.digest = ? AND c.step = ? AND `+where+` ORDER BY c.area, c.received, c.id LIMIT ?`,
		append(append([]any{string(w.Kind), w.Digest, w.Step}, args...), limit)...), func(row *sqldb.Row) (of id.ID, err error) {
		err = row.Scan(&of)
		return of, err
	})
}

// HangingRows gives the rows of a notice as strangers see them: those still on
// the list whose case goes on, behind a serial, at most limit.
func (s *Store) HangingRows(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope, after, limit int) ([]casework.NoticeRow, error) {
	inside, args := scopeWhere("r", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+noticeRowColumns+` FROM notice_row r JOIN casework c ON c.id = r.casework
		WHERE r.notice = ? AND r.line > ? AND r.state IN ('posted', 'stopped') AND c.ended = 0 AND `+inside+` ORDER BY r.line LIMIT ?`,
		append(append([]any{string(of), after}, args...), limit)...), s.scanNoticeRow)
}
