package store

import (
	"context"
	"testing"

	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// attach records a second step of an entry, with a file: it is open still.
func attach(t *testing.T, s *Store, of id.ID, subject string) {
	t.Helper()
	file, err := blob.Of([]byte("%PDF-1.7 proof"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, func(tx *sqldb.Tx) error {
		step, err := s.Standing(t.Context(), tx, of, subject, identity.Everything)
		if err != nil {
			return err
		}
		step.Seq, step.Act, step.File, step.Note = 2, "act", file.Digest, "张三来电"
		_, err = s.AddStep(t.Context(), tx, step)
		return firstError(err, s.AddAttachment(t.Context(), tx, file, testInstant), s.AddAttachment(t.Context(), tx, file, testInstant))
	})
}

func TestStepsKeepTheirNotesSealed(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		c, h := testCampaign(people), people.household()
		add(t, s, h)
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddPlanText(ctx, tx, c.Digest, c.Plan, "", testInstant), s.AddCampaign(ctx, tx, c),
				addEntries(ctx, s, tx, c.ID, entryOf(h, campaign.In)), s.BuildCoverage(ctx, tx, c, identity.Everything),
				s.FixCoverage(ctx, tx, c.ID, Laying{Act: "laid", Actor: "甲", At: testInstant}))
		})
		attach(t, s, c.ID, string(h.ID))
		read(t, s, func(tx *sqldb.Tx) error {
			steps, err := s.Steps(ctx, tx, c.ID, string(h.ID), identity.Everything)
			if err != nil || len(steps) != 2 || steps[0].Note != "" || steps[1].Note != "张三来电" || steps[1].Name != h.Head || steps[1].Area != h.Area {
				t.Errorf("%+v, %v", steps, err)
			}
			var sealed []byte
			if err := tx.Row(ctx, `SELECT sealed FROM campaign_outcome WHERE seq = 2`).Scan(&sealed); err != nil || len(sealed) < 20 {
				t.Errorf("%q, %v", sealed, err)
			}
			file, err := s.Attachment(ctx, tx, c.ID, string(h.ID), 2, identity.Everything)
			if err != nil || string(file.Content) != "%PDF-1.7 proof" || file.Type != blob.PDF {
				t.Errorf("%+v, %v", file, err)
			}
			_, err = s.Attachment(ctx, tx, c.ID, string(h.ID), 1, identity.Everything)
			if !problem.Is(err, problem.NotFound) {
				t.Errorf("a file of a step without one: %v", err)
			}
			return nil
		})
		stale := &campaign.Step{Campaign: c.ID, Subject: string(h.ID), Seq: 2, State: campaign.Helped}
		err := s.Write(ctx, func(tx *sqldb.Tx) error { _, err := s.AddStep(ctx, tx, stale); return err })
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("a step beside another: %v", err)
		}
	})
}

// certify puts a campaign's universe on record, with an attached file, and a
// certificate of its place.
func certify(t *testing.T, s *Store, c *campaign.Campaign, subject string) {
	t.Helper()
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.FixCoverage(t.Context(), tx, c.ID, Laying{Act: "laid", Actor: "甲", At: testInstant}),
			s.AddCertificate(t.Context(), tx, &campaign.Certificate{ID: c.ID, Campaign: c.ID, Area: c.Area, Unit: c.Unit, AsOf: testInstant, Format: campaign.CertificateFormat}))
	})
	attach(t, s, c.ID, subject)
}

// outcomeReads are the reads of outcomes that take a scope, for the test that
// they keep to it.
func outcomeReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	of, subject := at.campaign.ID, string(at.open.ID)
	return map[string]scopedRead{
		"CoveredPage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.CoveredPage(ctx, tx, of, campaign.Open, scope, "", 9)
			return len(all), err
		},
		"CountPlaces": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			villages, units, err := s.CountPlaces(ctx, tx, of, scope)
			return len(villages) * len(units), err
		},
		"NeverHelped": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.NeverHelped(ctx, tx, scope, "", 9)
			return len(all), err
		},
		"Untouched": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Untouched(ctx, tx, "9999", scope, "", 9)
			return len(all), err
		},
		"Standing": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Standing(ctx, tx, of, subject, scope))
		},
		"Steps": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Steps(ctx, tx, of, subject, scope)
			return len(all), err
		},
		"Attachment": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Attachment(ctx, tx, of, subject, 2, scope))
		},
		"CertificateOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.CertificateOf(ctx, tx, of, at.campaign.Area, at.campaign.Unit, testInstant, scope))
		},
	}
}
