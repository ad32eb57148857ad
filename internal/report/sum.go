package report

import (
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Sums is what rows come to.
type Sums struct {
	Rows int64
	By   []int64 // by column; those not summed stay 0
}

// NewSums begins at nothing.
func NewSums(d *Definition) *Sums { return &Sums{By: make([]int64, len(d.Columns))} }

// Add takes one row in. It refuses a value of another kind than its column's,
// and a sum beyond what money may be.
func (s *Sums) Add(d *Definition, cells []any) error {
	if len(cells) != len(d.Columns) {
		return problem.New(problem.Internal, "report.row_shape", "cells", len(cells), "columns", len(d.Columns))
	}
	s.Rows++
	for i := range d.Columns {
		if !d.Columns[i].Total || cells[i] == nil {
			continue
		}
		switch v := cells[i].(type) {
		case int64:
			s.By[i] += v
		case money.Fen:
			sum, err := money.Add(money.Fen(s.By[i]), v)
			if err != nil {
				return err
			}
			s.By[i] = int64(sum)
		default:
			return problem.New(problem.Internal, "report.row_shape", "cells", len(cells), "columns", len(d.Columns))
		}
	}
	return nil
}

// Value is a column's sum as a cell of that column, nil when it has none.
func (s *Sums) Value(c *Column, i int) any {
	switch {
	case !c.Total:
		return nil
	case c.Kind == Money:
		return money.Fen(s.By[i])
	}
	return s.By[i]
}

// InWords spells out the total that the definition names (大写); "" when it
// names none.
func (s *Sums) InWords(d *Definition) string {
	if i := d.Column(d.Words); d.Words != "" && i >= 0 {
		return money.Fen(s.By[i]).Capital()
	}
	return ""
}
