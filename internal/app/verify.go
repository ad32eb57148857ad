package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// Verification is what a check of the whole record came to.
type Verification struct {
	Records      int64   // of the audit chains
	Steps        int64   // of entries, laid or recorded
	Certificates int64   // reckoned again
	Files        int64   // attachments opened
	Broken       []error // what was changed or is gone, each problem.Conflict or Unreadable
}

// brokenShown bounds how many breaks of a kind are told.
const brokenShown = 100

// Verify walks the audit chains, holds every step of every entry against the
// record of its act and every entry against its last step, reckons every
// certificate again from the steps, and opens every attachment.
func (d *Desk) Verify(ctx context.Context) (v *Verification, err error) {
	if err := d.actor.Must(identity.AuditVerify); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v = &Verification{}
		for _, check := range []func(context.Context, *sqldb.Tx) error{v.audit(d), v.outcomes(d), v.certificates(d), v.files(d)} {
			if err := check(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return v, err
}

func (v *Verification) audit(d *Desk) func(context.Context, *sqldb.Tx) error {
	return func(ctx context.Context, tx *sqldb.Tx) (err error) {
		v.Records, err = d.store.VerifyAudit(ctx, tx)
		if problem.Is(err, problem.Conflict) {
			v.Broken = append(v.Broken, err)
			return nil
		}
		return err
	}
}

func (v *Verification) outcomes(d *Desk) func(context.Context, *sqldb.Tx) error {
	return func(ctx context.Context, tx *sqldb.Tx) error {
		steps, broken, err := d.store.VerifyOutcomes(ctx, tx, brokenShown)
		v.Steps, v.Broken = steps, append(v.Broken, broken...)
		return err
	}
}

func (v *Verification) files(d *Desk) func(context.Context, *sqldb.Tx) error {
	return func(ctx context.Context, tx *sqldb.Tx) error {
		files, broken, err := d.store.VerifyAttachments(ctx, tx, brokenShown)
		v.Files, v.Broken = files, append(v.Broken, broken...)
		return err
	}
}

func (v *Verification) certificates(d *Desk) func(context.Context, *sqldb.Tx) error {
	return func(ctx context.Context, tx *sqldb.Tx) error {
		lost, err := d.store.LostCertificates(ctx, tx, brokenShown)
		if err != nil {
			return err
		}
		v.Broken = append(v.Broken, lost...)
		campaigns, err := d.store.CertifiedCampaigns(ctx, tx)
		for _, of := range campaigns {
			if err := v.certified(ctx, tx, d.store, of); err != nil {
				return err
			}
		}
		return err
	}
}

// certified reckons all certificates of a campaign in one walk over its steps.
func (v *Verification) certified(ctx context.Context, tx *sqldb.Tx, s *store.Store, of id.ID) error {
	all, err := s.Certificates(ctx, tx, of)
	if err != nil {
		return err
	}
	tallies := make([]*tally, len(all))
	for i := range all {
		tallies[i] = newTally(&all[i].Certificate)
	}
	if _, err := s.EachHistory(ctx, tx, of, func(steps []campaign.Step) error {
		for _, t := range tallies {
			t.add(steps)
		}
		return nil
	}); err != nil {
		return err
	}
	for i := range all {
		v.Certificates++
		c := &all[i]
		if rowsDigest(&c.Certificate) != c.Noted {
			v.Broken = append(v.Broken, problem.New(problem.Conflict, "campaign.certificate_broken", "certificate", c.ID))
			continue
		}
		if place, same := differing(c.Lines, tallies[i].lines()); !same {
			v.Broken = append(v.Broken, problem.New(problem.Conflict, "campaign.certificate_differs", "certificate", c.ID, "place", place))
		}
	}
	return nil
}

// differing names the first place that two certificates count otherwise.
func differing(issued, again []campaign.Line) (place string, same bool) {
	for _, l := range issued {
		at := slices.IndexFunc(again, func(o campaign.Line) bool { return o.Part == l.Part && o.Place == l.Place })
		if at < 0 || again[at].Digest != l.Digest || again[at].Counts.JSON() != l.Counts.JSON() {
			if l.Part != campaign.Whole || len(issued) == 1 {
				return l.Place, false
			}
		}
	}
	if len(issued) != len(again) || issued[0].Digest != again[0].Digest || issued[0].Counts.JSON() != again[0].Counts.JSON() {
		return "", false
	}
	return "", true
}
