package store

import (
	"testing"

	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func TestFindExisting(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		known, other, closed := people.household(), people.household(), people.household()
		closed.Closed = date26(10, 1)
		add(t, s, known, other, closed)
		find := func(h *registry.Household) (found []registry.Known) {
			read(t, s, func(tx *sqldb.Tx) error {
				all, err := s.FindExisting(t.Context(), tx, []*Prepared{s.Prepare(people.household(), testInstant), s.Prepare(h, testInstant)})
				if err == nil && len(all[0]) > 0 {
					t.Errorf("a new household is known: %+v", all[0])
				}
				found = all[1]
				return err
			})
			return found
		}
		is := func(found []registry.Known, of *registry.Household, number bool, shared int) {
			t.Helper()
			want := registry.Known{ID: of.ID, Number: of.Number, Area: of.Area, Unit: of.Unit, Head: of.Head, Version: 1, Batch: of.Batch,
				Digest: s.Prepare(of, testInstant).Digest, SameNumber: number, Shared: shared}
			for _, k := range found {
				if k.ID == of.ID && k != want {
					t.Errorf("found %+v, want %+v", k, want)
				} else if k.ID == of.ID {
					return
				}
			}
			t.Errorf("%s is not among %+v", of.Number, found)
		}
		is(find(known), known, true, len(known.Members))

		moved := *known
		moved.Number = "another"
		moved.Members = append(moved.Members[:1:1], other.Members[0])
		found := find(&moved)
		is(found, known, false, 1)
		is(found, other, false, 1)
		if len(found) != 2 {
			t.Errorf("found %d files", len(found))
		}

		elsewhere := *people.household()
		elsewhere.Number, elsewhere.Unit = known.Number, "0009."
		if found := find(&elsewhere); len(found) != 0 {
			t.Errorf("the number of another unit: %+v", found)
		}
		if found := find(closed); len(found) != 0 {
			t.Errorf("a closed file: %+v", found)
		}
	})
}

func TestFindExistingTakesManyKeys(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		var all []*registry.Household
		var asked []*Prepared
		for range keysAtOnce + 7 {
			h := people.household()
			all, asked = append(all, h), append(asked, s.Prepare(h, testInstant))
		}
		add(t, s, all...)
		read(t, s, func(tx *sqldb.Tx) error {
			found, err := s.FindExisting(t.Context(), tx, asked)
			for i := range found {
				if len(found[i]) != 1 || found[i][0].ID != all[i].ID || !found[i][0].SameNumber || found[i][0].Shared != len(all[i].Members) {
					t.Fatalf("household %d: %+v", i, found[i])
				}
			}
			return err
		})
	})
}
