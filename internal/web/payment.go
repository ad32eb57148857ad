package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// How many batches and rows a page shows.
const (
	paymentsShown    = 50
	paymentRowsShown = 100
)

// paymentList lists the batches.
func (v *visit) paymentList() error {
	q := v.r.URL.Query()
	page, err := v.pageOf(q)
	if err != nil {
		return err
	}
	page.Limit = paymentsShown
	f := app.PaymentFilter{State: fund.State(q.Get("state"))}
	if text := q.Get("campaign"); text != "" {
		if f.Campaign, err = id.Parse(text); err != nil {
			return err
		}
	}
	all, next, err := v.desk.Payments(v.r.Context(), f, page)
	if err != nil {
		return err
	}
	p := v.page("web.payment.title")
	p.Sub = p.T("web.payment.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.fund")}}
	l := view.PaymentList{Batches: all, Pager: pagerOf(p, q, next), CanMake: v.can(identity.PayMake)}
	for _, s := range append([]fund.State{""}, fund.States...) {
		text := p.T("web.payment.every")
		if s != "" {
			text = p.Show(s)
		}
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: view.With(p.Path, queryWithout(q, "after", "state"), "state", string(s)), Text: text}, Here: s == f.State})
	}
	if l.CanMake {
		p.Actions = view.Go("primary", "/payments/new", p.T("web.payment.new"))
	}
	return v.show(view.PaymentListPage(p, l))
}

// paymentOrder reads which batch is wanted.
func paymentOrder(q url.Values) (order app.PaymentOrder, err error) {
	order = app.PaymentOrder{Title: q.Get("title"), Method: fund.Method(q.Get("method")), Template: q.Get("template")}
	if order.Campaign, err = id.Parse(q.Get("campaign")); err != nil {
		return order, problem.New(problem.Invalid, "web.payment.no_campaign")
	}
	if where := q.Get("area"); where != "" {
		order.Area, err = area.Parse(where)
	}
	return order, err
}

var paymentFields = map[string]string{"web.payment.no_campaign": "campaign", "fund.no_method": "method", "fund.no_template": "template", "fund.no_title": "title", "area.": "area"}

// paymentNew asks what to pay, and shows what it comes to before it is made.
func (v *visit) paymentNew() error {
	q := v.r.URL.Query()
	form := view.Form{Values: q}
	if q.Get("campaign") == "" {
		return v.showPaymentNew(form, nil, http.StatusOK)
	}
	order, err := paymentOrder(q)
	if err == nil {
		var draft view.PaymentDraft
		if draft.Batch, draft.Left, err = v.desk.PreviewPayment(v.r.Context(), order); err == nil {
			return v.showPaymentNew(form, &draft, http.StatusOK)
		}
	}
	if form, err = v.wrongIn(q, err, paymentFields); err != nil {
		return err
	}
	return v.showPaymentNew(form, nil, http.StatusUnprocessableEntity)
}

func (v *visit) showPaymentNew(form view.Form, draft *view.PaymentDraft, status int) error {
	p := v.page("web.payment.new")
	p.Path = "/payments/new"
	p.Sub = p.T("web.payment.new_sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.fund")}, {Href: "/payments", Text: p.T("web.payment.title")}}
	n := view.PaymentNew{Form: form, Draft: draft, Methods: methodOptions(p)}
	lines, _, err := v.desk.Campaigns(v.r.Context(), "", "", 100)
	if err != nil {
		return err
	}
	for i := range lines {
		if lines[i].State == "active" {
			n.Campaigns = append(n.Campaigns, view.Option{Value: string(lines[i].ID), Text: lines[i].Title})
		}
	}
	if n.Templates, err = v.templateOptions(); err != nil {
		return err
	}
	if n.Villages, err = v.villageOptions(p.T("web.payment.whole")); err != nil {
		return err
	}
	return v.write(status, view.PaymentNewPage(p, n))
}

func methodOptions(p view.Page) []view.Option {
	return []view.Option{{Value: string(fund.Bank), Text: p.Show(fund.Bank)}, {Value: string(fund.Cash), Text: p.Show(fund.Cash)}}
}

func (v *visit) templateOptions() (options []view.Option, err error) {
	all, err := v.desk.BankTemplates()
	for _, t := range all {
		options = append(options, view.Option{Value: t.Name, Text: t.Title})
	}
	return options, err
}

// paymentMake makes the draft.
func (v *visit) paymentMake() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := paymentOrder(form)
	var b *fund.Batch
	var left []app.Missing
	if err == nil {
		b, left, err = v.desk.MakePayment(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/payments/"+string(b.ID), "web.payment.made", "number", b.Number, "rows", b.Count, "left", len(left))
	}
	f, err := v.wrongIn(form, err, paymentFields)
	if err != nil {
		return err
	}
	return v.showPaymentNew(f, nil, http.StatusUnprocessableEntity)
}

func (v *visit) paymentID() (id.ID, error) { return v.idOf("payment", "fund.no_batch") }

func (v *visit) paymentShow() error { return v.showPayment("", view.Form{}, http.StatusOK) }

// showPayment is the page of one batch, with the form of an act that was refused.
func (v *visit) showPayment(doing string, form view.Form, status int) error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	b, err := v.desk.PaymentOf(v.r.Context(), of)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64) // what is no number is the beginning
	state := fund.RowState(q.Get("rows"))
	lines, more, err := v.desk.PaymentLines(v.r.Context(), of, state, max(after, 0), paymentRowsShown)
	if err != nil {
		return err
	}
	p := v.page("web.payment.one", "number", b.Number)
	p.Path, p.Sub = "/payments/"+string(of), b.Title
	p.Crumbs = []view.Link{{Text: p.T("web.nav.fund")}, {Href: "/payments", Text: p.T("web.payment.title")}}
	page := view.PaymentPage{PaymentView: b, Lines: lines, Form: form, Doing: doing, Base: p.Path, Key: v.formKey(), State: state, Methods: methodOptions(p), Me: string(v.desk.Actor().User), CanHand: v.can(identity.PayHand), CanOpen: v.can(identity.HouseholdSee), CanFollow: v.can(identity.CampaignSee)}
	if page.Bank, err = v.desk.PreviewBankFile(v.r.Context(), of); err != nil {
		return err
	}
	if page.Templates, err = v.templateOptions(); err != nil {
		return err
	}
	if b.State == fund.Draft && b.Does(fund.TakeOut) {
		if page.Villages, err = v.villageOptions(p.T("web.hazard.choose")); err != nil {
			return err
		}
	}
	page.Pager.First = ""
	if after > 0 {
		page.Pager.First = view.With(p.Path, queryWithout(q, "after"), "after", "")
	}
	if more {
		page.Pager.Next = view.With(p.Path, q.Encode(), "after", strconv.FormatInt(lines[len(lines)-1].Seq, 10))
	}
	return v.write(status, view.PaymentShowPage(p, page))
}

var paymentActFields = map[string]string{"fund.reason_missing": "reason", "fund.reason_long": "reason", "fund.two_hands": "second", "fund.no_hander": "second", "fund.payee_name": "name", "personal.": "account"}

// paymentAct does something to a batch.
func (v *visit) paymentAct() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.PaymentAct{Key: form.Get("key"), Batch: of, Seen: int64(rowIn(form)), Verb: fund.Verb(form.Get("verb")), Reason: form.Get("reason"), Second: id.ID(form.Get("second"))}
	order.Rows = seqsIn(form)
	_, err = v.desk.ActOnPayment(v.r.Context(), order)
	if err == nil {
		return v.done("/payments/"+string(of), "web.payment.done", "verb", order.Verb)
	}
	return v.paymentRefused(string(order.Verb), form, err)
}

// seqsIn are the rows that a form names.
func seqsIn(form url.Values) (rows []int64) {
	for _, text := range form["seq"] {
		for one := range strings.SplitSeq(text, ",") {
			if n, err := strconv.ParseInt(one, 10, 64); err == nil {
				rows = append(rows, n)
			}
		}
	}
	return rows
}

// paymentRefused shows the batch again with what was typed and why it was refused.
func (v *visit) paymentRefused(doing string, form url.Values, err error) error {
	status := http.StatusUnprocessableEntity
	f := view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}
	switch {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case problem.Is(err, problem.Forbidden) && strings.HasPrefix(problem.As(err).Key, "fund."):
		status = http.StatusForbidden
	default:
		if f, err = v.wrongIn(form, err, paymentActFields); err != nil {
			return err
		}
	}
	return v.showPayment(doing, f, status)
}

// paymentPart makes a batch of a part of this one: of a village, or of what came
// back.
func (v *visit) paymentPart() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.PaymentPart{Key: form.Get("key"), Batch: of, Title: form.Get("title"), Method: fund.Method(form.Get("method")), Template: form.Get("template"), Reason: form.Get("reason")}
	do, doing := v.desk.FollowPayment, "follow"
	if form.Get("area") != "" {
		do, doing = v.desk.SplitPayment, "split"
		if order.Area, err = area.Parse(form.Get("area")); err != nil {
			return v.paymentRefused(doing, form, err)
		}
	}
	b, left, err := do(v.r.Context(), order)
	if err != nil {
		return v.paymentRefused(doing, form, err)
	}
	return v.done("/payments/"+string(b.ID), "web.payment.made", "number", b.Number, "rows", b.Count, "left", len(left))
}

// paymentPayee puts a returned row right.
func (v *visit) paymentPayee() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.PayeeOrder{Key: form.Get("key"), Batch: of, Name: form.Get("name"), Account: form.Get("account"), Bank: form.Get("bank"), Reason: form.Get("reason")}
	if rows := seqsIn(form); len(rows) > 0 {
		order.Seq = rows[0]
	}
	if _, err := v.desk.CorrectPayee(v.r.Context(), order); err != nil {
		form.Del("account") // a card number is never sent back
		return v.paymentRefused("correct"+form.Get("seq"), form, err)
	}
	return v.done("/payments/"+string(of), "web.payment.done", "verb", fund.Correct)
}
