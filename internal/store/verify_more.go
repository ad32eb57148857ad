package store

import (
	"context"
	"encoding/hex"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/id"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// VerifyHelpers reckons the keyed digest of every helper's content again, as
// VerifyHouseholds does.
func (s *Store) VerifyHelpers(ctx context.Context, tx *sqldb.Tx, most int) (checked int64, broken []error, err error) {
	type helper struct {
		*pairing.Helper
		number, digest string
	}
	for after := id.ID(""); ; {
		page, err := sqldb.Collect(tx.Query(ctx, `SELECT `+helperColumns+` FROM helper WHERE id > ? ORDER BY id LIMIT ?`, string(after), verifyPage),
			func(row *sqldb.Row) (h helper, err error) {
				whole, digest, last, number, err := s.scanDigested(row)
				after = last
				return helper{whole, number, digest}, err
			})
		if err != nil || len(page) == 0 {
			return checked, broken, err
		}
		for _, h := range page {
			checked++
			if (h.Helper == nil || s.ContentDigest(string(h.Canonical(nil))) != h.digest) && len(broken) < most {
				broken = append(broken, problem.New(problem.Conflict, "pairing.helper_altered", "helper", after, "number", h.number))
			}
		}
	}
}

// scanDigested reads a helper with the digest beside it; nil when what is
// sealed can't be opened.
func (s *Store) scanDigested(row *sqldb.Row) (h *pairing.Helper, digest string, of id.ID, number string, err error) {
	var skip any
	columns := columnList(helperColumns)
	into := make([]any, len(columns))
	for i, c := range columns {
		switch c {
		case "id":
			into[i] = &of
		case "number":
			into[i] = &number
		case "digest":
			into[i] = &digest
		default:
			into[i] = &skip
		}
	}
	if err = row.Scan(into...); err != nil {
		return nil, "", "", "", err
	}
	if h, err = s.scanHelper(row); err != nil {
		h = nil // altered past the program, which is what is looked for
	}
	return h, digest, of, number, nil
}

// sealCampaign digests a campaign and its answers under the field key. Every
// write of either ends with it.
func (s *Store) sealCampaign(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	rows, err := campaignRows(ctx, tx, of)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE campaign SET sealed = ? WHERE id = ?`, s.ContentDigest(rows), string(of))
	return err
}

// sealCampaigns digests the campaigns of before they were digested.
func (s *Store) sealCampaigns(ctx context.Context, tx *sqldb.Tx) error {
	all, err := s.campaignIDs(ctx, tx)
	for _, of := range all {
		if err := s.sealCampaign(ctx, tx, of); err != nil {
			return err
		}
	}
	return err
}

func (s *Store) campaignIDs(ctx context.Context, tx *sqldb.Tx) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM campaign ORDER BY id`), func(row *sqldb.Row) (of id.ID, err error) {
		err = row.Scan(&of)
		return of, err
	})
}

// campaignSealed are the columns under the digest. It is no list to add to: the
// digests on record would no longer hold.
const campaignSealed = `id, plan, digest, title, area, unit, as_of, state, version, recorded`

// campaignRows is all that a campaign and its answers hold, each value with its
// length in front.
func campaignRows(ctx context.Context, tx *sqldb.Tx, of id.ID) (string, error) {
	var text strings.Builder
	row := func(columns int) func(*sqldb.Row) (bool, error) {
		return func(row *sqldb.Row) (bool, error) {
			values, into := make([]string, columns), make([]any, columns)
			for i := range values {
				into[i] = &values[i]
			}
			err := row.Scan(into...)
			for _, v := range values {
				text.WriteString(hex.EncodeToString([]byte(v)) + between)
			}
			text.WriteString("\n")
			return true, err
		}
	}
	if _, err := sqldb.Collect(tx.Query(ctx, `SELECT `+campaignSealed+` FROM campaign WHERE id = ?`, string(of)), row(len(columnList(campaignSealed)))); err != nil {
		return "", err
	}
	_, err := sqldb.Collect(tx.Query(ctx, `SELECT param, recorded, value, assumed, ask, source, actor FROM campaign_answer WHERE campaign = ? ORDER BY param, recorded`, string(of)), row(7))
	return text.String(), err
}

// VerifyCampaigns digests every campaign and its answers again, and the text of
// every plan.
func (s *Store) VerifyCampaigns(ctx context.Context, tx *sqldb.Tx, most int) (checked int64, broken []error, err error) {
	all, err := s.campaignIDs(ctx, tx)
	if err != nil {
		return 0, nil, err
	}
	for _, of := range all {
		rows, err := campaignRows(ctx, tx, of)
		if err != nil {
			return checked, broken, err
		}
		var sealed string
		if err := tx.Row(ctx, `SELECT sealed FROM campaign WHERE id = ?`, string(of)).Scan(&sealed); err != nil {
			return checked, broken, err
		}
		if checked++; sealed != s.ContentDigest(rows) && len(broken) < most {
			broken = append(broken, problem.New(problem.Conflict, "campaign.altered", "campaign", of))
		}
	}
	plans, err := alteredPlans(ctx, tx)
	return checked, append(broken, plans...), err
}

func alteredPlans(ctx context.Context, tx *sqldb.Tx) (broken []error, err error) {
	for row, err := range tx.Query(ctx, `SELECT digest, plan, text FROM plan_text ORDER BY digest`) {
		if err != nil {
			return broken, err
		}
		var digest, name, text string
		if err := row.Scan(&digest, &name, &text); err != nil {
			return broken, err
		}
		if sum := sm3.Sum([]byte(text)); hex.EncodeToString(sum[:]) != digest {
			broken = append(broken, problem.New(problem.Conflict, "campaign.plan_altered", "digest", digest))
		}
	}
	return broken, nil
}

// VerifyCases finds cases whose version is not the number of their last act, or
// whose acts are not numbered one by one. It gives the number of cases and up to
// most breaks.
func (s *Store) VerifyCases(ctx context.Context, tx *sqldb.Tx, most int) (cases int64, broken []error, err error) {
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM casework`).Scan(&cases); err != nil {
		return 0, nil, err
	}
	broken, err = sqldb.Collect(tx.Query(ctx, `SELECT c.id, c.number, c.version, COUNT(a.seq), COALESCE(MAX(a.seq), 0) FROM casework c LEFT JOIN case_act a ON a.casework = c.id
		GROUP BY c.id, c.number, c.version HAVING c.version <> COUNT(a.seq) OR c.version <> COALESCE(MAX(a.seq), 0) ORDER BY c.id LIMIT ?`, most),
		func(row *sqldb.Row) (error, error) {
			var of, number string
			var version, acts, last int64
			err := row.Scan(&of, &number, &version, &acts, &last)
			return problem.New(problem.Conflict, "casework.acts_broken", "case", of, "number", number, "version", version, "acts", acts), err
		})
	return cases, broken, err
}
