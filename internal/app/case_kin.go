package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func (d *Desk) related(context.Context, *sqldb.Tx, []id.ID, *registry.Household) ([]id.ID, error) {
	return nil, nil
}

func (d *Desk) kinOnRecord(context.Context, *sqldb.Tx, *registry.Household) (bool, error) {
	return false, nil
}
