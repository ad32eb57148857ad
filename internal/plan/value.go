package plan

import (
	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/rule"
)

// Date is a day as the plan writes it: absolute, relative or lunar, with the
// day it comes to once the plan's parameters are known.
type Date struct {
	Text  string   // as written, with the parameters put in; "" is absent
	Expr  day.Expr // zero when Text does not parse
	Day   day.Date // unset when absent or wrong
	Pos   Pos
	Upper bool // the far edge of a loose day: 上旬 as an end is the 10th
}

// Span is a period with loose or fixed edges: {from, to} or one word.
type Span struct {
	From Date `yaml:"from"`
	To   Date `yaml:"to"`
	Pos  Pos  `yaml:"-"`
}

// Amount is money in yuan as the plan writes it: 400.00, {at_least: 200},
// {at_most: 1000}, {from: 200, to: 500}, {about: 300}. All in fen.
type Amount struct {
	Fixed *money.Fen
	Min   *money.Fen // floor (不低于) or lower end of a range
	Max   *money.Fen // cap (不超过) or upper end
	About *money.Fen // 约: a soft figure
	Pos   Pos
}

// Count is a whole number as the plan writes it: 269, all, 30%, {from: 1, to: 2},
// {at_least: 3}, {at_most: 5}, {about: 100}.
type Count struct {
	Fixed   *int64
	Min     *int64
	Max     *int64
	About   *int64
	All     bool
	Percent *int64 // hundredths of a percent, 3000 is 30 %
	Pos     Pos
}

// Quantity is a number of goods in thousandths of the unit (2.5 斤 is 2500).
type Quantity int64

// Rule is a CEL expression over the vocabulary of package rule. What it asks is
// yes or no, and Compiled is set; only an Order asks for something to sort by.
type Rule struct {
	Text     string
	Pos      Pos
	Compiled *rule.Rule // nil when absent or wrong
	node     *node
}

// Per is what an amount or a quantity is counted by.
type Per string

// What a rate is paid per.
const (
	PerHousehold Per = "household" // 户
	PerPerson    Per = "person"    // 人: persons of the household
	PerCovered   Per = "covered"   // 保障人口
	PerChild     Per = "child"     // a child at school in the household, or what `children` says
	PerSite      Per = "site"      // community, village, township, station: each Site of the plan
	PerUnit      Per = "unit"      // grass-roots unit
	PerHelper    Per = "helper"    // 帮扶人
	PerOnce      Per = "once"      // the line as a whole
)

// Every is how often something falls due.
type Every string

// How often, counted over the plan's period.
const (
	Once    Every = "once"
	Daily   Every = "day"
	Weekly  Every = "week"
	Monthly Every = "month"
	Quarter Every = "quarter"
	Term    Every = "term" // school term
	Yearly  Every = "year"
)

// Planned is the number that planning uses: the number itself, the upper end of
// a range, the floor of an open figure. ok is false for a share and for all.
func (c Count) Planned() (n int64, ok bool) {
	f := c.stated(FromClause)
	return f.N, f.Known()
}
