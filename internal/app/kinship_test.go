package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// staff is the desk of an account in a role over the town.
func (d *door) staff(t *testing.T, account string, role identity.Role) *app.Desk {
	t.Helper()
	u, err := d.machine.AddUser(t.Context(), app.NewUser{Account: account, Name: "同事", Area: gaobu, Password: password, Lasting: true, Roles: []app.RoleOrder{{Role: role}}})
	if err != nil {
		t.Fatal(err)
	}
	return d.As(identity.Actor{Name: account, User: u.ID, Role: role, Scope: identity.Scope{Areas: []area.Code{gaobu}}})
}

func TestRelativesOfStaffStandAside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		ctx := t.Context()
		clerk, reviewer := d.staff(t, "a.clerk", identity.VillageClerk), d.staff(t, "a.reviewer", identity.TownReviewer)
		number, err := personal.ParseID("441900196503120012")
		if err != nil {
			t.Fatal(err)
		}
		h := &registry.Household{Members: []registry.Member{{Name: "欧阳甲", IDNumber: number}}}
		if _, onRecord, err := app.Related(ctx, clerk, []id.ID{clerk.Actor().User}, h); err != nil || onRecord {
			t.Fatalf("nobody is on record: %t, %v", onRecord, err)
		}
		k, err := clerk.AddKin(ctx, app.NewKin{Relation: "岳父", Name: "欧阳甲", IDNumber: "４４１９００１９６５０３１２００１２"})
		if err != nil || k.Relation != "近姻亲" || k.Name == "欧阳甲" || k.BornIn != 1965 {
			t.Fatalf("%+v, %v", k, err)
		}
		who, onRecord, err := app.Related(ctx, reviewer, []id.ID{"", reviewer.Actor().User, clerk.Actor().User}, h)
		if err != nil || !onRecord || !slices.Equal(who, []id.ID{clerk.Actor().User}) {
			t.Errorf("%v, %t, %v", who, onRecord, err)
		}
		_, err = clerk.AddKin(ctx, app.NewKin{Relation: "岳父", Name: "欧阳甲", IDNumber: "441900196503120012"})
		wantKey(t, "twice", err, "kin.on_record")
		wantKey(t, "another's", reviewer.EndKin(ctx, k.ID, d.machine.Today(), "离婚"), "kin.no_entry")

		list, _, err := reviewer.KinList(ctx, false, app.PageOf{Limit: 9})
		if body, _ := json.Marshal(list); err != nil || len(list) != 1 || list[0].Account != "a.clerk" || strings.Contains(string(body), "欧阳甲") || strings.Contains(string(body), "19650312") {
			t.Errorf("%s, %v", body, err)
		}
		last := d.machine.Today().AddDays(-1)
		wantKey(t, "before it began", clerk.EndKin(ctx, k.ID, last, "离婚"), "kin.end_day")
		if err := clerk.EndKin(ctx, k.ID, d.machine.Today(), "离婚"); err != nil {
			t.Fatal(err)
		}
		if mine, err := clerk.MyKin(ctx); err != nil || len(mine) != 1 || mine[0].Reason != "离婚" || mine[0].To.IsZero() {
			t.Errorf("%+v, %v", mine, err)
		}
		wantKey(t, "twice ended", clerk.EndKin(ctx, k.ID, d.machine.Today(), "离婚"), "kin.ended")
		d.now = d.now.AddDate(0, 0, 1)
		if who, _, err := app.Related(ctx, clerk, []id.ID{clerk.Actor().User}, h); err != nil || len(who) != 0 {
			t.Errorf("the day after its last: %v, %v", who, err)
		}
		records, err := d.machine.AuditRecords(ctx, app.AuditFilter{Noun: "kinship"}, app.AuditSpan{Limit: 9})
		if err != nil || len(records) != 2 || strings.Contains(fmt.Sprint(records), "欧阳") {
			t.Errorf("%+v, %v", records, err)
		}
	})
}
