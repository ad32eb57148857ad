package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// StillOpen is what stands in the way of closing a campaign.
type StillOpen struct {
	Open     int64       `json:"open"`
	Villages []BoardLine `json:"villages"` // those with open entries, the worst first
	First    []EntryLine `json:"first"`
	Next     string      `json:"next,omitempty"` // key of the page after First, for Entries
}

// openShown is how many open entries a refusal names.
const openShown = 50

// CloseCampaign ends an active campaign. While an entry is open it is refused
// with problem.Conflict and the list; what else is recorded at the same time is
// either counted or refused itself.
func (d *Desk) CloseCampaign(ctx context.Context, of id.ID) (left *StillOpen, err error) {
	if err := d.actor.Must(identity.CampaignClose); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		left = nil
		c, err := d.wholeCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		entries, open, err := d.store.CountEntries(ctx, tx, of)
		if err != nil {
			return err
		}
		if refused := c.Close(entries, open); refused != nil {
			if open > 0 && c.State == campaign.Active {
				if left, err = d.stillOpen(ctx, tx, c, open); err != nil {
					return err
				}
			}
			return refused
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := d.passGate(ctx, tx, c, p, campaign.BeforeClose); err != nil {
			return err
		}
		if err := d.store.SetCampaignState(ctx, tx, c); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "campaign.close", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: entries})
	})
	return left, err
}

func (d *Desk) stillOpen(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, open int64) (*StillOpen, error) {
	left := &StillOpen{Open: open}
	board, err := d.board(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for _, v := range board.Villages {
		if v.Counts[campaign.Open].Entries > 0 {
			left.Villages = append(left.Villages, v)
		}
	}
	names, err := d.placeNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	first, next, err := d.store.CoveredPage(ctx, tx, c.ID, campaign.Open, d.actor.Scope, "", openShown)
	for i := range first {
		left.First = append(left.First, names.entry(&first[i]))
	}
	left.Next = next
	return left, err
}
