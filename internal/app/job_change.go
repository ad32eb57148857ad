package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ChangeArgs are the args of work on a change request.
type ChangeArgs struct {
	Change id.ID `json:"change"`
}

// onChange is a request within the scope; one job at a time carries it out.
func onChange(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (jobOn, error) {
	var a ChangeArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return jobOn{}, problem.Wrap(err, problem.Invalid, "job.no_kind")
	}
	c, err := d.store.Change(ctx, tx, a.Change, d.actor.Scope)
	if err != nil {
		return jobOn{}, err
	}
	return jobOn{subject: c.ID, where: place{c.Area, c.Unit}, holds: "change " + string(c.ID)}, nil
}

// runChangeApply carries a request out that waited for the end of a freeze, as
// who approved it. One that somebody has carried out or taken back meanwhile
// needs nothing; one that can't be carried out any more goes back to who filed it.
func runChangeApply(ctx context.Context, d *Desk, t *task) error {
	var args ChangeArgs
	if err := t.args(&args); err != nil {
		return err
	}
	result := map[string]int64{"applied": 0, "returned": 0}
	t.result = result
	_, err := d.ApplyChange(ctx, ApplyOrder{ID: args.Change})
	as := problem.As(err)
	switch {
	case err == nil:
		result["applied"] = 1
	case as.Key == "registry.change.state" || as.Key == "registry.change.frozen": // done meanwhile; held by another freeze
		err = nil
	case refusal(err) || as.Code == problem.NotFound:
		if err = d.returnHeld(ctx, args.Change, as); err == nil {
			result["returned"] = 1
		}
	}
	return err
}

// returnHeld gives an approved request that can't be carried out as the file
// stands now back to who filed it, with the reason: it does not stay approved and
// is not tried again day after day.
func (a *App) returnHeld(ctx context.Context, of id.ID, why *problem.Error) error {
	const lang = locale.Chinese // the record of a request is Chinese
	return a.store.Write(ctx, func(tx *sqldb.Tx) error {
		return a.sendBackChange(ctx, tx, of, text(lang, "registry.change.held_back", "why", locale.Error(lang, why)))
	})
}

// sendBackChange gives a request under way back to who filed it, by the program
// itself; one that is not under way stays as it is.
func (a *App) sendBackChange(ctx context.Context, tx *sqldb.Tx, of id.ID, note string) error {
	machine := a.As(identity.AtCommandLine("songnuan"))
	c, err := a.store.Change(ctx, tx, of, identity.Everything)
	if err != nil || !c.State.Pending() {
		return err
	}
	w := &changing{Desk: machine, tx: tx, FiledChange: &FiledChange{Request: c}}
	if err := w.take(ctx, c, w.step(registry.ChangeStep{Verb: registry.VerbReturn, Note: note, Digest: w.askDigest(c)}), "change.return"); err != nil {
		return err
	}
	c.Holds = noDay
	return w.save(ctx, c)
}

// heldAtOnce is how many held requests are looked at in one transaction.
const heldAtOnce = 200

// ReleaseChanges puts to work the approved requests that no freeze stands before
// any more, each as who approved it: one that can't be carried out goes back to
// who filed it. It tells how many. A server does it every now
// and then, so also at the start of a day.
func (a *App) ReleaseChanges(ctx context.Context) (released int, err error) {
	for after := id.ID(""); ; {
		var held []id.ID
		err := a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			held, err = a.store.HeldChanges(ctx, tx, after, heldAtOnce)
			return err
		})
		if err != nil || len(held) == 0 {
			return released, err
		}
		for _, of := range held {
			after = of
			done, err := a.releaseOne(ctx, of)
			if err != nil {
				return released, err
			}
			if done {
				released++
			}
		}
	}
}

// releaseOne looks first without writing, so that idle servers disturb nobody.
func (a *App) releaseOne(ctx context.Context, of id.ID) (released bool, err error) {
	machine := a.As(identity.AtCommandLine("songnuan"))
	var c *registry.ChangeRequest
	var why error
	err = a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		c, why, err = machine.isFree(ctx, tx, of)
		return err
	})
	if err == nil && why != nil {
		return false, a.returnHeld(ctx, of, problem.As(why))
	}
	if err != nil || c == nil {
		return false, err
	}
	approval := c.Approval()
	actor := identity.Actor{Name: approval.Actor, User: approval.Account, Role: identity.Role(approval.Role)}
	if err := json.Unmarshal([]byte(approval.Scope), &actor.Scope); err != nil {
		return false, problem.Wrap(err, problem.Internal, "problem.internal")
	}
	form := "change " + string(c.ID) + " " + a.clock.Today().String()
	err = a.store.Write(ctx, func(tx *sqldb.Tx) error {
		if known, err := a.store.JobOfForm(ctx, tx, actor.User, form); err != nil || known != nil {
			return err
		}
		_, err := a.As(actor).enqueue(ctx, tx, jobKinds()[identity.ChangeCarry], JobOrder{Kind: identity.ChangeCarry, Args: ChangeArgs{c.ID}, Form: form})
		released = err == nil
		return err
	})
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.NotFound) { // under way, or out of the approver's reach: a person has to see to it
		return false, nil
	}
	return released, err
}

// isFree gives a request that is approved and that no freeze stands before, nil
// for any other; why is why it can't be carried out as the file stands.
func (d *Desk) isFree(ctx context.Context, tx *sqldb.Tx, of id.ID) (c *registry.ChangeRequest, why, err error) {
	c, err = d.store.Change(ctx, tx, of, d.actor.Scope)
	if err != nil || c.State != registry.ChangeApproved || c.Approval() == nil {
		return nil, nil, err
	}
	w := &changing{Desk: d, tx: tx, FiledChange: &FiledChange{Request: c}}
	err = w.load(ctx, c)
	var after registry.ChangeFiles
	if err == nil {
		after, err = w.carry(ctx, c)
	}
	if err != nil {
		if refusal(err) || problem.Is(err, problem.NotFound) {
			return nil, err, nil
		}
		return nil, nil, err
	}
	free, _, err := w.freeFrom(ctx, c, after)
	if err != nil || free.After(d.clock.Today()) {
		return nil, nil, err
	}
	return c, nil, nil
}
