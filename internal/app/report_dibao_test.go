package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestTheDibaoRosterSumsHouseholdsPersonsAndMoneyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		lines := []string{"户编号,村居,姓名,与户主关系,身份证号,家庭人口,保障人口,对象类别,家庭住址,联系电话",
			"D1,冼沙村,张一凡,户主,441900196503120012,30,2,低保,新村大道9号,13800138000"}
		for i := range 29 { // a family of thirty
			lines = append(lines, "D1,冼沙村,张"+string(rune(0x4E00+i))+"㙍,其他亲属,,30,2,,,")
		}
		lines = append(lines, "D2,卢溪村,李二,户主,,1,1,低保,,", "D3,卢溪村,王三,户主,,2,2,特困,,")
		if _, err := d.machine.ImportHouseholds(t.Context(), app.ImportOrder{Path: list(t, lines...), Area: gaobu, AsOf: asOf}, nil); err != nil {
			t.Fatal(err)
		}
		for number, amount := range map[string]money.Fen{"D1": 187_250, "D2": 93_605} {
			h, err := d.machine.Household(t.Context(), number, day.Date{})
			if err != nil {
				t.Fatal(err)
			}
			g := &casework.Grant{ID: id.New(), Case: id.New(), Household: h.ID, Kind: casework.KindDibao, Area: h.Area, Category: "低保对象", Covered: 1,
				Pay: "monthly", Amount: amount, Decided: asOf, From: asOf.AddDays(-60), Version: 1, Recorded: "2027-01-01T00:00:00.000Z"}
			if err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error { return d.store.AddGrant(t.Context(), tx, g) }); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "dibao.csv")
		done, err := d.machine.ExportReport(t.Context(), app.ReportOrder{Name: report.OfDibao, Lang: locale.Chinese}, report.CSV, path)
		if err != nil || done.Rows != 31 {
			t.Fatalf("%+v, %v", done, err)
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(body); strings.Contains(text, "张一凡") || strings.Contains(text, "王") || !strings.Contains(text, "1872.50") {
			t.Errorf("%.300s", text)
		}
		sheets, err := d.machine.PreviewReport(t.Context(), app.ReportOrder{Name: report.OfDibao, Lang: locale.Chinese}, 0)
		if err != nil || len(sheets.Pages) < 2 {
			t.Fatalf("%v", err)
		}
		text := ""
		for _, p := range sheets.Pages {
			for _, l := range p.Lines {
				for _, c := range l.Cells {
					text += strings.Join(c.Lines, "") + " "
				}
			}
		}
		for _, want := range []string{"本页小计", "2,808.55", "贰仟捌佰零捌元伍角伍分", " 31 ", " 3 "} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q on paper: %s", want, text)
			}
		}
	})
}
