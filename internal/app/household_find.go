package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// CountedExactly is up to how many households a list is counted; of more it is
// told only that there are more.
const CountedExactly = 10_000

// HouseholdLine is a household on a list, its name masked.
type HouseholdLine struct {
	Household     id.ID       `json:"id"`
	Number        string      `json:"number"`
	Area          area.Code   `json:"area"`
	Village       string      `json:"village"`
	Unit          string      `json:"unit,omitempty"` // its name
	Head          string      `json:"head"`
	Persons       int         `json:"persons"`
	IncomePerHead *money.Fen  `json:"income_per_head"` // fen a month
	Categories    []string    `json:"categories"`      // of today, the main one first
	Lacks         []string    `json:"lacks"`           // names of registry.Gap
	Closed        day.Date    `json:"closed,omitzero"`
	Changed       day.Instant `json:"changed"`
	LastHelped    day.Date    `json:"last_helped,omitzero"` // by a campaign's outcome
}

// HouseholdPage is a page of a list, with the keys of the pages beside it.
type HouseholdPage struct {
	Lines []HouseholdLine `json:"households"`
	Prev  string          `json:"prev,omitempty"`
	Next  string          `json:"next,omitempty"`
}

// Households gives a page of the households that a filter leaves within the
// actor's scope. Categories and causes count as of today where the filter names
// no day. problem.Invalid for a bound or a key that is none.
func (d *Desk) Households(ctx context.Context, f registry.Filter, order registry.Order, cut registry.Cut) (page *HouseholdPage, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	if err := d.ready(&f); err != nil {
		return nil, err
	}
	cut.Limit = PageOf{Limit: cut.Limit}.limit()
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines, err := d.store.Lines(ctx, tx, &f, order, cut, d.actor.Scope)
		if err != nil {
			return err
		}
		page = &HouseholdPage{Lines: []HouseholdLine{}, Prev: lines.Prev, Next: lines.Next}
		villages, units := map[area.Code]string{}, map[string]string{}
		for i := range lines.Lines {
			l := &lines.Lines[i]
			if villages[l.Area] == "" {
				if villages[l.Area], err = d.villageName(ctx, tx, l.Area); err != nil {
					return err
				}
			}
			if units[l.Unit] == "" {
				if units[l.Unit], err = d.unitName(ctx, tx, l.Unit); err != nil {
					return err
				}
			}
			page.Lines = append(page.Lines, HouseholdLine{l.ID, l.Number, l.Area, villages[l.Area], units[l.Unit], masked(l.Head), l.Size, l.IncomePerHead,
				l.Categories, gapNames(l.Lacks), l.Closed, l.Changed, l.LastHelped})
		}
		return nil
	})
	return page, err
}

// longestSearch bounds what is looked for, in characters.
const longestSearch = 60

// ready completes a filter and refuses one that can't be meant.
func (d *Desk) ready(f *registry.Filter) error {
	if f.On.IsZero() {
		f.On = d.clock.Today()
	}
	switch {
	case f.SizeTo > 0 && f.SizeFrom > f.SizeTo, f.IncomeFrom != nil && f.IncomeTo != nil && *f.IncomeFrom > *f.IncomeTo:
		return problem.New(problem.Invalid, "registry.filter_bounds")
	case utf8.RuneCountInString(f.Text) > longestSearch:
		return problem.New(problem.Invalid, "registry.filter_long", "most", longestSearch)
	}
	return nil
}

// CountHouseholds counts what a filter leaves, households and persons, up to
// CountedExactly.
func (d *Desk) CountHouseholds(ctx context.Context, f registry.Filter) (total registry.Total, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return total, err
	}
	if err := d.ready(&f); err != nil {
		return total, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		total, err = d.store.CountLines(ctx, tx, &f, CountedExactly, d.actor.Scope)
		return err
	})
	return total, err
}

// HouseholdTabs counts what a filter leaves under each tab.
func (d *Desk) HouseholdTabs(ctx context.Context, f registry.Filter) (totals map[registry.Tab]registry.Total, err error) {
	totals = map[registry.Tab]registry.Total{}
	for _, tab := range registry.Tabs {
		if totals[tab], err = d.CountHouseholds(ctx, f.Under(tab, d.clock.Today())); err != nil {
			return nil, err
		}
	}
	return totals, nil
}

// Today is the day at the desk.
func (d *Desk) Today() day.Date { return d.clock.Today() }

// Places are the villages and units in which the actor may see or open files.
type Places struct {
	Villages []area.Area
	Units    []identity.Unit
	Many     bool // too many villages to choose from: Villages is empty, and VillageNamed finds one
}

// placesShown bounds the villages that somebody chooses from: a county has some
// hundreds.
const placesShown = 1_000

// Places gives the villages and units of the actor's scope, for choosing one.
func (d *Desk) Places(ctx context.Context) (places *Places, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	places = &Places{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		for _, root := range d.villageRoots() {
			villages, err := d.store.Villages(ctx, tx, root, d.clock.Today().String(), placesShown+1)
			if err != nil {
				return err
			}
			places.Villages = append(places.Villages, villages...)
		}
		if places.Many = len(places.Villages) > placesShown; places.Many {
			places.Villages = nil
		}
		units, err := d.store.Units(ctx, tx, "")
		for _, u := range units {
			if d.actor.Scope.SeesUnit(u.Path) {
				places.Units = append(places.Units, u)
			}
		}
		return err
	})
	return places, err
}

// VillageNamed finds a village of the actor's scope by what somebody typed: a
// name, or a code of 12 digits. problem.Invalid when it is none, or more than one.
func (d *Desk) VillageNamed(ctx context.Context, text string) (area.Code, error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return "", err
	}
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return "", err
	}
	found := places.find("", strings.TrimSpace(text))
	switch {
	case found.Code != "":
		return found.Code, nil
	case len(found.Near) > 0:
		return "", problem.New(problem.Invalid, "registry.village_several", "near", strings.Join(found.Near[:min(len(found.Near), 5)], "、"))
	}
	return "", problem.New(problem.Invalid, "registry.village_none")
}

// villageRoots are the areas below which the actor sees villages.
func (d *Desk) villageRoots() []area.Code {
	s := d.actor.Scope
	if s.All || len(s.Areas) == 0 && len(s.Units) > 0 {
		return []area.Code{""}
	}
	return s.Areas
}

// EachHousehold gives what a filter leaves to its end, page by page in an order,
// masked, and puts the export on record first with its count.
func (d *Desk) EachHousehold(ctx context.Context, f registry.Filter, order registry.Order, yield func(*HouseholdLine) error) (rows int64, err error) {
	if err := d.actor.Must(identity.RosterExport); err != nil {
		return 0, err
	}
	if err := d.ready(&f); err != nil {
		return 0, err
	}
	if err := d.recordList(ctx, &f); err != nil {
		return 0, err
	}
	for cut := (registry.Cut{Limit: pageMost}); ; {
		page, err := d.Households(ctx, f, order, cut)
		if err != nil {
			return rows, err
		}
		for i := range page.Lines {
			if err := yield(&page.Lines[i]); err != nil {
				return rows, err
			}
			rows++
		}
		if cut.After = page.Next; cut.After == "" {
			return rows, nil
		}
	}
}

// recordList puts on record which list is given out: its filter without what was
// typed, since that may be a name, and the files that were ticked.
func (d *Desk) recordList(ctx context.Context, f *registry.Filter) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		total, err := d.store.CountLines(ctx, tx, f, 1<<40, d.actor.Scope)
		if err != nil {
			return err
		}
		kept := *f
		if kept.Text != "" {
			kept.Text = "*"
		}
		where := place{f.Area, f.Unit}
		return d.record(ctx, tx, act{name: "household.export", noun: "household", subject: d.ids(), where: where, count: total.Households, detail: kept})
	})
}
