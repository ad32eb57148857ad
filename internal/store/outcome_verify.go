package store

import (
	"context"
	"iter"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// eachActed streams steps by act and key, each with its day and flag as they
// rest, and the digest that its audit record holds, "" when there is no record.
func eachActed(ctx context.Context, tx *sqldb.Tx) iter.Seq2[*sqldb.Row, error] {
	return tx.Query(ctx, `SELECT `+prefixed("o", stepColumns)+`, o.day, o.by_hand, COALESCE(a.digest, '') FROM campaign_outcome o
		LEFT JOIN audit a ON a.noun = 'outcome' AND a.subject = o.act ORDER BY o.act, o.subject, o.seq`)
}

// VerifyOutcomes holds every step against the record of its act, and every
// entry against its last step. It gives the number of steps and up to most
// breaks.
func (s *Store) VerifyOutcomes(ctx context.Context, tx *sqldb.Tx, most int) (steps int64, broken []error, err error) {
	var act id.ID
	var recorded, first string
	digest := identity.NewDigest()
	end := func() {
		if steps > 0 && digest.Sum() != recorded && len(broken) < most {
			broken = append(broken, problem.New(problem.Conflict, "campaign.outcome_broken", "act", act, "subject", first))
		}
	}
	for row, err := range eachActed(ctx, tx) {
		if err != nil {
			return steps, broken, err
		}
		var on, noted string
		var byHand int64
		step, sealed, err := scanStep(row, &on, &byHand, &noted)
		if err != nil {
			return steps, broken, err
		}
		if step.Act != act {
			end()
			act, recorded, first, digest = step.Act, noted, step.Subject, identity.NewDigest()
		}
		if digest.Add(step.Fields(sealed)...); on != step.Day.String() || byHand != flag(step.ByHand) {
			digest.Add(on) // written by nobody: no digest on record has it
		}
		steps++
	}
	end()
	for _, check := range []func(context.Context, *sqldb.Tx, int) ([]error, error){lostSteps, strayEntries, lostEntries} {
		more, err := check(ctx, tx, most)
		if broken = append(broken, more...); err != nil {
			return steps, broken, err
		}
	}
	return steps, broken[:min(len(broken), most)], nil
}

// lostSteps finds acts on record of which no step is left.
func lostSteps(ctx context.Context, tx *sqldb.Tx, most int) ([]error, error) {
	return breaks(tx.Query(ctx, `SELECT a.subject, '' FROM audit a WHERE a.noun = 'outcome'
		AND NOT EXISTS (SELECT 1 FROM campaign_outcome o WHERE o.act = a.subject) ORDER BY a.subject LIMIT ?`, most), "campaign.outcome_lost")
}

// strayEntries finds entries that do not stand as their last step says. A
// draft has no steps and its entries none either.
func strayEntries(ctx context.Context, tx *sqldb.Tx, most int) ([]error, error) {
	return breaks(tx.Query(ctx, `SELECT v.campaign, v.subject FROM coverage v LEFT JOIN campaign_outcome o
			ON o.campaign = v.campaign AND o.subject = v.subject AND o.seq = v.version
			AND o.kind = v.kind AND o.area = v.area AND o.unit = v.unit AND o.name = v.name AND o.persons = v.persons
			AND o.state = v.state AND o.reason = v.reason AND o.by_hand = v.by_hand
		WHERE o.subject IS NULL AND (v.version <> 0 OR EXISTS (SELECT 1 FROM campaign_outcome p WHERE p.campaign = v.campaign))
		ORDER BY v.campaign, v.subject LIMIT ?`, most), "campaign.entry_broken")
}

// lostEntries finds last steps whose entry is gone, or stands at another.
func lostEntries(ctx context.Context, tx *sqldb.Tx, most int) ([]error, error) {
	return breaks(tx.Query(ctx, `SELECT o.campaign, o.subject FROM campaign_outcome o
		WHERE NOT EXISTS (SELECT 1 FROM campaign_outcome p WHERE p.campaign = o.campaign AND p.subject = o.subject AND p.seq = o.seq + 1)
			AND o.state <> 'out' AND NOT EXISTS (SELECT 1 FROM coverage v WHERE v.campaign = o.campaign AND v.subject = o.subject AND v.version = o.seq)
		ORDER BY o.campaign, o.subject LIMIT ?`, most), "campaign.entry_broken")
}

// breaks reads pairs of a campaign or act and an entry as problems.
func breaks(rows iter.Seq2[*sqldb.Row, error], key string) ([]error, error) {
	return sqldb.Collect(rows, func(row *sqldb.Row) (error, error) {
		var act, subject string
		err := row.Scan(&act, &subject)
		return problem.New(problem.Conflict, key, "act", act, "subject", subject), err
	})
}
