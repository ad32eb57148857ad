package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const (
	householdColumns = `id, number, area, unit, head, head_listed, size, covered, income, income_per_head, rigid_expense, housing, housing_grade,
		opened, closed, close_reason, version, batch, recorded, digest, phone_digest, sealed, extra, head_sort, gaps, last_helped`
	memberColumns = `id, household, area, unit, seq, name, relation, sex, birth, id_kind, id_digest, id_last4, id_pending, phone_digest,
		health, disability, disability_grade, school, employment, covered, income, sealed`
	categoryColumns = `household, member, name, main, valid_from, valid_to`
	causeColumns    = `household, name, main, valid_from, valid_to`
)

// Prepared is a household made ready for the tables: sealed, digested, its
// names known. Preparing needs no database and may run ahead of it.
type Prepared struct {
	Household *registry.Household
	Digest    string // keyed, of the whole content
	rows      [len(householdTables)][][]any
	names     []string
}

// householdTables are the tables a household lies in, the parent first.
var householdTables = [...]struct{ name, columns string }{
	{"household", householdColumns}, {"member", memberColumns}, {"category", categoryColumns}, {"cause", causeColumns},
}

// Columns of prepared rows that are read or written again, by their places.
var (
	recordedColumn = columnOf(householdColumns, "recorded")
	idDigestColumn = columnOf(memberColumns, "id_digest")
)

// Prepare makes a household ready to be written at the instant.
func (s *Store) Prepare(h *registry.Household, at day.Instant) *Prepared {
	p := &Prepared{Household: h, Digest: s.ContentDigest(string(h.Canonical(nil)))}
	listed := false
	p.rows[1] = make([][]any, len(h.Members))
	for i := range h.Members {
		m := &h.Members[i]
		p.rows[1][i] = s.memberRow(h, m)
		p.names = append(p.names, m.Name)
		listed = listed || m.Name == h.Head
	}
	if !listed {
		p.names = append(p.names, h.Head)
	}
	p.rows[0] = [][]any{s.householdRow(h, p.Digest, listed, at)}
	for _, c := range h.Categories {
		p.rows[2] = append(p.rows[2], []any{string(h.ID), c.Member, c.Name, flag(c.Main), from(c.From), until(c.To)})
	}
	for _, c := range h.Causes {
		p.rows[3] = append(p.rows[3], []any{string(h.ID), c.Name, flag(c.Main), from(c.From), until(c.To)})
	}
	return p
}

func (s *Store) householdRow(h *registry.Household, digest string, listed bool, at day.Instant) []any {
	return []any{
		string(h.ID), h.Number, string(h.Area), h.Unit, h.Head, flag(listed), h.Size, h.Covered, fen(h.Income), fen(h.IncomePerHead), fen(h.RigidExpense),
		h.Housing, h.HousingGrade, h.Opened.String(), date(h.Closed), h.CloseReason, h.Version, string(h.Batch), string(at), digest,
		s.digest(personal.ForPhone, h.Phone.Clear()),
		s.seal(personal.ForHousehold, h.Phone.Clear(), h.Contact, h.Card.Clear(), h.CardHolder, h.CardBank, h.Address, h.ContactRelation), s.sealExtra(h.Extra),
		personal.Pinyin(h.Head).SortKey(), int64(h.Gaps()), nil,
	}
}

func (s *Store) memberRow(h *registry.Household, m *registry.Member) []any {
	number := m.IDNumber.Clear()
	return []any{
		string(m.ID), string(h.ID), string(h.Area), h.Unit, m.Seq, m.Name, m.Relation, m.Sex, date(m.Birth), m.IDKind,
		s.digest(personal.ForID, number), s.last4(number), flag(m.IDPending), s.digest(personal.ForPhone, m.Phone.Clear()),
		m.Health, m.Disability, grade(m.DisabilityGrade), m.School, m.Employment, flag(m.Covered), fen(m.Income),
		s.seal(personal.ForMember, number, m.Phone.Clear(), m.Card.Clear(), m.DisabilityCard.Clear()),
	}
}

// AddHouseholds writes new households.
func (s *Store) AddHouseholds(ctx context.Context, tx *sqldb.Tx, households []*Prepared) error {
	for i, table := range householdTables {
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
// problem.Conflict when the tables no longer hold old.
func (s *Store) ReplaceHousehold(ctx context.Context, tx *sqldb.Tx, old *registry.Household, next *Prepared, at day.Instant) error {
	if err := s.RemoveHousehold(ctx, tx, old, next.Household.Batch, at); err != nil {
		return err
	}
	next.rows[0][0][recordedColumn] = string(at) // no instant lies between the versions
	if err := s.AddHouseholds(ctx, tx, []*Prepared{next}); err != nil {
		return err
	}
	if h := next.Household; h.Area != old.Area || h.Unit != old.Unit {
		if err := moveGrants(ctx, tx, h.ID, h.Area, h.Unit); err != nil {
			return err
		}
	}
	return noteHelp(ctx, tx, string(old.ID))
}

// noteHelp brings a household's last day of help up to the outcomes that stand.
// For a subject that is no household it does nothing.
func noteHelp(ctx context.Context, tx *sqldb.Tx, subject string) error {
	_, err := tx.Exec(ctx, `UPDATE household SET last_helped = (SELECT MAX(o.day) FROM coverage v
			JOIN campaign_outcome o ON o.campaign = v.campaign AND o.subject = v.subject AND o.seq = v.version
			WHERE v.subject = household.id AND v.state = 'helped') WHERE id = ?`, subject)
	return err
}

// RemoveHousehold takes a household out of the registry, as the undoing of the
// command that entered it. Its last version stays in the history.
// problem.Conflict when the tables no longer hold old.
func (s *Store) RemoveHousehold(ctx context.Context, tx *sqldb.Tx, old *registry.Household, command id.ID, at day.Instant) error {
	if err := s.keepHousehold(ctx, tx, old, command, at); err != nil {
		return err
	}
	// Members, categories and causes go with it.
	_, err := tx.Exec(ctx, `DELETE FROM household WHERE id = ?`, string(old.ID))
	return err
}
