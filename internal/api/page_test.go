package api

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestPagesFollowOneAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		auditor := d.as(t, identity.Auditor, "town")
		met := map[string]bool{}
		address := "/never-helped?limit=4"
		pages := 0
		for ; address != ""; pages++ {
			var p page[app.FileOnList]
			a := d.get(t, auditor, address).want(t, http.StatusOK)
			a.json(t, &p)
			for _, line := range p.Items {
				if met[line.Number] {
					t.Errorf("%s twice", line.Number)
				}
				met[line.Number] = true
			}
			link := a.Header().Get("Link")
			if (p.Next == "") != (link == "") {
				t.Fatalf("next %q, link %q", p.Next, link)
			}
			address, _, _ = strings.Cut(strings.TrimPrefix(link, "<"+Base), ">")
		}
		if len(met) != 18 || pages != 5 {
			t.Errorf("%d files on %d pages", len(met), pages)
		}
		admin := d.as(t, identity.Administrator, "everywhere")
		var users page[userShape]
		d.get(t, admin, "/users?limit=2").want(t, http.StatusOK).json(t, &users)
		if len(users.Items) != 2 || users.Next != users.Items[1].Account {
			t.Errorf("%+v", users)
		}
	})
}
