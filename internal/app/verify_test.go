package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// TestVerifyFindsWhatWasChangedPastTheProgram: every list of the examples is
// whole as it was entered, and a change of any of its tables is found.
func TestVerifyFindsWhatWasChangedPastTheProgram(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		for _, name := range []string{"gaobu-pairing", "town-visits", "union-winter", "couplets", "school-winter"} {
			_, err := o.ImportHouseholds(t.Context(), app.ImportOrder{Path: "../../examples/" + name + "/households.xlsx", AsOf: asOf}, nil)
			if err != nil {
				t.Fatal(name, err)
			}
		}
		v, err := o.Verify(t.Context())
		if err != nil || len(v.Broken) > 0 || v.Households < 269 {
			t.Fatalf("as entered: %+v, %v", v, err)
		}
		for table, change := range map[string]string{
			"household": `UPDATE household SET size = size + 1 WHERE number IN (SELECT MIN(number) FROM household)`,
			"member":    `UPDATE member SET birth = '1950-01-01' WHERE id IN (SELECT MIN(id) FROM member)`,
			"category":  `DELETE FROM category WHERE household IN (SELECT MAX(household) FROM category)`,
		} {
			broken := len(v.Broken)
			if err := o.store.Write(t.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec(t.Context(), change); return err }); err != nil {
				t.Fatal(err)
			}
			if v, err = o.Verify(t.Context()); err != nil || len(v.Broken) <= broken {
				t.Errorf("%s: the change went unseen: %v %v", table, v.Broken, err)
			}
		}
	})
}
