package store

import (
	"context"
	"errors"

	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

// RowEdit is what a person put right in a row.
type RowEdit struct {
	Leave   bool
	Cells   map[int]string // by column from 0
	Choice  string         // what is to become of a household that may be on file: "" as found, merge, new
	Fixes   map[int]RowFix // by column: what was taken over from a proposal
	Version int            // from 1; 0 of a row that nobody touched
	Actor   string         // of the last change
}

// RowFix is a proposal that a person took over.
type RowFix struct {
	Key    string     `json:"key"` // of the finding
	Was    string     `json:"was,omitempty"`
	Kind   sheet.Kind `json:"kind,omitempty"`   // of the cell as it was
	Edited bool       `json:"edited,omitempty"` // a person had put Was there
	Now    string     `json:"now,omitempty"`
	Mark   bool       `json:"mark,omitempty"` // the reader puts it right itself: the cell stays as it is, and is no longer doubtful
}

const editColumns = `sheet, number, leave, sealed, version, actor, choice, fixes`

// PutEdit writes what a person put right in a row, over what was there, as the
// next version of it.
func (s *Store) PutEdit(ctx context.Context, tx *sqldb.Tx, batch id.ID, at RowPlace, e RowEdit) error {
	sealed, err := s.sealJSON(personal.ForRow, e.Cells)
	if err != nil {
		return err
	}
	var fixes []byte
	if len(e.Fixes) > 0 {
		if fixes, err = s.sealJSON(personal.ForRow, e.Fixes); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO import_edit (batch, `+editColumns+`) VALUES (`+sqldb.Marks(9)+`)
		ON CONFLICT (batch, sheet, number) DO UPDATE SET leave = excluded.leave, sealed = excluded.sealed, version = excluded.version,
			actor = excluded.actor, choice = excluded.choice, fixes = excluded.fixes`,
		string(batch), at.Sheet, at.Number, flag(e.Leave), sealed, e.Version+1, e.Actor, e.Choice, fixes)
	return err
}

// Edits gives all that was put right in the rows of an import.
func (s *Store) Edits(ctx context.Context, tx *sqldb.Tx, batch id.ID) (map[RowPlace]RowEdit, error) {
	edits := map[RowPlace]RowEdit{}
	for row, err := range tx.Query(ctx, `SELECT `+editColumns+` FROM import_edit WHERE batch = ?`, string(batch)) {
		if err != nil {
			return nil, err
		}
		at, e, err := s.scanEdit(row)
		if err != nil {
			return nil, err
		}
		edits[at] = e
	}
	return edits, nil
}

// Edit gives what was put right in one row.
func (s *Store) Edit(ctx context.Context, tx *sqldb.Tx, batch id.ID, at RowPlace) (RowEdit, error) {
	_, e, err := s.scanEdit(tx.Row(ctx, `SELECT `+editColumns+` FROM import_edit WHERE batch = ? AND sheet = ? AND number = ?`,
		string(batch), at.Sheet, at.Number))
	if errors.Is(err, sqldb.ErrNoRow) {
		return RowEdit{}, nil
	}
	return e, err
}

func (s *Store) scanEdit(row *sqldb.Row) (at RowPlace, e RowEdit, err error) {
	var leave int64
	var sealed, fixes []byte
	if err := row.Scan(&at.Sheet, &at.Number, &leave, &sealed, &e.Version, &e.Actor, &e.Choice, &fixes); err != nil {
		return at, e, err
	}
	e.Leave = leave == 1
	if err := s.unsealJSON(personal.ForRow, sealed, &e.Cells); err != nil {
		return at, e, err
	}
	if len(fixes) > 0 {
		err = s.unsealJSON(personal.ForRow, fixes, &e.Fixes)
	}
	return at, e, err
}
