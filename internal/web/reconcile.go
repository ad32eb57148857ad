package web

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/web/view"
)

// reconcileAsked is the year and the day in the books that an address asks for.
func (v *visit) reconcileAsked(q url.Values) (year int, at app.BookDay, err error) {
	year = v.today().Year()
	if text := strings.TrimSpace(q.Get("year")); text != "" {
		if year, err = strconv.Atoi(text); err != nil || year < 1 || year > 9999 {
			return 0, at, problem.New(problem.Invalid, "fund.purse_year")
		}
	}
	at, err = bookDay(q)
	return year, at, err
}

// reconcile shows the reconciliation of a year at a day.
func (v *visit) reconcile() error {
	q := v.r.URL.Query()
	year, at, err := v.reconcileAsked(q)
	if err != nil {
		return err
	}
	read, err := v.desk.Reconcile(v.r.Context(), year, at)
	if err != nil {
		return err
	}
	p := v.fundPage("web.reconcile.title")
	p.Sub = p.T("web.reconcile.sub")
	q.Set("year", strconv.Itoa(year))
	r := view.ReconcilePage{Reconciliation: read, Filter: view.Form{Values: q}, Now: at.Now(), Chart: reconcileChart(p, read), Campaign: q.Get("campaign")}
	if r.Campaigns, err = v.campaignOptions(p); err != nil {
		return err
	}
	if r.Campaign != "" {
		of, err := id.Parse(r.Campaign)
		if err != nil {
			return problem.New(problem.NotFound, "campaign.not_found")
		}
		if r.Clauses, err = v.desk.Clauses(v.r.Context(), of); err != nil {
			return err
		}
		if r.Places, err = v.desk.PlaceSummary(v.r.Context(), of); err != nil {
			return err
		}
	}
	return v.show(view.ReconcileListPage(p, r))
}

// reconcileChart draws of each purse what is paid, approved and planned.
func reconcileChart(p view.Page, r *app.Reconciliation) view.BarChart {
	paid, approved, planned := p.T("web.reconcile.credited"), p.T("web.reconcile.approved_open"), p.T("web.reconcile.planned_open")
	c := view.BarChart{Label: p.T("web.reconcile.chart"), Legend: []view.BarPart{{Class: "c-done", Title: paid}, {Class: "c-booked", Title: approved}, {Class: "c-open", Title: planned}}}
	for _, l := range r.Purses {
		c.Bars = append(c.Bars, view.Bar{Name: l.Name, To: "/purses/" + string(l.ReconciledRow.Purse), Note: p.T("web.reconcile.of_due", "paid", l.Credited.Yuan(), "due", l.Due.Yuan()), Parts: []view.BarPart{
			{Class: "c-done", Title: paid + " " + l.Credited.Yuan(), N: int64(l.Credited)},
			{Class: "c-booked", Title: approved + " " + (l.Approved - l.Credited).Yuan(), N: int64(max(0, l.Approved-l.Credited))},
			{Class: "c-open", Title: planned + " " + (l.Due - l.Approved).Yuan(), N: int64(max(0, l.Due-l.Approved))}}})
	}
	return c
}

// reconcileBook gives the reconciliation as a workbook.
func (v *visit) reconcileBook() error {
	year, at, err := v.reconcileAsked(v.r.URL.Query())
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "songnuan-report-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "reconcile.xlsx")
	if err := v.desk.ExportReconciliation(v.r.Context(), year, at, v.lang, path); err != nil {
		return err
	}
	return v.send(path, v.say("web.reconcile.file", "year", year)+".xlsx", reportTypes[report.XLSX])
}
