package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const noticeColumns = `id, number, kind, profile, digest, step, level, area, unit, rule, texts, earlier, state, posted, starts, until, moved, photo, reason, actor, recorded, version`

func scanNotice(row *sqldb.Row, more ...any) (n casework.Notice, err error) {
	var rule, texts, posted, starts, until string
	var photo *string
	err = row.Scan(append([]any{&n.ID, &n.Number, &n.Kind, &n.Profile, &n.Digest, &n.Step, &n.Level, &n.Area, &n.Unit, &rule, &texts, &n.Before, &n.State,
		&posted, &starts, &until, &n.Moved, &photo, &n.Reason, &n.Actor, &n.Recorded, &n.Version}, more...)...)
	if err != nil {
		return n, err
	}
	n.Posted, n.Starts, n.Until = dateOf(&posted), dateOf(&starts), dateOf(&until)
	if photo != nil {
		n.Photo = *photo
	}
	return n, errors.Join(json.Unmarshal([]byte(rule), &n.Rule), json.Unmarshal([]byte(texts), &n.NoticeText))
}

// noticeWhere keeps the notices n that lie within the scope, or have a row there.
func noticeWhere(scope identity.Scope) (where string, args []any) {
	whole, args := scopeWhere("n", scope)
	if scope.All {
		return whole, args
	}
	rows, more := scopeWhere("z", scope)
	return `(` + whole + ` OR EXISTS (SELECT 1 FROM notice_row z WHERE z.notice = n.id AND ` + rows + `))`, append(args, more...)
}

// AddNotice writes a draft. form is the key of the form that drew it up, "" for
// none.
func (s *Store) AddNotice(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, form string) error {
	rule, err := json.Marshal(n.Rule)
	if err != nil {
		return err
	}
	texts, err := json.Marshal(n.NoticeText)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO notice (`+noticeColumns+`, form) VALUES (`+sqldb.Marks(23)+`)`,
		string(n.ID), n.Number, string(n.Kind), n.Profile, n.Digest, n.Step, n.Level, string(n.Area), n.Unit, string(rule), string(texts), string(n.Before), string(n.State),
		n.Posted.String(), n.Starts.String(), n.Until.String(), n.Moved, text(n.Photo), n.Reason, n.Actor, string(n.Recorded), n.Version, text(form))
	return err
}

// SaveNotice writes a notice over the version before it. problem.Conflict when
// somebody changed it meanwhile.
func (s *Store) SaveNotice(ctx context.Context, tx *sqldb.Tx, n *casework.Notice) error {
	texts, err := json.Marshal(n.NoticeText)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE notice SET number = ?, texts = ?, state = ?, posted = ?, starts = ?, until = ?, moved = ?, photo = ?, reason = ?, actor = ?, recorded = ?, version = ?
		WHERE id = ? AND version = ?`, n.Number, string(texts), string(n.State), n.Posted.String(), n.Starts.String(), n.Until.String(), n.Moved, text(n.Photo), n.Reason,
		n.Actor, string(n.Recorded), n.Version, string(n.ID), n.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "casework.notice_changed")
	}
	return err
}

// NoticeNumber gives the next number of a year: GS2027-00001.
func (s *Store) NoticeNumber(ctx context.Context, tx *sqldb.Tx, year int) (string, error) {
	prefix := fmt.Sprintf("GS%d-", year)
	var last string
	if err := tx.Row(ctx, `SELECT COALESCE(MAX(number), '') FROM notice WHERE number >= ? AND number < ?`, prefix, prefix+"~").Scan(&last); err != nil {
		return "", err
	}
	n := 0
	if last != "" {
		if _, err := fmt.Sscanf(last[len(prefix):], "%d", &n); err != nil {
			return "", problem.Wrap(err, problem.Internal, "problem.internal")
		}
	}
	return fmt.Sprintf("%s%05d", prefix, n+1), nil
}

// Notice gives a notice that the scope sees anything of: a village sees its
// town's list where its own stand on it.
// problem.NotFound when there is none.
func (s *Store) Notice(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*casework.Notice, error) {
	return s.oneNotice(ctx, tx, `n.id = ?`, string(of), scope)
}

// NoticeByNumber is Notice by its number.
func (s *Store) NoticeByNumber(ctx context.Context, tx *sqldb.Tx, number string, scope identity.Scope) (*casework.Notice, error) {
	return s.oneNotice(ctx, tx, `n.number <> '' AND n.number = ?`, number, scope)
}

// NoticeOfForm gives the notice that a form drew up, nil for none yet.
func (s *Store) NoticeOfForm(ctx context.Context, tx *sqldb.Tx, form string, scope identity.Scope) (*casework.Notice, error) {
	n, err := s.oneNotice(ctx, tx, `n.form = ?`, form, scope)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	return n, err
}

func (s *Store) oneNotice(ctx context.Context, tx *sqldb.Tx, by, key string, scope identity.Scope) (*casework.Notice, error) {
	where, args := noticeWhere(scope)
	n, err := scanNotice(tx.Row(ctx, `SELECT `+prefixed("n", noticeColumns)+` FROM notice n WHERE `+by+` AND `+where, append([]any{key}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "casework.no_notice")
	}
	return &n, err
}

// NoticeFilter narrows a list of notices; "" does not.
type NoticeFilter struct {
	State casework.NoticeState
	Area  area.Code // a village on the list, or the place whose list it is
	Kind  casework.Kind
	From  day.Date // posted on the day or later
	Hangs day.Date // strangers may read it on the day
}

// NoticeLine is a notice on a list, with the counts of what lies in the scope.
type NoticeLine struct {
	casework.Notice
	Rows    int64
	Stopped int64
	Open    int64 // objections without an answer
}

// Notices gives a page of the notices that the scope sees anything of, the newest first;
// next is "" at the end.
func (s *Store) Notices(ctx context.Context, tx *sqldb.Tx, f NoticeFilter, scope identity.Scope, after string, limit int) (page []NoticeLine, next string, err error) {
	where, args := noticeWhere(scope)
	more := func(clause string, values ...any) {
		where += clause
		args = append(args, values...)
	}
	if f.State != "" {
		more(` AND n.state = ?`, string(f.State))
	}
	if f.Kind != "" {
		more(` AND n.kind = ?`, string(f.Kind))
	}
	if f.Area != "" {
		lo, hi := f.Area.Range()
		more(` AND (n.area >= ? AND n.area < ? OR EXISTS (SELECT 1 FROM notice_row a WHERE a.notice = n.id AND a.area >= ? AND a.area < ?))`, string(lo), string(hi), string(lo), string(hi))
	}
	if !f.From.IsZero() {
		more(` AND n.posted >= ?`, f.From.String())
	}
	if !f.Hangs.IsZero() {
		more(` AND n.state = 'posted' AND n.posted <= ? AND n.until >= ?`, f.Hangs.String(), f.Hangs.String())
	}
	if after != "" {
		more(` AND n.id < ?`, after)
	}
	rows, rowArgs := scopeWhere("r", scope)
	open, openArgs := scopeWhere("o", scope)
	all := append(append(append([]any{}, rowArgs...), rowArgs...), openArgs...)
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("n", noticeColumns)+`,
			(SELECT COUNT(*) FROM notice_row r WHERE r.notice = n.id AND `+rows+`),
			(SELECT COUNT(*) FROM notice_row r WHERE r.notice = n.id AND r.state = 'stopped' AND `+rows+`),
			(SELECT COUNT(*) FROM objection o WHERE o.notice = n.id AND o.state = 'open' AND `+open+`)
		FROM notice n WHERE `+where+` ORDER BY n.id DESC LIMIT ?`, append(append(all, args...), limit+1)...), func(row *sqldb.Row) (l NoticeLine, err error) {
		l.Notice, err = scanNotice(row, &l.Rows, &l.Stopped, &l.Open)
		return l, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = string(page[limit-1].ID)
	}
	return page, next, err
}

// CountNotices counts the notices that the scope sees anything of, by state.
func (s *Store) CountNotices(ctx context.Context, tx *sqldb.Tx, scope identity.Scope) (map[casework.NoticeState]int64, error) {
	where, args := noticeWhere(scope)
	counts := map[casework.NoticeState]int64{}
	for row, err := range tx.Query(ctx, `SELECT n.state, COUNT(*) FROM notice n WHERE `+where+` GROUP BY n.state`, args...) {
		var state casework.NoticeState
		var n int64
		if err == nil {
			err = row.Scan(&state, &n)
		}
		if err != nil {
			return nil, err
		}
		counts[state] = n
	}
	return counts, nil
}

// DueNotices gives notices whose last day lies before a day and that nobody has
// ended yet, the longest over first; one that is objected to as a whole waits for
// the answer. It serves the program itself, which ends
// them.
func (s *Store) DueNotices(ctx context.Context, tx *sqldb.Tx, today day.Date, limit int) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM notice WHERE state = 'posted' AND until <> '' AND until < ?
		AND NOT EXISTS (SELECT 1 FROM objection o WHERE o.notice = notice.id AND o.line = 0 AND o.state = 'open') ORDER BY until, id LIMIT ?`, today.String(), limit),
		func(row *sqldb.Row) (of id.ID, err error) {
			err = row.Scan(&of)
			return of, err
		})
}

// NoticePhoto opens the photo of the board, of a notice that lies in the scope.
// problem.NotFound when there is none.
func (s *Store) NoticePhoto(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*blob.File, error) {
	where, args := noticeWhere(scope)
	var digest string
	var sealed []byte
	err := tx.Row(ctx, `SELECT f.digest, f.sealed FROM notice n JOIN attachment f ON f.digest = n.photo WHERE n.id = ? AND `+where, append([]any{string(of)}, args...)...).Scan(&digest, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "casework.no_photo")
	}
	if err != nil {
		return nil, err
	}
	return s.openAttachment(digest, sealed)
}

// PublicVillages gives the villages that stand on a notice which strangers may
// read on a day, in the order of their codes.
func (s *Store) PublicVillages(ctx context.Context, tx *sqldb.Tx, today day.Date, scope identity.Scope, limit int) ([]area.Code, error) {
	where, args := scopeWhere("r", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT r.area FROM notice n JOIN notice_row r ON r.notice = n.id
		WHERE n.state = 'posted' AND n.posted <= ? AND n.until >= ? AND `+where+` ORDER BY r.area LIMIT ?`, append(append([]any{today.String(), today.String()}, args...), limit)...),
		func(row *sqldb.Row) (code area.Code, err error) {
			err = row.Scan(&code)
			return code, err
		})
}
