package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// rosterRows is the roster of one class on its way into a report.
type rosterRows struct {
	*openedReport
	class    *plan.Class
	benefits *benefits
	cards    bool
	open     int64 // entries whose rate cannot be told
}

func (x *openedReport) openRoster(ctx context.Context) error {
	if x.order.Plan == nil {
		p, err := x.planFor(ctx, x.order.Campaign)
		if err != nil {
			return err
		}
		x.order.Plan = p
	}
	at := slices.IndexFunc(x.order.Plan.Classes, func(c plan.Class) bool { return c.ID == x.order.Class })
	if at < 0 {
		return problem.New(problem.NotFound, "app.no_class", "class", x.order.Class)
	}
	r := &rosterRows{openedReport: x, class: &x.order.Plan.Classes[at], cards: x.order.Unmask && x.actor.Can(identity.CardUnmask)}
	err := x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if err = x.openCampaign(ctx, tx); err != nil {
			return err
		}
		r.benefits, err = x.benefitsOf(ctx, tx, x.campaign, x.order.Plan, x.order.Class, x.scope)
		return err
	})
	if err != nil {
		return err
	}
	x.form.Definition = report.Roster(r.columns(), x.order.Unmask, r.cards)
	x.form.Under = firstOf(r.class.Name, r.class.ID)
	x.form.Notes = r.benefits.notes(x.order.Lang)
	x.each = r.each
	return nil
}

// columns are what the class is due: a column of figures for each clause that
// gives one certain amount, and words for all others together.
func (r *rosterRows) columns() (columns []report.Column) {
	words := false
	for i := range r.benefits.all {
		b := &r.benefits.all[i]
		switch {
		case !b.Exact():
			words = true
		case b.Unit == "":
			columns = append(columns, report.Column{Key: b.Clause, Title: b.Name, Kind: report.Money, Width: 24, Total: true})
		default:
			columns = append(columns, report.Column{Key: b.Clause, Title: text(r.order.Lang, "app.report_goods", "name", b.Name, "unit", b.Unit), Kind: report.Number, Width: 18, Total: true})
		}
	}
	if words {
		columns = append(columns, report.Column{Key: "goods", Kind: report.Text, Width: 40, Grow: 2})
	}
	return columns
}

func (r *rosterRows) each(ctx context.Context, yield func(report.Row) error) error {
	page := make([]campaign.Entry, 0, rosterPage)
	flush := func() error {
		defer func() { page = page[:0] }()
		return r.page(ctx, page, yield)
	}
	err := r.store.Read(ctx, func(tx *sqldb.Tx) error {
		return r.store.EachEntry(ctx, tx, r.campaign.ID, r.order.Class, r.scope, func(e campaign.Entry) error {
			if e.State != campaign.In {
				return nil
			}
			if page = append(page, e); len(page) < rosterPage {
				return nil
			}
			return flush()
		})
	})
	if err == nil && len(page) > 0 {
		err = flush()
	}
	if err == nil && r.open > 0 { // told below the table, which is written after the rows
		r.form.Notes = append(r.form.Notes, text(r.order.Lang, "app.report_open", "count", r.open))
	}
	return err
}

// page writes some entries with what the registry holds of them.
func (r *rosterRows) page(ctx context.Context, entries []campaign.Entry, yield func(report.Row) error) error {
	known, err := r.benefits.read(ctx, r.Desk, entries)
	if err != nil {
		return err
	}
	var numbers map[string]clearNumbers
	if r.order.Unmask {
		if numbers, err = r.clearNumbers(ctx, entries, r.scope); err != nil {
			return err
		}
	}
	for i := range entries {
		row, err := r.row(&entries[i], known, numbers[entries[i].Subject])
		if err != nil {
			return err
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

func (r *rosterRows) row(e *campaign.Entry, known *entryFacts, numbers clearNumbers) (report.Row, error) {
	village := r.names.of(e.Area, e.Unit)
	row := report.Row{Group: village, Cells: []any{nil, e.Number, r.name(e.Name, e.Kind)}}
	if r.order.Unmask {
		row.Cells = append(row.Cells, numbers.id, numbers.phone)
		if r.cards {
			row.Cells = append(row.Cells, numbers.card)
		}
	}
	row.Cells = append(row.Cells, village, categoryOf(known.facts[e.Subject]), e.Persons)
	paid, purses := money.Fen(0), 0
	var words []string
	open := false
	for i := range r.benefits.all {
		b := &r.benefits.all[i]
		got, err := r.benefits.of(b, e, known)
		if err != nil {
			return row, err
		}
		open = open || got.open
		if !b.Exact() {
			words = append(words, got.text(b, r.order.Lang))
			continue
		}
		row.Cells = append(row.Cells, got.cell(b))
		if b.Unit == "" {
			purses++
			if paid, err = money.Add(paid, got.sum); err != nil {
				return row, err
			}
		}
	}
	if open {
		r.open++
	}
	if slices.ContainsFunc(r.benefits.all, func(b plan.Benefit) bool { return !b.Exact() }) {
		row.Cells = append(row.Cells, joinWords(words, text(r.order.Lang, "app.separator")))
	}
	if purses > 1 {
		row.Cells = append(row.Cells, paid)
	}
	row.Cells = append(row.Cells, nil) // the place to sign
	return row, nil
}

func joinWords(words []string, separator string) (line string) {
	for _, word := range words {
		if word != "" && line != "" {
			line += separator
		}
		line += word
	}
	return line
}

// categoryOf is the household's main category, else its first.
func categoryOf(f *rule.Facts) string {
	if f == nil {
		return ""
	}
	if f.Household.MainCategory == "" && len(f.Household.Categories) > 0 {
		return f.Household.Categories[0]
	}
	return f.Household.MainCategory
}
