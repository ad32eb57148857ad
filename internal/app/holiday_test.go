package app_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/term"
)

func on(t *testing.T, text string) day.Date {
	t.Helper()
	d, err := day.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The first change takes the program's year over; the calendar in force follows
// at once, and another program over the same database after it loads.
func TestHolidaysAreKeptInTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		bridge := on(t, "2026-10-08")
		before := d.Calendar()
		y, err := d.machine.SetHoliday(ctx, app.HolidayOrder{Year: 2026, Day: bridge, Kind: app.DayOff, Name: "国庆"})
		if err != nil || !y.Own || y.Version != 1 || len(y.Days) < 30 {
			t.Fatalf("%+v, %v", y, err)
		}
		if d.Calendar().IsWorkday(bridge) || d.Calendar().IsWorkday(on(t, "2026-10-01")) || !before.IsWorkday(bridge) {
			t.Error("the calendar in force is not the changed one")
		}
		other := app.New(app.Config{Store: d.store, Clock: d.clock, IDs: id.New})
		if !other.Calendar().IsWorkday(bridge) {
			t.Error("known before it was loaded")
		}
		if err := other.LoadOffice(ctx); err != nil || other.Calendar().IsWorkday(bridge) {
			t.Errorf("another program does not know: %v", err)
		}
		_, err = d.machine.SetHoliday(ctx, app.HolidayOrder{Year: 2026, Day: bridge, Kind: app.DayWorked, Name: "国庆"})
		wantKey(t, "of an older version", err, "day.year_changed")
		y, err = d.machine.SetHoliday(ctx, app.HolidayOrder{Year: 2026, Day: bridge, Kind: app.DayPlain, Version: y.Version})
		if err != nil || !d.Calendar().IsWorkday(bridge) {
			t.Errorf("plain again: %v", err)
		}
		named, err := day.LoadCalendar(strings.NewReader("- {year: 2026, holidays: [{name: 试, from: 2026-10-08, to: 2026-10-08}]}"))
		if err != nil {
			t.Fatal(err)
		}
		over := app.New(app.Config{Store: d.store, Clock: d.clock, IDs: id.New, Holidays: named})
		if err := over.LoadOffice(ctx); err != nil || over.Calendar().IsWorkday(bridge) {
			t.Errorf("the named table does not stand over the database: %v", err)
		}
		if shown, err := over.As(identity.AtCommandLine("甲")).Holidays(ctx, 2026); err != nil || !shown.Named {
			t.Errorf("it is not told: %+v %v", shown, err)
		}
		wantKey(t, "reset", d.machine.ResetHolidays(ctx, 2026, y.Version), "")
		if d.Calendar().IsWorkday(on(t, "2026-10-01")) || !d.Calendar().IsWorkday(bridge) {
			t.Error("the program's year does not hold again")
		}
	})
}

func (d *door) clock() time.Time { return d.now }

func TestHolidaysGoOutAndComeBackTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		if _, err := d.machine.SourceHolidays(ctx, 2026, "国办发明电〔2025〕7号", on(t, "2025-11-04"), 0); err != nil {
			t.Fatal(err)
		}
		var first, second bytes.Buffer
		if err := d.machine.ExportHolidays(ctx, &first); err != nil {
			t.Fatal(err)
		}
		years, err := d.machine.ImportHolidays(ctx, bytes.NewReader(first.Bytes()))
		if err != nil || len(years) != 3 {
			t.Fatalf("%v, %v", years, err)
		}
		if err := d.machine.ExportHolidays(ctx, &second); err != nil || first.String() != second.String() || !strings.Contains(first.String(), "〔2025〕7号,2025-11-04") {
			t.Errorf("%v\n%s\n%s", err, first.String(), second.String())
		}
		if _, err := d.machine.ImportHolidays(ctx, bytes.NewReader(day.DefaultTable())); err != nil {
			t.Errorf("the table that plan holidays prints: %v", err)
		}
		for text, key := range map[string]string{
			"":        "day.table_empty",
			"年份,日期\n": "day.table_column",
			"年份,日期,类别,名称\n2027,2027-02-30,休,春节":                       "day.table_date",
			"年份,日期,类别,名称\n2027,2027-02-06,假,春节":                       "day.row_kind",
			"年份,日期,类别,名称\n<b>,2027-02-06,休,春节":                        "day.row_year",
			"年份,日期,类别,名称\n2027,2027-02-06,休,":                         "day.special_name",
			"年份,日期,类别,名称\n2027,2029-02-06,休,春节":                       "day.special_far",
			"年份,日期,类别,名称\n2027,2027-02-06,休,春节\n2027,2027-02-06,班,春节": "day.special_twice",
			"\xff\xfe\x00\x01":         "day.table_malformed",
			strings.Repeat("a", 2<<20): "day.table_too_large",
		} {
			_, err := d.machine.ImportHolidays(ctx, strings.NewReader(text))
			wantKey(t, text[:min(len(text), 60)], err, key)
		}
	})
}

// An import reads the office's own words; without them the row comes back.
func TestImportsReadTheOfficesWords(t *testing.T) {
	t.Cleanup(func() { term.Use(nil) })
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		enter := func(number string) int64 {
			report, err := d.machine.ImportHouseholds(ctx, app.ImportOrder{Path: list(t, "户号,村,户主,家庭人口,困难类别", number+",冼沙村,欧阳甲,2,苏木困难牧户"), Area: gaobu, AsOf: asOf}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return report.Batch.Rows.Entered
		}
		word := term.Spelling{List: term.Category, Text: "苏木困难牧户", Name: "低保对象"}
		if enter("A1") != 0 {
			t.Error("read before it was added")
		}
		wantKey(t, "added", d.machine.AddWord(ctx, word), "")
		wantKey(t, "added twice", d.machine.AddWord(ctx, word), "term.spelling_known")
		if enter("A1") != 1 {
			t.Error("not read after it was added")
		}
		words, err := d.machine.OwnWords(ctx)
		if err != nil || len(words) != 1 || words[0].Actor != "测试" {
			t.Errorf("%+v, %v", words, err)
		}
		wantKey(t, "dropped", d.machine.DropWord(ctx, word), "")
		wantKey(t, "dropped twice", d.machine.DropWord(ctx, word), "term.no_spelling")
		if enter("A2") != 0 {
			t.Error("read after it was taken out")
		}
	})
}
