package app_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestTheAreaTreeIsKeptOverTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		top, err := d.machine.Areas(ctx, "", "", 50)
		if err != nil || len(top.Rows) == 0 || top.Rows[0].Code != "150000000000" {
			t.Fatalf("%+v, %v", top, err)
		}
		town, err := d.machine.Areas(ctx, gaobu, "", 5) // hangs below the city, which has no counties
		if err != nil || len(town.Path) != 3 || len(town.Rows) != 5 || !town.More || town.Path[1].Code != "441900000000" {
			t.Fatalf("%+v, %v", town, err)
		}
		next, err := d.machine.Areas(ctx, gaobu, town.Rows[4].Code, 500)
		if err != nil || int64(len(next.Rows)) != town.Path[2].Children-5 || next.More {
			t.Errorf("the second page: %d of %d, %v", len(next.Rows), town.Path[2].Children, err)
		}
		_, err = d.machine.Areas(ctx, "990000000000", "", 5)
		wantKey(t, "no such area", err, "area.no_area")
		wantKey(t, "there", d.machine.AddArea(ctx, area.Area{Code: villageA, Name: "新"}), "area.there")
		wantKey(t, "no parent", d.machine.AddArea(ctx, area.Area{Code: "440301001001", Name: "新"}), "area.no_parent")
		wantKey(t, "no name", d.machine.AddArea(ctx, area.Area{Code: "441900129350", Name: " "}), "area.bad_name")
		wantKey(t, "script", d.machine.AddArea(ctx, area.Area{Code: "441900129350", Name: strings.Repeat("长", 61)}), "area.bad_name")
		wantKey(t, "added", d.machine.AddArea(ctx, area.Area{Code: "441900129350", Name: "<b>新村</b>"}), "")
		wantKey(t, "renamed", d.machine.RenameArea(ctx, "441900129350", "<b>新村</b>", "新村"), "")
		wantKey(t, "renamed of what is gone", d.machine.RenameArea(ctx, "441900129350", "<b>新村</b>", "旧村"), "area.changed")
		wantKey(t, "into itself", d.machine.WithdrawArea(ctx, "441900129350", asOf, "441900129350"), "area.successor")
		wantKey(t, "with villages below", d.machine.WithdrawArea(ctx, gaobu, asOf, ""), "area.children")
		wantKey(t, "withdrawn", d.machine.WithdrawArea(ctx, "441900129350", asOf, villageA), "")
		found, err := d.machine.FindAreas(ctx, "新村", 5)
		if err != nil || len(found) != 1 || found[0].Successor != villageA || found[0].Shown(locale.Chinese, "2027-06-01") != "新村（已撤销）" || found[0].Shown(locale.Chinese, asOf.String()) != "新村" {
			t.Errorf("%+v, %v", found, err)
		}
		wantKey(t, "restored", d.machine.WithdrawArea(ctx, "441900129350", day.Date{}, ""), "")
	})
}

// A level that comes later takes what lies in it from the level above.
func TestALaterLevelTakesItsPlaceInTheTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		load := func(rows string) {
			if _, _, err := d.machine.LoadAreas(ctx, strings.NewReader("code,name\n"+rows), nil); err != nil {
				t.Fatal(err)
			}
		}
		load("520101001001,甲村\n520101002001,乙村\n520000000000,某省\n")
		load("520101001000,某镇\n")
		for parent, want := range map[area.Code]string{"520000000000": "某镇 乙村", "520101001000": "甲村", "520101002001": ""} {
			page, err := d.machine.Areas(ctx, parent, "", 9)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range page.Rows {
				names = append(names, r.Name)
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("below %s: %s", parent, got)
			}
		}
	})
}

func TestAnUploadedTreeTellsOfEveryWrongRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		town := d.As(identity.Actor{Name: "管", Role: identity.Administrator, Scope: identity.Scope{Areas: []area.Code{gaobu}}})
		file := "区划代码,区划名称,停用\n441900129200,冼沙新村,\n44190012x,坏码,\n441900129351,,\n441900129352,新一,2026-02-30\n441900129353,新二,\n441900129353,新三,\n152502001001,别处,\n441900129354,<script>,\n"
		report, faults, err := town.LoadAreas(ctx, strings.NewReader(file), nil)
		if err != nil || report.Areas != 3 || report.Wrong != 5 || report.Renamed != 1 {
			t.Fatalf("%+v %+v %v", report, faults, err)
		}
		want := []string{"3 area.bad_code", "4 area.no_name", "5 day.no_such_day", "7 area.twice", "8 area.outside", "0 冼沙村村民委员会→冼沙新村"}
		for i, f := range faults {
			got := fmt.Sprintf("%d %s", f.Line, keyOf(f.Err))
			if f.Err == nil {
				got = fmt.Sprintf("%d %s→%s", f.Line, f.Was, f.Renamed)
			}
			if got != want[i] {
				t.Errorf("row %d: %s, want %s", i, got, want[i])
			}
		}
		for text, key := range map[string]string{"": "area.unreadable", "a,b\n1,2\n": "area.no_column", "[{\"code\":\"44\"": "area.unreadable", "PK\x03\x04": "area.no_column"} {
			_, _, err := town.LoadAreas(ctx, strings.NewReader(text), nil)
			wantKey(t, fmt.Sprintf("%q", text), err, key)
		}
	})
}

// Of many who add the same line only one does; the others are told whose it is.
func TestAStandardIsNeverWrittenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		line := area.Standard{Area: "441900000000", Kind: "dibao_line", Amount: 1300_00, From: "2028-01-01", Source: "东府〔2027〕1号", Issued: "2027-12-20"}
		var mu sync.Mutex
		added := 0
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {

				desk := d.As(identity.AtCommandLine(fmt.Sprint("甲", i)))
				over, err := desk.AddStandard(ctx, line)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					if added++; len(over) != 1 || over[0].From != "2027-01-01" {
						t.Errorf("overlapping %+v", over)
					}
				} else if keyOf(err) != "area.standard_there" {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if added != 1 {
			t.Errorf("%d added it", added)
		}
		bad := func(change func(*area.Standard)) error {
			l := line
			change(&l)
			_, err := d.machine.AddStandard(ctx, l)
			return err
		}
		wantKey(t, "kind", bad(func(l *area.Standard) { l.Kind = "<b>" }), "area.standard_kind")
		wantKey(t, "from", bad(func(l *area.Standard) { l.From = "2028-2-30" }), "area.standard_from")
		wantKey(t, "to", bad(func(l *area.Standard) { l.To = "2027-12-31" }), "area.standard_to")
		wantKey(t, "amount", bad(func(l *area.Standard) { l.Amount = -1 }), "area.standard_amount")
		wantKey(t, "source", bad(func(l *area.Standard) { l.Source = "" }), "area.standard_source")
		wantKey(t, "area", bad(func(l *area.Standard) { l.Area = "990000000000" }), "area.no_area")
		wantKey(t, "seen otherwise", d.machine.WithdrawStandard(ctx, line.Area, line.Kind, line.From, 1, "错"), "area.standard_changed")
		wantKey(t, "no reason", d.machine.WithdrawStandard(ctx, line.Area, line.Kind, line.From, line.Amount, " "), "area.standard_reason")
		wantKey(t, "withdrawn", d.machine.WithdrawStandard(ctx, line.Area, line.Kind, line.From, line.Amount, "文号错"), "")
		wantKey(t, "withdrawn twice", d.machine.WithdrawStandard(ctx, line.Area, line.Kind, line.From, line.Amount, "文号错"), "area.standard_changed")
		if _, err := d.machine.LoadStandards(ctx, strings.NewReader("area,kind,yuan,from,to,source\n4419,dibao_line,1260,2027-01-01,,新文件\n")); err != nil {
			t.Fatal(err)
		}
		lines, withdrawn, err := d.machine.Standards(ctx, "441900000000", "dibao_line")
		if err != nil || len(lines) != 2 || lines[1].Amount != 1260_00 || lines[1].Actor != "测试" || len(withdrawn) != 2 || withdrawn[0].Amount+withdrawn[1].Amount != 1300_00+1250_00 {
			t.Errorf("%+v %+v %v", lines, withdrawn, err)
		}
		if end := lines[0].Ends([]area.Standard{lines[0].Standard, lines[1].Standard}); end != "2026-12-31" {
			t.Errorf("the first one ends on %s", end)
		}
	})
}

func TestUnitsAreClosedAndNotUsedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		union, err := d.machine.AddUnit(ctx, "", identity.Unit{Name: " 总工会 ", Kind: "union", Area: gaobu})
		if err != nil || union.Path != "0001." {
			t.Fatal(union, err)
		}
		firm, err := d.machine.AddUnit(ctx, union.Path, identity.Unit{Name: "某厂", Kind: "company"})
		if err != nil || firm.Path != "0001.0001." {
			t.Fatal(firm, err)
		}
		_, err = d.machine.AddUnit(ctx, "", identity.Unit{Name: "某厂"})
		wantKey(t, "taken", err, "identity.unit_taken")
		_, err = d.machine.AddUnit(ctx, "", identity.Unit{Name: "x", Kind: "<b>"})
		wantKey(t, "kind", err, "identity.unit_kind")
		_, err = d.machine.AddUnit(ctx, "0009.", identity.Unit{Name: "x"})
		wantKey(t, "no parent", err, "identity.no_unit")
		_, err = d.machine.AddUnit(ctx, "", identity.Unit{Name: "x", Area: "990000000000"})
		wantKey(t, "no area", err, "area.no_area")
		wantKey(t, "open below", d.machine.CloseUnit(ctx, union, asOf), "identity.unit_open_below")
		renamed := firm
		renamed.Name = "某公司"
		wantKey(t, "renamed", d.machine.EditUnit(ctx, firm, renamed), "")
		wantKey(t, "of what it was", d.machine.EditUnit(ctx, firm, renamed), "identity.unit_changed")
		wantKey(t, "closed", d.machine.CloseUnit(ctx, renamed, asOf), "")
		_, err = d.machine.ImportHouseholds(ctx, app.ImportOrder{Path: list(t, walkHeading, "A951,冼沙村,欧阳辛,,1,500,,"), Area: gaobu, Unit: "某公司", AsOf: asOf}, nil)
		wantKey(t, "a list into a closed unit", err, "identity.unit_closed")
		units, err := d.machine.Units(ctx)
		if err != nil || len(units) != 2 || units[1].Closed != asOf.String() || units[1].Depth() != 1 || units[1].Parent() != "0001." {
			t.Fatal(units, err)
		}
		wantKey(t, "opened again", d.machine.CloseUnit(ctx, units[1], day.Date{}), "")
		far := d.As(identity.Actor{Name: "别处", Role: identity.UnionOfficer, Scope: identity.Scope{Areas: []area.Code{elsewhere}}})
		wantKey(t, "from elsewhere", far.EditUnit(ctx, union, union), "identity.no_unit")
	})
}

// An account that is not there is counted and locked like one that is, and says
// the same at every step.
func TestLockingTellsNobodyWhichAccountsThereAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		for i := range 8 {
			_, real := d.SignIn(ctx, "wang.fang", another, "")
			_, none := d.SignIn(ctx, "nobody.here", another, "")
			if locale.Error(locale.Chinese, real) != locale.Error(locale.Chinese, none) {
				t.Errorf("attempt %d: %v and %v", i, real, none)
			}
		}
		_, err := d.SignIn(ctx, "NOBODY.here", another, "")
		wantKey(t, "locked", err, "identity.locked")
	})
}

func TestTwoWhoEditAnAccountAreToldOfEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		u := d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		order := app.RoleOrder{Role: identity.AreaLeader, Areas: []area.Code{villageA}, Version: u.Version}
		wantKey(t, "the first", d.machine.GrantRole(ctx, "wang.fang", order), "")
		wantKey(t, "the second", d.machine.GrantRole(ctx, "wang.fang", order), "identity.user_changed")
		wantKey(t, "the third", d.machine.EditUser(ctx, "wang.fang", app.UserEdit{Name: "王芳", Area: gaobu, Version: u.Version}), "identity.user_changed")
		wantKey(t, "who read it anew", d.machine.EditUser(ctx, "wang.fang", app.UserEdit{Name: "王芳", Area: gaobu, Version: u.Version + 1}), "")
		password, err := d.machine.ResetPassword(ctx, "wang.fang")
		if err != nil || len(password.Clear()) != 19 {
			t.Fatal(err)
		}
		in, err := d.SignIn(ctx, "wang.fang", password, "")
		if err != nil || !in.User.Temporary {
			t.Error(err)
		}
	})
}
