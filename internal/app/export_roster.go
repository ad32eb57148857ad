package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// RosterOrder asks for the rosters of a campaign as a workbook.
type RosterOrder struct {
	Campaign id.ID
	Plan     *plan.Plan
	Forecast *plan.Forecast // nil reckons it from the plan's own figures
	Classes  []string       // ids of the classes wanted; all, with those on none, when empty
	Path     string
	Unmask   bool // clear names, ID and phone numbers; cards where the actor may see them
	Lang     locale.Lang
}

// ExportRoster writes the rosters: a sheet 合计, one for each class, and the
// sheets 未列入 (not eligible, with the reason) and 待核实 (undecided, with what
// is missing). Names are masked and numbers left out unless Unmask is set. The
// export is recorded before the first row is written, with its count.
func (d *Desk) ExportRoster(ctx context.Context, order RosterOrder, tell func(Progress)) (entries int64, err error) {
	if err := d.actor.Must(identity.RosterExport); err != nil {
		return 0, err
	}
	if err := d.actor.Must(identity.PersonalUnmask); order.Unmask && err != nil {
		return 0, err
	}
	for _, class := range order.Classes {
		if !slices.ContainsFunc(order.Plan.Classes, func(c plan.Class) bool { return c.ID == class }) {
			return 0, problem.New(problem.NotFound, "app.no_class", "class", class)
		}
	}
	x, err := d.openRosterExport(ctx, order, tell)
	if err != nil {
		return 0, err
	}
	if x.book, err = sheet.NewXLSX(order.Path); err != nil {
		return 0, err
	}
	if err := x.sheets(ctx); err != nil {
		x.book.Abort()
		return 0, err
	}
	return x.entries(), x.book.Close()
}

// rosterExport is one such workbook being written.
type rosterExport struct {
	*Desk
	RosterOrder
	tell     func(Progress)
	campaign *campaign.Campaign
	scope    identity.Scope
	counts   []store.RosterCount
	villages map[area.Code]string
	units    map[string]string
	due      map[string]string   // by class, for the sheet 合计
	acts     map[string][]string // by class
	book     *sheet.Book
	rows     int64
}

func (d *Desk) openRosterExport(ctx context.Context, order RosterOrder, tell func(Progress)) (*rosterExport, error) {
	x := &rosterExport{Desk: d, RosterOrder: order, tell: tell, villages: map[area.Code]string{}, units: map[string]string{}}
	if x.Forecast == nil {
		x.Forecast = order.Plan.Forecast(nil)
	}
	x.due = dueByClass(order.Plan, x.Forecast, order.Lang)
	x.acts = actsByClass(order.Plan, x.Forecast, order.Lang)
	if err := d.store.Read(ctx, func(tx *sqldb.Tx) error { return x.load(ctx, tx) }); err != nil {
		return nil, err
	}
	return x, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		name := "roster.export"
		if order.Unmask {
			name = "roster.unmask"
		}
		return d.record(ctx, tx, act{name: name, noun: "campaign", subject: x.campaign.ID, where: place{x.campaign.Area, x.campaign.Unit}, count: x.entries()})
	})
}

func (x *rosterExport) load(ctx context.Context, tx *sqldb.Tx) (err error) {
	if x.campaign, err = x.store.Campaign(ctx, tx, x.RosterOrder.Campaign, x.actor.Scope); err != nil {
		return err
	}
	x.scope, _ = x.scopeOf(x.campaign)
	if x.counts, err = x.store.CountRosters(ctx, tx, x.campaign.ID, x.scope); err != nil {
		return err
	}
	x.counts = slices.DeleteFunc(x.counts, func(c store.RosterCount) bool { return !x.wants(c.Class) })
	villages, err := x.store.Villages(ctx, tx, x.campaign.Area, x.campaign.AsOf.String(), villagesKnown)
	if err != nil {
		return err
	}
	for _, v := range villages {
		x.villages[v.Code] = v.Name
	}
	units, err := x.store.Units(ctx, tx, x.campaign.Unit)
	for _, u := range units {
		x.units[u.Path] = u.Name
	}
	return err
}

func (x *rosterExport) wants(class string) bool {
	return len(x.Classes) == 0 || slices.Contains(x.Classes, class)
}

// entries counts what the workbook shows of the rosters.
func (x *rosterExport) entries() (all int64) {
	for _, c := range x.counts {
		all += c.Entries
	}
	return all
}

func (x *rosterExport) text(key string, pairs ...any) string { return text(x.Lang, key, pairs...) }

func (x *rosterExport) sheets(ctx context.Context) error {
	if err := x.totals(); err != nil {
		return err
	}
	for i := range x.Plan.Classes {
		if class := &x.Plan.Classes[i]; x.wants(class.ID) {
			if err := x.class(ctx, class); err != nil {
				return err
			}
		}
	}
	if len(x.Classes) > 0 {
		return x.undecided(ctx)
	}
	if err := x.left(ctx); err != nil {
		return err
	}
	return x.undecided(ctx)
}

// totals is the sheet 合计.
func (x *rosterExport) totals() error {
	s, err := x.book.Sheet(x.text("app.sheet.totals"), columns(x.Lang,
		"app.column.class", words, "app.column.entries", number, "app.column.households", number, "app.column.persons", number,
		"app.column.undecided", number, "app.column.over_quota", number, "app.column.excluded", number, "app.column.due", words),
		x.campaign.Title, x.text("app.as_of", "day", x.campaign.AsOf))
	if err != nil {
		return err
	}
	for _, r := range summariseRosters(x.Plan, x.counts) {
		if err := s.Write(r.Name, r.Entries, r.Households, r.Persons, r.Undecided, r.OverQuota, r.Excluded, x.due[r.Class]); err != nil {
			return err
		}
	}
	return nil
}

// class is the sheet of one class: who is in.
func (x *rosterExport) class(ctx context.Context, class *plan.Class) error {
	heads := columns(x.Lang, "app.column.village", words, "app.column.number", words, "app.column.name", words, "app.column.persons", number,
		"app.column.basis", words, "app.column.reason", wide, "app.column.due", wide)
	if x.Unmask {
		heads = append(heads, columns(x.Lang, "app.column.id_number", words, "app.column.phone", words)...)
		if x.actor.Can(identity.CardUnmask) {
			heads = append(heads, columns(x.Lang, "app.column.card", words)...)
		}
	}
	title := x.text("app.roster_title", "plan", x.campaign.Title, "class", firstOf(class.Name, class.ID))
	var due *benefits
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		due, err = x.benefitsOf(ctx, tx, x.campaign, x.Plan, class.ID, x.scope)
		return err
	}); err != nil {
		return err
	}
	s, err := x.book.Sheet(firstOf(class.Name, class.ID), heads, title)
	if err != nil {
		return err
	}
	return x.pages(ctx, class.ID, campaign.In, func(page []campaign.Entry) error {
		numbers, err := x.numbers(ctx, page)
		if err != nil {
			return err
		}
		known, err := due.read(ctx, x.Desk, page)
		if err != nil {
			return err
		}
		for i := range page {
			owed, err := due.words(&page[i], known, x.Lang)
			if err != nil {
				return err
			}
			if err := s.Write(x.row(&page[i], numbers, joinWords(append(owed, x.acts[class.ID]...), x.text("app.separator")))...); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *rosterExport) row(e *campaign.Entry, numbers map[string]clearNumbers, due string) []any {
	row := []any{x.place(e.Area, e.Unit), e.Number, x.name(e.Name, e.Kind), e.Persons, x.basis(e.Basis), x.why(e), due}
	if x.Unmask {
		n := numbers[e.Subject]
		row = append(row, n.id, n.phone)
		if x.actor.Can(identity.CardUnmask) {
			row = append(row, n.card)
		}
	}
	return row
}

// name shows a person's name masked; a bulk line names no person.
func (x *rosterExport) name(name string, kind campaign.Kind) string {
	if x.Unmask || kind == campaign.Bulk {
		return name
	}
	return personal.NewName(name).String()
}

// place is where the entry belongs: its village, or else its unit.
func (x *rosterExport) place(code area.Code, unit string) string {
	return firstOf(firstOf(x.villages[code], x.units[unit]), string(code))
}

// left is the sheet 未列入: who is on no roster, and who fits a class and is
// excluded or came after its last place.
func (x *rosterExport) left(ctx context.Context) error {
	s, err := x.book.Sheet(x.text("app.sheet.left"), columns(x.Lang, "app.column.village", words, "app.column.number", words,
		"app.column.name", words, "app.column.persons", number, "app.column.class", words, "app.column.reason", wide))
	if err != nil {
		return err
	}
	for _, state := range []campaign.Standing{campaign.Excluded, campaign.OverQuota} {
		if err := x.everyClass(ctx, state, func(class string, e *campaign.Entry) error {
			return s.Write(x.place(e.Area, e.Unit), e.Number, x.name(e.Name, e.Kind), e.Persons, class, x.why(e))
		}); err != nil {
			return err
		}
	}
	return x.store.Read(ctx, func(tx *sqldb.Tx) error {
		return x.store.EachCovered(ctx, tx, x.campaign.ID, campaign.NotEligible, x.scope, func(c store.Covered) error {
			if c.Reason != "no_class" {
				return nil // stands above, with the class and its reason
			}
			return s.Write(x.place(c.Area, c.Unit), c.Number, x.name(c.Name, c.Kind), c.Persons, "", x.text("app.why.no_class"))
		})
	})
}

// undecided is the sheet 待核实: for whom a value is missing.
func (x *rosterExport) undecided(ctx context.Context) error {
	s, err := x.book.Sheet(x.text("app.sheet.undecided"), columns(x.Lang, "app.column.village", words, "app.column.number", words,
		"app.column.name", words, "app.column.persons", number, "app.column.class", words, "app.column.missing", wide))
	if err != nil {
		return err
	}
	return x.everyClass(ctx, campaign.Undecided, func(class string, e *campaign.Entry) error {
		return s.Write(x.place(e.Area, e.Unit), e.Number, x.name(e.Name, e.Kind), e.Persons, class, missingFields(e.Reason.Missing, x.Lang))
	})
}

func (x *rosterExport) everyClass(ctx context.Context, state campaign.Standing, yield func(class string, e *campaign.Entry) error) error {
	for i := range x.Plan.Classes {
		class := &x.Plan.Classes[i]
		if !x.wants(class.ID) {
			continue
		}
		err := x.pages(ctx, class.ID, state, func(page []campaign.Entry) error {
			for j := range page {
				if err := yield(firstOf(class.Name, class.ID), &page[j]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rosterPage is how many entries are at hand at once.
const rosterPage = 500

// pages streams the entries of a class that stand somewhere.
func (x *rosterExport) pages(ctx context.Context, class string, state campaign.Standing, yield func([]campaign.Entry) error) error {
	page := make([]campaign.Entry, 0, rosterPage)
	flush := func() error {
		err := yield(page)
		if x.rows += int64(len(page)); x.tell != nil {
			x.tell(Progress{Stage: "roster", Rows: x.rows, Done: x.rows, Size: x.entries()})
		}
		page = page[:0]
		return err
	}
	err := x.store.Read(ctx, func(tx *sqldb.Tx) error {
		return x.store.EachEntry(ctx, tx, x.campaign.ID, class, x.scope, func(e campaign.Entry) error {
			if e.State != state {
				return nil
			}
			if page = append(page, e); len(page) < rosterPage {
				return nil
			}
			return flush()
		})
	})
	if err != nil || len(page) == 0 {
		return err
	}
	return flush()
}
