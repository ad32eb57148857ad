package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const batchColumns = `id, kind, file, digest, mapping, state, runner, actor, area, unit,
	rows_in, entered, unchanged, skipped, wrong, checkpoint, detail, started, ended`

// AddBatch writes the record of an import that begins. One file has one
// unfinished import at a time.
func (s *Store) AddBatch(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	mapping, err := json.Marshal(b.Mapping)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO import_batch (`+batchColumns+`) VALUES (`+sqldb.Marks(19)+`)`,
		string(b.ID), b.Kind, b.File, b.Digest, string(mapping), string(b.State), string(b.Runner), b.Actor, string(b.Area), b.Unit,
		b.Rows.In, b.Rows.Entered, b.Rows.Unchanged, b.Rows.Skipped, b.Rows.Wrong, b.Checkpoint, b.Detail, string(b.Started), nil)
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "registry.import_running", "file", b.File)
	}
	return err
}

// SaveBatch writes the progress of an import, unless another runner has taken
// it over meanwhile (problem.Conflict).
func (s *Store) SaveBatch(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	rows, err := tx.Exec(ctx, `UPDATE import_batch SET state = ?, rows_in = ?, entered = ?, unchanged = ?, skipped = ?, wrong = ?,
		checkpoint = ?, detail = ?, ended = ? WHERE id = ? AND runner = ?`,
		string(b.State), b.Rows.In, b.Rows.Entered, b.Rows.Unchanged, b.Rows.Skipped, b.Rows.Wrong,
		b.Checkpoint, b.Detail, text(string(b.Ended)), string(b.ID), string(b.Runner))
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "registry.import_taken_over", "batch", b.ID)
	}
	return err
}

// TakeBatch makes runner the one who carries the import on.
func (s *Store) TakeBatch(ctx context.Context, tx *sqldb.Tx, batch, runner id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE import_batch SET runner = ? WHERE id = ?`, string(runner), string(batch))
	return err
}

// Batch gives an import by its id.
func (s *Store) Batch(ctx context.Context, tx *sqldb.Tx, batch id.ID) (*registry.Batch, error) {
	b, err := scanBatch(tx.Row(ctx, `SELECT `+batchColumns+` FROM import_batch WHERE id = ?`, string(batch)))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "registry.no_batch", "batch", batch)
	}
	return b, err
}

// Unfinished gives the import of a file that was begun and not ended, nil when
// there is none.
func (s *Store) Unfinished(ctx context.Context, tx *sqldb.Tx, kind, digest string) (*registry.Batch, error) {
	b, err := scanBatch(tx.Row(ctx, `SELECT `+batchColumns+` FROM import_batch
		WHERE kind = ? AND digest = ? AND ended IS NULL`, kind, digest))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return b, err
}

// Batches gives the newest imports first.
func (s *Store) Batches(ctx context.Context, tx *sqldb.Tx, limit int) ([]*registry.Batch, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT `+batchColumns+` FROM import_batch ORDER BY id DESC LIMIT ?`, limit), scanBatch)
}

func scanBatch(row *sqldb.Row) (*registry.Batch, error) {
	var b registry.Batch
	var mapping string
	var ended *string
	err := row.Scan(&b.ID, &b.Kind, &b.File, &b.Digest, &mapping, &b.State, &b.Runner, &b.Actor, &b.Area, &b.Unit,
		&b.Rows.In, &b.Rows.Entered, &b.Rows.Unchanged, &b.Rows.Skipped, &b.Rows.Wrong, &b.Checkpoint, &b.Detail, &b.Started, &ended)
	if err != nil {
		return nil, err
	}
	if ended != nil {
		b.Ended = day.Instant(*ended)
	}
	if err := json.Unmarshal([]byte(mapping), &b.Mapping); err != nil {
		return nil, fmt.Errorf("mapping of import %s: %w", b.ID, err)
	}
	return &b, nil
}

const asideColumns = `batch, sheet, number, state, group_key, reasons, sealed`

// AddAside sets rows of an import aside. Their cells are encrypted.
func (s *Store) AddAside(ctx context.Context, tx *sqldb.Tx, batch id.ID, rows []registry.Aside) error {
	c, err := tx.Copy(ctx, "import_row", strings.Split(asideColumns, ", ")...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		cells, err := json.Marshal(row.Cells)
		if err != nil {
			return err
		}
		reasons, err := json.Marshal(row.Reasons)
		if err != nil {
			return err
		}
		sealed := s.sealer.Seal(personal.ForRow, string(cells))
		if err := c.Add(ctx, string(batch), row.Sheet, row.Number, string(row.State), row.Group, string(reasons), sealed); err != nil {
			return err
		}
	}
	_, err = c.Close(ctx)
	return err
}

// ClearAside forgets the rows set aside, before a check begins anew.
func (s *Store) ClearAside(ctx context.Context, tx *sqldb.Tx, batch id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM import_row WHERE batch = ?`, string(batch))
	return err
}

// DropAside forgets the held rows of one group, once they are entered.
func (s *Store) DropAside(ctx context.Context, tx *sqldb.Tx, batch id.ID, group string) error {
	_, err := tx.Exec(ctx, `DELETE FROM import_row WHERE batch = ? AND state = ? AND group_key = ?`, string(batch), string(registry.Held), group)
	return err
}

// EachWrong streams the wrong rows in the order of the file.
func (s *Store) EachWrong(ctx context.Context, tx *sqldb.Tx, batch id.ID, yield func(registry.Aside) error) error {
	return s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row
		WHERE batch = ? AND state = ? ORDER BY sheet, number`, string(batch), string(registry.Wrong)), yield)
}

// HeldAfter gives some thousands of held rows, whole groups in group order,
// after a group.
func (s *Store) HeldAfter(ctx context.Context, tx *sqldb.Tx, batch id.ID, after string, groups int) (rows []registry.Aside, err error) {
	err = s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row
		WHERE batch = ? AND state = ? AND group_key IN (
			SELECT DISTINCT group_key FROM import_row WHERE batch = ? AND state = ? AND group_key > ? ORDER BY group_key LIMIT ?)
		ORDER BY group_key, sheet, number`,
		string(batch), string(registry.Held), string(batch), string(registry.Held), after, groups),
		func(row registry.Aside) error {
			rows = append(rows, row)
			return nil
		})
	return rows, err
}

func (s *Store) eachAside(rows iter.Seq2[*sqldb.Row, error], yield func(registry.Aside) error) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		var a registry.Aside
		var batch, reasons string
		var sealed []byte
		if err := row.Scan(&batch, &a.Sheet, &a.Number, &a.State, &a.Group, &reasons, &sealed); err != nil {
			return err
		}
		cells, err := s.sealer.Open(personal.ForRow, sealed)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(cells), &a.Cells); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(reasons), &a.Reasons); err != nil {
			return err
		}
		if err := yield(a); err != nil {
			return err
		}
	}
	return nil
}

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
