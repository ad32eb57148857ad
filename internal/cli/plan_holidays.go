package cli

import (
	"bytes"
	"context"

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
	s.calendar = s.calendar.With(own)
	return nil
}

type planHolidaysCommand struct{}

// do prints the program's table, to be saved, edited, and given back with
// --holidays.
func (planHolidaysCommand) do(_ context.Context, s *session) error {
	table := string(day.DefaultTable())
	return s.show(map[string]string{"table": table}, func() { s.out.print(table) })
}
