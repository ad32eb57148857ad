package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/web/view"
)

const (
	reportCampaigns = 20  // campaigns on the list of reports
	previewPages    = 3   // of a report on its page
	printPages      = 300 // on the page for the browser's own print; more are for the PDF
)

// reportList offers every report that the person may look at.
func (v *visit) reportList() error {
	l := view.ReportList{}
	for _, e := range report.Catalogue {
		if see, _ := v.desk.MayReport(e.Name); see && len(e.Needs) == 0 {
			l.Lists = append(l.Lists, view.Link{Href: "/rosters/" + string(e.Name), Text: e.Text(v.lang)})
		}
	}
	if v.can(identity.CampaignSee) {
		lines, _, err := v.desk.Campaigns(v.r.Context(), "", "", reportCampaigns)
		if err != nil {
			return err
		}
		for i := range lines {
			of, err := v.reportCampaign(&lines[i])
			if err != nil {
				return err
			}
			l.Campaigns = append(l.Campaigns, of)
		}
	}
	p := v.page("web.report.title")
	p.Sub = p.T("web.report.hint")
	return v.show(view.ReportListPage(p, l))
}

// reportCampaign is a campaign with the reports that it gives.
func (v *visit) reportCampaign(l *app.CampaignLine) (of view.ReportCampaign, err error) {
	of = view.ReportCampaign{Title: l.Title, Place: l.Place, State: string(l.State), AsOf: l.AsOf.String(), Entries: l.Entries,
		Coverage: "/rosters/coverage?campaign=" + string(l.ID)}
	read, err := v.desk.CampaignPlan(v.r.Context(), l.ID)
	if err != nil {
		of.Broken = v.text(err)
	} else {
		for i := range read.Plan.Classes {
			c := &read.Plan.Classes[i]
			of.Rosters = append(of.Rosters, view.Link{Href: "/campaigns/" + string(l.ID) + "/roster?class=" + url.QueryEscape(c.ID), Text: cmp.Or(c.Name, c.ID)})
		}
	}
	issued, err := v.desk.Certificates(v.r.Context(), l.ID, 3)
	for i := range issued {
		of.Certificates = append(of.Certificates, view.Link{Href: "/campaigns/" + string(l.ID) + "/certificates/" + string(issued[i].ID),
			Text: v.say("web.report.certificate_of", "place", cmp.Or(issued[i].Place, l.Place), "day", issued[i].AsOf.Date())})
	}
	return of, err
}

// reportAsked reads which report is asked for, from an address or a form.
func (v *visit) reportAsked(name string, q url.Values) (order app.ReportOrder, err error) {
	entry, err := report.Find(name)
	if err != nil {
		return order, err
	}
	order = app.ReportOrder{Name: entry.Name, Class: q.Get("class"), Unit: q.Get("unit"), Number: q.Get("number"), Apart: q.Get("apart") != "", Lang: v.lang}
	if order.Paper, err = report.ParseSize(q.Get("paper")); err != nil {
		return order, err
	}
	if state := q.Get("state"); state != "" {
		if order.Outcome, err = campaign.ParseOutcome(state); err != nil {
			return order, err
		}
	}
	if where := q.Get("area"); where != "" {
		if order.Area, err = area.Parse(where); err != nil {
			return order, err
		}
	}
	for name, into := range map[string]*id.ID{"campaign": &order.Campaign, "certificate": &order.Certificate, "payment": &order.Payment} {
		if text := q.Get(name); text != "" {
			if *into, err = id.Parse(text); err != nil {
				return order, err
			}
		}
	}
	return order, nil
}

// reportPage shows a report as it will be printed.
func (v *visit) reportPage() error {
	return v.reportShown(v.r.PathValue("name"), v.r.URL.Query(), nil)
}

// campaignRoster is the roster of a class of a campaign: the first one when the
// address names none.
func (v *visit) campaignRoster() error {
	q := v.r.URL.Query()
	q.Set("campaign", v.r.PathValue("id"))
	of, err := id.Parse(q.Get("campaign"))
	if err != nil {
		return err
	}
	if q.Get("class") == "" {
		read, err := v.desk.CampaignPlan(v.r.Context(), of)
		if err != nil {
			return err
		}
		if len(read.Plan.Classes) > 0 {
			q.Set("class", read.Plan.Classes[0].ID)
		}
	}
	return v.reportShown(string(report.OfRoster), q, nil)
}

// certificatePage is a certificate as it will be printed.
func (v *visit) certificatePage() error {
	q := url.Values{"certificate": {v.r.PathValue("certificate")}}
	order, err := v.reportAsked(string(report.OfCertificate), q)
	if err != nil {
		return err
	}
	shown, err := v.desk.Certificate(v.r.Context(), order.Certificate)
	if err != nil {
		return err
	}
	if string(shown.Campaign) != v.r.PathValue("id") {
		return problem.New(problem.NotFound, "campaign.no_certificate")
	}
	q.Set("campaign", v.r.PathValue("id"))
	return v.reportShown(string(report.OfCertificate), q, nil)
}

// reportShown shows a report with its filters; form is what was refused.
func (v *visit) reportShown(name string, q url.Values, form *view.Form) error {
	order, err := v.reportAsked(name, q)
	if err != nil {
		return err
	}
	entry, err := report.Find(name)
	if err != nil {
		return err
	}
	for _, need := range entry.Needs {
		if q.Get(string(need)) == "" {
			return v.goTo("/rosters")
		}
	}
	sheets, err := v.desk.PreviewReport(v.r.Context(), order, previewPages)
	if err != nil {
		return err
	}
	r, err := v.reportView(entry, order, q, sheets)
	if err != nil {
		return err
	}
	p := v.page("web.report.title")
	p.Title, p.Sub = sheets.Form.Title, sheets.Form.Under
	p.Crumbs = []view.Link{{Href: "/rosters", Text: p.T("web.report.title")}}
	if order.Campaign != "" {
		p.Crumbs = append(p.Crumbs, view.Link{Href: "/campaigns/" + string(order.Campaign), Text: p.T("web.report.campaign")})
	}
	p.Styles = []string{report.StyleFile}
	p.Actions = view.ReportActions(p, r)
	if form != nil {
		r.Unmask = *form
		return v.again(view.ReportPage(p, r))
	}
	return v.show(view.ReportPage(p, r))
}

func (v *visit) reportView(entry report.Entry, order app.ReportOrder, q url.Values, sheets *report.Sheets) (view.Report, error) {
	_, take := v.desk.MayReport(entry.Name)
	r := view.Report{Name: string(entry.Name), Sheets: sheets, MayTake: take, MayUnmask: take && entry.Unmasks && v.can(unmaskOf(entry.Name)),
		Filters: view.Form{Values: q}, Print: "/rosters/" + string(entry.Name) + "/print?" + q.Encode()}
	for _, key := range slices.Sorted(maps.Keys(q)) {
		r.Hidden = append(r.Hidden, view.Option{Value: q.Get(key), Text: key})
	}
	var err error
	if slices.Contains(entry.Needs, report.ByClass) {
		read, err := v.desk.CampaignPlan(v.r.Context(), order.Campaign)
		if err != nil {
			return r, err
		}
		for i := range read.Plan.Classes {
			c := &read.Plan.Classes[i]
			r.Classes = append(r.Classes, view.Option{Value: c.ID, Text: cmp.Or(c.Name, c.ID)})
		}
	}
	if slices.Contains(entry.May, report.ByOutcome) {
		r.States = []view.Option{{Text: v.say("web.report.every_state")}}
		for _, o := range campaign.Outcomes {
			r.States = append(r.States, view.Option{Value: string(o), Text: o.Text(v.lang)})
		}
	}
	if slices.Contains(entry.May, report.ByPlace) {
		r.Places, err = v.reportPlaces()
	}
	return r, err
}

// unmaskOf is the right to see a report in the clear: who hands money out needs to
// know to whom.
func unmaskOf(name report.Name) identity.Permission {
	if name == report.OfPayment {
		return identity.PayHand
	}
	return identity.PersonalUnmask
}

// reportPlaces are the villages that a report can be narrowed to.
func (v *visit) reportPlaces() ([]view.Option, error) {
	places, err := v.desk.Places(v.r.Context())
	if err != nil || len(places.Villages) < 2 {
		return nil, err
	}
	options := []view.Option{{Text: v.say("web.report.every_place")}}
	for _, a := range places.Villages {
		options = append(options, view.Option{Value: string(a.Code), Text: a.Name})
	}
	return options, nil
}

// reportPrint is the report alone, for the browser's own print.
func (v *visit) reportPrint() error {
	order, err := v.reportAsked(v.r.PathValue("name"), v.r.URL.Query())
	if err != nil {
		return err
	}
	sheets, err := v.desk.PreviewReport(v.r.Context(), order, printPages)
	if err != nil {
		return err
	}
	p := v.page("web.report.title")
	p.Title, p.Styles = sheets.Form.Title, []string{report.StyleFile}
	return v.show(view.ReportPrintPage(p, view.Report{Name: string(order.Name), Sheets: sheets, Filters: view.Form{Values: v.r.URL.Query()}}))
}
