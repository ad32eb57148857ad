package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/sqldb"
)

// Mapping gives the mapping a person confirmed for a set of headings, nil when
// there is none.
func (s *Store) Mapping(ctx context.Context, tx *sqldb.Tx, kind, fingerprint string) (mapping map[string]string, err error) {
	var body string
	err = tx.Row(ctx, `SELECT mapping FROM import_mapping WHERE fingerprint = ? AND kind = ?`, fingerprint, kind).Scan(&body)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return mapping, json.Unmarshal([]byte(body), &mapping)
}

// PutMapping remembers a confirmed mapping.
func (s *Store) PutMapping(ctx context.Context, tx *sqldb.Tx, kind, fingerprint string, mapping map[string]string, actor string, at day.Instant) error {
	body, err := json.Marshal(mapping)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO import_mapping (fingerprint, kind, mapping, actor, recorded) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (fingerprint) DO UPDATE SET kind = excluded.kind, mapping = excluded.mapping, actor = excluded.actor, recorded = excluded.recorded`,
		fingerprint, kind, string(body), actor, string(at))
	return err
}
