package store

import (
	"reflect"
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// What a rule sees of a household of a case is what it sees of the same household
// in the tables.
func TestFactsOfACaseAreThoseOfTheTables(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people, on := newPopulation(), date26(11, 23)
		want := map[id.ID]rule.Household{}
		for range 40 {
			h := people.household()
			add(t, s, h)
			want[h.ID] = h.Facts(on, "")
		}
		read(t, s, func(tx *sqldb.Tx) error {
			met := 0
			err := s.Select(t.Context(), tx, Selection{Unit: rule.UnitHousehold, AsOf: on, Scope: identity.Everything}, func(c Candidate) error {
				met++
				if got := c.Facts.Household; !reflect.DeepEqual(flat(got), flat(want[id.ID(c.ID)])) {
					t.Errorf("in the tables %+v, of the case %+v", got, want[id.ID(c.ID)])
				}
				return nil
			})
			if met != len(want) {
				t.Errorf("%d of %d households were met", met, len(want))
			}
			return err
		})
	})
}

// flat is a household whose empty lists are alike.
func flat(h rule.Household) rule.Household {
	h.Categories, h.Causes = append([]string{}, h.Categories...), append([]string{}, h.Causes...)
	members := append([]rule.Person{}, h.Members...)
	for i := range members {
		members[i].Categories = append([]string{}, members[i].Categories...)
	}
	if h.Members = members; len(h.Extra) == 0 {
		h.Extra = nil
	}
	return h
}
