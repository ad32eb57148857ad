package app

import (
	"context"
	"fmt"
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
	Households   int64   // digested again
	Helpers      int64   // digested again
	Campaigns    int64   // digested again, with their answers and plans
	Steps        int64   // of entries, laid or recorded
	Certificates int64   // reckoned again
	Files        int64   // attachments opened
	Cases        int64   // held against the number of their acts
	Entries      int64   // of the ledger, held against their books and balances
	Broken       []error // what was changed or is gone, each problem.Conflict or Unreadable
}

// brokenShown bounds how many breaks of a kind are told.
const brokenShown = 100

// Verify walks the audit chains, digests every household, helper and campaign again, holds every step of every entry against the
// record of its act and every entry against its last step, reckons every
// certificate again from the steps, opens every attachment, holds every case
// against its acts, and walks the books of the ledger.
func (d *Desk) Verify(ctx context.Context) (v *Verification, err error) {
	if err := d.actor.Must(identity.AuditVerify); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = verify(ctx, tx, d.store)
		return err
	})
	return v, err
}

func verify(ctx context.Context, tx *sqldb.Tx, s *store.Store) (*Verification, error) {
	v := &Verification{}
	for _, check := range []func(context.Context, *sqldb.Tx, *store.Store) error{v.audit, v.households, v.helpers, v.campaigns, v.outcomes, v.certificates, v.files, v.cases, v.ledger} {
		if err := check(ctx, tx, s); err != nil {
			return v, err
		}
	}
	return v, nil
}

func (v *Verification) audit(ctx context.Context, tx *sqldb.Tx, s *store.Store) (err error) {
	v.Records, err = s.VerifyAudit(ctx, tx)
	if problem.Is(err, problem.Conflict) {
		v.Broken = append(v.Broken, err)
		return nil
	}
	return err
}

func (v *Verification) households(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	households, broken, err := s.VerifyHouseholds(ctx, tx, brokenShown)
	v.Households, v.Broken = households, append(v.Broken, broken...)
	return err
}

func (v *Verification) helpers(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	helpers, broken, err := s.VerifyHelpers(ctx, tx, brokenShown)
	v.Helpers, v.Broken = helpers, append(v.Broken, broken...)
	return err
}

func (v *Verification) campaigns(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	campaigns, broken, err := s.VerifyCampaigns(ctx, tx, brokenShown)
	v.Campaigns, v.Broken = campaigns, append(v.Broken, broken...)
	return err
}

func (v *Verification) outcomes(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	steps, broken, err := s.VerifyOutcomes(ctx, tx, brokenShown)
	v.Steps, v.Broken = steps, append(v.Broken, broken...)
	if err != nil {
		return err
	}
	_, broken, err = s.VerifySettled(ctx, tx, brokenShown)
	v.Broken = append(v.Broken, broken...)
	return err
}

func (v *Verification) files(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	files, broken, err := s.VerifyAttachments(ctx, tx, brokenShown)
	v.Files, v.Broken = files, append(v.Broken, broken...)
	return err
}

func (v *Verification) cases(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	cases, broken, err := s.VerifyCases(ctx, tx, brokenShown)
	v.Cases, v.Broken = cases, append(v.Broken, broken...)
	return err
}

func (v *Verification) ledger(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	entries, broken, err := s.VerifyLedger(ctx, tx, brokenShown)
	v.Entries, v.Broken = entries, append(v.Broken, broken...)
	return err
}

func (v *Verification) certificates(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	lost, err := s.LostCertificates(ctx, tx, brokenShown)
	if err != nil {
		return err
	}
	v.Broken = append(v.Broken, lost...)
	campaigns, err := s.CertifiedCampaigns(ctx, tx)
	for _, of := range campaigns {
		if err := v.certified(ctx, tx, s, of); err != nil {
			return err
		}
	}
	return err
}

// certified reckons the certificates of a campaign in one walk over its steps,
// those that still are as they were issued.
func (v *Verification) certified(ctx context.Context, tx *sqldb.Tx, s *store.Store, of id.ID) error {
	all, err := s.Certificates(ctx, tx, of)
	if err != nil {
		return err
	}
	v.Certificates += int64(len(all))
	var tallies []*tally
	for i := range all {
		if c := &all[i].Certificate; rowsDigest(c) == all[i].Noted {
			tallies = append(tallies, newTally(c))
		} else {
			v.Broken = append(v.Broken, problem.New(problem.Conflict, "campaign.certificate_broken", "certificate", c.ID))
		}
	}
	if _, err := s.EachHistory(ctx, tx, of, func(steps []campaign.Step) error {
		for _, t := range tallies {
			t.add(steps)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, t := range tallies {
		if place, same := differing(t.certificate.Lines, t.lines()); !same {
			v.Broken = append(v.Broken, problem.New(problem.Conflict, "campaign.certificate_differs", "certificate", t.certificate.ID, "place", place))
		}
	}
	return nil
}

// differing names the first village or unit that two certificates count
// otherwise, "" where it is the whole.
func differing(issued, again []campaign.Line) (place string, same bool) {
	same = len(issued) == len(again)
	for _, l := range issued {
		at := slices.IndexFunc(again, func(o campaign.Line) bool { return o.Part == l.Part && o.Place == l.Place })
		if at >= 0 && again[at].Digest == l.Digest && again[at].Counts.JSON() == l.Counts.JSON() {
			continue
		}
		if same = false; l.Place != "" {
			return l.Place, false
		}
	}
	return "", same
}

// VerifyResult is what a check in the background leaves of itself.
type VerifyResult struct {
	Records      int64         `json:"records"`
	Households   int64         `json:"households"`
	Helpers      int64         `json:"helpers"`
	Campaigns    int64         `json:"campaigns"`
	Steps        int64         `json:"steps"`
	Certificates int64         `json:"certificates"`
	Files        int64         `json:"files"`
	Cases        int64         `json:"cases"`
	Broken       int64         `json:"broken"`
	Breaks       []VerifyBreak `json:"breaks,omitempty"` // the first of them
}

// VerifyBreak is one break as it can be told in either language. It names
// records by id, number or place in a chain, and nobody.
type VerifyBreak struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}

// breaksKept bounds what a check leaves of its breaks.
const breaksKept = 50

func runVerify(ctx context.Context, d *Desk, t *task) error {
	v, err := d.Verify(ctx)
	if err != nil {
		return err
	}
	r := VerifyResult{v.Records, v.Households, v.Helpers, v.Campaigns, v.Steps, v.Certificates, v.Files, v.Cases, int64(len(v.Broken)), nil}
	for _, one := range v.Broken[:min(len(v.Broken), breaksKept)] {
		e := problem.As(one)
		b := VerifyBreak{Key: e.Key, Args: map[string]string{}}
		for name, value := range e.Args {
			b.Args[name] = fmt.Sprint(value)
		}
		r.Breaks = append(r.Breaks, b)
	}
	t.result = r
	return nil
}
