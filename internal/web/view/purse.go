package view

import (
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/money"
)

// PurseList are the purses, a page of them.
type PurseList struct {
	Filter Form
	Rows   []*app.PurseView
	Chart  BarChart
	Sum    fund.Standing // of the page
	Keep   bool
	Waits  int // transfers that wait for a decision
	Pager  Pager
}

// PurseForm is the form of a new purse, or of what is said of one.
type PurseForm struct {
	Form    Form
	Action  string
	Back    string
	New     bool
	Kinds   []Option
	Units   []Option
	Earmark []Option
}

// PursePage is one purse, as it is or as it stood on a day.
type PursePage struct {
	*app.PurseDetail
	Form     Form // of what was refused
	At       app.BookDay
	KindText string
	Earmarks []string
	Entries  []app.PostingLine
	More     bool // there are more entries than are shown
	Decide   bool
}

func (d PursePage) base() string { return "/purses/" + string(d.ID) }

// rows is the address of the postings behind a figure.
func (d PursePage) rows(line string, place fund.Place) string {
	q := url.Values{"purse": {string(d.ID)}}
	if line != "" {
		q.Set("line", line)
	}
	if place != "" {
		q.Set("place", string(place))
	}
	if !d.At.Now() {
		q.Set("on", d.At.On.String())
		q.Set("known", string(d.At.Known))
	}
	return "/journal?" + q.Encode()
}

// same is the address that gives the same figures whenever it is asked.
func (d PursePage) same() string {
	return d.base() + "?" + url.Values{"on": {d.At.On.String()}, "known": {string(d.At.Known)}}.Encode()
}

// PurseMovePage is the form of one movement of a purse's money.
type PurseMovePage struct {
	Form   Form
	What   string
	Action string
	Back   string
	Free   money.Fen
	Lines  []Option
	Purses []Option
}

// ReceiptPage is the receipt of an income, to print.
type ReceiptPage struct {
	*app.IncomePaper
	Back string
	Day  day.Date
}

// JournalPage are postings behind a filter.
type JournalPage struct {
	Filter Form
	Rows   []app.PostingLine
	Sum    fund.Figure
	Title  string // of the purse, "" for none
	Places []Option
	Kinds  []Option
	At     app.BookDay
	Pager  Pager
}

// FundEntryPage is one entry of the books.
type FundEntryPage struct {
	*app.FundEntryView
	Form Form
	Key  string
}

// TransferPage are the transfers that were asked for.
type TransferPage struct {
	Rows   []TransferRow
	Tabs   []Tab
	Decide bool
	Wrong  string
	Pager  Pager
}

// TransferRow is a transfer with the names of its purses.
type TransferRow struct {
	*fund.Asked
	From, To string
}

// purseTones are the badges of the states of a transfer.
var transferTones = map[fund.AskedState]string{fund.Waits: "amber", fund.Done: "green", fund.Refused: "red"}

func yearText(year int) string { return strconv.Itoa(year) }

// signedYuan is a posting's amount with its sign.
func signedYuan(fen money.Fen) string {
	if fen > 0 {
		return "+" + fen.Yuan()
	}
	return fen.Yuan()
}
