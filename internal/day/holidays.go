package day

import (
	"bytes"
	_ "embed"
	"errors"
	"io"
	"regexp"
	"strconv"
	"sync"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/problem"
)

//go:embed holidays.yaml
var defaultHolidays []byte

// DefaultCalendar is the calendar of the holiday table in the program.
var DefaultCalendar = sync.OnceValue(func() *Calendar {
	c, err := LoadCalendar(bytes.NewReader(defaultHolidays))
	if err != nil {
		panic(err) // embedded at build time and covered by a test
	}
	return c
})

// DefaultTable is the text of the holiday table in the program, to be copied
// and edited.
func DefaultTable() []byte { return bytes.Clone(defaultHolidays) }

// maxTable is above any holiday table: a century of notices is 100 kB.
const maxTable = 1 << 20

type yearTable struct {
	Year     int            `yaml:"year"`
	Holidays []holidayTable `yaml:"holidays"`
}

type holidayTable struct {
	Name string     `yaml:"name"`
	From yamlDate   `yaml:"from"`
	To   yamlDate   `yaml:"to"`
	Work []yamlDate `yaml:"work"`
}

// yamlDate is a date with the line it stands on.
type yamlDate struct {
	Date
	line int
}

func (d *yamlDate) UnmarshalYAML(node *yaml.Node) error {
	date, err := Parse(node.Value)
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "day.table_date", "line", node.Line, "text", clip(node.Value))
	}
	*d = yamlDate{date, node.Line}
	return nil
}

// LoadCalendar reads a holiday table in the form of holidays.yaml. Errors
// name the line. A year listed twice, a day given two meanings, and a date
// more than a month away from its year are refused.
func LoadCalendar(r io.Reader) (*Calendar, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "day.table_unreadable")
	}
	if len(data) > maxTable {
		return nil, problem.New(problem.TooLarge, "day.table_too_large")
	}
	var years []yearTable
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&years); err != nil && !errors.Is(err, io.EOF) {
		return nil, tableError(err)
	}
	c := &Calendar{years: map[int]bool{}, days: map[Date]dayKind{}}
	for _, year := range years {
		if err := c.add(year); err != nil {
			return nil, err
		}
	}
	return c, nil
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// tableError keeps our own errors and takes the line out of the decoder's.
func tableError(err error) error {
	if own, ok := errors.AsType[*problem.Error](err); ok {
		return own
	}
	line := 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits by the pattern
	}
	return problem.Wrap(err, problem.Invalid, "day.table_malformed", "line", line)
}

func (c *Calendar) add(table yearTable) error {
	if table.Year < FirstYear || table.Year > LastYear || c.years[table.Year] {
		return problem.New(problem.Invalid, "day.table_year", "year", table.Year)
	}
	c.years[table.Year] = true
	for _, h := range table.Holidays {
		if h.Name == "" || h.From.IsZero() || h.To.IsZero() || h.To.Before(h.From.Date) || h.To.Sub(h.From.Date) > 30 {
			return problem.New(problem.Invalid, "day.table_period", "year", table.Year, "line", h.From.line, "name", h.Name)
		}
		for d := h.From.Date; !d.After(h.To.Date); d = d.AddDays(1) {
			if err := c.set(table.Year, yamlDate{d, h.From.line}, dayKind{name: h.Name, year: table.Year}); err != nil {
				return err
			}
		}
		for _, d := range h.Work {
			if err := c.set(table.Year, d, dayKind{name: h.Name, work: true, year: table.Year}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Calendar) set(year int, d yamlDate, kind dayKind) error {
	near := months(year, 1, 12)
	if d.Before(near.From.AddMonths(-1)) || d.After(near.To.AddMonths(1)) {
		return problem.New(problem.Invalid, "day.table_far", "line", d.line, "date", d.Date, "year", year)
	}
	if _, twice := c.days[d.Date]; twice {
		return problem.New(problem.Invalid, "day.table_twice", "line", d.line, "date", d.Date)
	}
	c.days[d.Date] = kind
	return nil
}
