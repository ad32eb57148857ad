package store

import (
	"context"
	"maps"
	"slices"
	"testing"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(unscoped, map[string]string{"AddKin": "write", "EndKin": "write", "KinOf": "one's own",
		"RelatedStaff": "serves the rule that a relative stands aside, wherever the staff sit"})
}

const aKin = id.ID("01a20000-0000-7000-8000-00000000000a")

// kinReads are the reads of the register of staff relatives.
func kinReads(ctx context.Context, s *Store) map[string]scopedRead {
	return map[string]scopedRead{
		"Kin": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Kin(ctx, tx, aKin, scope)) },
		"KinPage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.KinPage(ctx, tx, false, date26(11, 23), scope, "", 9)
			return len(all), err
		},
	}
}

// placeKin puts a relative of the account on record.
func placeKin(t *testing.T, s *Store, user *identity.User) {
	t.Helper()
	k := &casework.Kinship{ID: aKin, User: user.ID, Relation: "配偶", Name: "陈某", Birth: date26(1, 2), From: date26(1, 3), Actor: "甲", Recorded: testInstant, Version: 1}
	write(t, s, func(tx *sqldb.Tx) error { return s.AddKin(t.Context(), tx, k) })
}

func TestRelativesAreFoundInAHousehold(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		user, other := testUser(people), testUser(people)
		other.Account += ".b"
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddUser(ctx, tx, user, ""), s.AddUser(ctx, tx, other, ""))
		})
		number := people.idNumber(1950)
		born := dateOf(new(number.Birth()))
		k := &casework.Kinship{ID: people.ids(), User: user.ID, Relation: "父母", Name: "欧阳老", IDNumber: number, Birth: born, From: date26(3, 1), Recorded: testInstant, Version: 1}
		bare := &casework.Kinship{ID: people.ids(), User: other.ID, Relation: "子女", Name: "欧阳小", Birth: date26(1, 5), From: date26(3, 1), Recorded: testInstant, Version: 1}
		write(t, s, func(tx *sqldb.Tx) error { return firstError(s.AddKin(ctx, tx, k), s.AddKin(ctx, tx, bare)) })
		for name, one := range map[string]struct {
			member registry.Member
			want   []id.ID
		}{
			"by number, whatever the name":          {registry.Member{Name: "写错", IDNumber: number, Birth: born}, []id.ID{user.ID}},
			"by name and birth without a number":    {registry.Member{Name: "欧阳老", Birth: born}, []id.ID{user.ID}},
			"another number is another person":      {registry.Member{Name: "欧阳老", IDNumber: people.idNumber(1950), Birth: born}, nil},
			"a number against an entry without one": {registry.Member{Name: "欧阳小", IDNumber: people.idNumber(1960), Birth: date26(1, 5)}, []id.ID{other.ID}},
			"the same name, another birth":          {registry.Member{Name: "欧阳小", Birth: date26(1, 6)}, nil},
			"a name alone":                          {registry.Member{Name: "欧阳小"}, nil},
		} {
			h := &registry.Household{Members: []registry.Member{{Name: "户主"}, one.member}}
			read(t, s, func(tx *sqldb.Tx) error {
				got, err := s.RelatedStaff(ctx, tx, h, date26(11, 23))
				if !slices.Equal(got, one.want) {
					t.Errorf("%s: %v instead of %v", name, got, one.want)
				}
				return err
			})
		}
		k.To, k.Reason, k.Version = date26(6, 30), "去世", 2
		write(t, s, func(tx *sqldb.Tx) error { return s.EndKin(ctx, tx, k) })
		h := &registry.Household{Members: []registry.Member{{Name: "欧阳老", IDNumber: number}}}
		read(t, s, func(tx *sqldb.Tx) error {
			for on, want := range map[int]int{2: 0, 3: 1, 6: 1, 7: 0} {
				got, err := s.RelatedStaff(ctx, tx, h, date26(on, 15))
				if err != nil || len(got) != want {
					t.Errorf("in month %d: %v, %v", on, got, err)
				}
			}
			got, err := s.Kin(ctx, tx, k.ID, identity.Everything)
			if err != nil || got.IDNumber != number || got.Reason != "去世" || got.To != k.To || got.Name != "欧阳老" {
				t.Errorf("%+v, %v", got, err)
			}
			return nil
		})
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.EndKin(ctx, tx, k) }); err == nil {
			t.Error("an entry ended twice over one version")
		}
	})
}
