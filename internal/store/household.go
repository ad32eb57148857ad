package store

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const (
	householdColumns = `id, number, area, unit, head, size, covered, income, income_per_head, rigid_expense, housing, housing_grade,
		opened, closed, close_reason, version, batch, recorded, digest, phone_digest, address, contact, contact_relation, sealed, extra`
	memberColumns = `id, household, seq, name, relation, sex, birth, id_kind, id_digest, id_last4, id_pending, phone_digest,
		health, disability, disability_grade, school, employment, covered, income, sealed`
	categoryColumns = `household, member, name, main, valid_from, valid_to`
	causeColumns    = `household, name, main, valid_from, valid_to`
)

// forEver and always stand for an open end and an open beginning in the
// columns, so that a period is one comparison.
const (
	forEver = "9999-12-31"
	always  = ""
)

// Prepared is a household made ready for the tables: sealed, digested, its
// names cut into tokens. Preparing needs no database and may run ahead.
type Prepared struct {
	Household *registry.Household
	Digest    string // keyed, of the whole content
	rows      [4][][]any
	names     []string
}

// Prepare makes a household ready to be written at the instant.
func (s *Store) Prepare(h *registry.Household, at day.Instant) *Prepared {
	p := &Prepared{Household: h, Digest: s.sealer.Digest(personal.ForContent, string(h.Canonical()))}
	p.rows[0] = [][]any{s.householdRow(h, p.Digest, at)}
	for i := range h.Members {
		p.rows[1] = append(p.rows[1], s.memberRow(h.ID, &h.Members[i]))
		p.names = append(p.names, h.Members[i].Name)
	}
	if len(h.Members) == 0 {
		p.names = append(p.names, h.Head)
	}
	for _, c := range h.Categories {
		p.rows[2] = append(p.rows[2], []any{string(h.ID), c.Member, c.Name, flag(c.Main), from(c.From), until(c.To)})
	}
	for _, c := range h.Causes {
		p.rows[3] = append(p.rows[3], []any{string(h.ID), c.Name, flag(c.Main), from(c.From), until(c.To)})
	}
	return p
}

func (s *Store) householdRow(h *registry.Household, digest string, at day.Instant) []any {
	return []any{
		string(h.ID), h.Number, string(h.Area), h.Unit, h.Head, h.Size, h.Covered, fen(h.Income), fen(h.IncomePerHead), fen(h.RigidExpense),
		h.Housing, h.HousingGrade, h.Opened.String(), date(h.Closed), h.CloseReason, h.Version, string(h.Batch), string(at), digest,
		s.digest(personal.ForPhone, h.Phone.Clear()), h.Address, h.Contact, h.ContactRelation,
		s.seal(personal.ForHousehold, h.Phone.Clear(), h.Card.Clear(), h.CardHolder, h.CardBank), extraText(h.Extra),
	}
}

func (s *Store) memberRow(household id.ID, m *registry.Member) []any {
	number := m.IDNumber.Clear()
	var last4 any
	if len(number) >= 4 {
		last4 = s.sealer.DigestLast4(personal.ForID, number)
	}
	return []any{
		string(m.ID), string(household), m.Seq, m.Name, m.Relation, m.Sex, date(m.Birth), m.IDKind,
		text(s.digest(personal.ForID, number)), last4, flag(m.IDPending), text(s.digest(personal.ForPhone, m.Phone.Clear())),
		m.Health, m.Disability, grade(m.DisabilityGrade), m.School, m.Employment, flag(m.Covered), fen(m.Income),
		s.seal(personal.ForMember, number, m.Phone.Clear(), m.Card.Clear(), m.DisabilityCard.Clear()),
	}
}

// AddHouseholds writes new households.
func (s *Store) AddHouseholds(ctx context.Context, tx *sqldb.Tx, households []*Prepared) error {
	for i, table := range [...]struct{ name, columns string }{
		{"household", householdColumns}, {"member", memberColumns}, {"category", categoryColumns}, {"cause", causeColumns},
	} {
		c, err := tx.Copy(ctx, table.name, columnList(table.columns)...)
		if err != nil {
			return err
		}
		for _, p := range households {
			for _, row := range p.rows[i] {
				if err := c.Add(ctx, row...); err != nil {
					return err
				}
			}
		}
		if _, err := c.Close(ctx); err != nil {
			return err
		}
	}
	var names []string
	for _, p := range households {
		names = append(names, p.names...)
	}
	return s.AddNames(ctx, tx, names)
}

// ReplaceHousehold writes a new version over the one in the tables, which goes
// to the history first. next must carry the version after old's.
func (s *Store) ReplaceHousehold(ctx context.Context, tx *sqldb.Tx, old *registry.Household, next *Prepared, at day.Instant) error {
	if err := s.keepVersion(ctx, tx, old, next.Household.Batch, at); err != nil {
		return err
	}
	if err := s.dropHousehold(ctx, tx, old); err != nil {
		return err
	}
	return s.AddHouseholds(ctx, tx, []*Prepared{next})
}

// RemoveHousehold takes a household out of the registry, as the undoing of the
// command that entered it. Its last version stays in the history.
func (s *Store) RemoveHousehold(ctx context.Context, tx *sqldb.Tx, old *registry.Household, command id.ID, at day.Instant) error {
	if err := s.keepVersion(ctx, tx, old, command, at); err != nil {
		return err
	}
	return s.dropHousehold(ctx, tx, old)
}

func (s *Store) dropHousehold(ctx context.Context, tx *sqldb.Tx, old *registry.Household) error {
	for _, table := range []string{"category", "cause", "member"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE household = ?`, string(old.ID)); err != nil {
			return err
		}
	}
	rows, err := tx.Exec(ctx, `DELETE FROM household WHERE id = ? AND version = ?`, string(old.ID), old.Version)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "registry.changed", "number", old.Number)
	}
	return err
}

// Household gives one household within the scope, whole, with its numbers in
// the clear types that mask themselves.
func (s *Store) Household(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*registry.Household, error) {
	all, err := s.HouseholdsByID(ctx, tx, []id.ID{of}, scope)
	if err == nil && len(all) == 0 {
		return nil, problem.New(problem.NotFound, "registry.no_household")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// HouseholdsByID gives the households of the ids that lie in the scope, in the
// order of their ids; at most some hundreds at a time.
func (s *Store) HouseholdsByID(ctx context.Context, tx *sqldb.Tx, ids []id.ID, scope identity.Scope) ([]*registry.Household, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	where, args := scopeWhere("h", scope)
	keys := make([]any, len(ids))
	for i, key := range ids {
		keys[i] = string(key)
	}
	in := sqldb.Marks(len(ids))
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+householdColumns+` FROM household h WHERE id IN (`+in+`) AND `+where+` ORDER BY id`,
		append(keys, args...)...), s.scanHousehold)
	if err != nil {
		return nil, err
	}
	byID := make(map[id.ID]*registry.Household, len(all))
	for _, h := range all {
		byID[h.ID] = h
	}
	return all, errors.Join(s.loadMembers(ctx, tx, in, keys, byID), loadCategories(ctx, tx, in, keys, byID), loadCauses(ctx, tx, in, keys, byID))
}

func (s *Store) scanHousehold(row *sqldb.Row) (*registry.Household, error) {
	var h registry.Household
	var income, perHead, rigid *int64
	var opened, recorded, digest, phone, extra string
	var closed *string
	var sealed []byte
	err := row.Scan(&h.ID, &h.Number, &h.Area, &h.Unit, &h.Head, &h.Size, &h.Covered, &income, &perHead, &rigid, &h.Housing, &h.HousingGrade,
		&opened, &closed, &h.CloseReason, &h.Version, &h.Batch, &recorded, &digest, &phone, &h.Address, &h.Contact, &h.ContactRelation, &sealed, &extra)
	if err != nil {
		return nil, err
	}
	h.Income, h.IncomePerHead, h.RigidExpense = fenOf(income), fenOf(perHead), fenOf(rigid)
	h.Opened, h.Closed = dateOf(&opened), dateOf(closed)
	h.Extra = extraOf(extra)
	secrets, err := s.unseal(personal.ForHousehold, sealed, 4)
	if err != nil {
		return nil, err
	}
	h.CardHolder, h.CardBank = secrets[2], secrets[3]
	return &h, errors.Join(restore(&h.Phone, personal.ParsePhone, secrets[0]), restore(&h.Card, personal.ParseCard, secrets[1]))
}

func (s *Store) loadMembers(ctx context.Context, tx *sqldb.Tx, in string, keys []any, into map[id.ID]*registry.Household) error {
	for row, err := range tx.Query(ctx, `SELECT `+memberColumns+` FROM member WHERE household IN (`+in+`) ORDER BY household, seq`, keys...) {
		if err != nil {
			return err
		}
		household, m, err := s.scanMember(row)
		if err != nil {
			return err
		}
		if h := into[household]; h != nil {
			h.Members = append(h.Members, m)
		}
	}
	return nil
}

func (s *Store) scanMember(row *sqldb.Row) (household id.ID, m registry.Member, err error) {
	var birth, idDigest, last4, phone *string
	var pending, covered int64
	var disability, income *int64
	var sealed []byte
	if err = row.Scan(&m.ID, &household, &m.Seq, &m.Name, &m.Relation, &m.Sex, &birth, &m.IDKind, &idDigest, &last4, &pending, &phone,
		&m.Health, &m.Disability, &disability, &m.School, &m.Employment, &covered, &income, &sealed); err != nil {
		return "", m, err
	}
	m.Birth, m.IDPending, m.Covered, m.Income = dateOf(birth), pending == 1, covered == 1, fenOf(income)
	if disability != nil {
		m.DisabilityGrade = int(*disability)
	}
	secrets, err := s.unseal(personal.ForMember, sealed, 4)
	if err != nil {
		return "", m, err
	}
	return household, m, errors.Join(
		restore(&m.IDNumber, personal.ParseID, secrets[0]), restore(&m.Phone, personal.ParsePhone, secrets[1]),
		restore(&m.Card, personal.ParseCard, secrets[2]), restore(&m.DisabilityCard, personal.ParseDisabilityCard, secrets[3]))
}

func loadCategories(ctx context.Context, tx *sqldb.Tx, in string, keys []any, into map[id.ID]*registry.Household) error {
	for row, err := range tx.Query(ctx, `SELECT `+categoryColumns+` FROM category WHERE household IN (`+in+`)
		ORDER BY household, member, name, valid_from`, keys...) {
		if err != nil {
			return err
		}
		var household id.ID
		var c registry.Category
		var main int64
		var from, to string
		if err := row.Scan(&household, &c.Member, &c.Name, &main, &from, &to); err != nil {
			return err
		}
		c.Main, c.From, c.To = main == 1, dateOf(&from), untilOf(to)
		if h := into[household]; h != nil {
			h.Categories = append(h.Categories, c)
		}
	}
	return nil
}

func loadCauses(ctx context.Context, tx *sqldb.Tx, in string, keys []any, into map[id.ID]*registry.Household) error {
	for row, err := range tx.Query(ctx, `SELECT `+causeColumns+` FROM cause WHERE household IN (`+in+`)
		ORDER BY household, name, valid_from`, keys...) {
		if err != nil {
			return err
		}
		var household id.ID
		var c registry.Cause
		var main int64
		var from, to string
		if err := row.Scan(&household, &c.Name, &main, &from, &to); err != nil {
			return err
		}
		c.Main, c.From, c.To = main == 1, dateOf(&from), untilOf(to)
		if h := into[household]; h != nil {
			h.Causes = append(h.Causes, c)
		}
	}
	return nil
}

func columnList(columns string) []string {
	list := strings.Split(columns, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

func fen(f *money.Fen) any {
	if f == nil {
		return nil
	}
	return int64(*f)
}

func fenOf(n *int64) *money.Fen {
	if n == nil {
		return nil
	}
	f := money.Fen(*n)
	return &f
}

func date(d day.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

// dateOf reads a day from a column that the program wrote itself.
func dateOf(text *string) day.Date {
	if text == nil || *text == "" {
		return day.Date{}
	}
	d, err := day.Parse(*text)
	if err != nil {
		return day.Date{}
	}
	return d
}

func from(d day.Date) string {
	if d.IsZero() {
		return always
	}
	return d.String()
}

func until(d day.Date) string {
	if d.IsZero() {
		return forEver
	}
	return d.String()
}

func untilOf(text string) day.Date {
	if text == forEver {
		return day.Date{}
	}
	return dateOf(&text)
}

func grade(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
