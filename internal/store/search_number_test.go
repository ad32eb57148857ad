package store

import (
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// A number need not look like one: what the program makes for a list without
// numbers may have no digit, and an office's own may read like a name.
func TestEveryNumberLeadsToItsFile(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		numbers := []string{"自编-AbCdEfGh", "自编-_-xYzQWr", "冼沙甲", "H001", "H0011"}
		for _, number := range numbers {
			h := people.household()
			h.Number = number
			add(t, s, h)
		}
		read(t, s, func(tx *sqldb.Tx) error {
			for _, number := range numbers {
				found, err := s.Numbered(t.Context(), tx, number, identity.Everything, 1)
				if err != nil || len(found) != 1 || found[0].Number != number {
					t.Errorf("%s leads to %+v, %v", number, found, err)
				}
			}
			for _, made := range numbers[:2] {
				page, _, err := s.Search(t.Context(), tx, made, identity.Everything, "", 9)
				if err != nil || len(page) != 1 || page[0].Number != made {
					t.Errorf("%s is found as %+v, %v", made, page, err)
				}
			}
			return nil
		})
	})
}
