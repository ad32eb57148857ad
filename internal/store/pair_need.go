package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// PairNeeds counts what the pairs of a clause need a hand for; what is followed
// by a proposal is not counted again.
type PairNeeds struct {
	Gone     int64    // households that are closed, or on the roster no more
	Left     int64    // helpers who help no more
	Moved    int64    // households that lie in another village now
	Unpaired int64    // households on the rosters without a helper
	Proposed int64    // pairs to be confirmed
	Oldest   day.Date // when the pair that waits the longest was looked at; unset for none
}

// Any tells whether anything is to be done.
func (n PairNeeds) Any() bool { return n.Gone+n.Left+n.Moved+n.Unpaired+n.Proposed > 0 }

// onRoster tells of the household of a pair, or of a roster's line, whether it
// stands on a roster of the classes.
func onRoster(classes []string) (where string, args []any) {
	for _, c := range classes {
		args = append(args, c)
	}
	return `EXISTS (SELECT 1 FROM roster_entry r WHERE r.campaign = p.campaign AND r.household = p.household AND r.state = 'in' AND r.class IN (` + sqldb.Marks(len(classes)) + `))`, args
}

// PairNeeds gives what the pairs of a clause within the scope need a hand for.
func (s *Store) PairNeeds(ctx context.Context, tx *sqldb.Tx, campaign id.ID, clause string, classes []string, on day.Date, scope identity.Scope) (n PairNeeds, err error) {
	if len(classes) == 0 {
		return n, nil
	}
	where, place := scopeWhere("h", scope)
	listed, named := onRoster(classes)
	closed := `(h.closed IS NOT NULL AND h.closed <= ?)`
	left := `(f.id IS NULL OR f.closed IS NOT NULL AND f.closed <= ?)`
	today := on.String()
	args := []any{today}
	args = append(args, named...)
	args = append(append(args, today), named...)
	args = append(args, today, today)
	args = append(append(args, named...), today, string(campaign), clause)
	args = append(args, place...)
	var oldest *string
	err = tx.Row(ctx, `SELECT COALESCE(SUM(CASE WHEN `+closed+` OR NOT `+listed+` THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN NOT `+closed+` AND `+listed+` AND `+left+` THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN NOT `+closed+` AND `+listed+` AND NOT `+left+` AND p.village <> '' AND p.village <> h.area THEN 1 ELSE 0 END), 0),
		MIN(CASE WHEN p.reviewed > p.starts THEN p.reviewed ELSE p.starts END)
		FROM pair p JOIN household h ON h.id = p.household LEFT JOIN helper f ON f.id = p.helper
		WHERE p.campaign = ? AND p.clause = ? AND p.state = 'standing' AND p.how <> 'adopted'
		AND NOT EXISTS (SELECT 1 FROM pair q WHERE q.follows = p.id AND q.state = 'proposed') AND `+where, args...).Scan(&n.Gone, &n.Left, &n.Moved, &oldest)
	if err != nil {
		return n, err
	}
	n.Oldest = dateOf(oldest)
	if n.Unpaired, err = s.unpaired(ctx, tx, campaign, clause, classes, on, scope); err != nil {
		return n, err
	}
	err = tx.Row(ctx, `SELECT COUNT(*)`+pairsFrom+`p.campaign = ? AND p.clause = ? AND p.state = 'proposed' AND `+where, append([]any{string(campaign), clause}, place...)...).Scan(&n.Proposed)
	return n, err
}

// unpaired counts the households on the rosters of some classes that have no
// pair under the clause.
func (s *Store) unpaired(ctx context.Context, tx *sqldb.Tx, campaign id.ID, clause string, classes []string, on day.Date, scope identity.Scope) (n int64, err error) {
	where, place := scopeWhere("h", scope)
	args := []any{string(campaign)}
	for _, c := range classes {
		args = append(args, c)
	}
	err = tx.Row(ctx, `SELECT COUNT(DISTINCT r.household) FROM roster_entry r JOIN household h ON h.id = r.household
		WHERE r.campaign = ? AND r.state = 'in' AND r.class IN (`+sqldb.Marks(len(classes))+`) AND (h.closed IS NULL OR h.closed > ?)
		AND NOT EXISTS (SELECT 1 FROM pair p WHERE p.campaign = r.campaign AND p.clause = ? AND p.household = r.household AND p.state <> 'ended' AND p.how <> 'adopted') AND `+where,
		append(append(args, on.String(), clause), place...)...).Scan(&n)
	return n, err
}
