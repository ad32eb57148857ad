package app_test

import (
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestFiguresCountSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		if err := o.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the first link is void then
			if _, err := o.FirstLink(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		f, err := o.Figures(t.Context())
		if err != nil || f.Sessions[identity.First] != 1 || f.Sessions[identity.Visit] != 0 || f.Connections < 1 {
			t.Errorf("got %+v, %v", f, err)
		}
	})
}
