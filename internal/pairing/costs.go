package pairing

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/pairing/assign"
	"songnuan/internal/problem"
)

// Costs is a table of costs that a person gives: a row for each who is to be
// paired, a column for each with whom, an empty cell where that may not be.
type Costs struct {
	assign.Matrix
	RowNames    []string // as the first column has them; numbers from 1 where it has costs
	ColumnNames []string // as the first row has them; the same
	Decimals    int      // places behind the point: costs are scaled by 10 to this
}

// Limits of a table of costs.
const (
	mostCells    = 64 << 20
	mostDecimals = 9
)

// cell is a cost as it was written, and where.
type cell struct {
	digits   string // without point, with sign
	decimals int
	row, col int // as a spreadsheet counts, from 1
}

// ReadCosts reads a table of costs: UTF-8 or GB 18030, separated by commas, tabs
// or semicolons. The first row are names when no cell of it is a number and one
// says something; the first column are names when no cell of
// it below that row is a number and one says something. Errors name row and
// column as a spreadsheet shows them: problem.Invalid for a row that is shorter
// or longer than the first and for a cell that is no number, problem.TooLarge.
func ReadCosts(r io.Reader) (*Costs, error) {
	records, err := costRecords(r)
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, problem.New(problem.Invalid, "pairing.costs_empty")
	}
	width := len(records[0])
	for i, record := range records {
		if len(record) != width {
			return nil, problem.New(problem.Invalid, "pairing.costs_ragged", "row", i+1, "cells", len(record), "first", width)
		}
	}
	if len(records)*width > mostCells {
		return nil, problem.New(problem.TooLarge, "pairing.costs_many", "most", mostCells)
	}
	top, side := named(records)
	c := &Costs{RowNames: names(records, top, side), ColumnNames: columnNames(records[0], top, side)}
	c.Rows, c.Columns = len(records)-top, width-side
	return c, c.scale(records, top, side)
}

// costRecords are the cells of a table, trimmed; empty lines at the end are none.
func costRecords(r io.Reader) ([][]string, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<16), 1<<26)
	var records [][]string
	separator, blank := "", 0
	for lines.Scan() {
		text := lines.Text()
		if records == nil {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if !utf8.ValidString(text) {
			decoded, err := simplifiedchinese.GB18030.NewDecoder().String(text)
			if err != nil {
				return nil, problem.New(problem.Unreadable, "pairing.costs_text", "row", len(records)+1)
			}
			text = decoded
		}
		if separator == "" && strings.TrimSpace(text) != "" {
			separator = separatorOf(text)
		}
		if strings.TrimSpace(text) == "" {
			blank++
			continue
		}
		for ; blank > 0; blank-- {
			records = append(records, []string{""}) // of a table of one column, a row that may have nobody
		}
		record, err := cellsOf(text, separator)
		if err != nil {
			return nil, problem.Wrap(err, problem.Unreadable, "pairing.costs_quote", "row", len(records)+1)
		}
		records = append(records, record)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, problem.New(problem.TooLarge, "pairing.costs_many", "most", mostCells)
	}
	return records, lines.Err()
}

func separatorOf(line string) string {
	for _, s := range []string{",", "\t", ";"} {
		if strings.Contains(line, s) {
			return s
		}
	}
	return ","
}

func cellsOf(line, separator string) (cells []string, err error) {
	if strings.Contains(line, `"`) {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = rune(separator[0])
		cells, err = r.Read()
	} else {
		cells = strings.Split(line, separator)
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, err
}

// named tells how many rows at the top and columns at the side are names: 0 or 1.
func named(records [][]string) (top, side int) {
	if onlyWords(records[0]) {
		top = 1
	}
	var first []string
	for _, record := range records[top:] {
		first = append(first, record[0])
	}
	if len(records[0]) > 1 && onlyWords(first) {
		side = 1
	}
	return top, side
}

// onlyWords tells whether no cell is a number and one says something.
func onlyWords(cells []string) bool {
	words := false
	for _, c := range cells {
		if _, err := strconv.ParseFloat(c, 64); err == nil {
			return false
		}
		words = words || c != ""
	}
	return words
}

func names(records [][]string, top, side int) (all []string) {
	for i, record := range records[top:] {
		if side == 1 {
			all = append(all, record[0])
		} else {
			all = append(all, strconv.Itoa(i+1))
		}
	}
	return all
}

func columnNames(first []string, top, side int) (all []string) {
	for j, text := range first[side:] {
		if top == 1 {
			all = append(all, text)
		} else {
			all = append(all, strconv.Itoa(j+1))
		}
	}
	return all
}

// scale makes whole numbers of the costs, all by the same power of ten.
func (c *Costs) scale(records [][]string, top, side int) error {
	for i, record := range records[top:] {
		for j, text := range record[side:] {
			if text == "" {
				continue
			}
			at, err := parseCost(text, top+i+1, side+j+1)
			if err != nil {
				return err
			}
			c.Decimals = max(c.Decimals, at.decimals)
		}
	}
	c.Cost = make([]int64, 0, c.Rows*c.Columns)
	for i, record := range records[top:] {
		for j, text := range record[side:] {
			cost := int64(assign.Banned)
			if text != "" {
				at, err := parseCost(text, top+i+1, side+j+1)
				if err != nil {
					return err
				}
				if cost, err = at.whole(c.Decimals); err != nil {
					return err
				}
			}
			c.Cost = append(c.Cost, cost)
		}
	}
	return nil
}

// parseCost reads a plain decimal number: digits, a sign, a point. A number in
// any other way of writing is refused rather than guessed.
func parseCost(text string, row, col int) (cell, error) {
	c := cell{row: row, col: col}
	whole, rest, point := strings.Cut(text, ".")
	rest = strings.TrimRight(rest, "0")
	c.digits, c.decimals = whole+rest, len(rest)
	body := strings.TrimPrefix(strings.TrimPrefix(c.digits, "-"), "+")
	if body == "" || strings.Trim(body, "0123456789") != "" || point && whole == "" && rest == "" {
		return c, problem.New(problem.Invalid, "pairing.costs_no_number", "row", row, "column", col, "letter", letter(col), "text", clip(text))
	}
	if c.decimals > mostDecimals {
		return c, problem.New(problem.Invalid, "pairing.costs_decimals", "row", row, "letter", letter(col), "text", clip(text), "most", mostDecimals)
	}
	return c, nil
}

func (c cell) whole(decimals int) (int64, error) {
	n, err := strconv.ParseInt(c.digits+strings.Repeat("0", decimals-c.decimals), 10, 64)
	if err != nil || n == math.MaxInt64 {
		return 0, problem.New(problem.Invalid, "pairing.costs_huge", "row", c.row, "letter", letter(c.col))
	}
	return n, nil
}

// letter is a column as a spreadsheet names it.
func letter(col int) (name string) {
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

func clip(text string) string {
	const most = 20
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// Amount writes a scaled cost as the table had it, exactly.
func (c *Costs) Amount(cost int64) string {
	if c.Decimals == 0 {
		return strconv.FormatInt(cost, 10)
	}
	sign, digits := "", strconv.FormatInt(cost, 10)
	if cost < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := c.Decimals + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	whole, rest := digits[:len(digits)-c.Decimals], strings.TrimRight(digits[len(digits)-c.Decimals:], "0")
	if rest == "" {
		return sign + whole
	}
	return sign + whole + "." + rest
}
