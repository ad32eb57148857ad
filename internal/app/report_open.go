package app

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// openedReport is a report that is about to be written: its form, and where its
// rows come from.
type openedReport struct {
	*Desk
	order    ReportOrder
	form     *report.Form
	ref      string
	scope    identity.Scope // within the actor's
	campaign *campaign.Campaign
	names    *placeNames
	noun     string // of the record
	subject  id.ID
	where    place
	each     func(ctx context.Context, yield func(report.Row) error) error
}

// refLength is how much of its id tells a report from others: the time to the
// thousandth of a second and some chance.
const refLength = 18

func (d *Desk) openReport(ctx context.Context, order ReportOrder) (*openedReport, error) {
	of := d.ids()
	x := &openedReport{Desk: d, order: order, ref: string(of)[:refLength], noun: "report", subject: of, where: place{order.Area, order.Unit}, scope: d.actor.Scope}
	if order.Area != "" || order.Unit != "" {
		narrow, ok := d.actor.Scope.Within(order.Area, order.Unit)
		if !ok {
			return nil, problem.New(problem.Forbidden, "app.outside_scope")
		}
		x.scope = narrow
	}
	x.form = &report.Form{Lang: order.Lang, Title: order.Name.Text(order.Lang), Apart: order.Apart, Paper: order.Paper, Clear: order.Unmask,
		Printer: firstOf(d.actor.Shown, d.actor.Name), Printed: d.clock.Now(), Ref: text(order.Lang, "app.report_ref", "ref", x.ref)}
	open := map[report.Name]func(context.Context) error{
		report.OfRoster: x.openRoster, report.OfCoverage: x.openCoverage, report.OfNeverHelped: x.openNeverHelped, report.OfUnchanged: x.openUnchanged,
		report.OfCertificate: x.openCertificate, report.OfHousehold: x.openHousehold, report.OfDibao: x.openDibao, report.OfUsers: x.openUsers,
		report.OfPairs: x.openPairs, report.OfHelpers: x.openHelpers, report.OfPayment: x.openPayment,
	}[order.Name]
	if open == nil {
		return nil, problem.New(problem.NotFound, "report.no_report", "name", string(order.Name))
	}
	return x, open(ctx)
}

// openCampaign finds the campaign, narrows the scope to it, and heads the form.
func (x *openedReport) openCampaign(ctx context.Context, tx *sqldb.Tx) (err error) {
	if x.campaign, err = x.store.Campaign(ctx, tx, x.order.Campaign, x.actor.Scope); err != nil {
		return err
	}
	c := x.campaign
	narrow, ok := x.scope.Within(c.Area, c.Unit)
	if !ok && (x.order.Area != "" || x.order.Unit != "") {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	x.scope = narrow
	if x.names, err = x.placeNames(ctx, tx, c); err != nil {
		return err
	}
	x.noun, x.subject = "campaign", c.ID
	if x.order.Area == "" && x.order.Unit == "" {
		x.where = place{c.Area, c.Unit}
	}
	x.form.Title = text(x.order.Lang, "app.report_title", "campaign", c.Title, "report", x.order.Name)
	x.form.AsOf = c.AsOf.String()
	x.form.Filler, err = x.placeName(ctx, tx, area.Code(firstOf(string(x.order.Area), string(c.Area))), firstOf(x.order.Unit, c.Unit))
	return err
}

// errEnough ends a stream whose reader has enough.
var errEnough = errors.New("app: enough rows")

// rows turns the stream of the report into one that can be ranged over.
func (x *openedReport) rows(ctx context.Context) report.Rows {
	return func(yield func(report.Row, error) bool) {
		err := x.each(ctx, func(row report.Row) error {
			if !yield(row, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(report.Row{}, err)
		}
	}
}

// name shows a person's name masked unless the report is clear.
func (x *openedReport) name(name string, kind campaign.Kind) string {
	if x.order.Unmask || kind == campaign.Bulk { // a bulk line names no person
		return name
	}
	return personal.NewName(name).String()
}
