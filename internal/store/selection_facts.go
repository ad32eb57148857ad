package store

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/registry"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// file is a household as rules see it, with the names that they do not.
type file struct {
	facts  rule.Facts
	head   string
	member map[string]int // place among the members by id
	seq    map[int64]int  // the same by number in the household
	names  []string
}

// loadFacts reads the facts of the keys' households.
func (s *Store) loadFacts(ctx context.Context, tx *sqldb.Tx, sel *Selection, keys []selected) (map[string]*file, error) {
	var ids []any
	for _, key := range keys {
		ids = append(ids, key.household)
	}
	slices.SortFunc(ids, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil, nil
	}
	files := make(map[string]*file, len(ids))
	in := " IN (" + sqldb.Marks(len(ids)) + ")"
	if err := s.loadHouseholds(ctx, tx, sel, in, ids, files); err != nil {
		return nil, err
	}
	if err := loadPersons(ctx, tx, in, ids, sel.AsOf.String(), files); err != nil {
		return nil, err
	}
	if err := sel.loadNames(ctx, tx, "category", "c.member", in, ids, files); err != nil {
		return nil, err
	}
	return files, sel.loadNames(ctx, tx, "cause", "0", in, ids, files)
}

func (s *Store) loadHouseholds(ctx context.Context, tx *sqldb.Tx, sel *Selection, in string, ids []any, files map[string]*file) error {
	standards := linesOf(sel.Standards)
	for row, err := range tx.Query(ctx, `SELECT h.id, h.head, h.number, h.area, h.unit, COALESCE(u.name, ''), h.size, h.covered,
			h.income, h.income_per_head, h.rigid_expense, h.housing, h.housing_grade, h.opened, h.extra
		FROM household h LEFT JOIN unit u ON u.path = h.unit WHERE h.id`+in, ids...) {
		if err != nil {
			return err
		}
		f := &file{member: map[string]int{}, seq: map[int64]int{}}
		h := &f.facts.Household
		var key string
		var extra []byte
		var income, perHead, rigid *int64
		if err := row.Scan(&key, &f.head, &h.Number, &h.Area, &h.Unit, &h.UnitName, &h.Size, &h.Covered,
			&income, &perHead, &rigid, &h.Housing, &h.HousingGrade, &h.Opened, &extra); err != nil {
			return err
		}
		h.Income, h.IncomePerHead, h.RigidExpense = fenOf(income), fenOf(perHead), fenOf(rigid)
		if h.Extra, err = s.extraOf(extra); err != nil {
			return err
		}
		f.facts.Area = standards.at(h.Area)
		f.facts.Campaign = sel.Campaign
		files[key] = f
	}
	return nil
}

func loadPersons(ctx context.Context, tx *sqldb.Tx, in string, ids []any, asOf string, files map[string]*file) error {
	for row, err := range tx.Query(ctx, `SELECT household, id, seq, name, COALESCE(birth, ''), sex, relation, health, disability, disability_grade,
			school, employment, covered, income FROM member WHERE household`+in+` ORDER BY household, seq`, ids...) {
		if err != nil {
			return err
		}
		var p rule.Person
		var household, id, name string
		var seq, covered int64
		var income *int64
		if err := row.Scan(&household, &id, &seq, &name, &p.Birth, &p.Sex, &p.Relation, &p.Health, &p.Disability, &p.DisabilityGrade,
			&p.School, &p.Employment, &covered, &income); err != nil {
			return err
		}
		p.Age, p.Covered, p.Income, p.Head = rule.Age(p.Birth, asOf), covered == 1, fenOf(income), p.Relation == registry.Head
		f := files[household]
		f.member[id], f.seq[seq] = len(f.names), len(f.names)
		f.names = append(f.names, name)
		f.facts.Household.Members = append(f.facts.Household.Members, p)
	}
	return nil
}

// loadNames reads the categories or causes that are valid on the day.
func (sel *Selection) loadNames(ctx context.Context, tx *sqldb.Tx, table, member, in string, ids []any, files map[string]*file) error {
	on := sel.AsOf.String()
	for row, err := range tx.Query(ctx, `SELECT c.household, `+member+`, c.name, c.main FROM `+table+` c
		WHERE c.household`+in+` AND c.valid_from <= ? AND c.valid_to >= ? ORDER BY c.household, c.name`, append(slices.Clone(ids), on, on)...) {
		if err != nil {
			return err
		}
		var household, name string
		var seq, main int64
		if err := row.Scan(&household, &seq, &name, &main); err != nil {
			return err
		}
		files[household].add(table, seq, name, main == 1)
	}
	return nil
}

// add takes names in their order.
func (f *file) add(table string, seq int64, name string, main bool) {
	h := &f.facts.Household
	all, first := &h.Categories, &h.MainCategory
	if table == "cause" {
		all, first = &h.Causes, &h.MainCause
	}
	if n := len(*all); n == 0 || (*all)[n-1] != name {
		*all = append(*all, name)
	}
	if main && *first == "" {
		*first = name
	}
	if i, ok := f.seq[seq]; ok && seq > 0 {
		p := &h.Members[i]
		if n := len(p.Categories); n == 0 || p.Categories[n-1] != name {
			p.Categories = append(p.Categories, name)
		}
	}
}
