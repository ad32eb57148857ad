package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// cashShown is how many rows stand on a cashier's page.
const cashShown = 60

// showCash is the page on which cash is signed off, with the form of a person
// that was refused.
func (v *visit) showCash(clear bool, doing string, form view.Form, status int) error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(v.r.URL.Query().Get("after"), 10, 64) // what is no number is the beginning
	c, err := v.desk.Cash(v.r.Context(), of, max(after, 0), cashShown, clear)
	if err != nil {
		return err
	}
	p := v.page("web.payment.cash")
	p.Path = "/payments/" + string(of) + "/cash"
	p.Crumbs = []view.Link{{Text: p.T("web.nav.fund")}, {Href: "/payments", Text: p.T("web.payment.title")}, {Href: "/payments/" + string(of), Text: c.Number}}
	page := view.CashPage{CashPage: c, Form: form, Doing: doing, Clear: clear, Base: p.Path, Key: v.formKey(), Me: string(v.desk.Actor().User)}
	page.With = v.withLast(c)
	for _, h := range c.Handers {
		if string(h.ID) != page.Me {
			page.Others = append(page.Others, view.Option{Value: string(h.ID), Text: h.Name})
		}
	}
	if after > 0 {
		page.Pager.First = p.Path
	}
	if c.Next > 0 {
		page.Pager.Next = view.With(p.Path, "", "after", strconv.FormatInt(c.Next, 10))
	}
	return v.write(status, view.CashPageShown(p, page))
}

// withLast is the other of the two who took the cash out, as far as it is not who
// looks.
func (v *visit) withLast(c *app.CashPage) string {
	me := v.desk.Actor().User
	for i := range c.Acts {
		if a := &c.Acts[i]; a.Verb == fund.HandOver {
			if a.With != me {
				return string(a.With)
			}
			return string(a.User)
		}
	}
	return ""
}

var cashFields = map[string]string{"fund.proxy_name": "proxy", "fund.proxy_relation": "relation", "fund.proxy_id": "number", "fund.two_hands": "second", "fund.no_hander": "second"}

// cashSign signs off one person.
func (v *visit) cashSign() error {
	of, err := v.paymentID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.CashOrder{Key: form.Get("key"), Batch: of, Rows: seqsIn(form), Second: id.ID(form.Get("second")),
		Receiver: fund.Receiver{Name: form.Get("proxy"), Relation: form.Get("relation"), ID: form.Get("number")}}
	_, err = v.desk.SignCash(v.r.Context(), order)
	clear := form.Get("clear") != ""
	if err == nil && clear {
		return v.showCash(true, "", view.Form{}, http.StatusOK)
	}
	if err == nil {
		back := "/payments/" + string(of) + "/cash"
		if after := v.r.URL.Query().Get("after"); after != "" {
			back += "?after=" + url.QueryEscape(after)
		}
		return v.done(back, "web.payment.signed")
	}
	status := http.StatusUnprocessableEntity
	f := view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}
	switch {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case problem.Is(err, problem.Forbidden) && strings.HasPrefix(problem.As(err).Key, "fund."):
		status = http.StatusForbidden
	default:
		if f, err = v.wrongIn(form, err, cashFields); err != nil {
			return err
		}
	}
	form.Del("number") // an ID number is never sent back
	return v.showCash(clear, form.Get("seq"), f, status)
}
