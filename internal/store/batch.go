package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
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

// Batch gives an import by its id. problem.NotFound when there is none in the
// scope.
func (s *Store) Batch(ctx context.Context, tx *sqldb.Tx, batch id.ID, scope identity.Scope) (*registry.Batch, error) {
	where, args := scopeWhere("b", scope)
	b, err := scanBatch(tx.Row(ctx, `SELECT `+batchColumns+` FROM import_batch b WHERE id = ? AND `+where, append([]any{string(batch)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "registry.no_batch", "batch", batch)
	}
	return b, err
}

// Unfinished gives the import of a file that was begun and not ended, nil when
// there is none. Who holds the same file may know of it, whatever the scope.
func (s *Store) Unfinished(ctx context.Context, tx *sqldb.Tx, kind, digest string) (*registry.Batch, error) {
	b, err := scanBatch(tx.Row(ctx, `SELECT `+batchColumns+` FROM import_batch
		WHERE kind = ? AND digest = ? AND ended IS NULL`, kind, digest))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return b, err
}

// Batches gives the imports within the scope, the newest first, that are older
// than one; before "" begins with the newest.
func (s *Store) Batches(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, before id.ID, limit int) ([]*registry.Batch, error) {
	where, args := scopeWhere("b", scope)
	if before == "" {
		before = "~"
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+batchColumns+` FROM import_batch b WHERE id < ? AND `+where+` ORDER BY id DESC LIMIT ?`,
		append(append([]any{string(before)}, args...), limit)...), scanBatch)
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
