package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// purseMoves are the movements that have a form, each with what it does.
var purseMoves = map[string]func(v *visit, order app.PurseMove, form url.Values) error{
	"pay_in": func(v *visit, order app.PurseMove, form url.Values) error {
		_, err := v.desk.PayIn(v.r.Context(), order, fund.Income{Giver: form.Get("giver"), Receipt: form.Get("receipt"), Note: form.Get("text")})
		return err
	},
	"give_back": func(v *visit, order app.PurseMove, _ url.Values) error {
		_, err := v.desk.PayBack(v.r.Context(), order)
		return err
	},
	"allot": func(v *visit, order app.PurseMove, form url.Values) error {
		_, err := v.desk.Allot(v.r.Context(), order, id.ID(form.Get("line")), false)
		return err
	},
	"withdraw": func(v *visit, order app.PurseMove, form url.Values) error {
		_, err := v.desk.Allot(v.r.Context(), order, id.ID(form.Get("line")), true)
		return err
	},
	"transfer": func(v *visit, order app.PurseMove, form url.Values) error {
		return v.askTransfer(fund.Transfer, order, form)
	},
	"carry": func(v *visit, order app.PurseMove, form url.Values) error {
		return v.askTransfer(fund.Carry, order, form)
	},
}

func (v *visit) askTransfer(kind fund.Kind, order app.PurseMove, form url.Values) error {
	_, err := v.desk.AskTransfer(v.r.Context(), fund.Asked{From: order.Purse, To: id.ID(form.Get("to")), Kind: kind, Fen: order.Fen, Effective: order.On, Reason: form.Get("text")})
	return err
}

// purseMoveFields is which field an error of a movement belongs to.
var purseMoveFields = map[string]string{"money.": "yuan", "fund.amount_bad": "yuan", "fund.overdrawn": "yuan", "day.": "on", "fund.day_ahead": "on", "fund.year_other": "on", "fund.purse_closed": "on",
	"fund.giver_missing": "giver", "fund.receipt_long": "receipt", "fund.reason_missing": "text", "fund.reason_long": "text", "fund.no_line": "line",
	"fund.no_purse": "to", "fund.same_purse": "to", "fund.carry_year": "to", "fund.transfer_year": "to", "fund.no_carry": "to"}

func (v *visit) purseMoveForm() error {
	return v.showPurseMove(view.Form{Values: url.Values{"key": {v.formKey()}, "on": {v.today().String()}}}, http.StatusOK)
}

// showPurseMove is the form of one movement of a purse's money.
func (v *visit) showPurseMove(form view.Form, status int) error {
	what := v.r.PathValue("what")
	of, err := v.purseOf()
	if err != nil {
		return err
	}
	if purseMoves[what] == nil {
		return noPage()
	}
	p := v.fundPage("web.purse.do." + what)
	f := view.PurseMovePage{Form: form, What: what, Back: "/purses/" + string(of.ID), Free: of.Free}
	f.Action = f.Back + "/move/" + what
	p.Sub = of.Name
	p.Crumbs = append(p.Crumbs, view.Link{Href: "/purses", Text: p.T("web.purse.title")}, view.Link{Href: f.Back, Text: of.Name})
	switch what {
	case "allot", "withdraw":
		f.Lines = []view.Option{{Text: p.T("web.purse.choose_line")}}
		for _, l := range of.Lines {
			f.Lines = append(f.Lines, view.Option{Value: string(l.ID), Text: p.T("web.purse.line_free", "name", l.Name, "free", l.Free.Yuan())})
		}
	case "transfer", "carry":
		year := of.Year
		if what == "carry" {
			year++
		}
		if f.Purses, err = v.purseOptions(p, year, of.ID); err != nil {
			return err
		}
	}
	return v.write(status, view.PurseMoveFormPage(p, f))
}

// purseOptions are the purses of a year but one, to choose from.
func (v *visit) purseOptions(p view.Page, year int, but id.ID) ([]view.Option, error) {
	options := []view.Option{{Text: p.T("web.purse.choose_purse", "year", year)}}
	for after := ""; ; {
		rows, next, err := v.desk.Purses(v.r.Context(), year, app.PageOf{After: after, Limit: pursesShown})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.ID != but && r.Closed.IsZero() {
				options = append(options, view.Option{Value: string(r.ID), Text: r.Name + " " + r.Place})
			}
		}
		if after = next; next == "" {
			return options, nil
		}
	}
}

func (v *visit) purseMove() error {
	of, err := v.purseID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	what := v.r.PathValue("what")
	do := purseMoves[what]
	if do == nil {
		return noPage()
	}
	order := app.PurseMove{Key: form.Get("key"), Purse: of, Text: form.Get("text")}
	if order.Fen, err = money.Parse(form.Get("yuan")); err == nil {
		order.On, err = day.Parse(form.Get("on"))
	}
	if err == nil {
		err = do(v, order, form)
	}
	if err == nil && (what == "transfer" || what == "carry") {
		return v.done("/transfers", "web.purse.asked")
	}
	if err == nil {
		return v.done("/purses/"+string(of), "web.purse.moved."+what)
	}
	if problem.As(err).Key == "fund.no_purse" { // of the target: this one has a page
		err = problem.New(problem.Invalid, "fund.no_purse")
	}
	f, err := v.wrongIn(form, err, purseMoveFields)
	if err != nil {
		return err
	}
	return v.showPurseMove(f, http.StatusUnprocessableEntity)
}

// purseReceipt shows the receipt of an income, to print.
func (v *visit) purseReceipt() error {
	of, err := v.purseID()
	if err != nil {
		return err
	}
	entry, err := v.idOf("entry", "fund.no_entry")
	if err != nil {
		return err
	}
	paper, err := v.desk.IncomeReceipt(v.r.Context(), of, entry)
	if err != nil {
		return err
	}
	p := v.fundPage("web.purse.receipt_title")
	p.Path = "/purses/" + string(of)
	p.Crumbs = append(p.Crumbs, view.Link{Href: "/purses", Text: p.T("web.purse.title")}, view.Link{Href: p.Path, Text: paper.Purse.Name})
	return v.show(view.PurseReceiptPage(p, view.ReceiptPage{IncomePaper: paper, Back: p.Path, Day: v.today()}))
}

const postingsShown = 50

func (v *visit) journal() error {
	q := v.r.URL.Query()
	at, err := bookDay(q)
	if err != nil {
		return err
	}
	f := app.PostingFilter{Purse: id.ID(q.Get("purse")), Line: id.ID(q.Get("line")), Batch: id.ID(q.Get("batch")), Place: fund.Place(q.Get("place")), Kind: fund.Kind(q.Get("kind")), On: at.On, Known: at.Known}
	if from := q.Get("from"); from != "" {
		if f.From, err = day.Parse(from); err != nil {
			return err
		}
	}
	p := v.fundPage("web.purse.journal")
	p.Sub = p.T("web.purse.journal_sub")
	j := view.JournalPage{Filter: view.Form{Values: q}, At: at}
	if f.Purse != "" {
		of, err := v.desk.PurseOf(v.r.Context(), f.Purse)
		if err != nil {
			return err
		}
		j.Title = of.Name + " " + p.T("web.purse.of_year", "year", of.Year)
	}
	if !at.Now() && at.Known == "" {
		j.At.Known = min(at.On.End(), v.now())
	}
	var next string
	if j.Rows, j.Sum, next, err = v.desk.Journal(v.r.Context(), f, app.PageOf{After: q.Get("after"), Limit: postingsShown}); err != nil {
		return err
	}
	j.Pager = pagerOf(p, q, next)
	j.Places, j.Kinds = []view.Option{{Text: p.T("web.change.every")}}, []view.Option{{Text: p.T("web.change.every")}}
	for _, place := range fund.Places {
		j.Places = append(j.Places, view.Option{Value: string(place), Text: p.Show(place)})
	}
	for _, kind := range fund.Kinds {
		j.Kinds = append(j.Kinds, view.Option{Value: string(kind), Text: p.Show(kind)})
	}
	return v.show(view.JournalListPage(p, j))
}

func (v *visit) journalEntry() error {
	return v.showFundEntry(view.Form{Values: url.Values{}}, http.StatusOK)
}

// showFundEntry is one entry of the books, with a reversal that was refused.
func (v *visit) showFundEntry(form view.Form, status int) error {
	of, err := v.idOf("entry", "fund.no_entry")
	if err != nil {
		return err
	}
	e, err := v.desk.FundEntry(v.r.Context(), of)
	if err != nil {
		return err
	}
	p := v.fundPage("web.purse.entry", "seq", e.Seq)
	p.Crumbs = append(p.Crumbs, view.Link{Href: "/journal", Text: p.T("web.purse.journal")})
	key := form.Value("key")
	if key == "" {
		key = v.formKey()
	}
	return v.write(status, view.JournalEntryPage(p, view.FundEntryPage{FundEntryView: e, Form: form, Key: key}))
}

// journalReverse turns an entry round.
func (v *visit) journalReverse() error {
	of, err := v.idOf("entry", "fund.no_entry")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	e, err := v.desk.FundEntry(v.r.Context(), of)
	if err != nil {
		return err
	}
	var back *fund.Entry
	if e.Purse == nil {
		err = problem.New(problem.NotFound, "fund.no_entry")
	} else {
		back, err = v.desk.ReverseEntry(v.r.Context(), app.PurseMove{Key: form.Get("key"), Purse: e.Purse.ID}, of, form.Get("reason"))
	}
	if err == nil {
		return v.done("/journal/"+string(back.ID), "web.purse.reversed")
	}
	f, err := v.wrong(form, err, map[string]string{"fund.reason_missing": "reason", "fund.reason_long": "reason"})
	if err != nil {
		return err
	}
	return v.showFundEntry(f, http.StatusUnprocessableEntity)
}

func (v *visit) transferList() error { return v.showTransfers("", http.StatusOK) }

// showTransfers lists the transfers, with why a decision was refused.
func (v *visit) showTransfers(wrong string, status int) error {
	q := v.r.URL.Query()
	state := fund.AskedState(q.Get("state"))
	all, next, err := v.desk.Transfers(v.r.Context(), state, app.PageOf{After: q.Get("after"), Limit: pursesShown})
	if err != nil {
		return err
	}
	p := v.fundPage("web.purse.transfers")
	p.Path, p.Sub = "/transfers", p.T("web.purse.transfers_sub")
	t := view.TransferPage{Wrong: wrong, Decide: v.can(identity.FundDecide), Pager: pagerOf(p, q, next)}
	for _, s := range []fund.AskedState{"", fund.Waits, fund.Done, fund.Refused} {
		key := string(s)
		if s == "" {
			key = "any"
		}
		t.Tabs = append(t.Tabs, view.Tab{Link: view.Link{Href: view.With("/transfers", "", "state", string(s)), Text: p.T("web.purse.transfer." + key)}, Here: s == state})
	}
	names := map[id.ID]string{}
	for _, a := range all {
		row := view.TransferRow{Asked: a}
		for of, name := range map[id.ID]*string{a.From: &row.From, a.To: &row.To} {
			if names[of] == "" {
				names[of] = p.T("web.purse.elsewhere")
				if d, err := v.desk.PurseOf(v.r.Context(), of); err == nil {
					names[of] = d.Name + " " + p.T("web.purse.of_year", "year", d.Year)
				}
			}
			*name = names[of]
		}
		t.Rows = append(t.Rows, row)
	}
	return v.write(status, view.TransferListPage(p, t))
}

func (v *visit) transferDecide() error {
	of, err := v.idOf("transfer", "fund.no_transfer")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	_, err = v.desk.DecideTransfer(v.r.Context(), of, form.Get("do") == "grant", form.Get("answer"))
	if err == nil {
		return v.done("/transfers", "web.purse.decided")
	}
	switch problem.CodeOf(err) {
	case problem.Conflict, problem.Invalid, problem.TooLarge:
		return v.showTransfers(v.text(err), http.StatusUnprocessableEntity)
	case problem.Forbidden:
		if problem.As(err).Key == "fund.own_transfer" {
			return v.showTransfers(v.text(err), http.StatusForbidden)
		}
	}
	return err
}
