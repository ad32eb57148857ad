package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/registry"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// dibaoCategory is the term of who receives the minimum living allowance.
const dibaoCategory = "低保对象"

// dibaoAtOnce is how many households are read at a time.
const dibaoAtOnce = 200

// openDibao lists who receives the minimum living allowance, by village, with
// what each household is due this month.
func (x *openedReport) openDibao(ctx context.Context) error {
	x.form.Definition = report.Dibao()
	x.form.AsOf = x.clock.Today().String()
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		x.form.Filler, err = x.placeName(ctx, tx, x.order.Area, x.order.Unit)
		return err
	}); err != nil {
		return err
	}
	x.each = func(ctx context.Context, yield func(report.Row) error) error {
		return x.store.Read(ctx, func(tx *sqldb.Tx) error { return x.eachDibao(ctx, tx, yield) })
	}
	return nil
}

func (x *openedReport) eachDibao(ctx context.Context, tx *sqldb.Tx, yield func(report.Row) error) error {
	villages := map[area.Code]string{}
	filter := &registry.Filter{Categories: []string{dibaoCategory}, On: x.clock.Today()}
	for after := ""; ; {
		page, err := x.store.Lines(ctx, tx, filter, registry.Order{By: registry.ByVillage}, registry.Cut{After: after, Limit: dibaoAtOnce}, x.scope)
		if err != nil {
			return err
		}
		ids := make([]id.ID, len(page.Lines))
		for i := range page.Lines {
			ids[i] = page.Lines[i].ID
		}
		households, err := x.store.HouseholdsByID(ctx, tx, ids, x.scope)
		if err != nil {
			return err
		}
		byID := map[id.ID]*registry.Household{}
		for _, h := range households {
			byID[h.ID] = h
		}
		for _, of := range ids {
			if h := byID[of]; h != nil {
				if err := x.dibaoRows(ctx, tx, h, villages, yield); err != nil {
					return err
				}
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// dibaoRows are the lines of a household: the head's has what is said of the
// household as a whole, and is there even where nobody is listed.
func (x *openedReport) dibaoRows(ctx context.Context, tx *sqldb.Tx, h *registry.Household, villages map[area.Code]string, yield func(report.Row) error) error {
	village, err := x.village(ctx, tx, villages, h.Area)
	if err != nil {
		return err
	}
	due, err := x.dueNow(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	members := h.Members
	if len(members) == 0 {
		members = []registry.Member{{Name: h.Head, Relation: registry.Head}}
	}
	address := registryAddress(h.Address, x.order.Unmask)
	for i := range members {
		m := &members[i]
		birth, number := "", m.IDNumber.String()
		if !m.Birth.IsZero() {
			birth = m.Birth.String()[:len("2006")]
		}
		if x.order.Unmask {
			number = m.IDNumber.Clear()
			if !m.Birth.IsZero() {
				birth = m.Birth.String()[:len("2006-01")]
			}
		}
		cells := []any{nil, h.Number, x.name(h.Head, campaign.OfHousehold), x.name(m.Name, campaign.OfPerson), m.Sex, birth, m.Relation, nil, nil, number,
			registryAddress(firstOf(h.Extra["户籍地"], h.Extra["户口所在地"]), x.order.Unmask), "", "", "", "", "", "", nil}
		if i == 0 {
			cells[7], cells[8], cells[11] = int64(h.Size), int64(h.Covered), address
			cells[12], cells[13] = h.Extra["保障方式"], firstOf(h.Extra["家庭类别"], dibaoCategory)
			cells[14], cells[15], cells[16] = x.phone(h.Phone.String(), h.Phone.Clear()), h.Housing, h.HousingGrade
			if due > 0 {
				cells[17] = due
			}
		}
		if err := yield(report.Row{Group: village, Cells: cells}); err != nil {
			return err
		}
	}
	return nil
}

// registryAddress is an address in the clear or masked.
func registryAddress(address string, clear bool) string {
	if clear {
		return address
	}
	return maskedCell("address", address)
}

// dueNow is what a household is due a month, by the grants that run today.
func (x *openedReport) dueNow(ctx context.Context, tx *sqldb.Tx, of id.ID) (due money.Fen, err error) {
	grants, err := x.store.Grants(ctx, tx, of, x.scope)
	for i := range grants {
		g := &grants[i]
		state := g.State(x.clock.Today())
		if g.Category == dibaoCategory && g.Pay == "monthly" && (state == casework.GrantRunning || state == casework.GrantGrace) {
			due += g.Amount
		}
	}
	return due, err
}
