package day

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/problem"
)

// Notice is what is announced for a year (放假安排).
type Notice struct {
	Year      int
	Source    string // the document
	Effective Date   // from when it is in force, unset is from the beginning
	Days      []Special
}

// marks are how the two kinds of a day are written in a table.
const (
	markOff  = "休"
	markWork = "班"
)

// noticeColumns is the heading of a table of notices.
var noticeColumns = []string{"年份", "日期", "类别", "名称", "来源", "生效日期"}

// WriteNotices writes notices as CSV in UTF-8 with a byte order mark, a line a
// day.
func WriteNotices(w io.Writer, notices []Notice) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{noticeColumns}
	for _, n := range notices {
		effective := ""
		if !n.Effective.IsZero() {
			effective = n.Effective.String()
		}
		for _, d := range n.Days {
			mark := markOff
			if d.Work {
				mark = markWork
			}
			rows = append(rows, []string{strconv.Itoa(n.Year), d.Day.String(), mark, d.Name, n.Source, effective})
		}
	}
	return out.WriteAll(rows)
}

// ReadNotices reads such a table, in UTF-8 or GB 18030, or one in the form of
// holidays.yaml. Errors name the line. In order of the years.
func ReadNotices(r io.Reader) ([]Notice, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "day.table_unreadable")
	}
	if len(data) > maxTable {
		return nil, problem.New(problem.TooLarge, "day.table_too_large")
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(data) {
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return nil, problem.Wrap(err, problem.Unreadable, "day.table_unreadable")
		}
	}
	if first, _, _ := bytes.Cut(bytes.TrimSpace(data), []byte("\n")); bytes.Contains(first, []byte(",")) && !bytes.ContainsAny(first[:1], "#-") {
		return readNoticeRows(data)
	}
	return readNoticeYAML(data)
}

func readNoticeYAML(data []byte) (notices []Notice, err error) {
	c, err := LoadCalendar(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for _, year := range c.Years() {
		days, _ := c.Year(year)
		notices = append(notices, Notice{Year: year, Days: days})
	}
	return notices, nil
}

func readNoticeRows(data []byte) ([]Notice, error) {
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	heading, err := in.Read()
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "day.table_unreadable")
	}
	at := map[string]int{}
	for i, name := range heading {
		at[strings.TrimSpace(name)] = i
	}
	for _, name := range noticeColumns[:4] {
		if _, ok := at[name]; !ok {
			return nil, problem.New(problem.Unreadable, "day.table_column", "column", name)
		}
	}
	years := map[int]*Notice{}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, problem.Wrap(err, problem.Unreadable, "day.table_unreadable")
		}
		line, _ := in.FieldPos(0)
		if err := addRow(years, noticeRow{at, record, line}); err != nil {
			return nil, err
		}
	}
	return sortedNotices(years)
}

// noticeRow is a line of a table of notices.
type noticeRow struct {
	at     map[string]int
	fields []string
	line   int
}

func (r noticeRow) get(column string) string {
	if i, ok := r.at[column]; ok && i < len(r.fields) {
		return strings.TrimSpace(r.fields[i])
	}
	return ""
}

func addRow(years map[int]*Notice, r noticeRow) error {
	if strings.TrimSpace(strings.Join(r.fields, "")) == "" {
		return nil
	}
	year, err := strconv.Atoi(r.get("年份"))
	if err != nil || year < FirstYear || year > LastYear {
		return problem.New(problem.Invalid, "day.row_year", "line", r.line, "text", clip(r.get("年份")))
	}
	d, precision, err := ParseLoose(r.get("日期"))
	if err != nil || precision != ToDay {
		return problem.New(problem.Invalid, "day.table_date", "line", r.line, "text", clip(r.get("日期")))
	}
	kind := r.get("类别")
	if kind != markOff && kind != markWork {
		return problem.New(problem.Invalid, "day.row_kind", "line", r.line, "text", clip(kind))
	}
	n := years[year]
	if n == nil {
		n = &Notice{Year: year}
		years[year] = n
	}
	n.Source = cmp.Or(n.Source, r.get("来源"))
	if text := r.get("生效日期"); text != "" && n.Effective.IsZero() {
		if n.Effective, _, err = ParseLoose(text); err != nil {
			return problem.New(problem.Invalid, "day.table_date", "line", r.line, "text", clip(text))
		}
	}
	n.Days = append(n.Days, Special{Day: d, Name: r.get("名称"), Work: kind == markWork})
	return nil
}

func sortedNotices(years map[int]*Notice) (notices []Notice, err error) {
	for _, year := range slices.Sorted(maps.Keys(years)) {
		n := years[year]
		slices.SortFunc(n.Days, func(a, b Special) int { return a.Day.Compare(b.Day) })
		if err := CheckYear(year, n.Days); err != nil {
			return nil, err
		}
		notices = append(notices, *n)
	}
	return notices, nil
}
