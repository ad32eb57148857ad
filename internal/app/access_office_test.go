package app_test

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/term"
)

func init() {
	maps.Copy(open, map[string]string{"Calendar": "working days are public", "LoadOffice": "wiring"})
	maps.Copy(systemCases, officeCases)
}

// officeCases are the use cases over what the office keeps about itself.
var officeCases = map[string]useCase{
	"Holidays": {identity.PlaceSee, func(w *walk) (int64, error) {
		y, err := w.desk.Holidays(w.t.Context(), 2026)
		w.tell(y)
		return done(err)
	}, anyone, false},
	"SetHoliday": {identity.HolidayKeep, func(w *walk) (int64, error) {
		year := 2050 + w.next()%100
		on, _ := day.New(year, 1, 1)
		y, err := w.desk.SetHoliday(w.t.Context(), app.HolidayOrder{Year: year, Day: on, Kind: app.DayOff, Name: "元旦"})
		if err == nil {
			err = w.machine.ResetHolidays(w.t.Context(), year, y.Version)
		}
		return done(err)
	}, who(reachesAll, 1), false},
	"SourceHolidays": {identity.HolidayKeep, func(w *walk) (int64, error) {
		year := 2050 + w.next()%100
		y, err := w.desk.SourceHolidays(w.t.Context(), year, "通知", day.Date{}, 0)
		if err == nil {
			err = w.machine.ResetHolidays(w.t.Context(), year, y.Version)
		}
		return done(err)
	}, who(reachesAll, 1), false},
	"ResetHolidays": {identity.HolidayKeep, func(w *walk) (int64, error) {
		year := 2050 + w.next()%100
		y, err := w.machine.SourceHolidays(w.t.Context(), year, "通知", day.Date{}, 0)
		if err != nil {
			w.t.Fatal(err)
		}
		err = w.desk.ResetHolidays(w.t.Context(), year, y.Version)
		if err != nil {
			_ = w.machine.ResetHolidays(w.t.Context(), year, y.Version) // for the next one
		}
		return done(err)
	}, who(reachesAll, 1), false},
	"ImportHolidays": {identity.HolidayKeep, func(w *walk) (int64, error) {
		years, err := w.desk.ImportHolidays(w.t.Context(), strings.NewReader("年份,日期,类别,名称\n2049,2049-01-01,休,元旦\n"))
		return int64(len(years)), err
	}, who(reachesAll, 1), false},
	"ExportHolidays": {identity.PlaceSee, func(w *walk) (int64, error) {
		var table bytes.Buffer
		err := w.desk.ExportHolidays(w.t.Context(), &table)
		w.tell(table.String())
		return done(err)
	}, anyone, false},
	"OwnWords": {identity.PlaceSee, func(w *walk) (int64, error) {
		words, err := w.desk.OwnWords(w.t.Context())
		w.tell(words)
		return done(err)
	}, anyone, false},
	"AuditRecords": {identity.AuditSee, func(w *walk) (seen int64, err error) {
		page, err := w.desk.AuditRecords(w.t.Context(), app.AuditFilter{Noun: "user"}, app.AuditSpan{Limit: 10_000})
		for _, r := range page {
			w.tell(r)
			if r.Act == "user.add" && (r.Area == villageA || r.Area == villageB || r.Area == elsewhere) && r.Actor == "测试" {
				seen++
			}
		}
		return seen, err
	}, accountsThere, false},
	"AuditRecords of cases": {identity.AuditSee, func(w *walk) (seen int64, err error) {
		page, err := w.desk.AuditRecords(w.t.Context(), app.AuditFilter{Area: villageA, Actor: "测试"}, app.AuditSpan{Limit: 10_000})
		for _, r := range page {
			w.tell(r)
			if !w.desk.Actor().Can(identity.HouseholdSee) && !identity.OfSystem(r.Noun) && r.Subject+r.Detail+r.Digest != "" {
				w.t.Errorf("%s tells of a case to who sees none", r.Act)
			}
			if r.Act == "import.end" {
				seen = 1
			}
		}
		return seen, err
	}, who(reachesA, 1), false},
	"AuditRecord": {identity.AuditSee, func(w *walk) (int64, error) {
		page, err := w.machine.AuditRecords(w.t.Context(), app.AuditFilter{Area: villageA, Act: "import.end", Actor: "测试"}, app.AuditSpan{Limit: 1})
		if err != nil || len(page) != 1 {
			w.t.Fatal(page, err)
		}
		r, err := w.desk.AuditRecord(w.t.Context(), app.AuditPlace{At: page[0].At, ID: page[0].ID})
		w.tell(r)
		return done(err)
	}, who(reachesA, 1), false},
	"AuditActs": {identity.AuditSee, func(w *walk) (int64, error) {
		acts, err := w.desk.AuditActs(w.t.Context())
		w.tell(acts)
		return done(err)
	}, anyone, false},
	"ExportAudit": {identity.AuditExport, func(w *walk) (seen int64, err error) {
		path := w.file("audit.csv")
		if _, err = w.desk.ExportAudit(w.t.Context(), app.AuditExport{AuditFilter: app.AuditFilter{Area: villageA, Act: "import.end", Actor: "测试"}, Path: path, Lang: locale.Chinese}, nil); err != nil {
			return 0, err
		}
		w.tellFile(path)
		if strings.Contains(w.told.String(), string(villageA)) {
			seen = 1
		}
		return seen, nil
	}, who(reachesA, 1), false},
	"AddWord": {identity.TermKeep, func(w *walk) (int64, error) {
		word := term.Spelling{List: term.Category, Text: fmt.Sprintf("本地写法%d", w.next()), Name: "低保对象"}
		err := w.desk.AddWord(w.t.Context(), word)
		if err == nil {
			err = w.machine.DropWord(w.t.Context(), word)
		}
		return done(err)
	}, who(reachesAll, 1), false},
	"DropWord": {identity.TermKeep, func(w *walk) (int64, error) {
		word := term.Spelling{List: term.Category, Text: fmt.Sprintf("本地写法%d", w.next()), Name: "低保对象"}
		if err := w.machine.AddWord(w.t.Context(), word); err != nil {
			w.t.Fatal(err)
		}
		err := w.desk.DropWord(w.t.Context(), word)
		if err != nil {
			_ = w.machine.DropWord(w.t.Context(), word) // for the next one
		}
		return done(err)
	}, who(reachesAll, 1), false},
}
