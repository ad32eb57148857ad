package store

import (
	"context"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const helperColumns = `id, number, name, organisation, unit, area, post, kind, capacity, skills, phone_digest, id_digest, sealed,
	opened, closed, version, batch, recorded, digest`

// Columns of a helper's prepared row that are read or written again.
var (
	helperPhoneColumn    = columnOf(helperColumns, "phone_digest")
	helperIDColumn       = columnOf(helperColumns, "id_digest")
	helperRecordedColumn = columnOf(helperColumns, "recorded")
)

// PreparedHelper is a helper made ready for the table.
type PreparedHelper struct {
	Helper *pairing.Helper
	Digest string // keyed, of the whole content
	row    []any
}

// PrepareHelper makes a helper ready to be written at the instant.
func (s *Store) PrepareHelper(h *pairing.Helper, at day.Instant) *PreparedHelper {
	p := &PreparedHelper{Helper: h, Digest: s.ContentDigest(string(h.Canonical(nil)))}
	phone, number := h.Phone.Clear(), h.IDNumber.Clear()
	p.row = []any{
		string(h.ID), h.Number, h.Name, h.Organisation, h.Unit, string(h.Area), h.Post, h.Kind, h.Capacity, h.Skills,
		s.digest(personal.ForPhone, phone), s.digest(personal.ForID, number), s.seal(personal.ForHelper, phone, number),
		h.Opened.String(), date(h.Closed), h.Version, string(h.Batch), string(at), p.Digest,
	}
	return p
}

// AddHelpers writes new helpers.
func (s *Store) AddHelpers(ctx context.Context, tx *sqldb.Tx, helpers []*PreparedHelper) error {
	c, err := tx.Copy(ctx, "helper", columnList(helperColumns)...)
	if err != nil {
		return err
	}
	for _, p := range helpers {
		if err := c.Add(ctx, p.row...); err != nil {
			return err
		}
	}
	_, err = c.Close(ctx)
	return err
}

// ReplaceHelper writes a new version over the one before, which goes to the
// history first. problem.Conflict when the table holds another.
func (s *Store) ReplaceHelper(ctx context.Context, tx *sqldb.Tx, of id.ID, next *PreparedHelper, at day.Instant) error {
	old, err := s.Helper(ctx, tx, of, identity.Everything)
	if err != nil {
		return err
	}
	if old.Version+1 != next.Helper.Version {
		return helperChanged(old)
	}
	if err := s.RemoveHelper(ctx, tx, old, next.Helper.Batch, at); err != nil {
		return err
	}
	next.row[helperRecordedColumn] = string(at) // no instant lies between the versions
	return s.AddHelpers(ctx, tx, []*PreparedHelper{next})
}

// RemoveHelper takes a helper out, as the undoing of the command that entered
// him. His last version stays in the history. problem.Conflict when the table
// no longer holds old.
func (s *Store) RemoveHelper(ctx context.Context, tx *sqldb.Tx, old *pairing.Helper, command id.ID, at day.Instant) error {
	kept := keptHelper{old, old.Phone.Clear(), old.IDNumber.Clear()}
	if err := s.keep(ctx, tx, nounHelper, old.ID, old.Version, kept, command, at, helperChanged(old)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM helper WHERE id = ?`, string(old.ID))
	return err
}

func helperChanged(h *pairing.Helper) *problem.Error {
	return problem.New(problem.Conflict, "pairing.changed", "name", personal.NewName(h.Name))
}

// Helper gives one helper. problem.NotFound when there is none in the scope.
func (s *Store) Helper(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*pairing.Helper, error) {
	where, args := scopeWhere("h", scope)
	h, err := s.scanHelper(tx.Row(ctx, `SELECT `+helperColumns+` FROM helper h WHERE id = ? AND `+where, append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "pairing.no_helper")
	}
	return h, err
}

// EachHelper streams the helpers within the scope who help on the day, in the
// order of their ids. yield must not use tx.
func (s *Store) EachHelper(ctx context.Context, tx *sqldb.Tx, on day.Date, scope identity.Scope, yield func(*pairing.Helper) error) error {
	where, args := scopeWhere("h", scope)
	for row, err := range tx.Query(ctx, `SELECT `+helperColumns+` FROM helper h
		WHERE opened <= ? AND (closed IS NULL OR closed > ?) AND `+where+` ORDER BY id`, append([]any{on.String(), on.String()}, args...)...) {
		if err != nil {
			return err
		}
		h, err := s.scanHelper(row)
		if err != nil {
			return err
		}
		if err := yield(h); err != nil {
			return err
		}
	}
	return nil
}

// CountHelpers counts the helpers within the scope who help on the day, by
// kind.
func (s *Store) CountHelpers(ctx context.Context, tx *sqldb.Tx, on day.Date, scope identity.Scope) (map[string]int64, error) {
	where, args := scopeWhere("h", scope)
	counts := map[string]int64{}
	for row, err := range tx.Query(ctx, `SELECT kind, COUNT(*) FROM helper h
		WHERE opened <= ? AND (closed IS NULL OR closed > ?) AND `+where+` GROUP BY kind`, append([]any{on.String(), on.String()}, args...)...) {
		if err != nil {
			return nil, err
		}
		var kind string
		var n int64
		if err := row.Scan(&kind, &n); err != nil {
			return nil, err
		}
		counts[kind] = n
	}
	return counts, nil
}

func (s *Store) scanHelper(row *sqldb.Row) (*pairing.Helper, error) {
	var h pairing.Helper
	var phone, number, closed *string
	var opened, recorded, digest string
	var sealed []byte
	err := row.Scan(&h.ID, &h.Number, &h.Name, &h.Organisation, &h.Unit, &h.Area, &h.Post, &h.Kind, &h.Capacity, &h.Skills,
		&phone, &number, &sealed, &opened, &closed, &h.Version, &h.Batch, &recorded, &digest)
	if err != nil {
		return nil, err
	}
	h.Opened, h.Closed = dateOf(&opened), dateOf(closed)
	secrets, err := s.unseal(personal.ForHelper, sealed, 2)
	if err != nil {
		return nil, err
	}
	return &h, errors.Join(restore(&h.Phone, personal.ParsePhone, secrets[0]), restore(&h.IDNumber, personal.ParseID, secrets[1]))
}
