package pairing

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/pairing/assign"
	"songnuan/internal/problem"
)

func TestACostTableIsRead(t *testing.T) {
	const no = assign.Banned
	for name, c := range map[string]struct {
		table             string
		rows, columns     []string
		cost              []int64
		decimals          int
		total             string
		scaledTotalIsLeft int
	}{
		"plain":             {"1,2\n3,5\n", []string{"1", "2"}, []string{"1", "2"}, []int64{1, 2, 3, 5}, 0, "5", 0},
		"names, a ban":      {"\ufeff,甲,乙\n户1,1,\n户2,2,3\n", []string{"户1", "户2"}, []string{"甲", "乙"}, []int64{1, no, 2, 3}, 0, "4", 0},
		"decimals":          {"0.5;-1.25\n2;3.10", []string{"1", "2"}, []string{"1", "2"}, []int64{50, -125, 200, 310}, 2, "0.75", 0},
		"a first row empty": {",\n1,2", []string{"1", "2"}, []string{"1", "2"}, []int64{no, no, 1, 2}, 0, "1", 1},
		"quoted names":      {"\"甲,乙\",\"丙\"\n1,2\n", []string{"1"}, []string{"甲,乙", "丙"}, []int64{1, 2}, 0, "1", 0},
	} {
		got, err := ReadCosts(strings.NewReader(c.table))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.Equal(got.RowNames, c.rows) || !slices.Equal(got.ColumnNames, c.columns) || !slices.Equal(got.Cost, c.cost) || got.Decimals != c.decimals {
			t.Errorf("%s: %+v", name, got)
		}
		s, err := got.Solve()
		if err != nil || got.Amount(s.Total) != c.total || len(s.Left) != c.scaledTotalIsLeft || got.Check(s) != nil {
			t.Errorf("%s: %s with %v left, %v", name, got.Amount(s.Total), s.Left, err)
		}
	}
}

func TestACostTableIsRefused(t *testing.T) {
	for table, key := range map[string]string{
		"":                          "pairing.costs_empty",
		"1,2\n3\n":                  "pairing.costs_ragged",
		"1,x\n2,3":                  "pairing.costs_no_number",
		"1,1e5":                     "pairing.costs_no_number",
		"1,--5":                     "pairing.costs_no_number",
		"1,NaN":                     "pairing.costs_no_number",
		"1,0.1234567891":            "pairing.costs_decimals",
		"1,99999999999999999999999": "pairing.costs_huge",
		"1,\"2":                     "pairing.costs_quote",
	} {
		if _, err := ReadCosts(strings.NewReader(table)); problem.As(err).Key != key {
			t.Errorf("%q: %v, want %s", table, err, key)
		}
	}
}
