package store

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

func reportReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	of := at.campaign.ID
	return map[string]scopedRead{
		"Facts": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Facts(ctx, tx, Selection{Scope: scope, AsOf: date26(11, 23)}, []id.ID{at.open.ID})
			return len(all), err
		},
		"ClassesOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.ClassesOf(ctx, tx, of, []string{string(at.open.ID)}, scope)
			return len(all), err
		},
		"EachEnded": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			for _, outcome := range []campaign.Outcome{"", campaign.Open} {
				if err := s.EachEnded(ctx, tx, of, outcome, scope, func(Ended) error { n++; return nil }); err != nil {
					return n, err
				}
			}
			return n, nil
		},
		"Certificate": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Certificates(ctx, tx, of)
			if err != nil {
				return 0, err
			}
			return one(s.Certificate(ctx, tx, all[0].ID, scope))
		},
	}
}
