package cli

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// openCalendar puts the office's own holiday table, when there is one, over the
// program's: a year that both have is the office's.
func (s *session) openCalendar(path string) error {
	s.calendar = day.DefaultCalendar()
	if path == "" {
		return nil
	}
	text, err := readFile(path)
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "cli.no_holidays", "file", path)
	}
	own, err := day.LoadCalendar(bytes.NewReader(text))
	if err != nil {
		return err
	}
	s.holidays, s.calendar = own, s.calendar.With(own)
	return nil
}

type planHolidaysCommand struct{}

// do prints the program's table, to be saved, edited, and given back with
// --holidays.
func (planHolidaysCommand) do(_ context.Context, s *session) error {
	table := string(day.DefaultTable())
	return s.show(map[string]string{"table": table}, func() { s.out.print(table) })
}

type importHolidaysCommand struct {
	databaseFlags
	File string `arg:""`
}

// do puts the years of a table in place of those that the office keeps.
func (c *importHolidaysCommand) do(ctx context.Context, s *session) error {
	text, err := readFile(c.File)
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "cli.no_holidays", "file", c.File)
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		years, err := desk.ImportHolidays(ctx, bytes.NewReader(text))
		if err != nil {
			return err
		}
		names := make([]string, len(years))
		for i, year := range years {
			names[i] = strconv.Itoa(year)
		}
		return s.show(map[string]any{"years": years}, func() { s.say("cli.holidays_loaded", "years", strings.Join(names, " ")) })
	})
}
