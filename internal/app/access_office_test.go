package app_test

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
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
