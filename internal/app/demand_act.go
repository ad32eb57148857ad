package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// DemandView is one demand with all that was done to it.
type DemandView struct {
	DemandLine
	*demand.Demand
	Group  *store.Matter // nil where it is grouped with none
	Others []DemandLine  // of the same matter
	May    map[demand.Verb]bool
}

// Demand shows one demand. problem.NotFound for a sensitive one that the actor
// may not see.
func (d *Desk) Demand(ctx context.Context, of id.ID) (view *DemandView, err error) {
	if err := d.actor.Must(identity.DemandSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		view, err = d.demandView(ctx, tx, of)
		return err
	})
	return view, err
}

func (d *Desk) demandView(ctx context.Context, tx *sqldb.Tx, of id.ID) (*DemandView, error) {
	q, err := d.store.Demand(ctx, tx, of, d.sight(), d.actor.Scope)
	if err != nil {
		return nil, err
	}
	line := store.DemandLine{Demand: q}
	h, err := d.store.Household(ctx, tx, q.Household, d.actor.Scope)
	if err == nil {
		line.Head = h.Head
	} else if !problem.Is(err, problem.NotFound) {
		return nil, err
	}
	village, err := d.villageName(ctx, tx, q.Area)
	if err != nil {
		return nil, err
	}
	view := &DemandView{DemandLine: d.demandLine(&line, village), Demand: q, May: d.mayDemand(q)}
	if q.Matter == "" {
		return view, nil
	}
	if view.Group, err = d.store.Matter(ctx, tx, q.Matter, identity.Everything); err != nil {
		return nil, err
	}
	view.Others, _, err = d.demandLines(ctx, tx, DemandFilter{Matter: q.Matter}, d.actor.Scope, "", pageMost)
	return view, err
}

// mayDemand is what the actor may do to a demand as it stands.
func (d *Desk) mayDemand(q *demand.Demand) map[demand.Verb]bool {
	may := map[demand.Verb]bool{}
	if !d.actor.Can(identity.DemandKeep) {
		return may
	}
	reaches := roleLevels[d.actor.Role].Reaches(q.Level())
	may[demand.Note] = q.State != demand.Closed
	may[demand.Answer] = q.State == demand.Open && reaches
	may[demand.Raise] = may[demand.Answer] && !q.Top()
	may[demand.Close] = q.State == demand.Answered
	may[demand.Reopen] = q.State != demand.Open
	may[demand.Hide] = !q.Sensitive
	may[demand.Bare] = q.Sensitive && d.actor.Can(identity.DemandSensitive)
	return may
}

// DemandOrder does something to a demand.
type DemandOrder struct {
	ID        id.ID
	Row       int // version that the person has seen; 0 is whichever stands
	Verb      demand.Verb
	Who, Text string
	Satisfied demand.Word
	Asked     demand.Asked
}

// ActOnDemand does an act to a demand. problem.Conflict when somebody has acted
// on it since it was seen, or it stands where the act is not possible;
// problem.Forbidden for who works below the level it stands at; problem.Invalid
// for what is missing.
func (d *Desk) ActOnDemand(ctx context.Context, order DemandOrder) (view *DemandView, err error) {
	if err := d.mayAct(order.Verb); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		q, err := d.actOnDemand(ctx, tx, order)
		if err != nil {
			return err
		}
		view, err = d.demandView(ctx, tx, q.ID)
		return err
	})
	return view, err
}

// mayAct is the permission an act takes: what is sensitive is bared by who may
// see such alone.
func (d *Desk) mayAct(verb demand.Verb) error {
	if verb == demand.Bare {
		if err := d.actor.Must(identity.DemandSensitive); err != nil {
			return err
		}
	}
	return d.actor.Must(identity.DemandKeep)
}

func (d *Desk) actOnDemand(ctx context.Context, tx *sqldb.Tx, order DemandOrder) (*demand.Demand, error) {
	q, err := d.store.Demand(ctx, tx, order.ID, d.sight(), d.actor.Scope)
	if err != nil {
		return nil, err
	}
	switch {
	case order.Row != 0 && order.Row != q.Row:
		return nil, problem.New(problem.Conflict, "demand.changed", "number", q.Number)
	case order.Verb == demand.Take || order.Verb == demand.Join:
		return nil, problem.New(problem.Invalid, "demand.no_verb")
	}
	return q, d.takeDemand(ctx, tx, q, demand.Act{Verb: order.Verb, Who: order.Who, Text: order.Text, Satisfied: order.Satisfied, Asked: order.Asked})
}

func (d *Desk) takeDemand(ctx context.Context, tx *sqldb.Tx, q *demand.Demand, a demand.Act) error {
	if _, err := q.Take(d.demandStep(a), d.demandNow()); err != nil {
		return err
	}
	if err := d.store.SaveDemand(ctx, tx, q); err != nil {
		return err
	}
	return d.recordDemand(ctx, tx, q)
}

// demandsAtOnce bounds a group and a bulk act.
const demandsAtOnce = 200

// DemandBatch groups demands into one matter, or acts on several together: all of
// them or none.
type DemandBatch struct {
	IDs    []id.ID
	Title  string // of a new matter; "" groups nothing
	Nature demand.Nature
	Verb   demand.Verb // note, raise or answer; "" only groups
	Who    string
	Text   string
}

// ActOnDemands groups demands and acts on them, all or none. problem.Invalid for
// fewer than two to group, or for an act that is not done to several at once.
func (d *Desk) ActOnDemands(ctx context.Context, batch DemandBatch) (done int, err error) {
	if err := d.actor.Must(identity.DemandKeep); err != nil {
		return 0, err
	}
	batch.Title = strings.TrimSpace(batch.Title)
	switch {
	case len(batch.IDs) == 0 || batch.Title != "" && len(batch.IDs) < 2:
		return 0, problem.New(problem.Invalid, "demand.group_few")
	case len(batch.IDs) > demandsAtOnce:
		return 0, problem.New(problem.TooLarge, "demand.group_many", "most", demandsAtOnce)
	case utf8.RuneCountInString(batch.Title) > 60:
		return 0, problem.New(problem.TooLarge, "demand.name_long", "most", 60)
	case batch.Title == "" && batch.Verb == "":
		return 0, problem.New(problem.Invalid, "demand.group_title")
	}
	switch batch.Verb {
	case "", demand.Note, demand.Raise, demand.Answer:
	default:
		return 0, problem.New(problem.Invalid, "demand.no_verb")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		done, err = d.actOnDemands(ctx, tx, batch)
		return err
	})
	return done, err
}

func (d *Desk) actOnDemands(ctx context.Context, tx *sqldb.Tx, batch DemandBatch) (done int, err error) {
	var matter *store.Matter
	for _, of := range batch.IDs {
		q, err := d.store.Demand(ctx, tx, of, d.sight(), d.actor.Scope)
		if err != nil {
			return 0, err
		}
		if batch.Title != "" {
			if matter == nil {
				matter = &store.Matter{ID: d.ids(), Area: townOf(q.Area), Unit: q.Unit, Nature: batch.Nature, Title: batch.Title, Actor: d.actor.Name, Recorded: d.clock.Now()}
				if err := d.store.AddMatter(ctx, tx, matter); err != nil {
					return 0, err
				}
			}
			q.Matter = matter.ID
			if err := d.takeDemand(ctx, tx, q, demand.Act{Verb: demand.Join, Text: batch.Title}); err != nil {
				return 0, err
			}
		}
		if batch.Verb != "" {
			if err := d.takeDemand(ctx, tx, q, demand.Act{Verb: batch.Verb, Who: batch.Who, Text: batch.Text}); err != nil {
				return 0, err
			}
		}
		done++
	}
	return done, nil
}

// RaiseLateDemands lifts every open demand whose time at a level has passed to
// the next; one that has reached the top stays there, late. A server does it
// every now and then; it gives how many.
func (a *App) RaiseLateDemands(ctx context.Context) (raised int, err error) {
	machine := a.As(identity.AtCommandLine("songnuan"))
	for after := id.ID(""); ; {
		var late []id.ID
		err := a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			late, err = a.store.LateDemands(ctx, tx, a.clock.Now(), after, lateAtOnce)
			return err
		})
		if err != nil || len(late) == 0 {
			return raised, err
		}
		for _, of := range late {
			after = of
			lifted, err := machine.raiseLateDemand(ctx, of)
			if err != nil && !problem.Is(err, problem.Conflict) { // somebody was faster
				return raised, err
			}
			if lifted {
				raised++
			}
		}
	}
}

func (d *Desk) raiseLateDemand(ctx context.Context, of id.ID) (lifted bool, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		q, err := d.store.Demand(ctx, tx, of, store.DemandSight{Sensitive: true}, identity.Everything)
		if err != nil {
			return err
		}
		if lifted = q.Late(d.clock.Now()) && !q.Top(); !lifted {
			return nil
		}
		return d.takeDemand(ctx, tx, q, demand.Act{Verb: demand.Raise})
	})
	return lifted && err == nil, err
}
