package store

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

const certificateColumns = `id, campaign, area, unit, as_of, format, actor, issued`

// AddCertificate writes a certificate with its lines.
func (s *Store) AddCertificate(ctx context.Context, tx *sqldb.Tx, c *campaign.Certificate) error {
	if _, err := tx.Exec(ctx, `INSERT INTO certificate (`+certificateColumns+`) VALUES (`+sqldb.Marks(8)+`)`,
		string(c.ID), string(c.Campaign), string(c.Area), c.Unit, string(c.AsOf), c.Format, c.Actor, string(c.Issued)); err != nil {
		return err
	}
	lines, err := tx.Copy(ctx, "certificate_line", "certificate", "part", "place", "counts", "digest")
	if err != nil {
		return err
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		if err := lines.Add(ctx, string(c.ID), string(l.Part), l.Place, l.Counts.JSON(), l.Digest); err != nil {
			return err
		}
	}
	_, err = lines.Close(ctx)
	return err
}

// CertificateOf gives the certificate of a place as of an instant, nil when none
// was issued. The place must lie within the scope.
func (s *Store) CertificateOf(ctx context.Context, tx *sqldb.Tx, of id.ID, where area.Code, unit string, asOf day.Instant, scope identity.Scope) (*campaign.Certificate, error) {
	if !scope.CoversPlace(where, unit) {
		return nil, nil
	}
	row := tx.Row(ctx, `SELECT `+certificateColumns+`, '' FROM certificate
		WHERE campaign = ? AND as_of = ? AND area = ? AND unit = ? AND format = ?`, string(of), string(asOf), string(where), unit, campaign.CertificateFormat)
	c, _, err := scanCertificate(row)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &c, s.certificateLines(ctx, tx, &c)
}

func scanCertificate(row *sqldb.Row) (c campaign.Certificate, noted string, err error) {
	err = row.Scan(&c.ID, &c.Campaign, &c.Area, &c.Unit, &c.AsOf, &c.Format, &c.Actor, &c.Issued, &noted)
	return c, noted, err
}

// lineOrder puts the whole before villages and villages before units.
const lineOrder = `CASE part WHEN 'all' THEN 0 WHEN 'village' THEN 1 ELSE 2 END, part, place`

func (s *Store) certificateLines(ctx context.Context, tx *sqldb.Tx, c *campaign.Certificate) (err error) {
	c.Lines, err = sqldb.Collect(tx.Query(ctx, `SELECT part, place, counts, digest FROM certificate_line WHERE certificate = ? ORDER BY `+lineOrder, string(c.ID)),
		func(row *sqldb.Row) (l campaign.Line, err error) {
			var counts string
			if err = row.Scan(&l.Part, &l.Place, &counts, &l.Digest); err != nil {
				return l, err
			}
			if err := json.Unmarshal([]byte(counts), &l.Counts); err != nil || l.Counts.JSON() != counts {
				l.Counts = nil // written by nobody; who compares finds it so
			}
			return l, nil
		})
	return err
}

// LatestCertified is the latest instant as of which anything of the campaign was
// certified. What is recorded from now on bears a later one, so that no
// certificate changes. In a write it also keeps a certificate from being issued
// beside the transaction.
func (s *Store) LatestCertified(ctx context.Context, tx *sqldb.Tx, of id.ID) (day.Instant, error) {
	var latest day.Instant
	err := tx.Row(ctx, `SELECT COALESCE(MAX(as_of), '') FROM certificate WHERE campaign = ?`, string(of)).Scan(&latest)
	return latest, err
}

// Certified is a certificate as it stands, beside the digest on record.
type Certified struct {
	campaign.Certificate
	Noted string // digest of its audit record, "" without one
}

// Certificates gives all certificates of a campaign, for checking them.
func (s *Store) Certificates(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]Certified, error) {
	all, err := sqldb.Collect(certificateRows(ctx, tx, of), func(row *sqldb.Row) (c Certified, err error) {
		c.Certificate, c.Noted, err = scanCertificate(row)
		return c, err
	})
	for i := range all {
		if err := s.certificateLines(ctx, tx, &all[i].Certificate); err != nil {
			return nil, err
		}
	}
	return all, err
}

func certificateRows(ctx context.Context, tx *sqldb.Tx, of id.ID) iter.Seq2[*sqldb.Row, error] {
	return tx.Query(ctx, `SELECT `+prefixed("c", certificateColumns)+`, COALESCE(a.digest, '') FROM certificate c
		LEFT JOIN audit a ON a.noun = 'certificate' AND a.subject = c.id WHERE c.campaign = ? ORDER BY c.as_of, c.id`, string(of))
}

// CertifiedCampaigns lists the campaigns that have certificates.
func (s *Store) CertifiedCampaigns(ctx context.Context, tx *sqldb.Tx) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT campaign FROM certificate ORDER BY campaign`), func(row *sqldb.Row) (of id.ID, err error) {
		err = row.Scan(&of)
		return of, err
	})
}

// LostCertificates finds certificates on record that are gone.
func (s *Store) LostCertificates(ctx context.Context, tx *sqldb.Tx, most int) ([]error, error) {
	return breaks(tx.Query(ctx, `SELECT a.subject, '' FROM audit a WHERE a.noun = 'certificate'
		AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.id = a.subject) ORDER BY a.subject LIMIT ?`, most), "campaign.certificate_lost")
}
