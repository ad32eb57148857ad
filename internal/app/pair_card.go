package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
)

// PairCard (结对卡) is a slip for the helper and one for the household. Neither
// has the other's number: both ring the village's liaison.
type PairCard struct {
	Pair    id.ID
	Number  string
	Head    string // a mask, unless printed in the clear
	Address string // the same
	Village string
	Size    int
	Helper  PairHelper
	Post    string
	Contact *ContactView // nil in a village without a liaison
	From    string
}

// PairCards are the cards of the pairs that stand.
type PairCards struct {
	Campaign id.ID
	Title    string
	Clause   string
	Area     area.Code // narrowed to it, "" is all
	Owes     []string  // what the plan has helpers do, in words
	Cards    []PairCard
	Clear    bool
	Villages []area.Area // with pairs, to narrow by
}

// PairCards gives the cards of a clause's pairs that stand, names and addresses
// masked, of one village or all.
func (d *Desk) PairCards(ctx context.Context, of id.ID, clause string, where area.Code) (cards *PairCards, err error) {
	if err := d.actor.Must(identity.PairSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		cards, err = d.pairCards(ctx, tx, of, clause, where, false)
		return err
	})
	return cards, err
}

// ClearPairCards gives them with names and addresses, to be printed and handed
// out; that somebody took them goes on record first.
func (d *Desk) ClearPairCards(ctx context.Context, of id.ID, clause string, where area.Code) (cards *PairCards, err error) {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return nil, err
	}
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if cards, err = d.pairCards(ctx, tx, of, clause, where, true); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "pairing.cards", noun: "campaign", subject: of, where: place{where, ""}, count: int64(len(cards.Cards)), detail: pairDetail{cards.Clause}})
	})
	return cards, err
}

func (d *Desk) pairCards(ctx context.Context, tx *sqldb.Tx, of id.ID, clause string, where area.Code, clear bool) (*PairCards, error) {
	c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if clause == "" && len(p.Pairing) > 0 {
		clause = p.Pairing[0].ID
	}
	m, err := d.matchingOf(ctx, tx, c, clause)
	if err != nil {
		return nil, err
	}
	cards := &PairCards{Campaign: c.ID, Title: c.Title, Clause: clause, Area: where, Clear: clear, Owes: helpersOwe(p, m.clause)}
	return cards, d.layCards(ctx, tx, m, cards)
}

func (d *Desk) layCards(ctx context.Context, tx *sqldb.Tx, m *matching, cards *PairCards) error {
	var codes []area.Code
	named := map[area.Code]string{}
	for _, p := range m.pairs {
		if p.State != pairing.Standing || m.gone[p.ID].Over() || named[p.Area] != "" {
			continue
		}
		name, err := d.villageName(ctx, tx, p.Area)
		if err != nil {
			return err
		}
		named[p.Area], codes = name, append(codes, p.Area)
		cards.Villages = append(cards.Villages, area.Area{Code: p.Area, Name: name})
	}
	serving, err := d.store.LiaisonsOf(ctx, tx, codes, d.clock.Today())
	if err != nil {
		return err
	}
	for _, p := range m.pairs {
		if p.State != pairing.Standing || m.gone[p.ID].Over() || cards.Area != "" && p.Area != cards.Area {
			continue
		}
		h, helper := m.households[p.Household], m.names[p.Helper]
		one := PairCard{Pair: p.ID, Number: h.Number, Village: named[p.Area], Size: h.Size, Helper: pairHelper(helper), Post: helper.Post, Contact: contactOf(serving[p.Area]), From: p.From.String(),
			Head: personal.NewName(h.Head).String(), Address: personal.NewAddress(h.Address).String()}
		if cards.Clear {
			one.Head, one.Address = h.Head, h.Address
		}
		cards.Cards = append(cards.Cards, one)
	}
	return nil
}

// helpersOwe are the duties of the clause's helpers, as the plan says them.
func helpersOwe(p *plan.Plan, clause *plan.Pairing) (owes []string) {
	for i := range p.Duties {
		duty := &p.Duties[i]
		if duty.Of == "helper" || slices.Contains(clause.Helpers, duty.Of) {
			owes = append(owes, dutyName(p, duty))
		}
	}
	return owes
}
