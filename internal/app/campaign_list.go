package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// CampaignLine is a campaign on a list, counted within the actor's scope.
type CampaignLine struct {
	*campaign.Campaign
	Place   string // name of its area or unit, "" for everywhere
	Entries int64
	Open    int64
}

// Campaigns gives a page of the campaigns that the actor sees anything of, the
// newest first; state "" is all of them. after is the key of the page before,
// next "" at the end.
func (d *Desk) Campaigns(ctx context.Context, state campaign.State, after string, limit int) (lines []CampaignLine, next string, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines = nil
		page, more, err := d.store.Campaigns(ctx, tx, state, d.actor.Scope, after, min(max(limit, 1), pageMost))
		if err != nil {
			return err
		}
		next = more
		for i := range page {
			l := &page[i]
			name, err := d.placeName(ctx, tx, l.Area, l.Unit)
			if err != nil {
				return err
			}
			lines = append(lines, CampaignLine{&l.Campaign, name, l.Entries, l.Open})
		}
		return nil
	})
	return lines, next, err
}

// IssuedCertificate is a certificate on a list.
type IssuedCertificate struct {
	campaign.Certificate        // without its lines
	Place                string // name, "" for the whole campaign
}

// Certificates lists what was certified of a campaign, the newest first, as far
// as it lies within the actor's scope.
func (d *Desk) Certificates(ctx context.Context, of id.ID, limit int) (all []IssuedCertificate, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		issued, err := d.store.CertificateList(ctx, tx, of, d.actor.Scope, min(max(limit, 1), pageMost))
		for _, one := range issued {
			place := ""
			if one.Area != c.Area || one.Unit != c.Unit {
				place = names.of(one.Area, one.Unit)
			}
			all = append(all, IssuedCertificate{one, place})
		}
		return err
	})
	return all, err
}
