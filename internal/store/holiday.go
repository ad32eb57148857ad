package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// HolidayYear is a year of the office's holiday table.
type HolidayYear struct {
	day.Notice
	Actor    string
	Recorded day.Instant
	Version  int64
}

const holidayYearColumns = `year, source, effective, actor, recorded, version`

// HolidayYears gives the years of the office's holiday table with their days,
// in order; those from on up to to.
func (s *Store) HolidayYears(ctx context.Context, tx *sqldb.Tx, from, to int) ([]HolidayYear, error) {
	years, err := sqldb.Collect(tx.Query(ctx, `SELECT `+holidayYearColumns+` FROM holiday_year WHERE year >= ? AND year <= ? ORDER BY year`, from, to),
		func(row *sqldb.Row) (y HolidayYear, err error) {
			var effective string
			err = row.Scan(&y.Year, &y.Source, &effective, &y.Actor, &y.Recorded, &y.Version)
			y.Effective = dateOf(&effective)
			return y, err
		})
	if err != nil {
		return nil, err
	}
	at := map[int]*HolidayYear{}
	for i := range years {
		at[years[i].Year] = &years[i]
	}
	for row, err := range tx.Query(ctx, `SELECT year, day, kind, name FROM holiday WHERE year >= ? AND year <= ? ORDER BY year, day`, from, to) {
		if err != nil {
			return nil, err
		}
		var year int
		var text, kind string
		var d day.Special
		if err := row.Scan(&year, &text, &kind, &d.Name); err != nil {
			return nil, err
		}
		d.Day, d.Work = dateOf(&text), kind == "work"
		if y := at[year]; y != nil {
			y.Days = append(y.Days, d)
		}
	}
	return years, nil
}

// SaveHolidays writes a year over the version that the caller has read, 0 for a
// year that the table has not. problem.Conflict when somebody changed it since,
// or when another year's notice sets one of the days.
func (s *Store) SaveHolidays(ctx context.Context, tx *sqldb.Tx, y *HolidayYear) error {
	if y.Version == 0 {
		rows, err := tx.Exec(ctx, `INSERT INTO holiday_year (`+holidayYearColumns+`) VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (year) DO NOTHING`,
			y.Year, y.Source, from(y.Effective), y.Actor, string(y.Recorded))
		if err := changedOnce(rows, err); err != nil {
			return err
		}
	} else {
		rows, err := tx.Exec(ctx, `UPDATE holiday_year SET source = ?, effective = ?, actor = ?, recorded = ?, version = version + 1 WHERE year = ? AND version = ?`,
			y.Source, from(y.Effective), y.Actor, string(y.Recorded), y.Year, y.Version)
		if err := changedOnce(rows, err); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM holiday WHERE year = ?`, y.Year); err != nil {
		return err
	}
	y.Version++
	for _, d := range y.Days {
		kind := "off"
		if d.Work {
			kind = "work"
		}
		rows, err := tx.Exec(ctx, `INSERT INTO holiday (day, year, kind, name) VALUES (?, ?, ?, ?) ON CONFLICT (day) DO NOTHING`, d.Day.String(), y.Year, kind, d.Name)
		if err != nil {
			return err
		}
		if rows == 0 {
			return problem.New(problem.Conflict, "day.special_twice", "date", d.Day)
		}
	}
	return nil
}

func changedOnce(rows int64, err error) error {
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "day.year_changed")
	}
	return err
}

// DropHolidays takes a year out of the office's table at the version that the
// caller has read.
func (s *Store) DropHolidays(ctx context.Context, tx *sqldb.Tx, year int, version int64) error {
	rows, err := tx.Exec(ctx, `DELETE FROM holiday_year WHERE year = ? AND version = ?`, year, version)
	return changedOnce(rows, err)
}

// OfficeStamp changes whenever the holiday table or the dictionaries do.
func (s *Store) OfficeStamp(ctx context.Context, tx *sqldb.Tx) (stamp string, err error) {
	err = tx.Row(ctx, `SELECT (SELECT CAST(COUNT(*) AS TEXT) || ' ' || CAST(COALESCE(SUM(version), 0) AS TEXT) || ' ' || COALESCE(MAX(recorded), '') FROM holiday_year) || ' ' ||
		(SELECT CAST(COUNT(*) AS TEXT) || ' ' || COALESCE(MAX(recorded), '') FROM term_spelling)`).Scan(&stamp)
	return stamp, err
}
