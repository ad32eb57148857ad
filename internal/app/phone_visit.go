package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func (d *Desk) makeVisit(ctx context.Context, of id.ID) error { return nil }

func (d *Desk) phoneForms(ctx context.Context, tx *sqldb.Tx, pairs []MyPair, s *Slice) (map[id.ID][]string, error) {
	return map[id.ID][]string{}, nil
}

func (d *Desk) phoneVisits(ctx context.Context, tx *sqldb.Tx, all []*registry.Household) (map[id.ID][]PhoneVisit, error) {
	return map[id.ID][]PhoneVisit{}, nil
}
