package view

import (
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/fund"
	"songnuan/internal/money"
)

// DuePage is what is due in a campaign: what a guard holds on top, then the rest.
type DuePage struct {
	Filter    Form
	Campaigns []Option
	Campaign  string // id, "" while none is chosen
	Title     string
	Purses    []app.PlanPurse
	Choices   []Option // purses to tie
	Clauses   []*app.ClauseStanding
	Held      []app.FundDueLine
	Rows      []app.FundDueLine
	State     fund.DueState
	Tabs      []Tab
	Make      bool // the actor may reckon and tie
	Form      Form // of what was refused
	Reckoned  bool
	Pager     Pager
}

func (d DuePage) base() string { return "/dues?campaign=" + url.QueryEscape(d.Campaign) }

// FundDuePage is one due, explained.
type FundDuePage struct {
	*app.FundDueView
	Form  Form
	Steps []string // how the amount came about, a sentence each
}

// dueTones are the badges of the states of a due.
var dueTones = map[fund.DueState]string{fund.Open: "blue", fund.Held: "red", fund.Batched: "amber", fund.PaidOut: "green", fund.Dropped: ""}

// banText says why a due is held.
func banText(p Page, b fund.Ban) string {
	with := b.With.Source
	switch b.With.Clause {
	case fund.OtherAgency, fund.OtherLevel, fund.LastFestival:
		with = p.T("web.due.with."+b.With.Clause) + " " + b.With.Source
	default:
		with = p.T("web.due.with.clause") + " " + with
	}
	key := "web.due.ban." + string(b.Kind)
	return p.T(key, "with", with, "had", b.With.Fen.Yuan(), "excess", b.Excess.Yuan())
}

// ReconcilePage is the reconciliation of a year.
type ReconcilePage struct {
	*app.Reconciliation
	Filter    Form
	Now       bool
	Chart     BarChart
	Campaigns []Option
	Campaign  string
	Clauses   []*app.ClauseStanding
	Places    []app.PlaceLine
}

// same is the address that gives the same figures whenever it is asked.
func (r ReconcilePage) same(path string) string {
	return path + "?" + url.Values{"year": {yearText(r.Year)}, "on": {r.At.On.String()}, "known": {string(r.At.Known)}}.Encode()
}

// rows is the address of the postings behind a figure of a line.
func (r ReconcilePage) rows(l app.ReconcileLine, place fund.Place, kind fund.Kind) string {
	q := url.Values{"purse": {string(l.ReconciledRow.Purse)}, "on": {r.At.On.String()}, "known": {string(r.At.Known)}}
	for name, value := range map[string]string{"line": string(l.Line), "batch": string(l.Batch), "place": string(place), "kind": string(kind)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/journal?" + q.Encode()
}

// sumPlaces are the figures of all places.
func sumPlaces(all []app.PlaceLine) (households int64, due, paid, held money.Fen) {
	for i := range all {
		households, due, paid, held = households+all[i].Households, due+all[i].Due.Fen, paid+all[i].Paid.Fen, held+all[i].Held.Fen
	}
	return households, due, paid, held
}
