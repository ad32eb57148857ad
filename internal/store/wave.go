package store

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const waveColumns = `id, number, level, area, unit, from_day, to_day, ended, source, unseen, account, actor, recorded, version, sealed`

// AddWave writes a cold-wave notice with what it changes.
func (s *Store) AddWave(ctx context.Context, tx *sqldb.Tx, w *hazard.Wave, raises []hazard.WaveRaise) error {
	_, err := tx.Exec(ctx, `INSERT INTO cold_wave (`+waveColumns+`) VALUES (`+sqldb.Marks(15)+`)`, string(w.ID), w.Number, string(w.Level), string(w.Area), w.Unit, w.From.String(), w.To.String(), w.Ended.String(),
		w.Source, w.Unseen, string(w.Account), w.Actor, string(w.Recorded), w.Row, s.seal(personal.ForWave, w.Words))
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "wave.number_taken", "number", w.Number)
	}
	if err != nil {
		return err
	}
	for _, r := range raises {
		if _, err := tx.Exec(ctx, `INSERT INTO cold_wave_raise (wave, campaign, clause, duty, every, words) VALUES (?, ?, ?, ?, ?, ?)`, string(w.ID), string(r.Campaign), r.Clause, r.Duty, r.Every, r.Words); err != nil {
			return err
		}
	}
	return nil
}

// EndWave calls a notice off over the version before. problem.Conflict when
// somebody was faster.
func (s *Store) EndWave(ctx context.Context, tx *sqldb.Tx, w *hazard.Wave) error {
	rows, err := tx.Exec(ctx, `UPDATE cold_wave SET ended = ?, version = ? WHERE id = ? AND version = ?`, w.Ended.String(), w.Row, string(w.ID), w.Row-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "wave.changed")
	}
	return err
}

func (s *Store) scanWave(row *sqldb.Row) (*hazard.Wave, error) {
	var w hazard.Wave
	var from, to, ended string
	var sealed []byte
	if err := row.Scan(&w.ID, &w.Number, &w.Level, &w.Area, &w.Unit, &from, &to, &ended, &w.Source, &w.Unseen, &w.Account, &w.Actor, &w.Recorded, &w.Row, &sealed); err != nil {
		return nil, err
	}
	w.From, w.To, w.Ended = dateOf(&from), dateOf(&to), dateOf(&ended)
	words, err := s.unseal(personal.ForWave, sealed, 1)
	if err != nil {
		return nil, err
	}
	w.Words = words[0]
	return &w, nil
}

// WaveOfNumber gives the notice of a number, wherever; nil without one.
func (s *Store) WaveOfNumber(ctx context.Context, tx *sqldb.Tx, number string) (*hazard.Wave, error) {
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+waveColumns+` FROM cold_wave WHERE number = ?`, number), s.scanWave)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// waveWhere keeps notices that touch a scope: those of its own places, and those
// of a wider place that put a household within it on their list.
func waveWhere(scope identity.Scope) (where string, args []any) {
	own, args := scopeWhere("w", scope)
	listed, more := scopeWhere("l", scope)
	return `(` + own + ` OR EXISTS (SELECT 1 FROM cold_wave_call l WHERE l.wave = w.id AND ` + listed + `))`, append(args, more...)
}

// Waves gives the notices that touch the scope and end on a day or later, the
// newest first.
func (s *Store) Waves(ctx context.Context, tx *sqldb.Tx, from day.Date, scope identity.Scope, limit int) ([]*hazard.Wave, error) {
	where, args := waveWhere(scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("w", waveColumns)+` FROM cold_wave w WHERE w.to_day >= ? AND `+where+` ORDER BY w.id DESC LIMIT ?`, append(append([]any{from.String()}, args...), limit)...), s.scanWave)
}

// Wave gives one that touches the scope. problem.NotFound when there is none.
func (s *Store) Wave(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*hazard.Wave, error) {
	where, args := waveWhere(scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("w", waveColumns)+` FROM cold_wave w WHERE w.id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanWave)
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "wave.none")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// WaveRaises are what a notice changes.
func (s *Store) WaveRaises(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]hazard.WaveRaise, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT campaign, clause, duty, every, words FROM cold_wave_raise WHERE wave = ? ORDER BY campaign, clause`, string(of)), func(row *sqldb.Row) (r hazard.WaveRaise, err error) {
		return r, row.Scan(&r.Campaign, &r.Clause, &r.Duty, &r.Every, &r.Words)
	})
}

// RaisedDuty is a duty of a campaign that a notice raises to another cadence.
type RaisedDuty struct {
	Wave   id.ID
	Number string // of the notice
	Area   area.Code
	Duty   string
	Every  string
	Span   day.Period // the days of the notice, up to when it was called off
}

// RaisedDuties are the duties of a campaign that notices raise, or have raised,
// the first notice first.
func (s *Store) RaisedDuties(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]RaisedDuty, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT w.id, w.number, w.area, r.duty, r.every, w.from_day, w.to_day, w.ended FROM cold_wave_raise r JOIN cold_wave w ON w.id = r.wave
		WHERE r.campaign = ? AND r.duty <> '' AND r.every <> '' ORDER BY w.id, r.clause`, string(of)), func(row *sqldb.Row) (r RaisedDuty, err error) {
		var from, to, ended string
		if err := row.Scan(&r.Wave, &r.Number, &r.Area, &r.Duty, &r.Every, &from, &to, &ended); err != nil {
			return r, err
		}
		r.Span = day.Period{From: dateOf(&from), To: dateOf(&to)}
		if off := dateOf(&ended); !off.IsZero() && !off.After(r.Span.To) {
			r.Span.To = off.AddDays(-1)
		}
		return r, nil
	})
}

// AtRisk is an open file with what may put it on the list of a notice.
type AtRisk struct {
	ID     id.ID
	Area   area.Code
	Unit   string
	Size   int64
	Old    bool     // somebody of it lives alone, by category
	Hazard bool     // a danger stands open
	Seen   day.Date // last visit, call or check on record, unset without one
}

// HouseholdsAtRisk gives the open files of an area within the scope with what may
// put them on the list of a notice.
func (s *Store) HouseholdsAtRisk(ctx context.Context, tx *sqldb.Tx, where area.Code, alone []string, on day.Date, scope identity.Scope) ([]AtRisk, error) {
	inside, args := scopeWhere("h", scope)
	lo, hi := where.Range()
	var kinds []any
	for _, one := range alone {
		kinds = append(kinds, one)
	}
	all := append(kinds, on.String(), on.String())
	all = append(append(all, string(lo), string(hi)), args...)
	return sqldb.Collect(tx.Query(ctx, `SELECT h.id, h.area, h.unit, h.size,
			(SELECT COUNT(*) FROM category c WHERE c.household = h.id AND c.name IN (`+sqldb.Marks(len(alone))+`) AND c.valid_from <= ? AND c.valid_to >= ?),
			(SELECT COUNT(*) FROM hazard z WHERE z.household = h.id AND z.ended = 0),
			COALESCE((SELECT MAX(i.day) FROM inspection i WHERE i.household = h.id), ''),
			COALESCE((SELECT MAX(o.day) FROM campaign_outcome o WHERE o.subject = h.id AND o.state = 'helped'), ''),
			COALESCE((SELECT MAX(v.day) FROM visit v WHERE v.household = h.id AND v.counts = 1 AND v.act IN ('visit', 'visit_on_post', 'call', 'talk', 'check', 'deed')), '')
		FROM household h WHERE h.closed IS NULL AND h.area >= ? AND h.area < ? AND `+inside+` ORDER BY h.area, h.id`, all...), func(row *sqldb.Row) (r AtRisk, err error) {
		var old, hazards int64
		var checked, helped, met string
		if err := row.Scan(&r.ID, &r.Area, &r.Unit, &r.Size, &old, &hazards, &checked, &helped, &met); err != nil {
			return r, err
		}
		last := max(checked, helped, met)
		r.Old, r.Hazard, r.Seen = old > 0, hazards > 0, dateOf(&last)
		return r, nil
	})
}

// AddCalls writes the list of a notice.
func (s *Store) AddCalls(ctx context.Context, tx *sqldb.Tx, calls []hazard.Call) error {
	for i := range calls {
		c := &calls[i]
		if _, err := tx.Exec(ctx, `INSERT INTO cold_wave_call (wave, household, area, unit, place, reasons, state, actor, account, recorded, version, sealed) VALUES (`+sqldb.Marks(12)+`)`,
			string(c.Wave), string(c.Household), string(c.Area), c.Unit, c.Place, strings.Join(c.Reasons, ","), string(c.State), c.Actor, string(c.Account), string(c.Recorded), c.Row, s.seal(personal.ForWave, c.Note)); err != nil {
			return err
		}
	}
	return nil
}

// SaveCall writes how far a household is, over the version before.
// problem.Conflict when somebody was faster.
func (s *Store) SaveCall(ctx context.Context, tx *sqldb.Tx, c *hazard.Call) error {
	rows, err := tx.Exec(ctx, `UPDATE cold_wave_call SET state = ?, actor = ?, account = ?, recorded = ?, version = ?, sealed = ? WHERE wave = ? AND household = ? AND version = ?`,
		string(c.State), c.Actor, string(c.Account), string(c.Recorded), c.Row, s.seal(personal.ForWave, c.Note), string(c.Wave), string(c.Household), c.Row-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "wave.changed")
	}
	return err
}

// CallLine is a household on the list.
type CallLine struct {
	hazard.Call
	Number string
	Head   string
	Size   int64
}

// Calls gives the list of a notice within the scope, in the order of the walk;
// of one household where it is named.
func (s *Store) Calls(ctx context.Context, tx *sqldb.Tx, of, household id.ID, scope identity.Scope, after string, limit int) (page []CallLine, next string, err error) {
	where, args := scopeWhere("l", scope)
	args = append([]any{string(of)}, args...)
	if household != "" {
		where += ` AND l.household = ?`
		args = append(args, string(household))
	}
	if after != "" {
		village, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (l.area > ? OR l.area = ? AND l.place > (SELECT p.place FROM cold_wave_call p WHERE p.wave = l.wave AND p.household = ?))`
		args = append(args, village, village, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT l.wave, l.household, l.area, l.unit, l.place, l.reasons, l.state, l.actor, l.account, l.recorded, l.version, l.sealed, COALESCE(h.number, ''), COALESCE(h.head, ''), COALESCE(h.size, 0)
		FROM cold_wave_call l LEFT JOIN household h ON h.id = l.household WHERE l.wave = ? AND `+where+` ORDER BY l.area, l.place, l.household LIMIT ?`, append(args, limit+1)...), func(row *sqldb.Row) (l CallLine, err error) {
		var reasons string
		var sealed []byte
		if err := row.Scan(&l.Wave, &l.Household, &l.Area, &l.Unit, &l.Place, &reasons, &l.State, &l.Actor, &l.Account, &l.Recorded, &l.Row, &sealed, &l.Number, &l.Head, &l.Size); err != nil {
			return l, err
		}
		l.Reasons = strings.Split(reasons, ",")
		words, err := s.unseal(personal.ForWave, sealed, 1)
		if err == nil {
			l.Note = words[0]
		}
		return l, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(string(page[limit-1].Area), string(page[limit-1].Household))
	}
	return page, next, err
}

// WaveCount counts the list of a notice in a village.
type WaveCount struct {
	Area                area.Code
	All, Done, Todo, No int64
}

// WaveCounts counts the list of a notice within the scope by village.
func (s *Store) WaveCounts(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]WaveCount, error) {
	where, args := scopeWhere("l", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT l.area, COUNT(*), CAST(SUM(CASE WHEN l.state IN ('called', 'visited') THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN l.state = 'todo' THEN 1 ELSE 0 END) AS BIGINT),
		CAST(SUM(CASE WHEN l.state = 'missed' THEN 1 ELSE 0 END) AS BIGINT) FROM cold_wave_call l WHERE l.wave = ? AND `+where+` GROUP BY l.area ORDER BY l.area`, append([]any{string(of)}, args...)...), func(row *sqldb.Row) (c WaveCount, err error) {
		return c, row.Scan(&c.Area, &c.All, &c.Done, &c.Todo, &c.No)
	})
}
