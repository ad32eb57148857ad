package app

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// ReportOrder asks for a report. Which of its fields a report needs stands in
// report.Catalogue.
type ReportOrder struct {
	Name        report.Name
	Campaign    id.ID
	Class       string           // id of a class of the plan
	Outcome     campaign.Outcome // "" is every one
	Area        area.Code        // narrows to a place, "" does not
	Unit        string           // path, likewise
	Certificate id.ID
	Number      string // of a household
	Payment     id.ID
	Plan        *plan.Plan // of the campaign, with its answers; nil reads it
	Unmask      bool       // clear names, ID and phone numbers; cards where the actor may see them
	Reason      string     // why clear data is needed; goes on record
	Apart       bool       // each village begins on a page of its own
	Paper       report.Size
	Lang        locale.Lang
}

// ReportDone is what a report came to.
type ReportDone struct {
	Ref    string // stands at the foot of every page and in the record
	Rows   int64
	Digest string // SM3 over the cells in order, 64 hexadecimal digits
}

// reportRights are what looking at a report and taking it away ask for.
var reportRights = map[report.Name]struct{ see, export identity.Permission }{
	report.OfRoster:      {identity.HouseholdSee, identity.RosterExport},
	report.OfCoverage:    {identity.HouseholdSee, identity.RosterExport},
	report.OfNeverHelped: {identity.HouseholdSee, identity.RosterExport},
	report.OfUnchanged:   {identity.HouseholdSee, identity.RosterExport},
	report.OfHousehold:   {identity.HouseholdSee, identity.RosterExport},
	report.OfDibao:       {identity.HouseholdSee, identity.RosterExport},
	report.OfCertificate: {identity.CampaignSee, identity.CampaignSee},
	report.OfPayment:     {identity.FundSee, identity.FundSee},
	report.OfUsers:       {identity.UserSee, identity.UserSee},
	report.OfPairs:       {identity.PairSee, identity.PairKeep},
	report.OfHelpers:     {identity.PairSee, identity.PairKeep},
}

// MayReport tells whether the actor may look at a report, and take it away.
func (d *Desk) MayReport(name report.Name) (see, export bool) {
	rights := reportRights[name]
	return d.actor.Can(rights.see), d.actor.Can(rights.export)
}

// PreviewReport gives the first pages of a report as they will be printed,
// personal data masked; 0 pages are all.
func (d *Desk) PreviewReport(ctx context.Context, order ReportOrder, pages int) (*report.Sheets, error) {
	if err := d.actor.Must(reportRights[order.Name].see); err != nil {
		return nil, err
	}
	order.Unmask = false
	x, err := d.openReport(ctx, order)
	if err != nil {
		return nil, err
	}
	sheets := report.NewSheets(x.form, pages)
	if _, err := report.Write(x.form, x.rows(ctx), sheets); err != nil && !errors.Is(err, report.ErrEnough) {
		return nil, err
	}
	return sheets, nil
}

// ExportReport writes a report to a file. That somebody took it, with how many
// rows, their digest and the reason for clear data, is recorded before the file
// gets its name: what could not be recorded is not handed out.
func (d *Desk) ExportReport(ctx context.Context, order ReportOrder, format report.Format, path string) (*ReportDone, error) {
	if err := d.actor.Must(reportRights[order.Name].export); err != nil {
		return nil, err
	}
	if err := d.mayUnmask(&order); err != nil {
		return nil, err
	}
	x, err := d.openReport(ctx, order)
	if err != nil {
		return nil, err
	}
	file, err := report.Create(path, format, x.form)
	if err != nil {
		return nil, err
	}
	digest := identity.NewDigest()
	sums, err := report.Write(x.form, digested(x.rows(ctx), digest), file)
	if err != nil {
		file.Abort()
		return nil, err
	}
	done := &ReportDone{Ref: x.ref, Rows: sums.Rows, Digest: digest.Sum()}
	if err := d.store.Write(ctx, func(tx *sqldb.Tx) error { return x.recordExport(ctx, tx, format, done) }); err != nil {
		file.Abort()
		return nil, err
	}
	return done, file.Close()
}

// mayUnmask refuses clear data to who may not see it, and without a reason.
func (d *Desk) mayUnmask(order *ReportOrder) error {
	if !order.Unmask {
		return nil
	}
	right := identity.PersonalUnmask
	if order.Name == report.OfPayment {
		right = identity.PayHand // who hands the money out needs to know to whom
	}
	if err := d.actor.Must(right); err != nil {
		return err
	}
	entry, err := report.Find(string(order.Name))
	if err == nil && !entry.Unmasks {
		err = problem.New(problem.Invalid, "app.report_masked")
	}
	order.Reason = strings.TrimSpace(order.Reason)
	switch {
	case err != nil:
		return err
	case order.Reason == "":
		return problem.New(problem.Invalid, "app.reason_missing")
	case len([]rune(order.Reason)) > reasonMost:
		return problem.New(problem.TooLarge, "app.reason_long", "most", reasonMost)
	}
	return nil
}

// reasonMost is the longest reason, in characters.
const reasonMost = 200

// digested feeds the cells to a digest as they pass.
func digested(rows report.Rows, digest *identity.Digest) report.Rows {
	return func(yield func(report.Row, error) bool) {
		for row, err := range rows {
			for _, cell := range row.Cells {
				digest.Add(report.Spell(cell))
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// exportDetail is what the record of an export says. It holds no personal data
// but the reason, as the actor gave it.
type exportDetail struct {
	Report   report.Name      `json:"report"`
	Ref      string           `json:"ref"`
	Format   report.Format    `json:"format"`
	Campaign id.ID            `json:"campaign,omitempty"`
	Class    string           `json:"class,omitempty"`
	Outcome  campaign.Outcome `json:"outcome,omitempty"`
	Of       id.ID            `json:"certificate,omitempty"`
	Payment  id.ID            `json:"payment,omitempty"`
	Reason   string           `json:"reason,omitempty"` // of clear data
}

func (x *openedReport) recordExport(ctx context.Context, tx *sqldb.Tx, format report.Format, done *ReportDone) error {
	name := "report.export"
	if x.order.Unmask {
		name = "report.unmask"
	}
	return x.record(ctx, tx, act{name: name, noun: x.noun, subject: x.subject, where: x.where, count: done.Rows, digest: done.Digest,
		detail: exportDetail{x.order.Name, done.Ref, format, x.order.Campaign, x.order.Class, x.order.Outcome, x.order.Certificate, x.order.Payment, x.order.Reason}})
}
