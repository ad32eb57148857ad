package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// TaskLine is a task as an actor may see it: its note, and who did it, only
// where the actor's scope covers its place or it is the actor's own.
type TaskLine struct {
	campaign.Task
	Village string // of a task for one village, else ""
	Account string // that Account of the task signs in with, "" for none
	Overdue bool
	Mine    bool
	MayDo   bool // record how far it is
}

// TaskPhase is a phase with its tasks; the last one, without an id, holds what
// falls into no phase.
type TaskPhase struct {
	ID    string
	Name  string
	Span  day.Period
	Tasks []TaskLine
}

// Counted says how many of a phase's tasks have ended, and how many there are.
func (p *TaskPhase) Counted() (ended, all int) {
	for i := range p.Tasks {
		if p.Tasks[i].State.Ended() {
			ended++
		}
	}
	return ended, len(p.Tasks)
}

// TaskBoard is the course of a campaign.
type TaskBoard struct {
	Campaign *campaign.Campaign
	Phases   []TaskPhase
	Counts   map[campaign.TaskState]int64
	Overdue  int64
	Today    day.Date
}

// Tasks shows the tasks of a campaign by phase.
func (d *Desk) Tasks(ctx context.Context, of id.ID) (board *TaskBoard, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		all, err := d.store.Tasks(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		lines, err := d.taskLines(ctx, tx, all)
		board = d.taskBoard(c, p, lines)
		return err
	})
	return board, err
}

func (d *Desk) taskBoard(c *campaign.Campaign, p *plan.Plan, lines []TaskLine) *TaskBoard {
	b := &TaskBoard{Campaign: c, Counts: map[campaign.TaskState]int64{}, Today: d.clock.Today()}
	at := map[string]int{}
	for i := range p.Phases {
		f := &p.Phases[i]
		at[f.ID] = len(b.Phases)
		b.Phases = append(b.Phases, TaskPhase{ID: f.ID, Name: firstOf(f.Name, f.ID), Span: day.Period{From: f.From.Day, To: f.To.Day}})
	}
	at[""] = len(b.Phases)
	b.Phases = append(b.Phases, TaskPhase{})
	for _, line := range lines {
		phase, ok := at[line.Phase]
		if !ok {
			phase = at[""]
		}
		b.Phases[phase].Tasks = append(b.Phases[phase].Tasks, line)
		b.Counts[line.State]++
		if line.Overdue {
			b.Overdue++
		}
	}
	if last := len(b.Phases) - 1; len(b.Phases[last].Tasks) == 0 {
		b.Phases = b.Phases[:last]
	}
	for i := range b.Phases {
		slices.SortStableFunc(b.Phases[i].Tasks, func(x, y TaskLine) int { return rank(&x) - rank(&y) })
	}
	return b
}

// rank puts what is overdue first and what has ended last.
func rank(t *TaskLine) int {
	switch {
	case t.Overdue:
		return 0
	case t.State.Ended():
		return 2
	}
	return 1
}

// taskLines shows tasks as the actor may see them.
func (d *Desk) taskLines(ctx context.Context, tx *sqldb.Tx, all []campaign.Task) ([]TaskLine, error) {
	today, accounts, villages := d.clock.Today(), map[id.ID]string{}, map[area.Code]string{}
	lines := make([]TaskLine, 0, len(all))
	for _, t := range all {
		line := TaskLine{Task: t, Overdue: t.Overdue(today), Mine: t.Account != "" && t.Account == d.actor.User}
		covers := d.actor.Scope.CoversPlace(t.Area, t.Unit)
		line.MayDo = d.actor.Can(identity.TaskDo) && (covers || line.Mine)
		if !covers && !line.Mine {
			line.Note, line.Person = "", ""
		}
		if t.Account != "" && (covers || line.Mine) {
			if accounts[t.Account] == "" {
				user, err := d.store.User(ctx, tx, t.Account, identity.Everything)
				if err != nil {
					return nil, err
				}
				accounts[t.Account] = user.Account
			}
			line.Account = accounts[t.Account]
		}
		if t.Area != "" && t.Part != "" && t.Kind == string(plan.JobTask) {
			if villages[t.Area] == "" {
				name, err := d.villageName(ctx, tx, t.Area)
				if err != nil {
					return nil, err
				}
				villages[t.Area] = name
			}
			line.Village = villages[t.Area]
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// TaskView is one task with what was changed of it and its files.
type TaskView struct {
	TaskLine
	Campaign *campaign.Campaign
	Changes  []campaign.TaskChange
	Proofs   []campaign.Proof
	MayKeep  bool
}

// Task shows one task.
func (d *Desk) Task(ctx context.Context, of id.ID) (view *TaskView, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		t, err := d.store.Task(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		view, err = d.taskView(ctx, tx, t)
		return err
	})
	return view, err
}

func (d *Desk) taskView(ctx context.Context, tx *sqldb.Tx, t *campaign.Task) (*TaskView, error) {
	lines, err := d.taskLines(ctx, tx, []campaign.Task{*t})
	if err != nil {
		return nil, err
	}
	view := &TaskView{TaskLine: lines[0]}
	if view.Campaign, err = d.store.Campaign(ctx, tx, t.Campaign, d.actor.Scope); err != nil {
		return nil, err
	}
	view.MayKeep = d.actor.Can(identity.TaskKeep) && d.runs(view.Campaign) == nil
	scope := d.taskScope(t)
	if view.Changes, err = d.store.TaskChanges(ctx, tx, t.ID, scope); err != nil {
		return nil, err
	}
	view.Proofs, err = d.store.Proofs(ctx, tx, t.Campaign, "task", string(t.ID), scope)
	return view, err
}

// taskScope is what of a task's inside the actor sees: all of it, when it is
// the actor's own.
func (d *Desk) taskScope(t *campaign.Task) identity.Scope {
	if t.Account != "" && t.Account == d.actor.User {
		return identity.Everything
	}
	return d.actor.Scope
}

// MyTasks are the tasks assigned to the actor, what is due first before the
// rest.
func (d *Desk) MyTasks(ctx context.Context, limit int) (lines []TaskLine, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	if d.actor.User == "" {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := d.store.TasksOf(ctx, tx, d.actor.User, d.actor.Scope, min(max(limit, 1), pageMost))
		if err != nil {
			return err
		}
		lines, err = d.taskLines(ctx, tx, all)
		return err
	})
	return lines, err
}

// LateTasks are the tasks of running campaigns whose day has passed.
func (d *Desk) LateTasks(ctx context.Context, limit int) (lines []TaskLine, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := d.store.LateTasks(ctx, tx, d.clock.Today(), d.actor.Scope, min(max(limit, 1), pageMost))
		if err != nil {
			return err
		}
		lines, err = d.taskLines(ctx, tx, all)
		return err
	})
	return lines, err
}

// TaskProof is a file of a task, opened; that somebody looked is recorded first.
func (d *Desk) TaskProof(ctx context.Context, task, of id.ID) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		t, err := d.store.Task(ctx, tx, task, d.actor.Scope)
		if err != nil {
			return err
		}
		p, opened, err := d.store.Proof(ctx, tx, of, d.taskScope(t))
		if err != nil {
			return err
		}
		if p.Noun != "task" || p.Subject != string(t.ID) {
			return problem.New(problem.NotFound, "campaign.no_file")
		}
		file = opened
		return d.viewed(ctx, tx, p)
	})
	return file, err
}

// viewed records that somebody looked at a file.
func (d *Desk) viewed(ctx context.Context, tx *sqldb.Tx, p *campaign.Proof) error {
	return d.record(ctx, tx, act{name: "attachment.view", noun: "attachment", subject: p.ID, where: place{p.Area, p.Unit}, count: 1,
		detail: map[string]any{"campaign": p.Campaign, "of": p.Noun, "file": p.File}})
}
