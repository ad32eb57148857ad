package fund

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
)

// Order is one payment as a bank needs it. It holds personal data in clear and
// lives only while the file is written.
type Order struct {
	Seq      int64
	Account  string
	Name     string
	Bank     string
	BankCode string
	Purpose  string
	Fen      money.Fen
}

// Cells are the values of a row, in the order of the template.
func (t *Template) Cells(o Order, batch string) []string {
	cells := make([]string, len(t.Columns))
	for i := range t.Columns {
		cells[i] = t.cell(&t.Columns[i], o, batch)
	}
	return cells
}

func (t *Template) cell(f *Field, o Order, batch string) string {
	switch f.What {
	case "seq":
		return strconv.FormatInt(o.Seq, 10)
	case "account":
		return o.Account
	case "name":
		return o.Name
	case "amount":
		return t.amount(o.Fen)
	case "bank":
		return o.Bank
	case "bank_code":
		return o.BankCode
	case "purpose":
		return o.Purpose
	case "batch":
		return batch
	}
	return f.Text
}

func (t *Template) amount(fen money.Fen) string {
	if t.Unit == "fen" {
		return strconv.FormatInt(int64(fen), 10)
	}
	return fen.String()
}

// Titles are the headings.
func (t *Template) Titles() []string {
	titles := make([]string, len(t.Columns))
	for i := range t.Columns {
		titles[i] = t.Columns[i].Title
	}
	return titles
}

// totals are the cells of the line with the number of rows and their sum: they
// stand in the columns of the sequence and of the amount.
func (t *Template) totals(f Figure) []string {
	cells := make([]string, len(t.Columns))
	for i := range t.Columns {
		switch t.Columns[i].What {
		case "seq":
			cells[i] = strconv.FormatInt(f.Rows, 10)
		case "amount":
			cells[i] = t.amount(f.Fen)
		}
	}
	return cells
}

// Lines are everything that the file holds, line by line.
func (t *Template) Lines(orders []Order, batch string) (lines [][]string, control Figure, err error) {
	control.Rows = int64(len(orders))
	for i := range orders {
		if control.Fen, err = money.Add(control.Fen, orders[i].Fen); err != nil {
			return nil, control, err
		}
	}
	if t.Header {
		lines = append(lines, t.Titles())
	}
	if t.Total == "first" {
		lines = append(lines, t.totals(control))
	}
	for i := range orders {
		lines = append(lines, t.Cells(orders[i], batch))
	}
	if t.Total == "last" {
		lines = append(lines, t.totals(control))
	}
	return lines, control, nil
}

// Write writes a text file. A workbook is written from Lines.
//
// Error: Invalid for a value that its column cannot hold.
func (t *Template) Write(w io.Writer, orders []Order, batch string) (Figure, error) {
	lines, control, err := t.Lines(orders, batch)
	if err != nil {
		return control, err
	}
	var text bytes.Buffer
	if t.File == "csv" {
		err = t.commas(&text, lines)
	} else {
		err = t.widths(&text, lines)
	}
	if err != nil {
		return control, err
	}
	raw := text.Bytes()
	if t.File == "csv" && t.Encoding != "utf-8" {
		if raw, err = simplifiedchinese.GB18030.NewEncoder().Bytes(raw); err != nil {
			return control, problem.Wrap(err, problem.Invalid, "fund.encoding")
		}
	}
	_, err = w.Write(raw)
	return control, err
}

func (t *Template) commas(w io.Writer, lines [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if t.Comma != "" {
		out.Comma = []rune(t.Comma)[0]
	}
	return out.WriteAll(lines)
}

// widths writes columns of fixed widths, in bytes of the encoding.
func (t *Template) widths(w *bytes.Buffer, lines [][]string) error {
	for _, line := range lines {
		for i, cell := range line {
			padded, err := t.pad(&t.Columns[i], cell)
			if err != nil {
				return err
			}
			w.Write(padded)
		}
		w.WriteString("\r\n")
	}
	return nil
}

func (t *Template) pad(f *Field, text string) ([]byte, error) {
	raw := []byte(text)
	if t.Encoding != "utf-8" {
		var err error
		if raw, err = simplifiedchinese.GB18030.NewEncoder().Bytes(raw); err != nil {
			return nil, problem.Wrap(err, problem.Invalid, "fund.encoding")
		}
	}
	if len(raw) > f.Width {
		return nil, problem.New(problem.Invalid, "fund.too_wide", "column", yamldoc.PhraseOf("fund.column."+f.What), "most", f.Width)
	}
	fill := f.Fill
	if len(fill) != 1 {
		fill = " "
	}
	padding := []byte(strings.Repeat(fill, f.Width-len(raw)))
	if f.Align == "right" {
		return append(padding, raw...), nil
	}
	return append(raw, padding...), nil
}
