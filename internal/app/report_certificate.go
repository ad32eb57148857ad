package app

import (
	"context"
	"maps"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// Certificate shows a certificate that was issued.
func (d *Desk) Certificate(ctx context.Context, of id.ID) (view *CertificateView, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		view, err = d.certificate(ctx, tx, of)
		return err
	})
	return view, err
}

func (d *Desk) certificate(ctx context.Context, tx *sqldb.Tx, of id.ID) (*CertificateView, error) {
	known, err := d.store.Certificate(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	c, err := d.store.Campaign(ctx, tx, known.Campaign, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	view := &CertificateView{Certificate: known, Plan: c.Plan, PlanSM3: c.Digest, Title: c.Title, State: c.State, Names: map[string]string{}}
	names, err := d.placeNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for code, name := range names.villages {
		view.Names[string(code)] = name
	}
	maps.Copy(view.Names, names.units)
	where, unit := known.Area, known.Unit
	if where == "" {
		where = c.Area
	}
	view.Place, err = d.placeName(ctx, tx, where, firstOf(unit, c.Unit))
	return view, err
}

// openCertificate prints a certificate: what it is of, and a line for the whole,
// each village and each unit.
func (x *openedReport) openCertificate(ctx context.Context) error {
	if x.order.Certificate == "" {
		return problem.New(problem.NotFound, "campaign.no_certificate")
	}
	var view *CertificateView
	if err := x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		view, err = x.certificate(ctx, tx, x.order.Certificate)
		return err
	}); err != nil {
		return err
	}
	s, lang := view.Shape(), x.order.Lang
	s.Whole.Name = text(lang, "app.certificate_whole", "place", firstOf(view.Place, s.Place))
	var outcomes []string
	for _, o := range campaign.Outcomes {
		outcomes = append(outcomes, o.Text(lang))
	}
	x.where, x.order.Campaign = place{view.Area, view.Unit}, view.Campaign
	x.form.Definition = report.Certificate(outcomes)
	x.form.Filler, x.form.Under = firstOf(view.Place, s.Place), s.Title
	x.form.AsOf = view.AsOf.Time().In(day.Beijing).Format("2006-01-02 15:04")
	complete := text(lang, "app.certificate_open", "open", s.Whole.Counts[campaign.Open].Entries)
	if s.Complete {
		complete = text(lang, "app.certificate_complete", "total", s.Whole.Total.Entries)
	}
	fact := func(key, value string, wide bool) {
		x.form.Facts = append(x.form.Facts, report.Fact{Label: text(lang, key), Value: value, Wide: wide})
	}
	fact("app.certificate_fact.says", complete, true)
	fact("app.certificate_fact.place", firstOf(view.Place, s.Place), false)
	fact("app.certificate_fact.plan", s.Plan, false)
	fact("app.certificate_fact.as_of", string(s.AsOf), false)
	fact("app.certificate_fact.issued", text(lang, "app.certificate_by", "actor", s.IssuedBy, "day", s.Issued.Date()), false)
	fact("app.certificate_fact.number", s.Certificate, false)
	fact("app.certificate_fact.format", text(lang, "app.certificate_format", "format", s.Format), false)
	fact("app.certificate_fact.sm3", s.Whole.SM3, true)
	fact("app.certificate_fact.plan_sm3", s.PlanSM3, true)
	x.form.Notes = []string{text(lang, "app.certificate_how")}
	x.each = func(_ context.Context, yield func(report.Row) error) error {
		for _, part := range []struct {
			group string
			lines []CertifiedLine
		}{{"", []CertifiedLine{s.Whole}}, {text(lang, "app.sheet.villages"), s.Villages}, {text(lang, "app.sheet.units"), s.Units}} {
			for i := range part.lines {
				if err := yield(certifiedRow(part.group, &part.lines[i])); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return nil
}

func certifiedRow(group string, l *CertifiedLine) report.Row {
	row := report.Row{Group: group, Cells: []any{l.Name, l.Total.Entries, l.Total.Persons}}
	for _, state := range campaign.Outcomes {
		row.Cells = append(row.Cells, l.Counts[state].Entries)
	}
	row.Cells = append(row.Cells, l.SM3)
	return row
}
