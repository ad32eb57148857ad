package store

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

const entryColumns = `campaign, subject, kind, area, unit, name, persons, state, reason`

// BuildCoverage lays the closed universe of a draft anew: every open file of its
// area or unit on its day, every entry without a file, every bulk line. A file
// on no roster is not eligible; one that is in, or undecided on any roster, is
// open.
func (s *Store) BuildCoverage(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, scope identity.Scope) error {
	if _, err := tx.Exec(ctx, `DELETE FROM coverage WHERE campaign = ?`, string(c.ID)); err != nil {
		return err
	}
	return layInto(ctx, tx, "coverage", c, scope)
}

// layInto writes the universe as the rosters give it into a table with the
// columns of an entry.
func layInto(ctx context.Context, tx *sqldb.Tx, table string, c *campaign.Campaign, scope identity.Scope) error {
	where, args := scopeWhere("h", scope)
	on := c.AsOf.String()
	args = append([]any{string(c.ID), string(c.ID), on, on}, args...)
	if _, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+entryColumns+`)
		SELECT ?, h.id, 'household', h.area, h.unit, h.head, h.size,
			CASE WHEN r.pending > 0 THEN 'open' ELSE 'not_eligible' END,
			CASE WHEN r.pending > 0 AND r.settled = 0 THEN 'undecided' WHEN r.pending > 0 THEN ''
				WHEN r.beyond > 0 THEN 'over_quota' WHEN r.household IS NOT NULL THEN 'excluded' ELSE 'no_class' END
		FROM household h LEFT JOIN (SELECT household,
				COUNT(CASE WHEN state IN ('in', 'undecided') THEN 1 END) AS pending,
				COUNT(CASE WHEN state = 'in' THEN 1 END) AS settled,
				COUNT(CASE WHEN state = 'over_quota' THEN 1 END) AS beyond
			FROM roster_entry WHERE campaign = ? AND household <> '' GROUP BY household) r ON r.household = h.id
		WHERE h.opened <= ? AND (h.closed IS NULL OR h.closed > ?) AND `+where, args...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+entryColumns+`)
		SELECT campaign, subject, CASE WHEN kind = 'bulk' THEN 'bulk' ELSE 'person' END, area, unit, name, persons, 'open', ''
		FROM roster_entry WHERE campaign = ? AND household = '' AND state IN ('in', 'undecided')
		ON CONFLICT (campaign, subject) DO NOTHING`, string(c.ID))
	return err
}

// Laying is the act that lays a universe, or lays it anew.
type Laying struct {
	Act   id.ID
	Actor string
	At    day.Instant
}

// FixCoverage begins the record of a universe as the draft has it: from now on
// each entry stands by its steps.
func (s *Store) FixCoverage(ctx context.Context, tx *sqldb.Tx, of id.ID, by Laying) error {
	if _, err := tx.Exec(ctx, `INSERT INTO campaign_outcome (`+stepColumns+`)
		SELECT campaign, subject, 1, ?, kind, area, unit, name, persons, state, reason, 0, '', '', '', '', ?, ?, NULL
		FROM coverage WHERE campaign = ?`, string(by.Act), by.Actor, string(by.At), string(of)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE coverage SET version = 1 WHERE campaign = ?`, string(of))
	return err
}

// LayAnew compares the universe that the rosters give now with what stands, for
// ApplyLaid to follow, and tells each difference in the order of villages and
// keys. yield must not use tx.
func (s *Store) LayAnew(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, scope identity.Scope, yield func(campaign.Turn, Covered) error) error {
	if _, err := tx.Exec(ctx, `DELETE FROM coverage_laid WHERE campaign = ?`, string(c.ID)); err != nil {
		return err
	}
	if err := layInto(ctx, tx, "coverage_laid", c, scope); err != nil {
		return err
	}
	for row, err := range tx.Query(ctx, `SELECT d.turn, d.subject, d.kind, COALESCE(h.number, ''), d.area, d.unit, d.name, d.persons, d.state, d.reason
		FROM (SELECT CASE
					WHEN n.state = 'open' AND (o.subject IS NULL OR o.by_hand = 0 AND o.state = 'not_eligible') THEN 'in'
					WHEN n.state <> 'open' AND o.by_hand = 0 AND o.state = 'open' THEN 'fell_out'
					WHEN n.state <> 'open' AND o.by_hand = 1 AND o.state <> 'not_eligible' THEN 'kept'
					ELSE 'other' END AS turn,
				n.subject, n.kind, n.area, n.unit, n.name, n.persons, COALESCE(o.state, n.state) AS state, n.reason
			FROM coverage_laid n LEFT JOIN coverage o ON o.campaign = n.campaign AND o.subject = n.subject
			WHERE n.campaign = ? AND (o.subject IS NULL OR `+differs+` OR n.state <> 'open' AND o.by_hand = 1 AND o.state <> 'not_eligible')
			UNION ALL
			SELECT CASE WHEN o.by_hand = 1 THEN 'kept' WHEN o.state = 'open' THEN 'fell_out' ELSE 'other' END,
				o.subject, o.kind, o.area, o.unit, o.name, o.persons, o.state, o.reason
			FROM coverage o WHERE o.campaign = ? AND NOT EXISTS (`+laidOf+`)) d
		LEFT JOIN household h ON h.id = d.subject ORDER BY d.area, d.subject`, string(c.ID), string(c.ID)) {
		if err != nil {
			return err
		}
		var turn campaign.Turn
		var e Covered
		if err := row.Scan(&turn, &e.Subject, &e.Kind, &e.Number, &e.Area, &e.Unit, &e.Name, &e.Persons, &e.Outcome, &e.Reason); err != nil {
			return err
		}
		if err := yield(turn, e); err != nil {
			return err
		}
	}
	return nil
}

// differs: an entry o stands otherwise than n lays it. What a person decided is
// left out: no roster changes it.
const differs = `o.kind <> n.kind OR o.area <> n.area OR o.unit <> n.unit OR o.name <> n.name OR o.persons <> n.persons
	OR o.by_hand = 0 AND (o.state <> n.state OR o.reason <> n.reason)`

// laidOf selects what is laid of the entry o.
const laidOf = `SELECT 1 FROM coverage_laid n WHERE n.campaign = o.campaign AND n.subject = o.subject`

// ApplyLaid makes the universe what LayAnew found. An outcome that a person
// recorded stays, on the roster or not, and so does its entry; what else the
// entry holds follows the registry.
func (s *Store) ApplyLaid(ctx context.Context, tx *sqldb.Tx, of id.ID, by Laying) error {
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`INSERT INTO campaign_outcome (` + stepColumns + `)
			SELECT n.campaign, n.subject,
				COALESCE((SELECT MAX(q.seq) FROM campaign_outcome q WHERE q.campaign = n.campaign AND q.subject = n.subject), 0) + 1, ?,
				n.kind, n.area, n.unit, n.name, n.persons,
				CASE WHEN o.by_hand = 1 THEN o.state ELSE n.state END, CASE WHEN o.by_hand = 1 THEN o.reason ELSE n.reason END, COALESCE(o.by_hand, 0),
				COALESCE(p.day, ''), COALESCE(p.person, ''), COALESCE(p.approver, ''), COALESCE(p.file, ''), COALESCE(p.actor, ?), ?, p.sealed
			FROM coverage_laid n LEFT JOIN coverage o ON o.campaign = n.campaign AND o.subject = n.subject
				LEFT JOIN campaign_outcome p ON p.campaign = o.campaign AND p.subject = o.subject AND p.seq = o.version AND o.by_hand = 1
			WHERE n.campaign = ? AND (o.subject IS NULL OR ` + differs + `)`, []any{string(by.Act), by.Actor, string(by.At), string(of)}},
		{`INSERT INTO campaign_outcome (` + stepColumns + `)
			SELECT o.campaign, o.subject, o.version + 1, ?, o.kind, o.area, o.unit, o.name, o.persons, 'out', '', 0, '', '', '', '', ?, ?, NULL
			FROM coverage o WHERE o.campaign = ? AND o.by_hand = 0 AND NOT EXISTS (` + laidOf + `)`, []any{string(by.Act), by.Actor, string(by.At), string(of)}},
		{`DELETE FROM coverage WHERE campaign = ? AND EXISTS (SELECT 1 FROM campaign_outcome s
			WHERE s.act = ? AND s.subject = coverage.subject AND s.campaign = coverage.campaign)`, []any{string(of), string(by.Act)}},
		{`INSERT INTO coverage (` + entryColumns + `, version, by_hand) SELECT ` + entryColumns + `, seq, by_hand
			FROM campaign_outcome WHERE act = ? AND state <> 'out'`, []any{string(by.Act)}},
		{`DELETE FROM coverage_laid WHERE campaign = ?`, []any{string(of)}},
	} {
		if _, err := tx.Exec(ctx, step.statement, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// DigestSteps is SM3 over the steps of an act in key order, and their number.
func (s *Store) DigestSteps(ctx context.Context, tx *sqldb.Tx, act id.ID) (sum string, steps int64, err error) {
	digest := identity.NewDigest()
	for row, err := range tx.Query(ctx, `SELECT `+stepColumns+` FROM campaign_outcome WHERE act = ? ORDER BY act, subject, seq`, string(act)) {
		if err != nil {
			return "", 0, err
		}
		step, sealed, err := scanStep(row)
		if err != nil {
			return "", 0, err
		}
		digest.Add(step.Fields(sealed)...)
		steps++
	}
	return digest.Sum(), steps, nil
}
