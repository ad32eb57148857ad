package app

import (
	"context"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// reach is how a household is the actor's to visit.
type reach string

const (
	reachHis   reach = ""        // paired with him, or within his places
	reachMoved reach = "moved"   // lay within his places once
	reachOnce  reach = "not_his" // was paired with him once
)

// visitableAs is a household with how it is the actor's.
type visitableAs struct {
	*registry.Household
	reach reach
}

// visitable finds a household that the actor may enter visits for: his own, or
// one that was his. problem.NotFound for others.
func (d *Desk) visitable(ctx context.Context, tx *sqldb.Tx, of id.ID) (*visitableAs, error) {
	h, err := d.store.Household(ctx, tx, of, identity.Everything)
	if err != nil {
		return nil, err
	}
	if d.actor.Role == identity.Helper {
		return d.pairedOnce(ctx, tx, h)
	}
	if d.actor.Scope.Sees(h.Area, h.Unit) {
		return &visitableAs{h, reachHis}, nil
	}
	versions, err := d.store.HouseholdHistory(ctx, tx, of, d.actor.Scope)
	if err != nil || len(versions) == 0 {
		return nil, problem.New(problem.NotFound, "registry.no_household")
	}
	return &visitableAs{h, reachMoved}, nil
}

func (d *Desk) pairedOnce(ctx context.Context, tx *sqldb.Tx, h *registry.Household) (*visitableAs, error) {
	helper, err := d.myHelper(ctx, tx)
	if err != nil {
		return nil, err
	}
	now, err := d.store.IsPaired(ctx, tx, helper, h.ID, d.clock.Today())
	if err != nil || now {
		return &visitableAs{h, reachHis}, err
	}
	once, err := d.store.Pairs(ctx, tx, store.PairQuery{Helper: helper, Household: h.ID}, identity.Everything)
	if err == nil && len(once) == 0 {
		err = problem.New(problem.NotFound, "registry.no_household")
	}
	return &visitableAs{h, reachOnce}, err
}

// mergesMost bounds the files that were merged one into another.
const mergesMost = 8

// household finds the household that an entry is filed under.
func (p *arriving) household(ctx context.Context, tx *sqldb.Tx) error {
	found, err := p.visitable(ctx, tx, p.v.Household)
	if err != nil {
		return err
	}
	if found.reach != reachHis {
		p.flag(visit.FlagKind(found.reach))
	}
	p.filed = found.Household
	for range mergesMost {
		if p.filed.Closed.IsZero() {
			break
		}
		into, _, err := p.store.MergedInto(ctx, tx, p.filed.ID, identity.Everything)
		if err != nil {
			return err
		}
		if into == "" {
			break
		}
		if p.filed, err = p.store.Household(ctx, tx, into, identity.Everything); err != nil {
			return err
		}
	}
	if p.filed.ID != p.v.Household {
		p.flag(visit.FlagMerged)
	}
	p.v.Filed, p.v.Area, p.v.Unit = p.filed.ID, p.filed.Area, p.filed.Unit
	return nil
}

// visitors ties who came to the register of helpers: a helper's own entry is
// his; a name that is exactly one helper's is that helper.
func (p *arriving) visitors(ctx context.Context, tx *sqldb.Tx) error {
	if p.actor.Role == identity.Helper {
		me, err := p.myHelper(ctx, tx)
		if err != nil {
			return err
		}
		if err := p.alsoMe(ctx, tx, me); err != nil {
			return err
		}
	}
	for i := range p.v.Visitors {
		one := &p.v.Visitors[i]
		if one.Helper != "" {
			known, err := p.store.Helper(ctx, tx, one.Helper, identity.Everything)
			if err != nil {
				return err
			}
			one.Name = known.Name
			continue
		}
		if strings.TrimSpace(one.Name) == "" {
			continue
		}
		found, err := p.store.HelpersNamed(ctx, tx, one.Name, p.v.Day, p.helperScope(), 2)
		if err != nil {
			return err
		}
		if len(found) == 1 && !p.came(found[0].ID) {
			one.Helper = found[0].ID
		}
	}
	return nil
}

// helperScope is where helpers' names are looked for: in the actor's places, or
// where the household lies for a helper.
func (p *arriving) helperScope() identity.Scope {
	if p.actor.Role == identity.Helper {
		return identity.Scope{}
	}
	return p.actor.Scope
}

func (p *arriving) came(helper id.ID) bool {
	for _, one := range p.v.Visitors {
		if one.Helper == helper {
			return true
		}
	}
	return false
}

// alsoMe puts the helper himself among who came, when he has not said so.
func (p *arriving) alsoMe(ctx context.Context, tx *sqldb.Tx, me id.ID) error {
	if p.came(me) {
		return nil
	}
	known, err := p.store.Helper(ctx, tx, me, identity.Everything)
	if err != nil {
		return err
	}
	for i := range p.v.Visitors {
		if p.v.Visitors[i].Helper == "" && strings.TrimSpace(p.v.Visitors[i].Name) == known.Name {
			p.v.Visitors[i].Helper = me
			return nil
		}
	}
	p.v.Visitors = append([]visit.Visitor{{Helper: me, Name: known.Name}}, p.v.Visitors...)
	return nil
}
