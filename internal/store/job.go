package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const jobColumns = `id, kind, args, state, account, actor, role, scope, area, unit, subject, holds, form, runner, lease, tries, stop,
	stage, stage_at, counted, done, size, result, failure, file, made, started, ended`

// AddJob writes a job that waits for a runner. problem.Conflict when another
// one holds what it needs.
func (s *Store) AddJob(ctx context.Context, tx *sqldb.Tx, j *identity.Job) error {
	scope, err := json.Marshal(j.Scope)
	if err != nil {
		return err
	}
	var busy string
	if j.Holds != "" {
		err := tx.Row(ctx, `SELECT id FROM job WHERE holds = ? AND state IN ('waiting', 'running')`, j.Holds).Scan(&busy)
		if err == nil {
			return problem.New(problem.Conflict, "job.busy")
		}
		if !errors.Is(err, sqldb.ErrNoRow) {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO job (`+jobColumns+`) VALUES (`+sqldb.Marks(28)+`)`,
		string(j.ID), string(j.Kind), j.Args, string(j.State), string(j.Account), j.Actor, string(j.Role), string(scope),
		string(j.Area), j.Unit, string(j.Subject), j.Holds, j.Form, string(j.Runner), string(j.Lease), j.Tries, flag(j.Stop),
		j.Stage, string(j.StageAt), j.Counted, j.Done, j.Size, j.Result, j.Failure, string(j.File), string(j.Made), string(j.Started), string(j.Ended))
	return err
}

func scanJob(row *sqldb.Row) (*identity.Job, error) {
	var j identity.Job
	var scope string
	var stop int64
	err := row.Scan(&j.ID, &j.Kind, &j.Args, &j.State, &j.Account, &j.Actor, &j.Role, &scope, &j.Area, &j.Unit, &j.Subject, &j.Holds, &j.Form,
		&j.Runner, &j.Lease, &j.Tries, &stop, &j.Stage, &j.StageAt, &j.Counted, &j.Done, &j.Size, &j.Result, &j.Failure, &j.File, &j.Made, &j.Started, &j.Ended)
	if err != nil {
		return nil, err
	}
	j.Stop = stop == 1
	return &j, json.Unmarshal([]byte(scope), &j.Scope)
}

func oneJob(row *sqldb.Row) (*identity.Job, error) {
	j, err := scanJob(row)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return j, err
}

// ownOr is the condition of rows with the columns account, area and unit that
// are an account's own or lie within the scope.
func ownOr(alias string, account id.ID, scope identity.Scope) (where string, args []any) {
	where, args = scopeWhere(alias, scope)
	if account == "" {
		return where, args
	}
	return "(" + alias + ".account = ? OR " + where + ")", append([]any{string(account)}, args...)
}

// Job gives a job that is the account's own or lies within the scope.
// problem.NotFound when there is none.
func (s *Store) Job(ctx context.Context, tx *sqldb.Tx, of, account id.ID, scope identity.Scope) (*identity.Job, error) {
	where, args := ownOr("j", account, scope)
	j, err := oneJob(tx.Row(ctx, `SELECT `+jobColumns+` FROM job j WHERE id = ? AND `+where, append([]any{string(of)}, args...)...))
	if err == nil && j == nil {
		return nil, problem.New(problem.NotFound, "job.none")
	}
	return j, err
}

// JobOfForm gives the job that an account asked for with a form, nil when there
// is none yet.
func (s *Store) JobOfForm(ctx context.Context, tx *sqldb.Tx, account id.ID, form string) (*identity.Job, error) {
	return oneJob(tx.Row(ctx, `SELECT `+jobColumns+` FROM job WHERE account = ? AND form = ?`, string(account), form))
}

// Jobs gives jobs that are the account's own or lie within the scope, the
// newest first, older than one; before "" begins with the newest.
func (s *Store) Jobs(ctx context.Context, tx *sqldb.Tx, account id.ID, scope identity.Scope, before id.ID, limit int) ([]*identity.Job, error) {
	where, args := ownOr("j", account, scope)
	if before == "" {
		before = "~"
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+jobColumns+` FROM job j WHERE id < ? AND `+where+` ORDER BY id DESC LIMIT ?`,
		append(append([]any{string(before)}, args...), limit)...), scanJob)
}

// JobsOn gives the jobs that work or worked on a subject, the newest first, at
// most limit. Who is shown the subject may know of them.
func (s *Store) JobsOn(ctx context.Context, tx *sqldb.Tx, subject id.ID, limit int) ([]*identity.Job, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT `+jobColumns+` FROM job WHERE subject = ? ORDER BY id DESC LIMIT ?`, string(subject), limit), scanJob)
}

// JobToDo gives the oldest job that waits, or whose runner has not been heard
// of since the lease ran out; nil when there is none. It serves the runner.
func (s *Store) JobToDo(ctx context.Context, tx *sqldb.Tx, now day.Instant) (*identity.Job, error) {
	return oneJob(tx.Row(ctx, `SELECT `+jobColumns+` FROM job WHERE state = 'waiting' OR state = 'running' AND lease < ? ORDER BY id LIMIT 1`, string(now)))
}

// TurnJob writes a job's state, runner, lease, tries and end over what the
// caller has read. false when somebody else has turned it meanwhile.
func (s *Store) TurnJob(ctx context.Context, tx *sqldb.Tx, j *identity.Job, from identity.JobState, runner id.ID) (bool, error) {
	rows, err := tx.Exec(ctx, `UPDATE job SET state = ?, runner = ?, lease = ?, tries = ?, stop = ?, result = ?, failure = ?, file = ?, started = ?, ended = ?
		WHERE id = ? AND state = ? AND runner = ?`,
		string(j.State), string(j.Runner), string(j.Lease), j.Tries, flag(j.Stop), j.Result, j.Failure, string(j.File), string(j.Started), string(j.Ended),
		string(j.ID), string(from), string(runner))
	return rows == 1, err
}

// BeatJob writes that a runner is alive and how far the job is. It tells
// whether somebody asked it to stop; mine is false when another runner has it,
// or none.
func (s *Store) BeatJob(ctx context.Context, tx *sqldb.Tx, j *identity.Job) (stop, mine bool, err error) {
	var asked int64
	err = tx.Row(ctx, `UPDATE job SET lease = ?, stage = ?, stage_at = ?, counted = ?, done = ?, size = ?
		WHERE id = ? AND runner = ? AND state = 'running' RETURNING stop`,
		string(j.Lease), j.Stage, string(j.StageAt), j.Counted, j.Done, j.Size, string(j.ID), string(j.Runner)).Scan(&asked)
	if errors.Is(err, sqldb.ErrNoRow) {
		return false, false, nil
	}
	return asked == 1, err == nil, err
}

// AskStop notes that a running job is to stop.
func (s *Store) AskStop(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE job SET stop = 1 WHERE id = ? AND state = 'running'`, string(of))
	return err
}

// DropJobs forgets jobs that ended before an instant. What they did stays in
// the record.
func (s *Store) DropJobs(ctx context.Context, tx *sqldb.Tx, before day.Instant) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM job WHERE state NOT IN ('waiting', 'running') AND ended <> '' AND ended < ?`, string(before))
}
