package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// GridMost is how many squares a grid has at the most.
const GridMost = 500

// Square stands for one entry of a grid, or for some entries of one village in
// one state where there are too many.
type Square struct {
	Entry   string           `json:"entry,omitempty"` // id; "" of a square that stands for several
	Number  string           `json:"number,omitempty"`
	State   campaign.Outcome `json:"state"`
	Days    int              `json:"days"`    // since it came to its state; -1 when nobody has said a day
	Entries int64            `json:"entries"` // it stands for
}

// GridVillage is a village with its squares, or a unit's entries that lie in no
// village.
type GridVillage struct {
	Place   area.Code `json:"place"`
	Name    string    `json:"name"`
	Squares []Square  `json:"squares"`
}

// Grid is the universe of a campaign in squares, village after village.
type Grid struct {
	Campaign *campaign.Campaign `json:"-"`
	Total    campaign.Counts    `json:"total"`
	Each     int64              `json:"each"` // entries a square stands for at the most; 1 is one each
	Villages []GridVillage      `json:"villages"`
	More     bool               `json:"more,omitempty"` // villages are left to the board
}

// CoverageGrid shows the universe within the actor's scope, narrowed to a
// place, in at most GridMost squares.
func (d *Desk) CoverageGrid(ctx context.Context, of id.ID, page PageOf) (grid *Grid, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		grid = &Grid{Campaign: c, Total: campaign.Counts{}, Each: 1}
		villages, _, err := d.store.CountPlaces(ctx, tx, of, scope)
		if err != nil {
			return err
		}
		for _, v := range villages {
			for state, n := range v.Counts {
				grid.Total.Add(state, n.Entries, n.Persons)
			}
		}
		if grid.Total.Total().Entries > GridMost {
			grid.bands(villages, names)
			return nil
		}
		squares, _, err := d.store.Squares(ctx, tx, of, scope, "", GridMost)
		for i := range squares {
			d.square(grid, &squares[i], names)
		}
		return err
	})
	return grid, err
}

// square adds one entry.
func (d *Desk) square(g *Grid, q *store.Square, names *placeNames) {
	if last := len(g.Villages) - 1; last < 0 || g.Villages[last].Place != q.Area {
		g.Villages = append(g.Villages, GridVillage{Place: q.Area, Name: names.of(q.Area, q.Unit)})
	}
	days := -1
	if !q.Day.IsZero() {
		days = max(0, d.clock.Today().Sub(q.Day))
	}
	v := &g.Villages[len(g.Villages)-1]
	v.Squares = append(v.Squares, Square{Entry: q.Subject, Number: q.Number, State: q.State, Days: days, Entries: 1})
}

// bands lets a square stand for as many entries of one state as it must. Every
// state that a village has shows by one square at least, so that no open entry
// hides among the settled; villages beyond the most are left to the board.
func (g *Grid) bands(villages []store.PlaceCount, names *placeNames) {
	g.Each = (g.Total.Total().Entries + GridMost - 1) / GridMost
	left := GridMost
	for _, v := range villages {
		one := GridVillage{Place: area.Code(v.Place), Name: names.of(area.Code(v.Place), "")}
		for _, state := range campaign.Outcomes {
			for n := v.Counts[state].Entries; n > 0; n -= g.Each {
				one.Squares = append(one.Squares, Square{State: state, Days: -1, Entries: min(n, g.Each)})
			}
		}
		if left -= len(one.Squares); left < -GridMost {
			g.More = true
			return
		}
		g.Villages = append(g.Villages, one)
	}
}
