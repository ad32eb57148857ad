package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/registry"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// openHousehold prints one household: what is on file, then its members.
func (x *openedReport) openHousehold(ctx context.Context) error {
	x.form.Definition = report.Household(x.order.Unmask)
	x.form.AsOf = x.minute()
	var h *registry.Household
	var village string
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) error {
		of, err := x.householdOf(ctx, tx, x.order.Number)
		if err != nil {
			return err
		}
		if h, err = x.store.Household(ctx, tx, of, x.scope); err != nil {
			return err
		}
		if village, err = x.villageName(ctx, tx, h.Area); err != nil {
			return err
		}
		x.form.Filler, err = x.placeName(ctx, tx, h.Area, h.Unit)
		return err
	}); err != nil {
		return err
	}
	x.noun, x.subject, x.where = "household", h.ID, place{h.Area, h.Unit}
	x.facts(h, village)
	x.each = func(_ context.Context, yield func(report.Row) error) error {
		for i := range h.Members {
			if err := yield(x.member(&h.Members[i])); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

func (x *openedReport) facts(h *registry.Household, village string) {
	lang := x.order.Lang
	fact := func(key, value string, wide bool) {
		x.form.Facts = append(x.form.Facts, report.Fact{Label: text(lang, key), Value: value, Wide: wide})
	}
	fact("report.column.number", h.Number, false)
	fact("report.column.name", x.name(h.Head, campaign.OfHousehold), false)
	fact("report.column.village", village, false)
	fact("app.household_fact.persons", text(lang, "app.household_persons", "size", h.Size, "covered", h.Covered), false)
	fact("report.column.category", strings.Join(categoryNames(h, x.clock.Today()), text(lang, "app.comma")), true)
	fact("app.household_fact.causes", strings.Join(causeNames(h, x.clock.Today()), text(lang, "app.comma")), true)
	fact("app.household_fact.income", yuanOf(h.Income), false)
	fact("app.household_fact.per_head", yuanOf(h.IncomePerHead), false)
	fact("app.household_fact.housing", strings.TrimSpace(h.Housing+" "+h.HousingGrade), false)
	fact("app.household_fact.phone", x.phone(h.Phone.String(), h.Phone.Clear()), false)
	fact("app.household_fact.opened", h.Opened.String(), false)
	if !h.Closed.IsZero() {
		fact("app.household_fact.closed", h.Closed.String()+" "+h.CloseReason, false)
	}
	if x.order.Unmask {
		fact("app.household_fact.address", h.Address, true)
	}
}

// phone shows a number masked unless the report is clear.
func (x *openedReport) phone(masked, clear string) string {
	if x.order.Unmask {
		return clear
	}
	return masked
}

func yuanOf(f *money.Fen) string {
	if f == nil {
		return ""
	}
	return f.Yuan()
}

// categoryNames are the categories in force on a day, the main one first, each
// once.
func categoryNames(h *registry.Household, on day.Date) (names []string) {
	for _, main := range []bool{true, false} {
		for _, c := range h.Categories {
			if c.Main == main && inForce(c.From, c.To, on) && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

func causeNames(h *registry.Household, on day.Date) (names []string) {
	for _, main := range []bool{true, false} {
		for _, c := range h.Causes {
			if c.Main == main && inForce(c.From, c.To, on) && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

func inForce(from, to, on day.Date) bool { return !from.After(on) && (to.IsZero() || !on.After(to)) }

func (x *openedReport) member(m *registry.Member) report.Row {
	birth, number := "", m.IDNumber.String()
	if !m.Birth.IsZero() {
		birth = m.Birth.String()[:4] // the day of birth is in the ID number, which is masked
	}
	if x.order.Unmask {
		birth, number = m.Birth.String(), m.IDNumber.Clear()
	}
	row := report.Row{Cells: []any{nil, x.name(m.Name, campaign.OfPerson), m.Relation, m.Sex, birth, number, m.Health, firstOf(m.School, m.Employment)}}
	if x.order.Unmask {
		row.Cells = append(row.Cells, m.Phone.Clear())
	}
	return row
}
