package store

import (
	"context"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const kinshipColumns = `id, account, relation, valid_from, valid_to, sealed, actor, recorded, version`

// kinBody is what of an entry lies sealed.
type kinBody struct {
	Name   string `json:"name"`
	Number string `json:"number,omitempty"`
	Birth  string `json:"birth"`
	Reason string `json:"reason,omitempty"`
}

func (s *Store) sealKin(k *casework.Kinship) ([]byte, error) {
	return s.sealJSON(personal.ForKin, kinBody{k.Name, k.IDNumber.Clear(), k.Birth.String(), k.Reason})
}

func (s *Store) scanKin(row *sqldb.Row) (*casework.Kinship, error) { return s.scanKinAnd(row) }

// scanKinAnd reads an entry and what stands behind it in the row.
func (s *Store) scanKinAnd(row *sqldb.Row, more ...any) (k *casework.Kinship, err error) {
	k = &casework.Kinship{}
	var first, last string
	var sealed []byte
	if err := row.Scan(append([]any{&k.ID, &k.User, &k.Relation, &first, &last, &sealed, &k.Actor, &k.Recorded, &k.Version}, more...)...); err != nil {
		return nil, err
	}
	var body kinBody
	if err := s.unsealJSON(personal.ForKin, sealed, &body); err != nil {
		return nil, err
	}
	if body.Number != "" {
		if k.IDNumber, err = personal.ParseID(body.Number); err != nil {
			return nil, err
		}
	}
	k.Name, k.Reason, k.Birth, k.From = body.Name, body.Reason, dateOf(&body.Birth), dateOf(&first)
	if last != forEver {
		k.To = dateOf(&last)
	}
	return k, nil
}

// personDigest finds somebody by name and day of birth; "" without either.
func (s *Store) personDigest(name string, born day.Date) string {
	if name == "" || born.IsZero() {
		return ""
	}
	return s.sealer.Digest(personal.ForKin, personal.NormalName(name)+between+born.String())
}

// AddKin writes a new entry of the register of staff relatives.
func (s *Store) AddKin(ctx context.Context, tx *sqldb.Tx, k *casework.Kinship) error {
	sealed, err := s.sealKin(k)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO kinship (`+kinshipColumns+`, id_digest, person) VALUES (`+sqldb.Marks(11)+`)`,
		string(k.ID), string(k.User), k.Relation, from(k.From), until(k.To), sealed, k.Actor, string(k.Recorded), k.Version,
		s.digest(personal.ForID, k.IDNumber.Clear()), s.personDigest(k.Name, k.Birth))
	return err
}

// EndKin writes the end of an entry over the version before it.
// problem.Conflict when somebody ended it since.
func (s *Store) EndKin(ctx context.Context, tx *sqldb.Tx, k *casework.Kinship) error {
	sealed, err := s.sealKin(k)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE kinship SET valid_to = ?, sealed = ?, actor = ?, recorded = ?, version = ? WHERE id = ? AND version = ?`,
		until(k.To), sealed, k.Actor, string(k.Recorded), k.Version, string(k.ID), k.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "kin.ended")
	}
	return err
}

// Kin gives an entry of a member of staff who sits within the scope.
// problem.NotFound when there is none.
func (s *Store) Kin(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*casework.Kinship, error) {
	where, args := scopeWhere("u", scope)
	found, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("k", kinshipColumns)+` FROM kinship k JOIN account u ON u.id = k.account
		WHERE k.id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanKin)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, problem.New(problem.NotFound, "kin.no_entry")
	}
	return found[0], nil
}

// KinOf gives all entries of a member of staff, those that ended too, the
// oldest first.
func (s *Store) KinOf(ctx context.Context, tx *sqldb.Tx, user id.ID) ([]*casework.Kinship, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT `+kinshipColumns+` FROM kinship WHERE account = ? ORDER BY id`, string(user)), s.scanKin)
}

// KinLine is an entry of the register with whose relative it is.
type KinLine struct {
	*casework.Kinship
	Account, Staff string // account and name of the member of staff
	Area, Unit     string // where the member of staff sits
}

// KinPage gives a page of the register of staff who sit within the scope, in
// the order of their accounts; ended entries too when all is set. next is the
// key of the page after, "" at the end.
func (s *Store) KinPage(ctx context.Context, tx *sqldb.Tx, all bool, today day.Date, scope identity.Scope, after string, limit int) (page []KinLine, next string, err error) {
	where, args := scopeWhere("u", scope)
	if !all {
		where += ` AND k.valid_to >= ?`
		args = append(args, today.String())
	}
	if after != "" {
		account, of, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (u.account, k.id) > (?, ?)`
		args = append(args, account, of)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("k", kinshipColumns)+`, u.account, u.name, u.area, u.unit FROM kinship k
		JOIN account u ON u.id = k.account WHERE `+where+` ORDER BY u.account, k.id LIMIT ?`, append(args, limit+1)...), func(row *sqldb.Row) (l KinLine, err error) {
		l.Kinship, err = s.scanKinAnd(row, &l.Account, &l.Staff, &l.Area, &l.Unit)
		return l, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(page[limit-1].Account, string(page[limit-1].ID))
	}
	return page, next, err
}

// RelatedStaff are the accounts that had a member of the household on record as
// their relative on a day, each once, in the order of their ids. A member is
// known by the ID number, or by name and day of birth where either side has no
// number. It looks wherever they sit: it serves the rule that a relative stands
// aside.
func (s *Store) RelatedStaff(ctx context.Context, tx *sqldb.Tx, h *registry.Household, on day.Date) ([]id.ID, error) {
	var numbers, persons, unnumbered []any
	for i := range h.Members {
		m := &h.Members[i]
		number := m.IDNumber.Clear()
		if number != "" {
			numbers = append(numbers, s.sealer.Digest(personal.ForID, number))
		}
		if person := s.personDigest(m.Name, m.Birth); person != "" && number != "" {
			persons = append(persons, person)
		} else if person != "" {
			unnumbered = append(unnumbered, person)
		}
	}
	args := []any{on.String(), on.String()}
	var some strings.Builder
	some.WriteString(`1 = 0`)
	for _, way := range []struct {
		condition string
		digests   []any
	}{{`k.id_digest IN (`, numbers}, {`k.id_digest IS NULL AND k.person IN (`, persons}, {`k.person IN (`, unnumbered}} {
		if len(way.digests) > 0 {
			some.WriteString(` OR ` + way.condition + sqldb.Marks(len(way.digests)) + `)`)
			args = append(args, way.digests...)
		}
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT k.account FROM kinship k WHERE k.valid_from <= ? AND k.valid_to >= ? AND (`+some.String()+`) ORDER BY k.account`, args...),
		func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}
