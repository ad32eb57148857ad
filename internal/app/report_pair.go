package app

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/pairing"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// openPairs lists the pairs of a campaign that are proposed or stand.
func (x *openedReport) openPairs(ctx context.Context) error {
	x.form.Definition = report.Pairs()
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) error { return x.openCampaign(ctx, tx) }); err != nil {
		return err
	}
	x.form.AsOf = x.minute()
	x.each = func(ctx context.Context, yield func(report.Row) error) error {
		return x.store.Read(ctx, func(tx *sqldb.Tx) error {
			p, err := x.planOf(ctx, tx, x.campaign)
			if err != nil {
				return err
			}
			for i := range p.Pairing {
				m, err := x.matching(ctx, tx, x.campaign, p, &p.Pairing[i])
				if err != nil {
					return err
				}
				if err := x.eachPair(m, yield); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return nil
}

func (x *openedReport) eachPair(m *matching, yield func(report.Row) error) error {
	pairs := slices.SortedFunc(slices.Values(m.pairs), func(a, b *pairing.Pair) int { return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID)) })
	for _, p := range pairs {
		if p.State == pairing.Ended || !x.scope.Sees(p.Area, p.Unit) {
			continue
		}
		h, helper := m.households[p.Household], pairHelper(m.names[p.Helper])
		village := x.names.of(p.Area, p.Unit)
		row := report.Row{Group: village, Cells: []any{nil, h.Number, x.name(h.Head, campaign.OfHousehold), village, int64(h.Size), helper.Name, helper.Organisation, helper.Kind,
			text(x.order.Lang, "report.paired."+string(p.State)), nil, nil, PartsText(p.Parts, x.order.Lang)}}
		if p.State == pairing.Standing {
			row.Cells[9] = p.From
		}
		if len(p.Parts) > 0 {
			row.Cells[10] = p.Cost
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

// openHelpers lists who helps today.
func (x *openedReport) openHelpers(ctx context.Context) error {
	x.form.Definition = report.Helpers(x.order.Unmask)
	x.form.AsOf = x.clock.Today().String()
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		x.form.Filler, err = x.placeName(ctx, tx, x.order.Area, x.order.Unit)
		return err
	}); err != nil {
		return err
	}
	x.each = func(ctx context.Context, yield func(report.Row) error) error {
		return x.store.Read(ctx, func(tx *sqldb.Tx) error {
			villages := map[area.Code]string{}
			for after := id.ID(""); ; {
				page, err := x.store.HelperPage(ctx, tx, store.HelperQuery{}, x.clock.Today(), x.scope, after, pageMost)
				if err != nil {
					return err
				}
				if err := x.helperRows(ctx, tx, page, villages, yield); err != nil || len(page) < pageMost {
					return err
				}
				after = page[len(page)-1].ID
			}
		})
	}
	return nil
}

func (x *openedReport) helperRows(ctx context.Context, tx *sqldb.Tx, page []*pairing.Helper, villages map[area.Code]string, yield func(report.Row) error) error {
	ids := make([]id.ID, len(page))
	for i, h := range page {
		ids[i] = h.ID
	}
	loads, err := x.store.HelperLoads(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, h := range page {
		village, err := x.village(ctx, tx, villages, h.Area)
		if err != nil {
			return err
		}
		row := report.Row{Cells: []any{nil, h.Name, h.Kind, h.Organisation, h.Post, village, h.Skills, int64(h.Capacity), int64(loads[h.ID]), x.phone(h.Phone.String(), h.Phone.Clear())}}
		if x.order.Unmask {
			row.Cells = append(row.Cells, h.IDNumber.Clear())
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}
