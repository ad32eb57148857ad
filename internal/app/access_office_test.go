package app_test

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/term"
)

func init() {
	maps.Copy(open, map[string]string{"Calendar": "working days are public", "LoadOffice": "wiring", "KeepsUnit": "yes or no", "RandomPassword": "dice", "Now": "a clock"})
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
	"Settings": {identity.PlaceSee, func(w *walk) (int64, error) {
		all, err := w.desk.Settings(w.t.Context())
		w.tell(all)
		return done(err)
	}, anyone, false},
	"ChangeSetting": {identity.PlaceKeep, func(w *walk) (int64, error) {
		return done(w.desk.ChangeSetting(w.t.Context(), "import_undo_days", 7, 7))
	}, who(reachesAll, 1), false},
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
	"Units": {identity.PlaceSee, func(w *walk) (int64, error) {
		_, err := w.desk.Units(w.t.Context())
		return done(err)
	}, anyone, false},
	"AddUnit": {identity.UnitKeep, func(w *walk) (int64, error) {
		_, err := w.desk.AddUnit(w.t.Context(), "", identity.Unit{Name: fmt.Sprintf("新单位%d", w.next()), Area: villageA})
		return done(err)
	}, who(func(p *standpoint) bool { return p.reachesA && !inUnit(p) }, 1), false},
	"EditUnit": {identity.UnitKeep, func(w *walk) (int64, error) {
		u := w.unitInA()
		next := u
		next.Name += "改"
		return done(w.desk.EditUnit(w.t.Context(), u, next))
	}, who(reachesOrIn, 1), false},
	"CloseUnit": {identity.UnitKeep, func(w *walk) (int64, error) {
		return done(w.desk.CloseUnit(w.t.Context(), w.unitInA(), asOf))
	}, who(reachesOrIn, 1), false},
	"Areas": {identity.PlaceSee, func(w *walk) (int64, error) {
		_, err := w.desk.Areas(w.t.Context(), gaobu, "", 50)
		return done(err)
	}, anyone, false},
	"FindAreas": {identity.PlaceSee, func(w *walk) (int64, error) {
		_, err := w.desk.FindAreas(w.t.Context(), "冼沙", 5)
		return done(err)
	}, anyone, false},
	"AddArea": {identity.PlaceKeep, func(w *walk) (int64, error) {
		return done(w.desk.AddArea(w.t.Context(), area.Area{Code: area.Code(fmt.Sprintf("441900129%03d", 300+w.next()%600)), Name: "新村"}))
	}, who(townAndWider, 1), false},
	"RenameArea": {identity.PlaceKeep, func(w *walk) (int64, error) {
		page, err := w.machine.Areas(w.t.Context(), villageA, "", 1)
		if err != nil {
			w.t.Fatal(err)
		}
		name := page.Path[len(page.Path)-1].Name
		return done(w.desk.RenameArea(w.t.Context(), villageA, name, name))
	}, who(reachesA, 1), false},
	"WithdrawArea": {identity.PlaceKeep, func(w *walk) (int64, error) {
		err := w.desk.WithdrawArea(w.t.Context(), villageA, asOf, villageB)
		if err == nil {
			err = w.machine.WithdrawArea(w.t.Context(), villageA, day.Date{}, "")
		}
		return done(err)
	}, who(reachesA, 1), false},
	"LoadAreas": {identity.PlaceKeep, func(w *walk) (int64, error) {
		report, _, err := w.desk.LoadAreas(w.t.Context(), strings.NewReader("code,name\n441900129200,冼沙村村民委员会\n"), nil)
		if err != nil {
			return 0, err
		}
		return report.Areas, nil
	}, who(reachesA, 1), false},
	"Standards": {identity.PlaceSee, func(w *walk) (int64, error) {
		_, _, err := w.desk.Standards(w.t.Context(), "", "")
		return done(err)
	}, anyone, false},
	"AddStandard": {identity.PlaceKeep, func(w *walk) (int64, error) {
		_, err := w.desk.AddStandard(w.t.Context(), walkLine(w.next()))
		return done(err)
	}, who(townAndWider, 1), false},
	"WithdrawStandard": {identity.PlaceKeep, func(w *walk) (int64, error) {
		line := walkLine(w.next())
		if _, err := w.machine.AddStandard(w.t.Context(), line); err != nil {
			w.t.Fatal(err)
		}
		return done(w.desk.WithdrawStandard(w.t.Context(), line.Area, line.Kind, line.From, line.Amount, "录错了"))
	}, who(townAndWider, 1), false},
	"LoadStandards": {identity.PlaceKeep, func(w *walk) (int64, error) {
		report, err := w.desk.LoadStandards(w.t.Context(), strings.NewReader("area,kind,yuan,from,to,source\n441900129,dibao_line,1250,2027-01-01,,试\n"))
		if err != nil {
			return 0, err
		}
		return report.Standards, nil
	}, who(townAndWider, 1), false},
	"EditUser": {identity.UserKeep, func(w *walk) (int64, error) {
		u, _, err := w.machine.User(w.t.Context(), "u.aa")
		if err != nil {
			w.t.Fatal(err)
		}
		return done(w.desk.EditUser(w.t.Context(), "u.aa", app.UserEdit{Name: "某人", Area: villageA, Version: u.Version}))
	}, who(reachesA, 1), false},
	"ResetPassword": {identity.UserKeep, func(w *walk) (int64, error) {
		_, err := w.desk.ResetPassword(w.t.Context(), "u.aa")
		return done(err)
	}, who(reachesA, 1), false},
}

// reachesOrIn: all of village A, or the unit below which the new one is.
func reachesOrIn(p *standpoint) bool { return p.reachesA || inUnit(p) }

// unitInA is a new unit in village A, below the one at the root.
func (w *walk) unitInA() identity.Unit {
	u, err := w.machine.AddUnit(w.t.Context(), "0001.", identity.Unit{Name: fmt.Sprintf("下属%d", w.next()), Area: villageA})
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

func walkLine(n int) area.Standard {
	first, _ := day.New(2100, 1, 1)
	return area.Standard{Area: gaobu, Kind: "dibao_line", Amount: 1000_00, From: first.AddDays(n).String(), Source: "试"}
}
