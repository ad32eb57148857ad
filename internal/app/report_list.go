package app

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// openCoverage lists a campaign's entries by how they ended.
func (x *openedReport) openCoverage(ctx context.Context) error {
	x.form.Definition = report.Coverage()
	if x.order.Outcome != "" {
		x.form.Under = x.order.Outcome.Text(x.order.Lang)
	}
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) error { return x.openCampaign(ctx, tx) }); err != nil {
		return err
	}
	x.form.AsOf = x.minute()
	x.each = func(ctx context.Context, yield func(report.Row) error) error {
		return x.store.Read(ctx, func(tx *sqldb.Tx) error {
			return x.store.EachEnded(ctx, tx, x.campaign.ID, x.order.Outcome, x.scope, func(e store.Ended) error { return yield(x.ended(&e)) })
		})
	}
	return nil
}

func (x *openedReport) ended(e *store.Ended) report.Row {
	village := x.names.of(e.Area, e.Unit)
	row := report.Row{Group: village, Cells: []any{nil, e.Number, x.name(e.Name, e.Kind), village, e.Persons, e.Outcome.Text(x.order.Lang), nil, e.Person, ""}}
	if !e.Day.IsZero() {
		row.Cells[6] = e.Day
	}
	if e.Reason != "" {
		row.Cells[8] = text(x.order.Lang, "app.why_not."+e.Reason)
	}
	return row
}

// minute is now, as reports write it.
func (x *openedReport) minute() string {
	now := x.clock.Now().Time().In(day.Beijing)
	return now.Format("2006-01-02 15:04")
}

func (x *openedReport) openNeverHelped(ctx context.Context) error {
	x.form.Definition = report.NeverHelped()
	return x.openFiles(ctx, func(tx *sqldb.Tx, after string) ([]store.FileLine, string, error) {
		return x.store.NeverHelped(ctx, tx, x.scope, after, pageMost)
	})
}

func (x *openedReport) openUnchanged(ctx context.Context) error {
	x.form.Definition = report.Unchanged()
	before := x.clock.Today().AddMonths(-12).AddDays(-1).End()
	return x.openFiles(ctx, func(tx *sqldb.Tx, after string) ([]store.FileLine, string, error) {
		return x.store.Untouched(ctx, tx, before, x.scope, after, pageMost)
	})
}

// openFiles lists open files that are read a page at a time.
func (x *openedReport) openFiles(ctx context.Context, read func(tx *sqldb.Tx, after string) ([]store.FileLine, string, error)) error {
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
			for after := ""; ; {
				found, next, err := read(tx, after)
				if err != nil {
					return err
				}
				for i := range found {
					village, err := x.village(ctx, tx, villages, found[i].Area)
					if err != nil {
						return err
					}
					f := &found[i]
					if err := yield(report.Row{Group: village, Cells: []any{nil, f.Number, x.name(f.Head, campaign.OfHousehold), village, f.Size, f.Recorded.Date()}}); err != nil {
						return err
					}
				}
				if after = next; next == "" {
					return nil
				}
			}
		})
	}
	return nil
}

// village is the name of an area, each asked for once.
func (x *openedReport) village(ctx context.Context, tx *sqldb.Tx, known map[area.Code]string, code area.Code) (name string, err error) {
	name, ok := known[code]
	if !ok {
		if name, err = x.villageName(ctx, tx, code); err == nil {
			known[code] = name
		}
	}
	return name, err
}

// openUsers lists the accounts.
func (x *openedReport) openUsers(ctx context.Context) error {
	x.form.Definition = report.Users()
	x.form.AsOf = x.clock.Today().String()
	x.each = func(ctx context.Context, yield func(report.Row) error) error {
		for after := ""; ; {
			users, err := x.Users(ctx, after, pageMost)
			if err != nil {
				return err
			}
			for _, u := range users {
				row, err := x.user(ctx, u)
				if err != nil {
					return err
				}
				if err := yield(row); err != nil {
					return err
				}
				after = u.Account
			}
			if len(users) < pageMost {
				return nil
			}
		}
	}
	return nil
}

func (x *openedReport) user(ctx context.Context, u *identity.User) (row report.Row, err error) {
	lang, where := x.order.Lang, ""
	if err = x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		where, err = x.placeName(ctx, tx, u.Area, u.Unit)
		return err
	}); err != nil {
		return row, err
	}
	var roles []string
	for _, g := range u.Grants {
		roles = append(roles, g.Role.Text(lang))
	}
	state := text(lang, "app.account.enabled")
	if u.Disabled != "" {
		state = text(lang, "app.account.disabled")
	}
	return report.Row{Cells: []any{nil, u.Account, u.Name, where, strings.Join(roles, text(lang, "app.comma")), state}}, nil
}
