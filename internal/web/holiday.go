package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) holidays() error {
	f := view.Form{Values: url.Values{"kind": {"off"}}}
	if on, err := day.Parse(v.r.URL.Query().Get("day")); err == nil {
		f.Values.Set("day", on.String())
	}
	return v.showHolidays(v.yearAsked(v.r.URL.Query()), f, view.Form{}, view.Form{}, http.StatusOK)
}

// yearAsked is the year of the address or form; the present one when it is
// none.
func (v *visit) yearAsked(q url.Values) int {
	year, err := strconv.Atoi(q.Get("year"))
	if err != nil {
		return v.today().Year()
	}
	return year
}

func (v *visit) showHolidays(year int, one, about, upload view.Form, status int) error {
	off, err := v.desk.Holidays(v.r.Context(), year)
	if err != nil {
		return err
	}
	y := view.HolidayYear{YearOff: off, Keep: v.can(identity.HolidayKeep) && v.desk.Actor().Scope.All, Day: one, About: about, Upload: upload, When: app.ShownTime(off.Recorded)}
	if about.Values == nil {
		y.About.Values = url.Values{"source": {off.Source}, "effective": {""}}
		if !off.Effective.IsZero() {
			y.About.Values.Set("effective", off.Effective.String())
		}
	}
	for _, d := range off.Days {
		if d.Work {
			y.Work++
		} else {
			y.Off++
		}
	}
	calendar := v.App.Calendar()
	for n := year - 1; n <= year+2; n++ {
		if n >= day.FirstYear && n <= day.LastYear {
			y.Years = append(y.Years, view.Tab{Link: view.Link{Href: "/holidays?year=" + strconv.Itoa(n), Text: v.say("web.holiday.year", "year", n)}, Here: n == year})
		}
	}
	for m := 1; m <= 12; m++ {
		y.Months = append(y.Months, v.month(year, m, calendar, one.Value("day")))
	}
	first, _ := day.New(year, 1, 1)
	last, _ := day.New(year, 12, 31)
	y.Workdays = calendar.Workdays(day.Period{From: first, To: last})
	p := v.systemPage("web.holiday.title")
	p.Sub = p.T("web.holiday.hint")
	return v.write(status, view.HolidayPage(p, y))
}

// month lays a month out in weeks from Monday on.
func (v *visit) month(year, month int, calendar *day.Calendar, picked string) view.Month {
	m := view.Month{Name: v.say("web.holiday.month", "month", month)}
	d, _ := day.New(year, month, 1)
	var week [7]view.DayCell
	for d.Month() == month && d.Year() == year {
		at := (int(d.Weekday()) + 6) % 7
		cell := view.DayCell{Day: d, Picked: d.String() == picked}
		name, off := calendar.Holiday(d)
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		switch {
		case off:
			cell.Kind, cell.Name = "off", name
		case weekend && calendar.IsWorkday(d):
			cell.Kind, cell.Name = "work", name
		case weekend:
			cell.Kind = "weekend"
		}
		if week[at] = cell; at == 6 {
			m.Weeks, week = append(m.Weeks, week), [7]view.DayCell{}
		}
		d = d.AddDays(1)
	}
	if week[0].Day != (day.Date{}) {
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

func versionOf(form url.Values) int64 {
	n, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return -1 // no version was ever that
	}
	return n
}

func (v *visit) holidaySet() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	year := v.yearAsked(form)
	on, err := day.Parse(form.Get("day"))
	if err == nil {
		_, err = v.desk.SetHoliday(v.r.Context(), app.HolidayOrder{Year: year, Day: on, Kind: app.HolidayKind(form.Get("kind")), Name: form.Get("name"), Version: versionOf(form)})
	}
	if err == nil {
		return v.done("/holidays?year="+strconv.Itoa(year), "web.holiday.saved")
	}
	f, err := v.wrong(form, err, map[string]string{"day.special_name": "name", "day.special_far": "day", "day.special_twice": "day", "day.special_kind": "kind",
		"day.empty": "day", "day.not_iso": "day", "day.no_such_day": "day", "day.out_of_range": "day"})
	if err != nil {
		return err
	}
	return v.showHolidays(year, f, view.Form{}, view.Form{}, http.StatusUnprocessableEntity)
}

func (v *visit) holidaySource() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	year := v.yearAsked(form)
	var effective day.Date
	if text := form.Get("effective"); text != "" {
		effective, err = day.Parse(text)
	}
	if err == nil {
		_, err = v.desk.SourceHolidays(v.r.Context(), year, form.Get("source"), effective, versionOf(form))
	}
	if err == nil {
		return v.done("/holidays?year="+strconv.Itoa(year), "web.holiday.saved")
	}
	f, err := v.wrong(form, err, map[string]string{"app.source_long": "source", "day.not_iso": "effective", "day.no_such_day": "effective"})
	if err != nil {
		return err
	}
	return v.showHolidays(year, view.Form{Values: url.Values{}}, f, view.Form{}, http.StatusUnprocessableEntity)
}

func (v *visit) holidayReset() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	year := v.yearAsked(form)
	if err := v.desk.ResetHolidays(v.r.Context(), year, versionOf(form)); err != nil {
		return err
	}
	return v.done("/holidays?year="+strconv.Itoa(year), "web.holiday.was_reset")
}

// upload is the one file of a form, at most so many bytes of it.
func (v *visit) upload(most int64) (multipart.File, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, most)
	file, _, err := v.r.FormFile("file")
	if err != nil {
		if e := formProblem(err); problem.Is(e, problem.TooLarge) {
			return nil, e
		}
		return nil, problem.Wrap(err, problem.Invalid, "web.holiday.no_file")
	}
	return file, nil
}

// tableBytes bounds a table of holidays or standards.
const tableBytes = 2 << 20

func (v *visit) holidayImport() error {
	file, err := v.upload(tableBytes)
	var years []int
	if err == nil {
		defer file.Close()
		years, err = v.desk.ImportHolidays(v.r.Context(), file)
	}
	if err == nil {
		return v.done("/holidays?year="+strconv.Itoa(years[len(years)-1]), "web.holiday.imported", "count", len(years))
	}
	f, err := v.wrong(nil, err, nil)
	if err != nil {
		return err
	}
	f.Wrong["file"] = f.Wrong[""]
	return v.showHolidays(v.today().Year(), view.Form{Values: url.Values{}}, view.Form{}, f, http.StatusUnprocessableEntity)
}

func (v *visit) holidayTable() error {
	var table bytes.Buffer
	if err := v.desk.ExportHolidays(v.r.Context(), &table); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="holidays.csv"`)
	_, err := v.w.Write(table.Bytes())
	return err
}
