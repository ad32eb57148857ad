package app

import (
	"context"
	"io"
	"slices"
	"strconv"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// YearOff is a year of the holiday table.
type YearOff struct {
	day.Notice
	Known    bool // there is a notice of the year; else weekends and the statutory days stand in
	Own      bool // the office's, over the program's
	Named    bool // the table that was named at the start stands over both: a change here shows no effect
	Actor    string
	Recorded day.Instant
	Version  int64 // 0 when the year is not the office's
}

// HolidayOrder changes one day of the holiday table.
type HolidayOrder struct {
	Year    int // of the notice; a notice may set days of its neighbours
	Day     day.Date
	Kind    HolidayKind
	Name    string
	Version int64 // of the year as it was read
}

// HolidayKind is what a day is made.
type HolidayKind string

// The kinds.
const (
	DayOff    HolidayKind = "off"   // 休
	DayWorked HolidayKind = "work"  // 班
	DayPlain  HolidayKind = "plain" // as the weekday is
)

// Holidays shows a year of the holiday table.
func (d *Desk) Holidays(ctx context.Context, year int) (y *YearOff, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, err
	}
	if year < day.FirstYear || year > day.LastYear {
		return nil, problem.New(problem.NotFound, "day.table_year", "year", year)
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		y, err = d.yearOff(ctx, tx, year)
		return err
	})
	return y, err
}

// yearOff is the office's year, or else the program's.
func (d *Desk) yearOff(ctx context.Context, tx *sqldb.Tx, year int) (*YearOff, error) {
	own, err := d.store.HolidayYears(ctx, tx, year, year)
	if err != nil {
		return nil, err
	}
	y := &YearOff{Notice: day.Notice{Year: year}}
	if d.days.named != nil {
		_, y.Named = d.days.named.Year(year)
	}
	if len(own) == 1 {
		y.Notice, y.Known, y.Own = own[0].Notice, true, true
		y.Actor, y.Recorded, y.Version = own[0].Actor, own[0].Recorded, own[0].Version
		return y, nil
	}
	y.Days, y.Known = d.days.shipped.Year(year)
	return y, nil
}

// SetHoliday makes one day off, worked, or plain. The first change of a year
// takes the program's days over into the office's table. problem.Conflict when
// somebody changed the year since it was read.
func (d *Desk) SetHoliday(ctx context.Context, order HolidayOrder) (*YearOff, error) {
	return d.changeYear(ctx, order.Year, order.Version, func(y *YearOff) (any, error) {
		at := slices.IndexFunc(y.Days, func(s day.Special) bool { return s.Day == order.Day })
		was := holidayAt(y.Days, at)
		if at >= 0 {
			y.Days = slices.Delete(slices.Clone(y.Days), at, at+1)
		}
		switch order.Kind {
		case DayOff, DayWorked:
			y.Days = append(slices.Clone(y.Days), day.Special{Day: order.Day, Name: order.Name, Work: order.Kind == DayWorked})
			slices.SortFunc(y.Days, func(a, b day.Special) int { return a.Day.Compare(b.Day) })
		case DayPlain:
		default:
			return nil, problem.New(problem.Invalid, "day.special_kind")
		}
		return holidayDetail{Year: order.Year, Day: order.Day.String(), Was: was, Now: order.Kind, Name: order.Name}, nil
	})
}

func holidayAt(days []day.Special, at int) HolidayKind {
	switch {
	case at < 0:
		return DayPlain
	case days[at].Work:
		return DayWorked
	}
	return DayOff
}

type holidayDetail struct {
	Year   int         `json:"year"`
	Day    string      `json:"day,omitempty"`
	Was    HolidayKind `json:"was,omitempty"`
	Now    HolidayKind `json:"now,omitempty"`
	Name   string      `json:"name,omitempty"`
	Source string      `json:"source,omitempty"`
	Days   int         `json:"days,omitempty"`
}

// SourceHolidays notes the document behind a year and from when it is in force.
func (d *Desk) SourceHolidays(ctx context.Context, year int, source string, effective day.Date, version int64) (*YearOff, error) {
	return d.changeYear(ctx, year, version, func(y *YearOff) (any, error) {
		if n := len([]rune(source)); n > sourceMost {
			return nil, problem.New(problem.Invalid, "app.source_long", "most", sourceMost)
		}
		y.Source, y.Effective = source, effective
		return holidayDetail{Year: year, Source: source}, nil
	})
}

// sourceMost is how long the name of a document may be, in characters.
const sourceMost = 200

// changeYear changes a year at the version that was read, records it, and puts
// it in force.
func (d *Desk) changeYear(ctx context.Context, year int, version int64, change func(*YearOff) (any, error)) (y *YearOff, err error) {
	if err := d.mayKeepHolidays(); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if y, err = d.yearOff(ctx, tx, year); err != nil {
			return err
		}
		if y.Version != version {
			return problem.New(problem.Conflict, "day.year_changed")
		}
		detail, err := change(y)
		if err != nil {
			return err
		}
		return d.saveYear(ctx, tx, y, "holiday.save", detail)
	})
	if err != nil {
		return nil, err
	}
	return y, d.LoadOffice(ctx)
}

// mayKeepHolidays: the table holds everywhere, so it is kept by whose scope is
// without bounds.
func (d *Desk) mayKeepHolidays() error {
	if err := d.actor.Must(identity.HolidayKeep); err != nil {
		return err
	}
	if !d.actor.Scope.All {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return nil
}

func (d *Desk) saveYear(ctx context.Context, tx *sqldb.Tx, y *YearOff, name string, detail any) error {
	if err := day.CheckYear(y.Year, y.Days); err != nil {
		return err
	}
	kept := store.HolidayYear{Notice: y.Notice, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: y.Version}
	if err := d.store.SaveHolidays(ctx, tx, &kept); err != nil {
		return err
	}
	y.Known, y.Own, y.Actor, y.Recorded, y.Version = true, true, kept.Actor, kept.Recorded, kept.Version
	return d.record(ctx, tx, act{name: name, noun: "holiday", subject: id.ID(strconv.Itoa(y.Year)), count: int64(len(y.Days)), digest: digestDays(y.Days), detail: detail})
}

func digestDays(days []day.Special) string {
	digest := identity.NewDigest()
	for _, d := range days {
		digest.Add(d.Day.String(), d.Name, strconv.FormatBool(d.Work))
	}
	return digest.Sum()
}

// ResetHolidays takes a year out of the office's table: the program's holds
// again.
func (d *Desk) ResetHolidays(ctx context.Context, year int, version int64) error {
	if err := d.mayKeepHolidays(); err != nil {
		return err
	}
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		y, err := d.yearOff(ctx, tx, year)
		if err != nil {
			return err
		}
		if err := d.store.DropHolidays(ctx, tx, year, version); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "holiday.reset", noun: "holiday", subject: id.ID(strconv.Itoa(year)), count: int64(len(y.Days)),
			digest: digestDays(y.Days), detail: holidayDetail{Year: year, Days: len(y.Days)}})
	})
	if err != nil {
		return err
	}
	return d.LoadOffice(ctx)
}

// ImportHolidays puts the years of a table, CSV or YAML, in place of those the
// office keeps, and tells which.
func (d *Desk) ImportHolidays(ctx context.Context, table io.Reader) (years []int, err error) {
	if err := d.mayKeepHolidays(); err != nil {
		return nil, err
	}
	notices, err := day.ReadNotices(table)
	if err != nil {
		return nil, err
	}
	if len(notices) == 0 {
		return nil, problem.New(problem.Invalid, "day.table_empty")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		years = nil
		for _, n := range notices {
			y, err := d.yearOff(ctx, tx, n.Year)
			if err != nil {
				return err
			}
			y.Notice = n
			if err := d.saveYear(ctx, tx, y, "holiday.import", holidayDetail{Year: n.Year, Source: n.Source, Days: len(n.Days)}); err != nil {
				return err
			}
			years = append(years, n.Year)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return years, d.LoadOffice(ctx)
}

// ExportHolidays writes the table in force as CSV, with the sources that the
// office noted.
func (d *Desk) ExportHolidays(ctx context.Context, w io.Writer) error {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return err
	}
	var notices []day.Notice
	err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		own, err := d.store.HolidayYears(ctx, tx, day.FirstYear, day.LastYear)
		if err != nil {
			return err
		}
		inForce := d.Calendar()
		for _, year := range inForce.Years() {
			days, _ := inForce.Year(year)
			n := day.Notice{Year: year, Days: days}
			for _, y := range own {
				if y.Year == year {
					n.Source, n.Effective = y.Source, y.Effective
				}
			}
			notices = append(notices, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return day.WriteNotices(w, notices)
}
