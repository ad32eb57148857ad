package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// LayTasks makes tasks of what the campaign's plan has and nobody has yet, and
// tells how many. What is there already stays as people have left it.
func (d *Desk) LayTasks(ctx context.Context, of id.ID) (added int64, err error) {
	if err := d.actor.Must(identity.TaskKeep); err != nil {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.keptCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		added, err = d.layTasks(ctx, tx, c, p)
		return err
	})
	return added, err
}

// keptCampaign gives a campaign that is not closed to who runs it.
func (d *Desk) keptCampaign(ctx context.Context, tx *sqldb.Tx, of id.ID) (*campaign.Campaign, error) {
	c, err := d.wholeCampaign(ctx, tx, of)
	if err == nil && c.State == campaign.Closed {
		err = problem.New(problem.Conflict, "campaign.ended")
	}
	return c, err
}

func (d *Desk) layTasks(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan) (added int64, err error) {
	tasks, err := d.plannedTasks(ctx, tx, c, p)
	if err != nil {
		return 0, err
	}
	digest := identity.NewDigest()
	for i := range tasks {
		t := &tasks[i]
		ok, err := d.store.AddTask(ctx, tx, t)
		if err != nil {
			return added, err
		}
		if ok {
			added++
			digest.Add(string(t.ID), t.Clause, t.Part, t.Title, t.Due.String())
		}
	}
	if added == 0 {
		return 0, nil
	}
	return added, d.record(ctx, tx, act{name: "task.lay", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: added, digest: digest.Sum()})
}

// plannedTasks are the jobs of a plan as tasks of a campaign: one for each
// village or place where the plan wants one each, with the number of people
// where it wants as many as its class has.
func (d *Desk) plannedTasks(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan) ([]campaign.Task, error) {
	rosters, err := d.store.CountRosters(ctx, tx, c.ID, identity.Everything)
	if err != nil {
		return nil, err
	}
	in := map[string]int64{}
	for _, r := range rosters {
		if r.State == campaign.In {
			in[r.Class] = r.Entries
		}
	}
	now, all := d.clock.Now(), []campaign.Task{}
	for i, job := range p.Jobs() {
		t := campaign.Task{Campaign: c.ID, Kind: string(job.Kind), Clause: job.Clause, Part: job.Part, Phase: job.Phase, Title: job.Title, Owner: job.By,
			Area: c.Area, Unit: c.Unit, From: job.From, Due: job.Due, State: campaign.TaskOpen, Wants: job.Wants, Soft: job.Strength.Soft(), Place: int64(i + 1),
			Actor: d.actor.Name, Recorded: now, Version: 1}
		if t.Wants == 0 && job.Kind == plan.JobOnPost {
			t.Wants = in[job.Class]
		}
		sites, err := d.sitesOf(ctx, tx, c, p, job.Site)
		if err != nil {
			return nil, err
		}
		for _, site := range sites {
			each := t
			each.ID = d.ids()
			if site.name != "" {
				each.Title, each.Part = job.Title+"（"+site.name+"）", firstOf(string(site.area), site.name)
				each.Area = area.Code(firstOf(string(site.area), string(c.Area)))
			}
			all = append(all, each)
		}
	}
	return all, nil
}

// siteOf is one place of a site; the zero one stands for the campaign as a
// whole.
type siteOf struct {
	area area.Code
	name string
}

// sitesOf are the places of a site: the villages of the campaign, or the places
// that the plan names.
func (d *Desk) sitesOf(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, site string) (all []siteOf, err error) {
	for i := range p.Sites {
		if s := &p.Sites[i]; site != "" && s.ID == site {
			for _, name := range s.Places {
				all = append(all, siteOf{"", name})
			}
			if s.Level != "village" || len(all) > 0 {
				break
			}
			villages, err := d.store.Villages(ctx, tx, c.Area, c.AsOf.String(), villagesKnown)
			if err != nil {
				return nil, err
			}
			for _, v := range villages {
				all = append(all, siteOf{v.Code, v.Name})
			}
		}
	}
	if len(all) == 0 {
		return []siteOf{{}}, nil
	}
	return all, nil
}

// TaskOrder is a task to add, or how one is to be.
type TaskOrder struct {
	campaign.TaskEdit
	Account string // that a user signs in with, over TaskEdit.Account; "" assigns nobody
	Seen    int64  // version that the person has seen
}

// assign finds the user that an order names.
func (d *Desk) assign(ctx context.Context, tx *sqldb.Tx, order *TaskOrder) error {
	order.TaskEdit.Account = ""
	if order.Account == "" {
		return nil
	}
	account, err := identity.ParseAccount(order.Account)
	if err != nil {
		return err
	}
	user, err := d.store.UserByAccount(ctx, tx, account, d.actor.Scope)
	if problem.Is(err, problem.NotFound) {
		return problem.New(problem.Invalid, "campaign.task_no_account", "account", account)
	}
	if err != nil {
		return err
	}
	order.TaskEdit.Account, order.Owner = user.ID, firstOf(order.Owner, user.Name)
	return nil
}

// AddTask adds a task of one's own to those of the plan.
func (d *Desk) AddTask(ctx context.Context, of id.ID, order TaskOrder) (t *campaign.Task, err error) {
	if err := d.actor.Must(identity.TaskKeep); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.keptCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		if err := d.assign(ctx, tx, &order); err != nil {
			return err
		}
		empty := &campaign.Task{ID: d.ids(), Campaign: c.ID, Kind: campaign.Own, Area: c.Area, Unit: c.Unit, State: campaign.TaskOpen,
			Place: ownPlace, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: 1}
		if t, _, err = empty.Edit(order.TaskEdit); err != nil {
			return err
		}
		if _, err := d.store.AddTask(ctx, tx, t); err != nil {
			return err
		}
		return d.recordTask(ctx, tx, t, "task.add", nil)
	})
	return t, err
}

// ownPlace puts the tasks that people added behind those of the plan.
const ownPlace = 1_000_000

// EditTask changes what a task is: its wording, owner, day. When another has
// changed it since it was seen, the error is problem.Conflict.
func (d *Desk) EditTask(ctx context.Context, of id.ID, order TaskOrder) (t *campaign.Task, err error) {
	if err := d.actor.Must(identity.TaskKeep); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := d.seenTask(ctx, tx, of, order.Seen)
		if err != nil {
			return err
		}
		if _, err := d.keptCampaign(ctx, tx, before.Campaign); err != nil {
			return err
		}
		if err := d.assign(ctx, tx, &order); err != nil {
			return err
		}
		next, changed, err := before.Edit(order.TaskEdit)
		if t = next; err != nil || len(changed) == 0 {
			return err
		}
		return d.saveTask(ctx, tx, t, &campaign.TaskChange{Fields: changed, Reason: order.Reason}, "task.edit")
	})
	return t, err
}

// seenTask gives a task as the person has seen it.
func (d *Desk) seenTask(ctx context.Context, tx *sqldb.Tx, of id.ID, seen int64) (*campaign.Task, error) {
	t, err := d.store.Task(ctx, tx, of, d.actor.Scope)
	if err == nil && seen != 0 && seen != t.Version {
		err = problem.New(problem.Conflict, "campaign.task_changed_by", "actor", t.Actor, "day", t.Recorded.Date(), "state", t.State)
	}
	return t, err
}

// TaskReport says how far a task has come.
type TaskReport struct {
	campaign.TaskProgress
	Attached []*blob.File
	Seen     int64 // version that the person has seen
}

// ReportTask records how far a task has come, with what shows it. It is for who
// sees all of the task's place, and for whom the task is assigned to.
func (d *Desk) ReportTask(ctx context.Context, of id.ID, report TaskReport) (t *campaign.Task, err error) {
	if err := d.actor.Must(identity.TaskDo); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := d.seenTask(ctx, tx, of, report.Seen)
		if err != nil {
			return err
		}
		if err := d.mayReport(ctx, tx, before, report.State); err != nil {
			return err
		}
		report.Proofs = before.Proofs + int64(len(report.Attached))
		next, changed, err := before.Progress(report.TaskProgress, d.clock.Today())
		if t = next; err != nil || len(changed)+len(report.Attached) == 0 {
			return err
		}
		for _, file := range report.Attached {
			proof := &campaign.Proof{ID: d.ids(), Campaign: t.Campaign, Noun: "task", Subject: string(t.ID), Area: t.Area, Unit: t.Unit, File: file.Digest, Actor: d.actor.Name, Recorded: d.clock.Now()}
			if err := d.store.AddProof(ctx, tx, proof, file); err != nil {
				return err
			}
			changed = append(changed, campaign.Changed{Field: "proof", To: file.Digest[:16]})
		}
		return d.saveTask(ctx, tx, t, &campaign.TaskChange{Fields: changed, Reason: report.Reason}, "task."+string(t.State))
	})
	return t, err
}

// mayReport refuses who has no part in a task, and work on a phase whose gate
// is shut.
func (d *Desk) mayReport(ctx context.Context, tx *sqldb.Tx, t *campaign.Task, state campaign.TaskState) error {
	if !d.actor.Scope.CoversPlace(t.Area, t.Unit) && (t.Account == "" || t.Account != d.actor.User) {
		return problem.New(problem.Forbidden, "campaign.task_of_others")
	}
	c, err := d.store.Campaign(ctx, tx, t.Campaign, d.actor.Scope)
	switch {
	case err != nil:
		return err
	case c.State == campaign.Closed:
		return problem.New(problem.Conflict, "campaign.ended")
	case t.Phase == "" || state != campaign.TaskDone && state != campaign.TaskDoing:
		return nil
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return err
	}
	return d.passGate(ctx, tx, c, p, t.Phase)
}

// saveTask writes a task as it is then, and puts it on record.
func (d *Desk) saveTask(ctx context.Context, tx *sqldb.Tx, t *campaign.Task, change *campaign.TaskChange, name string) error {
	t.Actor, t.Recorded, t.Version = d.actor.Name, d.clock.Now(), t.Version+1
	if err := d.store.SaveTask(ctx, tx, t, change); err != nil {
		return err
	}
	var fields []string
	for _, f := range change.Fields {
		fields = append(fields, f.Field)
	}
	return d.recordTask(ctx, tx, t, name, fields)
}

func (d *Desk) recordTask(ctx context.Context, tx *sqldb.Tx, t *campaign.Task, name string, fields []string) error {
	return d.record(ctx, tx, act{name: name, noun: "task", subject: t.ID, where: place{t.Area, t.Unit}, count: 1,
		detail: map[string]any{"campaign": t.Campaign, "version": t.Version, "state": t.State, "due": t.Due, "fields": fields}})
}
