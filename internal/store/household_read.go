package store

import (
	"context"
	"errors"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

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
	keys := keysOf(ids)
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
	var opened, recorded, digest string
	var closed, phone, helped *string
	var listed, gaps int64
	var headSort string
	var sealed, extra []byte
	err := row.Scan(&h.ID, &h.Number, &h.Area, &h.Unit, &h.Head, &listed, &h.Size, &h.Covered, &income, &perHead, &rigid, &h.Housing, &h.HousingGrade,
		&opened, &closed, &h.CloseReason, &h.Version, &h.Batch, &recorded, &digest, &phone, &sealed, &extra, &headSort, &gaps, &helped)
	if err != nil {
		return nil, err
	}
	h.Income, h.IncomePerHead, h.RigidExpense = fenOf(income), fenOf(perHead), fenOf(rigid)
	h.Opened, h.Closed = dateOf(&opened), dateOf(closed)
	if h.Extra, err = s.extraOf(extra); err != nil {
		return nil, err
	}
	secrets, err := s.unseal(personal.ForHousehold, sealed, 7)
	if err != nil {
		return nil, err
	}
	h.Contact, h.CardHolder, h.CardBank, h.Address, h.ContactRelation = secrets[1], secrets[3], secrets[4], secrets[5], secrets[6]
	return &h, errors.Join(restore(&h.Phone, personal.ParsePhone, secrets[0]), restore(&h.Card, personal.ParseCard, secrets[2]))
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
	var area, unit string
	var birth, idDigest, last4, phone *string
	var pending, covered int64
	var disability, income *int64
	var sealed []byte
	if err = row.Scan(&m.ID, &household, &area, &unit, &m.Seq, &m.Name, &m.Relation, &m.Sex, &birth, &m.IDKind, &idDigest, &last4, &pending, &phone,
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
