package store

import (
	"reflect"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

func wholeHelper(people *population) *pairing.Helper {
	return &pairing.Helper{
		ID: people.ids(), Number: "7", Name: "陈志强", Organisation: "镇社会事务办", Unit: "0001.", Area: "441900129003", Post: "主任", Kind: "镇领导",
		Capacity: 2, Skills: "种植", Phone: people.phone(), IDNumber: people.idNumber(1980), Opened: date26(1, 1), Closed: date26(12, 1), Version: 1, Batch: firstCommand,
	}
}

func addHelpers(t testing.TB, s *Store, helpers ...*pairing.Helper) {
	t.Helper()
	var prepared []*PreparedHelper
	for _, h := range helpers {
		prepared = append(prepared, s.PrepareHelper(h, testInstant))
	}
	write(t, s, func(tx *sqldb.Tx) error { return s.AddHelpers(t.Context(), tx, prepared) })
}

func TestHelperComesBackAndKeepsHistory(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		old, bare := wholeHelper(people), &pairing.Helper{ID: people.ids(), Name: "甲", Area: "441900129004", Capacity: 1, Opened: date26(1, 1), Version: 1, Batch: firstCommand}
		addHelpers(t, s, old, bare)
		next := *old
		next.Post, next.Version, next.Batch = "副主任", 2, secondCommand
		replace := func() error {
			return s.Write(ctx, func(tx *sqldb.Tx) error {
				return s.ReplaceHelper(ctx, tx, old.ID, s.PrepareHelper(&next, testInstant), laterInstant)
			})
		}
		if err := replace(); err != nil {
			t.Fatal(err)
		}
		if err := replace(); !problem.Is(err, problem.Conflict) {
			t.Errorf("a version twice: %v", err)
		}
		read(t, s, func(tx *sqldb.Tx) error {
			for name, c := range map[string]struct {
				got  func() (*pairing.Helper, error)
				want *pairing.Helper
			}{
				"now":  {func() (*pairing.Helper, error) { return s.Helper(ctx, tx, old.ID, identity.Everything) }, &next},
				"bare": {func() (*pairing.Helper, error) { return s.Helper(ctx, tx, bare.ID, identity.Everything) }, bare},
				"then": {func() (*pairing.Helper, error) {
					return s.HelperAsOf(ctx, tx, old.ID, testInstant, identity.Everything)
				}, old},
				"later": {func() (*pairing.Helper, error) {
					return s.HelperAsOf(ctx, tx, old.ID, laterInstant, identity.Everything)
				}, &next},
				"version 1": {func() (*pairing.Helper, error) { return s.HelperVersion(ctx, tx, old.ID, 1, identity.Everything) }, old},
				"version 2": {func() (*pairing.Helper, error) { return s.HelperVersion(ctx, tx, old.ID, 2, identity.Everything) }, &next},
			} {
				if got, err := c.got(); err != nil || !reflect.DeepEqual(got, c.want) {
					t.Errorf("%s: %+v, %v", name, got, err)
				}
			}
			touched, err := s.BatchHelpers(ctx, tx, secondCommand, "", 5, identity.Everything)
			if !reflect.DeepEqual(touched, []Touched{{old.ID, 2, 2, 2, secondCommand}}) {
				t.Errorf("touched %+v", touched)
			}
			counts, err2 := s.CountHelpers(ctx, tx, date26(6, 1), identity.Everything)
			if err2 != nil || !reflect.DeepEqual(counts, map[string]int64{"镇领导": 1, "": 1}) {
				t.Errorf("counts %v, %v", counts, err2)
			}
			var names []string
			err3 := s.EachHelper(ctx, tx, date26(12, 2), identity.Everything, func(h *pairing.Helper) error { names = append(names, h.Name); return nil })
			if err3 != nil || !reflect.DeepEqual(names, []string{"甲"}) {
				t.Errorf("who helps on 2 December: %v, %v", names, err3)
			}
			return err
		})
	})
}

func TestFindExistingHelpers(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		phone, number := people.phone(), people.idNumber(1980)
		helper := func(name, organisation string, of func(*pairing.Helper)) *pairing.Helper {
			h := &pairing.Helper{ID: people.ids(), Name: name, Organisation: organisation, Capacity: 1, Opened: date26(1, 1), Version: 1}
			if of != nil {
				of(h)
			}
			return h
		}
		withNumber := helper("甲", "镇政府", func(h *pairing.Helper) { h.IDNumber = number })
		withPhone := helper("乙", "镇政府", func(h *pairing.Helper) { h.Phone = phone })
		bare := helper("丙", "镇政府", nil)
		addHelpers(t, s, withNumber, withPhone, bare)
		for name, c := range map[string]struct{ asked, want *pairing.Helper }{
			"same number, other name":       {helper("甲某", "", func(h *pairing.Helper) { h.IDNumber = number }), withNumber},
			"another number":                {helper("甲", "镇政府", func(h *pairing.Helper) { h.IDNumber = people.idNumber(1981) }), nil},
			"no number, same place":         {helper("甲", "镇政府", nil), withNumber},
			"same phone, other place":       {helper("乙", "村委会", func(h *pairing.Helper) { h.Phone = phone }), withPhone},
			"another phone, same place":     {helper("乙", "镇政府", func(h *pairing.Helper) { h.Phone = people.phone() }), nil},
			"no phone, same place":          {helper("乙", "镇政府", nil), withPhone},
			"same name, other place":        {helper("丙", "村委会", nil), nil},
			"same name, place, new details": {helper("丙", "镇政府", func(h *pairing.Helper) { h.Phone, h.IDNumber = people.phone(), people.idNumber(1990) }), bare},
		} {
			read(t, s, func(tx *sqldb.Tx) error {
				found, err := s.FindExistingHelpers(t.Context(), tx, []*PreparedHelper{s.PrepareHelper(c.asked, testInstant)})
				if err != nil {
					return err
				}
				if got := found[0]; (got == nil) != (c.want == nil) || got != nil && got.ID != c.want.ID {
					t.Errorf("%s: %+v", name, got)
				}
				return nil
			})
		}
	})
}
