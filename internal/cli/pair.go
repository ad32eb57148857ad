package cli

import (
	"context"
	"encoding/json"

	"songnuan/internal/app"
	"songnuan/internal/locale"
	"songnuan/internal/pairing"
	"songnuan/internal/pairing/assign"
	"songnuan/internal/problem"
)

// pairCommand pairs the rows of a table of costs with its columns, without a
// database.
type pairCommand struct {
	Costs string `required:"" placeholder:"FILE"`
}

// pairCost is one pair in JSON. Row and column count from 1 within the costs,
// names aside.
type pairCost struct {
	Row        int         `json:"row"`
	Column     int         `json:"column"`
	RowName    string      `json:"row_name"`
	ColumnName string      `json:"column_name"`
	Cost       json.Number `json:"cost"`
}

// nobody is a row or a column that stays alone.
type nobody struct {
	Number int    `json:"number"`
	Name   string `json:"name"`
}

// pairReason is a smallest set of rows that can't all be paired.
type pairReason struct {
	Text    string   `json:"text"`
	Rows    []string `json:"rows"`
	Columns []string `json:"columns"`
	Room    int      `json:"room"`
	Lack    int      `json:"lack"`
}

// pairingShape is the JSON of the command.
type pairingShape struct {
	Total    json.Number  `json:"total"`
	Pairs    []pairCost   `json:"pairs"`
	Unpaired []nobody     `json:"unpaired"` // rows
	Spare    []nobody     `json:"spare"`    // columns
	Reasons  []pairReason `json:"reasons"`
	Bound    json.Number  `json:"lower_bound"` // what any pairing of as many costs at the least
	Optimal  bool         `json:"optimal"`
}

func (c *pairCommand) do(_ context.Context, s *session) error {
	costs, solution, err := app.SolveCosts(c.Costs)
	if err != nil {
		return err
	}
	shape := s.pairing(costs, solution)
	return s.show(shape, func() { s.pairingForPeople(shape) })
}

func (s *session) pairing(c *pairing.Costs, solved *assign.Solution) *pairingShape {
	shape := &pairingShape{Total: json.Number(c.Amount(solved.Total)), Bound: json.Number(c.Amount(solved.Proof.Bound)), Optimal: solved.Total == solved.Proof.Bound,
		Pairs: make([]pairCost, len(solved.Pairs)), Unpaired: []nobody{}, Spare: []nobody{}, Reasons: []pairReason{}}
	for k, p := range solved.Pairs {
		shape.Pairs[k] = pairCost{p.Row + 1, p.Column + 1, c.RowNames[p.Row], c.ColumnNames[p.Column], json.Number(c.Amount(p.Cost))}
	}
	for _, i := range solved.Left {
		shape.Unpaired = append(shape.Unpaired, nobody{i + 1, c.RowNames[i]})
	}
	for _, j := range solved.Spare() {
		shape.Spare = append(shape.Spare, nobody{j + 1, c.ColumnNames[j]})
	}
	for _, k := range solved.Stuck {
		reason := pairReason{Rows: picked(c.RowNames, k.Rows), Columns: picked(c.ColumnNames, k.Columns), Room: k.Room, Lack: k.Lack}
		key := "pairing.costs_stuck"
		if len(k.Columns) == 0 {
			key = "pairing.costs_alone"
		}
		reason.Text = locale.Text(s.lang, key, problem.Pairs("rows", len(k.Rows), "columns", len(k.Columns), "lack", k.Lack, "names", s.some(reason.Rows), "choices", s.some(reason.Columns)))
		shape.Reasons = append(shape.Reasons, reason)
	}
	return shape
}

func picked(names []string, at []int) []string {
	some := make([]string, len(at))
	for k, i := range at {
		some[k] = names[i]
	}
	return some
}

// namesTold is how many names a sentence repeats.
const namesTold = 8

func (s *session) some(names []string) string {
	text := ""
	for i, name := range names {
		if i == namesTold {
			return text + s.text("cli.pair_more", "count", len(names)-namesTold)
		}
		if i > 0 {
			text += s.text("cli.pair_comma")
		}
		text += name
	}
	return text
}

func (s *session) pairingForPeople(p *pairingShape) {
	rows := [][]string{}
	for i := range p.Pairs {
		rows = append(rows, []string{p.Pairs[i].RowName, p.Pairs[i].ColumnName, p.Pairs[i].Cost.String()})
	}
	s.table([]string{s.text("cli.column.pair_row"), s.text("cli.column.pair_column"), s.text("cli.column.pair_cost")}, rows, 2)
	s.line("")
	s.say("cli.pair_total", "pairs", len(p.Pairs), "total", p.Total.String(), "bound", p.Bound.String())
	for _, r := range p.Reasons {
		s.line(r.Text)
	}
	if len(p.Spare) > 0 {
		all := make([]string, len(p.Spare))
		for i, one := range p.Spare {
			all[i] = one.Name
		}
		s.say("cli.pair_spare", "count", len(all), "names", s.some(all))
	}
}
