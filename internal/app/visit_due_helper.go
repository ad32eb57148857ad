package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// HelperDue is what a helper owed in a campaign and did, up to a day.
type HelperDue struct {
	Helper id.ID    `json:"helper"`
	Name   string   `json:"name"`
	Owed   int64    `json:"owed"` // pairs × windows whose time has run out
	Met    int64    `json:"met"`
	Missed []string `json:"missed"` // what he fell short of: 每季度走访 2027年第1季度
}

// Short tells whether he fell short of anything.
func (h *HelperDue) Short() bool { return h.Met < h.Owed }

// Fulfilment tells of every helper what he owed and did himself in the windows
// whose time has run out, who fell short first; what a role owes, whoever comes,
// is nobody's in particular. Duties that the plan only suggests
// count too, and are named as such by their strength.
func (d *Desk) Fulfilment(ctx context.Context, of id.ID) (all []HelperDue, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
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
		windows, err := d.dueWindows(ctx, tx, c.ID, p)
		if err != nil {
			return err
		}
		all, err = d.fulfilment(ctx, tx, c.ID, windows)
		return err
	})
	return all, err
}

func (d *Desk) fulfilment(ctx context.Context, tx *sqldb.Tx, of id.ID, windows []DueWindow) (all []HelperDue, err error) {
	byID := map[id.ID]*HelperDue{}
	for i := range windows {
		w := &windows[i]
		if !w.Late || !w.Helpers {
			continue
		}
		counts, err := d.store.DueByHelper(ctx, tx, w.query(of), d.actor.Scope)
		if err != nil {
			return nil, err
		}
		for _, c := range counts {
			h := byID[c.Helper]
			if h == nil {
				h = &HelperDue{Helper: c.Helper, Name: c.Name, Missed: []string{}}
				byID[c.Helper] = h
			}
			h.Owed, h.Met = h.Owed+c.Owed, h.Met+c.Met
			if c.Met < c.Owed {
				h.Missed = append(h.Missed, w.Title())
			}
		}
	}
	for _, h := range byID {
		all = append(all, *h)
	}
	slices.SortFunc(all, func(a, b HelperDue) int {
		if x, y := a.Owed-a.Met, b.Owed-b.Met; x != y {
			return int(y - x)
		}
		return strings.Compare(string(a.Helper), string(b.Helper))
	})
	return all, nil
}

// Title names a window in a line of text: 每季度走访 2027年第1季度.
func (w *DueWindow) Title() string {
	if w.Wave != "" {
		return w.Name + " " + w.Part + " " + w.Wave
	}
	return w.Name + " " + w.Part
}

// PairDue is what a helper owes one household in one window.
type PairDue struct {
	Campaign id.ID     `json:"campaign"`
	Title    string    `json:"title"` // of the campaign
	Window   DueWindow `json:"window"`
	DueLine
}

// Short tells whether something is owed still.
func (p *PairDue) Short() bool { return p.Done < p.Window.Least }

// helperPairs bounds the lines of one window that are read of one helper.
const helperPairs = 200

// HelperDues tells what a helper owes each household that he is paired with, in
// the windows that have begun: open ones first.
func (d *Desk) HelperDues(ctx context.Context, of, helper id.ID) (all []PairDue, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		all, err = d.helperDues(ctx, tx, c, helper, d.actor.Scope)
		return err
	})
	return all, err
}

// MyDues tells the actor, who is a helper, what he owes in every campaign under
// way. problem.Forbidden for an account that is nobody of the register of helpers.
func (d *Desk) MyDues(ctx context.Context) (all []PairDue, err error) {
	if err := d.actor.Must(identity.PairMine); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		helper, err := d.myHelper(ctx, tx)
		if err != nil {
			return err
		}
		pairs, err := d.store.PairsOfHelper(ctx, tx, helper, d.clock.Today())
		if err != nil {
			return err
		}
		seen := map[id.ID]bool{}
		for _, p := range pairs {
			if seen[p.Campaign] {
				continue
			}
			seen[p.Campaign] = true
			c, err := d.store.Campaign(ctx, tx, p.Campaign, identity.Everything)
			if err != nil {
				return err
			}
			if c.State != campaign.Active {
				continue
			}
			one, err := d.helperDues(ctx, tx, c, helper, identity.Everything)
			if err != nil {
				return err
			}
			all = append(all, one...)
		}
		return nil
	})
	return all, err
}

func (d *Desk) helperDues(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, helper id.ID, scope identity.Scope) (all []PairDue, err error) {
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	windows, err := d.dueWindows(ctx, tx, c.ID, p)
	if err != nil {
		return nil, err
	}
	for i := range windows {
		w := &windows[i]
		if !w.Helpers {
			continue
		}
		q := w.query(c.ID)
		q.Helper, q.All = helper, true
		found, _, err := d.store.DutiesDue(ctx, tx, q, scope, "", helperPairs)
		if err != nil {
			return nil, err
		}
		lines, err := d.dueLines(ctx, tx, found)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			all = append(all, PairDue{c.ID, c.Title, *w, l})
		}
	}
	return all, nil
}
