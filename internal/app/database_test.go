package app_test

import (
	"testing"

	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// TestDeletedRecordsTakeNoOtherKey: a database with lists whose records were
// deleted is not taken for a new one, under whatever key it is opened.
func TestDeletedRecordsTakeNoOtherKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		o.importHouseholds(t, list(t, "户号,村,户主,家庭人口", "1,冼沙村,张一,1"))
		if err := o.CheckKey(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM audit`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.CheckKey(t.Context()); problem.As(err).Key != "app.records_gone" {
			t.Errorf("checking: %v", err)
		}
		if _, err := o.Migrate(t.Context()); problem.As(err).Key != "app.records_gone" {
			t.Errorf("migrating: %v", err)
		}
	})
}
