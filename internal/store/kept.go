package store

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const keptColumns = `id, kind, name, state, size, digest, clear, account, actor, area, unit, form, made, until`

// AddKept writes a file down before its first piece.
func (s *Store) AddKept(ctx context.Context, tx *sqldb.Tx, k *blob.Kept) error {
	_, err := tx.Exec(ctx, `INSERT INTO kept_file (`+keptColumns+`) VALUES (`+sqldb.Marks(14)+`)`,
		string(k.ID), string(k.Kind), k.Name, string(k.State), k.Size, k.Digest, flag(k.Clear), string(k.Account), k.Actor,
		string(k.Area), k.Unit, k.Form, string(k.Made), string(k.Until))
	return err
}

// SaveKept writes what became of a file.
func (s *Store) SaveKept(ctx context.Context, tx *sqldb.Tx, k *blob.Kept) error {
	_, err := tx.Exec(ctx, `UPDATE kept_file SET state = ?, size = ?, digest = ?, form = ?, until = ? WHERE id = ?`,
		string(k.State), k.Size, k.Digest, k.Form, string(k.Until), string(k.ID))
	return err
}

// pieceHead binds a sealed piece to its file and its place, so that pieces
// cannot be changed about.
func pieceHead(of id.ID, seq int64) string {
	return string(of) + "/" + strconv.FormatInt(seq, 10) + between
}

// AddPiece writes the next piece of a file, sealed.
func (s *Store) AddPiece(ctx context.Context, tx *sqldb.Tx, of id.ID, seq int64, piece []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO kept_piece (file, seq, sealed) VALUES (?, ?, ?)`,
		string(of), seq, s.sealer.Seal(personal.ForFile, pieceHead(of, seq)+string(piece)))
	return err
}

// Piece opens one piece of a file; ask Kept first, which is scoped.
// problem.Unreadable when it was changed or is gone.
func (s *Store) Piece(ctx context.Context, tx *sqldb.Tx, of id.ID, seq int64) ([]byte, error) {
	var sealed []byte
	err := tx.Row(ctx, `SELECT sealed FROM kept_piece WHERE file = ? AND seq = ?`, string(of), seq).Scan(&sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.Unreadable, "blob.unreadable")
	}
	if err != nil {
		return nil, err
	}
	clear, err := s.sealer.Open(personal.ForFile, sealed)
	if err != nil {
		return nil, err
	}
	piece, ok := strings.CutPrefix(clear, pieceHead(of, seq))
	if !ok {
		return nil, problem.New(problem.Unreadable, "blob.unreadable")
	}
	return []byte(piece), nil
}

// Kept gives a file that is the account's own or lies within the scope.
// problem.NotFound when there is none.
func (s *Store) Kept(ctx context.Context, tx *sqldb.Tx, of, account id.ID, scope identity.Scope) (*blob.Kept, error) {
	where, args := ownOr("f", account, scope)
	k, err := oneKept(tx.Row(ctx, `SELECT `+keptColumns+` FROM kept_file f WHERE id = ? AND `+where, append([]any{string(of)}, args...)...))
	if err == nil && k == nil {
		return nil, problem.New(problem.NotFound, "blob.none")
	}
	return k, err
}

// KeptOfForm gives the file that came with a form of the account, nil when
// there is none.
func (s *Store) KeptOfForm(ctx context.Context, tx *sqldb.Tx, account id.ID, form string) (*blob.Kept, error) {
	return oneKept(tx.Row(ctx, `SELECT `+keptColumns+` FROM kept_file WHERE account = ? AND form = ?`, string(account), form))
}

// DueToClear gives a file whose time is over, nil when there is none. It serves
// the clearing itself.
func (s *Store) DueToClear(ctx context.Context, tx *sqldb.Tx, now day.Instant) (*blob.Kept, error) {
	return oneKept(tx.Row(ctx, `SELECT `+keptColumns+` FROM kept_file WHERE state <> 'cleared' AND until < ? ORDER BY until LIMIT 1`, string(now)))
}

// ClearKept takes the content of a file away and leaves what is known of it.
func (s *Store) ClearKept(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM kept_piece WHERE file = ?`, string(of)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE kept_file SET state = 'cleared', form = '' WHERE id = ?`, string(of))
	return err
}

func oneKept(row *sqldb.Row) (*blob.Kept, error) {
	var k blob.Kept
	var clear int64
	err := row.Scan(&k.ID, &k.Kind, &k.Name, &k.State, &k.Size, &k.Digest, &clear, &k.Account, &k.Actor, &k.Area, &k.Unit, &k.Form, &k.Made, &k.Until)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	k.Clear = clear == 1
	return &k, err
}
