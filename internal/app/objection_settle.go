package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// ObjectionAnswer is what came of looking into an objection again.
type ObjectionAnswer struct {
	Objection id.ID
	Seen      int64
	Upheld    bool
	Reason    string   // for who objected to read
	Looked    []string // names of who looked into it, others than those who checked
}

// answerMost bounds the reasons, in characters.
const answerMost = 2000

// SettleObjection answers an objection. One that was right sends the case of
// its row back to be looked into, and where the procedure says so who waited
// has its place; one that was not has the row posted anew by itself, since its
// days did not run. follows is the draft of that notice, nil for none. An
// objection against a whole notice that was right takes the notice down.
//
// Errors: Forbidden for a relative of the household, and for who checked it
// before; Conflict when somebody answered meanwhile.
func (d *Desk) SettleObjection(ctx context.Context, answer ObjectionAnswer) (follows *casework.Notice, err error) {
	if err := d.actor.Must(identity.NoticeJudge); err != nil {
		return nil, err
	}
	answer.Reason = strings.TrimSpace(answer.Reason)
	if n := utf8.RuneCountInString(answer.Reason); n == 0 || n > answerMost {
		return nil, problem.New(problem.Invalid, "casework.answer_reason", "most", answerMost)
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		follows = nil
		o, err := d.store.Objection(ctx, tx, answer.Objection, d.actor.Scope)
		switch {
		case err != nil:
			return err
		case !d.actor.Scope.CoversPlace(o.Area, o.Unit):
			return problem.New(problem.Forbidden, "app.outside_scope")
		case o.State != casework.ObjectionOpen || answer.Seen != 0 && answer.Seen != o.Version:
			return problem.New(problem.Conflict, "casework.objection_settled")
		}
		follows, err = d.answerObjection(ctx, tx, o, answer)
		return err
	})
	return follows, err
}

func (d *Desk) answerObjection(ctx context.Context, tx *sqldb.Tx, o *casework.Objection, answer ObjectionAnswer) (follows *casework.Notice, err error) {
	n, err := d.store.Notice(ctx, tx, o.Notice, identity.Everything)
	if err != nil {
		return nil, err
	}
	for _, name := range answer.Looked {
		if name = strings.TrimSpace(name); name != "" {
			o.Looked = append(o.Looked, casework.Person{Name: name})
		}
	}
	if len(o.Looked) == 0 {
		return nil, problem.New(problem.Invalid, "casework.looked_missing")
	}
	if err := d.maySettle(ctx, tx, o); err != nil {
		return nil, err
	}
	o.State, o.Answer, o.Settled = casework.ObjectionDismissed, answer.Reason, d.clock.Today()
	if answer.Upheld {
		o.State = casework.ObjectionUpheld
	}
	o.Actor, o.Recorded, o.Version = d.actor.Name, d.clock.Now(), o.Version+1
	if err := d.store.SaveObjection(ctx, tx, o); err != nil {
		return nil, err
	}
	if o.Serial == 0 {
		err = d.settleWhole(ctx, tx, n, o)
	} else {
		follows, err = d.settleRow(ctx, tx, n, o)
	}
	if err != nil {
		return nil, err
	}
	return follows, d.recordObjection(ctx, tx, o, "objection.settle", map[string]any{"state": o.State})
}

// maySettle keeps who checked the case at home, and whoever is a relative of the
// household, from looking into it again.
func (d *Desk) maySettle(ctx context.Context, tx *sqldb.Tx, o *casework.Objection) error {
	if o.Serial == 0 {
		return nil
	}
	acts, err := d.store.CaseActs(ctx, tx, o.Case, identity.Everything)
	if err != nil {
		return err
	}
	who := append([]casework.Person{{User: d.actor.User, Name: d.actor.Shown}}, o.Looked...)
	if err := casework.MaySettle(acts, who); err != nil {
		return err
	}
	c, err := d.store.Case(ctx, tx, o.Case, d.actor.Scope)
	if err != nil {
		return err
	}
	h, _, err := (&subjects{Desk: d}).household(ctx, tx, c)
	if err != nil || h == nil {
		return err
	}
	staff, err := d.store.RelatedStaff(ctx, tx, h, d.clock.Today())
	if err != nil {
		return err
	}
	for _, of := range staff {
		u, err := d.store.User(ctx, tx, of, identity.Everything)
		if err != nil {
			return err
		}
		for _, p := range who {
			if p.User == of || p.Name != "" && p.Name == u.Name {
				return problem.New(problem.Forbidden, "casework.recused")
			}
		}
	}
	return nil
}

// settleWhole takes the notice down when the objection against it was right.
func (d *Desk) settleWhole(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, o *casework.Objection) error {
	if o.State != casework.ObjectionUpheld || n.State != casework.NoticePosted {
		return nil
	}
	_, err := d.cancelNotice(ctx, tx, n, o.Answer)
	return err
}

// settleRow moves the row and its case on, unless another objection against the
// row still waits, or has moved it before.
func (d *Desk) settleRow(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, o *casework.Objection) (*casework.Notice, error) {
	r, err := d.store.NoticeRow(ctx, tx, n.ID, o.Serial, d.actor.Scope)
	if err != nil || r.State != casework.RowStopped {
		return nil, err
	}
	upheld := o.State == casework.ObjectionUpheld
	if !upheld {
		if open, err := d.store.OpenObjections(ctx, tx, n.ID, o.Serial); err != nil || open > 0 {
			return nil, err
		}
	}
	c, err := d.store.Case(ctx, tx, r.Case, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	if c.State != casework.Disputed { // it was withdrawn meanwhile
		r.State = casework.RowTakenOff
		return nil, d.store.SetNoticeRow(ctx, tx, r, casework.RowStopped)
	}
	verb := casework.Dismiss
	if r.State = casework.RowAnew; upheld {
		verb, r.State = casework.Uphold, casework.RowTakenOff
	}
	if err := d.store.SetNoticeRow(ctx, tx, r, casework.RowStopped); err != nil {
		return nil, err
	}
	if err := d.moveCases(ctx, tx, []id.ID{r.Case}, casework.Act{Verb: verb, Notice: n.ID, Reason: o.Answer, With: o.Looked}); err != nil {
		return nil, err
	}
	if upheld {
		return d.refill(ctx, tx, n, r)
	}
	return d.draftAnew(ctx, tx, &casework.Notice{ID: n.ID, Area: r.Area, Unit: r.Unit, Kind: n.Kind, Digest: n.Digest, Step: n.Step, NoticeText: n.NoticeText}, []id.ID{r.Case})
}

// refill gives the place of a row that was taken off to the first of the village
// who waits, where the procedure says so.
func (d *Desk) refill(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, r *casework.NoticeRow) (*casework.Notice, error) {
	if !n.Rule.Refill {
		return nil, nil
	}
	next, err := d.store.CasesForNotice(ctx, tx, store.Waiting{Area: r.Area, Unit: r.Unit, Kind: n.Kind, Digest: n.Digest, Step: n.Step}, d.actor.Scope, 1)
	if err != nil || len(next) == 0 {
		return nil, err
	}
	filled, err := d.draftAnew(ctx, tx, &casework.Notice{ID: n.ID, Area: r.Area, Unit: r.Unit, Kind: n.Kind, Digest: n.Digest, Step: n.Step, NoticeText: n.NoticeText}, next)
	if err != nil {
		return nil, err
	}
	r.State, r.Filled = casework.RowRefilled, filled.ID
	return filled, d.store.SetNoticeRow(ctx, tx, r, casework.RowTakenOff)
}
