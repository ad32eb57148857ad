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
	rows_in, entered, unchanged, skipped, wrong, checkpoint, detail, started, ended, account, upload, checked`

// AddBatch writes the record of an import that begins. One file has one
// unfinished import at a time.
func (s *Store) AddBatch(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	mapping, err := json.Marshal(b.Mapping)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO import_batch (`+batchColumns+`) VALUES (`+sqldb.Marks(22)+`)`,
		string(b.ID), b.Kind, b.File, b.Digest, string(mapping), string(b.State), string(b.Runner), b.Actor, string(b.Area), b.Unit,
		b.Rows.In, b.Rows.Entered, b.Rows.Unchanged, b.Rows.Skipped, b.Rows.Wrong, b.Checkpoint, b.Detail, string(b.Started), nil,
		string(b.Account), string(b.Upload), b.Checked)
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "registry.import_running", "file", b.File)
	}
	return err
}

// SaveBatch writes the progress of an import, unless another runner has taken
// it over meanwhile (problem.Conflict).
func (s *Store) SaveBatch(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	rows, err := tx.Exec(ctx, `UPDATE import_batch SET state = ?, rows_in = ?, entered = ?, unchanged = ?, skipped = ?, wrong = ?,
		checkpoint = ?, detail = ?, ended = ?, checked = ? WHERE id = ? AND runner = ?`,
		string(b.State), b.Rows.In, b.Rows.Entered, b.Rows.Unchanged, b.Rows.Skipped, b.Rows.Wrong,
		b.Checkpoint, b.Detail, text(string(b.Ended)), b.Checked, string(b.ID), string(b.Runner))
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

// SaveDraft writes what a person settled of a list before any of it is entered.
// problem.Conflict when it is being entered by now.
func (s *Store) SaveDraft(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	mapping, err := json.Marshal(b.Mapping)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE import_batch SET mapping = ?, state = ?, area = ?, unit = ?, detail = ?, checked = ?
		WHERE id = ? AND state IN ('draft', 'checked')`,
		string(mapping), string(b.State), string(b.Area), b.Unit, b.Detail, b.Checked, string(b.ID))
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "import.begun")
	}
	return err
}

// BeginBatch makes an import of a draft. problem.Conflict when it has begun
// before, or the same file is being imported under another.
func (s *Store) BeginBatch(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	rows, err := tx.Exec(ctx, `UPDATE import_batch SET state = ?, runner = ?, actor = ?, unit = ?, detail = ?, started = ?,
		rows_in = 0, entered = 0, unchanged = 0, skipped = 0, wrong = 0, checkpoint = 0 WHERE id = ? AND state IN ('draft', 'checked')`,
		string(b.State), string(b.Runner), b.Actor, b.Unit, b.Detail, string(b.Started), string(b.ID))
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "registry.import_running", "file", b.File)
	}
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "import.begun")
	}
	return err
}

// DropBatch forgets a draft with its rows and edits.
func (s *Store) DropBatch(ctx context.Context, tx *sqldb.Tx, batch id.ID) error {
	rows, err := tx.Exec(ctx, `DELETE FROM import_batch WHERE id = ? AND state IN ('draft', 'checked')`, string(batch))
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "import.begun")
	}
	return err
}

// Batch gives an import by its id to the account that sent the list, and to who
// sees its place. problem.NotFound when there is none.
func (s *Store) Batch(ctx context.Context, tx *sqldb.Tx, batch, account id.ID, scope identity.Scope) (*registry.Batch, error) {
	where, args := ownOr("b", account, scope)
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
		WHERE kind = ? AND digest = ? AND ended IS NULL AND state IN ('checking', 'entering')`, kind, digest))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return b, err
}

// BatchOfUpload gives the import that a kept file was sent in for, nil when there
// is none.
func (s *Store) BatchOfUpload(ctx context.Context, tx *sqldb.Tx, upload, account id.ID, scope identity.Scope) (*registry.Batch, error) {
	where, args := ownOr("b", account, scope)
	b, err := scanBatch(tx.Row(ctx, `SELECT `+batchColumns+` FROM import_batch b WHERE upload = ? AND `+where, append([]any{string(upload)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return b, err
}

// SameFile gives the other imports of a file, the newest first, that the account
// sent in itself or that lie within the scope.
func (s *Store) SameFile(ctx context.Context, tx *sqldb.Tx, of *registry.Batch, account id.ID, scope identity.Scope, limit int) ([]*registry.Batch, error) {
	where, args := ownOr("b", account, scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+batchColumns+` FROM import_batch b WHERE digest = ? AND kind = ? AND id <> ? AND `+where+` ORDER BY id DESC LIMIT ?`,
		append(append([]any{of.Digest, of.Kind, string(of.ID)}, args...), limit)...), scanBatch)
}

// Batches gives the imports that the account sent in or that lie within the
// scope, the newest first, older than one; before "" begins with the newest.
func (s *Store) Batches(ctx context.Context, tx *sqldb.Tx, account id.ID, scope identity.Scope, before id.ID, limit int) ([]*registry.Batch, error) {
	where, args := ownOr("b", account, scope)
	if before == "" {
		before = "~"
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+batchColumns+` FROM import_batch b WHERE id < ? AND `+where+` ORDER BY id DESC LIMIT ?`,
		append(append([]any{string(before)}, args...), limit)...), scanBatch)
}

// OpenBatches gives the imports of the account or the scope that were sent in and
// have not ended, the newest first.
func (s *Store) OpenBatches(ctx context.Context, tx *sqldb.Tx, account id.ID, scope identity.Scope, limit int) ([]*registry.Batch, error) {
	where, args := ownOr("b", account, scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+batchColumns+` FROM import_batch b WHERE ended IS NULL AND upload <> '' AND `+where+` ORDER BY id DESC LIMIT ?`,
		append(args, limit)...), scanBatch)
}

func scanBatch(row *sqldb.Row) (*registry.Batch, error) {
	var b registry.Batch
	var mapping string
	var ended *string
	err := row.Scan(&b.ID, &b.Kind, &b.File, &b.Digest, &mapping, &b.State, &b.Runner, &b.Actor, &b.Area, &b.Unit,
		&b.Rows.In, &b.Rows.Entered, &b.Rows.Unchanged, &b.Rows.Skipped, &b.Rows.Wrong, &b.Checkpoint, &b.Detail, &b.Started, &ended,
		&b.Account, &b.Upload, &b.Checked)
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
