package view

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/fund"
	"songnuan/internal/money"
)

// PaymentList is the list of batches.
type PaymentList struct {
	Batches []*fund.Batch
	Tabs    []Tab
	Pager   Pager
	CanMake bool
}

// PaymentDraft is what a batch would be.
type PaymentDraft struct {
	*fund.Batch
	Left []app.Missing
}

// PaymentNew asks what to pay.
type PaymentNew struct {
	Form      Form
	Draft     *PaymentDraft // nil until it was asked for
	Campaigns []Option
	Methods   []Option
	Templates []Option
	Villages  []Option
}

// leftGroups are what is left out, by why.
func (d *PaymentDraft) leftGroups() (keys []string, by map[string][]app.Missing) {
	by = map[string][]app.Missing{}
	for _, m := range d.Left {
		if by[m.Key] == nil {
			keys = append(keys, m.Key)
		}
		by[m.Key] = append(by[m.Key], m)
	}
	return keys, by
}

// leftShown bounds the households that are named for a reason.
const leftShown = 50

func sumLeft(all []app.Missing) (sum money.Fen) {
	for _, m := range all {
		sum += m.Fen
	}
	return sum
}

// PaymentPage is one batch.
type PaymentPage struct {
	*app.PaymentView
	Lines     []app.PaymentLine
	Form      Form
	Doing     string // the form that was refused
	Base      string
	Key       string // of the next command
	State     fund.RowState
	Pager     Pager
	Bank      *app.BankPreview
	Methods   []Option
	Templates []Option
	Villages  []Option
	Me        string
	CanHand   bool
	CanOpen   bool // the files of households
	CanFollow bool // the way to the campaign
}

// form is the form of a verb: as it was typed for the one that was refused.
func (d PaymentPage) form(verb string) Form {
	if verb == d.Doing {
		return d.Form
	}
	return Form{}
}

func (d PaymentPage) version() string { return strconv.FormatInt(d.Version, 10) }

// plain are the verbs of a button alone.
func (d PaymentPage) plain() (verbs []fund.Verb) {
	for _, verb := range []fund.Verb{fund.Make, fund.Check, fund.Approve, fund.Lock, fund.Resend} {
		if d.Does(verb) && (verb != fund.Resend || d.Tally[fund.Corrected].Rows > 0) {
			verbs = append(verbs, verb)
		}
	}
	if d.Does(fund.HandOver) && d.Method == fund.Bank {
		verbs = append(verbs, fund.HandOver)
	}
	return verbs
}

// reasoned are the verbs that ask for a reason.
func (d PaymentPage) reasoned() (verbs []fund.Verb) {
	for _, verb := range []fund.Verb{fund.SendBack, fund.Abort} {
		if d.Does(verb) {
			verbs = append(verbs, verb)
		}
	}
	if d.Method == fund.Cash && d.Does(fund.Returns) && d.Tally[fund.OnTheWay].Rows > 0 {
		verbs = append(verbs, fund.Returns)
	}
	if d.Does(fund.GiveUp) && d.Tally[fund.Returned].Rows > 0 {
		verbs = append(verbs, fund.GiveUp)
	}
	return verbs
}

// stopped are the posts that the reader may not take, each told once.
func (d PaymentPage) stopped(p Page) (texts []string) {
	for _, verb := range []fund.Verb{fund.Check, fund.Approve, fund.Lock, fund.HandOver, fund.Make} {
		if err := d.Stopped[verb]; err != nil {
			texts = append(texts, p.T("web.payment.not_you", "verb", verb, "why", p.Say(err)))
		}
	}
	return texts
}

func (d PaymentPage) handers(p Page) (options []Option) {
	options = []Option{{Text: p.T("web.hazard.choose")}}
	for _, h := range d.Handers {
		if string(h.ID) != d.Me {
			options = append(options, Option{Value: string(h.ID), Text: h.Name})
		}
	}
	return options
}

var paymentTones = map[fund.State]string{fund.Draft: "", fund.Checked: "blue", fund.Approved: "blue", fund.Locked: "violet", fund.Handed: "amber", fund.Settled: "green", fund.Aborted: ""}

var rowTones = map[fund.RowState]string{fund.Waiting: "", fund.OnTheWay: "amber", fund.Credited: "green", fund.Returned: "red", fund.Corrected: "violet", fund.GivenUp: ""}

// PaymentReturns is what a return file would do.
type PaymentReturns struct {
	*app.ReplyReport
	Base  string
	Round int
}

// CashPage is where cash is signed off.
type CashPage struct {
	*app.CashPage
	Form   Form
	Doing  string // rows of the person whose form was refused
	Clear  bool
	Base   string
	Key    string
	Me     string
	With   string
	Others []Option
	Pager  Pager
}

func seqs(rows []int64) (text string) {
	for i, seq := range rows {
		if i > 0 {
			text += ","
		}
		text += strconv.FormatInt(seq, 10)
	}
	return text
}

// form is the form of a person: as it was typed for the one that was refused.
func (c CashPage) form(l *app.CashLine) Form {
	if c.Doing == seqs(l.Rows) {
		return c.Form
	}
	return Form{Values: map[string][]string{"second": {c.With}}}
}

// left is how much there is still to hand out.
func (c CashPage) left() fund.Figure { return c.Tally[fund.OnTheWay] }

// cashState is the state of a row in the words of cash.
func cashState(p Page, s fund.RowState) string {
	switch s {
	case fund.OnTheWay:
		return p.T("web.payment.to_hand")
	case fund.Credited:
		return p.T("web.payment.signed_for")
	}
	return p.Show(s)
}

// rowsAt is the address of the rows in a state.
func rowsAt(d PaymentPage, s fund.RowState) string {
	return With(d.Base, "", "rows", string(s)) + "#rows"
}
