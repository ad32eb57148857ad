package store

import (
	"context"
	"iter"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/sqldb"
)

// MoveCases lays the cases under way of a household with another, only those
// named unless that is nil, and gives which they were.
func (s *Store) MoveCases(ctx context.Context, tx *sqldb.Tx, from, to id.ID, only []id.ID) ([]id.ID, error) {
	if only == nil {
		var err error
		only, err = idsOf(tx.Query(ctx, `SELECT id FROM casework WHERE household = ? AND household <> '' AND ended = 0 ORDER BY id`, string(from)))
		if err != nil {
			return nil, err
		}
	}
	var moved []id.ID
	for _, of := range only {
		rows, err := tx.Exec(ctx, `UPDATE casework SET household = ? WHERE id = ? AND household = ?`, string(to), string(of), string(from))
		if err != nil {
			return nil, err
		}
		if rows > 0 {
			moved = append(moved, of)
		}
	}
	return moved, nil
}

// CampaignsListing gives the campaigns under way on whose list a household stands
// open, and another stands too. No scope: nobody may be on a list twice, whoever
// merges.
func (s *Store) CampaignsListing(ctx context.Context, tx *sqldb.Tx, gone, kept id.ID) ([]id.ID, error) {
	return idsOf(tx.Query(ctx, `SELECT v.campaign FROM coverage v JOIN campaign c ON c.id = v.campaign AND c.state = ?
		JOIN coverage k ON k.campaign = v.campaign AND k.subject = ? WHERE v.subject = ? AND v.state = ? ORDER BY v.campaign`,
		string(campaign.Active), string(kept), string(gone), string(campaign.Open)))
}

// PendingChangesOf gives the change requests of a household that somebody decides
// of, or that wait for the end of a freeze.
func (s *Store) PendingChangesOf(ctx context.Context, tx *sqldb.Tx, household id.ID) ([]id.ID, error) {
	return idsOf(tx.Query(ctx, `SELECT id FROM change_request WHERE household = ? AND lane IN ('decide', 'hold') ORDER BY id`, string(household)))
}

func idsOf(rows iter.Seq2[*sqldb.Row, error]) ([]id.ID, error) {
	return sqldb.Collect(rows, func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}
