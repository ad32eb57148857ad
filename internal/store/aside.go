package store

import (
	"context"
	"encoding/json"
	"iter"

	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

const asideColumns = `batch, sheet, number, state, group_digest, reasons, sealed`

// asideBody is what of a row set aside lies encrypted: all that came from the
// file.
type asideBody struct {
	Group string       `json:"group,omitempty"`
	Cells []string     `json:"cells"`
	Kinds []sheet.Kind `json:"kinds,omitempty"`
	Above string       `json:"above,omitempty"`
}

// AddAside sets rows of an import aside. Their cells are encrypted, and so is
// the group, which may be an ID number.
func (s *Store) AddAside(ctx context.Context, tx *sqldb.Tx, batch id.ID, rows []registry.Aside) error {
	c, err := tx.Copy(ctx, "import_row", columnList(asideColumns)...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		sealed, err := s.sealJSON(personal.ForRow, asideBody{row.Group, row.Cells, row.Kinds, row.Above})
		if err != nil {
			return err
		}
		reasons, err := json.Marshal(row.Reasons)
		if err != nil {
			return err
		}
		if err := c.Add(ctx, string(batch), row.Sheet, row.Number, string(row.State), s.groupDigest(row.Group), string(reasons), sealed); err != nil {
			return err
		}
	}
	_, err = c.Close(ctx)
	return err
}

// groupDigest stands for a group in the table; "" for none.
func (s *Store) groupDigest(group string) string {
	if group == "" {
		return ""
	}
	return s.sealer.Digest(personal.ForRow, group)
}

// ClearAside forgets the rows set aside, before a check begins anew.
func (s *Store) ClearAside(ctx context.Context, tx *sqldb.Tx, batch id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM import_row WHERE batch = ?`, string(batch))
	return err
}

// DropAside forgets the held rows of one group, once they are entered.
func (s *Store) DropAside(ctx context.Context, tx *sqldb.Tx, batch id.ID, group string) error {
	_, err := tx.Exec(ctx, `DELETE FROM import_row WHERE batch = ? AND state = ? AND group_digest = ?`,
		string(batch), string(registry.Held), s.groupDigest(group))
	return err
}

// EachWrong streams the wrong rows in the order of the file. The rows are the
// sender's, as Batch gives the import to whom it is due: ask it first. yield
// must not use tx.
func (s *Store) EachWrong(ctx context.Context, tx *sqldb.Tx, batch id.ID, yield func(registry.Aside) error) error {
	return s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row
		WHERE batch = ? AND state = ? ORDER BY sheet, number`, string(batch), string(registry.Wrong)), yield)
}

// HeldAfter gives the held rows of some groups, whole groups in an order of
// their own, after a group. Only the import itself asks for them.
func (s *Store) HeldAfter(ctx context.Context, tx *sqldb.Tx, batch id.ID, after string, groups int) (rows []registry.Aside, err error) {
	err = s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row
		WHERE batch = ? AND state = ? AND group_digest IN (
			SELECT DISTINCT group_digest FROM import_row WHERE batch = ? AND state = ? AND group_digest > ? ORDER BY group_digest LIMIT ?)
		ORDER BY group_digest, sheet, number`,
		string(batch), string(registry.Held), string(batch), string(registry.Held), s.groupDigest(after), groups),
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
		a, err := s.scanAside(row)
		if err != nil {
			return err
		}
		if err := yield(a); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) scanAside(row *sqldb.Row) (a registry.Aside, err error) {
	var batch, group, reasons string
	var sealed []byte
	if err := row.Scan(&batch, &a.Sheet, &a.Number, &a.State, &group, &reasons, &sealed); err != nil {
		return a, err
	}
	var body asideBody
	if err := s.unsealJSON(personal.ForRow, sealed, &body); err != nil {
		return a, err
	}
	a.Group, a.Cells, a.Kinds, a.Above = body.Group, body.Cells, body.Kinds, body.Above
	return a, json.Unmarshal([]byte(reasons), &a.Reasons)
}
