package app

import (
	"context"
	"maps"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// CertifyOrder asks for the certificate of a campaign, or of a place in it.
type CertifyOrder struct {
	Campaign id.ID
	Area     area.Code   // "" is all of the campaign's
	Unit     string      // name, likewise
	AsOf     day.Instant // "" is now
}

// CertificateView is a certificate with the names of what it counts.
type CertificateView struct {
	*campaign.Certificate
	Plan, PlanSM3, Title string
	State                campaign.State
	Names                map[string]string // of villages by code and units by path
	Place                string            // name of the place that it is of, "" when nothing but the campaign says it
}

// Certify certifies how every entry of a universe stood at an instant. A
// certificate that was issued for the same place as of the same instant is
// given again.
func (d *Desk) Certify(ctx context.Context, order CertifyOrder) (*CertificateView, error) {
	if err := d.actor.Must(identity.CertificateIssue); err != nil {
		return nil, err
	}
	now := d.clock.Now()
	if order.AsOf == "" {
		order.AsOf = now
	}
	if order.AsOf > now {
		return nil, problem.New(problem.Invalid, "campaign.as_of_to_come")
	}
	for range certifyTries {
		view, steps, err := d.reckon(ctx, order)
		if err != nil || view.ID != "" {
			return view, err
		}
		view.ID, view.Actor, view.Issued = d.ids(), d.actor.Name, now
		written, err := d.issue(ctx, view.Certificate, steps)
		if err != nil || written {
			return view, err
		}
	}
	return nil, problem.New(problem.Conflict, "sqldb.busy")
}

// certifyTries bounds how often a certificate is reckoned again because a step
// was written, with an instant before its own, while it was being reckoned.
const certifyTries = 5

// reckon gives the certificate that was issued before, or reckons one without
// an id, over so many steps.
func (d *Desk) reckon(ctx context.Context, order CertifyOrder) (view *CertificateView, steps int64, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if view, err = d.certificateFor(ctx, tx, &order); err != nil || view.ID != "" {
			return err
		}
		t := newTally(view.Certificate)
		if _, err := d.store.EachHistory(ctx, tx, order.Campaign, func(steps []campaign.Step) error {
			t.add(steps)
			return nil
		}); err != nil {
			return err
		}
		view.Lines = t.lines()
		if view.Lines[0].Counts.Total().Entries == 0 {
			return problem.New(problem.NotFound, "campaign.nothing_to_certify")
		}
		steps, err = d.store.CountSteps(ctx, tx, order.Campaign, order.AsOf)
		return err
	})
	return view, steps, err
}

// certificateFor gives the certificate on record, or an empty one to reckon.
func (d *Desk) certificateFor(ctx context.Context, tx *sqldb.Tx, order *CertifyOrder) (*CertificateView, error) {
	c, err := d.store.Campaign(ctx, tx, order.Campaign, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	fresh := &campaign.Certificate{Campaign: c.ID, Area: order.Area, AsOf: order.AsOf, Format: campaign.CertificateFormat}
	if order.Unit != "" {
		unit, ok, err := d.store.UnitByName(ctx, tx, order.Unit)
		if err != nil {
			return nil, err
		}
		if !ok || !strings.HasPrefix(unit.Path, c.Unit) {
			return nil, problem.New(problem.NotFound, "app.no_unit", "unit", order.Unit)
		}
		fresh.Unit = unit.Path
	}
	where, unit := area.Code(firstOf(string(fresh.Area), string(c.Area))), firstOf(fresh.Unit, c.Unit)
	if !c.Area.Contains(where) || !d.actor.Scope.CoversPlace(where, unit) {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	view := &CertificateView{Certificate: fresh, Plan: c.Plan, PlanSM3: c.Digest, Title: c.Title, State: c.State, Names: map[string]string{}}
	names, err := d.placeNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for code, name := range names.villages {
		view.Names[string(code)] = name
	}
	maps.Copy(view.Names, names.units)
	known, err := d.store.CertificateOf(ctx, tx, c.ID, fresh.Area, fresh.Unit, fresh.AsOf, identity.Everything)
	if known != nil {
		view.Certificate = known
	}
	return view, err
}

// issue writes a certificate, unless steps have come to what it was reckoned
// over.
func (d *Desk) issue(ctx context.Context, c *campaign.Certificate, steps int64) (written bool, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		written = false
		now, err := d.store.CountSteps(ctx, tx, c.Campaign, c.AsOf)
		if err != nil || now != steps {
			return err
		}
		known, err := d.store.CertificateOf(ctx, tx, c.Campaign, c.Area, c.Unit, c.AsOf, identity.Everything)
		if err != nil || known != nil {
			return err
		}
		written = true
		if err := d.store.AddCertificate(ctx, tx, c); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "certificate.issue", noun: "certificate", subject: c.ID, where: place{c.Area, c.Unit}, count: c.Lines[0].Counts.Total().Entries,
			digest: rowsDigest(c), detail: map[string]any{"campaign": c.Campaign, "as_of": c.AsOf, "sm3": c.Lines[0].Digest}})
	})
	return written, err
}

func rowsDigest(c *campaign.Certificate) string {
	digest := identity.NewDigest()
	for _, row := range c.Rows() {
		digest.Add(row...)
	}
	return digest.Sum()
}
