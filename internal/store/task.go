package store

import (
	"context"
	"encoding/json"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const taskColumns = `id, campaign, kind, clause, part, phase, title, owner, account, area, unit, starts, due, state, wants, got, done, person, soft, place, actor, recorded, version, sealed`

func (s *Store) scanTask(row *sqldb.Row) (t campaign.Task, err error) {
	var from, due, done string
	var soft int64
	var sealed []byte
	err = row.Scan(&t.ID, &t.Campaign, &t.Kind, &t.Clause, &t.Part, &t.Phase, &t.Title, &t.Owner, &t.Account, &t.Area, &t.Unit, &from, &due, &t.State,
		&t.Wants, &t.Got, &done, &t.Person, &soft, &t.Place, &t.Actor, &t.Recorded, &t.Version, &sealed, &t.Proofs)
	if err != nil {
		return t, err
	}
	t.From, t.Due, t.Done, t.Soft = dateOf(&from), dateOf(&due), dateOf(&done), soft == 1
	note, err := s.unseal(personal.ForTask, sealed, 1)
	if err == nil {
		t.Note = note[0]
	}
	return t, err
}

// taskQuery begins every read of tasks; the number of files stands beside each.
const taskQuery = `SELECT t.id, t.campaign, t.kind, t.clause, t.part, t.phase, t.title, t.owner, t.account, t.area, t.unit, t.starts, t.due, t.state,
		t.wants, t.got, t.done, t.person, t.soft, t.place, t.actor, t.recorded, t.version, t.sealed,
		(SELECT COUNT(*) FROM proof p WHERE p.campaign = t.campaign AND p.noun = 'task' AND p.subject = t.id)
	FROM campaign_task t JOIN campaign c ON c.id = t.campaign WHERE `

// taskWhere keeps tasks within a scope: those of its places, and those of a
// campaign as a whole for whoever sees the campaign.
func taskWhere(scope identity.Scope) (string, []any) {
	where, args := scopeWhere("t", scope)
	meets, more := meetsWhere("c", scope)
	return `(` + where + ` OR t.area = c.area AND t.unit = c.unit AND ` + meets + `)`, append(args, more...)
}

// AddTask writes a new task. It tells whether it was: the same part of the same
// clause is there once for a place.
func (s *Store) AddTask(ctx context.Context, tx *sqldb.Tx, t *campaign.Task) (added bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO campaign_task (`+taskColumns+`) VALUES (`+sqldb.Marks(24)+`) ON CONFLICT DO NOTHING`,
		string(t.ID), string(t.Campaign), t.Kind, t.Clause, t.Part, t.Phase, t.Title, t.Owner, string(t.Account), string(t.Area), t.Unit, t.From.String(), t.Due.String(), string(t.State),
		t.Wants, t.Got, t.Done.String(), t.Person, flag(t.Soft), t.Place, t.Actor, string(t.Recorded), t.Version, s.seal(personal.ForTask, t.Note))
	return rows > 0, err
}

// SaveTask writes a task over the version before it, with what changed.
// problem.Conflict when another change came between.
func (s *Store) SaveTask(ctx context.Context, tx *sqldb.Tx, t *campaign.Task, change *campaign.TaskChange) error {
	rows, err := tx.Exec(ctx, `UPDATE campaign_task SET phase = ?, title = ?, owner = ?, account = ?, due = ?, state = ?, wants = ?, got = ?, done = ?, person = ?,
			actor = ?, recorded = ?, version = ?, sealed = ? WHERE id = ? AND version = ?`,
		t.Phase, t.Title, t.Owner, string(t.Account), t.Due.String(), string(t.State), t.Wants, t.Got, t.Done.String(), t.Person,
		t.Actor, string(t.Recorded), t.Version, s.seal(personal.ForTask, t.Note), string(t.ID), t.Version-1)
	if err != nil {
		return err
	}
	if rows == 0 {
		return problem.New(problem.Conflict, "campaign.task_changed")
	}
	sealed, err := s.sealJSON(personal.ForTask, taskBody{change.Fields, change.Reason})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO campaign_task_change (task, seq, actor, recorded, sealed) VALUES (?, ?, ?, ?, ?)`,
		string(t.ID), t.Version, t.Actor, string(t.Recorded), sealed)
	return err
}

// taskBody is what of a change lies encrypted.
type taskBody struct {
	Fields []campaign.Changed `json:"fields"`
	Reason string             `json:"reason,omitempty"`
}

// Task gives a task within the scope. problem.NotFound when there is none.
func (s *Store) Task(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*campaign.Task, error) {
	where, args := taskWhere(scope)
	all, err := sqldb.Collect(tx.Query(ctx, taskQuery+`t.id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanTask)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, problem.New(problem.NotFound, "campaign.no_task")
	}
	return &all[0], nil
}

// tasksMost bounds the tasks of a campaign that are read at once.
const tasksMost = 5000

// Tasks gives the tasks of a campaign within the scope, in the order of the
// plan's course.
func (s *Store) Tasks(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]campaign.Task, error) {
	where, args := taskWhere(scope)
	return sqldb.Collect(tx.Query(ctx, taskQuery+`t.campaign = ? AND `+where+` ORDER BY t.place, t.id LIMIT ?`, append(append([]any{string(of)}, args...), tasksMost)...), s.scanTask)
}

// TasksOf gives the tasks of running campaigns that are assigned to a user and
// not ended, within the scope, what is due first before the rest.
func (s *Store) TasksOf(ctx context.Context, tx *sqldb.Tx, account id.ID, scope identity.Scope, limit int) ([]campaign.Task, error) {
	where, args := taskWhere(scope)
	return sqldb.Collect(tx.Query(ctx, taskQuery+`t.account = ? AND t.state IN ('open', 'doing') AND c.state <> 'closed' AND `+where+`
		ORDER BY CASE WHEN t.due = '' THEN 1 ELSE 0 END, t.due, t.id LIMIT ?`, append(append([]any{string(account)}, args...), limit)...), s.scanTask)
}

// LateTasks gives the tasks of active campaigns that should have ended before a
// day, within the scope, the latest first to be due first.
func (s *Store) LateTasks(ctx context.Context, tx *sqldb.Tx, before day.Date, scope identity.Scope, limit int) ([]campaign.Task, error) {
	where, args := taskWhere(scope)
	return sqldb.Collect(tx.Query(ctx, taskQuery+`t.due <> '' AND t.due < ? AND t.state IN ('open', 'doing') AND c.state = 'active' AND `+where+`
		ORDER BY t.due, t.id LIMIT ?`, append(append([]any{before.String()}, args...), limit)...), s.scanTask)
}

// TaskChanges gives what was changed of a task within the scope, oldest first.
func (s *Store) TaskChanges(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]campaign.TaskChange, error) {
	where, args := scopeWhere("t", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT g.seq, g.actor, g.recorded, g.sealed FROM campaign_task_change g JOIN campaign_task t ON t.id = g.task
		WHERE g.task = ? AND `+where+` ORDER BY g.seq`, append([]any{string(of)}, args...)...), func(row *sqldb.Row) (c campaign.TaskChange, err error) {
		var sealed []byte
		if err := row.Scan(&c.Seq, &c.Actor, &c.Recorded, &sealed); err != nil {
			return c, err
		}
		clear, err := s.sealer.Open(personal.ForTask, sealed)
		if err != nil {
			return c, err
		}
		var body taskBody
		err = json.Unmarshal([]byte(clear), &body)
		c.Fields, c.Reason = body.Fields, body.Reason
		return c, err
	})
}
